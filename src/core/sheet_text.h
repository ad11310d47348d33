/*
 * sheet_text: all text that a XLSX or DOCX file holds, wherever a person could
 * find it: every sheet, paragraph, table, header, footer, note, comment,
 * text box, name of a sheet, property. For looking at it before it is kept.
 * The file is foreign: a jailed process reads it.
 */
#ifndef ZC_SHEET_TEXT_H
#define ZC_SHEET_TEXT_H

#include "base/buf.h"

/* A paragraph, a cell, a property; a negative return stops. */
typedef int (*zc_sheet_text_fn)(void *ctx, struct zc_str text);

/*
 * Read the file `fd` and hand out its text. *unseen: parts with something in
 * them that is no text (pictures, embedded files, macros) or is damaged.
 *
 * ZC_EUNSUP  neither XLSX nor DOCX     others as zc_sheet_open, and what
 * `fn` returned
 */
ZC_MUST int zc_sheet_text(
    int fd, zc_sheet_text_fn fn, void *ctx, uint32_t *unseen, struct zc_err *e);

/*
 * The same; plain text in any encoding of text/charset.h is read, too. *unseen
 * is not 0 when the text is written in a form that hides words from a plain
 * look: marked up (HTML, RTF, XML), coded (mail), or not surely decoded.
 *
 * ZC_EUNSUP  neither XLSX nor DOCX nor text
 */
ZC_MUST int zc_sheet_text_any(
    int fd, zc_sheet_text_fn fn, void *ctx, uint32_t *unseen, struct zc_err *e);

/* The jailed side, for tests and fuzzing. */
struct zc_sheet_out;
ZC_MUST int zc_sheet_text_read(int fd, bool plain, struct zc_sheet_out *o);

#endif
