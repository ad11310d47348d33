/* log_source: one row per log: what period it really covers. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "log", "日志",
	    "journal, syslog, auth, kern, audit, wtmp, btmp, package, web …" },
	{ "path", ZC_TEXT, "path", "路径",
	    "path or directory" },
	{ "oldest", ZC_TIME, "oldest entry", "最早记录",
	    "oldest entry" },
	{ "newest", ZC_TIME, "newest entry", "最新记录",
	    "newest entry" },
	{ "days", ZC_INT, "days covered", "覆盖天数",
	    "newest minus oldest in days" },
	{ "largest_gap", ZC_INT, "largest gap", "最大间断",
	    "longest silence in hours, while the machine was on" },
	{ "size", ZC_INT, "size", "大小",
	    "bytes, rotated files included" },
	{ "files", ZC_INT, "files", "文件数",
	    "files including rotated ones" },
	{ "retention_days", ZC_INT, "retention set", "保留设置天数",
	    "what the rotation settings allow; null when unbounded or unknown" },
	{ "persistent", ZC_BOOL, "persistent", "持久",
	    "0 = lost at restart" },
	{ "mode", ZC_INT, "mode", "权限",
	    "permission bits of the current file" },
	{ "owner", ZC_TEXT, "owner", "属主",
	    "owner" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_log_source = {
	.table = "log_source",
	.en = "log sources",
	.zh = "日志来源",
	.mean = "one row per log: what period it really covers",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
