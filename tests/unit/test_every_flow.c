/*
 * Every flow of the catalogue, by its definition alone: for each step the
 * shortest way to it from the start, and on the way everything that must be
 * refused: steps of other states, roles that may not, what is asked and not
 * given, the same person. A gate that a made-up row does not pass needs an
 * example of the definition that passes it.
 */
#include "core/flow_in.h"
#include "unit/zt_every.h"

#include <time.h>

enum {
	STATES_MAX = 64, /* of a flow */
	WAY_MAX = 24,    /* steps of a way */
	ROUNDS_MAX = 9
};

struct walk {
	struct zt_every *w;
	const struct zc_ledger *l;
	const struct zc_flow_step *way[WAY_MAX];
	size_t n;
	int64_t id;
	int people; /* how many have acted */
	struct {    /* who did a step last */
		const struct zc_flow_step *step;
		const char *who, *role;
	} did[WAY_MAX * ROUNDS_MAX];
	size_t ndid;
	bool *tried; /* by step: all its refusals were */
	bool *taken; /* by step: it was taken */
};

static void
wrong(const struct walk *k, const struct zc_flow_step *s, const char *what)
{
	zt_fail(k->l->at.file, s->at.line, "%s.%s: %s [%s] %s", k->l->id,
	    s->name, what, zt_said, zt_zh);
}

static size_t
place(const struct walk *k, const char *state)
{
	return (size_t)(zc_flow_state(k->l, state) - k->l->flow.states);
}

/* The step's own way back to the start, in `by` and `prev`, to the front. */
static void
keep_way(struct walk *k, const struct zc_flow_step *to, size_t at,
    const struct zc_flow_step *const *by, const size_t *prev)
{
	const struct zc_flow_step *back[WAY_MAX] = { to };

	for (k->n = 1; by[at] != NULL; at = prev[at]) {
		assert(k->n < WAY_MAX);
		back[k->n++] = by[at];
	}
	for (size_t i = 0; i < k->n; i++)
		k->way[i] = back[k->n - 1 - i];
}

/* The shortest way from the start to the step, it being the last. */
static bool
find_way(struct walk *k, const struct zc_flow_step *to)
{
	const struct zc_flow *f = &k->l->flow;
	const struct zc_flow_step *by[STATES_MAX] = { 0 };
	size_t queue[STATES_MAX], prev[STATES_MAX], head = 0, tail = 0;

	assert(f->nstates <= STATES_MAX);
	queue[tail++] = place(k, f->start);
	while (head < tail) {
		size_t at = queue[head++];

		if (zc_flow_from(to, f->states[at].name)) {
			keep_way(k, to, at, by, prev);
			return true;
		}
		for (size_t i = 0; i < f->nsteps; i++) {
			const struct zc_flow_step *s = &f->steps[i];
			size_t next = place(k, s->to);

			if (zt_every_machine(s) || by[next] != NULL ||
			    next == queue[0] ||
			    !zc_flow_from(s, f->states[at].name))
				continue;
			by[next] = s;
			prev[next] = at;
			queue[tail++] = next;
		}
	}
	return false;
}

static void
act(struct walk *k, const char *who, const char *role)
{
	zt_office_as(k->w->o, who, role);
}

static int
take(struct walk *k, const struct zc_flow_step *s, const struct zc_cells *set)
{
	struct zc_step_use u = { .use = zt_every_use(k->w, k->l),
		.id = k->id,
		.step = s->name,
		.note = "",
		.set = set,
		.paper = { .signer = "", .digest = "" },
		.same_person = "" };
	const char *state;

	return zc_flow_step(&u, &state, NULL);
}

/* A field, its state or version, as the store has it; nobody is asked. */
static const char *
cell(struct walk *k, const char *field)
{
	const char *out;

	zt_every_alone(k->w, "登记员");
	out = zt_field(k->w->o, k->l->id, k->id, field);
	return out;
}

static bool
sets(const struct zc_flow_step *s, const char *field)
{
	for (size_t i = 0; i < s->sets.n; i++)
		if (strcmp(s->sets.v[i].col, field) == 0)
			return true;
	return false;
}

/* What an example gives with the step for the field, or a made-up value. */
static const char *
value(struct walk *k, const struct zc_flow_step *s,
    const struct zc_ledger_field *f)
{
	for (size_t i = 0; i < k->l->nflow_examples && f->to[0] == '\0'; i++) {
		const struct zc_flow_example *x = &k->l->flow_examples[i];

		for (size_t j = 0; j < x->nsteps; j++)
			for (size_t c = 0; c < x->steps[j].set.n; c++)
				if (strcmp(x->steps[j].step, s->name) == 0 &&
				    !x->steps[j].refused &&
				    strcmp(x->steps[j].set.v[c].col, f->name) ==
					0)
					return x->steps[j].set.v[c].text;
	}
	return zt_every_text(k->w, f, ++k->w->serial);
}

/* What the step asks for and the row has not yet; `skip`: but this one. */
static struct zc_cells
asked(struct walk *k, const struct zc_flow_step *s, const char *skip)
{
	struct zc_cells out = {
		zc_arena_array(&k->w->a, s->asks.n + 1, sizeof(*out.v)), 0
	};

	assert(out.v != NULL);
	for (size_t i = 0; i < s->asks.n; i++) {
		const struct zc_ledger_field *f =
		    zc_work_field(k->l, s->asks.v[i]);

		if (f == NULL || strcmp(f->name, skip) == 0 ||
		    cell(k, f->name)[0] != '\0')
			continue;
		out.v[out.n++] = (struct zc_cell){ f->name, value(k, s, f) };
	}
	return out;
}

/* It must be refused for this reason, and the row stays as it was. */
static void
refused(struct walk *k, const struct zc_flow_step *s,
    const struct zc_cells *set, int rc, const char *why)
{
	char sql[200];
	int64_t ver, now;
	int got;

	(void)snprintf(sql, sizeof(sql), "SELECT ver FROM %s WHERE id = %lld",
	    k->l->id, (long long)k->id);
	ver = zt_db_int(zc_office_db(k->w->o), sql);
	got = take(k, s, set);
	now = zt_db_int(zc_office_db(k->w->o), sql);
	if (got != rc || strstr(zt_said, why) == NULL || ver != now)
		wrong(k, s, why);
}

static const char *
role_of(const struct zc_flow_step *s)
{
	return s->may.n > 0 ? s->may.v[0] : "";
}

/* Who may do it: one of its roles, or the person whom the row names. */
static const char *
somebody(struct walk *k, const struct zc_flow_step *s)
{
	char name[64];
	const char *named = s->person[0] != '\0' ? cell(k, s->person) : "";

	if (s->may.n == 0)
		return zc_arena_dup(&k->w->a, named, strlen(named));
	(void)snprintf(name, sizeof(name), "办理人%d", ++k->people);
	return zc_arena_dup(&k->w->a, name, strlen(name));
}

static void
roles_that_may_not(struct walk *k, const struct zc_flow_step *s)
{
	const struct zc_catalog *c = k->w->c;

	for (size_t i = 0; i < c->nroles; i++) {
		if (zt_every_has(&s->may, c->roles[i].id))
			continue;
		act(k, "外人", c->roles[i].id);
		refused(k, s, NULL, ZC_EACCES, "right");
	}
	act(k, "外人", "");
	refused(k, s, NULL, ZC_EACCES, "right");
}

static void
other_states(struct walk *k)
{
	char state[64];

	(void)snprintf(state, sizeof(state), "%s", cell(k, "state"));
	for (size_t i = 0; i < k->l->flow.nsteps; i++) {
		const struct zc_flow_step *s = &k->l->flow.steps[i];

		if (zc_flow_from(s, state) || s->may.n == 0)
			continue;
		act(k, "办理人0", role_of(s));
		refused(k, s, NULL, ZC_EREFUSED, "state");
	}
}

static void
without_what_it_asks(struct walk *k, const struct zc_flow_step *s)
{
	for (size_t i = 0; i < s->asks.n; i++) {
		struct zc_cells some;

		if (sets(s, s->asks.v[i]) || cell(k, s->asks.v[i])[0] != '\0')
			continue;
		some = asked(k, s, s->asks.v[i]);
		act(k, somebody(k, s), role_of(s));
		refused(k, s, &some, ZC_EREFUSED, "asks");
	}
}

/* Who did one of the steps that another person must have done. */
static void
same_person(struct walk *k, const struct zc_flow_step *s)
{
	for (size_t i = 0; i < k->ndid; i++) {
		bool last = true;

		for (size_t j = i + 1; j < k->ndid; j++)
			last &= k->did[j].step != k->did[i].step;
		if (!last || s->may.n == 0 ||
		    !zt_every_has(&s->others, k->did[i].step->name))
			continue;
		act(k, k->did[i].who, role_of(s));
		refused(k, s, NULL, ZC_EREFUSED, "same_person");
	}
	if (zt_every_has(&s->others, "add") && s->may.n > 0) {
		act(k, "登记员", role_of(s));
		refused(k, s, NULL, ZC_EREFUSED, "same_person");
	}
}

/* Is the step taken in an example of the definition? */
static bool
in_example(const struct walk *k, const struct zc_flow_step *s)
{
	for (size_t i = 0; i < k->l->nflow_examples; i++)
		for (size_t j = 0; j < k->l->flow_examples[i].nsteps; j++)
			if (!k->l->flow_examples[i].steps[j].refused &&
			    strcmp(k->l->flow_examples[i].steps[j].step,
				s->name) == 0)
				return true;
	return false;
}

/* One step, as often as it needs different persons. */
static bool
go(struct walk *k, const struct zc_flow_step *s)
{
	char before[64];

	(void)snprintf(before, sizeof(before), "%s", cell(k, "state"));
	for (int i = 0; i < ROUNDS_MAX; i++) {
		struct zc_cells set = asked(k, s, "");
		const char *who = somebody(k, s);

		act(k, who, role_of(s));
		if (take(k, s, &set) != ZC_OK) {
			if (strstr(zt_said, "gate") == NULL &&
			    strstr(zt_said, "rule") == NULL &&
			    strstr(zt_said, "right") == NULL)
				wrong(k, s, "was refused");
			return false;
		}
		assert(k->ndid < ZC_LEN(k->did));
		k->did[k->ndid].step = s;
		k->did[k->ndid++].who = who;
		if (strcmp(cell(k, "state"), s->to) == 0 &&
		    (strcmp(s->to, before) != 0 || s->rounds[0] == '\0'))
			return true;
	}
	wrong(k, s, "never reached its state");
	return false;
}

static void
finished(struct walk *k, const struct zc_flow_step *s)
{
	const struct zc_flow_state *st = zc_flow_state(k->l, s->to);
	struct zc_ledger_use u;
	struct zc_cells none = { 0 };

	if (!st->final)
		return;
	zt_every_alone(k->w, "登记员");
	u = zt_every_use(k->w, k->l);
	if (zc_ledger_set(&u, k->id, 0, &none, NULL) != ZC_EREFUSED)
		wrong(k, s, "a finished row can be edited");
	other_states(k);
}

/* The way to one step, with what must be refused before each. */
static void
walk_to(struct walk *k, const struct zc_flow_step *to)
{
	if (!find_way(k, to))
		return; /* only behind a step of the program's own */
	k->ndid = 0;
	zt_every_alone(k->w, "登记员");
	k->id = zt_every_add(k->w, k->l, false);
	for (size_t i = 0; i < k->n && k->id != 0; i++) {
		const struct zc_flow_step *s = k->way[i];
		size_t at = (size_t)(s - k->l->flow.steps);

		if (!k->tried[at]) {
			k->tried[at] = true;
			other_states(k);
			roles_that_may_not(k, s);
			without_what_it_asks(k, s);
		}
		same_person(k, s);
		if (!go(k, s))
			return;
		k->taken[at] = true;
		finished(k, s);
	}
}

/* Steps that follow a finding are tested below: no example gives findings. */
static bool
by_finding(const struct zc_flow_step *s)
{
	return s->when != NULL && strstr(s->when, " finding ") != NULL;
}

static void
one_flow(struct zt_every *w, const struct zc_ledger *l)
{
	const struct zc_flow *f = &l->flow;
	struct walk k = { .w = w, .l = l };

	k.tried = zc_arena_array(&w->a, f->nsteps + 1, sizeof(bool));
	k.taken = zc_arena_array(&w->a, f->nsteps + 1, sizeof(bool));
	assert(k.tried != NULL && k.taken != NULL);
	for (size_t i = 0; i < f->nsteps; i++)
		if (!zt_every_machine(&f->steps[i]) && !k.taken[i])
			walk_to(&k, &f->steps[i]);
	for (size_t i = 0; i < f->nsteps; i++)
		if (!k.taken[i] && !by_finding(&f->steps[i]) &&
		    !in_example(&k, &f->steps[i]))
			zt_fail(l->at.file, f->steps[i].at.line,
			    "%s.%s: neither walked nor in an example", l->id,
			    f->steps[i].name);
}

ZT_EVERY(every_flow_is_walked_and_refuses)
{
	for (size_t i = 0; i < w->c->nledgers; i++)
		if (w->c->ledgers[i].flow.nsteps > 0)
			one_flow(w, &w->c->ledgers[i]);
}

/* A finding of the machine as an inspection leaves it, judged on that day. */
static void
finding(struct zt_every *w, const char *detection, const char *day)
{
	struct zc_db *db = zc_office_db(w->o);
	int64_t at = 0;

	ZT_TRUE(zc_value_date(zc_str_of(day), &at));
	ZT_OK(zc_db_exec(db,
	    "DELETE FROM finding; DELETE FROM judged; DELETE FROM target;"
	    "INSERT INTO target(id, hostname,"
	    " first_seen, last_seen, unit_id)"
	    " VALUES('t1', 'pc', 1, 1, 0);"
	    "INSERT INTO finding(finding_key, check_id, target_id, severity,"
	    " cells, detection, workflow, disposition, recurrence, first_seen,"
	    " last_seen, case_digest) VALUES('k1', 'c1', 't1', 'high', '{}',"
	    " 'x', 'reported', 'none', 0, 1, 1, 'd');"
	    "INSERT INTO judged(target_id, check_id, started, verdict,"
	    " case_digest) VALUES('t1', 'c1', 0, 'fail', 'd')",
	    e));
	ZT_OK(zc_db_run(
	    db, "UPDATE finding SET detection = $1", e, "s", detection));
	ZT_OK(zc_db_run(
	    db, "UPDATE judged SET started = $1", e, "i", at + 86400));
}

static int64_t
hazard(struct zt_every *w)
{
	static const char row[] = "description=未设口令|severity=high|kind="
				  "technical|hazard_source=machine|"
				  "finding_key=k1";
	int64_t id = 0;

	zt_every_alone(w, "登记员");
	ZT_EQ(zt_row_add(w->o, "hazard", row, &id), ZC_OK);
	zt_office_as(w->o, "王某", "security_officer");
	ZT_EQ(zt_step(w->o, "hazard", id, "on_the_spot", "measure=已设口令"),
	    ZC_OK);
	return id;
}

ZT_EVERY(every_hazard_of_the_machine_is_tested_again_by_it)
{
	int64_t n = 0, id = hazard(w);

	/* Nobody checks it off before the machine has seen it gone. */
	finding(w, "present", "2026-02-20");
	zt_office_as(w->o, "李某", "office_head");
	ZT_EQ(zt_step(w->o, "hazard", id, "check_off", "retest_result=已查"),
	    ZC_EREFUSED);
	ZT_STR(zc_str_of(zt_said), "gate");
	zt_every_alone(w, "登记员");
	ZT_OK(zc_flow_tick(w->o, &n, e));
	ZT_STR(zc_str_of(zt_field(w->o, "hazard", id, "state")), "to_retest");
	/* Looked at since, and still there: back it goes. */
	finding(w, "present", "2026-03-05");
	ZT_OK(zc_flow_tick(w->o, &n, e));
	ZT_STR(zc_str_of(zt_field(w->o, "hazard", id, "state")), "assigned");
	zt_office_as(w->o, "王某", "security_officer");
	ZT_EQ(zt_step(w->o, "hazard", id, "fixed", "measure=再改"), ZC_OK);
	finding(w, "absent_verified", "2026-03-05");
	zt_every_alone(w, "登记员");
	ZT_OK(zc_flow_tick(w->o, &n, e));
	ZT_STR(zc_str_of(zt_field(w->o, "hazard", id, "state")), "checked_off");
	ZT_STR(
	    zc_str_of(zt_field(w->o, "hazard", id, "retest_by")), "机器复测");
}
