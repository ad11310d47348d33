/*
 * notice: the sheet that is handed to the person whose computer is inspected,
 * before it begins (检查告知): what is looked at, what is kept, what is not.
 */
#ifndef ZC_NOTICE_H
#define ZC_NOTICE_H

#include "base/buf.h"

/* Append the notice as plain text in the language. */
void zc_notice_text(
    const char *unit, const char *hostname, const char *lang, struct zc_buf *b);

#endif
