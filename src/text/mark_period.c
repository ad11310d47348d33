/* The period behind a star: 10年, 6个月, 长期, a date, a condition. */
#include "text/mark_view.h"

static const char year[] = "年", month[] = "月", day[] = "日";

static struct zc_str
rest_at(const struct zc_mark_view *v, size_t p)
{
	return zc_str_sub(v->text, p, v->text.n);
}

/* Step over `word` at *p. */
static bool
take(const struct zc_mark_view *v, size_t *p, const char *word)
{
	if (!zc_str_starts(rest_at(v, *p), word))
		return false;
	*p += strlen(word);
	return true;
}

static bool
number(const struct zc_mark_view *v, size_t *p, uint32_t *out)
{
	size_t k = zc_fold_number(rest_at(v, *p), out);

	*p += k;
	return k > 0;
}

/* X年, ×年, __年, N个月: somebody is to fill it in. */
static bool
placeholder(const struct zc_mark_view *v, size_t p, size_t *end)
{
	static const char *const signs[] = { "x", "×", "_", "n", "?", "某", "○",
		"*", "…", "." };
	size_t n = 0;

	for (bool more = true; more && n < 8; n += more) {
		more = false;
		for (size_t i = 0; i < ZC_LEN(signs) && !more; i++)
			more = take(v, &p, signs[i]);
	}
	if (n == 0 ||
	    !(take(v, &p, year) || take(v, &p, "个月") || take(v, &p, month)))
		return false;
	*end = p;
	return true;
}

static bool
is_date(uint32_t y, uint32_t m, uint32_t d)
{
	return y >= 1949 && y <= 2199 && m <= 12 && d <= 31;
}

/* 2030年12月31日, 2030-12-31, 2030.12.31; day, then month may be missing. */
static bool
date(const struct zc_mark_view *v, size_t p, size_t *end, char norm[64])
{
	uint32_t y = 0, m = 0, d = 0;
	char sep;
	size_t q;

	if (!number(v, &p, &y) || p >= v->text.n)
		return false;
	sep = v->text.p[p];
	if (take(v, &p, year)) {
		q = p;
		if (number(v, &q, &m) && take(v, &q, month)) {
			p = q;
			if (number(v, &q, &d) && take(v, &q, day))
				p = q;
			else
				d = 0;
		} else {
			m = 0;
		}
	} else if (sep == '-' || sep == '.' || sep == '/') {
		p++;
		if (!number(v, &p, &m) || p >= v->text.n || v->text.p[p] != sep)
			return false;
		p++;
		if (!number(v, &p, &d))
			return false;
	} else {
		return false;
	}
	if (!is_date(y, m, d))
		return false;
	if (d > 0)
		(void)snprintf(norm, 64, "%u年%u月%u日", y, m, d);
	else if (m > 0)
		(void)snprintf(norm, 64, "%u年%u月", y, m);
	else
		(void)snprintf(norm, 64, "%u年", y);
	*end = p;
	return true;
}

static bool
span(const struct zc_mark_view *v, size_t p, size_t *end, char norm[64])
{
	uint32_t n;

	if (!number(v, &p, &n) || n == 0 || n > 99)
		return false;
	if (take(v, &p, year)) {
		/* 10年级, 10年前, 10年代 are no periods. */
		if (zc_str_starts(rest_at(v, p), "级") ||
		    zc_str_starts(rest_at(v, p), "代"))
			return false;
		(void)snprintf(norm, 64, "%u年", n);
	} else if (take(v, &p, "个月") || take(v, &p, month)) {
		uint32_t d;
		size_t q = p;

		/* 10月份 and 10月1日 are months of the calendar. */
		if (zc_str_starts(rest_at(v, p), "份") ||
		    (number(v, &q, &d) && take(v, &q, day)))
			return false;
		(void)snprintf(norm, 64, "%u个月", n);
	} else {
		return false;
	}
	*end = p;
	return true;
}

/* 启用前, 会议开始前: Chinese characters up to 前, 后 or 时. */
static bool
condition(const struct zc_mark_view *v, size_t p, size_t *end, char norm[64])
{
	static const char *const last[] = { "前", "后", "时" };
	struct zc_str s = rest_at(v, p);
	size_t i = 0;

	while (i + 3 <= s.n && i < 45) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0xE4 || c > 0xE9 || zc_mark_breaks(v, p, p + i))
			return false;
		i += 3;
		for (size_t k = 0; k < ZC_LEN(last) && i >= 6; k++) {
			if (memcmp(s.p + i - 3, last[k], 3) != 0 ||
			    !zc_mark_open_right(v, p + i))
				continue;
			*end = p + i;
			(void)snprintf(norm, 64, "%.*s", (int)i, s.p);
			return true;
		}
	}
	return false;
}

enum zc_mark_term
zc_mark_period(
    const struct zc_mark_view *v, size_t p, size_t *end, char norm[64])
{
	norm[0] = '\0';
	if (placeholder(v, p, end))
		return ZC_MARK_PLACEHOLDER;
	if (take(v, &p, "长期")) {
		(void)snprintf(norm, 64, "长期");
		*end = p;
		return ZC_MARK_TERM;
	}
	if (span(v, p, end, norm) || date(v, p, end, norm) ||
	    condition(v, p, end, norm))
		return ZC_MARK_TERM;
	return ZC_MARK_NO_TERM;
}
