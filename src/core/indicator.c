#include "core/indicator.h"

#include "base/clock.h"
#include "core/slice.h"
#include "store/figure.h"

int
zc_period_read(const char *text, struct zc_period *out, struct zc_err *e)
{
	struct zc_str s = zc_str_of(text);
	int64_t year = 0, part = 0;
	int first = 1, months = 12;
	bool ok = s.n >= 4 && zc_str_int(zc_str_sub(s, 0, 4), 10, &year) &&
	    year >= 1970 && year <= 9999;

	if (ok && s.n == 7 && s.p[4] == '-') {
		bool quarter = s.p[5] == 'Q';

		ok = zc_str_int(zc_str_sub(s, quarter ? 6 : 5, 7), 10, &part);
		ok = ok && part >= 1 && part <= (quarter ? 4 : 12);
		months = quarter ? 3 : 1;
		first = (int)(part - 1) * months + 1;
	} else if (s.n != 4) {
		ok = false;
	}
	if (!ok)
		return ZC_FAIL(e, ZC_EINPUT,
		    "%s: a period is 2026, 2026-Q1 or 2026-03", text);
	(void)snprintf(out->name, sizeof(out->name), "%s", text);
	out->from = zc_clock_utc((int)year, first, 1, 0, 0, 0);
	out->to = zc_clock_utc((int)year, first + months, 1, 0, 0, 0);
	return ZC_OK;
}

void
zc_period_before(const struct zc_period *p, struct zc_period *out)
{
	char text[32];
	int64_t year = 0;

	(void)zc_str_int(zc_str_sub(zc_str_of(p->name), 0, 4), 10, &year);
	(void)snprintf(text, sizeof(text), "%04d%.11s", (int)(year - 1) % 10000,
	    p->name + 4);
	if (zc_period_read(text, out, NULL) != ZC_OK)
		*out = *p;
}

const char *
zc_met_word(enum zc_met m)
{
	static const char *const words[] = { "none", "true", "false",
		"unknown" };

	return words[m];
}

static const char *
dup(struct zc_arena *a, const char *s)
{
	return s == NULL ? NULL : zc_arena_dup(a, s, strlen(s));
}

/* A cell as text, NULL for null or a column that is not there. */
static const char *
cell(const struct zc_rows *r, const char *name, struct zc_arena *a)
{
	for (size_t i = 0; i < zc_rows_cols(r); i++) {
		struct zc_val v = zc_rows_val(r, i);
		char text[32];

		if (strcmp(zc_rows_name(r, i), name) != 0)
			continue;
		if (v.type == ZC_VAL_NULL)
			return NULL;
		if (v.type == ZC_VAL_TEXT)
			return zc_arena_dup(a, v.s.p, v.s.n);
		(void)snprintf(text, sizeof(text), "%lld", (long long)v.i);
		return dup(a, text);
	}
	return NULL;
}

static bool
has_column(const struct zc_rows *r, const char *name)
{
	for (size_t i = 0; i < zc_rows_cols(r); i++)
		if (strcmp(zc_rows_name(r, i), name) == 0)
			return true;
	return false;
}

static void
unknown(struct zc_figure *f, const char *why, const char *about)
{
	f->value = NULL;
	f->met = f->target[0] == '\0' ? ZC_MET_NONE : ZC_MET_UNKNOWN;
	f->why = why;
	f->about = about;
}

static bool
meets(const char *op, int compared)
{
	if (strcmp(op, ">=") == 0)
		return compared >= 0;
	return strcmp(op, "<=") == 0 ? compared <= 0 : compared == 0;
}

/* Value and target from numerator and denominator. */
static int
work_out(const struct zc_indicator *def, const char *op, const char *goal,
    struct zc_arena *a, struct zc_figure *f, struct zc_err *e)
{
	struct zc_decimal n, d = { .m = 1 }, x;
	char text[ZC_DECIMAL_TEXT];
	int compared = 0, rc;

	if (f->denominator == NULL) {
		unknown(f, ZC_N("there is nothing to divide by"), "");
		return ZC_OK;
	}
	rc = zc_decimal_read(zc_str_of(f->denominator), &d);
	if (rc == ZC_OK && d.m == 0) {
		unknown(f, ZC_N("there is nothing to divide by"), "");
		return ZC_OK;
	}
	if (rc == ZC_OK)
		rc = zc_decimal_read(
		    zc_str_of(f->numerator == NULL ? "0" : f->numerator), &n);
	if (rc == ZC_OK)
		rc = zc_decimal_ratio(
		    &n, &d, def->scale, (int)def->decimals, text);
	if (rc == ZC_OK && op[0] != '\0') {
		rc = zc_decimal_read(zc_str_of(goal), &x);
		if (rc == ZC_OK)
			rc = zc_decimal_compare(
			    &n, &d, def->scale, &x, &compared);
		f->met = meets(op, compared) ? ZC_MET_YES : ZC_MET_NO;
	}
	if (rc != ZC_OK)
		return ZC_FAIL(e, ZC_EINPUT,
		    "indicator %s: %s of %s cannot be worked out", def->id,
		    f->numerator == NULL ? "nothing" : f->numerator,
		    f->denominator);
	f->value = dup(a, text);
	return f->value == NULL ? ZC_FAIL(e, ZC_ENOMEM, "figures") : ZC_OK;
}

/* Numerator and denominator of the row the cursor stands on. */
static int
take(const struct zc_rows *r, struct zc_arena *a, struct zc_figure *f)
{
	f->numerator = cell(r, "numerator", a);
	f->denominator = has_column(r, "denominator")
	    ? cell(r, "denominator", a)
	    : dup(a, "1");
	return ZC_OK;
}

static const char *
goal_of(const struct zc_indicator_use *u)
{
	return u->def->target_op[0] == '\0'
	    ? ""
	    : zc_office_render(u->o, u->def->target_value, u->a);
}

/* The first ledger it needs that is not kept. */
static int
needs(const struct zc_indicator_use *u, struct zc_figure *f, bool *ok,
    struct zc_err *e)
{
	const struct zc_catalog *c = zc_office_catalog(u->o);
	struct zc_kept_when w = { .unit = zc_office_actor(u->o)->unit,
		.from = u->period.from,
		.to = u->period.to };
	int64_t today = zc_office_today(u->o);
	int rc = ZC_OK;

	*ok = true;
	if (strcmp(u->def->period, "moment") == 0) {
		w.from = today;
		w.to = today + 86400;
	}
	for (size_t i = 0; i < u->def->needs.n && rc == ZC_OK && *ok; i++) {
		const struct zc_ledger *l =
		    zc_catalog_ledger(c, u->def->needs.v[i]);
		enum zc_kept k = ZC_KEPT_OFF;

		if (l != NULL)
			rc = zc_slice_kept(u->o, l, &w, &k, e);
		if (rc != ZC_OK || k == ZC_KEPT_YES)
			continue;
		*ok = false;
		unknown(f,
		    k == ZC_KEPT_OFF
			? ZC_N("a ledger it needs is switched off")
			: ZC_N("a ledger it needs was never filled, and nobody "
			       "confirmed that there is nothing"),
		    u->def->needs.v[i]);
	}
	return rc;
}

static int
compute(const struct zc_indicator_use *u, struct zc_figure *f, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	bool ok = false;
	int rc = needs(u, f, &ok, e);

	if (rc != ZC_OK || !ok)
		return rc;
	rc = zc_office_see_period(
	    u->o, zc_office_actor(u->o)->unit, u->period.from, u->period.to, e);
	if (rc == ZC_OK)
		rc = zc_view_ask(zc_office_db(u->o),
		    zc_office_sql(u->o, u->def->query, u->a), &r, e);
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0)
		rc = take(r, u->a, f);
	else if (rc == 0)
		rc = ZC_FAIL(e, ZC_EINPUT,
		    "indicator %s: the query gives no row", u->def->id);
	zc_rows_close(r);
	if (rc == ZC_OK)
		rc =
		    work_out(u->def, u->def->target_op, goal_of(u), u->a, f, e);
	return rc;
}

struct thaw {
	struct zc_figure *f;
	struct zc_arena *a;
	bool there;
	char met[16];
};

static int
on_frozen(void *ctx, const struct zc_figure_taken *t)
{
	struct thaw *k = ctx;

	k->there = true;
	k->f->numerator = dup(k->a, t->numerator);
	k->f->denominator = dup(k->a, t->denominator);
	k->f->target = dup(k->a, t->target);
	k->f->taken_by = dup(k->a, t->actor);
	k->f->rules = dup(k->a, t->rules);
	k->f->taken_at = t->at;
	k->f->frozen = true;
	(void)snprintf(k->met, sizeof(k->met), "%s", t->met);
	return ZC_OK;
}

/* A kept figure is shown as it was judged then, whatever the target is now. */
static int
thaw(const struct zc_indicator_use *u, struct zc_figure *f, bool *there,
    struct zc_err *e)
{
	struct thaw k = { .f = f, .a = u->a };
	int rc = zc_figure_of(zc_office_db(u->o), zc_office_actor(u->o)->unit,
	    u->def->id, u->period.name, on_frozen, &k, e);

	*there = k.there;
	if (rc != ZC_OK || !k.there)
		return rc;
	if (f->target == NULL || f->taken_by == NULL || f->rules == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "figures");
	rc = work_out(u->def, "", "", u->a, f, e);
	f->met = strcmp(k.met, "true") == 0 ? ZC_MET_YES
	    : strcmp(k.met, "false") == 0   ? ZC_MET_NO
	    : strcmp(k.met, "none") == 0    ? ZC_MET_NONE
					    : ZC_MET_UNKNOWN;
	return rc;
}

int
zc_indicator_value(
    const struct zc_indicator_use *u, struct zc_figure *out, struct zc_err *e)
{
	const struct zc_actor *who = zc_office_actor(u->o);
	struct zc_figure f = { .def = u->def,
		.target = "",
		.why = "",
		.about = "",
		.taken_by = "",
		.rules = "" };
	bool there = false;
	char target[96];
	int rc = ZC_OK;

	if (!zc_office_example(u->o) &&
	    !zc_access_function(zc_office_catalog(u->o), who, "indicator"))
		return ZC_FAIL(
		    e, ZC_EACCES, ZC_N("figures are not yours to see"));
	if (!u->live)
		rc = thaw(u, &f, &there, e);
	if (rc == ZC_OK && !there && u->def->target_op[0] != '\0') {
		(void)snprintf(target, sizeof(target), "%s %s",
		    u->def->target_op, goal_of(u));
		f.target = dup(u->a, target);
	}
	if (rc == ZC_OK && f.target == NULL)
		rc = ZC_FAIL(e, ZC_ENOMEM, "figures");
	if (rc == ZC_OK && !there)
		rc = compute(u, &f, e);
	if (rc == ZC_OK)
		*out = f;
	return rc;
}

int
zc_indicator_change(const struct zc_figure *now, const struct zc_figure *before,
    struct zc_arena *a, const char **diff, const char **percent)
{
	struct zc_decimal x, y, d;
	char text[ZC_DECIMAL_TEXT], sign[ZC_DECIMAL_TEXT + 1];
	static const struct zc_decimal one = { .m = 1 };
	int places = (int)now->def->decimals;

	*diff = *percent = NULL;
	if (now->value == NULL || before->value == NULL ||
	    zc_decimal_read(zc_str_of(now->value), &x) != ZC_OK ||
	    zc_decimal_read(zc_str_of(before->value), &y) != ZC_OK)
		return ZC_OK;
	for (; x.places < y.places; x.places++)
		x.m *= 10;
	for (; y.places < x.places; y.places++)
		y.m *= 10;
	d = (struct zc_decimal){ .m = x.m - y.m, .places = x.places };
	if (zc_decimal_ratio(&d, &one, 1, places, text) != ZC_OK)
		return ZC_OK;
	(void)snprintf(sign, sizeof(sign), "%s%s", d.m > 0 ? "+" : "", text);
	*diff = dup(a, sign);
	if (y.m > 0 && zc_decimal_ratio(&d, &y, 100, 1, text) == ZC_OK) {
		(void)snprintf(
		    sign, sizeof(sign), "%s%s", d.m > 0 ? "+" : "", text);
		*percent = dup(a, sign);
	}
	return ZC_OK;
}

int
zc_indicator_rows(
    const struct zc_indicator_use *u, struct zc_rows **out, struct zc_err *e)
{
	int rc;

	if (u->def->rows == NULL)
		return ZC_FAIL(
		    e, ZC_ENOENT, "indicator %s names no rows", u->def->id);
	rc = zc_office_see(u->o, 0, u->period.from, u->period.to, e);
	return rc == ZC_OK
	    ? zc_view_ask(zc_office_db(u->o),
		  zc_office_sql(u->o, u->def->rows, u->a), out, e)
	    : rc;
}

int
zc_indicator_group(const struct zc_indicator_use *u, zc_indicator_group_fn fn,
    void *ctx, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc;

	if (u->def->group == NULL)
		return ZC_FAIL(
		    e, ZC_ENOENT, "indicator %s names no groups", u->def->id);
	rc = zc_office_see_period(
	    u->o, zc_office_actor(u->o)->unit, u->period.from, u->period.to, e);
	if (rc == ZC_OK)
		rc = zc_view_ask(zc_office_db(u->o),
		    zc_office_sql(u->o, u->def->group, u->a), &r, e);
	while (rc == ZC_OK && (rc = zc_rows_next(r, e)) > 0) {
		struct zc_figure f = {
			.def = u->def, .target = "", .why = "", .about = ""
		};
		const char *name = cell(r, "grp", u->a);

		rc = take(r, u->a, &f);
		if (rc == ZC_OK)
			rc = work_out(u->def, "", "", u->a, &f, e);
		if (rc == ZC_OK)
			rc = fn(ctx, name == NULL ? "" : name, &f);
	}
	zc_rows_close(r);
	return rc;
}

int
zc_indicator_freeze(const struct zc_indicator_use *u, const struct zc_figure *f,
    struct zc_err *e)
{
	const struct zc_actor *who = zc_office_actor(u->o);
	struct zc_figure_taken t = { .unit = who->unit,
		.indicator = u->def->id,
		.period = u->period.name,
		.numerator = f->numerator,
		.denominator = f->denominator,
		.target = f->target,
		.met = zc_met_word(f->met),
		.rules = zc_office_catalog(u->o)->digest,
		.at = zc_office_now(u->o),
		.actor = who->name };
	int rc;

	if (u->period.from > zc_office_today(u->o))
		return ZC_FAIL(e, ZC_EREFUSED,
		    "%s has not begun: there are no figures to keep",
		    u->period.name);
	rc = zc_office_begin(u->o, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_figure_put(zc_office_db(u->o), &t, e);
	if (rc == ZC_OK)
		rc = zc_office_commit(u->o, e);
	if (rc != ZC_OK)
		zc_office_rollback(u->o);
	return rc;
}
