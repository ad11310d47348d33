#include "store/view_gate.h"

#include "store/db_priv.h"

enum {
	READS_MAX = 64, /* views that one query may read */
	NAME_MAX_ = 64
};

struct zc_gate_db {
	struct zc_db db; /* only .lite and what the functions look at */
	char reads[READS_MAX][NAME_MAX_];
	size_t nreads;
	char refused[160];
};

int
zc_gate_open(struct zc_gate_db **out, struct zc_err *e)
{
	struct zc_gate_db *g = calloc(1, sizeof(*g));
	int rc;

	if (g == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "views");
	if (sqlite3_open_v2(":memory:", &g->db.lite,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
		NULL) != SQLITE_OK) {
		zc_gate_close(g);
		return ZC_FAIL(e, ZC_ENOMEM, "views");
	}
	/* "x" is a name or nothing, never a text. */
	(void)sqlite3_db_config(g->db.lite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	rc = zc_db_fn_sqlite(&g->db, e);
	if (rc != ZC_OK) {
		zc_gate_close(g);
		return rc;
	}
	*out = g;
	return ZC_OK;
}

void
zc_gate_close(struct zc_gate_db *g)
{
	if (g == NULL)
		return;
	(void)sqlite3_close(g->db.lite);
	free(g);
}

int
zc_gate_add(
    struct zc_gate_db *g, const char *name, const char *cols, struct zc_err *e)
{
	struct zc_buf b;
	int rc;

	/* temp: main.NAME, the base table, is then no table here. */
	zc_buf_init(&b, 1 << 20);
	zc_buf_cstr(&b, "CREATE TEMP TABLE ");
	zc_buf_cstr(&b, name);
	zc_buf_cstr(&b, "(");
	zc_buf_cstr(&b, cols);
	zc_buf_cstr(&b, ")");
	rc = b.rc != ZC_OK ? ZC_FAIL(e, ZC_ENOMEM, "views") : ZC_OK;
	if (rc == ZC_OK &&
	    sqlite3_exec(g->db.lite, b.p, NULL, NULL, NULL) != SQLITE_OK)
		rc = ZC_FAIL(e, ZC_EINPUT, "view %s: %s", name,
		    sqlite3_errmsg(g->db.lite));
	zc_buf_fini(&b);
	return rc;
}

/* Letters and digits of ASCII, and '_'. */
static bool
word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/*
 * What the lexers of the engines take differently, and so might hide from one
 * what the other runs: comments (nesting, '\r' as an end), other quotes than
 * '…', prefixes of quotes (E'…' has escapes), dollars, backslashes outside of
 * texts, a second statement.
 */
static const char *
odd(const char *sql)
{
	char before = ' ';

	for (; *sql != '\0'; before = *sql++) {
		unsigned char c = (unsigned char)*sql;

		if (c == '\'') {
			if (word_char(before) || before == '&')
				return "a letter right before a quote";
			do
				sql = strchr(sql + 1, '\'');
			while (sql != NULL && sql[1] == '\'' && sql++ != NULL);
			if (sql == NULL)
				return "a text without end";
			continue;
		}
		if (c == '\r' || (c < 0x20 && c != '\n' && c != '\t'))
			return "a control character";
		if (strchr("\"`[]$\\;@#", *sql) != NULL)
			return "one of \" ` [ ] $ \\ ; @ #";
		if ((c == '-' && sql[1] == '-') || (c == '/' && sql[1] == '*'))
			return "a comment";
	}
	return NULL;
}

static int
refuse(struct zc_gate_db *g, const char *what, const char *name)
{
	(void)snprintf(g->refused, sizeof(g->refused),
	    "%s %s is not open to definitions", what, name);
	return SQLITE_DENY;
}

static int
note(struct zc_gate_db *g, const char *view)
{
	if (view[0] == '\0')
		return SQLITE_OK;
	if (strncmp(view, "sqlite_", 7) == 0)
		return refuse(g, "table", view);
	for (size_t i = 0; i < g->nreads; i++)
		if (strcmp(g->reads[i], view) == 0)
			return SQLITE_OK;
	if (g->nreads == READS_MAX || strlen(view) >= NAME_MAX_)
		return refuse(g, "one more table,", view);
	(void)snprintf(g->reads[g->nreads++], NAME_MAX_, "%s", view);
	return SQLITE_OK;
}

/* The functions both database engines have, with the same meaning. */
static bool
shared(const char *name)
{
	static const char *const names[] = { "abs", "avg", "coalesce", "count",
		"length", "like", "lower", "ltrim", "max", "min", "nullif",
		"replace", "rtrim", "row_number", "substr", "sum", "trim",
		"upper" };

	if (strncmp(name, "zc_", 3) == 0)
		return true;
	for (size_t i = 0; i < ZC_LEN(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static int
authorize(void *ctx, int op, const char *a, const char *b, const char *db,
    const char *trigger)
{
	struct zc_gate_db *g = ctx;

	(void)db;
	(void)trigger;
	switch (op) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_READ:
		return note(g, a == NULL ? "" : a);
	case SQLITE_FUNCTION:
		return b != NULL && shared(b)
		    ? SQLITE_OK
		    : refuse(g, "function", b == NULL ? "?" : b);
	default:
		return refuse(g, "anything but", "SELECT");
	}
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

int
zc_gate_pass(struct zc_gate_db *g, const char *sql, struct zc_buf *reads,
    struct zc_err *e)
{
	const char *why = odd(sql), *rest = NULL;
	sqlite3_stmt *st = NULL;
	int x;

	if (why != NULL)
		return ZC_FAIL(e, ZC_EINPUT,
		    "the query has %s, which definitions may not", why);
	g->nreads = 0;
	g->refused[0] = '\0';
	(void)sqlite3_set_authorizer(g->db.lite, authorize, g);
	x = sqlite3_prepare_v2(g->db.lite, sql, -1, &st, &rest);
	(void)sqlite3_set_authorizer(g->db.lite, NULL, NULL);
	if (x != SQLITE_OK || st == NULL)
		return ZC_FAIL(e, ZC_EINPUT, "%s",
		    g->refused[0] != '\0' ? g->refused
			: st == NULL && x == SQLITE_OK
			? "the query is empty"
			: sqlite3_errmsg(g->db.lite));
	/* EXPLAIN passes by the authorizer. */
	x = sqlite3_stmt_readonly(st) && sqlite3_stmt_isexplain(st) == 0;
	(void)sqlite3_finalize(st);
	if (!x)
		return ZC_FAIL(
		    e, ZC_EINPUT, "only SELECT is open to definitions");
	qsort(g->reads, g->nreads, sizeof(g->reads[0]), by_name);
	for (size_t i = 0; reads != NULL && i < g->nreads; i++) {
		if (i > 0)
			zc_buf_cstr(reads, " ");
		zc_buf_cstr(reads, g->reads[i]);
	}
	return reads != NULL && reads->rc != ZC_OK
	    ? ZC_FAIL(e, ZC_ENOMEM, "views")
	    : ZC_OK;
}
