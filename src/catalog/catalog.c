#include "catalog/catalog.h"

#include "base/buf.h"
#include "base/item.h"
#include "catalog/kind.h"

enum {
	RENDER_MAX = 64 * 1024
};

static int
by_id(const void *key, const void *elem)
{
	return strcmp(key, *(const char *const *)elem);
}

/* All lists are sorted by id, and id comes first in all structs. */
static const void *
find(const void *v, size_t n, size_t size, const char *id)
{
	return n == 0 || id == NULL ? NULL : bsearch(id, v, n, size, by_id);
}

const struct zc_check *
zc_catalog_check(const struct zc_catalog *c, const char *id)
{
	return find(c->checks, c->nchecks, sizeof(*c->checks), id);
}

const struct zc_setting *
zc_catalog_setting(const struct zc_catalog *c, const char *id)
{
	return find(c->settings, c->nsettings, sizeof(*c->settings), id);
}

const struct zc_rule *
zc_catalog_rule(const struct zc_catalog *c, const char *id)
{
	return find(c->rules, c->nrules, sizeof(*c->rules), id);
}

const struct zc_checklist *
zc_catalog_checklist(const struct zc_catalog *c, const char *id)
{
	return find(c->checklists, c->nchecklists, sizeof(*c->checklists), id);
}

const struct zc_ledger *
zc_catalog_ledger(const struct zc_catalog *c, const char *id)
{
	return find(c->ledgers, c->nledgers, sizeof(*c->ledgers), id);
}

const struct zc_role *
zc_catalog_role(const struct zc_catalog *c, const char *id)
{
	return find(c->roles, c->nroles, sizeof(*c->roles), id);
}

const struct zc_starter *
zc_catalog_starter(const struct zc_catalog *c, const char *id)
{
	return find(c->starters, c->nstarters, sizeof(*c->starters), id);
}

const struct zc_indicator *
zc_catalog_indicator(const struct zc_catalog *c, const char *id)
{
	return find(c->indicators, c->nindicators, sizeof(*c->indicators), id);
}

const struct zc_requirement *
zc_catalog_requirement(const struct zc_catalog *c, const char *id)
{
	return find(
	    c->requirements, c->nrequirements, sizeof(*c->requirements), id);
}

const char *
zc_catalog_mode(const struct zc_ledger *l, const char *classified_on)
{
	struct zc_str rest = zc_str_of(classified_on), line, id;
	const char *mode = l->classified ? "off" : "full";

	while (l->classified && zc_str_cut(&rest, '\n', &line)) {
		(void)zc_str_cut(&line, ':', &id);
		if (!zc_str_is(zc_str_trim(id), l->id))
			continue;
		if (line.p == NULL)
			mode = "full";
		else if (zc_str_is(zc_str_trim(line), "count"))
			mode = "count";
	}
	return mode;
}

const char *
zc_both_get(const struct zc_both *b, const char *lang)
{
	return strcmp(lang, "en") == 0 ? b->en : b->zh;
}

/* The value as it reads in a sentence: a list with ", " between. */
static void
add_value(struct zc_buf *b, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '\n')
			zc_buf_cstr(b, ", ");
		else
			zc_buf_char(b, *value);
	}
}

static const struct zc_setting *
setting_of(const struct zc_catalog *c, struct zc_str id)
{
	char name[128];

	if (id.n >= sizeof(name))
		return NULL;
	memcpy(name, id.p, id.n);
	name[id.n] = '\0';
	return zc_catalog_setting(c, name);
}

const char *
zc_catalog_render(
    const struct zc_catalog *c, const char *text, struct zc_arena *a)
{
	struct zc_str s = zc_str_of(text), slot;
	const char *done = text, *out;
	struct zc_buf b;

	if (strchr(text, '{') == NULL)
		return text;
	zc_buf_init(&b, RENDER_MAX);
	while (zc_kind_slot(&s, &slot)) {
		const struct zc_setting *set = setting_of(c, slot);

		if (set == NULL)
			continue;
		zc_buf_add(&b, done, (size_t)(slot.p - 1 - done));
		add_value(&b, set->value);
		done = slot.p + slot.n + 1;
	}
	zc_buf_cstr(&b, done);
	/* Out of memory the bare text is better than none. */
	out = b.rc == ZC_OK ? zc_arena_dup(a, b.p, b.n) : NULL;
	zc_buf_fini(&b);
	return out == NULL ? text : out;
}

int
zc_catalog_items(const struct zc_catalog *c, struct zc_arena *a,
    struct zc_items *out, struct zc_err *e)
{
	struct zc_item *v;
	size_t n = 0;

	for (size_t i = 0; i < c->nrules; i++)
		n += c->rules[i].nvalues;
	if (n > ZC_ITEMS_MAX)
		return ZC_FAIL(
		    e, ZC_ELIMIT, "rules: over %d values", ZC_ITEMS_MAX);
	v = zc_arena_array(a, n + 1, sizeof(*v));
	if (v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "rules: no room");
	n = 0;
	for (size_t i = 0; i < c->nrules; i++) {
		const struct zc_rule *r = &c->rules[i];

		for (size_t k = 0; k < r->nvalues; k++)
			v[n++] = (struct zc_item){ r->id, r->values[k].entry,
				r->values[k].field, r->values[k].value };
	}
	*out = (struct zc_items){ v, n };
	return ZC_OK;
}
