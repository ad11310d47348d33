#include "unit/zt_db.h"

#include <unistd.h>

/* Only databases whose name begins with zt_ are ever made or dropped. */
static char made[64][64], made_url[512];
static size_t nmade;

static const char *
server(void)
{
	const char *s = getenv("ZC_TEST_PG");

	return s == NULL || s[0] == '\0' || strcmp(s, "none") == 0 ? NULL : s;
}

static void
admin(const char *sql)
{
	struct zc_err e = { 0 };
	struct zc_db *db = NULL;
	int rc = zc_db_open(server(), false, &db, &e);

	if (rc == ZC_OK)
		rc =
		    zc_db_exec(db, "SET default_transaction_read_only=off", &e);
	if (rc == ZC_OK)
		rc = zc_db_exec(db, sql, &e);
	if (rc != ZC_OK)
		zt_fail(__FILE__, __LINE__, "%s: %s", sql, e.msg);
	zc_db_close(db);
}

static void
drop_made(void)
{
	char sql[256];

	while (nmade > 0) {
		(void)snprintf(sql, sizeof(sql),
		    "DROP DATABASE IF EXISTS %s WITH (FORCE)", made[--nmade]);
		admin(sql);
	}
}

bool
zt_db_have(enum zc_db_engine engine)
{
	const char *set = getenv("ZC_TEST_PG");

	if (engine == ZC_DB_SQLITE || server() != NULL)
		return true;
	if (set == NULL || set[0] == '\0')
		zt_fail(__FILE__, __LINE__,
		    "no PostgreSQL: see tests/lib/postgres.sh");
	return false;
}

const char *
zt_db_url(enum zc_db_engine engine)
{
	static unsigned count;
	const char *at, *end;
	char sql[256];

	if (engine == ZC_DB_SQLITE) {
		close(zt_dir(NULL, 0));
		(void)snprintf(
		    made_url, sizeof(made_url), "%s/zicha.db", zt_dir_path());
		return made_url;
	}
	assert(nmade < ZC_LEN(made));
	if (count == 0)
		(void)atexit(drop_made);
	(void)snprintf(
	    made[nmade], sizeof(made[0]), "zt_%ld_%u", (long)getpid(), count++);
	(void)snprintf(sql, sizeof(sql), "CREATE DATABASE %s", made[nmade]);
	nmade++;
	admin(sql);
	/* postgresql://USER@/NAME?host=… with the new name */
	at = strstr(server(), "@/");
	end = at == NULL ? NULL : strchr(at, '?');
	if (end == NULL) {
		zt_fail(__FILE__, __LINE__, "ZC_TEST_PG has no @/NAME?");
		return server();
	}
	(void)snprintf(made_url, sizeof(made_url), "%.*s%s%s",
	    (int)(at + 2 - server()), server(), made[nmade - 1], end);
	return made_url;
}

void
zt_db_with(enum zc_db_engine engine, bool migrate, zt_db_fn fn)
{
	struct zc_err e = { 0 };
	struct zc_db *db = NULL;
	char url[512];
	int rc;

	if (!zt_db_have(engine))
		return;
	(void)snprintf(url, sizeof(url), "%s", zt_db_url(engine));
	rc = zc_db_open(url, true, &db, &e);
	if (rc == ZC_OK && migrate)
		rc = zc_table_migrate(db, &e);
	if (rc == ZC_OK)
		fn(db, url);
	else
		zt_fail(__FILE__, __LINE__, "%s: %s", url, e.msg);
	zc_db_close(db);
	if (engine == ZC_DB_POSTGRES)
		drop_made();
}

const char *
zt_db_text(struct zc_db *db, const char *sql)
{
	static char out[4096];
	struct zc_err e = { 0 };
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(db, sql, &r, &e, "");

	out[0] = '\0';
	if (rc == ZC_OK)
		rc = zc_rows_next(r, &e);
	if (rc > 0)
		(void)snprintf(out, sizeof(out), "%s", zc_rows_text(r, 0));
	if (rc < 0)
		zt_fail(__FILE__, __LINE__, "%s: %s", sql, e.msg);
	zc_rows_close(r);
	return out;
}

int64_t
zt_db_int(struct zc_db *db, const char *sql)
{
	int64_t n = -1;

	(void)zc_str_int(zc_str_of(zt_db_text(db, sql)), 10, &n);
	return n;
}
