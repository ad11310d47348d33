/* backup_job: jobs that copy data away, found by program, schedule and result. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "name", "名称",
	    "name" },
	{ "program", ZC_TEXT, "program", "程序",
	    "rsync, borg, restic, timeshift, mysqldump, tar, deja-dup …" },
	{ "schedule", ZC_TEXT, "when", "时间",
	    "schedule; empty when none" },
	{ "target", ZC_TEXT, "target", "目的地",
	    "target with secrets masked" },
	{ "remote", ZC_BOOL, "off this computer", "异机",
	    "1 = target on another machine or medium" },
	{ "cloud", ZC_BOOL, "Internet disk", "互联网网盘",
	    "1 = target is a public cloud by the rule list" },
	{ "last_success", ZC_TIME, "last success", "最近成功",
	    "time of the last good run; null when unknown" },
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

const struct zc_probe zc_probe_host_backup_job = {
	.table = "backup_job",
	.en = "backup jobs",
	.zh = "备份任务",
	.mean = "jobs that copy data away, found by program, schedule and result",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
