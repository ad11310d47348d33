#include "base/sha256.h"

#include "base/sha256_cpu.h"

/* FIPS 180-4, section 4.2.2. */
const uint32_t zc_sha256_k[64] = {
	0x428a2f98,
	0x71374491,
	0xb5c0fbcf,
	0xe9b5dba5,
	0x3956c25b,
	0x59f111f1,
	0x923f82a4,
	0xab1c5ed5,
	0xd807aa98,
	0x12835b01,
	0x243185be,
	0x550c7dc3,
	0x72be5d74,
	0x80deb1fe,
	0x9bdc06a7,
	0xc19bf174,
	0xe49b69c1,
	0xefbe4786,
	0x0fc19dc6,
	0x240ca1cc,
	0x2de92c6f,
	0x4a7484aa,
	0x5cb0a9dc,
	0x76f988da,
	0x983e5152,
	0xa831c66d,
	0xb00327c8,
	0xbf597fc7,
	0xc6e00bf3,
	0xd5a79147,
	0x06ca6351,
	0x14292967,
	0x27b70a85,
	0x2e1b2138,
	0x4d2c6dfc,
	0x53380d13,
	0x650a7354,
	0x766a0abb,
	0x81c2c92e,
	0x92722c85,
	0xa2bfe8a1,
	0xa81a664b,
	0xc24b8b70,
	0xc76c51a3,
	0xd192e819,
	0xd6990624,
	0xf40e3585,
	0x106aa070,
	0x19a4c116,
	0x1e376c08,
	0x2748774c,
	0x34b0bcb5,
	0x391c0cb3,
	0x4ed8aa4a,
	0x5b9cca4f,
	0x682e6ff3,
	0x748f82ee,
	0x78a5636f,
	0x84c87814,
	0x8cc70208,
	0x90befffa,
	0xa4506ceb,
	0xbef9a3f7,
	0xc67178f2,
};

static uint32_t
ror(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static void
put32(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)(v >> 24);
	p[1] = (unsigned char)(v >> 16);
	p[2] = (unsigned char)(v >> 8);
	p[3] = (unsigned char)v;
}

int zc_sha256_portable;

/*
 * FIPS 180-4, section 6.2.2, step 3: one round. The working variables a … h
 * are v[-i mod 8] …: they change their names instead of their places.
 */
static inline void
one_round(uint32_t v[8], unsigned i, uint32_t kw)
{
	uint32_t a = v[(0 - i) & 7], b = v[(1 - i) & 7], c = v[(2 - i) & 7];
	uint32_t e = v[(4 - i) & 7], f = v[(5 - i) & 7], g = v[(6 - i) & 7];
	uint32_t *d = &v[(3 - i) & 7], *h = &v[(7 - i) & 7];
	uint32_t t1 = *h + (ror(e, 6) ^ ror(e, 11) ^ ror(e, 25)) +
	    (g ^ (e & (f ^ g))) + kw;

	*d += t1;
	*h = t1 + (ror(a, 2) ^ ror(a, 13) ^ ror(a, 22)) +
	    ((a & b) | (c & (a | b)));
}

static void
take_block(uint32_t h[8], const unsigned char *p)
{
	uint32_t w[64], v[8];

	for (int i = 0; i < 16; i++)
		w[i] = be32(p + (size_t)i * 4);
	for (int i = 16; i < 64; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + w[i - 7] +
		    (ror(a, 7) ^ ror(a, 18) ^ a >> 3) +
		    (ror(b, 17) ^ ror(b, 19) ^ b >> 10);
	}
	memcpy(v, h, sizeof(v));
	for (unsigned i = 0; i < 64; i += 8) {
		one_round(v, 0, zc_sha256_k[i] + w[i]);
		one_round(v, 1, zc_sha256_k[i + 1] + w[i + 1]);
		one_round(v, 2, zc_sha256_k[i + 2] + w[i + 2]);
		one_round(v, 3, zc_sha256_k[i + 3] + w[i + 3]);
		one_round(v, 4, zc_sha256_k[i + 4] + w[i + 4]);
		one_round(v, 5, zc_sha256_k[i + 5] + w[i + 5]);
		one_round(v, 6, zc_sha256_k[i + 6] + w[i + 6]);
		one_round(v, 7, zc_sha256_k[i + 7] + w[i + 7]);
	}
	for (int i = 0; i < 8; i++)
		h[i] += v[i];
}

static void
take_blocks(uint32_t h[8], const unsigned char *p, size_t n)
{
	if (n > 0 && zc_sha256_portable == 0 && zc_sha256_cpu_has()) {
		zc_sha256_cpu_blocks(h, p, n);
		return;
	}
	for (; n > 0; n--, p += 64)
		take_block(h, p);
}

void
zc_sha256_init(struct zc_sha256 *s)
{
	/* FIPS 180-4, section 5.3.3. */
	static const uint32_t h[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
		0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	memset(s, 0, sizeof(*s));
	memcpy(s->h, h, sizeof(h));
}

void
zc_sha256_add(struct zc_sha256 *s, const void *p, size_t n)
{
	const unsigned char *q = p;
	size_t have = (size_t)(s->n % 64), take;

	s->n += n;
	if (have > 0 && n > 0) {
		take = n < 64 - have ? n : 64 - have;
		memcpy(s->block + have, q, take);
		q += take;
		n -= take;
		if (have + take < 64)
			return;
		take_blocks(s->h, s->block, 1);
	}
	take_blocks(s->h, q, n / 64);
	q += n / 64 * 64;
	n %= 64;
	if (n > 0)
		memcpy(s->block, q, n);
}

void
zc_sha256_done(struct zc_sha256 *s, unsigned char out[ZC_SHA256_LEN])
{
	static const unsigned char pad[64] = { 0x80 };
	uint64_t bits = s->n * 8;
	size_t have = (size_t)(s->n % 64);
	unsigned char len[8];

	put32(len, (uint32_t)(bits >> 32));
	put32(len + 4, (uint32_t)bits);
	zc_sha256_add(s, pad, have < 56 ? 56 - have : 120 - have);
	zc_sha256_add(s, len, sizeof(len));
	for (size_t i = 0; i < 8; i++)
		put32(out + i * 4, s->h[i]);
}

void
zc_sha256_hex(struct zc_sha256 *s, char out[ZC_SHA256_HEX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char d[ZC_SHA256_LEN];

	zc_sha256_done(s, d);
	for (size_t i = 0; i < sizeof(d); i++) {
		out[i * 2] = digits[d[i] >> 4];
		out[i * 2 + 1] = digits[d[i] & 15];
	}
	out[sizeof(d) * 2] = '\0';
}
