/* time_sync: one row per program and server. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "program", "程序",
	    "chrony, ntpd, timesyncd, ntpdate" },
	{ "enabled", ZC_BOOL, "enabled", "自启",
	    "1 = starts at boot" },
	{ "running", ZC_BOOL, "running", "运行中",
	    "1 = runs" },
	{ "server", ZC_TEXT, "server", "时间源",
	    "server; empty when none configured" },
	{ "scope", ZC_TEXT, "scope", "范围",
	    "loopback, private, public" },
	{ "synchronised", ZC_BOOL, "synchronised", "已同步",
	    "1 = the kernel says synchronised" },
	{ "last_sync", ZC_TIME, "last synchronised", "最近同步",
	    "when, if known" },
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

const struct zc_probe zc_probe_host_time_sync = {
	.table = "time_sync",
	.en = "time synchronisation",
	.zh = "时间同步",
	.mean = "one row per program and server",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
