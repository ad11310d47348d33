/* example_lint: what examples of checks must give, and their columns. */
#ifndef ZC_EXAMPLE_LINT_H
#define ZC_EXAMPLE_LINT_H

#include "core/example.h"

enum {
	ZC_EXAMPLE_COLS = 64 /* most columns of a result */
};

/* Where complaints of one check go. */
struct zc_voice {
	zc_complain complain;
	void *ctx;
	const struct zc_check *c;
	const struct zc_catalog *catalog;
	struct zc_arena *a; /* of the ledgers' columns */
	int faults;
};
void zc_voice_say(struct zc_voice *v, const struct zc_at *at, const char *zh,
    const char *fmt, ...) ZC_PRINTF(4, 5);

/* The columns of a table, of a probe or of a ledger; NULL when unknown. */
const struct zc_col *zc_voice_columns(
    struct zc_voice *v, const char *table, size_t *n);
const struct zc_col *zc_example_col(
    const struct zc_col *cols, size_t n, const char *name);
/* What the example gives of a table; NULL = nothing. `x` may be NULL. */
const struct zc_given *zc_example_given(
    const struct zc_example *x, const char *table);
bool zc_example_listed(const struct zc_reads *r, const char *name);
/* "-30d", "-2h", "+5m": seconds from the time of the case. */
bool zc_example_relative(struct zc_str s, int64_t *out);

/*
 * Each table read has an unknown example and is given in every example;
 * sound_when_partial names tables that are read.
 */
void zc_voice_look_reads(struct zc_voice *v, const struct zc_reads *reads);
/* Each column of the result has a label; the locator is steady columns. */
void zc_voice_look_columns(struct zc_voice *v, const struct zc_reads *reads,
    const char *const *names, size_t n);

#endif
