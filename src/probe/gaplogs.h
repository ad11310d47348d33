/* gaplogs: signs of cleaning in the logs themselves. */
#ifndef ZC_GAPLOGS_H
#define ZC_GAPLOGS_H

#include "probe/power.h"
#include "probe/rotate.h"
#include "probe/users.h"

/* One row of trace_gap. */
struct zc_gap {
	const char *kind, *subject, *source;
	int64_t from, to; /* 0 = unknown */
	const char *detail;
};

struct zc_gaps {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	struct zc_users users;
	struct zc_powers powers;
	struct zc_rotates rotates;
	struct zc_str rotated; /* the state file of logrotate(8) */
	int64_t made;          /* when the system was set up; 0 = unknown */
	int64_t started;       /* last start, not by wtmp; 0 = unknown */
	struct zc_journal *journal; /* NULL = not readable */
	size_t logs;                /* text logs and login records found */
};

/* Put a row. */
ZC_MUST int zc_gap_put(struct zc_gaps *g, const struct zc_gap *row);

/* Text logs: silence, emptied, linked away, times that go back. */
ZC_MUST int zc_gaps_text(struct zc_gaps *g);
/* The journal: silence while the machine was on; volatile storage. */
ZC_MUST int zc_gaps_journal(struct zc_gaps *g);
/* Login records that were overwritten with zeros; files that are gone. */
ZC_MUST int zc_gaps_records(struct zc_gaps *g);
/* Devices that one kernel log knows and another of that time does not. */
ZC_MUST int zc_gaps_usb(struct zc_gaps *g);
/* Shell histories that are switched off or emptied. */
ZC_MUST int zc_gaps_history(struct zc_gaps *g);

#endif
