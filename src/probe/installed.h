/*
 * installed: the installed packages of either kind in memory, to be looked up
 * by name. Some 100 bytes a package.
 */
#ifndef ZC_INSTALLED_H
#define ZC_INSTALLED_H

#include "probe/probe.h"
#include "probe/rpm.h"

struct zc_installed_pkg {
	const char *name, *version, *arch;
	const char *source, *source_version;
	bool rpm; /* ordered by rpm's rules */
};

struct zc_installed {
	struct zc_installed_pkg *v; /* sorted by name, then architecture */
	size_t n, cap;
	uint32_t *by_hash; /* index + 1 of the first of a name */
	size_t slots;
	struct zc_arena *a;
};

/*
 * Read both package databases into l->a; damaged records go to zc_miss.
 * Packages removed with their configuration left are not installed.
 * ZC_ENOENT: there is neither database.
 */
ZC_MUST int zc_installed_read(const struct zc_look *l, struct zc_table *t,
    struct zc_installed *out, struct zc_err *e);

/* Is any package of that name installed? */
bool zc_installed_has(const struct zc_installed *in, struct zc_str name);
/* Index of the package; an empty or "all"/"noarch" architecture fits any. */
bool zc_installed_find(const struct zc_installed *in, struct zc_str name,
    struct zc_str arch, size_t *i);
/* The first package of that name, or in->n. */
size_t zc_installed_first(const struct zc_installed *in, struct zc_str name);

#endif
