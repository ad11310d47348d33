/*
 * csv: tables as text, RFC 4180 with the habits of real files: comma,
 * semicolon or tab; line breaks in quotes; a mark of UTF-8 in front; LF, CRLF
 * or CR; quotes in the middle of a cell; rows of unequal length.
 */
#ifndef ZC_CSV_H
#define ZC_CSV_H

#include "base/buf.h"
#include "codec/row.h"

enum {
	ZC_CSV_TEXT_MAX = 256 << 20 /* bytes of a text, as UTF-8 */
};

/*
 * Read UTF-8 `text`; `sep` 0 finds out the separator from the first rows. Cells
 * keep their blanks. An empty line is a row of no cells. A quote that never
 * ends is told, and the rest is read as if it had not been one.
 *
 * ZC_ELIMIT  over ZC_ROW_MAX rows, or a row beyond its limits
 * others     what the sink gave
 */
ZC_MUST int zc_csv_read(struct zc_str text, char sep,
    const struct zc_row_sink *to, struct zc_err *e);

/* The separator that the first rows speak for: ',', ';' or '\t'. */
char zc_csv_separator(struct zc_str text);

/* The mark that tells Excel and WPS that a file is UTF-8. */
#define ZC_CSV_BOM "\xef\xbb\xbf"

/*
 * Append one cell, with a comma before all but the first. A text that a
 * spreadsheet would take for a formula (begins with = + - @, tab or CR, in
 * whatever width) gets an apostrophe in front, and so does what looks like a
 * text that got one; numbers do not. zc_csv_unguard takes it off again.
 */
void zc_csv_put(struct zc_buf *b, struct zc_str cell, bool first);
struct zc_str zc_csv_unguard(struct zc_str cell);
/* Append the end of a row. */
void zc_csv_end(struct zc_buf *b);

#endif
