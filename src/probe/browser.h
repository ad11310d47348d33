/*
 * browser: the browser profiles of all homes, found by their shape, so that
 * browsers nobody has heard of are seen, too. A directory with `History` and
 * `Preferences` is a profile of the Chromium family, one with
 * `places.sqlite` of the Firefox family.
 */
#ifndef ZC_BROWSER_H
#define ZC_BROWSER_H

#include "probe/sqlitefd.h"
#include "probe/users.h"

enum {
	ZC_BROWSER_DIRS_MAX = 20000, /* directories walked in one home */
	ZC_BROWSER_DEPTH_MAX = 6
};

struct zc_browser {
	const char *account;
	const char *name; /* firefox, or the folder's own name */
	const char *dir;  /* the profile, absolute below the root */
	const char *db;   /* History or places.sqlite */
	bool firefox;
};

typedef int (*zc_browser_fn)(void *ctx, const struct zc_browser *b);

/*
 * Hand every profile to `fn`; a negative return of it ends the walk. What is
 * not reached is noted by zc_miss. Links are not followed.
 */
ZC_MUST int zc_browser_each(const struct zc_look *l, struct zc_table *t,
    const struct zc_users *users, zc_browser_fn fn, void *ctx,
    struct zc_err *e);

/*
 * Open a profile's history. On failure the reason is noted with `t`; one
 * whose newest entries could not be read is noted, too.
 */
ZC_MUST int zc_browser_open(const struct zc_look *l, struct zc_table *t,
    const struct zc_browser *b, struct zc_sqlitefd *out);

/* One address of a history: its host ("" for none) and the visits to it. */
struct zc_browser_visits {
	struct zc_str host;
	int64_t first, last; /* seconds since 1970; 0 = unknown */
	int64_t times;
};

/*
 * Hand each address of a profile's history to `fn`. What cannot be read is
 * noted with `t`.
 */
void zc_browser_visits(const struct zc_look *l, struct zc_table *t,
    const struct zc_browser *b,
    void (*fn)(void *ctx, const struct zc_browser_visits *v), void *ctx);

/* Seconds since 1970 of a time in the history of `b`; 0 = unknown. */
int64_t zc_browser_time(const struct zc_browser *b, int64_t v);

/* The host of an http, https or ftp address; empty for others. */
struct zc_str zc_browser_host(struct zc_str url);

/*
 * The entry of `rule` whose field `domain` is `host` or an upper domain of
 * it. *category is its field category ("" when it has none).
 */
bool zc_browser_rule(const struct zc_items *items, const char *rule,
    struct zc_str host, const char **entry, const char **category);

#endif
