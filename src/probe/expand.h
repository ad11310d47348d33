/* expand: lists of paths below the inspected root. */
#ifndef ZC_EXPAND_H
#define ZC_EXPAND_H

#include "probe/probe.h"

struct zc_paths {
	const char **v;
	size_t n;
	size_t cap;
};

/* Add a path; it is not copied. ZC_ENOMEM when the arena is spent. */
ZC_MUST int zc_paths_add(
    struct zc_paths *s, struct zc_arena *a, const char *path, struct zc_err *e);

/*
 * Add the existing paths that a pattern (* ? [ ], per component, no leading
 * dot) names, sorted within a directory. At most `max` in `out`: the rest is
 * noted as missed; so is a directory that may not be read.
 */
ZC_MUST int zc_expand(const struct zc_look *l, struct zc_table *t,
    const char *pattern, size_t max, struct zc_paths *out, struct zc_err *e);

/*
 * Files of drop-in directories, as systemd.unit(5), sysctl.d(5) and
 * modprobe.d(5) order them: by base name; of equal names the one in the first
 * directory counts. `dirs` is NULL-ended, most important first.
 */
ZC_MUST int zc_expand_dropins(const struct zc_look *l, struct zc_table *t,
    const char *const *dirs, const char *suffix, struct zc_paths *out,
    struct zc_err *e);

#endif
