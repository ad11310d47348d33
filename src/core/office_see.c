/* What SQL of definitions sees, and the settings a unit keeps. */
#include "core/access.h"
#include "core/office_in.h"

static struct zc_db_now
clock_of(const struct zc_office *o, int64_t unit, int64_t row)
{
	return (struct zc_db_now){ .now = zc_office_now(o),
		.row = row,
		.unit = unit,
		.actor = o->actor.full_name[0] != '\0' ? o->actor.full_name
						       : o->actor.name };
}

static int
see_all(struct zc_office *o, const struct zc_db_now *clock, struct zc_err *e)
{
	int64_t unit = clock->unit;
	struct zc_sight s = { .tables = o->tables,
		.ntables = o->catalog->nledgers + o->nfacts,
		.scope = { .unit = unit,
		    .actor = o->actor.name,
		    .now = zc_office_now(o) },
		.now = *clock };
	int rc;

	if (o->seen.set && o->seen.unit == unit)
		return zc_db_now(o->db, &s.now, e);
	rc = zc_view_set(o->db, &s, e);
	if (rc == ZC_OK) {
		o->seen.set = true;
		o->seen.unit = unit;
	}
	return rc;
}

int
zc_office_see_row(
    struct zc_office *o, int64_t unit, int64_t row, struct zc_err *e)
{
	struct zc_db_now n = clock_of(o, unit, row);

	return see_all(o, &n, e);
}

int
zc_office_see_period(struct zc_office *o, int64_t unit, int64_t from,
    int64_t to, struct zc_err *e)
{
	struct zc_db_now n = clock_of(o, unit, 0);

	n.from = from;
	n.to = to;
	return see_all(o, &n, e);
}

bool
zc_office_shows(const struct zc_office *o, const struct zc_ledger *l,
    const struct zc_ledger_field *f)
{
	return zc_office_kept(o, l, f) &&
	    zc_access_field(o->catalog, &o->actor, l, f);
}

/* Ledgers that the actor may read, and the fields of them that are hidden. */
static int
sight_of(struct zc_office *o, struct zc_arena *a, struct zc_sight *s,
    struct zc_err *e)
{
	const struct zc_catalog *c = o->catalog;
	struct zc_tdef *t =
	    zc_arena_array(a, c->nledgers + o->nfacts + 1, sizeof(*t));
	bool *tree = zc_arena_array(a, c->nledgers + o->nfacts + 1, 1);
	struct zc_mask *m;
	size_t n = 0, most = 1;

	for (size_t i = 0; i < c->nledgers; i++)
		most += c->ledgers[i].nfields;
	m = zc_arena_array(a, most, sizeof(*m));
	if (t == NULL || m == NULL || tree == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "views");
	for (size_t i = 0; i < c->nledgers; i++) {
		const struct zc_ledger *l = &c->ledgers[i];
		enum zc_scope_kind k = zc_access(c, &o->actor, "read", l);

		if (k < ZC_SCOPE_UNIT)
			continue;
		/* Who sees the tree in one ledger only does not see it in the
		 * others, nor in what is beside the ledgers. */
		s->scope.tree = (n == 0 || s->scope.tree) && k == ZC_SCOPE_TREE;
		tree[n] = k == ZC_SCOPE_TREE;
		t[n++] = o->tables[i];
		for (size_t j = 0; j < l->nfields; j++)
			if (!zc_office_shows(o, l, &l->fields[j]))
				m[s->nmasks++] = (struct zc_mask){ l->id,
					l->fields[j].name };
	}
	/* Definitions speak of facts only to compare or to count them. */
	for (size_t i = 0; i < o->nfacts; i++) {
		tree[n] = s->scope.tree;
		t[n++] = o->tables[c->nledgers + i];
	}
	s->tables = t;
	s->trees = tree;
	s->ntables = n;
	s->masks = m;
	return ZC_OK;
}

int
zc_office_see(struct zc_office *o, int64_t row, int64_t from, int64_t to,
    struct zc_err *e)
{
	struct zc_sight s = { .scope = zc_office_scope(o),
		.now = clock_of(o, o->actor.unit, row) };
	struct zc_arena a;
	int rc;

	s.now.from = from;
	s.now.to = to;
	zc_arena_init(&a, 16 << 20);
	rc = sight_of(o, &a, &s, e);
	if (rc == ZC_OK)
		rc = zc_view_set(o->db, &s, e);
	zc_arena_fini(&a);
	o->seen.set = false;
	return rc;
}
