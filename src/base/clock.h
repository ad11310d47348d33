/* clock: times are seconds since 1970 UTC in int64_t; 0 means unknown. */
#ifndef ZC_CLOCK_H
#define ZC_CLOCK_H

#include "base/buf.h"

/* Now, in seconds since 1970 UTC. */
int64_t zc_clock_now(void);
/* Monotonic milliseconds, for measuring spans. */
int64_t zc_clock_ms(void);

/* Seconds since 1970 of a UTC civil time; any field may overflow its range. */
int64_t zc_clock_utc(int year, int month, int day, int h, int m, int s);

/* "2026-11-23 08:05:09" in local time, "" for 0; returns `out`. */
const char *zc_clock_text(int64_t t, char out[32]);
/* "2026-11-23" in local time. */
const char *zc_clock_day(int64_t t, char out[32]);

/*
 * Read the common forms: ISO 8601 with or without zone, "YYYY-MM-DD",
 * "YYYY-MM-DD HH:MM:SS", RFC 5322, "YYYY/MM/DD". No zone = local time. False
 * when anything but a zone or a comment in brackets follows.
 */
bool zc_clock_parse(struct zc_str s, int64_t *out);

#endif
