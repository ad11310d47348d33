/* journalconf: the settings of systemd-journald, journald.conf(5). */
#ifndef ZC_JOURNALCONF_H
#define ZC_JOURNALCONF_H

#include "probe/conffile.h"

/* Every "Key=value" line in the order in which it takes effect. */
ZC_MUST int zc_journalconf_each(
    const struct zc_look *l, struct zc_table *t, zc_confline_fn fn, void *ctx);

struct zc_journalconf {
	bool persistent;   /* entries survive a restart */
	int64_t retention; /* MaxRetentionSec in days; 0 = not set */
};

ZC_MUST int zc_journalconf_read(
    const struct zc_look *l, struct zc_table *t, struct zc_journalconf *out);

/* A time span such as "1month", "90day", "3600" in seconds; 0 = none. */
int64_t zc_journalconf_span(struct zc_str s);

#endif
