/*
 * sqlitefd: read a foreign SQLite database from an open descriptor. Nothing
 * is written, locked or created beside it; what a write-ahead log beside it
 * adds is seen, too (probe/walmap.h).
 *
 * The database is hostile: defensive mode, untrusted schema, limits on
 * lengths and steps, and an authorizer that lets only SELECT read the tables
 * named.
 */
#ifndef ZC_SQLITEFD_H
#define ZC_SQLITEFD_H

#include "base/base.h"

#include "probe/walmap.h"

#include <sqlite3.h>

struct zc_sqlitefd {
	sqlite3 *db;
	int fd;
	int wal_fd; /* -1 = none */
	struct zc_walmap wal;
	int64_t steps;             /* left; in units of 1000 VDBE steps */
	const char *const *tables; /* that may be read, NULL-ended */
	bool behind; /* a -wal or -journal with content could not be used */
};

/*
 * Open the database `path` below `root`; only `tables` (NULL-ended, lives as
 * long as `out`) can be read. zc_sqlitefd_close on ZC_OK only.
 *
 * Errors as zc_fs_open; ZC_EINPUT not a database.
 */
ZC_MUST int zc_sqlitefd_open(int root, const char *path,
    const char *const *tables, struct zc_sqlitefd *out, struct zc_err *e);
void zc_sqlitefd_close(struct zc_sqlitefd *s);

/* Prepare one statement. ZC_ENOENT: no such table or column; ZC_EINPUT. */
ZC_MUST int zc_sqlitefd_query(struct zc_sqlitefd *s, const char *sql,
    sqlite3_stmt **out, struct zc_err *e);
/* Next row. 1 = a row, 0 = end, negative = damaged or too much work. */
ZC_MUST int zc_sqlitefd_step(
    struct zc_sqlitefd *s, sqlite3_stmt *q, struct zc_err *e);
/* A text column, valid until the next step; empty for NULL. */
struct zc_str zc_sqlitefd_text(sqlite3_stmt *q, int col);

#endif
