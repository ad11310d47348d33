#include "base/utf8.h"

static bool
tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

size_t
zc_utf8_step(struct zc_str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (s.n == 0)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xC2 && p[0] <= 0xDF)
		return s.n >= 2 && tail(p[1]) ? 2 : 0;
	if (p[0] >= 0xE0 && p[0] <= 0xEF) {
		if (s.n < 3 || !tail(p[1]) || !tail(p[2]))
			return 0;
		if (p[0] == 0xE0 && p[1] < 0xA0)
			return 0; /* overlong */
		if (p[0] == 0xED && p[1] > 0x9F)
			return 0; /* surrogate */
		return 3;
	}
	if (p[0] >= 0xF0 && p[0] <= 0xF4) {
		if (s.n < 4 || !tail(p[1]) || !tail(p[2]) || !tail(p[3]))
			return 0;
		if (p[0] == 0xF0 && p[1] < 0x90)
			return 0;
		if (p[0] == 0xF4 && p[1] > 0x8F)
			return 0;
		return 4;
	}
	return 0;
}

bool
zc_utf8_valid(struct zc_str s)
{
	size_t k;

	while (s.n > 0) {
		k = zc_utf8_step(s);
		if (k == 0)
			return false;
		s = zc_str_sub(s, k, s.n);
	}
	return true;
}

static bool
control(struct zc_str s, size_t k)
{
	unsigned char c = (unsigned char)s.p[0], d;

	if (k == 1)
		return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7F;
	/*
	 * C1 controls, line separators, and the bidirectional marks, overrides
	 * and isolates that hide text (UAX #9).
	 */
	d = k > 1 ? (unsigned char)s.p[1] : 0;
	if (k == 2)
		return (c == 0xC2 && d < 0xA0) || (c == 0xD8 && d == 0x9C);
	if (k != 3 || c != 0xE2)
		return false;
	c = (unsigned char)s.p[2];
	return (d == 0x80 &&
		   ((c >= 0xA8 && c <= 0xAE) || c == 0x8E || c == 0x8F)) ||
	    (d == 0x81 && c >= 0xA6 && c <= 0xA9);
}

bool
zc_utf8_printable(struct zc_str s)
{
	size_t k;

	while (s.n > 0) {
		k = zc_utf8_step(s);
		if (k == 0 || control(s, k))
			return false;
		s = zc_str_sub(s, k, s.n);
	}
	return true;
}

void
zc_utf8_safe(struct zc_buf *b, struct zc_str s, size_t max)
{
	size_t k, i, taken = 0;

	while (s.n > 0) {
		k = zc_utf8_step(s);
		if (taken + (k == 0 ? 1 : k) > max) {
			zc_buf_cstr(b, "…");
			return;
		}
		if (k == 0 || control(s, k)) {
			k = k == 0 ? 1 : k;
			for (i = 0; i < k; i++)
				zc_buf_fmt(b, "\\x%02X",
				    (unsigned)(unsigned char)s.p[i]);
		} else {
			zc_buf_add(b, s.p, k);
		}
		taken += k;
		s = zc_str_sub(s, k, s.n);
	}
}

static uint32_t
code_point(struct zc_str s, size_t k)
{
	static const unsigned char mask[5] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	uint32_t v = (unsigned char)s.p[0] & mask[k];

	for (size_t i = 1; i < k; i++)
		v = v << 6 | ((unsigned char)s.p[i] & 0x3F);
	return v;
}

/* East Asian wide and full-width blocks (Unicode EAW, coarse). */
static bool
wide(uint32_t c)
{
	return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
	    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
	    (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
	    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
	    (c >= 0x20000 && c <= 0x3FFFD);
}

void
zc_utf8_copy(char *to, size_t size, struct zc_str s)
{
	size_t n = s.n < size ? s.n : size - 1;

	/* Not in the middle of a sequence: back over 10xxxxxx. */
	while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
		n--;
	if (n > 0)
		memcpy(to, s.p, n);
	to[n] = '\0';
}

size_t
zc_utf8_width(struct zc_str s)
{
	size_t w = 0, k;

	while (s.n > 0) {
		k = zc_utf8_step(s);
		if (k == 0)
			k = 1;
		else if (k == 1 || !wide(code_point(s, k)))
			w += 1;
		else
			w += 2;
		s = zc_str_sub(s, k, s.n);
	}
	return w;
}
