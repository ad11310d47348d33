/* lint_mark: the examples of secrecy marks come out as they say. */
#ifndef ZC_LINT_MARK_H
#define ZC_LINT_MARK_H

#include "catalog/catalog.h"

/*
 * Run the examples of rule.mark_example with the words of the same catalogue;
 * nothing is done when there is no such rule. One complaint for each fault.
 * Returns the number of faults.
 */
size_t zc_lint_marks(const struct zc_catalog *c, zc_complain fn, void *ctx);

#endif
