/*
 * docx: any bytes as the main part of a text document. Cells come in the order
 * of their columns, as UTF-8; a cell that is filled is read back as it was
 * filled, and every other cell is as before.
 */
#include "base/utf8.h"
#include "codec/docx_table.h"
#include "codec/fill.h"

#include "fuzz_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct got {
	struct zc_buf b; /* all cells but the first */
	bool any;
	uint32_t table, row, col, flags; /* the first cell */
	bool filled;
};

static int
on_row(void *ctx, const struct zc_row *r)
{
	struct got *g = ctx;
	uint32_t last = 0;

	for (uint32_t i = 0; i < r->n; i++) {
		const struct zc_row_cell *c = &r->cells[i];

		if (c->col <= last || c->span == 0 ||
		    c->col + c->span > ZC_ROW_CELLS_MAX + 1 ||
		    !zc_utf8_valid(c->text))
			abort();
		last = c->col + c->span - 1;
		if (!g->any) {
			g->table = r->table;
			g->row = r->number;
			g->col = c->col;
			g->flags = c->flags;
			g->filled = zc_str_is(c->text, "f<&\n二");
			g->any = true;
		} else {
			zc_buf_fmt(&g->b, "%u,%u,%u=%.*s;", r->table, r->number,
			    c->col, (int)c->text.n, c->text.p);
		}
	}
	return ZC_OK;
}

static int
read_part(struct zc_str xml, struct got *g)
{
	struct fuzz_part v = { "word/document.xml", xml };
	struct zc_row_sink to = { on_row, NULL, g };
	struct zc_arena a;
	struct zc_zip z;
	int fd = fuzz_zip(&v, 1), rc;

	*g = (struct got){ 0 };
	zc_buf_init(&g->b, 1 << 24);
	zc_arena_init(&a, 1 << 24);
	if (zc_zip_open(fd, 1 << 24, &a, &z, NULL) != ZC_OK)
		abort();
	rc = zc_docx_table_read(&z, 0, &to, NULL);
	zc_arena_fini(&a);
	(void)close(fd);
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	struct got before, after;
	struct zc_cell_fill f = { .text = ZC_S("f<&\n二") };
	struct zc_buf out;
	int rc;

	if (n > 1 << 18)
		return 0;
	zc_buf_init(&out, 1 << 22);
	rc = read_part(in, &before);
	if (rc == ZC_OK && before.any) {
		f.table = before.table;
		f.row = before.row;
		f.col = before.col;
		rc = zc_docx_fill(in, &f, 1, &out, NULL);
		/* What the reader names, the filler finds. */
		if (rc == ZC_ENOENT && (before.flags & ZC_CELL_MERGED) == 0)
			abort();
	}
	if (rc == ZC_OK && before.any) {
		if (read_part(zc_buf_get(&out), &after) != ZC_OK ||
		    !after.filled ||
		    !zc_str_eq(zc_buf_get(&before.b), zc_buf_get(&after.b)))
			abort();
		zc_buf_fini(&after.b);
	}
	zc_buf_fini(&before.b);
	zc_buf_fini(&out);
	return 0;
}
