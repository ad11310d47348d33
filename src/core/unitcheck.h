/*
 * unitcheck: checks with target `unit`, put to the central store: ledgers,
 * facts and the views of store/view.h, on both engines. A ledger that is off,
 * or was never filled without a nil return, was not seen: the verdict is
 * unknown, as for a table of a computer. Results are findings on the unit.
 */
#ifndef ZC_UNITCHECK_H
#define ZC_UNITCHECK_H

#include "core/check.h"
#include "core/office.h"

struct zc_unitcheck {
	const struct zc_check *check;
	enum zc_verdict verdict;
	int64_t rows;       /* offending rows */
	const char *reason; /* msgid, "" = none */
	const char *table;  /* that was not seen, "" = none */
	char detail[400];   /* of a check that could not be carried out */
};
/* An offending row as a JSON object, before the result it belongs to. */
typedef int (*zc_unitcheck_row_fn)(
    void *ctx, const struct zc_check *c, const char *key, const char *cells);
typedef int (*zc_unitcheck_fn)(void *ctx, const struct zc_unitcheck *r);

/*
 * Run one check over the actor's unit. `row` may be NULL. ZC_OK also when it
 * could not be carried out: that is a result.
 */
ZC_MUST int zc_unitcheck_one(struct zc_office *o, const struct zc_check *c,
    zc_unitcheck_row_fn row, void *ctx, struct zc_unitcheck *out,
    struct zc_err *e);
/*
 * The same for an example, which says which ledgers were seen: those it gives
 * with status ok, also without a row.
 */
ZC_MUST int zc_unitcheck_example(struct zc_office *o, const struct zc_check *c,
    const struct zc_example *x, struct zc_unitcheck *out, struct zc_err *e);
/*
 * Names of the views that the check reads and of the columns it gives, each
 * followed by a blank. ZC_EINPUT: a query is wrong, or no query at all.
 */
ZC_MUST int zc_unitcheck_look(struct zc_office *o, const struct zc_check *c,
    struct zc_buf *reads, struct zc_buf *columns, struct zc_err *e);
/* All of them; findings are written, each result is told. */
ZC_MUST int zc_unitcheck_all(
    struct zc_office *o, zc_unitcheck_fn fn, void *ctx, struct zc_err *e);

#endif
