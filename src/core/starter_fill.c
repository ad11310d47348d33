#include "core/starter_fill.h"

#include "core/people.h"

enum {
	MADE_MAX = 64 << 20
};

struct filling {
	struct zc_office *o;
	zc_fault_fn fault;
	void *ctx;
	struct zc_starter_done done;
};

static int
add_row(struct filling *f, const struct zc_starter_made *m, struct zc_err *e)
{
	struct zc_ledger_use use = { .office = f->o,
		.ledger = zc_catalog_ledger(zc_office_catalog(f->o), m->ledger),
		.confirmed = true,
		.obtained = ZC_BY_HAND,
		.fault = f->fault,
		.ctx = f->ctx };
	int64_t id;
	int rc;

	/* A ledger of classified matter that is off stays empty. */
	if (zc_office_mode(f->o, use.ledger) != ZC_LEDGER_FULL)
		return ZC_OK;
	rc = zc_ledger_add(&use, &m->row, &id, e);
	f->done.rows += rc == ZC_OK;
	return rc;
}

static int
grant(struct filling *f, const struct zc_starter_made *m, struct zc_arena *a,
    struct zc_err *e)
{
	struct zc_str rest = zc_str_of(m->roles), one;
	struct zc_err why = { 0 };
	bool deviation;
	int rc = zc_people_add(f->o, m->person, m->person, "", &why);

	f->done.users += rc == ZC_OK;
	if (rc == ZC_EEXIST)
		rc = ZC_OK;
	while (rc == ZC_OK && zc_str_cut(&rest, '\n', &one)) {
		const char *role = zc_arena_dup(a, one.p, one.n);

		rc = role == NULL
		    ? ZC_ENOMEM
		    : zc_people_grant(f->o, m->person, role, &deviation, &why);
		f->done.roles += rc == ZC_OK;
		if (rc == ZC_EEXIST)
			rc = ZC_OK;
	}
	return rc == ZC_OK ? ZC_OK
			   : ZC_FAIL(e, rc, "%s: %s", m->person, why.msg);
}

struct part {
	struct filling *f;
	struct zc_arena *a;
};

static int
make(void *ctx, const struct zc_starter_made *m, struct zc_err *e)
{
	struct part *p = ctx;
	const struct zc_setting *s;
	const char *value = m->value;
	int rc;

	if (m->ledger[0] != '\0')
		return add_row(p->f, m, e);
	if (m->setting[0] == '\0')
		return grant(p->f, m, p->a, e);
	if (m->value[0] == '\0')
		return ZC_OK;
	/* A starter says true and false, a store keeps 1 and 0. */
	s = zc_catalog_setting(zc_office_catalog(p->f->o), m->setting);
	if (s != NULL && strcmp(s->type, "boolean") == 0)
		value = strcmp(m->value, "true") == 0 ? "1" : "0";
	rc = zc_office_set_setting(p->f->o, m->setting, value, e);
	p->f->done.settings += rc == ZC_OK;
	return rc;
}

int
zc_starter_fill(struct zc_office *o, const struct zc_starter *t,
    const struct zc_starter_answers *a, zc_fault_fn fault, void *ctx,
    struct zc_starter_done *out, struct zc_err *e)
{
	struct filling f = { .o = o, .fault = fault, .ctx = ctx };
	struct zc_arena arena;
	struct part p = { &f, &arena };
	int rc = zc_office_begin(o, e);

	if (rc != ZC_OK)
		return rc;
	zc_arena_init(&arena, MADE_MAX);
	rc = zc_starter_make_all(t, a, &arena, make, &p, e);
	if (rc == ZC_OK)
		rc = zc_office_commit(o, e);
	else
		zc_office_rollback(o);
	if (rc == ZC_OK)
		*out = f.done;
	zc_arena_fini(&arena);
	return rc;
}
