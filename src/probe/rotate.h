/* rotate: how long logrotate(8) keeps a log. */
#ifndef ZC_ROTATE_H
#define ZC_ROTATE_H

#include "probe/probe.h"

struct zc_rotate {
	struct zc_rotate *next;
	const char *patterns; /* paths, blank separated, shell patterns */
	int64_t count;        /* old files kept; -1 = not set */
	int64_t period;       /* days; 0 = by size or not set */
	int64_t maxage;       /* days; 0 = not set */
	const char *file;
	int line;
};

struct zc_rotates {
	struct zc_rotate *list;
	struct zc_rotate global; /* settings outside of any block */
};

/* Read /etc/logrotate.conf and /etc/logrotate.d. */
ZC_MUST int zc_rotate_read(
    const struct zc_look *l, struct zc_table *t, struct zc_rotates *out);

/* Days for which `path` is kept; 0 = not rotated, or not told by time. */
int64_t zc_rotate_days(const struct zc_rotates *r, const char *path);

/* False when rotation of `path` leaves no old file: "rotate 0". */
bool zc_rotate_keeps(const struct zc_rotates *r, const char *path);

#endif
