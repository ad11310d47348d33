/* zicha ledger take, give, gaps: lists that a superior sends. */
#include "base/clock.h"
#include "base/tr.h"
#include "cmd/desk.h"
#include "core/superior.h"

#include <jansson.h>
#include <sys/stat.h>

enum {
	MAP_MAX = 200
};

static int
read_map(struct zc_desk *d, struct zc_cells *map, struct zc_err *e)
{
	bool bad = false;
	const char *word;

	*map =
	    (struct zc_cells){ zc_arena_array(&d->a, MAP_MAX, sizeof(*map->v)),
		    0 };
	if (map->v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "words");
	while ((word = zc_desk_option(d, "--map", &bad)) != NULL) {
		const char *eq = strrchr(word, '='), *head;

		if (eq == NULL || eq == word || map->n == MAP_MAX)
			return ZC_FAIL(e, ZC_EUSAGE,
			    "--map %s: HEADING=FIELD is wanted", word);
		head = zc_arena_dup(&d->a, word, (size_t)(eq - word));
		if (head == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "words");
		map->v[map->n++] = (struct zc_cell){ head, eq + 1 };
	}
	return bad ? ZC_FAIL(e, ZC_EUSAGE, ZC_N("an option lacks its value"))
		   : ZC_OK;
}

static const char *
label_of(const struct zc_desk *d, const char *field)
{
	const struct zc_ledger *l =
	    zc_catalog_ledger(&d->catalog, "superior_item");

	for (size_t i = 0; l != NULL && i < l->nfields; i++)
		if (strcmp(l->fields[i].name, field) == 0)
			return zc_both_get(&l->fields[i].label, d->run->lang);
	return field;
}

static json_t *
taken_json(const struct zc_superior_taken *t, bool dry)
{
	json_t *map = json_array(), *aside = json_array();
	json_t *left = json_array();

	for (size_t i = 0; i < t->map.n; i++)
		(void)json_array_append_new(map,
		    json_pack("{s:s,s:s}", "heading", t->map.v[i].col, "field",
			t->map.v[i].text));
	for (size_t i = 0; i < t->naside; i++)
		(void)json_array_append_new(aside, json_string(t->aside[i]));
	for (size_t i = 0; i < t->nleft; i++)
		(void)json_array_append_new(left,
		    json_pack("{s:I,s:s,s:s,s:b}", "row",
			(json_int_t)t->left[i].row, "place", t->left[i].where,
			"text", t->left[i].text == NULL ? "" : t->left[i].text,
			"part", (int)t->left[i].part));
	return json_pack("{s:i,s:b,s:s,s:I,s:I,s:I,s:s,s:I,s:o,s:o,s:o}",
	    "schema", 1, "dry_run", (int)dry, "becomes", t->becomes, "items",
	    (json_int_t)t->items, "made", (json_int_t)t->made, "faults",
	    (json_int_t)t->faults, "file", t->digest, "unseen_parts",
	    (json_int_t)t->unseen, "map", map, "aside", aside, "left_rows",
	    left);
}

static void
say_taken(struct zc_desk *d, const struct zc_superior_taken *t, bool dry)
{
	const char *lang = d->run->lang;

	if (zc_desk_is_json(d)) {
		zc_desk_json(taken_json(t, dry));
		return;
	}
	for (size_t i = 0; i < t->map.n; i++)
		(void)printf("%s → %s (%s)\n", t->map.v[i].col,
		    label_of(d, t->map.v[i].text), t->map.v[i].text);
	for (size_t i = 0; i < t->naside; i++)
		(void)printf("%s: %s\n", zc_tr(lang, ZC_N("column left aside")),
		    t->aside[i]);
	for (size_t i = 0; i < t->nleft; i++)
		(void)printf("%s: %s: %s\n",
		    zc_tr(lang,
			t->left[i].part ? ZC_N("heading of a part")
					: ZC_N("row that is no item")),
		    t->left[i].where,
		    t->left[i].text == NULL ? "" : t->left[i].text);
	(void)printf("%s %lld  %s %lld  %s %lld%s\n",
	    zc_tr(lang, ZC_N("items")), (long long)t->items,
	    zc_tr(lang,
		strcmp(t->becomes, "hazard") == 0 ? ZC_N("made hazards")
						  : ZC_N("made tasks")),
	    (long long)t->made, zc_tr(lang, ZC_N("rows with faults")),
	    (long long)t->faults,
	    dry ? zc_tr(lang, ZC_N(" (only tried, nothing was saved)")) : "");
}

static int
take(struct zc_desk *d, struct zc_err *e)
{
	struct zc_superior_take u = { .use = d->use,
		.save_map = zc_desk_flag(d, "--save-map"),
		.dry = zc_desk_flag(d, "--dry-run") };
	struct zc_superior_taken done;
	struct zc_cells map;
	bool bad = false;
	int rc;

	u.sheet = zc_desk_option(d, "--sheet", &bad);
	u.notice = zc_desk_option(d, "--notice", &bad);
	u.becomes = zc_desk_option(d, "--into", &bad);
	u.owner = zc_desk_option(d, "--owner", &bad);
	rc = read_map(d, &map, e);
	u.map = &map;
	if (rc == ZC_OK &&
	    (bad || d->argc != 3 || u.notice == NULL ||
		(u.becomes != NULL && strcmp(u.becomes, "task") != 0 &&
		    strcmp(u.becomes, "hazard") != 0)))
		rc = ZC_FAIL(e, ZC_EUSAGE, "ledger take FILE --notice NO");
	if (rc != ZC_OK)
		return rc;
	u.path = d->argv[2];
	rc = zc_superior_take(&u, &d->a, &done, e);
	if (rc == ZC_OK)
		say_taken(d, &done, u.dry);
	return rc;
}

static const char *
why_word(enum zc_superior_why w)
{
	static const char *const words[] = {
		ZC_N("the list has no column for it"),
		ZC_N("the cell holds text already"),
		ZC_N("the cell holds a formula, a picture, or is merged"),
		ZC_N("the item is in another file")
	};

	return words[w];
}

static json_t *
given_json(const struct zc_superior_list *l, const struct zc_superior_given *g)
{
	static const char *const words[] = { "no_column", "occupied", "busy",
		"other_file" };
	json_t *miss = json_array();

	for (size_t i = 0; i < g->nmiss; i++)
		(void)json_array_append_new(miss,
		    json_pack("{s:s,s:s,s:I,s:s,s:s}", "item",
			g->miss[i].item->no, "number", g->miss[i].item->seq,
			"row", (json_int_t)g->miss[i].item->row, "field",
			zc_superior_fields[g->miss[i].col], "why",
			words[g->miss[i].why]));
	return json_pack("{s:i,s:s,s:I,s:I,s:o}", "schema", 1, "notice",
	    l->notice, "items", (json_int_t)l->n, "filled",
	    (json_int_t)g->filled, "not_put", miss);
}

/* Is there an answer, of its own or of what it became? */
static bool
answered(const struct zc_superior_item *it)
{
	return it->text[ZC_SUP_STATUS][0] != '\0' ||
	    it->text[ZC_SUP_REPLY][0] != '\0';
}

static int
give(struct zc_desk *d, struct zc_err *e)
{
	const char *lang = d->run->lang;
	struct zc_superior_given g;
	struct zc_superior_list l;
	struct stat st;
	size_t empty = 0;
	int rc;

	if (d->argc != 3 || d->out == NULL)
		return ZC_FAIL(e, ZC_EUSAGE, "ledger give NOTICE -o FILE");
	if (stat(d->out, &st) == 0)
		return ZC_FAIL(e, ZC_EEXIST,
		    "%s is there already; choose another name", d->out);
	rc = zc_superior_load(&d->use, d->argv[2], &d->a, &l, e);
	if (rc == ZC_OK)
		rc = zc_superior_give(&d->use, &l, d->out, &d->a, &g, e);
	if (rc != ZC_OK)
		return rc;
	if (zc_desk_is_json(d)) {
		zc_desk_json(given_json(&l, &g));
		return ZC_OK;
	}
	for (size_t i = 0; i < l.n; i++)
		empty += !answered(&l.v[i]);
	for (size_t i = 0; i < g.nmiss; i++)
		(void)printf("%s: %s %s %s: %s\n", zc_tr(lang, ZC_N("not put")),
		    g.miss[i].item->no, g.miss[i].item->seq,
		    label_of(d, zc_superior_fields[g.miss[i].col]),
		    zc_tr(lang, why_word(g.miss[i].why)));
	(void)printf("%s %zu  %s %zu  %s %zu\n", zc_tr(lang, ZC_N("items")),
	    l.n, zc_tr(lang, ZC_N("cells filled")), g.filled,
	    zc_tr(lang, ZC_N("items without an answer")), empty);
	return ZC_OK;
}

enum gap {
	GAP_OPEN, /* no answer */
	GAP_LATE,
	GAP_NOT, /* does not conform */
	GAPS
};

static bool
has_gap(const struct zc_desk *d, const struct zc_superior_list *l,
    const struct zc_superior_item *it, enum gap g)
{
	int64_t due = it->due != 0 ? it->due : l->due;

	if (g == GAP_OPEN)
		return !answered(it);
	if (g == GAP_LATE)
		return due != 0 && due < zc_office_today(d->office) &&
		    strcmp(it->state, "open") == 0;
	return strcmp(it->status, "not") == 0 ||
	    strcmp(it->status, "partly") == 0 ||
	    strcmp(it->status, "fixing") == 0;
}

static json_t *
item_json(const struct zc_superior_list *l, const struct zc_superior_item *it)
{
	int64_t due = it->due != 0 ? it->due : l->due;
	char day[32];

	return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "item", it->no,
	    "number", it->seq, "requirement", it->requirement, "owner",
	    it->owner, "due", due == 0 ? "" : zc_value_day(due, day), "linked",
	    it->linked_no, "status", it->status);
}

static int
gaps(struct zc_desk *d, struct zc_err *e)
{
	static const char *const words[] = { "unanswered", "overdue",
		"not_conforming" };
	static const char *const titles[] = { ZC_N("items without an answer"),
		ZC_N("items overdue"), ZC_N("items that do not conform") };
	const char *lang = d->run->lang;
	struct zc_superior_list l;
	json_t *j;
	int rc;

	if (d->argc != 3)
		return ZC_FAIL(e, ZC_EUSAGE, "ledger gaps NOTICE");
	rc = zc_superior_load(&d->use, d->argv[2], &d->a, &l, e);
	if (rc != ZC_OK)
		return rc;
	j = json_pack("{s:i,s:s,s:I}", "schema", 1, "notice", l.notice, "items",
	    (json_int_t)l.n);
	for (int g = 0; g < GAPS; g++) {
		json_t *v = json_array();

		for (size_t i = 0; i < l.n; i++)
			if (has_gap(d, &l, &l.v[i], (enum gap)g))
				(void)json_array_append_new(
				    v, item_json(&l, &l.v[i]));
		if (!zc_desk_is_json(d))
			(void)printf("%s %zu / %zu\n", zc_tr(lang, titles[g]),
			    json_array_size(v), l.n);
		for (size_t i = 0; i < l.n && !zc_desk_is_json(d); i++)
			if (has_gap(d, &l, &l.v[i], (enum gap)g))
				(void)printf("  %s  %s  %s  %s\n", l.v[i].no,
				    l.v[i].seq, l.v[i].owner,
				    l.v[i].requirement);
		(void)json_object_set_new(j, words[g], v);
	}
	if (zc_desk_is_json(d))
		zc_desk_json(j);
	else
		json_decref(j);
	return ZC_OK;
}

int
zc_ledger_superior_run(struct zc_desk *d, const char *verb, struct zc_err *e)
{
	if (strcmp(verb, "take") == 0)
		return take(d, e);
	return strcmp(verb, "give") == 0 ? give(d, e) : gaps(d, e);
}
