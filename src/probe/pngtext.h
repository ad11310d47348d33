/* pngtext: the text chunks of a PNG picture (PNG specification 11.3.4.3). */
#ifndef ZC_PNGTEXT_H
#define ZC_PNGTEXT_H

#include "base/base.h"

/*
 * The value of the tEXt chunk with this keyword, among the chunks before the
 * picture data; false when there is none or `png` is not a PNG. The value is
 * borrowed from `png`, which may be the start of a file.
 */
bool zc_pngtext(struct zc_str png, const char *key, struct zc_str *out);

#endif
