#include "store/store.h"

#include "base/clock.h"
#include "store/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	STORE_VERSION = 1
};

struct zc_store {
	sqlite3 *db;
	char dir[4096];
	int lock;
};

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS target(id TEXT PRIMARY KEY NOT NULL,"
    " hostname TEXT NOT NULL, first_seen BIGINT NOT NULL,"
    " last_seen BIGINT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS target_source(name TEXT NOT NULL,"
    " digest TEXT NOT NULL, target_id TEXT NOT NULL,"
    " PRIMARY KEY(name, digest));"
    "CREATE TABLE IF NOT EXISTS case_file(digest TEXT PRIMARY KEY NOT NULL,"
    " id TEXT NOT NULL, target_id TEXT NOT NULL, rules TEXT NOT NULL,"
    " path TEXT NOT NULL, started BIGINT NOT NULL, finished BIGINT NOT NULL,"
    " imported BIGINT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS judged(target_id TEXT NOT NULL,"
    " check_id TEXT NOT NULL, started BIGINT NOT NULL, verdict TEXT NOT NULL,"
    " case_digest TEXT NOT NULL, PRIMARY KEY(target_id, check_id));"
    "CREATE TABLE IF NOT EXISTS finding(finding_key TEXT PRIMARY KEY NOT NULL,"
    " check_id TEXT NOT NULL, target_id TEXT NOT NULL,"
    " severity TEXT NOT NULL, cells TEXT NOT NULL, detection TEXT NOT NULL,"
    " workflow TEXT NOT NULL, disposition TEXT NOT NULL,"
    " recurrence BIGINT NOT NULL, first_seen BIGINT NOT NULL,"
    " last_seen BIGINT NOT NULL, case_digest TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS finding_of ON finding(target_id, check_id);"
    "CREATE TABLE IF NOT EXISTS finding_event(finding_key TEXT NOT NULL,"
    " seq BIGINT NOT NULL, at_time BIGINT NOT NULL, event TEXT NOT NULL,"
    " actor TEXT NOT NULL, note TEXT NOT NULL, case_digest TEXT NOT NULL,"
    " PRIMARY KEY(finding_key, seq));";

static int
make_dir(const char *path, struct zc_err *e)
{
	char part[4200];

	for (const char *p = strchr(path + 1, '/');; p = strchr(p + 1, '/')) {
		size_t n = p == NULL ? strlen(path) : (size_t)(p - path);

		(void)snprintf(part, sizeof(part), "%.*s", (int)n, path);
		if (mkdir(part, 0700) == -1 && errno != EEXIST)
			return ZC_FAIL_SYS(e, zc_err_of(errno),
			    "%s: the data directory cannot be made", part);
		if (p == NULL)
			return ZC_OK;
	}
}

static int
take_lock(struct zc_store *s, struct zc_err *e)
{
	char path[4200];

	(void)snprintf(path, sizeof(path), "%s/lock", s->dir);
	s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock == -1)
		return ZC_FAIL_SYS(e, zc_err_of(errno),
		    "%s: the data directory cannot be written", s->dir);
	if (flock(s->lock, LOCK_EX | LOCK_NB) == -1)
		return ZC_FAIL_SYS(e, ZC_EBUSY, "%s: is in use", s->dir);
	return ZC_OK;
}

static int
version(struct zc_store *s, struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	int64_t v = -1;
	int rc = zc_sql_prepare(s->db, "PRAGMA user_version", &st, e, "");

	if (rc != ZC_OK)
		return rc;
	if (sqlite3_step(st) == SQLITE_ROW)
		v = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	if (v < 0)
		return ZC_FAIL(e, ZC_EINPUT, "%s/zicha.db is damaged", s->dir);
	if (v > STORE_VERSION)
		return ZC_FAIL(e, ZC_EINPUT,
		    "%s/zicha.db was made by a newer zicha", s->dir);
	return ZC_OK;
}

static int
open_db(struct zc_store *s, bool write, struct zc_err *e)
{
	char path[4200];
	int rc;

	(void)snprintf(path, sizeof(path), "%s/zicha.db", s->dir);
	if (sqlite3_open_v2(path, &s->db,
		write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
		      : SQLITE_OPEN_READONLY,
		NULL) != SQLITE_OK)
		return zc_sql_fail(e, s->db, path);
	(void)sqlite3_busy_timeout(s->db, 5000);
	rc = version(s, e);
	if (rc == ZC_OK && write) {
		(void)chmod(path, 0600);
		rc = zc_sql_exec(s->db,
		    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
		    "PRAGMA user_version=1",
		    e);
		if (rc == ZC_OK)
			rc = zc_sql_exec(s->db, schema, e);
	}
	return rc;
}

int
zc_store_open(
    const char *dir, bool write, struct zc_store **out, struct zc_err *e)
{
	struct zc_store *s = calloc(1, sizeof(*s));
	char cases[4200];
	int rc = ZC_OK;

	if (s == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "store");
	s->lock = -1;
	(void)snprintf(s->dir, sizeof(s->dir), "%s", dir);
	(void)snprintf(cases, sizeof(cases), "%s/cases", dir);
	if (write)
		rc = make_dir(cases, e);
	if (rc == ZC_OK && write)
		rc = take_lock(s, e);
	if (rc == ZC_OK)
		rc = open_db(s, write, e);
	if (rc != ZC_OK) {
		zc_store_close(s);
		return rc;
	}
	*out = s;
	return ZC_OK;
}

void
zc_store_close(struct zc_store *s)
{
	if (s == NULL)
		return;
	(void)sqlite3_close(s->db);
	if (s->lock != -1)
		(void)close(s->lock);
	free(s);
}

const char *
zc_store_dir(const struct zc_store *s)
{
	return s->dir;
}

int
zc_store_begin(struct zc_store *s, struct zc_err *e)
{
	return zc_sql_exec(s->db, "BEGIN IMMEDIATE", e);
}

int
zc_store_commit(struct zc_store *s, struct zc_err *e)
{
	return zc_sql_exec(s->db, "COMMIT", e);
}

void
zc_store_rollback(struct zc_store *s)
{
	if (!sqlite3_get_autocommit(s->db))
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

/* One text of a one-row query into `out`; false when there is no row. */
static bool
one_text(sqlite3_stmt *st, char *out, size_t n)
{
	bool found = sqlite3_step(st) == SQLITE_ROW;

	if (found)
		(void)snprintf(out, n, "%s", zc_sql_text(st, 0));
	(void)sqlite3_finalize(st);
	return found;
}

int
zc_store_target(struct zc_store *s, const char *id,
    const struct zc_store_source *v, size_t n, char out[33], bool *clash,
    struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	char got[33], first[33] = "";
	int rc;

	*clash = false;
	for (size_t i = 0; i < n; i++) {
		rc = zc_sql_prepare(s->db,
		    "SELECT target_id FROM target_source"
		    " WHERE name=$1 AND digest=$2",
		    &st, e, "ss", v[i].name, v[i].digest);
		if (rc != ZC_OK)
			return rc;
		if (!one_text(st, got, sizeof(got)))
			continue;
		if (first[0] == '\0')
			memcpy(first, got, sizeof(first));
		else if (strcmp(first, got) != 0)
			*clash = true;
	}
	(void)snprintf(out, 33, "%s", first[0] != '\0' ? first : id);
	return ZC_OK;
}

static int
add_target(struct zc_store *s, const struct zc_store_case *c, struct zc_err *e)
{
	int rc = zc_sql_run(s->db,
	    "INSERT INTO target VALUES($1,$2,$3,$3) ON CONFLICT(id) DO UPDATE"
	    " SET last_seen=CASE WHEN target.last_seen<$3 THEN $3"
	    " ELSE target.last_seen END,"
	    " hostname=CASE WHEN target.last_seen<$3 THEN $2"
	    " ELSE target.hostname END",
	    e, "ssi", c->target, c->hostname, c->started);

	for (size_t i = 0; i < c->nsources && rc == ZC_OK; i++)
		rc = zc_sql_run(s->db,
		    "INSERT INTO target_source VALUES($1,$2,$3)"
		    " ON CONFLICT(name, digest) DO NOTHING",
		    e, "sss", c->sources[i].name, c->sources[i].digest,
		    c->target);
	return rc;
}

int
zc_store_has_case(
    struct zc_store *s, const char *digest, bool *has, struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	char known[8];
	int rc = zc_sql_prepare(s->db,
	    "SELECT 1 FROM case_file WHERE digest=$1", &st, e, "s", digest);

	if (rc == ZC_OK)
		*has = one_text(st, known, sizeof(known));
	return rc;
}

int
zc_store_add_case(
    struct zc_store *s, const struct zc_store_case *c, struct zc_err *e)
{
	bool known = false;
	int rc = zc_store_has_case(s, c->digest, &known, e);

	if (rc != ZC_OK)
		return rc;
	if (known)
		return ZC_FAIL(e, ZC_EEXIST, "%s: is in the store", c->id);
	rc = add_target(s, c, e);
	if (rc == ZC_OK)
		rc = zc_sql_run(s->db,
		    "INSERT INTO case_file VALUES($1,$2,$3,$4,$5,$6,$7,$8)", e,
		    "sssssiii", c->digest, c->id, c->target, c->rules, c->path,
		    c->started, c->finished, zc_clock_now());
	return rc;
}

int
zc_store_judged(struct zc_store *s, const struct zc_store_check *c,
    bool *current, struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = zc_sql_prepare(s->db,
	    "SELECT 1 FROM judged WHERE target_id=$1 AND check_id=$2"
	    " AND started>=$3",
	    &st, e, "ssi", c->target, c->check, c->started);
	char newer[8];

	if (rc != ZC_OK)
		return rc;
	*current = !one_text(st, newer, sizeof(newer));
	if (!*current)
		return ZC_OK;
	return zc_sql_run(s->db,
	    "INSERT INTO judged VALUES($1,$2,$3,$4,$5)"
	    " ON CONFLICT(target_id, check_id) DO UPDATE SET started=$3,"
	    " verdict=$4, case_digest=$5",
	    e, "ssiss", c->target, c->check, c->started, c->verdict, c->digest);
}

static int
add_event(struct zc_store *s, const char *key, int64_t at, const char *event,
    const char *actor, const char *note, const char *digest, struct zc_err *e)
{
	return zc_sql_run(s->db,
	    "INSERT INTO finding_event SELECT $1, 1+count(*), $2, $3, $4, $5,"
	    " $6 FROM finding_event WHERE finding_key=$1",
	    e, "sissss", key, at, event, actor, note, digest);
}

static int
read_state(
    struct zc_store *s, const char *key, struct zc_state *out, struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = zc_sql_prepare(s->db,
	    "SELECT detection, workflow, disposition, recurrence FROM finding"
	    " WHERE finding_key=$1",
	    &st, e, "s", key);

	if (rc != ZC_OK)
		return rc;
	rc = zc_sql_step(st, e);
	if (rc == 0)
		rc = ZC_FAIL(e, ZC_ENOENT, "no such finding");
	else if (rc > 0) {
		rc = zc_state_of(zc_sql_text(st, 0), zc_sql_text(st, 1),
			 zc_sql_text(st, 2), out)
		    ? ZC_OK
		    : ZC_FAIL(e, ZC_EINPUT, "damaged finding %s", key);
		out->recurrence = sqlite3_column_int64(st, 3);
	}
	(void)sqlite3_finalize(st);
	return rc;
}

/* Step and write; an event that changes nothing leaves no trace. */
static int
step(struct zc_store *s, const char *key, enum zc_event ev, int64_t at,
    const char *actor, const char *note, const char *digest, struct zc_err *e)
{
	struct zc_state old, now;
	int rc = read_state(s, key, &old, e);

	if (rc != ZC_OK)
		return rc;
	now = old;
	rc = zc_state_step(&now, ev, e);
	if (rc != ZC_OK)
		return rc;
	if (now.detection == old.detection && now.workflow == old.workflow &&
	    now.disposition == old.disposition &&
	    now.recurrence == old.recurrence && note[0] == '\0')
		return ZC_OK;
	rc = zc_sql_run(s->db,
	    "UPDATE finding SET detection=$2, workflow=$3, disposition=$4,"
	    " recurrence=$5 WHERE finding_key=$1",
	    e, "ssssi", key, zc_detection_word(now.detection),
	    zc_workflow_word(now.workflow),
	    zc_disposition_word(now.disposition), now.recurrence);
	if (rc == ZC_OK)
		rc = add_event(
		    s, key, at, zc_event_word(ev), actor, note, digest, e);
	return rc;
}

int
zc_store_seen(struct zc_store *s, const struct zc_store_check *c,
    const char *key, const char *cells, struct zc_err *e)
{
	struct zc_state state;
	int rc = read_state(s, key, &state, NULL);

	if (rc == ZC_ENOENT) {
		rc = zc_sql_run(s->db,
		    "INSERT INTO finding VALUES($1,$2,$3,$4,$5,'present',"
		    "'found','none',0,$6,$6,$7)",
		    e, "sssssis", key, c->check, c->target, c->severity, cells,
		    c->started, c->digest);
		if (rc == ZC_OK)
			rc = add_event(
			    s, key, c->started, "new", "", "", c->digest, e);
		return rc;
	}
	rc = step(s, key, ZC_EV_SEEN, c->started, "", "", c->digest, e);
	if (rc == ZC_OK)
		rc = zc_sql_run(s->db,
		    "UPDATE finding SET last_seen=$2, case_digest=$3, cells=$4,"
		    " severity=$5 WHERE finding_key=$1",
		    e, "sisss", key, c->started, c->digest, cells, c->severity);
	return rc;
}

/* The findings of this check that this case did not show. */
int
zc_store_rest(
    struct zc_store *s, const struct zc_store_check *c, struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = zc_sql_prepare(s->db,
	    "SELECT finding_key FROM finding WHERE target_id=$1"
	    " AND check_id=$2 AND case_digest<>$3 ORDER BY finding_key",
	    &st, e, "sss", c->target, c->check, c->digest);

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_sql_step(st, e)) > 0) {
		rc = step(s, zc_sql_text(st, 0),
		    c->conclusive ? ZC_EV_GONE : ZC_EV_UNSEEN, c->started, "",
		    "", c->digest, e);
		if (rc != ZC_OK)
			break;
	}
	(void)sqlite3_finalize(st);
	return rc;
}

int
zc_store_findings(struct zc_store *s, const char *key, zc_store_finding_fn fn,
    void *ctx, struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	struct zc_store_finding f;
	int rc = zc_sql_prepare(s->db,
	    "SELECT finding_key, check_id, target_id, coalesce(hostname,''),"
	    " severity, cells, detection, workflow, disposition, recurrence,"
	    " finding.first_seen, finding.last_seen FROM finding"
	    " LEFT JOIN target ON target.id=target_id"
	    " WHERE substr(finding_key,1,length($1))=$1"
	    " ORDER BY CASE detection WHEN 'present' THEN 0 WHEN 'stale' THEN 1"
	    " ELSE 2 END, CASE severity WHEN 'high' THEN 0 WHEN 'medium' THEN 1"
	    " WHEN 'low' THEN 2 ELSE 3 END, check_id, finding_key",
	    &st, e, "s", key == NULL ? "" : key);

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_sql_step(st, e)) > 0) {
		f = (struct zc_store_finding){ .key = zc_sql_text(st, 0),
			.check = zc_sql_text(st, 1),
			.target = zc_sql_text(st, 2),
			.hostname = zc_sql_text(st, 3),
			.severity = zc_sql_text(st, 4),
			.cells = zc_sql_text(st, 5),
			.first_seen = sqlite3_column_int64(st, 10),
			.last_seen = sqlite3_column_int64(st, 11) };
		if (!zc_state_of(zc_sql_text(st, 6), zc_sql_text(st, 7),
			zc_sql_text(st, 8), &f.state)) {
			rc = ZC_FAIL(e, ZC_EINPUT, "damaged finding %s", f.key);
			break;
		}
		f.state.recurrence = sqlite3_column_int64(st, 9);
		rc = fn(ctx, &f);
		if (rc < 0)
			break;
	}
	(void)sqlite3_finalize(st);
	return rc;
}

int
zc_store_events(struct zc_store *s, const char *key, zc_store_event_fn fn,
    void *ctx, struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = zc_sql_prepare(s->db,
	    "SELECT at_time, event, actor, note, case_digest"
	    " FROM finding_event WHERE finding_key=$1 ORDER BY seq",
	    &st, e, "s", key);

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_sql_step(st, e)) > 0) {
		rc = fn(ctx, sqlite3_column_int64(st, 0), zc_sql_text(st, 1),
		    zc_sql_text(st, 2), zc_sql_text(st, 3), zc_sql_text(st, 4));
		if (rc < 0)
			break;
	}
	(void)sqlite3_finalize(st);
	return rc;
}

int
zc_store_step(struct zc_store *s, const char *key, enum zc_event ev,
    const char *actor, const char *note, struct zc_err *e)
{
	int rc = zc_store_begin(s, e);

	if (rc == ZC_OK)
		rc = step(s, key, ev, zc_clock_now(), actor, note, "", e);
	if (rc == ZC_OK)
		rc = zc_store_commit(s, e);
	if (rc != ZC_OK)
		zc_store_rollback(s);
	return rc;
}
