/* sysattr: the small text files of /sys and /run. */
#ifndef ZC_SYSATTR_H
#define ZC_SYSATTR_H

#include "probe/probe.h"

/*
 * The trimmed text of DIR/NAME, at most 1000 bytes; empty when it is missing
 * or cannot be read. Lives in the look's arena.
 */
struct zc_str zc_sysattr(
    const struct zc_look *l, const char *dir, const char *name);

/* The same as a number in `base`; `other` when it is not one. */
int64_t zc_sysattr_int(const struct zc_look *l, const char *dir,
    const char *name, int base, int64_t other);

/* Last component of the link DIR/NAME (driver, subsystem); empty if none. */
struct zc_str zc_sysattr_link(
    const struct zc_look *l, const char *dir, const char *name);

#endif
