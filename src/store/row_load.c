/* row_load: many new rows at once, with their history. */
#include "store/db_priv.h"
#include "store/history.h"
#include "store/row_priv.h"

struct load {
	struct zc_db *db;
	const struct zc_tdef *t;
	const struct zc_scope *s;
	struct zc_row_cells c;
	struct zc_bulk *rows;
	struct zc_chain *chain;
};

/* One row: whole, with its history; `c` holds the fields already. */
static int
add(struct load *l, struct zc_err *e)
{
	static const struct zc_val null;
	struct zc_row_cells *c = &l->c;
	char sum[65];
	struct zc_hist h = { .row = zc_db_id(l->db),
		.ver = 1,
		.at = l->s->now,
		.ledger = l->t->name,
		.actor = l->s->actor,
		.act = "import",
		.note = "",
		.row_sum = sum };
	int rc = zc_row_cells_search(c, l->t, e);

	if (rc != ZC_OK)
		return rc;
	c->v[ZC_R_ID] = zc_row_int(h.row);
	zc_buf_clear(&c->body);
	for (size_t i = ZC_R_FIELDS; i < c->n; i++)
		if (c->v[i].type != ZC_VAL_NULL)
			zc_row_sum_body(&c->body, c->names[i], &null, &c->v[i]);
	if (c->v[ZC_R_STATE].s.n > 0)
		zc_row_sum_body(&c->body, "state", &null, &c->v[ZC_R_STATE]);
	zc_row_sum_body_end(&c->body);
	if (c->body.rc != ZC_OK)
		return ZC_FAIL(
		    e, c->body.rc, "table %s: a row is too long", l->t->name);
	zc_row_sum(&c->order, c->names, c->v, sum);
	h.body = c->body.p;
	rc = zc_bulk_add(l->rows, c->v, e);
	return rc == ZC_OK ? zc_chain_add(l->chain, &h, e) : rc;
}

int
zc_row_load(struct zc_db *db, const struct zc_tdef *t, const struct zc_scope *s,
    const char *state, zc_row_next_fn next, void *ctx, int64_t *added,
    struct zc_err *e)
{
	struct load l = { .db = db, .t = t, .s = s };
	struct zc_val *v = l.c.v;
	int64_t count = 0;
	int rc;

	zc_row_cells_init(&l.c, t);
	v[ZC_R_UNIT] = zc_row_int(s->unit);
	v[ZC_R_EXT] = zc_row_text("{}");
	v[ZC_R_STATE] = zc_row_text(state);
	v[ZC_R_VER] = zc_row_int(1);
	v[ZC_R_CREATED_AT] = v[ZC_R_UPDATED_AT] = zc_row_int(s->now);
	v[ZC_R_CREATED_BY] = v[ZC_R_UPDATED_BY] = zc_row_text(s->actor);
	rc = zc_row_unit_in(db, s, s->unit, e);
	if (rc == ZC_OK)
		rc = zc_chain_begin(db, s->unit, &l.chain, e);
	if (rc == ZC_OK)
		rc = zc_bulk_begin(db, t->name, l.c.names, l.c.n, &l.rows, e);
	while (rc == ZC_OK && (rc = next(ctx, v + ZC_R_FIELDS, e)) > 0) {
		rc = add(&l, e);
		count += rc == ZC_OK;
	}
	if (rc == ZC_OK) {
		rc = zc_bulk_end(l.rows, e);
		l.rows = NULL;
	}
	if (rc == ZC_OK) {
		rc = zc_chain_end(l.chain, e);
		l.chain = NULL;
	}
	zc_bulk_drop(l.rows);
	zc_chain_drop(l.chain);
	zc_row_cells_fini(&l.c);
	if (rc == ZC_OK)
		*added = count;
	return zc_row_conflict(db, t, rc, e);
}
