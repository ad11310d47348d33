/* Saving a row inside a transaction: references, unique values, gates. */
#include "base/utf8.h"
#include "core/ledger_in.h"

enum {
	RENAME_PAGE = 500
};

int
zc_work_copy(struct zc_work *w, struct zc_rows *r, struct zc_record *out,
    struct zc_err *e)
{
	size_t n = w->l->nfields;
	struct zc_record rec = {
		.id = zc_rows_int(r, 0),
		.unit = zc_rows_int(r, 1),
		.ver = zc_rows_int(r, 3),
		.created_at = zc_rows_int(r, 4),
		.updated_at = zc_rows_int(r, 6),
	};
	const char *const *words[] = { &rec.state, &rec.created_by,
		&rec.updated_by };
	static const size_t at[] = { 2, 5, 7 };

	rec.v = zc_arena_array(&w->a, n + 1, sizeof(*rec.v));
	for (size_t i = 0; i < ZC_LEN(words); i++) {
		const char *s = zc_rows_text(r, at[i]);

		*(const char **)words[i] = zc_arena_dup(&w->a, s, strlen(s));
		if (*words[i] == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "row");
	}
	if (rec.v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "row");
	for (size_t i = 0; i < n; i++) {
		rec.v[i] = zc_rows_val(r, 8 + i);
		if (rec.v[i].type != ZC_VAL_TEXT)
			continue;
		rec.v[i].s.p = zc_arena_dup(&w->a, rec.v[i].s.p, rec.v[i].s.n);
		if (rec.v[i].s.p == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "row");
	}
	*out = rec;
	return ZC_OK;
}

/* Own rows, rows of the department, all: what the action's scope reaches. */
static bool
reaches(
    const struct zc_work *w, const char *action, const struct zc_record *rec)
{
	const struct zc_actor *a = zc_office_actor(w->o);
	enum zc_scope_kind k;

	if (w->trusted)
		return true;
	k = zc_access(zc_office_catalog(w->o), a, action, w->l);
	if (k >= ZC_SCOPE_UNIT)
		return true;
	if (strcmp(rec->created_by, a->name) == 0 && k >= ZC_SCOPE_OWN)
		return true;
	for (size_t i = 0; i < w->l->nfields && k != ZC_SCOPE_NONE; i++) {
		const char *type = w->l->fields[i].type;

		if (rec->v[i].type != ZC_VAL_TEXT)
			continue;
		if (strcmp(type, "person") == 0 &&
		    zc_str_is(rec->v[i].s, zc_actor_person(a)))
			return true;
		if (k == ZC_SCOPE_DEPARTMENT && a->department[0] != '\0' &&
		    strcmp(type, "department") == 0 &&
		    zc_str_is(rec->v[i].s, a->department))
			return true;
	}
	return false;
}

int
zc_work_load(struct zc_work *w, int64_t id, const char *action,
    struct zc_record *out, struct zc_err *e)
{
	struct zc_scope s = w->scope;
	struct zc_rows *r = NULL;
	struct zc_record rec;
	int rc;

	if (!w->trusted &&
	    zc_access(zc_office_catalog(w->o), zc_office_actor(w->o), action,
		w->l) == ZC_SCOPE_TREE)
		s.tree = true;
	rc = zc_row_get(zc_office_db(w->o), w->t, &s, id, &r, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_rows_next(r, e);
	if (rc == 1)
		rc = zc_work_copy(w, r, &rec, e);
	else if (rc == 0)
		rc = ZC_FAIL(
		    e, ZC_ENOENT, "%s: no row %lld", w->l->id, (long long)id);
	zc_rows_close(r);
	if (rc == ZC_OK && !reaches(w, action, &rec))
		rc = ZC_FAIL(
		    e, ZC_ENOENT, "%s: no row %lld", w->l->id, (long long)id);
	if (rc == ZC_OK)
		*out = rec;
	return rc;
}

/* Is there a living row whose field is this text, another one than `self`? */
static int
taken(struct zc_work *w, const struct zc_ledger *l,
    const struct zc_ledger_field *f, struct zc_str text, int64_t self,
    bool *out, struct zc_err *e)
{
	int64_t ids[2] = { 0, 0 };
	size_t n = 0;
	int rc;

	rc = zc_row_find(zc_office_db(w->o), zc_office_table(w->o, l),
	    &w->scope, f->name, text, ids, 2, &n, e);
	if (rc == ZC_OK)
		*out = (n > 0 && ids[0] != self) || (n > 1 && ids[1] != self);
	return rc;
}

static int
check_reference(struct zc_work *w, const struct zc_ledger_field *f,
    struct zc_str text, struct zc_err *e)
{
	const struct zc_ledger *to =
	    zc_catalog_ledger(zc_office_catalog(w->o), f->to);
	const struct zc_ledger_field *key =
	    to == NULL ? NULL : zc_work_field(to, to->key);
	char zh[500], en[500], shown[100];
	bool there = false;
	int rc;

	if (key == NULL || zc_office_example(w->o))
		return ZC_OK;
	rc = taken(w, to, key, text, 0, &there, e);
	if (rc != ZC_OK || there)
		return rc;
	zc_utf8_copy(shown, sizeof(shown), text);
	(void)snprintf(zh, sizeof(zh),
	    "“%s”填的是“%s”，在“%s”中查不到%s为它的记录。"
	    "请先登记，或核对后改正。",
	    f->label.zh, shown, to->title.zh, key->label.zh);
	(void)snprintf(en, sizeof(en),
	    "\"%s\" was given as \"%s\", but \"%s\" has no row whose %s is "
	    "that; register it first or correct it",
	    f->label.en, shown, to->title.en, key->label.en);
	zc_work_fault(w, f, "reference", ZC_EINPUT, zh, en);
	return ZC_OK;
}

static int
check_unique(struct zc_work *w, const struct zc_ledger_field *f,
    struct zc_str text, int64_t self, struct zc_err *e)
{
	char zh[400], en[400], shown[100];
	bool there = false;
	int rc = taken(w, w->l, f, text, self, &there, e);

	if (rc != ZC_OK || !there)
		return rc;
	zc_utf8_copy(shown, sizeof(shown), text);
	(void)snprintf(zh, sizeof(zh),
	    "“%s”填的是“%s”，已有另一条记录使用。请核对，"
	    "或修改原来那条。",
	    f->label.zh, shown);
	(void)snprintf(en, sizeof(en),
	    "\"%s\" was given as \"%s\", which another row has already; "
	    "correct it, or change that row",
	    f->label.en, shown);
	zc_work_fault(w, f, "unique", ZC_EINPUT, zh, en);
	return ZC_OK;
}

int
zc_work_check(struct zc_work *w, const struct zc_val *v, const bool *only,
    int64_t self, struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < w->l->nfields && rc == ZC_OK; i++) {
		const struct zc_ledger_field *f = &w->l->fields[i];

		if ((only != NULL && !only[i]) || v[i].type != ZC_VAL_TEXT)
			continue;
		if (strcmp(f->type, "reference") == 0)
			rc = check_reference(w, f, v[i].s, e);
		if (rc == ZC_OK &&
		    (f->unique || strcmp(f->name, w->l->key) == 0))
			rc = check_unique(w, f, v[i].s, self, e);
	}
	return rc;
}

static int
ask_gate(struct zc_work *w, const char *sql, bool *row, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc;

	rc = zc_view_ask(zc_office_db(w->o), sql, &r, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_rows_next(r, e);
	if (rc >= 0)
		*row = rc == 1;
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

int
zc_work_gates(struct zc_work *w, const struct zc_gate *g, size_t n,
    const char *word, int64_t unit, int64_t id, struct zc_err *e)
{
	bool row = false;
	int rc;

	if (n == 0)
		return ZC_OK;
	rc = zc_office_see_row(w->o, unit, id, e);
	for (size_t i = 0; i < n && rc == ZC_OK; i++) {
		rc = ask_gate(
		    w, zc_office_sql(w->o, g[i].query, &w->a), &row, e);
		if (rc == ZC_OK && row)
			zc_work_fault(w, NULL, word, ZC_EREFUSED,
			    zc_office_render(w->o, g[i].say.zh, &w->a),
			    zc_office_render(w->o, g[i].say.en, &w->a));
	}
	return rc;
}

/* Fields and values that are to be written. */
static size_t
cells_of(const struct zc_work *w, const struct zc_val *v, const bool *only,
    struct zc_cellv *out)
{
	size_t n = 0;

	for (size_t i = 0; i < w->l->nfields; i++)
		if (only == NULL ? v[i].type != ZC_VAL_NULL : only[i])
			out[n++] =
			    (struct zc_cellv){ w->l->fields[i].name, v[i] };
	return n;
}

/* Two writers met: what the database's own constraint says, in our words. */
static int
met(struct zc_work *w, int rc)
{
	if (rc != ZC_EEXIST)
		return rc;
	zc_work_fault(w, NULL, "unique", ZC_EINPUT,
	    "刚才已有另一条记录使用了相同的编号或唯一值。请核对后重新保存。",
	    "another row with the same unique value was saved just now; look "
	    "at it and save again");
	return ZC_EEXIST;
}

int
zc_work_insert(
    struct zc_work *w, struct zc_val *v, int64_t *id, struct zc_err *e)
{
	bool flow = w->l->flow.nstates > 0;
	struct zc_cellv *cells =
	    zc_arena_array(&w->a, w->l->nfields + 1, sizeof(*cells));
	int64_t made = 0;
	int rc;

	if (cells == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "row");
	rc = zc_work_number(w, v, e);
	if (rc == ZC_OK)
		rc = zc_work_check(w, v, NULL, 0, e);
	if (rc != ZC_OK || w->faults > 0)
		return rc;
	rc = met(w,
	    zc_row_add(zc_office_db(w->o), w->t, &w->scope,
		flow ? w->l->flow.start : "", cells,
		cells_of(w, v, NULL, cells), &made, e));
	if (rc == ZC_OK && flow)
		rc = zc_flow_begin(w, w->scope.unit, made, v, e);
	if (rc == ZC_OK && !w->lax)
		rc = zc_work_gates(w, w->l->rules, w->l->nrules, "rule",
		    w->scope.unit, made, e);
	if (rc == ZC_OK)
		*id = made;
	return rc;
}

/* Rows of one field of one ledger that name the old key get the new one. */
static int
rename_in(struct zc_work *w, const struct zc_ledger *other,
    const struct zc_ledger_field *f, struct zc_str old, struct zc_val now,
    struct zc_err *e)
{
	struct zc_db *db = zc_office_db(w->o);
	const struct zc_tdef *t = zc_office_table(w->o, other);
	struct zc_filter is = { .col = f->name,
		.op = ZC_IS,
		.val = { .type = ZC_VAL_TEXT, .s = old } };
	struct zc_list list = {
		.filters = &is, .nfilters = 1, .limit = RENAME_PAGE
	};
	struct zc_cellv cell = { f->name, now };
	int64_t ids[RENAME_PAGE], vers[RENAME_PAGE];
	size_t n = RENAME_PAGE;
	int rc = ZC_OK;

	while (rc == ZC_OK && n == RENAME_PAGE) {
		struct zc_rows *r = NULL;

		n = 0;
		rc = zc_row_list(db, t, &w->scope, &list, &r, e);
		if (rc != ZC_OK)
			return rc;
		while (n < RENAME_PAGE && (rc = zc_rows_next(r, e)) == 1) {
			ids[n] = zc_rows_int(r, 0);
			vers[n++] = zc_rows_int(r, 3);
		}
		zc_rows_close(r);
		rc = rc < 0 ? rc : ZC_OK;
		for (size_t i = 0; i < n && rc == ZC_OK; i++)
			rc = zc_row_set(db, t, &w->scope,
			    &(struct zc_row_change){ .id = ids[i],
				.ver = vers[i],
				.act = "rename",
				.note = w->l->id,
				.v = &cell,
				.n = 1 },
			    e);
	}
	return rc;
}

bool
zc_val_same(struct zc_val a, struct zc_val b)
{
	if (a.type != b.type)
		return false;
	if (a.type == ZC_VAL_INT)
		return a.i == b.i;
	return a.type == ZC_VAL_NULL || zc_str_eq(a.s, b.s);
}

static int
rename_key(struct zc_work *w, const struct zc_change *ch, struct zc_err *e)
{
	const struct zc_catalog *c = zc_office_catalog(w->o);
	const struct zc_ledger_field *k = zc_work_field(w->l, w->l->key);
	struct zc_val old, now;
	int rc = ZC_OK;

	if (k == NULL)
		return ZC_OK;
	old = ch->old->v[zc_ledger_index(w->l, k)];
	now = ch->v[zc_ledger_index(w->l, k)];
	if (zc_val_same(old, now) || old.type != ZC_VAL_TEXT)
		return ZC_OK;
	for (size_t i = 0; i < c->nledgers; i++)
		for (size_t j = 0; j < c->ledgers[i].nfields; j++)
			if (rc == ZC_OK &&
			    strcmp(c->ledgers[i].fields[j].to, w->l->id) == 0)
				rc = rename_in(w, &c->ledgers[i],
				    &c->ledgers[i].fields[j], old.s, now, e);
	return rc;
}

/* Of what was given, what differs from the row. */
static size_t
differs(const struct zc_work *w, const struct zc_change *c, bool *out)
{
	size_t n = 0;

	for (size_t i = 0; i < w->l->nfields; i++) {
		out[i] = c->given[i] && !zc_val_same(c->old->v[i], c->v[i]);
		n += out[i];
	}
	return n;
}

int
zc_work_update(struct zc_work *w, const struct zc_change *c, struct zc_err *e)
{
	size_t nf = w->l->nfields;
	struct zc_cellv *cells = zc_arena_array(&w->a, nf + 1, sizeof(*cells));
	bool *diff = zc_arena_array(&w->a, nf + 1, sizeof(*diff));
	struct zc_scope s = w->scope;
	size_t n;
	int rc;

	if (cells == NULL || diff == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "row");
	n = differs(w, c, diff);
	if (n == 0 && strcmp(c->act, "edit") == 0)
		return ZC_OK;
	/* A row of a unit below is changed in that unit. */
	s.unit = c->old->unit;
	rc = zc_work_check(w, c->v, diff, c->old->id, e);
	if (rc != ZC_OK || w->faults > 0)
		return rc;
	rc = met(w,
	    zc_row_set(zc_office_db(w->o), w->t, &s,
		&(struct zc_row_change){ .id = c->old->id,
		    .ver = c->old->ver,
		    .state = c->state,
		    .act = c->act,
		    .note = c->note,
		    .v = cells,
		    .n = cells_of(w, c->v, diff, cells) },
		e));
	if (rc == ZC_OK)
		rc = rename_key(w, c, e);
	if (rc == ZC_OK && c->state == NULL)
		rc = zc_flow_moved(w, c->old, c->v, e);
	if (rc == ZC_OK)
		rc = zc_work_gates(w, w->l->rules, w->l->nrules, "rule",
		    c->old->unit, c->old->id, e);
	return rc;
}
