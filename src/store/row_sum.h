/*
 * row_sum: the digest of a whole row and the JSON of a change. The digest
 * covers every column but `search`, by name, without those that are null: a
 * column that a later definition adds changes no digest.
 */
#ifndef ZC_ROW_SUM_H
#define ZC_ROW_SUM_H

#include "store/row.h"

enum {
	ZC_ROW_CELLS = 128 /* most columns of a table */
};

/* Column numbers in the order of their names; `search` left out. */
struct zc_row_order {
	unsigned char at[ZC_ROW_CELLS];
	size_t n;
};
void zc_row_sum_order(
    const char *const *names, size_t n, struct zc_row_order *out);
/* SHA-256 over name, type and value of the cells that are not null; hex. */
void zc_row_sum(const struct zc_row_order *o, const char *const *names,
    const struct zc_val *v, char out[65]);

/* {"col":[before,after],…}: one more column into `b`, which begins empty. */
void zc_row_sum_body(struct zc_buf *b, const char *col,
    const struct zc_val *before, const struct zc_val *after);
/* The closing brace; "{}" when nothing changed. */
void zc_row_sum_body_end(struct zc_buf *b);

#endif
