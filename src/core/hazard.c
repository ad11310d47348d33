#include "core/hazard.h"

#include "base/tr.h"
#include "core/ledger_in.h"
#include "core/reconcile.h"
#include "core/slice.h"

struct reading {
	const struct zc_ledger *l;
	struct zc_arena *a;
	struct zc_hazard_list out;
	size_t cap, key_at, number_at;
};

static int
on_hazard(void *ctx, int64_t id, const struct zc_val *v, struct zc_err *e)
{
	struct reading *r = ctx;
	struct zc_str key = v[r->key_at].s, no = v[r->number_at].s;
	struct zc_hazard_of *w;

	if (v[r->key_at].type != ZC_VAL_TEXT || key.n == 0)
		return ZC_OK;
	if (r->out.n == r->cap) {
		size_t cap = r->cap * 2 + 256;

		w = zc_arena_array(r->a, cap, sizeof(*w));
		if (w == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "hazards");
		if (r->out.n > 0)
			memcpy(w, r->out.v, r->out.n * sizeof(*w));
		r->out.v = w;
		r->cap = cap;
	}
	w = &r->out.v[r->out.n++];
	*w = (struct zc_hazard_of){ .id = id,
		.key = zc_arena_dup(r->a, key.p, key.n),
		.number = zc_arena_dup(r->a, no.p == NULL ? "" : no.p, no.n) };
	return w->key == NULL || w->number == NULL
	    ? ZC_FAIL(e, ZC_ENOMEM, "hazards")
	    : ZC_OK;
}

static int
by_key(const void *x, const void *y)
{
	const struct zc_hazard_of *a = x, *b = y;

	return strcmp(a->key, b->key);
}

int
zc_hazard_all(struct zc_office *o, struct zc_arena *a,
    struct zc_hazard_list *out, struct zc_err *e)
{
	struct reading r = {
		.l = zc_catalog_ledger(zc_office_catalog(o), "hazard"), .a = a
	};
	const struct zc_ledger_field *key, *no;
	int rc;

	*out = r.out;
	if (r.l == NULL)
		return ZC_OK;
	key = zc_work_field(r.l, "finding_key");
	no = zc_work_field(r.l, r.l->key);
	if (key == NULL || no == NULL)
		return ZC_OK;
	r.key_at = zc_ledger_index(r.l, key);
	r.number_at = zc_ledger_index(r.l, no);
	rc = zc_slice_each(o, zc_office_actor(o)->unit, r.l, on_hazard, &r, e);
	if (rc != ZC_OK)
		return rc;
	if (r.out.n > 0)
		qsort(r.out.v, r.out.n, sizeof(*r.out.v), by_key);
	*out = r.out;
	return ZC_OK;
}

const char *
zc_hazard_number(const struct zc_hazard_list *l, const char *key)
{
	struct zc_hazard_of want = { .key = key }, *hit = NULL;

	if (l->n > 0)
		hit = bsearch(&want, l->v, l->n, sizeof(*l->v), by_key);
	return hit == NULL ? "" : hit->number;
}

/* A field that the ledger has; others are passed over. */
static void
give(const struct zc_ledger *l, struct zc_cells *row, const char *name,
    const char *text)
{
	if (zc_work_field(l, name) != NULL && text[0] != '\0')
		row->v[row->n++] = (struct zc_cell){ name, text };
}

int
zc_hazard_make(const struct zc_ledger_use *u, const struct zc_store_finding *f,
    const char *title, int64_t *id, struct zc_err *e)
{
	struct zc_cell cells[8];
	struct zc_cells row = { cells, 0 };
	struct zc_ledger_use use = *u;
	char day[32], what[600];

	if (u->ledger == NULL)
		return ZC_FAIL(e, ZC_ENOENT,
		    ZC_N("the definitions have no ledger of hazards"));
	if (f->state.detection == ZC_ABSENT_VERIFIED ||
	    f->state.disposition != ZC_DISP_NONE)
		return ZC_FAIL(e, ZC_EREFUSED,
		    ZC_N("the finding is not there any more, or it was decided "
			 "otherwise"));
	(void)snprintf(what, sizeof(what), "%s%s%s", f->hostname,
	    f->hostname[0] == '\0' ? "" : "：", title);
	give(u->ledger, &row, "found_at",
	    zc_value_day(f->first_seen - f->first_seen % 86400, day));
	give(u->ledger, &row, "hazard_source", "machine");
	give(u->ledger, &row, "finding_key", f->key);
	give(u->ledger, &row, "object_name", f->hostname);
	give(u->ledger, &row, "description", what);
	give(u->ledger, &row, "severity",
	    strcmp(f->severity, "info") == 0 ? "low" : f->severity);
	use.obtained = ZC_BY_MACHINE;
	use.note = f->check;
	return zc_ledger_add(&use, &row, id, e);
}

/* reconcile.LEDGER.KIND */
static const char *
difference(const struct zc_catalog *c, const char *check, const char *lang,
    struct zc_arena *a)
{
	struct zc_str s = zc_str_of(check), part, id, kind;
	const struct zc_ledger *l;
	enum zc_recon_kind k;
	char name[80], word[40], out[300];

	if (!zc_str_cut(&s, '.', &part) || !zc_str_is(part, "reconcile") ||
	    !zc_str_cut(&s, '.', &id) || !zc_str_cut(&s, '.', &kind))
		return NULL;
	(void)snprintf(name, sizeof(name), "%.*s", (int)id.n, id.p);
	(void)snprintf(word, sizeof(word), "%.*s", (int)kind.n, kind.p);
	l = zc_catalog_ledger(c, name);
	if (l == NULL || !zc_recon_kind_of(word, &k))
		return NULL;
	(void)snprintf(out, sizeof(out), "%s: %s", zc_both_get(&l->title, lang),
	    zc_tr(lang, zc_recon_word(k)));
	return zc_arena_dup(a, out, strlen(out));
}

const char *
zc_hazard_title(struct zc_office *o, const struct zc_catalog *c,
    const char *check, const char *lang, struct zc_arena *a)
{
	const struct zc_check *k = zc_catalog_check(c, check);
	const char *s = NULL;

	if (k != NULL && o != NULL)
		s = zc_office_render(o, zc_both_get(&k->title, lang), a);
	else if (k != NULL)
		s = zc_catalog_render(c, zc_both_get(&k->title, lang), a);
	else
		s = difference(c, check, lang, a);
	return s == NULL ? check : s;
}
