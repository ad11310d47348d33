/*
 * check: the verdict of one check over the facts of a case. A verdict is
 * never better than what was seen: see zc_check_eval.
 */
#ifndef ZC_CHECK_H
#define ZC_CHECK_H

#include "catalog/catalog.h"
#include "probe/gather.h"
#include "store/sql.h"

enum zc_verdict {
	ZC_PASS,
	ZC_FAIL_V,
	ZC_UNKNOWN,
	ZC_NOT_APPLICABLE,
	ZC_MANUAL
};

/* "pass", "fail", "unknown", "not_applicable", "manual". */
const char *zc_verdict_word(enum zc_verdict v);
bool zc_verdict_of(const char *word, enum zc_verdict *out);

enum {
	ZC_CHECK_TABLES_MAX = 16, /* tables one check may read */
	ZC_CHECK_ROWS_MAX = 200,  /* offending rows kept as evidence */
	ZC_CHECK_STEPS = 20000000 /* virtual machine steps of one query */
};

/* How much of a table was seen; `o` is valid until the next call. */
typedef const struct zc_outcome *(*zc_outcome_fn)(void *ctx, const char *table);

/* What a check is put to. */
struct zc_facts {
	sqlite3 *db; /* zc_check_open was called on it */
	const struct zc_catalog *catalog;
	zc_outcome_fn outcome; /* NULL result: no such table */
	void *ctx;
	int64_t now; /* zc_now() */
	const struct zc_cells
	    *settings; /* replace the catalog's; may be NULL */
};

struct zc_result {
	enum zc_verdict verdict;
	char reason[160]; /* English msgid; "" for pass and fail */
	char detail[400]; /* behind the reason: the table, the cover's reason */
	char table[64];   /* the table that was not seen; "" for none */
	struct zc_outcome seen; /* its outcome */
	int64_t rows;           /* offending rows, kept or not */
	char tables[512];       /* tables read, blank-separated, sorted */
};

/* An offending row: values borrowed from the statement. */
struct zc_evidence {
	sqlite3_stmt *st;
	int ncols;
};
typedef int (*zc_evidence_fn)(void *ctx, const struct zc_evidence *ev);

/*
 * Install on `db` what definitions may use: the functions zc_now, zc_in,
 * zc_glob, zc_bits. `f` is borrowed while the database is open.
 */
ZC_MUST int zc_check_open(struct zc_facts *f, struct zc_err *e);

/*
 * Evaluate. In this order:
 *  1. `applies` over a table that was not fully seen: unknown, unless the
 *     table is in sound_when_partial and a row of it proves that it applies;
 *     no row of it: not applicable.
 *  2. every table the query reads was fully seen: rows fail (or need a person
 *     when the check says `review`), none pass; unless `unknown` has a row:
 *     then a value was missing and the verdict is unknown.
 *  3. those that were not are all named in sound_when_partial: rows fail, none
 *     is unknown. Otherwise unknown, without running the query.
 * Queries are read-only and bounded; a query that is wrong or too long gives
 * ZC_EINPUT or ZC_ETIME and no verdict.
 */
ZC_MUST int zc_check_eval(struct zc_facts *f, const struct zc_check *c,
    struct zc_result *out, zc_evidence_fn fn, void *ctx, struct zc_err *e);

/* Names of the tables that a query reads, sorted; for lint. */
struct zc_reads {
	char names[ZC_CHECK_TABLES_MAX][64];
	size_t n;
};
ZC_MUST int zc_check_reads(struct zc_facts *f, const struct zc_check *c,
    const char *sql, struct zc_reads *out, struct zc_err *e);

#endif
