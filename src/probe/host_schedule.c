/* schedule: cron, anacron, at and systemd timers. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "cron, anacron, at, timer" },
	{ "account", ZC_TEXT, "account", "账户",
	    "who it runs as" },
	{ "spec", ZC_TEXT, "when", "时间",
	    "schedule as written" },
	{ "command", ZC_TEXT, "command", "命令",
	    "command, secrets masked" },
	{ "writable_path", ZC_BOOL, "in writable place", "位于可写目录",
	    "1 = program lies in a world-writable place or the file is writable by others" },
	{ "package", ZC_TEXT, "package", "软件包",
	    "package that owns the file; empty when none" },
	{ "file", ZC_TEXT, "file", "文件",
	    "file" },
	{ "line", ZC_INT, "line", "行号",
	    "line" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_schedule = {
	.table = "schedule",
	.en = "schedules",
	.zh = "计划任务",
	.mean = "cron, anacron, at and systemd timers",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
