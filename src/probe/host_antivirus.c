/* antivirus: one row per product found. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "product", ZC_TEXT, "product", "产品",
	    "name" },
	{ "running", ZC_BOOL, "running", "运行中",
	    "1 = its service runs" },
	{ "enabled", ZC_BOOL, "enabled", "自启",
	    "1 = starts by itself" },
	{ "version", ZC_TEXT, "version", "版本",
	    "version" },
	{ "signature_at", ZC_TIME, "signatures dated", "病毒库日期",
	    "date inside the signature database; null when it cannot be read" },
	{ "signature_source", ZC_TEXT, "signature source", "病毒库日期依据",
	    "file read, or why not" },
	{ "auto_update", ZC_BOOL, "automatic update", "自动升级",
	    "1 = updater switched on" },
	{ "last_scan_at", ZC_TIME, "last scan", "最近扫描",
	    "date of the last full scan found in logs" },
	{ "rule", ZC_TEXT, "rule", "指标",
	    "entry of the indicator list" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_antivirus = {
	.table = "antivirus",
	.en = "antivirus",
	.zh = "防病毒软件",
	.mean = "one row per product found",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
