#include "base/clock.h"

#include <time.h>

int64_t
zc_clock_now(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}

int64_t
zc_clock_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
zc_clock_utc(int year, int month, int day, int h, int m, int s)
{
	struct tm tm = { .tm_year = year - 1900,
		.tm_mon = month - 1,
		.tm_mday = day,
		.tm_hour = h,
		.tm_min = m,
		.tm_sec = s };

	return timegm(&tm);
}

static bool
local(int64_t t, struct tm *tm, char out[32])
{
	time_t tt = t;

	out[0] = '\0';
	return t != 0 && localtime_r(&tt, tm) != NULL;
}

const char *
zc_clock_text(int64_t t, char out[32])
{
	struct tm tm;

	if (local(t, &tm, out))
		(void)strftime(out, 32, "%Y-%m-%d %H:%M:%S", &tm);
	return out;
}

const char *
zc_clock_day(int64_t t, char out[32])
{
	struct tm tm;

	if (local(t, &tm, out))
		(void)strftime(out, 32, "%Y-%m-%d", &tm);
	return out;
}

/*
 * What follows the time: fractions of a second, a zone such as Z, +0800,
 * +08:00, GMT, a comment in brackets (RFC 5322). False when it is anything
 * else. `zoned` tells whether there was a zone, `east` its seconds.
 */
static bool
tail(const char *s, bool *zoned, long *east)
{
	int h, m, n = 0;

	*zoned = false;
	*east = 0;
	if (*s == '.' || *s == ',')
		for (s++; *s >= '0' && *s <= '9';)
			s++;
	while (*s == ' ')
		s++;
	if (strncmp(s, "GMT", 3) == 0 || strncmp(s, "UTC", 3) == 0) {
		*zoned = true;
		s += 3;
	} else if (*s == 'Z') {
		*zoned = true;
		s++;
	} else if (*s == '+' || *s == '-') {
		if (sscanf(s + 1, "%2d:%2d%n", &h, &m, &n) != 2 &&
		    sscanf(s + 1, "%2d%2d%n", &h, &m, &n) != 2)
			return false;
		*zoned = true;
		*east = (h * 60L + m) * 60 * (*s == '-' ? -1 : 1);
		s += 1 + n;
	}
	while (*s == ' ')
		s++;
	return *s == '\0' || (*s == '(' && s[strlen(s) - 1] == ')');
}

bool
zc_clock_parse(struct zc_str s, int64_t *out)
{
	static const char *const forms[] = { "%Y-%m-%dT%H:%M:%S",
		"%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d",
		"%Y/%m/%d %H:%M:%S", "%Y/%m/%d", "%a, %d %b %Y %H:%M:%S",
		"%d %b %Y %H:%M:%S", "%a %b %d %H:%M:%S %Y", "%d %b %Y" };
	char text[64];
	bool zoned;
	long east;

	s = zc_str_trim(s);
	if (s.n == 0 || s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	for (size_t i = 0; i < ZC_LEN(forms); i++) {
		struct tm tm = { .tm_isdst = -1 };
		const char *rest = strptime(text, forms[i], &tm);

		if (rest == NULL || !tail(rest, &zoned, &east))
			continue;
		*out = zoned ? timegm(&tm) - east : mktime(&tm);
		return true;
	}
	return false;
}
