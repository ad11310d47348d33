/*
 * logfile: text logs as bounded streams of lines with times; plain files and
 * gzip, and the rotated set of a log (syslog, syslog.1, syslog.2.gz,
 * messages-20260101 …).
 *
 * Times understood: "Nov 23 01:16:38" (RFC 3164: no year, local time),
 * RFC 3339 and "YYYY-MM-DD HH:MM:SS", "YYYY/MM/DD HH:MM:SS", Linux audit
 * "msg=audit(EPOCH…)", Apache "[23/Nov/2026:01:16:38 +0800]" and
 * "[Mon Nov 23 01:16:38.1 2026]". Times without a zone are local time.
 */
#ifndef ZC_LOGFILE_H
#define ZC_LOGFILE_H

#include "probe/probe.h"

enum {
	ZC_LOG_LINE_MAX = 4096, /* bytes kept of a line; the rest is skipped */
	ZC_LOG_FILES_MAX = 400, /* files of one rotated set */
	ZC_LOG_BYTES_MAX = 512 << 20, /* bytes read of one file, inflated */
	/* Logs shrink to a tenth or so; what grows more is there to hurt. */
	ZC_LOG_GROWTH_MAX = 100,
	ZC_LOG_GROWTH_FREE = 8 << 20
};

/* Turns stamps into times; one per file. */
struct zc_logclock {
	int year;     /* year of the stamps that have none; 0 = not known */
	int month;    /* of the stamp before, 0 = none */
	int turns;    /* times the month went back by half a year or more */
	int key[4];   /* year, month, day, hour of the cached time */
	int64_t base; /* local time of key in seconds since 1970 */
};

struct zc_logstamp {
	int64_t at;   /* seconds since 1970 UTC; 0 = no time in the line */
	bool guessed; /* the year is not in the log */
	size_t n;     /* bytes that the stamp takes at the start of the line */
};

/* Read the time of a line. A line without one gives at = 0, n = 0. */
void zc_logtime(
    struct zc_logclock *c, struct zc_str line, struct zc_logstamp *out);

struct zc_logline {
	struct zc_str text; /* whole line, without its end */
	struct zc_str msg;  /* what follows the time */
	int64_t at;
	bool guessed;
};

struct zc_logfile {
	void *gz;
	struct zc_logclock clock;
	int64_t max;  /* bytes that may be read, by the size of the file */
	int64_t left; /* of them still */
	bool cut;     /* limit reached or damaged stream: not read to the end */
	bool skip;    /* in the middle of a line that is too long */
	size_t from, n;
	char buf[ZC_LOG_LINE_MAX * 8];
};

/*
 * Open a log below `root`. For stamps without a year the year is found by
 * going back from the time of last change of the file. Errors as zc_fs_open.
 * zc_logfile_close in the case of ZC_OK only.
 */
ZC_MUST int zc_logfile_open(
    int root, const char *path, struct zc_logfile *f, struct zc_err *e);
/* The next line, valid until the next call. False at the end. */
bool zc_logfile_next(struct zc_logfile *f, struct zc_logline *out);
void zc_logfile_close(struct zc_logfile *f);

struct zc_logpart { /* one file of a set */
	const char *path;
	int64_t mtime;
	int64_t size; /* bytes on disk */
	bool gzip;
	bool unread; /* packed by a method that is not read (xz, zstd …) */
};

struct zc_logset {
	const char *path;     /* the log, e.g. /var/log/syslog */
	struct zc_logpart *v; /* oldest first */
	size_t n;
	int64_t size;  /* of all, on disk */
	bool current;  /* the file `path` itself exists */
	uint32_t mode; /* of the newest file */
	uint32_t uid;
};

/*
 * The files of a rotated set, by their names. ZC_ENOENT none; ZC_EACCES the
 * directory may not be read; ZC_ELIMIT more than ZC_LOG_FILES_MAX.
 */
ZC_MUST int zc_logset_find(const struct zc_look *l, const char *path,
    struct zc_logset *out, struct zc_err *e);

/*
 * Hand every line of the set to `fn`, oldest file first; a negative return of
 * it ends the walk and is returned. What is not read to its end is noted by
 * zc_miss, and *whole (may be NULL) becomes false.
 */
typedef int (*zc_logline_fn)(
    void *ctx, const struct zc_logpart *part, const struct zc_logline *line);
ZC_MUST int zc_logset_each(const struct zc_look *l, struct zc_table *t,
    const struct zc_logset *set, zc_logline_fn fn, void *ctx, bool *whole);

#endif
