/* tree: bounded walks below a home: paths by pattern, sums over a folder. */
#ifndef ZC_TREE_H
#define ZC_TREE_H

#include "probe/probe.h"

enum {
	ZC_TREE_ENTRIES_MAX = 200000,
	ZC_TREE_DEPTH_MAX = 24
};

struct zc_tree_sum {
	int64_t files;
	int64_t documents; /* by ending: office documents, pictures, archives */
	int64_t bytes;
	int64_t newest; /* time of last change of the newest file */
	bool whole;     /* false: limits were met or folders not readable */
};

/*
 * Count the files below `dir`; links are not followed. At most
 * ZC_TREE_ENTRIES_MAX entries are looked at. What was not reached is noted.
 * ZC_ENOENT: no such folder.
 */
ZC_MUST int zc_tree_sum(const struct zc_look *l, struct zc_table *t,
    const char *dir, struct zc_tree_sum *out);

typedef int (*zc_tree_fn)(void *ctx, const char *path);

/*
 * Hand every existing path below `dir` that fits `pattern` to `fn`: names
 * with '*' and '?' in each component (fnmatch(3)); ".." is refused. At most
 * 1000 paths.
 */
ZC_MUST int zc_tree_glob(const struct zc_look *l, struct zc_table *t,
    const char *dir, const char *pattern, zc_tree_fn fn, void *ctx);

#endif
