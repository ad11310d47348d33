#include "core/decimal.h"

static int
times(int64_t a, int64_t b, int64_t *out)
{
	return __builtin_mul_overflow(a, b, out) ? ZC_ELIMIT : ZC_OK;
}

static int
raise(int64_t m, int by, int64_t *out)
{
	int rc = ZC_OK;

	for (; by > 0 && rc == ZC_OK; by--)
		rc = times(m, 10, &m);
	*out = m;
	return rc;
}

int
zc_decimal_read(struct zc_str s, struct zc_decimal *out)
{
	struct zc_decimal d = { 0 };
	bool minus, point = false, digit = false;

	s = zc_str_trim(s);
	minus = s.n > 0 && s.p[0] == '-';
	if (minus)
		s = zc_str_sub(s, 1, s.n);
	while (zc_str_find(s, '.') < s.n && s.p[s.n - 1] == '0')
		s.n--;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (s.p[i] < '0' || s.p[i] > '9' ||
		    (point && ++d.places > ZC_DECIMAL_PLACES) ||
		    times(d.m, 10, &d.m) != ZC_OK ||
		    __builtin_add_overflow(d.m, s.p[i] - '0', &d.m))
			return ZC_EINPUT;
		digit = true;
	}
	if (!digit)
		return ZC_EINPUT;
	if (minus)
		d.m = -d.m;
	*out = d;
	return ZC_OK;
}

/* Both with the same places: a ratio of whole numbers. */
static int
align(const struct zc_decimal *a, const struct zc_decimal *b, int64_t *x,
    int64_t *y)
{
	int top = a->places > b->places ? a->places : b->places;
	int rc = raise(a->m, top - a->places, x);

	return rc == ZC_OK ? raise(b->m, top - b->places, y) : rc;
}

int
zc_decimal_ratio(const struct zc_decimal *n, const struct zc_decimal *d,
    int64_t scale, int places, char out[ZC_DECIMAL_TEXT])
{
	int64_t a = 0, b = 0, size, q, rest, one;
	bool minus;
	int rc = align(n, d, &a, &b);

	if (rc == ZC_OK && b == 0)
		return ZC_EINPUT;
	if (rc == ZC_OK)
		rc = times(a, scale, &a);
	if (rc == ZC_OK)
		rc = raise(a, places, &a);
	if (rc == ZC_OK)
		rc = raise(1, places, &one);
	if (rc != ZC_OK || a == INT64_MIN || b == INT64_MIN)
		return ZC_ELIMIT;
	minus = (a < 0) != (b < 0);
	size = b < 0 ? -b : b;
	q = (a < 0 ? -a : a) / size;
	rest = (a < 0 ? -a : a) % size;
	if (rest >= size - rest)
		q++;
	minus = minus && q != 0;
	if (places == 0)
		(void)snprintf(out, ZC_DECIMAL_TEXT, "%s%lld", minus ? "-" : "",
		    (long long)q);
	else
		(void)snprintf(out, ZC_DECIMAL_TEXT, "%s%lld.%0*lld",
		    minus ? "-" : "", (long long)(q / one), places,
		    (long long)(q % one));
	return ZC_OK;
}

int
zc_decimal_compare(const struct zc_decimal *n, const struct zc_decimal *d,
    int64_t scale, const struct zc_decimal *x, int *out)
{
	int64_t a = 0, b = 0;
	int rc = align(n, d, &a, &b);

	if (rc == ZC_OK)
		rc = times(a, scale, &a);
	if (rc == ZC_OK)
		rc = raise(a, x->places, &a);
	if (rc == ZC_OK)
		rc = times(b, x->m, &b);
	if (rc == ZC_OK)
		*out = a < b ? -1 : a > b;
	return rc;
}
