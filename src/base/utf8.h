/* utf8: checking and making safe the text that enters zicha. */
#ifndef ZC_UTF8_H
#define ZC_UTF8_H

#include "base/buf.h"

/* Length in bytes of the valid sequence at s.p, or 0. RFC 3629. */
size_t zc_utf8_step(struct zc_str s);

/* True when all of it is valid UTF-8. */
bool zc_utf8_valid(struct zc_str s);

/* True when zc_utf8_safe would leave it as it is, however long. */
bool zc_utf8_printable(struct zc_str s);

/*
 * Append `s` as printable UTF-8: an invalid byte or a control character other
 * than tab and line feed becomes "\xHH" (a terminal must not obey what a file
 * name says). At most `max` bytes are taken; a cut is marked with "…".
 */
void zc_utf8_safe(struct zc_buf *b, struct zc_str s, size_t max);

/*
 * Copy `s` into a string of `size` bytes, NUL-ended; what does not fit is cut
 * between two characters.
 */
void zc_utf8_copy(char *to, size_t size, struct zc_str s);

/* Columns that the text takes on a terminal (CJK wide = 2). */
size_t zc_utf8_width(struct zc_str s);

#endif
