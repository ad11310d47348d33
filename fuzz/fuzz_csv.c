/*
 * csv: what was read, written and read again is the same, whatever looks like
 * a formula in it; and the separator is one of three.
 */
#include "codec/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Rows with a mark behind each cell, and the same as CSV. */
struct got {
	struct zc_buf plain, csv;
	bool again;
};

static int
on_row(void *ctx, const struct zc_row *r)
{
	struct got *g = ctx;

	/* An empty line and one empty cell are written alike. */
	if (r->n == 0 || (r->n == 1 && r->cells[0].text.n == 0))
		return ZC_OK;
	for (uint32_t i = 0; i < r->n; i++) {
		struct zc_str s = r->cells[i].text;

		if (r->cells[i].col != i + 1)
			abort();
		if (!g->again)
			zc_csv_put(&g->csv, s, i == 0);
		else
			s = zc_csv_unguard(s);
		zc_buf_str(&g->plain, s);
		zc_buf_char(&g->plain, '\1');
	}
	zc_buf_char(&g->plain, '\2');
	zc_csv_end(&g->csv);
	return ZC_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	struct got a = { 0 }, b = { .again = true };
	struct zc_row_sink to = { on_row, NULL, &a };
	char sep = zc_csv_separator(in);

	if (sep != ',' && sep != ';' && sep != '\t')
		abort();
	if (n > 1 << 20)
		return 0;
	zc_buf_init(&a.plain, 1 << 24);
	zc_buf_init(&a.csv, 1 << 24);
	zc_buf_init(&b.plain, 1 << 24);
	zc_buf_init(&b.csv, 1 << 24);
	/* A mark in front is told by zc_csv_put only when we write it. */
	if (zc_csv_read(in, 0, &to, NULL) == ZC_OK &&
	    !zc_str_starts(zc_buf_get(&a.csv), ZC_CSV_BOM)) {
		to.ctx = &b;
		if (zc_csv_read(zc_buf_get(&a.csv), ',', &to, NULL) != ZC_OK ||
		    !zc_str_eq(zc_buf_get(&a.plain), zc_buf_get(&b.plain)))
			abort();
	}
	zc_buf_fini(&a.plain);
	zc_buf_fini(&a.csv);
	zc_buf_fini(&b.plain);
	zc_buf_fini(&b.csv);
	return 0;
}
