/* Whole numbers, days, times, yes and no, as people write them. */
#include "base/clock.h"
#include "core/value_in.h"
#include "text/idcheck.h"

#include <time.h>

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

/* "2026-03-05" at the front, as zc_idcheck writes it. */
static bool
take_day(struct zc_str *s, int64_t *out)
{
	int v[3];

	for (size_t i = 0; i < 3; i++) {
		v[i] = digits(s, i == 0 ? 4 : 2);
		if (v[i] == -1)
			return false;
		if (i < 2 && zc_str_starts(*s, "-"))
			*s = zc_str_sub(*s, 1, s->n);
	}
	*out = zc_clock_utc(v[0], v[1], v[2], 0, 0, 0);
	return true;
}

bool
zc_value_date(struct zc_str s, int64_t *day)
{
	struct zc_str normal;
	struct zc_arena a;
	bool good;

	zc_arena_init(&a, 64 << 10);
	good = zc_idcheck("date", s, &a, &normal, NULL) == ZC_OK &&
	    take_day(&normal, day);
	zc_arena_fini(&a);
	return good;
}

/* Hours, minutes, seconds: 9:30, 09:30:00, 9时30分, 9点30分. */
static bool
take_clock(struct zc_str s, int v[3])
{
	static const char *const seps[] = { ":", "：", "时", "点", "分", "秒" };

	for (size_t i = 0; i < 3 && s.n > 0; i++) {
		v[i] = digits(&s, 2);
		if (v[i] == -1)
			return false;
		for (size_t k = 0; k < ZC_LEN(seps); k++)
			if (zc_str_starts(s, seps[k])) {
				s = zc_str_sub(s, strlen(seps[k]), s.n);
				break;
			}
	}
	return s.n == 0 && v[0] < 24 && v[1] < 60 && v[2] < 60;
}

/* A local time; a day alone is the beginning of it. */
static bool
read_time(struct zc_str s, int64_t *out)
{
	struct tm tm;
	int v[3] = { 0, 0, 0 };
	size_t cut = 0;
	int64_t day;
	time_t t;

	while (cut < s.n && s.p[cut] != ' ' && s.p[cut] != 'T')
		cut++;
	if (!zc_value_date(zc_str_sub(s, 0, cut), &day) ||
	    (cut < s.n &&
		!take_clock(zc_str_trim(zc_str_sub(s, cut + 1, s.n)), v)))
		return false;
	t = (time_t)day;
	if (gmtime_r(&t, &tm) == NULL)
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

bool
zc_value_number(const char *type, struct zc_str in, int64_t *out)
{
	if (strcmp(type, "time") == 0)
		return read_time(in, out);
	if (strcmp(type, "boolean") == 0)
		return read_yes(in, out);
	return zc_str_int(in, 10, out);
}

/* A host name: labels of letters, digits and '-' with a dot between, or
 * Chinese ones as they are written. */
static bool
is_host(struct zc_str s)
{
	struct zc_str label;
	size_t n = 0;

	if (s.n == 0 || s.n > 253)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0x80 &&
		    strchr("abcdefghijklmnopqrstuvwxyz"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			   "0123456789-.",
			c) == NULL)
			return false;
	}
	while (zc_str_cut(&s, '.', &label)) {
		if (label.n == 0)
			return false;
		n++;
	}
	return n >= 2;
}

bool
zc_value_loose(const char *type, struct zc_str in)
{
	if (strcmp(type, "domain") == 0)
		return is_host(in);
	if (strcmp(type, "url") != 0)
		return true;
	if (zc_str_starts(in, "http://"))
		in = zc_str_sub(in, 7, in.n);
	else if (zc_str_starts(in, "https://"))
		in = zc_str_sub(in, 8, in.n);
	for (size_t i = 0; i < in.n; i++)
		if (in.p[i] == '/' || in.p[i] == ':' || in.p[i] == '?')
			in.n = i;
	return is_host(in);
}
