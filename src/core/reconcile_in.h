/* reconcile_in: the inside of reconciliation, for reconcile*.c only. */
#ifndef ZC_RECONCILE_IN_H
#define ZC_RECONCILE_IN_H

#include "core/reconcile.h"
#include "core/slice.h"
#include "store/fact.h"

enum {
	ZC_RECON_COLS = 24 /* columns in match, compare or fill */
};

struct zc_recon_row { /* of the ledger */
	int64_t id;
	const char *name;  /* its key, or its id */
	struct zc_str sum; /* the match columns, one after the other */
	struct zc_val compare[ZC_RECON_COLS];
};

struct zc_recon_job {
	struct zc_office *o;
	const struct zc_ledger *l;
	const struct zc_source *source;
	struct zc_arena *a;
	struct zc_recon_list *out;
	int64_t unit;
	char target[33];
	struct zc_recon_row *rows; /* sorted by sum */
	size_t n, cap;
	struct zc_recon_row **by_id;
};

/* The ledger's rows for this source. */
ZC_MUST int zc_recon_load(struct zc_recon_job *j, struct zc_err *e);
/* The row with these match values, NULL when there is none. */
ZC_MUST int zc_recon_find(struct zc_recon_job *j, const struct zc_val *match,
    const struct zc_recon_row **out);
const struct zc_recon_row *zc_recon_row(
    const struct zc_recon_job *j, int64_t id);
/* Note why "not seen" is not concluded. */
ZC_MUST int zc_recon_open(
    struct zc_recon_job *j, const char *table, const struct zc_fact_cover *c);

#endif
