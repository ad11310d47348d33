/*
 * db_pg: db.h on PostgreSQL: statements prepared on the server, values and
 * rows as text, rows streamed one by one. The wire carries one result at a
 * time: when another statement comes, the rest of the open rows is read into
 * memory first.
 */
#include "store/db_priv.h"

#include <errno.h>
#include <sys/random.h>

enum { /* from PostgreSQL's catalogue pg_type */
	OID_BOOL = 16,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_TEXT = 25,
	OID_NUMERIC = 1700
};

/* Class by SQLSTATE (appendix A of its manual). */
static int
class_of(const char *state)
{
	static const struct {
		const char *front;
		int rc;
	} classes[] = {
		{ "23505", ZC_EEXIST }, /* unique_violation */
		{ "40", ZC_EBUSY },     /* serialization, deadlock */
		{ "55P03", ZC_EBUSY },  /* lock_not_available */
		{ "531", ZC_ELIMIT },   /* disk_full */
		{ "53200", ZC_ENOMEM }, /* out_of_memory */
		{ "53", ZC_EBUSY },     /* too many connections … */
		{ "57014", ZC_ETIME },  /* query_canceled, time-outs */
		{ "57", ZC_EIO },       /* shut down */
		{ "58", ZC_EIO },       /* system error */
		{ "08", ZC_EIO },       /* connection */
		{ "42501", ZC_EACCES }, /* insufficient_privilege */
		{ "25006", ZC_EACCES }, /* read_only_sql_transaction */
		{ "28", ZC_EACCES },    /* authorization */
		{ "3D000", ZC_ENOENT }, /* no such database */
	};

	if (state == NULL || state[0] == '\0')
		return ZC_EIO;
	for (size_t i = 0; i < ZC_LEN(classes); i++)
		if (strncmp(
			state, classes[i].front, strlen(classes[i].front)) == 0)
			return classes[i].rc;
	return ZC_EINPUT;
}

/* The first line of its message: the rest quotes values. */
static void
first_line(const char *msg, char *out, size_t n)
{
	size_t k = msg == NULL ? 0 : strcspn(msg, "\n");

	(void)snprintf(out, n, "%.*s", (int)k, msg == NULL ? "" : msg);
}

int
zc_db_pg_fail(struct zc_db *db, const PGresult *r, struct zc_err *e)
{
	const char *msg = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	int rc = class_of(PQresultErrorField(r, PG_DIAG_SQLSTATE));
	char line[300];

	first_line(
	    msg == NULL ? PQerrorMessage(db->pg) : msg, line, sizeof(line));
	if (rc == ZC_EEXIST) {
		msg = PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME);
		(void)snprintf(db->conflict, sizeof(db->conflict), "%s",
		    msg == NULL ? "" : msg);
		return ZC_FAIL(
		    e, rc, "database: is there already: %s", db->conflict);
	}
	if (rc == ZC_ELIMIT) {
		errno = ENOSPC;
		return ZC_FAIL_SYS(
		    e, rc, "the disk is full: nothing was changed");
	}
	if (strstr(line, "cached plan must not change") != NULL) {
		/* A table got a new column under an open connection. */
		db->stale = true;
		rc = ZC_EBUSY;
	}
	if (rc == ZC_EBUSY)
		return ZC_FAIL(e, rc,
		    "the database is in use by somebody else: try again");
	return ZC_FAIL(e, rc, "database: %s", line);
}

/* Take what a statement without rows answers. */
static int
take(struct zc_db *db, PGresult *r, struct zc_err *e)
{
	ExecStatusType t = PQresultStatus(r);
	int rc = ZC_OK;

	if (t != PGRES_COMMAND_OK && t != PGRES_TUPLES_OK &&
	    t != PGRES_EMPTY_QUERY)
		rc = zc_db_pg_fail(db, r, e);
	PQclear(r);
	return rc;
}

static int
do_exec(struct zc_db *db, const char *sql, struct zc_err *e)
{
	int rc = zc_db_pg_free_wire(db, e);

	return rc != ZC_OK ? rc : take(db, PQexec(db->pg, sql), e);
}

static void
quiet(void *ctx, const char *msg)
{
	(void)ctx; /* notices: "already exists, skipping" and the like */
	(void)msg;
}

/* One number of a statement without parameters; -1 when there is none. */
static int64_t
number(struct zc_db *db, const char *sql)
{
	PGresult *r = PQexec(db->pg, sql);
	int64_t n = -1;

	if (PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) == 1)
		(void)zc_str_int(zc_str_of(PQgetvalue(r, 0, 0)), 10, &n);
	PQclear(r);
	return n;
}

/*
 * Make schema zicha_fn anew when its text changed; its comment holds the hash
 * of the text. The lock keeps two that start at once from each other.
 */
static int
install_functions(struct zc_db *db, struct zc_err *e)
{
	uint64_t h = 1469598103934665603U;
	char sql[200];
	int rc;

	for (const char *p = zc_db_fn_pg; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211U;
	(void)snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM pg_namespace WHERE nspname='zicha_fn' AND "
	    "obj_description(oid, 'pg_namespace')='%016llx'",
	    (unsigned long long)h);
	if (number(db, sql) == 1)
		return ZC_OK;
	rc = do_exec(
	    db, "BEGIN; SELECT pg_advisory_xact_lock(2054775649, 0)", e);
	if (rc == ZC_OK && number(db, sql) != 1) {
		rc = do_exec(db, zc_db_fn_pg, e);
		(void)snprintf(sql, sizeof(sql),
		    "COMMENT ON SCHEMA zicha_fn IS '%016llx'",
		    (unsigned long long)h);
		if (rc == ZC_OK)
			rc = do_exec(db, sql, e);
	}
	if (rc == ZC_OK)
		rc = do_exec(db, "COMMIT", e);
	else
		(void)do_exec(db, "ROLLBACK", NULL);
	return rc;
}

/* A number that no other living connection has: see zc_db_id. */
static int
take_node(struct zc_db *db, struct zc_err *e)
{
	char sql[100];
	unsigned first = 0;

	if (getrandom(&first, sizeof(first), 0) < 0)
		first = 0;
	for (unsigned i = 0; i < 1024; i++) {
		db->node = (first + i) % 1024;
		(void)snprintf(sql, sizeof(sql),
		    "SELECT pg_try_advisory_lock(2054775650, %u)::int",
		    db->node);
		if (number(db, sql) == 1)
			return ZC_OK;
	}
	return ZC_FAIL(e, ZC_EBUSY,
	    "the database has more than 1,000 connections: try again");
}

static int
do_open(struct zc_db *db, const char *url, struct zc_err *e)
{
	const char *enc;
	char line[300];
	int rc;

	db->pg = PQconnectdb(url);
	if (db->pg == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "database connection");
	if (PQstatus(db->pg) != CONNECTION_OK) {
		first_line(PQerrorMessage(db->pg), line, sizeof(line));
		return ZC_FAIL(e, ZC_EIO, "PostgreSQL: %s", line);
	}
	(void)PQsetNoticeProcessor(db->pg, quiet, NULL);
	if (PQserverVersion(db->pg) < 150000)
		return ZC_FAIL(e, ZC_EUNSUP,
		    "PostgreSQL 15 or newer is needed; this is %d",
		    PQserverVersion(db->pg) / 10000);
	enc = PQparameterStatus(db->pg, "server_encoding");
	if (enc == NULL || strcmp(enc, "UTF8") != 0 ||
	    PQsetClientEncoding(db->pg, "UTF8") != 0)
		return ZC_FAIL(e, ZC_EUNSUP,
		    "the PostgreSQL database must have the encoding UTF8");
	rc = do_exec(db,
	    "SET lock_timeout='10s'; SET idle_in_transaction_session_timeout=0;"
	    "SET client_min_messages='warning'; SET jit=off;"
	    "SET default_transaction_isolation='read committed';"
	    "SELECT set_config('search_path',"
	    " current_setting('search_path')||', zicha_fn', false)",
	    e);
	if (rc == ZC_OK && db->write)
		rc = install_functions(db, e);
	if (rc == ZC_OK && db->write)
		rc = take_node(db, e);
	if (rc == ZC_OK && !db->write)
		rc = do_exec(db, "SET default_transaction_read_only=on", e);
	return rc;
}

static void
do_close(struct zc_db *db)
{
	PQfinish(db->pg);
}

static void
push(struct zc_rows *r, PGresult *one, struct zc_err *e)
{
	PGresult **v;

	if ((r->nres & (r->nres - 1)) == 0) { /* grows by powers of two */
		v = realloc(
		    r->res, (r->nres == 0 ? 1 : r->nres * 2) * sizeof(*v));
		if (v == NULL) {
			PQclear(one);
			r->rc = ZC_FAIL(e, ZC_ENOMEM, "database rows");
			return;
		}
		r->res = v;
	}
	r->res[r->nres++] = one;
}

int
zc_db_pg_free_wire(struct zc_db *db, struct zc_err *e)
{
	struct zc_rows *r = db->streaming;
	PGresult *one;

	(void)e;
	if (r == NULL)
		return ZC_OK;
	db->streaming = NULL;
	while ((one = PQgetResult(db->pg)) != NULL) {
		if (PQresultStatus(one) == PGRES_SINGLE_TUPLE &&
		    r->rc == ZC_OK) {
			push(r, one, &r->late);
			continue;
		}
		if (PQresultStatus(one) == PGRES_FATAL_ERROR)
			r->rc = zc_db_pg_fail(db, one, &r->late);
		PQclear(one);
	}
	return ZC_OK;
}

/* Values as text; numbers are printed into `num`. */
struct wire {
	const char *p[ZC_DB_PARAMS];
	int len[ZC_DB_PARAMS];
	char num[ZC_DB_PARAMS][24];
	struct zc_buf copies; /* texts that do not end in '\0' */
};

static int
to_wire(struct wire *w, const struct zc_val *v, size_t n, struct zc_err *e)
{
	size_t at[ZC_DB_PARAMS] = { 0 };

	zc_buf_init(&w->copies, SIZE_MAX / 8);
	for (size_t i = 0; i < n; i++) {
		if (v[i].type != ZC_VAL_TEXT)
			continue;
		if (memchr(v[i].s.p, 0, v[i].s.n) != NULL)
			return ZC_FAIL(
			    e, ZC_EINPUT, "a text must not hold a zero byte");
		at[i] = w->copies.n;
		zc_buf_str(&w->copies, v[i].s);
		zc_buf_char(&w->copies, '\0');
	}
	if (w->copies.rc != ZC_OK)
		return ZC_FAIL(e, ZC_ENOMEM, "database values");
	for (size_t i = 0; i < n; i++) {
		w->p[i] = v[i].type == ZC_VAL_TEXT ? w->copies.p + at[i]
		    : v[i].type == ZC_VAL_INT      ? w->num[i]
						   : NULL;
		if (v[i].type == ZC_VAL_INT)
			(void)snprintf(w->num[i], sizeof(w->num[i]), "%lld",
			    (long long)v[i].i);
	}
	return ZC_OK;
}

/*
 * The kept statement is one per text and types of its values: PostgreSQL
 * would otherwise guess a type from the first use of a parameter.
 */
static int
prepare(struct zc_db *db, const char *sql, const struct zc_val *v, size_t n,
    struct zc_rows *r, struct zc_err *e)
{
	Oid types[ZC_DB_PARAMS];
	struct zc_buf key;
	int rc;

	zc_buf_init(&key, 1 << 24);
	for (size_t i = 0; i < n; i++) {
		types[i] = v[i].type == ZC_VAL_INT ? OID_INT8
		    : v[i].type == ZC_VAL_TEXT     ? OID_TEXT
						   : 0;
		zc_buf_char(&key, "nit"[v[i].type]);
	}
	zc_buf_fmt(&key, ":%s", sql);
	rc = key.rc != ZC_OK ? ZC_FAIL(e, ZC_ENOMEM, "database statement")
			     : zc_db_stmt(db, key.p, false, &r->st, &r->own, e);
	zc_buf_fini(&key);
	if (rc != ZC_OK || r->st->name[0] != '\0')
		return rc;
	(void)snprintf(r->st->name, sizeof(r->st->name), "z%llu",
	    (unsigned long long)db->clock);
	rc = take(db, PQprepare(db->pg, r->st->name, sql, (int)n, types), e);
	if (rc != ZC_OK)
		r->st->name[0] = '\0';
	return rc;
}

static int
do_ask(struct zc_db *db, const char *sql, const struct zc_val *v, size_t n,
    struct zc_rows *r, struct zc_err *e)
{
	struct wire w;
	int rc = zc_db_pg_free_wire(db, e);

	if (rc == ZC_OK)
		rc = prepare(db, sql, v, n, r, e);
	if (rc != ZC_OK)
		return rc;
	rc = to_wire(&w, v, n, e);
	if (rc == ZC_OK &&
	    (PQsendQueryPrepared(
		 db->pg, r->st->name, (int)n, w.p, NULL, NULL, 0) != 1 ||
		PQsetSingleRowMode(db->pg) != 1))
		rc = zc_db_pg_fail(db, NULL, e);
	zc_buf_fini(&w.copies);
	if (rc != ZC_OK)
		return rc;
	db->streaming = r;
	r->row = PQgetResult(db->pg);
	r->cols = (size_t)PQnfields(r->row);
	if (PQresultStatus(r->row) == PGRES_FATAL_ERROR)
		return zc_db_pg_fail(db, r->row, e);
	return ZC_OK;
}

/* The end of the rows: how many were touched. */
static int
finish(struct zc_rows *r, struct zc_err *e)
{
	struct zc_db *db = r->db;
	int64_t n = 0;

	(void)e;
	r->ended = true;
	(void)zc_str_int(zc_str_of(PQcmdTuples(r->row)), 10, &n);
	db->changed = n;
	if (db->streaming == r)
		return zc_db_pg_free_wire(db, e);
	return ZC_OK;
}

static int
do_next(struct zc_rows *r, struct zc_err *e)
{
	struct zc_db *db = r->db;

	if (!r->shown && r->row != NULL) {
		r->shown = true; /* ask has fetched the first one */
	} else if (db->streaming == r) {
		PQclear(r->row);
		r->row = PQgetResult(db->pg);
	} else if (r->at < r->nres) {
		PQclear(r->row);
		r->row = r->res[r->at];
		r->res[r->at++] = NULL;
	} else {
		r->ended = true;
		if (r->rc != ZC_OK && e != NULL)
			*e = r->late;
		return r->rc;
	}
	switch (PQresultStatus(r->row)) {
	case PGRES_SINGLE_TUPLE:
		return 1;
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
		return finish(r, e);
	default:
		r->ended = true;
		return zc_db_pg_fail(db, r->row, e);
	}
}

static void
do_done(struct zc_rows *r)
{
	PGresult *one;

	if (r->db->streaming == r) {
		r->db->streaming = NULL;
		while ((one = PQgetResult(r->db->pg)) != NULL)
			PQclear(one);
	}
	for (size_t i = r->at; i < r->nres; i++)
		PQclear(r->res[i]);
	free(r->res);
	PQclear(r->row);
}

static const char *
do_name(const struct zc_rows *r, size_t col)
{
	const char *s = PQfname(r->row, (int)col);

	return s == NULL ? "" : s;
}

static bool
is_number(Oid t)
{
	return t == OID_INT8 || t == OID_INT4 || t == OID_INT2 ||
	    t == OID_NUMERIC;
}

static struct zc_val
do_val(const struct zc_rows *r, size_t col)
{
	int c = (int)col;
	Oid t = PQftype(r->row, c);
	struct zc_val v = { 0 };

	if (PQgetisnull(r->row, 0, c))
		return v;
	v.s.p = PQgetvalue(r->row, 0, c);
	v.s.n = (size_t)PQgetlength(r->row, 0, c);
	v.type = ZC_VAL_TEXT;
	if (t == OID_BOOL) {
		v.type = ZC_VAL_INT;
		v.i = v.s.p[0] == 't';
	} else if (is_number(t) && zc_str_int(v.s, 10, &v.i)) {
		v.type = ZC_VAL_INT;
	}
	if (v.type == ZC_VAL_INT)
		v.s = (struct zc_str){ 0 };
	return v;
}

static const char *
do_text(const struct zc_rows *r, size_t col)
{
	return PQgetvalue(r->row, 0, (int)col);
}

static void
do_drop(struct zc_db *db, struct zc_stmt *st)
{
	char sql[64];

	if (st->name[0] == '\0' || db->pg == NULL ||
	    PQtransactionStatus(db->pg) == PQTRANS_INERROR)
		return;
	(void)snprintf(sql, sizeof(sql), "DEALLOCATE %s", st->name);
	(void)do_exec(db, sql, NULL);
}

static int
do_now(struct zc_db *db, struct zc_err *e)
{
	return zc_db_run(db,
	    "SELECT set_config('zicha.now', $1::bigint::text, false),"
	    " set_config('zicha.row', $2::bigint::text, false),"
	    " set_config('zicha.unit', $3::bigint::text, false),"
	    " set_config('zicha.from', $4::bigint::text, false),"
	    " set_config('zicha.to', $5::bigint::text, false),"
	    " set_config('zicha.zone', $6::bigint::text, false),"
	    " set_config('zicha.actor', $7, false)",
	    e, "iiiiiis", db->now.now, db->now.row, db->now.unit, db->now.from,
	    db->now.to, db->zone, db->actor);
}

const struct zc_db_ops zc_db_pg_ops = {
	.open = do_open,
	.close = do_close,
	.exec = do_exec,
	.ask = do_ask,
	.next = do_next,
	.done = do_done,
	.name = do_name,
	.val = do_val,
	.text = do_text,
	.drop = do_drop,
	.now = do_now,
};
