#include "text/idvalue.h"

#include "text/fold.h"
#include "text/idtext.h"

static bool
skip(struct zc_str *s, const char *word)
{
	if (!zc_str_starts(*s, word))
		return false;
	*s = zc_str_sub(*s, strlen(word), s->n);
	return true;
}

static bool
number(struct zc_str *s, uint32_t *out)
{
	size_t k = zc_fold_number(*s, out);

	*s = zc_str_sub(*s, k, s->n);
	return k > 0;
}

/* 2026年3月5日 or with one sign between. */
static bool
written(struct zc_str *s, uint32_t v[3])
{
	static const char *const signs[] = { "-", "/", "." };

	if (!number(s, &v[0]))
		return false;
	for (size_t i = 0; i < ZC_LEN(signs); i++)
		if (skip(s, signs[i]))
			return number(s, &v[1]) && skip(s, signs[i]) &&
			    number(s, &v[2]);
	return skip(s, "年") && number(s, &v[1]) && skip(s, "月") &&
	    number(s, &v[2]) && (skip(s, "日") || skip(s, "号"));
}

static bool
midnight(struct zc_str s)
{
	static const char *const times[] = { "", "0:00", "00:00", "0:00:00",
		"00:00:00" };

	if (!skip(&s, " "))
		(void)skip(&s, "T");
	for (size_t i = 0; i < ZC_LEN(times); i++)
		if (zc_str_is(s, times[i]))
			return true;
	return false;
}

int
zc_idvalue_date(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	struct zc_str s = t;
	uint32_t v[3] = { 0 };

	if (t.n == 8 && zc_idtext_digits(t)) {
		v[0] = zc_idtext_value(zc_str_sub(t, 0, 4));
		v[1] = zc_idtext_value(zc_str_sub(t, 4, 2));
		v[2] = zc_idtext_value(zc_str_sub(t, 6, 2));
	} else if (!written(&s, v) || !midnight(s)) {
		return ZC_ID_REFUSE(e,
		    ZC_N("a date looks like 2026-03-05, 2026/3/5 or "
			 "2026年3月5日"));
	}
	if (!zc_idtext_day(v[0], v[1], v[2]))
		return ZC_ID_REFUSE(e,
		    ZC_N("there is no such day; write year, month, day as in "
			 "2026-03-05"));
	return zc_idtext_fmt(a, normal, e, "%04u-%02u-%02u", v[0], v[1], v[2]);
}

/* Digits, with commas in front of groups of three; the rest stays in *s. */
static bool
whole(struct zc_str *s, int64_t *out)
{
	size_t digits = 0, commas = 0, group = 0;
	int64_t v = 0;

	while (s->n > 0) {
		char c = s->p[0];

		if (c >= '0' && c <= '9') {
			if (__builtin_mul_overflow(v, 10, &v) ||
			    __builtin_add_overflow(v, c - '0', &v))
				return false;
			digits++;
			group++;
		} else if (c == ',' && group > 0 &&
		    (commas == 0 ? group <= 3 : group == 3)) {
			commas++;
			group = 0;
		} else {
			break;
		}
		*s = zc_str_sub(*s, 1, s->n);
	}
	*out = v;
	return digits > 0 && (commas == 0 || group == 3);
}

/* The part behind the point: appended to *v; *scale = 10^digits. */
static bool
fraction(struct zc_str *s, int64_t *v, int64_t *scale)
{
	*scale = 1;
	if (!skip(s, "."))
		return true;
	for (size_t n = 0;; n++) {
		char c = s->n > 0 ? s->p[0] : '\0';

		if (c < '0' || c > '9')
			return n > 0;
		if (n == 12 || __builtin_mul_overflow(*v, 10, v) ||
		    __builtin_add_overflow(*v, c - '0', v))
			return false;
		*scale *= 10;
		*s = zc_str_sub(*s, 1, s->n);
	}
}

int
zc_idvalue_money(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	int64_t v, scale, unit = 100;
	struct zc_str s = t;
	bool minus, ok;

	minus = skip(&s, "-");
	(void)(skip(&s, "¥") || skip(&s, "￥") || skip(&s, "RMB") ||
	    skip(&s, "人民币"));
	s = zc_str_trim(s);
	minus = minus || skip(&s, "-");
	ok = whole(&s, &v) && fraction(&s, &v, &scale);
	s = zc_str_trim(s);
	if (skip(&s, "万"))
		unit = 1000000;
	else if (skip(&s, "亿"))
		unit = 10000000000;
	(void)skip(&s, "元");
	(void)skip(&s, "整");
	if (!ok || s.n > 0)
		return ZC_ID_REFUSE(e,
		    ZC_N("a sum of money looks like 1234.56, 1,234.56 or "
			 "1.2万元"));
	if (__builtin_mul_overflow(v, unit, &v))
		return ZC_ID_REFUSE(
		    e, ZC_N("the sum of money is too large; check its unit"));
	if (v % scale != 0)
		return ZC_ID_REFUSE(e,
		    ZC_N("the sum of money has parts of a fen; write at most "
			 "two digits behind the point"));
	v /= scale;
	return zc_idtext_fmt(a, normal, e, "%lld", (long long)(minus ? -v : v));
}
