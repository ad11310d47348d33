/* zicha ledger sheets, coverage, and filled sheets that come back. */
#include "base/tr.h"
#include "cmd/desk.h"
#include "core/handlist.h"

#include <jansson.h>
#include <sys/stat.h>

static const char *const kinds[] = { "person", "computer", "medium",
	"network" };

static const char *
kind_title(const char *kind, const char *lang)
{
	static const char *const titles[] = { ZC_N("persons"),
		ZC_N("computers"), ZC_N("removable media"), ZC_N("networks") };

	for (size_t i = 0; i < ZC_LEN(kinds); i++)
		if (strcmp(kinds[i], kind) == 0)
			return zc_tr(lang, titles[i]);
	return kind;
}

static int
sheets(struct zc_desk *d, struct zc_err *e)
{
	struct zc_hand_want w = { .office = d->office, .lang = d->run->lang };
	struct zc_hand h;
	struct stat st;
	bool bad = false;
	size_t files = 1;
	int rc;

	w.kind = zc_desk_option(d, "--for", &bad);
	w.items = zc_desk_option(d, "--items", &bad);
	if (w.kind == NULL)
		w.kind = "computer";
	if (bad || d->argc != 3 || d->out == NULL)
		return ZC_FAIL(
		    e, ZC_EUSAGE, "ledger sheets INSPECTION -o FILE");
	w.no = d->argv[2];
	rc = zc_hand_open(&h, &w, &d->a, e);
	if (rc == ZC_OK && stat(d->out, &st) == 0 && S_ISDIR(st.st_mode))
		rc = zc_hand_write_dir(&h, d->out, &files, e);
	else if (rc == ZC_OK)
		rc = zc_hand_write(&h, d->out, 0, h.n, e);
	if (rc != ZC_OK)
		return rc;
	if (zc_desk_is_json(d)) {
		zc_desk_json(json_pack("{s:i,s:s,s:s,s:s,s:I,s:I,s:I,s:I}",
		    "schema", 1, "inspection", h.no, "kind", w.kind, "list",
		    h.list->id, "sheets", (json_int_t)h.n, "items",
		    (json_int_t)h.list->nitems, "files", (json_int_t)files,
		    "left_out_classified", (json_int_t)h.napart));
		return ZC_OK;
	}
	(void)printf("%s%zu\n", zc_tr(w.lang, ZC_N("sheets made: ")), h.n);
	if (h.napart > 0)
		(void)printf("%s %zu\n",
		    zc_tr(w.lang,
			ZC_N("no sheets for what is classified or "
			     "unconfirmed; use those made for it:")),
		    h.napart);
	return ZC_OK;
}

static json_t *
names_of(const struct zc_hand *h, int way)
{
	json_t *v = json_array();

	for (size_t i = 0; i < h->n; i++)
		if ((int)h->v[i].way == way)
			(void)json_array_append_new(v,
			    json_pack("{s:s,s:s,s:s,s:s}", "name", h->v[i].name,
				"person", h->v[i].person, "department",
				h->v[i].department, "place", h->v[i].place));
	return v;
}

static json_t *
reach_json(const struct zc_hand *h, const size_t *n)
{
	json_t *apart = json_array();

	for (size_t i = 0; i < h->napart; i++)
		(void)json_array_append_new(
		    apart, json_string(h->apart[i].name));
	return json_pack("{s:s,s:I,s:o,s:I,s:I,s:I,s:I,s:I,s:o,s:o}", "kind",
	    h->kind->object, "due", (json_int_t)h->n, "planned",
	    h->planned < 0 ? json_null() : json_integer((json_int_t)h->planned),
	    "machine", (json_int_t)n[ZC_WAY_MACHINE], "imported",
	    (json_int_t)n[ZC_WAY_IMPORT], "hand", (json_int_t)n[ZC_WAY_HAND],
	    "asked", (json_int_t)n[ZC_WAY_ASKED], "not_checked",
	    (json_int_t)n[ZC_WAY_NONE], "missing", names_of(h, ZC_WAY_NONE),
	    "classified", apart);
}

/* What was not checked, whose it is and where; a person is named once. */
static void
print_missing(const struct zc_hand_object *o, const char *lang)
{
	const char *const more[] = {
		strcmp(o->name, o->person) == 0 ? "" : o->person, o->department,
		o->place
	};

	(void)printf("  %s: %s", zc_hand_way(ZC_WAY_NONE, lang), o->name);
	for (size_t i = 0; i < ZC_LEN(more); i++)
		if (more[i][0] != '\0')
			(void)printf("  %s", more[i]);
	(void)putchar('\n');
}

static void
reach_text(const struct zc_hand *h, const size_t *n)
{
	const char *lang = h->lang;

	(void)printf("%s: %s %zu", kind_title(h->kind->object, lang),
	    zc_tr(lang, ZC_N("due")), h->n);
	for (int i = 0; i < ZC_WAYS; i++)
		(void)printf(
		    "  %s %zu", zc_hand_way((enum zc_hand_way)i, lang), n[i]);
	(void)putchar('\n');
	if (h->planned >= 0 && (size_t)h->planned != h->n + h->napart)
		(void)printf("  %s %lld\n",
		    zc_tr(lang,
			ZC_N("the inspection says another number is due:")),
		    (long long)h->planned);
	for (size_t i = 0; i < h->n; i++)
		if (h->v[i].way == ZC_WAY_NONE)
			print_missing(&h->v[i], lang);
	if (h->napart > 0)
		(void)printf("  %s %zu\n",
		    zc_tr(lang,
			ZC_N("classified or unconfirmed, not counted here:")),
		    h->napart);
}

/* Each kind apart; ZC_EXIT_FOUND would be wrong: it is a count, no finding. */
static int
coverage(struct zc_desk *d, struct zc_err *e)
{
	json_t *v = json_array();
	const char *no = "", *title = "";
	int rc = ZC_OK;

	if (d->argc != 3)
		rc = ZC_FAIL(e, ZC_EUSAGE, "ledger coverage INSPECTION");
	for (size_t i = 0; i < ZC_LEN(kinds) && rc == ZC_OK; i++) {
		struct zc_hand_want w = { .office = d->office,
			.no = d->argv[2],
			.kind = kinds[i],
			.lang = d->run->lang };
		size_t n[ZC_WAYS] = { 0 };
		struct zc_hand h;

		rc = zc_hand_open(&h, &w, &d->a, e);
		if (rc == ZC_OK)
			rc = zc_hand_reach(&h, e);
		if (rc != ZC_OK)
			break;
		for (size_t k = 0; k < h.n; k++)
			n[h.v[k].way]++;
		no = h.no;
		title = h.title;
		if (zc_desk_is_json(d))
			(void)json_array_append_new(v, reach_json(&h, n));
		else
			reach_text(&h, n);
	}
	if (rc == ZC_OK && zc_desk_is_json(d)) {
		zc_desk_json(json_pack("{s:i,s:s,s:s,s:O}", "schema", 1,
		    "inspection", no, "title", title, "kinds", v));
	}
	json_decref(v);
	return rc;
}

static void
say_taken(struct zc_desk *d, const struct zc_hand_taken *n, bool dry)
{
	const char *lang = zc_desk_lang(d);

	if (zc_desk_is_json(d)) {
		zc_desk_json(json_pack("{s:i,s:b,s:I,s:I,s:I,s:I,s:I,s:I,s:I}",
		    "schema", 1, "dry_run", (int)dry, "rows",
		    (json_int_t)n->rows, "added", (json_int_t)n->added,
		    "changed", (json_int_t)n->changed, "same",
		    (json_int_t)n->same, "left_empty", (json_int_t)n->left,
		    "hazards", (json_int_t)n->hazards, "faults",
		    (json_int_t)n->faults));
		return;
	}
	(void)printf(
	    "%s %lld  %s %lld  %s %lld  %s %lld  %s %lld  %s %lld  %s %lld%s\n",
	    zc_tr(lang, ZC_N("rows read")), (long long)n->rows,
	    zc_tr(lang, ZC_N("added")), (long long)n->added,
	    zc_tr(lang, ZC_N("changed")), (long long)n->changed,
	    zc_tr(lang, ZC_N("same as before")), (long long)n->same,
	    zc_tr(lang, ZC_N("left empty")), (long long)n->left,
	    zc_tr(lang, ZC_N("made hazards")), (long long)n->hazards,
	    zc_tr(lang, ZC_N("rows with faults")), (long long)n->faults,
	    dry ? zc_tr(lang, ZC_N(" (only tried, nothing was saved)")) : "");
}

int
zc_ledger_sheets_take(struct zc_desk *d, const char *no, struct zc_err *e)
{
	struct zc_hand_take u = { .no = no,
		.dry = zc_desk_flag(d, "--dry-run"),
		.update = zc_desk_flag(d, "--update"),
		.hazards = zc_desk_flag(d, "--hazards") };
	struct zc_hand_taken done = { 0 };
	bool bad = false;
	int rc;

	u.sheet = zc_desk_option(d, "--sheet", &bad);
	u.checker = zc_desk_option(d, "--checker", &bad);
	u.day = zc_desk_option(d, "--date", &bad);
	if (u.checker == NULL)
		u.checker = "";
	if (u.day == NULL)
		u.day = "";
	if (bad || d->argc != 4)
		return ZC_FAIL(e, ZC_EUSAGE,
		    "ledger import check_record FILE --inspection NO");
	u.use = d->use;
	u.path = d->argv[3];
	rc = zc_hand_take(&u, &done, e);
	if (rc == ZC_OK || d->faults > 0)
		say_taken(d, &done, u.dry || rc != ZC_OK);
	return rc;
}

int
zc_ledger_sheets_run(struct zc_desk *d, const char *verb, struct zc_err *e)
{
	return strcmp(verb, "sheets") == 0 ? sheets(d, e) : coverage(d, e);
}
