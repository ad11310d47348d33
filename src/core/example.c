#include "core/example.h"

#include "base/buf.h"
#include "base/clock.h"
#include "core/example_lint.h"
#include "core/judge.h"
#include "core/unitexample.h"

struct zc_bench {
	const struct zc_catalog *catalog;
	const char *url;           /* of the store for checks of a unit */
	struct zc_unitbench *unit; /* NULL until one comes */
	struct zc_facts facts;
	struct zc_arena a;            /* of the ledgers' columns */
	const struct zc_example *now; /* whose statuses are in force */
	struct zc_outcome seen;
	size_t count;
};

static const struct zc_outcome *
outcome_of(void *ctx, const char *table)
{
	struct zc_bench *b = ctx;
	const struct zc_given *g = zc_example_given(b->now, table);

	if (zc_probe_find(table) == NULL &&
	    zc_catalog_ledger(b->catalog, table) == NULL)
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
	return rc;
}

int
zc_bench_new(const struct zc_catalog *c, const char *url, struct zc_bench **out,
    struct zc_err *e)
{
	struct zc_bench *b = calloc(1, sizeof(*b));
	int rc = ZC_OK;

	if (b == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "examples");
	zc_arena_init(&b->a, 64 << 20);
	b->catalog = c;
	b->url = url;
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
	zc_unitbench_free(b->unit);
	zc_arena_fini(&b->a);
	free(b);
}

size_t
zc_bench_count(const struct zc_bench *b)
{
	return b->count + zc_unitbench_count(b->unit);
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
		(zc_example_relative(s, &n) || zc_clock_parse(s, &n))))
		return false;
	return sqlite3_bind_int64(st, k, n) == SQLITE_OK;
}

static int
insert(struct zc_bench *b, struct zc_voice *v, const struct zc_given *g,
    const struct zc_cells *row, struct zc_err *e)
{
	size_t n = 0;
	const struct zc_col *cols = zc_voice_columns(v, g->table, &n);
	sqlite3_stmt *st = NULL;
	struct zc_buf s;
	int rc;

	zc_buf_init(&s, 65536);
	zc_buf_fmt(&s, "INSERT INTO \"%s\"(", g->table);
	for (size_t i = 0; i < row->n; i++) {
		if (zc_example_col(cols, n, row->v[i].col) == NULL) {
			zc_voice_say(v, &g->at, "示例用了表中没有的列",
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
		if (!bind_cell(st, (int)i + 1,
			zc_example_col(cols, n, row->v[i].col), row->v[i].text))
			zc_voice_say(v, &g->at, "示例中的值与列的类型不符",
			    "%s.%s cannot be \"%s\"", g->table, row->v[i].col,
			    row->v[i].text);
	if (rc == ZC_OK)
		rc = zc_sql_step(st, e);
	(void)sqlite3_finalize(st);
	return rc;
}

static int
fill(struct zc_bench *b, struct zc_voice *v, const struct zc_example *x,
    struct zc_err *e)
{
	enum zc_cover c;
	size_t n;
	int rc = ZC_OK;

	for (size_t i = 0; i < x->ngiven && rc == ZC_OK; i++) {
		const struct zc_given *g = &x->given[i];

		if (zc_voice_columns(v, g->table, &n) == NULL) {
			zc_voice_say(v, &g->at, "没有这个表",
			    "there is no table %s", g->table);
			continue;
		}
		if (!zc_cover_of(g->status, &c))
			zc_voice_say(v, &g->at, "没有这种状态",
			    "no such status: %s", g->status);
		for (size_t k = 0; k < g->nrows && rc == ZC_OK; k++)
			rc = insert(b, v, g, &g->rows[k], e);
	}
	return rc;
}

static int
run_example(struct zc_bench *b, struct zc_voice *v, const struct zc_check *c,
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
			zc_voice_say(v, &x->at, "查询无法执行", "%s", why.msg);
		else if (strcmp(zc_verdict_word(r.verdict), x->verdict) != 0)
			zc_voice_say(v, &x->at, "示例的结论不符",
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

/* Tables that `applies`, `query` and `unknown` read together. */
static int
all_reads(struct zc_bench *b, struct zc_voice *v, const struct zc_check *c,
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
			zc_voice_say(v, &c->at, "查询有误", "%s", why.msg);
			return ZC_EINPUT;
		}
		for (size_t k = 0; k < r.n; k++)
			if (!zc_example_listed(out, r.names[k]) &&
			    out->n < ZC_LEN(out->names))
				memcpy(out->names[out->n++], r.names[k],
				    sizeof(r.names[k]));
	}
	return ZC_OK;
}

static void
look_columns(struct zc_bench *b, struct zc_voice *v, const struct zc_check *c,
    const struct zc_reads *reads)
{
	const char *names[ZC_EXAMPLE_COLS];
	sqlite3_stmt *st = NULL;
	size_t n;

	if (c->query == NULL ||
	    sqlite3_prepare_v2(b->facts.db, c->query, -1, &st, NULL) !=
		SQLITE_OK)
		return;
	n = (size_t)sqlite3_column_count(st);
	for (size_t i = 0; i < n && i < ZC_LEN(names); i++)
		names[i] = sqlite3_column_name(st, (int)i);
	zc_voice_look_columns(
	    v, reads, names, n < ZC_LEN(names) ? n : ZC_LEN(names));
	(void)sqlite3_finalize(st);
}

/* Over a store with every ledger, which takes a moment to make. */
static int
check_unit(struct zc_bench *b, struct zc_voice *v, struct zc_err *e)
{
	int rc = ZC_OK;

	if (b->unit == NULL)
		rc = zc_unitbench_new(b->catalog, b->url, &b->unit, e);
	if (rc == ZC_OK)
		rc = zc_unitbench_check(b->unit, v, e);
	return rc < 0 ? rc : v->faults;
}

int
zc_bench_check(struct zc_bench *b, const struct zc_check *c,
    zc_complain complain, void *ctx, struct zc_err *e)
{
	struct zc_voice v = { .complain = complain,
		.ctx = ctx,
		.c = c,
		.catalog = b->catalog,
		.a = &b->a };
	struct zc_reads reads;
	int rc = ZC_OK;

	if (strcmp(c->target, "unit") == 0)
		return check_unit(b, &v, e);
	if (all_reads(b, &v, c, &reads) == ZC_OK) {
		if (reads.n == 0 && c->query != NULL)
			zc_voice_say(&v, &c->at, "查询没有读任何表",
			    "the query reads no table");
		zc_voice_look_reads(&v, &reads);
		look_columns(b, &v, c, &reads);
		for (size_t i = 0; i < c->nexamples && rc == ZC_OK; i++)
			rc = run_example(b, &v, c, &c->examples[i], e);
	}
	return rc < 0 ? rc : v.faults;
}
