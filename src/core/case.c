#include "core/case.h"

#include "base/clock.h"
#include "base/sha256.h"
#include "probe/table.h"
#include "store/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct zc_case {
	sqlite3 *db;
	char *path;
	sqlite3_stmt **insert;  /* one per probe, made when first needed */
	struct zc_arena values; /* of zc_case_get */
	bool write;
};

static const char schema[] =
    "CREATE TABLE zc_meta(key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);"
    "CREATE TABLE zc_table(name TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL,"
    " en TEXT NOT NULL, zh TEXT NOT NULL, status TEXT, reason TEXT,"
    " detail TEXT, row_count INTEGER, window_from INTEGER,"
    " window_to INTEGER, ms INTEGER);"
    "CREATE TABLE zc_column(table_name TEXT NOT NULL, position INTEGER NOT "
    "NULL,"
    " name TEXT NOT NULL, type TEXT NOT NULL, en TEXT NOT NULL,"
    " zh TEXT NOT NULL, mean TEXT NOT NULL,"
    " PRIMARY KEY(table_name, position));"
    "CREATE TABLE zc_miss(table_name TEXT NOT NULL, path TEXT NOT NULL,"
    " reason TEXT NOT NULL);"
    "CREATE TABLE zc_result(check_id TEXT PRIMARY KEY NOT NULL,"
    " verdict TEXT NOT NULL, severity TEXT NOT NULL, reason TEXT NOT NULL,"
    " detail TEXT NOT NULL, row_count INTEGER NOT NULL,"
    " tables TEXT NOT NULL);"
    "CREATE TABLE zc_evidence(check_id TEXT NOT NULL, position INTEGER NOT "
    "NULL,"
    " finding_key TEXT NOT NULL, cells TEXT NOT NULL,"
    " PRIMARY KEY(check_id, position));"
    "PRAGMA application_id=1514357571;" /* "ZCKC" */
    "PRAGMA user_version=1;";

static const char *
sql_type(enum zc_type t)
{
	return t == ZC_TEXT ? "TEXT" : "INTEGER";
}

static const char *
type_word(enum zc_type t)
{
	static const char *const words[] = { "text", "int", "bool", "time" };

	return words[t];
}

/* Names come from our own declarations, never from input. */
static int
create_table(struct zc_case *c, const char *name, const struct zc_col *cols,
    size_t n, struct zc_err *e)
{
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, 64 * 1024);
	zc_buf_fmt(&b, "CREATE TABLE \"%s\"(", name);
	for (size_t i = 0; i < n; i++)
		zc_buf_fmt(&b, "%s\"%s\" %s", i == 0 ? "" : ", ", cols[i].name,
		    sql_type(cols[i].type));
	zc_buf_cstr(&b, ")");
	rc = b.rc == ZC_OK ? zc_sql_exec(c->db, b.p, e)
			   : ZC_FAIL(e, b.rc, "table %s", name);
	zc_buf_fini(&b);
	for (size_t i = 0; i < n && rc == ZC_OK; i++)
		rc = zc_sql_run(c->db,
		    "INSERT INTO zc_column VALUES($1,$2,$3,$4,$5,$6,$7)", e,
		    "sisssss", name, (int64_t)i, cols[i].name,
		    type_word(cols[i].type), cols[i].en, cols[i].zh,
		    cols[i].mean);
	return rc;
}

static int
declare(struct zc_case *c, const char *name, const char *kind, const char *en,
    const char *zh, struct zc_err *e)
{
	return zc_sql_run(c->db,
	    "INSERT INTO zc_table(name, kind, en, zh) VALUES($1,$2,$3,$4)", e,
	    "ssss", name, kind, en, zh);
}

static int
make_tables(struct zc_case *c, struct zc_err *e)
{
	int rc = zc_sql_exec(c->db, schema, e);

	for (size_t i = 0; i < zc_nprobes && rc == ZC_OK; i++) {
		const struct zc_probe *p = zc_probes[i];

		rc = declare(c, p->table, "fact", p->en, p->zh, e);
		if (rc == ZC_OK)
			rc = create_table(c, p->table, p->cols, p->ncols, e);
	}
	return rc;
}

static int
alloc(const char *path, bool write, struct zc_case **out, struct zc_err *e)
{
	struct zc_case *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no memory for a case");
	zc_arena_init(&c->values, 1 << 20);
	c->write = write;
	c->path = strdup(path);
	c->insert = calloc(zc_nprobes, sizeof(sqlite3_stmt *));
	if (c->path == NULL || c->insert == NULL) {
		zc_case_close(c);
		return ZC_FAIL(e, ZC_ENOMEM, "no memory for a case");
	}
	*out = c;
	return ZC_OK;
}

void
zc_case_close(struct zc_case *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; c->insert != NULL && i < zc_nprobes; i++)
		(void)sqlite3_finalize(c->insert[i]);
	if (c->db != NULL && !sqlite3_get_autocommit(c->db))
		(void)sqlite3_exec(c->db, "COMMIT", NULL, NULL, NULL);
	(void)sqlite3_close(c->db);
	zc_arena_fini(&c->values);
	free(c->insert);
	free(c->path);
	free(c);
}

static int
open_db(struct zc_case *c, int flags, struct zc_err *e)
{
	if (sqlite3_open_v2(c->path, &c->db, flags, NULL) != SQLITE_OK)
		return zc_sql_fail(e, c->db, c->path);
	(void)sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(c->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(c->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	(void)sqlite3_db_config(c->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	(void)sqlite3_busy_timeout(c->db, 2000);
	return ZC_OK;
}

int
zc_case_create(const char *path, struct zc_case **out, struct zc_err *e)
{
	struct zc_case *c = NULL;
	bool named = path != NULL && path[0] != '\0';
	int fd, rc;

	/* O_EXCL: an inspection never writes over another one. */
	if (named) {
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd == -1)
			return ZC_FAIL_SYS(e, zc_err_of(errno),
			    "%s: case cannot be made", path);
		(void)close(fd);
	}
	rc = alloc(path == NULL ? ":memory:" : path, true, &c, e);
	if (rc == ZC_OK)
		rc = open_db(c, SQLITE_OPEN_READWRITE, e);
	if (rc == ZC_OK)
		rc = zc_sql_exec(c->db,
		    "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; BEGIN",
		    e);
	if (rc == ZC_OK)
		rc = make_tables(c, e);
	if (rc == ZC_OK)
		rc = zc_sql_exec(c->db, "COMMIT; BEGIN", e);
	if (rc != ZC_OK) {
		zc_case_close(c);
		if (named)
			(void)unlink(path);
		return rc;
	}
	*out = c;
	return ZC_OK;
}

/* One value of a one-row query, or -1. */
static int64_t
one(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int64_t v = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		v = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	return v;
}

static int
check_form(struct zc_case *c, struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = ZC_OK;

	if (one(c->db, "PRAGMA application_id") != 1514357571)
		return ZC_FAIL(e, ZC_EINPUT, "%s: not a case file", c->path);
	if (one(c->db, "PRAGMA user_version") != ZC_CASE_FORMAT)
		return ZC_FAIL(e, ZC_EINPUT,
		    "%s: case of another format version", c->path);
	if (one(c->db,
		"SELECT count(*) FROM sqlite_master"
		" WHERE type IN ('view', 'trigger')") != 0)
		return ZC_FAIL(e, ZC_EINPUT,
		    "%s: a case has no views or triggers", c->path);
	rc = zc_sql_prepare(c->db, "PRAGMA quick_check(1)", &st, e, "");
	if (rc != ZC_OK)
		return rc;
	if (sqlite3_step(st) != SQLITE_ROW ||
	    strcmp(zc_sql_text(st, 0), "ok") != 0)
		rc = ZC_FAIL(e, ZC_EINPUT, "%s: damaged case file", c->path);
	(void)sqlite3_finalize(st);
	return rc;
}

/* Nobody else could have written it; read it they may, on a stick they can. */
static bool
is_private(const char *path)
{
	struct stat st;

	return fstatat(AT_FDCWD, path, &st, 0) == 0 && st.st_uid == geteuid() &&
	    (st.st_mode & 022) == 0;
}

int
zc_case_open(
    const char *path, bool write, struct zc_case **out, struct zc_err *e)
{
	struct zc_case *c = NULL;
	int rc;

	if (access(path, R_OK) == -1)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: case cannot be read", path);
	if (write && !is_private(path))
		return ZC_FAIL(e, ZC_EREFUSED,
		    "%s: only an inspection of one's own is resumed; this "
		    "file others could have made",
		    path);
	rc = alloc(path, write, &c, e);
	if (rc == ZC_OK)
		rc = open_db(
		    c, write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, e);
	if (rc == ZC_OK)
		rc = check_form(c, e);
	if (rc == ZC_OK && write && zc_case_sealed(c))
		rc = ZC_FAIL(e, ZC_EREFUSED, "%s: case is sealed", path);
	if (rc == ZC_OK && write)
		rc = zc_sql_exec(c->db, "PRAGMA synchronous=OFF; BEGIN", e);
	if (rc != ZC_OK) {
		zc_case_close(c);
		return rc;
	}
	*out = c;
	return ZC_OK;
}

int
zc_case_declare(struct zc_case *c, const struct zc_case_table *t,
    const struct zc_outcome *o, struct zc_err *e)
{
	int rc = declare(c, t->name, t->kind, t->en, t->zh, e);

	if (rc == ZC_OK)
		rc = create_table(c, t->name, t->cols, t->ncols, e);
	if (rc == ZC_OK)
		rc = zc_case_outcome(c, t->name, o, e);
	return rc;
}

int
zc_case_set(
    struct zc_case *c, const char *key, const char *value, struct zc_err *e)
{
	return zc_sql_run(c->db, "INSERT OR REPLACE INTO zc_meta VALUES($1,$2)",
	    e, "ss", key, value);
}

const char *
zc_case_get(struct zc_case *c, const char *key)
{
	sqlite3_stmt *st = NULL;
	const char *v = "";

	if (zc_sql_prepare(c->db, "SELECT value FROM zc_meta WHERE key=$1", &st,
		NULL, "s", key) != ZC_OK)
		return "";
	if (sqlite3_step(st) == SQLITE_ROW) {
		const char *s = zc_sql_text(st, 0);

		v = zc_arena_dup(&c->values, s, strlen(s));
	}
	(void)sqlite3_finalize(st);
	return v == NULL ? "" : v;
}

static size_t
index_of(const struct zc_probe *p)
{
	size_t i = 0;

	while (zc_probes[i] != p)
		i++;
	return i;
}

static int
prepare_insert(struct zc_case *c, const struct zc_probe *p, struct zc_err *e)
{
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, 8192);
	zc_buf_fmt(&b, "INSERT INTO \"%s\" VALUES(", p->table);
	for (size_t i = 0; i < p->ncols; i++)
		zc_buf_fmt(&b, "%s?%zu", i == 0 ? "" : ",", i + 1);
	zc_buf_cstr(&b, ")");
	rc = zc_sql_prepare(c->db, b.p, &c->insert[index_of(p)], e, "");
	zc_buf_fini(&b);
	return rc;
}

/* Rows of a run that was interrupted are gathered anew. */
static int
sink_begin(void *ctx, const struct zc_probe *p, struct zc_err *e)
{
	struct zc_case *c = ctx;
	char sql[128];
	int rc;

	(void)snprintf(sql, sizeof(sql), "DELETE FROM \"%s\"", p->table);
	rc = zc_sql_exec(c->db, sql, e);
	if (rc == ZC_OK)
		rc =
		    zc_sql_run(c->db, "DELETE FROM zc_miss WHERE table_name=$1",
			e, "s", p->table);
	if (rc == ZC_OK && c->insert[index_of(p)] == NULL)
		rc = prepare_insert(c, p, e);
	return rc;
}

static int
sink_row(void *ctx, const struct zc_probe *p, const struct zc_fact *v,
    struct zc_err *e)
{
	struct zc_case *c = ctx;
	sqlite3_stmt *st = c->insert[index_of(p)];
	int rc = SQLITE_OK;

	for (size_t i = 0; i < p->ncols && rc == SQLITE_OK; i++) {
		int k = (int)i + 1;

		if (v[i].is_null)
			rc = sqlite3_bind_null(st, k);
		else if (p->cols[i].type == ZC_TEXT)
			rc = sqlite3_bind_text(
			    st, k, v[i].s.p, (int)v[i].s.n, SQLITE_STATIC);
		else
			rc = sqlite3_bind_int64(st, k, v[i].i);
	}
	if (rc == SQLITE_OK && sqlite3_step(st) == SQLITE_DONE) {
		(void)sqlite3_reset(st);
		return ZC_OK;
	}
	rc = zc_sql_fail(e, c->db, c->path);
	(void)sqlite3_reset(st);
	return rc;
}

static int
sink_miss(void *ctx, const struct zc_probe *p, struct zc_str path,
    struct zc_str reason, struct zc_err *e)
{
	struct zc_case *c = ctx;

	return zc_sql_run(c->db, "INSERT INTO zc_miss VALUES($1,$2,$3)", e,
	    "sSS", p->table, path, reason);
}

/* Each table is on disk before the next one ends. */
static int
sink_end(void *ctx, const struct zc_probe *p, const struct zc_outcome *o,
    struct zc_err *e)
{
	struct zc_case *c = ctx;
	int rc = zc_case_outcome(c, p->table, o, e);

	if (rc == ZC_OK)
		rc = zc_sql_exec(c->db, "COMMIT; BEGIN", e);
	return rc;
}

void
zc_case_sink(struct zc_case *c, struct zc_sink *out)
{
	*out = (struct zc_sink){ .ctx = c,
		.begin = sink_begin,
		.row = sink_row,
		.miss = sink_miss,
		.end = sink_end };
}

int
zc_case_outcome(struct zc_case *c, const char *table,
    const struct zc_outcome *o, struct zc_err *e)
{
	return zc_sql_run(c->db,
	    "UPDATE zc_table SET status=$2, reason=$3, detail=$4, row_count=$5,"
	    " window_from=nullif($6,0), window_to=nullif($7,0), ms=$8"
	    " WHERE name=$1",
	    e, "ssssiiii", table, zc_cover_word(o->cover), o->reason, o->detail,
	    o->rows, o->window_from, o->window_to, o->ms);
}

bool
zc_case_done(struct zc_case *c, const char *table)
{
	sqlite3_stmt *st = NULL;
	bool done;

	if (zc_sql_prepare(c->db,
		"SELECT 1 FROM zc_table WHERE name=$1 AND status IS NOT NULL",
		&st, NULL, "s", table) != ZC_OK)
		return false;
	done = sqlite3_step(st) == SQLITE_ROW;
	(void)sqlite3_finalize(st);
	return done;
}

static void
read_status(sqlite3_stmt *st, struct zc_case_status *s)
{
	*s = (struct zc_case_status){ .table = zc_sql_text(st, 0),
		.kind = zc_sql_text(st, 1),
		.en = zc_sql_text(st, 2),
		.zh = zc_sql_text(st, 3),
		.misses = sqlite3_column_int64(st, 10) };
	s->done = zc_cover_of(zc_sql_text(st, 4), &s->o.cover);
	if (!s->done)
		s->o.cover = ZC_COVER_ERROR;
	(void)snprintf(
	    s->o.reason, sizeof(s->o.reason), "%s", zc_sql_text(st, 5));
	(void)snprintf(
	    s->o.detail, sizeof(s->o.detail), "%s", zc_sql_text(st, 6));
	s->o.rows = sqlite3_column_int64(st, 7);
	s->o.window_from = sqlite3_column_int64(st, 8);
	s->o.window_to = sqlite3_column_int64(st, 9);
	s->o.ms = sqlite3_column_int64(st, 11);
	if (!s->done)
		(void)snprintf(s->o.reason, sizeof(s->o.reason), "%s",
		    ZC_N("the inspection did not get this far"));
}

int
zc_case_statuses(
    struct zc_case *c, zc_case_status_fn fn, void *ctx, struct zc_err *e)
{
	struct zc_case_status s;
	sqlite3_stmt *st = NULL;
	int rc = zc_sql_prepare(c->db,
	    "SELECT name, kind, en, zh, status, reason, detail, row_count,"
	    " window_from, window_to, (SELECT count(*) FROM zc_miss"
	    " WHERE table_name=name), ms FROM zc_table ORDER BY name",
	    &st, e, "");

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_sql_step(st, e)) > 0) {
		read_status(st, &s);
		rc = fn(ctx, &s);
		if (rc < 0)
			break;
	}
	(void)sqlite3_finalize(st);
	return rc;
}

int
zc_case_misses(struct zc_case *c, const char *table,
    int (*fn)(void *ctx, const char *path, const char *reason), void *ctx,
    struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = zc_sql_prepare(c->db,
	    "SELECT path, reason FROM zc_miss WHERE table_name=$1"
	    " ORDER BY path LIMIT 1000",
	    &st, e, "s", table);

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_sql_step(st, e)) > 0) {
		rc = fn(ctx, zc_sql_text(st, 0), zc_sql_text(st, 1));
		if (rc < 0)
			break;
	}
	(void)sqlite3_finalize(st);
	return rc;
}

bool
zc_case_sealed(struct zc_case *c)
{
	return strcmp(zc_case_get(c, "sealed"), "1") == 0;
}

int
zc_case_digest(const char *path, char digest[65], struct zc_err *e)
{
	struct zc_sha256 h;
	unsigned char chunk[65536];
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd == -1)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be read", path);
	zc_sha256_init(&h);
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		zc_sha256_add(&h, chunk, (size_t)n);
	(void)close(fd);
	if (n == -1)
		return ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be read", path);
	zc_sha256_hex(&h, digest);
	return ZC_OK;
}

/* No statement may be open when the journal mode changes. */
static void
drop_statements(struct zc_case *c)
{
	for (size_t i = 0; i < zc_nprobes; i++) {
		(void)sqlite3_finalize(c->insert[i]);
		c->insert[i] = NULL;
	}
}

static int
to_disk(const char *path, struct zc_err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc = ZC_OK;

	if (fd == -1 || fsync(fd) == -1 || fchmod(fd, 0400) == -1)
		rc = ZC_FAIL_SYS(e, ZC_EIO, "%s: cannot be sealed", path);
	if (fd != -1)
		(void)close(fd);
	return rc;
}

int
zc_case_seal(struct zc_case *c, char digest[65], struct zc_err *e)
{
	int rc = zc_case_set(c, "sealed", "1", e);

	drop_statements(c);
	if (rc == ZC_OK)
		rc = zc_sql_exec(c->db,
		    "COMMIT; PRAGMA synchronous=FULL;"
		    "PRAGMA wal_checkpoint(TRUNCATE);"
		    "PRAGMA journal_mode=DELETE",
		    e);
	if (rc == ZC_OK)
		rc = to_disk(c->path, e);
	if (rc == ZC_OK)
		rc = zc_case_digest(c->path, digest, e);
	c->write = false;
	return rc;
}

struct sqlite3 *
zc_case_db(struct zc_case *c)
{
	return c->db;
}
