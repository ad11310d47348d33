/* diff: what changed between two inspections of one computer. */
#ifndef ZC_DIFF_H
#define ZC_DIFF_H

#include "core/judge.h"

enum zc_change {
	ZC_CHANGE_NEW,         /* found now and not before */
	ZC_CHANGE_GONE,        /* found before; judged now and not found */
	ZC_CHANGE_CHANGED,     /* the same finding, other values beside it */
	ZC_CHANGE_INCOMPARABLE /* could not be judged in one of the two */
};

struct zc_diff {
	enum zc_change change;
	const char *check;
	const char *key;            /* "" when incomparable */
	const char *before, *after; /* cells as JSON, or verdicts */
};
typedef int (*zc_diff_fn)(void *ctx, const struct zc_diff *d);

/*
 * Compare the judgements of an earlier and a later case, check by check in
 * the order of ids. Checks that only one of them knows are incomparable.
 */
ZC_MUST int zc_diff_run(struct sqlite3 *before, struct sqlite3 *after,
    zc_diff_fn fn, void *ctx, struct zc_err *e);

/* "new", "gone", "changed", "incomparable". */
const char *zc_change_word(enum zc_change c);

#endif
