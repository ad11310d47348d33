/* keep_rows: the rows of one store into another, compared afterwards. */
#include "store/keep_priv.h"
#include "store/migrate.h"

#include "base/sha256.h"

enum {
	TABLES_MAX = 1000,
	COLS_MAX = 128
};

struct table {
	char name[64];
	size_t ncols;
	char cols[COLS_MAX][64];
	bool text[COLS_MAX];
};

/* A digest of all rows whatever their order: sums of their SHA-256. */
struct sum {
	uint64_t v[4];
	int64_t rows;
};

static void
sum_row(struct sum *s, struct zc_rows *r, size_t ncols)
{
	unsigned char d[ZC_SHA256_LEN];
	struct zc_sha256 sha;
	uint64_t part[4];

	zc_sha256_init(&sha);
	for (size_t i = 0; i < ncols; i++) {
		struct zc_val v = zc_rows_val(r, i);
		uint64_t n = v.type == ZC_VAL_TEXT ? v.s.n : (uint64_t)v.i;
		unsigned char t = (unsigned char)v.type;

		zc_sha256_add(&sha, &t, 1);
		if (v.type != ZC_VAL_NULL)
			zc_sha256_add(&sha, &n, sizeof(n));
		if (v.type == ZC_VAL_TEXT)
			zc_sha256_add(&sha, v.s.p, v.s.n);
	}
	zc_sha256_done(&sha, d);
	memcpy(part, d, sizeof(part));
	for (size_t i = 0; i < 4; i++)
		s->v[i] += part[i];
	s->rows++;
}

/*
 * Tables that carry data. Left out: what each store keeps for itself, and full
 * text, which the engine makes out of the rows.
 */
static bool
wanted(const char *name)
{
	static const char *const own[] = { "migration", "schema_change",
		"id_top" };

	for (size_t i = 0; i < ZC_LEN(own); i++)
		if (strcmp(own[i], name) == 0)
			return false;
	return strncmp(name, "sqlite_", 7) != 0 &&
	    strncmp(name, "keep_", 5) != 0;
}

static int
list_tables(struct zc_db *db, struct table *out, size_t *n, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(db,
	    zc_db_engine(db) == ZC_DB_SQLITE
		? "SELECT name FROM pragma_table_list WHERE type='table'"
		  " AND schema='main' ORDER BY name"
		: "SELECT table_name FROM information_schema.tables WHERE"
		  " table_schema=current_schema() AND table_type='BASE TABLE'"
		  " ORDER BY table_name",
	    &r, e, "");

	*n = 0;
	while (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0) {
		const char *name = zc_rows_text(r, 0);

		rc = ZC_OK;
		if (!wanted(name))
			continue;
		if (*n == TABLES_MAX || strlen(name) >= sizeof(out->name))
			rc = ZC_FAIL(e, ZC_ELIMIT, "too many tables");
		else
			(void)snprintf(
			    out[(*n)++].name, sizeof(out->name), "%s", name);
	}
	zc_rows_close(r);
	return rc;
}

static int
list_cols(struct zc_db *db, struct table *t, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(db,
	    zc_db_engine(db) == ZC_DB_SQLITE
		? "SELECT name, CASE type WHEN 'TEXT' THEN 1 ELSE 0 END"
		  " FROM pragma_table_info($1) ORDER BY cid"
		: "SELECT column_name, CASE data_type WHEN 'text' THEN 1"
		  " ELSE 0 END FROM information_schema.columns WHERE"
		  " table_schema=current_schema() AND table_name=$1"
		  " ORDER BY ordinal_position",
	    &r, e, "s", t->name);

	t->ncols = 0;
	while (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0) {
		const char *name = zc_rows_text(r, 0);

		rc = ZC_OK;
		if (t->ncols == COLS_MAX || strlen(name) >= sizeof(t->cols[0]))
			rc = ZC_FAIL(e, ZC_ELIMIT, "table %s: too many columns",
			    t->name);
		else {
			t->text[t->ncols] = zc_rows_int(r, 1) == 1;
			(void)snprintf(t->cols[t->ncols++], sizeof(t->cols[0]),
			    "%s", name);
		}
	}
	zc_rows_close(r);
	return rc;
}

/*
 * Names come out of a database: ours, or a backup that somebody made. Only
 * what a definition could be called goes into a statement.
 */
static bool
plain(const char *s)
{
	return s[0] >= 'a' && s[0] <= 'z' &&
	    strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

static int
check_plain(const struct table *t, struct zc_err *e)
{
	if (!plain(t->name))
		return ZC_FAIL(e, ZC_EINPUT,
		    "a table is called \"%s\": this "
		    "is no store of zicha",
		    t->name);
	for (size_t i = 0; i < t->ncols; i++)
		if (!plain(t->cols[i]))
			return ZC_FAIL(e, ZC_EINPUT,
			    "table %s has a column \"%s\": this is no store "
			    "of zicha",
			    t->name, t->cols[i]);
	return ZC_OK;
}

static void
names(struct zc_buf *b, const struct table *t)
{
	for (size_t i = 0; i < t->ncols; i++)
		zc_buf_fmt(b, "%s%s", i == 0 ? "" : ", ", t->cols[i]);
}

/* Make what `to` lacks: a table, or columns of one. */
static int
make_like(struct zc_db *to, const struct table *t, const struct table *have,
    struct zc_err *e)
{
	struct zc_buf b;
	int rc = ZC_OK;

	zc_buf_init(&b, 1 << 20);
	if (have == NULL) {
		zc_buf_fmt(&b, "CREATE TABLE %s(", t->name);
		for (size_t i = 0; i < t->ncols; i++)
			zc_buf_fmt(&b, "%s%s %s%s", i == 0 ? "" : ", ",
			    t->cols[i], t->text[i] ? "TEXT" : "BIGINT",
			    strcmp(t->cols[i], "id") == 0 && !t->text[i]
				? " PRIMARY KEY NOT NULL"
				: "");
		zc_buf_char(&b, ')');
		rc = zc_migrate_ddl(to, b.p, e);
	}
	for (size_t i = 0; have != NULL && rc == ZC_OK && i < t->ncols; i++) {
		size_t k = 0;

		while (
		    k < have->ncols && strcmp(have->cols[k], t->cols[i]) != 0)
			k++;
		if (k < have->ncols)
			continue;
		zc_buf_clear(&b);
		zc_buf_fmt(&b, "ALTER TABLE %s ADD COLUMN %s %s", t->name,
		    t->cols[i], t->text[i] ? "TEXT" : "BIGINT");
		rc = zc_migrate_ddl(to, b.p, e);
	}
	zc_buf_fini(&b);
	return rc;
}

static int
copy_rows(struct zc_db *from, struct zc_db *to, const struct table *t,
    struct sum *s, struct zc_err *e)
{
	const char *cols[COLS_MAX];
	struct zc_val v[COLS_MAX];
	struct zc_bulk *bulk = NULL;
	struct zc_rows *r = NULL;
	struct zc_buf b;
	int rc;

	for (size_t i = 0; i < t->ncols; i++)
		cols[i] = t->cols[i];
	zc_buf_init(&b, 1 << 20);
	zc_buf_cstr(&b, "SELECT ");
	names(&b, t);
	zc_buf_fmt(&b, " FROM %s", t->name);
	rc = zc_db_ask(from, b.p, &r, e, "");
	if (rc == ZC_OK)
		rc = zc_bulk_begin(to, t->name, cols, t->ncols, &bulk, e);
	while (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0) {
		for (size_t i = 0; i < t->ncols; i++)
			v[i] = zc_rows_val(r, i);
		sum_row(s, r, t->ncols);
		rc = zc_bulk_add(bulk, v, e);
	}
	if (rc == ZC_OK) {
		rc = zc_bulk_end(bulk, e);
		bulk = NULL;
	}
	zc_bulk_drop(bulk);
	zc_rows_close(r);
	zc_buf_fini(&b);
	return rc;
}

/* What arrived, against what was sent. */
static int
compare(struct zc_db *to, const struct table *t, const struct sum *want,
    struct zc_err *e)
{
	struct sum got = { 0 };
	struct zc_rows *r = NULL;
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, 1 << 20);
	zc_buf_cstr(&b, "SELECT ");
	names(&b, t);
	zc_buf_fmt(&b, " FROM %s", t->name);
	rc = zc_db_ask(to, b.p, &r, e, "");
	while (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0) {
		rc = ZC_OK;
		sum_row(&got, r, t->ncols);
	}
	zc_rows_close(r);
	zc_buf_fini(&b);
	if (rc == ZC_OK && memcmp(&got, want, sizeof(got)) != 0)
		rc = ZC_FAIL(e, ZC_EIO,
		    "table %s: %lld rows were sent and what arrived (%lld "
		    "rows) differs: nothing was kept",
		    t->name, (long long)want->rows, (long long)got.rows);
	return rc;
}

static int
copy_table(struct zc_db *from, struct zc_db *to, struct table *t,
    const struct table *have, struct zc_keep_count *n, struct zc_err *e)
{
	struct sum s = { 0 };
	char sql[96];
	int rc = list_cols(from, t, e);

	if (rc == ZC_OK)
		rc = check_plain(t, e);
	if (rc == ZC_OK && t->ncols > 0)
		rc = make_like(to, t, have, e);
	if (rc != ZC_OK || t->ncols == 0)
		return rc;
	/* What a new store has by itself, such as its calendar. */
	(void)snprintf(sql, sizeof(sql), "DELETE FROM %s", t->name);
	rc = zc_db_run(to, sql, e, "");
	if (rc == ZC_OK)
		rc = copy_rows(from, to, t, &s, e);
	if (rc == ZC_OK)
		rc = compare(to, t, &s, e);
	n->tables++;
	n->rows += s.rows;
	return rc;
}

/* No unit, case or history in it: nothing can be written over. */
static int
check_empty(struct zc_db *to, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(to,
	    "SELECT (SELECT count(*) FROM unit) + (SELECT count(*) FROM"
	    " case_file) + (SELECT count(*) FROM history)",
	    &r, e, "");

	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0 && zc_rows_int(r, 0) > 0)
		rc = ZC_FAIL(
		    e, ZC_EREFUSED, "the store is not empty: give a new one");
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

/* Ids given out from now on must be above those that came. */
static int
raise_ids(struct zc_db *from, struct zc_db *to, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int64_t top = 0;
	int rc = zc_db_ask(from,
	    zc_db_engine(from) == ZC_DB_SQLITE
		? "SELECT top FROM id_top"
		: "SELECT last_value FROM id_seq",
	    &r, e, "");

	if (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0) {
		top = zc_rows_int(r, 0);
		rc = ZC_OK;
	}
	zc_rows_close(r);
	if (rc != ZC_OK || top < 1)
		return rc;
	if (zc_db_engine(to) == ZC_DB_SQLITE)
		return zc_db_run(
		    to, "UPDATE id_top SET top=$1 WHERE top<$1", e, "i", top);
	rc = zc_db_ask(to, "SELECT setval('id_seq', $1)", &r, e, "i", top);
	if (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0)
		rc = ZC_OK;
	zc_rows_close(r);
	return rc;
}

static int
copy_all(struct zc_db *from, struct zc_db *to, struct zc_keep_count *n,
    struct zc_err *e)
{
	struct table *src = calloc(TABLES_MAX, sizeof(*src));
	struct table *dst = calloc(TABLES_MAX, sizeof(*dst));
	size_t nsrc = 0, ndst = 0;
	int rc = src == NULL || dst == NULL ? ZC_FAIL(e, ZC_ENOMEM, "copy")
					    : list_tables(from, src, &nsrc, e);

	if (rc == ZC_OK)
		rc = list_tables(to, dst, &ndst, e);
	for (size_t i = 0; rc == ZC_OK && i < nsrc; i++) {
		struct table *have = NULL;

		for (size_t k = 0; k < ndst; k++)
			if (strcmp(dst[k].name, src[i].name) == 0)
				have = &dst[k];
		/* By name: unit comes before unit_closure, which refers to it.
		 */
		if (have != NULL)
			rc = list_cols(to, have, e);
		if (rc == ZC_OK)
			rc = copy_table(from, to, &src[i], have, n, e);
	}
	free(src);
	free(dst);
	return rc == ZC_OK ? raise_ids(from, to, e) : rc;
}

int
zc_keep_rows(struct zc_db *from, struct zc_db *to, struct zc_keep_count *n,
    struct zc_err *e)
{
	int rc = check_empty(to, e);

	if (rc != ZC_OK)
		return rc;
	rc = zc_db_begin_read(from, e);
	if (rc != ZC_OK)
		return rc;
	rc = copy_all(from, to, n, e);
	zc_db_rollback(from);
	return rc;
}
