/*
 * md5: MD5 (RFC 1321) over eight inputs at once in the lanes of vector
 * registers. Only for comparing with what package databases keep.
 */
#ifndef ZC_MD5_H
#define ZC_MD5_H

#include "base/base.h"

enum {
	ZC_MD5_LANES = 8,
	ZC_MD5_LEN = 16,
	ZC_MD5_BLOCK = 64
};

struct zc_md5 {
	uint32_t s[4][ZC_MD5_LANES];
};

/* Start lane `i` anew. */
void zc_md5_start(struct zc_md5 *m, size_t i);
/*
 * Take `blocks` × 64 bytes in every lane. A lane that is not in use reads
 * the same number of bytes from any readable place and is spoiled.
 */
void zc_md5_blocks(struct zc_md5 *m, const unsigned char *const p[ZC_MD5_LANES],
    size_t blocks);
/* The digest of lane `i`, whose input has been padded by zc_md5_pad. */
void zc_md5_get(
    const struct zc_md5 *m, size_t i, unsigned char out[ZC_MD5_LEN]);

/*
 * Pad the last `n` (< 64) bytes, standing in `tail`, of an input of `total`
 * bytes. Returns the number of blocks to take from `tail`: 1 or 2.
 */
size_t zc_md5_pad(
    unsigned char tail[2 * ZC_MD5_BLOCK], size_t n, uint64_t total);

/* One input at once. */
void zc_md5_one(struct zc_str in, unsigned char out[ZC_MD5_LEN]);

#endif
