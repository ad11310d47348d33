/*
 * zt_db: tests that need a store run on both engines. ZT_DB(name) { … } makes
 * two tests, NAME_sqlite and NAME_postgres; the body has `db`, an open empty
 * store with its base tables, and `url`, with which it can be opened again.
 * PostgreSQL is the server of $ZC_TEST_PG (tests/lib/postgres.sh starts one);
 * without it those tests fail, unless ZC_TEST_PG is "none".
 */
#ifndef ZT_DB_H
#define ZT_DB_H

#include "store/table.h"
#include "unit/zt.h"

/* Can this engine be tested? Fails the test when it should be there. */
bool zt_db_have(enum zc_db_engine engine);

typedef void (*zt_db_fn)(struct zc_db *db, const char *url);
void zt_db_with(enum zc_db_engine engine, bool migrate, zt_db_fn fn);

#define ZT_DB_AS(id, migrate) \
	static void zt_db_##id(struct zc_db *, const char *); \
	ZT(id##_sqlite) \
	{ \
		zt_db_with(ZC_DB_SQLITE, migrate, zt_db_##id); \
	} \
	ZT(id##_postgres) \
	{ \
		zt_db_with(ZC_DB_POSTGRES, migrate, zt_db_##id); \
	} \
	static void zt_db_##id( \
	    ZC_UNUSED struct zc_db *db, ZC_UNUSED const char *url)
#define ZT_DB(id) ZT_DB_AS(id, true)

/* An empty database of this engine, gone when the test ends: its URL, borrowed
 * until the next. At most 64 in a run. */
const char *zt_db_url(enum zc_db_engine engine);

/* ZC_OK expected; prints the message otherwise. */
#define ZT_OK(call) \
	do { \
		struct zc_err zt_e = { 0 }; \
		struct zc_err *e = &zt_e; \
		int zt_rc = (call); \
		if (zt_rc != ZC_OK) \
			zt_fail(__FILE__, __LINE__, "%s: %s (%s)", #call, \
			    zt_e.msg, zc_err_word(zt_rc)); \
	} while (0)

/* First cell of a one-row query as a number; as text. */
int64_t zt_db_int(struct zc_db *db, const char *sql);
const char *zt_db_text(struct zc_db *db, const char *sql);

#endif
