/*
 * db: one connection to the central store, on SQLite or PostgreSQL 15. Every
 * statement is one constant text for both engines: the subset of design
 * section 7, parameters $1 … $n, text as TEXT, everything else as BIGINT
 * (booleans 0 or 1, money in fen, times in seconds since 1970 UTC, a date as
 * the midnight UTC of its calendar day). Where the engines differ the
 * difference is a function of this file, never a second text elsewhere.
 */
#ifndef ZC_DB_H
#define ZC_DB_H

#include "base/base.h"
#include "base/buf.h"

struct zc_db;
struct zc_rows;

enum zc_db_engine {
	ZC_DB_SQLITE,
	ZC_DB_POSTGRES
};

/* A value on its way in or out; text is borrowed. */
enum zc_val_type {
	ZC_VAL_NULL,
	ZC_VAL_INT,
	ZC_VAL_TEXT
};
struct zc_val {
	enum zc_val_type type;
	int64_t i;
	struct zc_str s;
};

/*
 * `url`: "postgresql://…", or the path of an SQLite file (made with mode 0600
 * when `write` and missing). Without `write` nothing can be changed.
 *
 * ZC_EACCES, ZC_ENOENT, ZC_EIO as the system says; ZC_EUNSUP: a PostgreSQL
 * older than 15, or an encoding other than UTF8; ZC_EINPUT: damaged file.
 * PostgreSQL: tables go into the first schema of the search path.
 */
ZC_MUST int zc_db_open(
    const char *url, bool write, struct zc_db **out, struct zc_err *e);
void zc_db_close(struct zc_db *db);
enum zc_db_engine zc_db_engine(const struct zc_db *db);

/*
 * Transactions: immediate on SQLite (waits up to 10 s for another writer, then
 * ZC_EBUSY), READ COMMITTED on PostgreSQL. Rollback after any failure.
 */
ZC_MUST int zc_db_begin(struct zc_db *db, struct zc_err *e);
/* To read only, everything as of one moment; end it by rollback. */
ZC_MUST int zc_db_begin_read(struct zc_db *db, struct zc_err *e);
ZC_MUST int zc_db_commit(struct zc_db *db, struct zc_err *e);
void zc_db_rollback(struct zc_db *db);

/* Statements without parameters, several in a text. */
ZC_MUST int zc_db_exec(struct zc_db *db, const char *sql, struct zc_err *e);

/*
 * Run to the end. `types` has a letter for each parameter: 's' const char *
 * (NULL = null), 'S' struct zc_str, 'i' int64_t, 'v' const struct zc_val *.
 * ZC_EEXIST: a unique constraint; ZC_EBUSY: try again; ZC_ELIMIT: disk full.
 */
ZC_MUST int zc_db_run(struct zc_db *db, const char *sql, struct zc_err *e,
    const char *types, ...);
/* The same with parameters in an array, for texts made of definitions. */
ZC_MUST int zc_db_run_v(struct zc_db *db, const char *sql,
    const struct zc_val *v, size_t n, struct zc_err *e);
/* How many rows the last run touched. */
int64_t zc_db_changed(const struct zc_db *db);

/*
 * Prepare (kept per connection by its text), bind, and hand out rows, which
 * are streamed. Other statements may run while rows are open; on PostgreSQL
 * the rest of the rows is then read into memory.
 */
ZC_MUST int zc_db_ask(struct zc_db *db, const char *sql, struct zc_rows **out,
    struct zc_err *e, const char *types, ...);
ZC_MUST int zc_db_ask_v(struct zc_db *db, const char *sql,
    const struct zc_val *v, size_t n, struct zc_rows **out, struct zc_err *e);
/* 1 a row, 0 the end, negative a failure. Cells are borrowed until the next. */
ZC_MUST int zc_rows_next(struct zc_rows *r, struct zc_err *e);
size_t zc_rows_cols(const struct zc_rows *r);
const char *zc_rows_name(const struct zc_rows *r, size_t col);
struct zc_val zc_rows_val(const struct zc_rows *r, size_t col);
/* "" for null; 0 for null or text that is no number. */
const char *zc_rows_text(const struct zc_rows *r, size_t col);
int64_t zc_rows_int(const struct zc_rows *r, size_t col);
void zc_rows_close(struct zc_rows *r);

/*
 * What definitions' SQL may call on both engines; the only clock is zc_now().
 * Installed by zc_db_open (functions on SQLite, SQL functions in schema
 * zicha_fn on PostgreSQL), fed from here:
 *   zc_now() zc_today() zc_row() zc_unit() zc_actor() zc_from() zc_to()
 *   zc_year(t) zc_ymd(t) zc_date('YYYY-MM-DD') zc_workdays(from, to)
 *   zc_glob(text, pattern) zc_in(text, list)
 * zc_from/zc_to: the period asked for, from inclusive, to exclusive. A time is
 * taken to its day by the zone of this machine, a date is its own day.
 * zc_workdays: working days after the day of `from` up to and with the day of
 * `to` (the first day does not count), by table calendar(day, working), where
 * it has the day, else Monday to Friday; negative when `to` comes first.
 * zc_date gives null for what is no day. zc_glob knows `*` and `?` only.
 */
struct zc_db_now {
	int64_t now, row, unit, from, to;
	const char *actor;
};
ZC_MUST int zc_db_now(
    struct zc_db *db, const struct zc_db_now *n, struct zc_err *e);

/*
 * A new 64-bit id: milliseconds since 2020 and a counter; ids only grow. Call
 * it inside of a transaction: the last one is kept there, so that a clock that
 * was set back gives out none twice.
 */
int64_t zc_db_id(struct zc_db *db);

/*
 * Many rows into one table, as fast as the engine can: COPY on PostgreSQL (in
 * pieces of some megabytes), a prepared loop on SQLite. Inside a transaction.
 * `table` and `cols` are names of ours or of a zc_tdef, never foreign text.
 * zc_bulk_end sends what is left and frees `b` in any case; errors as
 * zc_db_run.
 */
struct zc_bulk;
ZC_MUST int zc_bulk_begin(struct zc_db *db, const char *table,
    const char *const *cols, size_t n, struct zc_bulk **out, struct zc_err *e);
ZC_MUST int zc_bulk_add(
    struct zc_bulk *b, const struct zc_val *v, struct zc_err *e);
ZC_MUST int zc_bulk_end(struct zc_bulk *b, struct zc_err *e);
/* Give up without sending; the caller rolls back. NULL is accepted. */
void zc_bulk_drop(struct zc_bulk *b);

#endif
