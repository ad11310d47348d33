/* proxy: proxy settings of system, package manager, desktop, shell, browsers. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "scope", ZC_TEXT, "scope", "范围",
	    "system, account" },
	{ "account", ZC_TEXT, "account", "账户",
	    "account" },
	{ "program", ZC_TEXT, "program", "程序",
	    "environment, apt, dnf, gnome, kde, git, browser" },
	{ "value", ZC_TEXT, "value", "取值",
	    "address with user and password masked" },
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

const struct zc_probe zc_probe_host_proxy = {
	.table = "proxy",
	.en = "proxies",
	.zh = "代理设置",
	.mean = "proxy settings of system, package manager, desktop, shell, browsers",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
