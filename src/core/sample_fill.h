/* sample_fill: an empty store becomes that of the sample unit. */
#ifndef ZC_SAMPLE_FILL_H
#define ZC_SAMPLE_FILL_H

#include "core/ledger.h"
#include "core/sample.h"

/*
 * Replay all events: the office's clock stands at nine o'clock of each day,
 * rows are added and steps taken as the person who did it with the roles he
 * had; what the steps of a row ask for is given with them, not before. Then its
 * people become users. In one transaction; clock and actor are as before
 * afterwards. What a step would make elsewhere is part of the sample, so the
 * catalog of the office must have no `creates` and `steps_on`: see
 * zc_sample_quiet.
 *
 * ZC_EINPUT, ZC_EREFUSED, ZC_EACCES  an event does not fit; `fault` is told,
 *                                    e names ledger and line
 */
ZC_MUST int zc_sample_fill(struct zc_office *o, const struct zc_sample *s,
    zc_fault_fn fault, void *ctx, struct zc_err *e);

/* Take `creates` and `steps_on` out of a catalog that is loaded for this. */
void zc_sample_quiet(struct zc_catalog *c);

#endif
