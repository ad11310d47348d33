/* Which encoding: byte order marks, validity, then statistics. */
#include "base/utf8.h"
#include "text/charset.h"
#include "text/charset_three.h"

enum {
	SAMPLE = 256 * 1024, /* bytes looked at for the statistics */
	SURE_BAD = 4096      /* wrong bytes after which it is no UTF-8 */
};

/* Offset of the first byte that is not ASCII, or s.n. */
static size_t
first_high(struct zc_str s)
{
	size_t i = 0;
	uint64_t v;

	while (i + sizeof(v) <= s.n) {
		memcpy(&v, s.p + i, sizeof(v));
		if ((v & 0x8080808080808080u) != 0)
			break;
		i += sizeof(v);
	}
	while (i < s.n && (unsigned char)s.p[i] < 0x80)
		i++;
	return i;
}

/*
 * Sequences of more than one byte, and bytes that belong to none. `cut` tells
 * that the only wrong ones are the start of a sequence at the end.
 */
static void
count_utf8(struct zc_str s, size_t *good, size_t *bad, bool *cut)
{
	size_t k;

	*good = *bad = 0;
	*cut = false;
	for (;;) {
		s = zc_str_sub(s, first_high(s), s.n);
		for (k = 0; s.n - k >= 3 &&
		     zc_charset_three((const unsigned char *)s.p + k);
		     k += 3)
			++*good;
		s = zc_str_sub(s, k, s.n);
		if (s.n == 0)
			return;
		if (k > 0)
			continue;
		k = zc_utf8_step(s);
		if (k == 0 && *bad == 0 && s.n < 4)
			*cut = (unsigned char)s.p[0] >= 0xC2;
		if (k == 0)
			++*bad;
		else
			++*good;
		if (*bad > SURE_BAD && *good < *bad)
			return;
		s = zc_str_sub(s, k == 0 ? 1 : k, s.n);
	}
}

/* A unit of UTF-16 that ordinary Chinese or English text is made of. */
static bool
usual(unsigned u)
{
	return u == '\t' || u == '\n' || u == '\r' || (u >= 0x20 && u < 0x7F) ||
	    (u >= 0x4E00 && u <= 0x9FA5) || (u >= 0x3000 && u <= 0x3020) ||
	    (u >= 0xFF01 && u <= 0xFF5E) || (u >= 0x2010 && u <= 0x2026) ||
	    (u >= 0x2605 && u <= 0x2606) || u == 0xB7 || u == 0xA0;
}

/* Usual units per thousand; 0 for what cannot be UTF-16. */
static unsigned
score_utf16(struct zc_str s, bool big)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t n = s.n / 2, good = 0;

	if (n == 0 || s.n % 2 != 0)
		return 0;
	for (size_t i = 0; i < n; i++, p += 2)
		good += usual(big ? (unsigned)p[0] << 8 | p[1]
				  : (unsigned)p[1] << 8 | p[0]);
	return (unsigned)(good * 1000 / n);
}

/* How pairs of high bytes look. */
struct pairs {
	size_t n;      /* pairs and quads seen */
	size_t bad;    /* bytes that fit nowhere */
	size_t level1; /* frequent characters of GB 2312, and its signs */
	size_t big5;   /* frequent characters of Big5, and its signs */
	size_t low;    /* second byte below 0x80 */
};

static void
look_at_pair(struct pairs *c, unsigned a, unsigned b)
{
	c->n++;
	c->level1 +=
	    b >= 0xA1 && ((a >= 0xB0 && a <= 0xD7) || (a >= 0xA1 && a <= 0xA3));
	c->big5 += (a >= 0xA4 && a <= 0xC6) || (a >= 0xA1 && a <= 0xA3);
	c->low += b < 0x80;
}

static void
count_pairs(struct zc_str s, struct pairs *c)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t i = 0;

	*c = (struct pairs){ 0 };
	while (i < s.n) {
		if (p[i] < 0x80) {
			i++;
		} else if (p[i] == 0x80 || p[i] == 0xFF) {
			c->bad++;
			i++;
		} else if (i + 1 == s.n) {
			i++; /* cut by the sample */
		} else if (p[i + 1] >= 0x40 && p[i + 1] != 0x7F &&
		    p[i + 1] != 0xFF) {
			look_at_pair(c, p[i], p[i + 1]);
			i += 2;
		} else if (i + 3 < s.n && p[i + 1] >= 0x30 &&
		    p[i + 1] <= 0x39 && p[i + 2] >= 0x81 && p[i + 3] >= 0x30 &&
		    p[i + 3] <= 0x39) {
			c->n++;
			i += 4;
		} else {
			c->bad++;
			i++;
		}
	}
}

static bool
by_mark(struct zc_str in, struct zc_charset_found *f)
{
	static const struct {
		const char *bom;
		enum zc_charset charset;
	} marks[] = {
		{ "\xEF\xBB\xBF", ZC_CHARSET_UTF8 },
		{ "\xFF\xFE", ZC_CHARSET_UTF16LE },
		{ "\xFE\xFF", ZC_CHARSET_UTF16BE },
		{ "\x84\x31\x95\x33", ZC_CHARSET_GB18030 },
	};

	for (size_t i = 0; i < ZC_LEN(marks); i++)
		if (zc_str_starts(in, marks[i].bom)) {
			*f = (struct zc_charset_found){ marks[i].charset,
				ZC_CHARSET_CERTAIN, strlen(marks[i].bom) };
			return true;
		}
	return false;
}

static struct zc_charset_found
by_pairs(struct zc_str sample, struct pairs *c)
{
	struct zc_charset_found f = { ZC_CHARSET_GB18030, ZC_CHARSET_GUESS, 0 };

	count_pairs(sample, c);
	/* Chinese characters of Big5 end in 0x40..0x7E in two of five. */
	if (c->n > 0 && c->big5 * 100 >= c->n * 97 && c->low * 100 >= c->n * 15)
		f.charset = ZC_CHARSET_BIG5;
	if (c->n > 0 && c->bad * 50 <= c->n &&
	    (f.charset == ZC_CHARSET_BIG5 || c->level1 * 10 >= c->n * 8))
		f.sure = ZC_CHARSET_LIKELY;
	return f;
}

struct zc_charset_found
zc_charset_detect(struct zc_str in)
{
	struct zc_charset_found f = { ZC_CHARSET_UTF8, ZC_CHARSET_CERTAIN, 0 };
	struct zc_str sample = zc_str_sub(in, 0, SAMPLE);
	bool nul = memchr(sample.p, 0, sample.n) != NULL;
	unsigned le, be, best;
	struct pairs c;
	size_t good, bad;
	bool cut;

	if (by_mark(in, &f))
		return f;
	count_utf8(in, &good, &bad, &cut);
	if (bad == 0 && !nul)
		return f;
	f.sure = ZC_CHARSET_LIKELY;
	if (in.n % 2 != 0)
		sample.n = sample.n == in.n ? 0 : sample.n & ~(size_t)1;
	le = score_utf16(sample, false);
	be = score_utf16(sample, true);
	best = le > be ? le : be;
	f.charset = le >= be ? ZC_CHARSET_UTF16LE : ZC_CHARSET_UTF16BE;
	if (nul && best >= 700)
		return f;
	if (bad == 0 || good >= bad * 20 || (cut && good > 0))
		return (struct zc_charset_found){ ZC_CHARSET_UTF8,
			ZC_CHARSET_LIKELY, 0 };
	sample = zc_str_sub(in, first_high(in), SAMPLE);
	if (best < 980)
		return by_pairs(sample, &c);
	/* All of it could be UTF-16 of Chinese only: the likelier wins. */
	f = by_pairs(sample, &c);
	if (f.sure != ZC_CHARSET_LIKELY)
		f = (struct zc_charset_found){ le >= be ? ZC_CHARSET_UTF16LE
							: ZC_CHARSET_UTF16BE,
			ZC_CHARSET_LIKELY, 0 };
	return f;
}
