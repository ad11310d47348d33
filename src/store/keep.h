/* keep: backup, restore, copy between engines, attachments, purge. */
#ifndef ZC_KEEP_H
#define ZC_KEEP_H

#include "store/history.h"

/*
 * Backup while others write: one file `path` (never overwritten: ZC_EEXIST),
 * complete or not there at all; the same form for both engines: an SQLite
 * database of the store's own tables with the attachments and cases in table
 * keep_file and facts about it in keep_meta. Read back and compared before it
 * gets its name. It holds everything the store holds: keep it as carefully.
 */
struct zc_keep_count {
	int64_t tables, rows, files;
};
ZC_MUST int zc_keep_backup(struct zc_db *db, const char *dir, const char *path,
    const char *actor, struct zc_keep_count *n, struct zc_err *e);
/*
 * Into an empty store only (ZC_EREFUSED); compared before COMMIT. A file that
 * is no backup, damaged or of a newer version: ZC_EINPUT. zc_table_sync
 * afterwards makes the indexes of ledgers.
 */
ZC_MUST int zc_keep_restore(struct zc_db *db, const char *dir, const char *path,
    struct zc_keep_count *n, struct zc_err *e);

/* Everything from one store into an empty other, compared afterwards. */
ZC_MUST int zc_keep_copy(struct zc_db *from, const char *from_dir,
    struct zc_db *to, const char *to_dir, struct zc_keep_count *n,
    struct zc_err *e);

/*
 * Attachments: bytes by SHA-256 below DIR/files; written once, then only read.
 * `fd` is read from its beginning. zc_keep_open looks at the bytes first:
 * ZC_EINPUT when they are not what the digest says.
 */
ZC_MUST int zc_keep_put(struct zc_db *db, const char *dir,
    const struct zc_scope *s, int fd, const char *name, char digest[65],
    struct zc_err *e);
ZC_MUST int zc_keep_open(
    const char *dir, const char *digest, int *fd, struct zc_err *e);

/*
 * Remove what must not be kept: fields, search text, history bodies and
 * attachments of one row, from the database file, too. Hash tombstones stay
 * and the chain verifies; the row goes to the recycle bin for good. Not inside
 * of a transaction. `backups` gets the known backups that still hold it, one
 * path a line.
 */
ZC_MUST int zc_keep_purge(struct zc_db *db, const char *dir,
    const struct zc_tdef *t, const struct zc_scope *s, int64_t row,
    const char *reason, struct zc_buf *backups, struct zc_err *e);

#endif
