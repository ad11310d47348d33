/* lognames: the logs that systems of the Debian and Red Hat families keep. */
#ifndef ZC_LOGNAMES_H
#define ZC_LOGNAMES_H

#include "base/base.h"

struct zc_logname {
	const char *name; /* what kind of log, e.g. auth */
	const char *path;
	bool records; /* utmp(5) records, not lines */
	bool steady;  /* a running system writes it at least every few hours */
};

extern const struct zc_logname zc_lognames[];
extern const size_t zc_nlognames;

#endif
