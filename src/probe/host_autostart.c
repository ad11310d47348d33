/* autostart: everything that starts by itself besides services. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "xdg, shell_profile, rc_local, user_unit, ld_preload, init_script, xsession, udev_run, motd, kernel_module" },
	{ "account", ZC_TEXT, "account", "账户",
	    "account; empty = system" },
	{ "name", ZC_TEXT, "name", "名称",
	    "entry" },
	{ "command", ZC_TEXT, "command", "命令",
	    "what it runs, secrets masked" },
	{ "writable_path", ZC_BOOL, "in writable place", "位于可写目录",
	    "1 = program lies in a world-writable directory" },
	{ "package", ZC_TEXT, "package", "软件包",
	    "package that owns the file; empty when none" },
	{ "file", ZC_TEXT, "file", "文件",
	    "file" },
	{ "changed_at", ZC_TIME, "changed", "修改时间",
	    "modification time" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_autostart = {
	.table = "autostart",
	.en = "autostart",
	.zh = "自启动项",
	.mean = "everything that starts by itself besides services",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
