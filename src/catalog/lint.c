#include "catalog/lint.h"

#include "catalog/lint_mark.h"
#include "catalog/say.h"

struct lint {
	const struct zc_catalog *c;
	zc_complain fn;
	void *ctx;
	struct zc_lint *out;
};

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

static void
fault(struct lint *l, const struct zc_at *at, const char *zh, const char *en,
    const char *what)
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
look_at_rule(struct lint *l, const struct zc_rule *r)
{
	for (size_t i = 0; i < r->nexamples; i++) {
		const struct zc_rule_value *x = &r->examples[i];

		if (x->entry[0] == '\0' && match(r, x)[0] != '\0')
			fault(l, &r->at,
			    "这个示例值不应命中任何条目，却命中了。请修改条目或"
			    "示例",
			    "this example must match nothing and does match; "
			    "change the entry or the example",
			    x->value);
		else if (x->entry[0] != '\0' && !matches_entry(r, x))
			fault(l, &r->at,
			    "这个示例值没有命中所写的条目。请修改条目或示例",
			    "this example does not match the entry it names; "
			    "change the entry or the example",
			    x->value);
	}
}

static void
look_at_setting(struct lint *l, const struct zc_setting *s)
{
	int64_t v;

	if (strcmp(s->type, "integer") == 0 &&
	    zc_str_int(zc_str_of(s->value), 10, &v) &&
	    ((s->has_min && v < s->min) || (s->has_max && v > s->max)))
		fault(l, &s->at, "默认值不在 min 和 max 之间。请改正",
		    "the value is not between min and max; correct it", s->id);
	if (s->has_min && s->has_max && s->min > s->max)
		fault(l, &s->at, "min 大于 max。请改正",
		    "min is greater than max; correct it", s->id);
}

static void
look_at_checklist(struct lint *l, const struct zc_checklist *k)
{
	for (size_t i = 0; i < k->nitems; i++) {
		const struct zc_item_def *it = &k->items[i];

		if (it->checks.n == 0 && it->ask.zh[0] == '\0')
			fault(l, &it->at,
			    "这一条没有检查项也没有提问，永远无法回答。"
			    "请写 checks 或 ask",
			    "neither a check nor a question answers this "
			    "clause; write checks or ask",
			    it->id);
	}
}

static bool
in_list(const struct zc_strs *s, const char *id)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i], id) == 0)
			return true;
	return false;
}

static bool
is_read(const struct lint *l, const char *id, const char *const *used)
{
	for (size_t i = 0; used != NULL && used[i] != NULL; i++)
		if (strcmp(used[i], id) == 0)
			return true;
	for (size_t i = 0; i < l->c->nchecks; i++)
		if (in_list(&l->c->checks[i].settings, id))
			return true;
	return false;
}

static void
warn_unread(struct lint *l, const struct zc_setting *s)
{
	struct zc_say say = { l->fn, l->ctx, s->at.file, 0 };

	zc_say(&say, s->at.line, s->at.col,
	    "提示：没有检查项或采集用到设置“%s”。",
	    "note: no check or probe reads setting \"%s\"", s->id);
	l->out->warnings++;
}

/* A CJK ideograph, U+3400–U+9FFF: three bytes from E3 90 80 to E9 BF BF. */
static bool
has_chinese(const char *s)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)s[0];
		unsigned char d = (unsigned char)s[1];

		if ((c == 0xe3 && d >= 0x90) || (c >= 0xe4 && c <= 0xe9))
			return true;
	}
	return false;
}

static void
look_at_text(struct lint *l, const struct zc_at *at, const struct zc_both *t)
{
	if (t->zh[0] != '\0' && !has_chinese(t->zh))
		fault(l, at, "中文（zh）里没有汉字。请写中文",
		    "the Chinese text (zh) has no Chinese character; write "
		    "Chinese",
		    t->zh);
}

static void
look_at_texts(struct lint *l)
{
	const struct zc_catalog *c = l->c;

	for (size_t i = 0; i < c->nchecks; i++) {
		const struct zc_check *k = &c->checks[i];

		look_at_text(l, &k->at, &k->title);
		look_at_text(l, &k->at, &k->ask);
		look_at_text(l, &k->at, &k->why);
		look_at_text(l, &k->at, &k->fix);
		for (size_t n = 0; n < k->nlabels; n++)
			look_at_text(l, &k->at, &k->labels[n].text);
	}
	for (size_t i = 0; i < c->nsettings; i++)
		look_at_text(l, &c->settings[i].at, &c->settings[i].title);
	for (size_t i = 0; i < c->nrules; i++)
		look_at_text(l, &c->rules[i].at, &c->rules[i].title);
	for (size_t i = 0; i < c->nledgers; i++) {
		const struct zc_ledger *g = &c->ledgers[i];

		look_at_text(l, &g->at, &g->title);
		for (size_t n = 0; n < g->nfields; n++)
			look_at_text(l, &g->fields[n].at, &g->fields[n].label);
	}
	for (size_t i = 0; i < c->nchecklists; i++) {
		const struct zc_checklist *k = &c->checklists[i];

		look_at_text(l, &k->at, &k->title);
		for (size_t n = 0; n < k->nitems; n++)
			look_at_text(l, &k->items[n].at, &k->items[n].text);
	}
}

/* Can the fields alone tell this reason? */
static bool
of_fields(const char *why)
{
	static const char *const words[] = { "required", "type", "min", "max",
		"pattern" };

	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (strcmp(words[i], why) == 0)
			return true;
	return false;
}

static void
look_at_ledger(struct lint *l, const struct zc_ledger *g)
{
	for (size_t i = 0; i < g->nexamples; i++) {
		const struct zc_ledger_example *x = &g->examples[i];
		const char *why = zc_lint_row(g, &x->row);

		if (x->accept && why != NULL)
			fault(l, &x->at,
			    "示例行应当被接受，却会被拒绝。请修改列或示例",
			    "the example must be taken and is refused; change "
			    "field or example",
			    g->id);
		else if (!x->accept && why == NULL &&
		    (of_fields(x->why) ||
			(x->why[0] == '\0' && g->nrules == 0)))
			fault(l, &x->at,
			    "示例行应当被拒绝，却会被接受。请修改列或示例",
			    "the example must be refused and is taken; change "
			    "field or example",
			    g->id);
		else if (!x->accept && why != NULL && of_fields(x->why) &&
		    strcmp(x->why, why) != 0)
			fault(l, &x->at,
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
	struct lint l = { c, complain, ctx, out };

	*out = (struct zc_lint){ 0, 0 };
	for (size_t i = 0; i < c->nrules; i++)
		look_at_rule(&l, &c->rules[i]);
	for (size_t i = 0; i < c->nsettings; i++) {
		look_at_setting(&l, &c->settings[i]);
		if (!is_read(&l, c->settings[i].id, used))
			warn_unread(&l, &c->settings[i]);
	}
	for (size_t i = 0; i < c->nchecklists; i++)
		look_at_checklist(&l, &c->checklists[i]);
	for (size_t i = 0; i < c->nledgers; i++)
		look_at_ledger(&l, &c->ledgers[i]);
	out->faults += zc_lint_marks(c, complain, ctx);
	look_at_texts(&l);
}
