/*
 * judge: puts every check to a case and writes down results and evidence:
 * into the case itself before it is sealed, or into a separate judgement
 * file that names the digest of the case it judged.
 */
#ifndef ZC_JUDGE_H
#define ZC_JUDGE_H

#include "core/case.h"
#include "core/check.h"
#include "core/slice.h"

enum {
	ZC_KEY_VERSION = 1
};

/* How many results of each kind. */
struct zc_tally {
	int64_t high;   /* failed, severity high */
	int64_t mend;   /* failed, any other severity */
	int64_t manual; /* a person must look or answer */
	int64_t unknown;
	int64_t pass;
	int64_t not_applicable;
};

/* What is judged, and by what. */
struct zc_judge_use {
	struct zc_case *c;
	const struct zc_catalog *catalog;
	const char *target; /* id that goes into the finding keys; NULL: the
			       one the case names */
	/*
	 * Take the ledgers of this unit as they are now instead of those in
	 * the case; NULL: what is in the case.
	 */
	struct zc_office *office;
	int64_t unit;
};

/*
 * The results go to `out` (tables zc_result and zc_evidence must be there and
 * are emptied first); it may be the case's own database. Ledger tables that the
 * case lacks are taken as absent. A check that cannot be evaluated is "unknown"
 * with the reason, never left out. What a check asks a person is answered by
 * ledger `answer`: the newest answer for this computer (or for all) that is
 * still valid; an expired one leaves the question open again.
 */
ZC_MUST int zc_judge(const struct zc_judge_use *u, struct sqlite3 *out,
    struct zc_tally *tally, struct zc_err *e);

/*
 * Make a judgement file beside the case: the same two tables and zc_meta with
 * the digest judged and the digest of the definitions. Replaces nothing:
 * ZC_EEXIST.
 */
ZC_MUST int zc_judge_file(const struct zc_judge_use *u, const char *digest,
    const char *path, struct zc_tally *tally, struct zc_err *e);

/*
 * Declare the ledgers of the catalog in a new case. With an office those that
 * checks of computers read and that the unit keeps are filled (core/slice.h)
 * and ok; all others are absent.
 */
ZC_MUST int zc_judge_ledgers(struct zc_case *c,
    const struct zc_catalog *catalog, struct zc_office *office, int64_t unit,
    struct zc_err *e);

/* finding_key: SHA-256 over the version of the key, check, target and the
 * locator's values, each with its type and length; hex. */
void zc_judge_key(const char *check, const char *target, const struct zc_val *v,
    size_t n, char key[65]);

/* The column type that holds a ledger's field. */
enum zc_type zc_judge_field_type(const struct zc_ledger_field *f);

/* Columns of a ledger's table, in the arena. NULL when it is spent. */
struct zc_col *zc_judge_ledger_cols(
    const struct zc_ledger *l, struct zc_arena *a);

/* One stored result; borrowed during the call. */
struct zc_stored {
	const char *check;
	enum zc_verdict verdict;
	const char *severity;
	const char *reason, *detail;
	int64_t rows;
	const char *tables;
};
typedef int (*zc_stored_fn)(void *ctx, const struct zc_stored *s);
ZC_MUST int zc_judge_results(
    struct sqlite3 *db, zc_stored_fn fn, void *ctx, struct zc_err *e);

/* Evidence of a check: fn(ctx, finding key, cells as a JSON object). */
ZC_MUST int zc_judge_evidence(struct sqlite3 *db, const char *check,
    int (*fn)(void *ctx, const char *key, const char *cells), void *ctx,
    struct zc_err *e);

#endif
