#include "store/row_priv.h"

#include "store/db_priv.h"
#include "store/history.h"

enum {
	SQL_MAX = 1 << 18
};

/* A row as it is, locked until commit, and as it becomes. */
struct job {
	struct zc_db *db;
	const struct zc_tdef *t;
	const struct zc_scope *s;
	struct zc_row_cells c;
	struct zc_rows *old; /* cells of `c` are borrowed from it */
	struct zc_err *e;
};

static void
start(struct job *j, struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, struct zc_err *e)
{
	j->db = db;
	j->t = t;
	j->s = s;
	j->e = e;
	j->old = NULL;
	zc_row_cells_init(&j->c, t);
}

static int
finish(struct job *j, int rc)
{
	zc_rows_close(j->old);
	zc_row_cells_fini(&j->c);
	return zc_row_conflict(j->db, j->t, rc, j->e);
}

/* Put a cell; what changes goes into the body of the history. */
static void
put(struct job *j, size_t at, struct zc_val v)
{
	const struct zc_val *old = &j->c.v[at];

	if (old->type == v.type &&
	    (v.type == ZC_VAL_NULL || (v.type == ZC_VAL_INT && old->i == v.i) ||
		(v.type == ZC_VAL_TEXT && zc_str_eq(old->s, v.s))))
		return;
	zc_row_sum_body(&j->c.body, j->c.names[at], old, &v);
	j->c.v[at] = v;
}

static bool
is_field(const struct zc_tdef *t, const char *col)
{
	for (size_t i = 0; i < t->ncols; i++)
		if (strcmp(t->cols[i].name, col) == 0)
			return true;
	return strcmp(col, "ext") == 0;
}

static int
put_cells(struct job *j, const struct zc_cellv *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = zc_row_cells_at(&j->c, v[i].col);

		if (!is_field(j->t, v[i].col) || at == SIZE_MAX)
			return ZC_FAIL(j->e, ZC_EINPUT,
			    "table %s has no field %s", j->t->name, v[i].col);
		put(j, at, v[i].val);
	}
	return zc_row_cells_search(&j->c, j->t, j->e);
}

/* The entry of the history that tells of the row as it is now in `c`. */
static int
tell(struct job *j, const char *act, const char *note)
{
	struct zc_row_cells *c = &j->c;
	char sum[65];
	struct zc_hist h = { .unit = c->v[ZC_R_UNIT].i,
		.row = c->v[ZC_R_ID].i,
		.ver = c->v[ZC_R_VER].i,
		.at = j->s->now,
		.ledger = j->t->name,
		.actor = j->s->actor,
		.act = act,
		.note = note,
		.row_sum = sum };

	zc_row_sum_body_end(&c->body);
	if (c->body.rc != ZC_OK)
		return ZC_FAIL(j->e, c->body.rc, "table %s: a row is too long",
		    j->t->name);
	zc_row_sum(&c->order, c->names, c->v, sum);
	h.body = c->body.p;
	return zc_history_add(j->db, &h, j->e);
}

static int
insert(struct job *j)
{
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, SQL_MAX);
	zc_buf_fmt(&b, "INSERT INTO %s", j->t->name);
	for (size_t i = 0; i < j->c.n; i++)
		zc_buf_fmt(&b, "%s%s", i == 0 ? "(" : ", ", j->c.names[i]);
	for (size_t i = 0; i < j->c.n; i++)
		zc_buf_fmt(&b, "%s$%zu", i == 0 ? ") VALUES(" : ",", i + 1);
	zc_buf_char(&b, ')');
	rc = b.rc != ZC_OK ? ZC_FAIL(j->e, ZC_ENOMEM, "table %s", j->t->name)
			   : zc_db_run_v(j->db, b.p, j->c.v, j->c.n, j->e);
	zc_buf_fini(&b);
	return rc;
}

int
zc_row_add(struct zc_db *db, const struct zc_tdef *t, const struct zc_scope *s,
    const char *state, const struct zc_cellv *v, size_t n, int64_t *id,
    struct zc_err *e)
{
	struct job j;
	struct zc_val *c;
	int rc;

	start(&j, db, t, s, e);
	c = j.c.v;
	rc = zc_row_unit_in(db, s, s->unit, e);
	if (rc == ZC_OK) {
		c[ZC_R_EXT] = zc_row_text("{}");
		rc = put_cells(&j, v, n);
	}
	if (rc == ZC_OK && state[0] != '\0')
		put(&j, ZC_R_STATE, zc_row_text(state));
	if (rc == ZC_OK) {
		c[ZC_R_ID] = zc_row_int(zc_db_id(db));
		c[ZC_R_UNIT] = zc_row_int(s->unit);
		c[ZC_R_STATE] = zc_row_text(state);
		c[ZC_R_VER] = zc_row_int(1);
		c[ZC_R_CREATED_AT] = c[ZC_R_UPDATED_AT] = zc_row_int(s->now);
		c[ZC_R_CREATED_BY] = c[ZC_R_UPDATED_BY] = zc_row_text(s->actor);
		rc = insert(&j);
	}
	if (rc == ZC_OK)
		rc = tell(&j, s->via == NULL ? "add" : s->via,
		    s->note == NULL ? "" : s->note);
	if (rc == ZC_OK)
		*id = c[ZC_R_ID].i;
	return finish(&j, rc);
}

/* Read the row into `c`; `deleted`: out of the recycle bin. */
static int
read_old(struct job *j, int64_t id, bool deleted)
{
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, SQL_MAX);
	zc_buf_fmt(&b, "SELECT * FROM %s WHERE id=$1 AND deleted_at IS %s AND ",
	    j->t->name, deleted ? "NOT NULL" : "NULL");
	zc_row_scope_sql(&b, j->s, 2);
	if (zc_db_engine(j->db) == ZC_DB_POSTGRES)
		zc_buf_cstr(&b, " FOR UPDATE");
	rc = b.rc != ZC_OK
	    ? ZC_FAIL(j->e, ZC_ENOMEM, "table %s", j->t->name)
	    : zc_db_ask(j->db, b.p, &j->old, j->e, "ii", id, j->s->unit);
	zc_buf_fini(&b);
	if (rc == ZC_OK)
		rc = zc_rows_next(j->old, j->e);
	if (rc == 0)
		return ZC_FAIL(j->e, ZC_ENOENT,
		    deleted ? "table %s: no row %lld in the recycle bin"
			    : "table %s: there is no row %lld",
		    j->t->name, (long long)id);
	return rc < 0 ? rc : zc_row_cells_read(&j->c, j->t, j->old, j->e);
}

/* Write every cell but those that never change; the version must be as read. */
static int
update(struct job *j, int64_t old_ver)
{
	struct zc_row_cells *c = &j->c;
	struct zc_val v[ZC_DB_PARAMS];
	struct zc_buf b;
	size_t n = 0;
	int rc;

	zc_buf_init(&b, SQL_MAX);
	zc_buf_fmt(&b, "UPDATE %s SET ", j->t->name);
	for (size_t i = 0; i < c->n; i++) {
		if (i == ZC_R_ID || i == ZC_R_UNIT || i == ZC_R_CREATED_AT ||
		    i == ZC_R_CREATED_BY)
			continue;
		v[n] = c->v[i];
		zc_buf_fmt(
		    &b, "%s%s=$%zu", n == 0 ? "" : ", ", c->names[i], n + 1);
		n++;
	}
	zc_buf_fmt(&b, " WHERE id=$%zu AND ver=$%zu", n + 1, n + 2);
	v[n++] = c->v[ZC_R_ID];
	v[n++] = zc_row_int(old_ver);
	rc = b.rc != ZC_OK ? ZC_FAIL(j->e, ZC_ENOMEM, "table %s", j->t->name)
			   : zc_db_run_v(j->db, b.p, v, n, j->e);
	zc_buf_fini(&b);
	if (rc == ZC_OK && zc_db_changed(j->db) != 1)
		rc = ZC_FAIL(j->e, ZC_EBUSY,
		    "table %s: somebody else has changed row %lld since you "
		    "read it: read it again",
		    j->t->name, (long long)c->v[ZC_R_ID].i);
	return rc;
}

/* The version goes up by one with every change; then row and history. */
static int
write_new(struct job *j, int64_t ver, const char *act, const char *note)
{
	struct zc_val *c = j->c.v;
	int rc;

	if (c[ZC_R_VER].i != ver)
		return ZC_FAIL(j->e, ZC_EBUSY,
		    "table %s: somebody else has changed row %lld since you "
		    "read it: read it again",
		    j->t->name, (long long)c[ZC_R_ID].i);
	c[ZC_R_VER] = zc_row_int(ver + 1);
	c[ZC_R_UPDATED_AT] = zc_row_int(j->s->now);
	c[ZC_R_UPDATED_BY] = zc_row_text(j->s->actor);
	rc = update(j, ver);
	return rc == ZC_OK ? tell(j, act, note) : rc;
}

int
zc_row_set(struct zc_db *db, const struct zc_tdef *t, const struct zc_scope *s,
    const struct zc_row_change *c, struct zc_err *e)
{
	struct job j;
	int rc;

	start(&j, db, t, s, e);
	rc = read_old(&j, c->id, false);
	if (rc == ZC_OK)
		rc = put_cells(&j, c->v, c->n);
	if (rc == ZC_OK && c->state != NULL)
		put(&j, ZC_R_STATE, zc_row_text(c->state));
	if (rc == ZC_OK)
		rc = write_new(&j, c->ver, c->act, c->note);
	return finish(&j, rc);
}

int
zc_row_delete(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, int64_t id, int64_t ver, struct zc_err *e)
{
	struct job j;
	int rc;

	start(&j, db, t, s, e);
	rc = read_old(&j, id, false);
	if (rc == ZC_OK) {
		put(&j, ZC_R_DELETED_AT, zc_row_int(s->now));
		rc = write_new(&j, ver, "delete", "");
	}
	return finish(&j, rc);
}

int
zc_row_restore(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, int64_t id, struct zc_err *e)
{
	struct job j;
	int rc;

	start(&j, db, t, s, e);
	rc = read_old(&j, id, true);
	if (rc == ZC_OK) {
		put(&j, ZC_R_DELETED_AT, (struct zc_val){ 0 });
		rc = write_new(&j, j.c.v[ZC_R_VER].i, "restore", "");
	}
	return finish(&j, rc);
}

int
zc_row_purge(struct zc_db *db, const struct zc_tdef *t,
    const struct zc_scope *s, int64_t id, bool deleted, const char *reason,
    struct zc_err *e)
{
	struct job j;
	int rc;

	start(&j, db, t, s, e);
	rc = read_old(&j, id, deleted);
	if (rc == ZC_OK) {
		for (size_t i = 0; i < j.c.n; i++)
			if (i >= ZC_R_FIELDS)
				put(&j, i, (struct zc_val){ 0 });
		put(&j, ZC_R_EXT, zc_row_text("{}"));
		put(&j, ZC_R_STATE, zc_row_text("purged"));
		put(&j, ZC_R_SEARCH, zc_row_text(""));
		put(&j, ZC_R_DELETED_AT, zc_row_int(s->now));
		rc = write_new(&j, j.c.v[ZC_R_VER].i, "purge", reason);
	}
	rc = finish(&j, rc);
	/* The entry just written tells what was there, too. */
	return rc != ZC_OK
	    ? rc
	    : zc_db_run(db,
		  "UPDATE history SET body=NULL, note=CASE act WHEN 'purge'"
		  " THEN note ELSE '' END WHERE ledger=$1 AND row_id=$2",
		  e, "si", t->name, id);
}
