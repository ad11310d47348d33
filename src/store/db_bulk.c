/* db_bulk: many rows into one table; see db.h. */
#include "store/db_priv.h"

enum {
	PIECE = 4 << 20 /* bytes of COPY text before it is sent */
};

struct zc_bulk {
	struct zc_db *db;
	size_t n;
	struct zc_buf sql;  /* COPY or INSERT */
	struct zc_buf text; /* rows in COPY's text form, not yet sent */
};

static void
names(struct zc_buf *b, const char *const *cols, size_t n)
{
	for (size_t i = 0; i < n; i++)
		zc_buf_fmt(b, "%s%s", i == 0 ? "(" : ",", cols[i]);
	zc_buf_char(b, ')');
}

int
zc_bulk_begin(struct zc_db *db, const char *table, const char *const *cols,
    size_t n, struct zc_bulk **out, struct zc_err *e)
{
	struct zc_bulk *b = calloc(1, sizeof(*b));

	if (b == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "bulk insert");
	assert(n > 0 && n <= ZC_DB_PARAMS);
	b->db = db;
	b->n = n;
	zc_buf_init(&b->sql, 1 << 16);
	zc_buf_init(&b->text, 1 << 30);
	zc_buf_cstr(
	    &b->sql, db->engine == ZC_DB_POSTGRES ? "COPY " : "INSERT INTO ");
	zc_buf_cstr(&b->sql, table);
	names(&b->sql, cols, n);
	if (db->engine == ZC_DB_POSTGRES) {
		zc_buf_cstr(&b->sql, " FROM STDIN");
	} else {
		zc_buf_cstr(&b->sql, " VALUES");
		for (size_t i = 0; i < n; i++)
			zc_buf_fmt(
			    &b->sql, "%s$%zu", i == 0 ? "(" : ",", i + 1);
		zc_buf_char(&b->sql, ')');
	}
	if (b->sql.rc != ZC_OK) {
		zc_bulk_drop(b);
		return ZC_FAIL(e, ZC_ENOMEM, "bulk insert");
	}
	*out = b;
	return ZC_OK;
}

/* COPY's text form: tab and newline part, backslash escapes. */
static void
escape(struct zc_buf *b, struct zc_str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c != '\\' && c != '\t' && c != '\n' && c != '\r')
			continue;
		zc_buf_add(b, s.p + from, i - from);
		zc_buf_char(b, '\\');
		zc_buf_char(b,
		    c == '\t'       ? 't'
			: c == '\n' ? 'n'
			: c == '\r' ? 'r'
				    : c);
		from = i + 1;
	}
	zc_buf_add(b, s.p + from, s.n - from);
}

static void
number(struct zc_buf *b, int64_t i)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t u = i < 0 ? -(uint64_t)i : (uint64_t)i;

	do
		digits[--at] = (char)('0' + u % 10);
	while ((u /= 10) != 0);
	if (i < 0)
		digits[--at] = '-';
	zc_buf_add(b, digits + at, sizeof(digits) - at);
}

/* One whole COPY of what has come together. */
static int
send(struct zc_bulk *b, struct zc_err *e)
{
	struct zc_db *db = b->db;
	PGresult *r;
	int rc;

	if (b->text.n == 0)
		return ZC_OK;
	rc = zc_db_pg_free_wire(db, e);
	if (rc != ZC_OK)
		return rc;
	r = PQexec(db->pg, b->sql.p);
	if (PQresultStatus(r) != PGRES_COPY_IN) {
		rc = zc_db_pg_fail(db, r, e);
		PQclear(r);
		return rc;
	}
	PQclear(r);
	if (PQputCopyData(db->pg, b->text.p, (int)b->text.n) != 1 ||
	    PQputCopyEnd(db->pg, NULL) != 1)
		rc = zc_db_pg_fail(db, NULL, e);
	while ((r = PQgetResult(db->pg)) != NULL) {
		if (PQresultStatus(r) != PGRES_COMMAND_OK && rc == ZC_OK)
			rc = zc_db_pg_fail(db, r, e);
		PQclear(r);
	}
	zc_buf_clear(&b->text);
	return rc;
}

static int
add_pg(struct zc_bulk *b, const struct zc_val *v, struct zc_err *e)
{
	for (size_t i = 0; i < b->n; i++) {
		if (i > 0)
			zc_buf_char(&b->text, '\t');
		if (v[i].type == ZC_VAL_INT)
			number(&b->text, v[i].i);
		else if (v[i].type == ZC_VAL_NULL)
			zc_buf_add(&b->text, "\\N", 2);
		else if (memchr(v[i].s.p, 0, v[i].s.n) != NULL)
			return ZC_FAIL(
			    e, ZC_EINPUT, "a text must not hold a zero byte");
		else
			escape(&b->text, v[i].s);
	}
	zc_buf_char(&b->text, '\n');
	if (b->text.rc != ZC_OK)
		return ZC_FAIL(e, ZC_ENOMEM, "bulk insert");
	return b->text.n < PIECE ? ZC_OK : send(b, e);
}

int
zc_bulk_add(struct zc_bulk *b, const struct zc_val *v, struct zc_err *e)
{
	if (b->db->engine == ZC_DB_POSTGRES)
		return add_pg(b, v, e);
	return zc_db_run_v(b->db, b->sql.p, v, b->n, e);
}

int
zc_bulk_end(struct zc_bulk *b, struct zc_err *e)
{
	int rc = b->db->engine == ZC_DB_POSTGRES ? send(b, e) : ZC_OK;

	zc_bulk_drop(b);
	return rc;
}

void
zc_bulk_drop(struct zc_bulk *b)
{
	if (b == NULL)
		return;
	zc_buf_fini(&b->sql);
	zc_buf_fini(&b->text);
	free(b);
}
