#include "base/sha256_cpu.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

/* Intel, Software Developer's Manual, volume 2, CPUID. */
static bool
ask_cpu(void)
{
	unsigned a, b, c, d;

	if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & 1U << 9) == 0 ||
	    (c & 1U << 19) == 0) /* SSSE3, SSE4.1 */
		return false;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 &&
	    (b & 1U << 29) != 0; /* SHA */
}

bool
zc_sha256_cpu_has(void)
{
	static int has = -1;

	if (has == -1)
		has = ask_cpu();
	return has == 1;
}

/*
 * The state is kept as the instructions want it, ABEF and CDGH; `m` holds
 * the last 16 words of the message schedule, four to a register.
 */
__attribute__((target("sha,sse4.1,ssse3"))) static inline void
rounds(__m128i s[2], __m128i w, int i)
{
	__m128i kw = _mm_add_epi32(
	    w, _mm_loadu_si128((const void *)&zc_sha256_k[i * 4]));

	s[1] = _mm_sha256rnds2_epu32(s[1], s[0], kw);
	kw = _mm_shuffle_epi32(kw, 0x0e);
	s[0] = _mm_sha256rnds2_epu32(s[0], s[1], kw);
}

__attribute__((target("sha,sse4.1,ssse3"))) static inline void
one_block(__m128i s[2], const unsigned char *p)
{
	const __m128i swap =
	    _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m128i m[4], before[2] = { s[0], s[1] };

	for (int i = 0; i < 4; i++) {
		m[i] = _mm_shuffle_epi8(
		    _mm_loadu_si128((const void *)(p + i * 16)), swap);
		rounds(s, m[i], i);
	}
	for (int i = 4; i < 16; i++) {
		__m128i t = _mm_sha256msg1_epu32(m[i & 3], m[(i + 1) & 3]);

		t = _mm_add_epi32(
		    t, _mm_alignr_epi8(m[(i + 3) & 3], m[(i + 2) & 3], 4));
		m[i & 3] = _mm_sha256msg2_epu32(t, m[(i + 3) & 3]);
		rounds(s, m[i & 3], i);
	}
	s[0] = _mm_add_epi32(s[0], before[0]);
	s[1] = _mm_add_epi32(s[1], before[1]);
}

__attribute__((target("sha,sse4.1,ssse3"))) void
zc_sha256_cpu_blocks(uint32_t h[8], const unsigned char *p, size_t n)
{
	__m128i a = _mm_loadu_si128((const void *)h);       /* DCBA */
	__m128i b = _mm_loadu_si128((const void *)(h + 4)); /* HGFE */
	__m128i s[2];

	a = _mm_shuffle_epi32(a, 0xb1);     /* CDAB */
	b = _mm_shuffle_epi32(b, 0x1b);     /* EFGH */
	s[0] = _mm_alignr_epi8(a, b, 8);    /* ABEF */
	s[1] = _mm_blend_epi16(b, a, 0xf0); /* CDGH */
	for (; n > 0; n--, p += 64)
		one_block(s, p);
	a = _mm_shuffle_epi32(s[0], 0x1b); /* FEBA */
	b = _mm_shuffle_epi32(s[1], 0xb1); /* DCHG */
	_mm_storeu_si128((void *)h, _mm_blend_epi16(a, b, 0xf0));
	_mm_storeu_si128((void *)(h + 4), _mm_alignr_epi8(b, a, 8));
}

#else

bool
zc_sha256_cpu_has(void)
{
	return false;
}

void
zc_sha256_cpu_blocks(uint32_t h[8], const unsigned char *p, size_t n)
{
	(void)h;
	(void)p;
	(void)n;
	assert(!"never called");
}

#endif
