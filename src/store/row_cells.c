/* row_cells: a whole row in memory, and the SQL that row*.c share. */
#include "store/db_priv.h"
#include "store/row_priv.h"
#include "text/pairs.h"

static const char *const own[ZC_R_FIELDS] = { "id", "unit_id", "ext", "state",
	"ver", "created_at", "created_by", "updated_at", "updated_by",
	"deleted_at", "search" };

struct zc_val
zc_row_int(int64_t i)
{
	return (struct zc_val){ .type = ZC_VAL_INT, .i = i };
}

struct zc_val
zc_row_text(const char *s)
{
	return (struct zc_val){ .type = ZC_VAL_TEXT, .s = zc_str_of(s) };
}

void
zc_row_cells_init(struct zc_row_cells *c, const struct zc_tdef *t)
{
	assert(t->ncols + ZC_R_FIELDS <= ZC_ROW_CELLS);
	memset(c->v, 0, sizeof(c->v));
	for (size_t i = 0; i < ZC_R_FIELDS; i++)
		c->names[i] = own[i];
	for (size_t i = 0; i < t->ncols; i++)
		c->names[ZC_R_FIELDS + i] = t->cols[i].name;
	for (size_t i = 0; i < t->ncols; i++)
		c->field[i] = (unsigned char)(ZC_R_FIELDS + i);
	c->n = ZC_R_FIELDS + t->ncols;
	zc_row_sum_order(c->names, c->n, &c->order);
	zc_buf_init(&c->search, 16U << 20);
	zc_buf_init(&c->body, 64U << 20);
}

void
zc_row_cells_fini(struct zc_row_cells *c)
{
	zc_buf_fini(&c->search);
	zc_buf_fini(&c->body);
}

size_t
zc_row_cells_at(const struct zc_row_cells *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->names[i], name) == 0)
			return i;
	return SIZE_MAX;
}

int
zc_row_cells_read(struct zc_row_cells *c, const struct zc_tdef *t,
    const struct zc_rows *r, struct zc_err *e)
{
	c->n = zc_rows_cols(r);
	if (c->n > ZC_ROW_CELLS || c->n < ZC_R_FIELDS)
		return ZC_FAIL(e, ZC_EINPUT,
		    "table %s has %zu columns: it was not made by zicha",
		    t->name, c->n);
	for (size_t i = 0; i < c->n; i++) {
		c->names[i] = zc_rows_name(r, i);
		c->v[i] = zc_rows_val(r, i);
		if (i < ZC_R_FIELDS && strcmp(c->names[i], own[i]) != 0)
			return ZC_FAIL(e, ZC_EINPUT,
			    "table %s has no column %s: it was not made by "
			    "zicha",
			    t->name, own[i]);
	}
	for (size_t i = 0; i < t->ncols; i++) {
		size_t at = zc_row_cells_at(c, t->cols[i].name);

		if (at == SIZE_MAX)
			return ZC_FAIL(e, ZC_EINPUT,
			    "table %s has no column %s: run zicha db migrate",
			    t->name, t->cols[i].name);
		c->field[i] = (unsigned char)at;
	}
	zc_row_sum_order(c->names, c->n, &c->order);
	return ZC_OK;
}

int
zc_row_cells_search(
    struct zc_row_cells *c, const struct zc_tdef *t, struct zc_err *e)
{
	zc_buf_clear(&c->search);
	for (size_t i = 0; i < t->ncols; i++) {
		const struct zc_val *v = &c->v[c->field[i]];

		if (!t->cols[i].search || v->type != ZC_VAL_TEXT)
			continue;
		if (c->search.n > 0)
			zc_buf_char(&c->search, ' ');
		zc_pairs_index(v->s, &c->search);
	}
	if (c->search.rc != ZC_OK)
		return ZC_FAIL(e, c->search.rc,
		    "table %s: the texts of a row are too long to be searched",
		    t->name);
	c->v[ZC_R_SEARCH].type = ZC_VAL_TEXT;
	c->v[ZC_R_SEARCH].s = zc_buf_get(&c->search);
	return ZC_OK;
}

void
zc_row_scope_sql(struct zc_buf *b, const struct zc_scope *s, int n)
{
	zc_buf_fmt(b,
	    s->tree ? "unit_id IN (SELECT des FROM unit_closure WHERE anc=$%d)"
		    : "unit_id=$%d",
	    n);
}

void
zc_row_columns_sql(
    struct zc_buf *b, const struct zc_tdef *t, const char *prefix)
{
	static const char *const front[] = { "id", "unit_id", "state", "ver",
		"created_at", "created_by", "updated_at", "updated_by" };

	for (size_t i = 0; i < ZC_LEN(front); i++)
		zc_buf_fmt(b, "%s%s%s", i == 0 ? "" : ", ", prefix, front[i]);
	for (size_t i = 0; i < t->ncols; i++)
		zc_buf_fmt(b, ", %s%s", prefix, t->cols[i].name);
	zc_buf_fmt(b, ", %sext", prefix);
}

int
zc_row_unit_in(
    struct zc_db *db, const struct zc_scope *s, int64_t unit, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(db,
	    "SELECT 1 FROM unit_closure WHERE anc=$1 AND des=$2 AND"
	    " (depth=0 OR $3=1)",
	    &r, e, "iii", s->unit, unit, (int64_t)s->tree);

	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	zc_rows_close(r);
	if (rc == 0)
		return ZC_FAIL(e, ZC_ENOENT,
		    "unit %lld is not among those you work for",
		    (long long)unit);
	return rc < 0 ? rc : ZC_OK;
}

int
zc_row_conflict(
    struct zc_db *db, const struct zc_tdef *t, int rc, struct zc_err *e)
{
	char index[80];

	if (rc != ZC_EEXIST)
		return rc;
	for (size_t i = 0; i < t->ncols; i++) {
		const char *col = t->cols[i].name;

		(void)snprintf(index, sizeof(index), "%s_u_%s", t->name, col);
		if (t->cols[i].unique && zc_db_hit(db, index, t->name, col))
			return ZC_FAIL(e, rc,
			    "table %s, field %s: this value is there already",
			    t->name, col);
	}
	return rc;
}
