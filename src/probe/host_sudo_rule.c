/* sudo_rule: sudoers with its includes, also doas and polkit administrators. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "program", "程序",
	    "sudo, doas, polkit" },
	{ "kind", ZC_TEXT, "kind", "类别",
	    "rule or default" },
	{ "who", ZC_TEXT, "who", "对象",
	    "user, %group, +netgroup, alias expanded; for defaults its scope" },
	{ "hosts", ZC_TEXT, "hosts", "主机",
	    "host list" },
	{ "runas", ZC_TEXT, "run as", "目标身份",
	    "run-as list; empty means root" },
	{ "command", ZC_TEXT, "command", "命令",
	    "command list" },
	{ "nopasswd", ZC_BOOL, "no password", "免密",
	    "1 = NOPASSWD" },
	{ "unlimited", ZC_BOOL, "unlimited", "不受限",
	    "1 = any command as root" },
	{ "option", ZC_TEXT, "option", "选项",
	    "name of a Defaults option" },
	{ "value", ZC_TEXT, "value", "取值",
	    "value of the option" },
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

const struct zc_probe zc_probe_host_sudo_rule = {
	.table = "sudo_rule",
	.en = "sudo rules",
	.zh = "提权规则",
	.mean = "sudoers with its includes, also doas and polkit administrators",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
