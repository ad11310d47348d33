#include "catalog/coverage.h"

#include "base/tr.h"

enum {
	MEMORY_MAX = 64 * 1024 * 1024
};

struct pair {
	const char *requirement;
	struct zc_covering by;
	const struct zc_ledger *ledger; /* when it is one */
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
add(struct pairs *p, const struct zc_strs *covers, const struct zc_covering *by,
    const struct zc_ledger *ledger)
{
	for (size_t i = 0; i < covers->n; i++)
		p->v[p->n++] = (struct pair){ covers->v[i], *by, ledger };
}

static const char no_proof[] = ZC_N("without proof");

static void
add_checks(const struct zc_catalog *c, struct pairs *p)
{
	for (size_t i = 0; i < c->nchecks; i++) {
		const struct zc_check *k = &c->checks[i];
		bool person = k->query == NULL || k->review;
		struct zc_covering by = { "check", k->id,
			person ? "person" : "machine", k->nexamples,
			k->nexamples > 0 ? &k->examples[0].at : NULL, NULL };

		if (k->query != NULL &&
		    (k->nexamples == 0 || !zc_coverage_reads(k->query)))
			by.lack = no_proof;
		add(p, &k->covers, &by, NULL);
	}
}

static void
add_ledgers(const struct zc_catalog *c, struct pairs *p)
{
	for (size_t i = 0; i < c->nledgers; i++) {
		const struct zc_ledger *l = &c->ledgers[i];
		struct zc_covering by = { "ledger", l->id, "record",
			l->nexamples + l->nflow_examples,
			l->nflow_examples > 0  ? &l->flow_examples[0].at
			    : l->nexamples > 0 ? &l->examples[0].at
					       : NULL,
			l->nfields == 0 ? no_proof : NULL };

		add(p, &l->covers, &by, l);
	}
}

static void
add_numbers(const struct zc_catalog *c, struct pairs *p)
{
	for (size_t i = 0; i < c->nindicators; i++) {
		const struct zc_indicator *d = &c->indicators[i];
		struct zc_covering by = { "indicator", d->id, "report",
			d->nexamples,
			d->nexamples > 0 ? &d->examples[0].at : NULL,
			d->nexamples == 0 ? no_proof : NULL };

		add(p, &d->covers, &by, NULL);
	}
	for (size_t i = 0; i < c->nroles; i++) {
		const struct zc_role *r = &c->roles[i];
		struct zc_covering by = { "role", r->id, "right", r->nexamples,
			r->nexamples > 0 ? &r->examples[0].at : NULL,
			r->nexamples == 0 ? no_proof : NULL };

		add(p, &r->covers, &by, NULL);
	}
}

static void
collect(const struct zc_catalog *c, struct pairs *p)
{
	add_checks(c, p);
	add_ledgers(c, p);
	add_numbers(c, p);
	for (size_t i = 0; i < c->nchecklists; i++) {
		const struct zc_checklist *k = &c->checklists[i];
		struct zc_covering by = { "checklist", k->id, "person", 0, NULL,
			k->nitems == 0 ? no_proof : NULL };

		add(p, &k->covers, &by, NULL);
	}
	for (size_t i = 0; i < c->nrules; i++) {
		const struct zc_rule *r = &c->rules[i];
		struct zc_covering by = {
			"rule", r->id, "data", r->nexamples, &r->at,
			r->nvalues == 0 || r->nexamples == 0 ? no_proof : NULL
		};

		add(p, &r->covers, &by, NULL);
	}
	for (size_t i = 0; i < c->nstarters; i++) {
		const struct zc_starter *t = &c->starters[i];
		struct zc_covering by = { "starter", t->id, "data",
			t->nexamples, &t->examples[0].at, NULL };

		add(p, &t->covers, &by, NULL);
	}
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
	for (size_t i = 0; i < c->nroles; i++)
		n += c->roles[i].covers.n;
	for (size_t i = 0; i < c->nindicators; i++)
		n += c->indicators[i].covers.n;
	for (size_t i = 0; i < c->nstarters; i++)
		n += c->starters[i].covers.n;
	return n;
}

static bool
has_refusal(const struct zc_ledger *l)
{
	for (size_t i = 0; i < l->nflow_examples; i++)
		for (size_t k = 0; k < l->flow_examples[i].nsteps; k++)
			if (l->flow_examples[i].steps[k].refused)
				return true;
	return false;
}

/* What a row of this family wants of a definition and this one lacks. */
static const char *
lack(const struct zc_requirement *r, const struct pair *p)
{
	struct zc_str id = zc_str_of(r->id);

	if (p->by.lack != NULL)
		return p->by.lack;
	if (zc_str_starts(id, "L-")) {
		if (p->ledger == NULL)
			return ZC_N("a ledger is wanted");
		if ((int64_t)p->ledger->nfields < r->fields)
			return ZC_N("too few fields");
	}
	if (zc_str_starts(id, "W-") &&
	    (p->ledger == NULL || p->ledger->flow.nstates == 0 ||
		!has_refusal(p->ledger)))
		return ZC_N("a flow with a refused example is wanted");
	if (zc_str_starts(id, "I-") && strcmp(p->by.kind, "indicator") != 0)
		return ZC_N("an indicator is wanted");
	if (zc_str_starts(id, "RO-") && strcmp(p->by.kind, "role") != 0)
		return ZC_N("a role is wanted");
	return NULL;
}

size_t
zc_coverage_count(const struct zc_covering *v, size_t n)
{
	size_t good = 0;

	for (size_t i = 0; i < n; i++)
		good += v[i].lack == NULL;
	return good;
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
		     at++) {
			group[n] = p->v[at].by;
			group[n++].lack = lack(r, &p->v[at]);
		}
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
