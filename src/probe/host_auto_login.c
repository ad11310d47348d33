/* auto_login: display managers and consoles that log in by themselves. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "program", "程序",
	    "gdm, lightdm, sddm, getty, ukui-greeter" },
	{ "account", ZC_TEXT, "account", "账户",
	    "account" },
	{ "enabled", ZC_BOOL, "enabled", "启用",
	    "1 = in force" },
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

const struct zc_probe zc_probe_host_auto_login = {
	.table = "auto_login",
	.en = "automatic login",
	.zh = "自动登录",
	.mean = "display managers and consoles that log in by themselves",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
