/* lint_part: parts shared by lint*.c. */
#ifndef ZC_LINT_PART_H
#define ZC_LINT_PART_H

#include "catalog/kind.h"
#include "catalog/lint.h"

struct zc_lint_run {
	const struct zc_catalog *c;
	zc_complain fn;
	void *ctx;
	struct zc_lint *out;
};

/* One fault: “what”：zh / "what": en. The sentences have no full stop. */
void zc_lint_fault(struct zc_lint_run *l, const struct zc_at *at,
    const char *zh, const char *en, const char *what);

/* What definitions say of each other. */
void zc_lint_flows(struct zc_lint_run *l);
void zc_lint_roles(struct zc_lint_run *l);
void zc_lint_indicators(struct zc_lint_run *l);
void zc_lint_starters(struct zc_lint_run *l);
/* Chinese texts without Chinese, and settings that nothing reads. */
void zc_lint_words(struct zc_lint_run *l, const char *const *used);

#endif
