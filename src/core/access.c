#include "core/access.h"

static bool
has(const struct zc_strs *s, const char *word)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i], word) == 0)
			return true;
	return false;
}

/* "*" stands for every ledger that is not of classified matter. */
static bool
about(const struct zc_right *r, const struct zc_ledger *l)
{
	return has(&r->ledgers, l->id) ||
	    (!l->classified && has(&r->ledgers, "*"));
}

static enum zc_scope_kind
scope_of(const char *word)
{
	static const char *const words[] = { "none", "own", "department",
		"unit", "tree" };

	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (strcmp(words[i], word) == 0)
			return (enum zc_scope_kind)i;
	return ZC_SCOPE_NONE;
}

/*
 * The i-th role of the actor. The owner of the data holds what the three
 * administrators hold. NULL at the end; a role that is no more is skipped.
 */
static const struct zc_role *
role_at(const struct zc_catalog *c, const struct zc_actor *a, size_t *i)
{
	while (*i < a->roles.n) {
		const struct zc_role *r =
		    zc_catalog_role(c, a->roles.v[(*i)++]);

		if (r != NULL)
			return r;
	}
	while (a->owner && *i - a->roles.n < c->nroles) {
		const struct zc_role *r = &c->roles[(*i)++ - a->roles.n];

		if (r->admin[0] != '\0')
			return r;
	}
	return NULL;
}

enum zc_scope_kind
zc_access(const struct zc_catalog *c, const struct zc_actor *a,
    const char *action, const struct zc_ledger *l)
{
	enum zc_scope_kind best = a->alone ? ZC_SCOPE_UNIT : ZC_SCOPE_NONE;
	const struct zc_role *r;
	size_t i = 0;

	while ((r = role_at(c, a, &i)) != NULL)
		for (size_t k = 0; k < r->nrights; k++) {
			enum zc_scope_kind s = scope_of(r->rights[k].scope);

			if (s > best && about(&r->rights[k], l) &&
			    has(&r->rights[k].actions, action))
				best = s;
		}
	return best;
}

bool
zc_access_function(
    const struct zc_catalog *c, const struct zc_actor *a, const char *function)
{
	const struct zc_role *r;
	size_t i = 0;

	/* The owner of the files could take them anyway: he may, on record. */
	if (a->owner || a->alone)
		return true;
	while ((r = role_at(c, a, &i)) != NULL)
		if (has(&r->functions, function))
			return true;
	return false;
}

bool
zc_access_field(const struct zc_catalog *c, const struct zc_actor *a,
    const struct zc_ledger *l, const struct zc_ledger_field *f)
{
	const struct zc_role *r;
	size_t i = 0;

	if (f->sensitive[0] == '\0' || a->alone)
		return true;
	while ((r = role_at(c, a, &i)) != NULL)
		for (size_t k = 0; k < r->nrights; k++)
			if (about(&r->rights[k], l) &&
			    has(&r->rights[k].actions, "read") &&
			    has(&r->rights[k].unmask, f->sensitive))
				return true;
	return false;
}

enum pair {
	FITS,
	ONLY_SMALL,
	NEVER
};

static enum pair
pair_of(const struct zc_role *a, const struct zc_role *b)
{
	bool small =
	    has(&a->small_unit_with, b->id) || has(&b->small_unit_with, a->id);
	bool apart = has(&a->not_with, b->id) || has(&b->not_with, a->id);

	/* The three administrators are three persons; who audits is no other
	 * of them however small the unit is. */
	if (a->admin[0] != '\0' && b->admin[0] != '\0' &&
	    strcmp(a->admin, b->admin) != 0) {
		apart = true;
		if (strcmp(a->admin, "audit") == 0 ||
		    strcmp(b->admin, "audit") == 0)
			small = false;
	}
	if (!apart)
		return FITS;
	return small ? ONLY_SMALL : NEVER;
}

int
zc_access_together(const struct zc_catalog *c, const struct zc_strs *roles,
    bool small, bool *deviation, struct zc_err *e)
{
	bool deviates = false;

	for (size_t i = 0; i < roles->n; i++)
		for (size_t k = i + 1; k < roles->n; k++) {
			const struct zc_role *a =
			    zc_catalog_role(c, roles->v[i]);
			const struct zc_role *b =
			    zc_catalog_role(c, roles->v[k]);
			enum pair p = a == NULL || b == NULL || a == b
			    ? FITS
			    : pair_of(a, b);

			if (p == NEVER || (p == ONLY_SMALL && !small))
				return ZC_FAIL(e, ZC_EREFUSED,
				    "one person may not be %s and %s", a->id,
				    b->id);
			if (p == ONLY_SMALL)
				deviates = true;
		}
	*deviation = deviates;
	return ZC_OK;
}
