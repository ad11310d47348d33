#include "core/unitcheck.h"

#include "core/judge.h"
#include "core/slice.h"
#include "store/fact.h"
#include "store/store.h"

#include <jansson.h>

struct job {
	struct zc_office *o;
	const struct zc_check *c;
	const struct zc_example *x; /* NULL: what the store says */
	struct zc_arena a;
	char target[33];
	zc_unitcheck_row_fn row;
	void *ctx;
	struct zc_unitcheck *out;
};

static bool
excused(const struct zc_check *c, const char *table)
{
	for (size_t i = 0; i < c->sound_when_partial.n; i++)
		if (strcmp(c->sound_when_partial.v[i], table) == 0)
			return true;
	return false;
}

static int
say(struct job *j, enum zc_verdict v, const char *reason, const char *table)
{
	j->out->verdict = v;
	j->out->reason = reason;
	j->out->table = table;
	return ZC_OK;
}

/* :unit_meeting_days is the setting unit.meeting.days. */
static bool
names(const char *id, struct zc_str word)
{
	if (strlen(id) != word.n)
		return false;
	for (size_t i = 0; i < word.n; i++)
		if ((id[i] == '.' ? '_' : id[i]) != word.p[i])
			return false;
	return true;
}

/* The unit's value as a literal of SQL. */
static void
add_setting(struct job *j, struct zc_str word, struct zc_buf *b)
{
	const char *v = NULL;
	int64_t n;

	for (size_t i = 0; i < j->c->settings.n && v == NULL; i++)
		if (names(j->c->settings.v[i], word))
			v = zc_office_setting(j->o, j->c->settings.v[i]);
	if (v != NULL && zc_str_int(zc_str_of(v), 10, &n)) {
		zc_buf_fmt(b, "%lld", (long long)n);
		return;
	}
	if (v == NULL) { /* the gate refuses it and names it */
		zc_buf_char(b, ':');
		zc_buf_str(b, word);
		return;
	}
	zc_buf_char(b, '\'');
	for (; *v != '\0'; v++) {
		if (*v == '\'')
			zc_buf_char(b, '\'');
		zc_buf_char(b, *v);
	}
	zc_buf_char(b, '\'');
}

/* The query with its settings in place; texts in quotes stay as they are. */
static const char *
text_of(struct job *j, const char *sql)
{
	const char *s = zc_office_sql(j->o, sql, &j->a), *out;
	bool quoted = false;
	struct zc_buf b;

	zc_buf_init(&b, 1 << 20);
	while (*s != '\0') {
		struct zc_str word = { s + 1, 0 };

		quoted ^= *s == '\'';
		while (*s == ':' && !quoted && word.p[word.n] != '\0' &&
		    strchr("abcdefghijklmnopqrstuvwxyz0123456789_",
			word.p[word.n]) != NULL)
			word.n++;
		if (word.n > 0)
			add_setting(j, word, &b);
		else
			zc_buf_char(&b, *s);
		s += 1 + word.n;
	}
	out = b.rc == ZC_OK ? zc_arena_dup(&j->a, b.p, b.n) : NULL;
	zc_buf_fini(&b);
	return out == NULL ? sql : out;
}

/* Was this table of the query seen? Views of our own always are. */
static int
seen(struct job *j, const char *name, bool *yes, struct zc_err *e)
{
	const struct zc_ledger *l =
	    zc_catalog_ledger(zc_office_catalog(j->o), name);
	int64_t unit = zc_office_actor(j->o)->unit;
	int64_t today = zc_office_today(j->o);
	struct zc_kept_when w = { unit, today, today + 86400 };
	struct zc_fact_cover c = { 0 };
	enum zc_kept k = ZC_KEPT_OFF;
	int rc = ZC_OK;

	*yes = true;
	if (j->x != NULL) {
		*yes = l == NULL && strncmp(name, "fact_", 5) != 0;
		for (size_t i = 0; i < j->x->ngiven; i++)
			*yes |= strcmp(j->x->given[i].table, name) == 0 &&
			    strcmp(j->x->given[i].status, "ok") == 0;
	} else if (strncmp(name, "fact_", 5) == 0) {
		rc = zc_fact_cover(zc_office_db(j->o), unit, name + 5, &c, e);
		*yes = c.targets > 0 && c.unseen == 0;
	} else if (l != NULL) {
		rc = zc_slice_kept(j->o, l, &w, &k, e);
		*yes = k == ZC_KEPT_YES;
	}
	return rc;
}

/* The first table that was not seen: "" = all were; those in
 * sound_when_partial only set *partial. */
static int
unseen(struct job *j, const char *sql, const char **table, bool *partial,
    struct zc_err *e)
{
	struct zc_str rest, name;
	struct zc_buf reads;
	int rc;

	*table = "";
	zc_buf_init(&reads, 64 << 10);
	rc = zc_view_reads(zc_office_db(j->o), sql, &reads, e);
	rest = (struct zc_str){ reads.p, reads.n };
	while (rc == ZC_OK && zc_str_cut(&rest, ' ', &name)) {
		const char *n = zc_arena_dup(&j->a, name.p, name.n);
		bool yes = true;

		rc = n == NULL ? ZC_FAIL(e, ZC_ENOMEM, "%s", j->c->id)
			       : seen(j, n, &yes, e);
		if (rc != ZC_OK || yes)
			continue;
		if (excused(j->c, n))
			*partial = true;
		else if ((*table)[0] == '\0')
			*table = n;
	}
	zc_buf_fini(&reads);
	return rc;
}

static char *
cells_of(const struct zc_rows *r)
{
	json_t *o = json_object();
	char *text;

	for (size_t i = 0; i < zc_rows_cols(r); i++) {
		struct zc_val v = zc_rows_val(r, i);

		(void)json_object_set_new(o, zc_rows_name(r, i),
		    v.type == ZC_VAL_NULL      ? json_null()
			: v.type == ZC_VAL_INT ? json_integer((json_int_t)v.i)
					       : json_stringn(v.s.p, v.s.n));
	}
	text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	return text;
}

static int
tell_row(struct job *j, const struct zc_rows *r, struct zc_err *e)
{
	const struct zc_strs *l = &j->c->locator;
	struct zc_val *v = zc_arena_array(&j->a, l->n + 1, sizeof(*v));
	char key[65], *cells;
	int rc;

	if (v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "%s", j->c->id);
	for (size_t i = 0; i < l->n; i++)
		for (size_t k = 0; k < zc_rows_cols(r); k++)
			if (strcmp(zc_rows_name(r, k), l->v[i]) == 0)
				v[i] = zc_rows_val(r, k);
	zc_judge_key(j->c->id, j->target, v, l->n, key);
	cells = cells_of(r);
	if (cells == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "%s", j->c->id);
	rc = j->row(j->ctx, j->c, key, cells);
	free(cells);
	return rc;
}

/* How many rows a query has; each is told when it is the check's own. */
static int
count(struct job *j, const char *sql, bool tell, int64_t *n, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_view_ask(zc_office_db(j->o), sql, &r, e);

	*n = 0;
	while (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0) {
		rc = ZC_OK;
		if (++*n <= ZC_CHECK_ROWS_MAX && tell && j->row != NULL)
			rc = tell_row(j, r, e);
	}
	zc_rows_close(r);
	return rc;
}

static int
applies(struct job *j, bool *go, struct zc_err *e)
{
	const char *sql, *table;
	bool partial = false;
	int64_t n = 0;
	int rc;

	*go = true;
	if (j->c->applies == NULL)
		return ZC_OK;
	sql = text_of(j, j->c->applies);
	rc = unseen(j, sql, &table, &partial, e);
	if (rc == ZC_OK && table[0] == '\0')
		rc = count(j, sql, false, &n, e);
	*go = rc == ZC_OK && n > 0;
	if (rc != ZC_OK || *go)
		return rc;
	if (table[0] != '\0' || partial)
		return say(j, ZC_UNKNOWN,
		    ZC_N("whether this applies could not be seen"), table);
	return say(
	    j, ZC_NOT_APPLICABLE, ZC_N("does not apply to this unit"), "");
}

/* Nothing offends: was every value there that passing takes? */
static int
pass(struct job *j, struct zc_err *e)
{
	const char *sql, *table;
	bool partial = false;
	int64_t n = 0;
	int rc;

	if (j->c->unknown == NULL)
		return say(j, ZC_PASS, "", "");
	sql = text_of(j, j->c->unknown);
	rc = unseen(j, sql, &table, &partial, e);
	if (rc == ZC_OK && table[0] != '\0')
		return say(j, ZC_UNKNOWN, ZC_N("not fully seen"), table);
	if (rc == ZC_OK)
		rc = count(j, sql, false, &n, e);
	if (rc == ZC_OK && n > 0)
		return say(j, ZC_UNKNOWN,
		    ZC_N("a value that this needs could not be seen"), "");
	return rc == ZC_OK ? say(j, ZC_PASS, "", "") : rc;
}

static int
judge(struct job *j, struct zc_err *e)
{
	const char *sql, *table;
	bool go, partial = false;
	int rc = applies(j, &go, e);

	if (rc != ZC_OK || !go)
		return rc;
	if (j->c->query == NULL)
		return say(j, ZC_MANUAL, ZC_N("a person must answer this"), "");
	sql = text_of(j, j->c->query);
	rc = unseen(j, sql, &table, &partial, e);
	if (rc == ZC_OK && table[0] != '\0')
		return say(j, ZC_UNKNOWN, ZC_N("not fully seen"), table);
	if (rc == ZC_OK)
		rc = count(j, sql, true, &j->out->rows, e);
	if (rc != ZC_OK)
		return rc;
	if (j->out->rows > 0)
		return j->c->review
		    ? say(j, ZC_MANUAL,
			  ZC_N("a person must look at these rows"), "")
		    : say(j, ZC_FAIL_V, "", "");
	return partial ? say(j, ZC_UNKNOWN, ZC_N("not fully seen"), "")
		       : pass(j, e);
}

static int
run_one(struct job *j, struct zc_unitcheck *out, struct zc_err *e)
{
	int64_t unit = zc_office_actor(j->o)->unit;
	struct zc_err why = { 0 };
	int rc;

	*out = (struct zc_unitcheck){
		.check = j->c, .verdict = ZC_UNKNOWN, .reason = "", .table = ""
	};
	j->out = out;
	zc_arena_init(&j->a, 16 << 20);
	(void)snprintf(
	    j->target, sizeof(j->target), "unit-%lld", (long long)unit);
	rc = zc_office_see_row(j->o, unit, 0, e);
	if (rc == ZC_OK)
		rc = judge(j, &why);
	if (rc == ZC_EINPUT || rc == ZC_ETIME) {
		/* Our definition or its size is at fault: say so, go on. */
		rc = say(j, ZC_UNKNOWN,
		    ZC_N("the check itself could not be carried out"), "");
		(void)snprintf(out->detail, sizeof(out->detail), "%s", why.msg);
	} else if (rc != ZC_OK && e != NULL && why.msg[0] != '\0') {
		*e = why;
	}
	/* A table's name outlives the arena in the catalogue or in detail. */
	if (out->table[0] != '\0')
		(void)snprintf(
		    out->detail, sizeof(out->detail), "%s", out->table);
	out->table = "";
	zc_arena_fini(&j->a);
	return rc;
}

int
zc_unitcheck_one(struct zc_office *o, const struct zc_check *c,
    zc_unitcheck_row_fn row, void *ctx, struct zc_unitcheck *out,
    struct zc_err *e)
{
	struct job j = { .o = o, .c = c, .row = row, .ctx = ctx };

	return run_one(&j, out, e);
}

int
zc_unitcheck_example(struct zc_office *o, const struct zc_check *c,
    const struct zc_example *x, struct zc_unitcheck *out, struct zc_err *e)
{
	struct job j = { .o = o, .c = c, .x = x };

	return run_one(&j, out, e);
}

static int
columns_of(struct job *j, struct zc_buf *columns, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc =
	    zc_view_ask(zc_office_db(j->o), text_of(j, j->c->query), &r, e);

	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	for (size_t i = 0; rc >= 0 && i < zc_rows_cols(r); i++) {
		zc_buf_cstr(columns, zc_rows_name(r, i));
		zc_buf_char(columns, ' ');
	}
	zc_rows_close(r);
	return rc < 0 ? rc : columns->rc;
}

int
zc_unitcheck_look(struct zc_office *o, const struct zc_check *c,
    struct zc_buf *reads, struct zc_buf *columns, struct zc_err *e)
{
	const char *const sql[] = { c->query, c->applies, c->unknown };
	struct job j = { .o = o, .c = c };
	int rc;

	zc_arena_init(&j.a, 16 << 20);
	rc = zc_office_see_row(o, zc_office_actor(o)->unit, 0, e);
	for (size_t i = 0; i < ZC_LEN(sql) && rc == ZC_OK; i++) {
		struct zc_buf one;

		if (sql[i] == NULL)
			continue;
		zc_buf_init(&one, 64 << 10);
		rc = zc_view_reads(
		    zc_office_db(o), text_of(&j, sql[i]), &one, e);
		zc_buf_str(reads, zc_buf_get(&one));
		zc_buf_char(reads, ' ');
		zc_buf_fini(&one);
	}
	if (rc == ZC_OK && c->query != NULL)
		rc = columns_of(&j, columns, e);
	zc_arena_fini(&j.a);
	return rc;
}

/* Findings. A row is only written when its check is judged: it is copied. */
struct kept_row {
	char key[65];
	const char *cells;
};

struct keep {
	struct zc_arena *a;
	struct kept_row v[ZC_CHECK_ROWS_MAX];
	size_t n;
};

static int
on_row(void *ctx, const struct zc_check *c, const char *key, const char *cells)
{
	struct keep *k = ctx;

	(void)c;
	if (k->n == ZC_LEN(k->v))
		return ZC_OK;
	(void)snprintf(k->v[k->n].key, sizeof(k->v[0].key), "%s", key);
	k->v[k->n].cells = zc_arena_dup(k->a, cells, strlen(cells));
	return k->v[k->n++].cells == NULL ? ZC_ENOMEM : ZC_OK;
}

static int
keep(struct zc_store *s, struct zc_store_check *c, const struct zc_unitcheck *r,
    const struct keep *k, struct zc_err *e)
{
	static const char *const severities[] = { "info", "low", "medium",
		"high" };
	bool current = false;
	int rc;

	c->check = r->check->id;
	c->severity = severities[r->check->severity];
	c->verdict = zc_verdict_word(r->verdict);
	c->conclusive = r->verdict == ZC_PASS ||
	    ((r->verdict == ZC_FAIL_V || r->verdict == ZC_MANUAL) &&
		r->rows > 0 && r->rows <= ZC_CHECK_ROWS_MAX);
	rc = zc_store_judged(s, c, &current, e);
	if (rc != ZC_OK || !current)
		return rc;
	for (size_t i = 0; i < k->n && rc == ZC_OK; i++)
		rc = zc_store_seen(s, c, k->v[i].key, k->v[i].cells, e);
	return rc == ZC_OK ? zc_store_rest(s, c, e) : rc;
}

static int
run_all(struct zc_office *o, struct zc_store *s, zc_unitcheck_fn fn, void *ctx,
    struct zc_err *e)
{
	const struct zc_catalog *c = zc_office_catalog(o);
	struct zc_store_check run = { 0 };
	char target[33], digest[64];
	int rc = zc_store_unit_target(
	    s, zc_office_actor(o)->unit, zc_office_now(o), target, e);

	run.target = target;
	run.digest = digest;
	if (rc == ZC_OK)
		rc = zc_store_next_run(
		    s, target, zc_office_now(o), &run.started, e);
	(void)snprintf(
	    digest, sizeof(digest), "unit %lld", (long long)run.started);
	for (size_t i = 0; i < c->nchecks && rc == ZC_OK; i++) {
		struct zc_unitcheck r;
		struct zc_arena a;
		struct keep k = { .a = &a };

		if (strcmp(c->checks[i].target, "unit") != 0)
			continue;
		zc_arena_init(&a, 16 << 20);
		rc = zc_unitcheck_one(o, &c->checks[i], on_row, &k, &r, e);
		if (rc == ZC_OK)
			rc = keep(s, &run, &r, &k, e);
		if (rc == ZC_OK && fn != NULL)
			rc = fn(ctx, &r);
		zc_arena_fini(&a);
	}
	return rc;
}

int
zc_unitcheck_all(
    struct zc_office *o, zc_unitcheck_fn fn, void *ctx, struct zc_err *e)
{
	struct zc_store *s = NULL;
	int rc = zc_store_borrow(zc_office_db(o), &s, e);

	if (rc == ZC_OK)
		rc = zc_office_begin(o, e);
	if (rc == ZC_OK) {
		rc = run_all(o, s, fn, ctx, e);
		if (rc == ZC_OK)
			rc = zc_office_commit(o, e);
		if (rc != ZC_OK)
			zc_office_rollback(o);
	}
	zc_store_close(s);
	return rc;
}
