/* What an inspection must reach, and what it has reached. */
#include "core/handlist.h"

#include "base/tr.h"

enum {
	OBJECTS_MAX = 200000,
	DAY_S = 86400
};

static const char *
keep(struct zc_arena *a, const char *s)
{
	const char *p = zc_arena_dup(a, s, strlen(s));

	return p == NULL ? "" : p;
}

/* Texts of the inspection, as the actor may see them. */
static int
load_inspection(struct zc_hand *h, const char *no, struct zc_err *e)
{
	static const struct {
		const char *kind, *field;
	} planned[] = { { "person", "persons_due" },
		{ "computer", "computers_due" }, { "medium", "media_due" },
		{ "network", "networks_due" } };
	struct zc_ledger_use u = { .office = h->office,
		.ledger = zc_catalog_ledger(
		    zc_office_catalog(h->office), "inspection") };
	struct zc_rows *r = NULL;
	int64_t ends = 0;
	int rc;

	if (u.ledger == NULL)
		return ZC_FAIL(e, ZC_EUNSUP, "no ledger inspection");
	rc = zc_ledger_find(&u, no, &h->id, e);
	if (rc == ZC_OK)
		rc = zc_ledger_get(&u, h->id, &r, e);
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc == 0)
		rc = ZC_FAIL(e, ZC_ENOENT, "inspection %s", no);
	for (size_t i = 0; rc == 1 && i < u.ledger->nfields; i++) {
		const char *f = u.ledger->fields[i].name;
		/* Behind the columns that every row has. */
		struct zc_val v = zc_rows_val(r, 8 + i);

		if (strcmp(f, "inspection_no") == 0)
			h->no = keep(h->a, zc_rows_text(r, 8 + i));
		else if (strcmp(f, "inspection_title") == 0)
			h->title = keep(h->a, zc_rows_text(r, 8 + i));
		else if (strcmp(f, "begins_at") == 0)
			h->from = v.i;
		else if (strcmp(f, "ends_at") == 0)
			ends = v.i;
		for (size_t k = 0; k < ZC_LEN(planned); k++)
			if (strcmp(planned[k].field, f) == 0 &&
			    strcmp(planned[k].kind, h->kind->object) == 0 &&
			    v.type == ZC_VAL_INT)
				h->planned = v.i;
	}
	zc_rows_close(r);
	h->to = ends + DAY_S;
	return rc < 0 ? rc : ZC_OK;
}

static int
add(struct zc_hand *h, struct zc_rows *r, size_t *cap, struct zc_err *e)
{
	struct zc_hand_object o = { .way = ZC_WAY_NONE };
	bool apart = false;

	if (h->n + h->napart == *cap) {
		size_t n = *cap * 2 + 256;
		struct zc_hand_object *v = zc_arena_array(h->a, n, sizeof(*v));
		struct zc_hand_object *w = zc_arena_array(h->a, n, sizeof(*w));

		if (v == NULL || w == NULL || n > OBJECTS_MAX)
			return ZC_FAIL(e, ZC_ELIMIT, "too many objects");
		if (h->n > 0)
			memcpy(v, h->v, h->n * sizeof(*v));
		if (h->napart > 0)
			memcpy(w, h->apart, h->napart * sizeof(*w));
		h->v = v;
		h->apart = w;
		*cap = n;
	}
	for (size_t i = 0; i < zc_rows_cols(r); i++) {
		const char *name = zc_rows_name(r, i);
		const char *text = keep(h->a, zc_rows_text(r, i));

		if (strcmp(name, "object_name") == 0)
			o.name = text;
		else if (strcmp(name, "person") == 0)
			o.person = text;
		else if (strcmp(name, "department") == 0)
			o.department = text;
		else if (strcmp(name, "place") == 0)
			o.place = text;
		else if (strcmp(name, "about") == 0)
			o.about = text;
		else if (strcmp(name, "classified") == 0)
			apart = zc_rows_int(r, i) != 0;
	}
	if (o.name == NULL || o.name[0] == '\0')
		return ZC_OK;
	if (apart)
		h->apart[h->napart++] = o;
	else
		h->v[h->n++] = o;
	return ZC_OK;
}

/* Put a query of the checklist. */
static int
ask(struct zc_hand *h, const char *sql, struct zc_rows **r, struct zc_err *e)
{
	int rc = zc_office_see(h->office, h->id, h->from, h->to, e);

	if (rc == ZC_OK)
		rc = zc_view_ask(zc_office_db(h->office),
		    zc_office_sql(h->office, sql, h->a), r, e);
	return rc;
}

static int
load_due(struct zc_hand *h, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	size_t cap = 0;
	int rc = ask(h, h->kind->due, &r, e);

	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_rows_next(r, e)) == 1) {
		rc = add(h, r, &cap, e);
		if (rc != ZC_OK)
			break;
	}
	zc_rows_close(r);
	return rc;
}

static int
choose(struct zc_hand *h, const char *kind, const char *items, struct zc_err *e)
{
	const struct zc_catalog *c = zc_office_catalog(h->office);

	for (size_t i = 0; i < c->nchecklists && h->kind == NULL; i++)
		if (strcmp(c->checklists[i].object, kind) == 0)
			h->kind = &c->checklists[i];
	if (h->kind == NULL || kind[0] == '\0')
		return ZC_FAIL(e, ZC_EUSAGE,
		    "no checklist for the kind \"%s\"; computer, medium, "
		    "person and network have one",
		    kind);
	h->list = items == NULL ? h->kind : zc_catalog_checklist(c, items);
	if (h->list == NULL)
		return ZC_FAIL(e, ZC_EUSAGE, "no checklist %s", items);
	return ZC_OK;
}

int
zc_hand_open(struct zc_hand *h, const struct zc_hand_want *w,
    struct zc_arena *a, struct zc_err *e)
{
	int rc;

	*h = (struct zc_hand){ .office = w->office,
		.a = a,
		.lang = w->lang,
		.planned = -1,
		.no = "",
		.title = "" };
	rc = choose(h, w->kind, w->items, e);
	if (rc == ZC_OK)
		rc = load_inspection(h, w->no, e);
	return rc == ZC_OK ? load_due(h, e) : rc;
}

static int
by_name(const void *a, const void *b)
{
	const struct zc_hand_object *x = *(struct zc_hand_object *const *)a;
	const struct zc_hand_object *y = *(struct zc_hand_object *const *)b;

	return strcmp(x->name, y->name);
}

static enum zc_hand_way
way_of(const char *word)
{
	static const char *const words[] = { "machine", "import", "hand",
		"asked" };

	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (strcmp(words[i], word) == 0)
			return (enum zc_hand_way)i;
	return ZC_WAY_NONE;
}

/* One row of `seen`: the best way of its object counts. */
static void
mark_seen(struct zc_rows *r, struct zc_hand_object **v, size_t n)
{
	struct zc_hand_object key = { .name = "" }, *k = &key;
	struct zc_hand_object **hit;
	enum zc_hand_way way = ZC_WAY_NONE;

	for (size_t i = 0; i < zc_rows_cols(r); i++)
		if (strcmp(zc_rows_name(r, i), "object_name") == 0)
			key.name = zc_rows_text(r, i);
		else
			way = way_of(zc_rows_text(r, i));
	hit = bsearch(&k, v, n, sizeof(struct zc_hand_object *), by_name);
	if (hit != NULL && way < (*hit)->way)
		(*hit)->way = way;
}

int
zc_hand_reach(struct zc_hand *h, struct zc_err *e)
{
	struct zc_hand_object **v =
	    zc_arena_array(h->a, h->n + 1, sizeof(struct zc_hand_object *));
	struct zc_rows *r = NULL;
	int rc;

	if (v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "objects");
	for (size_t i = 0; i < h->n; i++)
		v[i] = &h->v[i];
	qsort(v, h->n, sizeof(struct zc_hand_object *), by_name);
	rc = ask(h, h->kind->seen, &r, e);
	if (rc != ZC_OK)
		return rc;
	while ((rc = zc_rows_next(r, e)) == 1)
		mark_seen(r, v, h->n);
	zc_rows_close(r);
	return rc;
}

const char *
zc_hand_way(enum zc_hand_way w, const char *lang)
{
	static const char *const words[] = { ZC_N("by machine"),
		ZC_N("imported"), ZC_N("by hand"), ZC_N("by asking"),
		ZC_N("not checked") };

	return zc_tr(lang, words[w]);
}
