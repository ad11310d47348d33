/*
 * xlsx_style: what a number of a sheet stands for by its number format
 * (ECMA-376 18.8.30), and its text.
 */
#ifndef ZC_XLSX_STYLE_H
#define ZC_XLSX_STYLE_H

#include "base/buf.h"

enum zc_xlsx_form {
	ZC_XLSX_NUMBER = 0,
	ZC_XLSX_DATE = 1 << 5,
	ZC_XLSX_TIME = 1 << 6,  /* with DATE: both */
	ZC_XLSX_HOURS = 1 << 7, /* [h]:mm, hours beyond a day */
	ZC_XLSX_DIGITS = 31     /* "00000": at least so many digits */
};

/* Meaning of a built-in format number, and of a format code. */
uint8_t zc_xlsx_style_builtin(uint32_t id);
uint8_t zc_xlsx_style_code(struct zc_str code);

/*
 * Append the text of the number `raw` (NUL-ended) as form `form` says: dates
 * as YYYY-MM-DD, times as HH:MM or HH:MM:SS, both with a blank between;
 * numbers in decimal, without exponent where that is possible. *flags gets
 * enum zc_row_cell_flag. What is no number is appended as it is, without flag.
 */
void zc_xlsx_style_text(struct zc_buf *b, struct zc_str raw, uint8_t form,
    bool date1904, uint32_t *flags);

#endif
