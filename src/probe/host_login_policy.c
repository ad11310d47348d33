/* login_policy: settings of password quality, ageing, lock-out and sessions, as they take effect. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "area", ZC_TEXT, "area", "类别",
	    "login_defs, pwquality, pwhistory, faillock, useradd, shell, securetty, access, libuser, limits" },
	{ "name", ZC_TEXT, "setting", "设置项",
	    "name as in the file, e.g. PASS_MAX_DAYS, minlen, deny, TMOUT, umask" },
	{ "value", ZC_TEXT, "value", "取值",
	    "value as written, or the module's built-in default" },
	{ "number", ZC_INT, "number", "数值",
	    "value as a number; octal for umask; null when not numeric" },
	{ "origin", ZC_TEXT, "origin", "出处",
	    "file, argument (of a PAM module) or default" },
	{ "readonly", ZC_BOOL, "read-only", "只读",
	    "1 = the shell variable is declared readonly" },
	{ "file", ZC_TEXT, "file", "文件",
	    "file it stands in" },
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

const struct zc_probe zc_probe_host_login_policy = {
	.table = "login_policy",
	.en = "login policy",
	.zh = "登录策略",
	.mean = "settings of password quality, ageing, lock-out and sessions, as they take effect",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
