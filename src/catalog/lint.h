/* lint: faults of definitions that loaded, as far as no SQL engine is needed.
 */
#ifndef ZC_LINT_H
#define ZC_LINT_H

#include "catalog/catalog.h"

struct zc_lint {
	size_t faults;
	size_t warnings; /* things that are odd and not wrong */
};

/*
 * Look at a loaded catalog.
 *
 *   used      ids of settings that probes or the program read, besides those
 *             that checks list; NULL-ended, NULL = none
 *   complain  once for each fault and warning; a warning's sentence begins
 *             with 提示： and "note: "
 *
 * Faults: a rule's example that does not match as it says, a setting outside
 * its bounds, a clause that nothing answers, Chinese text without a Chinese
 * character, a ledger's example that its fields judge otherwise, a step nobody
 * can do or that pushes what is not there, a role's example that its rights
 * judge otherwise, roles that exclude each other on one side only, an
 * indicator's example without a ledger it needs. Warnings: a setting that
 * nothing reads.
 */
void zc_lint_catalog(const struct zc_catalog *c, const char *const *used,
    zc_complain complain, void *ctx, struct zc_lint *out);

/*
 * True when `value` is matched by `pattern`: the whole text, ASCII case apart,
 * '*' standing for any bytes. The one meaning of values in rules.
 */
bool zc_lint_match(const char *pattern, struct zc_str value);

/*
 * Why the fields of the ledger refuse the row: required, type, range,
 * pattern; NULL = they take it. What needs other rows is not looked at.
 */
const char *zc_lint_row(const struct zc_ledger *l, const struct zc_cells *row);

/* Is the text, which is not empty, one of the field's type? */
bool zc_lint_value(const struct zc_ledger_field *f, const char *text);

#endif
