/*
 * sheet_wire: what the jailed reader of a table and its parent say to each
 * other: a type byte, the length as 32 bits, and a body; numbers are
 * little-endian.
 *
 *   'K'  form
 *   'R'  table, number, flags, n; then for each cell 16 bits column, 16 bits
 *        span, 16 bits flags, 32 bits length, and its text
 *   'N'  what, a, b, and a text to the end of the body
 *   'E'  (end)
 *   'F'  enum zc_sheet_why
 *   'B'  bytes of a file that is written back
 */
#ifndef ZC_SHEET_WIRE_H
#define ZC_SHEET_WIRE_H

#include "core/sheet.h"

enum {
	ZC_SHEET_MESSAGE_MAX = ZC_ROW_BYTES_MAX + 10 * ZC_ROW_CELLS_MAX + 64,
	ZC_SHEET_UNPACKED_MAX = 2047 << 20 /* bytes that a file unpacks to */
};

/* Why a file was not read; each has a code and a sentence in sheet_wire.c. */
enum zc_sheet_why {
	ZC_SHEET_FINE,
	ZC_SHEET_OLE2,
	ZC_SHEET_LOCKED,
	ZC_SHEET_OTHER,
	ZC_SHEET_NO_TEXT,
	ZC_SHEET_DAMAGED,
	ZC_SHEET_LARGE,
	ZC_SHEET_NO_SHEET,
	ZC_SHEET_NO_TABLE,
	ZC_SHEET_NO_ROOM,
	ZC_SHEET_IO,
	ZC_SHEET_NO_CELL,   /* writing back: no such cell */
	ZC_SHEET_BUSY_CELL, /* writing back: a formula, table or picture */
	ZC_SHEET_WHY_LAST
};

/* Fill e and return the code of `why`. */
ZC_MUST int zc_sheet_fail(enum zc_sheet_why why, struct zc_err *e);

/* Where the child's bytes go; negative stops. */
struct zc_sheet_out {
	int (*send)(void *ctx, struct zc_str bytes);
	void *ctx;
	struct zc_buf b;
};

void zc_sheet_out_init(struct zc_sheet_out *o,
    int (*send)(void *ctx, struct zc_str bytes), void *ctx);
void zc_sheet_out_fini(struct zc_sheet_out *o);
/* One message; sent when enough are together. */
ZC_MUST int zc_sheet_out_put(
    struct zc_sheet_out *o, char type, struct zc_str body);
ZC_MUST int zc_sheet_out_number(struct zc_sheet_out *o, char type, uint32_t v);
ZC_MUST int zc_sheet_out_row(struct zc_sheet_out *o, const struct zc_row *r);
ZC_MUST int zc_sheet_out_note(struct zc_sheet_out *o, enum zc_note what,
    uint32_t a, uint32_t b, struct zc_str text);
ZC_MUST int zc_sheet_out_flush(struct zc_sheet_out *o);

/* A jailed child's `send`: ctx is the address of the pipe's descriptor. */
int zc_sheet_send_pipe(void *ctx, struct zc_str bytes);

/*
 * In the child (and in tests and fuzzing): read the file `fd` and send its
 * rows, ending in 'E' or 'F'. Negative only when sending failed.
 */
ZC_MUST int zc_sheet_read(
    int fd, const struct zc_sheet_opt *opt, struct zc_sheet_out *o);

/*
 * For sheet_match: the first rows, which stay; and which of them zc_sheet_next
 * gives first. Before the first zc_sheet_next only.
 */
ZC_MUST int zc_sheet_look(struct zc_sheet *s, const struct zc_row **rows,
    size_t *n, struct zc_err *e);
void zc_sheet_look_past(struct zc_sheet *s, size_t n);

/*
 * Tests and fuzzing: a sheet whose messages come from `fd`, which
 * zc_sheet_close closes, and not from a jailed reader.
 */
ZC_MUST int zc_sheet_open_wire(int fd, struct zc_sheet **out, struct zc_err *e);

/* What a ZIP file is: XLSX, DOCX, or why it is neither. */
struct zc_zip;
struct zc_arena;
enum zc_sheet_why zc_sheet_tell_zip(
    struct zc_zip *z, struct zc_arena *a, enum zc_sheet_form *form);
/* What stopped a codec. */
enum zc_sheet_why zc_sheet_why_of(int rc);

#endif
