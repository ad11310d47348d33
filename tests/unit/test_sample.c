/* The sample unit (catalog/sample) against the ledgers and flows it is of. */
#include "core/sample.h"

#include "base/asset.h"
#include "catalog/kind_ledger.h"
#include "catalog/lint.h"

#include "zt.h"

enum {
	STEPS_MAX = 16
};

struct play { /* a row on its way */
	const struct zc_cells *row;
	const char *state, *day;
	struct {
		const struct zc_flow_step *step;
		const char *who;
	} done[STEPS_MAX];
	size_t n;
};

struct sample {
	struct zc_catalog c;
	struct zc_arena a;
	struct zc_sample s;
	struct play *rows;
	size_t nrows;
};

static void
hear(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	(void)ctx;
	(void)zh;
	zt_fail(at->file, (int)at->line, "%s", en);
}

static void
wrong(const struct zc_sample_event *v, const char *what, const char *why)
{
	zt_fail(v->ledger->id, (int)v->line, "%s: %s", what, why);
}

static const char *
cell(const struct zc_cells *row, const char *name)
{
	for (size_t i = 0; i < row->n; i++)
		if (strcmp(row->v[i].col, name) == 0)
			return row->v[i].text;
	return "";
}

/* Was such a row added before the event `end`? */
static bool
has_row(const struct sample *t, const char *ledger, const char *col,
    const char *want, size_t end)
{
	for (size_t i = 0; i < end; i++)
		if (t->s.events[i].step[0] == '\0' &&
		    strcmp(t->s.events[i].ledger->id, ledger) == 0 &&
		    strcmp(cell(t->s.events[i].row, col), want) == 0)
			return true;
	return false;
}

static bool
has_role(const struct sample *t, const struct zc_sample_event *v,
    const struct zc_strs *roles)
{
	for (size_t i = 0; i < t->s.npeople; i++) {
		const struct zc_sample_person *p = &t->s.people[i];
		struct zc_str held = zc_str_of(p->roles), one;

		if (strcmp(p->full_name, v->who) != 0 ||
		    strcmp(p->from, v->day) > 0 ||
		    (p->to[0] != '\0' && strcmp(p->to, v->day) < 0))
			continue;
		while (zc_str_cut(&held, '\n', &one))
			for (size_t k = 0; k < roles->n; k++)
				if (zc_str_is(one, roles->v[k]))
					return true;
	}
	return false;
}

/* References are of rows that are there, persons of people that are. */
static void
look_at_row(struct sample *t, size_t n)
{
	const struct zc_sample_event *v = &t->s.events[n];
	const char *why = zc_lint_row(v->ledger, v->row);

	if (why != NULL)
		wrong(v, why, "the ledger does not take it");
	for (size_t i = 0; i < v->row->n; i++) {
		const struct zc_cell *k = &v->row->v[i];
		const struct zc_ledger_field *f =
		    zc_ledger_field(v->ledger, k->col);
		const struct zc_ledger *to;

		if (f == NULL) {
			wrong(v, k->col, "no such field");
			continue;
		}
		to = zc_catalog_ledger(&t->c, f->to);
		if (to != NULL && !has_row(t, to->id, to->key, k->text, n))
			wrong(v, k->text, "refers to nothing");
		if (strcmp(f->type, "person") == 0 &&
		    !has_row(t, "person", "full_name", k->text, t->s.nevents))
			wrong(v, k->text, "is nobody");
		if (strcmp(f->type, "department") == 0 &&
		    !has_row(t, "department", "department_name", k->text, n))
			wrong(v, k->text, "is no section");
	}
}

static struct play *
find(struct sample *t, const struct zc_cells *row)
{
	for (size_t i = t->nrows; i > 0; i--)
		if (t->rows[i - 1].row == row)
			return &t->rows[i - 1];
	return NULL;
}

/* Different persons who did this step so far, and this one. */
static int64_t
rounds(const struct play *w, const struct zc_flow_step *step, const char *who)
{
	int64_t n = 1;

	for (size_t i = 0; i < w->n; i++)
		n +=
		    w->done[i].step == step && strcmp(w->done[i].who, who) != 0;
	return n;
}

static void
look_at_step(struct sample *t, struct play *w, const struct zc_sample_event *v)
{
	const struct zc_flow_step *f = zc_ledger_step(v->ledger, v->step);
	int64_t need = 1;

	if (f == NULL || w == NULL || w->n == STEPS_MAX) {
		wrong(v, v->step, "no such step, or of no row");
		return;
	}
	if (!zc_kind_in(&f->from, w->state))
		wrong(v, f->name, "not from this state");
	if (!has_role(t, v, &f->may) &&
	    (f->person[0] == '\0' || strcmp(cell(v->row, f->person), v->who)))
		wrong(v, f->name, "this person may not do it");
	for (size_t i = 0; i < w->n; i++)
		if (zc_kind_in(&f->others, w->done[i].step->name) &&
		    strcmp(w->done[i].who, v->who) == 0)
			wrong(v, f->name, "must be another person");
	if (f->rounds[0] != '\0')
		ZT_TRUE(zc_str_int(
		    zc_str_of(zc_catalog_render(&t->c, f->rounds, &t->a)), 10,
		    &need));
	if (rounds(w, f, v->who) >= need)
		w->state = f->to;
	w->done[w->n].step = f;
	w->done[w->n++].who = v->who;
}

static void
load(struct sample *t)
{
	struct zc_catalog_from from = { zc_assets, zc_nassets, NULL, NULL, 0 };
	struct zc_err e = { 0 };

	*t = (struct sample){ 0 };
	zc_arena_init(&t->a, 256 << 20);
	ZT_EQ(zc_catalog_load_from(&t->c, &from, hear, NULL, NULL), ZC_OK);
	ZT_EQ(zc_sample_read(&t->c, zc_assets, zc_nassets, &t->a, &t->s, &e),
	    ZC_OK);
	ZT_STR(zc_str_of(e.msg), "");
	t->rows = zc_arena_array(&t->a, t->s.nrows + 1, sizeof(*t->rows));
	assert(t->rows != NULL);
}

ZT(sample_fits_ledgers_and_flows)
{
	struct sample t;

	load(&t);
	ZT_TRUE(t.s.nrows > 1000);
	ZT_TRUE(t.s.npeople > 30);
	for (size_t i = 0; i < t.s.nevents; i++) {
		const struct zc_sample_event *v = &t.s.events[i];

		if (!zc_kind_date(zc_str_of(v->day)) ||
		    (i > 0 && strcmp(v->day, v[-1].day) < 0))
			wrong(v, v->day, "not a day, or not in order");
		if (v->step[0] != '\0') {
			look_at_step(&t, find(&t, v->row), v);
			continue;
		}
		look_at_row(&t, i);
		t.rows[t.nrows++] = (struct play){ .row = v->row,
			.state = v->ledger->flow.nstates > 0
			    ? v->ledger->flow.start
			    : "" };
	}
	ZT_EQ(t.nrows, t.s.nrows);
	zc_catalog_fini(&t.c);
	zc_arena_fini(&t.a);
}

static void
expect(const char *text, int want, const char *words)
{
	struct zc_asset own[2] = {
		{ "catalog/sample/folk.csv", text, text + strlen(text) },
		{ "catalog/ledgers/folk.yaml", NULL, NULL },
	};
	static const char ledger[] =
	    "id: folk\ntitle: {zh: 人, en: folk}\ngroup: org\nlist: [who]\n"
	    "fields: [{name: who, type: text, label: {zh: 谁, en: who}}]\n";
	struct zc_catalog_from from = { &own[1], 1, NULL, NULL, 0 };
	struct zc_sample s = { 0 };
	struct zc_err e = { 0 };
	struct zc_catalog c;
	struct zc_arena a;

	own[1].start = ledger;
	own[1].end = ledger + strlen(ledger);
	zc_arena_init(&a, 1 << 20);
	ZT_EQ(zc_catalog_load_from(&c, &from, hear, NULL, NULL), ZC_OK);
	ZT_EQ(zc_sample_read(&c, own, 1, &a, &s, &e), want);
	ZT_TRUE(strstr(e.msg, words) != NULL);
	if (want == ZC_OK) {
		ZT_EQ(s.nevents, 3);
		/* Of one day: the row first, then what is done with it. */
		ZT_STR(zc_str_of(s.events[0].step), "");
		ZT_STR(zc_str_of(s.events[1].step), "");
		ZT_STR(zc_str_of(s.events[2].step), "go");
		ZT_STR(zc_str_of(cell(s.events[0].row, "who")), "a");
	}
	zc_catalog_fini(&c);
	zc_arena_fini(&a);
}

ZT(sample_names_file_and_line_of_a_fault)
{
	expect("who,_steps\na,add:x:2025-01-02;go:x:2025-01-02\n"
	       "b,add:x:2025-01-02\n",
	    ZC_OK, "");
	expect("who\na\n", ZC_EINPUT, "folk.csv:1: the last column");
	expect("who,_steps\na,b,add:x:2025-01-02\n", ZC_EINPUT,
	    "folk.csv:2: not as many values");
	expect("who,_steps\na,go:x:2025-01-02\n", ZC_EINPUT,
	    "folk.csv:2: _steps is not");
	expect("who,_steps\na,add:x\n", ZC_EINPUT, "folk.csv:2: _steps is not");
	expect("who,_steps\na,\n", ZC_EINPUT, "folk.csv:2: _steps is not");
	expect("", ZC_EINPUT, "the last column");
}
