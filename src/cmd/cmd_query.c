/* zicha query: SQL over the facts of this computer or of a root. */
#include "base/tr.h"
#include "cmd/cmd.h"
#include "core/case.h"
#include "core/grid.h"
#include "core/look.h"

#include <unistd.h>

struct query {
	const struct zc_run *r;
	struct zc_arena a;
	struct zc_look look;
	struct zc_case *c;
	enum zc_grid grid;
};

/* Tables a statement reads, by the authorizer. */
struct wanted {
	const struct zc_probe *v[64];
	size_t n;
};

static int
note(void *ctx, int op, const char *a, const char *b, const char *db,
    const char *trigger)
{
	struct wanted *w = ctx;
	const struct zc_probe *p;

	(void)b;
	(void)db;
	(void)trigger;
	if (op == SQLITE_SELECT || op == SQLITE_FUNCTION ||
	    op == SQLITE_RECURSIVE)
		return SQLITE_OK;
	if (op != SQLITE_READ)
		return SQLITE_DENY;
	p = zc_probe_find(a);
	for (size_t i = 0; p != NULL && i < w->n; i++)
		if (w->v[i] == p)
			return SQLITE_OK;
	if (p != NULL && w->n < ZC_LEN(w->v))
		w->v[w->n++] = p;
	return SQLITE_OK;
}

static int
gather(struct query *q, struct wanted *w, struct zc_err *e)
{
	struct zc_sink sink;
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		if (!zc_case_done(q->c, w->v[i]->table))
			w->v[n++] = w->v[i];
	w->n = n;
	zc_case_sink(q->c, &sink);
	return zc_gather(&q->look, w->v, w->n,
	    (unsigned)sysconf(_SC_NPROCESSORS_ONLN), &sink, e);
}

/* What was not fully seen goes to standard error, beside the rows. */
static int
say_cover(void *ctx, const struct zc_case_status *s)
{
	const struct query *q = ctx;

	if (!s->done || s->o.cover == ZC_COVER_OK)
		return ZC_OK;
	(void)fprintf(stderr, "%s: %s: %s%s%s\n", s->table,
	    zc_tr(q->r->lang, zc_cover_word(s->o.cover)),
	    zc_tr(q->r->lang, s->o.reason),
	    s->o.detail[0] == '\0' ? "" : ": ", s->o.detail);
	return ZC_OK;
}

static int
answer(struct query *q, const char *sql, struct zc_err *e)
{
	struct wanted w = { 0 };
	sqlite3 *db = zc_case_db(q->c);
	sqlite3_stmt *st = NULL;
	int rc;

	(void)sqlite3_set_authorizer(db, note, &w);
	rc = zc_sql_prepare(db, sql, &st, e, "");
	(void)sqlite3_set_authorizer(db, NULL, NULL);
	(void)sqlite3_finalize(st);
	st = NULL;
	if (rc == ZC_OK)
		rc = gather(q, &w, e);
	if (rc == ZC_OK)
		rc = zc_sql_prepare(db, sql, &st, e, "");
	if (rc == ZC_OK) {
		int64_t n = zc_grid_print(st, q->grid, stdout, e);

		rc = n < 0 ? (int)n : ZC_OK;
	}
	(void)sqlite3_finalize(st);
	if (rc == ZC_OK)
		rc = zc_case_statuses(q->c, say_cover, q, e);
	return rc;
}

static int
run(const struct zc_run *r, int argc, char **argv)
{
	struct query q = { .r = r, .look = { .root = -1 } };
	struct zc_err e = { 0 };
	const char *root = NULL, *sql = NULL;
	int rc;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--root") == 0 && i + 1 < argc)
			root = argv[++i];
		else if (strcmp(argv[i], "--format") == 0 && i + 1 < argc) {
			if (!zc_grid_of(argv[++i], &q.grid))
				return ZC_EXIT_USAGE;
		} else if (sql == NULL)
			sql = argv[i];
	}
	if (sql == NULL)
		return ZC_EXIT_USAGE;
	zc_arena_init(&q.a, 64 << 20);
	rc = zc_look_open(root, NULL, &q.a, &q.look, &e);
	if (rc == ZC_OK)
		rc = zc_case_create(NULL, &q.c, &e);
	if (rc == ZC_OK)
		rc = answer(&q, sql, &e);
	zc_case_close(q.c);
	zc_look_close(&q.look);
	zc_arena_fini(&q.a);
	if (rc == ZC_OK)
		return ZC_EXIT_CLEAN;
	(void)fprintf(stderr, "zicha: %s\n", e.msg);
	return ZC_EXIT_FAILED;
}

const struct zc_cmd zc_cmd_query = {
	.name = "query",
	.summary = ZC_N("put an SQL question to the facts of this computer"),
	.usage = ZC_N("Usage: zicha query [SQL] [--root DIR] "
		      "[--format table|json|csv]"),
	.run = run,
};
