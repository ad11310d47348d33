/*
 * journalfile: one file of the systemd journal by its own structure, without
 * libsystemd. That library passes over what is damaged in silence; whether
 * something was passed over is found here. Format: systemd's
 * docs/JOURNAL_FILE_FORMAT.md (Header, Entry Array Objects, Entry Objects).
 */
#ifndef ZC_JOURNALFILE_H
#define ZC_JOURNALFILE_H

#include "base/base.h"

struct zc_journalfile {
	uint8_t seqnum_id[16];  /* files with one id count together */
	uint64_t first_seq;     /* number of the first entry; 0 = none */
	uint64_t entries;       /* by the header */
	int64_t oldest, newest; /* seconds since 1970 UTC; 0 = no entry */
};

enum {
	/* Entries looked at in a file, spread evenly over it. */
	ZC_JOURNALFILE_ENTRIES_MAX = 2000,
	/* Entries listed by one file: 4 GiB of the smallest ones. */
	ZC_JOURNALFILE_LIST_MAX = 64 << 20
};

/*
 * Read the header, the whole list of entries and some of the entries.
 *
 * ZC_EINPUT  no journal, or the list of entries is damaged or cut off;
 *            `out` holds the header when out->entries is not 0
 * ZC_EIO     a read failed
 */
ZC_MUST int zc_journalfile_check(
    int fd, struct zc_journalfile *out, struct zc_err *e);

#endif
