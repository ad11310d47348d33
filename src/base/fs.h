/*
 * fs: foreign paths under a root that no path leaves. Every call takes a
 * directory descriptor that acts as "/" for the path and for every symlink
 * met on the way (openat2(2) with RESOLVE_IN_ROOT; on kernels without it a
 * component-wise walk that follows no link by itself does the same).
 * Files are opened O_NOATIME where permitted, never blocking, never as a
 * controlling terminal.
 */
#ifndef ZC_FS_H
#define ZC_FS_H

#include "base/buf.h"

#include <sys/stat.h>

/* Longest path accepted, and most links followed in one path. */
enum {
	ZC_FS_PATH_MAX = 4096,
	ZC_FS_LINKS_MAX = 40
};

/*
 * Open a root directory for the calls below; `path` is one of our own
 * arguments and is resolved in the ordinary way. The caller closes it.
 */
ZC_MUST int zc_fs_root(const char *path, int *fd, struct zc_err *e);

/*
 * Open `path` below `root` for reading: file or directory. Devices, FIFOs and
 * sockets are refused. The caller closes `fd`.
 *
 * ZC_ENOENT  no such file         ZC_EACCES  not permitted
 * ZC_EINPUT  link loop, special file or path too long
 * ZC_EIO     the rest; e->sys is errno
 */
ZC_MUST int zc_fs_open(int root, const char *path, int *fd, struct zc_err *e);

/*
 * Read a whole regular file.
 *
 *   max   largest file accepted, in bytes
 *   a     owns the bytes returned; they die with it
 *   out   set only on ZC_OK; out->p[out->n] is a readable '\0'
 *
 * Errors as zc_fs_open, and ZC_ELIMIT larger than `max`, ZC_ENOMEM arena
 * spent. Files of /proc and /sys, whose size is unknown, are read to their
 * end or to `max`.
 */
ZC_MUST int zc_fs_read(int root, const char *path, size_t max,
    struct zc_arena *a, struct zc_str *out, struct zc_err *e);

/* The same from an open descriptor, which stays open. */
ZC_MUST int zc_fs_read_fd(int fd, size_t max, struct zc_arena *a,
    struct zc_str *out, struct zc_err *e);

/* stat(2) under the same rule: links are followed inside the root. */
ZC_MUST int zc_fs_stat(
    int root, const char *path, struct stat *st, struct zc_err *e);

/* lstat(2): the last component is not followed. */
ZC_MUST int zc_fs_lstat(
    int root, const char *path, struct stat *st, struct zc_err *e);

/* Text of a symbolic link, as it stands. ZC_EINPUT: not a link. */
ZC_MUST int zc_fs_link(int root, const char *path, struct zc_arena *a,
    struct zc_str *out, struct zc_err *e);

/* True when `path` exists, whatever it is. */
bool zc_fs_exists(int root, const char *path);

/* Open a directory for reading. Errors as zc_fs_open. */
ZC_MUST int zc_fs_open_dir(
    int root, const char *path, int *fd, struct zc_err *e);

struct zc_fs_list {
	const char **names; /* sorted by byte order; "." and ".." left out */
	size_t n;
};

/*
 * Names in a directory, sorted. More than `max` names: ZC_ELIMIT, and nothing
 * is returned. Errors as zc_fs_open.
 */
ZC_MUST int zc_fs_dir(int root, const char *path, size_t max,
    struct zc_arena *a, struct zc_fs_list *out, struct zc_err *e);

/* "dir/name" in the arena; NULL when it is spent. One slash is put between. */
char *zc_fs_join(struct zc_arena *a, const char *dir, const char *name);

/* Tests: pretend that the kernel has no openat2. */
void zc_fs_deny_openat2(bool deny);

#endif
