/* hosts_entry: one row per name in /etc/hosts. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "address", ZC_TEXT, "address", "地址",
	    "address" },
	{ "name", ZC_TEXT, "name", "名称",
	    "host name" },
	{ "line", ZC_INT, "line", "行号",
	    "line" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_hosts_entry = {
	.table = "hosts_entry",
	.en = "hosts entries",
	.zh = "主机解析表",
	.mean = "one row per name in /etc/hosts",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
