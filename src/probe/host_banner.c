/* banner: issue, issue.net, motd, ssh banner, desktop greeter. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "name", "名称",
	    "issue, issue.net, motd, ssh, gdm" },
	{ "path", ZC_TEXT, "path", "路径",
	    "file" },
	{ "present", ZC_BOOL, "present", "存在",
	    "1 = exists and is not empty" },
	{ "leaks_version", ZC_BOOL, "shows version", "泄露版本",
	    "1 = shows system or version escapes" },
	{ "size", ZC_INT, "size", "大小",
	    "bytes" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_banner = {
	.table = "banner",
	.en = "banners",
	.zh = "登录提示",
	.mean = "issue, issue.net, motd, ssh banner, desktop greeter",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
