/*
 * hazard: findings of machines become rows of ledger `hazard`, once each, and
 * follow its flow (design section 6): the program itself checks them off, or
 * returns them, after the next inspection.
 */
#ifndef ZC_HAZARD_H
#define ZC_HAZARD_H

#include "core/ledger.h"
#include "store/store.h"

/* A finding and the number of its hazard; both live in the arena. */
struct zc_hazard_of {
	const char *key, *number;
	int64_t id;
};
struct zc_hazard_list {
	struct zc_hazard_of *v; /* sorted by key */
	size_t n;
};
/* Hazards that came from findings; nothing when there is no such ledger. */
ZC_MUST int zc_hazard_all(struct zc_office *o, struct zc_arena *a,
    struct zc_hazard_list *out, struct zc_err *e);
/* "" when the finding has none. */
const char *zc_hazard_number(const struct zc_hazard_list *l, const char *key);

/*
 * Make a hazard of the finding: found on the day it was first seen, source
 * machine, described by the check's title and what was found.
 *
 * ZC_EEXIST   it has one already
 * ZC_EREFUSED it is not there any more, or decided (false alarm, exception)
 * ZC_ENOENT   the definitions have no ledger hazard
 */
ZC_MUST int zc_hazard_make(const struct zc_ledger_use *u,
    const struct zc_store_finding *f, const char *title, int64_t *id,
    struct zc_err *e);

/* What a check or a reconciliation is called; in the arena. */
const char *zc_hazard_title(struct zc_office *o, const struct zc_catalog *c,
    const char *check, const char *lang, struct zc_arena *a);

#endif
