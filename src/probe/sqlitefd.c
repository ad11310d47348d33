#include "probe/sqlitefd.h"

#include "base/fs.h"

#include <errno.h>
#include <unistd.h>

enum {
	STEPS = 1000,            /* VDBE steps between two looks at the clock */
	STEPS_MAX = 2000 * 1000, /* in units of STEPS: two thousand millions */
	TEXT_MAX = 1 << 20       /* longest value, in bytes */
};

struct file {
	sqlite3_file base;
	const struct zc_sqlitefd *s;
};

/* The database that is being opened; SQLite passes only a name. */
static const struct zc_sqlitefd *opening;

static int
file_close(sqlite3_file *f ZC_UNUSED)
{
	return SQLITE_OK; /* the descriptor belongs to struct zc_sqlitefd */
}

/* Read from a descriptor; zeros behind its end, and *cut set. */
static int
read_all(int fd, char *to, size_t want, int64_t at, bool *cut)
{
	size_t got = 0;

	while (got < want) {
		ssize_t n =
		    pread(fd, to + got, want - got, (off_t)at + (off_t)got);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return SQLITE_IOERR_READ;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	if (got < want) {
		memset(to + got, 0, want - got);
		*cut = true;
	}
	return SQLITE_OK;
}

static int
file_read(sqlite3_file *f, void *to, int want, sqlite3_int64 at)
{
	const struct zc_sqlitefd *s = ((const struct file *)f)->s;
	int64_t size = s->wal.page_size, in, left = want, part, found;
	char *p = to;
	bool cut = false;
	int rc = SQLITE_OK;

	if (size == 0) {
		rc = read_all(s->fd, p, (size_t)want, at, &cut);
		left = 0;
	}
	/* Page by page: from the log when it has the page. */
	for (; rc == SQLITE_OK && left > 0; left -= part) {
		in = at % size;
		part = size - in < left ? size - in : left;
		found = zc_walmap_at(&s->wal, (uint32_t)(at / size + 1));
		if (found >= 0)
			rc = read_all(
			    s->wal_fd, p, (size_t)part, found + in, &cut);
		else
			rc = read_all(s->fd, p, (size_t)part, at, &cut);
		p += part;
		at += part;
	}
	return rc == SQLITE_OK && cut ? SQLITE_IOERR_SHORT_READ : rc;
}

static int
file_write(sqlite3_file *f ZC_UNUSED, const void *p ZC_UNUSED, int n ZC_UNUSED,
    sqlite3_int64 at ZC_UNUSED)
{
	return SQLITE_READONLY;
}

static int
file_truncate(sqlite3_file *f ZC_UNUSED, sqlite3_int64 n ZC_UNUSED)
{
	return SQLITE_READONLY;
}

static int
file_int(sqlite3_file *f ZC_UNUSED, int n ZC_UNUSED)
{
	return SQLITE_OK;
}

static int
file_size(sqlite3_file *f, sqlite3_int64 *out)
{
	const struct file *x = (const struct file *)f;
	struct stat st;

	if (fstat(x->s->fd, &st) == -1)
		return SQLITE_IOERR_FSTAT;
	*out = st.st_size;
	if (x->s->wal.page_size != 0)
		*out = (sqlite3_int64)x->s->wal.pages * x->s->wal.page_size;
	return SQLITE_OK;
}

static int
file_reserved(sqlite3_file *f ZC_UNUSED, int *out)
{
	*out = 0;
	return SQLITE_OK;
}

static int
file_control(sqlite3_file *f ZC_UNUSED, int op ZC_UNUSED, void *p ZC_UNUSED)
{
	return SQLITE_NOTFOUND;
}

static int
file_sector(sqlite3_file *f ZC_UNUSED)
{
	return 4096;
}

static int
file_traits(sqlite3_file *f ZC_UNUSED)
{
	return SQLITE_IOCAP_IMMUTABLE;
}

static const sqlite3_io_methods methods = {
	.iVersion = 1,
	.xClose = file_close,
	.xRead = file_read,
	.xWrite = file_write,
	.xTruncate = file_truncate,
	.xSync = file_int,
	.xFileSize = file_size,
	.xLock = file_int,
	.xUnlock = file_int,
	.xCheckReservedLock = file_reserved,
	.xFileControl = file_control,
	.xSectorSize = file_sector,
	.xDeviceCharacteristics = file_traits,
};

static int
vfs_open(sqlite3_vfs *v ZC_UNUSED, const char *name, sqlite3_file *f, int flags,
    int *out)
{
	struct file *x = (struct file *)f;

	f->pMethods = NULL;
	if (name == NULL || (flags & SQLITE_OPEN_MAIN_DB) == 0 ||
	    opening == NULL)
		return SQLITE_CANTOPEN;
	x->s = opening;
	f->pMethods = &methods;
	if (out != NULL)
		*out = SQLITE_OPEN_READONLY;
	return SQLITE_OK;
}

static int
vfs_delete(
    sqlite3_vfs *v ZC_UNUSED, const char *name ZC_UNUSED, int sync ZC_UNUSED)
{
	return SQLITE_READONLY;
}

static int
vfs_access(sqlite3_vfs *v ZC_UNUSED, const char *name ZC_UNUSED,
    int flags ZC_UNUSED, int *out)
{
	*out = 0;
	return SQLITE_OK;
}

static int
vfs_path(sqlite3_vfs *v ZC_UNUSED, const char *name, int n, char *out)
{
	return snprintf(out, (size_t)n, "%s", name) < n ? SQLITE_OK
							: SQLITE_CANTOPEN;
}

static int
vfs_random(sqlite3_vfs *v ZC_UNUSED, int n, char *out)
{
	memset(out, 0, (size_t)n); /* nothing random is needed to read */
	return n;
}

static int
vfs_sleep(sqlite3_vfs *v ZC_UNUSED, int us)
{
	return us;
}

static int
vfs_time(sqlite3_vfs *v ZC_UNUSED, double *out)
{
	*out = 2440587.5; /* the queries have no clock */
	return SQLITE_OK;
}

static sqlite3_vfs vfs = {
	.iVersion = 1,
	.szOsFile = sizeof(struct file),
	.mxPathname = 64,
	.zName = "zcfd",
	.xOpen = vfs_open,
	.xDelete = vfs_delete,
	.xAccess = vfs_access,
	.xFullPathname = vfs_path,
	.xRandomness = vfs_random,
	.xSleep = vfs_sleep,
	.xCurrentTime = vfs_time,
};

static int
authorize(void *ctx, int op, const char *a, const char *b ZC_UNUSED,
    const char *c ZC_UNUSED, const char *d ZC_UNUSED)
{
	const struct zc_sqlitefd *s = ctx;

	if (op == SQLITE_SELECT || op == SQLITE_FUNCTION)
		return SQLITE_OK;
	if (op != SQLITE_READ || a == NULL)
		return SQLITE_DENY;
	for (size_t i = 0; s->tables[i] != NULL; i++)
		if (sqlite3_stricmp(a, s->tables[i]) == 0)
			return SQLITE_OK;
	return SQLITE_DENY;
}

static int
progress(void *ctx)
{
	struct zc_sqlitefd *s = ctx;

	return --s->steps <= 0;
}

/* A log of changes with content beside the database? */
static bool
log_beside(int root, const char *path, const char *suffix)
{
	char name[ZC_FS_PATH_MAX];
	struct stat st;
	int n = snprintf(name, sizeof(name), "%s%s", path, suffix);

	return n > 0 && (size_t)n < sizeof(name) &&
	    zc_fs_stat(root, name, &st, NULL) == ZC_OK && st.st_size > 0;
}

/* The newest entries may still be in a log beside the database. */
static void
read_wal(struct zc_sqlitefd *s, int root, const char *path)
{
	char name[ZC_FS_PATH_MAX];
	struct stat st;
	int n = snprintf(name, sizeof(name), "%s-wal", path);

	if (log_beside(root, path, "-journal"))
		s->behind = true;
	if (n < 0 || (size_t)n >= sizeof(name) ||
	    zc_fs_open(root, name, &s->wal_fd, NULL) != ZC_OK) {
		s->behind = s->behind || log_beside(root, path, "-wal");
		return;
	}
	if (fstat(s->wal_fd, &st) == 0 && st.st_size == 0)
		return;
	if (zc_walmap_read(s->wal_fd, &s->wal, NULL) != ZC_OK) {
		zc_walmap_fini(&s->wal);
		s->behind = true;
	}
}

static int
harden(struct zc_sqlitefd *s)
{
	sqlite3 *db = s->db;

	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	(void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, TEXT_MAX);
	(void)sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	(void)sqlite3_limit(db, SQLITE_LIMIT_WORKER_THREADS, 0);
	sqlite3_progress_handler(db, STEPS, progress, s);
	return sqlite3_set_authorizer(db, authorize, s);
}

int
zc_sqlitefd_open(int root, const char *path, const char *const *tables,
    struct zc_sqlitefd *out, struct zc_err *e)
{
	int rc;

	*out = (struct zc_sqlitefd){
		.fd = -1, .wal_fd = -1, .steps = STEPS_MAX, .tables = tables
	};
	rc = zc_fs_open(root, path, &out->fd, e);
	if (rc != ZC_OK)
		return rc;
	read_wal(out, root, path);
	opening = out;
	if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK ||
	    sqlite3_open_v2("file:/db?immutable=1", &out->db,
		SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, "zcfd") != SQLITE_OK ||
	    harden(out) != SQLITE_OK) {
		rc = ZC_FAIL(e, ZC_EINPUT, "%s: not a database", path);
		zc_sqlitefd_close(out);
	}
	return rc;
}

void
zc_sqlitefd_close(struct zc_sqlitefd *s)
{
	(void)sqlite3_close_v2(s->db);
	s->db = NULL;
	if (s->fd != -1)
		(void)close(s->fd);
	if (s->wal_fd != -1)
		(void)close(s->wal_fd);
	s->fd = s->wal_fd = -1;
	zc_walmap_fini(&s->wal);
}

int
zc_sqlitefd_query(struct zc_sqlitefd *s, const char *sql, sqlite3_stmt **out,
    struct zc_err *e)
{
	int r = sqlite3_prepare_v2(s->db, sql, -1, out, NULL);

	if (r == SQLITE_OK)
		return ZC_OK;
	/* SQLITE_ERROR: the table or a column does not exist. */
	return ZC_FAIL(e, r == SQLITE_ERROR ? ZC_ENOENT : ZC_EINPUT, "%s",
	    sqlite3_errmsg(s->db));
}

int
zc_sqlitefd_step(struct zc_sqlitefd *s, sqlite3_stmt *q, struct zc_err *e)
{
	int r = sqlite3_step(q);

	if (r == SQLITE_ROW)
		return 1;
	if (r == SQLITE_DONE)
		return 0;
	if (r == SQLITE_INTERRUPT)
		return ZC_FAIL(e, ZC_ELIMIT, "too much work");
	return ZC_FAIL(e, ZC_EINPUT, "%s", sqlite3_errmsg(s->db));
}

struct zc_str
zc_sqlitefd_text(sqlite3_stmt *q, int col)
{
	const unsigned char *p = sqlite3_column_text(q, col);
	int n = sqlite3_column_bytes(q, col);

	if (p == NULL || n <= 0)
		return ZC_S("");
	return (struct zc_str){ (const char *)p, (size_t)n };
}
