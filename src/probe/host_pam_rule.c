/* pam_rule: one row per line of each service's stack, includes expanded. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "service", ZC_TEXT, "service", "服务",
	    "PAM service: login, sshd, su, sudo, system-auth, common-auth …" },
	{ "type", ZC_TEXT, "type", "类型",
	    "auth, account, password, session" },
	{ "position", ZC_INT, "position", "次序",
	    "position in the expanded stack of that service and type, from 1" },
	{ "control", ZC_TEXT, "control", "控制",
	    "required, requisite, sufficient, optional or [..]" },
	{ "module", ZC_TEXT, "module", "模块",
	    "base name without .so" },
	{ "arguments", ZC_TEXT, "arguments", "参数",
	    "arguments, space separated" },
	{ "file", ZC_TEXT, "file", "文件",
	    "file the line stands in" },
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

const struct zc_probe zc_probe_host_pam_rule = {
	.table = "pam_rule",
	.en = "PAM rules",
	.zh = "PAM 规则",
	.mean = "one row per line of each service's stack, includes expanded",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
