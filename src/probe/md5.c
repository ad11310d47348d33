#include "probe/md5.h"

typedef uint32_t lanes __attribute__((vector_size(4 * ZC_MD5_LANES)));

/* floor(2^32 × |sin(i + 1)|), RFC 1321 section 3.4. */
static const uint32_t sine[64] = {
	0xd76aa478,
	0xe8c7b756,
	0x242070db,
	0xc1bdceee,
	0xf57c0faf,
	0x4787c62a,
	0xa8304613,
	0xfd469501,
	0x698098d8,
	0x8b44f7af,
	0xffff5bb1,
	0x895cd7be,
	0x6b901122,
	0xfd987193,
	0xa679438e,
	0x49b40821,
	0xf61e2562,
	0xc040b340,
	0x265e5a51,
	0xe9b6c7aa,
	0xd62f105d,
	0x02441453,
	0xd8a1e681,
	0xe7d3fbc8,
	0x21e1cde6,
	0xc33707d6,
	0xf4d50d87,
	0x455a14ed,
	0xa9e3e905,
	0xfcefa3f8,
	0x676f02d9,
	0x8d2a4c8a,
	0xfffa3942,
	0x8771f681,
	0x6d9d6122,
	0xfde5380c,
	0xa4beea44,
	0x4bdecfa9,
	0xf6bb4b60,
	0xbebfbc70,
	0x289b7ec6,
	0xeaa127fa,
	0xd4ef3085,
	0x04881d05,
	0xd9d4d039,
	0xe6db99e5,
	0x1fa27cf8,
	0xc4ac5665,
	0xf4292244,
	0x432aff97,
	0xab9423a7,
	0xfc93a039,
	0x655b59c3,
	0x8f0ccc92,
	0xffeff47d,
	0x85845dd1,
	0x6fa87e4f,
	0xfe2ce6e0,
	0xa3014314,
	0x4e0811a1,
	0xf7537e82,
	0xbd3af235,
	0x2ad7d2bb,
	0xeb86d391,
};

#define ROTL(x, n) ((x) << (n) | (x) >> (32 - (n)))

/* One step with the words of the four states turned round. */
#define STEP(f, a, b, c, d, w, i, r) \
	do { \
		(a) += (f) + (w)[0] + sine[i]; \
		(a) = ROTL(a, r) + (b); \
	} while (0)
#define F(b, c, d) (((b) & (c)) | (~(b) & (d)))
#define G(b, c, d) (((b) & (d)) | ((c) & ~(d)))
#define H(b, c, d) ((b) ^ (c) ^ (d))
#define I(b, c, d) ((c) ^ ((b) | ~(d)))

#define FOUR(f, i, k0, k1, k2, k3, r0, r1, r2, r3) \
	do { \
		STEP(f(b, c, d), a, b, c, d, &w[k0], i, r0); \
		STEP(f(a, b, c), d, a, b, c, &w[k1], (i) + 1, r1); \
		STEP(f(d, a, b), c, d, a, b, &w[k2], (i) + 2, r2); \
		STEP(f(c, d, a), b, c, d, a, &w[k3], (i) + 3, r3); \
	} while (0)

static inline __attribute__((always_inline)) void
rounds(uint32_t s[4][ZC_MD5_LANES], const lanes *w)
{
	lanes a, b, c, d, s0, s1, s2, s3;

	memcpy(&s0, s[0], sizeof(a));
	memcpy(&s1, s[1], sizeof(a));
	memcpy(&s2, s[2], sizeof(a));
	memcpy(&s3, s[3], sizeof(a));
	a = s0, b = s1, c = s2, d = s3;
	FOUR(F, 0, 0, 1, 2, 3, 7, 12, 17, 22);
	FOUR(F, 4, 4, 5, 6, 7, 7, 12, 17, 22);
	FOUR(F, 8, 8, 9, 10, 11, 7, 12, 17, 22);
	FOUR(F, 12, 12, 13, 14, 15, 7, 12, 17, 22);
	FOUR(G, 16, 1, 6, 11, 0, 5, 9, 14, 20);
	FOUR(G, 20, 5, 10, 15, 4, 5, 9, 14, 20);
	FOUR(G, 24, 9, 14, 3, 8, 5, 9, 14, 20);
	FOUR(G, 28, 13, 2, 7, 12, 5, 9, 14, 20);
	FOUR(H, 32, 5, 8, 11, 14, 4, 11, 16, 23);
	FOUR(H, 36, 1, 4, 7, 10, 4, 11, 16, 23);
	FOUR(H, 40, 13, 0, 3, 6, 4, 11, 16, 23);
	FOUR(H, 44, 9, 12, 15, 2, 4, 11, 16, 23);
	FOUR(I, 48, 0, 7, 14, 5, 6, 10, 15, 21);
	FOUR(I, 52, 12, 3, 10, 1, 6, 10, 15, 21);
	FOUR(I, 56, 8, 15, 6, 13, 6, 10, 15, 21);
	FOUR(I, 60, 4, 11, 2, 9, 6, 10, 15, 21);
	s0 += a, s1 += b, s2 += c, s3 += d;
	memcpy(s[0], &s0, sizeof(a));
	memcpy(s[1], &s1, sizeof(a));
	memcpy(s[2], &s2, sizeof(a));
	memcpy(s[3], &s3, sizeof(a));
}

static inline uint32_t
word(const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap32(v);
#endif
	return v;
}

static inline __attribute__((always_inline)) void
take(
    struct zc_md5 *m, const unsigned char *const p[ZC_MD5_LANES], size_t blocks)
{
	lanes w[16];

	for (size_t n = 0; n < blocks; n++) {
		for (size_t k = 0; k < 16; k++) {
			size_t at = n * ZC_MD5_BLOCK + k * 4;

			w[k] = (lanes){ word(p[0] + at), word(p[1] + at),
				word(p[2] + at), word(p[3] + at),
				word(p[4] + at), word(p[5] + at),
				word(p[6] + at), word(p[7] + at) };
		}
		rounds(m->s, w);
	}
}

/* Without AVX2 the compiler makes two halves of each vector. */
static void
take_any(
    struct zc_md5 *m, const unsigned char *const p[ZC_MD5_LANES], size_t blocks)
{
	take(m, p, blocks);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void
take_avx2(
    struct zc_md5 *m, const unsigned char *const p[ZC_MD5_LANES], size_t blocks)
{
	take(m, p, blocks);
}
#endif

void
zc_md5_blocks(
    struct zc_md5 *m, const unsigned char *const p[ZC_MD5_LANES], size_t blocks)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		take_avx2(m, p, blocks);
		return;
	}
#endif
	take_any(m, p, blocks);
}

void
zc_md5_start(struct zc_md5 *m, size_t i)
{
	m->s[0][i] = 0x67452301;
	m->s[1][i] = 0xefcdab89;
	m->s[2][i] = 0x98badcfe;
	m->s[3][i] = 0x10325476;
}

void
zc_md5_get(const struct zc_md5 *m, size_t i, unsigned char out[ZC_MD5_LEN])
{
	for (size_t k = 0; k < ZC_MD5_LEN; k++)
		out[k] = (unsigned char)(m->s[k / 4][i] >> (k % 4 * 8));
}

size_t
zc_md5_pad(unsigned char tail[2 * ZC_MD5_BLOCK], size_t n, uint64_t total)
{
	size_t end = n < 56 ? 64 : 128;
	uint64_t bits = total * 8;

	tail[n] = 0x80;
	memset(tail + n + 1, 0, end - n - 1);
	for (size_t i = 0; i < 8; i++)
		tail[end - 8 + i] = (unsigned char)(bits >> (i * 8));
	return end / ZC_MD5_BLOCK;
}

void
zc_md5_one(struct zc_str in, unsigned char out[ZC_MD5_LEN])
{
	const unsigned char *p[ZC_MD5_LANES];
	unsigned char tail[2 * ZC_MD5_BLOCK];
	struct zc_md5 m = { 0 };
	size_t n = in.n % ZC_MD5_BLOCK;

	zc_md5_start(&m, 0);
	for (size_t i = 0; i < ZC_MD5_LANES; i++)
		p[i] = (const unsigned char *)in.p;
	zc_md5_blocks(&m, p, in.n / ZC_MD5_BLOCK);
	memset(tail, 0, sizeof(tail));
	if (n > 0)
		memcpy(tail, in.p + in.n - n, n);
	for (size_t i = 0; i < ZC_MD5_LANES; i++)
		p[i] = tail;
	zc_md5_blocks(&m, p, zc_md5_pad(tail, n, in.n));
	zc_md5_get(&m, 0, out);
}
