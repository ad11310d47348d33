/* keep_purge: what must not be kept leaves the store for good. */
#include "store/keep_priv.h"

#include <errno.h>
#include <unistd.h>

static int
drop_file(struct zc_db *db, const char *dir, const char *digest, int64_t now,
    struct zc_err *e)
{
	char path[80], full[4500];
	int rc = zc_db_run(db,
	    "UPDATE attachment SET purged_at=$2, name='' WHERE digest=$1", e,
	    "si", digest, now);

	if (rc != ZC_OK || zc_db_changed(db) == 0)
		return rc;
	zc_keep_path(digest, path);
	(void)snprintf(full, sizeof(full), "%s/%s", dir, path);
	if (unlink(full) == -1 && errno != ENOENT)
		rc = ZC_FAIL_SYS(e, zc_err_of(errno),
		    "%s: an attachment cannot be removed", full);
	return rc;
}

/* Digests among the row's texts: attachments go with the row. */
static int
drop_files(struct zc_db *db, const char *dir, struct zc_rows *row, int64_t now,
    struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; rc == ZC_OK && i < zc_rows_cols(row); i++) {
		const char *s = zc_rows_text(row, i);

		if (strlen(s) == 64 && strspn(s, "0123456789abcdef") == 64)
			rc = drop_file(db, dir, s, now, e);
	}
	return rc;
}

/* Scans of its steps, and files that it named once. */
static int
drop_older(struct zc_db *db, const char *dir, const struct zc_tdef *t,
    const struct zc_scope *s, int64_t row, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	struct zc_str rest, one;
	struct zc_buf b;
	char digest[65];
	int rc = zc_db_ask(db,
	    "SELECT a.digest FROM attachment a WHERE a.purged_at IS NULL AND"
	    " (EXISTS(SELECT 1 FROM flow_step f WHERE f.ledger=$1 AND"
	    " f.row_id=$2 AND f.scan=a.digest) OR EXISTS(SELECT 1 FROM history"
	    " h WHERE h.ledger=$1 AND h.row_id=$2 AND"
	    " h.body LIKE '%' || a.digest || '%'))",
	    &r, e, "si", t->name, row);

	zc_buf_init(&b, 16 << 20);
	while (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0) {
		rc = ZC_OK;
		zc_buf_cstr(&b, zc_rows_text(r, 0));
		zc_buf_char(&b, '\n');
	}
	zc_rows_close(r);
	if (rc == ZC_OK)
		rc = b.rc;
	rest = zc_buf_get(&b);
	while (rc == ZC_OK && zc_str_cut(&rest, '\n', &one) && one.n == 64) {
		memcpy(digest, one.p, 64);
		digest[64] = '\0';
		rc = drop_file(db, dir, digest, s->now, e);
	}
	zc_buf_fini(&b);
	return rc;
}

/* What people wrote at its steps; that there was a reason stays to be seen. */
static int
clear_steps(
    struct zc_db *db, const struct zc_tdef *t, int64_t row, struct zc_err *e)
{
	return zc_db_run(db,
	    "UPDATE flow_step SET note='', scan='', same_person="
	    "CASE same_person WHEN '' THEN '' ELSE '-' END"
	    " WHERE ledger=$1 AND row_id=$2",
	    e, "si", t->name, row);
}

/* The row, in the recycle bin or not: its texts, before they go. */
static int
files_of(struct zc_db *db, const char *dir, const struct zc_tdef *t,
    const struct zc_scope *s, int64_t row, bool *deleted, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, 1 << 16);
	zc_buf_fmt(&b,
	    "SELECT CASE WHEN deleted_at IS NULL THEN 0 ELSE 1 END, t.*"
	    " FROM %s t WHERE id=$1",
	    t->name);
	rc = b.rc != ZC_OK ? ZC_FAIL(e, ZC_ENOMEM, "table %s", t->name)
			   : zc_db_ask(db, b.p, &r, e, "i", row);
	zc_buf_fini(&b);
	if (rc == ZC_OK && (rc = zc_rows_next(r, e)) == 0)
		rc = ZC_FAIL(e, ZC_ENOENT, "table %s: there is no row %lld",
		    t->name, (long long)row);
	if (rc > 0) {
		*deleted = zc_rows_int(r, 0) == 1;
		rc = drop_files(db, dir, r, s->now, e);
	}
	zc_rows_close(r);
	return rc;
}

static int
in_transaction(struct zc_db *db, const char *dir, const struct zc_tdef *t,
    const struct zc_scope *s, int64_t row, const char *reason, struct zc_err *e)
{
	bool deleted = false;
	int rc = files_of(db, dir, t, s, row, &deleted, e);

	if (rc == ZC_OK)
		rc = drop_older(db, dir, t, s, row, e);
	if (rc == ZC_OK)
		rc = clear_steps(db, t, row, e);
	return rc == ZC_OK ? zc_row_purge(db, t, s, row, deleted, reason, e)
			   : rc;
}

/* Old pages and index segments may hold the words still. */
static int
wipe(struct zc_db *db, const struct zc_tdef *t, struct zc_err *e)
{
	char sql[200];
	bool fts = false;
	int rc;

	for (size_t i = 0; i < t->ncols; i++)
		fts |= t->cols[i].search;
	if (zc_db_engine(db) == ZC_DB_POSTGRES) {
		(void)snprintf(sql, sizeof(sql), "VACUUM FULL %s", t->name);
		rc = zc_db_exec(db, sql, e);
		if (rc == ZC_OK)
			rc = zc_db_exec(db, "VACUUM FULL flow_step", e);
		return rc == ZC_OK ? zc_db_exec(db, "VACUUM FULL history", e)
				   : rc;
	}
	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO %s_fts(%s_fts) VALUES('rebuild')", t->name, t->name);
	rc = fts ? zc_db_exec(db, sql, e) : ZC_OK;
	return rc == ZC_OK ? zc_db_exec(db,
				 "PRAGMA secure_delete=ON; VACUUM;"
				 "PRAGMA wal_checkpoint(TRUNCATE)",
				 e)
			   : rc;
}

static int
name_backups(struct zc_db *db, struct zc_buf *out, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(
	    db, "SELECT path FROM backup_made ORDER BY made_at, id", &r, e, "");

	while (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0) {
		rc = ZC_OK;
		zc_buf_cstr(out, zc_rows_text(r, 0));
		zc_buf_char(out, '\n');
	}
	zc_rows_close(r);
	return rc;
}

int
zc_keep_purge(struct zc_db *db, const char *dir, const struct zc_tdef *t,
    const struct zc_scope *s, int64_t row, const char *reason,
    struct zc_buf *backups, struct zc_err *e)
{
	int rc = zc_db_begin(db, e);

	if (rc == ZC_OK)
		rc = in_transaction(db, dir, t, s, row, reason, e);
	if (rc == ZC_OK)
		rc = zc_db_commit(db, e);
	if (rc != ZC_OK) {
		zc_db_rollback(db);
		return rc;
	}
	zc_db_forget(db);
	rc = wipe(db, t, e);
	return rc == ZC_OK ? name_backups(db, backups, e) : rc;
}
