#include "unit/zt_db.h"

#include "store/store.h"

#include <unistd.h>

/* Which engine the test that runs now is to use. */
static enum zc_db_engine engine;

/* A test on both engines. */
#define ZT_STORE(id) \
	static void on_both_##id(void); \
	ZT(id##_sqlite) \
	{ \
		engine = ZC_DB_SQLITE; \
		on_both_##id(); \
	} \
	ZT(id##_postgres) \
	{ \
		engine = ZC_DB_POSTGRES; \
		if (zt_db_have(engine)) \
			on_both_##id(); \
	} \
	static void on_both_##id(void)

/* What zc_store_open takes: a directory, or a database and $ZICHA_DATA. */
static const char *
data_dir(void)
{
	static char path[256];

	close(zt_dir(NULL, 0));
	(void)snprintf(path, sizeof(path), "%s/new/data", zt_dir_path());
	(void)setenv("ZICHA_DATA", path, 1);
	return engine == ZC_DB_POSTGRES ? zt_db_url(engine) : path;
}

/* What one inspection says of check `host.x` on target `t`. */
struct visit {
	const char *digest;
	int64_t started;
	const char *keys[4]; /* findings seen, NULL-ended */
	bool conclusive;
};

static int
import(struct zc_store *s, const struct visit *v)
{
	struct zc_store_case file = { .digest = v->digest,
		.id = v->digest,
		.target = "t",
		.hostname = "host",
		.rules = "r",
		.path = "p",
		.started = v->started,
		.finished = v->started + 1 };
	struct zc_store_check c = { .digest = v->digest,
		.target = "t",
		.check = "host.x",
		.severity = "high",
		.verdict = v->conclusive ? "fail" : "unknown",
		.started = v->started,
		.conclusive = v->conclusive };
	bool current = false;
	int rc = zc_store_begin(s, NULL);

	ZT_EQ(rc, ZC_OK);
	rc = zc_store_add_case(s, &file, NULL);
	if (rc == ZC_OK)
		rc = zc_store_judged(s, &c, &current, NULL);
	for (size_t i = 0; rc == ZC_OK && current && v->keys[i] != NULL; i++)
		rc = zc_store_seen(s, &c, v->keys[i], "{}", NULL);
	if (rc == ZC_OK && current)
		rc = zc_store_rest(s, &c, NULL);
	if (rc == ZC_OK)
		rc = zc_store_commit(s, NULL);
	zc_store_rollback(s);
	return rc;
}

struct found {
	struct zc_state state;
	int64_t first, last;
	size_t n;
};

static int
on_finding(void *ctx, const struct zc_store_finding *f)
{
	struct found *out = ctx;

	out->state = f->state;
	out->first = f->first_seen;
	out->last = f->last_seen;
	out->n++;
	return ZC_OK;
}

static struct found
find(struct zc_store *s, const char *key)
{
	struct found f = { .n = 0 };

	ZT_EQ(zc_store_findings(s, key, on_finding, &f, NULL), ZC_OK);
	return f;
}

static int
on_event(void *ctx, int64_t at, const char *event, const char *actor,
    const char *note, const char *digest)
{
	(void)at;
	(void)event;
	(void)actor;
	(void)note;
	(void)digest;
	++*(size_t *)ctx;
	return ZC_OK;
}

static size_t
events(struct zc_store *s, const char *key)
{
	size_t n = 0;

	ZT_EQ(zc_store_events(s, key, on_event, &n, NULL), ZC_OK);
	return n;
}

static struct zc_store *
fresh(void)
{
	struct zc_store *s = NULL;

	ZT_EQ(zc_store_open(data_dir(), true, &s, NULL), ZC_OK);
	return s;
}

ZT_STORE(store_same_case_twice_changes_nothing)
{
	struct zc_store *s = fresh();
	struct visit v = { "d1", 100, { "k1", "k2" }, true };

	ZT_EQ(import(s, &v), ZC_OK);
	ZT_EQ(find(s, NULL).n, 2);
	ZT_EQ(events(s, "k1"), 1);
	ZT_EQ(import(s, &v), ZC_EEXIST);
	ZT_EQ(find(s, NULL).n, 2);
	ZT_EQ(events(s, "k1"), 1);
	zc_store_close(s);
}

ZT_STORE(store_second_run_finds_the_same_finding)
{
	struct zc_store *s = fresh();
	struct visit a = { "d1", 100, { "k1" }, true };
	struct visit b = { "d2", 200, { "k1" }, true };

	ZT_EQ(import(s, &a), ZC_OK);
	ZT_EQ(import(s, &b), ZC_OK);
	ZT_EQ(find(s, NULL).n, 1);
	ZT_EQ(find(s, "k1").first, 100);
	ZT_EQ(find(s, "k1").last, 200);
	ZT_EQ(find(s, "k1").state.recurrence, 0);
	zc_store_close(s);
}

ZT_STORE(store_late_case_changes_no_finding)
{
	struct zc_store *s = fresh();
	struct visit now = { "d2", 200, { "k1" }, true };
	struct visit late = { "d1", 100, { "k9" }, true };

	ZT_EQ(import(s, &now), ZC_OK);
	ZT_EQ(import(s, &late), ZC_OK);
	ZT_EQ(find(s, NULL).n, 1);
	ZT_EQ(find(s, "k1").state.detection, ZC_PRESENT);
	ZT_EQ(find(s, "k1").last, 200);
	zc_store_close(s);
}

ZT_STORE(store_conclusive_absence_is_verified_and_silence_is_stale)
{
	struct zc_store *s = fresh();
	struct visit a = { "d1", 100, { "k1", "k2" }, true };
	struct visit unseen = { "d2", 200, { NULL }, false };
	struct visit gone = { "d3", 300, { "k2" }, true };

	ZT_EQ(import(s, &a), ZC_OK);
	ZT_EQ(import(s, &unseen), ZC_OK);
	ZT_EQ(find(s, "k1").state.detection, ZC_STALE);
	ZT_EQ(find(s, "k2").state.detection, ZC_STALE);
	ZT_EQ(import(s, &gone), ZC_OK);
	ZT_EQ(find(s, "k1").state.detection, ZC_ABSENT_VERIFIED);
	ZT_EQ(find(s, "k2").state.detection, ZC_PRESENT);
	zc_store_close(s);
}

ZT_STORE(store_recurrence_after_checking_off_is_numbered)
{
	struct zc_store *s = fresh();
	struct visit v[] = { { "d1", 100, { "k1" }, true },
		{ "d2", 200, { NULL }, true }, { "d3", 300, { "k1" }, true },
		{ "d4", 400, { NULL }, true }, { "d5", 500, { "k1" }, true } };

	ZT_EQ(import(s, &v[0]), ZC_OK);
	ZT_EQ(zc_store_step(s, "k1", ZC_EV_CHECK_OFF, "me", "", NULL),
	    ZC_EREFUSED);
	ZT_EQ(import(s, &v[1]), ZC_OK);
	ZT_EQ(
	    zc_store_step(s, "k1", ZC_EV_CHECK_OFF, "me", "done", NULL), ZC_OK);
	ZT_EQ(import(s, &v[2]), ZC_OK);
	ZT_EQ(find(s, "k1").state.recurrence, 1);
	ZT_EQ(find(s, "k1").state.workflow, ZC_FOUND);
	ZT_EQ(import(s, &v[3]), ZC_OK);
	ZT_EQ(zc_store_step(s, "k1", ZC_EV_CHECK_OFF, "me", "", NULL), ZC_OK);
	ZT_EQ(import(s, &v[4]), ZC_OK);
	ZT_EQ(find(s, "k1").state.recurrence, 2);
	ZT_EQ(find(s, "k1").first, 100);
	zc_store_close(s);
}

ZT_STORE(store_step_that_does_not_fit_leaves_no_event)
{
	struct zc_store *s = fresh();
	struct visit v = { "d1", 100, { "k1" }, true };

	ZT_EQ(import(s, &v), ZC_OK);
	ZT_EQ(
	    zc_store_step(s, "k1", ZC_EV_RETURN, "me", "", NULL), ZC_EREFUSED);
	ZT_EQ(events(s, "k1"), 1);
	ZT_EQ(
	    zc_store_step(s, "none", ZC_EV_ASSIGN, "me", "", NULL), ZC_ENOENT);
	ZT_EQ(
	    zc_store_step(s, "k1", ZC_EV_ASSIGN, "me", "x'); --", NULL), ZC_OK);
	ZT_EQ(events(s, "k1"), 2);
	zc_store_close(s);
}

ZT_STORE(store_has_one_inspection_and_many_writers)
{
	const char *dir = data_dir();
	struct zc_store *a = NULL, *b = NULL;
	struct visit v = { "d1", 100, { "k1" }, true };

	ZT_EQ(zc_store_open(dir, true, &a, NULL), ZC_OK);
	ZT_EQ(zc_store_lock(a, NULL), ZC_OK);
	ZT_EQ(zc_store_lock(a, NULL), ZC_OK);
	/* Another may write, but not inspect. */
	ZT_EQ(zc_store_open(dir, true, &b, NULL), ZC_OK);
	ZT_EQ(zc_store_lock(b, NULL), ZC_EBUSY);
	ZT_EQ(import(b, &v), ZC_OK);
	ZT_EQ(find(a, "k1").n, 1);
	zc_store_close(a);
	ZT_EQ(zc_store_lock(b, NULL), ZC_OK);
	zc_store_close(b);
	zc_store_close(NULL);
}

ZT_STORE(store_target_is_known_again_by_any_source)
{
	struct zc_store *s = fresh();
	struct zc_store_source all[] = { { "dmi_uuid", "u1" },
		{ "disk_serial", "s1" } };
	struct zc_store_source other[] = { { "machine_id", "m2" } };
	struct zc_store_source mixed[] = { { "machine_id", "m2" },
		{ "disk_serial", "s1" } };
	struct zc_store_case file = { .digest = "d1",
		.id = "c1",
		.target = "t1",
		.hostname = "h",
		.rules = "r",
		.path = "p",
		.started = 1,
		.sources = all,
		.nsources = 2 };
	char id[33];
	bool clash;

	ZT_EQ(zc_store_begin(s, NULL), ZC_OK);
	ZT_EQ(zc_store_add_case(s, &file, NULL), ZC_OK);
	file.digest = "d2";
	file.target = "t2";
	file.sources = other;
	file.nsources = 1;
	ZT_EQ(zc_store_add_case(s, &file, NULL), ZC_OK);
	ZT_EQ(zc_store_commit(s, NULL), ZC_OK);
	ZT_EQ(zc_store_target(s, "new", &all[1], 1, id, &clash, NULL), ZC_OK);
	ZT_STR(zc_str_of(id), "t1");
	ZT_TRUE(!clash);
	ZT_EQ(zc_store_target(s, "new", NULL, 0, id, &clash, NULL), ZC_OK);
	ZT_STR(zc_str_of(id), "new");
	/* Marks of two computers at once: told, and the first decides. */
	ZT_EQ(zc_store_target(s, "new", mixed, 2, id, &clash, NULL), ZC_OK);
	ZT_STR(zc_str_of(id), "t2");
	ZT_TRUE(clash);
	zc_store_close(s);
}

ZT(store_that_is_no_database_is_refused)
{
	static const struct zt_file files[] = { { "zicha.db",
	    "this is no database, it only stands where one should\n", 0 } };
	struct zc_store *s = NULL;
	struct zc_err e = { 0 };

	close(zt_dir(files, 1));
	ZT_EQ(zc_store_open(zt_dir_path(), true, &s, &e), ZC_EINPUT);
	ZT_TRUE(s == NULL);
	ZT_TRUE(e.msg[0] != '\0');
}

ZT(store_place_that_cannot_be_made_says_so)
{
	struct zc_store *s = NULL;

	ZT_EQ(zc_store_open("/dev/null/x", true, &s, NULL), ZC_ENOENT);
	ZT_TRUE(zc_store_open("/no/such/place", false, &s, NULL) != ZC_OK);
	ZT_TRUE(s == NULL);
}

/* A data directory of zicha 0.1 is taken over with what is in it. */
ZT(store_of_the_first_version_is_taken_over)
{
	const char *dir;
	struct zc_store *s = NULL;
	struct zc_db *db = NULL;
	char path[300];

	engine = ZC_DB_SQLITE;
	dir = data_dir();
	ZT_EQ(zc_store_open(dir, true, &s, NULL), ZC_OK);
	zc_store_close(s);
	(void)snprintf(path, sizeof(path), "%s/zicha.db", dir);
	ZT_EQ(unlink(path), 0);
	ZT_OK(zc_db_open(path, true, &db, e));
	ZT_OK(zc_db_exec(db,
	    "CREATE TABLE target(id TEXT PRIMARY KEY NOT NULL,"
	    " hostname TEXT NOT NULL, first_seen BIGINT NOT NULL,"
	    " last_seen BIGINT NOT NULL);"
	    "INSERT INTO target VALUES('t','h',1,2); PRAGMA user_version=1",
	    e));
	zc_db_close(db);
	ZT_EQ(zc_store_open(dir, true, &s, NULL), ZC_OK);
	ZT_STR(zc_str_of(
		   zt_db_text(zc_store_db(s), "SELECT hostname FROM target")),
	    "h");
	ZT_EQ(zt_db_int(zc_store_db(s), "SELECT max(number) FROM migration"),
	    zt_db_int(zc_store_db(s), "SELECT count(*) FROM migration"));
	zc_store_close(s);
}

ZT_STORE(store_of_a_newer_version_is_refused)
{
	const char *dir = data_dir();
	struct zc_store *s = NULL;
	struct zc_err err = { 0 };

	ZT_EQ(zc_store_open(dir, true, &s, NULL), ZC_OK);
	ZT_OK(zc_db_exec(zc_store_db(s),
	    "INSERT INTO migration(number, name, at_time) VALUES(9999,'x',0)",
	    e));
	zc_store_close(s);
	s = NULL;
	ZT_EQ(zc_store_open(dir, true, &s, &err), ZC_EINPUT);
	ZT_TRUE(strstr(err.msg, "newer") != NULL);
	ZT_EQ(zc_store_open(dir, false, &s, NULL), ZC_EINPUT);
	ZT_TRUE(s == NULL);
}
