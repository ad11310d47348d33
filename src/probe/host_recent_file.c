/* recent_file: entries that point to removable media or network places. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户",
	    "account" },
	{ "path", ZC_TEXT, "path", "路径",
	    "path or address" },
	{ "place", ZC_TEXT, "place", "位置类别",
	    "removable, network, trash" },
	{ "program", ZC_TEXT, "program", "程序",
	    "program that opened it" },
	{ "at", ZC_TIME, "time", "时间",
	    "last use" },
	{ "source", ZC_TEXT, "source", "来源",
	    "file" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_recent_file = {
	.table = "recent_file",
	.en = "recently used files",
	.zh = "最近文件",
	.mean = "entries that point to removable media or network places",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
