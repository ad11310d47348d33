/* Verdicts, and what a query of a definition may not do. */
#include "unit/zt.h"

#include "core/check.h"

/* Three tables t0, t1, t2 with covers that a test sets. */
static struct {
	sqlite3 *db;
	enum zc_cover cover[3];
	struct zc_outcome seen;
	struct zc_facts f;
	struct zc_catalog catalog;
} w;

static const struct zc_outcome *
outcome(void *ctx, const char *table)
{
	(void)ctx;
	if (table[0] != 't' || table[1] < '0' || table[1] > '2' ||
	    table[2] != '\0')
		return NULL;
	w.seen = (struct zc_outcome){ .cover = w.cover[table[1] - '0'] };
	(void)snprintf(w.seen.reason, sizeof(w.seen.reason), "why %s", table);
	return &w.seen;
}

static struct zc_setting settings[] = {
	{ .id = "host.list", .type = "list", .value = "a*\nbb, c\n" },
	{ .id = "host.max.days", .type = "integer", .value = "3" },
	{ .id = "host.on", .type = "boolean", .value = "1" },
};

static void
world(const char *sql)
{
	memset(&w, 0, sizeof(w));
	ZT_EQ(sqlite3_open(":memory:", &w.db), SQLITE_OK);
	ZT_EQ(zc_sql_exec(w.db,
		  "CREATE TABLE t0(a INTEGER, b TEXT);"
		  "CREATE TABLE t1(a INTEGER, b TEXT);"
		  "CREATE TABLE t2(a INTEGER, b TEXT);"
		  "CREATE TABLE hidden(a INTEGER)",
		  NULL),
	    ZC_OK);
	ZT_EQ(zc_sql_exec(w.db, sql, NULL), ZC_OK);
	w.catalog.settings = settings;
	w.catalog.nsettings = ZC_LEN(settings);
	w.f = (struct zc_facts){ .db = w.db,
		.catalog = &w.catalog,
		.outcome = outcome,
		.now = 1000000 };
	ZT_EQ(zc_check_open(&w.f, NULL), ZC_OK);
}

static void
end(void)
{
	ZT_EQ(sqlite3_close(w.db), SQLITE_OK);
}

/* The verdict's word, or the word of the failure. */
static const char *
judge(const struct zc_check *c, struct zc_result *r)
{
	struct zc_err e = { 0 };
	int rc = zc_check_eval(&w.f, c, r, NULL, NULL, &e);

	return rc == ZC_OK ? zc_verdict_word(r->verdict) : zc_err_word(rc);
}

static void
verdict(const struct zc_check *c, const char *want)
{
	struct zc_result r;

	ZT_STR(zc_str_of(judge(c, &r)), want);
}

/* The same for a query with all three settings. */
static void
query(const char *sql, const char *want)
{
	static const char *ids[] = { "host.list", "host.max.days", "host.on" };
	struct zc_check c = {
		.id = "host.x", .query = sql, .settings = { ids, 3 }
	};

	verdict(&c, want);
}

ZT(check_rows_fail_and_none_pass)
{
	world("INSERT INTO t0 VALUES(1, 'x')");
	query("SELECT a FROM t0", "fail");
	query("SELECT a FROM t1", "pass");
	end();
}

ZT(check_never_passes_over_what_was_not_fully_seen)
{
	static const enum zc_cover covers[] = { ZC_COVER_PARTIAL,
		ZC_COVER_DENIED, ZC_COVER_ABSENT, ZC_COVER_UNSUPPORTED,
		ZC_COVER_ERROR };

	world("INSERT INTO t0 VALUES(1, 'x')");
	for (size_t i = 0; i < ZC_LEN(covers); i++) {
		w.cover[0] = covers[i];
		query("SELECT a FROM t0", "unknown");
		query("SELECT a FROM t0 WHERE a = 2", "unknown");
		query("SELECT t1.a FROM t1 JOIN t0 ON t0.a = t1.a", "unknown");
		query("SELECT a FROM t1 WHERE a NOT IN (SELECT a FROM t0)",
		    "unknown");
		query("SELECT a FROM t1", "pass");
	}
	end();
}

ZT(check_names_the_table_that_was_not_seen)
{
	struct zc_check c = { .id = "x", .query = "SELECT a FROM t0, t2" };
	struct zc_result r;

	c.query = "SELECT t0.a FROM t0, t2";
	world("");
	w.cover[2] = ZC_COVER_DENIED;
	ZT_STR(zc_str_of(judge(&c, &r)), "unknown");
	ZT_STR(zc_str_of(r.table), "t2");
	ZT_EQ(r.seen.cover, ZC_COVER_DENIED);
	ZT_STR(zc_str_of(r.seen.reason), "why t2");
	ZT_STR(zc_str_of(r.tables), "t0 t2");
	end();
}

ZT(check_rows_of_a_sound_table_fail_even_when_partial)
{
	static const char *sound[] = { "t0" };
	struct zc_check c = { .id = "x",
		.query = "SELECT a FROM t0 WHERE a NOT IN"
			 " (SELECT a FROM t1)",
		.sound_when_partial = { sound, 1 } };

	world("INSERT INTO t0 VALUES(1, 'x')");
	w.cover[0] = ZC_COVER_PARTIAL;
	verdict(&c, "fail");
	/* No row of it proves nothing. */
	ZT_EQ(zc_sql_exec(w.db, "DELETE FROM t0", NULL), ZC_OK);
	verdict(&c, "unknown");
	/* The other table must still be fully seen. */
	ZT_EQ(zc_sql_exec(w.db, "INSERT INTO t0 VALUES(1, 'x')", NULL), ZC_OK);
	w.cover[1] = ZC_COVER_ABSENT;
	verdict(&c, "unknown");
	end();
}

ZT(check_applies_by_what_was_seen_only)
{
	struct zc_check c = { .id = "x",
		.applies = "SELECT 1 FROM t0",
		.query = "SELECT a FROM t1" };
	struct zc_result r;

	world("");
	verdict(&c, "not_applicable");
	ZT_EQ(zc_sql_exec(w.db, "INSERT INTO t0 VALUES(1, 'x')", NULL), ZC_OK);
	verdict(&c, "pass");
	w.cover[0] = ZC_COVER_DENIED;
	ZT_STR(zc_str_of(judge(&c, &r)), "unknown");
	ZT_STR(zc_str_of(r.table), "t0");
	ZT_EQ(r.rows, 0);
	end();
}

ZT(check_review_and_question_wait_for_a_person)
{
	struct zc_check c = {
		.id = "x", .query = "SELECT a FROM t0", .review = true
	};
	struct zc_check ask = { .id = "y", .ask = { "问", "ask" } };

	world("INSERT INTO t0 VALUES(1, 'x')");
	verdict(&c, "manual");
	verdict(&ask, "manual");
	ZT_EQ(zc_sql_exec(w.db, "DELETE FROM t0", NULL), ZC_OK);
	verdict(&c, "pass");
	end();
}

ZT(check_query_can_only_read_declared_tables)
{
	static const char *const bad[] = { "SELECT a FROM hidden",
		"SELECT name FROM sqlite_master",
		"SELECT name FROM sqlite_schema",
		"SELECT * FROM pragma_table_info('t0')",
		"SELECT a FROM t0 UNION SELECT a FROM hidden",
		"SELECT (SELECT a FROM hidden)", "SELECT a FROM nowhere",
		"SELECT load_extension('/tmp/x.so')",
		"SELECT readfile('/etc/passwd')", "SELECT random() FROM t0",
		"SELECT datetime('now') FROM t0", "SELECT sqlite_version()",
		"SELECT writefile('/tmp/x', 'x')", "UPDATE t0 SET a = 1",
		"DELETE FROM t0", "INSERT INTO t0 VALUES(1, 'x')",
		"DROP TABLE t0", "CREATE TABLE x(a)", "PRAGMA user_version",
		"PRAGMA writable_schema=1", "ATTACH '/tmp/x' AS x", "VACUUM",
		"VACUUM INTO '/tmp/x'", "BEGIN", "EXPLAIN SELECT a FROM t0",
		"EXPLAIN SELECT a FROM hidden",
		"SELECT a FROM t0; DELETE FROM t0", "SELECT a FROM t0;;", "",
		" ", "-- nothing", "SELEC", "SELECT :other FROM t0",
		"SELECT ?1 FROM t0" };

	world("INSERT INTO t0 VALUES(1, 'x')");
	for (size_t i = 0; i < ZC_LEN(bad); i++) {
		struct zc_check c = { .id = "x", .query = bad[i] };
		struct zc_result r;

		if (strcmp(judge(&c, &r), "malformed") != 0)
			zt_fail(__FILE__, __LINE__, "%s: %s", bad[i],
			    judge(&c, &r));
	}
	query("SELECT a FROM t0", "fail");
	end();
}

ZT(check_functions_of_definitions_do_what_they_say)
{
	world("INSERT INTO t0 VALUES(6, 'Abc'), (NULL, NULL)");
	query("SELECT 1 FROM t0 WHERE zc_now() <> 1000000", "pass");
	query("SELECT 1 FROM t0 WHERE zc_glob(b, 'a?c')", "fail");
	query("SELECT 1 FROM t0 WHERE zc_glob(b, 'b*')", "pass");
	/* Words without a wildcard take a short way to the same answer. */
	query("SELECT 1 FROM t0 WHERE zc_glob('Chrome', 'cHROME')", "fail");
	query("SELECT 1 FROM t0 WHERE zc_glob('chrome', 'chrom')", "pass");
	query("SELECT 1 FROM t0 WHERE zc_glob('微信', '微信')", "fail");
	query("SELECT 1 FROM t0 WHERE zc_glob('微信', '微博')", "pass");
	query("SELECT 1 FROM t0 WHERE zc_glob('a.b', 'a[.]B')", "fail");
	query("SELECT 1 FROM t0 WHERE zc_glob('a\\b', 'A\\B')", "fail");
	query("SELECT 1 FROM t0 WHERE zc_bits(a, 2) = 2", "fail");
	query("SELECT 1 FROM t0 WHERE zc_bits(a, 1) = 1", "pass");
	query("SELECT 1 FROM t0 WHERE zc_in(b, :host_list)", "fail");
	query("SELECT 1 FROM t0 WHERE zc_in('c', :host_list)", "fail");
	query("SELECT 1 FROM t0 WHERE zc_in('cc', :host_list)", "pass");
	query("SELECT 1 FROM t0 WHERE zc_in('', :host_list)", "pass");
	/* Null in, null out: neither true nor false. */
	query("SELECT 1 FROM t0 WHERE a IS NULL AND"
	      " zc_in(b, :host_list) IS NOT NULL",
	    "pass");
	end();
}

ZT(check_settings_are_bound_by_their_type)
{
	struct zc_cell cell = { "host.max.days", "9" };
	struct zc_cells cells = { &cell, 1 };

	world("INSERT INTO t0 VALUES(5, 'x')");
	query("SELECT a FROM t0 WHERE a > :host_max_days", "fail");
	query("SELECT a FROM t0 WHERE :host_on = 1", "fail");
	w.f.settings = &cells;
	query("SELECT a FROM t0 WHERE a > :host_max_days", "pass");
	end();
}

ZT(check_setting_that_the_catalogue_lacks_is_refused)
{
	static const char *ids[] = { "host.gone" };
	struct zc_cell cell = { "host.gone", "9" };
	struct zc_cells cells = { &cell, 1 };
	struct zc_check c = { .id = "x",
		.query = "SELECT a FROM t0 WHERE a > :host_gone",
		.settings = { ids, 1 } };

	world("");
	w.f.settings = &cells;
	verdict(&c, "malformed");
	end();
}

ZT(check_endless_query_ends)
{
	world("");
	query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
	      " SELECT n.i FROM n WHERE n.i < 0 AND n.i NOT IN"
	      " (SELECT a FROM t0)",
	    "timeout");
	end();
}

static int
count(void *ctx, const struct zc_evidence *ev)
{
	(void)ev;
	++*(int *)ctx;
	return ZC_OK;
}

ZT(check_keeps_some_rows_and_counts_all)
{
	struct zc_check c = { .id = "x", .query = "SELECT a FROM t0" };
	struct zc_result r;
	int kept = 0;

	world("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
	      " WHERE i < 500) INSERT INTO t0 SELECT i, 'x' FROM n");
	ZT_EQ(zc_check_eval(&w.f, &c, &r, count, &kept, NULL), ZC_OK);
	ZT_EQ(r.rows, 500);
	ZT_EQ(kept, ZC_CHECK_ROWS_MAX);
	end();
}
