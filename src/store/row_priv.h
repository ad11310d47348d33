/*
 * row_priv: what the files row*.c share. SQL is put together here and in
 * table.c only, from names of a zc_tdef, which the catalogue and
 * zc_table_sync have checked.
 */
#ifndef ZC_ROW_PRIV_H
#define ZC_ROW_PRIV_H

#include "store/row_sum.h"

/* The columns every row begins with, in the order of zc_row_cells. */
enum {
	ZC_R_ID,
	ZC_R_UNIT,
	ZC_R_EXT,
	ZC_R_STATE,
	ZC_R_VER,
	ZC_R_CREATED_AT,
	ZC_R_CREATED_BY,
	ZC_R_UPDATED_AT,
	ZC_R_UPDATED_BY,
	ZC_R_DELETED_AT,
	ZC_R_SEARCH,
	ZC_R_FIELDS /* the first field of the definition */
};

/* A whole row in memory: cells by the numbers above, then the fields. */
struct zc_row_cells {
	const char *names[ZC_ROW_CELLS];
	struct zc_val v[ZC_ROW_CELLS];
	size_t n;
	unsigned char field[ZC_ROW_CELLS]; /* place of the i-th field */
	struct zc_row_order order;
	struct zc_buf search; /* v[ZC_R_SEARCH] points into it */
	struct zc_buf body;
};

/* Names and order for this table; all cells null. Then zc_row_cells_fini. */
void zc_row_cells_init(struct zc_row_cells *c, const struct zc_tdef *t);
void zc_row_cells_fini(struct zc_row_cells *c);
/*
 * Take the row that `r` stands on, with all columns the table has, those that
 * no definition names any more among them. Cells and names are borrowed.
 */
ZC_MUST int zc_row_cells_read(struct zc_row_cells *c, const struct zc_tdef *t,
    const struct zc_rows *r, struct zc_err *e);
/* Place of a column, or SIZE_MAX. */
size_t zc_row_cells_at(const struct zc_row_cells *c, const char *name);
/* Make v[ZC_R_SEARCH] from the fields that can be searched. */
ZC_MUST int zc_row_cells_search(
    struct zc_row_cells *c, const struct zc_tdef *t, struct zc_err *e);

/* "unit_id" under the scope, with `$n` the unit of the scope. */
void zc_row_scope_sql(struct zc_buf *b, const struct zc_scope *s, int n);
/* "id, unit_id, …" as zc_row_list promises, each after `prefix`. */
void zc_row_columns_sql(
    struct zc_buf *b, const struct zc_tdef *t, const char *prefix);

struct zc_val zc_row_int(int64_t i);
struct zc_val zc_row_text(const char *s);

/* ZC_ENOENT unless `unit` is inside of the scope. */
ZC_MUST int zc_row_unit_in(
    struct zc_db *db, const struct zc_scope *s, int64_t unit, struct zc_err *e);
/* Say which field a ZC_EEXIST ran into. */
int zc_row_conflict(
    struct zc_db *db, const struct zc_tdef *t, int rc, struct zc_err *e);

#endif
