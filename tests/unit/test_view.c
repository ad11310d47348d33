#include "store/unit.h"
#include "store/view.h"
#include "unit/zt_db.h"

static const struct zc_tcol hazard_cols[] = {
	{ .name = "hazard_no", .type = ZC_T_TEXT, .unique = true },
	{ .name = "owner", .type = ZC_T_TEXT },
	{ .name = "due_at", .type = ZC_T_INT },
};
static const struct zc_tdef tables[] = {
	{ .name = "hazard", .cols = hazard_cols, .ncols = ZC_LEN(hazard_cols) },
};

static int64_t county, town;

static void
add_row(struct zc_db *db, int64_t unit, const char *no, int64_t deleted)
{
	static int64_t id = 1000;
	struct zc_val gone = { .type = deleted == 0 ? ZC_VAL_NULL : ZC_VAL_INT,
		.i = deleted };

	ZT_OK(zc_db_run(db,
	    "INSERT INTO hazard(id, unit_id, hazard_no, owner, due_at, ext,"
	    " state, ver, created_at, created_by, updated_at, updated_by,"
	    " deleted_at, search) VALUES($1,$2,$3,'王某',86400,'{}','found',"
	    "1,1,'li',1,'li',$4,'')",
	    e, "iisv", ++id, unit, no, &gone));
}

static const char people[] =
    "CREATE TABLE IF NOT EXISTS user_role(user_name TEXT, role TEXT,"
    " unit_id BIGINT, full_name TEXT, from_at BIGINT, to_at BIGINT,"
    " deviation BIGINT);"
    "CREATE TABLE IF NOT EXISTS flow_step(id BIGINT, unit_id BIGINT,"
    " ledger TEXT, row_id BIGINT, step TEXT, from_state TEXT, to_state TEXT,"
    " visit BIGINT, person TEXT, actor TEXT, at_time BIGINT, note TEXT,"
    " signed_at BIGINT, same_person TEXT);"
    "CREATE TABLE IF NOT EXISTS flow_due(unit_id BIGINT, ledger TEXT,"
    " row_id BIGINT, visit BIGINT, state TEXT, due_at BIGINT, done_at BIGINT)";

/* A county with a town below it, and rows of both. */
static struct zc_sight
world(struct zc_db *db)
{
	struct zc_unit a = { .name = "县局", .kind = "bureau", .code = "" };
	struct zc_unit b = { .name = "镇所", .kind = "town", .code = "" };

	ZT_OK(zc_db_exec(db, people, e));
	ZT_OK(zc_table_sync(db, tables, ZC_LEN(tables), e));
	ZT_OK(zc_db_begin(db, e));
	ZT_OK(zc_unit_add(db, &a, &county, e));
	b.parent = county;
	ZT_OK(zc_unit_add(db, &b, &town, e));
	add_row(db, county, "A-1", 0);
	add_row(db, county, "A-2", 0);
	add_row(db, county, "A-3", 7);
	add_row(db, town, "B-1", 0);
	ZT_OK(zc_db_commit(db, e));
	return (struct zc_sight){ .tables = tables,
		.ntables = ZC_LEN(tables),
		.scope = { .unit = county, .actor = "li", .now = 100 },
		.now = { .now = 100,
		    .row = 1001,
		    .unit = county,
		    .actor = "李某" } };
}

/* One number of a definition's query; -1 when it was refused. */
static int64_t
ask(struct zc_db *db, const char *sql)
{
	struct zc_rows *r = NULL;
	struct zc_err e = { 0 };
	int64_t n = -1;

	if (zc_view_ask(db, sql, &r, &e) != ZC_OK)
		return -1;
	if (zc_rows_next(r, &e) > 0)
		n = zc_rows_int(r, 0);
	zc_rows_close(r);
	return n;
}

ZT_DB(view_shows_living_rows_of_its_scope_only)
{
	struct zc_sight s = world(db);

	ZT_OK(zc_view_set(db, &s, e));
	ZT_EQ(ask(db, "SELECT count(*) FROM hazard"), 2);
	ZT_EQ(ask(db, "SELECT count(*) FROM unit"), 1);
	s.scope.tree = true;
	ZT_OK(zc_view_set(db, &s, e));
	ZT_EQ(ask(db, "SELECT count(*) FROM hazard"), 3);
	s.scope = (struct zc_scope){ .unit = town, .tree = true, .now = 100 };
	ZT_OK(zc_view_set(db, &s, e));
	ZT_EQ(ask(db, "SELECT count(*) FROM hazard"), 1);
	ZT_EQ(ask(db, "SELECT count(*) FROM unit"), 1);
	/* Again the same: nothing is made anew, the clock moves. */
	s.now.row = 7;
	ZT_OK(zc_view_set(db, &s, e));
	ZT_EQ(ask(db, "SELECT zc_row()"), 7);
}

ZT_DB(view_hides_masked_fields)
{
	struct zc_mask m = { "hazard", "owner" };
	struct zc_sight s = world(db);

	ZT_OK(zc_view_set(db, &s, e));
	ZT_EQ(ask(db, "SELECT count(*) FROM hazard WHERE owner = '王某'"), 2);
	s.masks = &m;
	s.nmasks = 1;
	ZT_OK(zc_view_set(db, &s, e));
	ZT_EQ(ask(db, "SELECT count(*) FROM hazard WHERE owner IS NULL"), 2);
	ZT_EQ(ask(db, "SELECT count(*) FROM hazard WHERE due_at = 86400"), 2);
}

ZT_DB(view_sees_what_its_transaction_wrote_and_leaves_it_writable)
{
	struct zc_sight s = world(db);

	ZT_OK(zc_db_begin(db, e));
	add_row(db, county, "A-9", 0);
	ZT_OK(zc_view_set(db, &s, e));
	ZT_EQ(ask(db, "SELECT count(*) FROM hazard"), 3);
	ZT_EQ(ask(db, "SELECT count(*) FROM nowhere"), -1);
	add_row(db, county, "A-10", 0);
	ZT_EQ(ask(db, "SELECT count(*) FROM hazard"), 4);
	ZT_OK(zc_db_commit(db, e));
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM hazard"), 6);
}

/* Base tables are there for us, never for definitions. */
ZT_DB(view_refuses_all_that_is_no_view)
{
	static const char *const bad[] = {
		"SELECT count(*) FROM main.hazard",
		"SELECT count(*) FROM public.hazard",
		"SELECT count(*) FROM history",
		"SELECT count(*) FROM sqlite_schema",
		"SELECT count(*) FROM sqlite_temp_schema",
		"SELECT count(*) FROM pg_tables",
		"SELECT count(*) FROM pragma_table_info('hazard')",
		"SELECT deleted_at FROM hazard",
		"DELETE FROM hazard",
		"UPDATE hazard SET owner = ''",
		"SELECT 1; DELETE FROM hazard",
		"WITH x AS (DELETE FROM hazard RETURNING 1) SELECT 1 FROM x",
		"EXPLAIN SELECT 1",
		"PRAGMA user_version",
		"ATTACH ':memory:' AS x",
		"SELECT load_extension('x')",
		"SELECT pg_sleep(1)",
		"SELECT pg_read_file('/etc/passwd')",
		"SELECT set_config('role', 'none', 1)",
		"SELECT randomblob(100000000)",
		"SELECT 1 /* x */",
		"SELECT 1 -- x",
		"SELECT 1 -- x\r, pg_sleep(5)",
		"SELECT e'\\'', pg_sleep(5), '' FROM (SELECT 1 AS e) q",
		"SELECT U&'x'",
		"SELECT \"hazard_no\" FROM hazard",
		"SELECT [owner] FROM hazard",
		"SELECT $$x$$",
		"SELECT $1",
		"SELECT 'open",
		"",
	};
	struct zc_sight s = world(db);
	struct zc_rows *r = NULL;
	struct zc_err err = { 0 };

	ZT_OK(zc_view_set(db, &s, e));
	for (size_t i = 0; i < ZC_LEN(bad); i++) {
		if (zc_view_ask(db, bad[i], &r, &err) == ZC_OK) {
			zc_rows_close(r);
			zt_fail(__FILE__, __LINE__, "taken: %s", bad[i]);
		}
		ZT_TRUE(err.msg[0] != '\0');
	}
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM hazard"), 4);
}

ZT_DB(view_takes_queries_that_have_their_own_with)
{
	struct zc_sight s = world(db);

	ZT_OK(zc_view_set(db, &s, e));
	ZT_EQ(ask(db,
		  "WITH a AS (SELECT owner FROM hazard), b AS (SELECT 1)"
		  " SELECT count(*) FROM a, b"),
	    2);
	ZT_EQ(ask(db,
		  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
		  " FROM n WHERE i < 3) SELECT sum(i) + (SELECT count(*)"
		  " FROM hazard) FROM n"),
	    8);
	ZT_EQ(
	    ask(db, "WITH hazard AS (SELECT 7 AS x) SELECT x FROM hazard"), 7);
	ZT_EQ(ask(db,
		  "WITH hazard AS (SELECT * FROM hazard) SELECT count(*)"
		  " FROM hazard"),
	    -1);
}

ZT_DB(view_tells_what_a_query_reads)
{
	struct zc_sight s = world(db);
	struct zc_buf b;

	zc_buf_init(&b, 1000);
	ZT_OK(zc_view_set(db, &s, e));
	ZT_OK(zc_view_reads(db,
	    "SELECT 1 FROM unit u WHERE EXISTS (SELECT 1 FROM hazard h"
	    " WHERE h.unit_id = u.id) AND 'finding' = 'finding'",
	    &b, e));
	ZT_STR(((struct zc_str){ b.p, b.n }), "hazard unit");
	zc_buf_fini(&b);
}

ZT_DB(view_shows_findings_of_the_units_own_targets)
{
	struct zc_sight s = world(db);

	ZT_OK(zc_db_run(db,
	    "INSERT INTO target(id, hostname, first_seen, last_seen, unit_id)"
	    " VALUES('t1','pc1',1,2,0), ('t2','pc2',1,2,$1)",
	    e, "i", town));
	ZT_OK(zc_db_exec(db,
	    "INSERT INTO finding(finding_key, check_id, target_id, severity,"
	    " cells, detection, workflow, disposition, recurrence, first_seen,"
	    " last_seen, case_digest) VALUES('k1','c','t1','high','[]',"
	    "'present','found','none',0,1,2,'d'), ('k2','c','t2','high','[]',"
	    "'present','found','none',0,1,2,'d')",
	    e));
	ZT_OK(zc_db_exec(db,
	    "INSERT INTO judged(target_id, check_id, started, verdict,"
	    " case_digest) VALUES('t2','c',55,'fail','d')",
	    e));
	ZT_OK(zc_view_set(db, &s, e));
	ZT_EQ(ask(db, "SELECT count(*) FROM finding"), 1);
	s.scope.unit = town;
	ZT_OK(zc_view_set(db, &s, e));
	ZT_EQ(ask(db, "SELECT last_judged FROM finding"), 55);
}
