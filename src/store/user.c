#include "store/user.h"

int
zc_user_add(
    struct zc_db *db, const struct zc_user *u, int64_t *id, struct zc_err *e)
{
	int64_t made = zc_db_id(db);
	int rc;

	rc = zc_db_run(db,
	    "INSERT INTO user_account(id, unit_id, name, full_name,"
	    " department, created_at, created_by)"
	    " VALUES($1, $2, $3, $4, $5, $6, $7)",
	    e, "iisssis", made, u->unit, u->name, u->full_name, u->department,
	    u->created_at, u->created_by);
	if (rc == ZC_EEXIST)
		return ZC_FAIL(
		    e, ZC_EEXIST, "there is a user %s already", u->name);
	if (rc == ZC_OK)
		*id = made;
	return rc;
}

int
zc_user_disable(
    struct zc_db *db, const char *name, int64_t at, struct zc_err *e)
{
	int rc;

	rc = zc_db_run(db,
	    "UPDATE user_account SET disabled_at = $1"
	    " WHERE name = $2 AND disabled_at IS NULL",
	    e, "is", at, name);
	if (rc == ZC_OK && zc_db_changed(db) == 0)
		return ZC_FAIL(e, ZC_ENOENT, "no active user %s", name);
	return rc;
}

static int
each(struct zc_rows *r, zc_user_fn fn, void *ctx, struct zc_err *e)
{
	int rc;

	while ((rc = zc_rows_next(r, e)) == 1) {
		struct zc_user u = {
			.id = zc_rows_int(r, 0),
			.unit = zc_rows_int(r, 1),
			.name = zc_rows_text(r, 2),
			.full_name = zc_rows_text(r, 3),
			.department = zc_rows_text(r, 4),
			.disabled_at = zc_rows_int(r, 5),
			.created_at = zc_rows_int(r, 6),
			.created_by = zc_rows_text(r, 7),
		};

		rc = fn(ctx, &u);
		if (rc != ZC_OK)
			break;
	}
	zc_rows_close(r);
	return rc;
}

int
zc_user_each(struct zc_db *db, const char *name, zc_user_fn fn, void *ctx,
    struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc;

	rc = name == NULL ? zc_db_ask(db,
				"SELECT id, unit_id, name, full_name, "
				"department, disabled_at,"
				" created_at, created_by FROM user_account"
				" ORDER BY name",
				&r, e, "")
			  : zc_db_ask(db,
				"SELECT id, unit_id, name, full_name, "
				"department, disabled_at,"
				" created_at, created_by FROM user_account"
				" WHERE name = $1",
				&r, e, "s", name);
	return rc != ZC_OK ? rc : each(r, fn, ctx, e);
}

int
zc_user_called(struct zc_db *db, const char *full_name, zc_user_fn fn,
    void *ctx, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc;

	rc = zc_db_ask(db,
	    "SELECT id, unit_id, name, full_name, department, disabled_at,"
	    " created_at, created_by FROM user_account"
	    " WHERE full_name = $1 ORDER BY name",
	    &r, e, "s", full_name);
	return rc != ZC_OK ? rc : each(r, fn, ctx, e);
}

int
zc_user_count(struct zc_db *db, int64_t *n, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc;

	rc = zc_db_ask(db, "SELECT count(*) FROM user_account", &r, e, "");
	if (rc != ZC_OK)
		return rc;
	rc = zc_rows_next(r, e);
	if (rc == 1)
		*n = zc_rows_int(r, 0);
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

int
zc_user_grant(struct zc_db *db, const struct zc_user_role *g, struct zc_err *e)
{
	return zc_db_run(db,
	    "INSERT INTO user_role(user_name, role, unit_id, full_name,"
	    " from_at, granted_by, deviation)"
	    " VALUES($1, $2, $3, $4, $5, $6, $7)",
	    e, "ssisisi", g->user, g->role, g->unit, g->full_name, g->from,
	    g->granted_by, (int64_t)g->deviation);
}

int
zc_user_revoke(struct zc_db *db, const char *user, const char *role, int64_t at,
    struct zc_err *e)
{
	int rc;

	rc = zc_db_run(db,
	    "UPDATE user_role SET to_at = $1 WHERE user_name = $2 AND role = $3"
	    " AND to_at IS NULL",
	    e, "iss", at, user, role);
	if (rc == ZC_OK && zc_db_changed(db) == 0)
		return ZC_FAIL(
		    e, ZC_ENOENT, "%s does not hold the role %s", user, role);
	return rc;
}

int
zc_user_roles(struct zc_db *db, const char *user, int64_t at,
    zc_user_role_fn fn, void *ctx, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc;

	rc = zc_db_ask(db,
	    "SELECT user_name, role, full_name, granted_by, unit_id, from_at,"
	    " to_at, deviation FROM user_role"
	    " WHERE (CAST($1 AS TEXT) IS NULL OR user_name = $1)"
	    " AND from_at <= $2 AND (to_at IS NULL OR to_at > $2)"
	    " ORDER BY user_name, role",
	    &r, e, "si", user, at);
	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_rows_next(r, e)) == 1) {
		struct zc_user_role g = {
			.user = zc_rows_text(r, 0),
			.role = zc_rows_text(r, 1),
			.full_name = zc_rows_text(r, 2),
			.granted_by = zc_rows_text(r, 3),
			.unit = zc_rows_int(r, 4),
			.from = zc_rows_int(r, 5),
			.to = zc_rows_int(r, 6),
			.deviation = zc_rows_int(r, 7) != 0,
		};

		rc = fn(ctx, &g);
		if (rc != ZC_OK)
			break;
	}
	zc_rows_close(r);
	return rc;
}
