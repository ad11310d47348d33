/* browser_profile: every profile found by its shape. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户",
	    "account" },
	{ "browser", ZC_TEXT, "browser", "浏览器",
	    "firefox, chromium, or the folder's own name" },
	{ "path", ZC_TEXT, "path", "路径",
	    "profile directory" },
	{ "visits", ZC_INT, "visits kept", "历史条数",
	    "entries in the history; null when not readable" },
	{ "saved_logins", ZC_INT, "saved logins", "保存的登录数",
	    "number only" },
	{ "oldest", ZC_TIME, "oldest", "最早记录",
	    "oldest visit" },
	{ "newest", ZC_TIME, "newest", "最新记录",
	    "newest visit" },
	{ "cleared", ZC_BOOL, "history cleared", "历史被清空",
	    "1 = profile in use with no or far less history than its age" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_browser_profile = {
	.table = "browser_profile",
	.en = "browser profiles",
	.zh = "浏览器配置",
	.mean = "every profile found by its shape",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
