/*
 * unitfail: which systemd units failed last, as the journal of the last boot
 * tells it. The manager keeps the state itself in memory only.
 */
#ifndef ZC_UNITFAIL_H
#define ZC_UNITFAIL_H

#include "probe/probe.h"

struct zc_unitfail {
	bool known; /* the journal was read from the start of that boot on */
	struct zc_str *names; /* units whose last word was a failure */
	size_t n;
};

/*
 * Read the journal below the root, opened by zc_journal_load. `boot`: when the
 * running system was started (seconds since 1970), or 0 for a root at rest;
 * a journal without that boot tells nothing. No journal, a damaged one or one
 * cut short leaves `known` false. ZC_ENOMEM only.
 */
ZC_MUST int zc_unitfail_load(const struct zc_look *l, int64_t boot,
    struct zc_unitfail *out, struct zc_err *e);

bool zc_unitfail_has(const struct zc_unitfail *f, struct zc_str unit);

#endif
