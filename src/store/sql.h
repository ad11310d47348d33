/* sql: small help for SQLite statements of constant text. */
#ifndef ZC_SQL_H
#define ZC_SQL_H

#include "base/base.h"

#include <sqlite3.h>

/* ZC_EIO with SQLite's message. */
int zc_sql_fail(struct zc_err *e, sqlite3 *db, const char *what);

/* Run statements without parameters. */
ZC_MUST int zc_sql_exec(sqlite3 *db, const char *sql, struct zc_err *e);

/*
 * Prepare and bind: `types` has a letter for each parameter: 's' const char *
 * (NULL = null), 'i' int64_t, 'S' struct zc_str. `out` is finalised by the
 * caller.
 */
ZC_MUST int zc_sql_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out,
    struct zc_err *e, const char *types, ...);

/* The same, then run to the end without looking at rows. */
ZC_MUST int zc_sql_run(
    sqlite3 *db, const char *sql, struct zc_err *e, const char *types, ...);

/* Text of a column, "" for null. Borrowed from the statement. */
const char *zc_sql_text(sqlite3_stmt *st, int col);

/* sqlite3_step: 1 a row, 0 the end, negative ZC_EIO (ZC_ETIME interrupted). */
ZC_MUST int zc_sql_step(sqlite3_stmt *st, struct zc_err *e);

#endif
