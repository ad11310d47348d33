#include "store/figure.h"

#include "store/row_sum.h"

static struct zc_val
text(const char *s)
{
	struct zc_val v = { .type = ZC_VAL_NULL };

	if (s != NULL)
		v = (struct zc_val){ .type = ZC_VAL_TEXT, .s = zc_str_of(s) };
	return v;
}

/* The whole figure goes into the history: who changes the table behind our
 * back is found there. */
static int
tell(struct zc_db *db, const struct zc_figure_taken *f, struct zc_err *e)
{
	const struct zc_val none = { .type = ZC_VAL_NULL };
	const struct {
		const char *name, *value;
	} cells[] = { { "indicator", f->indicator }, { "period", f->period },
		{ "numerator", f->numerator },
		{ "denominator", f->denominator }, { "target", f->target },
		{ "met", f->met }, { "rules", f->rules } };
	struct zc_hist h = { .unit = f->unit,
		.row = zc_db_id(db),
		.ver = 1,
		.at = f->at,
		.ledger = "indicator_value",
		.actor = f->actor,
		.act = "freeze",
		.note = "" };
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, 64 << 10);
	for (size_t i = 0; i < ZC_LEN(cells); i++) {
		struct zc_val v = text(cells[i].value);

		zc_row_sum_body(&b, cells[i].name, &none, &v);
	}
	zc_row_sum_body_end(&b);
	h.body = b.p;
	rc = b.rc != ZC_OK ? ZC_FAIL(e, ZC_ENOMEM, "figures")
			   : zc_history_add(db, &h, e);
	zc_buf_fini(&b);
	return rc;
}

static int
found(void *ctx, const struct zc_figure_taken *f)
{
	bool *there = ctx;

	(void)f;
	*there = true;
	return ZC_OK;
}

int
zc_figure_put(
    struct zc_db *db, const struct zc_figure_taken *f, struct zc_err *e)
{
	bool there = false;
	int rc = zc_figure_of(
	    db, f->unit, f->indicator, f->period, found, &there, e);

	if (rc == ZC_OK && there)
		return ZC_FAIL(e, ZC_EEXIST, "%s %s: is kept already",
		    f->indicator, f->period);
	if (rc == ZC_OK)
		rc = zc_db_run(db,
		    "INSERT INTO indicator_value(unit_id, indicator, period,"
		    " numerator, denominator, target, met, rules, taken_at,"
		    " taken_by) VALUES($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
		    e, "isssssssis", f->unit, f->indicator, f->period,
		    f->numerator, f->denominator, f->target, f->met, f->rules,
		    f->at, f->actor);
	return rc == ZC_OK ? tell(db, f, e) : rc;
}

static const char *
or_null(const struct zc_rows *r, size_t k)
{
	return zc_rows_val(r, k).type == ZC_VAL_NULL ? NULL
						     : zc_rows_text(r, k);
}

int
zc_figure_of(struct zc_db *db, int64_t unit, const char *indicator,
    const char *period, zc_figure_fn fn, void *ctx, struct zc_err *e)
{
	struct zc_rows *r = NULL;
	int rc = zc_db_ask(db,
	    "SELECT numerator, denominator, target, met, rules, taken_at,"
	    " taken_by FROM indicator_value WHERE unit_id=$1 AND indicator=$2"
	    " AND period=$3 ORDER BY taken_at LIMIT 1",
	    &r, e, "iss", unit, indicator, period);

	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc > 0) {
		struct zc_figure_taken f = { .unit = unit,
			.indicator = indicator,
			.period = period,
			.numerator = or_null(r, 0),
			.denominator = or_null(r, 1),
			.target = zc_rows_text(r, 2),
			.met = zc_rows_text(r, 3),
			.rules = zc_rows_text(r, 4),
			.at = zc_rows_int(r, 5),
			.actor = zc_rows_text(r, 6) };

		rc = fn(ctx, &f);
	}
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}
