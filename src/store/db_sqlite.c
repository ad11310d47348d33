/* db_sqlite: db.h on SQLite: WAL, FULL, foreign keys, ten seconds' patience. */
#include "store/db_priv.h"

#include <errno.h>
#include <sys/stat.h>

static int
class_of(struct zc_db *db)
{
	int x = sqlite3_extended_errcode(db->lite);
	int sys = sqlite3_system_errno(db->lite);

	switch (x) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return ZC_EEXIST;
	default:
		break;
	}
	switch (x & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ZC_EBUSY;
	case SQLITE_FULL:
		return ZC_ELIMIT;
	case SQLITE_NOMEM:
		return ZC_ENOMEM;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return ZC_EACCES;
	case SQLITE_CANTOPEN:
		return sys == 0 ? ZC_ENOENT : zc_err_of(sys);
	case SQLITE_IOERR:
		return sys == ENOSPC || sys == EDQUOT || sys == EFBIG
		    ? ZC_ELIMIT
		    : ZC_EIO;
	case SQLITE_INTERRUPT:
		return ZC_ETIME;
	default:
		return ZC_EINPUT;
	}
}

int
zc_db_sqlite_fail(struct zc_db *db, struct zc_err *e)
{
	const char *msg = sqlite3_errmsg(db->lite);
	int rc = class_of(db);

	if (rc == ZC_EEXIST) {
		const char *at = strstr(msg, ": ");

		(void)snprintf(db->conflict, sizeof(db->conflict), "%s",
		    at == NULL ? "" : at + 2);
		return ZC_FAIL(
		    e, rc, "database: is there already: %s", db->conflict);
	}
	if (rc == ZC_ELIMIT) {
		errno = ENOSPC;
		return ZC_FAIL_SYS(
		    e, rc, "the disk is full: nothing was changed");
	}
	if (rc == ZC_EBUSY)
		return ZC_FAIL(e, rc,
		    "the database is in use by somebody else: try again");
	return ZC_FAIL(e, rc, "database: %s", msg);
}

static int
check(struct zc_db *db, int x, struct zc_err *e)
{
	return x == SQLITE_OK ? ZC_OK : zc_db_sqlite_fail(db, e);
}

static int
do_exec(struct zc_db *db, const char *sql, struct zc_err *e)
{
	return check(db, sqlite3_exec(db->lite, sql, NULL, NULL, NULL), e);
}

/* A new file belongs to us alone before SQLite writes into it. */
static int
make_private(const char *path, struct zc_err *e)
{
	struct stat st;
	mode_t old;
	FILE *f;

	if (stat(path, &st) == 0)
		return ZC_OK;
	old = umask(077);
	f = fopen(path, "ae");
	(void)umask(old);
	if (f == NULL)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be made", path);
	(void)fclose(f);
	return ZC_OK;
}

/* Two that open a new file at once: SQLite does not wait here by itself. */
static int
use_wal(struct zc_db *db, struct zc_err *e)
{
	int rc = ZC_EBUSY;

	for (int i = 0; i < 100 && rc == ZC_EBUSY; i++) {
		if (i > 0)
			(void)sqlite3_sleep(50);
		rc = do_exec(
		    db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", e);
	}
	return rc;
}

static int
do_open(struct zc_db *db, const char *path, struct zc_err *e)
{
	struct stat st;
	int rc;

	if (db->write) {
		rc = make_private(path, e);
		if (rc != ZC_OK)
			return rc;
	} else if (stat(path, &st) == -1) {
		return ZC_FAIL_SYS(e, zc_err_of(errno), "%s", path);
	}
	if (sqlite3_open_v2(path, &db->lite,
		(db->write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
		    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
		NULL) != SQLITE_OK)
		return ZC_FAIL(
		    e, class_of(db), "%s: %s", path, sqlite3_errmsg(db->lite));
	(void)sqlite3_busy_timeout(db->lite, 10000);
	(void)sqlite3_db_config(
	    db->lite, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	/*
	 * The schema stays trusted: the full-text index is kept by triggers,
	 * which SQLite 3.40 would refuse otherwise. Foreign files are never
	 * opened here (src/core/foreign.c does that).
	 */
	/* Looks at the file: one that is no database is told here. */
	rc = do_exec(db, "SELECT count(*) FROM sqlite_schema", e);
	if (rc == ZC_OK && db->write)
		rc = use_wal(db, e);
	if (rc == ZC_OK)
		rc = do_exec(db,
		    "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"
		    "PRAGMA temp_store=MEMORY",
		    e);
	return rc == ZC_OK ? zc_db_fn_sqlite(db, e) : rc;
}

static void
do_close(struct zc_db *db)
{
	(void)sqlite3_close(db->lite);
}

/* SQLite numbers $1, $2 … by first appearance: the places are asked once. */
static int
prepare(struct zc_db *db, struct zc_stmt *st, struct zc_err *e)
{
	int n;

	if (sqlite3_prepare_v3(db->lite, st->sql, -1, SQLITE_PREPARE_PERSISTENT,
		&st->lite, NULL) != SQLITE_OK)
		return zc_db_sqlite_fail(db, e);
	n = sqlite3_bind_parameter_count(st->lite);
	for (int i = 1; i <= n; i++) {
		const char *name = sqlite3_bind_parameter_name(st->lite, i);
		int64_t k = 0;

		if (name == NULL || name[0] != '$' ||
		    !zc_str_int(zc_str_of(name + 1), 10, &k) || k < 1 ||
		    k > ZC_DB_PARAMS) {
			(void)sqlite3_finalize(st->lite);
			st->lite = NULL;
			return ZC_FAIL(e, ZC_EINPUT,
			    "a parameter must be one of $1 … $%d",
			    ZC_DB_PARAMS);
		}
		st->at[k - 1] = (short)i;
	}
	return ZC_OK;
}

/* The values outlive the run only when rows are handed out: copied then. */
static int
bind(struct zc_db *db, struct zc_stmt *st, const struct zc_val *v, size_t n,
    struct zc_err *e)
{
	int x = SQLITE_OK;

	for (size_t i = 0; i < n && x == SQLITE_OK; i++) {
		int at = st->at[i];

		if (at == 0)
			continue;
		if (v[i].type == ZC_VAL_INT)
			x = sqlite3_bind_int64(st->lite, at, v[i].i);
		else if (v[i].type == ZC_VAL_TEXT)
			x = sqlite3_bind_text64(st->lite, at, v[i].s.p,
			    v[i].s.n, SQLITE_TRANSIENT, SQLITE_UTF8);
		else
			x = sqlite3_bind_null(st->lite, at);
	}
	return check(db, x, e);
}

static int
do_ask(struct zc_db *db, const char *sql, const struct zc_val *v, size_t n,
    struct zc_rows *r, struct zc_err *e)
{
	int rc = zc_db_stmt(db, sql, true, &r->st, &r->own, e);

	if (rc == ZC_OK && r->st->lite == NULL)
		rc = prepare(db, r->st, e);
	if (rc == ZC_OK)
		rc = bind(db, r->st, v, n, e);
	if (rc != ZC_OK)
		return rc;
	r->st->busy = true;
	r->cols = (size_t)sqlite3_column_count(r->st->lite);
	return ZC_OK;
}

static int
do_next(struct zc_rows *r, struct zc_err *e)
{
	int x = sqlite3_step(r->st->lite);

	if (x == SQLITE_ROW)
		return 1;
	r->ended = true;
	r->db->changed = sqlite3_changes64(r->db->lite);
	return x == SQLITE_DONE ? 0 : zc_db_sqlite_fail(r->db, e);
}

static void
do_done(struct zc_rows *r)
{
	if (r->st == NULL || r->st->lite == NULL)
		return;
	(void)sqlite3_reset(r->st->lite);
	(void)sqlite3_clear_bindings(r->st->lite);
	r->st->busy = false;
}

static const char *
do_name(const struct zc_rows *r, size_t col)
{
	const char *s = sqlite3_column_name(r->st->lite, (int)col);

	return s == NULL ? "" : s;
}

static struct zc_val
do_val(const struct zc_rows *r, size_t col)
{
	sqlite3_stmt *st = r->st->lite;
	int c = (int)col;
	struct zc_val v = { 0 };

	switch (sqlite3_column_type(st, c)) {
	case SQLITE_NULL:
		break;
	case SQLITE_INTEGER:
		v.type = ZC_VAL_INT;
		v.i = sqlite3_column_int64(st, c);
		break;
	default:
		v.type = ZC_VAL_TEXT;
		v.s.p = (const char *)sqlite3_column_text(st, c);
		v.s.n = (size_t)sqlite3_column_bytes(st, c);
		break;
	}
	return v;
}

static const char *
do_text(const struct zc_rows *r, size_t col)
{
	const char *s =
	    (const char *)sqlite3_column_text(r->st->lite, (int)col);

	return s == NULL ? "" : s;
}

static void
do_drop(struct zc_db *db, struct zc_stmt *st)
{
	(void)db;
	(void)sqlite3_finalize(st->lite);
}

static int
do_now(struct zc_db *db, struct zc_err *e)
{
	(void)db; /* its functions read db->now */
	(void)e;
	return ZC_OK;
}

const struct zc_db_ops zc_db_sqlite_ops = {
	.open = do_open,
	.close = do_close,
	.exec = do_exec,
	.ask = do_ask,
	.next = do_next,
	.done = do_done,
	.name = do_name,
	.val = do_val,
	.text = do_text,
	.drop = do_drop,
	.now = do_now,
};
