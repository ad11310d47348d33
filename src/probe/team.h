/*
 * team: what the workers of one probe share (struct zc_probe.shared): work
 * that waits, and who is still at it. A worker that dies takes the whole
 * table with it, so nobody waits for the dead.
 */
#ifndef ZC_TEAM_H
#define ZC_TEAM_H

#include "base/fs.h"
#include "probe/probe.h"

#include <stdatomic.h>

enum {
	ZC_TEAM_DIRS = 32 /* directories that wait for any worker */
};

/*
 * The memory that this worker shares with the others, `n` bytes as declared;
 * a piece of l->a when it is alone. NULL = no memory.
 */
void *zc_team_memory(const struct zc_look *l, size_t n);

/* Count this worker as ended; true for the last one of the team. */
bool zc_team_last(const struct zc_look *l, atomic_uint *ended);

/* Directories of a walk that several workers make together. */
struct zc_team_walk {
	atomic_flag lock;
	unsigned busy; /* workers that have directories to read */
	bool begun;
	atomic_uint n; /* directories that wait */
	atomic_uint ended;
	atomic_llong end_ms;   /* zc_clock_ms() at which the walk ends */
	atomic_ulong seen;     /* entries, counted now and then */
	atomic_ulong denied;   /* directories not entered */
	atomic_bool deep, cut; /* a bound was met by any of them */
	unsigned depth[ZC_TEAM_DIRS];
	char path[ZC_TEAM_DIRS][ZC_FS_PATH_MAX];
};

/* The first worker puts the top; for the others it is there already. */
void zc_team_begin(struct zc_team_walk *w, const char *top, int64_t end_ms);

/* Leave a directory to whoever is free; false when enough of them wait. */
bool zc_team_offer(struct zc_team_walk *w, unsigned depth, const char *path);

/*
 * A directory to read, waiting for one while others may still find some.
 * *busy is the worker's own mark, false at the beginning. False when the walk
 * is at its end.
 */
bool zc_team_take(struct zc_team_walk *w, bool *busy, unsigned *depth,
    char path[ZC_FS_PATH_MAX]);

/* Stop, whatever there is left; the others go on with it. */
void zc_team_leave(struct zc_team_walk *w, bool *busy);

#endif
