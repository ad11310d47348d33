#include "core/example.h"

#include "base/buf.h"
#include "base/clock.h"
#include "catalog/views.h"
#include "core/judge.h"

#include <stdarg.h>

enum {
	VIEW_COLS_MAX = 32 /* of a view of the store */
};

struct zc_bench {
	const struct zc_catalog *catalog;
	struct zc_facts facts;
	struct zc_arena a;            /* of the ledgers' columns */
	const struct zc_example *now; /* whose statuses are in force */
	struct zc_outcome seen;
	size_t count;
};

/* Where complaints of one check go. */
struct voice {
	zc_complain complain;
	void *ctx;
	const struct zc_check *c;
	int faults;
};

static void say(struct voice *v, const struct zc_at *at, const char *zh,
    const char *fmt, ...) ZC_PRINTF(4, 5);

static void
say(struct voice *v, const struct zc_at *at, const char *zh, const char *fmt,
    ...)
{
	char en[512], both[640];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(en, sizeof(en), fmt, ap);
	va_end(ap);
	(void)snprintf(both, sizeof(both), "%s：%s", zh, en);
	v->faults++;
	v->complain(v->ctx, at, both, en);
}

/* The columns of a view of the store, from "name TYPE, name TYPE"; NULL when
 * there is none of that name. */
static const struct zc_col *
view_columns(struct zc_bench *b, const char *table, size_t *n)
{
	struct zc_str rest = { "", 0 }, one;
	struct zc_col *cols = NULL;

	for (size_t i = 0; i < zc_nviews; i++)
		if (strcmp(zc_views[i].name, table) == 0)
			rest = zc_str_of(zc_views[i].cols);
	if (rest.n > 0)
		cols = zc_arena_array(&b->a, VIEW_COLS_MAX, sizeof(*cols));
	if (cols == NULL)
		return NULL;
	for (*n = 0; *n < VIEW_COLS_MAX && zc_str_cut(&rest, ',', &one);) {
		struct zc_str name;

		one = zc_str_trim(one);
		if (!zc_str_cut(&one, ' ', &name))
			continue;
		cols[(*n)++] = (struct zc_col){ .name = zc_arena_dup(
						    &b->a, name.p, name.n),
			.type = zc_str_is(one, "TEXT") ? ZC_TEXT : ZC_INT };
	}
	return cols;
}

/* The columns of a table, of a probe, of a ledger or of a view of the store;
 * NULL when unknown. */
static const struct zc_col *
columns(struct zc_bench *b, const char *table, size_t *n)
{
	const struct zc_probe *p = zc_probe_find(table);
	const struct zc_ledger *l;

	if (p != NULL) {
		*n = p->ncols;
		return p->cols;
	}
	l = zc_catalog_ledger(b->catalog, table);
	if (l == NULL)
		return view_columns(b, table, n);
	*n = l->nfields;
	return zc_judge_ledger_cols(l, &b->a);
}

static const struct zc_given *
given(const struct zc_example *x, const char *table)
{
	for (size_t i = 0; x != NULL && i < x->ngiven; i++)
		if (strcmp(x->given[i].table, table) == 0)
			return &x->given[i];
	return NULL;
}

static const struct zc_outcome *
outcome_of(void *ctx, const char *table)
{
	struct zc_bench *b = ctx;
	const struct zc_given *g = given(b->now, table);

	if (zc_probe_find(table) == NULL &&
	    zc_catalog_ledger(b->catalog, table) == NULL &&
	    !zc_views_find(table))
		return NULL;
	b->seen = (struct zc_outcome){ .cover = ZC_COVER_OK };
	if (g != NULL)
		(void)zc_cover_of(g->status, &b->seen.cover);
	return &b->seen;
}

static int
make_table(sqlite3 *db, const char *name, const struct zc_col *cols, size_t n,
    struct zc_err *e)
{
	struct zc_buf s;
	int rc;

	zc_buf_init(&s, 65536);
	zc_buf_fmt(&s, "CREATE TABLE \"%s\"(", name);
	for (size_t i = 0; i < n; i++)
		zc_buf_fmt(&s, "%s\"%s\" %s", i == 0 ? "" : ",", cols[i].name,
		    cols[i].type == ZC_TEXT ? "TEXT" : "INTEGER");
	zc_buf_cstr(&s, ")");
	rc = s.rc == ZC_OK ? zc_sql_exec(db, s.p, e)
			   : ZC_FAIL(e, s.rc, "table %s", name);
	zc_buf_fini(&s);
	return rc;
}

static int
make_tables(struct zc_bench *b, struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < zc_nprobes && rc == ZC_OK; i++)
		rc = make_table(b->facts.db, zc_probes[i]->table,
		    zc_probes[i]->cols, zc_probes[i]->ncols, e);
	for (size_t i = 0; i < b->catalog->nledgers && rc == ZC_OK; i++) {
		const struct zc_ledger *l = &b->catalog->ledgers[i];
		const struct zc_col *cols = zc_judge_ledger_cols(l, &b->a);

		rc = cols == NULL
		    ? ZC_FAIL(e, ZC_ENOMEM, "ledgers")
		    : make_table(b->facts.db, l->id, cols, l->nfields, e);
	}
	for (size_t i = 0; i < zc_nviews && rc == ZC_OK; i++) {
		const char *name = zc_views[i].name;
		size_t n = 0;
		const struct zc_col *cols = view_columns(b, name, &n);

		if (zc_probe_find(name) != NULL ||
		    zc_catalog_ledger(b->catalog, name) != NULL)
			continue;
		rc = cols == NULL ? ZC_FAIL(e, ZC_ENOMEM, "views")
				  : make_table(b->facts.db, name, cols, n, e);
	}
	return rc;
}

int
zc_bench_new(
    const struct zc_catalog *c, struct zc_bench **out, struct zc_err *e)
{
	struct zc_bench *b = calloc(1, sizeof(*b));
	int rc = ZC_OK;

	if (b == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "examples");
	zc_arena_init(&b->a, 64 << 20);
	b->catalog = c;
	b->facts = (struct zc_facts){ .catalog = c,
		.outcome = outcome_of,
		.ctx = b,
		.now = ZC_EXAMPLE_NOW };
	if (sqlite3_open(":memory:", &b->facts.db) != SQLITE_OK)
		rc = zc_sql_fail(e, b->facts.db, "examples");
	if (rc == ZC_OK)
		rc = make_tables(b, e);
	if (rc == ZC_OK)
		rc = zc_check_open(&b->facts, e);
	if (rc != ZC_OK) {
		zc_bench_free(b);
		return rc;
	}
	*out = b;
	return ZC_OK;
}

void
zc_bench_free(struct zc_bench *b)
{
	if (b == NULL)
		return;
	(void)sqlite3_close(b->facts.db);
	zc_arena_fini(&b->a);
	free(b);
}

size_t
zc_bench_count(const struct zc_bench *b)
{
	return b->count;
}

/* "-30d", "-2h", "+5m": seconds from the time of the case. */
static bool
relative(struct zc_str s, int64_t *out)
{
	static const char units[] = "smhd";
	static const int64_t seconds[] = { 1, 60, 3600, 86400 };
	const char *u;
	int64_t n;

	if (s.n < 3 || (s.p[0] != '-' && s.p[0] != '+'))
		return false;
	u = memchr(units, s.p[s.n - 1], 4);
	if (u == NULL || !zc_str_int(zc_str_sub(s, 1, s.n - 2), 10, &n))
		return false;
	n *= seconds[u - units];
	*out = ZC_EXAMPLE_NOW + (s.p[0] == '-' ? -n : n);
	return true;
}

static bool
truth(struct zc_str s, int64_t *out)
{
	if (zc_str_is(s, "true") || zc_str_is(s, "yes")) {
		*out = 1;
		return true;
	}
	if (zc_str_is(s, "false") || zc_str_is(s, "no")) {
		*out = 0;
		return true;
	}
	return false;
}

/* Bind a cell by the column's type; false when it is not of that type. */
static bool
bind_cell(sqlite3_stmt *st, int k, const struct zc_col *col, const char *text)
{
	struct zc_str s = zc_str_of(text);
	int64_t n = 0;

	if (text == NULL)
		return sqlite3_bind_null(st, k) == SQLITE_OK;
	if (col->type == ZC_TEXT)
		return sqlite3_bind_text(st, k, text, -1, SQLITE_TRANSIENT) ==
		    SQLITE_OK;
	if (!zc_str_int(s, 10, &n) && !(col->type == ZC_BOOL && truth(s, &n)) &&
	    !(col->type == ZC_TIME &&
		(relative(s, &n) || zc_clock_parse(s, &n))))
		return false;
	return sqlite3_bind_int64(st, k, n) == SQLITE_OK;
}

static const struct zc_col *
col_of(const struct zc_col *cols, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(cols[i].name, name) == 0)
			return &cols[i];
	return NULL;
}

static int
insert(struct zc_bench *b, struct voice *v, const struct zc_given *g,
    const struct zc_cells *row, struct zc_err *e)
{
	size_t n = 0;
	const struct zc_col *cols = columns(b, g->table, &n);
	sqlite3_stmt *st = NULL;
	struct zc_buf s;
	int rc;

	zc_buf_init(&s, 65536);
	zc_buf_fmt(&s, "INSERT INTO \"%s\"(", g->table);
	for (size_t i = 0; i < row->n; i++) {
		if (col_of(cols, n, row->v[i].col) == NULL) {
			say(v, &g->at, "示例用了表中没有的列",
			    "%s has no column %s", g->table, row->v[i].col);
			zc_buf_fini(&s);
			return ZC_OK;
		}
		zc_buf_fmt(&s, "%s\"%s\"", i == 0 ? "" : ",", row->v[i].col);
	}
	if (row->n == 0) /* a row of nulls */
		zc_buf_fmt(&s, "\"%s\"", cols[0].name);
	zc_buf_cstr(&s, ") VALUES(");
	for (size_t i = 0; i < (row->n == 0 ? 1 : row->n); i++)
		zc_buf_cstr(&s, i == 0 ? "?" : ",?");
	zc_buf_cstr(&s, ")");
	rc = zc_sql_prepare(b->facts.db, s.p, &st, e, "");
	zc_buf_fini(&s);
	for (size_t i = 0; i < row->n && rc == ZC_OK; i++)
		if (!bind_cell(st, (int)i + 1, col_of(cols, n, row->v[i].col),
			row->v[i].text))
			say(v, &g->at, "示例中的值与列的类型不符",
			    "%s.%s cannot be \"%s\"", g->table, row->v[i].col,
			    row->v[i].text);
	if (rc == ZC_OK)
		rc = zc_sql_step(st, e);
	(void)sqlite3_finalize(st);
	return rc;
}

static int
fill(struct zc_bench *b, struct voice *v, const struct zc_example *x,
    struct zc_err *e)
{
	enum zc_cover c;
	size_t n;
	int rc = ZC_OK;

	for (size_t i = 0; i < x->ngiven && rc == ZC_OK; i++) {
		const struct zc_given *g = &x->given[i];

		if (columns(b, g->table, &n) == NULL) {
			say(v, &g->at, "没有这个表", "there is no table %s",
			    g->table);
			continue;
		}
		if (!zc_cover_of(g->status, &c))
			say(v, &g->at, "没有这种状态", "no such status: %s",
			    g->status);
		for (size_t k = 0; k < g->nrows && rc == ZC_OK; k++)
			rc = insert(b, v, g, &g->rows[k], e);
	}
	return rc;
}

static int
run_example(struct zc_bench *b, struct voice *v, const struct zc_check *c,
    const struct zc_example *x, struct zc_err *e)
{
	struct zc_err why = { 0 };
	struct zc_result r;
	int rc = zc_sql_exec(b->facts.db, "BEGIN", e), faults = v->faults;

	if (rc != ZC_OK)
		return rc;
	b->count++;
	b->now = x;
	b->facts.settings = &x->settings;
	rc = fill(b, v, x, e);
	if (rc == ZC_OK && v->faults == faults) {
		if (zc_check_eval(&b->facts, c, &r, NULL, NULL, &why) != ZC_OK)
			say(v, &x->at, "查询无法执行", "%s", why.msg);
		else if (strcmp(zc_verdict_word(r.verdict), x->verdict) != 0)
			say(v, &x->at, "示例的结论不符",
			    "the verdict is %s (%s %s), not %s",
			    zc_verdict_word(r.verdict), r.reason, r.table,
			    x->verdict);
	}
	b->facts.settings = NULL;
	b->now = NULL;
	if (rc == ZC_OK)
		rc = zc_sql_exec(b->facts.db, "ROLLBACK", e);
	return rc;
}

static bool
listed(const struct zc_reads *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->names[i], name) == 0)
			return true;
	return false;
}

/* Tables that `applies`, `query` and `unknown` read together. */
static int
all_reads(struct zc_bench *b, struct voice *v, const struct zc_check *c,
    struct zc_reads *out)
{
	const char *const sql[] = { c->query, c->applies, c->unknown };
	struct zc_err why = { 0 };
	struct zc_reads r;

	*out = (struct zc_reads){ 0 };
	for (size_t i = 0; i < ZC_LEN(sql); i++) {
		if (sql[i] == NULL)
			continue;
		if (zc_check_reads(&b->facts, c, sql[i], &r, &why) != ZC_OK) {
			say(v, &c->at, "查询有误", "%s", why.msg);
			return ZC_EINPUT;
		}
		for (size_t k = 0; k < r.n; k++)
			if (!listed(out, r.names[k]) &&
			    out->n < ZC_LEN(out->names))
				memcpy(out->names[out->n++], r.names[k],
				    sizeof(r.names[k]));
	}
	return ZC_OK;
}

/* An example with verdict unknown in which this table was not seen. */
static bool
proves_unknown(const struct zc_check *c, const char *table)
{
	for (size_t i = 0; i < c->nexamples; i++) {
		const struct zc_given *g = given(&c->examples[i], table);

		if (strcmp(c->examples[i].verdict, "unknown") == 0 &&
		    g != NULL && strcmp(g->status, "ok") != 0)
			return true;
	}
	return false;
}

static void
check_reads(
    struct voice *v, const struct zc_check *c, const struct zc_reads *reads)
{
	if (reads->n == 0 && c->query != NULL)
		say(v, &c->at, "查询没有读任何表", "the query reads no table");
	for (size_t i = 0; i < reads->n; i++) {
		if (!proves_unknown(c, reads->names[i]))
			say(v, &c->at, "缺少该表未查看时结论为 unknown 的示例",
			    "no unknown example in which %s was not seen",
			    reads->names[i]);
		for (size_t k = 0; k < c->nexamples; k++)
			if (given(&c->examples[k], reads->names[i]) == NULL)
				say(v, &c->examples[k].at,
				    "示例没有给出查询所读的表",
				    "the example does not give table %s",
				    reads->names[i]);
	}
	for (size_t i = 0; i < c->sound_when_partial.n; i++)
		if (!listed(reads, c->sound_when_partial.v[i]))
			say(v, &c->at, "sound_when_partial 中的表未被查询读取",
			    "sound_when_partial names %s, which is not read",
			    c->sound_when_partial.v[i]);
}

/* Is the column a text written in the query, as in 'TMOUT' AS name? */
static bool
literal(const struct zc_check *c, const char *name)
{
	char as[128];

	(void)snprintf(as, sizeof(as), "' AS %s", name);
	return strstr(c->query, as) != NULL;
}

/*
 * Has the column a name for people? What the query writes itself must be
 * named by the check; the rest is named by a table that the check reads.
 */
static bool
labelled(struct zc_bench *b, const struct zc_check *c,
    const struct zc_reads *reads, const char *name)
{
	for (size_t i = 0; i < c->nlabels; i++)
		if (strcmp(c->labels[i].name, name) == 0)
			return true;
	for (size_t i = 0; !literal(c, name) && i < reads->n; i++) {
		size_t n = 0;
		const struct zc_col *cols = columns(b, reads->names[i], &n);

		if (cols != NULL && col_of(cols, n, name) != NULL)
			return true;
	}
	return false;
}

/*
 * Does a column change although the thing stays the same? A finding that is
 * told apart by it would be another one after the next inspection.
 */
static bool
unsteady(struct zc_bench *b, const struct zc_reads *reads, const char *name)
{
	static const char *const names[] = { "line", "position", "version",
		"times", "age_days", "rank", "size" };

	for (size_t i = 0; i < ZC_LEN(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	for (size_t i = 0; i < reads->n; i++) {
		size_t n = 0;
		const struct zc_col *cols = columns(b, reads->names[i], &n);
		const struct zc_col *col =
		    cols == NULL ? NULL : col_of(cols, n, name);

		/* The pid of a USB device is its product, and a text. */
		if (col != NULL &&
		    (col->type == ZC_TIME ||
			(col->type == ZC_INT && strcmp(name, "pid") == 0)))
			return true;
	}
	return false;
}

static void
check_columns(struct zc_bench *b, struct voice *v, const struct zc_check *c,
    const struct zc_reads *reads)
{
	sqlite3_stmt *st = NULL;
	int n;

	if (c->query == NULL ||
	    sqlite3_prepare_v2(b->facts.db, c->query, -1, &st, NULL) !=
		SQLITE_OK)
		return;
	n = sqlite3_column_count(st);
	for (int i = 0; i < n; i++)
		if (!labelled(b, c, reads, sqlite3_column_name(st, i)))
			say(v, &c->at, "结果列没有中英文名称，请写入 labels",
			    "column %s has no label",
			    sqlite3_column_name(st, i));
	for (size_t i = 0; i < c->locator.n; i++) {
		bool found = false;

		for (int k = 0; k < n && !found; k++)
			found = strcmp(sqlite3_column_name(st, k),
				    c->locator.v[i]) == 0;
		if (!found)
			say(v, &c->at, "locator 不是结果列",
			    "locator %s is no column of the result",
			    c->locator.v[i]);
		if (unsteady(b, reads, c->locator.v[i]))
			say(v, &c->at,
			    "locator 不能是时间、行号、版本等会变化的列",
			    "locator %s changes while the thing stays the same",
			    c->locator.v[i]);
	}
	(void)sqlite3_finalize(st);
}

int
zc_bench_check(struct zc_bench *b, const struct zc_check *c,
    zc_complain complain, void *ctx, struct zc_err *e)
{
	struct voice v = { .complain = complain, .ctx = ctx, .c = c };
	struct zc_reads reads;
	int rc = ZC_OK;

	if (all_reads(b, &v, c, &reads) == ZC_OK) {
		check_reads(&v, c, &reads);
		check_columns(b, &v, c, &reads);
		for (size_t i = 0; i < c->nexamples && rc == ZC_OK; i++)
			rc = run_example(b, &v, c, &c->examples[i], e);
	}
	return rc < 0 ? rc : v.faults;
}
