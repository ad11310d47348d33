/* keep_backup: the whole store as one file, and back. */
#include "store/keep_priv.h"
#include "store/table.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BACKUP_FORMAT = 1,
	BLOB_MAX =
	    256 << 20, /* bytes in one row; a file has as many as needed */
	PIECE = 1 << 20
};

static int
meta(struct zc_db *db, const char *key, const char *value, struct zc_err *e)
{
	return zc_db_run(db, "INSERT INTO keep_meta(key, value) VALUES($1,$2)",
	    e, "ss", key, value);
}

static int
meta_int(struct zc_db *db, const char *key, int64_t v, struct zc_err *e)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%lld", (long long)v);
	return meta(db, key, text, e);
}

/* Files. */

struct into {
	struct zc_db *db;
	int64_t files;
};

/* One row of at most BLOB_MAX bytes out of the file; `*n` bytes were taken. */
static int
put_part(struct zc_db *db, int fd, const char *path, int64_t part, int64_t size,
    struct zc_err *e)
{
	sqlite3_blob *blob = NULL;
	unsigned char *buf = malloc(PIECE);
	int64_t id = 0, at = 0;
	int rc = buf == NULL ? ZC_FAIL(e, ZC_ENOMEM, "%s", path) : ZC_OK;

	if (rc == ZC_OK)
		rc = zc_db_run(db,
		    "INSERT INTO keep_file(path, part, bytes)"
		    " VALUES($1,$2,zeroblob($3))",
		    e, "sii", path, part, size);
	id = sqlite3_last_insert_rowid(db->lite);
	if (rc == ZC_OK &&
	    sqlite3_blob_open(db->lite, "main", "keep_file", "bytes", id, 1,
		&blob) != SQLITE_OK)
		rc = zc_db_sqlite_fail(db, e);
	while (rc == ZC_OK && at < size) {
		size_t want = size - at < PIECE ? (size_t)(size - at) : PIECE;
		ssize_t k = read(fd, buf, want);

		if (k <= 0)
			rc = ZC_FAIL_SYS(e, ZC_EIO,
			    "%s: became shorter while it was read", path);
		else if (sqlite3_blob_write(blob, buf, (int)k, (int)at) !=
		    SQLITE_OK)
			rc = zc_db_sqlite_fail(db, e);
		else
			at += k;
	}
	(void)sqlite3_blob_close(blob);
	free(buf);
	return rc;
}

static int
put_file(void *ctx, int fd, const char *path, struct zc_err *e)
{
	struct into *in = ctx;
	struct stat st;
	int64_t left, part = 0;
	int rc = ZC_OK;

	if (fstat(fd, &st) == -1)
		return ZC_FAIL_SYS(e, ZC_EIO, "%s", path);
	left = st.st_size;
	do {
		int64_t n = left < BLOB_MAX ? left : BLOB_MAX;

		rc = put_part(in->db, fd, path, part++, n, e);
		left -= n;
	} while (rc == ZC_OK && left > 0);
	in->files++;
	return rc;
}

/* Bytes of a file out of its rows, in order. */
struct outof {
	struct zc_db *db;
	char path[200];
	int64_t part, at;
	sqlite3_blob *blob;
};

static int
next_part(struct outof *o, bool *have, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int64_t id = 0;
	int rc = zc_db_ask(o->db,
	    "SELECT rowid FROM keep_file WHERE path=$1 AND part=$2", &r, e,
	    "si", o->path, o->part);

	(void)sqlite3_blob_close(o->blob);
	o->blob = NULL;
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	*have = rc > 0;
	if (rc > 0)
		id = zc_rows_int(r, 0);
	zc_rows_close(r);
	if (rc <= 0)
		return rc;
	o->part++;
	o->at = 0;
	if (sqlite3_blob_open(o->db->lite, "main", "keep_file", "bytes", id, 0,
		&o->blob) != SQLITE_OK)
		return zc_db_sqlite_fail(o->db, e);
	return ZC_OK;
}

static int64_t
more_of_parts(void *ctx, unsigned char *p, size_t max, struct zc_err *e)
{
	struct outof *o = ctx;

	for (;;) {
		int64_t left =
		    o->blob == NULL ? 0 : sqlite3_blob_bytes(o->blob) - o->at;
		bool have = false;
		int n, rc;

		if (left > 0) {
			n = left < (int64_t)max ? (int)left : (int)max;
			if (sqlite3_blob_read(o->blob, p, n, (int)o->at) !=
			    SQLITE_OK)
				return zc_db_sqlite_fail(o->db, e);
			o->at += n;
			return n;
		}
		rc = next_part(o, &have, e);
		if (rc != ZC_OK || !have)
			return rc;
	}
}

/* A path out of a backup that somebody may have made: below our two rooms. */
static bool
ours(const char *path)
{
	const char *name = strrchr(path, '/');

	return strlen(path) < sizeof(((struct outof *)NULL)->path) &&
	    strstr(path, "..") == NULL && name != NULL && name[1] != '\0' &&
	    (strncmp(path, "files/", 6) == 0 ||
		strncmp(path, "cases/", 6) == 0);
}

static int
take_files(
    struct zc_db *from, const char *dir, int64_t *files, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(from,
	    "SELECT path FROM keep_file WHERE part=0 ORDER BY path", &r, e, "");

	while (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0) {
		struct outof o = { .db = from };

		if (!ours(zc_rows_text(r, 0))) {
			rc = ZC_FAIL(e, ZC_EINPUT,
			    "the backup names a file outside of the data "
			    "directory: it was not made by zicha");
			break;
		}
		(void)snprintf(
		    o.path, sizeof(o.path), "%s", zc_rows_text(r, 0));
		rc = zc_keep_write(dir, o.path, more_of_parts, &o, e);
		(void)sqlite3_blob_close(o.blob);
		(*files)++;
	}
	zc_rows_close(r);
	return rc;
}

/* Backup. */

static int
fill(struct zc_db *db, const char *dir, struct zc_db *to,
    struct zc_keep_count *n, struct zc_err *e)
{
	struct into in = { .db = to };
	int rc = zc_table_migrate(to, e);

	if (rc == ZC_OK)
		rc = zc_db_begin(to, e);
	if (rc == ZC_OK)
		rc = zc_db_exec(to,
		    "CREATE TABLE keep_meta(key TEXT PRIMARY KEY NOT NULL,"
		    " value TEXT NOT NULL) STRICT;"
		    "CREATE TABLE keep_file(path TEXT NOT NULL,"
		    " part INTEGER NOT NULL, bytes BLOB NOT NULL,"
		    " UNIQUE(path, part)) STRICT",
		    e);
	if (rc == ZC_OK)
		rc = zc_keep_rows(db, to, n, e);
	if (rc == ZC_OK)
		rc = zc_keep_files(dir, put_file, &in, e);
	n->files = in.files;
	if (rc == ZC_OK)
		rc = meta_int(to, "format", BACKUP_FORMAT, e);
	if (rc == ZC_OK)
		rc = meta(to, "zicha", ZC_VERSION, e);
	if (rc == ZC_OK)
		rc = meta_int(to, "made_at", zc_clock_now(), e);
	if (rc == ZC_OK)
		rc = meta_int(to, "rows", n->rows, e);
	if (rc == ZC_OK)
		rc = meta_int(to, "files", n->files, e);
	if (rc == ZC_OK)
		rc = zc_db_commit(to, e);
	/* One file without companions. */
	if (rc == ZC_OK)
		rc = zc_db_exec(to, "PRAGMA journal_mode=DELETE", e);
	return rc;
}

static int
to_disk(const char *path, struct zc_err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc = ZC_OK;

	if (fd == -1 || fsync(fd) == -1)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be written", path);
	if (fd != -1)
		(void)close(fd);
	return rc;
}

static void
clear_away(const char *part)
{
	static const char *const tails[] = { "", "-wal", "-shm", "-journal" };
	char path[4500];

	for (size_t i = 0; i < ZC_LEN(tails); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", part, tails[i]);
		(void)unlink(path);
	}
}

int
zc_keep_backup(struct zc_db *db, const char *dir, const char *path,
    const char *actor, struct zc_keep_count *n, struct zc_err *e)
{
	struct zc_keep_count count = { 0 };
	struct zc_db *to = NULL;
	char part[4400];
	int rc;

	if (access(path, F_OK) == 0)
		return ZC_FAIL(e, ZC_EEXIST,
		    "%s: is there already; give another name", path);
	(void)snprintf(part, sizeof(part), "%s.%ld.part", path, (long)getpid());
	rc = zc_db_open(part, true, &to, e);
	if (rc == ZC_OK)
		rc = fill(db, dir, to, &count, e);
	zc_db_close(to);
	if (rc == ZC_OK)
		rc = to_disk(part, e);
	if (rc == ZC_OK && link(part, path) == -1)
		rc = ZC_FAIL_SYS(e, zc_err_of(errno), "%s", path);
	clear_away(part);
	if (rc == ZC_OK)
		rc = zc_db_begin(db, e);
	if (rc == ZC_OK) {
		rc = zc_db_run(db,
		    "INSERT INTO backup_made(id, path, made_at, actor,"
		    " rows_kept, files_kept) VALUES($1,$2,$3,$4,$5,$6)",
		    e, "isisii", zc_db_id(db), path, zc_clock_now(), actor,
		    count.rows, count.files);
		if (rc == ZC_OK)
			rc = zc_db_commit(db, e);
		if (rc != ZC_OK)
			zc_db_rollback(db);
	}
	if (rc == ZC_OK)
		*n = count;
	return rc;
}

/* Restore. */

static int
check_backup(struct zc_db *from, const char *path, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(from,
	    "SELECT value FROM keep_meta WHERE key='format'", &r, NULL, "");

	if (rc == ZC_OK)
		rc = zc_rows_next(r, NULL);
	if (rc <= 0)
		rc = ZC_FAIL(e, ZC_EINPUT, "%s: is no backup of zicha", path);
	else if (zc_rows_int(r, 0) > BACKUP_FORMAT)
		rc = ZC_FAIL(e, ZC_EINPUT,
		    "%s: was made by a newer zicha; use that one", path);
	zc_rows_close(r);
	if (rc <= 0)
		return rc;
	rc = zc_db_ask(from, "PRAGMA quick_check(1)", &r, e, "");
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0 && strcmp(zc_rows_text(r, 0), "ok") != 0)
		rc = ZC_FAIL(e, ZC_EINPUT, "%s: is damaged: %s", path,
		    zc_rows_text(r, 0));
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

int
zc_keep_restore(struct zc_db *db, const char *dir, const char *path,
    struct zc_keep_count *n, struct zc_err *e)
{
	struct zc_keep_count count = { 0 };
	struct zc_db *from = NULL;
	int rc = zc_db_open(path, false, &from, e);

	if (rc == ZC_EINPUT)
		rc = ZC_FAIL(e, rc, "%s: is no backup of zicha", path);
	if (rc == ZC_OK)
		rc = check_backup(from, path, e);
	if (rc == ZC_OK)
		rc = zc_db_begin(db, e);
	if (rc == ZC_OK) {
		rc = zc_keep_rows(from, db, &count, e);
		if (rc == ZC_OK)
			rc = take_files(from, dir, &count.files, e);
		if (rc == ZC_OK)
			rc = zc_db_commit(db, e);
		if (rc != ZC_OK)
			zc_db_rollback(db);
	}
	zc_db_close(from);
	zc_db_forget(db);
	if (rc == ZC_OK)
		*n = count;
	return rc;
}
