#include "store/view.h"

#include "base/clock.h"
#include "store/db_priv.h"
#include "store/view_gate.h"

enum {
	VIEW_SQL_MAX = 1 << 20,
	KNOWN_MAX = 256, /* queries remembered */
	VIEW_MS = 30000  /* longest a definition's query may run */
};

struct view { /* one of them, as text */
	char *name, *body;
};

struct known { /* a query that passed the gate, and what is run for it */
	char *sql, *full;
};

struct zc_view_state {
	struct zc_gate_db *gate;
	struct view *v;
	size_t n;
	struct zc_buf now;         /* what they were made for */
	char base[80];             /* schema of the base tables, with its dot */
	char scope[200], unit[40]; /* conditions: with the tree, without */
	struct known known[KNOWN_MAX];
	int64_t deadline_ms; /* SQLite: 0 = none */
};

/*
 * What there is beside ledgers. `body` selects from the base tables; {scope}
 * is replaced by a condition on the column before it.
 */
struct extra {
	const char *name, *cols, *body;
};

/* A target belongs to a unit; 0 = the root of this store. */
#define TARGET_IN \
	" CASE WHEN t.unit_id=0 THEN (SELECT min(u.id) FROM {base}unit u" \
	" WHERE u.parent=0) ELSE t.unit_id END {scope}"

static const struct extra extras[] = {
	{ "finding",
	    "finding_key TEXT, check_id TEXT, target_id TEXT, severity TEXT,"
	    " cells TEXT, detection TEXT, workflow TEXT, disposition TEXT,"
	    " recurrence BIGINT, first_seen BIGINT, last_seen BIGINT,"
	    " case_digest TEXT, last_judged BIGINT",
	    "SELECT f.finding_key, f.check_id, f.target_id, f.severity,"
	    " f.cells, f.detection, f.workflow, f.disposition, f.recurrence,"
	    " f.first_seen, f.last_seen, f.case_digest,"
	    " j.started AS last_judged FROM {base}finding f"
	    " JOIN {base}target t ON t.id=f.target_id LEFT JOIN {base}judged j"
	    " ON j.target_id=f.target_id AND j.check_id=f.check_id"
	    " WHERE" TARGET_IN },
	{ "judged",
	    "target_id TEXT, check_id TEXT, started BIGINT, verdict TEXT,"
	    " case_digest TEXT",
	    "SELECT j.target_id, j.check_id, j.started, j.verdict,"
	    " j.case_digest FROM {base}judged j JOIN {base}target t"
	    " ON t.id=j.target_id WHERE" TARGET_IN },
	{ "case_file",
	    "digest TEXT, id TEXT, target_id TEXT, rules TEXT, started BIGINT,"
	    " finished BIGINT, imported BIGINT",
	    "SELECT c.digest, c.id, c.target_id, c.rules, c.started,"
	    " c.finished, c.imported FROM {base}case_file c"
	    " JOIN {base}target t ON t.id=c.target_id WHERE" TARGET_IN },
	{ "target",
	    "id TEXT, hostname TEXT, first_seen BIGINT, last_seen BIGINT",
	    "SELECT t.id, t.hostname, t.first_seen, t.last_seen"
	    " FROM {base}target t WHERE" TARGET_IN },
	{ "flow_step",
	    "id BIGINT, unit_id BIGINT, ledger TEXT, row_id BIGINT, step TEXT,"
	    " from_state TEXT, to_state TEXT, visit BIGINT, person TEXT,"
	    " actor TEXT, at_time BIGINT, note TEXT, signed_at BIGINT,"
	    " same_person TEXT",
	    "SELECT id, unit_id, ledger, row_id, step, from_state, to_state,"
	    " visit, person, actor, at_time, note, signed_at, same_person"
	    " FROM {base}flow_step WHERE unit_id {scope}" },
	{ "flow_due",
	    "unit_id BIGINT, ledger TEXT, row_id BIGINT, visit BIGINT,"
	    " state TEXT, due_at BIGINT, done_at BIGINT",
	    "SELECT unit_id, ledger, row_id, visit, state, due_at, done_at"
	    " FROM {base}flow_due WHERE unit_id {scope}" },
	{ "user_role",
	    "user_name TEXT, role TEXT, unit_id BIGINT, full_name TEXT,"
	    " from_at BIGINT, to_at BIGINT, deviation BIGINT",
	    "SELECT user_name, role, unit_id, full_name, from_at, to_at,"
	    " deviation FROM {base}user_role WHERE unit_id {scope}"
	    " AND from_at<=zc_now() AND (to_at IS NULL OR to_at>zc_now())" },
	{ "unit", "id BIGINT, parent BIGINT, name TEXT, kind TEXT, code TEXT",
	    "SELECT id, parent, name, kind, code FROM {base}unit"
	    " WHERE id {scope}" },
	{ "indicator_value",
	    "unit_id BIGINT, indicator TEXT, period TEXT, numerator TEXT,"
	    " denominator TEXT, target TEXT, met TEXT, rules TEXT,"
	    " taken_at BIGINT",
	    "SELECT unit_id, indicator, period, numerator, denominator,"
	    " target, met, rules, taken_at FROM {base}indicator_value"
	    " WHERE unit_id {scope}" },
	{ "calendar", "day BIGINT, working BIGINT",
	    "SELECT day, working FROM {base}calendar" },
};

/* A body with its places filled: {base} the schema, {scope} the condition. */
static void
fill(struct zc_buf *b, const char *body, const char *base, const char *scope)
{
	for (const char *p; (p = strchr(body, '{')) != NULL;) {
		zc_buf_add(b, body, (size_t)(p - body));
		zc_buf_cstr(b, strncmp(p, "{base}", 6) == 0 ? base : scope);
		body = strchr(p, '}') + 1;
	}
	zc_buf_cstr(b, body);
}

static bool
masked(const struct zc_sight *s, const char *table, const char *col)
{
	for (size_t i = 0; i < s->nmasks; i++)
		if (strcmp(s->masks[i].table, table) == 0 &&
		    strcmp(s->masks[i].col, col) == 0)
			return true;
	return false;
}

static const char *
word(enum zc_ttype t)
{
	return t == ZC_T_TEXT ? "TEXT" : "BIGINT";
}

/* The columns that every row has, of a ledger and of facts. */
static const char ledger_fixed[] =
    "id, unit_id, state, ver, created_at, created_by, updated_at, updated_by";
static const char fact_fixed[] =
    "unit_id, target_id, case_digest, first_seen, last_seen";

/* Facts of a unit that was not yet there are those of the root. */
#define FACT_UNIT \
	"CASE WHEN unit_id=0 THEN (SELECT min(u.id) FROM {base}unit u" \
	" WHERE u.parent=0) ELSE unit_id END"

/* Names of a view's columns; the gate needs no types. */
static void
table_cols(struct zc_buf *b, const struct zc_tdef *t)
{
	zc_buf_cstr(b, zc_table_is_fact(t) ? fact_fixed : ledger_fixed);
	for (size_t i = 0; i < t->ncols; i++) {
		zc_buf_cstr(b, ", ");
		zc_buf_cstr(b, t->cols[i].name);
	}
}

static void
table_body(struct zc_buf *b, const struct zc_sight *s, const struct zc_tdef *t)
{
	if (zc_table_is_fact(t))
		zc_buf_cstr(b,
		    "SELECT " FACT_UNIT " AS unit_id, target_id, case_digest,"
		    " first_seen, last_seen");
	else
		zc_buf_fmt(b, "SELECT %s", ledger_fixed);
	for (size_t i = 0; i < t->ncols; i++) {
		const char *col = t->cols[i].name;

		if (masked(s, t->name, col))
			zc_buf_fmt(b, ", CAST(NULL AS %s) AS %s",
			    word(t->cols[i].type), col);
		else
			zc_buf_fmt(b, ", %s", col);
	}
	zc_buf_fmt(b, " FROM {base}%s WHERE %s {scope}", t->name,
	    zc_table_is_fact(t) ? "gone=0 AND " FACT_UNIT
				: "deleted_at IS NULL AND unit_id");
}

/* Does the view of the i-th table reach below the unit? */
static bool
in_tree(const struct zc_sight *s, size_t i)
{
	return s->trees == NULL ? s->scope.tree : s->trees[i];
}

/* What is set up now is told from what is asked for by this text. */
static void
describe(struct zc_buf *b, const struct zc_sight *s)
{
	zc_buf_fmt(
	    b, "%lld %d\n", (long long)s->scope.unit, (int)s->scope.tree);
	for (size_t i = 0; i < s->ntables; i++) {
		zc_buf_cstr(b, s->tables[i].name);
		zc_buf_cstr(b, in_tree(s, i) ? "+" : ":");
		table_body(b, s, &s->tables[i]);
		zc_buf_cstr(b, "\n");
	}
}

static void
forget(struct zc_view_state *v)
{
	for (size_t i = 0; i < KNOWN_MAX; i++) {
		free(v->known[i].sql);
		free(v->known[i].full);
		v->known[i] = (struct known){ 0 };
	}
	for (size_t i = 0; i < v->n; i++) {
		free(v->v[i].name);
		free(v->v[i].body);
	}
	free(v->v);
	v->v = NULL;
	v->n = 0;
	zc_gate_close(v->gate);
	v->gate = NULL;
	zc_buf_clear(&v->now);
}

static int
add(struct zc_view_state *v, const char *name, const char *cols,
    const char *body, const char *scope, struct zc_err *e)
{
	struct view *one = &v->v[v->n];
	struct zc_buf b;
	int rc = zc_gate_add(v->gate, name, cols, e);

	if (rc != ZC_OK)
		return rc;
	zc_buf_init(&b, VIEW_SQL_MAX);
	fill(&b, body, v->base, scope);
	one->name = strdup(name);
	one->body = b.rc == ZC_OK ? strdup(b.p) : NULL;
	zc_buf_fini(&b);
	v->n++;
	return one->name == NULL || one->body == NULL
	    ? ZC_FAIL(e, ZC_ENOMEM, "views")
	    : ZC_OK;
}

static int
add_table(struct zc_view_state *v, const struct zc_sight *s, size_t i,
    struct zc_err *e)
{
	const struct zc_tdef *t = &s->tables[i];
	struct zc_buf cols, body;
	int rc;

	zc_buf_init(&cols, VIEW_SQL_MAX);
	zc_buf_init(&body, VIEW_SQL_MAX);
	table_cols(&cols, t);
	table_body(&body, s, t);
	rc = cols.rc != ZC_OK || body.rc != ZC_OK
	    ? ZC_FAIL(e, ZC_ENOMEM, "views")
	    : add(v, t->name, cols.p, body.p,
		  in_tree(s, i) ? v->scope : v->unit, e);
	zc_buf_fini(&cols);
	zc_buf_fini(&body);
	return rc;
}

static int
make_all(struct zc_view_state *v, const struct zc_sight *s, struct zc_err *e)
{
	int rc = zc_gate_open(&v->gate, e);

	(void)snprintf(
	    v->unit, sizeof(v->unit), "=%lld", (long long)s->scope.unit);
	(void)snprintf(v->scope, sizeof(v->scope), "%s", v->unit);
	if (s->scope.tree || s->trees != NULL)
		(void)snprintf(v->scope, sizeof(v->scope),
		    "IN (SELECT des FROM %sunit_closure WHERE anc=%lld)",
		    v->base, (long long)s->scope.unit);
	v->v = calloc(ZC_LEN(extras) + s->ntables, sizeof(*v->v));
	if (rc == ZC_OK && v->v == NULL)
		rc = ZC_FAIL(e, ZC_ENOMEM, "views");
	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(extras); i++)
		rc = add(v, extras[i].name, extras[i].cols, extras[i].body,
		    s->scope.tree ? v->scope : v->unit, e);
	for (size_t i = 0; rc == ZC_OK && i < s->ntables; i++)
		rc = add_table(v, s, i, e);
	return rc;
}

/* SQLite asks every so many steps whether a query took too long. */
static int
too_long(void *ctx)
{
	const struct zc_view_state *v = ctx;

	return v->deadline_ms != 0 && zc_clock_ms() > v->deadline_ms;
}

/* The schema that holds the base tables, in words that need no quotes. */
static int
base_of(struct zc_db *db, struct zc_view_state *v, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc;

	if (zc_db_engine(db) == ZC_DB_SQLITE) {
		(void)snprintf(v->base, sizeof(v->base), "main.");
		sqlite3_progress_handler(db->lite, 10000, too_long, v);
		return ZC_OK;
	}
	rc = zc_db_ask(db,
	    "SELECT current_schema() WHERE current_schema() ~"
	    " '^[a-z_][a-z0-9_]*$'",
	    &r, e, "");
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0)
		(void)snprintf(
		    v->base, sizeof(v->base), "%s.", zc_rows_text(r, 0));
	else if (rc == 0)
		rc = ZC_FAIL(e, ZC_EUNSUP,
		    "the schema of the database must be named in lower-case "
		    "letters, digits and _");
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

static int
begin(struct zc_db *db, struct zc_err *e)
{
	struct zc_view_state *v = calloc(1, sizeof(*v));

	if (v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "views");
	zc_buf_init(&v->now, 8 * VIEW_SQL_MAX);
	db->view = v;
	return base_of(db, v, e);
}

void
zc_view_end(struct zc_db *db)
{
	struct zc_view_state *v = db->view;

	if (v == NULL)
		return;
	if (db->lite != NULL)
		sqlite3_progress_handler(db->lite, 0, NULL, NULL);
	forget(v);
	zc_buf_fini(&v->now);
	free(v);
	db->view = NULL;
}

int
zc_view_set(struct zc_db *db, const struct zc_sight *s, struct zc_err *e)
{
	struct zc_view_state *v;
	struct zc_buf want;
	int rc = zc_db_now(db, &s->now, e);

	if (rc == ZC_OK && db->view == NULL)
		rc = begin(db, e);
	if (rc != ZC_OK)
		return rc;
	v = db->view;
	zc_buf_init(&want, 8 * VIEW_SQL_MAX);
	describe(&want, s);
	if (want.rc != ZC_OK) {
		rc = ZC_FAIL(e, ZC_ENOMEM, "views");
	} else if (v->now.n != want.n ||
	    memcmp(v->now.p, want.p, want.n) != 0) {
		forget(v);
		rc = make_all(v, s, e);
		if (rc == ZC_OK)
			zc_buf_add(&v->now, want.p, want.n);
		else
			forget(v);
	}
	zc_buf_fini(&want);
	return rc;
}

int
zc_view_reads(
    struct zc_db *db, const char *sql, struct zc_buf *out, struct zc_err *e)
{
	assert(db->view != NULL && db->view->gate != NULL &&
	    "zc_view_set comes first");
	return zc_gate_pass(db->view->gate, sql, out, e);
}

static const char *
body_of(const struct zc_view_state *v, struct zc_str name)
{
	for (size_t i = 0; i < v->n; i++)
		if (zc_str_is(name, v->v[i].name))
			return v->v[i].body;
	return NULL;
}

/* The first word, in any case, with the blank behind it; and what follows. */
static bool
starts(struct zc_str *s, const char *word)
{
	size_t n = strlen(word);

	*s = zc_str_trim(*s);
	if (s->n <= n || !zc_str_isi(zc_str_sub(*s, 0, n), word) ||
	    strchr(" \t\n", s->p[n]) == NULL)
		return false;
	*s = zc_str_sub(*s, n, s->n);
	return true;
}

/*
 * The views that a query reads go in front of it as common table expressions:
 * their names hide the base tables in this one statement, on both engines and
 * without any object in the database. NOT MATERIALIZED: the planner looks
 * through them.
 */
static void
compose(struct zc_buf *b, const struct zc_view_state *v, const char *sql,
    struct zc_str reads)
{
	struct zc_str rest = zc_str_of(sql), name;
	bool first = true, with = starts(&rest, "with");

	if (with)
		(void)starts(&rest, "recursive");
	while (zc_str_cut(&reads, ' ', &name)) {
		/* else a name that the query gave itself: WITH name AS … */
		if (body_of(v, name) == NULL)
			continue;
		zc_buf_cstr(b, first ? "WITH RECURSIVE " : ", ");
		zc_buf_str(b, name);
		zc_buf_cstr(b, " AS NOT MATERIALIZED (");
		zc_buf_cstr(b, body_of(v, name));
		zc_buf_cstr(b, ")");
		first = false;
	}
	if (with)
		zc_buf_cstr(b, first ? "WITH RECURSIVE " : ", ");
	else if (!first)
		zc_buf_cstr(b, " ");
	zc_buf_str(b, rest);
}

static size_t
place_of(const char *sql)
{
	uint64_t h = 1469598103934665603U; /* FNV-1a */

	for (; *sql != '\0'; sql++)
		h = (h ^ (unsigned char)*sql) * 1099511628211U;
	return (size_t)((h ^ h >> 32) % KNOWN_MAX);
}

/* The text to run for a query, through the gate when it is new. */
static int
text_of(struct zc_db *db, const char *sql, const char **out, struct zc_err *e)
{
	struct zc_view_state *v = db->view;
	struct known *k = &v->known[place_of(sql)];
	struct zc_buf reads, full;
	int rc;

	if (k->sql != NULL && strcmp(k->sql, sql) == 0) {
		*out = k->full;
		return ZC_OK;
	}
	zc_buf_init(&reads, 64 << 10);
	zc_buf_init(&full, VIEW_SQL_MAX);
	rc = zc_view_reads(db, sql, &reads, e);
	if (rc == ZC_OK) {
		compose(&full, v, sql, (struct zc_str){ reads.p, reads.n });
		free(k->sql);
		free(k->full);
		k->sql = strdup(sql);
		k->full = full.rc == ZC_OK ? strdup(full.p) : NULL;
		if (k->sql == NULL || k->full == NULL) {
			free(k->sql);
			free(k->full);
			*k = (struct known){ 0 };
			rc = ZC_FAIL(e, ZC_ENOMEM, "views");
		} else {
			*out = k->full;
		}
	}
	zc_buf_fini(&reads);
	zc_buf_fini(&full);
	return rc;
}

/*
 * PostgreSQL: read-only and timed by settings that live as long as the
 * savepoint; all rows are in memory then, and the transaction is as it was.
 */
static int
ask_pg(
    struct zc_db *db, const char *sql, struct zc_rows **out, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	bool own = !db->in_tx;
	int rc = own ? zc_db_exec(db, "BEGIN", e) : ZC_OK;

	if (rc == ZC_OK)
		rc = zc_db_exec(db,
		    "SAVEPOINT zc_view; SET LOCAL statement_timeout=30000;"
		    "SET LOCAL transaction_read_only=on",
		    e);
	if (rc == ZC_OK)
		rc = zc_db_ask(db, sql, &r, e, "");
	if (rc == ZC_OK)
		rc = zc_db_pg_free_wire(db, e);
	if (rc == ZC_OK && r->rc != ZC_OK) {
		rc = r->rc;
		if (e != NULL)
			*e = r->late;
	}
	if (zc_db_exec(db,
		"ROLLBACK TO SAVEPOINT zc_view; RELEASE SAVEPOINT zc_view",
		rc == ZC_OK ? e : NULL) != ZC_OK &&
	    rc == ZC_OK)
		rc = ZC_EIO;
	if (own && zc_db_exec(db, "COMMIT", NULL) != ZC_OK && rc == ZC_OK)
		rc = ZC_FAIL(e, ZC_EIO, "database: the query did not end");
	if (rc != ZC_OK) {
		zc_rows_close(r);
		return rc;
	}
	*out = r;
	return ZC_OK;
}

int
zc_view_ask(
    struct zc_db *db, const char *sql, struct zc_rows **out, struct zc_err *e)
{
	const char *full = NULL;
	int rc = text_of(db, sql, &full, e);

	if (rc != ZC_OK)
		return rc;
	if (zc_db_engine(db) == ZC_DB_POSTGRES)
		return ask_pg(db, full, out, e);
	db->view->deadline_ms = zc_clock_ms() + VIEW_MS;
	rc = zc_db_ask(db, full, out, e, "");
	if (rc != ZC_OK)
		db->view->deadline_ms = 0;
	return rc;
}

void
zc_view_rest(struct zc_db *db)
{
	if (db->view != NULL)
		db->view->deadline_ms = 0;
}
