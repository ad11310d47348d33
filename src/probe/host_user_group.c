/* user_group: one row per group entry. */
#include "base/fs.h"
#include "probe/shadow.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "group", "用户组", "group name" },
	{ "gid", ZC_INT, "group id", "组号", "numeric group id" },
	{ "password", ZC_BOOL, "has password", "有组口令",
	    "1 = gshadow or group holds a usable password" },
	{ "members", ZC_INT, "members", "成员数",
	    "members listed, primary members included" },
	{ "line", ZC_INT, "line", "行号", "line in the group file" },
};

static bool
usable(const char *hash)
{
	struct zc_scheme s;
	enum zc_pw_state st = zc_shadow_state(hash, &s);

	return st == ZC_PW_SET && s.hash.n > 0;
}

/* Second field of a group's line in gshadow; NULL when it has none. */
static const char *
gshadow_of(const struct zc_look *l, struct zc_str text, const char *name)
{
	struct zc_str line, f;

	while (zc_str_line(&text, &line)) {
		if (!zc_str_cut(&line, ':', &f) || !zc_str_is(f, name))
			continue;
		if (zc_str_cut(&line, ':', &f))
			return zc_arena_dup(l->a, f.p, f.n);
	}
	return NULL;
}

static int64_t
count(const struct zc_users *u, const struct zc_group *g)
{
	struct zc_str rest = zc_str_of(g->members), name;
	int64_t n = 0;

	while (zc_users_member(&rest, &name))
		n++;
	for (size_t i = 0; i < u->n; i++) {
		bool listed = false;

		if (u->v[i].gid != g->gid)
			continue;
		rest = zc_str_of(g->members);
		while (!listed && zc_users_member(&rest, &name))
			listed = zc_str_is(name, u->v[i].name);
		n += !listed;
	}
	return n;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_users u;
	struct zc_str gs = { "", 0 };
	int rc = zc_users_load(l, t, &u), grc;

	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("no accounts file: not a Linux system"), NULL);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "/etc/passwd was not read");
	grc = zc_look_read(l, t, "/etc/gshadow", &gs);
	for (size_t i = 0; rc == ZC_OK && i < u.ngroups; i++) {
		const struct zc_group *g = &u.groups[i];
		const char *h = gshadow_of(l, gs, g->name);
		bool known = grc == ZC_OK || grc == ZC_ENOENT;

		zc_put_cstr(t, "name", g->name);
		zc_put_int(t, "gid", g->gid);
		if (known || usable(g->hash))
			zc_put_int(t, "password",
			    usable(g->hash) || (h != NULL && usable(h)));
		zc_put_int(t, "members", count(&u, g));
		zc_put_int(t, "line", g->line);
		rc = zc_row(t, e);
	}
	for (size_t i = 0; rc == ZC_OK && i < u.ngroups_compat; i++) {
		zc_put_cstr(t, "name", u.groups_compat[i].name);
		zc_put_int(t, "line", u.groups_compat[i].line);
		rc = zc_row(t, e);
	}
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
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
