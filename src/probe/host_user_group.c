/* user_group: one row per group entry. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "group", "用户组",
	    "group name" },
	{ "gid", ZC_INT, "group id", "组号",
	    "numeric group id" },
	{ "password", ZC_BOOL, "has password", "有组口令",
	    "1 = gshadow or group holds a usable password" },
	{ "members", ZC_INT, "members", "成员数",
	    "members listed, primary members included" },
	{ "line", ZC_INT, "line", "行号",
	    "line in the group file" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_user_group = {
	.table = "user_group",
	.en = "groups",
	.zh = "用户组",
	.mean = "one row per group entry",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
