#include "store/db_priv.h"

#include "base/clock.h"

#include <stdarg.h>
#include <time.h>

static bool
is_postgres(const char *url)
{
	return zc_str_starts(zc_str_of(url), "postgresql://") ||
	    zc_str_starts(zc_str_of(url), "postgres://");
}

static int64_t
zone_now(void)
{
	time_t t = (time_t)zc_clock_now();
	struct tm tm;

	return localtime_r(&t, &tm) == NULL ? 0 : (int64_t)tm.tm_gmtoff;
}

int
zc_db_open(const char *url, bool write, struct zc_db **out, struct zc_err *e)
{
	struct zc_db_now now = { .now = zc_clock_now(), .actor = "" };
	struct zc_db *db = calloc(1, sizeof(*db));
	int rc;

	if (db == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "database connection");
	db->write = write;
	db->zone = zone_now();
	db->engine = is_postgres(url) ? ZC_DB_POSTGRES : ZC_DB_SQLITE;
	db->ops = is_postgres(url) ? &zc_db_pg_ops : &zc_db_sqlite_ops;
	rc = db->ops->open(db, url, e);
	if (rc == ZC_OK)
		rc = zc_db_now(db, &now, e);
	if (rc != ZC_OK) {
		zc_db_close(db);
		return rc;
	}
	*out = db;
	return ZC_OK;
}

void
zc_db_close(struct zc_db *db)
{
	if (db == NULL)
		return;
	zc_db_rollback(db);
	zc_db_forget(db);
	zc_view_end(db);
	db->ops->close(db);
	free(db);
}

enum zc_db_engine
zc_db_engine(const struct zc_db *db)
{
	return db->engine;
}

/* Statements by their text. */

static void
drop(struct zc_db *db, struct zc_stmt *st)
{
	if (st == NULL)
		return;
	db->ops->drop(db, st);
	free(st->sql);
	free(st);
}

void
zc_db_forget(struct zc_db *db)
{
	for (size_t i = 0; i < ZC_LEN(db->cache); i++)
		if (db->cache[i] != NULL && !db->cache[i]->busy) {
			drop(db, db->cache[i]);
			db->cache[i] = NULL;
		}
}

static size_t
hash_of(const char *s)
{
	uint64_t h = 1469598103934665603U; /* FNV-1a */

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211U;
	return (size_t)(h ^ h >> 32);
}

/* Eight places for a text, by its hash; the oldest idle one makes room. */
static struct zc_stmt **
place_of(struct zc_db *db, const char *sql)
{
	size_t at = hash_of(sql) % (ZC_DB_CACHE / 8) * 8;
	struct zc_stmt **best = NULL;

	for (size_t i = at; i < at + 8; i++) {
		struct zc_stmt *st = db->cache[i];

		if (st != NULL && strcmp(st->sql, sql) == 0)
			return &db->cache[i];
		if (st != NULL && st->busy)
			continue;
		if (best == NULL || st == NULL ||
		    (*best != NULL && st->used < (*best)->used))
			best = best != NULL && *best == NULL ? best
							     : &db->cache[i];
	}
	return best;
}

int
zc_db_stmt(struct zc_db *db, const char *sql, bool want_idle,
    struct zc_stmt **out, bool *own, struct zc_err *e)
{
	struct zc_stmt **p = place_of(db, sql), *st;

	if (p != NULL && *p != NULL && strcmp((*p)->sql, sql) == 0) {
		if (!want_idle || !(*p)->busy) {
			(*p)->used = ++db->clock;
			*out = *p;
			*own = false;
			return ZC_OK;
		}
		p = NULL;
	}
	st = calloc(1, sizeof(*st));
	if (st != NULL)
		st->sql = strdup(sql);
	if (st == NULL || st->sql == NULL) {
		free(st);
		return ZC_FAIL(e, ZC_ENOMEM, "database statement");
	}
	st->used = ++db->clock;
	if (p != NULL) {
		drop(db, *p);
		*p = st;
	}
	*own = p == NULL;
	*out = st;
	return ZC_OK;
}

bool
zc_db_hit(const struct zc_db *db, const char *index, const char *table,
    const char *col)
{
	char lite[200];
	struct zc_str c = zc_str_of(db->conflict);

	/* SQLite names the columns: "…: t.unit_id, t.serial". */
	(void)snprintf(lite, sizeof(lite), "%s.%s", table, col);
	return zc_str_is(c, index) || zc_str_ends(c, lite);
}

/* Transactions. */

int
zc_db_begin(struct zc_db *db, struct zc_err *e)
{
	int rc = zc_db_exec(db,
	    db->engine == ZC_DB_POSTGRES ? "BEGIN"
		: db->write              ? "BEGIN IMMEDIATE"
					 : "BEGIN",
	    e);

	db->in_tx = rc == ZC_OK;
	db->ids_used = false;
	return rc;
}

int
zc_db_begin_read(struct zc_db *db, struct zc_err *e)
{
	int rc = zc_db_exec(db,
	    db->engine == ZC_DB_POSTGRES
		? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
		: "BEGIN",
	    e);

	db->in_tx = rc == ZC_OK;
	db->ids_used = false;
	return rc;
}

/* So that a clock that was set back cannot give out an id again. */
static int
keep_last_id(struct zc_db *db, struct zc_err *e)
{
	if (db->engine == ZC_DB_SQLITE)
		return zc_db_run(db, "UPDATE id_top SET top=$1 WHERE top<$1", e,
		    "i", db->last_id);
	return zc_db_run(db,
	    "SELECT setval('id_seq', $1) FROM id_seq WHERE last_value<$1", e,
	    "i", db->last_id);
}

int
zc_db_commit(struct zc_db *db, struct zc_err *e)
{
	int rc = ZC_OK;

	if (db->ids_used && db->in_tx)
		rc = keep_last_id(db, e);
	if (rc == ZC_OK)
		rc = zc_db_exec(db, "COMMIT", e);
	if (rc == ZC_OK) {
		db->in_tx = false;
		db->ids_used = false;
	}
	return rc;
}

void
zc_db_rollback(struct zc_db *db)
{
	if (db->in_tx)
		(void)db->ops->exec(db, "ROLLBACK", NULL);
	db->in_tx = false;
	db->ids_used = false;
	if (db->stale)
		zc_db_forget(db);
	db->stale = false;
}

int
zc_db_exec(struct zc_db *db, const char *sql, struct zc_err *e)
{
	return db->ops->exec(db, sql, e);
}

/* Asking. */

static size_t
collect(struct zc_val v[ZC_DB_PARAMS], const char *types, va_list ap)
{
	const char *s;
	size_t n = 0;

	for (; types[n] != '\0'; n++) {
		assert(n < ZC_DB_PARAMS);
		switch (types[n]) {
		case 'i':
			v[n] = (struct zc_val){ .type = ZC_VAL_INT,
				.i = va_arg(ap, int64_t) };
			break;
		case 'S':
			v[n] = (struct zc_val){ .type = ZC_VAL_TEXT,
				.s = va_arg(ap, struct zc_str) };
			break;
		case 'v':
			v[n] = *va_arg(ap, const struct zc_val *);
			break;
		default:
			s = va_arg(ap, const char *);
			v[n].type = s == NULL ? ZC_VAL_NULL : ZC_VAL_TEXT;
			v[n].s = zc_str_of(s);
			break;
		}
	}
	return n;
}

int
zc_db_ask_v(struct zc_db *db, const char *sql, const struct zc_val *v, size_t n,
    struct zc_rows **out, struct zc_err *e)
{
	struct zc_rows *r = calloc(1, sizeof(*r));
	int rc;

	if (r == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "database rows");
	assert(n <= ZC_DB_PARAMS);
	r->db = db;
	rc = db->ops->ask(db, sql, v, n, r, e);
	if (rc != ZC_OK) {
		zc_rows_close(r);
		return rc;
	}
	*out = r;
	return ZC_OK;
}

int
zc_db_ask(struct zc_db *db, const char *sql, struct zc_rows **out,
    struct zc_err *e, const char *types, ...)
{
	struct zc_val v[ZC_DB_PARAMS] = { 0 };
	va_list ap;
	size_t n;

	va_start(ap, types);
	n = collect(v, types, ap);
	va_end(ap);
	return zc_db_ask_v(db, sql, v, n, out, e);
}

int
zc_db_run_v(struct zc_db *db, const char *sql, const struct zc_val *v, size_t n,
    struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask_v(db, sql, v, n, &r, e);

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_rows_next(r, e)) > 0)
		continue;
	zc_rows_close(r);
	return rc;
}

int
zc_db_run(
    struct zc_db *db, const char *sql, struct zc_err *e, const char *types, ...)
{
	struct zc_val v[ZC_DB_PARAMS] = { 0 };
	va_list ap;
	size_t n;

	va_start(ap, types);
	n = collect(v, types, ap);
	va_end(ap);
	return zc_db_run_v(db, sql, v, n, e);
}

int64_t
zc_db_changed(const struct zc_db *db)
{
	return db->changed;
}

int
zc_rows_next(struct zc_rows *r, struct zc_err *e)
{
	return r->ended ? 0 : r->db->ops->next(r, e);
}

size_t
zc_rows_cols(const struct zc_rows *r)
{
	return r->cols;
}

const char *
zc_rows_name(const struct zc_rows *r, size_t col)
{
	return r->db->ops->name(r, col);
}

struct zc_val
zc_rows_val(const struct zc_rows *r, size_t col)
{
	return r->db->ops->val(r, col);
}

const char *
zc_rows_text(const struct zc_rows *r, size_t col)
{
	return r->db->ops->text(r, col);
}

int64_t
zc_rows_int(const struct zc_rows *r, size_t col)
{
	struct zc_val v = zc_rows_val(r, col);

	if (v.type == ZC_VAL_TEXT && !zc_str_int(v.s, 10, &v.i))
		v.i = 0;
	return v.type == ZC_VAL_NULL ? 0 : v.i;
}

void
zc_rows_close(struct zc_rows *r)
{
	if (r == NULL)
		return;
	r->db->ops->done(r);
	zc_view_rest(r->db);
	if (r->own)
		drop(r->db, r->st);
	free(r);
}

/* The period and the row that definitions' SQL asks about. */
int
zc_db_now(struct zc_db *db, const struct zc_db_now *n, struct zc_err *e)
{
	db->now = *n;
	(void)snprintf(db->actor, sizeof(db->actor), "%s",
	    n->actor == NULL ? "" : n->actor);
	db->now.actor = db->actor;
	return db->ops->now(db, e);
}

/*
 * Ids: 41 bits of milliseconds since 2020, 10 bits of node, 12 of counter.
 * On SQLite one connection writes at a time and node is 0; on PostgreSQL each
 * living connection holds a node of its own.
 */
static void
read_top(struct zc_db *db)
{
	struct zc_rows *r = NULL;
	const char *sql = db->engine == ZC_DB_SQLITE
	    ? "SELECT top FROM id_top"
	    : "SELECT last_value FROM id_seq";

	if (zc_db_ask(db, sql, &r, NULL, "") == ZC_OK &&
	    zc_rows_next(r, NULL) > 0 && zc_rows_int(r, 0) > db->last_id)
		db->last_id = zc_rows_int(r, 0);
	zc_rows_close(r);
}

int64_t
zc_db_id(struct zc_db *db)
{
	const int64_t since = 1577836800; /* 2020-01-01 */
	struct timespec ts = { 0 };
	int64_t ms, id;

	if (!db->ids_used && db->in_tx) {
		read_top(db);
		db->ids_used = true;
	}
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	ms = ((int64_t)ts.tv_sec - since) * 1000 + ts.tv_nsec / 1000000;
	id = ms << 22 | (int64_t)db->node << 12;
	if (id <= db->last_id) {
		/* The same millisecond, or the clock was set back. */
		id = db->last_id + 1;
		ms = db->last_id >> 22;
		if (id >> 12 != (ms << 10 | (int64_t)db->node))
			id = (ms + 1) << 22 | (int64_t)db->node << 12;
	}
	db->last_id = id;
	return id;
}
