/* tr: user-visible text. English msgids are in the code, Chinese in po/. */
#ifndef ZC_TR_H
#define ZC_TR_H

/*
 * Translation of `msgid` into `lang` ("zh" or "en") from the embedded GNU .mo
 * catalogue; `msgid` itself when there is none or lang is not "zh".
 */
const char *zc_tr(const char *lang, const char *msgid)
    __attribute__((format_arg(2)));

/*
 * "zh" or "en": as `option` says, else ZICHA_LANG, else the locale (after
 * setlocale). Chinese unless something asks for English. `option` may be NULL.
 */
const char *zc_tr_language(const char *option);

#endif
