#include "text/idtext.h"

#include "text/fold.h"

#include <stdarg.h>

/* The character as the checks see it; 0 = invisible. */
static uint32_t
narrow(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		return c - 0xFF01 + '!';
	if (c <= ' ' || c == 0xA0 || c == 0x3000 ||
	    (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F)
		return ' ';
	if (c == 0xAD || c == 0xFEFF || (c >= 0x200B && c <= 0x200F) ||
	    (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
	    (c >= 0xFE00 && c <= 0xFE0F))
		return 0;
	if ((c >= 0x2010 && c <= 0x2014) || c == 0x2212)
		return '-';
	return c;
}

int
zc_idtext_plain(
    struct zc_str in, struct zc_arena *a, struct zc_str *out, struct zc_err *e)
{
	char *to = zc_arena_get(a, in.n + 1);
	size_t n = 0, k;

	if (to == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to check a value");
	while (in.n > 0) {
		uint32_t c = zc_fold_point(in, &k), d = narrow(c);

		if (d == c || d >= 0x80) {
			memcpy(to + n, in.p, k);
			n += k;
		} else if (d != 0) {
			to[n++] = (char)d;
		}
		in = zc_str_sub(in, k, in.n);
	}
	*out = zc_str_trim((struct zc_str){ to, n });
	return ZC_OK;
}

int
zc_idtext_pack(struct zc_str in, const char *drop, struct zc_arena *a,
    struct zc_str *out, struct zc_err *e)
{
	char *to = zc_arena_get(a, in.n + 1);
	size_t n = 0;

	if (to == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to check a value");
	for (size_t i = 0; i < in.n; i++) {
		char c = in.p[i];

		if (c != '\0' && strchr(drop, c) != NULL)
			continue;
		to[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	*out = (struct zc_str){ to, n };
	return ZC_OK;
}

int
zc_idtext_fmt(struct zc_arena *a, struct zc_str *out, struct zc_err *e,
    const char *fmt, ...)
{
	char text[512], *p;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	assert(n >= 0 && (size_t)n < sizeof(text));
	p = zc_arena_dup(a, text, (size_t)n);
	if (p == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to check a value");
	*out = (struct zc_str){ p, (size_t)n };
	return ZC_OK;
}

bool
zc_idtext_digits(struct zc_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

unsigned
zc_idtext_value(struct zc_str s)
{
	unsigned v = 0;

	for (size_t i = 0; i < s.n && i < 9; i++)
		v = v * 10 + (unsigned)(s.p[i] - '0');
	return v;
}

static bool
letter(char c)
{
	return c >= 'A' && c <= 'Z' && c != 'I' && c != 'O';
}

bool
zc_idtext_fits(struct zc_str s, const char *pattern)
{
	if (strlen(pattern) != s.n)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], p = pattern[i];
		bool digit = c >= '0' && c <= '9';

		if (p == '9'       ? !digit
			: p == 'A' ? !letter(c)
			: p == '*' ? !digit && !letter(c)
				   : c != p)
			return false;
	}
	return true;
}

bool
zc_idtext_day(unsigned y, unsigned m, unsigned d)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31,
		30, 31, 30, 31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	if (y < 1900 || y > 2199 || m < 1 || m > 12 || d < 1)
		return false;
	return d <= days[m - 1] + (unsigned)(m == 2 && leap);
}
