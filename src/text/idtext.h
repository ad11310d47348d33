/* idtext: the small things that the checks of identifiers share. */
#ifndef ZC_IDTEXT_H
#define ZC_IDTEXT_H

#include "base/base.h"

/* Refuse with a msgid that is a whole sentence. */
#define ZC_ID_REFUSE(e, msgid) ZC_FAIL((e), ZC_EINPUT, "%s", msgid)

/*
 * Full-width ASCII narrow, every blank ' ', invisible characters gone, blanks
 * at both ends gone. ZC_ENOMEM: arena spent.
 */
ZC_MUST int zc_idtext_plain(
    struct zc_str in, struct zc_arena *a, struct zc_str *out, struct zc_err *e);

/*
 * Copy of `in` in upper case (ASCII) without the bytes of `drop`.
 * ZC_ENOMEM: arena spent.
 */
ZC_MUST int zc_idtext_pack(struct zc_str in, const char *drop,
    struct zc_arena *a, struct zc_str *out, struct zc_err *e);

/* printf into the arena. ZC_ENOMEM: arena spent. At most 511 bytes. */
ZC_MUST int zc_idtext_fmt(struct zc_arena *a, struct zc_str *out,
    struct zc_err *e, const char *fmt, ...) ZC_PRINTF(4, 5);

bool zc_idtext_digits(struct zc_str s);
/* Value of a run of at most 9 digits; other bytes are not expected. */
unsigned zc_idtext_value(struct zc_str s);

/*
 * True when the string fits `pattern`, byte by byte: 9 a digit, A a letter of
 * plates and passports (A-Z but I and O), * one of both, the rest itself.
 */
bool zc_idtext_fits(struct zc_str s, const char *pattern);

/* A day of the Gregorian calendar between 1900 and 2199. */
bool zc_idtext_day(unsigned y, unsigned m, unsigned d);

#endif
