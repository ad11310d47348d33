/* keep_priv: what the files of keep.h share. */
#ifndef ZC_KEEP_PRIV_H
#define ZC_KEEP_PRIV_H

#include "store/db_priv.h"
#include "store/keep.h"

/*
 * Every table of `from`, row by row, into `to`, which must hold no unit, case
 * or history (ZC_EREFUSED), inside of a transaction of `to` that the caller
 * ends. `from` is read as it was at one moment, whoever writes meanwhile.
 * Tables that `to` lacks are made. Read back and compared before it returns:
 * ZC_EIO when a single value differs.
 */
ZC_MUST int zc_keep_rows(struct zc_db *from, struct zc_db *to,
    struct zc_keep_count *n, struct zc_err *e);

/* Calls fn for each attachment and case below `dir`: path relative to it. */
typedef int (*zc_keep_file_fn)(
    void *ctx, int fd, const char *path, struct zc_err *e);
ZC_MUST int zc_keep_files(
    const char *dir, zc_keep_file_fn fn, void *ctx, struct zc_err *e);

/*
 * Write `path` (relative, of our own making) below `dir` from a function that
 * gives bytes: complete or not there. An existing file stays as it is.
 * `more` returns bytes put into `p`, 0 at the end, or a failure.
 */
typedef int64_t (*zc_keep_more_fn)(
    void *ctx, unsigned char *p, size_t max, struct zc_err *e);
ZC_MUST int zc_keep_write(const char *dir, const char *path,
    zc_keep_more_fn more, void *ctx, struct zc_err *e);

/* "files/ab/abcdef…" of a digest in hex. */
void zc_keep_path(const char *digest, char out[80]);

#endif
