/*
 * migrate: numbered migrations of the base tables, each a list of statements.
 * A new one goes to the end of the array in migrate.c; old ones are never
 * edited.
 */
#ifndef ZC_MIGRATE_H
#define ZC_MIGRATE_H

#include "store/db.h"

/*
 * Run one statement of our own DDL. Where the engines differ: on SQLite BIGINT
 * becomes INTEGER and a table is STRICT, one whose key has several columns
 * also kept in the order of its key; a statement that begins with
 * "lite:" or "pg:" is for that engine alone.
 */
ZC_MUST int zc_migrate_ddl(struct zc_db *db, const char *sql, struct zc_err *e);

/* The newest migration this program knows. */
int zc_migrate_known(void);
/* The newest one this store has; 0 for an empty one or one without a record. */
ZC_MUST int zc_migrate_done(struct zc_db *db, int *n, struct zc_err *e);

#endif
