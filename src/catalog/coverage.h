/* coverage: which definitions answer which requirement, and how. */
#ifndef ZC_COVERAGE_H
#define ZC_COVERAGE_H

#include "catalog/catalog.h"

struct zc_covering {
	const char *kind; /* check, checklist, ledger, rule, role, indicator */
	const char *id;
	/*
	 * machine (judged), person (answers), record (kept), data (looked for),
	 * report (computed), right (granted)
	 */
	const char *how;
	size_t examples;           /* that prove it */
	const struct zc_at *proof; /* the first of them, NULL = none */
	const char *lack; /* why it does not count (English msgid), or NULL */
};

/*
 * Called once for each requirement, in the order of ids; what does not count
 * comes with the rest. Negative stops.
 */
typedef int (*zc_coverage_fn)(void *ctx, const struct zc_requirement *r,
    const struct zc_covering *v, size_t n, struct zc_err *e);

/*
 * What has no proof does not count: a query that reads no table, a query or
 * rule without examples, a ledger without fields, a checklist without clauses.
 * Nor does what is of the wrong kind: L-… rows want a ledger with as many
 * fields as the row names, W-… rows one with a flow of which an example is
 * refused, I-… rows an indicator, RO-… rows a role, with examples. ZC_ENOMEM,
 * or what `fn` returned.
 */
ZC_MUST int zc_coverage(
    const struct zc_catalog *c, zc_coverage_fn fn, void *ctx, struct zc_err *e);

/* How many of them count. */
size_t zc_coverage_count(const struct zc_covering *v, size_t n);

/* True when the SQL has the word FROM outside of texts and comments. */
bool zc_coverage_reads(const char *sql);

#endif
