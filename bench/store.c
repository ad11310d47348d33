/*
 * What the store costs, as ratios measured in one run. Usage:
 *   store WHERE EMPTY ROWS    WHERE: an SQLite path or postgresql://…, EMPTY:
 *                             another, for the engine's own rate; both empty
 * Prints one line "name value >= goal" or "<= goal" for each figure. With
 * WHERE alone: the same for what is there, without the import.
 *   store copy FROM TO BACK   everything of FROM into the empty stores TO and,
 *                             from there, BACK; each is verified
 */
#include "base/clock.h"
#include "store/db_priv.h"
#include "store/history.h"
#include "store/keep.h"
#include "store/unit.h"

#include <time.h>

enum {
	UNITS = 200,
	BATCH = 100000 /* rows of the import that is measured */
};

static const struct zc_tcol cols[] = {
	{ "serial", ZC_T_TEXT, true, false, true },
	{ "name", ZC_T_TEXT, false, false, true },
	{ "kind", ZC_T_TEXT, false, true, false },
	{ "person", ZC_T_TEXT, false, true, false },
	{ "place", ZC_T_TEXT, false, false, false },
	{ "bought", ZC_T_INT, false, false, false },
	{ "price", ZC_T_INT, false, false, false },
	{ "remark", ZC_T_TEXT, false, false, true },
};
static const struct zc_tdef medium = { "medium", cols, ZC_LEN(cols) };

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
must(int rc, const struct zc_err *e)
{
	if (rc == ZC_OK)
		return;
	(void)fprintf(stderr, "%s:%d: %s\n", e->file, e->line, e->msg);
	exit(1);
}

struct feed {
	int64_t at, n, first;
	char text[5][80];
};

static struct zc_val
txt(const char *s)
{
	return (struct zc_val){ .type = ZC_VAL_TEXT, .s = zc_str_of(s) };
}

static struct zc_val
num(int64_t i)
{
	return (struct zc_val){ .type = ZC_VAL_INT, .i = i };
}

static int
next(void *ctx, struct zc_val *v, struct zc_err *e)
{
	static const char *const kinds[] = { "U盘", "移动硬盘", "光盘",
		"存储卡" };
	struct feed *f = ctx;
	long long i = f->first + f->at;

	(void)e;
	if (f->at++ == f->n)
		return 0;
	(void)snprintf(f->text[0], 80, "SN%09lld", i);
	(void)snprintf(f->text[1], 80, "办公用移动存储介质%lld号", i % 1000);
	(void)snprintf(f->text[2], 80, "责任人%lld", i % 20000);
	(void)snprintf(f->text[3], 80, "综合楼%lld室", i % 300);
	(void)snprintf(f->text[4], 80, "登记于本年度第%lld批", i % 40);
	v[0] = txt(f->text[0]);
	v[1] = txt(f->text[1]);
	v[2] = txt(kinds[i % 4]);
	v[3] = txt(f->text[2]);
	v[4] = txt(f->text[3]);
	v[5] = num(1600000000 + i);
	v[6] = num(i % 997 * 50);
	v[7] = txt(f->text[4]);
	return 1;
}

static void
prepare(struct zc_db *db, struct zc_err *e)
{
	struct zc_unit u = { .id = 1, .name = "省", .kind = "", .code = "" };
	char name[40];
	int64_t id;

	must(zc_table_migrate(db, e), e);
	must(zc_table_sync(db, &medium, 1, e), e);
	must(zc_db_begin(db, e), e);
	must(zc_unit_add(db, &u, &id, e), e);
	for (int i = 2; i <= UNITS + 1; i++) {
		(void)snprintf(name, sizeof(name), "单位%d", i);
		u = (struct zc_unit){ i, i <= 11 ? 1 : 2 + i % 10, name, "",
			"" };
		must(zc_unit_add(db, &u, &id, e), e);
	}
	must(zc_db_commit(db, e), e);
}

static double
load(struct zc_db *db, int64_t unit, int64_t first, int64_t n,
    const char *state, struct zc_err *e)
{
	struct zc_scope s = {
		.unit = unit, .actor = "李四", .now = 1767950000 + first / 100
	};
	struct feed f = { .n = n, .first = first };
	double t = now();
	int64_t added;

	must(zc_db_begin(db, e), e);
	must(zc_row_load(db, &medium, &s, state, next, &f, &added, e), e);
	must(zc_db_commit(db, e), e);
	return now() - t;
}

/* Everything of a table in memory, with the names of its columns. */
struct mem {
	char *names[ZC_DB_PARAMS];
	size_t ncols, n;
	struct zc_val *v;
	struct zc_arena a;
};

static void
slurp(struct zc_db *db, const char *sql, struct mem *m, struct zc_err *e)
{
	struct zc_rows *r = NULL;

	zc_arena_init(&m->a, (size_t)4 << 30);
	must(zc_db_ask(db, sql, &r, e, ""), e);
	m->ncols = zc_rows_cols(r);
	m->v = zc_arena_array(&m->a, m->ncols * BATCH, sizeof(*m->v));
	for (size_t i = 0; i < m->ncols; i++) {
		const char *s = zc_rows_name(r, i);

		m->names[i] = zc_arena_dup(&m->a, s, strlen(s));
	}
	for (m->n = 0; zc_rows_next(r, e) > 0; m->n++)
		for (size_t i = 0; i < m->ncols; i++) {
			struct zc_val *v = &m->v[m->n * m->ncols + i];

			*v = zc_rows_val(r, i);
			if (v->type == ZC_VAL_TEXT)
				v->s.p = zc_arena_dup(&m->a, v->s.p, v->s.n);
		}
	zc_rows_close(r);
}

/* The engine's own way, by its own interface, from memory. */
static void
raw_sqlite(struct zc_db *db, const char *table, const struct mem *m)
{
	sqlite3_stmt *st = NULL;
	struct zc_buf b;

	zc_buf_init(&b, 1 << 16);
	zc_buf_fmt(&b, "INSERT INTO %s(", table);
	for (size_t i = 0; i < m->ncols; i++)
		zc_buf_fmt(&b, "%s%s", i ? "," : "", m->names[i]);
	zc_buf_cstr(&b, ") VALUES(");
	for (size_t i = 0; i < m->ncols; i++)
		zc_buf_cstr(&b, i ? ",?" : "?");
	zc_buf_char(&b, ')');
	(void)sqlite3_prepare_v2(db->lite, b.p, -1, &st, NULL);
	for (size_t k = 0; k < m->n; k++) {
		for (size_t i = 0; i < m->ncols; i++) {
			const struct zc_val *v = &m->v[k * m->ncols + i];

			if (v->type == ZC_VAL_INT)
				(void)sqlite3_bind_int64(st, (int)i + 1, v->i);
			else if (v->type == ZC_VAL_TEXT)
				(void)sqlite3_bind_text(st, (int)i + 1, v->s.p,
				    (int)v->s.n, SQLITE_STATIC);
			else
				(void)sqlite3_bind_null(st, (int)i + 1);
		}
		if (sqlite3_step(st) != SQLITE_DONE)
			exit(1);
		(void)sqlite3_reset(st);
	}
	(void)sqlite3_finalize(st);
	zc_buf_fini(&b);
}

static void
copy_text(const struct mem *m, struct zc_buf *out)
{
	for (size_t k = 0; k < m->n; k++)
		for (size_t i = 0; i < m->ncols; i++) {
			const struct zc_val *v = &m->v[k * m->ncols + i];

			if (v->type == ZC_VAL_INT)
				zc_buf_fmt(out, "%lld", (long long)v->i);
			else if (v->type == ZC_VAL_NULL)
				zc_buf_cstr(out, "\\N");
			else /* the feed makes no text with \ or tab */
				zc_buf_str(out, v->s);
			zc_buf_char(out, i + 1 < m->ncols ? '\t' : '\n');
		}
}

static void
raw_pg(struct zc_db *db, const char *table, const struct mem *m,
    const struct zc_buf *text)
{
	struct zc_buf b;
	PGresult *r;

	zc_buf_init(&b, 1 << 16);
	zc_buf_fmt(&b, "COPY %s(", table);
	for (size_t i = 0; i < m->ncols; i++)
		zc_buf_fmt(&b, "%s%s", i ? "," : "", m->names[i]);
	zc_buf_cstr(&b, ") FROM STDIN");
	PQclear(PQexec(db->pg, b.p));
	(void)PQputCopyData(db->pg, text->p, (int)text->n);
	(void)PQputCopyEnd(db->pg, NULL);
	while ((r = PQgetResult(db->pg)) != NULL) {
		if (PQresultStatus(r) != PGRES_COMMAND_OK) {
			(void)fprintf(stderr, "%s", PQerrorMessage(db->pg));
			exit(1);
		}
		PQclear(r);
	}
	zc_buf_fini(&b);
}

static double
raw_load(struct zc_db *from, struct zc_db *to, struct zc_err *e)
{
	struct mem rows = { 0 }, hist = { 0 };
	struct zc_buf text[2];
	bool pg = zc_db_engine(to) == ZC_DB_POSTGRES;
	double t;

	slurp(from, "SELECT * FROM medium ORDER BY id", &rows, e);
	slurp(from, "SELECT * FROM history ORDER BY unit_id, seq", &hist, e);
	for (int i = 0; i < 2; i++)
		zc_buf_init(&text[i], (size_t)1 << 30);
	if (pg) {
		copy_text(&rows, &text[0]);
		copy_text(&hist, &text[1]);
	}
	t = now();
	must(zc_db_begin(to, e), e);
	if (pg) {
		raw_pg(to, "medium", &rows, &text[0]);
		raw_pg(to, "history", &hist, &text[1]);
	} else {
		raw_sqlite(to, "medium", &rows);
		raw_sqlite(to, "history", &hist);
	}
	must(zc_db_commit(to, e), e);
	t = now() - t;
	for (int i = 0; i < 2; i++)
		zc_buf_fini(&text[i]);
	zc_arena_fini(&rows.a);
	zc_arena_fini(&hist.a);
	return t;
}

/* The median of 15 pages of the newest 20, in milliseconds. */
static double
page(struct zc_db *db, const struct zc_scope *s, const struct zc_list *l,
    size_t want, struct zc_err *e)
{
	double v[15];

	for (size_t k = 0; k < ZC_LEN(v); k++) {
		struct zc_rows *r = NULL;
		double t = now();
		size_t n = 0, i;

		must(zc_row_list(db, &medium, s, l, &r, e), e);
		while (zc_rows_next(r, e) > 0)
			n++;
		zc_rows_close(r);
		t = (now() - t) * 1000;
		if (n != want)
			(void)fprintf(stderr, "%zu rows, not %zu\n", n, want);
		for (i = k; i > 0 && v[i - 1] > t; i--)
			v[i] = v[i - 1];
		v[i] = t;
	}
	return v[ZC_LEN(v) / 2];
}

/* By the clock on the wall, and by the processor time of this process. */
static int
verify(struct zc_db *db, struct zc_err *e)
{
	struct zc_verdict_of_chain v;
	double t = now(), cpu = (double)clock();

	must(zc_history_verify(db, &medium, 1, &v, e), e);
	t = now() - t;
	cpu = ((double)clock() - cpu) / CLOCKS_PER_SEC;
	(void)printf("verify %.0f >= 200000 history rows/s (%.0f by the"
		     " processor time of this process)\n",
	    (double)v.rows / t, (double)v.rows / cpu);
	return v.what[0] == '\0' ? 0 : 1;
}

static void
pages(struct zc_db *db, struct zc_err *e)
{
	struct zc_filter kind = { "kind", ZC_IS, txt("光盘") };
	struct zc_filter rare = { "person", ZC_IS, txt("责任人77") };
	struct zc_filter state = { "state", ZC_IS, txt("lost") };
	struct zc_filter price = { "price", ZC_MORE, num(49000) };
	struct zc_scope all = { .unit = 1, .tree = true, .actor = "" };
	struct zc_scope one = { .unit = 100, .actor = "" };
	struct zc_scope some = { .unit = 5, .tree = true, .actor = "" };
	const struct {
		const char *name;
		const struct zc_scope *s;
		struct zc_list l;
		size_t want;
	} t[] = {
		{ "all_units", &all, { .limit = 20 }, 20 },
		{ "all_units+kind", &all,
		    { .filters = &kind, .nfilters = 1, .limit = 20 }, 20 },
		{ "all_units+rare_person", &all,
		    { .filters = &rare, .nfilters = 1, .limit = 20 }, 20 },
		{ "all_units+state", &all,
		    { .filters = &state, .nfilters = 1, .limit = 20 }, 20 },
		{ "all_units+price", &all,
		    { .filters = &price, .nfilters = 1, .limit = 20 }, 20 },
		{ "county+kind", &some,
		    { .filters = &kind, .nfilters = 1, .limit = 20 }, 20 },
		{ "one_unit+kind", &one,
		    { .filters = &kind, .nfilters = 1, .limit = 20 }, 20 },
		{ "one_unit+price", &one,
		    { .filters = &price, .nfilters = 1, .limit = 20 }, 20 },
		{ "all_units+search", &all,
		    { .search = "SN000000777", .limit = 20 }, 1 },
		{ "all_units+common_word", &all,
		    { .search = "移动存储", .limit = 20 }, 20 },
	};

	for (size_t i = 0; i < ZC_LEN(t); i++)
		(void)printf("page.%s %.2f <= 20 ms\n", t[i].name,
		    page(db, t[i].s, &t[i].l, t[i].want, e));
}

/* One way of the copy; what came is as it was, by the heads of its chains. */
static int
copy(const char *from, const char *to, struct zc_err *e)
{
	struct zc_db *a = NULL, *b = NULL;
	struct zc_keep_count n;
	struct zc_buf was, is;
	double t;
	int bad;

	zc_buf_init(&was, 1 << 20);
	zc_buf_init(&is, 1 << 20);
	must(zc_db_open(from, true, &a, e), e);
	must(zc_db_open(to, true, &b, e), e);
	must(zc_table_migrate(b, e), e);
	t = now();
	must(zc_keep_copy(a, "/nonexistent", b, "/nonexistent", &n, e), e);
	t = now() - t;
	must(zc_table_sync(b, &medium, 1, e), e);
	(void)printf("copy.rows_per_s %.0f (%lld rows with their history in "
		     "%.0f s)\n",
	    (double)n.rows / t, (long long)n.rows, t);
	bad = verify(b, e);
	must(zc_history_heads(a, &was, e), e);
	must(zc_history_heads(b, &is, e), e);
	if (was.n == 0 || !zc_str_eq(zc_buf_get(&was), zc_buf_get(&is))) {
		(void)fprintf(stderr, "%s is not what %s was\n", to, from);
		bad = 1;
	}
	zc_buf_fini(&was);
	zc_buf_fini(&is);
	zc_db_close(a);
	zc_db_close(b);
	return bad;
}

int
main(int argc, char **argv)
{
	struct zc_db *db = NULL, *empty = NULL;
	struct zc_err e = { 0 };
	int64_t rows, each;
	int bad;
	double t, own;

	if (argc == 5 && strcmp(argv[1], "copy") == 0) {
		bad = copy(argv[2], argv[3], &e);
		return bad != 0 ? bad : copy(argv[3], argv[4], &e);
	}
	if (argc == 2) {
		must(zc_db_open(argv[1], false, &db, &e), &e);
		bad = verify(db, &e);
		pages(db, &e);
		zc_db_close(db);
		return bad;
	}
	if (argc != 4 || !zc_str_int(zc_str_of(argv[3]), 10, &rows))
		return 2;
	must(zc_db_open(argv[1], true, &db, &e), &e);
	must(zc_db_open(argv[2], true, &empty, &e), &e);
	prepare(db, &e);
	prepare(empty, &e);
	t = load(db, 3, 0, BATCH, "in_use", &e);
	own = raw_load(db, empty, &e);
	(void)printf("load.rows_per_s %.0f\n", BATCH / t);
	(void)printf("load.ratio %.2f >= 0.5 of the engine's own\n", own / t);
	each = (rows - BATCH) / UNITS;
	for (int64_t u = 0; u < UNITS; u++)
		(void)load(db, u + 2, BATCH + u * each, each,
		    u % 20 == 7 ? "lost" : "in_use", &e);
	if (zc_db_engine(db) == ZC_DB_POSTGRES)
		must(zc_db_exec(db, "ANALYZE", &e), &e);
	pages(db, &e);
	bad = verify(db, &e);
	zc_db_close(db);
	zc_db_close(empty);
	return bad;
}
