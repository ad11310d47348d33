/* coverage: which definitions answer which requirement, and how. */
#ifndef ZC_COVERAGE_H
#define ZC_COVERAGE_H

#include "catalog/catalog.h"

struct zc_covering {
	const char *kind; /* check, checklist, ledger, rule */
	const char *id;
	/* machine (judged), person (asked), record (kept), data (looked for) */
	const char *how;
	size_t examples; /* that prove it */
};

/* Called once for each requirement, in the order of ids. Negative stops. */
typedef int (*zc_coverage_fn)(void *ctx, const struct zc_requirement *r,
    const struct zc_covering *v, size_t n, struct zc_err *e);

/*
 * A definition without proof does not count: a query that reads no table, a
 * query or rule without examples, a ledger without fields, a checklist without
 * clauses. ZC_ENOMEM, or what `fn` returned.
 */
ZC_MUST int zc_coverage(
    const struct zc_catalog *c, zc_coverage_fn fn, void *ctx, struct zc_err *e);

/* True when the SQL has the word FROM outside of texts and comments. */
bool zc_coverage_reads(const char *sql);

#endif
