#include "core/sample.h"

#include "base/asset.h"
#include "core/example_row.h"
#include "core/flow.h"
#include "core/office_in.h"
#include "store/user.h"

#include <time.h>

#define PREFIX "catalog/sample/"

enum {
	COLS_MAX = 80,
	EVENTS_MAX = 20000,
	MEMORY = 256 << 20
};

struct row {
	const char *file;
	int line;
	const struct zc_ledger *l;
	struct zc_cells cells;
	int64_t id;
};

struct event {
	struct row *row;
	const char *step, *who;
	int64_t day;
	int order; /* as read: the same day in the order of the files */
};

struct sample {
	struct zc_office *o;
	struct zc_catalog *c;
	struct zc_arena a;
	struct event *v;
	size_t n;
	struct zc_actor first; /* who loads */
	const struct event *at;
	struct zc_err *e;
	char why[300];
};

static const char *
dup(struct sample *s, struct zc_str t)
{
	const char *p = zc_arena_dup(&s->a, t.p, t.n);

	return p == NULL ? "" : p;
}

static int
bad(struct sample *s, const char *file, int line, const char *what)
{
	return ZC_FAIL(s->e, ZC_EINPUT, "%s, line %d: %s", file, line, what);
}

/* "add:张某丁:2025-01-13;assign:…" */
static int
add_events(struct sample *s, struct row *r, struct zc_str steps)
{
	struct zc_str one, step, who;
	bool any = false;

	while (zc_str_cut(&steps, ';', &one)) {
		struct event *ev = &s->v[s->n];

		if (s->n == EVENTS_MAX || !zc_str_cut(&one, ':', &step) ||
		    !zc_str_cut(&one, ':', &who) ||
		    !zc_value_date(one, &ev->day))
			return bad(s, r->file, r->line, "step:who:date wanted");
		ev->row = r;
		ev->step = dup(s, step);
		ev->who = dup(s, who);
		ev->order = (int)s->n++;
		any = true;
	}
	return any ? ZC_OK : bad(s, r->file, r->line, "no add");
}

static int
read_line(struct sample *s, struct row *r, const struct zc_strs *head,
    struct zc_str line)
{
	struct zc_str cell, steps = { 0 };
	size_t i = 0;

	r->cells.v = zc_arena_array(&s->a, head->n + 1, sizeof(*r->cells.v));
	if (r->cells.v == NULL)
		return ZC_FAIL(s->e, ZC_ENOMEM, "sample");
	for (; i < head->n && zc_str_cut(&line, ',', &cell); i++) {
		if (strcmp(head->v[i], "_steps") == 0)
			steps = cell;
		else if (cell.n > 0)
			r->cells.v[r->cells.n++] =
			    (struct zc_cell){ head->v[i], dup(s, cell) };
	}
	return add_events(s, r, steps);
}

static struct zc_strs
split(struct sample *s, struct zc_str t)
{
	struct zc_strs out = { zc_arena_array(&s->a, COLS_MAX, sizeof(*out.v)),
		0 };
	struct zc_str piece;

	while (out.v != NULL && out.n < COLS_MAX && zc_str_cut(&t, ',', &piece))
		out.v[out.n++] = dup(s, zc_str_trim(piece));
	return out;
}

static struct zc_str
text_of(const struct zc_asset *x)
{
	return (struct zc_str){ x->start, (size_t)(x->end - x->start) };
}

/* LEDGER.csv */
static int
read_ledger(struct sample *s, const struct zc_asset *x)
{
	struct zc_str t = text_of(x), line, id;
	struct zc_strs head;
	char name[80];
	int n = 1, rc = ZC_OK;
	struct row *r;

	id = zc_str_sub(zc_str_of(x->name), strlen(PREFIX),
	    strlen(x->name) - strlen(PREFIX) - 4);
	(void)snprintf(name, sizeof(name), "%.*s", (int)id.n, id.p);
	if (!zc_str_cut(&t, '\n', &line))
		return bad(s, x->name, 1, "empty");
	head = split(s, line);
	while (rc == ZC_OK && zc_str_cut(&t, '\n', &line)) {
		n++;
		if (line.n == 0)
			continue;
		r = zc_arena_get(&s->a, sizeof(*r));
		if (r == NULL)
			return ZC_FAIL(s->e, ZC_ENOMEM, "sample");
		*r = (struct row){ .file = x->name,
			.line = n,
			.l = zc_catalog_ledger(s->c, name) };
		if (r->l == NULL)
			return bad(s, x->name, n, "no such ledger");
		rc = read_line(s, r, &head, line);
	}
	return rc;
}

/* _roles.csv: full_name,account,roles,from_at,to_at */
static int
read_roles(struct sample *s, const struct zc_asset *x)
{
	struct zc_str t = text_of(x), line, held, one;
	struct zc_db *db = zc_office_db(s->o);
	struct zc_strs v;
	int n = 1, rc = ZC_OK;

	(void)zc_str_cut(&t, '\n', &line);
	while (rc == ZC_OK && zc_str_cut(&t, '\n', &line)) {
		struct zc_user u = { .unit = s->first.unit, .department = "" };
		struct zc_user_role g = { .unit = s->first.unit,
			.granted_by = s->first.name };
		int64_t id;

		n++;
		if (line.n == 0)
			continue;
		v = split(s, line);
		if (v.n < 4 || !zc_value_date(zc_str_of(v.v[3]), &g.from))
			return bad(s, x->name, n, "not a line of roles");
		if (v.n > 4)
			(void)zc_value_date(zc_str_of(v.v[4]), &g.to);
		u.name = g.user = v.v[1];
		u.full_name = g.full_name = v.v[0];
		u.created_at = g.from;
		u.created_by = s->first.name;
		rc = zc_user_add(db, &u, &id, s->e);
		if (rc == ZC_EEXIST)
			rc = ZC_OK; /* another line of the same person */
		held = zc_str_of(v.v[2]);
		while (rc == ZC_OK && zc_str_word(&held, &one)) {
			g.role = dup(s, one);
			rc = zc_user_grant(db, &g, s->e);
		}
	}
	return rc;
}

static int
read_all(struct sample *s)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < zc_nassets && rc == ZC_OK; i++) {
		struct zc_str name = zc_str_of(zc_assets[i].name);

		if (!zc_str_starts(name, PREFIX) || !zc_str_ends(name, ".csv"))
			continue;
		rc = zc_str_is(name, PREFIX "_roles.csv")
		    ? read_roles(s, &zc_assets[i])
		    : read_ledger(s, &zc_assets[i]);
	}
	return rc;
}

static int
by_day(const void *x, const void *y)
{
	const struct event *a = x, *b = y;

	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	/* What is registered on a day is there for the steps of that day. */
	if ((strcmp(a->step, "add") == 0) != (strcmp(b->step, "add") == 0))
		return strcmp(a->step, "add") == 0 ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

struct called {
	struct sample *s;
	const char *user;
};

static int
on_user(void *ctx, const struct zc_user *u)
{
	struct called *c = ctx;

	c->user = dup(c->s, zc_str_of(u->name));
	return ZC_OK;
}

/* Act as that person on that day; who is no user writes as himself. */
static int
act(struct sample *s, const struct event *ev)
{
	struct called c = { .s = s };
	struct zc_actor a = s->first;
	time_t t = (time_t)ev->day;
	struct tm tm;
	int rc;

	if (gmtime_r(&t, &tm) == NULL)
		return bad(s, ev->row->file, ev->row->line, "no day");
	tm.tm_hour = 9;
	tm.tm_isdst = -1;
	zc_office_set_now(s->o, (int64_t)mktime(&tm) + ev->order);
	rc = zc_user_called(zc_office_db(s->o), ev->who, on_user, &c, s->e);
	if (rc == ZC_OK && c.user != NULL)
		rc = zc_office_actor_of(s->o, c.user, &a, s->e);
	if (rc == ZC_OK && c.user == NULL) {
		a.name = a.full_name = ev->who;
		a.owner = a.alone = true;
	}
	zc_office_set_actor(s->o, &a);
	return rc;
}

static void
on_fault(void *ctx, const struct zc_fault *f)
{
	struct sample *s = ctx;

	if (s->why[0] == '\0')
		(void)snprintf(
		    s->why, sizeof(s->why), "%s: %s", f->field, f->en);
}

static bool
has(const struct zc_cells *row, const char *name)
{
	for (size_t i = 0; i < row->n; i++)
		if (strcmp(row->v[i].col, name) == 0)
			return true;
	return false;
}

/*
 * What a step asks for and the row no longer has (a later step took it away:
 * who borrowed a medium that is back): by who did it, and on that day.
 */
static struct zc_cells
asked(struct sample *s, const struct event *ev)
{
	const struct zc_ledger *l = ev->row->l;
	const struct zc_flow_step *step = NULL;
	struct zc_cells out = { .n = 0 };
	char day[32];

	for (size_t i = 0; i < l->flow.nsteps; i++)
		if (strcmp(l->flow.steps[i].name, ev->step) == 0)
			step = &l->flow.steps[i];
	if (step == NULL)
		return out;
	out.v = zc_arena_array(&s->a, step->asks.n + 1, sizeof(*out.v));
	for (size_t i = 0; i < step->asks.n && out.v != NULL; i++) {
		const char *name = step->asks.v[i];
		const struct zc_ledger_field *f = NULL;

		for (size_t k = 0; k < l->nfields; k++)
			if (strcmp(l->fields[k].name, name) == 0)
				f = &l->fields[k];
		if (f == NULL || has(&ev->row->cells, name))
			continue;
		if (strcmp(f->type, "person") == 0)
			out.v[out.n++] = (struct zc_cell){ name, ev->who };
		else if (strcmp(f->type, "date") == 0)
			out.v[out.n++] = (struct zc_cell){ name,
				dup(s, zc_str_of(zc_value_day(ev->day, day))) };
		else
			out.v[out.n++] = (struct zc_cell){ name,
				f->nwords > 0 ? f->words[0].name : "工作需要" };
	}
	return out;
}

static int
play(struct sample *s, const struct event *ev)
{
	struct zc_cells set = asked(s, ev);
	struct zc_ledger_use u = { .office = s->o,
		.ledger = ev->row->l,
		.confirmed = true,
		.fault = on_fault,
		.ctx = s };
	struct zc_step_use step = { .use = u,
		.id = ev->row->id,
		.step = ev->step,
		.note = "",
		.set = &set,
		.paper = { .signer = "", .digest = "" },
		.same_person = "" };
	const char *state;
	int rc = act(s, ev);

	if (rc != ZC_OK)
		return rc;
	s->why[0] = '\0';
	if (strcmp(ev->step, "add") == 0)
		rc = zc_example_row(
		    &u, &ev->row->cells, false, &ev->row->id, s->e);
	else
		rc = zc_flow_step(&step, &state, s->e);
	if (rc == ZC_OK)
		return rc;
	return ZC_FAIL(s->e, rc, "%s, line %d, %s by %s: %s", ev->row->file,
	    ev->row->line, ev->step, ev->who,
	    s->why[0] != '\0' ? s->why : "refused");
}

/* What steps make elsewhere has files of its own. */
struct kept {
	struct zc_flow_step *step;
	size_t creates, steps_on;
};

static size_t
quiet(struct zc_catalog *c, struct kept *v, bool back)
{
	size_t n = 0;

	for (size_t i = 0; i < c->nledgers; i++)
		for (size_t k = 0; k < c->ledgers[i].flow.nsteps; k++) {
			struct zc_flow_step *p = &c->ledgers[i].flow.steps[k];

			if (v != NULL && back) {
				p->ncreates = v[n].creates;
				p->nsteps_on = v[n].steps_on;
			} else if (v != NULL) {
				v[n] = (struct kept){ p, p->ncreates,
					p->nsteps_on };
				p->ncreates = p->nsteps_on = 0;
			}
			n++;
		}
	return n;
}

int
zc_sample_load(struct zc_office *o, struct zc_catalog *c, struct zc_err *e)
{
	struct zc_err mine = { 0 };
	struct sample s = { .o = o,
		.c = c,
		.first = *zc_office_actor(o),
		.e = e != NULL ? e : &mine };
	struct kept *kept;
	int rc;

	zc_arena_init(&s.a, MEMORY);
	s.v = zc_arena_array(&s.a, EVENTS_MAX, sizeof(*s.v));
	kept = zc_arena_array(&s.a, quiet(c, NULL, false) + 1, sizeof(*kept));
	if (s.v == NULL || kept == NULL) {
		zc_arena_fini(&s.a);
		return ZC_FAIL(e, ZC_ENOMEM, "sample");
	}
	(void)quiet(c, kept, false);
	/* Rows may name others of the same day; a test holds them together. */
	o->example = true;
	rc = read_all(&s);
	if (s.n > 0)
		qsort(s.v, s.n, sizeof(*s.v), by_day);
	for (size_t i = 0; i < s.n && rc == ZC_OK; i++)
		rc = play(&s, &s.v[i]);
	o->example = false;
	(void)quiet(c, kept, true);
	zc_office_set_actor(o, &s.first);
	zc_office_set_now(o, 0);
	zc_arena_fini(&s.a);
	return rc;
}
