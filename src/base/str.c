#include "base/base.h"

#include <strings.h>

struct zc_str
zc_str_of(const char *s)
{
	if (s == NULL)
		return (struct zc_str){ "", 0 };
	return (struct zc_str){ s, strlen(s) };
}

bool
zc_str_eq(struct zc_str a, struct zc_str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
zc_str_is(struct zc_str a, const char *s)
{
	return zc_str_eq(a, zc_str_of(s));
}

bool
zc_str_isi(struct zc_str a, const char *s)
{
	return strlen(s) == a.n && (a.n == 0 || strncasecmp(a.p, s, a.n) == 0);
}

bool
zc_str_starts(struct zc_str a, const char *prefix)
{
	return zc_str_eq(zc_str_sub(a, 0, strlen(prefix)), zc_str_of(prefix));
}

bool
zc_str_ends(struct zc_str a, const char *suffix)
{
	size_t n = strlen(suffix);

	return a.n >= n && zc_str_is(zc_str_sub(a, a.n - n, n), suffix);
}

size_t
zc_str_find(struct zc_str a, char c)
{
	const char *q = a.n > 0 ? memchr(a.p, c, a.n) : NULL;

	return q == NULL ? a.n : (size_t)(q - a.p);
}

size_t
zc_str_search(struct zc_str a, const char *needle)
{
	size_t n = strlen(needle);
	const char *q = a.n > 0 ? memmem(a.p, a.n, needle, n) : NULL;

	return q == NULL ? a.n : (size_t)(q - a.p);
}

struct zc_str
zc_str_sub(struct zc_str a, size_t from, size_t n)
{
	if (from > a.n)
		from = a.n;
	if (n > a.n - from)
		n = a.n - from;
	return (struct zc_str){ a.p == NULL ? "" : a.p + from, n };
}

struct zc_str
zc_str_base(struct zc_str path)
{
	size_t n = path.n;

	while (n > 0 && path.p[n - 1] != '/')
		n--;
	return zc_str_sub(path, n, path.n);
}

static bool
blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct zc_str
zc_str_trim(struct zc_str a)
{
	while (a.n > 0 && blank(a.p[0]))
		a = zc_str_sub(a, 1, a.n);
	while (a.n > 0 && blank(a.p[a.n - 1]))
		a.n--;
	return a;
}

bool
zc_str_cut(struct zc_str *rest, char sep, struct zc_str *piece)
{
	size_t n;

	if (rest->p == NULL)
		return false;
	n = zc_str_find(*rest, sep);
	*piece = (struct zc_str){ rest->p, n };
	if (n == rest->n)
		*rest = (struct zc_str){ NULL, 0 };
	else
		*rest = zc_str_sub(*rest, n + 1, rest->n);
	return true;
}

bool
zc_str_line(struct zc_str *rest, struct zc_str *line)
{
	if (rest->n == 0 || !zc_str_cut(rest, '\n', line))
		return false;
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

bool
zc_str_word(struct zc_str *rest, struct zc_str *word)
{
	size_t n = 0;

	*rest = zc_str_trim(*rest);
	while (n < rest->n && !blank(rest->p[n]))
		n++;
	*word = (struct zc_str){ rest->p, n };
	*rest = zc_str_sub(*rest, n, rest->n);
	return n > 0;
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

bool
zc_str_int(struct zc_str a, int base, int64_t *out)
{
	bool neg = a.n > 0 && a.p[0] == '-';
	size_t i = neg ? 1 : 0;
	int64_t v = 0;

	if (i == a.n)
		return false;
	for (; i < a.n; i++) {
		int d = digit(a.p[i]);

		if (d >= base || __builtin_mul_overflow(v, base, &v) ||
		    __builtin_sub_overflow(v, d, &v))
			return false;
	}
	/* Kept negative while reading, so that INT64_MIN fits. */
	if (!neg && __builtin_sub_overflow(0, v, &v))
		return false;
	*out = v;
	return true;
}
