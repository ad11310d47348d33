/*
 * view: SQL of definitions over the store. It sees one view per ledger, under
 * the ledger's name, with the scope of the caller, living rows, and masked
 * fields as null; and nothing else: view_gate.h. The views are put in front of
 * the query as common table expressions, so nothing is made in the database
 * and both engines run the same text. Read-only, at most 30 s.
 */
#ifndef ZC_STORE_VIEW_H
#define ZC_STORE_VIEW_H

#include "store/row.h"

struct zc_mask { /* a field that this caller may not see */
	const char *table, *col;
};

struct zc_sight {
	const struct zc_tdef *tables; /* ledgers, fact_*, and ours: see below */
	size_t ntables;
	const bool *trees; /* by table: below the unit, too; NULL: as scope */
	const struct zc_mask *masks;
	size_t nmasks;
	struct zc_scope scope;
	struct zc_db_now now;
};

/*
 * Set the views up on this connection for `s`; replaces what was there. Beside
 * the ledgers they are: finding, case_file, judged, target, flow_step,
 * flow_due, user_role, unit (of the scope), indicator_value.
 */
ZC_MUST int zc_view_set(
    struct zc_db *db, const struct zc_sight *s, struct zc_err *e);

/*
 * Put a definition's query. ZC_EINPUT: it is wrong or reads what it may not;
 * ZC_ETIME: too long. Close the rows before anything else is asked.
 */
ZC_MUST int zc_view_ask(
    struct zc_db *db, const char *sql, struct zc_rows **out, struct zc_err *e);

/* Names of the views a query reads, blank-separated, sorted. */
ZC_MUST int zc_view_reads(
    struct zc_db *db, const char *sql, struct zc_buf *out, struct zc_err *e);

#endif
