/* keep: backup, restore, copy between engines, attachments, purge. */
#ifndef ZC_KEEP_H
#define ZC_KEEP_H

#include "store/history.h"

/*
 * Backup while others write: one file `path` (never overwritten: ZC_EEXIST),
 * complete or not there at all, with digests; the same form for both engines.
 */
ZC_MUST int zc_keep_backup(
    struct zc_db *db, const char *dir, const char *path, struct zc_err *e);
/* Into an empty store only (ZC_EREFUSED); verified before COMMIT. */
ZC_MUST int zc_keep_restore(
    struct zc_db *db, const char *dir, const char *path, struct zc_err *e);

struct zc_keep_count {
	int64_t tables, rows, files;
};
/* Everything from one store into an empty other, compared afterwards. */
ZC_MUST int zc_keep_copy(struct zc_db *from, const char *from_dir,
    struct zc_db *to, const char *to_dir, struct zc_keep_count *n,
    struct zc_err *e);

/* Attachments: bytes by SHA-256 under DIR/files; written once, then read. */
ZC_MUST int zc_keep_put(struct zc_db *db, const char *dir,
    const struct zc_scope *s, int fd, const char *name, char digest[65],
    struct zc_err *e);
ZC_MUST int zc_keep_open(
    const char *dir, const char *digest, int *fd, struct zc_err *e);

/*
 * Remove what must not be kept: fields, history bodies and attachments of one
 * row; hash tombstones stay and the chain verifies. `backups` gets the known
 * backups that still hold it, one a line.
 */
ZC_MUST int zc_keep_purge(struct zc_db *db, const char *dir,
    const struct zc_tdef *t, const struct zc_scope *s, int64_t row,
    const char *reason, struct zc_buf *backups, struct zc_err *e);

#endif
