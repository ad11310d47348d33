/* The examples that indicators carry, run over real tables. */
#include "core/example_row.h"
#include "core/indicator.h"

struct run {
	struct zc_office *o;
	const struct zc_indicator *def;
	const struct zc_indicator_example *x;
	struct zc_arena a;
	zc_fault_fn fault;
	void *ctx;
};

static void
say(struct run *r, const char *zh, const char *en, const char *detail)
{
	char place[300], z[700], n[700];
	struct zc_fault f;

	(void)snprintf(
	    place, sizeof(place), "%s:%d", r->x->at.file, r->x->at.line);
	(void)snprintf(z, sizeof(z), "%s：%s", zh, detail);
	(void)snprintf(n, sizeof(n), "%s: %s", en, detail);
	f = (struct zc_fault){ .line = r->x->at.line,
		.field = r->def->id,
		.address = place,
		.why = "example",
		.zh = z,
		.en = n };
	r->fault(r->ctx, &f);
}

static int
put_table(struct run *r, const struct zc_given *g, struct zc_err *e)
{
	const struct zc_ledger *l =
	    zc_catalog_ledger(zc_office_catalog(r->o), g->table);
	struct zc_ledger_use u = { .office = r->o, .ledger = l };
	int64_t id;
	int rc = ZC_OK;

	if (l == NULL && strcmp(g->table, "user_role") != 0)
		return ZC_FAIL(e, ZC_EINPUT,
		    "an example gives rows of ledgers and of user_role, not "
		    "of %s",
		    g->table);
	for (size_t i = 0; i < g->nrows && rc == ZC_OK; i++)
		rc = l == NULL ? zc_example_grant(r->o, &g->rows[i], e)
			       : zc_example_row(&u, &g->rows[i], false, &id, e);
	return rc;
}

static int
put_all(struct run *r, struct zc_err *e)
{
	int rc = zc_example_settings(r->o, &r->x->settings, false, e);

	for (size_t i = 0; i < r->x->ngiven && rc == ZC_OK; i++)
		rc = put_table(r, &r->x->given[i], e);
	return rc;
}

/* Equal as numbers; "" = null. */
static bool
same(const char *want, const char *got)
{
	struct zc_decimal a, b;

	if (want[0] == '\0' || got == NULL)
		return want[0] == '\0' && got == NULL;
	return zc_decimal_read(zc_str_of(want), &a) == ZC_OK &&
	    zc_decimal_read(zc_str_of(got), &b) == ZC_OK && a.m == b.m &&
	    a.places == b.places;
}

static void
hold(struct run *r, const struct zc_figure *f)
{
	const struct zc_indicator_example *x = r->x;
	const char *n = f->numerator, *d = f->denominator;
	bool count = d != NULL && strcmp(d, "1") == 0;
	bool zero = d != NULL && strcmp(d, "0") == 0;
	bool ok =
	    same(x->denominator, d) || (x->denominator[0] == '\0' && count);
	char detail[300];

	/* What is divided by nothing says nothing. */
	ok = ok && (same(x->numerator, n) || (zero && x->numerator[0] == '\0'));
	if (ok && x->met[0] != '\0')
		ok = strcmp(x->met, zc_met_word(f->met)) == 0 ||
		    (strcmp(x->met, "unknown") == 0 && f->value == NULL);
	if (ok)
		return;
	(void)snprintf(detail, sizeof(detail), "%s / %s, %s, not %s / %s, %s",
	    n == NULL ? "null" : n, d == NULL ? "null" : d, zc_met_word(f->met),
	    x->numerator, x->denominator, x->met);
	say(r, "指标示例的结果不符", "the example does not hold", detail);
}

/* Ledgers are kept in an example, also without a row, unless it gives another
 * status. */
static int
figure(struct run *r, struct zc_figure *f, struct zc_err *e)
{
	struct zc_indicator given = *r->def;
	struct zc_indicator_use u = {
		.o = r->o, .def = &given, .live = true, .a = &r->a
	};
	const char **v = zc_arena_array(&r->a, given.needs.n + 1, sizeof(*v));
	size_t n = 0;
	int rc = zc_period_read(r->x->period, &u.period, e);

	if (v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "examples");
	for (size_t i = 0; i < r->def->needs.n; i++) {
		bool there = true;

		for (size_t k = 0; k < r->x->ngiven; k++)
			there &= strcmp(r->x->given[k].table,
				     r->def->needs.v[i]) != 0 ||
			    strcmp(r->x->given[k].status, "ok") == 0;
		if (!there)
			v[n++] = r->def->needs.v[i];
	}
	given.needs = (struct zc_strs){ v, n };
	return rc == ZC_OK ? zc_indicator_value(&u, f, e) : rc;
}

static int
one(struct run *r, struct zc_err *e)
{
	struct zc_err why = { 0 };
	struct zc_figure f;
	int64_t day = 0;
	int rc = zc_office_begin(r->o, e);

	if (rc != ZC_OK)
		return rc;
	(void)zc_value_date(zc_str_of("2026-03-02"), &day);
	zc_office_set_now(r->o, day + 3600);
	rc = put_all(r, &why);
	if (rc == ZC_OK)
		rc = figure(r, &f, &why);
	if (rc == ZC_OK)
		hold(r, &f);
	else
		say(r, "指标示例不能计算", "the example cannot be worked out",
		    why.msg);
	if (zc_example_settings(r->o, &r->x->settings, true, NULL) != ZC_OK)
		rc = ZC_ENOMEM;
	zc_office_rollback(r->o);
	return rc == ZC_ENOMEM ? ZC_FAIL(e, rc, "examples") : ZC_OK;
}

int
zc_indicator_examples(const struct zc_catalog *c, const char *url,
    zc_fault_fn fault, void *ctx, int64_t *n, struct zc_err *e)
{
	struct run r = { .fault = fault, .ctx = ctx };
	int rc = zc_office_scratch(url, c, &r.o, e);

	*n = 0;
	for (size_t i = 0; i < c->nindicators && rc == ZC_OK; i++) {
		r.def = &c->indicators[i];
		for (size_t k = 0; k < r.def->nexamples && rc == ZC_OK; k++) {
			zc_arena_init(&r.a, 8 << 20);
			r.x = &r.def->examples[k];
			rc = one(&r, e);
			++*n;
			zc_arena_fini(&r.a);
		}
	}
	zc_office_close(r.o);
	return rc;
}
