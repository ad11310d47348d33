/* domestic_item: processor, system, office suite, database, antivirus and their
 * origin. */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/installed.h"
#include "probe/match.h"
#include "probe/software.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "processor, system, office, database, antivirus, browser, "
	    "middleware, board" },
	{ "name", ZC_TEXT, "name", "名称", "product" },
	{ "domestic", ZC_BOOL, "domestic", "国产",
	    "1 = domestic by the rule list; null when unknown" },
	{ "source", ZC_TEXT, "source", "依据", "what told it" },
};

#define RULE "rule.domestic"

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
};

/*
 * By the rule list: an entry of that kind whose `match` fits the name says
 * in `domestic` whether it is. -1 when no entry knows it.
 */
static int
domestic(const struct zc_look *l, const char *kind, const char *name,
    const char **title)
{
	const struct zc_items *it = &l->items;

	for (size_t i = 0; i < it->n; i++) {
		const char *entry = it->v[i].entry, *k = NULL, *d = NULL;
		const char *t = NULL;
		bool fits = false;

		if (strcmp(it->v[i].rule, RULE) != 0)
			continue;
		for (; i < it->n && strcmp(it->v[i].rule, RULE) == 0 &&
		     strcmp(it->v[i].entry, entry) == 0;
		     i++) {
			const struct zc_item *x = &it->v[i];

			if (strcmp(x->field, "kind") == 0)
				k = x->value;
			else if (strcmp(x->field, "domestic") == 0)
				d = x->value;
			else if (strcmp(x->field, "title") == 0)
				t = x->value;
			else if (strcmp(x->field, "match") == 0)
				fits = fits ||
				    zc_match(x->value, zc_str_of(name), true);
		}
		i--; /* the loop steps on */
		if (!fits || (k != NULL && strcmp(k, kind) != 0))
			continue;
		if (t != NULL)
			*title = t;
		return d == NULL || strcmp(d, "1") == 0 ||
		    strcmp(d, "true") == 0 || strcmp(d, "yes") == 0;
	}
	return -1;
}

static int
put(const struct ctx *c, const char *kind, const char *name, int is,
    const char *source, struct zc_err *e)
{
	zc_put_cstr(c->t, "kind", kind);
	zc_put_cstr(c->t, "name", name);
	if (is != -1)
		zc_put_int(c->t, "domestic", is);
	zc_put_cstr(c->t, "source", source);
	return zc_row(c->t, e);
}

/* Value of the first line that begins with the key, behind ':' or '='. */
static const char *
value_of(const struct zc_look *l, struct zc_str text, const char *key)
{
	struct zc_str line;

	while (zc_str_line(&text, &line)) {
		size_t n = strlen(key);

		if (!zc_str_starts(line, key))
			continue;
		while (n < line.n && strchr(" \t:=\"", line.p[n]) != NULL)
			n++;
		line = zc_str_trim(zc_str_sub(line, n, line.n));
		if (line.n > 0 && line.p[line.n - 1] == '"')
			line.n--;
		return zc_arena_dup(l->a, line.p, line.n);
	}
	return NULL;
}

/* Live only: an offline root does not tell in what machine it was. */
static int
processor(const struct ctx *c, struct zc_err *e)
{
	static const char *const keys[] = { "model name", "Model Name",
		"Hardware", "cpu model", "CPU implementer", "vendor_id" };
	static const char path[] = "/proc/cpuinfo";
	const char *first = NULL, *title = NULL;
	struct zc_str text;
	int is = -1;

	if (!c->l->live || zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return ZC_OK;
	for (size_t i = 0; is == -1 && i < ZC_LEN(keys); i++) {
		const char *v = value_of(c->l, text, keys[i]);

		if (v == NULL)
			continue;
		if (first == NULL)
			first = v;
		is = domestic(c->l, "processor", v, &title);
	}
	if (first == NULL)
		return ZC_OK;
	return put(c, "processor",
	    title != NULL && is == 1 && strncmp(first, "0x", 2) == 0 ? title
								     : first,
	    is, path, e);
}

static int
system_name(const struct ctx *c, struct zc_err *e)
{
	static const char *const files[] = { "/etc/os-release",
		"/usr/lib/os-release" };
	const char *id, *name, *title = NULL;
	struct zc_str text;

	for (size_t i = 0; i < ZC_LEN(files); i++) {
		if (zc_look_read(c->l, c->t, files[i], &text) != ZC_OK)
			continue;
		id = value_of(c->l, text, "ID=");
		name = value_of(c->l, text, "PRETTY_NAME=");
		if (id == NULL)
			return ZC_OK;
		return put(c, "system", name == NULL ? id : name,
		    domestic(c->l, "system", id, &title), files[i], e);
	}
	return ZC_OK;
}

/* Packages that an entry of the list names by `package`. */
static int
packages(const struct ctx *c, const struct zc_installed *in, struct zc_err *e)
{
	const struct zc_items *it = &c->l->items;
	int rc = ZC_OK;

	for (size_t i = 0, end; rc == ZC_OK && i < it->n; i = end) {
		const char *kind = NULL, *title = NULL, *dom = "1";
		const char *hit = NULL;

		for (end = i; end < it->n &&
		     strcmp(it->v[end].rule, it->v[i].rule) == 0 &&
		     strcmp(it->v[end].entry, it->v[i].entry) == 0;
		     end++) {
			const struct zc_item *x = &it->v[end];

			if (strcmp(x->field, "kind") == 0)
				kind = x->value;
			else if (strcmp(x->field, "title") == 0)
				title = x->value;
			else if (strcmp(x->field, "domestic") == 0)
				dom = x->value;
			for (size_t k = 0; hit == NULL && k < in->n &&
			     strcmp(x->field, "package") == 0;
			     k++)
				if (zc_match(x->value, zc_str_of(in->v[k].name),
					false))
					hit = in->v[k].name;
		}
		if (hit != NULL && kind != NULL &&
		    strcmp(it->v[i].rule, RULE) == 0)
			rc = put(c, kind, title == NULL ? hit : title,
			    strcmp(dom, "1") == 0 || strcmp(dom, "true") == 0 ||
				strcmp(dom, "yes") == 0,
			    hit, e);
	}
	return rc;
}

/* What the list of software tells of these classes. */
static int
by_software(void *arg, const struct zc_software *s, struct zc_err *e)
{
	const struct ctx *c = arg;
	static const char *const classes[] = { "office", "antivirus",
		"database", "browser", "middleware" };

	for (size_t i = 0; i < ZC_LEN(classes); i++)
		if (strcmp(s->class, classes[i]) == 0 && s->account == NULL)
			return put(c, classes[i], s->title, s->domestic,
			    s->evidence[ZC_SW_PACKAGE] != NULL
				? s->evidence[ZC_SW_PACKAGE]
				: s->entry,
			    e);
	return ZC_OK;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { l, t };
	struct zc_installed in = { 0 };
	struct zc_item any;
	size_t i = 0;
	int rc = processor(&c, e);

	if (rc == ZC_OK)
		rc = system_name(&c, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_installed_read(l, t, &in, e);
	if (rc == ZC_OK)
		rc = packages(&c, &in, e);
	if (rc == ZC_OK || rc == ZC_ENOENT)
		rc = zc_software_find(l, t, by_software, &c, e);
	if (rc != ZC_OK && rc != ZC_ENOENT)
		return rc;
	if (!zc_item_next(&l->items, RULE, &i, &any))
		return zc_cover(t, ZC_COVER_PARTIAL,
		    ZC_N("there is no list of domestic products"), NULL);
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_domestic_item = {
	.table = "domestic_item",
	.en = "domestic products",
	.zh = "国产化情况",
	.mean = "processor, system, office suite, database, antivirus and "
		"their origin",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
