#include "text/mark_rules.h"

static const char *const kinds[] = { "level", "label", "period", "urgency",
	"copy", "work", "internal", "commercial", "exam", "lifted", "cover",
	"example", "talk", "topic", "teach" };
static const char *const lists[] = { "rule.mark_word", "rule.mark_context" };

static size_t
count(const struct zc_items *items, const char *rule, const char *field)
{
	struct zc_item it;
	size_t n = 0;

	for (size_t i = 0; zc_item_next(items, rule, &i, &it);)
		n += strcmp(it.field, field) == 0;
	return n;
}

static int
new_folder(const struct zc_items *items, struct zc_arena *a,
    struct zc_folder **out, struct zc_err *e)
{
	size_t n = count(items, "rule.mark_fold", "pair"), i = 0, k = 0, len;
	struct zc_fold_pair *pairs = zc_arena_array(a, n + 1, sizeof(*pairs));
	struct zc_item it;

	if (pairs == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for rule.mark_fold");
	while (zc_item_next(items, "rule.mark_fold", &i, &it)) {
		struct zc_str s = zc_str_of(it.value);

		if (strcmp(it.field, "pair") != 0)
			continue;
		if (s.n == 0)
			return ZC_FAIL(e, ZC_EINPUT, "a pair is empty");
		(void)zc_fold_point(s, &len);
		pairs[k].from = zc_str_sub(s, 0, len);
		pairs[k++].to = zc_str_sub(s, len, s.n);
	}
	return zc_folder_new(pairs, k, a, out, e);
}

static int
kind_of(const char *name, enum zc_mark_kind *out, struct zc_err *e)
{
	for (size_t i = 0; i < ZC_LEN(kinds); i++)
		if (strcmp(kinds[i], name) == 0) {
			*out = (enum zc_mark_kind)i;
			return ZC_OK;
		}
	return ZC_FAIL(e, ZC_EINPUT, "%s: no such kind of word", name);
}

static bool
same_entry(const struct zc_item *a, const struct zc_item *b)
{
	return strcmp(a->rule, b->rule) == 0 && strcmp(a->entry, b->entry) == 0;
}

/* A field of the entry that item `at` belongs to, or NULL. */
static const char *
field_of(const struct zc_items *items, size_t at, const char *field)
{
	const struct zc_item *v = items->v;
	size_t i = at;

	while (i > 0 && same_entry(&v[i - 1], &v[at]))
		i--;
	for (; i < items->n && same_entry(&v[i], &v[at]); i++)
		if (strcmp(v[i].field, field) == 0)
			return v[i].value;
	return NULL;
}

/* Bytes of the last character; 1 when it is no UTF-8. */
static size_t
last_char(struct zc_str s)
{
	size_t k = 1;

	while (s.n > 0) {
		(void)zc_fold_point(s, &k);
		s = zc_str_sub(s, k, s.n);
	}
	return k;
}

static int
add_word(struct zc_mark_rules *r, const struct zc_items *items, size_t at,
    struct zc_str *folded, struct zc_arena *a, struct zc_err *e)
{
	const struct zc_item *it = &items->v[at];
	const char *kind = field_of(items, at, "kind");
	struct zc_mark_word *w = &r->words[r->nwords];
	struct zc_folded f;
	int rc;

	rc = kind_of(kind == NULL ? "" : kind, &w->kind, e);
	if (rc == ZC_OK)
		rc = zc_fold(
		    r->folder, zc_str_of(it->value), ZC_FOLD_TIGHT, a, &f, e);
	if (rc != ZC_OK)
		return rc;
	w->entry = it->entry;
	w->level =
	    w->kind == ZC_MARK_K_LEVEL ? field_of(items, at, "level") : NULL;
	if (w->kind == ZC_MARK_K_LEVEL && w->level == NULL)
		return ZC_FAIL(e, ZC_EINPUT, "%s: no level", it->entry);
	w->n = (uint32_t)f.text.n;
	folded[r->nwords++] = f.text;
	if (last_char(f.text) < r->shortest)
		r->shortest = last_char(f.text);
	return ZC_OK;
}

int
zc_mark_rules_new(const struct zc_items *items, struct zc_arena *a,
    struct zc_mark_rules **out, struct zc_err *e)
{
	struct zc_mark_rules *r = zc_arena_get(a, sizeof(*r));
	struct zc_str *folded;
	struct zc_item it;
	size_t n = 1, levels = 0;
	int rc;

	for (size_t k = 0; k < ZC_LEN(lists); k++)
		n += count(items, lists[k], "word");
	folded = zc_arena_array(a, n, sizeof(*folded));
	if (r == NULL || folded == NULL ||
	    (r->words = zc_arena_array(a, n, sizeof(*r->words))) == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for the words of marks");
	r->shortest = 4;
	rc = new_folder(items, a, &r->folder, e);
	for (size_t k = 0; k < ZC_LEN(lists); k++)
		for (size_t i = 0;
		     rc == ZC_OK && zc_item_next(items, lists[k], &i, &it);)
			if (strcmp(it.field, "word") == 0)
				rc = add_word(r, items, i - 1, folded, a, e);
	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i < r->nwords; i++)
		levels += r->words[i].kind == ZC_MARK_K_LEVEL;
	if (levels == 0)
		return ZC_FAIL(
		    e, ZC_EINPUT, "rule.mark_word has no word of kind level");
	rc = zc_ac_new(folded, r->nwords, a, &r->ac, e);
	if (rc == ZC_OK)
		*out = r;
	return rc;
}
