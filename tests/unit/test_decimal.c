/* Exact arithmetic of figures, and periods. */
#include "core/indicator.h"

#include "zt.h"

static const char *
ratio(const char *n, const char *d, int64_t scale, int places)
{
	static char out[ZC_DECIMAL_TEXT];
	struct zc_decimal a, b;

	if (zc_decimal_read(zc_str_of(n), &a) != ZC_OK ||
	    zc_decimal_read(zc_str_of(d), &b) != ZC_OK)
		return "no number";
	return zc_decimal_ratio(&a, &b, scale, places, out) == ZC_OK ? out
								     : "none";
}

ZT(decimal_rounds_half_away_from_zero)
{
	ZT_STR(zc_str_of(ratio("1", "3", 100, 1)), "33.3");
	ZT_STR(zc_str_of(ratio("2", "3", 100, 1)), "66.7");
	ZT_STR(zc_str_of(ratio("1", "8", 100, 1)), "12.5");
	ZT_STR(zc_str_of(ratio("1", "8", 100, 0)), "13");
	ZT_STR(zc_str_of(ratio("-1", "8", 100, 0)), "-13");
	ZT_STR(zc_str_of(ratio("-1", "1000", 1, 1)), "0.0");
	ZT_STR(zc_str_of(ratio("29", "29", 100, 1)), "100.0");
	ZT_STR(zc_str_of(ratio("12.50", "0.5", 1, 2)), "25.00");
	ZT_STR(zc_str_of(ratio("7", "0", 1, 1)), "none");
	ZT_STR(zc_str_of(ratio("9223372036854775807", "1", 10, 0)), "none");
}

ZT(decimal_reads_only_numbers)
{
	ZT_STR(zc_str_of(ratio("1e3", "1", 1, 0)), "no number");
	ZT_STR(zc_str_of(ratio("", "1", 1, 0)), "no number");
	ZT_STR(zc_str_of(ratio("-", "1", 1, 0)), "no number");
	ZT_STR(zc_str_of(ratio("1.2.3", "1", 1, 0)), "no number");
	ZT_STR(
	    zc_str_of(ratio("99999999999999999999", "1", 1, 0)), "no number");
	ZT_STR(zc_str_of(ratio(" 3.1400000000000 ", "1", 1, 2)), "3.14");
}

/* 99.95 % shown as 100.0 does not meet "= 100". */
ZT(decimal_compares_before_it_rounds)
{
	struct zc_decimal n = { .m = 1999 }, d = { .m = 2000 },
			  goal = { .m = 100 };
	int out = 9;

	ZT_STR(zc_str_of(ratio("1999", "2000", 100, 1)), "100.0");
	ZT_EQ(zc_decimal_compare(&n, &d, 100, &goal, &out), ZC_OK);
	ZT_EQ(out, -1);
	n.m = 2000;
	ZT_EQ(zc_decimal_compare(&n, &d, 100, &goal, &out), ZC_OK);
	ZT_EQ(out, 0);
}

ZT(period_is_year_quarter_or_month)
{
	struct zc_period p, q;

	ZT_EQ(zc_period_read("2026", &p, NULL), ZC_OK);
	ZT_EQ(p.from, 1767225600);
	ZT_EQ(p.to, 1798761600);
	ZT_EQ(zc_period_read("2026-Q1", &p, NULL), ZC_OK);
	ZT_EQ(p.to, 1775001600);
	zc_period_before(&p, &q);
	ZT_STR(zc_str_of(q.name), "2025-Q1");
	ZT_EQ(zc_period_read("2026-12", &p, NULL), ZC_OK);
	ZT_EQ(p.to, 1798761600);
	ZT_EQ(zc_period_read("2026-13", &p, NULL), ZC_EINPUT);
	ZT_EQ(zc_period_read("2026-Q5", &p, NULL), ZC_EINPUT);
	ZT_EQ(zc_period_read("26", &p, NULL), ZC_EINPUT);
	ZT_EQ(zc_period_read("2026-1", &p, NULL), ZC_EINPUT);
}
