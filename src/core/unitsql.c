#include "core/unitsql.h"

#include "base/buf.h"
#include "catalog/views.h"
#include "core/judge.h"

#include <ctype.h>
#include <stdarg.h>

struct bench {
	const struct zc_catalog *c;
	zc_complain fn;
	void *ctx;
	int faults;
	sqlite3 *db;
	struct zc_arena *a;
	char refused[160]; /* by the authorizer, in the last prepare */
	bool *facts;       /* fact_TABLE that was read, by probe; or NULL */
};

/* A query, for messages, and what its columns must be. */
struct ask {
	const struct zc_at *at;
	const char *what; /* id of the definition, name of the part */
	const char *sql;
	const struct zc_ledger *fills; /* columns are fields of it */
	const char *const *names;      /* or these, NULL-ended; or anything */
	size_t must;                   /* so many of `names` must be there */
	const struct zc_strs *match;   /* of `fills`, must be there */
	bool one;                      /* exactly one column */
};

static void say(struct bench *b, const struct ask *q, const char *zh,
    const char *fmt, ...) ZC_PRINTF(4, 5);

static void
say(struct bench *b, const struct ask *q, const char *zh, const char *fmt, ...)
{
	char text[400], en[600], both[800];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	(void)snprintf(en, sizeof(en), "%s: %s", q->what, text);
	(void)snprintf(both, sizeof(both), "%s：%s（%s）", q->what, zh, text);
	b->faults++;
	b->fn(b->ctx, q->at, both, en);
}

static void
nothing(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	(void)v;
	sqlite3_result_null(ctx);
}

/* The functions that a store offers; never called here. */
static int
add_functions(sqlite3 *db, struct zc_err *e)
{
	static const struct {
		const char *name;
		int args;
	} fns[] = { { "zc_now", 0 }, { "zc_today", 0 }, { "zc_row", 0 },
		{ "zc_unit", 0 }, { "zc_actor", 0 }, { "zc_from", 0 },
		{ "zc_to", 0 }, { "zc_year", 1 }, { "zc_ymd", 1 },
		{ "zc_date", 1 }, { "zc_workdays", 2 }, { "zc_glob", 2 },
		{ "zc_in", 2 } };

	for (size_t i = 0; i < ZC_LEN(fns); i++)
		if (sqlite3_create_function(db, fns[i].name, fns[i].args,
			SQLITE_UTF8, NULL, nothing, NULL, NULL) != SQLITE_OK)
			return zc_sql_fail(e, db, fns[i].name);
	return ZC_OK;
}

static int
make_table(struct bench *b, const char *prefix, const char *name,
    const char *fixed, const struct zc_col *cols, size_t n, struct zc_err *e)
{
	struct zc_buf s;
	int rc;

	zc_buf_init(&s, 65536);
	zc_buf_fmt(&s, "CREATE TABLE \"%s%s\"(%s", prefix, name, fixed);
	for (size_t i = 0; i < n; i++)
		zc_buf_fmt(&s, ",\"%s%s\" %s",
		    prefix[0] != '\0' && zc_views_fact_has(cols[i].name)
			? "host_"
			: "",
		    cols[i].name, cols[i].type == ZC_TEXT ? "TEXT" : "BIGINT");
	zc_buf_cstr(&s, ")");
	rc = s.rc == ZC_OK ? zc_sql_exec(b->db, s.p, e)
			   : ZC_FAIL(e, s.rc, "table %s", name);
	zc_buf_fini(&s);
	return rc;
}

static int
make_tables(struct bench *b, struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < zc_nviews && rc == ZC_OK; i++)
		rc = make_table(
		    b, "", zc_views[i].name, zc_views[i].cols, NULL, 0, e);
	for (size_t i = 0; i < zc_nprobes && rc == ZC_OK; i++)
		rc = make_table(b, "fact_", zc_probes[i]->table, zc_views_fact,
		    zc_probes[i]->cols, zc_probes[i]->ncols, e);
	for (size_t i = 0; i < b->c->nledgers && rc == ZC_OK; i++) {
		const struct zc_ledger *l = &b->c->ledgers[i];
		const struct zc_col *cols = zc_judge_ledger_cols(l, b->a);

		rc = cols == NULL ? ZC_FAIL(e, ZC_ENOMEM, "ledgers")
				  : make_table(b, "", l->id, zc_views_fixed,
					cols, l->nfields, e);
	}
	return rc;
}

/* The subset that both engines have and understand alike. */
static bool
open_function(const char *name)
{
	static const char *const names[] = { "abs", "coalesce", "count",
		"length", "lower", "max", "min", "nullif", "replace", "substr",
		"sum", "trim", "upper" };

	if (strncmp(name, "zc_", 3) == 0)
		return true;
	for (size_t i = 0; i < ZC_LEN(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void
note_fact(struct bench *b, const char *table)
{
	for (size_t i = 0; b->facts != NULL && i < zc_nprobes; i++)
		if (strncmp(table, "fact_", 5) == 0 &&
		    strcmp(table + 5, zc_probes[i]->table) == 0)
			b->facts[i] = true;
}

static int
authorize(void *ctx, int op, const char *p, const char *q, const char *db,
    const char *trigger)
{
	struct bench *b = ctx;

	(void)db;
	(void)trigger;
	if (op == SQLITE_SELECT || op == SQLITE_RECURSIVE)
		return SQLITE_OK;
	if (op == SQLITE_READ && strncmp(p, "sqlite_", 7) != 0) {
		note_fact(b, p);
		return SQLITE_OK;
	}
	if (op == SQLITE_FUNCTION && open_function(q))
		return SQLITE_OK;
	if (op == SQLITE_FUNCTION)
		(void)snprintf(b->refused, sizeof(b->refused),
		    "function %s is not the same on both databases", q);
	else
		(void)snprintf(b->refused, sizeof(b->refused),
		    "only SELECT from ledgers, facts and views is open");
	return SQLITE_DENY;
}

static bool
word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* What one engine reads otherwise than the other: outside of texts. */
static void
look_at_words(struct bench *b, const struct ask *q, const char *s)
{
	bool limit = false, order = false;

	while (*s != '\0') {
		struct zc_str w = { s, 0 };

		if (*s == '\'') {
			const char *end = strchr(s + 1, '\'');

			s = end == NULL ? s + strlen(s) : end + 1;
			continue;
		}
		while (word_char(w.p[w.n]))
			w.n++;
		if (*s == '"' || *s == '`' || *s == '[')
			say(b, q, "不能用引号括起的名称。请改用普通名称",
			    "quoted names are read otherwise by the other "
			    "database");
		if (zc_str_isi(w, "true") || zc_str_isi(w, "false"))
			say(b, q, "布尔值写 1 和 0。请改正",
			    "write 1 and 0, not true and false");
		if (zc_str_isi(w, "integer") || zc_str_isi(w, "int"))
			say(b, q, "CAST 的整数类型写 BIGINT。请改正",
			    "CAST to BIGINT: INTEGER has 32 bits on "
			    "PostgreSQL");
		limit = limit || zc_str_isi(w, "limit");
		order = order || zc_str_isi(w, "order");
		s += w.n > 0 ? w.n : 1;
	}
	if (limit && !order)
		say(b, q, "LIMIT 必须与 ORDER BY 一起用。请补上",
		    "LIMIT without ORDER BY gives any rows; add it");
}

static bool
allowed_column(const struct ask *q, const char *name)
{
	static const char *const facts[] = { "fact_target", "fact_seen" };

	for (size_t i = 0; q->names != NULL && q->names[i] != NULL; i++)
		if (strcmp(q->names[i], name) == 0)
			return true;
	for (size_t i = 0; q->match != NULL && i < ZC_LEN(facts); i++)
		if (strcmp(facts[i], name) == 0)
			return true;
	for (size_t i = 0; q->fills != NULL && i < q->fills->nfields; i++)
		if (strcmp(q->fills->fields[i].name, name) == 0)
			return true;
	return q->names == NULL && q->fills == NULL;
}

static bool
has_column(sqlite3_stmt *st, const char *name)
{
	for (int i = 0; i < sqlite3_column_count(st); i++)
		if (strcmp(sqlite3_column_name(st, i), name) == 0)
			return true;
	return false;
}

static void
look_at_columns(struct bench *b, const struct ask *q, sqlite3_stmt *st)
{
	int n = sqlite3_column_count(st);

	if (sqlite3_bind_parameter_count(st) > 0)
		say(b, q, "查询中不能有参数，设置写成 {编号}。请改正",
		    "a query has no parameters; write a setting as {id}");
	if (q->one && n != 1)
		say(b, q, "查询应当只有一列（行的 id）。请改正",
		    "the query must have one column, the id");
	for (int i = 0; i < n && !q->one; i++)
		if (!allowed_column(q, sqlite3_column_name(st, i)))
			say(b, q, "查询的列名不是所要的列。请用 AS 改名",
			    "column %s is none of those wanted",
			    sqlite3_column_name(st, i));
	for (size_t i = 0; i < q->must; i++)
		if (!has_column(st, q->names[i]))
			say(b, q, "查询缺少必需的列。请补上",
			    "column %s is missing", q->names[i]);
	for (size_t i = 0; q->match != NULL && i < q->match->n; i++)
		if (!has_column(st, q->match->v[i]))
			say(b, q, "查询缺少 match 中的列。请补上",
			    "column %s of match is missing", q->match->v[i]);
	for (size_t i = 0; q->match != NULL && i < 2; i++)
		if (!has_column(st, i == 0 ? "fact_target" : "fact_seen"))
			say(b, q, "查询缺少 fact_target 或 fact_seen。请补上",
			    "fact_target and fact_seen are wanted");
}

static void
look(struct bench *b, const struct ask *q)
{
	sqlite3_stmt *st = NULL;
	const char *sql, *rest = "";
	int rc;

	if (q->sql == NULL)
		return;
	sql = zc_catalog_render(b->c, q->sql, b->a);
	b->refused[0] = '\0';
	rc = sqlite3_prepare_v2(b->db, sql, -1, &st, &rest);
	if (rc != SQLITE_OK || st == NULL)
		say(b, q, "查询有误，请改正", "%s",
		    b->refused[0] != '\0' ? b->refused
			: rc == SQLITE_OK ? "there is no query"
					  : sqlite3_errmsg(b->db));
	else if (rest[strspn(rest, " \t\r\n;")] != '\0')
		say(b, q, "只能写一个查询。请删除多余部分",
		    "one query only; delete what follows it");
	else
		look_at_columns(b, q, st);
	look_at_words(b, q, sql);
	(void)sqlite3_finalize(st);
}

static void
look_at_gates(
    struct bench *b, const char *what, const struct zc_gate *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct ask q = {
			.at = &v[i].at, .what = what, .sql = v[i].query
		};

		look(b, &q);
	}
}

static void
look_at_step(
    struct bench *b, const struct zc_ledger *l, const struct zc_flow_step *s)
{
	struct ask when = { .at = &s->at, .what = s->name, .sql = s->when };

	look_at_gates(b, s->name, s->refuse, s->nrefuse);
	look(b, &when);
	for (size_t i = 0; i < s->ncreates; i++) {
		const struct zc_flow_make *m = &s->creates[i];
		struct ask q = { .at = &m->at,
			.what = l->id,
			.sql = m->query,
			.fills = zc_catalog_ledger(b->c, m->ledger) };

		look(b, &q);
	}
	for (size_t i = 0; i < s->nsteps_on; i++) {
		const struct zc_flow_push *p = &s->steps_on[i];
		struct ask q = { .at = &p->at,
			.what = l->id,
			.sql = p->query,
			.one = true };

		look(b, &q);
	}
}

static void
look_at_ledger(struct bench *b, const struct zc_ledger *l)
{
	look_at_gates(b, l->id, l->rules, l->nrules);
	for (size_t i = 0; i < l->nfrom; i++) {
		const struct zc_source *f = &l->from[i];
		struct ask q = { .at = &f->at,
			.what = f->name,
			.sql = f->query,
			.fills = l,
			.match = &f->match };
		struct ask missing = { .at = &f->at,
			.what = f->name,
			.sql = f->missing,
			.one = true };

		look(b, &q);
		look(b, &missing);
	}
	for (size_t i = 0; i < l->flow.nsteps; i++)
		look_at_step(b, l, &l->flow.steps[i]);
}

static void
look_at_indicator(struct bench *b, const struct zc_indicator *d)
{
	static const char *const one[] = { "numerator", "denominator", NULL };
	static const char *const many[] = { "grp", "numerator", "denominator",
		NULL };
	struct ask q = { .at = &d->at,
		.what = d->id,
		.sql = d->query,
		.names = one,
		.must = 1 };
	struct ask rows = { .at = &d->at, .what = d->id, .sql = d->rows };
	struct ask group = { .at = &d->at,
		.what = d->id,
		.sql = d->group,
		.names = many,
		.must = 2 };

	look(b, &q);
	look(b, &rows);
	look(b, &group);
}

static void
look_at_hand_list(struct bench *b, const struct zc_checklist *k)
{
	static const char *const due[] = { "object_name", "person",
		"department", "place", "about", "classified", NULL };
	static const char *const seen[] = { "object_name", "way", NULL };
	struct ask d = { .at = &k->at,
		.what = k->id,
		.sql = k->due,
		.names = due,
		.must = 6 };
	struct ask s = { .at = &k->at,
		.what = k->id,
		.sql = k->seen,
		.names = seen,
		.must = 2 };

	look(b, &d);
	look(b, &s);
}

static void
look_at_unit_check(struct bench *b, const struct zc_check *k)
{
	const char *const sql[] = { k->query, k->applies, k->unknown };

	for (size_t i = 0; i < ZC_LEN(sql); i++) {
		struct ask q = { .at = &k->at, .what = k->id, .sql = sql[i] };

		look(b, &q);
	}
}

static void
look_at_all(struct bench *b)
{
	const struct zc_catalog *c = b->c;

	(void)sqlite3_set_authorizer(b->db, authorize, b);
	for (size_t i = 0; i < c->nledgers; i++)
		look_at_ledger(b, &c->ledgers[i]);
	for (size_t i = 0; i < c->nindicators; i++)
		look_at_indicator(b, &c->indicators[i]);
	for (size_t i = 0; i < c->nchecklists; i++)
		look_at_hand_list(b, &c->checklists[i]);
	/* Their own bench tells their faults. */
	for (size_t i = 0; b->facts != NULL && i < c->nchecks; i++)
		if (strcmp(c->checks[i].target, "unit") == 0)
			look_at_unit_check(b, &c->checks[i]);
}

static int
walk(struct bench *b, struct zc_err *e)
{
	int rc = ZC_OK;

	if (sqlite3_open(":memory:", &b->db) != SQLITE_OK)
		rc = zc_sql_fail(e, b->db, "definitions");
	/* A name in double quotes is a name, never a text. */
	if (rc == ZC_OK)
		(void)sqlite3_db_config(
		    b->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	if (rc == ZC_OK)
		rc = add_functions(b->db, e);
	if (rc == ZC_OK)
		rc = make_tables(b, e);
	if (rc == ZC_OK)
		look_at_all(b);
	(void)sqlite3_close(b->db);
	return rc;
}

int
zc_unitsql_lint(const struct zc_catalog *c, zc_complain complain, void *ctx,
    struct zc_err *e)
{
	struct zc_arena a;
	struct bench b = { .c = c, .fn = complain, .ctx = ctx, .a = &a };
	int rc;

	zc_arena_init(&a, 64 << 20);
	rc = walk(&b, e);
	zc_arena_fini(&a);
	return rc < 0 ? rc : b.faults;
}

static void
silence(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	(void)ctx;
	(void)at;
	(void)zh;
	(void)en;
}

int
zc_unitsql_facts(const struct zc_catalog *c, bool *out, struct zc_err *e)
{
	struct zc_arena a;
	struct bench b = { .c = c, .fn = silence, .a = &a, .facts = out };
	int rc;

	memset(out, 0, zc_nprobes * sizeof(*out));
	zc_arena_init(&a, 64 << 20);
	rc = walk(&b, e);
	zc_arena_fini(&a);
	return rc;
}
