/* Numbers, days, times and money, as people write them. */
#include "base/clock.h"
#include "core/value_in.h"

#include <time.h>

enum {
	MONEY_DIGITS = 15 /* yuan; far from the end of 64 bits */
};

/* Bytes of the separators that stand between the parts of a day. */
static size_t
separator(struct zc_str s)
{
	static const char *const words[] = { "年", "月", "日", "号", "-", "/",
		".", " ", "T" };

	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (zc_str_starts(s, words[i]))
			return strlen(words[i]);
	return 0;
}

/* The next number of at most `most` digits; -1 when there is none. */
static int
digits(struct zc_str *s, size_t most)
{
	int v = 0;
	size_t n = 0;

	while (n < s->n && n < most && s->p[n] >= '0' && s->p[n] <= '9')
		v = v * 10 + (s->p[n++] - '0');
	*s = zc_str_sub(*s, n, s->n);
	return n == 0 ? -1 : v;
}

static bool
real_day(int y, int m, int d, int64_t *out)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	if (y < 1900 || y > 2200 || m < 1 || m > 12 || d < 1 ||
	    d > days[m - 1] + (m == 2 && leap))
		return false;
	*out = zc_clock_utc(y, m, d, 0, 0, 0);
	return true;
}

/* The day at the front; what follows stays in *s. */
static bool
take_day(struct zc_str *s, int64_t *out)
{
	bool plain = s->n >= 8 && zc_str_find(zc_str_sub(*s, 0, 8), '-') == 8;
	int v[3];

	for (size_t i = 0; i < 8 && plain; i++)
		plain = s->p[i] >= '0' && s->p[i] <= '9';
	for (size_t i = 0; i < 3; i++) {
		size_t sep;

		v[i] = digits(s, i == 0 ? 4 : 2);
		if (v[i] == -1)
			return false;
		sep = separator(*s);
		if (i < 2 && sep == 0 && !plain)
			return false;
		if (i < 2 || zc_str_starts(*s, "日") ||
		    zc_str_starts(*s, "号"))
			*s = zc_str_sub(*s, sep, s->n);
	}
	return real_day(v[0], v[1], v[2], out);
}

bool
zc_value_date(struct zc_str s, int64_t *day)
{
	int64_t d;

	s = zc_str_trim(s);
	if (!take_day(&s, &d))
		return false;
	/* Spreadsheets give a day as its midnight. */
	s = zc_str_trim(s);
	if (zc_str_starts(s, "T"))
		s = zc_str_sub(s, 1, s.n);
	if (s.n != 0 && !zc_str_is(s, "00:00") && !zc_str_is(s, "00:00:00"))
		return false;
	*day = d;
	return true;
}

/* A local time; without hours the beginning of the day. */
static bool
read_time(struct zc_str s, int64_t *out)
{
	struct tm tm = { .tm_isdst = -1 };
	int v[3] = { 0, 0, 0 };
	time_t day, t;
	int64_t d;

	if (!take_day(&s, &d))
		return false;
	s = zc_str_trim(s);
	if (zc_str_starts(s, "T"))
		s = zc_str_sub(s, 1, s.n);
	for (size_t i = 0; i < 3 && s.n > 0; i++) {
		v[i] = digits(&s, 2);
		if (v[i] == -1)
			return false;
		if (zc_str_starts(s, ":"))
			s = zc_str_sub(s, 1, s.n);
		else if (s.n > 0)
			return false;
	}
	if (s.n > 0 || v[0] > 23 || v[1] > 59 || v[2] > 59)
		return false;
	day = (time_t)d;
	if (gmtime_r(&day, &tm) == NULL)
		return false;
	tm.tm_hour = v[0];
	tm.tm_min = v[1];
	tm.tm_sec = v[2];
	tm.tm_isdst = -1;
	t = mktime(&tm);
	*out = (int64_t)t;
	return true;
}

static bool
read_yes(struct zc_str s, int64_t *out)
{
	static const char *const yes[] = { "是", "有", "yes", "y", "true", "1",
		"√" };
	static const char *const no[] = { "否", "无", "no", "n", "false", "0",
		"×" };

	for (size_t i = 0; i < ZC_LEN(yes); i++)
		if (zc_str_isi(s, yes[i])) {
			*out = 1;
			return true;
		}
	for (size_t i = 0; i < ZC_LEN(no); i++)
		if (zc_str_isi(s, no[i])) {
			*out = 0;
			return true;
		}
	return false;
}

/* 1,234.5 and 1234.50元; more than two decimals are no money. */
static bool
read_money(struct zc_str s, int64_t *out)
{
	bool minus = zc_str_starts(s, "-"), point = false;
	size_t n = 0, decimals = 0;
	int64_t v = 0;

	if (minus)
		s = zc_str_sub(s, 1, s.n);
	if (zc_str_starts(s, "￥"))
		s = zc_str_sub(s, strlen("￥"), s.n);
	if (zc_str_starts(s, "¥"))
		s = zc_str_sub(s, strlen("¥"), s.n);
	if (zc_str_ends(s, "元"))
		s.n -= strlen("元");
	s = zc_str_trim(s);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ',' && !point && n > 0)
			continue;
		if (s.p[i] == '.' && !point && n > 0) {
			point = true;
			continue;
		}
		if (s.p[i] < '0' || s.p[i] > '9' || ++n > MONEY_DIGITS ||
		    (point && ++decimals > 2))
			return false;
		v = v * 10 + (s.p[i] - '0');
	}
	for (; decimals < 2; decimals++)
		v *= 10;
	*out = minus ? -v : v;
	return n > 0;
}

bool
zc_value_number(const char *type, struct zc_str in, int64_t *out)
{
	if (strcmp(type, "date") == 0)
		return zc_value_date(in, out);
	if (strcmp(type, "time") == 0)
		return read_time(in, out);
	if (strcmp(type, "boolean") == 0)
		return read_yes(in, out);
	if (strcmp(type, "money") == 0)
		return read_money(in, out);
	return zc_str_int(in, 10, out);
}
