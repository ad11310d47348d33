/* password: one row per account; never a hash. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户",
	    "login name" },
	{ "state", ZC_TEXT, "state", "状态",
	    "set, empty, locked, none (never usable), invalid, shared (see detail)" },
	{ "scheme", ZC_TEXT, "hash scheme", "散列算法",
	    "yescrypt, sha512, sha256, md5, des, sm3, bcrypt …; empty when no hash" },
	{ "weak_scheme", ZC_BOOL, "weak scheme", "弱算法",
	    "1 = des or md5 or an unknown scheme" },
	{ "rounds", ZC_INT, "rounds", "轮数",
	    "cost parameter when given" },
	{ "changed_at", ZC_TIME, "changed", "修改时间",
	    "date of last change; null when unknown or never" },
	{ "age_days", ZC_INT, "age in days", "已用天数",
	    "days since last change at the time of the case" },
	{ "min_days", ZC_INT, "minimum days", "最短间隔",
	    "shadow field 4" },
	{ "max_days", ZC_INT, "maximum days", "最长期限",
	    "shadow field 5; null when not set" },
	{ "warn_days", ZC_INT, "warning days", "告警天数",
	    "shadow field 6" },
	{ "inactive_days", ZC_INT, "inactive days", "失效宽限",
	    "shadow field 7" },
	{ "expires_at", ZC_TIME, "expires", "账户到期",
	    "shadow field 8" },
	{ "must_change", ZC_BOOL, "must change", "须改密",
	    "1 = change forced at next login" },
	{ "shared_with", ZC_INT, "same hash as", "相同散列数",
	    "number of other accounts with the very same hash string" },
	{ "in_shadow", ZC_BOOL, "in shadow", "在影子文件",
	    "0 = the hash stands in passwd itself or shadow lacks the account" },
	{ "line", ZC_INT, "line", "行号",
	    "line in shadow" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_password = {
	.table = "password",
	.en = "password state",
	.zh = "口令状态",
	.mean = "one row per account; never a hash",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
