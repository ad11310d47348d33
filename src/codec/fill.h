/*
 * fill: values for cells of a file that goes back in its own layout. The part
 * with the table gets the values; every other byte of it stays.
 */
#ifndef ZC_FILL_H
#define ZC_FILL_H

#include "codec/opc.h"

struct zc_cell_fill {
	uint32_t table;     /* DOCX: from 1; XLSX: 1 */
	uint32_t row, col;  /* as struct zc_row and zc_row_cell have them */
	struct zc_str text; /* UTF-8; line feeds are line breaks */
};

enum {
	ZC_FILL_PART_MAX = 256 << 20 /* bytes of the part that is changed */
};

/* Order by table, row, column. ZC_EUSAGE: two for one cell, or a zero. */
ZC_MUST int zc_fill_sort(struct zc_cell_fill *f, size_t n, struct zc_err *e);

/*
 * Append `part` (the XML of a sheet, UTF-8) with the cells of `f`, sorted, as
 * inline text; styles stay, rows and cells that are missing are put in.
 *
 * ZC_EREFUSED  a cell holds a formula, or is covered by a merged one
 * ZC_EUNSUP    the part is not in UTF-8
 * others       as zc_xmltext_next
 */
ZC_MUST int zc_xlsx_fill(struct zc_str part, const struct zc_cell_fill *f,
    size_t n, struct zc_buf *out, struct zc_err *e);

/*
 * The same for the main part of a text document. The form of the first
 * paragraph and run of a cell stays, its text is replaced.
 *
 * ZC_ENOENT    no such cell, or one that goes on from above
 * ZC_EREFUSED  a cell holds a picture, an object or a table
 */
ZC_MUST int zc_docx_fill(struct zc_str part, const struct zc_cell_fill *f,
    size_t n, struct zc_buf *out, struct zc_err *e);

#endif
