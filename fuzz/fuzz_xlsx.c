/*
 * xlsx: any bytes as the XML of a sheet. Cells come in the order of their
 * columns, inside the limits, as UTF-8; a cell that is filled is read back as
 * it was filled, and every other cell is as before.
 */
#include "base/utf8.h"
#include "codec/fill.h"
#include "codec/xlsx_read.h"

#include "fuzz_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#define REL "http://x/"

enum {
	FILLED_ROW = 3,
	FILLED_COL = 2
};

struct got {
	struct zc_buf b; /* all cells but the filled one */
	uint32_t last;
	bool ordered; /* rows are in order */
	size_t filled;
};

static int
on_row(void *ctx, const struct zc_row *r)
{
	struct got *g = ctx;
	uint32_t last = 0;

	g->ordered = g->ordered && r->number > g->last;
	g->last = r->number;
	if (r->number == 0 || r->number > ZC_ROW_MAX)
		abort();
	for (uint32_t i = 0; i < r->n; i++) {
		const struct zc_row_cell *c = &r->cells[i];

		if (c->col <= last || c->col > ZC_ROW_CELLS_MAX ||
		    !zc_utf8_valid(c->text))
			abort();
		last = c->col;
		if (r->number == FILLED_ROW && c->col == FILLED_COL)
			g->filled += zc_str_is(c->text, "f<&\n_x0041_");
		else
			zc_buf_fmt(&g->b, "%u,%u=%.*s;", r->number, c->col,
			    (int)c->text.n, c->text.p);
	}
	return ZC_OK;
}

static int
read_sheet(struct zc_str xml, struct got *g)
{
	struct fuzz_part v[] = {
		{ "xl/workbook.xml",
		    ZC_S("<workbook><workbookPr/><sheets><sheet name=\"a\" "
			 "id=\"r1\"/></sheets></workbook>") },
		{ "xl/_rels/workbook.xml.rels",
		    ZC_S("<R><Relationship Id=\"r1\" Type=\"" REL
			 "worksheet\" Target=\"s.xml\"/>"
			 "<Relationship Id=\"r2\" Type=\"" REL
			 "sharedStrings\" Target=\"t.xml\"/>"
			 "<Relationship Id=\"r3\" Type=\"" REL
			 "styles\" Target=\"y.xml\"/></R>") },
		{ "xl/s.xml", xml },
		{ "xl/t.xml", ZC_S("<sst><si><t>a</t></si><si/></sst>") },
		{ "xl/y.xml",
		    ZC_S("<s><cellXfs><xf numFmtId=\"0\"/><xf "
			 "numFmtId=\"14\"/><xf numFmtId=\"22\"/></cellXfs>"
			 "</s>") },
	};
	struct zc_row_sink to = { on_row, NULL, g };
	struct zc_xlsx w = { 0 };
	struct zc_arena a;
	struct zc_zip z;
	int fd = fuzz_zip(v, ZC_LEN(v));
	int rc;

	*g = (struct got){ .ordered = true };
	zc_buf_init(&g->b, 1 << 24);
	zc_arena_init(&a, 1 << 24);
	if (zc_zip_open(fd, 1 << 24, &a, &z, NULL) != ZC_OK ||
	    zc_xlsx_open(&z, &a, &w, NULL) != ZC_OK)
		abort();
	rc = zc_xlsx_read(&w, 0, &to, NULL);
	zc_xlsx_close(&w);
	zc_arena_fini(&a);
	(void)close(fd);
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	struct zc_cell_fill f = { 1, FILLED_ROW, FILLED_COL,
		ZC_S("f<&\n_x0041_") };
	struct got before, after;
	struct zc_buf out;

	if (n > 1 << 18)
		return 0;
	zc_buf_init(&out, 1 << 22);
	if (read_sheet(in, &before) == ZC_OK && before.ordered &&
	    zc_xlsx_fill(in, &f, 1, &out, NULL) == ZC_OK) {
		/* Two cells at one place: the first counts, here as there. */
		if (read_sheet(zc_buf_get(&out), &after) != ZC_OK ||
		    after.filled != 1 ||
		    !zc_str_eq(zc_buf_get(&before.b), zc_buf_get(&after.b)))
			abort();
		zc_buf_fini(&after.b);
	}
	zc_buf_fini(&before.b);
	zc_buf_fini(&out);
	return 0;
}
