/* Marks of secrecy in what is about to be stored. */
#include "base/item.h"
#include "core/office_in.h"
#include "text/mark.h"

enum {
	MARK_MEMORY = 64 << 20,
	MARK_WEAK = 0, /* weak words are of no interest here */
	LAST_MAX = 64
};

struct zc_office_marks {
	struct zc_items items;
	struct zc_mark_rules *rules;
	/*
	 * The last characters of all words that could refuse or ask, and what
	 * folds to them: a text with none of them carries no mark. Nearly every
	 * cell of an import is let through by this.
	 */
	struct zc_str last[LAST_MAX];
	size_t nlast;
	bool all; /* too many of them: look at every text */
};

static struct zc_str
last_char(struct zc_str s)
{
	size_t i = s.n;

	while (i > 0 && ((unsigned char)s.p[i - 1] & 0xC0) == 0x80)
		i--;
	return i == 0 ? s : zc_str_sub(s, i - 1, s.n);
}

static void
add_last(struct zc_office_marks *m, struct zc_str c)
{
	for (size_t i = 0; i < m->nlast; i++)
		if (zc_str_eq(m->last[i], c))
			return;
	if (m->nlast == LAST_MAX)
		m->all = true;
	else
		m->last[m->nlast++] = c;
}

/* Entries of a rule come together: their kind first, then their words. */
static void
add_words(struct zc_office_marks *m)
{
	struct zc_item it;
	bool level = false;
	size_t i = 0;

	while (zc_item_next(&m->items, "rule.mark_word", &i, &it)) {
		if (strcmp(it.field, "kind") == 0)
			level = strcmp(it.value, "level") == 0 ||
			    strcmp(it.value, "work") == 0 ||
			    strcmp(it.value, "commercial") == 0;
		if (strcmp(it.field, "word") == 0 && level)
			add_last(m, last_char(zc_str_of(it.value)));
	}
}

static void
add_folds(struct zc_office_marks *m)
{
	size_t known = m->nlast, i = 0;
	struct zc_item it;

	while (zc_item_next(&m->items, "rule.mark_fold", &i, &it)) {
		struct zc_str to = last_char(zc_str_of(it.value));

		for (size_t k = 0; k < known; k++)
			if (zc_str_eq(m->last[k], to))
				add_last(m,
				    zc_str_sub(zc_str_of(it.value), 0,
					strlen(it.value) - to.n));
	}
}

static int
load(struct zc_office *o, struct zc_err *e)
{
	struct zc_office_marks *m = zc_arena_get(&o->a, sizeof(*m));
	int rc;

	if (m == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "marks");
	rc = zc_catalog_items(o->catalog, &o->a, &m->items, e);
	if (rc == ZC_OK)
		rc = zc_mark_rules_new(&m->items, &o->a, &m->rules, e);
	if (rc != ZC_OK)
		return rc;
	add_words(m);
	add_folds(m);
	o->marks = m;
	return ZC_OK;
}

static bool
worth_a_look(const struct zc_office_marks *m, struct zc_str s)
{
	if (m->all)
		return true;
	for (size_t i = 0; i < m->nlast; i++)
		if (memmem(s.p, s.n, m->last[i].p, m->last[i].n) != NULL)
			return true;
	return false;
}

int
zc_office_scan(struct zc_office *o, struct zc_str text)
{
	struct zc_marks found = { 0 };
	struct zc_arena a;
	int rc = ZC_OK;

	if (o->marks == NULL)
		rc = load(o, NULL);
	if (rc != ZC_OK)
		return rc;
	if (!worth_a_look(o->marks, text))
		return ZC_OK;
	zc_arena_init(&a, MARK_MEMORY);
	rc = zc_mark(o->marks->rules, text, MARK_WEAK, &a, &found, NULL);
	if (rc == ZC_OK && zc_mark_verdict(&found) == ZC_MARK_REFUSE)
		rc = ZC_EREFUSED;
	else if (rc == ZC_OK && zc_mark_verdict(&found) == ZC_MARK_ASK)
		rc = ZC_EACCES;
	zc_arena_fini(&a);
	return rc;
}
