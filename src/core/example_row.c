#include "core/example_row.h"

#include "core/ledger_in.h"
#include "store/user.h"

/* The state a given row is to be in, if it says one. */
static const char *
given_state(const struct zc_cells *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (strcmp(row->v[i].col, "state") == 0)
			return row->v[i].text;
	return NULL;
}

static struct zc_cells
without_state(const struct zc_cells *row, struct zc_arena *a)
{
	struct zc_cells out = { zc_arena_array(a, row->n + 1, sizeof(*out.v)),
		0 };

	for (size_t i = 0; i < row->n && out.v != NULL; i++)
		if (strcmp(row->v[i].col, "state") != 0)
			out.v[out.n++] = row->v[i];
	return out;
}

int
zc_example_row(const struct zc_ledger_use *u, const struct zc_cells *row,
    bool strict, int64_t *id, struct zc_err *e)
{
	const struct zc_ledger *l = u->ledger;
	const char *state = given_state(row);
	struct zc_cells cells;
	struct zc_work w;
	struct zc_val *v;
	bool *given;
	int rc = ZC_OK;

	zc_work_init(&w, u);
	cells = without_state(row, &w.a);
	w.trusted = true;
	v = zc_arena_array(&w.a, l->nfields + 1, sizeof(*v));
	given = zc_arena_array(&w.a, l->nfields + 1, sizeof(*given));
	if (v == NULL || given == NULL)
		rc = ZC_FAIL(e, ZC_ENOMEM, "example");
	if (rc == ZC_OK) {
		zc_work_read(&w, &cells, v, given);
		zc_work_defaults(&w, v);
		if (strict)
			zc_work_required(&w, v);
		rc = zc_work_end(&w, e);
	}
	w.lax = !strict;
	if (rc == ZC_OK)
		rc = zc_work_insert(&w, v, id, e);
	if (rc == ZC_OK)
		rc = zc_work_end(&w, e);
	if (rc == ZC_OK && state != NULL)
		rc = zc_row_set(zc_office_db(w.o), w.t, &w.scope,
		    &(struct zc_row_change){ .id = *id,
			.ver = 1,
			.state = state,
			.act = "edit",
			.note = "" },
		    e);
	zc_work_fini(&w);
	return rc;
}

const char *
zc_example_cell(const struct zc_cells *row, const char *col, const char *none)
{
	for (size_t i = 0; i < row->n; i++)
		if (strcmp(row->v[i].col, col) == 0 && row->v[i].text != NULL)
			return row->v[i].text;
	return none;
}

int
zc_example_grant(
    struct zc_office *o, const struct zc_cells *row, struct zc_err *e)
{
	struct zc_user_role g = { .user = zc_example_cell(
				      row, "user_name", "example"),
		.role = zc_example_cell(row, "role", ""),
		.full_name = zc_example_cell(row, "full_name", ""),
		.granted_by = "example",
		.unit = zc_office_actor(o)->unit };
	int64_t day;
	int rc;

	if (zc_value_date(zc_str_of(zc_example_cell(row, "from_at", "")), &day))
		g.from = day;
	rc = zc_user_grant(zc_office_db(o), &g, e);
	if (rc == ZC_OK &&
	    zc_value_date(zc_str_of(zc_example_cell(row, "to_at", "")), &day))
		rc = zc_user_revoke(zc_office_db(o), g.user, g.role, day, e);
	return rc;
}

int
zc_example_settings(struct zc_office *o, const struct zc_cells *settings,
    bool back, struct zc_err *e)
{
	for (size_t i = 0; i < settings->n; i++) {
		const struct zc_cell *c = &settings->v[i];
		const struct zc_setting *s =
		    zc_catalog_setting(zc_office_catalog(o), c->col);

		if (s == NULL && !back)
			return ZC_FAIL(
			    e, ZC_EINPUT, "no such setting: %s", c->col);
		if (s != NULL &&
		    zc_office_use_setting(
			o, s->id, back ? s->value : c->text) != ZC_OK)
			return ZC_FAIL(e, ZC_ENOMEM, "examples");
	}
	return ZC_OK;
}
