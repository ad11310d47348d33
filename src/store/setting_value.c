#include "store/setting_value.h"

int
zc_setting_value_all(struct zc_db *db, int64_t unit, zc_setting_value_fn fn,
    void *ctx, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc;

	rc = zc_db_ask(db,
	    "SELECT id, value, set_at, set_by FROM setting_value"
	    " WHERE unit_id = $1 ORDER BY id",
	    &r, e, "i", unit);
	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_rows_next(r, e)) == 1) {
		struct zc_setting_value v = { .unit = unit,
			.id = zc_rows_text(r, 0),
			.value = zc_rows_text(r, 1),
			.now = zc_rows_int(r, 2),
			.actor = zc_rows_text(r, 3) };

		rc = fn(ctx, &v);
		if (rc != ZC_OK)
			break;
	}
	zc_rows_close(r);
	return rc;
}

int
zc_setting_value_put(
    struct zc_db *db, const struct zc_setting_value *v, struct zc_err *e)
{
	if (v->value == NULL)
		return zc_db_run(db,
		    "DELETE FROM setting_value WHERE unit_id = $1 AND id = $2",
		    e, "is", v->unit, v->id);
	return zc_db_run(db,
	    "INSERT INTO setting_value(unit_id, id, value, set_at, set_by)"
	    " VALUES($1, $2, $3, $4, $5)"
	    " ON CONFLICT(unit_id, id) DO UPDATE SET value = excluded.value,"
	    " set_at = excluded.set_at, set_by = excluded.set_by",
	    e, "issis", v->unit, v->id, v->value, v->now, v->actor);
}
