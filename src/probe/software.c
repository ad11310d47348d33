#include "probe/software.h"

#include "base/fs.h"
#include "probe/installed.h"
#include "probe/match.h"
#include "probe/names.h"

#define RULE "rule.software"

const char *const zc_software_ways[ZC_SW_WAYS] = { "package", "process",
	"service", "desktop", "directory", "listener" };

enum {
	ACCOUNTS_MAX = 64
};

struct seen {
	const struct zc_look *l;
	struct zc_installed packages;
	struct zc_names names[ZC_SW_WAYS]; /* of process … listener */
};

/* One entry's finds: [0] the system, the rest one account each. */
struct finds {
	struct zc_software v[ACCOUNTS_MAX];
	size_t n;
};

static struct zc_software *
find_of(struct finds *f, const char *account)
{
	for (size_t i = 0; i < f->n; i++) {
		const char *have = f->v[i].account;

		if (have == account ||
		    (have != NULL && account != NULL &&
			strcmp(have, account) == 0))
			return &f->v[i];
	}
	if (f->n == ACCOUNTS_MAX)
		return &f->v[0];
	f->v[f->n] = (struct zc_software){ .account = account };
	return &f->v[f->n++];
}

static void
note(struct zc_software *s, enum zc_software_way way, const char *evidence)
{
	s->ways |= 1u << way;
	if (s->evidence[way] == NULL)
		s->evidence[way] = evidence;
}

static void
match_package(struct seen *w, const char *pattern, struct finds *f)
{
	const struct zc_installed *in = &w->packages;
	bool glob = strpbrk(pattern, "*?") != NULL;
	size_t i = glob ? 0 : zc_installed_first(in, zc_str_of(pattern));

	for (; i < in->n; i++) {
		if (!glob ||
		    zc_match(pattern, zc_str_of(in->v[i].name), false)) {
			struct zc_software *s = find_of(f, NULL);

			note(s, ZC_SW_PACKAGE, in->v[i].name);
			if (s->version == NULL)
				s->version = in->v[i].version;
			return;
		}
	}
}

/* Kernel command names end at 15 bytes. */
static bool
fits(const char *pattern, const char *name, enum zc_software_way way)
{
	size_t n = strlen(name);

	if (way == ZC_SW_PROCESS && n == 15 && strlen(pattern) > 15 &&
	    strncmp(pattern, name, 15) == 0 && strpbrk(pattern, "*?") == NULL)
		return true;
	if (way == ZC_SW_SERVICE && strchr(pattern, '.') == NULL && n > 8 &&
	    strcmp(name + n - 8, ".service") == 0)
		n -= 8;
	if (way == ZC_SW_DESKTOP && n > 8 &&
	    !zc_str_ends(zc_str_of(pattern), ".desktop"))
		n -= 8;
	return zc_match(pattern, (struct zc_str){ name, n },
	    way == ZC_SW_DESKTOP || way == ZC_SW_PROCESS);
}

static void
match_names(const struct zc_names *names, enum zc_software_way way,
    const char *pattern, struct finds *f)
{
	for (size_t i = 0; i < names->n; i++) {
		const struct zc_name *x = &names->v[i];
		struct zc_software *s;

		if (!fits(pattern, x->name, way))
			continue;
		s = find_of(f, x->account);
		note(s, way, x->path);
		s->enabled = s->enabled || x->enabled;
	}
}

static void
match_path(struct seen *w, const char *pattern, struct finds *f)
{
	struct zc_names hits = { .a = w->l->a };

	zc_names_paths(w->l, pattern, &hits);
	for (size_t i = 0; i < hits.n; i++)
		note(find_of(f, hits.v[i].account), ZC_SW_DIRECTORY,
		    hits.v[i].path);
}

static void
match_item(struct seen *w, const struct zc_item *it, struct finds *f)
{
	if (strcmp(it->field, "package") == 0)
		match_package(w, it->value, f);
	else if (strcmp(it->field, "path") == 0)
		match_path(w, it->value, f);
	else
		for (unsigned k = 0; k < ZC_SW_WAYS; k++)
			if (strcmp(it->field, zc_software_ways[k]) == 0)
				match_names(&w->names[k], k, it->value, f);
}

static const char *
field_in(
    const struct zc_items *items, size_t from, size_t end, const char *field)
{
	for (size_t i = from; i < end && i < items->n; i++)
		if (strcmp(items->v[i].field, field) == 0)
			return items->v[i].value;
	return NULL;
}

const char *
zc_software_field(
    const struct zc_look *l, const struct zc_software *s, const char *field)
{
	return field_in(&l->items, s->first, s->end, field);
}

static int
domestic_of(const char *v)
{
	if (v == NULL)
		return -1;
	return strcmp(v, "1") == 0 || strcmp(v, "yes") == 0 ||
	    strcmp(v, "true") == 0;
}

/*
 * A port alone proves nothing: any program may listen there. It only adds to
 * what else was found.
 */
static bool
is_proof(const struct zc_software *s)
{
	return (s->ways & ~(1u << ZC_SW_LISTENER)) != 0;
}

/* All items of the entry at [from, end). */
static int
one_entry(struct seen *w, size_t from, size_t end, zc_software_each each,
    void *ctx, struct zc_err *e)
{
	const struct zc_items *it = &w->l->items;
	const char *title = field_in(it, from, end, "title");
	const char *class = field_in(it, from, end, "class");
	const char *domestic = field_in(it, from, end, "domestic");
	struct finds f = { .n = 0 };
	int rc = ZC_OK;

	(void)find_of(&f, NULL);
	for (size_t i = from; i < end; i++)
		match_item(w, &it->v[i], &f);
	for (size_t i = 0; rc == ZC_OK && i < f.n; i++) {
		struct zc_software *s = &f.v[i];

		if (!is_proof(s))
			continue;
		s->entry = it->v[from].entry;
		s->title = title == NULL ? s->entry : title;
		s->class = class == NULL ? "" : class;
		s->domestic = domestic_of(domestic);
		s->running =
		    !w->l->live ? -1 : (f.v[0].ways & 1u << ZC_SW_PROCESS) != 0;
		s->first = from;
		s->end = end;
		rc = each(ctx, s, e);
	}
	return rc;
}

static int
look_around(struct seen *w, struct zc_table *t, struct zc_err *e)
{
	int rc = zc_installed_read(w->l, t, &w->packages, e);

	if (rc == ZC_ENOENT)
		zc_miss(t, "/var/lib/dpkg",
		    ZC_N("neither a dpkg nor an rpm package database"));
	else if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i < ZC_SW_WAYS; i++)
		w->names[i].a = w->l->a;
	zc_names_processes(w->l, t, &w->names[ZC_SW_PROCESS]);
	zc_names_services(w->l, t, &w->names[ZC_SW_SERVICE]);
	zc_names_desktops(w->l, t, &w->names[ZC_SW_DESKTOP]);
	zc_names_ports(w->l, t, &w->names[ZC_SW_LISTENER]);
	return ZC_OK;
}

int
zc_software_find(const struct zc_look *l, struct zc_table *t,
    zc_software_each each, void *ctx, struct zc_err *e)
{
	struct seen *w = zc_arena_get(l->a, sizeof(*w));
	const struct zc_items *it = &l->items;
	size_t from = 0, end, next = 0;
	struct zc_item any;
	int rc;

	if (w == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "indicators");
	if (!zc_item_next(it, RULE, &next, &any))
		return ZC_FAIL(e, ZC_ENOENT, "the list of software is empty");
	w->l = l;
	rc = look_around(w, t, e);
	for (from = next - 1;
	     rc == ZC_OK && from < it->n && strcmp(it->v[from].rule, RULE) == 0;
	     from = end) {
		for (end = from + 1;
		     end < it->n && strcmp(it->v[end].rule, RULE) == 0 &&
		     strcmp(it->v[end].entry, it->v[from].entry) == 0;
		     end++)
			continue;
		rc = one_entry(w, from, end, each, ctx, e);
	}
	return rc;
}
