#include "store/table.h"

#include "base/clock.h"
#include "store/db_priv.h"
#include "store/migrate.h"

enum {
	NAME_MAX_TABLE = 28, /* so that index names fit PostgreSQL's 63 bytes */
	NAME_MAX_COL = 30,
	COLS_MAX = 100,
	SQL_MAX = 1 << 20
};

/* The columns of every table, as they stand in front of the fields. */
static const char *const own[] = { "id", "unit_id", "ext", "state", "ver",
	"created_at", "created_by", "updated_at", "updated_by", "deleted_at",
	"search" };

/* … and those of a table of facts, see store/fact.h. */
static const char *const own_fact[] = { "target_id", "row_sum", "unit_id",
	"case_digest", "first_seen", "last_seen", "gone" };

bool
zc_table_is_fact(const struct zc_tdef *t)
{
	return strncmp(t->name, "fact_", 5) == 0;
}

static const char *
type_word(enum zc_ttype t)
{
	return t == ZC_T_INT ? "BIGINT" : "TEXT";
}

/* Change the schema and keep a record of it. */
static int
change(struct zc_db *db, const char *table, const struct zc_buf *sql,
    struct zc_err *e)
{
	int rc;

	if (sql->rc != ZC_OK)
		return ZC_FAIL(e, ZC_ENOMEM, "table %s", table);
	rc = zc_migrate_ddl(db, sql->p, e);
	if (rc == ZC_OK)
		rc = zc_db_run(db,
		    "INSERT INTO schema_change(id, at_time, tbl, what)"
		    " VALUES($1,$2,$3,$4)",
		    e, "iiss", zc_db_id(db), zc_clock_now(), table, sql->p);
	return rc;
}

static bool
is_name(const char *s, size_t max)
{
	size_t n = strlen(s);

	return n > 0 && n <= max && s[0] >= 'a' && s[0] <= 'z' &&
	    strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

static int
check_names(const struct zc_tdef *t, struct zc_err *e)
{
	if (!is_name(t->name, NAME_MAX_TABLE) || t->ncols > COLS_MAX)
		return ZC_FAIL(e, ZC_EREFUSED,
		    "table %s: a name has at most %d lower-case letters, "
		    "digits and _, a table at most %d fields",
		    t->name, NAME_MAX_TABLE, COLS_MAX);
	for (size_t i = 0; i < t->ncols; i++) {
		const char *name = t->cols[i].name;
		bool fact = zc_table_is_fact(t);
		const char *const *taken = fact ? own_fact : own;

		if (!is_name(name, NAME_MAX_COL))
			return ZC_FAIL(e, ZC_EREFUSED,
			    "table %s, field %s: a name has at most %d "
			    "lower-case letters, digits and _",
			    t->name, name, NAME_MAX_COL);
		for (size_t k = 0; k < (fact ? ZC_LEN(own_fact) : ZC_LEN(own));
		     k++)
			if (strcmp(taken[k], name) == 0)
				return ZC_FAIL(e, ZC_EREFUSED,
				    "table %s, field %s: every table has a "
				    "column of this name: use another",
				    t->name, name);
	}
	return ZC_OK;
}

/* Columns. */

static const char ledger_front[] =
    "id BIGINT PRIMARY KEY NOT NULL, unit_id BIGINT NOT NULL,"
    " ext TEXT NOT NULL DEFAULT '{}', state TEXT NOT NULL,"
    " ver BIGINT NOT NULL, created_at BIGINT NOT NULL,"
    " created_by TEXT NOT NULL, updated_at BIGINT NOT NULL,"
    " updated_by TEXT NOT NULL, deleted_at BIGINT,"
    " search TEXT NOT NULL DEFAULT ''";
static const char fact_front[] =
    "target_id TEXT NOT NULL, row_sum TEXT NOT NULL,"
    " unit_id BIGINT NOT NULL, case_digest TEXT NOT NULL,"
    " first_seen BIGINT NOT NULL, last_seen BIGINT NOT NULL,"
    " gone BIGINT NOT NULL";

static int
make_table(struct zc_db *db, const struct zc_tdef *t, struct zc_err *e)
{
	bool fact = zc_table_is_fact(t);
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, SQL_MAX);
	zc_buf_fmt(&b, "CREATE TABLE %s(%s", t->name,
	    fact ? fact_front : ledger_front);
	for (size_t i = 0; i < t->ncols; i++)
		zc_buf_fmt(
		    &b, ", %s %s", t->cols[i].name, type_word(t->cols[i].type));
	zc_buf_cstr(&b, fact ? ", PRIMARY KEY(target_id, row_sum))" : ")");
	rc = change(db, t->name, &b, e);
	zc_buf_fini(&b);
	return rc;
}

/* What the engine says of a column: 0 not there, 1 as told, -1 another type. */
static int
has_column(struct zc_db *db, const char *table, const char *col,
    enum zc_ttype type, int *out, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	const char *sql = zc_db_engine(db) == ZC_DB_SQLITE
	    ? "SELECT CASE type WHEN 'TEXT' THEN 0 ELSE 1 END"
	      " FROM pragma_table_info($1) WHERE name=$2"
	    : "SELECT CASE data_type WHEN 'text' THEN 0 ELSE 1 END"
	      " FROM information_schema.columns WHERE"
	      " table_schema=current_schema() AND table_name=$1"
	      " AND column_name=$2";
	int rc = zc_db_ask(db, sql, &r, e, "ss", table, col);

	*out = 0;
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0)
		*out = (zc_rows_int(r, 0) == 1) == (type == ZC_T_INT) ? 1 : -1;
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

static int
sync_column(struct zc_db *db, const struct zc_tdef *t, const struct zc_tcol *c,
    struct zc_err *e)
{
	struct zc_buf b;
	int has = 0;
	int rc = has_column(db, t->name, c->name, c->type, &has, e);

	if (rc != ZC_OK || has == 1)
		return rc;
	if (has < 0)
		return ZC_FAIL(e, ZC_EREFUSED,
		    "table %s, field %s: it is kept as %s and the definition "
		    "now wants %s: give the new field another name, or change "
		    "the definition back; nothing was changed",
		    t->name, c->name, c->type == ZC_T_INT ? "text" : "number",
		    c->type == ZC_T_INT ? "number" : "text");
	zc_buf_init(&b, SQL_MAX);
	zc_buf_fmt(&b, "ALTER TABLE %s ADD COLUMN %s %s", t->name, c->name,
	    type_word(c->type));
	rc = change(db, t->name, &b, e);
	zc_buf_fini(&b);
	return rc;
}

static int
sync_columns(struct zc_db *db, const struct zc_tdef *t, struct zc_err *e)
{
	int has = 0;
	int rc = has_column(db, t->name, "unit_id", ZC_T_INT, &has, e);

	if (rc == ZC_OK && has == 0)
		return make_table(db, t, e);
	for (size_t i = 0; i < t->ncols && rc == ZC_OK; i++)
		rc = sync_column(db, t, &t->cols[i], e);
	return rc;
}

/* Indexes. */

static int
has_index(struct zc_db *db, const char *index, bool *out, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	const char *sql = zc_db_engine(db) == ZC_DB_SQLITE
	    ? "SELECT 1 FROM sqlite_schema WHERE name=$1"
	    : "SELECT 1 FROM pg_indexes WHERE schemaname=current_schema()"
	      " AND indexname=$1";
	int rc = zc_db_ask(db, sql, &r, e, "s", index);

	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	*out = rc > 0;
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

/* Make an index NAME ON TABLE REST unless it is there. */
static int
index_on(struct zc_db *db, const char *table, const char *name, bool unique,
    const char *rest, struct zc_err *e)
{
	struct zc_buf b;
	bool has = false;
	int rc = has_index(db, name, &has, e);

	if (rc != ZC_OK || has)
		return rc;
	zc_buf_init(&b, SQL_MAX);
	zc_buf_fmt(&b, "CREATE %sINDEX %s ON %s%s", unique ? "UNIQUE " : "",
	    name, table, rest);
	rc = change(db, table, &b, e);
	zc_buf_fini(&b);
	return rc;
}

/* An index that no definition wants any more; no data goes with it. */
static int
index_off(
    struct zc_db *db, const char *table, const char *name, struct zc_err *e)
{
	struct zc_buf b;
	bool has = false;
	int rc = has_index(db, name, &has, e);

	if (rc != ZC_OK || !has)
		return rc;
	zc_buf_init(&b, SQL_MAX);
	zc_buf_fmt(&b, "DROP INDEX %s", name);
	rc = change(db, table, &b, e);
	zc_buf_fini(&b);
	return rc;
}

/* Equal values in a field that is to be unique are told, not thrown away. */
static int
check_unique(struct zc_db *db, const struct zc_tdef *t, const char *col,
    struct zc_err *e)
{
	struct zc_rows *r = NULL;
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, SQL_MAX);
	zc_buf_fmt(&b,
	    "SELECT count(*), min(x.id) FROM (SELECT min(id) AS id FROM %s"
	    " WHERE deleted_at IS NULL AND %s IS NOT NULL GROUP BY unit_id, %s"
	    " HAVING count(*)>1) AS x",
	    t->name, col, col);
	rc = b.rc != ZC_OK ? ZC_FAIL(e, ZC_ENOMEM, "table %s", t->name)
			   : zc_db_ask(db, b.p, &r, e, "");
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0 && zc_rows_int(r, 0) > 0)
		rc = ZC_FAIL(e, ZC_EREFUSED,
		    "table %s, field %s: it is to be unique and %lld values "
		    "are there more than once (first in row %lld): correct "
		    "those rows, then try again; nothing was changed",
		    t->name, col, (long long)zc_rows_int(r, 0),
		    (long long)zc_rows_int(r, 1));
	zc_rows_close(r);
	zc_buf_fini(&b);
	return rc < 0 ? rc : ZC_OK;
}

static int
sync_index(struct zc_db *db, const struct zc_tdef *t, const struct zc_tcol *c,
    struct zc_err *e)
{
	char plain[80], unique[80], rest[128];
	bool has = false;
	int rc;

	(void)snprintf(plain, sizeof(plain), "%s_i_%s", t->name, c->name);
	(void)snprintf(unique, sizeof(unique), "%s_u_%s", t->name, c->name);
	(void)snprintf(
	    rest, sizeof(rest), "(unit_id, %s, updated_at, id)", c->name);
	rc = c->index ? index_on(db, t->name, plain, false, rest, e)
		      : index_off(db, t->name, plain, e);
	if (rc != ZC_OK || !c->unique)
		return rc == ZC_OK ? index_off(db, t->name, unique, e) : rc;
	rc = has_index(db, unique, &has, e);
	if (rc == ZC_OK && !has)
		rc = check_unique(db, t, c->name, e);
	(void)snprintf(rest, sizeof(rest),
	    "(unit_id, %s) WHERE deleted_at IS NULL", c->name);
	if (rc == ZC_OK)
		rc = index_on(db, t->name, unique, true, rest, e);
	return rc;
}

/* Full text over `search`, kept by the engine itself. */
static int
sync_search_sqlite(struct zc_db *db, const char *t, struct zc_err *e)
{
	char name[80];
	struct zc_buf b;
	bool has = false;
	int rc;

	(void)snprintf(name, sizeof(name), "%s_fts", t);
	rc = has_index(db, name, &has, e);
	if (rc != ZC_OK || has)
		return rc;
	zc_buf_init(&b, SQL_MAX);
	zc_buf_fmt(&b,
	    "CREATE VIRTUAL TABLE %s_fts USING fts5(search, content='%s',"
	    " content_rowid='id', tokenize='unicode61 remove_diacritics 0');"
	    "INSERT INTO %s_fts(%s_fts) VALUES('rebuild');"
	    "CREATE TRIGGER %s_fts_a AFTER INSERT ON %s BEGIN"
	    " INSERT INTO %s_fts(rowid, search) VALUES(new.id, new.search);"
	    " END;"
	    "CREATE TRIGGER %s_fts_d AFTER DELETE ON %s BEGIN"
	    " INSERT INTO %s_fts(%s_fts, rowid, search)"
	    " VALUES('delete', old.id, old.search); END;"
	    "CREATE TRIGGER %s_fts_u AFTER UPDATE OF search ON %s BEGIN"
	    " INSERT INTO %s_fts(%s_fts, rowid, search)"
	    " VALUES('delete', old.id, old.search);"
	    " INSERT INTO %s_fts(rowid, search) VALUES(new.id, new.search);"
	    " END",
	    t, t, t, t, t, t, t, t, t, t, t, t, t, t, t, t);
	rc = change(db, t, &b, e);
	zc_buf_fini(&b);
	return rc;
}

static int
sync_search(struct zc_db *db, const struct zc_tdef *t, struct zc_err *e)
{
	char name[80];
	bool any = false;

	for (size_t i = 0; i < t->ncols; i++)
		any |= t->cols[i].search;
	if (!any)
		return ZC_OK;
	if (zc_db_engine(db) == ZC_DB_SQLITE)
		return sync_search_sqlite(db, t->name, e);
	(void)snprintf(name, sizeof(name), "%s_fts", t->name);
	return index_on(db, t->name, name, false,
	    " USING gin(to_tsvector('simple'::regconfig, search))", e);
}

static int
sync_indexes(struct zc_db *db, const struct zc_tdef *t, struct zc_err *e)
{
	static const struct {
		const char *name, *rest;
	} lists[] = {
		{ "list", "(unit_id, updated_at, id)" },
		{ "all", "(updated_at, id)" },
		{ "state", "(unit_id, state, updated_at, id)" },
		{ "bin", "(updated_at, id) WHERE deleted_at IS NOT NULL" },
	};
	char name[80];
	int rc = ZC_OK;

	if (zc_table_is_fact(t)) {
		(void)snprintf(name, sizeof(name), "%s_x_unit", t->name);
		return index_on(
		    db, t->name, name, false, "(unit_id, target_id)", e);
	}
	for (size_t i = 0; i < ZC_LEN(lists) && rc == ZC_OK; i++) {
		(void)snprintf(
		    name, sizeof(name), "%s_x_%s", t->name, lists[i].name);
		rc = index_on(db, t->name, name, false, lists[i].rest, e);
	}
	for (size_t i = 0; i < t->ncols && rc == ZC_OK; i++)
		rc = sync_index(db, t, &t->cols[i], e);
	return rc == ZC_OK ? sync_search(db, t, e) : rc;
}

int
zc_table_sync(
    struct zc_db *db, const struct zc_tdef *v, size_t n, struct zc_err *e)
{
	int rc = zc_db_begin(db, e);

	if (rc == ZC_OK)
		rc = zc_migrate_ddl(
		    db, "pg:SELECT pg_advisory_xact_lock(2054775649, 2)", e);
	for (size_t i = 0; i < n && rc == ZC_OK; i++) {
		rc = check_names(&v[i], e);
		if (rc == ZC_OK)
			rc = sync_columns(db, &v[i], e);
		if (rc == ZC_OK)
			rc = sync_indexes(db, &v[i], e);
	}
	if (rc == ZC_OK)
		rc = zc_db_commit(db, e);
	if (rc != ZC_OK)
		zc_db_rollback(db);
	zc_db_forget(db);
	return rc;
}
