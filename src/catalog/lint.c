#include "catalog/lint_mark.h"
#include "catalog/lint_part.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool
zc_lint_match(const char *pattern, struct zc_str value)
{
	const char *star = NULL;
	size_t i = 0, again = 0;

	/* One step back to the last star is enough for globs of this form. */
	while (i < value.n) {
		if (*pattern == '*') {
			star = ++pattern;
			again = i;
		} else if (*pattern != '\0' &&
		    lower(*pattern) == lower(value.p[i])) {
			pattern++;
			i++;
		} else if (star != NULL) {
			pattern = star;
			i = ++again;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

void
zc_lint_fault(struct zc_lint_run *l, const struct zc_at *at, const char *zh,
    const char *en, const char *what)
{
	struct zc_say s = { l->fn, l->ctx, at->file, 0 };
	char show[80];

	zc_say_show(zc_str_of(what), show);
	zc_say(&s, at->line, at->col, "%1$s：%2$s%3$.0s", "%1$s: %3$s%2$.0s",
	    show, zh, en);
	l->out->faults++;
}

/* First entry that matches the value in the field, or "". */
static const char *
match(const struct zc_rule *r, const struct zc_rule_value *x)
{
	for (size_t i = 0; i < r->nvalues; i++)
		if (strcmp(r->values[i].field, x->field) == 0 &&
		    zc_lint_match(r->values[i].value, zc_str_of(x->value)))
			return r->values[i].entry;
	return "";
}

static bool
matches_entry(const struct zc_rule *r, const struct zc_rule_value *x)
{
	for (size_t i = 0; i < r->nvalues; i++)
		if (strcmp(r->values[i].entry, x->entry) == 0 &&
		    strcmp(r->values[i].field, x->field) == 0 &&
		    zc_lint_match(r->values[i].value, zc_str_of(x->value)))
			return true;
	return false;
}

static void
look_at_rule(struct zc_lint_run *l, const struct zc_rule *r)
{
	for (size_t i = 0; i < r->nexamples; i++) {
		const struct zc_rule_value *x = &r->examples[i];

		if (x->entry[0] == '\0' && match(r, x)[0] != '\0')
			zc_lint_fault(l, &r->at,
			    "这个示例值不应命中任何条目，却命中了。请修改条目或"
			    "示例",
			    "this example must match nothing and does match; "
			    "change the entry or the example",
			    x->value);
		else if (x->entry[0] != '\0' && !matches_entry(r, x))
			zc_lint_fault(l, &r->at,
			    "这个示例值没有命中所写的条目。请修改条目或示例",
			    "this example does not match the entry it names; "
			    "change the entry or the example",
			    x->value);
	}
}

static void
look_at_setting(struct zc_lint_run *l, const struct zc_setting *s)
{
	int64_t v;

	if (strcmp(s->type, "integer") == 0 &&
	    zc_str_int(zc_str_of(s->value), 10, &v) &&
	    ((s->has_min && v < s->min) || (s->has_max && v > s->max)))
		zc_lint_fault(l, &s->at, "默认值不在 min 和 max 之间。请改正",
		    "the value is not between min and max; correct it", s->id);
	if (s->has_min && s->has_max && s->min > s->max)
		zc_lint_fault(l, &s->at, "min 大于 max。请改正",
		    "min is greater than max; correct it", s->id);
}

static void
look_at_checklist(struct zc_lint_run *l, const struct zc_checklist *k)
{
	for (size_t i = 0; i < k->nitems; i++) {
		const struct zc_item_def *it = &k->items[i];

		if (it->checks.n == 0 && it->ask.zh[0] == '\0')
			zc_lint_fault(l, &it->at,
			    "这一条没有检查项也没有提问，永远无法回答。"
			    "请写 checks 或 ask",
			    "neither a check nor a question answers this "
			    "clause; write checks or ask",
			    it->id);
	}
}

/* Can the fields alone tell this reason? */
static bool
of_fields(const char *why)
{
	static const char *const words[] = { "required", "type", "range",
		"pattern" };

	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (strcmp(words[i], why) == 0)
			return true;
	return false;
}

static void
look_at_ledger(struct zc_lint_run *l, const struct zc_ledger *g)
{
	for (size_t i = 0; i < g->nexamples; i++) {
		const struct zc_ledger_example *x = &g->examples[i];
		const char *why = zc_lint_row(g, &x->row);

		if (x->accept && why != NULL)
			zc_lint_fault(l, &x->at,
			    "示例行应当被接受，却会被拒绝。请修改列或示例",
			    "the example must be taken and is refused; change "
			    "field or example",
			    g->id);
		else if (!x->accept && why == NULL &&
		    (of_fields(x->why) ||
			(x->why[0] == '\0' && g->nrules == 0)))
			zc_lint_fault(l, &x->at,
			    "示例行应当被拒绝，却会被接受。请修改列或示例",
			    "the example must be refused and is taken; change "
			    "field or example",
			    g->id);
		else if (!x->accept && why != NULL && of_fields(x->why) &&
		    strcmp(x->why, why) != 0)
			zc_lint_fault(l, &x->at,
			    "示例行被拒绝的原因与 why 不符。请改正",
			    "the example is refused for another reason than "
			    "why says; correct it",
			    why);
	}
}

void
zc_lint_catalog(const struct zc_catalog *c, const char *const *used,
    zc_complain complain, void *ctx, struct zc_lint *out)
{
	struct zc_lint_run l = { c, complain, ctx, out };

	*out = (struct zc_lint){ 0, 0 };
	for (size_t i = 0; i < c->nrules; i++)
		look_at_rule(&l, &c->rules[i]);
	for (size_t i = 0; i < c->nsettings; i++)
		look_at_setting(&l, &c->settings[i]);
	for (size_t i = 0; i < c->nchecklists; i++)
		look_at_checklist(&l, &c->checklists[i]);
	for (size_t i = 0; i < c->nledgers; i++)
		look_at_ledger(&l, &c->ledgers[i]);
	out->faults += zc_lint_marks(c, complain, ctx);
	zc_lint_flows(&l);
	zc_lint_roles(&l);
	zc_lint_indicators(&l);
	zc_lint_starters(&l);
	zc_lint_words(&l, used);
}
