/*
 * jobs: everything that a schedule starts: cron, anacron, at and systemd's
 * timers that are switched on.
 */
#ifndef ZC_JOBS_H
#define ZC_JOBS_H

#include "probe/probe.h"

struct zc_job {
	const char *kind; /* cron, anacron, at, timer */
	struct zc_str account, spec;
	struct zc_str command; /* as written: mask it before it is shown */
	const char *file;
	int line; /* 0 = the whole file */
};

/* Borrowed strings are good until it returns. Negative ends the walk. */
typedef int (*zc_jobs_each)(
    void *ctx, const struct zc_job *job, struct zc_err *e);

/* What cannot be read goes to zc_miss. Returns what `each` returned. */
ZC_MUST int zc_jobs_read(const struct zc_look *l, struct zc_table *t,
    zc_jobs_each each, void *ctx, struct zc_err *e);

/* Value of a key in a section of a unit file, the last one; "" = none. */
struct zc_str zc_jobs_unit(
    struct zc_str text, const char *section, const char *key);

#endif
