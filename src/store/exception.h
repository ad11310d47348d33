/*
 * exception: a finding that is tolerated until a day (例外事项), with who
 * approved it and why (table finding_exception). When the day is over the
 * finding counts again by itself.
 */
#ifndef ZC_EXCEPTION_H
#define ZC_EXCEPTION_H

#include "store/store.h"

struct zc_exception {
	const char *key;
	int64_t until; /* the last day on which it holds */
	const char *approver, *reason;
	const char *actor; /* who entered it */
	int64_t at;        /* when */
};

/*
 * ZC_EREFUSED  decided otherwise already, or it is not there any more
 * ZC_EINPUT    no approver or reason, or the end is over before it begins
 */
ZC_MUST int zc_exception_set(
    struct zc_store *s, const struct zc_exception *x, struct zc_err *e);
/* End what ended before the day `today`; `n` gets how many. */
ZC_MUST int zc_exception_end(
    struct zc_db *db, int64_t today, int64_t *n, struct zc_err *e);

typedef int (*zc_exception_fn)(void *ctx, const struct zc_exception *x);
/* The exception of a finding, if there is one. */
ZC_MUST int zc_exception_of(struct zc_db *db, const char *key,
    zc_exception_fn fn, void *ctx, struct zc_err *e);

#endif
