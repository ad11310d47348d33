/* What a finished step starts elsewhere: new rows, steps on other rows. */
#include "core/flow_in.h"

/* Rows of a query, kept, because writing comes before the next one is read. */
struct made {
	size_t cols, rows;
	const char **names;
	struct zc_val *v; /* rows × cols */
};

static int
keep_row(struct zc_rows *r, struct made *m, size_t *cap, struct zc_arena *a,
    struct zc_err *e)
{
	struct zc_val *v, *to;

	if (m->rows == ZC_FLOW_MADE)
		return ZC_FAIL(e, ZC_ELIMIT, "a step would make over %d rows",
		    ZC_FLOW_MADE);
	if (m->rows == *cap) {
		size_t n = *cap * 2 + 16;

		v = zc_arena_array(a, n * m->cols, sizeof(*v));
		if (v == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "rows of a step");
		if (m->rows > 0)
			memcpy(v, m->v, m->rows * m->cols * sizeof(*v));
		m->v = v;
		*cap = n;
	}
	to = m->v + m->rows++ * m->cols;
	for (size_t i = 0; i < m->cols; i++) {
		to[i] = zc_rows_val(r, i);
		if (to[i].type == ZC_VAL_TEXT)
			to[i].s.p = zc_arena_dup(a, to[i].s.p, to[i].s.n);
		if (to[i].type == ZC_VAL_TEXT && to[i].s.p == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "rows of a step");
	}
	return ZC_OK;
}

static int
ask(struct zc_stepping *s, const char *sql, struct made *m, struct zc_err *e)
{
	struct zc_arena *a = &s->w->a;
	struct zc_rows *r = NULL;
	size_t cap = 0;
	int rc;

	*m = (struct made){ 0 };
	rc = zc_office_see_row(s->w->o, s->rec.unit, s->rec.id, e);
	if (rc == ZC_OK)
		rc = zc_view_ask(zc_office_db(s->w->o),
		    zc_office_sql(s->w->o, sql, a), &r, e);
	if (rc != ZC_OK)
		return rc;
	m->cols = zc_rows_cols(r);
	m->names = zc_arena_array(a, m->cols + 1, sizeof(*m->names));
	if (m->names == NULL)
		rc = ZC_FAIL(e, ZC_ENOMEM, "rows of a step");
	for (size_t i = 0; i < m->cols && rc == ZC_OK; i++) {
		const char *n = zc_rows_name(r, i);

		m->names[i] = zc_arena_dup(a, n, strlen(n));
		if (m->names[i] == NULL)
			rc = ZC_FAIL(e, ZC_ENOMEM, "rows of a step");
	}
	while (rc == ZC_OK && (rc = zc_rows_next(r, e)) == 1)
		rc = keep_row(r, m, &cap, a, e);
	zc_rows_close(r);
	return rc;
}

/* Work of the program on another ledger, faults going where ours go. */
static void
work_there(const struct zc_stepping *s, struct zc_ledger_use *u,
    const struct zc_ledger *to, struct zc_work *w)
{
	*u = s->use->use;
	u->ledger = to;
	u->confirmed = true; /* it was, when it came into this ledger */
	u->obtained = ZC_BY_MACHINE;
	zc_work_init(w, u);
	w->trusted = true;
	w->scope = s->w->scope;
	w->scope.unit = s->rec.unit;
}

static void
take_faults(struct zc_stepping *s, const struct zc_work *w)
{
	s->w->faults += w->faults;
	if (w->worst != ZC_OK && s->w->worst != ZC_EACCES)
		s->w->worst = ZC_EREFUSED;
}

/* A cell of the query becomes the field's value. */
static void
put(struct zc_work *w, const char *name, struct zc_val in, struct zc_val *v)
{
	const struct zc_ledger_field *f = zc_work_field(w->l, name);
	char en[200], zh[200];
	size_t i;

	if (f == NULL) {
		(void)snprintf(zh, sizeof(zh),
		    "定义有误：台账“%s”没有“%.60s”这一栏。", w->l->title.zh,
		    name);
		(void)snprintf(en, sizeof(en),
		    "the definition is wrong: \"%s\" has no field \"%.60s\"",
		    w->l->title.en, name);
		zc_work_fault(w, NULL, "field", ZC_EREFUSED, zh, en);
		return;
	}
	i = zc_ledger_index(w->l, f);
	if (in.type == ZC_VAL_TEXT) {
		const char *p = zc_arena_dup(&w->a, in.s.p, in.s.n);

		zc_work_word(w, f, p == NULL ? "" : p, &v[i]);
	} else if (in.type == ZC_VAL_INT && zc_value_is_text(f)) {
		char n[32];

		(void)snprintf(n, sizeof(n), "%lld", (long long)in.i);
		zc_work_word(w, f, n, &v[i]);
	} else {
		v[i] = in;
	}
}

static int
make_row(struct zc_stepping *s, const struct zc_ledger *to,
    const struct made *m, size_t row, struct zc_err *e)
{
	struct zc_ledger_use u;
	struct zc_work w;
	struct zc_val *v;
	int64_t id;
	int rc = ZC_OK;

	work_there(s, &u, to, &w);
	v = zc_arena_array(&w.a, to->nfields + 1, sizeof(*v));
	if (v == NULL) {
		rc = ZC_FAIL(e, ZC_ENOMEM, "row");
		goto out;
	}
	for (size_t i = 0; i < m->cols; i++)
		put(&w, m->names[i], m->v[row * m->cols + i], v);
	zc_work_defaults(&w, v);
	zc_work_required(&w, v);
	/* Ledgers that are off get nothing. */
	if (w.faults == 0 && w.mode != ZC_LEDGER_OFF)
		rc = zc_work_insert(&w, v, &id, e);
	take_faults(s, &w);
out:
	zc_work_fini(&w);
	return rc;
}

static int
create(struct zc_stepping *s, const struct zc_flow_make *c, struct zc_err *e)
{
	const struct zc_ledger *to =
	    zc_catalog_ledger(zc_office_catalog(s->w->o), c->ledger);
	struct made m;
	int rc;

	if (to == NULL)
		return ZC_FAIL(
		    e, ZC_EINPUT, "%s: no ledger %s", s->w->l->id, c->ledger);
	rc = ask(s, c->query, &m, e);
	for (size_t i = 0; i < m.rows && rc == ZC_OK && s->w->faults == 0; i++)
		rc = make_row(s, to, &m, i, e);
	return rc;
}

static int
push_one(struct zc_stepping *s, const struct zc_ledger *to,
    const struct zc_flow_step *step, int64_t id, struct zc_err *e)
{
	struct zc_step_use use = { .id = id,
		.step = step->name,
		.note = "",
		.same_person = "",
		.paper = { .signer = "", .digest = "" } };
	struct zc_stepping t;
	const char *state;
	struct zc_work w;
	int rc;

	work_there(s, &use.use, to, &w);
	t = (struct zc_stepping){ .w = &w,
		.use = &use,
		.step = step,
		.person = s->person,
		.machine = true,
		.depth = s->depth + 1 };
	rc = zc_work_load(&w, id, "step", &t.rec, e);
	if (rc == ZC_OK)
		rc = zc_stepping_do(&t, &state, e);
	take_faults(s, &w);
	zc_work_fini(&w);
	return rc;
}

static int
push(struct zc_stepping *s, const struct zc_flow_push *p, struct zc_err *e)
{
	const struct zc_ledger *to =
	    zc_catalog_ledger(zc_office_catalog(s->w->o), p->ledger);
	const struct zc_flow_step *step =
	    to == NULL ? NULL : zc_flow_find(to, p->step);
	struct made m;
	int rc;

	if (step == NULL)
		return ZC_FAIL(e, ZC_EINPUT, "%s: no step %s of %s",
		    s->w->l->id, p->step, p->ledger);
	if (s->depth == ZC_FLOW_DEPTH)
		return ZC_FAIL(e, ZC_ELIMIT,
		    "steps of %s start each other without end", p->ledger);
	rc = ask(s, p->query, &m, e);
	for (size_t i = 0; i < m.rows && rc == ZC_OK && s->w->faults == 0; i++)
		if (m.v[i * m.cols].type == ZC_VAL_INT)
			rc = push_one(s, to, step, m.v[i * m.cols].i, e);
	return rc;
}

int
zc_stepping_starts(struct zc_stepping *s, struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < s->step->ncreates && rc == ZC_OK; i++)
		rc = create(s, &s->step->creates[i], e);
	for (size_t i = 0; i < s->step->nsteps_on && rc == ZC_OK; i++)
		rc = push(s, &s->step->steps_on[i], e);
	return rc;
}
