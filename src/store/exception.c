#include "store/exception.h"

int
zc_exception_set(
    struct zc_store *s, const struct zc_exception *x, struct zc_err *e)
{
	struct zc_db *db = zc_store_db(s);
	int rc;

	if (x->approver[0] == '\0' || x->reason[0] == '\0')
		return ZC_FAIL(e, ZC_EINPUT,
		    ZC_N("an exception needs who approved it and a reason"));
	if (x->until + 86400 <= x->at)
		return ZC_FAIL(
		    e, ZC_EINPUT, ZC_N("an exception must end in the future"));
	rc = zc_db_begin(db, e);
	if (rc == ZC_OK)
		rc = zc_store_event(
		    s, x->key, ZC_EV_EXCEPTION, x->at, x->actor, x->reason, e);
	if (rc == ZC_OK)
		rc = zc_db_run(db,
		    "INSERT INTO finding_exception(finding_key, until_at,"
		    " approver, reason, actor, set_at)"
		    " VALUES($1,$2,$3,$4,$5,$6)",
		    e, "sisssi", x->key, x->until, x->approver, x->reason,
		    x->actor, x->at);
	if (rc == ZC_OK)
		rc = zc_db_commit(db, e);
	if (rc != ZC_OK)
		zc_db_rollback(db);
	return rc;
}

/* The first that is over; "" when there is none. */
static int
next_over(struct zc_db *db, int64_t today, char key[65], struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(db,
	    "SELECT finding_key FROM finding_exception WHERE until_at<$1"
	    " ORDER BY finding_key LIMIT 1",
	    &r, e, "i", today);

	key[0] = '\0';
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0)
		(void)snprintf(key, 65, "%s", zc_rows_text(r, 0));
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

int
zc_exception_end(struct zc_db *db, int64_t today, int64_t *n, struct zc_err *e)
{
	struct zc_store *s = NULL;
	char key[65] = "?";
	int rc = zc_store_borrow(db, &s, e);

	*n = 0;
	if (rc != ZC_OK)
		return rc;
	rc = zc_db_begin(db, e);
	while (rc == ZC_OK) {
		rc = next_over(db, today, key, e);
		if (rc != ZC_OK || key[0] == '\0')
			break;
		rc = zc_store_event(s, key, ZC_EV_LIFT, today, "",
		    ZC_N("the exception has ended"), e);
		*n += rc == ZC_OK;
	}
	if (rc == ZC_OK)
		rc = zc_db_commit(db, e);
	if (rc != ZC_OK)
		zc_db_rollback(db);
	zc_store_close(s);
	return rc;
}

int
zc_exception_of(struct zc_db *db, const char *key, zc_exception_fn fn,
    void *ctx, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(db,
	    "SELECT finding_key, until_at, approver, reason, actor, set_at"
	    " FROM finding_exception WHERE finding_key=$1",
	    &r, e, "s", key);

	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0) {
		struct zc_exception x = { .key = zc_rows_text(r, 0),
			.until = zc_rows_int(r, 1),
			.approver = zc_rows_text(r, 2),
			.reason = zc_rows_text(r, 3),
			.actor = zc_rows_text(r, 4),
			.at = zc_rows_int(r, 5) };

		rc = fn(ctx, &x);
	}
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}
