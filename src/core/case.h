/*
 * case: the file of one inspection (检查档案), an SQLite database described
 * in docs/formats/case.md: facts, how much of each table was seen, results,
 * evidence. It is written by one process, sealed when finished, and only read
 * afterwards. A case that somebody else made is hostile until it was imported.
 */
#ifndef ZC_CASE_H
#define ZC_CASE_H

#include "probe/gather.h"

struct sqlite3;
struct zc_case;

enum {
	ZC_CASE_FORMAT = 1
}; /* version of the file format */

/* A table that is no probe's: a ledger as seen by this inspection. */
struct zc_case_table {
	const char *name;
	const char *kind; /* "ledger" */
	const char *en, *zh;
	const struct zc_col *cols;
	size_t ncols;
};

/*
 * Make a new case file (NULL: in memory only; "": a file without a name that
 * is gone when the case is closed) with every probe's table, all of them "not
 * yet gathered". ZC_EEXIST when the file is there; nothing of it
 * is touched.
 */
ZC_MUST int zc_case_create(
    const char *path, struct zc_case **out, struct zc_err *e);

/*
 * Open an existing file. `write`: to resume an inspection that was
 * interrupted (ZC_EREFUSED when it is sealed, or when another user owns it or
 * could have written it). Not a case, damaged, or of a newer format: ZC_EINPUT.
 * Foreign files are opened defensively: read-only, no trusted schema, no views
 * or triggers, quick check.
 */
ZC_MUST int zc_case_open(
    const char *path, bool write, struct zc_case **out, struct zc_err *e);
void zc_case_close(struct zc_case *c);

/* Add a ledger table with its status (absent, ok …) and an empty body. */
ZC_MUST int zc_case_declare(struct zc_case *c, const struct zc_case_table *t,
    const struct zc_outcome *o, struct zc_err *e);

/*
 * Facts about the inspection itself: id, target, started, finished, tool,
 * root, hostname, jail … Text; "" when not set. The value lives as long as
 * the case or until the key is set again.
 */
ZC_MUST int zc_case_set(
    struct zc_case *c, const char *key, const char *value, struct zc_err *e);
const char *zc_case_get(struct zc_case *c, const char *key);

/* A sink for zc_gather that stores what comes; `stop` is left NULL. */
void zc_case_sink(struct zc_case *c, struct zc_sink *out);

/* Write down the outcome of a table without gathering it. */
ZC_MUST int zc_case_outcome(struct zc_case *c, const char *table,
    const struct zc_outcome *o, struct zc_err *e);

/* True when the table was gathered to its end (whatever came out). */
bool zc_case_done(struct zc_case *c, const char *table);

/* One table of the case with its outcome, in the order of the names. */
struct zc_case_status {
	const char *table, *kind, *en, *zh;
	struct zc_outcome o;
	bool done;
	int64_t misses;
};
typedef int (*zc_case_status_fn)(void *ctx, const struct zc_case_status *s);
/* Call fn for each table; a negative return stops and is returned. */
ZC_MUST int zc_case_statuses(
    struct zc_case *c, zc_case_status_fn fn, void *ctx, struct zc_err *e);

/* Paths of `table` that were not reached: fn(ctx, path, reason). */
ZC_MUST int zc_case_misses(struct zc_case *c, const char *table,
    int (*fn)(void *ctx, const char *path, const char *reason), void *ctx,
    struct zc_err *e);

/*
 * Finish: everything is on disk, no journal is left, the file is read-only.
 * `digest` gets the SHA-256 of the file in hex. The case stays open to read.
 */
ZC_MUST int zc_case_seal(struct zc_case *c, char digest[65], struct zc_err *e);
bool zc_case_sealed(struct zc_case *c);

/* SHA-256 of the file as it is on disk. */
ZC_MUST int zc_case_digest(const char *path, char digest[65], struct zc_err *e);

/* For the rooms that put questions to it (core/judge, cmd query). */
struct sqlite3 *zc_case_db(struct zc_case *c);

#endif
