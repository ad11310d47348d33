#include "core/judge.h"

#include "base/buf.h"
#include "base/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

enum {
	TABLES_MAX = 512
};

struct state {
	const char *name;
	struct zc_outcome o;
};

struct judge {
	struct zc_facts facts;
	struct zc_arena a;
	struct state *states;
	size_t n;
	sqlite3 *out;
	struct zc_case *c;
	const char *target;
	const struct zc_check *check;
	int position;
	struct zc_err *e;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(
	    ((const struct state *)a)->name, ((const struct state *)b)->name);
}

static const struct zc_outcome *
outcome_of(void *ctx, const char *table)
{
	struct judge *j = ctx;
	struct state key = { .name = table };
	struct state *s = bsearch(&key, j->states, j->n, sizeof(key), by_name);

	return s == NULL ? NULL : &s->o;
}

static int
add_state(struct judge *j, const char *name, const struct zc_outcome *o)
{
	const char *copy = zc_arena_dup(&j->a, name, strlen(name));

	if (copy == NULL || j->n == TABLES_MAX)
		return ZC_ELIMIT;
	j->states[j->n++] = (struct state){ .name = copy, .o = *o };
	return ZC_OK;
}

static int
on_status(void *ctx, const struct zc_case_status *s)
{
	return add_state(ctx, s->table, &s->o);
}

static bool
known(const struct judge *j, const char *name)
{
	for (size_t i = 0; i < j->n; i++)
		if (strcmp(j->states[i].name, name) == 0)
			return true;
	return false;
}

static int
temp_table(struct judge *j, const char *name, const struct zc_col *cols,
    size_t n, struct zc_err *e)
{
	struct zc_buf b;
	int rc;

	if (cols == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "table %s", name);
	zc_buf_init(&b, 64 * 1024);
	zc_buf_fmt(&b, "CREATE TEMP TABLE \"%s\"(", name);
	for (size_t i = 0; i < n; i++)
		zc_buf_fmt(&b, "%s\"%s\"", i == 0 ? "" : ",", cols[i].name);
	zc_buf_cstr(&b, ")");
	rc = b.rc == ZC_OK ? zc_sql_exec(j->facts.db, b.p, e)
			   : ZC_FAIL(e, ZC_ENOMEM, "table %s", name);
	zc_buf_fini(&b);
	return rc;
}

/* A table the case lacks: an empty stand-in that was never seen. */
static int
stand_in(struct judge *j, const char *name, const struct zc_col *cols, size_t n,
    const char *reason, struct zc_err *e)
{
	struct zc_outcome o = { .cover = ZC_COVER_ABSENT };
	int rc;

	if (known(j, name))
		return ZC_OK;
	(void)snprintf(o.reason, sizeof(o.reason), "%s", reason);
	rc = temp_table(j, name, cols, n, e);
	if (rc == ZC_OK)
		rc = add_state(j, name, &o);
	return rc;
}

static const char no_ledger[] =
    ZC_N("no such ledger is kept yet, so there is nothing to compare with");

enum zc_type
zc_judge_field_type(const struct zc_ledger_field *f)
{
	static const struct {
		const char *word;
		enum zc_type type;
	} types[] = { { "integer", ZC_INT }, { "money", ZC_INT },
		{ "boolean", ZC_BOOL }, { "date", ZC_TIME },
		{ "time", ZC_TIME } };

	for (size_t i = 0; i < ZC_LEN(types); i++)
		if (strcmp(types[i].word, f->type) == 0)
			return types[i].type;
	return ZC_TEXT;
}

struct zc_col *
zc_judge_ledger_cols(const struct zc_ledger *l, struct zc_arena *a)
{
	struct zc_col *cols = zc_arena_array(a, l->nfields + 1, sizeof(*cols));

	for (size_t i = 0; cols != NULL && i < l->nfields; i++) {
		const struct zc_ledger_field *f = &l->fields[i];

		cols[i] = (struct zc_col){ .name = f->name,
			.type = zc_judge_field_type(f),
			.en = f->label.en,
			.zh = f->label.zh,
			.mean = f->help.en };
	}
	return cols;
}

/* Is the ledger kept today, and one that checks of computers read? */
static int
kept(struct zc_office *o, int64_t unit, const struct zc_ledger *l, bool *out,
    struct zc_err *e)
{
	enum zc_kept k = ZC_KEPT_OFF;
	struct zc_kept_when w = { .unit = unit };
	int rc = ZC_OK;

	*out = false;
	if (o == NULL || !zc_slice_wanted(zc_office_catalog(o), l) ||
	    zc_office_mode(o, l) != ZC_LEDGER_FULL)
		return ZC_OK;
	w.from = zc_office_today(o);
	w.to = w.from + 86400;
	rc = zc_slice_kept(o, l, &w, &k, e);
	*out = rc == ZC_OK && k == ZC_KEPT_YES;
	return rc;
}

static int
declare(struct zc_case *c, const struct zc_ledger *l, struct zc_office *office,
    int64_t unit, struct zc_arena *a, struct zc_err *e)
{
	struct zc_outcome o = { .cover = ZC_COVER_ABSENT };
	struct zc_case_table t = { .name = l->id,
		.kind = "ledger",
		.en = l->title.en,
		.zh = l->title.zh,
		.cols = zc_judge_ledger_cols(l, a),
		.ncols = l->nfields };
	bool yes = false;
	int rc = kept(office, unit, l, &yes, e);

	if (t.cols == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "ledgers");
	if (yes)
		o.cover = ZC_COVER_OK;
	else
		(void)snprintf(o.reason, sizeof(o.reason), "%s", no_ledger);
	if (rc == ZC_OK)
		rc = zc_case_declare(c, &t, &o, e);
	if (rc == ZC_OK && yes)
		rc = zc_slice_fill(office, unit, l, zc_case_db(c), "main", e);
	return rc;
}

int
zc_judge_ledgers(struct zc_case *c, const struct zc_catalog *catalog,
    struct zc_office *office, int64_t unit, struct zc_err *e)
{
	struct zc_arena a;
	int rc = ZC_OK;

	zc_arena_init(&a, 1 << 20);
	for (size_t i = 0; i < catalog->nledgers && rc == ZC_OK; i++)
		rc = declare(c, &catalog->ledgers[i], office, unit, &a, e);
	zc_arena_fini(&a);
	return rc;
}

static struct state *
state_of(struct judge *j, const char *name)
{
	for (size_t i = 0; i < j->n; i++)
		if (strcmp(j->states[i].name, name) == 0)
			return &j->states[i];
	return NULL;
}

/* The ledgers as they are now hide those that the case was given. */
static int
lay_ledgers(struct judge *j, const struct zc_judge_use *u, struct zc_err *e)
{
	const struct zc_catalog *k = u->catalog;
	int rc = ZC_OK;

	for (size_t i = 0; i < k->nledgers && rc == ZC_OK; i++) {
		const struct zc_ledger *l = &k->ledgers[i];
		struct state *s;
		bool yes = false;

		rc = kept(u->office, u->unit, l, &yes, e);
		if (rc != ZC_OK || !yes)
			continue;
		rc = temp_table(
		    j, l->id, zc_judge_ledger_cols(l, &j->a), l->nfields, e);
		if (rc == ZC_OK)
			rc = zc_slice_fill(
			    u->office, u->unit, l, j->facts.db, "temp", e);
		s = state_of(j, l->id);
		if (rc == ZC_OK && s != NULL)
			s->o = (struct zc_outcome){ .cover = ZC_COVER_OK };
		else if (rc == ZC_OK)
			rc = add_state(j, l->id,
			    &(struct zc_outcome){ .cover = ZC_COVER_OK });
	}
	return rc;
}

static int
add_stand_ins(struct judge *j, struct zc_err *e)
{
	const struct zc_catalog *k = j->facts.catalog;
	int rc = ZC_OK;

	for (size_t i = 0; i < k->nledgers && rc == ZC_OK; i++) {
		struct zc_col *cols =
		    zc_judge_ledger_cols(&k->ledgers[i], &j->a);

		rc = cols == NULL ? ZC_FAIL(e, ZC_ENOMEM, "ledgers")
				  : stand_in(j, k->ledgers[i].id, cols,
					k->ledgers[i].nfields, no_ledger, e);
	}
	for (size_t i = 0; i < zc_nprobes && rc == ZC_OK; i++)
		rc = stand_in(j, zc_probes[i]->table, zc_probes[i]->cols,
		    zc_probes[i]->ncols,
		    ZC_N("the collector that made this case did not know it"),
		    e);
	return rc;
}

static void
hash_part(struct zc_sha256 *h, char tag, const void *p, size_t n)
{
	unsigned char head[9] = { (unsigned char)tag };

	for (int i = 0; i < 8; i++)
		head[1 + i] = (unsigned char)((uint64_t)n >> (8 * i));
	zc_sha256_add(h, head, sizeof(head));
	zc_sha256_add(h, p, n);
}

static int
column_of(sqlite3_stmt *st, const char *name)
{
	for (int i = 0; i < sqlite3_column_count(st); i++)
		if (strcmp(sqlite3_column_name(st, i), name) == 0)
			return i;
	return -1;
}

void
zc_judge_key(const char *check, const char *target, const struct zc_val *v,
    size_t n, char key[65])
{
	char version = ZC_KEY_VERSION, text[32];
	struct zc_sha256 h;

	zc_sha256_init(&h);
	hash_part(&h, 'v', &version, 1);
	hash_part(&h, 'c', check, strlen(check));
	hash_part(&h, 't', target, strlen(target));
	for (size_t i = 0; i < n; i++) {
		struct zc_str s = v[i].s;

		if (v[i].type == ZC_VAL_INT) {
			(void)snprintf(
			    text, sizeof(text), "%lld", (long long)v[i].i);
			s = zc_str_of(text);
		}
		hash_part(&h,
		    v[i].type == ZC_VAL_NULL      ? 'n'
			: v[i].type == ZC_VAL_INT ? 'i'
						  : 's',
		    s.p, v[i].type == ZC_VAL_NULL ? 0 : s.n);
	}
	zc_sha256_hex(&h, key);
}

static int
finding_key(struct judge *j, sqlite3_stmt *st, char key[65])
{
	const struct zc_strs *l = &j->check->locator;
	struct zc_val *v = zc_arena_array(&j->a, l->n + 1, sizeof(*v));

	if (v == NULL)
		return ZC_FAIL(j->e, ZC_ENOMEM, "evidence");
	for (size_t i = 0; i < l->n; i++) {
		int k = column_of(st, l->v[i]);

		if (k < 0)
			return ZC_FAIL(j->e, ZC_EINPUT,
			    "%s: locator %s is no column of the query",
			    j->check->id, l->v[i]);
		if (sqlite3_column_type(st, k) == SQLITE_INTEGER)
			v[i] = (struct zc_val){ .type = ZC_VAL_INT,
				.i = sqlite3_column_int64(st, k) };
		else if (sqlite3_column_type(st, k) != SQLITE_NULL)
			v[i] = (struct zc_val){ .type = ZC_VAL_TEXT,
				.s = zc_str_of(zc_sql_text(st, k)) };
	}
	zc_judge_key(j->check->id, j->target, v, l->n, key);
	return ZC_OK;
}

static char *
cells_of(sqlite3_stmt *st)
{
	json_t *o = json_object();
	char *text;

	for (int i = 0; i < sqlite3_column_count(st); i++) {
		json_t *v;

		if (sqlite3_column_type(st, i) == SQLITE_NULL)
			v = json_null();
		else if (sqlite3_column_type(st, i) == SQLITE_INTEGER)
			v = json_integer(sqlite3_column_int64(st, i));
		else if (sqlite3_column_type(st, i) == SQLITE_FLOAT)
			v = json_real(sqlite3_column_double(st, i));
		else
			v = json_string(zc_sql_text(st, i));
		(void)json_object_set_new(o, sqlite3_column_name(st, i), v);
	}
	text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	return text;
}

static int
on_row(void *ctx, const struct zc_evidence *ev)
{
	struct judge *j = ctx;
	char key[65];
	char *cells;
	int rc = finding_key(j, ev->st, key);

	if (rc != ZC_OK)
		return rc;
	cells = cells_of(ev->st);
	if (cells == NULL)
		return ZC_FAIL(j->e, ZC_ENOMEM, "evidence");
	rc = zc_sql_run(j->out, "INSERT INTO zc_evidence VALUES($1,$2,$3,$4)",
	    j->e, "siss", j->check->id, (int64_t)++j->position, key, cells);
	free(cells);
	return rc;
}

static void
count(struct zc_tally *t, const struct zc_check *c, enum zc_verdict v)
{
	switch (v) {
	case ZC_PASS:
		t->pass++;
		break;
	case ZC_FAIL_V:
		if (c->severity == ZC_HIGH)
			t->high++;
		else
			t->mend++;
		break;
	case ZC_UNKNOWN:
		t->unknown++;
		break;
	case ZC_NOT_APPLICABLE:
		t->not_applicable++;
		break;
	default:
		t->manual++;
	}
}

/* A cover's own reason is worth more than "not fully seen". */
static const char *
best_reason(const struct zc_result *r)
{
	if (r->verdict == ZC_UNKNOWN && r->seen.reason[0] != '\0')
		return r->seen.reason;
	return r->reason;
}

/* What an answer of a person says, in one line. */
static int
take_answer(struct judge *j, sqlite3_stmt *st, struct zc_result *r)
{
	static const struct {
		const char *word;
		enum zc_verdict v;
	} says[] = { { "yes", ZC_PASS }, { "no", ZC_FAIL_V },
		{ "not_applicable", ZC_NOT_APPLICABLE } };
	struct zc_evidence ev = { .st = st, .ncols = sqlite3_column_count(st) };
	const char *word = zc_sql_text(st, 0);

	for (size_t i = 0; i < ZC_LEN(says); i++) {
		if (strcmp(says[i].word, word) != 0)
			continue;
		*r = (struct zc_result){ .verdict = says[i].v,
			.rows = says[i].v == ZC_FAIL_V };
		(void)snprintf(r->reason, sizeof(r->reason), "%s",
		    ZC_N("a person answered this"));
		(void)snprintf(r->detail, sizeof(r->detail), "%s, %s, %s",
		    zc_sql_text(st, 1), zc_sql_text(st, 2), zc_sql_text(st, 3));
		return r->rows > 0 ? on_row(j, &ev) : ZC_OK;
	}
	return ZC_OK;
}

/* The newest valid answer to a question, for this computer or for all. */
static int
look_for_answer(struct judge *j, struct zc_result *r)
{
	const struct zc_catalog *k = j->facts.catalog;
	int64_t today = j->facts.now - j->facts.now % 86400;
	sqlite3_stmt *st = NULL;
	int rc;

	if (zc_catalog_ledger(k, "answer") == NULL ||
	    zc_catalog_ledger(k, "computer") == NULL)
		return ZC_OK;
	rc = zc_sql_prepare(j->facts.db,
	    "SELECT a.answer, a.confirmer,"
	    " strftime('%Y-%m-%d', a.answered_at, 'unixepoch'), a.evidence,"
	    " a.asset_no FROM answer a WHERE a.check_id=$1"
	    " AND (coalesce(a.asset_no,'')='' OR a.asset_no IN (SELECT"
	    " p.asset_no FROM computer p WHERE lower(p.hostname)=lower($2)))"
	    " AND (a.valid_until IS NULL OR a.valid_until>=$3)"
	    " ORDER BY a.answered_at DESC, coalesce(a.asset_no,'') DESC",
	    &st, j->e, "ssi", j->check->id, zc_case_get(j->c, "hostname"),
	    today);
	if (rc == ZC_OK)
		rc = zc_sql_step(st, j->e);
	if (rc > 0)
		rc = take_answer(j, st, r);
	(void)sqlite3_finalize(st);
	return rc;
}

static int
judge_one(struct judge *j, const struct zc_check *c, struct zc_tally *t)
{
	static const char *const severities[] = { "info", "low", "medium",
		"high" };
	struct zc_err why = { 0 };
	struct zc_result r;
	int rc;

	j->check = c;
	j->position = 0;
	rc = zc_check_eval(&j->facts, c, &r, on_row, j, &why);
	if (rc == ZC_OK && r.verdict == ZC_MANUAL && c->query == NULL) {
		rc = look_for_answer(j, &r);
		if (rc != ZC_OK)
			return rc;
	}
	if (rc != ZC_OK) {
		/* Our definition or its size is at fault: say so, go on. */
		r = (struct zc_result){ .verdict = ZC_UNKNOWN };
		(void)snprintf(r.reason, sizeof(r.reason), "%s",
		    ZC_N("the check itself could not be carried out"));
		(void)snprintf(r.detail, sizeof(r.detail), "%s",
		    why.msg[0] != '\0' ? why.msg : j->e->msg);
		rc = zc_sql_run(j->out,
		    "DELETE FROM zc_evidence WHERE check_id=$1", j->e, "s",
		    c->id);
		if (rc != ZC_OK)
			return rc;
	}
	count(t, c, r.verdict);
	return zc_sql_run(j->out,
	    "INSERT INTO zc_result VALUES($1,$2,$3,$4,$5,$6,$7)", j->e,
	    "sssssis", c->id, zc_verdict_word(r.verdict),
	    severities[c->severity], best_reason(&r), r.detail, r.rows,
	    r.tables);
}

static int
open_judge(struct judge *j, const struct zc_judge_use *u, struct zc_err *e)
{
	struct zc_case *c = u->c;
	int64_t now = 0;
	int rc;

	j->states = zc_arena_array(&j->a, TABLES_MAX, sizeof(*j->states));
	if (j->target == NULL)
		j->target = zc_case_get(c, "target");
	if (j->states == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "judging");
	if (!zc_str_int(zc_str_of(zc_case_get(c, "started")), 10, &now))
		return ZC_FAIL(e, ZC_EINPUT, "case without a starting time");
	j->facts.now = now;
	rc = zc_case_statuses(c, on_status, j, e);
	if (rc == ZC_OK && u->office != NULL)
		rc = lay_ledgers(j, u, e);
	if (rc == ZC_OK)
		rc = add_stand_ins(j, e);
	if (rc == ZC_OK)
		rc = zc_check_open(&j->facts, e);
	if (j->n > 0)
		qsort(j->states, j->n, sizeof(*j->states), by_name);
	return rc;
}

int
zc_judge(const struct zc_judge_use *u, struct sqlite3 *out,
    struct zc_tally *tally, struct zc_err *e)
{
	const struct zc_catalog *catalog = u->catalog;
	struct zc_err mine = { 0 };
	struct judge j = { .out = out,
		.c = u->c,
		.target = u->target,
		.e = e != NULL ? e : &mine };
	struct zc_tally t = { 0 };
	int rc;

	zc_arena_init(&j.a, 8 << 20);
	j.facts = (struct zc_facts){ .db = zc_case_db(u->c),
		.catalog = catalog,
		.outcome = outcome_of,
		.ctx = &j };
	rc = open_judge(&j, u, e);
	if (rc == ZC_OK)
		rc = zc_sql_exec(
		    out, "DELETE FROM zc_result; DELETE FROM zc_evidence", e);
	for (size_t i = 0; i < catalog->nchecks && rc == ZC_OK; i++)
		if (strcmp(catalog->checks[i].target, "host") == 0)
			rc = judge_one(&j, &catalog->checks[i], &t);
	if (rc == ZC_OK)
		*tally = t;
	zc_arena_fini(&j.a);
	return rc;
}

int
zc_judge_file(const struct zc_judge_use *u, const char *digest,
    const char *path, struct zc_tally *tally, struct zc_err *e)
{
	sqlite3 *db = NULL;
	int rc = ZC_OK, fd;

	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be made", path);
	(void)close(fd);
	if (sqlite3_open_v2(path, &db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
		    SQLITE_OPEN_EXRESCODE,
		NULL) != SQLITE_OK)
		rc = zc_sql_fail(e, db, path);
	if (rc == ZC_OK)
		rc = zc_sql_exec(db,
		    "BEGIN;"
		    "CREATE TABLE zc_meta(key TEXT PRIMARY KEY NOT NULL,"
		    " value TEXT NOT NULL);"
		    "CREATE TABLE zc_result(check_id TEXT PRIMARY KEY NOT NULL,"
		    " verdict TEXT NOT NULL, severity TEXT NOT NULL,"
		    " reason TEXT NOT NULL, detail TEXT NOT NULL,"
		    " row_count INTEGER NOT NULL, tables TEXT NOT NULL);"
		    "CREATE TABLE zc_evidence(check_id TEXT NOT NULL,"
		    " position INTEGER NOT NULL, finding_key TEXT NOT NULL,"
		    " cells TEXT NOT NULL, PRIMARY KEY(check_id, position))",
		    e);
	if (rc == ZC_OK)
		rc = zc_sql_run(db,
		    "INSERT INTO zc_meta VALUES('case_digest',$1),"
		    "('rules_digest',$2),('tool',$3)",
		    e, "sss", digest, u->catalog->digest, ZC_VERSION);
	if (rc == ZC_OK)
		rc = zc_judge(u, db, tally, e);
	if (rc == ZC_OK)
		rc = zc_sql_exec(db, "COMMIT", e);
	(void)sqlite3_close(db);
	/* Nothing half-written stays. */
	if (rc != ZC_OK)
		(void)unlink(path);
	return rc;
}

int
zc_judge_results(
    struct sqlite3 *db, zc_stored_fn fn, void *ctx, struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	struct zc_stored s;
	int rc = zc_sql_prepare(db,
	    "SELECT check_id, verdict, severity, reason, detail, row_count,"
	    " tables FROM zc_result ORDER BY check_id",
	    &st, e, "");

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_sql_step(st, e)) > 0) {
		s = (struct zc_stored){ .check = zc_sql_text(st, 0),
			.verdict = ZC_UNKNOWN,
			.severity = zc_sql_text(st, 2),
			.reason = zc_sql_text(st, 3),
			.detail = zc_sql_text(st, 4),
			.rows = sqlite3_column_int64(st, 5),
			.tables = zc_sql_text(st, 6) };
		if (!zc_verdict_of(zc_sql_text(st, 1), &s.verdict))
			rc = ZC_FAIL(
			    e, ZC_EINPUT, "%s: unknown verdict", s.check);
		else
			rc = fn(ctx, &s);
		if (rc < 0)
			break;
	}
	(void)sqlite3_finalize(st);
	return rc;
}

int
zc_judge_evidence(struct sqlite3 *db, const char *check,
    int (*fn)(void *ctx, const char *key, const char *cells), void *ctx,
    struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = zc_sql_prepare(db,
	    "SELECT finding_key, cells FROM zc_evidence WHERE check_id=$1"
	    " ORDER BY position",
	    &st, e, "s", check);

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_sql_step(st, e)) > 0) {
		rc = fn(ctx, zc_sql_text(st, 0), zc_sql_text(st, 1));
		if (rc < 0)
			break;
	}
	(void)sqlite3_finalize(st);
	return rc;
}
