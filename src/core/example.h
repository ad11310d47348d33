/* example: runs the examples that definitions carry, and lints their SQL. */
#ifndef ZC_EXAMPLE_H
#define ZC_EXAMPLE_H

#include "core/check.h"

/* Time of the case in every example: 2026-01-15 12:00:00 UTC. */
enum {
	ZC_EXAMPLE_NOW = 1768478400
};

struct zc_bench; /* an empty database with every table */

/*
 * `url`: an empty database for the examples of checks of a unit, which run
 * over a scratch store; NULL = SQLite in memory. Borrowed.
 */
ZC_MUST int zc_bench_new(const struct zc_catalog *c, const char *url,
    struct zc_bench **out, struct zc_err *e);
void zc_bench_free(struct zc_bench *b);

/*
 * Run all examples of a check and look at its SQL: reads declared tables only,
 * each table read has an unknown example and is given in every example, the
 * locator and sound_when_partial name what exists, every result column has a
 * label. Each fault goes to `complain`; the number of faults is returned, or
 * a negative code when the bench itself failed.
 */
ZC_MUST int zc_bench_check(struct zc_bench *b, const struct zc_check *c,
    zc_complain complain, void *ctx, struct zc_err *e);

/* Examples run since zc_bench_new. */
size_t zc_bench_count(const struct zc_bench *b);

#endif
