/*
 * row_list: lists, single rows, and rows by a value. A page of the newest is
 * found in one of five ways, so that its cost is bounded by what the page and
 * the tree of units hold, not by the table:
 *   FEW    less than FEW_ROWS rows fit what an index knows of units and
 *          fields: all of them, sorted
 *   FOUND  the same of the words that are searched for
 *   UNIT   one unit: its rows lie in order already
 *   WALK   the page comes full within the WINDOW newest rows of all units:
 *          rows from the newest on until it is
 *   MERGE  the newest of each unit, then the newest of those
 * What is left, words that many rows hold but none of the newest, is FOUND.
 */
#include "store/db_priv.h"
#include "store/row_priv.h"
#include "text/pairs.h"

enum {
	FEW_ROWS = 2000,
	WINDOW = 3000,
	UNITS_MAX = 5000,
	MERGE_MAX = 200000, /* most rows that a merge may sort */
	LIMIT_MAX = 10000,
	SQL_MAX = 1 << 18
};

struct query {
	struct zc_buf sql;
	struct zc_val v[ZC_DB_PARAMS];
	size_t n;
};

/* Bind one more value; its `$n`. */
static int
bind(struct query *q, struct zc_val v)
{
	assert(q->n < ZC_DB_PARAMS);
	q->v[q->n++] = v;
	return (int)q->n;
}

static const struct zc_tcol *
column(const struct zc_tdef *t, const char *name)
{
	static const struct zc_tcol own[] = { { "id", ZC_T_INT, 0, 0, 0 },
		{ "unit_id", ZC_T_INT, 0, 0, 0 },
		{ "state", ZC_T_TEXT, 0, 1, 0 },
		{ "created_at", ZC_T_INT, 0, 0, 0 },
		{ "created_by", ZC_T_TEXT, 0, 0, 0 },
		{ "updated_at", ZC_T_INT, 0, 0, 0 },
		{ "updated_by", ZC_T_TEXT, 0, 0, 0 } };

	for (size_t i = 0; i < t->ncols; i++)
		if (strcmp(t->cols[i].name, name) == 0)
			return &t->cols[i];
	for (size_t i = 0; i < ZC_LEN(own); i++)
		if (strcmp(own[i].name, name) == 0)
			return &own[i];
	return NULL;
}

static bool
by_index(const struct zc_tdef *t, const struct zc_filter *f)
{
	const struct zc_tcol *c = column(t, f->col);

	return f->op == ZC_IS && c != NULL && (c->index || c->unique);
}

static void
condition(struct query *q, const struct zc_filter *f)
{
	static const char *const ops[] = { "=", "<>", "<", ">" };
	int n;

	if (f->op == ZC_IS_NULL) {
		zc_buf_fmt(&q->sql, " %s IS NULL", f->col);
		return;
	}
	n = bind(q, f->val);
	if (f->op == ZC_BEGINS)
		zc_buf_fmt(&q->sql,
		    " substr(%s, 1, CAST(length($%d) AS INTEGER))=$%d", f->col,
		    n, n);
	else
		zc_buf_fmt(&q->sql, " %s%s$%d", f->col, ops[f->op], n);
}

/* All filters must hold, and one of the alternatives. */
static void
conditions(struct query *q, const struct zc_list *l)
{
	for (size_t i = 0; i < l->nfilters; i++) {
		zc_buf_cstr(&q->sql, " AND");
		condition(q, &l->filters[i]);
	}
	for (size_t i = 0; i < l->nany; i++) {
		zc_buf_cstr(&q->sql, i == 0 ? " AND (" : " OR");
		condition(q, &l->any[i]);
	}
	if (l->nany > 0)
		zc_buf_cstr(&q->sql, ")");
}

static bool
searchable(const struct zc_tdef *t)
{
	for (size_t i = 0; i < t->ncols; i++)
		if (t->cols[i].search)
			return true;
	return false;
}

static int
check_list(const struct zc_tdef *t, const struct zc_list *l, struct zc_err *e)
{
	if (l->limit == 0 || l->limit > LIMIT_MAX)
		return ZC_FAIL(e, ZC_EINPUT,
		    "table %s: a list has 1 to %d rows", t->name, LIMIT_MAX);
	if (l->search != NULL && !searchable(t))
		return ZC_FAIL(e, ZC_EINPUT,
		    "table %s has no field that can be searched", t->name);
	if (l->nfilters + l->nany > ZC_DB_PARAMS - 16)
		return ZC_FAIL(
		    e, ZC_ELIMIT, "table %s: too many conditions", t->name);
	for (size_t i = 0; i < l->nfilters + l->nany; i++) {
		const struct zc_filter *f =
		    i < l->nfilters ? &l->filters[i] : &l->any[i - l->nfilters];
		const struct zc_tcol *c = column(t, f->col);

		if (c == NULL)
			return ZC_FAIL(e, ZC_EINPUT, "table %s has no field %s",
			    t->name, f->col);
		if (f->op != ZC_IS_NULL &&
		    f->val.type !=
			(c->type == ZC_T_INT ? ZC_VAL_INT : ZC_VAL_TEXT))
			return ZC_FAIL(e, ZC_EINPUT,
			    "table %s, field %s: compared with a value of "
			    "another type",
			    t->name, f->col);
		if (f->op == ZC_BEGINS && c->type == ZC_T_INT)
			return ZC_FAIL(e, ZC_EINPUT,
			    "table %s, field %s: a number has no beginning",
			    t->name, f->col);
	}
	return ZC_OK;
}

/* The number that a query counts; takes the query's text. */
static int
count(struct zc_db *db, struct query *q, int64_t *n, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = q->sql.rc != ZC_OK
	    ? ZC_FAIL(e, ZC_ENOMEM, "list of rows")
	    : zc_db_ask_v(db, q->sql.p, q->v, q->n, &r, e);

	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0)
		*n = zc_rows_int(r, 0);
	zc_rows_close(r);
	zc_buf_fini(&q->sql);
	return rc < 0 ? rc : ZC_OK;
}

/* How many rows fit what an index knows of units and fields, up to FEW_ROWS. */
static int
count_fitting(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, const struct zc_list *l, int64_t *n,
    struct zc_err *e)
{
	struct query q = { .n = 0 };

	zc_buf_init(&q.sql, SQL_MAX);
	zc_buf_fmt(
	    &q.sql, "SELECT count(*) FROM (SELECT 1 FROM %s WHERE ", t->name);
	zc_row_scope_sql(&q.sql, s, bind(&q, zc_row_int(s->unit)));
	for (size_t i = 0; i < l->nfilters; i++)
		if (by_index(t, &l->filters[i])) {
			zc_buf_cstr(&q.sql, " AND");
			condition(&q, &l->filters[i]);
		}
	zc_buf_fmt(&q.sql, " LIMIT %d) AS x", FEW_ROWS);
	return count(db, &q, n, e);
}

/*
 * How many rows hold the words, in all units, up to FEW_ROWS. PostgreSQL must
 * read a row anew to see that its words follow one another: it counts those
 * that hold them in any order, which its index knows.
 */
static int
count_found(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_buf *expr, int64_t *n, struct zc_err *e)
{
	struct query q = { .n = 0 };
	struct zc_val v = { .type = ZC_VAL_TEXT, .s = zc_buf_get(expr) };

	zc_buf_init(&q.sql, SQL_MAX);
	if (zc_db_engine(db) == ZC_DB_SQLITE)
		zc_buf_fmt(&q.sql,
		    "SELECT count(*) FROM (SELECT 1 FROM %s_fts WHERE %s_fts"
		    " MATCH $%d LIMIT %d) AS x",
		    t->name, t->name, bind(&q, v), FEW_ROWS);
	else
		zc_buf_fmt(&q.sql,
		    "WITH f AS MATERIALIZED (SELECT 1 FROM %s WHERE"
		    " to_tsvector('simple'::regconfig, search) @@"
		    " CAST(replace($%d, '<->', '&') AS tsquery))"
		    " SELECT count(*) FROM (SELECT 1 FROM f LIMIT %d) AS x",
		    t->name, bind(&q, v), FEW_ROWS);
	return count(db, &q, n, e);
}

static int
count_units(
    struct zc_db *db, const struct zc_scope *s, int64_t *n, struct zc_err *e)
{
	struct query q = { .n = 0 };

	*n = 1;
	if (!s->tree)
		return ZC_OK;
	zc_buf_init(&q.sql, SQL_MAX);
	zc_buf_fmt(&q.sql,
	    "SELECT count(*) FROM (SELECT 1 FROM unit_closure WHERE anc=$%d"
	    " LIMIT %d) AS x",
	    bind(&q, zc_row_int(s->unit)), UNITS_MAX + 1);
	return count(db, &q, n, e);
}

enum way {
	FEW,
	FOUND,
	UNIT,
	WINDOWED, /* WALK that is known to end within the window */
	MERGE,
	WALK
};

/* Rows that hold the words: by the index of words, or asked row by row. */
static void
search(struct query *q, struct zc_db *db, const struct zc_tdef *t,
    const struct zc_buf *expr, enum way way)
{
	struct zc_val v = { .type = ZC_VAL_TEXT, .s = zc_buf_get(expr) };

	if (expr->n == 0)
		zc_buf_cstr(&q->sql, " AND 1=0");
	else if (zc_db_engine(db) == ZC_DB_POSTGRES && way == FOUND)
		/* Materialized: the planner may not walk all rows instead. */
		zc_buf_fmt(&q->sql,
		    " AND id IN (WITH f AS MATERIALIZED (SELECT id FROM %s"
		    " WHERE to_tsvector('simple'::regconfig, search) @@"
		    " CAST($%d AS tsquery)) SELECT id FROM f)",
		    t->name, bind(q, v));
	else if (zc_db_engine(db) == ZC_DB_POSTGRES)
		/* ||'': no index of words, it would read all that hold them */
		zc_buf_fmt(&q->sql,
		    " AND to_tsvector('simple'::regconfig, search||'') @@"
		    " CAST($%d AS tsquery)",
		    bind(q, v));
	else if (way == FOUND)
		zc_buf_fmt(&q->sql,
		    " AND id IN (SELECT rowid FROM %s_fts WHERE %s_fts MATCH"
		    " $%d)",
		    t->name, t->name, bind(q, v));
	else
		zc_buf_fmt(&q->sql,
		    " AND EXISTS (SELECT 1 FROM %s_fts WHERE rowid=id AND"
		    " %s_fts MATCH $%d)",
		    t->name, t->name, bind(q, v));
}

/* The page begins behind this row. */
static void
older(struct query *q, const struct zc_list *l)
{
	int at;

	if (l->before_id == 0)
		return;
	at = bind(q, zc_row_int(l->before_at));
	zc_buf_fmt(&q->sql, " AND (updated_at, id)<($%d, $%d)", at,
	    bind(q, zc_row_int(l->before_id)));
}

/* The newest rows of all units. */
static void
window(struct query *q, const struct zc_tdef *t, const struct zc_list *l)
{
	zc_buf_fmt(
	    &q->sql, "(SELECT * FROM %s WHERE deleted_at IS NULL", t->name);
	older(q, l);
	zc_buf_fmt(&q->sql, " ORDER BY updated_at DESC, id DESC LIMIT %d) AS w",
	    WINDOW);
}

/* The scope, asked row by row: the order of the walk stays. */
static void
walked(struct query *q, int unit)
{
	zc_buf_fmt(&q->sql,
	    " WHERE (SELECT 1 FROM unit_closure WHERE anc=$%d AND"
	    " des=unit_id)=1",
	    unit);
}

/* Does the page come full within the newest rows of the whole table? */
static int
fills(struct zc_db *db, const struct zc_tdef *t, const struct zc_scope *s,
    const struct zc_list *l, const struct zc_buf *expr, bool *yes,
    struct zc_err *e)
{
	struct query q = { .n = 0 };
	int64_t n = 0;
	int unit = bind(&q, zc_row_int(s->unit)), rc;

	zc_buf_init(&q.sql, SQL_MAX);
	zc_buf_cstr(&q.sql, "SELECT count(*) FROM (SELECT 1 FROM ");
	window(&q, t, l);
	walked(&q, unit);
	conditions(&q, l);
	if (l->search != NULL)
		search(&q, db, t, expr, WALK);
	zc_buf_fmt(&q.sql, " LIMIT %zu) AS x", l->limit);
	rc = count(db, &q, &n, e);
	*yes = n == (int64_t)l->limit;
	return rc;
}

static int
choose(struct zc_db *db, const struct zc_tdef *t, const struct zc_scope *s,
    const struct zc_list *l, const struct zc_buf *expr, enum way *way,
    struct zc_err *e)
{
	int64_t units = 1, fit = FEW_ROWS, found = FEW_ROWS;
	bool full = false;
	int rc = count_fitting(db, t, s, l, &fit, e);

	*way = FEW;
	if (rc != ZC_OK || fit < FEW_ROWS)
		return rc;
	*way = FOUND;
	if (l->search != NULL)
		rc = count_found(db, t, expr, &found, e);
	if (rc != ZC_OK || found < FEW_ROWS)
		return rc;
	*way = UNIT;
	if (!s->tree)
		return ZC_OK;
	rc = fills(db, t, s, l, expr, &full, e);
	if (rc == ZC_OK && !full && l->search == NULL)
		rc = count_units(db, s, &units, e);
	if (full)
		*way = WINDOWED;
	else if (units > UNITS_MAX || units * (int64_t)l->limit > MERGE_MAX)
		*way = WALK;
	else
		*way = l->search != NULL ? FOUND : MERGE;
	return rc;
}

/* What is asked of a row beside its unit, and the order of the page. */
static void
rest_of(struct query *q, struct zc_db *db, const struct zc_tdef *t,
    const struct zc_list *l, const struct zc_buf *expr, enum way way)
{
	zc_buf_fmt(
	    &q->sql, " AND deleted_at IS %s", l->deleted ? "NOT NULL" : "NULL");
	conditions(q, l);
	if (l->search != NULL)
		search(q, db, t, expr, way);
	older(q, l);
	zc_buf_fmt(
	    &q->sql, " ORDER BY updated_at DESC, id DESC LIMIT %zu", l->limit);
}

/*
 * The newest of each unit: PostgreSQL by LATERAL; SQLite, which has none, by a
 * list of ids that is made anew for each unit.
 */
static void
merge(struct query *q, struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, const struct zc_list *l,
    const struct zc_buf *expr)
{
	int unit = bind(q, zc_row_int(s->unit));

	zc_row_columns_sql(&q->sql, t, "x.");
	if (zc_db_engine(db) == ZC_DB_POSTGRES)
		zc_buf_fmt(&q->sql,
		    " FROM unit_closure c CROSS JOIN LATERAL (SELECT * FROM %s"
		    " WHERE unit_id=c.des",
		    t->name);
	else
		zc_buf_fmt(&q->sql,
		    " FROM unit_closure c CROSS JOIN %s x WHERE c.anc=$%d AND"
		    " x.id IN (SELECT id FROM %s WHERE unit_id=c.des",
		    t->name, unit, t->name);
	rest_of(q, db, t, l, expr, MERGE);
	if (zc_db_engine(db) == ZC_DB_POSTGRES)
		zc_buf_fmt(&q->sql, ") x WHERE c.anc=$%d", unit);
	else
		zc_buf_char(&q->sql, ')');
	zc_buf_fmt(&q->sql, " ORDER BY x.updated_at DESC, x.id DESC LIMIT %zu",
	    l->limit);
}

/* One table under the scope. */
static void
plain(struct query *q, struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, const struct zc_list *l,
    const struct zc_buf *expr, enum way way)
{
	int unit = bind(q, zc_row_int(s->unit));

	zc_row_columns_sql(&q->sql, t, "");
	zc_buf_cstr(&q->sql, " FROM ");
	/* SQLite walks by itself; PostgreSQL may think that a sort is less. */
	if (way == WINDOWED && zc_db_engine(db) == ZC_DB_POSTGRES)
		window(q, t, l);
	else
		zc_buf_cstr(&q->sql, t->name);
	if (way == WALK || way == WINDOWED) {
		walked(q, unit);
	} else {
		zc_buf_cstr(&q->sql, " WHERE ");
		zc_row_scope_sql(&q->sql, s, unit);
	}
	rest_of(q, db, t, l, expr, way);
}

int
zc_row_list(struct zc_db *db, const struct zc_tdef *t, const struct zc_scope *s,
    const struct zc_list *l, struct zc_rows **out, struct zc_err *e)
{
	struct query q = { .n = 0 };
	enum way way = FEW;
	struct zc_buf expr;
	int rc = check_list(t, l, e);

	if (rc != ZC_OK)
		return rc;
	zc_buf_init(&expr, 1 << 20);
	zc_buf_init(&q.sql, SQL_MAX);
	if (l->search != NULL)
		zc_pairs_query(zc_str_of(l->search),
		    zc_db_engine(db) == ZC_DB_SQLITE ? ZC_PAIRS_FTS5
						     : ZC_PAIRS_TSQUERY,
		    &expr);
	if (!l->deleted && (l->search == NULL || expr.n > 0))
		rc = choose(db, t, s, l, &expr, &way, e);
	zc_buf_cstr(&q.sql, "SELECT ");
	if (way == MERGE)
		merge(&q, db, t, s, l, &expr);
	else
		plain(&q, db, t, s, l, &expr, way);
	if (rc == ZC_OK)
		rc = q.sql.rc != ZC_OK || expr.rc != ZC_OK
		    ? ZC_FAIL(
			  e, ZC_ELIMIT, "table %s: too much is asked", t->name)
		    : zc_db_ask_v(db, q.sql.p, q.v, q.n, out, e);
	zc_buf_fini(&q.sql);
	zc_buf_fini(&expr);
	return rc;
}

int
zc_row_get(struct zc_db *db, const struct zc_tdef *t, const struct zc_scope *s,
    int64_t id, struct zc_rows **out, struct zc_err *e)
{
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, SQL_MAX);
	zc_buf_cstr(&b, "SELECT ");
	zc_row_columns_sql(&b, t, "");
	zc_buf_fmt(
	    &b, " FROM %s WHERE id=$1 AND deleted_at IS NULL AND ", t->name);
	zc_row_scope_sql(&b, s, 2);
	rc = b.rc != ZC_OK ? ZC_FAIL(e, ZC_ENOMEM, "table %s", t->name)
			   : zc_db_ask(db, b.p, out, e, "ii", id, s->unit);
	zc_buf_fini(&b);
	return rc;
}

int /* NOLINTNEXTLINE(readability-function-size): contract of row.h */
zc_row_find(struct zc_db *db, const struct zc_tdef *t, const struct zc_scope *s,
    const char *col, struct zc_str text, int64_t *ids, size_t max, size_t *n,
    struct zc_err *e)
{
	const struct zc_tcol *c = column(t, col);
	struct zc_rows *r = NULL;
	size_t got = 0;
	struct zc_buf b;
	int rc;

	if (c == NULL || c->type != ZC_T_TEXT)
		return ZC_FAIL(e, ZC_EINPUT, "table %s has no text field %s",
		    t->name, col);
	zc_buf_init(&b, SQL_MAX);
	zc_buf_fmt(&b,
	    "SELECT id FROM %s WHERE %s=$1 AND deleted_at IS NULL AND ",
	    t->name, col);
	zc_row_scope_sql(&b, s, 2);
	zc_buf_fmt(&b, " ORDER BY id LIMIT %zu", max);
	rc = b.rc != ZC_OK ? ZC_FAIL(e, ZC_ENOMEM, "table %s", t->name)
			   : zc_db_ask(db, b.p, &r, e, "Si", text, s->unit);
	zc_buf_fini(&b);
	while (rc >= 0 && (rc = zc_rows_next(r, e)) > 0)
		ids[got++] = zc_rows_int(r, 0);
	zc_rows_close(r);
	if (rc == ZC_OK)
		*n = got;
	return rc;
}
