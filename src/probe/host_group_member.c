/* group_member: one row per account and group. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "grp", ZC_TEXT, "group", "用户组",
	    "group name" },
	{ "gid", ZC_INT, "group id", "组号",
	    "numeric group id" },
	{ "account", ZC_TEXT, "account", "账户",
	    "member" },
	{ "is_primary", ZC_BOOL, "primary", "主组",
	    "1 = by the primary group of passwd" },
	{ "privileged", ZC_BOOL, "privileged group", "特权组",
	    "1 = the group gives administrator-like power by the rule list" },
	{ "exists_account", ZC_BOOL, "account exists", "账户存在",
	    "0 = member is no account of this system" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_group_member = {
	.table = "group_member",
	.en = "group members",
	.zh = "组成员",
	.mean = "one row per account and group",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
