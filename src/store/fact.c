#include "store/fact.h"

#include "store/db_priv.h"

enum {
	SQL_MAX = 64 << 10,
	COLS_MAX = 110,
	OWN = 7 /* columns in front */
};

/* Inserts a row or widens the time in which it was seen. */
static void
put_sql(struct zc_buf *b, const struct zc_tdef *t)
{
	const char *n = t->name;

	zc_buf_fmt(b,
	    "INSERT INTO %s(target_id, row_sum, unit_id, case_digest,"
	    " first_seen, last_seen, gone",
	    n);
	for (size_t i = 0; i < t->ncols; i++)
		zc_buf_fmt(b, ", %s", t->cols[i].name);
	zc_buf_cstr(b, ") VALUES($1");
	for (size_t i = 1; i < OWN + t->ncols; i++)
		zc_buf_fmt(b, ",$%zu", i + 1);
	zc_buf_fmt(b,
	    ") ON CONFLICT(target_id, row_sum) DO UPDATE SET"
	    " case_digest=CASE WHEN %s.last_seen<$6 THEN $4"
	    " ELSE %s.case_digest END,"
	    " first_seen=CASE WHEN %s.first_seen>$5 THEN $5"
	    " ELSE %s.first_seen END,"
	    " last_seen=CASE WHEN %s.last_seen<$6 THEN $6"
	    " ELSE %s.last_seen END",
	    n, n, n, n, n, n);
}

static struct zc_val
text(const char *s)
{
	return (struct zc_val){ .type = ZC_VAL_TEXT, .s = zc_str_of(s) };
}

static struct zc_val
number(int64_t i)
{
	return (struct zc_val){ .type = ZC_VAL_INT, .i = i };
}

int
zc_fact_put(struct zc_db *db, const struct zc_fact_in *f,
    const struct zc_val *v, const char *sum, struct zc_err *e)
{
	struct zc_val all[OWN + COLS_MAX] = { text(f->target), text(sum),
		number(f->unit), text(f->digest), number(f->at), number(f->at),
		number(0) };
	struct zc_buf b;
	int rc;

	assert(f->t->ncols <= COLS_MAX);
	memcpy(all + OWN, v, f->t->ncols * sizeof(*v));
	zc_buf_init(&b, SQL_MAX);
	put_sql(&b, f->t);
	rc = b.rc != ZC_OK ? ZC_FAIL(e, ZC_ENOMEM, "table %s", f->t->name)
			   : zc_db_run_v(db, b.p, all, OWN + f->t->ncols, e);
	zc_buf_fini(&b);
	return rc;
}

/* Run a text with one table's name in it. */
static int
run_on(struct zc_db *db, const char *before, const char *table,
    const char *after, const struct zc_val *v, size_t n, struct zc_err *e)
{
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, SQL_MAX);
	zc_buf_fmt(&b, "%s%s%s", before, table, after);
	rc = b.rc != ZC_OK ? ZC_FAIL(e, ZC_ENOMEM, "table %s", table)
			   : zc_db_run_v(db, b.p, v, n, e);
	zc_buf_fini(&b);
	return rc;
}

/* One number of a query of one row; 0 without a row. */
static int
one_int(struct zc_rows *r, int64_t *out, struct zc_err *e)
{
	int rc = zc_rows_next(r, e);

	*out = rc > 0 ? zc_rows_int(r, 0) : 0;
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

int
zc_fact_end(struct zc_db *db, const struct zc_fact_in *f, bool whole,
    const char *cover, struct zc_err *e)
{
	const char *tbl = f->t->name + strlen("fact_");
	struct zc_rows *r = NULL;
	struct zc_val v[2];
	int64_t full = 0;
	int rc = zc_db_run(db,
	    "INSERT INTO fact_cover(target_id, tbl, full_at, last_at,"
	    " last_cover) VALUES($1,$2,$3,$4,$5)"
	    " ON CONFLICT(target_id, tbl) DO UPDATE SET"
	    " full_at=CASE WHEN fact_cover.full_at<$3 THEN $3"
	    " ELSE fact_cover.full_at END,"
	    " last_cover=CASE WHEN fact_cover.last_at<=$4 THEN $5"
	    " ELSE fact_cover.last_cover END,"
	    " last_at=CASE WHEN fact_cover.last_at<$4 THEN $4"
	    " ELSE fact_cover.last_at END",
	    e, "ssiis", f->target, tbl, whole ? f->at : (int64_t)0, f->at,
	    cover);

	if (rc == ZC_OK)
		rc = zc_db_ask(db,
		    "SELECT full_at FROM fact_cover WHERE target_id=$1"
		    " AND tbl=$2",
		    &r, e, "ss", f->target, tbl);
	if (rc == ZC_OK)
		rc = one_int(r, &full, e);
	if (rc != ZC_OK)
		return rc;
	v[0] = text(f->target);
	v[1] = number(full);
	return run_on(db, "UPDATE ", f->t->name,
	    " SET gone=CASE WHEN last_seen<$2 THEN 1 ELSE 0 END"
	    " WHERE target_id=$1"
	    " AND gone<>CASE WHEN last_seen<$2 THEN 1 ELSE 0 END",
	    v, 2, e);
}

int
zc_fact_move(struct zc_db *db, const char *target, int64_t unit,
    const struct zc_tdef *t, size_t n, struct zc_err *e)
{
	struct zc_val v[2] = { text(target), number(unit) };
	int rc = zc_db_run(db, "UPDATE target SET unit_id=$2 WHERE id=$1", e,
	    "si", target, unit);

	for (size_t i = 0; i < n && rc == ZC_OK; i++)
		rc = run_on(db, "UPDATE ", t[i].name,
		    " SET unit_id=$2 WHERE target_id=$1", v, 2, e);
	return rc;
}

int
zc_fact_forget(struct zc_db *db, const struct zc_tdef *t, int64_t before,
    int64_t *n, struct zc_err *e)
{
	struct zc_val v = number(before);
	int rc = run_on(db, "DELETE FROM ", t->name,
	    " WHERE gone=1 AND last_seen<$1", &v, 1, e);

	*n = rc == ZC_OK ? zc_db_changed(db) : 0;
	return rc;
}

/* 0 stands for the root. */
#define UNIT_OF \
	"CASE WHEN t.unit_id=0 THEN (SELECT min(u.id) FROM unit u" \
	" WHERE u.parent=0) ELSE t.unit_id END"

int
zc_fact_cover(struct zc_db *db, int64_t unit, const char *table,
    struct zc_fact_cover *out, struct zc_err *e)
{
	struct zc_fact_cover got = { 0 };
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(db,
	    "SELECT count(*), sum(CASE WHEN c.full_at IS NOT NULL"
	    " AND c.full_at>=c.last_at THEN 0 ELSE 1 END) FROM target t"
	    " LEFT JOIN fact_cover c ON c.target_id=t.id AND c.tbl=$2"
	    " WHERE " UNIT_OF "=$1 AND EXISTS"
	    " (SELECT 1 FROM case_file f WHERE f.target_id=t.id)",
	    &r, e, "is", unit, table);

	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0) {
		got.targets = zc_rows_int(r, 0);
		got.unseen = zc_rows_int(r, 1);
	}
	zc_rows_close(r);
	if (rc < 0)
		return rc;
	*out = got;
	return ZC_OK;
}

int
zc_fact_unit(
    struct zc_db *db, const char *target, int64_t *unit, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(db,
	    "SELECT coalesce(" UNIT_OF ", 0) FROM target t WHERE t.id=$1", &r,
	    e, "s", target);

	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0)
		*unit = zc_rows_int(r, 0);
	else if (rc == 0)
		rc = ZC_FAIL(e, ZC_ENOENT, "no target %s", target);
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}
