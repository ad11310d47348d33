#include "store/store.h"

#include "base/clock.h"
#include "store/migrate.h"
#include "store/table.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct zc_store {
	struct zc_db *db;
	bool borrowed; /* the connection is somebody else's */
	char dir[4096];
	int lock;
};

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

const char *
zc_store_default(void)
{
	static char path[4096];
	const char *s = getenv("XDG_STATE_HOME");

	if (geteuid() == 0)
		return "/var/lib/zicha";
	if (s != NULL && s[0] == '/')
		(void)snprintf(path, sizeof(path), "%s/zicha", s);
	else
		(void)snprintf(path, sizeof(path), "%s/.local/state/zicha",
		    getenv("HOME") == NULL ? "/tmp" : getenv("HOME"));
	return path;
}

static bool
is_url(const char *where)
{
	return strncmp(where, "postgresql://", 13) == 0 ||
	    strncmp(where, "postgres://", 11) == 0;
}

const char *
zc_store_files(const char *where)
{
	const char *s = getenv("ZICHA_DATA");

	if (!is_url(where))
		return where;
	return s != NULL && s[0] != '\0' ? s : zc_store_default();
}

int
zc_store_lock(struct zc_store *s, struct zc_err *e)
{
	char path[4200];

	if (s->lock != -1)
		return ZC_OK;
	(void)snprintf(path, sizeof(path), "%s/lock", s->dir);
	s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock == -1)
		return ZC_FAIL_SYS(e, zc_err_of(errno),
		    "%s: the data directory cannot be written", s->dir);
	if (flock(s->lock, LOCK_EX | LOCK_NB) == -1) {
		(void)close(s->lock);
		s->lock = -1;
		return ZC_FAIL_SYS(e, ZC_EBUSY, "%s: is in use", s->dir);
	}
	return ZC_OK;
}

/* What zicha 0.1 put there to tell versions apart; migrations do it now. */
static int
check_version(struct zc_store *s, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int64_t v = 0;
	int done = 0, rc = ZC_OK;

	if (zc_db_engine(s->db) == ZC_DB_SQLITE) {
		rc = zc_db_ask(s->db, "PRAGMA user_version", &r, e, "");
		if (rc == ZC_OK)
			rc = zc_rows_next(r, e);
		if (rc > 0)
			v = zc_rows_int(r, 0);
		zc_rows_close(r);
	}
	if (rc >= 0)
		rc = zc_migrate_done(s->db, &done, e);
	if (rc == ZC_OK && (v > 1 || done > zc_migrate_known()))
		return ZC_FAIL(e, ZC_EINPUT,
		    "%s: the store was made by a newer zicha", s->dir);
	if (rc == ZC_OK && done == 0 && zc_db_engine(s->db) != ZC_DB_SQLITE)
		return ZC_FAIL(
		    e, ZC_ENOENT, "the database holds no store of zicha yet");
	return rc;
}

static int
open_db(struct zc_store *s, const char *where, bool write, struct zc_err *e)
{
	char path[4200];
	int rc;

	if (!is_url(where)) {
		(void)snprintf(path, sizeof(path), "%s/zicha.db", s->dir);
		where = path;
	}
	rc = zc_db_open(where, write, &s->db, e);
	if (rc == ZC_OK && write)
		rc = zc_table_migrate(s->db, e);
	return rc == ZC_OK ? check_version(s, e) : rc;
}

int
zc_store_open(
    const char *where, bool write, struct zc_store **out, struct zc_err *e)
{
	struct zc_store *s = calloc(1, sizeof(*s));
	char cases[4200];
	int rc = ZC_OK;

	if (s == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "store");
	s->lock = -1;
	(void)snprintf(s->dir, sizeof(s->dir), "%s", zc_store_files(where));
	(void)snprintf(cases, sizeof(cases), "%s/cases", s->dir);
	if (write)
		rc = make_dir(cases, e);
	if (rc == ZC_OK)
		rc = open_db(s, where, write, e);
	if (rc != ZC_OK) {
		zc_store_close(s);
		return rc;
	}
	*out = s;
	return ZC_OK;
}

bool
zc_store_there(const char *where)
{
	struct zc_store *s = NULL;
	char path[4200];
	bool there;

	if (!is_url(where)) {
		(void)snprintf(path, sizeof(path), "%s/zicha.db", where);
		return access(path, F_OK) == 0;
	}
	there = zc_store_open(where, false, &s, NULL) != ZC_ENOENT;
	zc_store_close(s);
	return there;
}

void
zc_store_close(struct zc_store *s)
{
	if (s == NULL)
		return;
	if (!s->borrowed)
		zc_db_close(s->db);
	if (s->lock != -1)
		(void)close(s->lock);
	free(s);
}

int
zc_store_borrow(struct zc_db *db, struct zc_store **out, struct zc_err *e)
{
	struct zc_store *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "store");
	s->lock = -1;
	s->db = db;
	s->borrowed = true;
	*out = s;
	return ZC_OK;
}

int
zc_store_unit_target(struct zc_store *s, int64_t unit, int64_t now,
    char out[33], struct zc_err *e)
{
	(void)snprintf(out, 33, "unit-%lld", (long long)unit);
	return zc_db_run(s->db,
	    "INSERT INTO target(id, hostname, first_seen, last_seen, unit_id)"
	    " SELECT $1, name, $3, $3, $2 FROM unit WHERE id=$2"
	    " ON CONFLICT(id) DO UPDATE SET last_seen=$3",
	    e, "sii", out, unit, now);
}

int
zc_store_next_run(struct zc_store *s, const char *target, int64_t now,
    int64_t *started, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(s->db,
	    "SELECT coalesce(max(started), 0) FROM judged WHERE target_id=$1",
	    &r, e, "s", target);

	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0)
		*started =
		    zc_rows_int(r, 0) < now ? now : zc_rows_int(r, 0) + 1;
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

const char *
zc_store_dir(const struct zc_store *s)
{
	return s->dir;
}

struct zc_db *
zc_store_db(struct zc_store *s)
{
	return s->db;
}

int
zc_store_begin(struct zc_store *s, struct zc_err *e)
{
	return zc_db_begin(s->db, e);
}

int
zc_store_commit(struct zc_store *s, struct zc_err *e)
{
	return zc_db_commit(s->db, e);
}

void
zc_store_rollback(struct zc_store *s)
{
	zc_db_rollback(s->db);
}

/*
 * One text of a query of at most one row into `out`: 1 when there is a row, 0
 * when not, or a failure. Takes `r`.
 */
static int
one_text(struct zc_rows *r, char *out, size_t n, struct zc_err *e)
{
	int rc = zc_rows_next(r, e);

	if (rc > 0)
		(void)snprintf(out, n, "%s", zc_rows_text(r, 0));
	zc_rows_close(r);
	return rc;
}

int
zc_store_target(struct zc_store *s, const char *id,
    const struct zc_store_source *v, size_t n, char out[33], bool *clash,
    struct zc_err *e)
{
	struct zc_rows *r = NULL;
	char got[33], first[33] = "";
	int rc;

	*clash = false;
	for (size_t i = 0; i < n; i++) {
		r = NULL;
		rc = zc_db_ask(s->db,
		    "SELECT target_id FROM target_source"
		    " WHERE name=$1 AND digest=$2",
		    &r, e, "ss", v[i].name, v[i].digest);
		if (rc != ZC_OK)
			return rc;
		rc = one_text(r, got, sizeof(got), e);
		if (rc < 0)
			return rc;
		if (rc == 0)
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
	int rc = zc_db_run(s->db,
	    "INSERT INTO target(id, hostname, first_seen, last_seen)"
	    " VALUES($1,$2,$3,$3) ON CONFLICT(id) DO UPDATE"
	    " SET last_seen=CASE WHEN target.last_seen<$3 THEN $3"
	    " ELSE target.last_seen END,"
	    " hostname=CASE WHEN target.last_seen<$3 THEN $2"
	    " ELSE target.hostname END",
	    e, "ssi", c->target, c->hostname, c->started);

	for (size_t i = 0; i < c->nsources && rc == ZC_OK; i++)
		rc = zc_db_run(s->db,
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
	struct zc_rows *r = NULL;
	char known[8];
	int rc = zc_db_ask(s->db, "SELECT 1 FROM case_file WHERE digest=$1", &r,
	    e, "s", digest);

	if (rc == ZC_OK)
		rc = one_text(r, known, sizeof(known), e);
	if (rc < 0)
		return rc;
	*has = rc > 0;
	return ZC_OK;
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
		rc = zc_db_run(s->db,
		    "INSERT INTO case_file VALUES($1,$2,$3,$4,$5,$6,$7,$8)", e,
		    "sssssiii", c->digest, c->id, c->target, c->rules, c->path,
		    c->started, c->finished, zc_clock_now());
	return rc;
}

int
zc_store_judged(struct zc_store *s, const struct zc_store_check *c,
    bool *current, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(s->db,
	    "SELECT 1 FROM judged WHERE target_id=$1 AND check_id=$2"
	    " AND started>=$3",
	    &r, e, "ssi", c->target, c->check, c->started);
	char newer[8];

	if (rc == ZC_OK)
		rc = one_text(r, newer, sizeof(newer), e);
	if (rc < 0)
		return rc;
	*current = rc == 0;
	if (!*current)
		return ZC_OK;
	return zc_db_run(s->db,
	    "INSERT INTO judged VALUES($1,$2,$3,$4,$5)"
	    " ON CONFLICT(target_id, check_id) DO UPDATE SET started=$3,"
	    " verdict=$4, case_digest=$5",
	    e, "ssiss", c->target, c->check, c->started, c->verdict, c->digest);
}

static int
add_event(struct zc_store *s, const char *key, int64_t at, const char *event,
    const char *actor, const char *note, const char *digest, struct zc_err *e)
{
	return zc_db_run(s->db,
	    "INSERT INTO finding_event SELECT $1, 1+count(*), $2, $3, $4, $5,"
	    " $6 FROM finding_event WHERE finding_key=$1",
	    e, "sissss", key, at, event, actor, note, digest);
}

static int
read_state(
    struct zc_store *s, const char *key, struct zc_state *out, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(s->db,
	    "SELECT detection, workflow, disposition, recurrence FROM finding"
	    " WHERE finding_key=$1",
	    &r, e, "s", key);

	if (rc != ZC_OK)
		return rc;
	rc = zc_rows_next(r, e);
	if (rc == 0)
		rc = ZC_FAIL(e, ZC_ENOENT, "no such finding");
	else if (rc > 0) {
		rc = zc_state_of(zc_rows_text(r, 0), zc_rows_text(r, 1),
			 zc_rows_text(r, 2), out)
		    ? ZC_OK
		    : ZC_FAIL(e, ZC_EINPUT, "damaged finding %s", key);
		out->recurrence = zc_rows_int(r, 3);
	}
	zc_rows_close(r);
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
	rc = zc_db_run(s->db,
	    "UPDATE finding SET detection=$2, workflow=$3, disposition=$4,"
	    " recurrence=$5 WHERE finding_key=$1",
	    e, "ssssi", key, zc_detection_word(now.detection),
	    zc_workflow_word(now.workflow),
	    zc_disposition_word(now.disposition), now.recurrence);
	if (rc == ZC_OK && ev == ZC_EV_LIFT)
		rc = zc_db_run(s->db,
		    "DELETE FROM finding_exception WHERE finding_key=$1", e,
		    "s", key);
	if (rc == ZC_OK)
		rc = add_event(
		    s, key, at, zc_event_word(ev), actor, note, digest, e);
	return rc;
}

int
zc_store_event(struct zc_store *s, const char *key, enum zc_event ev,
    int64_t at, const char *actor, const char *note, struct zc_err *e)
{
	return step(s, key, ev, at, actor, note, "", e);
}

int
zc_store_seen(struct zc_store *s, const struct zc_store_check *c,
    const char *key, const char *cells, struct zc_err *e)
{
	struct zc_state state;
	int rc = read_state(s, key, &state, NULL);

	if (rc == ZC_ENOENT) {
		rc = zc_db_run(s->db,
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
		rc = zc_db_run(s->db,
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
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(s->db,
	    "SELECT finding_key FROM finding WHERE target_id=$1"
	    " AND check_id=$2 AND case_digest<>$3 ORDER BY finding_key",
	    &r, e, "sss", c->target, c->check, c->digest);

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_rows_next(r, e)) > 0) {
		rc = step(s, zc_rows_text(r, 0),
		    c->conclusive ? ZC_EV_GONE : ZC_EV_UNSEEN, c->started, "",
		    "", c->digest, e);
		if (rc != ZC_OK)
			break;
	}
	zc_rows_close(r);
	return rc;
}

int
zc_store_findings(struct zc_store *s, const char *key, zc_store_finding_fn fn,
    void *ctx, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	struct zc_store_finding f;
	int rc = zc_db_ask(s->db,
	    "SELECT finding_key, check_id, target_id, coalesce(hostname,''),"
	    " severity, cells, detection, workflow, disposition, recurrence,"
	    " finding.first_seen, finding.last_seen FROM finding"
	    " LEFT JOIN target ON target.id=target_id"
	    " WHERE substr(finding_key,1,length($1))=$1"
	    " ORDER BY CASE detection WHEN 'present' THEN 0 WHEN 'stale' THEN 1"
	    " ELSE 2 END, CASE severity WHEN 'high' THEN 0 WHEN 'medium' THEN 1"
	    " WHEN 'low' THEN 2 ELSE 3 END, check_id, finding_key",
	    &r, e, "s", key == NULL ? "" : key);

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_rows_next(r, e)) > 0) {
		f = (struct zc_store_finding){ .key = zc_rows_text(r, 0),
			.check = zc_rows_text(r, 1),
			.target = zc_rows_text(r, 2),
			.hostname = zc_rows_text(r, 3),
			.severity = zc_rows_text(r, 4),
			.cells = zc_rows_text(r, 5),
			.first_seen = zc_rows_int(r, 10),
			.last_seen = zc_rows_int(r, 11) };
		if (!zc_state_of(zc_rows_text(r, 6), zc_rows_text(r, 7),
			zc_rows_text(r, 8), &f.state)) {
			rc = ZC_FAIL(e, ZC_EINPUT, "damaged finding %s", f.key);
			break;
		}
		f.state.recurrence = zc_rows_int(r, 9);
		rc = fn(ctx, &f);
		if (rc < 0)
			break;
	}
	zc_rows_close(r);
	return rc;
}

int
zc_store_events(struct zc_store *s, const char *key, zc_store_event_fn fn,
    void *ctx, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(s->db,
	    "SELECT at_time, event, actor, note, case_digest"
	    " FROM finding_event WHERE finding_key=$1 ORDER BY seq",
	    &r, e, "s", key);

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_rows_next(r, e)) > 0) {
		rc = fn(ctx, zc_rows_int(r, 0), zc_rows_text(r, 1),
		    zc_rows_text(r, 2), zc_rows_text(r, 3), zc_rows_text(r, 4));
		if (rc < 0)
			break;
	}
	zc_rows_close(r);
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
