/*
 * fuzz_catalog: any bytes as one definition of each kind. Either somebody is
 * told what is wrong, or the catalog holds exactly one definition with an id;
 * nothing is passed over in silence. Lint and coverage must stand it too.
 */
#include "base/asset.h"
#include "base/utf8.h"
#include "catalog/coverage.h"
#include "catalog/lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* libfyaml 0.7.12 loses a list when a text in quotes has very many pieces. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libfyaml\n";
}

static const char *const names[] = { "catalog/checks/host/x/a.yaml",
	"catalog/checklists/a.yaml", "catalog/ledgers/a.yaml",
	"catalog/rules/a.yaml", "catalog/settings/a.yaml",
	"catalog/roles/a.yaml", "catalog/indicators/a.yaml",
	"catalog/calendars/a.yaml" };

/* What it may refer to. */
static const char loan[] =
    "id: loan\ntitle: {zh: 借用, en: loans}\nkey: no\ngroup: assets\n"
    "list: [no]\nfields:\n"
    "  - {name: no, type: text, unique: true, label: {zh: 号, en: no}}\n";
static const char keeper[] =
    "id: keeper\ntitle: {zh: 保管员, en: keeper}\n"
    "duties: {zh: 保管, en: keeps}\n"
    "examples: [{may: false, action: delete, ledger: loan}]\n";
static const char days[] = "id: loan.days\ntitle: {zh: 天数, en: days}\n"
			   "type: integer\nvalue: 3\n";

static void
hear(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	++*(size_t *)ctx;
	if (at->line < 1 || at->col < 1 || zh[0] == '\0' || en[0] == '\0' ||
	    !zc_utf8_valid(zc_str_of(zh)) || !zc_utf8_valid(zc_str_of(en)))
		abort();
}

static int
pass(void *ctx, const struct zc_requirement *r, const struct zc_covering *v,
    size_t n, struct zc_err *e)
{
	(void)ctx;
	(void)r;
	(void)v;
	(void)n;
	(void)e;
	return ZC_OK;
}

/* What loaded has a start, and an end that an example comes to. */
static void
flow(const struct zc_ledger *l)
{
	bool start = l->flow.nstates == 0, end = start;

	for (size_t i = 0; i < l->flow.nstates; i++) {
		start |= strcmp(l->flow.states[i].name, l->flow.start) == 0;
		end |= l->flow.states[i].final;
	}
	if (!start || !end || (l->flow.nstates > 0 && l->nflow_examples == 0))
		abort();
}

static void
look(const struct zc_catalog *c, int rc, size_t told)
{
	size_t n = c->nchecks + c->nchecklists + c->nledgers + c->nrules +
	    c->nsettings + c->nroles + c->nindicators + c->ncalendars;
	struct zc_lint out;

	if ((rc == ZC_OK) != (told == 0))
		abort();
	if (rc != ZC_OK)
		return;
	if (n != 4 || (c->nchecks == 1 && c->checks[0].id[0] == '\0') ||
	    (c->nrules == 1 && c->rules[0].id[0] == '\0') ||
	    c->ledgers[0].id[0] == '\0' || c->settings[0].id[0] == '\0' ||
	    c->roles[0].id[0] == '\0' ||
	    (c->nindicators == 1 && c->indicators[0].scale < 1) ||
	    (c->ncalendars == 1 && c->calendars[0].id[0] == '\0') ||
	    (c->nchecklists == 1 && c->checklists[0].id[0] == '\0'))
		abort();
	for (size_t i = 0; i < c->nledgers; i++)
		flow(&c->ledgers[i]);
	zc_lint_catalog(c, NULL, hear, &told, &out);
	if (out.faults + out.warnings != told)
		abort();
	if (zc_coverage(c, pass, NULL, NULL) != ZC_OK)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < ZC_LEN(names); i++) {
		struct zc_asset v[] = {
			{ names[i], (const char *)p, (const char *)p + n },
			{ "catalog/ledgers/loan.yaml", loan,
			    loan + strlen(loan) },
			{ "catalog/roles/keeper.yaml", keeper,
			    keeper + strlen(keeper) },
			{ "catalog/settings/days.yaml", days,
			    days + strlen(days) },
		};
		struct zc_catalog_from from = { v, ZC_LEN(v), NULL, NULL, 0 };
		struct zc_catalog c;
		size_t told = 0;
		int rc;

		rc = zc_catalog_load_from(&c, &from, hear, &told, NULL);
		look(&c, rc, told);
		zc_catalog_fini(&c);
	}
	return 0;
}
