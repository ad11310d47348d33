/*
 * sha256_cpu: the compression of SHA-256 by instructions of the processor,
 * where it has them (x86 SHA extensions); sha256.c has the portable form.
 */
#ifndef ZC_SHA256_CPU_H
#define ZC_SHA256_CPU_H

#include "base/base.h"

/* Does this processor have them? Looked up once. */
bool zc_sha256_cpu_has(void);
/* Take `n` blocks of 64 bytes into `h`. Only when it has them. */
void zc_sha256_cpu_blocks(uint32_t h[8], const unsigned char *p, size_t n);

/* Round constants of FIPS 180-4, section 4.2.2. */
extern const uint32_t zc_sha256_k[64];

/* Tests: 1 = the portable form whatever the processor has. */
extern int zc_sha256_portable;

#endif
