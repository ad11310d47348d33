#include "core/unitexample.h"

#include "base/clock.h"
#include "core/example_row.h"
#include "core/unitcheck.h"
#include "store/flowlog.h"

#include <time.h>

enum {
	ROWS_MAX = 200 /* that an example gives, in all */
};

struct zc_unitbench {
	const struct zc_catalog *c;
	struct zc_office *o;
	size_t count;
};

/* One example while it runs. */
struct run {
	struct zc_office *o;
	struct zc_voice *v;
	const struct zc_example *x;
	struct zc_arena a;
	struct {
		const char *ledger;
		int64_t id;
	} rows[ROWS_MAX];
	size_t nrows;
	char fault[400]; /* the first thing that is wrong with a given row */
};

static void
on_fault(void *ctx, const struct zc_fault *f)
{
	struct run *r = ctx;

	if (r->fault[0] == '\0')
		(void)snprintf(r->fault, sizeof(r->fault), "%s", f->en);
}

int
zc_unitbench_new(const struct zc_catalog *c, const char *url,
    struct zc_unitbench **out, struct zc_err *e)
{
	struct zc_unitbench *b = calloc(1, sizeof(*b));
	int rc;

	if (b == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "examples");
	b->c = c;
	rc = zc_office_scratch(url, c, &b->o, e);
	if (rc != ZC_OK) {
		free(b);
		return rc;
	}
	zc_office_set_now(b->o, ZC_EXAMPLE_NOW);
	*out = b;
	return ZC_OK;
}

void
zc_unitbench_free(struct zc_unitbench *b)
{
	if (b == NULL)
		return;
	zc_office_close(b->o);
	free(b);
}

size_t
zc_unitbench_count(const struct zc_unitbench *b)
{
	return b == NULL ? 0 : b->count;
}

/* Times as "-30d" become what people write; the rest stays as it is. */
static int
dated(struct run *r, const struct zc_cells *row, struct zc_cells *out)
{
	out->n = row->n;
	out->v = zc_arena_array(&r->a, row->n + 1, sizeof(*out->v));
	if (out->v == NULL)
		return ZC_ENOMEM;
	for (size_t i = 0; i < row->n; i++) {
		const char *text = row->v[i].text;
		char day[40];
		struct tm tm;
		int64_t at;
		time_t t;

		out->v[i] = row->v[i];
		if (text == NULL || !zc_example_relative(zc_str_of(text), &at))
			continue;
		t = (time_t)at;
		if (localtime_r(&t, &tm) == NULL)
			return ZC_EINPUT;
		(void)strftime(day, sizeof(day),
		    strpbrk(text, "smh") != NULL ? "%Y-%m-%d %H:%M:%S"
						 : "%Y-%m-%d",
		    &tm);
		out->v[i].text = zc_arena_dup(&r->a, day, strlen(day));
		if (out->v[i].text == NULL)
			return ZC_ENOMEM;
	}
	return ZC_OK;
}

/* A step that was done to a row given before. */
static int
put_step(struct run *r, const struct zc_cells *row, struct zc_err *e)
{
	struct zc_flowlog_step s = { .unit = zc_office_actor(r->o)->unit,
		.visit = 1,
		.at = zc_office_now(r->o),
		.ledger = zc_example_cell(row, "ledger", ""),
		.step = zc_example_cell(row, "step", ""),
		.from = zc_example_cell(row, "from_state", ""),
		.to = zc_example_cell(row, "to_state", ""),
		.person = zc_example_cell(row, "person", ""),
		.actor = zc_example_cell(row, "actor", "example"),
		.note = zc_example_cell(row, "note", ""),
		.scan = "",
		.same_person = zc_example_cell(row, "same_person", "") };
	int64_t want = 0, at;

	if (zc_clock_parse(zc_str_of(zc_example_cell(row, "at_time", "")), &at))
		s.at = at;
	if (!zc_str_int(
		zc_str_of(zc_example_cell(row, "row_id", "")), 10, &want))
		return ZC_FAIL(e, ZC_EINPUT, "flow_step wants row_id");
	for (size_t i = 0; i < r->nrows && s.row == 0; i++)
		if (strcmp(r->rows[i].ledger, s.ledger) == 0 && --want == 0)
			s.row = r->rows[i].id;
	return s.row == 0
	    ? ZC_FAIL(e, ZC_EINPUT, "flow_step: %s has no such row", s.ledger)
	    : zc_flowlog_add(zc_office_db(r->o), &s, e);
}

static int
put_row(struct run *r, const struct zc_given *g, const struct zc_cells *given,
    struct zc_err *e)
{
	struct zc_ledger_use u = { .office = r->o,
		.ledger = zc_catalog_ledger(r->v->catalog, g->table),
		.fault = on_fault,
		.ctx = r };
	struct zc_cells row;
	int64_t id = 0;
	int rc = dated(r, given, &row);

	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "examples");
	if (strcmp(g->table, "user_role") == 0)
		return zc_example_grant(r->o, &row, e);
	if (strcmp(g->table, "flow_step") == 0)
		return put_step(r, &row, e);
	if (u.ledger == NULL || r->nrows == ROWS_MAX)
		return ZC_FAIL(e, ZC_EINPUT,
		    "an example gives rows of ledgers, user_role and "
		    "flow_step, not of %s",
		    g->table);
	rc = zc_example_row(&u, &row, false, &id, e);
	r->rows[r->nrows].ledger = g->table;
	r->rows[r->nrows++].id = id;
	return rc;
}

static int
put_all(struct run *r, struct zc_err *e)
{
	int rc = zc_example_settings(r->o, &r->x->settings, false, e);

	for (size_t i = 0; i < r->x->ngiven && rc == ZC_OK; i++) {
		const struct zc_given *g = &r->x->given[i];
		enum zc_cover cover;

		if (!zc_cover_of(g->status, &cover))
			rc = ZC_FAIL(
			    e, ZC_EINPUT, "no such status: %s", g->status);
		for (size_t k = 0; k < g->nrows && rc == ZC_OK; k++)
			rc = put_row(r, g, &g->rows[k], e);
	}
	return rc;
}

static void
hold(struct run *r, const struct zc_unitcheck *got)
{
	const char *word = zc_verdict_word(got->verdict);

	if (strcmp(word, r->x->verdict) != 0)
		zc_voice_say(r->v, &r->x->at, "示例的结论不符",
		    "the verdict is %s (%s %s), not %s", word, got->reason,
		    got->detail, r->x->verdict);
}

static int
run_example(struct zc_unitbench *b, struct zc_voice *v,
    const struct zc_example *x, struct zc_err *e)
{
	struct run r = { .o = b->o, .v = v, .x = x };
	struct zc_err why = { 0 };
	struct zc_unitcheck got;
	int rc = zc_office_begin(b->o, e), back;

	if (rc != ZC_OK)
		return rc;
	b->count++;
	zc_arena_init(&r.a, 8 << 20);
	rc = put_all(&r, &why);
	if (rc == ZC_OK)
		rc = zc_unitcheck_example(b->o, v->c, x, &got, &why);
	if (rc == ZC_OK)
		hold(&r, &got);
	else
		zc_voice_say(v, &x->at, "示例无法执行", "%s",
		    r.fault[0] != '\0' ? r.fault : why.msg);
	back = zc_example_settings(b->o, &x->settings, true, e);
	zc_office_rollback(b->o);
	zc_arena_fini(&r.a);
	return rc == ZC_ENOMEM ? ZC_FAIL(e, rc, "examples") : back;
}

/* Ledgers and facts among the views read; what always is there needs no
 * example in which it was not seen. */
static void
keep_ledgers(const struct zc_voice *v, struct zc_str list, struct zc_reads *out)
{
	struct zc_str name;

	while (zc_str_cut(&list, ' ', &name)) {
		char word[64];

		if (name.n == 0 || name.n >= sizeof(word) ||
		    out->n == ZC_LEN(out->names))
			continue;
		memcpy(word, name.p, name.n);
		word[name.n] = '\0';
		if (!zc_example_listed(out, word) &&
		    (zc_catalog_ledger(v->catalog, word) != NULL ||
			strncmp(word, "fact_", 5) == 0))
			memcpy(out->names[out->n++], word, sizeof(word));
	}
}

/* What the definition reads and what it gives out; faults are told. */
static int
look(struct zc_unitbench *b, struct zc_voice *v, struct zc_err *e)
{
	const char *names[ZC_EXAMPLE_COLS];
	struct zc_reads reads = { 0 };
	struct zc_err why = { 0 };
	struct zc_str rest, name;
	struct zc_buf r, c;
	size_t n = 0;
	int rc;

	zc_buf_init(&r, 64 << 10);
	zc_buf_init(&c, 64 << 10);
	rc = zc_unitcheck_look(b->o, v->c, &r, &c, &why);
	if (rc == ZC_EINPUT)
		zc_voice_say(v, &v->c->at, "查询有误", "%s", why.msg);
	else if (rc != ZC_OK)
		rc = ZC_FAIL(e, rc, "%s", why.msg);
	if (rc == ZC_OK) {
		if (r.n == 0 && v->c->query != NULL)
			zc_voice_say(v, &v->c->at, "查询没有读任何表",
			    "the query reads no table");
		keep_ledgers(v, zc_buf_get(&r), &reads);
		rest = zc_buf_get(&c);
		while (n < ZC_LEN(names) && zc_str_cut(&rest, ' ', &name)) {
			names[n] = zc_arena_dup(v->a, name.p, name.n);
			n += names[n] != NULL && name.n > 0;
		}
		zc_voice_look_reads(v, &reads);
		zc_voice_look_columns(v, &reads, names, n);
	}
	zc_buf_fini(&r);
	zc_buf_fini(&c);
	return rc;
}

int
zc_unitbench_check(struct zc_unitbench *b, struct zc_voice *v, struct zc_err *e)
{
	int rc = look(b, v, e);

	if (rc == ZC_EINPUT && v->faults > 0)
		return ZC_OK;
	for (size_t i = 0; i < v->c->nexamples && rc == ZC_OK; i++)
		rc = run_example(b, v, &v->c->examples[i], e);
	return rc;
}
