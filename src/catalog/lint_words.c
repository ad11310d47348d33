/* lint_words: the texts of all definitions, found by their field tables. */
#include "catalog/lint_part.h"

struct walk {
	struct zc_lint_run *l;
	const struct zc_at *at; /* of the definition */
	bool *read;             /* of each setting; NULL = out of memory */
};

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

static bool
has_letter(const char *s, bool small)
{
	for (; *s != '\0'; s++)
		if ((*s >= 'a' && *s <= 'z') ||
		    (!small && *s >= 'A' && *s <= 'Z'))
			return true;
	return false;
}

static void
look_at_text(struct zc_lint_run *l, const struct zc_at *at, const char *zh)
{
	if (has_letter(zh, false) && !has_chinese(zh))
		zc_lint_fault(l, at, "中文（zh）里没有汉字。请写中文",
		    "the Chinese text (zh) has no Chinese character; write "
		    "Chinese",
		    zh);
}

static void
look_at_english(struct zc_lint_run *l, const struct zc_at *at, const char *en)
{
	if (has_chinese(en))
		zc_lint_fault(l, at, "英文（en）里有汉字。请写英文",
		    "the English text (en) has Chinese characters; write "
		    "English",
		    en);
}

/* A setting that the text names as {id} is read. */
static void
note_slots(struct walk *w, const char *text)
{
	const struct zc_catalog *c = w->l->c;
	struct zc_str s, slot;
	char id[128];

	if (text == NULL || w->read == NULL)
		return;
	s = zc_str_of(text);
	while (zc_kind_slot(&s, &slot)) {
		const struct zc_setting *set;

		if (slot.n >= sizeof(id))
			continue;
		memcpy(id, slot.p, slot.n);
		id[slot.n] = '\0';
		set = zc_catalog_setting(c, id);
		if (set != NULL)
			w->read[set - c->settings] = true;
	}
}

static int
on_value(
    void *ctx, const struct zc_field *d, const void *v, const struct zc_at *at)
{
	struct walk *w = ctx;
	const struct zc_both *both = v;
	const char *text;

	if (at == NULL)
		at = w->at;
	switch (d->type) {
	case ZC_F_BOTH:
		look_at_text(w->l, at, both->zh);
		look_at_english(w->l, at, both->en);
		note_slots(w, both->zh);
		note_slots(w, both->en);
		break;
	case ZC_F_TEXT:
	case ZC_F_SQL:
		text = *(const char *const *)v;
		note_slots(w, text);
		/* The name of a value may be Latin: TCP, but not tcp. */
		if (strcmp(d->key, "zh") == 0 && has_letter(text, true))
			look_at_text(w->l, at, text);
		break;
	default:
		break;
	}
	return ZC_OK;
}

static bool
is_read(const struct walk *w, size_t i, const char *const *used)
{
	const struct zc_catalog *c = w->l->c;
	const char *id = c->settings[i].id;

	if (w->read == NULL || w->read[i])
		return true;
	for (size_t k = 0; used != NULL && used[k] != NULL; k++)
		if (strcmp(used[k], id) == 0)
			return true;
	for (size_t k = 0; k < c->nchecks; k++)
		if (zc_kind_in(&c->checks[k].settings, id))
			return true;
	/* What a unit is asked when it begins is for reports. */
	for (size_t k = 0; k < c->nstarters; k++)
		for (size_t m = 0; m < c->starters[k].nsettings; m++)
			if (strcmp(c->starters[k].settings[m].setting, id) == 0)
				return true;
	return false;
}

static void
warn_unread(struct zc_lint_run *l, const struct zc_setting *s)
{
	struct zc_say say = { l->fn, l->ctx, s->at.file, 0 };

	zc_say(&say, s->at.line, s->at.col,
	    "提示：没有检查项、台账、指标或采集用到设置“%s”。",
	    "note: no check, ledger, indicator or probe reads setting \"%s\"",
	    s->id);
	l->out->warnings++;
}

void
zc_lint_words(struct zc_lint_run *l, const char *const *used)
{
	struct walk w = { .l = l };
	struct zc_arena a;
	int rc = ZC_OK;

	zc_arena_init(&a, 1 << 20);
	w.read = zc_arena_array(&a, l->c->nsettings + 1, sizeof(*w.read));
	for (int i = 0; i < ZC_NKINDS && rc == ZC_OK; i++) {
		const struct zc_kind *k = zc_kind_all[i];
		const char *base = (const void *)l->c;
		const char *v =
		    *(const char *const *)(const void *)(base + k->list);
		size_t n = *(const size_t *)(const void *)(base + k->count);

		for (size_t d = 0; d < n && rc == ZC_OK; d++) {
			w.at = zc_kind_at(k, v + d * k->shape->size);
			rc = zc_field_visit(
			    k->shape, v + d * k->shape->size, on_value, &w);
		}
	}
	for (size_t i = 0; i < l->c->nsettings; i++)
		if (!is_read(&w, i, used))
			warn_unread(l, &l->c->settings[i]);
	zc_arena_fini(&a);
}
