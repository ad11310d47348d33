/*
 * slice: what an inspection of one computer may see of the unit's ledgers:
 * those that checks of computers read, and of them the columns they name; of
 * rows that are classified only the number and the serial of media.
 */
#ifndef ZC_SLICE_H
#define ZC_SLICE_H

#include "core/case.h"
#include "core/office.h"

struct sqlite3;

enum {
	ZC_LEDGER_FIELDS = 200 /* most fields of a ledger, by the catalogue */
};

/* Each living row of the unit; `v` in the order of the fields, borrowed. */
typedef int (*zc_slice_fn)(
    void *ctx, int64_t id, const struct zc_val *v, struct zc_err *e);
ZC_MUST int zc_slice_each(struct zc_office *o, int64_t unit,
    const struct zc_ledger *l, zc_slice_fn fn, void *ctx, struct zc_err *e);

/*
 * Is the ledger kept: switched on, and filled, or said to be empty by nil
 * returns without a gap from the day of `from` to the day before `to`
 * (ledger nil_return; days in the future do not count)?
 */
enum zc_kept {
	ZC_KEPT_OFF,  /* not switched on */
	ZC_KEPT_NONE, /* never filled, and nobody said that there is nothing */
	ZC_KEPT_YES
};
struct zc_kept_when {
	int64_t unit, from, to;
};
ZC_MUST int zc_slice_kept(struct zc_office *o, const struct zc_ledger *l,
    const struct zc_kept_when *w, enum zc_kept *out, struct zc_err *e);

/* Do checks of computers read this ledger? */
bool zc_slice_wanted(const struct zc_catalog *c, const struct zc_ledger *l);

/*
 * Fill the table of that name in `db` (it is there and empty) with what checks
 * may see of the ledger; `schema` is "main" or "temp".
 */
ZC_MUST int zc_slice_fill(struct zc_office *o, int64_t unit,
    const struct zc_ledger *l, struct sqlite3 *db, const char *schema,
    struct zc_err *e);

/*
 * Does the ledger of computers mark this one as classified? Known by its
 * serial number, a network card or, for want of both, its name; any of them
 * may be empty. ZC_EREFUSED: it does.
 */
ZC_MUST int zc_slice_refuse(struct zc_office *o, int64_t unit,
    struct zc_case *c, const char *hostname, struct zc_err *e);

#endif
