#include "store/history.h"

#include "base/sha256.h"
#include "store/db_priv.h"

struct zc_chain {
	struct zc_db *db;
	struct zc_bulk *bulk;
	int64_t unit, seq;
	unsigned char hash[ZC_SHA256_LEN];
};

static const char *const cols[] = { "unit_id", "seq", "ledger", "row_id", "ver",
	"at_time", "actor", "act", "note", "body", "body_sum", "row_sum",
	"hash" };

static void
to_hex(const unsigned char d[ZC_SHA256_LEN], char out[ZC_SHA256_HEX])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < ZC_SHA256_LEN; i++) {
		out[i * 2] = digits[d[i] >> 4];
		out[i * 2 + 1] = digits[d[i] & 15];
	}
	out[ZC_SHA256_LEN * 2] = '\0';
}

/* Value of a digit plus one; 0 for what is none. */
static const unsigned char hex_value[256] = { ['0'] = 1,
	['1'] = 2,
	['2'] = 3,
	['3'] = 4,
	['4'] = 5,
	['5'] = 6,
	['6'] = 7,
	['7'] = 8,
	['8'] = 9,
	['9'] = 10,
	['a'] = 11,
	['b'] = 12,
	['c'] = 13,
	['d'] = 14,
	['e'] = 15,
	['f'] = 16 };

bool
zc_history_unhex(const char *s, unsigned char out[ZC_SHA256_LEN])
{
	for (size_t i = 0; i < ZC_SHA256_LEN; i++) {
		unsigned hi = hex_value[(unsigned char)s[i * 2]];
		unsigned lo =
		    hi == 0 ? 0 : hex_value[(unsigned char)s[i * 2 + 1]];

		if (lo == 0)
			return false;
		out[i] = (unsigned char)((hi - 1) << 4 | (lo - 1));
	}
	return s[ZC_SHA256_LEN * 2] == '\0';
}

static unsigned char *
put64(unsigned char *p, int64_t v)
{
	for (int i = 0; i < 8; i++)
		*p++ = (unsigned char)((uint64_t)v >> 8 * i);
	return p;
}

static void
add_text(struct zc_sha256 *s, const char *t)
{
	size_t n = t == NULL ? 0 : strlen(t);
	unsigned char len[4];

	for (int i = 0; i < 4; i++)
		len[i] = (unsigned char)(n >> 8 * i);
	zc_sha256_add(s, len, sizeof(len));
	zc_sha256_add(s, t, n);
}

void
zc_history_hash(const unsigned char prev[32], const struct zc_hist *h,
    const unsigned char body_sum[32], unsigned char out[32])
{
	unsigned char head[40], *p = head;
	struct zc_sha256 s;

	p = put64(p, h->unit);
	p = put64(p, h->seq);
	p = put64(p, h->row);
	p = put64(p, h->ver);
	(void)put64(p, h->at);
	zc_sha256_init(&s);
	zc_sha256_add(&s, prev, ZC_SHA256_LEN);
	zc_sha256_add(&s, head, sizeof(head));
	add_text(&s, h->ledger);
	add_text(&s, h->actor);
	add_text(&s, h->act);
	add_text(&s, h->row_sum);
	zc_sha256_add(&s, body_sum, ZC_SHA256_LEN);
	zc_sha256_done(&s, out);
}

void
zc_history_body(const struct zc_hist *h, unsigned char out[32])
{
	struct zc_sha256 s;

	zc_sha256_init(&s);
	add_text(&s, h->note);
	add_text(&s, h->body);
	zc_sha256_done(&s, out);
}

static struct zc_val
num(int64_t i)
{
	return (struct zc_val){ .type = ZC_VAL_INT, .i = i };
}

static struct zc_val
text(const char *s)
{
	return (struct zc_val){ .type = ZC_VAL_TEXT, .s = zc_str_of(s) };
}

/*
 * The head of the chain, locked until commit: on PostgreSQL by the update of
 * its row, on SQLite by the transaction that writes.
 */
static int
take_head(struct zc_chain *c, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_run(c->db,
	    "INSERT INTO history_head(unit_id, seq, hash) VALUES($1, 0, '')"
	    " ON CONFLICT(unit_id) DO NOTHING",
	    e, "i", c->unit);

	if (rc == ZC_OK)
		rc = zc_db_ask(c->db,
		    "UPDATE history_head SET seq=seq WHERE unit_id=$1"
		    " RETURNING seq, hash",
		    &r, e, "i", c->unit);
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc == 0)
		rc = ZC_FAIL(e, ZC_EIO, "the head of the history is missing");
	if (rc > 0) {
		c->seq = zc_rows_int(r, 0);
		rc =
		    c->seq == 0 || zc_history_unhex(zc_rows_text(r, 1), c->hash)
		    ? ZC_OK
		    : ZC_FAIL(e, ZC_EINPUT,
			  "the head of the history is damaged: run zicha db "
			  "verify");
	}
	zc_rows_close(r);
	return rc;
}

int
zc_chain_begin(
    struct zc_db *db, int64_t unit, struct zc_chain **out, struct zc_err *e)
{
	struct zc_chain *c = calloc(1, sizeof(*c));
	int rc;

	if (c == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "history");
	c->db = db;
	c->unit = unit;
	rc = take_head(c, e);
	if (rc == ZC_OK)
		rc = zc_bulk_begin(
		    db, "history", cols, ZC_LEN(cols), &c->bulk, e);
	if (rc != ZC_OK) {
		zc_chain_drop(c);
		return rc;
	}
	*out = c;
	return ZC_OK;
}

/* The next link: its number, its sums, and the cells of its row. */
static void
link_next(struct zc_chain *c, const struct zc_hist *h,
    char hex[2][ZC_SHA256_HEX], struct zc_val v[ZC_LEN(cols)])
{
	unsigned char body[ZC_SHA256_LEN];
	struct zc_hist next = *h;

	next.unit = c->unit;
	next.seq = ++c->seq;
	zc_history_body(h, body);
	zc_history_hash(c->hash, &next, body, c->hash);
	to_hex(body, hex[0]);
	to_hex(c->hash, hex[1]);
	v[0] = num(next.unit);
	v[1] = num(next.seq);
	v[2] = text(h->ledger);
	v[3] = num(h->row);
	v[4] = num(h->ver);
	v[5] = num(h->at);
	v[6] = text(h->actor);
	v[7] = text(h->act);
	v[8] = text(h->note);
	v[9] = text(h->body);
	v[10] = text(hex[0]);
	v[11] = text(h->row_sum);
	v[12] = text(hex[1]);
}

int
zc_chain_add(struct zc_chain *c, const struct zc_hist *h, struct zc_err *e)
{
	struct zc_val v[ZC_LEN(cols)];
	char hex[2][ZC_SHA256_HEX];

	link_next(c, h, hex, v);
	return zc_bulk_add(c->bulk, v, e);
}

static int
put_head(struct zc_chain *c, struct zc_err *e)
{
	char hex[ZC_SHA256_HEX];

	to_hex(c->hash, hex);
	return zc_db_run(c->db,
	    "UPDATE history_head SET seq=$2, hash=$3 WHERE unit_id=$1", e,
	    "iis", c->unit, c->seq, hex);
}

int
zc_chain_end(struct zc_chain *c, struct zc_err *e)
{
	int rc = zc_bulk_end(c->bulk, e);

	c->bulk = NULL;
	if (rc == ZC_OK)
		rc = put_head(c, e);
	zc_chain_drop(c);
	return rc;
}

void
zc_chain_drop(struct zc_chain *c)
{
	if (c != NULL)
		zc_bulk_drop(c->bulk);
	free(c);
}

int
zc_history_add(struct zc_db *db, const struct zc_hist *h, struct zc_err *e)
{
	struct zc_chain c = { .db = db, .unit = h->unit };
	struct zc_val v[ZC_LEN(cols)];
	char hex[2][ZC_SHA256_HEX];
	int rc = take_head(&c, e);

	if (rc != ZC_OK)
		return rc;
	link_next(&c, h, hex, v);
	rc = zc_db_run_v(db,
	    "INSERT INTO history(unit_id, seq, ledger, row_id, ver, at_time,"
	    " actor, act, note, body, body_sum, row_sum, hash)"
	    " VALUES($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)",
	    v, ZC_LEN(v), e);
	return rc == ZC_OK ? put_head(&c, e) : rc;
}

int
zc_history_of(struct zc_db *db, const struct zc_scope *s, const char *ledger,
    int64_t row, zc_hist_fn fn, void *ctx, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	struct zc_hist h;
	int rc = zc_db_ask(db,
	    "SELECT unit_id, seq, row_id, ver, at_time, ledger, actor, act,"
	    " note, body, hash, row_sum FROM history WHERE row_id=$1 AND"
	    " ledger=$2 AND (unit_id=$3 OR $4=1 AND unit_id IN (SELECT des"
	    " FROM unit_closure WHERE anc=$3)) ORDER BY ver, seq",
	    &r, e, "isii", row, ledger, s->unit, (int64_t)s->tree);

	while (rc >= 0 && (rc = zc_rows_next(r, e)) > 0) {
		h = (struct zc_hist){ .unit = zc_rows_int(r, 0),
			.seq = zc_rows_int(r, 1),
			.row = zc_rows_int(r, 2),
			.ver = zc_rows_int(r, 3),
			.at = zc_rows_int(r, 4),
			.ledger = zc_rows_text(r, 5),
			.actor = zc_rows_text(r, 6),
			.act = zc_rows_text(r, 7),
			.note = zc_rows_text(r, 8),
			.body = zc_rows_val(r, 9).type == ZC_VAL_NULL
			    ? NULL
			    : zc_rows_text(r, 9),
			.hash = zc_rows_text(r, 10),
			.row_sum = zc_rows_text(r, 11) };
		rc = fn(ctx, &h);
	}
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

int
zc_history_heads(struct zc_db *db, struct zc_buf *out, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(db,
	    "SELECT unit_id, seq, hash FROM history_head ORDER BY unit_id", &r,
	    e, "");

	while (rc >= 0 && (rc = zc_rows_next(r, e)) > 0)
		zc_buf_fmt(out, "%s %s %s\n", zc_rows_text(r, 0),
		    zc_rows_text(r, 1), zc_rows_text(r, 2));
	zc_rows_close(r);
	if (rc == ZC_OK && out->rc != ZC_OK)
		rc = ZC_FAIL(e, out->rc, "the list of heads is too long");
	return rc;
}
