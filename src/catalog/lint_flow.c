/* lint_flow: what flows and indicators say of other definitions. */
#include "catalog/kind_ledger.h"
#include "catalog/lint_part.h"

/* Rows that an example gives: their columns exist, their values fit. */
static void
look_at_given(struct zc_lint_run *l, const struct zc_given *given, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct zc_given *g = &given[i];
		const struct zc_ledger *t = zc_catalog_ledger(l->c, g->table);

		for (size_t r = 0; t != NULL && r < g->nrows; r++)
			for (size_t k = 0; k < g->rows[r].n; k++) {
				const char *col = g->rows[r].v[k].col;

				if (!zc_ledger_column(t, col))
					zc_lint_fault(l, &g->at,
					    "台账没有示例所用的这个列。请改正",
					    "the ledger has no such field; "
					    "correct the example",
					    col);
			}
	}
}

/* Values that a flow example fills in are ones that the fields take. */
static void
look_at_cells(struct zc_lint_run *l, const struct zc_ledger *g,
    const struct zc_cells *row, const struct zc_at *at)
{
	for (size_t i = 0; i < row->n; i++) {
		const struct zc_cell *c = &row->v[i];
		const struct zc_ledger_field *f = zc_ledger_field(g, c->col);

		if (f != NULL && c->text != NULL && c->text[0] != '\0' &&
		    !zc_lint_value(f, c->text))
			zc_lint_fault(l, at, "示例中的值与列的类型不符。请改正",
			    "the value does not fit the field's type; correct "
			    "the example",
			    c->text);
	}
}

static void
look_at_played(struct zc_lint_run *l, const struct zc_ledger *g,
    const struct zc_flow_example *x)
{
	look_at_given(l, x->given, x->ngiven);
	look_at_cells(l, g, &x->row, &x->at);
	for (size_t i = 0; i < x->nsteps; i++)
		if (!x->steps[i].refused)
			look_at_cells(l, g, &x->steps[i].set, &x->steps[i].at);
}

/* Does a step of any flow push this one? */
static bool
is_pushed(const struct zc_catalog *c, const char *ledger, const char *step)
{
	for (size_t i = 0; i < c->nledgers; i++)
		for (size_t k = 0; k < c->ledgers[i].flow.nsteps; k++) {
			const struct zc_flow_step *s =
			    &c->ledgers[i].flow.steps[k];

			for (size_t p = 0; p < s->nsteps_on; p++)
				if (strcmp(s->steps_on[p].ledger, ledger) ==
					0 &&
				    strcmp(s->steps_on[p].step, step) == 0)
					return true;
		}
	return false;
}

static void
look_at_step(struct zc_lint_run *l, const struct zc_ledger *g,
    const struct zc_flow_step *s)
{
	if (s->may.n == 0 && s->person[0] == '\0' && s->when == NULL &&
	    !is_pushed(l->c, g->id, s->name))
		zc_lint_fault(l, &s->at,
		    "没有人能办这个步骤。请写 may、person 或 when",
		    "nobody can do this step; write may, person or when",
		    s->name);
	for (size_t i = 0; i < s->nsteps_on; i++) {
		const struct zc_flow_push *p = &s->steps_on[i];
		const struct zc_ledger *to = zc_catalog_ledger(l->c, p->ledger);

		if (to != NULL && zc_ledger_step(to, p->step) == NULL)
			zc_lint_fault(l, &p->at,
			    "那个台账的流程没有这个步骤。请改正",
			    "the flow of that ledger has no such step; "
			    "correct it",
			    p->step);
	}
}

/* A reference stores the key of its ledger, so there must be one. */
static void
look_at_references(struct zc_lint_run *l, const struct zc_ledger *g)
{
	for (size_t i = 0; i < g->nfields; i++) {
		const struct zc_ledger_field *f = &g->fields[i];
		const struct zc_ledger *to = zc_catalog_ledger(l->c, f->to);

		if (to != NULL && to->key[0] == '\0')
			zc_lint_fault(l, &f->at,
			    "引用的台账没有 key。请给它写 key",
			    "the ledger it refers to has no key; give it one",
			    f->to);
	}
}

/* A number that is written as {setting} must be one. */
static void
look_at_number(struct zc_lint_run *l, const struct zc_at *at, const char *text)
{
	struct zc_str s = zc_str_of(text), slot;
	const struct zc_setting *set;
	char id[128];

	if (!zc_kind_slot(&s, &slot) || slot.n >= sizeof(id))
		return;
	memcpy(id, slot.p, slot.n);
	id[slot.n] = '\0';
	set = zc_catalog_setting(l->c, id);
	if (set != NULL && strcmp(set->type, "integer") != 0)
		zc_lint_fault(l, at, "这个设置应当是 integer 类型。请改正",
		    "this setting must be of type integer; correct it", id);
}

static void
look_at_numbers(struct zc_lint_run *l, const struct zc_ledger *g)
{
	look_at_number(l, &g->at, g->keep_years);
	for (size_t i = 0; i < g->flow.nstates; i++)
		look_at_number(
		    l, &g->flow.states[i].at, g->flow.states[i].days);
	for (size_t i = 0; i < g->flow.nsteps; i++)
		look_at_number(
		    l, &g->flow.steps[i].at, g->flow.steps[i].rounds);
}

void
zc_lint_flows(struct zc_lint_run *l)
{
	for (size_t i = 0; i < l->c->nledgers; i++) {
		const struct zc_ledger *g = &l->c->ledgers[i];

		if (g->list.n == 0 || g->group[0] == '\0')
			zc_lint_fault(l, &g->at,
			    "台账没有写 list 或 group，界面上无处显示。请补上",
			    "without list and group it cannot be shown; add "
			    "them",
			    g->id);
		look_at_references(l, g);
		look_at_numbers(l, g);
		for (size_t k = 0; k < g->flow.nsteps; k++)
			look_at_step(l, g, &g->flow.steps[k]);
		for (size_t k = 0; k < g->nflow_examples; k++)
			look_at_played(l, g, &g->flow_examples[k]);
	}
}

static bool
gives(const struct zc_indicator_example *x, const char *table)
{
	for (size_t i = 0; i < x->ngiven; i++)
		if (strcmp(x->given[i].table, table) == 0)
			return true;
	return false;
}

void
zc_lint_indicators(struct zc_lint_run *l)
{
	for (size_t i = 0; i < l->c->nindicators; i++) {
		const struct zc_indicator *d = &l->c->indicators[i];

		for (size_t k = 0; k < d->nexamples; k++) {
			const struct zc_indicator_example *x = &d->examples[k];

			look_at_given(l, x->given, x->ngiven);
			for (size_t n = 0; n < d->needs.n; n++)
				if (!gives(x, d->needs.v[n]))
					zc_lint_fault(l, &x->at,
					    "示例没有给出 needs 中的这个台账。"
					    "请补上",
					    "the example does not give this "
					    "ledger of needs; add it",
					    d->needs.v[n]);
		}
	}
}
