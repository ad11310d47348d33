/*
 * feed: advisories from an imported file, compared with what is installed.
 */
#ifndef ZC_FEED_H
#define ZC_FEED_H

#include "probe/installed.h"
#include "probe/unpack.h"

struct zc_feed_hit {
	struct zc_str advisory;
	const struct zc_installed_pkg *package;
	const char *installed; /* version compared */
	struct zc_str fixed;   /* empty: no fix yet */
	const char *severity;  /* critical, high, medium, low, unknown */
	int64_t published;     /* 0 unknown */
};

struct zc_feed {
	const struct zc_installed *in;
	const uint32_t *by_source; /* indices of in->v sorted by source */
	const char *codename;      /* of a Debian-like system, or "" */
	struct zc_arena *a;
	int (*hit)(void *ctx, const struct zc_feed_hit *h, struct zc_err *e);
	void *ctx;
	bool applies; /* set when the feed speaks of this release */
};

/*
 * Read one feed. ZC_EINPUT: it is not of that form, or breaks off (hits
 * before that are true).
 */
ZC_MUST int zc_feed_debian(
    struct zc_feed *f, struct zc_unpack *u, struct zc_err *e);
ZC_MUST int zc_feed_csaf(
    struct zc_feed *f, struct zc_unpack *u, struct zc_err *e);
ZC_MUST int zc_feed_oval(
    struct zc_feed *f, struct zc_unpack *u, struct zc_err *e);

/* Sort indices by source name; NULL when memory is spent. */
const uint32_t *zc_feed_sources(
    const struct zc_installed *in, struct zc_arena *a);

/*
 * "name-[epoch:]version-release[.arch]" is fixed: report every installed
 * package of that name and distribution tag that is older.
 */
ZC_MUST int zc_feed_rpm(struct zc_feed *f, struct zc_feed_hit *h,
    struct zc_str name, struct zc_str evr, struct zc_err *e);

/* A word of any feed to one of ours. */
const char *zc_feed_severity(struct zc_str word);

#endif
