/* Rows of a ledger by what they match on; findings; taking over. */
#include "core/judge.h"
#include "core/ledger_in.h"
#include "core/reconcile_in.h"
#include "store/store.h"

#include <jansson.h>

enum {
	ALL_MEMORY = 256 << 20
};

/* Values in one text: type, length and bytes of each. An empty text is as good
 * as none. */
static int
sum_of(struct zc_arena *a, const struct zc_val *v, size_t n, struct zc_str *out)
{
	struct zc_buf b;

	zc_buf_init(&b, 1 << 20);
	for (size_t i = 0; i < n; i++) {
		if (v[i].type == ZC_VAL_INT)
			zc_buf_fmt(&b, "i%lld;", (long long)v[i].i);
		else
			zc_buf_fmt(&b, "s%zu:",
			    v[i].type == ZC_VAL_TEXT ? v[i].s.n : (size_t)0);
		if (v[i].type == ZC_VAL_TEXT)
			zc_buf_str(&b, v[i].s);
	}
	*out = (struct zc_str){ NULL, b.n };
	if (b.rc == ZC_OK)
		out->p = zc_arena_dup(a, b.p, b.n);
	zc_buf_fini(&b);
	return out->p == NULL ? ZC_ENOMEM : ZC_OK;
}

static int
copy(struct zc_arena *a, struct zc_val in, struct zc_val *out)
{
	*out = in;
	if (in.type == ZC_VAL_TEXT) {
		out->s.p = zc_arena_dup(a, in.s.p, in.s.n);
		if (out->s.p == NULL)
			return ZC_ENOMEM;
	}
	return ZC_OK;
}

static struct zc_recon_row *
more(struct zc_recon_job *j)
{
	if (j->n == j->cap) {
		size_t cap = j->cap * 2 + 256;
		struct zc_recon_row *v = zc_arena_array(j->a, cap, sizeof(*v));

		if (v == NULL)
			return NULL;
		if (j->n > 0)
			memcpy(v, j->rows, j->n * sizeof(*v));
		j->rows = v;
		j->cap = cap;
	}
	return &j->rows[j->n];
}

static const char *
name_of(const struct zc_recon_job *j, int64_t id, const struct zc_val *v)
{
	const struct zc_ledger_field *f = zc_work_field(j->l, j->l->key);
	char text[32];

	if (f != NULL) {
		const char *s =
		    zc_value_export(f, v[zc_ledger_index(j->l, f)], "zh", j->a);

		if (s != NULL && s[0] != '\0')
			return zc_arena_dup(j->a, s, strlen(s));
	}
	(void)snprintf(text, sizeof(text), "%lld", (long long)id);
	return zc_arena_dup(j->a, text, strlen(text));
}

static int
on_row(void *ctx, int64_t id, const struct zc_val *v, struct zc_err *e)
{
	struct zc_recon_job *j = ctx;
	struct zc_val match[ZC_RECON_COLS] = { { 0 } };
	struct zc_recon_row *r = more(j);
	size_t n = 0;
	int rc = r == NULL ? ZC_ENOMEM : ZC_OK;

	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "%s", j->l->id);
	*r = (struct zc_recon_row){ .id = id, .name = name_of(j, id, v) };
	for (; n < j->source->match.n && n < ZC_RECON_COLS; n++) {
		const struct zc_ledger_field *f =
		    zc_work_field(j->l, j->source->match.v[n]);

		if (f != NULL)
			match[n] = v[zc_ledger_index(j->l, f)];
	}
	rc = sum_of(j->a, match, n, &r->sum);
	for (size_t i = 0;
	     i < j->source->compare.n && i < ZC_RECON_COLS && rc == ZC_OK;
	     i++) {
		const struct zc_ledger_field *f =
		    zc_work_field(j->l, j->source->compare.v[i]);

		if (f != NULL)
			rc = copy(
			    j->a, v[zc_ledger_index(j->l, f)], &r->compare[i]);
	}
	if (rc != ZC_OK || r->name == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "%s", j->l->id);
	j->n++;
	return ZC_OK;
}

static int
compare_sums(struct zc_str a, struct zc_str b)
{
	int d = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return d != 0 ? d : a.n < b.n ? -1 : a.n > b.n;
}

static int
by_sum(const void *x, const void *y)
{
	const struct zc_recon_row *a = x, *b = y;
	int d = compare_sums(a->sum, b->sum);

	return d != 0 ? d : a->id < b->id ? -1 : a->id > b->id;
}

static int
by_id(const void *x, const void *y)
{
	const struct zc_recon_row *const *a = x, *const *b = y;

	return (*a)->id < (*b)->id ? -1 : (*a)->id > (*b)->id;
}

int
zc_recon_load(struct zc_recon_job *j, struct zc_err *e)
{
	int rc;

	j->rows = NULL;
	j->n = j->cap = 0;
	rc = zc_slice_each(j->o, j->unit, j->l, on_row, j, e);
	if (rc != ZC_OK)
		return rc;
	j->by_id = zc_arena_array(j->a, j->n + 1, sizeof(*j->by_id));
	if (j->by_id == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "%s", j->l->id);
	if (j->n > 0)
		qsort(j->rows, j->n, sizeof(*j->rows), by_sum);
	for (size_t i = 0; i < j->n; i++)
		j->by_id[i] = &j->rows[i];
	if (j->n > 0)
		qsort(j->by_id, j->n, sizeof(*j->by_id), by_id);
	return ZC_OK;
}

static int
find_sum(const void *key, const void *row)
{
	return compare_sums(*(const struct zc_str *)key,
	    ((const struct zc_recon_row *)row)->sum);
}

int
zc_recon_find(struct zc_recon_job *j, const struct zc_val *match,
    const struct zc_recon_row **out)
{
	size_t n = j->source->match.n;
	struct zc_str sum;
	int rc =
	    sum_of(j->a, match, n < ZC_RECON_COLS ? n : ZC_RECON_COLS, &sum);

	*out = NULL;
	if (rc == ZC_OK && j->n > 0)
		*out = bsearch(&sum, j->rows, j->n, sizeof(*j->rows), find_sum);
	return rc;
}

const struct zc_recon_row *
zc_recon_row(const struct zc_recon_job *j, int64_t id)
{
	struct zc_recon_row key = { .id = id }, *k = &key, **hit = NULL;

	if (j->n > 0)
		hit = bsearch(&k, j->by_id, j->n, sizeof(*j->by_id), by_id);
	return hit == NULL ? NULL : *hit;
}

int
zc_recon_open(
    struct zc_recon_job *j, const char *table, const struct zc_fact_cover *c)
{
	struct zc_recon_list *l = j->out;
	struct zc_recon_open *v =
	    zc_arena_array(j->a, l->nopen + 1, sizeof(*v));
	const char *name = zc_arena_dup(j->a, table, strlen(table));

	if (v == NULL || name == NULL)
		return ZC_ENOMEM;
	if (l->nopen > 0)
		memcpy(v, l->open, l->nopen * sizeof(*v));
	v[l->nopen++] = (struct zc_recon_open){ .source = j->source,
		.table = name,
		.targets = c->targets,
		.unseen = c->unseen };
	l->open = v;
	return ZC_OK;
}

/* Findings. */

static char *
cells_of(const struct zc_recon *r)
{
	json_t *j = json_object();
	char *text;

	(void)json_object_set_new(j, "name", json_string(r->name));
	for (size_t i = 0; i < r->fill.n; i++)
		(void)json_object_set_new(
		    j, r->fill.v[i].col, json_string(r->fill.v[i].text));
	if (r->field[0] != '\0')
		(void)json_object_set_new(j, "registered", json_string(r->was));
	if (r->target[0] != '\0')
		(void)json_object_set_new(j, "target", json_string(r->target));
	text = json_dumps(j, JSON_COMPACT);
	json_decref(j);
	return text;
}

static int
keep_kind(struct zc_store *s, const struct zc_recon_list *l,
    enum zc_recon_kind kind, const struct zc_store_check *run, struct zc_err *e)
{
	struct zc_store_check c = *run;
	char check[128];
	bool current = false;
	int64_t n = 0;
	int rc;

	for (size_t i = 0; i < l->n; i++)
		n += l->v[i].kind == kind;
	(void)snprintf(check, sizeof(check), "reconcile.%s.%s", l->ledger->id,
	    zc_recon_word(kind));
	c.check = check;
	c.severity = kind == ZC_RECON_MISSING ? "low" : "medium";
	c.conclusive = kind != ZC_RECON_MISSING || l->nopen == 0;
	c.verdict = n > 0 ? "fail" : c.conclusive ? "pass" : "unknown";
	rc = zc_store_judged(s, &c, &current, e);
	if (rc != ZC_OK || !current)
		return rc;
	for (size_t i = 0; i < l->n && rc == ZC_OK; i++) {
		char *cells;

		if (l->v[i].kind != kind)
			continue;
		cells = cells_of(&l->v[i]);
		rc = cells == NULL
		    ? ZC_FAIL(e, ZC_ENOMEM, "findings")
		    : zc_store_seen(s, &c, l->v[i].key, cells, e);
		free(cells);
	}
	return rc == ZC_OK ? zc_store_rest(s, &c, e) : rc;
}

static int
keep_all(struct zc_office *o, struct zc_store *s, const struct zc_recon_list *l,
    struct zc_err *e)
{
	struct zc_store_check c = { 0 };
	char target[33], run[64];
	int64_t now = zc_office_now(o);
	int rc =
	    zc_store_unit_target(s, zc_office_actor(o)->unit, now, target, e);

	c.target = target;
	if (rc == ZC_OK)
		rc = zc_store_next_run(s, target, now, &c.started, e);
	(void)snprintf(
	    run, sizeof(run), "reconcile %lld", (long long)c.started);
	c.digest = run;
	for (int k = 0; k < ZC_RECON_KINDS && rc == ZC_OK; k++)
		rc = keep_kind(s, l, (enum zc_recon_kind)k, &c, e);
	return rc;
}

int
zc_reconcile_keep(
    struct zc_office *o, const struct zc_recon_list *l, struct zc_err *e)
{
	struct zc_store *s = NULL;
	int rc;

	if (zc_office_mode(o, l->ledger) != ZC_LEDGER_FULL)
		return ZC_OK;
	rc = zc_store_borrow(zc_office_db(o), &s, e);
	if (rc == ZC_OK)
		rc = zc_office_begin(o, e);
	if (rc == ZC_OK) {
		rc = keep_all(o, s, l, e);
		if (rc == ZC_OK)
			rc = zc_office_commit(o, e);
		if (rc != ZC_OK)
			zc_office_rollback(o);
	}
	zc_store_close(s);
	return rc;
}

int
zc_reconcile_all(struct zc_office *o, struct zc_err *e)
{
	const struct zc_catalog *c = zc_office_catalog(o);
	int rc = ZC_OK;

	for (size_t i = 0; i < c->nledgers && rc == ZC_OK; i++) {
		struct zc_recon_list l;
		struct zc_arena a;

		if (c->ledgers[i].nfrom == 0)
			continue;
		zc_arena_init(&a, ALL_MEMORY);
		rc = zc_reconcile(o, &c->ledgers[i], &a, &l, e);
		if (rc == ZC_OK)
			rc = zc_reconcile_keep(o, &l, e);
		zc_arena_fini(&a);
	}
	return rc;
}

/* Taking over. */

static int
add_row(const struct zc_ledger_use *u, const struct zc_recon *r,
    const struct zc_cells *more_cells, struct zc_arena *a, struct zc_err *e)
{
	struct zc_ledger_use use = *u;
	struct zc_cells row = { .n = 0 };
	char note[128];
	int64_t id;

	row.v =
	    zc_arena_array(a, r->fill.n + more_cells->n + 1, sizeof(*row.v));
	if (row.v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "rows");
	for (size_t i = 0; i < r->fill.n; i++) {
		bool given = false;

		for (size_t k = 0; k < more_cells->n; k++)
			given |=
			    strcmp(more_cells->v[k].col, r->fill.v[i].col) == 0;
		if (!given)
			row.v[row.n++] = r->fill.v[i];
	}
	for (size_t k = 0; k < more_cells->n; k++)
		row.v[row.n++] = more_cells->v[k];
	use.obtained = ZC_BY_MACHINE;
	(void)snprintf(note, sizeof(note), "%s %s", r->source->name, r->target);
	use.note = note;
	return zc_ledger_add(&use, &row, &id, e);
}

int
zc_reconcile_accept(const struct zc_ledger_use *u, const struct zc_recon *r,
    const struct zc_cells *more_cells, struct zc_err *e)
{
	struct zc_arena a;
	int rc;

	if (r->kind == ZC_RECON_MISSING)
		return ZC_FAIL(e, ZC_EREFUSED,
		    ZC_N("what was not seen cannot be taken over: inspect it, "
			 "or note in the ledger what became of it"));
	if (r->kind == ZC_RECON_CONTRADICTION)
		return zc_ledger_set(u, r->row, 0, &r->fill, e);
	zc_arena_init(&a, 1 << 20);
	rc = add_row(u, r, more_cells, &a, e);
	zc_arena_fini(&a);
	return rc;
}
