/* mail_account: mail programs set up for an account. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户",
	    "account" },
	{ "program", ZC_TEXT, "program", "程序",
	    "thunderbird, evolution, foxmail …" },
	{ "domain", ZC_TEXT, "domain", "域名",
	    "mail domain, never the whole address" },
	{ "internet", ZC_BOOL, "public provider", "公共邮箱",
	    "1 = by the list of public providers" },
	{ "path", ZC_TEXT, "path", "路径",
	    "store directory" },
	{ "files", ZC_INT, "files", "文件数",
	    "files in the store" },
	{ "newest", ZC_TIME, "newest", "最新时间",
	    "newest change" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_mail_account = {
	.table = "mail_account",
	.en = "mail accounts",
	.zh = "邮件账户",
	.mean = "mail programs set up for an account",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
