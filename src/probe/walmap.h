/*
 * walmap: the pages of an SQLite write-ahead log that count, so that a
 * database in use can be read together with its newest entries without
 * touching either (SQLite file format, section 4).
 */
#ifndef ZC_WALMAP_H
#define ZC_WALMAP_H

#include "base/base.h"

enum {
	ZC_WALMAP_FRAMES_MAX = 100000
};

struct zc_walmap {
	uint32_t page_size; /* bytes; 0 = the log holds nothing that counts */
	uint32_t pages;     /* size of the database after the last commit */
	uint32_t *frame;    /* by page number from 1: frame from 1, 0 = none */
	uint32_t nframe;    /* entries of `frame` */
};

/*
 * Read the log behind `fd` up to its last commit. Frames whose salt or check
 * sum is wrong end it, as they do for SQLite. zc_walmap_fini in any case.
 *
 * ZC_EINPUT not a log; ZC_ELIMIT too many frames; ZC_ENOMEM; ZC_EIO
 */
ZC_MUST int zc_walmap_read(int fd, struct zc_walmap *out, struct zc_err *e);
void zc_walmap_fini(struct zc_walmap *w);

/* Offset in the log of the content of `page` (from 1), or -1. */
int64_t zc_walmap_at(const struct zc_walmap *w, uint32_t page);

#endif
