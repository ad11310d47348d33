/*
 * docno: the number of an official document, 机关代字〔年份〕序号号.
 * GB/T 9704-2012 7.2.5: the year has four digits in hexagonal brackets, the
 * serial is not padded and has no 第 in front. Brackets of all kinds, padding
 * and 第 are common in practice and are put right.
 */
#ifndef ZC_DOCNO_H
#define ZC_DOCNO_H

#include "text/idcheck.h"

/* As in idcheck.h. */
zc_idcheck_fn zc_docno_check;

/*
 * The first document number in a text; out->n = 0 when there is none. The
 * Chinese characters in front of the bracket, at most 20, are its code.
 * ZC_ENOMEM: arena spent.
 */
ZC_MUST int zc_docno_find(
    struct zc_str in, struct zc_arena *a, struct zc_str *out, struct zc_err *e);

#endif
