/* zicha indicator: the figures of the unit, what is behind them, and those
 * kept for good. */
#include "base/clock.h"
#include "base/tr.h"
#include "cmd/desk.h"
#include "core/indicator.h"
#include "core/value.h"

#include <jansson.h>
#include <time.h>

struct call {
	struct zc_desk *d;
	struct zc_period period, before;
	bool rows, group, compare, freeze, live;
	size_t kept, had; /* frozen now, and before */
	json_t *json;     /* the list, NULL when no JSON is wanted */
	struct zc_err *e;
};

static const char *
tr(const struct call *c, const char *s)
{
	return zc_tr(zc_desk_lang(c->d), s);
}

static json_t *
text_or_null(const char *s)
{
	return s == NULL ? json_null() : json_string(s);
}

static json_t *
figure_json(const struct zc_figure *f)
{
	return json_pack("{s:o,s:o,s:o,s:s,s:s,s:s,s:s,s:b}", "value",
	    text_or_null(f->value), "numerator", text_or_null(f->numerator),
	    "denominator", text_or_null(f->denominator), "target", f->target,
	    "met", zc_met_word(f->met), "why", f->why, "about", f->about,
	    "frozen", (int)f->frozen);
}

static const char *
met_text(const struct call *c, const struct zc_figure *f)
{
	static const char *const words[] = { "", ZC_N("met"), ZC_N("not met"),
		ZC_N("cannot be worked out") };

	if (f->value == NULL)
		return tr(c, words[ZC_MET_UNKNOWN]);
	return words[f->met][0] == '\0' ? "" : tr(c, words[f->met]);
}

/* A field of CSV; what a table program would take for a formula is text. */
static void
csv(const char *s, bool last)
{
	bool formula = s[0] != '\0' && strchr("=@+\t\r", s[0]) != NULL;

	(void)fputc('"', stdout);
	if (formula)
		(void)fputc('\'', stdout);
	for (; *s != '\0'; s++) {
		if (*s == '"')
			(void)fputc('"', stdout);
		(void)fputc(*s, stdout);
	}
	(void)fputs(last ? "\"\r\n" : "\",", stdout);
}

static bool
is_csv(const struct call *c)
{
	return c->d->format != NULL && strcmp(c->d->format, "csv") == 0;
}

/* One figure, as a line; with the unit behind the value. */
static void
line(const struct call *c, const struct zc_indicator *def,
    const struct zc_figure *f)
{
	const char *lang = zc_desk_lang(c->d);
	const char *value = f->value == NULL ? "" : f->value;
	struct zc_arena a;

	zc_arena_init(&a, 1 << 20);
	if (is_csv(c)) {
		csv(def->id, false);
		csv(zc_both_get(&def->title, lang), false);
		csv(c->period.name, false);
		csv(value, false);
		csv(zc_both_get(&def->unit, lang), false);
		csv(f->numerator == NULL ? "" : f->numerator, false);
		csv(f->denominator == NULL ? "" : f->denominator, false);
		csv(f->target, false);
		csv(met_text(c, f), true);
	} else {
		(void)printf("%s\t%s\t%s %s\t%s\t%s%s%s%s%s\n", def->id,
		    zc_both_get(&def->title, lang),
		    f->value == NULL ? "—" : value,
		    f->value == NULL ? "" : zc_both_get(&def->unit, lang),
		    f->target, met_text(c, f), f->why[0] == '\0' ? "" : ": ",
		    f->why[0] == '\0' ? "" : tr(c, f->why),
		    f->about[0] == '\0' ? "" : " ", f->about);
	}
	zc_arena_fini(&a);
}

/* Last year's figure beside this one, and where it comes from. */
static int
compare(struct call *c, const struct zc_indicator_use *u,
    const struct zc_figure *now, json_t *out)
{
	struct zc_indicator_use old = *u;
	const char *diff = NULL, *percent = NULL;
	struct zc_figure f;
	char day[32];
	int rc;

	old.period = c->before;
	old.live = false;
	rc = zc_indicator_value(&old, &f, c->e);
	if (rc == ZC_OK)
		rc = zc_indicator_change(now, &f, u->a, &diff, &percent);
	if (rc != ZC_OK)
		return rc;
	if (out != NULL) {
		json_t *before = figure_json(&f);

		(void)json_object_set_new(
		    before, "period", json_string(c->before.name));
		(void)json_object_set_new(out, "before", before);
		(void)json_object_set_new(
		    out, "difference", text_or_null(diff));
		(void)json_object_set_new(
		    out, "percent", text_or_null(percent));
		return ZC_OK;
	}
	if (is_csv(c))
		return ZC_OK;
	(void)printf("\t%s: %s", c->before.name,
	    f.value == NULL ? tr(c, ZC_N("cannot be worked out")) : f.value);
	if (f.frozen)
		(void)printf(" (%s %s, %s)", tr(c, ZC_N("as kept on")),
		    zc_clock_day(f.taken_at, day), f.taken_by);
	else
		(void)printf(" (%s)",
		    tr(c, ZC_N("as the ledgers say now; nothing was kept")));
	if (diff != NULL)
		(void)printf("\t%s %s", tr(c, ZC_N("difference")), diff);
	if (percent != NULL)
		(void)printf(" (%s%%)", percent);
	(void)printf("\n");
	return ZC_OK;
}

static json_t *
cell_json(struct zc_val v)
{
	return v.type == ZC_VAL_NULL ? json_null()
	    : v.type == ZC_VAL_INT
	    ? json_integer((json_int_t)v.i)
	    : json_stringn_nocheck(v.s.p == NULL ? "" : v.s.p, v.s.n);
}

/* The field that a column is, of the ledgers that the indicator reads. */
static const struct zc_ledger_field *
field_of(const struct zc_indicator_use *u, const char *name,
    const struct zc_ledger **ledger)
{
	for (size_t k = 0; k < u->def->needs.n; k++) {
		const struct zc_ledger *l = zc_catalog_ledger(
		    zc_office_catalog(u->o), u->def->needs.v[k]);

		if (l == NULL)
			continue;
		*ledger = *ledger == NULL ? l : *ledger;
		for (size_t i = 0; i < l->nfields; i++)
			if (strcmp(l->fields[i].name, name) == 0)
				return &l->fields[i];
	}
	return NULL;
}

/* The label of a state; the name itself when it is none. */
static const char *
state_of(const struct zc_ledger *l, const char *name, const char *lang)
{
	for (size_t i = 0; l != NULL && i < l->flow.nstates; i++)
		if (strcmp(l->flow.states[i].name, name) == 0)
			return zc_both_get(&l->flow.states[i].label, lang);
	return name;
}

static void
print_row(const struct call *c, const struct zc_indicator_use *u,
    const struct zc_rows *r, bool names)
{
	const char *lang = zc_desk_lang(c->d);

	for (size_t i = 0; i < zc_rows_cols(r); i++) {
		struct zc_val v = zc_rows_val(r, i);
		const char *name = zc_rows_name(r, i);
		const struct zc_ledger *l = NULL;
		const struct zc_ledger_field *f = field_of(u, name, &l);
		bool state = f == NULL && strcmp(name, "state") == 0;

		(void)fputs("\t", stdout);
		if (names)
			(void)fputs(f != NULL ? zc_both_get(&f->label, lang)
				: state       ? tr(c, ZC_N("State"))
					      : name,
			    stdout);
		else if (f != NULL)
			(void)fputs(zc_desk_text(f,
					zc_value_show(f, v, lang, u->a), u->a),
			    stdout);
		else if (state)
			(void)fputs(
			    state_of(l, zc_rows_text(r, i), lang), stdout);
		else if (v.type == ZC_VAL_INT)
			(void)printf("%lld", (long long)v.i);
		else
			(void)printf(
			    "%.*s", (int)v.s.n, v.s.p == NULL ? "" : v.s.p);
	}
	(void)fputs("\n", stdout);
}

static int
rows(struct call *c, const struct zc_indicator_use *u, json_t *out)
{
	json_t *list = out == NULL ? NULL : json_array();
	struct zc_rows *r = NULL;
	bool first = true;
	int rc;

	if (u->def->rows == NULL) {
		json_decref(list);
		return ZC_OK;
	}
	rc = zc_indicator_rows(u, &r, c->e);
	while (rc == ZC_OK && (rc = zc_rows_next(r, c->e)) > 0) {
		rc = ZC_OK;
		if (list == NULL) {
			if (first)
				print_row(c, u, r, true);
			first = false;
			print_row(c, u, r, false);
			continue;
		}
		json_t *one = json_object();

		for (size_t i = 0; i < zc_rows_cols(r); i++)
			(void)json_object_set_new(one, zc_rows_name(r, i),
			    cell_json(zc_rows_val(r, i)));
		(void)json_array_append_new(list, one);
	}
	zc_rows_close(r);
	if (list != NULL)
		(void)json_object_set_new(out, "rows", list);
	return rc;
}

struct groups {
	struct call *c;
	json_t *list;
};

static int
on_group(void *ctx, const char *name, const struct zc_figure *f)
{
	struct groups *g = ctx;

	if (g->list == NULL) {
		(void)printf("\t%s\t%s\t%s/%s\n", name,
		    f->value == NULL ? "—" : f->value,
		    f->numerator == NULL ? "" : f->numerator,
		    f->denominator == NULL ? "" : f->denominator);
		return ZC_OK;
	}
	json_t *one = figure_json(f);

	(void)json_object_set_new(one, "group", json_string(name));
	(void)json_array_append_new(g->list, one);
	return ZC_OK;
}

static int
groups(struct call *c, const struct zc_indicator_use *u, json_t *out)
{
	struct groups g = { .c = c, .list = out == NULL ? NULL : json_array() };
	int rc = u->def->group == NULL
	    ? ZC_OK
	    : zc_indicator_group(u, on_group, &g, c->e);

	if (g.list != NULL)
		(void)json_object_set_new(out, "groups", g.list);
	return rc;
}

static int
freeze(
    struct call *c, const struct zc_indicator_use *u, const struct zc_figure *f)
{
	int rc;

	if (f->frozen) {
		c->had++;
		return ZC_OK;
	}
	rc = zc_indicator_freeze(u, f, c->e);
	c->kept += rc == ZC_OK;
	return rc;
}

static int
one(struct call *c, const struct zc_indicator *def)
{
	const char *lang = zc_desk_lang(c->d);
	struct zc_arena a;
	struct zc_indicator_use u = { .o = c->d->office,
		.def = def,
		.period = c->period,
		.live = c->live,
		.a = &a };
	struct zc_figure f;
	json_t *j = NULL;
	int rc;

	zc_arena_init(&a, 64 << 20);
	rc = zc_indicator_value(&u, &f, c->e);
	if (rc == ZC_OK && c->freeze)
		rc = freeze(c, &u, &f);
	if (rc == ZC_OK && c->json != NULL) {
		j = figure_json(&f);
		(void)json_object_update_new(j,
		    json_pack("{s:s,s:s,s:s,s:s,s:s}", "id", def->id, "title",
			zc_both_get(&def->title, lang), "unit",
			zc_both_get(&def->unit, lang), "period", c->period.name,
			"better", def->better));
		(void)json_array_append_new(c->json, j);
	} else if (rc == ZC_OK) {
		line(c, def, &f);
	}
	if (rc == ZC_OK && c->compare)
		rc = compare(c, &u, &f, j);
	if (rc == ZC_OK && c->group)
		rc = groups(c, &u, j);
	if (rc == ZC_OK && c->rows)
		rc = rows(c, &u, j);
	zc_arena_fini(&a);
	return rc;
}

static int
all(struct call *c)
{
	struct zc_desk *d = c->d;
	int first = d->argc > 1 && strcmp(d->argv[1], "list") == 0 ? 2 : 1;
	int rc = ZC_OK;

	if (zc_desk_is_json(d))
		c->json = json_array();
	for (int i = first; i < d->argc; i++)
		if (zc_catalog_indicator(&d->catalog, d->argv[i]) == NULL)
			rc = ZC_FAIL(c->e, ZC_EUSAGE,
			    "no indicator %s; zicha indicator lists them",
			    d->argv[i]);
	for (size_t i = 0; i < d->catalog.nindicators && rc == ZC_OK; i++) {
		const struct zc_indicator *def = &d->catalog.indicators[i];
		bool asked = d->argc == first;

		for (int k = first; k < d->argc; k++)
			asked |= strcmp(d->argv[k], def->id) == 0;
		if (asked)
			rc = one(c, def);
	}
	if (rc == ZC_OK && c->json != NULL)
		zc_desk_json(json_pack("{s:i,s:s,s:O}", "schema", 1, "period",
		    c->period.name, "indicators", c->json));
	json_decref(c->json);
	if (rc == ZC_OK && c->freeze)
		(void)fprintf(stderr, "%s %zu, %s %zu\n",
		    tr(c, ZC_N("figures kept now:")), c->kept,
		    tr(c, ZC_N("kept before and left as they were:")), c->had);
	return rc;
}

static int
parse(struct call *c)
{
	struct zc_desk *d = c->d;
	bool bad = false;
	const char *year = zc_desk_option(d, "--year", &bad);
	const char *period = zc_desk_option(d, "--period", &bad);
	char this_year[16];
	time_t now = (time_t)zc_office_now(d->office);
	int rc;

	c->rows = zc_desk_flag(d, "--rows");
	c->group = zc_desk_flag(d, "--group");
	c->compare = zc_desk_flag(d, "--compare");
	c->freeze = zc_desk_flag(d, "--freeze");
	c->live = zc_desk_flag(d, "--now");
	if (bad || (year != NULL && period != NULL))
		return ZC_FAIL(c->e, ZC_EUSAGE, "one period");
	for (int i = 1; i < d->argc; i++)
		if (d->argv[i][0] == '-')
			return ZC_FAIL(
			    c->e, ZC_EUSAGE, "no option %s", d->argv[i]);
	(void)strftime(this_year, sizeof(this_year), "%Y", localtime(&now));
	if (year != NULL && strlen(year) != 4)
		return ZC_FAIL(c->e, ZC_EUSAGE, "%s is no year", year);
	rc = zc_period_read(period != NULL ? period
		: year != NULL             ? year
					   : this_year,
	    &c->period, c->e);
	if (rc == ZC_OK)
		zc_period_before(&c->period, &c->before);
	return rc == ZC_OK ? rc : ZC_EUSAGE;
}

static int
test(const struct zc_run *r, struct zc_err *e)
{
	struct zc_desk d = { .run = r };
	bool pg = strncmp(r->db, "postgres", 8) == 0;
	int64_t n = 0;
	int rc = zc_say_load(r, &d.catalog, e);

	if (rc == ZC_OK)
		rc = zc_indicator_examples(
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
	struct call c = { .d = &d, .e = &e };
	int rc;

	if (argc > 1 && strcmp(argv[1], "test") == 0)
		return test(r, &e);
	rc = zc_desk_open(&d, r, argc, argv, &e);
	if (rc == ZC_OK)
		rc = parse(&c);
	if (rc == ZC_OK)
		rc = all(&c);
	if (rc == ZC_EUSAGE)
		(void)zc_say_usage(r, argv[0]);
	rc = zc_desk_end(&d, rc, &e);
	zc_desk_close(&d);
	return rc;
}

const struct zc_cmd zc_cmd_indicator = {
	.name = "indicator",
	.summary = ZC_N("the figures of the unit, and what is behind them"),
	.usage =
	    ZC_N("Usage: zicha indicator [list] [ID]…\n"
		 "  --year Y | --period 2026-Q1|2026-03   default: this "
		 "year\n"
		 "  --compare   beside the year before\n"
		 "  --group     broken down, by department as a rule\n"
		 "  --rows      the rows behind a figure\n"
		 "  --freeze    keep the figures of the period for good\n"
		 "  --now       what the ledgers say now, whatever was kept\n"
		 "  --format text|json|csv\n"
		 "zicha indicator test: the examples of the definitions"),
	.run = run,
};
