/* browser_visit: visits that hit a rule: domain, time, category; never whole histories. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户",
	    "account" },
	{ "browser", ZC_TEXT, "browser", "浏览器",
	    "browser" },
	{ "domain", ZC_TEXT, "domain", "域名",
	    "domain of the page" },
	{ "category", ZC_TEXT, "category", "类别",
	    "category of the rule: forum, chat, mail, cloud_disk, ocr, translate, ai, transfer, proxy, game" },
	{ "rule", ZC_TEXT, "rule", "指标",
	    "entry of the list" },
	{ "first_at", ZC_TIME, "first visit", "首次访问",
	    "first visit" },
	{ "last_at", ZC_TIME, "last visit", "最近访问",
	    "last visit" },
	{ "times", ZC_INT, "visits", "访问次数",
	    "number of visits" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_browser_visit = {
	.table = "browser_visit",
	.en = "browser traces",
	.zh = "浏览痕迹",
	.mean = "visits that hit a rule: domain, time, category; never whole histories",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
