/*
 * table: the typed table of a ledger (design section 7). Core turns a ledger's
 * definition into a struct zc_tdef; this room makes and widens the table, and
 * is the only place where SQL is put together from names: those of a zc_tdef,
 * which the catalogue has validated (lower-case letters, digits and _, no
 * reserved word).
 *
 * Every table has, besides the fields: id, unit_id, ext (JSON of a unit's own
 * extra fields, "{}"), state, ver, created_at, created_by, updated_at,
 * updated_by, deleted_at (null = alive), search (character pairs).
 */
#ifndef ZC_STORE_TABLE_H
#define ZC_STORE_TABLE_H

#include "store/db.h"

enum zc_ttype {
	ZC_T_TEXT,
	ZC_T_INT
};

struct zc_tcol {
	const char *name;
	enum zc_ttype type;
	bool unique; /* among living rows of one unit */
	bool index;
	bool search; /* its text can be found by zc_row_list */
};

struct zc_tdef {
	const char *name;
	const struct zc_tcol *cols;
	size_t ncols;
};

/* Is it a table of facts (its name begins with fact_)? Its columns in front
 * are those of store/fact.h instead. */
bool zc_table_is_fact(const struct zc_tdef *t);

/* Base tables of the store by numbered migrations; repeatable. */
ZC_MUST int zc_table_migrate(struct zc_db *db, struct zc_err *e);

/*
 * Bring the tables to the definitions by additive changes only (table, column,
 * index), each recorded in schema_change; a second call changes nothing.
 *
 * ZC_EREFUSED  a column changed its type, or a unique field has equal values:
 *              e->msg names table, column and what to do; nothing was changed
 */
ZC_MUST int zc_table_sync(
    struct zc_db *db, const struct zc_tdef *v, size_t n, struct zc_err *e);

#endif
