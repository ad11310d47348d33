/* domestic_item: processor, system, office suite, database, antivirus and their origin. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "processor, system, office, database, antivirus, browser, middleware, board" },
	{ "name", ZC_TEXT, "name", "名称",
	    "product" },
	{ "domestic", ZC_BOOL, "domestic", "国产",
	    "1 = domestic by the rule list; null when unknown" },
	{ "source", ZC_TEXT, "source", "依据",
	    "what told it" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_domestic_item = {
	.table = "domestic_item",
	.en = "domestic products",
	.zh = "国产化情况",
	.mean = "processor, system, office suite, database, antivirus and their origin",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
