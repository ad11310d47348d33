/* logtime: the times at the start of log lines. */
#include "probe/logfile.h"

#include "base/clock.h"

#include <time.h>

struct civil {
	int y, mo, d, h, mi, s;
	bool zoned;
	int64_t east; /* seconds east of UTC */
};

static bool
digits(struct zc_str s, size_t at, size_t n, int *out)
{
	int v = 0;

	if (at + n > s.n)
		return false;
	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (s.p[i] - '0');
	}
	*out = v;
	return true;
}

static bool
is(struct zc_str s, size_t at, char c)
{
	return at < s.n && s.p[at] == c;
}

/* Month 1 to 12 of an English short name at `at`, or 0. */
static int
month_of(struct zc_str s, size_t at)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	if (at + 3 > s.n)
		return 0;
	for (int i = 0; i < 12; i++)
		if (memcmp(names + i * 3, s.p + at, 3) == 0)
			return i + 1;
	return 0;
}

static bool
clock_at(struct zc_str s, size_t at, struct civil *c)
{
	return digits(s, at, 2, &c->h) && is(s, at + 2, ':') &&
	    digits(s, at + 3, 2, &c->mi) && is(s, at + 5, ':') &&
	    digits(s, at + 6, 2, &c->s) && c->h < 24 && c->mi < 60 && c->s < 61;
}

/* Fraction and zone behind a time; the offset behind them. */
static size_t
zone_at(struct zc_str s, size_t at, struct civil *c)
{
	int h, m;
	size_t colon;

	if (is(s, at, '.') || is(s, at, ','))
		for (at++; at < s.n && s.p[at] >= '0' && s.p[at] <= '9';)
			at++;
	if (is(s, at, 'Z')) {
		c->zoned = true;
		return at + 1;
	}
	if (!is(s, at, '+') && !is(s, at, '-'))
		return at;
	colon = is(s, at + 3, ':') ? 1 : 0;
	if (!digits(s, at + 1, 2, &h) || !digits(s, at + 3 + colon, 2, &m))
		return at;
	c->zoned = true;
	c->east = (h * 60 + m) * (is(s, at, '-') ? -60 : 60);
	return at + 5 + colon;
}

/* "2026-11-23T01:16:38.1+08:00", "2026/11/23 01:16:38". */
static size_t
iso(struct zc_str s, size_t at, struct civil *c)
{
	size_t p = at + 10;

	if (!digits(s, at, 4, &c->y) || !digits(s, at + 5, 2, &c->mo) ||
	    !digits(s, at + 8, 2, &c->d) ||
	    !(is(s, at + 4, '-') || is(s, at + 4, '/')) ||
	    !is(s, at + 7, s.p[at + 4]))
		return 0;
	if (is(s, p, 'T'))
		p++;
	while (is(s, p, ' '))
		p++;
	if (p == at + 10 || !clock_at(s, p, c))
		return 0;
	return zone_at(s, p + 8, c);
}

/* "Nov 23 01:16:38" and "Nov  3 01:16:38" (RFC 3164, 4.1.2). */
static size_t
bsd(struct zc_str s, size_t at, struct civil *c)
{
	c->mo = month_of(s, at);
	if (c->mo == 0 || !is(s, at + 3, ' '))
		return 0;
	if (is(s, at + 4, ' ')) {
		if (!digits(s, at + 5, 1, &c->d))
			return 0;
	} else if (!digits(s, at + 4, 2, &c->d)) {
		return 0;
	}
	if (!is(s, at + 6, ' ') || !clock_at(s, at + 7, c))
		return 0;
	return at + 15;
}

/* "[Mon Nov 23 01:16:38.123456 2026]" of the Apache error log. */
static size_t
apache_error(struct zc_str s, struct civil *c)
{
	size_t p;
	struct civil none = { 0 };

	if (!is(s, 0, '[') || !is(s, 4, ' '))
		return 0;
	p = bsd(s, 5, c);
	if (p == 0)
		return 0;
	p = zone_at(s, p, &none);
	if (!is(s, p, ' ') || !digits(s, p + 1, 4, &c->y) || !is(s, p + 5, ']'))
		return 0;
	return p + 6;
}

/* "… [23/Nov/2026:01:16:38 +0800] …" of web access logs. */
static size_t
access_log(struct zc_str s, struct civil *c)
{
	struct zc_str head = zc_str_sub(s, 0, 512);
	size_t p = zc_str_find(head, '[');

	if (p == head.n || !digits(s, p + 1, 2, &c->d) || !is(s, p + 3, '/') ||
	    (c->mo = month_of(s, p + 4)) == 0 || !is(s, p + 7, '/') ||
	    !digits(s, p + 8, 4, &c->y) || !is(s, p + 12, ':') ||
	    !clock_at(s, p + 13, c))
		return 0;
	return zone_at(s, is(s, p + 21, ' ') ? p + 22 : p + 21, c);
}

/* Linux audit: "type=… msg=audit(1700000000.123:45): …". */
static bool
audit(struct zc_str s, struct zc_logstamp *out)
{
	struct zc_str head = zc_str_sub(s, 0, 256), num;
	size_t p = zc_str_search(head, "msg=audit(");
	int64_t v;

	if (p == head.n)
		return false;
	num = zc_str_sub(s, p + 10, 20);
	num = zc_str_sub(num, 0, zc_str_find(num, '.'));
	if (num.n == 0 || !zc_str_int(num, 10, &v) || v <= 0)
		return false;
	*out = (struct zc_logstamp){ .at = v, .n = p };
	return true;
}

/* Local time; mktime(3) is asked once for each hour that occurs. */
static int64_t
local(struct zc_logclock *k, const struct civil *c)
{
	struct tm tm = { .tm_year = c->y - 1900,
		.tm_mon = c->mo - 1,
		.tm_mday = c->d,
		.tm_hour = c->h,
		.tm_isdst = -1 };

	if (k->key[0] != c->y || k->key[1] != c->mo || k->key[2] != c->d ||
	    k->key[3] != c->h) {
		k->base = mktime(&tm);
		k->key[0] = c->y;
		k->key[1] = c->mo;
		k->key[2] = c->d;
		k->key[3] = c->h;
	}
	return k->base + c->mi * 60 + c->s;
}

/* Follow the months of stamps without a year over the turn of the year. */
static void
turn(struct zc_logclock *k, int month)
{
	if (k->month != 0 && month + 6 <= k->month) {
		k->turns++;
		if (k->year != 0)
			k->year++;
	}
	k->month = month;
}

void
zc_logtime(struct zc_logclock *k, struct zc_str s, struct zc_logstamp *out)
{
	struct civil c = { 0 };
	size_t n;
	bool guessed = false;

	*out = (struct zc_logstamp){ 0 };
	if (s.n < 10)
		return;
	if (zc_str_starts(s, "type=") && audit(s, out))
		return;
	n = iso(s, zc_str_starts(s, "Start-Date: ") ? 12 : 0, &c);
	if (n == 0) {
		n = bsd(s, 0, &c);
		guessed = n != 0;
	}
	if (n == 0)
		n = apache_error(s, &c);
	if (n == 0)
		n = access_log(s, &c);
	if (n == 0 || c.mo < 1 || c.mo > 12 || c.d < 1 || c.d > 31)
		return;
	if (guessed) {
		turn(k, c.mo);
		c.y = k->year;
	}
	out->n = n;
	out->guessed = guessed;
	if (c.y < 1990 || c.y > 2200)
		return;
	out->at = c.zoned
	    ? zc_clock_utc(c.y, c.mo, c.d, c.h, c.mi, c.s) - c.east
	    : local(k, &c);
}
