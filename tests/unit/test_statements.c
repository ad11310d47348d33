/*
 * Every constant statement of src/store is prepared on both engines. They are
 * found mechanically: the string literals of src/store/NAME.c that begin with
 * a verb of SQL and hold no % (those are made of definitions and are run by
 * the tests of rows and tables). What names a thing that only one engine has
 * (pragma_…, pg_…, id_top …) is prepared there. Types of the parameters are
 * the next literal, as zc_db_run and zc_db_ask take them.
 */
#include "unit/zt_db.h"

#include "store/db_priv.h"

#include <dirent.h>

struct source {
	struct zc_buf text;
	size_t at;
};

/* The next literal, adjacent ones joined, escapes undone. False at the end. */
static bool
literal(struct source *s, struct zc_buf *out)
{
	const char *p = s->text.p + s->at;
	bool in = false, any = false;

	zc_buf_clear(out);
	for (; *p != '\0'; p++) {
		if (!in && p[0] == '/' && p[1] == '*')
			p = strstr(p, "*/") + 1;
		else if (!in && p[0] == '\'')
			p += p[1] == '\\' ? 3 : 2;
		else if (*p == '"') {
			in = !in;
			any = true;
		} else if (in && *p == '\\') {
			p++;
			zc_buf_char(out, *p == 'n' ? '\n' : *p);
		} else if (in)
			zc_buf_char(out, *p);
		else if (any && strchr(" \t\n", *p) == NULL)
			break;
	}
	s->at = (size_t)(p - s->text.p);
	return any;
}

static bool
is_sql(struct zc_str s)
{
	static const char *const verbs[] = { "SELECT ", "INSERT ", "UPDATE ",
		"DELETE ", "WITH " };

	if (memchr(s.p, '%', s.n) != NULL && zc_str_search(s, "%7") == s.n)
		return false;
	/* {base} and the like are filled in by view.c, and tested with it */
	for (size_t i = 0; i + 1 < s.n; i++)
		if (s.p[i] == '{' && s.p[i + 1] >= 'a' && s.p[i + 1] <= 'z')
			return false;
	for (size_t i = 0; i < ZC_LEN(verbs); i++)
		if (zc_str_starts(s, verbs[i]))
			return true;
	return false;
}

/* A front that more is added to is no statement. */
static bool
is_whole(struct zc_str s)
{
	static const char *const open[] = { " ", "(", " JOIN", "SET", "SELECT",
		"INSERT INTO", "UPDATE", "DELETE FROM" };

	for (size_t i = 0; i < ZC_LEN(open); i++)
		if (zc_str_ends(s, open[i]))
			return false;
	return true;
}

static bool
only_for(struct zc_str sql, const char *file, enum zc_db_engine *engine)
{
	static const char *const lite[] = { "sqlite_", "pragma_", "id_top",
		"keep_", "_fts", "MATCH" };
	static const char *const pg[] = { "pg_", "current_schema", "setval",
		"set_config", "id_seq" };

	for (size_t i = 0; i < ZC_LEN(pg); i++)
		if (zc_str_search(sql, pg[i]) < sql.n ||
		    strstr(file, "db_pg") != NULL) {
			*engine = ZC_DB_POSTGRES;
			return true;
		}
	for (size_t i = 0; i < ZC_LEN(lite); i++)
		if (zc_str_search(sql, lite[i]) < sql.n ||
		    strstr(file, "db_sqlite") != NULL) {
			*engine = ZC_DB_SQLITE;
			return true;
		}
	return false;
}

/* Prepare without running. NULL when it is right, else what is wrong. */
static const char *
prepare(struct zc_db *db, const char *sql, const char *types)
{
	static char wrong[400];
	Oid oid[ZC_DB_PARAMS] = { 0 };
	sqlite3_stmt *st = NULL;
	PGresult *r;
	int n = (int)strspn(types, "isSv");

	if (types[n] != '\0')
		n = 0;
	if (zc_db_engine(db) == ZC_DB_SQLITE) {
		if (sqlite3_prepare_v2(db->lite, sql, -1, &st, NULL) ==
		    SQLITE_OK) {
			(void)sqlite3_finalize(st);
			return NULL;
		}
		return sqlite3_errmsg(db->lite);
	}
	for (int i = 0; i < n; i++) /* int8, text, or left to the engine */
		oid[i] = types[i] == 'i' ? 20 : types[i] == 'v' ? 0 : 25;
	r = PQprepare(db->pg, "", sql, n, oid);
	(void)snprintf(wrong, sizeof(wrong), "%s", PQresultErrorMessage(r));
	PQclear(r);
	return wrong[0] == '\0' ? NULL : wrong;
}

/* All statements of one file; how many. */
static size_t
check_file(struct zc_db *db, const char *path)
{
	struct source s = { .at = 0 };
	struct zc_buf sql, types;
	size_t n = 0, next;
	FILE *f = fopen(path, "re");
	int c;

	ZT_TRUE(f != NULL);
	if (f == NULL)
		return 0;
	zc_buf_init(&s.text, 1 << 20);
	zc_buf_init(&sql, 1 << 20);
	zc_buf_init(&types, 1 << 20);
	while ((c = getc(f)) != EOF)
		zc_buf_char(&s.text, (char)c);
	(void)fclose(f);
	while (literal(&s, &sql)) {
		enum zc_db_engine only = ZC_DB_SQLITE;
		const char *wrong;

		if (!is_sql(zc_buf_get(&sql)) || !is_whole(zc_buf_get(&sql)))
			continue;
		if (only_for(zc_buf_get(&sql), path, &only) &&
		    only != zc_db_engine(db))
			continue;
		next = s.at;
		(void)literal(&s, &types);
		s.at = next;
		wrong = prepare(db, sql.p, types.p);
		if (wrong != NULL)
			zt_fail(__FILE__, __LINE__, "%s: %s: %s", path, sql.p,
			    wrong);
		n++;
	}
	zc_buf_fini(&s.text);
	zc_buf_fini(&sql);
	zc_buf_fini(&types);
	return n;
}

ZT_DB(statements_are_prepared_on_both_engines)
{
	struct dirent *d;
	char path[400];
	size_t n = 0;
	DIR *dir = opendir("src/store");

	ZT_TRUE(dir != NULL);
	/* The tables of a backup, which is an SQLite file of its own. */
	ZT_OK(zc_db_exec(db,
	    "CREATE TABLE keep_meta(key TEXT, value TEXT);"
	    "CREATE TABLE keep_file(path TEXT, part BIGINT, bytes TEXT)",
	    e));
	while (dir != NULL && (d = readdir(dir)) != NULL) {
		(void)snprintf(path, sizeof(path), "src/store/%s", d->d_name);
		if (zc_str_ends(zc_str_of(path), ".c"))
			n += check_file(db, path);
	}
	if (dir != NULL)
		(void)closedir(dir);
	/* Fewer would mean that they are no longer found. */
	ZT_TRUE(n >= 40);
}

/* And the search for them can fail. */
ZT_DB(statements_that_are_wrong_are_told)
{
	ZT_TRUE(prepare(db, "SELECT nothing FROM unit", "") != NULL);
	ZT_TRUE(prepare(db, "SELECT id FROM unit WHERE id=$1", "i") == NULL);
}
