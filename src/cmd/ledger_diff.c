/* zicha ledger diff and accept: the ledgers against what was seen. */
#include "base/clock.h"
#include "base/tr.h"
#include "cmd/desk.h"
#include "core/reconcile.h"

#include <jansson.h>

enum {
	LIST_MEMORY = 256 << 20,
	FRONT_MIN = 6 /* digits of a key that name a difference */
};

static const char *
tr(const struct zc_desk *d, const char *s)
{
	return zc_tr(zc_desk_lang(d), s);
}

static const char *
label(const struct zc_desk *d, const struct zc_ledger *l, const char *name)
{
	for (size_t i = 0; i < l->nfields; i++)
		if (strcmp(l->fields[i].name, name) == 0)
			return zc_both_get(
			    &l->fields[i].label, zc_desk_lang(d));
	return name;
}

static json_t *
to_json(const struct zc_recon *r, size_t n)
{
	json_t *fill = json_object();

	for (size_t i = 0; i < r->fill.n; i++)
		(void)json_object_set_new(
		    fill, r->fill.v[i].col, json_string(r->fill.v[i].text));
	return json_pack("{s:I,s:s,s:s,s:s,s:s,s:I,s:s,s:s,s:s,s:o,s:s,s:I}",
	    "n", (json_int_t)n, "key", r->key, "kind", zc_recon_word(r->kind),
	    "source", r->source->name, "name", r->name, "row",
	    (json_int_t)r->row, "field", r->field, "seen", r->is, "registered",
	    r->was, "values", fill, "target", r->target, "seen_at",
	    (json_int_t)r->seen_at);
}

static void
print(const struct zc_desk *d, const struct zc_recon_list *l, size_t i)
{
	const struct zc_recon *r = &l->v[i];
	char day[32] = "";

	if (r->seen_at > 0)
		(void)zc_clock_day(r->seen_at, day);
	(void)printf("%zu\t%.12s\t%s\t%s", i + 1, r->key,
	    tr(d, zc_recon_word(r->kind)), r->name);
	if (r->kind == ZC_RECON_CONTRADICTION)
		(void)printf("\t%s: %s → %s", label(d, l->ledger, r->field),
		    r->was, r->is);
	else
		for (size_t k = 0; k < r->fill.n; k++)
			(void)printf("%s%s=%s", k == 0 ? "\t" : " ",
			    label(d, l->ledger, r->fill.v[k].col),
			    r->fill.v[k].text);
	(void)printf("\t%s %.12s\n", day, r->target);
}

/* Why nobody may say "not seen" yet. */
static void
print_open(const struct zc_desk *d, const struct zc_recon_list *l)
{
	for (size_t i = 0; i < l->nopen; i++)
		(void)printf("\t%s%s%s%lld%s%lld\n",
		    tr(d,
			ZC_N("what is registered but was not seen cannot be "
			     "told yet; facts: ")),
		    l->open[i].table, tr(d, ZC_N("; computers inspected: ")),
		    (long long)l->open[i].targets,
		    tr(d, ZC_N(", of these not fully seen: ")),
		    (long long)l->open[i].unseen);
	if (l->refused > 0)
		(void)printf("\t%s: %lld\n",
		    tr(d, ZC_N("left out, since they carry a mark of secrecy")),
		    (long long)l->refused);
}

static int
one(struct zc_desk *d, const struct zc_ledger *l, json_t *list, size_t *n,
    struct zc_err *e)
{
	struct zc_recon_list got;
	struct zc_arena a;
	int rc;

	zc_arena_init(&a, LIST_MEMORY);
	rc = zc_reconcile(d->office, l, &a, &got, e);
	if (rc == ZC_OK)
		rc = zc_reconcile_keep(d->office, &got, e);
	if (rc == ZC_OK)
		*n += got.n;
	if (rc == ZC_OK && list != NULL) {
		json_t *v = json_array(), *open = json_array();

		for (size_t i = 0; i < got.n; i++)
			(void)json_array_append_new(
			    v, to_json(&got.v[i], i + 1));
		for (size_t i = 0; i < got.nopen; i++)
			(void)json_array_append_new(open,
			    json_pack("{s:s,s:s,s:I,s:I}", "source",
				got.open[i].source->name, "table",
				got.open[i].table, "computers",
				(json_int_t)got.open[i].targets, "unseen",
				(json_int_t)got.open[i].unseen));
		(void)json_array_append_new(list,
		    json_pack("{s:s,s:o,s:o,s:I}", "ledger", l->id,
			"differences", v, "not_concluded", open, "refused",
			(json_int_t)got.refused));
	} else if (rc == ZC_OK && (got.n > 0 || got.nopen > 0)) {
		(void)printf(
		    "%s\t%s\n", l->id, zc_both_get(&l->title, zc_desk_lang(d)));
		for (size_t i = 0; i < got.n; i++)
			print(d, &got, i);
		print_open(d, &got);
	}
	zc_arena_fini(&a);
	return rc;
}

static int
may(struct zc_desk *d, struct zc_err *e)
{
	if (zc_access_function(
		&d->catalog, zc_office_actor(d->office), "reconcile"))
		return ZC_OK;
	return ZC_FAIL(
	    e, ZC_EACCES, ZC_N("to reconcile ledgers is not yours to do"));
}

int
zc_ledger_diff_list(struct zc_desk *d, struct zc_err *e)
{
	json_t *list = zc_desk_is_json(d) ? json_array() : NULL;
	size_t n = 0;
	int rc = may(d, e);

	if (rc == ZC_OK && d->argc > 2) {
		rc = zc_desk_ledger(d, d->argv[2], e);
		if (rc == ZC_OK)
			rc = one(d, d->use.ledger, list, &n, e);
	} else {
		for (size_t i = 0; i < d->catalog.nledgers && rc == ZC_OK; i++)
			if (d->catalog.ledgers[i].nfrom > 0)
				rc =
				    one(d, &d->catalog.ledgers[i], list, &n, e);
	}
	if (rc == ZC_OK && list != NULL)
		zc_desk_json(
		    json_pack("{s:i,s:O}", "schema", 1, "ledgers", list));
	else if (rc == ZC_OK && n == 0)
		(void)printf("%s\n", tr(d, ZC_N("no difference")));
	json_decref(list);
	return rc;
}

/* Does a word of the command line name this difference? */
static bool
named(const struct zc_recon *r, size_t n, const char *word)
{
	int64_t number = 0;

	if (strlen(word) < FRONT_MIN &&
	    zc_str_int(zc_str_of(word), 10, &number))
		return number == (int64_t)n;
	return strlen(word) >= FRONT_MIN &&
	    strncmp(r->key, word, strlen(word)) == 0;
}

struct taking {
	struct zc_desk *d;
	const char *kind;
	bool all;
	int first, last; /* words that name differences, in argv */
	struct zc_cells more;
	size_t taken, failed;
};

static int
take(struct taking *t, struct zc_recon_list *l, struct zc_err *e)
{
	struct zc_err why = { 0 };
	int rc = ZC_OK;

	for (size_t i = 0; i < l->n && rc == ZC_OK; i++) {
		bool asked = t->all && l->v[i].kind != ZC_RECON_MISSING;

		if (t->kind != NULL &&
		    strcmp(zc_recon_word(l->v[i].kind), t->kind) != 0)
			continue;
		for (int k = t->first; k < t->last; k++)
			asked |= named(&l->v[i], i + 1, t->d->argv[k]);
		if (!asked)
			continue;
		rc = zc_reconcile_accept(&t->d->use, &l->v[i], &t->more, &why);
		if (rc == ZC_OK) {
			t->taken++;
			continue;
		}
		if (rc != ZC_EINPUT && rc != ZC_EREFUSED && rc != ZC_EEXIST) {
			*e = why;
			return rc;
		}
		(void)fprintf(
		    stderr, "%s: %s\n", l->v[i].name, tr(t->d, why.msg));
		t->failed++;
		rc = ZC_OK;
	}
	return rc;
}

static int
again(struct zc_desk *d, struct zc_err *e)
{
	struct zc_recon_list left;
	struct zc_arena a;
	int rc;

	zc_arena_init(&a, LIST_MEMORY);
	rc = zc_reconcile(d->office, d->use.ledger, &a, &left, e);
	if (rc == ZC_OK)
		rc = zc_reconcile_keep(d->office, &left, e);
	zc_arena_fini(&a);
	return rc;
}

int
zc_ledger_diff_accept(struct zc_desk *d, struct zc_err *e)
{
	struct taking t = { .d = d, .first = 3 };
	enum zc_recon_kind kind;
	struct zc_recon_list l;
	struct zc_arena a;
	bool bad = false;
	int rc = may(d, e);

	t.kind = zc_desk_option(d, "--kind", &bad);
	t.all = zc_desk_flag(d, "--all");
	if (rc == ZC_OK &&
	    (bad || d->argc < 3 ||
		(t.kind != NULL && !zc_recon_kind_of(t.kind, &kind))))
		return ZC_FAIL(e, ZC_EUSAGE,
		    "ledger accept LEDGER, and which differences");
	if (rc == ZC_OK)
		rc = zc_desk_ledger(d, d->argv[2], e);
	for (t.last = t.first;
	     t.last < d->argc && strchr(d->argv[t.last], '=') == NULL; t.last++)
		;
	if (rc == ZC_OK && t.last == t.first && !t.all)
		return ZC_FAIL(e, ZC_EUSAGE, "which differences");
	if (rc == ZC_OK)
		rc = zc_desk_cells(d, t.last, &t.more, e);
	if (rc != ZC_OK)
		return rc;
	zc_arena_init(&a, LIST_MEMORY);
	rc = zc_reconcile(d->office, d->use.ledger, &a, &l, e);
	if (rc == ZC_OK)
		rc = take(&t, &l, e);
	zc_arena_fini(&a);
	if (rc == ZC_OK)
		rc = again(d, e);
	if (rc == ZC_OK && zc_desk_is_json(d))
		zc_desk_json(json_pack("{s:i,s:I,s:I}", "schema", 1, "taken",
		    (json_int_t)t.taken, "refused", (json_int_t)t.failed));
	else if (rc == ZC_OK)
		(void)printf("%s %zu\n", tr(d, ZC_N("taken over:")), t.taken);
	if (rc == ZC_OK && t.taken + t.failed == 0)
		rc = ZC_FAIL(e, ZC_ENOENT, ZC_N("no such difference"));
	if (rc == ZC_OK && t.failed > 0)
		rc = ZC_FAIL(e, ZC_EINPUT, ZC_N("some were not taken over"));
	return rc;
}
