/* zicha ledger: the ledgers of the unit and the flows of their rows. */
#include "base/tr.h"
#include "cmd/desk.h"

#include <jansson.h>

static bool
is(const char *verb, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], verb) == 0)
			return true;
	return false;
}

static int
tick(struct zc_desk *d, struct zc_err *e)
{
	int64_t n = 0;
	int rc = zc_flow_tick(d->office, &n, e);

	if (rc != ZC_OK)
		return rc;
	if (zc_desk_is_json(d))
		zc_desk_json(json_pack(
		    "{s:i,s:I}", "schema", 1, "happened", (json_int_t)n));
	else
		(void)printf("%s%lld\n",
		    zc_tr(
			zc_desk_lang(d), ZC_N("terms and times dealt with: ")),
		    (long long)n);
	return ZC_OK;
}

static int
dispatch(struct zc_desk *d, const char *verb, struct zc_err *e)
{
	static const char *const change[] = { "add", "set", "delete", "restore",
		"step", "may" };
	static const char *const file[] = { "import", "export", "template" };

	static const char *const sheets[] = { "sheets", "coverage" };
	static const char *const lists[] = { "take", "give", "gaps" };

	if (strcmp(verb, "list") == 0)
		return zc_ledger_show_list(d, e);
	if (strcmp(verb, "show") == 0)
		return zc_ledger_show_row(d, e);
	if (strcmp(verb, "todo") == 0)
		return zc_ledger_show_todo(d, e);
	if (strcmp(verb, "diff") == 0)
		return zc_ledger_diff_list(d, e);
	if (strcmp(verb, "accept") == 0)
		return zc_ledger_diff_accept(d, e);
	if (strcmp(verb, "tick") == 0)
		return tick(d, e);
	if (is(verb, change, ZC_LEN(change)))
		return zc_ledger_change_run(d, verb, e);
	if (is(verb, file, ZC_LEN(file)))
		return zc_ledger_file_run(d, verb, e);
	if (is(verb, sheets, ZC_LEN(sheets)))
		return zc_ledger_sheets_run(d, verb, e);
	if (is(verb, lists, ZC_LEN(lists)))
		return zc_ledger_superior_run(d, verb, e);
	return ZC_FAIL(e, ZC_EUSAGE, "zicha ledger has no command %s", verb);
}

/* The examples of the definitions need no store of the unit. */
static int
test(const struct zc_run *r, struct zc_err *e)
{
	struct zc_desk d = { .run = r };
	int64_t n = 0;
	bool pg = strncmp(r->db, "postgres", 8) == 0;
	int rc = zc_say_load(r, &d.catalog, e);

	if (rc == ZC_OK)
		rc = zc_flow_examples(
		    &d.catalog, pg ? r->db : NULL, zc_desk_fault, &d, &n, e);
	if (rc == ZC_OK)
		(void)printf("%lld passed, %zu failed\n",
		    (long long)n - (long long)d.faults, d.faults);
	zc_catalog_fini(&d.catalog);
	if (rc != ZC_OK)
		return zc_say_err(r, e);
	return d.faults > 0 ? ZC_EXIT_FOUND : ZC_EXIT_CLEAN;
}

static int
run(const struct zc_run *r, int argc, char **argv)
{
	struct zc_err e = { 0 };
	struct zc_desk d;
	int rc;

	if (argc < 2)
		return zc_say_usage(r, argv[0]);
	if (strcmp(argv[1], "test") == 0)
		return test(r, &e);
	rc = zc_desk_open(&d, r, argc, argv, &e);
	if (rc == ZC_OK)
		rc = dispatch(&d, argv[1], &e);
	if (rc == ZC_EUSAGE)
		(void)zc_say_usage(r, argv[0]);
	rc = zc_desk_end(&d, rc, &e);
	zc_desk_close(&d);
	return rc;
}

const struct zc_cmd zc_cmd_ledger = {
	.name = "ledger",
	.summary = ZC_N("keep the ledgers: list, add, change, import, steps"),
	.usage = ZC_N("Usage: zicha ledger\n"
		      "  list [LEDGER] [--where FIELD=VALUE]… [--search WORDS] "
		      "[--deleted] [--limit N]\n"
		      "  show LEDGER ROW [--history]\n"
		      "  add LEDGER FIELD=VALUE…\n"
		      "  set LEDGER ROW FIELD=VALUE… [--ver N]\n"
		      "  delete LEDGER ROW | restore LEDGER ID\n"
		      "  may LEDGER ROW\n"
		      "  step LEDGER ROW STEP [FIELD=VALUE]… [--note TEXT] "
		      "[--signer NAME --signed DATE --scan FILE] "
		      "[--same-person REASON]\n"
		      "  todo | tick | test\n"
		      "  import LEDGER FILE [--dry-run] [--update] "
		      "[--sheet NAME] [--map HEADING=FIELD]…\n"
		      "  export LEDGER -o FILE [--labels] | template LEDGER -o "
		      "FILE\n"
		      "  sheets INSPECTION -o DIR|FILE.xlsx|FILE.html "
		      "[--for computer|medium|person|network] "
		      "[--items CHECKLIST]\n"
		      "  import check_record FILE --inspection NO "
		      "[--checker NAME] [--date DAY] [--hazards] [--update] "
		      "[--dry-run]\n"
		      "  coverage INSPECTION\n"
		      "  take FILE --notice NO [--sheet NAME] "
		      "[--map HEADING=FIELD]… [--into task|hazard] "
		      "[--owner NAME] [--save-map] [--dry-run]\n"
		      "  give NOTICE -o FILE | gaps NOTICE\n"
		      "  diff [LEDGER]\n"
		      "  accept LEDGER N…|--all [--kind "
		      "unregistered|missing|contradiction] [FIELD=VALUE]…\n"
		      "Options: --format text|json|csv  --confirmed\n"
		      "A field for a file: FIELD=@FILE keeps the file itself."),
	.run = run,
};
