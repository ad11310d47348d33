/* group_member: one row per account and group. */
#include "probe/lines.h"
#include "probe/users.h"

static const struct zc_col cols[] = {
	{ "grp", ZC_TEXT, "group", "用户组", "group name" },
	{ "gid", ZC_INT, "group id", "组号", "numeric group id" },
	{ "account", ZC_TEXT, "account", "账户", "member" },
	{ "is_primary", ZC_BOOL, "primary", "主组",
	    "1 = by the primary group of passwd" },
	{ "privileged", ZC_BOOL, "privileged group", "特权组",
	    "1 = the group gives administrator-like power by the rule list" },
	{ "exists_account", ZC_BOOL, "account exists", "账户存在",
	    "0 = member is no account of this system" },
};

/*
 * Groups of the rule list privileged_groups (field group); where no such list
 * is loaded, it is not known which group is privileged.
 */
static int
privileged(const struct zc_look *l, const char *group)
{
	struct zc_item it;
	size_t i = 0;
	int known = -1;

	while (zc_item_next(&l->items, "rule.privileged_groups", &i, &it)) {
		known = known == -1 ? 0 : known;
		if (strcmp(it.field, "group") == 0 &&
		    strcmp(it.value, group) == 0)
			return 1;
	}
	return known;
}

static int
emit(const struct zc_look *l, struct zc_table *t, const struct zc_users *u,
    const struct zc_group *g, struct zc_str name, struct zc_err *e)
{
	const struct zc_user *x = zc_users_find(u, zc_lines_cstr(l->a, name));
	int p = privileged(l, g->name);

	zc_put_cstr(t, "grp", g->name);
	zc_put_int(t, "gid", g->gid);
	zc_put(t, "account", name);
	zc_put_int(t, "is_primary", x != NULL && x->gid == g->gid);
	if (p != -1)
		zc_put_int(t, "privileged", p);
	zc_put_int(t, "exists_account", x != NULL);
	return zc_row(t, e);
}

static bool
listed(const struct zc_group *g, const char *name)
{
	struct zc_str rest = zc_str_of(g->members), m;

	while (zc_users_member(&rest, &m))
		if (zc_str_is(m, name))
			return true;
	return false;
}

static int
members(const struct zc_look *l, struct zc_table *t, const struct zc_users *u,
    const struct zc_group *g, struct zc_err *e)
{
	struct zc_str rest = zc_str_of(g->members), m;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_users_member(&rest, &m))
		rc = emit(l, t, u, g, m, e);
	for (size_t i = 0; rc == ZC_OK && i < u->n; i++)
		if (u->v[i].gid == g->gid && !listed(g, u->v[i].name))
			rc = emit(l, t, u, g, zc_str_of(u->v[i].name), e);
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_users u;
	int rc = zc_users_load(l, t, &u);

	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("no accounts file: not a Linux system"), NULL);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "/etc/passwd was not read");
	for (size_t i = 0; rc == ZC_OK && i < u.ngroups; i++)
		rc = members(l, t, &u, &u.groups[i], e);
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
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
