/*
 * reconcile: what the ledgers say against what inspections saw (design section
 * 7), by the `from` blocks of their definitions. Three kinds of difference:
 *
 *   unregistered   seen, but no row of the ledger has the same match columns
 *   missing        registered, but not seen; only concluded when every table
 *                  of facts that the query reads was fully seen on every
 *                  computer of the unit that was inspected
 *   contradiction  the same thing, another value
 *
 * Values are compared in their normal form (core/value.h). Each difference is
 * a finding of check reconcile.LEDGER.KIND on the unit until it is accepted or
 * gone.
 */
#ifndef ZC_RECONCILE_H
#define ZC_RECONCILE_H

#include "core/ledger.h"

enum zc_recon_kind {
	ZC_RECON_UNREGISTERED,
	ZC_RECON_MISSING,
	ZC_RECON_CONTRADICTION,
	ZC_RECON_KINDS
};
/* "unregistered", "missing", "contradiction": msgids, and part of check ids. */
const char *zc_recon_word(enum zc_recon_kind k);
bool zc_recon_kind_of(const char *word, enum zc_recon_kind *out);

struct zc_recon {
	const struct zc_source *source;
	enum zc_recon_kind kind;
	int64_t row;          /* of the ledger; 0 = unregistered */
	const char *name;     /* key of the row, or what was seen */
	const char *field;    /* of a contradiction, "" else */
	const char *is, *was; /* seen, registered; as files carry them */
	struct zc_cells fill; /* what accepting takes over */
	const char *target;   /* computer that showed it, "" = none */
	int64_t seen_at;      /* 0 = never */
	char key[65];         /* of the finding */
};

/* Why "not seen" could not be concluded for a source. */
struct zc_recon_open {
	const struct zc_source *source;
	const char *table;       /* of the probe */
	int64_t targets, unseen; /* inspected computers, those not fully seen */
};

struct zc_recon_list {
	const struct zc_ledger *ledger;
	struct zc_recon *v;
	size_t n, cap;
	struct zc_recon_open *open;
	size_t nopen;
	int64_t
	    refused; /* rows whose text carries a mark of secrecy: left out */
};

/* All differences of one ledger, in a steady order; texts in the arena.
 * Nothing is written. A ledger that is off has none. */
ZC_MUST int zc_reconcile(struct zc_office *o, const struct zc_ledger *l,
    struct zc_arena *a, struct zc_recon_list *out, struct zc_err *e);
/* Write the findings of that list, one run of its checks. */
ZC_MUST int zc_reconcile_keep(
    struct zc_office *o, const struct zc_recon_list *l, struct zc_err *e);
/* Both, for every ledger that has `from`. */
ZC_MUST int zc_reconcile_all(struct zc_office *o, struct zc_err *e);

/*
 * Take one difference over: a new row (obtained by machine, with `more` fields
 * of the officer), or the changed field. What is missing is not taken over
 * (ZC_EREFUSED): a step of the ledger or `delete` says what became of it.
 */
ZC_MUST int zc_reconcile_accept(const struct zc_ledger_use *u,
    const struct zc_recon *r, const struct zc_cells *more, struct zc_err *e);

#endif
