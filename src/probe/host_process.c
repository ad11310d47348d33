/* process: one row per process. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "pid", ZC_INT, "process id", "进程号",
	    "process id" },
	{ "ppid", ZC_INT, "parent", "父进程号",
	    "parent's process id" },
	{ "name", ZC_TEXT, "process", "进程",
	    "command name" },
	{ "path", ZC_TEXT, "program", "程序路径",
	    "executable; empty for kernel threads or when not permitted" },
	{ "command", ZC_TEXT, "command line", "命令行",
	    "command line with secrets masked, at most 512 bytes" },
	{ "account", ZC_TEXT, "account", "账户",
	    "effective user" },
	{ "uid", ZC_INT, "user id", "用户号",
	    "effective user id" },
	{ "started_at", ZC_TIME, "started", "启动时间",
	    "start time" },
	{ "deleted", ZC_BOOL, "program deleted", "程序已删除",
	    "1 = the executable no longer exists on disk" },
	{ "hidden", ZC_BOOL, "hidden", "隐藏",
	    "1 = seen by one view of the kernel and missing in another" },
	{ "writable_path", ZC_BOOL, "in writable place", "位于可写目录",
	    "1 = executable lies under /tmp, /var/tmp, /dev/shm or a world-writable directory" },
	{ "service", ZC_TEXT, "service", "服务",
	    "systemd unit from the control group" },
	{ "memory", ZC_INT, "memory", "内存",
	    "resident bytes" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_process = {
	.table = "process",
	.en = "processes",
	.zh = "进程",
	.mean = "one row per process",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE,
	.run = run,
};
