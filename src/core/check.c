#include "core/check.h"

#include <fnmatch.h>
#include <strings.h>

static const char *const words[] = { "pass", "fail", "unknown",
	"not_applicable", "manual" };

const char *
zc_verdict_word(enum zc_verdict v)
{
	assert((size_t)v < ZC_LEN(words));
	return words[v];
}

bool
zc_verdict_of(const char *word, enum zc_verdict *out)
{
	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (strcmp(words[i], word) == 0) {
			*out = (enum zc_verdict)i;
			return true;
		}
	return false;
}

/* SQL functions of definitions. */

static const char *
arg_text(sqlite3_value *v)
{
	return (const char *)sqlite3_value_text(v);
}

static void
fn_now(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const struct zc_facts *f = sqlite3_user_data(ctx);

	(void)n;
	(void)v;
	sqlite3_result_int64(ctx, f->now);
}

static bool
is_ascii(const char *s)
{
	while (*s != '\0' && (unsigned char)*s < 0x80)
		s++;
	return *s == '\0';
}

static bool
glob(const char *pattern, const char *text)
{
	/* Most are plain words; fnmatch(3) makes both wide at each call. */
	if (strpbrk(pattern, "*?[") == NULL && is_ascii(pattern) &&
	    is_ascii(text))
		return strcasecmp(pattern, text) == 0;
	return fnmatch(pattern, text, FNM_CASEFOLD | FNM_NOESCAPE) == 0;
}

static void
fn_glob(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const char *text = arg_text(v[0]), *pattern = arg_text(v[1]);

	(void)n;
	if (text != NULL && pattern != NULL)
		sqlite3_result_int(ctx, glob(pattern, text));
}

/* Items stand one a line; a comma separates them as well. */
static void
fn_in(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const char *text = arg_text(v[0]), *list = arg_text(v[1]);
	struct zc_str rest = zc_str_of(list), line, item;
	char pattern[256];
	int hit = 0;

	(void)n;
	if (text == NULL || list == NULL)
		return;
	while (!hit && zc_str_cut(&rest, '\n', &line))
		while (!hit && zc_str_cut(&line, ',', &item)) {
			item = zc_str_trim(item);
			if (item.n == 0 || item.n >= sizeof(pattern))
				continue;
			memcpy(pattern, item.p, item.n);
			pattern[item.n] = '\0';
			hit = glob(pattern, text);
		}
	sqlite3_result_int(ctx, hit);
}

static void
fn_bits(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	if (sqlite3_value_type(v[0]) != SQLITE_NULL &&
	    sqlite3_value_type(v[1]) != SQLITE_NULL)
		sqlite3_result_int64(
		    ctx, sqlite3_value_int64(v[0]) & sqlite3_value_int64(v[1]));
}

int
zc_check_open(struct zc_facts *f, struct zc_err *e)
{
	static const struct {
		const char *name;
		int args;
		void (*fn)(sqlite3_context *, int, sqlite3_value **);
	} fns[] = { { "zc_now", 0, fn_now }, { "zc_in", 2, fn_in },
		{ "zc_glob", 2, fn_glob }, { "zc_bits", 2, fn_bits } };

	for (size_t i = 0; i < ZC_LEN(fns); i++)
		if (sqlite3_create_function(f->db, fns[i].name, fns[i].args,
			SQLITE_UTF8 | SQLITE_INNOCUOUS, f, fns[i].fn, NULL,
			NULL) != SQLITE_OK)
			return zc_sql_fail(e, f->db, fns[i].name);
	return ZC_OK;
}

/* What the authorizer sees while a query is prepared. */
struct gate {
	struct zc_facts *f;
	struct zc_reads *reads;
	char refused[128];
};

static int
note_table(struct gate *g, const char *table)
{
	struct zc_reads *r = g->reads;

	if (table[0] == '\0')
		return SQLITE_OK;
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->names[i], table) == 0)
			return SQLITE_OK;
	if (g->f->outcome(g->f->ctx, table) == NULL ||
	    r->n == ZC_LEN(r->names)) {
		(void)snprintf(g->refused, sizeof(g->refused),
		    "table %s is not open to definitions", table);
		return SQLITE_DENY;
	}
	(void)snprintf(r->names[r->n++], sizeof(r->names[0]), "%s", table);
	return SQLITE_OK;
}

/* The functions both database engines have. */
static bool
allowed_function(const char *name)
{
	static const char *const names[] = { "abs", "avg", "coalesce", "count",
		"length", "like", "lower", "ltrim", "max", "min", "nullif",
		"replace", "round", "rtrim", "substr", "sum", "trim", "upper" };

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
	struct gate *g = ctx;

	(void)db;
	(void)trigger;
	switch (op) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_READ:
		return note_table(g, a);
	case SQLITE_FUNCTION:
		if (allowed_function(b))
			return SQLITE_OK;
		(void)snprintf(g->refused, sizeof(g->refused),
		    "function %s is not open to definitions", b);
		return SQLITE_DENY;
	default:
		(void)snprintf(g->refused, sizeof(g->refused),
		    "only SELECT is open to definitions");
		return SQLITE_DENY;
	}
}

static const char *
setting_value(
    const struct zc_facts *f, const char *id, bool *number, int64_t *n)
{
	const struct zc_setting *s = zc_catalog_setting(f->catalog, id);
	const char *v = s == NULL ? NULL : s->value;

	for (size_t i = 0; f->settings != NULL && i < f->settings->n; i++)
		if (strcmp(f->settings->v[i].col, id) == 0)
			v = f->settings->v[i].text;
	*number = false;
	if (s == NULL || v == NULL)
		return NULL;
	if (strcmp(s->type, "boolean") == 0) {
		*number = true;
		*n = strcmp(v, "true") == 0 || strcmp(v, "1") == 0 ||
		    strcmp(v, "yes") == 0;
	} else if (strcmp(s->type, "integer") == 0) {
		*number = zc_str_int(zc_str_of(v), 10, n);
	}
	return v;
}

/* Setting host.usb.grace_days is parameter :host_usb_grace_days. */
static int
bind_one(struct zc_facts *f, sqlite3_stmt *st, int k, const char *id)
{
	const char *v;
	bool number;
	int64_t n;

	v = setting_value(f, id, &number, &n);
	if (v == NULL)
		return SQLITE_ERROR;
	if (number)
		return sqlite3_bind_int64(st, k, n);
	return sqlite3_bind_text(st, k, v, -1, SQLITE_TRANSIENT);
}

static bool
names_param(const char *id, const char *param)
{
	size_t i;

	for (i = 0; id[i] != '\0' && param[i] != '\0'; i++)
		if (id[i] != param[i] && !(id[i] == '.' && param[i] == '_'))
			return false;
	return id[i] == param[i];
}

static int
bind_all(struct zc_facts *f, const struct zc_check *c, sqlite3_stmt *st,
    struct zc_err *e)
{
	int n = sqlite3_bind_parameter_count(st);

	for (int k = 1; k <= n; k++) {
		const char *name = sqlite3_bind_parameter_name(st, k);
		int rc = SQLITE_ERROR;

		for (size_t i = 0; name != NULL && i < c->settings.n; i++)
			if (names_param(c->settings.v[i], name + 1))
				rc = bind_one(f, st, k, c->settings.v[i]);
		if (rc != SQLITE_OK)
			return ZC_FAIL(e, ZC_EINPUT,
			    "%s: parameter %s is no setting of the check",
			    c->id, name == NULL ? "?" : name);
	}
	return ZC_OK;
}

static int
prepare(struct zc_facts *f, const struct zc_check *c, const char *sql,
    struct zc_reads *reads, sqlite3_stmt **out, struct zc_err *e)
{
	struct gate g = { .f = f, .reads = reads };
	const char *rest = "";
	sqlite3_stmt *st = NULL;
	int rc;

	*reads = (struct zc_reads){ 0 };
	(void)sqlite3_set_authorizer(f->db, authorize, &g);
	rc = sqlite3_prepare_v2(f->db, sql, -1, &st, &rest);
	(void)sqlite3_set_authorizer(f->db, NULL, NULL);
	if (rc != SQLITE_OK || st == NULL)
		return ZC_FAIL(e, ZC_EINPUT, "%s: %s", c->id,
		    g.refused[0] != '\0' ? g.refused : sqlite3_errmsg(f->db));
	/* VACUUM INTO and EXPLAIN pass by the authorizer. */
	if (!sqlite3_stmt_readonly(st) || sqlite3_stmt_isexplain(st) != 0) {
		(void)sqlite3_finalize(st);
		return ZC_FAIL(e, ZC_EINPUT,
		    "%s: only SELECT is open to definitions", c->id);
	}
	if (zc_str_trim(zc_str_of(rest)).n > 0) {
		(void)sqlite3_finalize(st);
		return ZC_FAIL(
		    e, ZC_EINPUT, "%s: more than one statement", c->id);
	}
	rc = bind_all(f, c, st, e);
	if (rc != ZC_OK) {
		(void)sqlite3_finalize(st);
		return rc;
	}
	*out = st;
	return ZC_OK;
}

int
zc_check_reads(struct zc_facts *f, const struct zc_check *c, const char *sql,
    struct zc_reads *out, struct zc_err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = prepare(f, c, sql, out, &st, e);

	(void)sqlite3_finalize(st);
	return rc;
}

static int
too_long(void *ctx)
{
	(void)ctx;
	return 1;
}

static bool
listed(const struct zc_strs *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->v[i], name) == 0)
			return true;
	return false;
}

/* The first table that was not fully seen, by `excused` or not. */
static bool
unseen(struct zc_facts *f, const struct zc_reads *r,
    const struct zc_strs *excused, bool want_excused, struct zc_result *out)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct zc_outcome *o = f->outcome(f->ctx, r->names[i]);

		if (o == NULL || o->cover == ZC_COVER_OK ||
		    listed(excused, r->names[i]) != want_excused)
			continue;
		out->seen = *o;
		(void)snprintf(
		    out->table, sizeof(out->table), "%s", r->names[i]);
		return true;
	}
	return false;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
list_tables(struct zc_reads *r, struct zc_result *out)
{
	size_t n = 0;

	qsort(r->names, r->n, sizeof(r->names[0]), by_name);
	for (size_t i = 0; i < r->n && n < sizeof(out->tables); i++)
		n += (size_t)snprintf(out->tables + n, sizeof(out->tables) - n,
		    "%s%s", i == 0 ? "" : " ", r->names[i]);
}

static void
say(struct zc_result *out, enum zc_verdict v, const char *reason)
{
	out->verdict = v;
	(void)snprintf(out->reason, sizeof(out->reason), "%s", reason);
	if (v == ZC_UNKNOWN)
		(void)snprintf(
		    out->detail, sizeof(out->detail), "%s", out->seen.detail);
}

/* Step through the rows; the number of them, or a negative code. */
static int
run(struct zc_facts *f, sqlite3_stmt *st, struct zc_result *out,
    zc_evidence_fn fn, void *ctx, struct zc_err *e)
{
	struct zc_evidence ev = { .st = st, .ncols = sqlite3_column_count(st) };
	int rc;

	sqlite3_progress_handler(f->db, ZC_CHECK_STEPS, too_long, NULL);
	while ((rc = zc_sql_step(st, e)) > 0)
		if (++out->rows <= ZC_CHECK_ROWS_MAX && fn != NULL) {
			rc = fn(ctx, &ev);
			if (rc < 0)
				break;
		}
	sqlite3_progress_handler(f->db, 0, NULL, NULL);
	return rc;
}

/* ZC_OK and true in `go` when the check applies. */
static int
applies(struct zc_facts *f, const struct zc_check *c, struct zc_result *out,
    bool *go, struct zc_err *e)
{
	struct zc_reads reads;
	sqlite3_stmt *st = NULL;
	bool partial;
	int rc;

	*go = true;
	if (c->applies == NULL)
		return ZC_OK;
	rc = prepare(f, c, c->applies, &reads, &st, e);
	if (rc != ZC_OK)
		return rc;
	list_tables(&reads, out);
	*go = false;
	partial = unseen(f, &reads, &c->sound_when_partial, true, out);
	if (unseen(f, &reads, &c->sound_when_partial, false, out)) {
		say(out, ZC_UNKNOWN,
		    ZC_N("whether this applies could not be seen"));
	} else {
		rc = run(f, st, out, NULL, NULL, e);
		*go = rc == ZC_OK && out->rows > 0;
		out->rows = 0;
		if (rc == ZC_OK && !*go && partial)
			say(out, ZC_UNKNOWN,
			    ZC_N("whether this applies could not be seen"));
		else if (rc == ZC_OK && !*go)
			say(out, ZC_NOT_APPLICABLE,
			    ZC_N("does not apply to this computer"));
	}
	if (*go) {
		out->seen = (struct zc_outcome){ 0 };
		out->table[0] = '\0';
	}
	(void)sqlite3_finalize(st);
	return rc;
}

/*
 * No row offends: was every value there that this takes? What `unknown`
 * names first becomes the detail.
 */
static int
pass(struct zc_facts *f, const struct zc_check *c, struct zc_result *out,
    struct zc_err *e)
{
	static const struct zc_strs none;
	struct zc_reads reads;
	sqlite3_stmt *st = NULL;
	int rc;

	say(out, ZC_PASS, "");
	if (c->unknown == NULL)
		return ZC_OK;
	rc = prepare(f, c, c->unknown, &reads, &st, e);
	if (rc != ZC_OK)
		return rc;
	if (unseen(f, &reads, &none, false, out)) {
		say(out, ZC_UNKNOWN, ZC_N("not fully seen"));
		(void)sqlite3_finalize(st);
		return ZC_OK;
	}
	sqlite3_progress_handler(f->db, ZC_CHECK_STEPS, too_long, NULL);
	rc = zc_sql_step(st, e);
	sqlite3_progress_handler(f->db, 0, NULL, NULL);
	if (rc > 0) {
		say(out, ZC_UNKNOWN,
		    ZC_N("a value that this needs could not be seen"));
		(void)snprintf(
		    out->detail, sizeof(out->detail), "%s", zc_sql_text(st, 0));
	}
	(void)sqlite3_finalize(st);
	return rc < 0 ? rc : ZC_OK;
}

static int
judge(struct zc_facts *f, const struct zc_check *c, struct zc_result *out,
    zc_evidence_fn fn, void *ctx, struct zc_err *e)
{
	struct zc_reads reads;
	sqlite3_stmt *st = NULL;
	bool partial;
	int rc = prepare(f, c, c->query, &reads, &st, e);

	if (rc != ZC_OK)
		return rc;
	list_tables(&reads, out);
	if (unseen(f, &reads, &c->sound_when_partial, false, out)) {
		say(out, ZC_UNKNOWN, ZC_N("not fully seen"));
		(void)sqlite3_finalize(st);
		return ZC_OK;
	}
	partial = unseen(f, &reads, &c->sound_when_partial, true, out);
	rc = run(f, st, out, fn, ctx, e);
	(void)sqlite3_finalize(st);
	if (rc != ZC_OK)
		return rc;
	if (out->rows > 0)
		say(out, c->review ? ZC_MANUAL : ZC_FAIL_V,
		    c->review ? ZC_N("a person must look at these rows") : "");
	else if (partial)
		say(out, ZC_UNKNOWN, ZC_N("not fully seen"));
	else
		return pass(f, c, out, e);
	return ZC_OK;
}

int
zc_check_eval(struct zc_facts *f, const struct zc_check *c,
    struct zc_result *out, zc_evidence_fn fn, void *ctx, struct zc_err *e)
{
	bool go;
	int rc;

	*out = (struct zc_result){ 0 };
	rc = applies(f, c, out, &go, e);
	if (rc != ZC_OK || !go)
		return rc;
	if (c->query == NULL) {
		say(out, ZC_MANUAL, ZC_N("a person must answer this"));
		return ZC_OK;
	}
	return judge(f, c, out, fn, ctx, e);
}
