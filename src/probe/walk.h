/*
 * walk: every entry of a directory tree below the inspected root, with one
 * stat each and no file opened. Bounded in entries, depth and time. Links are
 * not followed. Kernel file systems, file systems of other machines and those
 * that keep no owner and mode of this system (FAT, NTFS, optical, images) are
 * not entered.
 */
#ifndef ZC_WALK_H
#define ZC_WALK_H

#include "probe/probe.h"

#include <sys/stat.h>

/* What the visitor sees; all of it is borrowed until it returns. */
struct zc_walk_at {
	const char *path; /* absolute below the root */
	const char *name; /* its last component */
	int dir;          /* open directory it stands in */
	const struct stat *st;
};

/* A negative return of the visitor ends the walk with that code. */
typedef int (*zc_walk_visit)(
    void *ctx, const struct zc_walk_at *at, struct zc_err *e);

struct zc_team_walk;

struct zc_walk {
	const char *const *skip; /* paths not entered, NULL-ended; or NULL */
	size_t max_entries;      /* 0 = 5,000,000 */
	int64_t max_ms;          /* 0 = 40,000 */
	unsigned max_depth;      /* directories below the top; 0 = 200 */
	bool one_fs;             /* stay on the top's file system */
	bool shallow; /* the depth is meant: what is deeper is no loss */
	zc_walk_visit visit;
	void *ctx;
	/* Shared with the probe's other workers, who walk the same top with
	 * the same bounds; NULL = this one walks alone. */
	struct zc_team_walk *team;
	/* Filled by the walk; of a team each has its own part. */
	size_t seen;    /* entries visited */
	size_t denied;  /* directories not entered for lack of rights */
	size_t skipped; /* directories of `skip` and other file systems */
	bool deep;      /* max_depth was reached somewhere */
	bool cut;       /* a bound ended it early */
	bool last;      /* no other worker is still at it */
};

/*
 * Walk `top` (not visited itself). Symbolic links are not visited. What could
 * not be entered is noted in `t` (the first 50 by name, the rest as a number);
 * so is a bound that was reached. ZC_ENOENT: there is no `top`.
 */
ZC_MUST int zc_walk_run(const struct zc_look *l, struct zc_table *t,
    const char *top, struct zc_walk *w, struct zc_err *e);

#endif
