/*
 * history: the append-only, hash-chained record of all ledgers, one chain per
 * unit. hash = SHA-256(prev || canonical head || SHA-256(body)), so that the
 * body can be purged and the chain still be verified. Body: JSON of what
 * changed, {"col": [before, after]}.
 */
#ifndef ZC_HISTORY_H
#define ZC_HISTORY_H

#include "store/row.h"

struct zc_hist {
	int64_t unit, seq, row, ver, at;
	const char *ledger, *actor, *act, *note;
	const char *body; /* JSON, or NULL when purged */
	const char *hash; /* hex */
};

/* Append in the caller's transaction. Takes the unit's chain until commit. */
ZC_MUST int zc_history_add(
    struct zc_db *db, const struct zc_hist *h, struct zc_err *e);

typedef int (*zc_hist_fn)(void *ctx, const struct zc_hist *h);
/* The life of a row, oldest first. */
ZC_MUST int zc_history_of(struct zc_db *db, const struct zc_scope *s,
    const char *ledger, int64_t row, zc_hist_fn fn, void *ctx,
    struct zc_err *e);

/* What zc_history_verify found: 0 = nothing wrong. */
struct zc_verdict_of_chain {
	int64_t rows;       /* looked at */
	int64_t unit, seq;  /* the first bad entry; 0 = none */
	const char *ledger; /* or the first row that is not what history */
	int64_t row;        /* says it should be … */
	char what[200];     /* … and what is wrong, an English msgid */
};
/*
 * Every chain from its beginning, and every living row of `tables` against the
 * last state that history tells of it.
 */
ZC_MUST int zc_history_verify(struct zc_db *db, const struct zc_tdef *tables,
    size_t n, struct zc_verdict_of_chain *out, struct zc_err *e);

/* Heads of all chains, "unit seq hash" a line, for a printed receipt. */
ZC_MUST int zc_history_heads(
    struct zc_db *db, struct zc_buf *out, struct zc_err *e);

#endif
