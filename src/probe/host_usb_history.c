/* usb_history: one row per device and source of evidence. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "serial", ZC_TEXT, "serial number", "序列号",
	    "serial; empty when the device has none" },
	{ "vid", ZC_TEXT, "vendor id", "厂商号",
	    "four hex digits; empty when the source does not tell" },
	{ "pid", ZC_TEXT, "product id", "产品号",
	    "four hex digits" },
	{ "vendor", ZC_TEXT, "vendor", "厂商",
	    "vendor string" },
	{ "product", ZC_TEXT, "product", "产品",
	    "product string" },
	{ "class", ZC_TEXT, "class", "类别",
	    "as in usb_device" },
	{ "first_seen", ZC_TIME, "first seen", "首次接入",
	    "first time in that source" },
	{ "last_seen", ZC_TIME, "last seen", "最近接入",
	    "last time in that source" },
	{ "times", ZC_INT, "times", "接入次数",
	    "times seen in that source" },
	{ "source", ZC_TEXT, "source", "来源",
	    "sysfs, journal, log file, udev, recent, thumbnail, mtab, fstab" },
	{ "sources", ZC_INT, "agreeing sources", "印证来源数",
	    "number of independent sources that know this device" },
	{ "year_guessed", ZC_BOOL, "year guessed", "年份为推定",
	    "1 = the log has no year" },
	{ "account", ZC_TEXT, "account", "账户",
	    "account, for traces in homes" },
	{ "volume", ZC_TEXT, "volume", "卷标",
	    "volume label or mount directory" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_usb_history = {
	.table = "usb_history",
	.en = "USB history",
	.zh = "USB 使用痕迹",
	.mean = "one row per device and source of evidence",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
