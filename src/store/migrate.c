#include "store/migrate.h"

#include "base/clock.h"
#include "store/db_priv.h"
#include "store/office_schema.h"
#include "store/table.h"

struct migration {
	const char *name;
	const char *const *sql; /* NULL-ended */
};

/* What zicha 0.1 made, so that its data directories are taken over. */
static const char *const cases[] = {
	"CREATE TABLE IF NOT EXISTS target(id TEXT PRIMARY KEY NOT NULL,"
	" hostname TEXT NOT NULL, first_seen BIGINT NOT NULL,"
	" last_seen BIGINT NOT NULL)",
	"CREATE TABLE IF NOT EXISTS target_source(name TEXT NOT NULL,"
	" digest TEXT NOT NULL, target_id TEXT NOT NULL,"
	" PRIMARY KEY(name, digest))",
	"CREATE TABLE IF NOT EXISTS case_file(digest TEXT PRIMARY KEY NOT NULL,"
	" id TEXT NOT NULL, target_id TEXT NOT NULL, rules TEXT NOT NULL,"
	" path TEXT NOT NULL, started BIGINT NOT NULL,"
	" finished BIGINT NOT NULL, imported BIGINT NOT NULL)",
	"CREATE TABLE IF NOT EXISTS judged(target_id TEXT NOT NULL,"
	" check_id TEXT NOT NULL, started BIGINT NOT NULL,"
	" verdict TEXT NOT NULL, case_digest TEXT NOT NULL,"
	" PRIMARY KEY(target_id, check_id))",
	"CREATE TABLE IF NOT EXISTS finding("
	"finding_key TEXT PRIMARY KEY NOT NULL,"
	" check_id TEXT NOT NULL, target_id TEXT NOT NULL,"
	" severity TEXT NOT NULL, cells TEXT NOT NULL,"
	" detection TEXT NOT NULL, workflow TEXT NOT NULL,"
	" disposition TEXT NOT NULL, recurrence BIGINT NOT NULL,"
	" first_seen BIGINT NOT NULL, last_seen BIGINT NOT NULL,"
	" case_digest TEXT NOT NULL)",
	"CREATE INDEX IF NOT EXISTS finding_of ON finding(target_id, check_id)",
	"CREATE TABLE IF NOT EXISTS finding_event(finding_key TEXT NOT NULL,"
	" seq BIGINT NOT NULL, at_time BIGINT NOT NULL, event TEXT NOT NULL,"
	" actor TEXT NOT NULL, note TEXT NOT NULL, case_digest TEXT NOT NULL,"
	" PRIMARY KEY(finding_key, seq))",
	NULL
};

static const char *const ledgers[] = {
	"lite:CREATE TABLE id_top(top BIGINT NOT NULL)",
	"lite:INSERT INTO id_top(top) VALUES(0)", "pg:CREATE SEQUENCE id_seq",
	"CREATE TABLE schema_change(id BIGINT PRIMARY KEY NOT NULL,"
	" at_time BIGINT NOT NULL, tbl TEXT NOT NULL, what TEXT NOT NULL)",
	/* day: midnight UTC of the calendar day; working: 0 or 1 */
	"CREATE TABLE calendar(day BIGINT PRIMARY KEY NOT NULL,"
	" working BIGINT NOT NULL CHECK(working IN (0,1)))",
	"CREATE TABLE unit(id BIGINT PRIMARY KEY NOT NULL,"
	" parent BIGINT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,"
	" code TEXT NOT NULL, UNIQUE(parent, name))",
	/* every unit is its own ancestor at depth 0 */
	"CREATE TABLE unit_closure(anc BIGINT NOT NULL REFERENCES unit(id),"
	" des BIGINT NOT NULL REFERENCES unit(id), depth BIGINT NOT NULL,"
	" PRIMARY KEY(anc, des))",
	"CREATE INDEX unit_closure_des ON unit_closure(des, anc)",
	"CREATE TABLE history_head(unit_id BIGINT PRIMARY KEY NOT NULL,"
	" seq BIGINT NOT NULL, hash TEXT NOT NULL)",
	/* see history.h; body null = purged, row_sum: what the row became */
	"CREATE TABLE history(unit_id BIGINT NOT NULL, seq BIGINT NOT NULL,"
	" ledger TEXT NOT NULL, row_id BIGINT NOT NULL, ver BIGINT NOT NULL,"
	" at_time BIGINT NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL,"
	" note TEXT NOT NULL, body TEXT, body_sum TEXT NOT NULL,"
	" row_sum TEXT NOT NULL, hash TEXT NOT NULL,"
	" PRIMARY KEY(unit_id, seq))",
	"CREATE INDEX history_row ON history(row_id, ver)", NULL
};

static const char *const figures[] = {
	/* 0 = the root unit of this store */
	"ALTER TABLE target ADD COLUMN unit_id BIGINT NOT NULL DEFAULT 0",
	/* A year's figures as they were taken; never changed afterwards. */
	"CREATE TABLE indicator_value(unit_id BIGINT NOT NULL,"
	" indicator TEXT NOT NULL, period TEXT NOT NULL, numerator TEXT,"
	" denominator TEXT, target TEXT, met TEXT NOT NULL,"
	" rules TEXT NOT NULL, taken_at BIGINT NOT NULL,"
	" taken_by TEXT NOT NULL,"
	" PRIMARY KEY(unit_id, indicator, period, taken_at))",
	/* Bytes by digest below files/; purged_at: they are gone. */
	"CREATE TABLE attachment(digest TEXT PRIMARY KEY NOT NULL,"
	" name TEXT NOT NULL, size BIGINT NOT NULL, unit_id BIGINT NOT NULL,"
	" added_at BIGINT NOT NULL, added_by TEXT NOT NULL,"
	" purged_at BIGINT)",
	/* Which backups were made, so that a purge can name them. */
	"CREATE TABLE backup_made(id BIGINT PRIMARY KEY NOT NULL,"
	" path TEXT NOT NULL, made_at BIGINT NOT NULL,"
	" actor TEXT NOT NULL, rows_kept BIGINT NOT NULL,"
	" files_kept BIGINT NOT NULL)",
	NULL
};

static const char *const facts[] = {
	/* How far a table was seen on a target: full_at = start of the newest
	 * case that saw it whole (0 = none), last_at = of the newest at all. */
	"CREATE TABLE fact_cover(target_id TEXT NOT NULL, tbl TEXT NOT NULL,"
	" full_at BIGINT NOT NULL, last_at BIGINT NOT NULL,"
	" last_cover TEXT NOT NULL, PRIMARY KEY(target_id, tbl))",
	/* Until when a finding is tolerated, who approved it, and why. */
	"CREATE TABLE finding_exception(finding_key TEXT PRIMARY KEY NOT NULL,"
	" until_at BIGINT NOT NULL, approver TEXT NOT NULL,"
	" reason TEXT NOT NULL, actor TEXT NOT NULL, set_at BIGINT NOT NULL)",
	NULL
};

static const struct migration all[] = {
	{ "cases and findings", cases },
	{ "units, ledgers, history", ledgers },
	{ "users, settings, flows", zc_office_schema },
	{ "figures", figures },
	{ "facts and exceptions", facts },
};

int
zc_migrate_known(void)
{
	return (int)ZC_LEN(all);
}

static void
as_sqlite(struct zc_buf *b, const char *sql)
{
	static const char big[] = "BIGINT";
	const char *p;

	for (; (p = strstr(sql, big)) != NULL; sql = p + sizeof(big) - 1) {
		zc_buf_add(b, sql, (size_t)(p - sql));
		zc_buf_cstr(b, "INTEGER");
	}
	zc_buf_cstr(b, sql);
}

int
zc_migrate_ddl(struct zc_db *db, const char *sql, struct zc_err *e)
{
	bool lite = zc_db_engine(db) == ZC_DB_SQLITE;
	struct zc_str s = zc_str_of(sql);
	struct zc_buf b;
	int rc;

	if (zc_str_starts(s, lite ? "pg:" : "lite:"))
		return ZC_OK;
	if (zc_str_starts(s, lite ? "lite:" : "pg:"))
		sql = strchr(sql, ':') + 1;
	if (!lite)
		return zc_db_exec(db, sql, e);
	zc_buf_init(&b, 1 << 20);
	as_sqlite(&b, sql);
	if (zc_str_starts(zc_str_of(sql), "CREATE TABLE"))
		zc_buf_cstr(&b,
		    strstr(sql, " PRIMARY KEY(") != NULL
			? " STRICT, WITHOUT ROWID"
			: " STRICT");
	rc = b.rc != ZC_OK ? ZC_FAIL(e, ZC_ENOMEM, "database tables")
			   : zc_db_exec(db, b.p, e);
	zc_buf_fini(&b);
	return rc;
}

static int
one_number(struct zc_db *db, const char *sql, int64_t *out, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(db, sql, &r, e, "");

	*out = 0;
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0)
		*out = zc_rows_int(r, 0);
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

int
zc_migrate_done(struct zc_db *db, int *n, struct zc_err *e)
{
	int64_t there = 0, done = 0;
	int rc = one_number(db,
	    zc_db_engine(db) == ZC_DB_SQLITE
		? "SELECT count(*) FROM sqlite_schema WHERE name='migration'"
		: "SELECT count(*) FROM pg_tables WHERE"
		  " schemaname=current_schema() AND tablename='migration'",
	    &there, e);

	if (rc == ZC_OK && there > 0)
		rc = one_number(db,
		    "SELECT coalesce(max(number), 0) FROM migration", &done, e);
	if (rc == ZC_OK)
		*n = (int)done;
	return rc;
}

static int
run_one(struct zc_db *db, int number, struct zc_err *e)
{
	const struct migration *m = &all[number - 1];
	int rc = ZC_OK;

	for (size_t i = 0; rc == ZC_OK && m->sql[i] != NULL; i++)
		rc = zc_migrate_ddl(db, m->sql[i], e);
	if (rc == ZC_OK)
		rc = zc_db_run(db,
		    "INSERT INTO migration(number, name, at_time)"
		    " VALUES($1,$2,$3)",
		    e, "isi", (int64_t)number, m->name, zc_clock_now());
	return rc;
}

static int
run_all(struct zc_db *db, struct zc_err *e)
{
	int done = 0, rc;

	rc = zc_migrate_ddl(
	    db, "pg:SELECT pg_advisory_xact_lock(2054775649, 1)", e);
	if (rc == ZC_OK)
		rc = zc_migrate_ddl(db,
		    "CREATE TABLE IF NOT EXISTS migration(number BIGINT"
		    " PRIMARY KEY NOT NULL, name TEXT NOT NULL,"
		    " at_time BIGINT NOT NULL)",
		    e);
	if (rc == ZC_OK)
		rc = zc_migrate_done(db, &done, e);
	while (rc == ZC_OK && done < zc_migrate_known())
		rc = run_one(db, ++done, e);
	return rc;
}

int
zc_table_migrate(struct zc_db *db, struct zc_err *e)
{
	int done = 0, rc = zc_migrate_done(db, &done, e);

	if (rc != ZC_OK)
		return rc;
	if (done > zc_migrate_known())
		return ZC_FAIL(e, ZC_EINPUT,
		    "the store was made by a newer zicha (%d, this one knows "
		    "%d): use that one",
		    done, zc_migrate_known());
	if (done == zc_migrate_known())
		return ZC_OK;
	rc = zc_db_begin(db, e);
	if (rc == ZC_OK)
		rc = run_all(db, e);
	if (rc == ZC_OK)
		rc = zc_db_commit(db, e);
	if (rc != ZC_OK)
		zc_db_rollback(db);
	zc_db_forget(db);
	return rc;
}
