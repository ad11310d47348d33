/*
 * unitsql: the SQL of ledgers and indicators, before it meets a store. Every
 * query is prepared on an empty database with a table for each ledger, each
 * fact_TABLE and each view of the store (catalog/views.h).
 */
#ifndef ZC_UNITSQL_H
#define ZC_UNITSQL_H

#include "catalog/catalog.h"

/*
 * Faults go to `complain`: what does not prepare; tables and functions that
 * are not open to definitions; what PostgreSQL or SQLite reads otherwise
 * (double quotes, true and false, LIMIT without ORDER BY, CAST AS INTEGER);
 * columns that are none of what the query is for (fields of the ledger that
 * is filled, numerator and denominator, one id). Returns the number of faults,
 * or a negative code when the database itself failed.
 */
ZC_MUST int zc_unitsql_lint(const struct zc_catalog *c, zc_complain complain,
    void *ctx, struct zc_err *e);

/*
 * Which fact_TABLEs the queries of ledgers, indicators and checks of a unit
 * read: the ones a central store has to keep. `out` has zc_nprobes places, in
 * the order of zc_probes. Queries with faults are passed over: lint tells.
 */
ZC_MUST int zc_unitsql_facts(
    const struct zc_catalog *c, bool *out, struct zc_err *e);

#endif
