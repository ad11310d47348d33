#include "store/flowlog.h"

int
zc_flowlog_add(
    struct zc_db *db, const struct zc_flowlog_step *s, struct zc_err *e)
{
	struct zc_val at = { .type = ZC_VAL_NULL };

	if (s->signed_at != 0)
		at = (struct zc_val){ .type = ZC_VAL_INT, .i = s->signed_at };
	return zc_db_run(db,
	    "INSERT INTO flow_step(id, unit_id, ledger, row_id, step,"
	    " from_state, to_state, visit, person, actor, at_time, note,"
	    " signed_at, scan, same_person) VALUES($1, $2, $3, $4, $5, $6, $7,"
	    " $8, $9, $10, $11, $12, $13, $14, $15)",
	    e, "iisisssissisvss", zc_db_id(db), s->unit, s->ledger, s->row,
	    s->step, s->from, s->to, s->visit, s->person, s->actor, s->at,
	    s->note, &at, s->scan, s->same_person);
}

int
zc_flowlog_of(struct zc_db *db, const char *ledger, int64_t row,
    zc_flowlog_fn fn, void *ctx, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc;

	rc = zc_db_ask(db,
	    "SELECT unit_id, row_id, visit, at_time, signed_at, ledger, step,"
	    " from_state, to_state, person, actor, note, scan, same_person"
	    " FROM flow_step WHERE ledger = $1 AND row_id = $2 ORDER BY id",
	    &r, e, "si", ledger, row);
	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_rows_next(r, e)) == 1) {
		struct zc_flowlog_step s = {
			.unit = zc_rows_int(r, 0),
			.row = zc_rows_int(r, 1),
			.visit = zc_rows_int(r, 2),
			.at = zc_rows_int(r, 3),
			.signed_at = zc_rows_int(r, 4),
			.ledger = zc_rows_text(r, 5),
			.step = zc_rows_text(r, 6),
			.from = zc_rows_text(r, 7),
			.to = zc_rows_text(r, 8),
			.person = zc_rows_text(r, 9),
			.actor = zc_rows_text(r, 10),
			.note = zc_rows_text(r, 11),
			.scan = zc_rows_text(r, 12),
			.same_person = zc_rows_text(r, 13),
		};

		rc = fn(ctx, &s);
		if (rc != ZC_OK)
			break;
	}
	zc_rows_close(r);
	return rc;
}

int
zc_flowlog_due(
    struct zc_db *db, const struct zc_flowlog_due *d, struct zc_err *e)
{
	if (d->due == 0)
		return zc_db_run(db,
		    "DELETE FROM flow_due WHERE ledger = $1 AND row_id = $2"
		    " AND visit = $3",
		    e, "sii", d->ledger, d->row, d->visit);
	return zc_db_run(db,
	    "INSERT INTO flow_due(unit_id, ledger, row_id, visit, state,"
	    " due_at) VALUES($1, $2, $3, $4, $5, $6)"
	    " ON CONFLICT(ledger, row_id, visit)"
	    " DO UPDATE SET due_at = excluded.due_at",
	    e, "isiisi", d->unit, d->ledger, d->row, d->visit, d->state,
	    d->due);
}

int
zc_flowlog_done(struct zc_db *db, const char *ledger, int64_t row, int64_t at,
    struct zc_err *e)
{
	return zc_db_run(db,
	    "UPDATE flow_due SET done_at = $1 WHERE ledger = $2"
	    " AND row_id = $3 AND done_at IS NULL",
	    e, "isi", at, ledger, row);
}

int
zc_flowlog_undone(struct zc_db *db, const char *ledger, int64_t row,
    int64_t visit, struct zc_err *e)
{
	return zc_db_run(db,
	    "UPDATE flow_due SET done_at = NULL WHERE ledger = $1"
	    " AND row_id = $2 AND visit = $3",
	    e, "sii", ledger, row, visit);
}

int
zc_flowlog_waiting(struct zc_db *db, int64_t unit, const char *ledger,
    int64_t row, zc_flowlog_due_fn fn, void *ctx, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc;

	rc = row != 0 ? zc_db_ask(db,
			    "SELECT unit_id, ledger, row_id, visit, state, "
			    "due_at, done_at"
			    " FROM flow_due WHERE "
			    "ledger = $1 AND row_id = $2 AND done_at IS NULL",
			    &r, e, "si", ledger, row)
		      : zc_db_ask(db,
			    "SELECT unit_id, ledger, row_id, visit, state, "
			    "due_at, done_at"
			    " FROM flow_due WHERE "
			    "unit_id = $1 AND done_at IS NULL"
			    " ORDER BY due_at, ledger, row_id",
			    &r, e, "i", unit);
	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_rows_next(r, e)) == 1) {
		struct zc_flowlog_due d = {
			.unit = zc_rows_int(r, 0),
			.ledger = zc_rows_text(r, 1),
			.row = zc_rows_int(r, 2),
			.visit = zc_rows_int(r, 3),
			.state = zc_rows_text(r, 4),
			.due = zc_rows_int(r, 5),
			.done = zc_rows_int(r, 6),
		};

		rc = fn(ctx, &d);
		if (rc != ZC_OK)
			break;
	}
	zc_rows_close(r);
	return rc;
}

int
zc_flowlog_told(struct zc_db *db, const struct zc_flowlog_due *d,
    const char *role, int64_t at, bool *now, struct zc_err *e)
{
	int rc;

	rc = zc_db_run(db,
	    "INSERT INTO flow_told(ledger, row_id, visit, role, unit_id,"
	    " told_at) VALUES($1, $2, $3, $4, $5, $6)"
	    " ON CONFLICT(ledger, row_id, visit, role) DO NOTHING",
	    e, "siisii", d->ledger, d->row, d->visit, role, d->unit, at);
	if (rc == ZC_OK)
		*now = zc_db_changed(db) > 0;
	return rc;
}

int
zc_flowlog_number(struct zc_db *db, int64_t unit, const char *ledger,
    const char *period, int64_t *out, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc;

	rc = zc_db_ask(db,
	    "INSERT INTO number_seq(unit_id, ledger, period, last)"
	    " VALUES($1, $2, $3, 1) ON CONFLICT(unit_id, ledger, period)"
	    " DO UPDATE SET last = number_seq.last + 1 RETURNING last",
	    &r, e, "iss", unit, ledger, period);
	if (rc != ZC_OK)
		return rc;
	rc = zc_rows_next(r, e);
	if (rc == 1)
		*out = zc_rows_int(r, 0);
	while (rc == 1)
		rc = zc_rows_next(r, e);
	zc_rows_close(r);
	return rc;
}

int
zc_flowlog_number_seen(struct zc_db *db, int64_t unit, const char *ledger,
    const char *period, int64_t seen, struct zc_err *e)
{
	return zc_db_run(db,
	    "INSERT INTO number_seq(unit_id, ledger, period, last)"
	    " VALUES($1, $2, $3, $4) ON CONFLICT(unit_id, ledger, period)"
	    " DO UPDATE SET last = excluded.last"
	    " WHERE number_seq.last < excluded.last",
	    e, "issi", unit, ledger, period, seen);
}

/* Are the days there already? */
static int
same_days(struct zc_db *db, const struct zc_flowlog_day *v, size_t n,
    bool *same, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	size_t i = 0;
	int rc;

	rc = zc_db_ask(
	    db, "SELECT day, working FROM calendar ORDER BY day", &r, e, "");
	if (rc != ZC_OK)
		return rc;
	*same = true;
	while ((rc = zc_rows_next(r, e)) == 1) {
		if (i >= n || zc_rows_int(r, 0) != v[i].day ||
		    (zc_rows_int(r, 1) == 0) != v[i].off)
			*same = false;
		i++;
	}
	zc_rows_close(r);
	if (i != n)
		*same = false;
	return rc;
}

int
zc_flowlog_calendar(struct zc_db *db, const struct zc_flowlog_day *v, size_t n,
    struct zc_err *e)
{
	bool same;
	int rc;

	rc = same_days(db, v, n, &same, e);
	if (rc != ZC_OK || same)
		return rc;
	rc = zc_db_begin(db, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_db_run(db, "DELETE FROM calendar", e, "");
	for (size_t i = 0; i < n && rc == ZC_OK; i++)
		rc = zc_db_run(db,
		    "INSERT INTO calendar(day, working) VALUES($1, $2)", e,
		    "ii", v[i].day, (int64_t)!v[i].off);
	if (rc == ZC_OK)
		rc = zc_db_commit(db, e);
	if (rc != ZC_OK)
		zc_db_rollback(db);
	return rc;
}
