/*
 * rpmdb: the headers of all installed rpm packages, read straight from the
 * database file: SQLite (rpmdb.sqlite), ndb (Packages.db) or Berkeley DB hash
 * (Packages). No library of the inspected system is asked, so a root of
 * another distribution, version or byte order can be read.
 */
#ifndef ZC_RPMDB_H
#define ZC_RPMDB_H

#include "probe/probe.h"
#include "probe/rpm.h"

/* Largest header accepted; the largest seen in practice is some 6 MB. */
enum {
	ZC_RPMDB_BLOB_MAX = 32 * 1024 * 1024
};

/* One package; `h` is good until it returns. Negative ends the walk. */
typedef int (*zc_rpmdb_each)(
    void *ctx, const struct zc_rpm *h, struct zc_err *e);

/*
 * Call `each` for every package.
 *
 *   damaged  records that could not be read; each costs itself only
 *   file     path of the database read, for messages; may be NULL
 *
 * ZC_ENOENT  there is no rpm database   ZC_EINPUT  it is no such file
 * ZC_EACCES, ZC_EIO, ZC_ENOMEM as usual, and what `each` returned
 */
ZC_MUST int zc_rpmdb_read(const struct zc_look *l, zc_rpmdb_each each,
    void *ctx, size_t *damaged, const char **file, struct zc_err *e);

/* True when a file of an rpm database is there. */
bool zc_rpmdb_there(const struct zc_look *l);

#endif
