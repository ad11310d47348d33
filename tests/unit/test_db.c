#include "unit/zt_db.h"

#include <sys/stat.h>
#include <unistd.h>

ZT_DB_AS(db_values_come_back_as_they_went_in, false)
{
	struct zc_rows *r = NULL;

	ZT_OK(zc_db_exec(db,
	    "CREATE TABLE t(id BIGINT PRIMARY KEY NOT NULL, s TEXT, n BIGINT)",
	    e));
	ZT_OK(zc_db_run(db, "INSERT INTO t(id, s, n) VALUES($1, $2, $3)", e,
	    "iSi", (int64_t)1, ZC_S("保密 ' $1 \\"), INT64_MIN + 1));
	ZT_EQ(zc_db_changed(db), 1);
	ZT_OK(zc_db_run(db, "INSERT INTO t(id, s, n) VALUES($1, $2, NULL)", e,
	    "is", (int64_t)2, NULL));
	/* The numbers of parameters need not be in the order of the text. */
	ZT_OK(zc_db_ask(db,
	    "SELECT s, n, id FROM t WHERE n<$2 OR id>$1"
	    " ORDER BY id",
	    &r, e, "ii", (int64_t)1, (int64_t)0));
	ZT_EQ(zc_rows_cols(r), 3);
	ZT_EQ(zc_rows_next(r, NULL), 1);
	ZT_STR(zc_rows_val(r, 0).s, "保密 ' $1 \\");
	ZT_EQ(zc_rows_val(r, 1).type, ZC_VAL_INT);
	ZT_EQ(zc_rows_int(r, 1), INT64_MIN + 1);
	ZT_STR(zc_str_of(zc_rows_name(r, 2)), "id");
	ZT_EQ(zc_rows_next(r, NULL), 1);
	ZT_EQ(zc_rows_val(r, 0).type, ZC_VAL_NULL);
	ZT_STR(zc_str_of(zc_rows_text(r, 0)), "");
	ZT_EQ(zc_rows_int(r, 1), 0);
	ZT_EQ(zc_rows_next(r, NULL), 0);
	ZT_EQ(zc_rows_next(r, NULL), 0);
	zc_rows_close(r);
}

/* Statements between two rows of another, the same text among them. */
ZT_DB_AS(db_rows_stay_readable_while_others_are_asked, false)
{
	struct zc_rows *a = NULL, *b = NULL;
	int64_t sum = 0, n = 0;

	ZT_OK(zc_db_exec(db, "CREATE TABLE t(n BIGINT)", e));
	for (int64_t i = 1; i <= 100; i++)
		ZT_OK(zc_db_run(db, "INSERT INTO t(n) VALUES($1)", e, "i", i));
	ZT_OK(zc_db_ask(db, "SELECT n FROM t ORDER BY n", &a, e, ""));
	while (zc_rows_next(a, NULL) == 1) {
		sum += zc_rows_int(a, 0);
		ZT_OK(zc_db_ask(db, "SELECT n FROM t ORDER BY n", &b, e, ""));
		ZT_EQ(zc_rows_next(b, NULL), 1);
		ZT_EQ(zc_rows_int(b, 0), 1);
		zc_rows_close(b);
		n++;
	}
	zc_rows_close(a);
	ZT_EQ(n, 100);
	ZT_EQ(sum, 5050);
}

ZT_DB_AS(db_errors_have_their_class, false)
{
	struct zc_rows *r = NULL;

	ZT_OK(
	    zc_db_exec(db, "CREATE TABLE t(n BIGINT NOT NULL PRIMARY KEY)", e));
	ZT_OK(zc_db_run(db, "INSERT INTO t(n) VALUES($1)", e, "i", (int64_t)1));
	ZT_EQ(
	    zc_db_run(db, "INSERT INTO t(n) VALUES($1)", NULL, "i", (int64_t)1),
	    ZC_EEXIST);
	ZT_EQ(zc_db_ask(db, "SELEKT 1", &r, NULL, ""), ZC_EINPUT);
	ZT_EQ(zc_db_exec(db, "SELECT * FROM nowhere", NULL), ZC_EINPUT);
	ZT_EQ(zc_db_run(db, "INSERT INTO t(n) VALUES(NULL)", NULL, ""),
	    ZC_EINPUT);
	/* And the connection works on. */
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM t"), 1);
}

ZT_DB_AS(db_rollback_undoes_and_commit_keeps, false)
{
	struct zc_db *other = NULL;

	ZT_OK(zc_db_exec(db, "CREATE TABLE t(n BIGINT)", e));
	ZT_OK(zc_db_begin(db, e));
	ZT_OK(zc_db_run(db, "INSERT INTO t(n) VALUES(1)", e, ""));
	zc_db_rollback(db);
	ZT_EQ(zt_db_int(db, "SELECT count(*) FROM t"), 0);
	ZT_OK(zc_db_begin(db, e));
	ZT_OK(zc_db_run(db, "INSERT INTO t(n) VALUES(1)", e, ""));
	ZT_OK(zc_db_open(url, false, &other, e));
	ZT_EQ(zt_db_int(other, "SELECT count(*) FROM t"), 0);
	ZT_OK(zc_db_commit(db, e));
	ZT_EQ(zt_db_int(other, "SELECT count(*) FROM t"), 1);
	/* Opened to read: nothing can be changed. */
	ZT_EQ(zc_db_exec(other, "INSERT INTO t(n) VALUES(2)", NULL), ZC_EACCES);
	zc_db_close(other);
}

ZT(db_file_belongs_to_the_owner_alone)
{
	const char *url = zt_db_url(ZC_DB_SQLITE);
	struct zc_db *db = NULL;
	struct stat st;

	ZT_EQ(zc_db_open(url, false, &db, NULL), ZC_ENOENT);
	ZT_OK(zc_db_open(url, true, &db, e));
	ZT_EQ(stat(url, &st), 0);
	ZT_EQ(st.st_mode & 07777, 0600);
	zc_db_close(db);
}

ZT(db_refuses_a_file_that_is_none)
{
	static const struct zt_file f[] = { { "x.db",
	    "this is long enough to be looked at and it is no database at all; "
	    "a hundred bytes and more are what a header of SQLite takes.",
	    0600 } };
	struct zc_db *db = NULL;
	char path[256];

	(void)close(zt_dir(f, 1));
	(void)snprintf(path, sizeof(path), "%s/x.db", zt_dir_path());
	ZT_EQ(zc_db_open(path, true, &db, NULL), ZC_EINPUT);
}

/* One row of what definitions may call; the same words on both engines. */
ZT_DB(db_functions_answer_alike)
{
	static const struct {
		const char *sql, *want;
	} t[] = {
		{ "SELECT zc_now()", "1767950000" },
		{ "SELECT zc_row()+zc_unit()", "12" },
		{ "SELECT zc_actor()", "张三" },
		{ "SELECT zc_to()-zc_from()", "86400" },
		{ "SELECT zc_date('2026-02-28')", "1772236800" },
		{ "SELECT coalesce(zc_date('2026-02-29'),-1)", "-1" },
		{ "SELECT coalesce(zc_date('2024-02-29'),-1)", "1709164800" },
		{ "SELECT coalesce(zc_date('2100-02-29'),-1)", "-1" },
		{ "SELECT coalesce(zc_date('26-1-1'),-1)", "-1" },
		{ "SELECT zc_date('1970-01-01')", "0" },
		{ "SELECT zc_date('1960-03-01')", "-310435200" },
		{ "SELECT zc_ymd(zc_date('2026-10-01'))", "2026-10-01" },
		{ "SELECT zc_year(zc_date('2026-12-31'))", "2026" },
		{ "SELECT zc_year(zc_date('2027-01-01')-1)", "2026" },
		{ "SELECT coalesce(zc_year(NULL),-1)", "-1" },
		/* Friday to Monday; the first day does not count. */
		{ "SELECT zc_workdays(zc_date('2026-01-09'),"
		  "zc_date('2026-01-12'))",
		    "1" },
		{ "SELECT zc_workdays(zc_date('2026-01-12'),"
		  "zc_date('2026-01-09'))",
		    "-1" },
		{ "SELECT zc_workdays(zc_date('2026-01-01'),"
		  "zc_date('2026-12-31'))",
		    "259" },
		/* 1 and 2 October off by the calendar, Saturday 10 worked */
		{ "SELECT zc_workdays(zc_date('2026-09-30'),"
		  "zc_date('2026-10-12'))",
		    "7" },
		{ "SELECT zc_glob('Host.USB.x','host.*.?')", "1" },
		{ "SELECT zc_glob('保密a','??a')", "1" },
		{ "SELECT zc_glob('a.b','axb')", "0" },
		{ "SELECT zc_glob('a[b]','a[b]')", "1" },
		{ "SELECT zc_glob('x\ny','x*y')", "1" },
		{ "SELECT coalesce(zc_glob(NULL,'*'),-1)", "-1" },
		{ "SELECT zc_in('b', 'a, b\nc')", "1" },
		{ "SELECT zc_in('d', 'a, b\nc')", "0" },
		{ "SELECT zc_in('', '')", "0" },
	};
	struct zc_db_now now = { .now = 1767950000,
		.row = 5,
		.unit = 7,
		.from = 86400,
		.to = 172800,
		.actor = "张三" };

	ZT_OK(zc_db_run(db,
	    "INSERT INTO calendar(day, working)"
	    " VALUES($1, 0), ($1+86400, 0), ($1+9*86400, 1)",
	    e, "i", (int64_t)1790812800));
	ZT_OK(zc_db_now(db, &now, e));
	for (size_t i = 0; i < ZC_LEN(t); i++) {
		const char *got = zt_db_text(db, t[i].sql);

		if (strcmp(got, t[i].want) != 0)
			zt_fail(__FILE__, __LINE__, "%s is %s, not %s",
			    t[i].sql, got, t[i].want);
	}
}

ZT_DB_AS(db_bulk_keeps_every_byte, false)
{
	static const char *const cols[] = { "id", "s" };
	struct zc_val v[2] = { { .type = ZC_VAL_INT },
		{ .type = ZC_VAL_TEXT } };
	struct zc_bulk *b = NULL;

	ZT_OK(zc_db_exec(
	    db, "CREATE TABLE t(id BIGINT PRIMARY KEY NOT NULL, s TEXT)", e));
	ZT_OK(zc_db_begin(db, e));
	ZT_OK(zc_bulk_begin(db, "t", cols, 2, &b, e));
	v[0].i = -1;
	v[1].s = ZC_S("a\tb\nc\\N\r\\.\n汉");
	ZT_OK(zc_bulk_add(b, v, e));
	v[0].i = INT64_MAX;
	v[1].type = ZC_VAL_NULL;
	ZT_OK(zc_bulk_add(b, v, e));
	ZT_OK(zc_bulk_end(b, e));
	ZT_OK(zc_db_commit(db, e));
	ZT_STR(zc_str_of(zt_db_text(db, "SELECT s FROM t WHERE id=-1")),
	    "a\tb\nc\\N\r\\.\n汉");
	ZT_EQ(zt_db_int(db, "SELECT id FROM t WHERE s IS NULL"), INT64_MAX);
}
