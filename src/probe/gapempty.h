/*
 * gapempty: logs that hold less than they must have held. What tells: a file
 * that is much older than its first line, an empty file changed long after it
 * was made and after the last rotation, records that begin after the last
 * start of the machine. None of it is so on a system just installed, and
 * nothing within a day of the installation is told.
 */
#ifndef ZC_GAPEMPTY_H
#define ZC_GAPEMPTY_H

#include "probe/gaplogs.h"
#include "probe/logfile.h"
#include "probe/lognames.h"

/* Times of the first and last line of the current file; 0 = none. */
struct zc_gaplines {
	int64_t first, last;
};

/* Read what the other calls need. */
ZC_MUST int zc_gapempty_load(struct zc_gaps *g);

/* A text log that was found; `lines` NULL when its lines were not read. */
ZC_MUST int zc_gapempty_text(struct zc_gaps *g, const struct zc_logset *set,
    const struct zc_logname *name, const struct zc_gaplines *lines);

/* wtmp that does not know the last start; btmp that was emptied. */
ZC_MUST int zc_gapempty_records(struct zc_gaps *g);

/* A journal whose beginning is gone although its limits were not reached. */
ZC_MUST int zc_gapempty_journal(struct zc_gaps *g);

/*
 * Was this empty file emptied? True when it was changed more than an hour
 * after it was made, and more than a day after the installation.
 */
bool zc_gapempty_file(struct zc_gaps *g, const char *path, int64_t mtime);

#endif
