/*
 * power: when the machine started, stopped, slept: from the records of wtmp
 * (utmp(5)) and the boots that the journal knows.
 */
#ifndef ZC_POWER_H
#define ZC_POWER_H

#include "probe/journal.h"

enum zc_power_kind {
	ZC_POWER_BOOT,
	ZC_POWER_SHUTDOWN,
	ZC_POWER_CRASH, /* stopped without a record; at = last sign of life */
	ZC_POWER_SUSPEND,
	ZC_POWER_RESUME
};

struct zc_power {
	enum zc_power_kind kind;
	int64_t at;
	const char *kernel; /* "" = not told */
	const char *source; /* "wtmp" or "journal" */
};

struct zc_powers {
	struct zc_power *v; /* by source, then in order of time */
	size_t n;
	bool full; /* more events than are kept (50,000) */
	bool wtmp; /* a wtmp file was read */
};

/*
 * Collect the events. `j` is an open journal or NULL. What cannot be read is
 * noted by zc_miss.
 */
ZC_MUST int zc_power_read(const struct zc_look *l, struct zc_table *t,
    struct zc_journal *j, struct zc_powers *out, struct zc_err *e);

/*
 * Seconds of [from, to] in which the machine is known to have been on; 0 when
 * nothing is known of that time.
 */
int64_t zc_power_on(const struct zc_powers *p, int64_t from, int64_t to);

#endif
