/* zicha ledger import, export, template: ledgers as files. */
#include "base/tr.h"
#include "cmd/desk.h"

#include <jansson.h>

enum {
	MAP_MAX = 200
};

/* --map HEADING=FIELD, as often as wanted; "-" leaves the column out. */
static int
read_map(struct zc_desk *d, struct zc_cells *map, struct zc_err *e)
{
	bool bad = false;
	const char *word;

	map->n = 0;
	map->v = zc_arena_array(&d->a, MAP_MAX, sizeof(*map->v));
	if (map->v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "words");
	while ((word = zc_desk_option(d, "--map", &bad)) != NULL) {
		const char *eq = strrchr(word, '=');
		const char *to = eq == NULL ? NULL : eq + 1;
		const char *head;

		if (eq == NULL || eq == word || map->n == MAP_MAX)
			return ZC_FAIL(e, ZC_EUSAGE,
			    "--map %s: HEADING=FIELD is wanted", word);
		head = zc_arena_dup(&d->a, word, (size_t)(eq - word));
		if (head == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "words");
		for (size_t i = 0; i < d->use.ledger->nfields; i++)
			if (strcmp(d->use.ledger->fields[i].label.zh, to) == 0)
				to = d->use.ledger->fields[i].name;
		map->v[map->n++] = (struct zc_cell){ head, to };
	}
	return bad ? ZC_FAIL(e, ZC_EUSAGE, ZC_N("an option lacks its value"))
		   : ZC_OK;
}

static void
say_done(struct zc_desk *d, const struct zc_import_done *n, bool dry, int rc)
{
	const char *lang = zc_desk_lang(d);

	if (zc_desk_is_json(d)) {
		zc_desk_json(json_pack("{s:i,s:b,s:I,s:I,s:I,s:I,s:I}",
		    "schema", 1, "dry_run", (int)(dry || rc != ZC_OK), "rows",
		    (json_int_t)n->rows, "added", (json_int_t)n->added,
		    "changed", (json_int_t)n->changed, "same",
		    (json_int_t)n->same, "faults", (json_int_t)n->faults));
		return;
	}
	(void)printf("%s %lld  %s %lld  %s %lld  %s %lld  %s %lld%s\n",
	    zc_tr(lang, ZC_N("rows read")), (long long)n->rows,
	    zc_tr(lang, ZC_N("added")), (long long)n->added,
	    zc_tr(lang, ZC_N("changed")), (long long)n->changed,
	    zc_tr(lang, ZC_N("same as before")), (long long)n->same,
	    zc_tr(lang, ZC_N("rows with faults")), (long long)n->faults,
	    dry ? zc_tr(lang, ZC_N(" (only tried, nothing was saved)"))
		: rc != ZC_OK ? zc_tr(lang, ZC_N(" (nothing was saved)"))
			      : "");
}

static int
import(struct zc_desk *d, struct zc_err *e)
{
	struct zc_import_done done = { 0 };
	struct zc_import_use u = { .dry = zc_desk_flag(d, "--dry-run"),
		.update = zc_desk_flag(d, "--update") };
	struct zc_cells map;
	bool bad = false;
	int rc;

	u.sheet = zc_desk_option(d, "--sheet", &bad);
	rc = read_map(d, &map, e);
	if (rc == ZC_OK && (bad || d->argc != 4))
		rc = ZC_FAIL(e, ZC_EUSAGE, "ledger import LEDGER FILE");
	if (rc != ZC_OK)
		return rc;
	u.use = d->use;
	u.use.obtained = ZC_BY_IMPORT;
	u.path = d->argv[3];
	u.map = &map;
	rc = zc_ledger_import(&u, &done, e);
	if (rc == ZC_OK || d->faults > 0)
		say_done(d, &done, u.dry, rc);
	return rc;
}

static int export(struct zc_desk *d, bool template, struct zc_err *e)
{
	struct zc_list all = { .limit = 1 };
	struct zc_export_use u = { .use = d->use,
		.list = &all,
		.path = d->out,
		.lang = zc_desk_lang(d),
		.what = template ? ZC_EXPORT_TEMPLATE : ZC_EXPORT_ROWS };
	int64_t n = 0;
	int rc;

	if (zc_desk_flag(d, "--labels"))
		u.what = ZC_EXPORT_LABELS;
	if (d->out == NULL || d->argc != 3)
		return ZC_FAIL(e, ZC_EUSAGE, "ledger export LEDGER -o FILE");
	rc = zc_ledger_export(&u, &n, e);
	if (rc == ZC_OK && !template)
		(void)fprintf(stderr, "%s: %lld %s\n", d->out, (long long)n,
		    zc_tr(zc_desk_lang(d), ZC_N("rows")));
	return rc;
}

int
zc_ledger_file_run(struct zc_desk *d, const char *verb, struct zc_err *e)
{
	int rc;

	if (d->argc < 3)
		return ZC_FAIL(e, ZC_EUSAGE, "ledger %s LEDGER …", verb);
	rc = zc_desk_ledger(d, d->argv[2], e);
	if (rc != ZC_OK)
		return rc;
	if (strcmp(verb, "import") == 0) {
		bool bad = false;
		const char *no = zc_desk_option(d, "--inspection", &bad);

		if (bad ||
		    (no != NULL &&
			strcmp(d->use.ledger->id, "check_record") != 0))
			return ZC_FAIL(e, ZC_EUSAGE,
			    "--inspection NO is for check_record");
		return no == NULL ? import(d, e)
				  : zc_ledger_sheets_take(d, no, e);
	}
	return export(d, strcmp(verb, "template") == 0, e);
}
