/*
 * rd: a bounded cursor over bytes that we did not write. Reading past the end
 * yields zeros and sets `bad`, which sticks; ask once at the end.
 */
#ifndef ZC_RD_H
#define ZC_RD_H

#include "base/base.h"

struct zc_rd {
	const unsigned char *p;   /* next byte */
	const unsigned char *end; /* one past the last */
	const unsigned char *start;
	bool bad;
};

void zc_rd_init(struct zc_rd *r, const void *p, size_t n);

/* Bytes left. */
size_t zc_rd_left(const struct zc_rd *r);
/* Go to absolute offset `at` (may be the end). */
void zc_rd_seek(struct zc_rd *r, size_t at);
void zc_rd_skip(struct zc_rd *r, size_t n);

uint8_t zc_rd_u8(struct zc_rd *r);
uint16_t zc_rd_le16(struct zc_rd *r);
uint32_t zc_rd_le32(struct zc_rd *r);
uint64_t zc_rd_le64(struct zc_rd *r);
uint16_t zc_rd_be16(struct zc_rd *r);
uint32_t zc_rd_be32(struct zc_rd *r);
uint64_t zc_rd_be64(struct zc_rd *r);

/* The next n bytes, borrowed from the input; empty and bad when too few. */
struct zc_str zc_rd_bytes(struct zc_rd *r, size_t n);

#endif
