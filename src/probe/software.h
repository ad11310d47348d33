/*
 * software: what of the indicator list `rule.software` is on this computer.
 * An entry is found by package, process, service unit, desktop file, path or
 * listening port; its values may hold '*' and '?'.
 */
#ifndef ZC_SOFTWARE_H
#define ZC_SOFTWARE_H

#include "probe/probe.h"

/* Ways to find, in the order of their weight; also bits 1 << WAY. */
enum zc_software_way {
	ZC_SW_PACKAGE,
	ZC_SW_PROCESS,
	ZC_SW_SERVICE,
	ZC_SW_DESKTOP,
	ZC_SW_DIRECTORY,
	ZC_SW_LISTENER,
	ZC_SW_WAYS
};

extern const char *const zc_software_ways[ZC_SW_WAYS];

struct zc_software {
	const char *entry, *title, *class; /* never NULL, may be "" */
	int domestic;                      /* -1 the list does not say, 0, 1 */
	unsigned ways;                     /* how it was found */
	const char *evidence[ZC_SW_WAYS];  /* first match of each way */
	const char *version;               /* of the package; NULL not told */
	const char *account; /* whose home it lies in; NULL = the system */
	int running;         /* -1 not known (offline), 0, 1 */
	bool enabled;        /* a unit or autostart file starts it */
	size_t first, end;   /* its items in look->items, for more fields */
};

typedef int (*zc_software_each)(
    void *ctx, const struct zc_software *s, struct zc_err *e);

/*
 * Call `each` for every entry that is found, once for the system and once
 * for each account that keeps it in its home. What could not be seen goes to
 * zc_miss. ZC_ENOENT: the list is empty.
 */
ZC_MUST int zc_software_find(const struct zc_look *l, struct zc_table *t,
    zc_software_each each, void *ctx, struct zc_err *e);

/* First value of another field of the entry, or NULL. */
const char *zc_software_field(
    const struct zc_look *l, const struct zc_software *s, const char *field);

#endif
