/* lint_starter: the examples of starters, and the rows that come of them. */
#include "catalog/kind_ledger.h"
#include "catalog/lint_part.h"
#include "catalog/starter.h"

#include <stdlib.h>

enum {
	MADE_MAX = 16 << 20
};

struct trial {
	struct zc_lint_run *l;
	const struct zc_starter_example *x;
	int64_t *rows; /* by ledger */
	int64_t grants;
	bool *settings; /* of x->settings: came out */
	bool *refused;  /* of x->refused: was refused */
};

static void
note_refused(
    void *ctx, const char *name, size_t row, const char *zh, const char *en)
{
	struct trial *t = ctx;

	(void)row;
	for (size_t i = 0; i < t->x->refused.n; i++) {
		if (strcmp(t->x->refused.v[i], name) == 0) {
			t->refused[i] = true;
			return;
		}
	}
	zc_lint_fault(t->l, &t->x->at, zh, en, name);
}

/* A row that a starter makes is one that the ledger takes. */
static void
look_at_row(struct trial *t, const struct zc_starter_made *m)
{
	const struct zc_ledger *g = zc_catalog_ledger(t->l->c, m->ledger);
	const char *why = g == NULL ? NULL : zc_lint_row(g, &m->row);

	if (g == NULL)
		return;
	t->rows[g - t->l->c->ledgers]++;
	for (size_t i = 0; i < m->row.n; i++)
		if (zc_ledger_field(g, m->row.v[i].col) == NULL) {
			zc_lint_fault(t->l, m->at, "台账没有这个列。请改正",
			    "the ledger has no such field; correct it",
			    m->row.v[i].col);
			return;
		}
	if (why != NULL)
		zc_lint_fault(t->l, m->at,
		    "台账不会接受这一行。请补全必填的列，改正不合要求的值",
		    "the ledger does not take this row; give what is "
		    "required, correct what does not fit",
		    why);
}

static int
note_made(void *ctx, const struct zc_starter_made *m, struct zc_err *e)
{
	struct trial *t = ctx;
	struct zc_str roles = zc_str_of(m->roles), role;

	(void)e;
	if (m->ledger[0] != '\0') {
		look_at_row(t, m);
		return ZC_OK;
	}
	for (size_t i = 0; i < t->x->settings.n; i++)
		if (strcmp(t->x->settings.v[i].col, m->setting) == 0 &&
		    t->x->settings.v[i].text != NULL &&
		    strcmp(t->x->settings.v[i].text, m->value) == 0)
			t->settings[i] = true;
	while (m->setting[0] == '\0' && zc_str_cut(&roles, '\n', &role))
		t->grants += role.n > 0;
	return ZC_OK;
}

static void
compare(struct trial *t)
{
	const struct zc_starter_example *x = t->x;
	const struct zc_catalog *c = t->l->c;

	for (size_t i = 0; i < c->nledgers; i++) {
		int64_t want = 0;
		char what[120];

		for (size_t k = 0; k < x->rows.n; k++)
			if (strcmp(x->rows.v[k].col, c->ledgers[i].id) == 0 &&
			    x->rows.v[k].text != NULL)
				(void)zc_str_int(
				    zc_str_of(x->rows.v[k].text), 10, &want);
		(void)snprintf(what, sizeof(what), "%s %lld", c->ledgers[i].id,
		    (long long)t->rows[i]);
		if (t->rows[i] != want)
			zc_lint_fault(t->l, &x->at,
			    "得出的行数与示例不符。请修改模板或示例",
			    "so many rows come out, not what the example "
			    "says; change template or example",
			    what);
	}
	for (size_t i = 0; i < x->settings.n; i++)
		if (!t->settings[i])
			zc_lint_fault(t->l, &x->at,
			    "没有得出示例所写的设置值。请修改模板或示例",
			    "the setting does not come out so; change "
			    "template or example",
			    x->settings.v[i].col);
	if (t->grants != x->grants)
		zc_lint_fault(t->l, &x->at,
		    "授予的角色数与示例不符。请修改模板或示例",
		    "another number of roles is given; change template or "
		    "example",
		    "grants");
}

static void
try_example(struct zc_lint_run *l, const struct zc_starter *s,
    const struct zc_starter_example *x, struct zc_arena *a)
{
	struct zc_starter_answers answers = { &x->answers, x->lists, x->nlists,
		x->today };
	struct trial t = { .l = l, .x = x };
	struct zc_err e = { 0 };
	size_t faults;

	t.rows = zc_arena_array(a, l->c->nledgers + 1, sizeof(*t.rows));
	t.settings = zc_arena_array(a, x->settings.n + 1, sizeof(*t.settings));
	t.refused = zc_arena_array(a, x->refused.n + 1, sizeof(*t.refused));
	if (t.rows == NULL || t.settings == NULL || t.refused == NULL)
		return;
	faults = zc_starter_check(l->c, s, &answers, note_refused, &t);
	for (size_t i = 0; i < x->refused.n; i++)
		if (!t.refused[i])
			zc_lint_fault(l, &x->at,
			    "这个回答应当被退回，却会被接受。请修改问题或示例",
			    "the answer must be refused and is taken; change "
			    "question or example",
			    x->refused.v[i]);
	if (faults > 0)
		return;
	if (zc_starter_make_all(s, &answers, a, note_made, &t, &e) != ZC_OK)
		zc_lint_fault(
		    l, &x->at, "示例无法执行", "cannot be tried", e.msg);
	else
		compare(&t);
}

void
zc_lint_starters(struct zc_lint_run *l)
{
	for (size_t i = 0; i < l->c->nstarters; i++) {
		const struct zc_starter *s = &l->c->starters[i];

		for (size_t k = 0; k < s->nexamples; k++) {
			struct zc_arena a;

			zc_arena_init(&a, MADE_MAX);
			try_example(l, s, &s->examples[k], &a);
			zc_arena_fini(&a);
		}
	}
}
