/*
 * charset: which encoding a text of unknown origin has, and its UTF-8 form.
 * Tables only (text/charset_table.h): no iconv, no locale, so that it works in
 * a jail.
 *
 * Sources: RFC 3629, RFC 2781, GB 18030-2005 (all one-, two- and four-byte
 * codes), Big5 as the C library knows it. 0x80 alone is the euro sign, as in
 * code page 936.
 */
#ifndef ZC_CHARSET_H
#define ZC_CHARSET_H

#include "base/buf.h"

enum zc_charset {
	ZC_CHARSET_UTF8,
	ZC_CHARSET_UTF16LE,
	ZC_CHARSET_UTF16BE,
	ZC_CHARSET_GB18030, /* GB2312 and GBK are parts of it */
	ZC_CHARSET_BIG5
};

enum zc_charset_sure {
	ZC_CHARSET_GUESS,  /* nothing fits well: ask the user */
	ZC_CHARSET_LIKELY, /* the statistics of its characters say so */
	ZC_CHARSET_CERTAIN /* byte order mark, or all of it is valid UTF-8 */
};

struct zc_charset_found {
	enum zc_charset charset;
	enum zc_charset_sure sure;
	size_t bom; /* bytes of the byte order mark: 0, 2, 3 or 4 */
};

/* "utf-8", "utf-16le", "utf-16be", "gb18030", "big5". Never NULL. */
const char *zc_charset_name(enum zc_charset c);

/*
 * Tell the encoding. All bytes are read for UTF-8 until it plainly is not, at
 * most 256 KiB from the first byte that is not ASCII for the others. Empty and
 * pure ASCII text is UTF-8. UTF-8 with a few wrong bytes (a cut file) is still
 * UTF-8, LIKELY.
 */
struct zc_charset_found zc_charset_detect(struct zc_str in);

/*
 * Append `in` as valid UTF-8. A byte order mark at the start is left out.
 *
 *   out  its own maximum holds: ask out->rc (ZC_ELIMIT, ZC_ENOMEM); what is
 *        there then is incomplete
 *   bad  may be NULL; number of U+FFFD written for bytes that are no
 *        character: one for a maximal broken sequence
 *
 * NUL and other control characters pass. At most 3 bytes are written for each
 * byte read.
 */
void zc_charset_to_utf8(
    enum zc_charset c, struct zc_str in, struct zc_buf *out, size_t *bad);

#endif
