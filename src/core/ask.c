#include "core/ask.h"

#include "core/check.h"
#include "core/collect.h"
#include "core/inspect.h"
#include "core/look.h"

#include <ctype.h>
#include <unistd.h>

enum {
	TABLES_MAX = 64,
	NAME_MAX_BYTES = 64,
	STEPS = 10000
};

/* Tables that a statement reads, as the authorizer tells. */
struct wanted {
	const struct zc_probe *v[TABLES_MAX];
	size_t n;
	bool refused;
};

struct zc_ask {
	struct zc_ask_use use;
	struct zc_arena a;
	struct zc_look look;
	struct zc_case *c;
	struct zc_facts facts; /* for the functions of definitions */
	struct wanted w;       /* of the statement that is being answered */
	char unknown[NAME_MAX_BYTES];
};

static int
note(void *ctx, int op, const char *a, const char *b ZC_UNUSED,
    const char *db ZC_UNUSED, const char *trigger ZC_UNUSED)
{
	struct wanted *w = ctx;
	const struct zc_probe *p;

	if (op == SQLITE_SELECT || op == SQLITE_FUNCTION ||
	    op == SQLITE_RECURSIVE)
		return SQLITE_OK;
	if (op != SQLITE_READ) {
		w->refused = true;
		return SQLITE_DENY;
	}
	p = a == NULL ? NULL : zc_probe_find(a);
	for (size_t i = 0; p != NULL && i < w->n; i++)
		if (w->v[i] == p)
			return SQLITE_OK;
	if (p != NULL && w->n < ZC_LEN(w->v))
		w->v[w->n++] = p;
	return SQLITE_OK;
}

static bool
stop(void *ctx)
{
	const struct zc_ask *a = ctx;

	return a->use.stop != NULL && a->use.stop(a->use.ctx);
}

static int
progress(void *ctx)
{
	return stop(ctx) ? 1 : 0;
}

int
zc_ask_open(const struct zc_ask_use *use, struct zc_ask **out, struct zc_err *e)
{
	struct zc_ask *a = calloc(1, sizeof(*a));
	int rc;

	if (a == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no memory for questions");
	a->use = *use;
	a->look.root = -1;
	zc_arena_init(&a->a, 64 << 20);
	rc = zc_look_open(
	    use->root, use->data, use->catalog, &a->a, &a->look, e);
	if (rc == ZC_OK && zc_inspect_classified(use->catalog, a->look.root))
		rc = ZC_FAIL(e, ZC_EREFUSED, ZC_COLLECT_REFUSAL);
	if (rc == ZC_OK)
		rc = zc_case_create(NULL, &a->c, e);
	if (rc == ZC_OK)
		rc = zc_judge_ledgers(a->c, use->catalog, NULL, 0, e);
	if (rc == ZC_OK) {
		a->facts = (struct zc_facts){ .db = zc_case_db(a->c),
			.catalog = use->catalog,
			.now = a->look.now };
		rc = zc_check_open(&a->facts, e);
	}
	/* Sorting must not spill onto the disk of who is inspected. */
	if (rc == ZC_OK)
		rc = zc_sql_exec(
		    a->facts.db, "COMMIT; PRAGMA temp_store=MEMORY; BEGIN", e);
	if (rc != ZC_OK) {
		zc_ask_close(a);
		return rc;
	}
	sqlite3_progress_handler(a->facts.db, STEPS, progress, a);
	*out = a;
	return ZC_OK;
}

void
zc_ask_close(struct zc_ask *a)
{
	if (a == NULL)
		return;
	zc_case_close(a->c);
	zc_look_close(&a->look);
	zc_arena_fini(&a->a);
	free(a);
}

/* SQLite's complaint as ours. */
static int
wrong(struct zc_ask *a, struct zc_err *e)
{
	static const char *const heads[] = { "no such table: ",
		"no such column: " };
	const char *msg = sqlite3_errmsg(a->facts.db);

	if (a->w.refused)
		return ZC_FAIL(e, ZC_EUSAGE,
		    ZC_N("only SELECT is possible: facts are looked at, never "
			 "changed"));
	for (size_t i = 0; i < ZC_LEN(heads); i++) {
		const char *name = msg + strlen(heads[i]);

		if (strncmp(msg, heads[i], strlen(heads[i])) != 0)
			continue;
		if (strrchr(name, '.') != NULL)
			name = strrchr(name, '.') + 1;
		(void)snprintf(a->unknown, sizeof(a->unknown), "%s", name);
		return ZC_FAIL(e, ZC_ENOENT, "%s", msg);
	}
	return ZC_FAIL(e, ZC_EUSAGE, "this is no valid question: %s", msg);
}

/* Under the eyes of the authorizer; `*st` NULL: only blanks or comments. */
static int
prepare(struct zc_ask *a, const char *sql, sqlite3_stmt **st, const char **tail,
    struct zc_err *e)
{
	int r;

	a->w = (struct wanted){ 0 };
	(void)sqlite3_set_authorizer(a->facts.db, note, &a->w);
	r = sqlite3_prepare_v2(a->facts.db, sql, -1, st, tail);
	(void)sqlite3_set_authorizer(a->facts.db, NULL, NULL);
	return r == SQLITE_OK ? ZC_OK : wrong(a, e);
}

static int
gather(struct zc_ask *a, struct zc_err *e)
{
	const struct zc_probe *todo[TABLES_MAX];
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct zc_sink sink;
	size_t n = 0;
	int looks = a->look.live ? ZC_LIVE : ZC_ROOT;
	int rc = ZC_OK;

	for (size_t i = 0; i < a->w.n && rc == ZC_OK; i++) {
		const struct zc_probe *p = a->w.v[i];

		if (zc_case_done(a->c, p->table))
			continue;
		if ((p->looks & (unsigned)looks) != 0)
			todo[n++] = p;
		else
			rc = zc_collect_leave_out(a->c, p, ZC_COVER_UNSUPPORTED,
			    ZC_N("can only be seen on a running system"), e);
	}
	if (rc != ZC_OK || n == 0)
		return rc;
	zc_case_sink(a->c, &sink);
	sink.stop = stop;
	sink.stop_ctx = a;
	return zc_gather(
	    &a->look, todo, n, cpus > 0 ? (unsigned)cpus : 1, &sink, e);
}

/* Only what this statement read is told. */
static int
on_status(void *ctx, const struct zc_case_status *s)
{
	struct zc_ask *a = ctx;

	for (size_t i = 0; i < a->w.n; i++)
		if (strcmp(a->w.v[i]->table, s->table) == 0 &&
		    s->o.cover != ZC_COVER_OK && a->use.cover != NULL)
			return a->use.cover(a->use.ctx, s);
	return ZC_OK;
}

static int
answer(struct zc_ask *a, sqlite3_stmt *st, enum zc_grid g, FILE *f,
    struct zc_err *e)
{
	int rc = gather(a, e);
	int64_t n;

	if (rc != ZC_OK)
		return rc;
	n = zc_grid_print(st, g, f, e);
	if (n == ZC_ETIME && stop(a))
		return ZC_FAIL(e, ZC_ESTOP, "stopped by the user");
	if (n < 0)
		return (int)n;
	return zc_case_statuses(a->c, on_status, a, e);
}

int
zc_ask_put(struct zc_ask *a, const char *sql, enum zc_grid g, FILE *f,
    struct zc_err *e)
{
	int rc = ZC_OK;

	while (rc == ZC_OK && *sql != '\0') {
		sqlite3_stmt *st = NULL;
		const char *tail = NULL;

		rc = prepare(a, sql, &st, &tail, e);
		if (rc == ZC_OK && st != NULL)
			rc = answer(a, st, g, f, e);
		(void)sqlite3_finalize(st);
		if (rc == ZC_OK)
			sql = tail;
	}
	return rc;
}

bool
zc_ask_whole(const char *sql)
{
	return sqlite3_complete(sql) != 0;
}

const char *
zc_ask_unknown(const struct zc_ask *a)
{
	return a->unknown;
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Letters to change, add or leave out; names are short. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[NAME_MAX_BYTES + 1], na = strlen(a), nb = strlen(b);

	if (na >= NAME_MAX_BYTES || nb >= NAME_MAX_BYTES)
		return NAME_MAX_BYTES;
	for (size_t k = 0; k <= nb; k++)
		row[k] = k;
	for (size_t i = 1; i <= na; i++) {
		size_t before = row[0];

		row[0] = i;
		for (size_t k = 1; k <= nb; k++) {
			size_t up = row[k];
			bool same = tolower((unsigned char)a[i - 1]) ==
			    tolower((unsigned char)b[k - 1]);

			row[k] = least(
			    up + 1, row[k - 1] + 1, before + (same ? 0 : 1));
			before = up;
		}
	}
	return row[nb];
}

/* 0 = the same; a name that holds the other one counts as one off. */
static size_t
unlike(const char *name, const char *candidate)
{
	size_t d = distance(name, candidate);

	if (d > 1 && strlen(name) >= 3 &&
	    (strcasestr(candidate, name) != NULL ||
		strcasestr(name, candidate) != NULL))
		return 1;
	return d;
}

static size_t
add_near(const char *name, size_t d, const char *candidate, const char **out,
    size_t n, size_t max)
{
	if (unlike(name, candidate) != d || n == max)
		return n;
	for (size_t i = 0; i < n; i++)
		if (strcmp(out[i], candidate) == 0)
			return n;
	out[n] = candidate;
	return n + 1;
}

size_t
zc_ask_near(const char *name, const char **out, size_t max)
{
	size_t n = 0, far = strlen(name) < 5 ? 1 : strlen(name) / 3;

	for (size_t d = 0; d <= far; d++)
		for (size_t i = 0; i < zc_nprobes; i++)
			n = add_near(name, d, zc_probes[i]->table, out, n, max);
	for (size_t d = 0; n == 0 && d <= far; d++)
		for (size_t i = 0; i < zc_nprobes; i++)
			for (size_t k = 0; k < zc_probes[i]->ncols; k++)
				n = add_near(name, d,
				    zc_probes[i]->cols[k].name, out, n, max);
	return n;
}
