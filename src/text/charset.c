#include "text/charset.h"

#include "base/utf8.h"
#include "text/charset_table.h"
#include "text/charset_three.h"

#include <endian.h>

enum {
	CHUNK = 16 * 1024, /* bytes decoded before they are appended */
	ROOM = 16          /* and what one step may write past that */
};

/* Bytes in, and a chunk of text out. */
struct dec {
	const unsigned char *p;
	const unsigned char *end;
	char *to;
	size_t n;
	size_t bad;
};

static void
replace(struct dec *d)
{
	static const char mark[3] = { '\xEF', '\xBF', '\xBD' };

	memcpy(d->to + d->n, mark, sizeof(mark));
	d->n += sizeof(mark);
	d->bad++;
}

/* The code point as UTF-8; surrogates and what lies outside are broken. */
static void
point(struct dec *d, uint32_t c)
{
	char *t = d->to + d->n;

	if (c < 0x80) {
		t[0] = (char)c;
		d->n += 1;
	} else if (c < 0x800) {
		t[0] = (char)(0xC0 | c >> 6);
		t[1] = (char)(0x80 | (c & 0x3F));
		d->n += 2;
	} else if (c >= 0xD800 && c <= 0xDFFF) {
		replace(d);
	} else if (c < 0x10000) {
		t[0] = (char)(0xE0 | c >> 12);
		t[1] = (char)(0x80 | (c >> 6 & 0x3F));
		t[2] = (char)(0x80 | (c & 0x3F));
		d->n += 3;
	} else if (c <= 0x10FFFF) {
		t[0] = (char)(0xF0 | c >> 18);
		t[1] = (char)(0x80 | (c >> 12 & 0x3F));
		t[2] = (char)(0x80 | (c >> 6 & 0x3F));
		t[3] = (char)(0x80 | (c & 0x3F));
		d->n += 4;
	} else {
		replace(d);
	}
}

/* Take the run of ASCII that fits into the chunk. True when it took some. */
static bool
ascii(struct dec *d)
{
	const unsigned char *p = d->p;
	size_t room = CHUNK - d->n, most = (size_t)(d->end - p), n = 0;
	uint64_t v[2];

	if (most > room)
		most = room;
	if (most == 0 || p[0] >= 0x80)
		return false;
	while (n + sizeof(v) <= most) {
		memcpy(v, p + n, sizeof(v));
		if (((v[0] | v[1]) & 0x8080808080808080u) != 0)
			break;
		memcpy(d->to + d->n + n, v, sizeof(v));
		n += sizeof(v);
	}
	while (n < most && p[n] < 0x80) {
		d->to[d->n + n] = (char)p[n];
		n++;
	}
	d->n += n;
	d->p += n;
	return true;
}

/*
 * Bytes of a broken UTF-8 sequence: the longest start of a valid one, or one
 * (Unicode 15, table 3-8).
 */
static size_t
broken(const struct dec *d)
{
	static const unsigned char fill[3] = { 0x80, 0x80, 0x80 };
	unsigned char try[4] = { 0 };
	size_t left = (size_t)(d->end - d->p), n;

	for (n = left < 3 ? left : 3; n > 1; n--) {
		memcpy(try, d->p, n);
		memcpy(try + n, fill, 4 - n);
		if (zc_utf8_step((struct zc_str){ (char *)try, 4 }) > n)
			return n;
	}
	return 1;
}

/*
 * Take a run of three-byte sequences, of which Chinese text is made. True when
 * it took some.
 */
static bool
threes(struct dec *d)
{
	const unsigned char *p = d->p;
	char *to = d->to + d->n;
	const char *last = d->to + CHUNK;

	while (d->end - p >= 3 && to < last && zc_charset_three(p)) {
		memcpy(to, p, 3);
		to += 3;
		p += 3;
	}
	if (p == d->p)
		return false;
	d->n = (size_t)(to - d->to);
	d->p = p;
	return true;
}

static void
utf8(struct dec *d)
{
	struct zc_str s;
	size_t k;

	while (d->p < d->end && d->n < CHUNK) {
		if (ascii(d) || threes(d))
			continue;
		s = (struct zc_str){ (const char *)d->p,
			(size_t)(d->end - d->p) };
		k = zc_utf8_step(s);
		if (k == 0) {
			replace(d);
			d->p += broken(d);
			continue;
		}
		memcpy(d->to + d->n, d->p, k);
		d->n += k;
		d->p += k;
	}
}

static uint32_t
unit(const unsigned char *p, bool big)
{
	return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static void
utf16(struct dec *d, bool big)
{
	uint32_t c, low;

	while (d->p < d->end && d->n < CHUNK) {
		if (d->end - d->p < 2) {
			replace(d); /* half a unit at the end */
			d->p = d->end;
			return;
		}
		c = unit(d->p, big);
		d->p += 2;
		if (c >= 0xD800 && c <= 0xDBFF && d->end - d->p >= 2) {
			low = unit(d->p, big);
			if (low >= 0xDC00 && low <= 0xDFFF) {
				d->p += 2;
				c = 0x10000 + ((c - 0xD800) << 10) +
				    (low - 0xDC00);
			}
		}
		point(d, c);
	}
}

/* Write an entry of a table of pairs. False when there is no character. */
static bool
pair(struct dec *d, uint32_t utf8_bytes)
{
	unsigned char t[4] = { (unsigned char)utf8_bytes,
		(unsigned char)(utf8_bytes >> 8),
		(unsigned char)(utf8_bytes >> 16),
		(unsigned char)(utf8_bytes >> 24) };

	if (utf8_bytes == 0)
		return false;
	memcpy(d->to + d->n, t, sizeof(t));
	d->n += t[0] < 0x80 ? 1u : t[0] < 0xE0 ? 2u : t[0] < 0xF0 ? 3u : 4u;
	d->p += 2;
	return true;
}

/* Code point of a four-byte code, 0 when it has none. */
static uint32_t
quad(const unsigned char *p)
{
	uint32_t i = ((uint32_t)(p[0] - 0x81) * 10 + (p[1] - 0x30u)) * 1260 +
	    (uint32_t)(p[2] - 0x81) * 10 + (p[3] - 0x30u);
	size_t lo = 0, hi = zc_charset_nquads;
	const struct zc_charset_run *run;

	/* 0x90308130 is U+10000; from there all planes in order. */
	if (i >= 189000)
		return i - 189000 <= 0xFFFFF ? i - 189000 + 0x10000 : 0;
	if (i >= 39420)
		return 0;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (zc_charset_quads[mid].index <= i)
			lo = mid;
		else
			hi = mid;
	}
	run = &zc_charset_quads[lo];
	return run->point == 0 ? 0 : run->point + (i - run->index);
}

static bool
is_quad(const unsigned char *p, size_t left)
{
	return left >= 4 && p[0] >= 0x81 && p[0] <= 0xFE && p[1] >= 0x30 &&
	    p[1] <= 0x39 && p[2] >= 0x81 && p[2] <= 0xFE && p[3] >= 0x30 &&
	    p[3] <= 0x39;
}

/* One character of GB18030 that is not ASCII. */
static void
gb_step(struct dec *d)
{
	const unsigned char *p = d->p;
	size_t left = (size_t)(d->end - p);
	uint32_t c;

	if (left >= 2 && p[0] >= 0x81 && p[0] <= 0xFE && p[1] >= 0x40) {
		c = zc_charset_gb[(size_t)(p[0] - 0x81) * ZC_CHARSET_ROW +
		    (p[1] - 0x40u)];
		if (pair(d, c))
			return;
	} else if (is_quad(p, left)) {
		c = quad(p);
		if (c == 0)
			replace(d);
		else
			point(d, c);
		d->p += 4;
		return;
	} else if (p[0] == 0x80) {
		point(d, 0x20AC);
		d->p += 1;
		return;
	}
	replace(d);
	/* An ASCII byte behind a broken lead stands for itself. */
	d->p += left >= 2 && p[0] != 0xFF && p[1] >= 0x80 ? 2 : 1;
}

/* Take a run of pairs that become three bytes, as nearly all do. */
static void
gb_run(struct dec *d)
{
	const unsigned char *p = d->p;
	char *to = d->to + d->n;
	const char *last = d->to + CHUNK;

	while (d->end - p >= 2 && to < last) {
		unsigned lead = p[0] - 0x81u, trail = p[1] - 0x40u;
		uint32_t c;

		if (lead > ZC_CHARSET_GB_LAST - ZC_CHARSET_GB_FIRST ||
		    trail >= ZC_CHARSET_ROW)
			break;
		c = zc_charset_gb[lead * ZC_CHARSET_ROW + trail];
		if ((c & 0xF0) != 0xE0)
			break;
		c = htole32(c);
		memcpy(to, &c, sizeof(c));
		to += 3;
		p += 2;
	}
	d->n = (size_t)(to - d->to);
	d->p = p;
}

static void
gb18030(struct dec *d)
{
	while (d->p < d->end && d->n < CHUNK) {
		const unsigned char *p = d->p;

		if (*p < 0x80) {
			(void)ascii(d);
			continue;
		}
		gb_run(d);
		if (d->p == p)
			gb_step(d);
	}
}

static void
big5(struct dec *d)
{
	const unsigned char *p;
	size_t left;

	while (d->p < d->end && d->n < CHUNK) {
		if (ascii(d))
			continue;
		p = d->p;
		left = (size_t)(d->end - p);
		if (left >= 2 && p[0] >= ZC_CHARSET_BIG5_FIRST &&
		    p[0] <= ZC_CHARSET_BIG5_LAST && p[1] >= 0x40 &&
		    pair(d,
			zc_charset_big5[(size_t)(p[0] - ZC_CHARSET_BIG5_FIRST) *
				ZC_CHARSET_ROW +
			    (p[1] - 0x40u)]))
			continue;
		replace(d);
		d->p += left >= 2 && p[1] >= 0x80 ? 2 : 1;
	}
}

static size_t
bom_of(enum zc_charset c, struct zc_str in)
{
	static const char *const bom[] = { "\xEF\xBB\xBF", "\xFF\xFE",
		"\xFE\xFF", "\x84\x31\x95\x33" };

	if ((size_t)c >= ZC_LEN(bom) || !zc_str_starts(in, bom[c]))
		return 0;
	return strlen(bom[c]);
}

void
zc_charset_to_utf8(
    enum zc_charset c, struct zc_str in, struct zc_buf *out, size_t *bad)
{
	char chunk[CHUNK + ROOM];
	struct dec d = { .to = chunk };

	in = zc_str_sub(in, bom_of(c, in), in.n);
	d.p = (const unsigned char *)in.p;
	d.end = d.p + in.n;
	while (d.p < d.end && out->rc == ZC_OK) {
		d.n = 0;
		switch (c) {
		case ZC_CHARSET_UTF8:
			utf8(&d);
			break;
		case ZC_CHARSET_UTF16LE:
			utf16(&d, false);
			break;
		case ZC_CHARSET_UTF16BE:
			utf16(&d, true);
			break;
		case ZC_CHARSET_GB18030:
			gb18030(&d);
			break;
		case ZC_CHARSET_BIG5:
			big5(&d);
			break;
		}
		zc_buf_add(out, chunk, d.n);
	}
	if (bad != NULL)
		*bad = d.bad;
}

const char *
zc_charset_name(enum zc_charset c)
{
	static const char *const names[] = { "utf-8", "utf-16le", "utf-16be",
		"gb18030", "big5" };

	return (size_t)c < ZC_LEN(names) ? names[c] : "utf-8";
}
