#include "core/listfile.h"

#include "base/tr.h"
#include "core/sheet.h"
#include "core/sheet_fill.h"

struct zc_listfile {
	struct zc_sheet *sheet;
	const struct zc_row *row; /* the last one */
	struct zc_listfile_row out;
	struct zc_listfile_cell *cells;
	size_t cap;
	struct zc_arena *a;
};

int
zc_listfile_open(int fd, const char *sheet, struct zc_arena *a,
    struct zc_listfile **out, struct zc_err *e)
{
	struct zc_sheet_opt opt = { .sheet = sheet };
	struct zc_listfile *f = zc_arena_get(a, sizeof(*f));
	int rc;

	if (f == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "file");
	f->a = a;
	rc = zc_sheet_open_fd(fd, &opt, &f->sheet, e);
	if (rc == ZC_OK)
		*out = f;
	return rc;
}

void
zc_listfile_close(struct zc_listfile *f)
{
	if (f == NULL)
		return;
	zc_sheet_close(f->sheet);
	f->sheet = NULL;
}

int
zc_listfile_next(
    struct zc_listfile *f, const struct zc_listfile_row **row, struct zc_err *e)
{
	const struct zc_row *r;
	int rc = zc_sheet_next(f->sheet, &r, e);

	if (rc >= 0 && zc_sheet_form(f->sheet) == ZC_SHEET_TEXT)
		return ZC_FAIL(e, ZC_EUNSUP,
		    ZC_N("only XLSX and DOCX can go back in the same layout"));
	if (rc != 1)
		return rc;
	if (r->n > f->cap) {
		f->cells = zc_arena_array(f->a, r->n, sizeof(*f->cells));
		f->cap = f->cells == NULL ? 0 : r->n;
		if (f->cells == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "row");
	}
	for (uint32_t i = 0; i < r->n; i++)
		f->cells[i] = (struct zc_listfile_cell){ .text =
							     r->cells[i].text,
			.col = r->cells[i].col,
			.span = r->cells[i].span,
			.covered = (r->cells[i].flags & ZC_CELL_MERGED) != 0 };
	f->row = r;
	f->out = (struct zc_listfile_row){
		.table = r->table, .number = r->number, .n = r->n, .v = f->cells
	};
	*row = &f->out;
	return 1;
}

struct zc_str
zc_listfile_cell(const struct zc_listfile_row *r, uint32_t col)
{
	for (size_t i = 0; i < r->n && col != 0; i++)
		if (r->v[i].col == col)
			return r->v[i].text;
	return ZC_S("");
}

void
zc_listfile_where(const struct zc_listfile *f, uint32_t col, const char *lang,
    struct zc_buf *b)
{
	if (f->row != NULL)
		zc_sheet_where(f->sheet, f->row, col, lang, b);
}

void
zc_listfile_fold(struct zc_str heading, bool brackets, struct zc_buf *b)
{
	zc_sheet_fold(heading, brackets, b);
}

int
zc_listfile_match(struct zc_listfile *f, const struct zc_listfile_want *want,
    size_t n, const char *const *map, struct zc_arena *a,
    struct zc_listfile_match *out, struct zc_err *e)
{
	struct zc_sheet_want *w = zc_arena_array(a, n + 1, sizeof(*w));
	struct zc_sheet_match m;
	int rc;

	out->heads = zc_arena_array(a, n + 1, sizeof(*out->heads));
	if (w == NULL || out->heads == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "columns");
	for (size_t i = 0; i < n; i++)
		w[i] = (struct zc_sheet_want){
			.name = want[i].name, .zh = want[i].zh, .en = want[i].en
		};
	rc = zc_sheet_match(f->sheet, w, n, map, 0, a, &m, e);
	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i < n; i++)
		out->heads[i] = m.cols[i] == 0
		    ? ZC_S("")
		    : zc_str_trim(zc_sheet_cell(&m.head, m.cols[i]));
	out->cols = m.cols;
	out->table = m.head.table;
	out->unknown = m.unknown;
	out->nunknown = m.nunknown;
	return ZC_OK;
}

int
zc_listfile_fill(const char *from, const char *to, const char *sheet,
    const struct zc_listfile_put *v, size_t n, struct zc_arena *a,
    struct zc_err *e)
{
	struct zc_sheet_opt opt = { .sheet = sheet };
	struct zc_cell_fill *f = zc_arena_array(a, n + 1, sizeof(*f));

	if (f == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "cells");
	for (size_t i = 0; i < n; i++)
		f[i] = (struct zc_cell_fill){ .table = v[i].table,
			.row = v[i].row,
			.col = v[i].col,
			.text = zc_str_of(v[i].text) };
	return zc_sheet_fill(from, to, &opt, f, n, e);
}
