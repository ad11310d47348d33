/* account: one row per passwd entry. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "account", "账户",
	    "login name" },
	{ "uid", ZC_INT, "user id", "用户号",
	    "numeric user id" },
	{ "gid", ZC_INT, "group id", "组号",
	    "numeric primary group" },
	{ "comment", ZC_TEXT, "comment", "备注",
	    "GECOS field" },
	{ "home", ZC_TEXT, "home directory", "主目录",
	    "home directory" },
	{ "shell", ZC_TEXT, "login shell", "登录外壳",
	    "login shell" },
	{ "can_login", ZC_BOOL, "can log in", "可登录",
	    "1 = shell is not nologin/false and the password is not locked or ssh keys exist" },
	{ "system", ZC_BOOL, "system account", "系统账户",
	    "1 = uid below UID_MIN other than 0, or nobody" },
	{ "home_exists", ZC_BOOL, "home exists", "主目录存在",
	    "1 = the home directory exists" },
	{ "home_owner", ZC_TEXT, "home owner", "主目录属主",
	    "owner of the home directory" },
	{ "home_mode", ZC_INT, "home mode", "主目录权限",
	    "permission bits of the home directory" },
	{ "last_login", ZC_TIME, "last login", "最近登录",
	    "from lastlog, wtmp; null when never or not recorded" },
	{ "last_from", ZC_TEXT, "last login from", "最近登录来源",
	    "terminal or address of the last login" },
	{ "created_at", ZC_TIME, "created", "创建时间",
	    "best evidence: auth log, home directory birth; null when unknown" },
	{ "line", ZC_INT, "line", "行号",
	    "line in passwd" },
	{ "source", ZC_TEXT, "source", "来源",
	    "passwd, or directory service" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_account = {
	.table = "account",
	.en = "accounts",
	.zh = "账户",
	.mean = "one row per passwd entry",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
