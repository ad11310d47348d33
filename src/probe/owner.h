/*
 * owner: which package does a path belong to? An index of every packaged path
 * (dpkg's lists with their diversions, or the file lists of the rpm database)
 * that costs some 10 MB and some tens of milliseconds, for probes that ask
 * for many paths.
 */
#ifndef ZC_OWNER_H
#define ZC_OWNER_H

#include "probe/probe.h"

struct zc_owner;

/*
 * Read the package database below the root. On ZC_OK the caller closes it.
 *
 * ZC_EUNSUP  neither a dpkg nor an rpm database: nobody can tell an owner
 * ZC_ENOMEM, ZC_EACCES, ZC_EINPUT as usual: the answer would be incomplete
 */
ZC_MUST int zc_owner_open(
    const struct zc_look *l, struct zc_owner **out, struct zc_err *e);
/* NULL is accepted. */
void zc_owner_close(struct zc_owner *o);

/*
 * Name of the package that owns the absolute path (as installed or through
 * the merged /usr: /bin/sh and /usr/bin/sh are the same). NULL when no
 * package does, or when `o` is NULL: put nothing then. The name lives until
 * zc_owner_close.
 */
const char *zc_owner_of(const struct zc_owner *o, struct zc_str path);

/*
 * True when the index holds every package's list: only then does NULL above
 * prove that a path belongs to no package. A NULL `o` is not complete.
 */
bool zc_owner_complete(const struct zc_owner *o);

#endif
