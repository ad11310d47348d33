/*
 * unitexample: examples of checks with target `unit`, run over a scratch store
 * with the real tables and views, on either engine.
 */
#ifndef ZC_UNITEXAMPLE_H
#define ZC_UNITEXAMPLE_H

#include "core/example_lint.h"

struct zc_unitbench;

/* `url` NULL: in memory. The database must be empty. */
ZC_MUST int zc_unitbench_new(const struct zc_catalog *c, const char *url,
    struct zc_unitbench **out, struct zc_err *e);
void zc_unitbench_free(struct zc_unitbench *b);

/*
 * The check of the voice, as zc_bench_check does. Given may be ledgers (with a
 * cell `state`), user_role, and flow_step, whose row_id n is the n-th row
 * given of its ledger. A ledger with status ok was seen, also without a row.
 */
ZC_MUST int zc_unitbench_check(
    struct zc_unitbench *b, struct zc_voice *v, struct zc_err *e);
/* Examples run; 0 for NULL. */
size_t zc_unitbench_count(const struct zc_unitbench *b);

#endif
