/*
 * othertree: is a file part of another system that lies on this disk as a
 * directory: a chroot, a backup of a whole system, an old system disk that is
 * mounted? Its setuid programs and device files are no fault of this computer,
 * but they are there; so a row names the tree, and none is left out.
 *
 * The top of such a tree is a directory with its own etc/passwd and the file
 * by which a distribution names itself. All of these must belong to the
 * administrator and be no links: nobody else can make a place look like one.
 */
#ifndef ZC_OTHERTREE_H
#define ZC_OTHERTREE_H

#include "base/base.h"

#include "base/fs.h"

struct zc_othertree {
	char dir[ZC_FS_PATH_MAX]; /* directory asked last, with its slash */
	size_t top; /* bytes of `dir` that are the top; 0 = this computer's */
};

/*
 * The tree that `path` (absolute below `root`) stands in, without a slash at
 * its end; with trees in trees the outermost. Empty: none, the file belongs to
 * the inspected system. `o` starts zeroed, remembers the directory asked last,
 * and keeps the bytes returned until the next call.
 */
struct zc_str zc_othertree_of(
    struct zc_othertree *o, int root, const char *path);

#endif
