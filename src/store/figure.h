/*
 * figure: the figures of a period as they were taken (table indicator_value):
 * written once, never changed afterwards, with an entry in the unit's history.
 */
#ifndef ZC_FIGURE_H
#define ZC_FIGURE_H

#include "store/history.h"

struct zc_figure_taken {
	int64_t unit;
	const char *indicator, *period;
	const char *numerator, *denominator; /* NULL = none */
	const char *target;                  /* "" = none */
	const char *met;                     /* true, false, unknown, none */
	const char *rules;                   /* digest of the definitions */
	int64_t at;
	const char *actor;
};

/* Inside of a transaction. ZC_EEXIST: this period was taken already. */
ZC_MUST int zc_figure_put(
    struct zc_db *db, const struct zc_figure_taken *f, struct zc_err *e);

typedef int (*zc_figure_fn)(void *ctx, const struct zc_figure_taken *f);
/* What was taken of that period, if it was. */
ZC_MUST int zc_figure_of(struct zc_db *db, int64_t unit, const char *indicator,
    const char *period, zc_figure_fn fn, void *ctx, struct zc_err *e);

#endif
