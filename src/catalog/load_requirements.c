/*
 * load_requirements: the list of requirement ids, one a line: id, tab, title;
 * of a ledger then tab and the least number of fields it implies.
 */
#include "catalog/load.h"

#include "base/utf8.h"

static int
by_id(const void *a, const void *b)
{
	const struct zc_requirement *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int
read_line(struct zc_load *l, struct zc_say *say, int line, struct zc_str s)
{
	struct zc_requirement *r = &l->c->requirements[l->c->nrequirements];
	struct zc_str id, title = { NULL, 0 };

	if (!zc_utf8_valid(s) || !zc_str_cut(&s, '\t', &id) || s.p == NULL ||
	    !zc_str_cut(&s, '\t', &title) || zc_str_trim(id).n == 0 ||
	    zc_str_trim(title).n == 0 ||
	    (s.p != NULL && !zc_str_int(zc_str_trim(s), 10, &r->fields))) {
		zc_say(say, line, 1,
		    "每行应当是“编号<Tab>标题”，台账再加“<Tab>最少列数”。"
		    "请改正。",
		    "each line must be \"id<tab>title\", of a ledger with "
		    "\"<tab>least number of fields\"; correct it");
		return ZC_OK;
	}
	id = zc_str_trim(id);
	title = zc_str_trim(title);
	r->id = zc_arena_dup(&l->c->a, id.p, id.n);
	r->title = zc_arena_dup(&l->c->a, title.p, title.n);
	if (r->id == NULL || r->title == NULL)
		return ZC_ENOMEM;
	l->c->nrequirements++;
	return ZC_OK;
}

static size_t
count_lines(struct zc_str s)
{
	size_t n = 1;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

static void
refuse_twice(struct zc_load *l, struct zc_say *say)
{
	const struct zc_requirement *v = l->c->requirements;

	for (size_t i = 1; i < l->c->nrequirements; i++)
		if (strcmp(v[i].id, v[i - 1].id) == 0)
			zc_say(say, 1, 1, "需求编号“%s”重复。请删除一个。",
			    "requirement \"%s\" appears twice; delete one",
			    v[i].id);
}

int
zc_load_requirements(
    struct zc_load *l, const char *path, struct zc_str bytes, struct zc_err *e)
{
	struct zc_say say = { l->fn, l->ctx, path, 0 };
	struct zc_str s;
	int line = 0;

	zc_sha256_add(&l->sha, bytes.p, bytes.n);
	l->c->nrequirements = 0;
	l->c->requirements = zc_arena_array(
	    &l->c->a, count_lines(bytes), sizeof(*l->c->requirements));
	if (l->c->requirements == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "%s: no room", path);
	while (zc_str_line(&bytes, &s)) {
		line++;
		if (s.n == 0 || s.p[0] == '#' ||
		    (line == 1 && zc_str_starts(s, "id\t")))
			continue;
		if (read_line(l, &say, line, s) != ZC_OK)
			return ZC_FAIL(e, ZC_ENOMEM, "%s: no room", path);
	}
	if (l->c->nrequirements > 1)
		qsort(l->c->requirements, l->c->nrequirements,
		    sizeof(*l->c->requirements), by_id);
	refuse_twice(l, &say);
	l->faults += say.faults;
	return ZC_OK;
}
