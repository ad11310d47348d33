#include "store/sql.h"

#include <stdarg.h>

int
zc_sql_fail(struct zc_err *e, sqlite3 *db, const char *what)
{
	int rc = ZC_EIO;

	if (sqlite3_errcode(db) == SQLITE_FULL)
		return ZC_FAIL(e, ZC_EIO, "%s: the disk is full", what);
	if (sqlite3_errcode(db) == SQLITE_READONLY)
		rc = ZC_EACCES;
	if (sqlite3_errcode(db) == SQLITE_BUSY)
		rc = ZC_EBUSY;
	if (sqlite3_errcode(db) == SQLITE_INTERRUPT)
		rc = ZC_ETIME;
	if (sqlite3_errcode(db) == SQLITE_CORRUPT ||
	    sqlite3_errcode(db) == SQLITE_NOTADB)
		rc = ZC_EINPUT;
	return ZC_FAIL(e, rc, "%s: %s", what, sqlite3_errmsg(db));
}

int
zc_sql_exec(sqlite3 *db, const char *sql, struct zc_err *e)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return zc_sql_fail(e, db, "database");
	return ZC_OK;
}

/* SQLite numbers $1, $2 … by first appearance: ask for the place by name. */
static int
place(sqlite3_stmt *st, int i)
{
	char name[16];

	(void)snprintf(name, sizeof(name), "$%d", i);
	return sqlite3_bind_parameter_index(st, name);
}

static int
bind(sqlite3_stmt *st, const char *types, va_list ap)
{
	int rc = SQLITE_OK;

	for (int k = 1; *types != '\0' && rc == SQLITE_OK; k++, types++) {
		int i = place(st, k);
		const char *s;
		struct zc_str z;

		switch (*types) {
		case 'i':
			rc = sqlite3_bind_int64(st, i, va_arg(ap, int64_t));
			break;
		case 'S':
			z = va_arg(ap, struct zc_str);
			rc = sqlite3_bind_text(
			    st, i, z.p, (int)z.n, SQLITE_TRANSIENT);
			break;
		default:
			s = va_arg(ap, const char *);
			rc = sqlite3_bind_text(st, i, s, -1, SQLITE_TRANSIENT);
			break;
		}
	}
	return rc;
}

static int
prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, struct zc_err *e,
    const char *types, va_list ap)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK ||
	    bind(st, types, ap) != SQLITE_OK) {
		int rc = zc_sql_fail(e, db, "database");

		(void)sqlite3_finalize(st);
		return rc;
	}
	*out = st;
	return ZC_OK;
}

int
zc_sql_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out,
    struct zc_err *e, const char *types, ...)
{
	va_list ap;
	int rc;

	va_start(ap, types);
	rc = prepare(db, sql, out, e, types, ap);
	va_end(ap);
	return rc;
}

int
zc_sql_run(
    sqlite3 *db, const char *sql, struct zc_err *e, const char *types, ...)
{
	sqlite3_stmt *st = NULL;
	va_list ap;
	int rc;

	va_start(ap, types);
	rc = prepare(db, sql, &st, e, types, ap);
	va_end(ap);
	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_sql_step(st, e)) > 0)
		continue;
	(void)sqlite3_finalize(st);
	return rc;
}

const char *
zc_sql_text(sqlite3_stmt *st, int col)
{
	const char *s = (const char *)sqlite3_column_text(st, col);

	return s == NULL ? "" : s;
}

int
zc_sql_step(sqlite3_stmt *st, struct zc_err *e)
{
	switch (sqlite3_step(st)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	default:
		return zc_sql_fail(e, sqlite3_db_handle(st), "database");
	}
}
