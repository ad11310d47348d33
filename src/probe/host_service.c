/* service: systemd units on disk and live, and sysvinit scripts. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "service", "服务",
	    "unit name with suffix, or script name" },
	{ "manager", ZC_TEXT, "manager", "管理器",
	    "systemd or sysvinit" },
	{ "kind", ZC_TEXT, "kind", "类别",
	    "service, socket, timer, mount, path, target" },
	{ "scope", ZC_TEXT, "scope", "范围",
	    "system or user" },
	{ "enabled", ZC_TEXT, "start state", "自启状态",
	    "enabled, disabled, static, masked, generated, alias, indirect" },
	{ "running", ZC_TEXT, "running", "运行",
	    "running, exited, failed, dead; empty when offline or unknown" },
	{ "command", ZC_TEXT, "command", "命令",
	    "ExecStart" },
	{ "account", ZC_TEXT, "account", "账户",
	    "User=; empty = root" },
	{ "description", ZC_TEXT, "description", "说明",
	    "Description=" },
	{ "file", ZC_TEXT, "file", "文件",
	    "unit file" },
	{ "package", ZC_TEXT, "package", "软件包",
	    "package that owns it; empty when none" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_service = {
	.table = "service",
	.en = "services",
	.zh = "服务",
	.mean = "systemd units on disk and live, and sysvinit scripts",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
