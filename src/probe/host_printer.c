/* printer: printers known to CUPS. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "name", "名称",
	    "queue" },
	{ "uri", ZC_TEXT, "address", "地址",
	    "device address with secrets masked" },
	{ "kind", ZC_TEXT, "kind", "类别",
	    "usb, network, file, virtual" },
	{ "shared", ZC_BOOL, "shared", "共享",
	    "1 = offered to the network" },
	{ "model", ZC_TEXT, "model", "型号",
	    "make and model" },
	{ "last_used", ZC_TIME, "last used", "最近使用",
	    "newest job or state time" },
	{ "file", ZC_TEXT, "file", "文件",
	    "file" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_printer = {
	.table = "printer",
	.en = "printers",
	.zh = "打印机",
	.mean = "printers known to CUPS",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
