/*
 * sheet_fill: a file that somebody sent, returned in its own layout with some
 * cells filled: a superior's checklist or problem list (XLSX, DOCX). All that
 * is not a filled cell stays, byte for byte. The file is foreign: a jailed
 * process reads it and makes the copy.
 */
#ifndef ZC_SHEET_FILL_H
#define ZC_SHEET_FILL_H

#include "codec/fill.h"
#include "core/sheet.h"

enum {
	ZC_SHEET_FILLED_MAX = 1 << 30 /* bytes of the copy */
};

/*
 * Copy `from` to `to` with the cells of `f` filled, which is put into order on
 * the way. `opt` chooses the sheet as for zc_sheet_open; tables, rows and
 * columns are those that zc_sheet_next gave. `to` appears when it is whole.
 *
 * ZC_ENOENT    a cell that a DOCX does not have
 * ZC_EREFUSED  a cell with a formula, picture or table, or one that a merged
 *              cell covers
 * ZC_EUNSUP    text files, and what zc_sheet_open does not read
 * others       as zc_sheet_open, or writing `to`
 */
ZC_MUST int zc_sheet_fill(const char *from, const char *to,
    const struct zc_sheet_opt *opt, struct zc_cell_fill *f, size_t n,
    struct zc_err *e);

#endif
