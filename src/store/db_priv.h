/*
 * db_priv: the inside of db.h, for the files of src/store that must know the
 * engine (db_*.c, view.c, keep.c). Nobody else includes it.
 */
#ifndef ZC_DB_PRIV_H
#define ZC_DB_PRIV_H

#include "store/db.h"

#include <libpq-fe.h>
#include <sqlite3.h>

enum {
	ZC_DB_PARAMS = 128, /* most parameters of one statement */
	ZC_DB_CACHE = 256   /* most statements kept prepared */
};

struct zc_stmt { /* a statement kept by its text */
	char *sql;
	uint64_t used;          /* when last, for making room */
	sqlite3_stmt *lite;     /* SQLite … */
	short at[ZC_DB_PARAMS]; /* place of $1, $2 …; 0 = not in the text */
	bool busy;              /* its rows are open */
	char name[24];          /* PostgreSQL … */
};

/* What an engine does. Values are bound, never put into text. */
struct zc_db_ops {
	int (*open)(struct zc_db *db, const char *url, struct zc_err *e);
	void (*close)(struct zc_db *db);
	int (*exec)(struct zc_db *db, const char *sql, struct zc_err *e);
	int (*ask)(struct zc_db *db, const char *sql, const struct zc_val *v,
	    size_t n, struct zc_rows *out, struct zc_err *e);
	int (*next)(struct zc_rows *r, struct zc_err *e);
	void (*done)(struct zc_rows *r); /* gives back what ask took */
	const char *(*name)(const struct zc_rows *r, size_t col);
	struct zc_val (*val)(const struct zc_rows *r, size_t col);
	const char *(*text)(const struct zc_rows *r, size_t col);
	void (*drop)(struct zc_db *db, struct zc_stmt *st);
	int (*now)(struct zc_db *db, struct zc_err *e);
};

struct zc_db {
	const struct zc_db_ops *ops;
	enum zc_db_engine engine;
	bool write, in_tx;
	bool stale; /* a kept statement no longer fits its table */
	int64_t changed;

	struct zc_stmt *cache[ZC_DB_CACHE];
	uint64_t clock; /* counts uses of the cache */

	struct zc_db_now now; /* .actor points to actor[] */
	char actor[256];
	int64_t zone; /* seconds east of UTC */

	char conflict[256]; /* what the last ZC_EEXIST ran into */

	int64_t last_id; /* given out last */
	bool ids_used;   /* … in this transaction */
	unsigned node;   /* tells connections that live at once apart */

	sqlite3 *lite;
	PGconn *pg;
	struct zc_rows *streaming;  /* rows that hold the PostgreSQL wire */
	struct zc_view_state *view; /* views of definitions, see view.c */
};

struct zc_rows {
	struct zc_db *db;
	struct zc_stmt *st;
	bool own; /* the statement is not in the cache: the text was busy */
	size_t cols;
	PGresult **res; /* rows fetched early because another statement came */
	size_t nres, at;
	PGresult *row; /* the one shown */
	int rc;        /* what the wire said when it was fetched early */
	struct zc_err late;
	bool shown; /* the row was handed out */
	bool ended;
};

/* view.c: the connection closes; the rows of a query were closed. */
void zc_view_end(struct zc_db *db);
void zc_view_rest(struct zc_db *db);

extern const struct zc_db_ops zc_db_sqlite_ops, zc_db_pg_ops;

/* The kept statement of this text, made with `st->sql` set when new. */
ZC_MUST int zc_db_stmt(struct zc_db *db, const char *sql, bool want_idle,
    struct zc_stmt **out, bool *own, struct zc_err *e);
/* Forget all statements; after the schema changed under them. */
void zc_db_forget(struct zc_db *db);
/* Did the last ZC_EEXIST run into this unique index of `table`? */
bool zc_db_hit(const struct zc_db *db, const char *index, const char *table,
    const char *col);

/* Functions of definitions. */
ZC_MUST int zc_db_fn_sqlite(struct zc_db *db, struct zc_err *e);
extern const char zc_db_fn_pg[]; /* SQL that makes schema zicha_fn */

/* Failure with the class and words of the engine. */
int zc_db_sqlite_fail(struct zc_db *db, struct zc_err *e);
int zc_db_pg_fail(struct zc_db *db, const PGresult *r, struct zc_err *e);
/* Read what is left of the rows that hold the wire into memory. */
ZC_MUST int zc_db_pg_free_wire(struct zc_db *db, struct zc_err *e);

#endif
