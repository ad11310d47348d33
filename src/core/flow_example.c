/* The examples that definitions of ledgers and flows carry, run for real. */
#include "base/clock.h"
#include "core/example_row.h"
#include "core/flow_in.h"

#include <time.h>

/* 2026-03-02 09:00, a Monday; other days at nine, too. */
#define NOW "2026-03-02"

struct run {
	struct zc_office *o;
	const struct zc_catalog *c;
	const struct zc_ledger *l;
	struct zc_arena a;
	zc_fault_fn fault;
	void *ctx;
	const struct zc_at *at; /* of the example */
	const char *why;        /* word of the first fault met … */
	char zh[400], en[400];  /* … and its sentences */
	int64_t n;
};

/* Faults of the engine are kept; they are only told when unexpected. */
static void
on_fault(void *ctx, const struct zc_fault *f)
{
	struct run *r = ctx;

	if (r->why[0] != '\0')
		return;
	r->why = zc_arena_dup(&r->a, f->why, strlen(f->why));
	if (r->why == NULL)
		r->why = "?";
	(void)snprintf(r->zh, sizeof(r->zh), "%s", f->zh);
	(void)snprintf(r->en, sizeof(r->en), "%s", f->en);
}

static void
forget(struct run *r)
{
	r->why = "";
	r->zh[0] = r->en[0] = '\0';
}

/* Tell that the example does not hold, with what the engine said. */
static void
say(struct run *r, const struct zc_at *at, const char *zh, const char *en,
    const struct zc_err *e)
{
	char place[300], z[900], n[900];
	struct zc_fault f;

	(void)snprintf(place, sizeof(place), "%s:%d", at->file, at->line);
	(void)snprintf(z, sizeof(z), "%s%s%s", zh,
	    r->zh[0] != '\0' || e != NULL ? "：" : "。",
	    r->zh[0] != '\0' ? r->zh
		: e != NULL  ? e->msg
			     : "");
	(void)snprintf(n, sizeof(n), "%s%s%s", en,
	    r->en[0] != '\0' || e != NULL ? ": " : "",
	    r->en[0] != '\0' ? r->en
		: e != NULL  ? e->msg
			     : "");
	f = (struct zc_fault){ .line = at->line,
		.field = r->l->id,
		.address = place,
		.why = "example",
		.zh = z,
		.en = n };
	r->fault(r->ctx, &f);
}

static void
set_clock(struct run *r, const char *day)
{
	time_t t;
	struct tm tm;
	int64_t d;

	if (!zc_value_date(zc_str_of(day[0] == '\0' ? NOW : day), &d))
		return;
	t = (time_t)d;
	if (gmtime_r(&t, &tm) == NULL)
		return;
	tm.tm_hour = 9;
	tm.tm_isdst = -1;
	zc_office_set_now(r->o, (int64_t)mktime(&tm));
}

static void
act_as(struct run *r, const char *name, const char *role)
{
	struct zc_actor a = *zc_office_actor(r->o);
	const char **v = zc_arena_array(&r->a, 1, sizeof(*v));

	if (v != NULL)
		v[0] = role;
	a.name = a.full_name = name;
	a.roles = (struct zc_strs){ v, role[0] != '\0' && v != NULL };
	a.alone = a.owner = false;
	zc_office_set_actor(r->o, &a);
}

static struct zc_ledger_use
use_of(struct run *r, const struct zc_ledger *l)
{
	return (struct zc_ledger_use){
		.office = r->o, .ledger = l, .fault = on_fault, .ctx = r
	};
}

static int
put(struct run *r, const struct zc_ledger *l, const struct zc_cells *row,
    bool strict, int64_t *id, struct zc_err *e)
{
	struct zc_ledger_use u = use_of(r, l);

	return zc_example_row(&u, row, strict, id, e);
}

static int
put_given(struct run *r, const struct zc_given *g, size_t n, struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < n; i++) {
		const struct zc_ledger *l = zc_catalog_ledger(r->c, g[i].table);
		int64_t id;

		if (l == NULL) {
			say(r, &g[i].at, "流程示例只能给出台账中的行（given）",
			    "flow examples can only give rows of ledgers",
			    NULL);
			return ZC_EINPUT;
		}
		for (size_t k = 0; k < g[i].nrows && rc == ZC_OK; k++)
			rc = put(r, l, &g[i].rows[k], false, &id, e);
		if (rc != ZC_OK) {
			say(r, &g[i].at, "给出的行不能保存",
			    "a given row cannot be saved", e);
			return rc;
		}
	}
	return rc;
}

static int
count(struct run *r, const struct zc_ledger *l, int64_t *n, struct zc_err *e)
{
	struct zc_scope s = zc_office_scope(r->o);
	struct zc_list all = { .limit = 10000 };
	struct zc_rows *rows = NULL;
	int64_t seen = 0;
	int rc = zc_row_list(
	    zc_office_db(r->o), zc_office_table(r->o, l), &s, &all, &rows, e);

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_rows_next(rows, e)) == 1)
		seen++;
	zc_rows_close(rows);
	if (rc == ZC_OK)
		*n = seen;
	return rc;
}

static int
do_step(struct run *r, const struct zc_flow_do *d, int64_t id,
    const char **state, struct zc_err *e)
{
	struct zc_step_use s = { .use = use_of(r, r->l),
		.id = id,
		.step = d->step,
		.note = "",
		.set = &d->set,
		.paper = { .signer = "", .digest = "" },
		.same_person = "" };

	act_as(r, d->by, d->role);
	forget(r);
	return zc_flow_step(&s, state, e);
}

/* ZC_EINPUT: told. Other failures are the machine's. */
static int
walk(struct run *r, const struct zc_flow_example *x, int64_t id,
    struct zc_err *e)
{
	const char *state = r->l->flow.start;

	for (size_t i = 0; i < x->nsteps; i++) {
		const struct zc_flow_do *d = &x->steps[i];
		int rc = do_step(r, d, id, &state, e);
		bool no =
		    rc == ZC_EREFUSED || rc == ZC_EACCES || rc == ZC_EINPUT;

		if (rc != ZC_OK && !no) {
			say(r, &d->at, "步骤出错", "the step failed", e);
			return ZC_EINPUT;
		}
		if (no && r->why[0] == '\0') {
			say(r, &d->at, "步骤出错", "the step failed", e);
			return ZC_EINPUT;
		}
		if (no != d->refused) {
			say(r, &d->at,
			    no ? "这一步应当办成，却被拒绝"
			       : "这一步应当被拒绝，却办成了",
			    no ? "the step should be taken, but was refused"
			       : "the step should be refused, but was taken",
			    NULL);
			return ZC_EINPUT;
		}
	}
	if (strcmp(state, x->ends) != 0) {
		char zh[200], en[200];

		forget(r);
		(void)snprintf(zh, sizeof(zh), "最后应当是“%s”，实际是“%s”",
		    x->ends, state);
		(void)snprintf(en, sizeof(en),
		    "it should end in \"%s\", but is \"%s\"", x->ends, state);
		say(r, &x->at, zh, en, NULL);
		return ZC_EINPUT;
	}
	return ZC_OK;
}

static int
check_created(struct run *r, const struct zc_flow_example *x,
    const int64_t *before, struct zc_err *e)
{
	for (size_t i = 0; i < x->created.n; i++) {
		const struct zc_cell *c = &x->created.v[i];
		const struct zc_ledger *l = zc_catalog_ledger(r->c, c->col);
		int64_t want = -1, now = 0;
		char zh[200], en[200];
		int rc;

		if (l == NULL || c->text == NULL ||
		    !zc_str_int(zc_str_of(c->text), 10, &want)) {
			say(r, &x->at, "created 写错了", "created is wrong",
			    NULL);
			return ZC_EINPUT;
		}
		rc = count(r, l, &now, e);
		if (rc != ZC_OK)
			return rc;
		now -= before[l - r->c->ledgers];
		if (now == want)
			continue;
		forget(r);
		(void)snprintf(zh, sizeof(zh),
		    "应当在“%s”中产生 %lld 条，实际 %lld 条", l->title.zh,
		    (long long)want, (long long)now);
		(void)snprintf(en, sizeof(en),
		    "it should make %lld rows in \"%s\", but made %lld",
		    (long long)want, l->title.en, (long long)now);
		say(r, &x->at, zh, en, NULL);
		return ZC_EINPUT;
	}
	return ZC_OK;
}

static int
run_flow(struct run *r, const struct zc_flow_example *x, struct zc_err *e)
{
	int64_t *before =
	    zc_arena_array(&r->a, r->c->nledgers + 1, sizeof(*before));
	int64_t id = 0;
	int rc = before == NULL ? ZC_FAIL(e, ZC_ENOMEM, "example") : ZC_OK;

	set_clock(r, x->now);
	act_as(r, x->nsteps > 0 ? x->steps[0].by : "示例", "");
	if (rc == ZC_OK)
		rc = put_given(r, x->given, x->ngiven, e);
	for (size_t i = 0; i < r->c->nledgers && rc == ZC_OK; i++)
		if (x->created.n > 0)
			rc = count(r, &r->c->ledgers[i], &before[i], e);
	if (rc != ZC_OK)
		return rc;
	forget(r);
	rc = put(r, r->l, &x->row, true, &id, e);
	if (rc != ZC_OK) {
		say(r, &x->at, "示例的行不能登记", "the row cannot be added",
		    e);
		return ZC_EINPUT;
	}
	/* The row itself is not one that a step made. */
	before[r->l - r->c->ledgers]++;
	rc = walk(r, x, id, e);
	return rc != ZC_OK ? rc : check_created(r, x, before, e);
}

static int
run_row(struct run *r, const struct zc_ledger_example *x, struct zc_err *e)
{
	int64_t id;
	int rc;

	set_clock(r, "");
	act_as(r, "示例", "");
	forget(r);
	rc = put(r, r->l, &x->row, true, &id, e);
	if (rc != ZC_OK && r->why[0] == '\0') {
		say(r, &x->at, "示例出错", "the example failed", e);
		return ZC_EINPUT;
	}
	if ((rc == ZC_OK) != x->accept) {
		say(r, &x->at,
		    x->accept ? "这一行应当接受，却被拒绝"
			      : "这一行应当拒绝，却被接受",
		    x->accept ? "the row should be taken, but was refused"
			      : "the row should be refused, but was taken",
		    NULL);
		return ZC_EINPUT;
	}
	if (!x->accept && x->why[0] != '\0' && strcmp(x->why, r->why) != 0) {
		char zh[120], en[120];

		(void)snprintf(zh, sizeof(zh), "应因“%s”被拒绝，实际因“%s”",
		    x->why, r->why);
		(void)snprintf(en, sizeof(en),
		    "it should be refused for \"%s\", but was for \"%s\"",
		    x->why, r->why);
		say(r, &x->at, zh, en, NULL);
		return ZC_EINPUT;
	}
	return ZC_OK;
}

/* Settings of an example hold for it alone. */
static int
use_settings(struct run *r, const struct zc_cells *s, bool back)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < s->n && rc == ZC_OK; i++) {
		const struct zc_setting *d =
		    zc_catalog_setting(r->c, s->v[i].col);
		const char *text = s->v[i].text == NULL ? "" : s->v[i].text;

		if (strcmp(text, "true") == 0)
			text = "1";
		if (strcmp(text, "false") == 0)
			text = "0";
		rc = zc_office_use_setting(
		    r->o, s->v[i].col, back && d != NULL ? d->value : text);
	}
	return rc;
}

/* Everything an example does is taken back. */
static int
one(struct run *r, const struct zc_ledger_example *row,
    const struct zc_flow_example *flow, struct zc_err *e)
{
	static const struct zc_cells none = { 0 };
	const struct zc_cells *s = flow != NULL ? &flow->settings : &none;
	struct zc_err why = { 0 };
	int rc = use_settings(r, s, false);

	assert((row == NULL) != (flow == NULL));
	zc_arena_init(&r->a, 64 << 20);
	forget(r);
	if (rc == ZC_OK)
		rc = zc_office_begin(r->o, e);
	if (rc == ZC_OK) {
		rc = flow != NULL ? run_flow(r, flow, &why)
				  : run_row(r, row, &why);
		zc_office_rollback(r->o);
		if (rc != ZC_OK && rc != ZC_EINPUT)
			say(r, flow != NULL ? &flow->at : &row->at, "示例出错",
			    "the example failed", &why);
		rc = ZC_OK;
	}
	r->n++;
	zc_arena_fini(&r->a);
	if (rc == ZC_OK)
		rc = use_settings(r, s, true);
	return rc;
}

int
zc_flow_examples(const struct zc_catalog *c, const char *url, zc_fault_fn fault,
    void *ctx, int64_t *n, struct zc_err *e)
{
	struct run r = { .c = c, .fault = fault, .ctx = ctx, .why = "" };
	int rc = zc_office_scratch(url, c, &r.o, e);

	for (size_t i = 0; i < c->nledgers && rc == ZC_OK; i++) {
		r.l = &c->ledgers[i];
		for (size_t k = 0; k < r.l->nexamples && rc == ZC_OK; k++)
			rc = one(&r, &r.l->examples[k], NULL, e);
		for (size_t k = 0; k < r.l->nflow_examples && rc == ZC_OK; k++)
			rc = one(&r, NULL, &r.l->flow_examples[k], e);
	}
	if (rc == ZC_OK)
		*n = r.n;
	zc_office_close(r.o);
	return rc;
}
