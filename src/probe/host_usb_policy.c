/* usb_policy: mechanisms that block or watch USB. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "mechanism", ZC_TEXT, "mechanism", "机制",
	    "modprobe, udev, usbguard, sysfs, kernel, product" },
	{ "subject", ZC_TEXT, "subject", "对象",
	    "storage, all, phone" },
	{ "blocked", ZC_BOOL, "blocks", "已阻断",
	    "1 = in force" },
	{ "recorded", ZC_BOOL, "records", "有记录",
	    "1 = plug events are recorded" },
	{ "detail", ZC_TEXT, "detail", "说明",
	    "rule or value" },
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

const struct zc_probe zc_probe_host_usb_policy = {
	.table = "usb_policy",
	.en = "USB control",
	.zh = "USB 管控",
	.mean = "mechanisms that block or watch USB",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
