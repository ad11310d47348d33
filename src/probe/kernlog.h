/*
 * kernlog: kernel messages of the past from every log that keeps them: the
 * systemd journal and the text logs kern.log, syslog and messages with their
 * rotated files.
 */
#ifndef ZC_KERNLOG_H
#define ZC_KERNLOG_H

#include "probe/probe.h"

struct zc_kernline {
	const char *source; /* "journal" or the path of the log */
	struct zc_str msg;  /* without host, tag and "[ 12.345678] " */
	int64_t at;         /* seconds since 1970 UTC; 0 = unknown */
	bool guessed;       /* the log has no year */
};

typedef int (*zc_kernline_fn)(void *ctx, const struct zc_kernline *line);

/* What the logs could tell. */
struct zc_kernspan {
	int64_t from, to; /* first and last time of a kernel message */
	size_t lines;     /* kernel messages seen */
	size_t sources;   /* logs with a kernel message */
	size_t unread;    /* logs that are there and were not read to the end */
	bool denied;      /* one of them for want of rights */
	bool unsupported; /* the journal is there, libsystemd is not */
};

/*
 * Hand every kernel message of every log to `fn`, source by source, each in
 * the order of the log. A negative return of `fn` ends the walk. Logs that
 * are not read are noted by zc_miss. The probe must set .load to
 * zc_journal_load.
 */
ZC_MUST int zc_kernlog_each(const struct zc_look *l, struct zc_table *t,
    zc_kernline_fn fn, void *ctx, struct zc_kernspan *span, struct zc_err *e);

/*
 * Cut a syslog message "host kernel: [ 1.5] text" down to "text". False when
 * it is not from the kernel.
 */
bool zc_kernlog_text(struct zc_str msg, struct zc_str *text);

#endif
