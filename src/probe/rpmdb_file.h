/*
 * rpmdb_file: what the three readers of rpm database files share.
 */
#ifndef ZC_RPMDB_FILE_H
#define ZC_RPMDB_FILE_H

#include "base/buf.h"
#include "probe/rpmdb.h"

struct zc_rpmdb_file {
	int fd;
	int wal; /* SQLite's write-ahead log, -1 when there is none */
	uint64_t size;
	zc_rpmdb_each each;
	void *ctx;
	size_t damaged;
	struct zc_buf blob; /* the record being put together */
	struct zc_arena *a;
};

/* Read exactly n bytes at `at`. ZC_EINPUT when the file ends before. */
ZC_MUST int zc_rpmdb_pread(
    int fd, void *p, size_t n, uint64_t at, struct zc_err *e);

/* Hand a header over; one that does not open counts as damaged. */
ZC_MUST int zc_rpmdb_hand(
    struct zc_rpmdb_file *f, struct zc_str blob, struct zc_err *e);

/* One back-end each. ZC_EINPUT: not a file of that kind. */
ZC_MUST int zc_rpmdb_sqlite(struct zc_rpmdb_file *f, struct zc_err *e);
ZC_MUST int zc_rpmdb_ndb(struct zc_rpmdb_file *f, struct zc_err *e);
ZC_MUST int zc_rpmdb_bdb(struct zc_rpmdb_file *f, struct zc_err *e);

#endif
