/*
 * xlsx_read: the rows of one sheet as a stream, with little memory. Formulas
 * are never evaluated: what the program that saved the file computed is taken,
 * and a formula without such a value is told.
 */
#ifndef ZC_XLSX_READ_H
#define ZC_XLSX_READ_H

#include "codec/xlsx.h"

enum {
	ZC_XLSX_NOTES_MAX = 1000 /* of each kind */
};

/*
 * Read sheet `which`. Rows and cells that are empty are left out; cells come
 * in the order of their columns, the first of two at one place counts.
 *
 * ZC_EINPUT  damaged, or a cell that points at a text that is not there
 * ZC_ELIMIT  a place beyond XFD1048576, or a row beyond its limits
 */
ZC_MUST int zc_xlsx_read(struct zc_xlsx *w, size_t which,
    const struct zc_row_sink *to, struct zc_err *e);

/*
 * "C17" at the front of s: column and row from 1; *used bytes. False when it is
 * no place, or beyond the limits.
 */
bool zc_xlsx_place(struct zc_str s, uint32_t *col, uint32_t *row, size_t *used);
/* Letters of a column: 1 gives "A". At most 3 and a '\0'. */
void zc_xlsx_column(uint32_t col, char out[8]);

#endif
