#include "unit/zt.h"

#include "base/clock.h"

#include <time.h>

/* Run with a zone of our own, whatever the machine's is. */
static void
zone(const char *tz)
{
	(void)setenv("TZ", tz, 1);
	tzset();
}

static int64_t
parse(const char *s)
{
	int64_t t = -1;

	return zc_clock_parse(zc_str_of(s), &t) ? t : -1;
}

ZT(clock_reads_the_common_forms_as_the_same_moment)
{
	static const char *const same[] = { "2026-01-15T08:00:00Z",
		"2026-01-15T08:00:00.123Z", "2026-01-15T16:00:00+08:00",
		"2026-01-15T16:00:00+0800", "2026-01-15T00:00:00-08:00",
		"Thu, 15 Jan 2026 08:00:00 GMT",
		"Thu, 15 Jan 2026 16:00:00 +0800", "15 Jan 2026 08:00:00 UTC",
		"  2026-01-15 08:00:00 UTC ",
		"Thu, 15 Jan 2026 16:00:00 +0800 (CST)" };

	zone("CST-8");
	for (size_t i = 0; i < ZC_LEN(same); i++)
		ZT_EQ(parse(same[i]), 1768464000);
}

ZT(clock_without_zone_is_local_time)
{
	zone("CST-8");
	ZT_EQ(parse("2026-01-15 16:00:00"), 1768464000);
	ZT_EQ(parse("2026-01-15T16:00"), 1768464000);
	ZT_EQ(parse("2026/01/15 16:00:00"), 1768464000);
	ZT_EQ(parse("2026-01-15"), 1768464000 - 16 * 3600);
	zone("UTC");
	ZT_EQ(parse("2026-01-15 08:00:00"), 1768464000);
}

ZT(clock_refuses_what_is_no_time)
{
	static const char *const bad[] = { "", " ", "yesterday", "2026",
		"2026-13-01", "15:00", "2026-01-15 and more",
		"2026-01-15T08:00:00Zulu", "2026-01-15 08:00:00 +08:00x",
		"2026-01-151", "2026-01-15T08:00 (open", "2026-01-15 +8",
		"2026-01-15T08:00:00Z and so much text behind it that no log "
		"has it" };

	zone("UTC");
	for (size_t i = 0; i < ZC_LEN(bad); i++)
		ZT_EQ(parse(bad[i]), -1);
}

ZT(clock_prints_local_time_and_nothing_for_unknown)
{
	char out[32];

	zone("CST-8");
	ZT_STR(
	    zc_str_of(zc_clock_text(1768464000, out)), "2026-01-15 16:00:00");
	ZT_STR(zc_str_of(zc_clock_day(1768464000, out)), "2026-01-15");
	ZT_STR(zc_str_of(zc_clock_text(0, out)), "");
	ZT_STR(zc_str_of(zc_clock_day(0, out)), "");
	/* A year that no calendar has: nothing, and no crash. */
	(void)zc_clock_text(INT64_MAX, out);
	ZT_STR(zc_str_of(out), "");
	zone("UTC");
}

ZT(clock_utc_carries_over)
{
	ZT_EQ(zc_clock_utc(2026, 1, 15, 8, 0, 0), 1768464000);
	ZT_EQ(zc_clock_utc(2025, 13, 15, 7, 60, 0), 1768464000);
	ZT_EQ(zc_clock_utc(1970, 1, 1, 0, 0, 0), 0);
}

ZT(clock_monotonic_does_not_go_back)
{
	int64_t a = zc_clock_ms(), b = zc_clock_ms();

	ZT_TRUE(b >= a);
	ZT_TRUE(zc_clock_now() > 1700000000);
}
