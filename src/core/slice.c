#include "core/slice.h"

#include "core/collect.h"
#include "core/fact.h"
#include "core/ledger_in.h"
#include "store/sql.h"

enum {
	PAGE = 10000,
	ROW_FRONT = 8, /* columns of zc_row_list before the fields */
	SPANS_MAX = 1024
};

int
zc_slice_each(struct zc_office *o, int64_t unit, const struct zc_ledger *l,
    zc_slice_fn fn, void *ctx, struct zc_err *e)
{
	struct zc_scope s = { .unit = unit,
		.actor = zc_office_actor(o)->name,
		.now = zc_office_now(o) };
	struct zc_list page = { .limit = PAGE };
	struct zc_val v[ZC_LEDGER_FIELDS];
	int64_t got = PAGE;
	int rc = ZC_OK;

	assert(l->nfields <= ZC_LEN(v));
	while (rc == ZC_OK && got == PAGE) {
		struct zc_rows *r = NULL;

		got = 0;
		rc = zc_row_list(
		    zc_office_db(o), zc_office_table(o, l), &s, &page, &r, e);
		while (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0) {
			got++;
			page.before_id = zc_rows_int(r, 0);
			page.before_at = zc_rows_int(r, 6);
			for (size_t i = 0; i < l->nfields; i++)
				v[i] = zc_rows_val(r, ROW_FRONT + i);
			rc = fn(ctx, page.before_id, v, e);
		}
		zc_rows_close(r);
	}
	return rc;
}

/* Nil returns. */

struct spans {
	const struct zc_ledger *l;
	const char *subject;
	size_t subject_at, from_at, to_at;
	int64_t from[SPANS_MAX], to[SPANS_MAX];
	size_t n;
};

static int
on_nil(void *ctx, int64_t id, const struct zc_val *v, struct zc_err *e)
{
	struct spans *s = ctx;

	(void)id;
	(void)e;
	if (zc_str_is(v[s->subject_at].s, s->subject) && s->n < SPANS_MAX) {
		s->from[s->n] = v[s->from_at].i;
		s->to[s->n++] = v[s->to_at].i;
	}
	return ZC_OK;
}

/* Do the spans cover every day from `day` to `last`, one joining the next? */
static bool
covered(const struct spans *s, int64_t day, int64_t last)
{
	bool more = true;

	while (day <= last && more) {
		more = false;
		for (size_t i = 0; i < s->n; i++)
			if (s->from[i] <= day && s->to[i] >= day) {
				day = s->to[i] + 86400;
				more = true;
			}
	}
	return day > last;
}

static bool
field_at(const struct zc_ledger *l, const char *name, size_t *at)
{
	const struct zc_ledger_field *f = zc_work_field(l, name);

	if (f != NULL)
		*at = zc_ledger_index(l, f);
	return f != NULL;
}

static int
nil(struct zc_office *o, const struct zc_ledger *l,
    const struct zc_kept_when *w, bool *out, struct zc_err *e)
{
	const struct zc_ledger *n =
	    zc_catalog_ledger(zc_office_catalog(o), "nil_return");
	int64_t last = w->to - 86400, today = zc_office_today(o);
	struct spans *s;
	int rc;

	*out = false;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "nil returns");
	s->subject = l->id;
	if (n == NULL || !field_at(n, "subject", &s->subject_at) ||
	    !field_at(n, "period_from", &s->from_at) ||
	    !field_at(n, "period_to", &s->to_at)) {
		free(s);
		return ZC_OK;
	}
	rc = zc_slice_each(o, w->unit, n, on_nil, s, e);
	if (rc == ZC_OK)
		*out = covered(s, w->from, last < today ? last : today - 86400);
	/* A period that has only begun: what is said of today holds. */
	if (rc == ZC_OK && w->from >= today)
		*out = covered(s, today, today);
	free(s);
	return rc;
}

int
zc_slice_kept(struct zc_office *o, const struct zc_ledger *l,
    const struct zc_kept_when *w, enum zc_kept *out, struct zc_err *e)
{
	struct zc_scope s = { .unit = w->unit,
		.actor = zc_office_actor(o)->name,
		.now = zc_office_now(o) };
	struct zc_list one = { .limit = 1 };
	struct zc_rows *r = NULL;
	bool said = false;
	int rc;

	if (zc_office_mode(o, l) == ZC_LEDGER_OFF) {
		*out = ZC_KEPT_OFF;
		return ZC_OK;
	}
	rc = zc_row_list(
	    zc_office_db(o), zc_office_table(o, l), &s, &one, &r, e);
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	zc_rows_close(r);
	if (rc < 0)
		return rc;
	if (rc > 0) {
		*out = ZC_KEPT_YES;
		return ZC_OK;
	}
	rc = nil(o, l, w, &said, e);
	if (rc == ZC_OK)
		*out = said ? ZC_KEPT_YES : ZC_KEPT_NONE;
	return rc;
}

/* What checks of computers speak of. */

static bool
speaks(const struct zc_check *c, const char *word)
{
	return zc_fact_names(c->query, word) ||
	    zc_fact_names(c->applies, word) || zc_fact_names(c->unknown, word);
}

/* Answers of persons answer what checks ask. */
static bool
is_answers(const struct zc_ledger *l)
{
	return strcmp(l->id, "answer") == 0;
}

static bool
reads(const struct zc_check *c, const struct zc_ledger *l, const char *field)
{
	if (strcmp(c->target, "host") != 0)
		return false;
	return speaks(c, l->id) && (field == NULL || speaks(c, field));
}

bool
zc_slice_wanted(const struct zc_catalog *c, const struct zc_ledger *l)
{
	if (l->classified)
		return false;
	for (size_t i = 0; i < c->nchecks; i++)
		if (reads(&c->checks[i], l, NULL))
			return true;
	return is_answers(l);
}

static bool
wanted_field(const struct zc_catalog *c, const struct zc_ledger *l,
    const struct zc_ledger_field *f)
{
	for (size_t i = 0; i < c->nchecks; i++)
		if (reads(&c->checks[i], l, f->name))
			return true;
	return is_answers(l);
}

/* Fields whose value says that the row is of a classified thing. */
struct marks {
	const struct zc_ledger_field *network, *level;
	size_t network_at, level_at;
};

static void
marks_of(const struct zc_ledger *l, struct marks *m)
{
	*m = (struct marks){ .network = zc_work_field(l, "network_class"),
		.level = zc_work_field(l, "secrecy_level") };
	if (m->network != NULL)
		m->network_at = zc_ledger_index(l, m->network);
	if (m->level != NULL)
		m->level_at = zc_ledger_index(l, m->level);
}

static bool
is_classified(const struct marks *m, const struct zc_val *v)
{
	if (m->network != NULL && zc_str_is(v[m->network_at].s, "classified"))
		return true;
	return m->level != NULL && v[m->level_at].type == ZC_VAL_TEXT &&
	    v[m->level_at].s.n > 0 && !zc_str_is(v[m->level_at].s, "none");
}

struct fill {
	const struct zc_catalog *c;
	const struct zc_ledger *l;
	struct marks marks;
	bool want[ZC_LEDGER_FIELDS], front[ZC_LEDGER_FIELDS];
	bool media; /* a classified row still gives its number and serial */
	sqlite3_stmt *st;
};

static int
on_fill(void *ctx, int64_t id, const struct zc_val *v, struct zc_err *e)
{
	struct fill *f = ctx;
	bool bare = is_classified(&f->marks, v);
	int rc = ZC_OK;

	(void)id;
	if (bare && !f->media)
		return ZC_OK;
	(void)sqlite3_reset(f->st);
	(void)sqlite3_clear_bindings(f->st);
	for (size_t i = 0; i < f->l->nfields && rc == ZC_OK; i++) {
		int k = (int)i + 1, bound = SQLITE_OK;

		if (!(bare ? f->front[i] : f->want[i]))
			continue;
		if (v[i].type == ZC_VAL_INT)
			bound = sqlite3_bind_int64(f->st, k, v[i].i);
		else if (v[i].type == ZC_VAL_TEXT)
			bound = sqlite3_bind_text(f->st, k, v[i].s.p,
			    (int)v[i].s.n, SQLITE_TRANSIENT);
		if (bound != SQLITE_OK)
			rc = ZC_FAIL(e, ZC_ENOMEM, "%s", f->l->id);
	}
	return rc == ZC_OK ? zc_sql_step(f->st, e) : rc;
}

/* Which columns go over, of an ordinary and of a classified row. */
static void
choose(struct fill *f)
{
	const struct zc_ledger *l = f->l;

	marks_of(l, &f->marks);
	f->media = strcmp(l->id, "medium") == 0;
	for (size_t i = 0; i < l->nfields; i++) {
		const struct zc_ledger_field *x = &l->fields[i];

		f->want[i] = wanted_field(f->c, l, x);
		f->front[i] = strcmp(x->name, l->key) == 0 ||
		    strcmp(x->type, "serial") == 0 || x == f->marks.network;
	}
}

int
zc_slice_fill(struct zc_office *o, int64_t unit, const struct zc_ledger *l,
    struct sqlite3 *db, const char *schema, struct zc_err *e)
{
	struct fill f = { .c = zc_office_catalog(o), .l = l };
	struct zc_buf b;
	int rc;

	choose(&f);
	zc_buf_init(&b, 64 << 10);
	zc_buf_fmt(&b, "INSERT INTO %s.\"%s\" VALUES(?", schema, l->id);
	for (size_t i = 1; i < l->nfields; i++)
		zc_buf_cstr(&b, ",?");
	zc_buf_char(&b, ')');
	rc = b.rc == ZC_OK ? zc_sql_prepare(db, b.p, &f.st, e, "")
			   : ZC_FAIL(e, ZC_ENOMEM, "%s", l->id);
	zc_buf_fini(&b);
	if (rc == ZC_OK)
		rc = zc_slice_each(o, unit, l, on_fill, &f, e);
	(void)sqlite3_finalize(f.st);
	return rc;
}

/* Is this computer in the ledger as a classified one? */

struct who {
	const struct zc_ledger *l;
	struct marks marks;
	sqlite3 *db; /* NULL: the name alone */
	const char *hostname;
	size_t serial, mac, name; /* nfields: no such field */
};

/* Does the case have a row with this text in the column, in any case? */
static int
in_case(sqlite3 *db, const char *sql, struct zc_str text, bool *out,
    struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = zc_sql_prepare(db, sql, &st, e, "S", text);

	if (rc == ZC_OK)
		rc = zc_sql_step(st, e);
	*out = rc > 0;
	(void)sqlite3_finalize(st);
	return rc < 0 ? rc : ZC_OK;
}

static int
on_computer(void *ctx, int64_t id, const struct zc_val *v, struct zc_err *e)
{
	struct who *w = ctx;
	struct zc_str serial = { 0 }, mac = { 0 }, name = { 0 };
	bool hit = false;
	int rc = ZC_OK;

	(void)id;
	if (!is_classified(&w->marks, v))
		return ZC_OK;
	if (w->serial < w->l->nfields)
		serial = v[w->serial].s;
	if (w->mac < w->l->nfields)
		mac = v[w->mac].s;
	if (w->name < w->l->nfields)
		name = v[w->name].s;
	if (w->db != NULL && serial.n > 0)
		rc = in_case(w->db,
		    "SELECT 1 FROM hardware WHERE kind='system'"
		    " AND lower(serial)=lower($1)",
		    serial, &hit, e);
	if (rc == ZC_OK && !hit && w->db != NULL && mac.n > 0)
		rc = in_case(w->db,
		    "SELECT 1 FROM interface WHERE lower(mac)=lower($1)", mac,
		    &hit, e);
	if (rc == ZC_OK && !hit && name.n > 0 && w->hostname[0] != '\0' &&
	    strcmp(w->hostname, "localhost") != 0)
		hit = zc_str_isi(name, w->hostname);
	if (rc == ZC_OK && hit)
		rc = ZC_FAIL(e, ZC_EREFUSED, ZC_COLLECT_REFUSAL);
	return rc;
}

int
zc_slice_refuse(struct zc_office *o, int64_t unit, struct zc_case *c,
    const char *hostname, struct zc_err *e)
{
	struct who w = { .l = zc_catalog_ledger(
			     zc_office_catalog(o), "computer"),
		.db = c == NULL ? NULL : zc_case_db(c),
		.hostname = hostname };

	if (w.l == NULL || zc_office_mode(o, w.l) == ZC_LEDGER_OFF)
		return ZC_OK;
	w.serial = w.mac = w.name = w.l->nfields;
	marks_of(w.l, &w.marks);
	(void)field_at(w.l, "serial", &w.serial);
	(void)field_at(w.l, "mac", &w.mac);
	(void)field_at(w.l, "hostname", &w.name);
	return zc_slice_each(o, unit, w.l, on_computer, &w, e);
}
