/* pending_update: one row per package with a newer version in the lists kept here. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "package", ZC_TEXT, "package", "软件包",
	    "package" },
	{ "installed", ZC_TEXT, "installed", "已装版本",
	    "version installed" },
	{ "candidate", ZC_TEXT, "candidate", "可升级到",
	    "newest version in the lists" },
	{ "security", ZC_BOOL, "security", "安全更新",
	    "1 = from a security suite" },
	{ "source", ZC_TEXT, "source", "来源",
	    "list file" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_pending_update = {
	.table = "pending_update",
	.en = "pending updates",
	.zh = "待装更新",
	.mean = "one row per package with a newer version in the lists kept here",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
