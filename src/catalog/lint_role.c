/* lint_role: roles against each other, and their examples. */
#include "catalog/lint_part.h"

static bool
covers(const struct zc_right *r, const struct zc_ledger *g)
{
	return zc_kind_in(&r->ledgers, g->id) ||
	    (!g->classified && zc_kind_in(&r->ledgers, "*"));
}

static bool
may(const struct zc_role *r, const struct zc_ledger *g, const char *action)
{
	for (size_t i = 0; i < r->nrights; i++)
		if (covers(&r->rights[i], g) &&
		    zc_kind_in(&r->rights[i].actions, action))
			return true;
	return false;
}

static void
look_at_examples(struct zc_lint_run *l, const struct zc_role *r)
{
	for (size_t i = 0; i < r->nexamples; i++) {
		const struct zc_role_example *x = &r->examples[i];
		const struct zc_ledger *g = zc_catalog_ledger(l->c, x->ledger);

		if (g != NULL && may(r, g, x->action) != x->may)
			zc_lint_fault(l, &x->at,
			    x->may ? "示例应当可以，实际不可以。请修改权限或"
				     "示例"
				   : "示例应当不可以，实际可以。请修改权限或"
				     "示例",
			    x->may ? "the example must be allowed and is not; "
				     "change right or example"
				   : "the example must not be allowed and is; "
				     "change right or example",
			    x->ledger);
	}
}

/* Both sides of a pair must say it, so that either file shows it. */
static void
look_at_pairs(struct zc_lint_run *l, const struct zc_role *r)
{
	for (size_t i = 0; i < r->not_with.n; i++) {
		const struct zc_role *o =
		    zc_catalog_role(l->c, r->not_with.v[i]);

		if (o != NULL && !zc_kind_in(&o->not_with, r->id))
			zc_lint_fault(l, &r->at,
			    "对方的 not_with 没有写本角色。请补上",
			    "the other role's not_with does not name this "
			    "one; add it there",
			    o->id);
	}
	for (size_t i = 0; i < r->small_unit_with.n; i++) {
		const struct zc_role *o =
		    zc_catalog_role(l->c, r->small_unit_with.v[i]);

		if (o != NULL && !zc_kind_in(&o->small_unit_with, r->id))
			zc_lint_fault(l, &r->at,
			    "对方的 small_unit_with 没有写本角色。请补上",
			    "the other role's small_unit_with does not name "
			    "this one; add it there",
			    o->id);
	}
}

/* The three administrators are three persons, small units apart. */
static void
look_at_admins(struct zc_lint_run *l, const struct zc_role *r)
{
	for (size_t i = 0; i < l->c->nroles && r->admin[0] != '\0'; i++) {
		const struct zc_role *o = &l->c->roles[i];

		if (o->admin[0] != '\0' && strcmp(o->admin, r->admin) != 0 &&
		    !zc_kind_in(&r->not_with, o->id) &&
		    !zc_kind_in(&r->small_unit_with, o->id))
			zc_lint_fault(l, &r->at,
			    "三员不得由同一人兼任。请写入 not_with 或 "
			    "small_unit_with",
			    "the three administrators must not be one person; "
			    "write it into not_with or small_unit_with",
			    o->id);
	}
}

void
zc_lint_roles(struct zc_lint_run *l)
{
	for (size_t i = 0; i < l->c->nroles; i++) {
		look_at_examples(l, &l->c->roles[i]);
		look_at_pairs(l, &l->c->roles[i]);
		look_at_admins(l, &l->c->roles[i]);
	}
}
