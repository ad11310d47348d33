/*
 * unpack: read a file of the root as a stream, unpacked when it is gzip or
 * LZ4 (both kept by apt and dnf), in bounded memory.
 */
#ifndef ZC_UNPACK_H
#define ZC_UNPACK_H

#include "base/buf.h"

struct zc_unpack;

/*
 * Open `path` below `root`. The form is told by the first bytes, not by the
 * name.
 *
 * ZC_EUNSUP  packed by xz, zstd or bzip2, which are not read here
 * others as zc_fs_open
 */
ZC_MUST int zc_unpack_open(
    int root, const char *path, struct zc_unpack **out, struct zc_err *e);
/* The same from an open descriptor, which is closed in any case. */
ZC_MUST int zc_unpack_open_fd(int fd, struct zc_unpack **out, struct zc_err *e);
void zc_unpack_close(struct zc_unpack *u);

/* Up to n bytes; *got 0 at the end. ZC_EINPUT: the packed data is damaged. */
ZC_MUST int zc_unpack_read(
    struct zc_unpack *u, void *p, size_t n, size_t *got, struct zc_err *e);

/*
 * Pieces of such a stream that end with `delim` (it stays with the piece), the
 * rest of the stream being the last. A piece longer than 1 MiB is passed over
 * and counted in *skipped. False at the end; then *rc tells how it ended.
 */
struct zc_pieces {
	struct zc_unpack *u;
	const char *delim;
	struct zc_buf b;
	size_t at;   /* start of the next piece in b */
	size_t seen; /* bytes behind it that hold no delim */
	bool ended;
	size_t skipped; /* pieces that were too long */
	int rc;         /* ZC_OK, or why the stream broke off */
};
void zc_pieces_init(
    struct zc_pieces *p, struct zc_unpack *u, const char *delim);
void zc_pieces_fini(struct zc_pieces *p);
bool zc_pieces_next(struct zc_pieces *p, struct zc_str *piece);

#endif
