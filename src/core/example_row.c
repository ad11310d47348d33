#include "core/example_row.h"

#include "core/ledger_in.h"

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
