/* login_event: logins and failures from wtmp, btmp and auth logs, summed per account, source and day. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户",
	    "account as recorded" },
	{ "kind", ZC_TEXT, "kind", "类别",
	    "login, failed" },
	{ "via", ZC_TEXT, "via", "方式",
	    "terminal, ssh, desktop, su, sudo" },
	{ "remote", ZC_TEXT, "from", "来源",
	    "address or terminal" },
	{ "scope", ZC_TEXT, "scope", "来源范围",
	    "local, loopback, private, public" },
	{ "first_at", ZC_TIME, "first time", "首次时间",
	    "first" },
	{ "last_at", ZC_TIME, "last time", "最近时间",
	    "last" },
	{ "times", ZC_INT, "times", "次数",
	    "number" },
	{ "source", ZC_TEXT, "source", "来源",
	    "file" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_login_event = {
	.table = "login_event",
	.en = "logins",
	.zh = "登录记录",
	.mean = "logins and failures from wtmp, btmp and auth logs, summed per account, source and day",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
