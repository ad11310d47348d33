/* load_merge: layers over each other, and names that must exist. */
#include "catalog/load.h"
#include "catalog/views.h"

static int
by_id(const void *a, const void *b)
{
	const struct zc_load_def *x = a, *y = b;
	int c = strcmp(x->id, y->id);

	return c != 0 ? c : strcmp(x->at->file, y->at->file);
}

static void
refuse_twice(struct zc_load *l, const struct zc_load_list *list)
{
	char id[80], file[80];

	for (size_t i = 1; i < list->n; i++) {
		const struct zc_load_def *d = &list->v[i], *first = d - 1;
		struct zc_say say = { l->fn, l->ctx, d->at->file, 0 };

		if (strcmp(d->id, first->id) != 0)
			continue;
		zc_say(&say, d->at->line, d->at->col,
		    "编号“%s”已在 %s 中使用。请改名或删除其中一个。",
		    "id \"%s\" is used already in %s; rename or delete one",
		    zc_say_show(zc_str_of(d->id), id),
		    zc_say_show(zc_str_of(first->at->file), file));
		l->faults += say.faults;
	}
}

/* Both sorted; of two alike the upper one stays. */
static int
merge(struct zc_load *l, struct zc_load_list *below,
    const struct zc_load_list *upper)
{
	struct zc_load_def *v;
	size_t i = 0, j = 0, n = 0;

	v = zc_arena_array(&l->c->a, below->n + upper->n + 1, sizeof(*v));
	if (v == NULL)
		return ZC_ENOMEM;
	while (i < below->n || j < upper->n) {
		int c = i == below->n ? 1
		    : j == upper->n   ? -1
				      : strcmp(below->v[i].id, upper->v[j].id);

		if (c < 0) {
			v[n++] = below->v[i++];
			continue;
		}
		if (c == 0)
			i++;
		v[n++] = upper->v[j++];
	}
	*below = (struct zc_load_list){ v, n, n };
	return ZC_OK;
}

int
zc_load_merge(struct zc_load *l, struct zc_err *e)
{
	for (int i = 0; i < ZC_NKINDS; i++) {
		struct zc_load_list *list = &l->layer[i];

		if (list->n > 1)
			qsort(list->v, list->n, sizeof(*list->v), by_id);
		refuse_twice(l, list);
		if (merge(l, &l->all[i], list) != ZC_OK)
			return ZC_FAIL(e, ZC_ENOMEM, "definitions: no room");
		*list = (struct zc_load_list){ NULL, 0, 0 };
	}
	return ZC_OK;
}

static int
id_of(const void *key, const void *elem)
{
	return strcmp(key, ((const struct zc_load_def *)elem)->id);
}

static const struct zc_load_def *
find(const struct zc_load *l, const struct zc_kind *k, const char *id)
{
	for (int i = 0; i < ZC_NKINDS; i++)
		if (zc_kind_all[i] == k && l->all[i].n > 0)
			return bsearch(id, l->all[i].v, l->all[i].n,
			    sizeof(*l->all[i].v), id_of);
	return NULL;
}

static bool
is_fact(const struct zc_load *l, const char *name)
{
	for (size_t i = 0; i < l->from->ntables; i++)
		if (strcmp(l->from->tables[i], name) == 0)
			return true;
	return false;
}

static bool
exists(const struct zc_load *l, const struct zc_ref *r)
{
	switch (r->type) {
	case ZC_REF_REQUIREMENT:
		return l->c->nrequirements == 0 ||
		    zc_catalog_requirement(l->c, r->name) != NULL;
	case ZC_REF_SETTING:
		return find(l, &zc_kind_setting, r->name) != NULL;
	case ZC_REF_CHECK:
		return find(l, &zc_kind_check, r->name) != NULL;
	case ZC_REF_TABLE:
		return l->from->tables == NULL || is_fact(l, r->name) ||
		    (strncmp(r->name, "fact_", 5) == 0 &&
			is_fact(l, r->name + 5)) ||
		    zc_views_find(r->name) ||
		    find(l, &zc_kind_ledger, r->name) != NULL;
	case ZC_REF_LEDGERS:
		if (strcmp(r->name, "*") == 0)
			return true;
		/* fall through */
	case ZC_REF_LEDGER:
		return find(l, &zc_kind_ledger, r->name) != NULL;
	case ZC_REF_ROLE:
		return find(l, &zc_kind_role, r->name) != NULL;
	case ZC_REF_NONE:
		break;
	}
	return true;
}

static void
missing(struct zc_load *l, const struct zc_ref *r)
{
	static const char *const zh[] = {
		[ZC_REF_REQUIREMENT] = "需求编号",
		[ZC_REF_SETTING] = "设置",
		[ZC_REF_CHECK] = "检查项",
		[ZC_REF_TABLE] = "事实表或台账",
		[ZC_REF_LEDGER] = "台账",
		[ZC_REF_LEDGERS] = "台账",
		[ZC_REF_ROLE] = "角色",
	};
	static const char *const en[] = {
		[ZC_REF_REQUIREMENT] = "requirement",
		[ZC_REF_SETTING] = "setting",
		[ZC_REF_CHECK] = "check",
		[ZC_REF_TABLE] = "table of facts or ledger",
		[ZC_REF_LEDGER] = "ledger",
		[ZC_REF_LEDGERS] = "ledger",
		[ZC_REF_ROLE] = "role",
	};
	struct zc_say say = { l->fn, l->ctx, r->at.file, 0 };
	char name[80];

	zc_say(&say, r->at.line, r->at.col,
	    "没有名为“%1$s”的%2$s。请改正，或先添加它。%3$.0s",
	    "there is no %3$s \"%1$s\"; correct it or add that first%2$.0s",
	    zc_say_show(zc_str_of(r->name), name), zh[r->type], en[r->type]);
	l->faults += say.faults;
}

/* Ledgers share one name space with the tables of facts. */
static void
refuse_clashes(struct zc_load *l)
{
	for (int i = 0; i < ZC_NKINDS; i++) {
		for (size_t j = 0; j < l->all[i].n; j++) {
			const struct zc_load_def *d = &l->all[i].v[j];
			struct zc_say say = { l->fn, l->ctx, d->at->file, 0 };

			if (zc_kind_all[i] != &zc_kind_ledger ||
			    !is_fact(l, d->id))
				continue;
			zc_say(&say, d->at->line, d->at->col,
			    "台账“%s”与同名的事实表冲突。请换一个编号。",
			    "ledger \"%s\" has the name of a table of facts; "
			    "take another id",
			    d->id);
			l->faults += say.faults;
		}
	}
}

void
zc_load_resolve(struct zc_load *l)
{
	struct zc_ref *r, *next, *first = NULL;

	/* Turn the list round: complaints come in the order of reading. */
	for (r = l->refs; r != NULL; r = next) {
		next = r->next;
		r->next = first;
		first = r;
	}
	l->refs = first;
	for (r = first; r != NULL; r = r->next) {
		const char *id = zc_kind_id(r->def);
		const struct zc_load_def *d = find(l, r->kind, id);

		/* What a later layer has replaced may use old names. */
		if (d != NULL && d->def == r->def && !exists(l, r))
			missing(l, r);
	}
	refuse_clashes(l);
}
