#include "core/people.h"

#include "base/utf8.h"
#include "core/ledger_in.h"
#include "store/history.h"
#include "store/user.h"

enum {
	ROLES_MAX = 64,
	PAGE = 500
};

/* A change of users in the chain of the unit. */
static int
note(struct zc_office *o, const char *act, int64_t id, const char *text,
    struct zc_err *e)
{
	const struct zc_actor *a = zc_office_actor(o);
	struct zc_hist h = { .unit = a->unit,
		.row = id,
		.ver = 1,
		.at = zc_office_now(o),
		.ledger = "user_account",
		.actor = a->name,
		.act = act,
		.note = text,
		.body = "{}",
		.row_sum = "" };

	return zc_history_add(zc_office_db(o), &h, e);
}

static int
may(struct zc_office *o, struct zc_err *e)
{
	if (zc_access_function(
		zc_office_catalog(o), zc_office_actor(o), "user"))
		return ZC_OK;
	return ZC_FAIL(e, ZC_EACCES, ZC_N("you may not manage users"));
}

static int
close_work(struct zc_office *o, int rc, struct zc_err *e)
{
	if (rc == ZC_OK)
		rc = zc_office_commit(o, e);
	if (rc != ZC_OK)
		zc_office_rollback(o);
	return rc;
}

static bool
good_name(const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || n > 64 || !zc_utf8_printable(zc_str_of(s)))
		return false;
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x80 &&
		    strchr("abcdefghijklmnopqrstuvwxyz"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_",
			*s) == NULL)
			return false;
	return true;
}

int
zc_people_add(struct zc_office *o, const char *name, const char *full_name,
    const char *department, struct zc_err *e)
{
	const struct zc_actor *a = zc_office_actor(o);
	struct zc_user u = { .unit = a->unit,
		.name = name,
		.full_name = full_name,
		.department = department,
		.created_at = zc_office_now(o),
		.created_by = a->name };
	int64_t id = 0;
	int rc = may(o, e);

	if (rc == ZC_OK && !good_name(name))
		rc = ZC_FAIL(e, ZC_EINPUT,
		    ZC_N("a user name has up to 64 letters, digits, '.', '-', "
			 "'_'"));
	if (rc == ZC_OK &&
	    (zc_office_scan(o, zc_str_of(full_name)) != ZC_OK ||
		zc_office_scan(o, zc_str_of(department)) != ZC_OK))
		rc = ZC_FAIL(e, ZC_EREFUSED,
		    ZC_N("the name may carry a mark of secrecy; it was not "
			 "saved"));
	if (rc == ZC_OK)
		rc = zc_office_begin(o, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_user_add(zc_office_db(o), &u, &id, e);
	if (rc == ZC_OK)
		rc = note(o, "user_add", id, name, e);
	return close_work(o, rc, e);
}

static int
on_id(void *ctx, const struct zc_user *u)
{
	int64_t *id = ctx;

	*id = u->id;
	return ZC_OK;
}

/* The user's id. ZC_ENOENT: there is none. */
static int
id_of(struct zc_office *o, const char *name, int64_t *id, struct zc_err *e)
{
	int rc;

	*id = 0;
	rc = zc_user_each(zc_office_db(o), name, on_id, id, e);
	if (rc == ZC_OK && *id == 0)
		return ZC_FAIL(e, ZC_ENOENT, "no user %s", name);
	return rc;
}

int
zc_people_disable(struct zc_office *o, const char *name, struct zc_err *e)
{
	int64_t id;
	int rc = may(o, e);

	if (rc == ZC_OK)
		rc = zc_office_begin(o, e);
	if (rc != ZC_OK)
		return rc;
	rc = id_of(o, name, &id, e);
	if (rc == ZC_OK)
		rc =
		    zc_user_disable(zc_office_db(o), name, zc_office_now(o), e);
	if (rc == ZC_OK)
		rc = note(o, "user_disable", id, name, e);
	return close_work(o, rc, e);
}

struct roles {
	struct zc_office *o;
	const char *v[ROLES_MAX];
	size_t n;
};

static int
on_role(void *ctx, const struct zc_user_role *r)
{
	struct roles *s = ctx;
	const char *p;

	if (s->n == ROLES_MAX - 1)
		return ZC_ELIMIT;
	p = zc_arena_dup(zc_office_arena(s->o), r->role, strlen(r->role));
	if (p == NULL)
		return ZC_ENOMEM;
	s->v[s->n++] = p;
	return ZC_OK;
}

static int
roles_of(
    struct zc_office *o, const char *name, struct roles *r, struct zc_err *e)
{
	*r = (struct roles){ .o = o };
	return zc_user_roles(
	    zc_office_db(o), name, zc_office_now(o), on_role, r, e);
}

/* Inside a transaction. */
static int
grant(struct zc_office *o, const struct zc_user_role *g, bool *deviation,
    struct zc_err *e)
{
	const struct zc_catalog *c = zc_office_catalog(o);
	struct zc_user_role row = *g;
	struct zc_strs all;
	struct roles r;
	bool deviates = false;
	int rc;

	if (zc_catalog_role(c, g->role) == NULL)
		return ZC_FAIL(e, ZC_ENOENT, "no role %s", g->role);
	rc = roles_of(o, g->user, &r, e);
	for (size_t i = 0; i < r.n; i++)
		if (strcmp(r.v[i], g->role) == 0)
			return ZC_FAIL(e, ZC_EEXIST,
			    "%s holds the role %s already", g->user, g->role);
	if (rc != ZC_OK)
		return rc;
	r.v[r.n++] = g->role;
	all = (struct zc_strs){ r.v, r.n };
	rc = zc_access_together(
	    c, &all, zc_office_is(o, "unit.small"), &deviates, e);
	if (rc != ZC_OK)
		return rc;
	row.deviation = deviates;
	*deviation = deviates;
	return zc_user_grant(zc_office_db(o), &row, e);
}

struct found {
	int64_t id, unit;
	char full_name[200];
	bool disabled;
};

static int
on_found(void *ctx, const struct zc_user *u)
{
	struct found *f = ctx;

	f->id = u->id;
	f->unit = u->unit;
	f->disabled = u->disabled_at != 0;
	zc_utf8_copy(
	    f->full_name, sizeof(f->full_name), zc_str_of(u->full_name));
	return ZC_OK;
}

static int
find(struct zc_office *o, const char *name, struct found *f, struct zc_err *e)
{
	int rc;

	*f = (struct found){ 0 };
	rc = zc_user_each(zc_office_db(o), name, on_found, f, e);
	if (rc == ZC_OK && f->id == 0)
		return ZC_FAIL(e, ZC_ENOENT, "no user %s", name);
	return rc;
}

int
zc_people_grant(struct zc_office *o, const char *name, const char *role,
    bool *deviation, struct zc_err *e)
{
	struct found f;
	char text[300];
	int rc = may(o, e);

	if (rc == ZC_OK)
		rc = zc_office_begin(o, e);
	if (rc != ZC_OK)
		return rc;
	rc = find(o, name, &f, e);
	if (rc == ZC_OK)
		rc = grant(o,
		    &(struct zc_user_role){ .user = name,
			.role = role,
			.unit = f.unit,
			.full_name = f.full_name,
			.from = zc_office_now(o),
			.granted_by = zc_office_actor(o)->name },
		    deviation, e);
	(void)snprintf(text, sizeof(text), "%s: %s", name, role);
	if (rc == ZC_OK)
		rc = note(o, "role_grant", f.id, text, e);
	return close_work(o, rc, e);
}

int
zc_people_revoke(
    struct zc_office *o, const char *name, const char *role, struct zc_err *e)
{
	char text[300];
	int64_t id;
	int rc = may(o, e);

	if (rc == ZC_OK)
		rc = zc_office_begin(o, e);
	if (rc != ZC_OK)
		return rc;
	rc = id_of(o, name, &id, e);
	if (rc == ZC_OK)
		rc = zc_user_revoke(
		    zc_office_db(o), name, role, zc_office_now(o), e);
	(void)snprintf(text, sizeof(text), "%s: %s", name, role);
	if (rc == ZC_OK)
		rc = note(o, "role_revoke", id, text, e);
	return close_work(o, rc, e);
}

struct listing {
	struct zc_office *o;
	zc_people_fn fn;
	void *ctx;
	struct zc_err *e;
};

static int
on_listed(void *ctx, const struct zc_user *u)
{
	struct listing *l = ctx;
	struct roles r;
	int rc = roles_of(l->o, u->name, &r, l->e);
	struct zc_people_entry p = { .name = u->name,
		.full_name = u->full_name,
		.department = u->department,
		.disabled = u->disabled_at != 0,
		.roles = { r.v, r.n } };

	return rc != ZC_OK ? rc : l->fn(l->ctx, &p);
}

int
zc_people_each(
    struct zc_office *o, zc_people_fn fn, void *ctx, struct zc_err *e)
{
	struct listing l = { o, fn, ctx, e };
	int rc = may(o, e);

	return rc != ZC_OK
	    ? rc
	    : zc_user_each(zc_office_db(o), NULL, on_listed, &l, e);
}

/* Handing over. */
struct moving {
	struct zc_office *o;
	const char *from, *to; /* as the ledgers name them */
	zc_people_moved_fn fn;
	void *ctx;
};

/* Does a name in a row of this ledger mean who holds it now? */
static bool
held(const struct zc_ledger *l, const char *state)
{
	const struct zc_flow_state *s = zc_flow_state(l, state);

	if (l->flow.nstates > 0)
		return s == NULL || !s->final;
	return strcmp(l->group, "org") == 0 || strcmp(l->group, "assets") == 0;
}

static int
move_row(struct moving *m, const struct zc_ledger *l,
    const struct zc_ledger_field *f, int64_t id, int64_t ver, struct zc_err *e)
{
	struct zc_scope s = zc_office_scope(m->o);
	struct zc_cellv cell = { f->name,
		{ .type = ZC_VAL_TEXT, .s = zc_str_of(m->to) } };
	int rc;

	rc = zc_row_set(zc_office_db(m->o), zc_office_table(m->o, l), &s,
	    &(struct zc_row_change){ .id = id,
		.ver = ver,
		.act = "handover",
		.note = "",
		.v = &cell,
		.n = 1 },
	    e);
	return rc;
}

static int
tell_row(struct moving *m, const struct zc_ledger *l,
    const struct zc_ledger_field *f, int64_t id, struct zc_err *e)
{
	struct zc_ledger_use u = { .office = m->o, .ledger = l };
	const struct zc_ledger_field *k = zc_work_field(l, l->key);
	struct zc_people_moved p = { .ledger = l, .field = f, .id = id };
	struct zc_record rec;
	struct zc_work w;
	int rc;

	zc_work_init(&w, &u);
	w.trusted = true;
	rc = zc_work_load(&w, id, "read", &rec, e);
	if (rc == ZC_OK) {
		p.name = k == NULL
		    ? ""
		    : zc_value_show(
			  k, rec.v[zc_ledger_index(l, k)], "zh", &w.a);
		rc = m->fn(m->ctx, &p);
	}
	zc_work_fini(&w);
	return rc;
}

/* A page of rows that name him; *more while there may be others. */
static int
move_page(struct moving *m, const struct zc_ledger *l,
    const struct zc_ledger_field *f, struct zc_list *page, bool *more,
    struct zc_err *e)
{
	struct zc_scope s = zc_office_scope(m->o);
	struct zc_rows *r = NULL;
	int64_t ids[PAGE], vers[PAGE];
	size_t n = 0, all = 0;
	int rc = zc_row_list(
	    zc_office_db(m->o), zc_office_table(m->o, l), &s, page, &r, e);

	if (rc != ZC_OK)
		return rc;
	while (all < PAGE && (rc = zc_rows_next(r, e)) == 1) {
		page->before_id = zc_rows_int(r, 0);
		page->before_at = zc_rows_int(r, 6);
		all++;
		if (!held(l, zc_rows_text(r, 2)))
			continue;
		ids[n] = page->before_id;
		vers[n++] = zc_rows_int(r, 3);
	}
	zc_rows_close(r);
	rc = rc < 0 ? rc : ZC_OK;
	for (size_t i = 0; i < n && rc == ZC_OK; i++) {
		rc = move_row(m, l, f, ids[i], vers[i], e);
		if (rc == ZC_OK)
			rc = tell_row(m, l, f, ids[i], e);
	}
	*more = all == PAGE;
	return rc;
}

static int
move_field(struct moving *m, const struct zc_ledger *l,
    const struct zc_ledger_field *f, struct zc_err *e)
{
	struct zc_filter is = { .col = f->name,
		.op = ZC_IS,
		.val = { .type = ZC_VAL_TEXT, .s = zc_str_of(m->from) } };
	struct zc_list page = { .filters = &is, .nfilters = 1, .limit = PAGE };
	bool more = true;
	int rc = ZC_OK;

	while (more && rc == ZC_OK)
		rc = move_page(m, l, f, &page, &more, e);
	return rc;
}

static int
move_rows(struct moving *m, struct zc_err *e)
{
	const struct zc_catalog *c = zc_office_catalog(m->o);
	int rc = ZC_OK;

	for (size_t i = 0; i < c->nledgers; i++)
		for (size_t k = 0; k < c->ledgers[i].nfields; k++)
			if (rc == ZC_OK &&
			    strcmp(c->ledgers[i].fields[k].type, "person") == 0)
				rc = move_field(m, &c->ledgers[i],
				    &c->ledgers[i].fields[k], e);
	return rc;
}

static int
move_roles(struct moving *m, const char *from, const char *to,
    const struct found *b, struct zc_err *e)
{
	struct zc_db *db = zc_office_db(m->o);
	struct roles has, will;
	int rc = roles_of(m->o, from, &has, e);

	if (rc == ZC_OK)
		rc = roles_of(m->o, to, &will, e);
	for (size_t i = 0; i < has.n && rc == ZC_OK; i++) {
		struct zc_people_moved p = { .name = has.v[i] };
		bool already = false, deviation;

		rc = zc_user_revoke(db, from, has.v[i], zc_office_now(m->o), e);
		for (size_t k = 0; k < will.n; k++)
			already |= strcmp(will.v[k], has.v[i]) == 0;
		if (rc == ZC_OK && !already)
			rc = grant(m->o,
			    &(struct zc_user_role){ .user = to,
				.role = has.v[i],
				.unit = b->unit,
				.full_name = b->full_name,
				.from = zc_office_now(m->o),
				.granted_by = zc_office_actor(m->o)->name },
			    &deviation, e);
		if (rc == ZC_OK)
			rc = m->fn(m->ctx, &p);
	}
	return rc;
}

int
zc_people_handover(struct zc_office *o, const char *from, const char *to,
    zc_people_moved_fn fn, void *ctx, struct zc_err *e)
{
	struct moving m = { .o = o, .fn = fn, .ctx = ctx };
	struct found a, b;
	char text[300];
	int rc = may(o, e);

	if (rc == ZC_OK && strcmp(from, to) == 0)
		rc = ZC_FAIL(e, ZC_EUSAGE, "both are %s", from);
	if (rc == ZC_OK)
		rc = zc_office_begin(o, e);
	if (rc != ZC_OK)
		return rc;
	rc = find(o, from, &a, e);
	if (rc == ZC_OK)
		rc = find(o, to, &b, e);
	if (rc == ZC_OK && b.disabled)
		rc = ZC_FAIL(e, ZC_EREFUSED, "the user %s is disabled", to);
	if (rc == ZC_OK) {
		m.from = a.full_name[0] != '\0' ? a.full_name : from;
		m.to = b.full_name[0] != '\0' ? b.full_name : to;
		rc = move_roles(&m, from, to, &b, e);
	}
	if (rc == ZC_OK)
		rc = move_rows(&m, e);
	(void)snprintf(text, sizeof(text), "%s → %s", from, to);
	if (rc == ZC_OK)
		rc = note(o, "handover", a.id, text, e);
	return close_work(o, rc, e);
}
