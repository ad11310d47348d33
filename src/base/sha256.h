/*
 * sha256: SHA-256 of FIPS 180-4, our own so that the portable collector needs
 * no library of ciphers. For digests of what we store; not for passwords.
 */
#ifndef ZC_SHA256_H
#define ZC_SHA256_H

#include "base/base.h"

enum {
	ZC_SHA256_LEN = 32,
	ZC_SHA256_HEX = 65 /* with the '\0' */
};

struct zc_sha256 {
	uint32_t h[8];
	uint64_t n; /* bytes taken so far */
	unsigned char block[64];
};

void zc_sha256_init(struct zc_sha256 *s);
/* Take `n` more bytes; `p` may be NULL when `n` is 0. */
void zc_sha256_add(struct zc_sha256 *s, const void *p, size_t n);
/* The digest. The state is spent; zc_sha256_init starts anew. */
void zc_sha256_done(struct zc_sha256 *s, unsigned char out[ZC_SHA256_LEN]);
/* The same in lower-case hexadecimal with a '\0'. */
void zc_sha256_hex(struct zc_sha256 *s, char out[ZC_SHA256_HEX]);

#endif
