/* Reading ledgers: lists, single rows, their life. */
#include "base/clock.h"
#include "base/tr.h"
#include "core/ledger_in.h"
#include "store/history.h"

#include <jansson.h>

enum {
	LIFE_MAX = 64 * 1024
};

/* The action's reach as the store sees it; narrower ones become filters. */
struct reach {
	struct zc_scope scope;
	struct zc_filter *any;
	size_t nany;
};

static int
reach_of(
    struct zc_work *w, const char *action, struct reach *out, struct zc_err *e)
{
	const struct zc_actor *a = zc_office_actor(w->o);
	enum zc_scope_kind k = w->trusted
	    ? ZC_SCOPE_UNIT
	    : zc_access(zc_office_catalog(w->o), a, action, w->l);
	enum zc_scope_kind sees = w->trusted
	    ? ZC_SCOPE_UNIT
	    : zc_access(zc_office_catalog(w->o), a, "read", w->l);

	/* Nobody takes out what he does not see. */
	if (sees < k)
		k = sees;
	*out = (struct reach){ .scope = w->scope };
	out->scope.tree = k == ZC_SCOPE_TREE;
	if (k >= ZC_SCOPE_UNIT)
		return ZC_OK;
	out->any = zc_arena_array(&w->a, w->l->nfields + 2, sizeof(*out->any));
	if (out->any == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "list");
	out->any[out->nany++] = (struct zc_filter){ .col = "created_by",
		.op = ZC_IS,
		.val = { .type = ZC_VAL_TEXT, .s = zc_str_of(a->name) } };
	for (size_t i = 0; i < w->l->nfields; i++) {
		const struct zc_ledger_field *f = &w->l->fields[i];
		const char *is = NULL;

		if (strcmp(f->type, "person") == 0)
			is = zc_actor_person(a);
		else if (strcmp(f->type, "department") == 0 &&
		    k == ZC_SCOPE_DEPARTMENT && a->department[0] != '\0')
			is = a->department;
		if (is != NULL)
			out->any[out->nany++] =
			    (struct zc_filter){ .col = f->name,
				    .op = ZC_IS,
				    .val = { .type = ZC_VAL_TEXT,
					.s = zc_str_of(is) } };
	}
	return ZC_OK;
}

/* A hidden field is not to be guessed by filters or by words either. */
static void
no_hidden(struct zc_work *w, const struct zc_list *l)
{
	for (size_t i = 0; i < l->nfilters; i++) {
		const struct zc_ledger_field *f =
		    zc_work_field(w->l, l->filters[i].col);

		if (f != NULL && !zc_office_shows(w->o, w->l, f))
			zc_work_fault(w, f, "right", ZC_EACCES,
			    "您的角色看不到这一栏，不能按它筛选。",
			    "your roles do not show this field: it cannot be "
			    "filtered by");
	}
	for (size_t i = 0; l->search != NULL && i < w->l->nfields; i++) {
		const struct zc_ledger_field *f = &w->l->fields[i];

		if (f->search && !zc_office_shows(w->o, w->l, f))
			zc_work_fault(w, f, "right", ZC_EACCES,
			    "这一栏不向您显示，不能按文字查找。请按别的栏筛选"
			    "。",
			    "this field is not shown to you: words cannot be "
			    "searched for; filter by another field");
	}
}

static int
list(struct zc_work *w, const char *action, const struct zc_list *l,
    struct zc_rows **out, struct zc_err *e)
{
	struct zc_list all = *l;
	struct reach r;
	int rc;

	zc_work_may(w, "read");
	no_hidden(w, l);
	rc = zc_work_end(w, e);
	if (rc == ZC_OK)
		rc = reach_of(w, action, &r, e);
	if (rc != ZC_OK)
		return rc;
	all.any = r.any;
	all.nany = r.nany;
	return zc_row_list(zc_office_db(w->o), w->t, &r.scope, &all, out, e);
}

int
zc_ledger_list(const struct zc_ledger_use *u, const struct zc_list *l,
    struct zc_rows **out, struct zc_err *e)
{
	struct zc_work w;
	int rc;

	zc_work_init(&w, u);
	rc = list(&w, "read", l, out, e);
	zc_work_fini(&w);
	return rc;
}

int
zc_ledger_list_out(const struct zc_ledger_use *u, const struct zc_list *l,
    struct zc_rows **out, struct zc_err *e)
{
	struct zc_work w;
	int rc;

	zc_work_init(&w, u);
	rc = list(&w, "export", l, out, e);
	zc_work_fini(&w);
	return rc;
}

int
zc_ledger_get(const struct zc_ledger_use *u, int64_t id, struct zc_rows **out,
    struct zc_err *e)
{
	struct zc_record rec;
	struct zc_work w;
	struct reach r;
	int rc;

	zc_work_init(&w, u);
	zc_work_may(&w, "read");
	rc = zc_work_end(&w, e);
	if (rc == ZC_OK)
		rc = zc_work_load(&w, id, "read", &rec, e);
	if (rc == ZC_OK)
		rc = reach_of(&w, "read", &r, e);
	if (rc == ZC_OK)
		rc = zc_row_get(zc_office_db(w.o), w.t, &r.scope, id, out, e);
	zc_work_fini(&w);
	return rc;
}

int
zc_ledger_find(const struct zc_ledger_use *u, const char *text, int64_t *id,
    struct zc_err *e)
{
	const struct zc_ledger *l = u->ledger;
	const struct zc_ledger_field *k = zc_work_field(l, l->key);
	struct zc_scope s = zc_office_scope(u->office);
	int64_t ids[2], n = 0;
	size_t found = 0;
	int rc = ZC_OK;

	s.tree = zc_access(zc_office_catalog(u->office),
		     zc_office_actor(u->office), "read", l) == ZC_SCOPE_TREE;
	if (k != NULL && zc_office_shows(u->office, l, k))
		rc = zc_row_find(zc_office_db(u->office),
		    zc_office_table(u->office, l), &s, k->name, zc_str_of(text),
		    ids, 2, &found, e);
	if (rc != ZC_OK)
		return rc;
	if (found > 1)
		return ZC_FAIL(e, ZC_EUSAGE,
		    "%s: several rows are named %s; take the id", l->id, text);
	if (found == 1)
		*id = ids[0];
	else if (zc_str_int(zc_str_of(text), 10, &n) && n > 0)
		*id = n;
	else
		return ZC_FAIL(e, ZC_ENOENT, "%s: no row %s", l->id, text);
	return ZC_OK;
}

const char *
zc_ledger_text(const struct zc_ledger_use *u, const struct zc_rows *r, size_t i,
    const char *lang, struct zc_arena *a)
{
	const struct zc_ledger_field *f = &u->ledger->fields[i];
	struct zc_val v = zc_rows_val(r, 8 + i);

	if (v.type != ZC_VAL_NULL && !zc_office_shows(u->office, u->ledger, f))
		return "***";
	return zc_value_show(f, v, lang, a);
}

int
zc_ledger_count(const struct zc_ledger_use *u, const struct zc_list *l,
    int64_t *n, struct zc_err *e)
{
	struct zc_list page = *l;
	int64_t all = 0, got;
	int rc = ZC_OK;

	page.limit = 10000;
	do {
		struct zc_rows *r = NULL;

		got = 0;
		rc = zc_ledger_list(u, &page, &r, e);
		if (rc != ZC_OK)
			return rc;
		while ((rc = zc_rows_next(r, e)) == 1) {
			got++;
			page.before_id = zc_rows_int(r, 0);
			page.before_at = zc_rows_int(r, 6);
		}
		zc_rows_close(r);
		all += got;
	} while (rc == ZC_OK && got == (int64_t)page.limit);
	if (rc == ZC_OK)
		*n = all;
	return rc;
}

struct life {
	const struct zc_ledger_use *u;
	const char *lang;
	zc_ledger_life_fn fn;
	void *ctx;
};

static bool
shown(const struct life *l, const struct zc_ledger_field *f)
{
	return zc_office_shows(l->u->office, l->u->ledger, f);
}

/* A side of a change, as people read the field. */
static void
add_side(const struct life *l, const struct zc_ledger_field *f, const json_t *j,
    struct zc_buf *b, struct zc_arena *a)
{
	struct zc_val v = { .type = ZC_VAL_NULL };

	if (json_is_integer(j))
		v = (struct zc_val){ .type = ZC_VAL_INT,
			.i = json_integer_value(j) };
	else if (json_is_string(j))
		v = (struct zc_val){ .type = ZC_VAL_TEXT,
			.s = { json_string_value(j), json_string_length(j) } };
	zc_buf_cstr(b, shown(l, f) ? zc_value_show(f, v, l->lang, a) : "***");
}

static void
add_changes(const struct life *l, const char *body, struct zc_buf *b,
    struct zc_arena *a)
{
	bool zh = strcmp(l->lang, "en") != 0;
	json_t *all = json_loads(body, 0, NULL), *pair;
	const char *name, *sep = zh ? "：" : ": ";

	json_object_foreach(all, name, pair)
	{
		const struct zc_ledger_field *f =
		    zc_work_field(l->u->ledger, name);
		const json_t *from = json_array_get(pair, 0);

		if (f == NULL)
			continue;
		zc_buf_fmt(b, "%s%s", sep, zc_both_get(&f->label, l->lang));
		sep = zh ? "；" : "; ";
		if (!json_is_null(from) && from != NULL) {
			zc_buf_cstr(b, zh ? "由“" : " from \"");
			add_side(l, f, from, b, a);
			zc_buf_cstr(b, zh ? "”改为“" : "\" to \"");
		} else {
			zc_buf_cstr(b, zh ? "为“" : " is \"");
		}
		add_side(l, f, json_array_get(pair, 1), b, a);
		zc_buf_cstr(b, zh ? "”" : "\"");
	}
	json_decref(all);
}

/* What an act of history is called: a step's label or a word of ours. */
static const char *
act_label(const struct life *l, const char *act)
{
	const struct zc_flow *f = &l->u->ledger->flow;

	for (size_t i = 0; i < f->nsteps; i++)
		if (strcmp(f->steps[i].name, act) == 0)
			return zc_both_get(&f->steps[i].label, l->lang);
	return zc_tr(l->lang, act);
}

static int
on_hist(void *ctx, const struct zc_hist *h)
{
	const struct life *l = ctx;
	struct zc_arena a;
	struct zc_buf b;
	int rc;

	zc_arena_init(&a, 4 << 20);
	zc_buf_init(&b, LIFE_MAX);
	zc_buf_cstr(&b, act_label(l, h->act));
	if (h->body == NULL)
		zc_buf_fmt(&b, " (%s)",
		    zc_tr(l->lang, ZC_N("the content was removed")));
	else
		add_changes(l, h->body, &b, &a);
	if (h->note != NULL && h->note[0] != '\0')
		zc_buf_fmt(&b, strcmp(l->lang, "en") == 0 ? " (%s)" : "（%s）",
		    zc_tr(l->lang, h->note));
	/* A very long change is told as far as there is room. */
	rc = l->fn(l->ctx, h->at, h->actor, b.p);
	zc_buf_fini(&b);
	zc_arena_fini(&a);
	return rc;
}

int
zc_ledger_life(const struct zc_ledger_use *u, int64_t id, const char *lang,
    zc_ledger_life_fn fn, void *ctx, struct zc_err *e)
{
	struct life l = { u, lang, fn, ctx };
	struct zc_record rec;
	struct zc_work w;
	int rc;

	zc_work_init(&w, u);
	zc_work_may(&w, "read");
	rc = zc_work_end(&w, e);
	if (rc == ZC_OK)
		rc = zc_work_load(&w, id, "read", &rec, e);
	/* A row of a unit below has its life there. */
	if (rc == ZC_OK)
		w.scope.unit = rec.unit;
	if (rc == ZC_OK)
		rc = zc_history_of(zc_office_db(w.o), &w.scope, u->ledger->id,
		    id, on_hist, &l, e);
	zc_work_fini(&w);
	return rc;
}
