/* advisory: packages that an imported offline feed calls vulnerable. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "advisory", ZC_TEXT, "advisory", "漏洞编号",
	    "CVE, DSA, openEuler-SA …" },
	{ "package", ZC_TEXT, "package", "软件包",
	    "installed package" },
	{ "installed", ZC_TEXT, "installed", "已装版本",
	    "installed version" },
	{ "fixed", ZC_TEXT, "fixed in", "修复版本",
	    "first version that is repaired; empty = no fix yet" },
	{ "severity", ZC_TEXT, "severity", "严重程度",
	    "critical, high, medium, low, unknown" },
	{ "published", ZC_TIME, "published", "发布日期",
	    "date" },
	{ "feed", ZC_TEXT, "feed", "漏洞库",
	    "name of the feed" },
	{ "feed_at", ZC_TIME, "feed dated", "漏洞库日期",
	    "date of the feed" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_advisory = {
	.table = "advisory",
	.en = "known vulnerabilities",
	.zh = "已知漏洞",
	.mean = "packages that an imported offline feed calls vulnerable",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
