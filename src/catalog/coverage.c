#include "catalog/coverage.h"

enum {
	MEMORY_MAX = 64 * 1024 * 1024
};

struct pair {
	const char *requirement;
	struct zc_covering by;
};

struct pairs {
	struct pair *v;
	size_t n;
};

static bool
word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* What begins at `s` and is no code: a text in quotes, a comment. Its end. */
static const char *
skip(const char *s)
{
	const char *end;

	if (*s == '\'' || *s == '"' || *s == '`')
		end = strchr(s + 1, *s);
	else if (s[0] == '-' && s[1] == '-')
		end = strchr(s, '\n');
	else if (s[0] == '/' && s[1] == '*') {
		end = strstr(s + 2, "*/");
		end = end == NULL ? NULL : end + 1;
	} else
		return s;
	return end == NULL ? s + strlen(s) : end + 1;
}

bool
zc_coverage_reads(const char *sql)
{
	while (*sql != '\0') {
		const char *end = skip(sql);
		size_t n = 0;

		if (end != sql) {
			sql = end;
			continue;
		}
		while (word_char(sql[n]))
			n++;
		if (zc_str_isi((struct zc_str){ sql, n }, "from"))
			return true;
		sql += n > 0 ? n : 1;
	}
	return false;
}

static void
add(struct pairs *p, const struct zc_strs *covers, const char *kind,
    const char *id, const char *how, size_t examples)
{
	for (size_t i = 0; i < covers->n; i++)
		p->v[p->n++] =
		    (struct pair){ covers->v[i], { kind, id, how, examples } };
}

static void
collect(const struct zc_catalog *c, struct pairs *p)
{
	for (size_t i = 0; i < c->nchecks; i++) {
		const struct zc_check *k = &c->checks[i];

		if (k->query == NULL)
			add(p, &k->covers, "check", k->id, "person",
			    k->nexamples);
		else if (zc_coverage_reads(k->query) && k->nexamples > 0)
			add(p, &k->covers, "check", k->id,
			    k->review ? "person" : "machine", k->nexamples);
	}
	for (size_t i = 0; i < c->nchecklists; i++)
		if (c->checklists[i].nitems > 0)
			add(p, &c->checklists[i].covers, "checklist",
			    c->checklists[i].id, "person", 0);
	for (size_t i = 0; i < c->nledgers; i++)
		if (c->ledgers[i].nfields > 0)
			add(p, &c->ledgers[i].covers, "ledger",
			    c->ledgers[i].id, "record",
			    c->ledgers[i].nexamples);
	for (size_t i = 0; i < c->nrules; i++)
		if (c->rules[i].nvalues > 0 && c->rules[i].nexamples > 0)
			add(p, &c->rules[i].covers, "rule", c->rules[i].id,
			    "data", c->rules[i].nexamples);
}

static size_t
count(const struct zc_catalog *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->nchecks; i++)
		n += c->checks[i].covers.n;
	for (size_t i = 0; i < c->nchecklists; i++)
		n += c->checklists[i].covers.n;
	for (size_t i = 0; i < c->nledgers; i++)
		n += c->ledgers[i].covers.n;
	for (size_t i = 0; i < c->nrules; i++)
		n += c->rules[i].covers.n;
	return n;
}

static int
by_requirement(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int c = strcmp(x->requirement, y->requirement);

	if (c == 0)
		c = strcmp(x->by.kind, y->by.kind);
	return c != 0 ? c : strcmp(x->by.id, y->by.id);
}

/* Both lists are sorted by requirement: one walk over the two. */
static int
tell(const struct zc_catalog *c, const struct pairs *p,
    struct zc_covering *group, zc_coverage_fn fn, void *ctx, struct zc_err *e)
{
	size_t at = 0;
	int rc = ZC_OK;

	for (size_t i = 0; i < c->nrequirements && rc == ZC_OK; i++) {
		const struct zc_requirement *r = &c->requirements[i];
		size_t n = 0;

		while (at < p->n && strcmp(p->v[at].requirement, r->id) < 0)
			at++;
		for (; at < p->n && strcmp(p->v[at].requirement, r->id) == 0;
		     at++)
			group[n++] = p->v[at].by;
		rc = fn(ctx, r, group, n, e);
	}
	return rc;
}

int
zc_coverage(
    const struct zc_catalog *c, zc_coverage_fn fn, void *ctx, struct zc_err *e)
{
	struct zc_covering *group;
	struct pairs p = { NULL, 0 };
	size_t most = count(c) + 1;
	struct zc_arena a;
	int rc;

	zc_arena_init(&a, MEMORY_MAX);
	p.v = zc_arena_array(&a, most, sizeof(*p.v));
	group = zc_arena_array(&a, most, sizeof(*group));
	if (p.v == NULL || group == NULL) {
		rc = ZC_FAIL(e, ZC_ENOMEM, "coverage: no room");
		goto out;
	}
	collect(c, &p);
	if (p.n > 1)
		qsort(p.v, p.n, sizeof(*p.v), by_requirement);
	rc = tell(c, &p, group, fn, ctx, e);
out:
	zc_arena_fini(&a);
	return rc;
}
