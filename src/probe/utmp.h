/*
 * utmp: login records of wtmp, btmp and lastlog, utmp(5), and lines of
 * authentication logs.
 */
#ifndef ZC_UTMP_H
#define ZC_UTMP_H

#include "base/rd.h"
#include "probe/probe.h"

enum {
	ZC_UTMP_BOOT = 2,
	ZC_UTMP_LOGIN = 6,
	ZC_UTMP_USER = 7
};

struct zc_utmp {
	int type; /* 2 boot, 6 login prompt, 7 user, 8 ended */
	struct zc_str line, user, host;
	int64_t at; /* seconds since 1970 UTC */
};

/*
 * Size of one record of this file: 384 bytes on x86, 400 where time is 64 bits
 * in the record (arm64, loongarch64); told by which of them gives records of
 * known types. 0 when neither does.
 */
size_t zc_utmp_size(struct zc_str file);

/* The next record; false at the end (a last half record is left out). */
bool zc_utmp_next(struct zc_rd *r, size_t size, struct zc_utmp *out);

/* An open /var/log/lastlog. */
struct zc_lastlog {
	int fd;      /* -1 = there is none */
	size_t size; /* of one record */
};

/* rc of the open: ZC_OK also when there is none. zc_lastlog_close after. */
ZC_MUST int zc_lastlog_open(const struct zc_look *l, struct zc_lastlog *out);
void zc_lastlog_close(struct zc_lastlog *ll);
/* Last login of `uid`: false when never. `from` lives in `a`. */
bool zc_lastlog_get(const struct zc_lastlog *ll, int64_t uid,
    struct zc_arena *a, int64_t *at, struct zc_str *from);

struct zc_syslog {
	int64_t at;         /* 0 = no time stamp that can be read */
	struct zc_str prog; /* without [pid] */
	struct zc_str text;
};

/*
 * Split a syslog line, with an ISO 8601 or a traditional stamp; that one has
 * no year: the last year in which the day is not after `ref` is taken. False
 * when it is no syslog line.
 */
bool zc_syslog_parse(struct zc_str line, int64_t ref, struct zc_syslog *out);

/* Word behind `key` in `text` up to a blank, comma, or end; "" if none. */
struct zc_str zc_syslog_after(struct zc_str text, const char *key);

/* "local", "loopback", "private" or "public" for a login's origin. */
const char *zc_scope_of(struct zc_str host);

#endif
