/*
 * zt_row: a ledger, a tree of units and short words for what tests of rows do
 * over and over. For tests only; each file has its own copy.
 */
#ifndef ZT_ROW_H
#define ZT_ROW_H

#include "store/history.h"
#include "store/unit.h"
#include "unit/zt_db.h"

static const struct zc_tcol cols[] = {
	{ "serial", ZC_T_TEXT, true, false, true },
	{ "name", ZC_T_TEXT, false, false, true },
	{ "kind", ZC_T_TEXT, false, true, false },
	{ "bought", ZC_T_INT, false, false, false },
};
static const struct zc_tdef medium = { "medium", cols, ZC_LEN(cols) };

/* 1 county, 2 and 3 its bureaus, 4 a school of 3 */
ZC_UNUSED static void
units(struct zc_db *db)
{
	static const struct zc_unit v[] = { { 1, 0, "某县", "county", "" },
		{ 2, 1, "某局", "bureau", "" },
		{ 3, 1, "教育局", "bureau", "" },
		{ 4, 3, "一中", "school", "" } };
	int64_t id = 0;

	ZT_OK(zc_db_begin(db, e));
	for (size_t i = 0; i < ZC_LEN(v); i++) {
		ZT_OK(zc_unit_add(db, &v[i], &id, e));
		ZT_EQ(id, v[i].id);
	}
	ZT_OK(zc_db_commit(db, e));
	ZT_OK(zc_table_sync(db, &medium, 1, e));
}

ZC_UNUSED static struct zc_scope
scope(int64_t unit, bool tree)
{
	return (struct zc_scope){
		.unit = unit, .tree = tree, .actor = "李四", .now = 1767950000
	};
}

ZC_UNUSED static struct zc_val
txt(const char *s)
{
	return (struct zc_val){ .type = ZC_VAL_TEXT, .s = zc_str_of(s) };
}

ZC_UNUSED static struct zc_val
num(int64_t i)
{
	return (struct zc_val){ .type = ZC_VAL_INT, .i = i };
}

/* Add one row in a transaction of its own; the id, or the failure. */
ZC_UNUSED static int64_t
add(struct zc_db *db, struct zc_scope s, const char *serial, const char *name)
{
	struct zc_cellv v[] = { { "serial", txt(serial) },
		{ "name", txt(name) }, { "kind", txt("U盘") },
		{ "bought", num(1735689600) } };
	struct zc_err err = { 0 };
	int64_t id = 0;
	int rc = zc_db_begin(db, &err);

	if (rc == ZC_OK)
		rc = zc_row_add(
		    db, &medium, &s, "in_use", v, ZC_LEN(v), &id, &err);
	if (rc == ZC_OK)
		rc = zc_db_commit(db, &err);
	zc_db_rollback(db);
	return rc == ZC_OK ? id : rc;
}

ZC_UNUSED static int
set(struct zc_db *db, struct zc_scope s, int64_t id, int64_t ver,
    const char *name, struct zc_err *e)
{
	struct zc_cellv v = { "name", txt(name) };
	struct zc_row_change c = { .id = id,
		.ver = ver,
		.act = "edit",
		.note = "改名",
		.v = &v,
		.n = 1 };
	int rc = zc_db_begin(db, e);

	if (rc == ZC_OK)
		rc = zc_row_set(db, &medium, &s, &c, e);
	if (rc == ZC_OK)
		rc = zc_db_commit(db, e);
	zc_db_rollback(db);
	return rc;
}

ZC_UNUSED static struct zc_verdict_of_chain
verify(struct zc_db *db)
{
	struct zc_verdict_of_chain v = { 0 };

	ZT_OK(zc_history_verify(db, &medium, 1, &v, e));
	return v;
}

#endif
