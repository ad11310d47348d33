/*
 * xlsx: a workbook (ECMA-376 part 1, SpreadsheetML): its sheets, its texts and
 * the meaning of its styles, ready for xlsx_read.
 */
#ifndef ZC_XLSX_H
#define ZC_XLSX_H

#include "codec/opc.h"
#include "codec/row.h"

enum {
	ZC_XLSX_SHEETS_MAX = 1024,
	ZC_XLSX_STYLES_MAX = 65536,
	ZC_XLSX_STRINGS_MAX = 16 << 20,  /* how many shared texts */
	ZC_XLSX_STRING_BYTES = 256 << 20 /* all of them together */
};

struct zc_xlsx_sheet {
	struct zc_str name, part;
	bool hidden;
};

struct zc_xlsx {
	struct zc_zip *z;
	struct zc_xlsx_sheet *sheets;
	size_t nsheets;
	bool date1904;
	uint8_t *forms; /* enum zc_xlsx_form of each style */
	size_t nforms;
	struct zc_buf text; /* shared texts, one behind the other */
	uint32_t *ends;     /* offset behind each */
	size_t nstrings;
};

/*
 * Read all but the sheets. ZC_EINPUT: no workbook, or damaged. In each case
 * zc_xlsx_close frees what was read; names live in `a`.
 */
ZC_MUST int zc_xlsx_open(struct zc_zip *z, struct zc_arena *a,
    struct zc_xlsx *out, struct zc_err *e);
void zc_xlsx_close(struct zc_xlsx *x);

/* Tell every sheet to `to`; `which` is the one that is read. */
ZC_MUST int zc_xlsx_tell(
    const struct zc_xlsx *x, size_t which, const struct zc_row_sink *to);
/*
 * The sheet of this name, or for "" the first that is not hidden (else the
 * first). ZC_ENOENT.
 */
ZC_MUST int zc_xlsx_find(const struct zc_xlsx *x, struct zc_str name,
    size_t *which, struct zc_err *e);

/*
 * Append the text of <si> or <is>, just opened, and go to its CLOSE: runs are
 * joined, phonetic text is left out, _x000D_ is the character it stands for.
 */
ZC_MUST int zc_xlsx_string(
    struct zc_xmltext *x, struct zc_buf *b, struct zc_err *e);
/* Resolve _xHHHH_ (ST_Xstring, 22.9.2.19) in b from `from` on. */
void zc_xlsx_unescape(struct zc_buf *b, size_t from);
/*
 * Append text as a cell may hold it: without control characters but tab and
 * line feed, and with "_x000D_" written so that it stays what it is.
 */
void zc_xlsx_escape(struct zc_buf *b, struct zc_str s);

#endif
