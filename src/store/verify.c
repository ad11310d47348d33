/* verify: history.h's zc_history_verify. */
#include "base/sha256.h"
#include "store/db_priv.h"
#include "store/history.h"
#include "store/row_priv.h"

enum {
	SQL_MAX = 1 << 16
};

struct look {
	struct zc_db *db;
	struct zc_verdict_of_chain *out;
	bool bad;
	bool purges;       /* an entry without its content was seen */
	int64_t unit, seq; /* the entry before */
	unsigned char hash[ZC_SHA256_LEN];
};

static void
bad_entry(struct look *k, int64_t unit, int64_t seq, const char *what)
{
	k->bad = true;
	k->out->unit = unit;
	k->out->seq = seq;
	(void)snprintf(k->out->what, sizeof(k->out->what), "%s", what);
}

static void
bad_row(struct look *k, const char *ledger, int64_t row, const char *what)
{
	k->bad = true;
	k->out->ledger = ledger;
	k->out->row = row;
	(void)snprintf(k->out->what, sizeof(k->out->what), "%s", what);
}

/* One entry against the one before it. Columns as in chains(). */
static void
entry(struct look *k, const struct zc_rows *r)
{
	unsigned char body[ZC_SHA256_LEN], told[ZC_SHA256_LEN];
	struct zc_val text = zc_rows_val(r, 9);
	struct zc_hist h = { .unit = zc_rows_int(r, 0),
		.seq = zc_rows_int(r, 1),
		.ledger = zc_rows_text(r, 2),
		.row = zc_rows_int(r, 3),
		.ver = zc_rows_int(r, 4),
		.at = zc_rows_int(r, 5),
		.actor = zc_rows_text(r, 6),
		.act = zc_rows_text(r, 7),
		.note = zc_rows_text(r, 8),
		.body = text.type == ZC_VAL_NULL ? NULL : zc_rows_text(r, 9),
		.row_sum = zc_rows_text(r, 11) };

	if (h.unit != k->unit) {
		k->unit = h.unit;
		k->seq = 0;
		memset(k->hash, 0, sizeof(k->hash));
	}
	k->out->rows++;
	if (h.seq != k->seq + 1) {
		bad_entry(k, h.unit, k->seq + 1,
		    ZC_N("an entry of the history is missing"));
		return;
	}
	k->seq = h.seq;
	if (!zc_history_unhex(zc_rows_text(r, 10), told)) {
		bad_entry(k, h.unit, h.seq,
		    ZC_N("an entry of the history was changed"));
		return;
	}
	k->purges |= text.type == ZC_VAL_NULL;
	if (text.type != ZC_VAL_NULL) {
		zc_history_body(&h, body);
		if (memcmp(body, told, sizeof(body)) != 0) {
			bad_entry(k, h.unit, h.seq,
			    ZC_N("the content of an entry of the history was "
				 "changed"));
			return;
		}
	}
	zc_history_hash(k->hash, &h, told, k->hash);
	if (!zc_history_unhex(zc_rows_text(r, 12), told) ||
	    memcmp(told, k->hash, sizeof(told)) != 0)
		bad_entry(k, h.unit, h.seq,
		    ZC_N("an entry of the history was changed"));
}

static int
chains(struct look *k, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(k->db,
	    "SELECT unit_id, seq, ledger, row_id, ver, at_time, actor, act,"
	    " note, body, body_sum, row_sum, hash FROM history"
	    " ORDER BY unit_id, seq",
	    &r, e, "");

	while (rc >= 0 && !k->bad && (rc = zc_rows_next(r, e)) > 0)
		entry(k, r);
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

/* The end of every chain must be where its head says: nothing cut off. */
static int
heads(struct look *k, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(k->db,
	    "SELECT h.unit_id, h.seq FROM history_head h LEFT JOIN history x"
	    " ON x.unit_id=h.unit_id AND x.seq=h.seq"
	    " WHERE h.seq>0 AND (x.seq IS NULL OR x.hash<>h.hash)"
	    " OR h.seq<(SELECT max(y.seq) FROM history y"
	    " WHERE y.unit_id=h.unit_id) ORDER BY h.unit_id LIMIT 1",
	    &r, e, "");

	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0)
		bad_entry(k, zc_rows_int(r, 0), zc_rows_int(r, 1),
		    ZC_N("the history ends elsewhere than its head says"));
	zc_rows_close(r);
	if (rc != ZC_OK)
		return rc < 0 ? rc : ZC_OK;
	r = NULL;
	rc = zc_db_ask(k->db,
	    "SELECT unit_id FROM history WHERE seq=1 AND unit_id NOT IN"
	    " (SELECT unit_id FROM history_head) ORDER BY unit_id LIMIT 1",
	    &r, e, "");
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0)
		bad_entry(k, zc_rows_int(r, 0), 1,
		    ZC_N("the head of a history is missing"));
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

/* One statement about a table whose first row is the number of a bad row. */
static int
first_bad(struct look *k, const struct zc_tdef *t, const char *front,
    const char *back, const char *what, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, SQL_MAX);
	zc_buf_fmt(&b, "%s%s%s", front, t->name, back);
	rc = b.rc != ZC_OK ? ZC_FAIL(e, ZC_ENOMEM, "table %s", t->name)
			   : zc_db_ask(k->db, b.p, &r, e, "s", t->name);
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0)
		bad_row(k, t->name, zc_rows_int(r, 0), what);
	zc_rows_close(r);
	zc_buf_fini(&b);
	return rc < 0 ? rc : ZC_OK;
}

/* The columns of the first row, with names that outlive it. */
static int
take_names(struct zc_row_cells *c, const struct zc_tdef *t,
    const struct zc_rows *r, struct zc_arena *a, struct zc_err *e)
{
	int rc = zc_row_cells_read(c, t, r, e);

	for (size_t i = 0; i < c->n && rc == ZC_OK; i++) {
		c->names[i] = zc_arena_dup(a, c->names[i], strlen(c->names[i]));
		if (c->names[i] == NULL)
			rc = ZC_FAIL(e, ZC_ENOMEM, "table %s", t->name);
	}
	return rc;
}

/* Every row against the digest that history took when it was last changed. */
static int
sums(struct look *k, const struct zc_tdef *t, struct zc_err *e)
{
	struct zc_row_cells c;
	struct zc_rows *r = NULL;
	struct zc_arena names;
	struct zc_buf b;
	bool first = true;
	char sum[65];
	int rc;

	zc_row_cells_init(&c, t);
	zc_arena_init(&names, 1 << 20);
	zc_buf_init(&b, SQL_MAX);
	zc_buf_fmt(&b,
	    "SELECT t.*, h.row_sum AS history_sum FROM %s t LEFT JOIN history h"
	    " ON h.row_id=t.id AND h.ver=t.ver AND h.unit_id=t.unit_id"
	    " AND h.ledger=$1 ORDER BY t.id",
	    t->name);
	rc = b.rc != ZC_OK ? ZC_FAIL(e, ZC_ENOMEM, "table %s", t->name)
			   : zc_db_ask(k->db, b.p, &r, e, "s", t->name);
	while (rc >= 0 && !k->bad && (rc = zc_rows_next(r, e)) > 0) {
		size_t last = zc_rows_cols(r) - 1;

		if (first)
			rc = take_names(&c, t, r, &names, e);
		if (rc < 0)
			break;
		first = false;
		for (size_t i = 0; i < last; i++)
			c.v[i] = zc_rows_val(r, i);
		c.v[last] = (struct zc_val){ 0 };
		zc_row_sum(&c.order, c.names, c.v, sum);
		if (strcmp(sum, zc_rows_text(r, last)) != 0)
			bad_row(k, t->name, c.v[ZC_R_ID].i,
			    ZC_N("a row is not what its history says"));
	}
	zc_rows_close(r);
	zc_buf_fini(&b);
	zc_row_cells_fini(&c);
	zc_arena_fini(&names);
	return rc < 0 ? rc : ZC_OK;
}

static int
rows_of(struct look *k, const struct zc_tdef *t, struct zc_err *e)
{
	int rc = sums(k, t, e);

	if (rc == ZC_OK && !k->bad)
		rc =
		    first_bad(k, t, "SELECT h.row_id FROM history h LEFT JOIN ",
			" t ON t.id=h.row_id WHERE h.ledger=$1 AND t.id IS NULL"
			" AND h.row_id<>0 LIMIT 1",
			ZC_N("a row that the history tells of is gone"), e);
	if (rc == ZC_OK && !k->bad)
		rc = first_bad(k, t, "SELECT h.row_id FROM history h JOIN ",
		    " t ON t.id=h.row_id WHERE h.ledger=$1 AND h.ver>t.ver"
		    " LIMIT 1",
		    ZC_N("a row was put back to an older version"), e);
	return rc;
}

/* Only a purge empties an entry, and it says so itself. */
static int
purged(struct look *k, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(k->db,
	    "SELECT h.unit_id, h.seq FROM history h WHERE h.body IS NULL"
	    " AND NOT EXISTS (SELECT 1 FROM history p WHERE"
	    " p.row_id=h.row_id AND p.ledger=h.ledger AND p.act='purge')"
	    " ORDER BY h.unit_id, h.seq LIMIT 1",
	    &r, e, "");

	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0)
		bad_entry(k, zc_rows_int(r, 0), zc_rows_int(r, 1),
		    ZC_N("the content of an entry of the history is missing"));
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

int
zc_history_verify(struct zc_db *db, const struct zc_tdef *tables, size_t n,
    struct zc_verdict_of_chain *out, struct zc_err *e)
{
	struct zc_verdict_of_chain found = { 0 };
	struct look k = { .db = db, .out = &found, .unit = INT64_MIN };
	bool mine = !db->in_tx;
	int rc = mine ? zc_db_begin_read(db, e) : ZC_OK;

	if (rc == ZC_OK)
		rc = chains(&k, e);
	if (rc == ZC_OK && !k.bad)
		rc = heads(&k, e);
	if (rc == ZC_OK && !k.bad && k.purges)
		rc = purged(&k, e);
	for (size_t i = 0; i < n && rc == ZC_OK && !k.bad; i++)
		rc = rows_of(&k, &tables[i], e);
	if (mine)
		zc_db_rollback(db);
	if (rc == ZC_OK)
		*out = found;
	return rc;
}
