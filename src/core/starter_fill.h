/* starter_fill: an empty store gets what comes of a starter's answers. */
#ifndef ZC_STARTER_FILL_H
#define ZC_STARTER_FILL_H

#include "catalog/starter.h"
#include "core/ledger.h"

/* How much was made. */
struct zc_starter_done {
	int64_t settings, rows, users, roles;
};

/*
 * Settings, rows, users with their roles, in one transaction. The answers have
 * passed zc_starter_check. A user is named like the person; who has no role of
 * the starter becomes none.
 *
 * ZC_EINPUT, ZC_EREFUSED  something does not fit: `fault` is told, e names what
 */
ZC_MUST int zc_starter_fill(struct zc_office *o, const struct zc_starter *t,
    const struct zc_starter_answers *a, zc_fault_fn fault, void *ctx,
    struct zc_starter_done *out, struct zc_err *e);

#endif
