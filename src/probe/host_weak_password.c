/* weak_password: one row per account whose password was guessed; never the password. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户",
	    "login name" },
	{ "class", ZC_TEXT, "class", "类别",
	    "empty, common, account_name, unit_name, person_name, year, keyboard, short, repeated, default" },
	{ "scheme", ZC_TEXT, "hash scheme", "散列算法",
	    "scheme of the hash" },
	{ "rank", ZC_INT, "rank", "名次",
	    "position in the guess list (1 = first); tells how quickly it falls" },
	{ "can_login", ZC_BOOL, "can log in", "可登录",
	    "1 = the account can log in" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_weak_password = {
	.table = "weak_password",
	.en = "weak passwords",
	.zh = "弱口令",
	.mean = "one row per account whose password was guessed; never the password",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_HIGH,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
