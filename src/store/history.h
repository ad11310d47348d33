/*
 * history: the append-only, hash-chained record of all ledgers, one chain per
 * unit, in the order in which it was committed: `seq` counts 1, 2, 3 …, and a
 * clock that was set back changes nothing of that.
 *
 * hash = SHA-256(prev || head || SHA-256(note, body)), with prev the 32 bytes
 * of the hash before (zeros for the first) and head = unit, seq, row, ver, at
 * (each 8 bytes, little-endian), then ledger, actor, act, row_sum; texts are
 * each 4 bytes of length, little-endian, and their bytes. So what people wrote
 * can be purged (body null, note empty) and the chain still be verified. Body:
 * JSON of what changed,
 * {"col": [before, after]}. row_sum: digest of the whole row as it became, so
 * that a row that was changed behind our back is found (store/row_sum.h).
 */
#ifndef ZC_HISTORY_H
#define ZC_HISTORY_H

#include "store/row.h"

struct zc_hist {
	int64_t unit, seq, row, ver, at;
	const char *ledger, *actor, *act, *note;
	const char *body;    /* JSON, or NULL when purged */
	const char *hash;    /* hex */
	const char *row_sum; /* hex; NULL or "" when it is no row of a table */
};

/*
 * Append in the caller's transaction. Takes the unit's chain until commit.
 * h->seq and h->hash are not looked at: they come from the chain.
 */
ZC_MUST int zc_history_add(
    struct zc_db *db, const struct zc_hist *h, struct zc_err *e);

/*
 * Many entries of one unit: the chain is taken once. zc_chain_end writes its
 * head; on a failure the caller rolls back and calls zc_chain_drop.
 */
struct zc_chain;
ZC_MUST int zc_chain_begin(
    struct zc_db *db, int64_t unit, struct zc_chain **out, struct zc_err *e);
ZC_MUST int zc_chain_add(
    struct zc_chain *c, const struct zc_hist *h, struct zc_err *e);
ZC_MUST int zc_chain_end(struct zc_chain *c, struct zc_err *e);
void zc_chain_drop(struct zc_chain *c);

/* Hash of an entry: `prev` and `body_sum` are 32 bytes, as is `out`. */
void zc_history_hash(const unsigned char prev[32], const struct zc_hist *h,
    const unsigned char body_sum[32], unsigned char out[32]);

/* Digest of what people wrote: note and body. */
void zc_history_body(const struct zc_hist *h, unsigned char out[32]);

/* 64 hex digits to 32 bytes; false when they are not. */
bool zc_history_unhex(const char *s, unsigned char out[32]);

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
