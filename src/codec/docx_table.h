/*
 * docx_table: the tables of a text document (ECMA-376 part 1,
 * WordprocessingML) as rows. Paragraphs of a cell are joined by line feeds;
 * deleted text, field codes and fallbacks for old programs are left out; a
 * table inside a cell belongs to the text of the cell.
 */
#ifndef ZC_DOCX_TABLE_H
#define ZC_DOCX_TABLE_H

#include "codec/opc.h"
#include "codec/row.h"

enum {
	ZC_DOCX_TABLES_MAX = 10000,
	ZC_DOCX_HEADING_MAX = 400 /* bytes of a heading that are told */
};

/*
 * Read the tables of the main document; `table` 0 reads all, else that one
 * (from 1). The last text in front of each table is told as its heading. Cells
 * stand in the columns of the grid (gridSpan counted); a cell that goes on from
 * above (vMerge) has no text and is ZC_CELL_MERGED. Rows count from 1 in each
 * table.
 *
 * ZC_EINPUT  no text document, or damaged     ZC_ENOENT  no such table
 * ZC_ELIMIT  beyond the limits of row.h
 */
ZC_MUST int zc_docx_table_read(struct zc_zip *z, uint32_t table,
    const struct zc_row_sink *to, struct zc_err *e);

/* Elements whose content is not text of the document as it stands now. */
bool zc_docx_table_passes(struct zc_str name);

#endif
