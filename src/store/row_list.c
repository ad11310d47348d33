/*
 * row_list: lists, single rows, and rows by a value. A page of the newest is
 * found in one of two ways: when few rows fit the conditions that an index
 * knows, by that index and a sort; when many do, by walking all rows from the
 * newest on until the page is full. Which one is told by counting up to FEW.
 */
#include "store/db_priv.h"
#include "store/row_priv.h"
#include "text/pairs.h"

enum {
	FEW = 2000,
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

/*
 * One condition. `walk`: an operator that hides the column from the index (+x
 * for numbers, x||'' for texts), so that the engine walks instead.
 */
static void
condition(struct query *q, const struct zc_tdef *t, const struct zc_filter *f,
    bool walk)
{
	static const char *const ops[] = { "=", "<>", "<", ">" };
	const struct zc_tcol *c = column(t, f->col);
	bool text = c->type == ZC_T_TEXT;

	if (f->op == ZC_IS_NULL) {
		zc_buf_fmt(&q->sql, " %s IS NULL", f->col);
		return;
	}
	if (f->op == ZC_BEGINS) {
		int n = bind(q, f->val);

		zc_buf_fmt(&q->sql,
		    " substr(%s, 1, CAST(length($%d) AS INTEGER))=$%d", f->col,
		    n, n);
		return;
	}
	zc_buf_fmt(&q->sql, " %s%s%s%s$%d", walk && !text ? "+" : "", f->col,
	    walk && text ? "||''" : "", ops[f->op], bind(q, f->val));
}

static void
conditions(struct query *q, const struct zc_tdef *t, const struct zc_list *l,
    bool walk)
{
	for (size_t i = 0; i < l->nfilters; i++) {
		zc_buf_cstr(&q->sql, " AND");
		condition(q, t, &l->filters[i], walk);
	}
	for (size_t i = 0; i < l->nany; i++) {
		zc_buf_cstr(&q->sql, i == 0 ? " AND (" : " OR");
		condition(q, t, &l->any[i], walk);
	}
	if (l->nany > 0)
		zc_buf_cstr(&q->sql, ")");
}

static int
check_list(const struct zc_tdef *t, const struct zc_list *l, struct zc_err *e)
{
	if (l->limit == 0 || l->limit > LIMIT_MAX)
		return ZC_FAIL(e, ZC_EINPUT,
		    "table %s: a list has 1 to %d rows", t->name, LIMIT_MAX);
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

/* Do FEW rows or more fit what an index knows? */
static int
are_many(struct zc_db *db, const struct zc_tdef *t, const struct zc_scope *s,
    const struct zc_list *l, bool *many, struct zc_err *e)
{
	struct query q = { .n = 0 };
	struct zc_rows *r = NULL;
	int rc;

	zc_buf_init(&q.sql, SQL_MAX);
	zc_buf_fmt(
	    &q.sql, "SELECT count(*) FROM (SELECT 1 FROM %s WHERE ", t->name);
	zc_row_scope_sql(&q.sql, s, bind(&q, zc_row_int(s->unit)));
	for (size_t i = 0; i < l->nfilters; i++)
		if (by_index(t, &l->filters[i])) {
			zc_buf_cstr(&q.sql, " AND");
			condition(&q, t, &l->filters[i], false);
		}
	zc_buf_fmt(&q.sql, " LIMIT %d) AS x", FEW);
	rc = q.sql.rc != ZC_OK ? ZC_FAIL(e, ZC_ENOMEM, "table %s", t->name)
			       : zc_db_ask_v(db, q.sql.p, q.v, q.n, &r, e);
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0)
		*many = zc_rows_int(r, 0) >= FEW;
	zc_rows_close(r);
	zc_buf_fini(&q.sql);
	return rc < 0 ? rc : ZC_OK;
}

/* What is searched for, in the form of the engine; false: nothing to find. */
static bool
search(struct query *q, struct zc_db *db, const struct zc_tdef *t,
    const char *words, struct zc_buf *expr)
{
	bool lite = zc_db_engine(db) == ZC_DB_SQLITE;
	struct zc_val v = { .type = ZC_VAL_TEXT };

	zc_pairs_query(
	    zc_str_of(words), lite ? ZC_PAIRS_FTS5 : ZC_PAIRS_TSQUERY, expr);
	if (expr->n == 0)
		return false;
	v.s = zc_buf_get(expr);
	if (lite)
		zc_buf_fmt(&q->sql,
		    " AND id IN (SELECT rowid FROM %s_fts WHERE %s_fts MATCH"
		    " $%d)",
		    t->name, t->name, bind(q, v));
	else
		zc_buf_fmt(&q->sql,
		    " AND to_tsvector('simple'::regconfig, search) @@"
		    " CAST($%d AS tsquery)",
		    bind(q, v));
	return true;
}

static void
scope(struct query *q, const struct zc_scope *s, bool walk)
{
	int n = bind(q, zc_row_int(s->unit));

	if (walk && s->tree)
		/* Asked row by row: the order of the walk stays. */
		zc_buf_fmt(&q->sql,
		    "(SELECT 1 FROM unit_closure WHERE anc=$%d AND"
		    " des=unit_id)=1",
		    n);
	else
		zc_row_scope_sql(&q->sql, s, n);
}

int
zc_row_list(struct zc_db *db, const struct zc_tdef *t, const struct zc_scope *s,
    const struct zc_list *l, struct zc_rows **out, struct zc_err *e)
{
	struct query q = { .n = 0 };
	bool many = false, walk;
	struct zc_buf expr;
	int rc = check_list(t, l, e);

	if (rc == ZC_OK && l->search == NULL && !l->deleted)
		rc = are_many(db, t, s, l, &many, e);
	if (rc != ZC_OK)
		return rc;
	/* One unit's rows lie in order already: no walk over the others. */
	walk = many && s->tree;
	zc_buf_init(&q.sql, SQL_MAX);
	zc_buf_init(&expr, 1 << 20);
	zc_buf_cstr(&q.sql, "SELECT ");
	zc_row_columns_sql(&q.sql, t, "");
	zc_buf_fmt(&q.sql, " FROM %s WHERE ", t->name);
	scope(&q, s, walk);
	zc_buf_fmt(
	    &q.sql, " AND deleted_at IS %s", l->deleted ? "NOT NULL" : "NULL");
	conditions(&q, t, l, walk);
	if (l->search != NULL && !search(&q, db, t, l->search, &expr))
		zc_buf_cstr(&q.sql, " AND 1=0");
	if (l->before_id != 0) {
		int at = bind(&q, zc_row_int(l->before_at));

		zc_buf_fmt(&q.sql, " AND (updated_at, id)<($%d, $%d)", at,
		    bind(&q, zc_row_int(l->before_id)));
	}
	zc_buf_fmt(
	    &q.sql, " ORDER BY updated_at DESC, id DESC LIMIT %zu", l->limit);
	rc = q.sql.rc != ZC_OK || expr.rc != ZC_OK
	    ? ZC_FAIL(e, ZC_ELIMIT, "table %s: too much is asked", t->name)
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

int
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
