#include "core/sample_fill.h"

#include "core/flow.h"
#include "core/people.h"

#include <stdlib.h>
#include <time.h>

enum {
	ROW_MAX = 8 << 20
};

struct filling {
	struct zc_office *o;
	const struct zc_sample *s;
	zc_fault_fn fault;
	void *ctx;
	struct zc_actor actor; /* as it was before */
	int64_t *ids;          /* of rows, by event that added them */
};

void
zc_sample_quiet(struct zc_catalog *c)
{
	for (size_t i = 0; i < c->nledgers; i++)
		for (size_t k = 0; k < c->ledgers[i].flow.nsteps; k++) {
			c->ledgers[i].flow.steps[k].ncreates = 0;
			c->ledgers[i].flow.steps[k].nsteps_on = 0;
		}
}

static void
set_clock(struct filling *f, const char *day)
{
	struct tm tm = { 0 };
	int64_t d;
	time_t t;

	if (!zc_value_date(zc_str_of(day), &d))
		return;
	t = (time_t)d;
	if (gmtime_r(&t, &tm) == NULL)
		return;
	tm.tm_hour = 9;
	tm.tm_isdst = -1;
	zc_office_set_now(f->o, (int64_t)mktime(&tm));
}

/* Entering what was is a matter of the store's owner; steps are the person's.
 */
static int
act_as(struct filling *f, const char *who, bool adds, struct zc_arena *a,
    struct zc_err *e)
{
	struct zc_actor x = f->actor;

	x.name = x.full_name = who;
	x.alone = adds;
	x.owner = false;
	x.roles = (struct zc_strs){ NULL, 0 };
	for (size_t i = 0; i < f->s->npeople && !adds; i++) {
		const struct zc_sample_person *p = &f->s->people[i];
		struct zc_str rest = zc_str_of(p->roles), one;

		if (strcmp(p->full_name, who) != 0)
			continue;
		x.roles.v =
		    zc_arena_array(a, strlen(p->roles) + 1, sizeof(*x.roles.v));
		if (x.roles.v == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "sample");
		while (zc_str_cut(&rest, '\n', &one)) {
			x.roles.v[x.roles.n] = zc_arena_dup(a, one.p, one.n);
			if (x.roles.v[x.roles.n++] == NULL)
				return ZC_FAIL(e, ZC_ENOMEM, "sample");
		}
	}
	zc_office_set_actor(f->o, &x);
	return ZC_OK;
}

static const struct zc_flow_step *
step_of(const struct zc_ledger *l, const char *name)
{
	for (size_t i = 0; i < l->flow.nsteps; i++)
		if (strcmp(l->flow.steps[i].name, name) == 0)
			return &l->flow.steps[i];
	return NULL;
}

static size_t
added_by(const struct filling *f, const struct zc_cells *row)
{
	size_t i = 0;

	while (f->s->events[i].row != row)
		i++;
	return i;
}

static bool
names(const struct zc_strs *l, const char *col)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->v[i], col) == 0)
			return true;
	return false;
}

/* Is the field filled by one of the steps that the row takes? */
static bool
comes_later(
    const struct filling *f, const struct zc_sample_event *v, const char *col)
{
	for (size_t i = 0; i < f->s->nevents; i++) {
		const struct zc_sample_event *k = &f->s->events[i];
		const struct zc_flow_step *step =
		    k->row == v->row ? step_of(k->ledger, k->step) : NULL;

		if (step == NULL)
			continue;
		if (names(&step->asks, col))
			return true;
		for (size_t n = 0; n < step->sets.n; n++)
			if (strcmp(step->sets.v[n].col, col) == 0)
				return true;
	}
	return false;
}

/* What of the row is given now: with a step what it asks for, before that
 * what no step fills. */
static int
given_now(const struct filling *f, const struct zc_sample_event *v,
    struct zc_arena *a, struct zc_cells *out, struct zc_err *e)
{
	const struct zc_flow_step *step = step_of(v->ledger, v->step);

	out->n = 0;
	out->v = zc_arena_array(a, v->row->n + 1, sizeof(*out->v));
	if (out->v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "sample");
	for (size_t i = 0; i < v->row->n; i++) {
		const char *col = v->row->v[i].col;

		if (step != NULL ? names(&step->asks, col)
				 : !comes_later(f, v, col))
			out->v[out->n++] = v->row->v[i];
	}
	return ZC_OK;
}

static int
play(struct filling *f, size_t n, struct zc_arena *a, struct zc_err *e)
{
	const struct zc_sample_event *v = &f->s->events[n];
	struct zc_ledger_use use = { .office = f->o,
		.ledger = v->ledger,
		.confirmed = true,
		.obtained = ZC_BY_IMPORT,
		.fault = f->fault,
		.ctx = f->ctx };
	struct zc_cells row;
	struct zc_step_use step = { .use = use,
		.step = v->step,
		.note = "",
		.set = &row,
		.paper = { .signer = "", .digest = "" },
		.same_person = "" };
	const char *state;
	int rc = given_now(f, v, a, &row, e);

	if (rc != ZC_OK)
		return rc;
	if (v->step[0] == '\0')
		return zc_ledger_add(&use, &row, &f->ids[n], e);
	step.id = f->ids[added_by(f, v->row)];
	return zc_flow_step(&step, &state, e);
}

static int
play_one(struct filling *f, size_t n, struct zc_err *e)
{
	const struct zc_sample_event *v = &f->s->events[n];
	struct zc_err why = { 0 };
	struct zc_arena a;
	int rc;

	zc_arena_init(&a, ROW_MAX);
	set_clock(f, v->day);
	rc = act_as(f, v->who, v->step[0] == '\0', &a, e);
	if (rc == ZC_OK) {
		rc = play(f, n, &a, &why);
		if (rc != ZC_OK)
			rc = ZC_FAIL(e, rc, "sample: %s line %zu %s: %s",
			    v->ledger->id, v->line, v->step, why.msg);
	}
	zc_office_set_actor(f->o, &f->actor);
	zc_arena_fini(&a);
	return rc;
}

/* Who is gone at the end is a user who may not act any more. */
static int
add_people(struct filling *f, struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < f->s->npeople && rc == ZC_OK; i++) {
		const struct zc_sample_person *p = &f->s->people[i];
		struct zc_str rest = zc_str_of(p->roles), one;
		char role[80];
		bool deviation;

		rc = zc_people_add(f->o, p->account, p->full_name, "", e);
		while (rc == ZC_OK && zc_str_cut(&rest, '\n', &one)) {
			(void)snprintf(
			    role, sizeof(role), "%.*s", (int)one.n, one.p);
			rc = zc_people_grant(
			    f->o, p->account, role, &deviation, e);
		}
		if (rc == ZC_OK && p->to[0] != '\0')
			rc = zc_people_disable(f->o, p->account, e);
	}
	return rc;
}

int
zc_sample_fill(struct zc_office *o, const struct zc_sample *s,
    zc_fault_fn fault, void *ctx, struct zc_err *e)
{
	struct filling f = { .o = o,
		.s = s,
		.fault = fault,
		.ctx = ctx,
		.actor = *zc_office_actor(o),
		.ids = calloc(s->nevents + 1, sizeof(*f.ids)) };
	int64_t now = zc_office_now(o);
	int rc;

	if (f.ids == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "sample");
	rc = zc_office_begin(o, e);
	if (rc == ZC_OK) {
		for (size_t i = 0; i < s->nevents && rc == ZC_OK; i++)
			rc = play_one(&f, i, e);
		if (rc == ZC_OK)
			rc = add_people(&f, e);
		if (rc == ZC_OK)
			rc = zc_office_commit(o, e);
		else
			zc_office_rollback(o);
	}
	zc_office_set_now(o, now);
	free(f.ids);
	return rc;
}
