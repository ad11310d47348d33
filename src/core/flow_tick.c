/* What time does, what may be done, and what waits for whom. */
#include "core/flow_in.h"

enum {
	PAGE = 500
};

int
zc_flow_may(const struct zc_ledger_use *u, int64_t id, zc_flow_may_fn fn,
    void *ctx, struct zc_err *e)
{
	struct zc_step_use use = { .use = *u,
		.id = id,
		.note = "",
		.same_person = "",
		.paper = { .signer = "", .digest = "" } };
	const struct zc_flow *f = &u->ledger->flow;
	struct zc_record rec;
	struct zc_past past;
	struct zc_work w;
	int rc;

	use.use.fault = NULL;
	zc_work_init(&w, &use.use);
	w.trusted = true;
	rc = zc_work_load(&w, id, "step", &rec, e);
	if (rc == ZC_OK)
		rc = zc_past_load(
		    zc_office_db(w.o), w.l->id, id, &w.a, &past, e);
	w.trusted = false;
	for (size_t i = 0; i < f->nsteps && rc == ZC_OK; i++) {
		static const struct zc_both right = { "不由您办理",
			"not yours" };
		static const struct zc_both other = {
			"前面的步骤是您办理的，应由他人办理",
			"you did the steps before: it is for somebody else"
		};
		struct zc_stepping s = { .w = &w,
			.use = &use,
			.step = &f->steps[i],
			.rec = rec,
			.past = past,
			.person = zc_actor_person(zc_office_actor(w.o)) };

		if (!zc_flow_from(s.step, rec.state))
			continue;
		if (s.step->may.n == 0 && s.step->person[0] == '\0')
			continue; /* the program's own */
		w.faults = 0;
		rc = zc_stepping_may(&s, e);
		if (rc == ZC_OK && w.faults > 0) {
			rc = fn(ctx, s.step, &right);
			continue;
		}
		if (rc == ZC_OK)
			zc_stepping_others(&s);
		if (rc == ZC_OK)
			rc = fn(ctx, s.step, w.faults > 0 ? &other : NULL);
	}
	zc_work_fini(&w);
	return rc;
}

struct ids {
	struct zc_arena *a;
	int64_t *v;
	size_t n, cap;
};

static int
add_id(struct ids *s, int64_t id, struct zc_err *e)
{
	if (s->n == s->cap) {
		size_t cap = s->cap * 2 + PAGE;
		int64_t *v = zc_arena_array(s->a, cap, sizeof(*v));

		if (v == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "rows");
		if (s->n > 0)
			memcpy(v, s->v, s->n * sizeof(*v));
		s->v = v;
		s->cap = cap;
	}
	s->v[s->n++] = id;
	return ZC_OK;
}

/* One page of ids; *more while there may be another. */
static int
add_page(struct zc_office *o, const struct zc_ledger *l, struct zc_list *page,
    struct ids *s, bool *more, struct zc_err *e)
{
	struct zc_scope scope = zc_office_scope(o);
	struct zc_rows *r = NULL;
	size_t got = 0;
	int rc = zc_row_list(
	    zc_office_db(o), zc_office_table(o, l), &scope, page, &r, e);

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_rows_next(r, e)) == 1) {
		page->before_id = zc_rows_int(r, 0);
		page->before_at = zc_rows_int(r, 6);
		got++;
		rc = add_id(s, page->before_id, e);
		if (rc != ZC_OK)
			break;
	}
	zc_rows_close(r);
	*more = got == PAGE;
	return rc;
}

/* Ids of the rows of the unit that are in a state. */
static int
in_state(struct zc_office *o, const struct zc_ledger *l, const char *state,
    struct zc_arena *a, int64_t **out, size_t *n, struct zc_err *e)
{
	struct zc_filter f = { .col = "state",
		.op = ZC_IS,
		.val = { .type = ZC_VAL_TEXT, .s = zc_str_of(state) } };
	struct zc_list page = { .filters = &f, .nfilters = 1, .limit = PAGE };
	struct ids s = { .a = a };
	bool more = true;
	int rc = ZC_OK;

	while (more && rc == ZC_OK)
		rc = add_page(o, l, &page, &s, &more, e);
	*out = s.v;
	*n = s.n;
	return rc;
}

static int
is_time(struct zc_office *o, const struct zc_flow_step *st, int64_t id,
    struct zc_arena *a, bool *yes, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc;

	rc = zc_office_see_row(o, zc_office_actor(o)->unit, id, e);
	if (rc == ZC_OK)
		rc = zc_view_ask(
		    zc_office_db(o), zc_office_sql(o, st->when, a), &r, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_rows_next(r, e);
	*yes = rc == 1;
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

/* The program takes the step; one that is refused waits for the next time. */
static int
machine_step(struct zc_office *o, const struct zc_ledger *l,
    const struct zc_flow_step *st, int64_t id, bool *done, struct zc_err *e)
{
	struct zc_step_use use = { .use = { .office = o,
				       .ledger = l,
				       .confirmed = true,
				       .obtained = ZC_BY_MACHINE },
		.id = id,
		.step = st->name,
		.note = "",
		.same_person = "",
		.paper = { .signer = "", .digest = "" } };
	struct zc_stepping s;
	const char *state;
	struct zc_work w;
	int rc;

	zc_work_init(&w, &use.use);
	w.trusted = true;
	w.scope.actor = ZC_FLOW_MACHINE;
	s = (struct zc_stepping){ .w = &w,
		.use = &use,
		.step = st,
		.person = ZC_FLOW_MACHINE,
		.machine = true };
	rc = zc_office_begin(o, e);
	if (rc == ZC_OK) {
		rc = zc_work_load(&w, id, "step", &s.rec, e);
		if (rc == ZC_OK)
			rc = zc_stepping_do(&s, &state, e);
		*done = rc == ZC_OK && w.faults == 0;
		if (*done)
			rc = zc_office_commit(o, e);
		if (rc != ZC_OK || !*done)
			zc_office_rollback(o);
	}
	zc_work_fini(&w);
	return rc;
}

static int
tick_step(struct zc_office *o, const struct zc_ledger *l,
    const struct zc_flow_step *st, int64_t *n, struct zc_err *e)
{
	struct zc_arena a;
	int64_t *ids = NULL;
	size_t nids = 0;
	int rc = ZC_OK;

	zc_arena_init(&a, 64 << 20);
	for (size_t i = 0; i < st->from.n && rc == ZC_OK; i++) {
		rc = in_state(o, l, st->from.v[i], &a, &ids, &nids, e);
		for (size_t k = 0; k < nids && rc == ZC_OK; k++) {
			bool yes = false, done = false;

			rc = is_time(o, st, ids[k], &a, &yes, e);
			if (rc == ZC_OK && yes)
				rc = machine_step(o, l, st, ids[k], &done, e);
			*n += done;
		}
	}
	zc_arena_fini(&a);
	return rc;
}

struct waiting {
	struct zc_office *o;
	struct zc_arena a;
	struct zc_flowlog_due *v;
	size_t n, cap;
};

static int
on_waiting(void *ctx, const struct zc_flowlog_due *d)
{
	struct waiting *w = ctx;

	if (w->n == w->cap) {
		size_t cap = w->cap * 2 + 64;
		struct zc_flowlog_due *v =
		    zc_arena_array(&w->a, cap, sizeof(*v));

		if (v == NULL)
			return ZC_ENOMEM;
		if (w->n > 0)
			memcpy(v, w->v, w->n * sizeof(*v));
		w->v = v;
		w->cap = cap;
	}
	w->v[w->n] = *d;
	w->v[w->n].ledger = zc_arena_dup(&w->a, d->ledger, strlen(d->ledger));
	w->v[w->n].state = zc_arena_dup(&w->a, d->state, strlen(d->state));
	if (w->v[w->n].ledger == NULL || w->v[w->n].state == NULL)
		return ZC_ENOMEM;
	w->n++;
	return ZC_OK;
}

/* All deadlines of the unit that wait. */
static int
load_waiting(struct zc_office *o, struct waiting *w, struct zc_err *e)
{
	int rc;

	*w = (struct waiting){ .o = o };
	zc_arena_init(&w->a, 256 << 20);
	rc = zc_flowlog_waiting(
	    zc_office_db(o), zc_office_actor(o)->unit, "", 0, on_waiting, w, e);
	return rc == ZC_ENOMEM ? ZC_FAIL(e, rc, "deadlines") : rc;
}

static int
tell(struct zc_office *o, const struct zc_flowlog_due *d, int64_t *n,
    struct zc_err *e)
{
	const struct zc_ledger *l =
	    zc_catalog_ledger(zc_office_catalog(o), d->ledger);
	const struct zc_flow_state *st =
	    l == NULL ? NULL : zc_flow_state(l, d->state);
	int rc = ZC_OK;

	if (st == NULL || !zc_flow_late(o, l, st, d->due))
		return ZC_OK;
	for (size_t i = 0; i < st->overdue.n && rc == ZC_OK; i++) {
		bool now = false;

		rc = zc_flowlog_told(zc_office_db(o), d, st->overdue.v[i],
		    zc_office_now(o), &now, e);
		*n += rc == ZC_OK && now;
	}
	return rc;
}

static int
tick_overdue(struct zc_office *o, int64_t *n, struct zc_err *e)
{
	struct waiting w;
	int rc = load_waiting(o, &w, e);

	if (rc == ZC_OK)
		rc = zc_office_begin(o, e);
	if (rc == ZC_OK) {
		for (size_t i = 0; i < w.n && rc == ZC_OK; i++)
			rc = tell(o, &w.v[i], n, e);
		if (rc == ZC_OK)
			rc = zc_office_commit(o, e);
		if (rc != ZC_OK)
			zc_office_rollback(o);
	}
	zc_arena_fini(&w.a);
	return rc;
}

int
zc_flow_tick(struct zc_office *o, int64_t *n, struct zc_err *e)
{
	const struct zc_catalog *c = zc_office_catalog(o);
	int64_t all = 0;
	int rc = ZC_OK;

	for (size_t i = 0; i < c->nledgers; i++) {
		const struct zc_ledger *l = &c->ledgers[i];

		if (zc_office_mode(o, l) == ZC_LEDGER_OFF)
			continue;
		for (size_t k = 0; k < l->flow.nsteps && rc == ZC_OK; k++)
			if (l->flow.steps[k].when != NULL)
				rc =
				    tick_step(o, l, &l->flow.steps[k], &all, e);
	}
	if (rc == ZC_OK)
		rc = tick_overdue(o, &all, e);
	if (rc == ZC_OK)
		*n = all;
	return rc;
}

/* Does a row in this state wait for the actor? */
static bool
for_me(const struct zc_office *o, const struct zc_ledger *l,
    const struct zc_record *rec)
{
	const char *me = zc_actor_person(zc_office_actor(o));

	for (size_t i = 0; i < l->flow.nsteps; i++) {
		const struct zc_flow_step *st = &l->flow.steps[i];

		if (zc_flow_from(st, rec->state) &&
		    (zc_flow_holds(o, st) || zc_flow_named(l, st, rec->v, me)))
			return true;
	}
	return false;
}

/* An overdue row is told to the roles of its state, too. */
static bool
told_me(const struct zc_office *o, const struct zc_flow_state *st)
{
	const struct zc_actor *a = zc_office_actor(o);

	for (size_t i = 0; i < st->overdue.n; i++)
		for (size_t k = 0; k < a->roles.n; k++)
			if (strcmp(st->overdue.v[i], a->roles.v[k]) == 0)
				return true;
	return false;
}

struct todo {
	struct zc_office *o;
	const struct waiting *due;
	zc_todo_fn fn;
	void *ctx;
};

static int
by_row(const void *x, const void *y)
{
	const struct zc_flowlog_due *a = x, *b = y;

	return a->row < b->row ? -1 : a->row > b->row;
}

/* Ids are unique in the store; `w` is sorted by them. */
static int64_t
due_of(const struct waiting *w, int64_t row)
{
	struct zc_flowlog_due key = { .row = row };
	const struct zc_flowlog_due *d =
	    w->n == 0 ? NULL : bsearch(&key, w->v, w->n, sizeof(key), by_row);

	return d == NULL ? 0 : d->due;
}

static int
todo_row(const struct todo *t, const struct zc_ledger *l,
    const struct zc_flow_state *st, int64_t id, struct zc_err *e)
{
	struct zc_ledger_use u = { .office = t->o, .ledger = l };
	const struct zc_ledger_field *k = zc_work_field(l, l->key);
	struct zc_todo d = { .ledger = l, .id = id, .state = st->name };
	struct zc_record rec;
	struct zc_work w;
	int rc;

	zc_work_init(&w, &u);
	w.trusted = true;
	rc = zc_work_load(&w, id, "read", &rec, e);
	d.due = due_of(t->due, id);
	d.timed = zc_flow_timed(l, st);
	d.overdue = zc_flow_late(t->o, l, st, d.due);
	if (rc == ZC_OK &&
	    (for_me(t->o, l, &rec) || (d.overdue && told_me(t->o, st)))) {
		d.name = k == NULL
		    ? ""
		    : zc_value_show(
			  k, rec.v[zc_ledger_index(l, k)], "zh", &w.a);
		rc = t->fn(t->ctx, &d);
	}
	zc_work_fini(&w);
	return rc;
}

static int
todo_state(const struct todo *t, const struct zc_ledger *l,
    const struct zc_flow_state *st, struct zc_err *e)
{
	struct zc_arena a;
	int64_t *ids = NULL;
	size_t n = 0;
	int rc;

	zc_arena_init(&a, 64 << 20);
	rc = in_state(t->o, l, st->name, &a, &ids, &n, e);
	for (size_t i = 0; i < n && rc == ZC_OK; i++)
		rc = todo_row(t, l, st, ids[i], e);
	zc_arena_fini(&a);
	return rc;
}

int
zc_flow_todo(struct zc_office *o, zc_todo_fn fn, void *ctx, struct zc_err *e)
{
	const struct zc_catalog *c = zc_office_catalog(o);
	struct waiting due;
	struct todo t = { o, &due, fn, ctx };
	int rc = load_waiting(o, &due, e);

	if (due.n > 0)
		qsort(due.v, due.n, sizeof(*due.v), by_row);
	for (size_t i = 0; i < c->nledgers; i++) {
		const struct zc_ledger *l = &c->ledgers[i];

		if (zc_office_mode(o, l) == ZC_LEDGER_OFF)
			continue;
		for (size_t k = 0; k < l->flow.nstates && rc == ZC_OK; k++)
			if (!l->flow.states[k].final)
				rc = todo_state(&t, l, &l->flow.states[k], e);
	}
	zc_arena_fini(&due.a);
	return rc;
}
