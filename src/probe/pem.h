/* pem: text armour around binary (RFC 7468) and base64 (RFC 4648). */
#ifndef ZC_PEM_H
#define ZC_PEM_H

#include "base/base.h"

/*
 * Take the next "-----BEGIN label-----" block off the front of `rest`; `body`
 * is the text between the lines, headers included. False when none is left
 * or the last one has no end.
 */
bool zc_pem_next(
    struct zc_str *rest, struct zc_str *label, struct zc_str *body);

/*
 * Decode base64; white space is skipped, '=' ends it. ZC_EINPUT: another byte;
 * ZC_ENOMEM: arena spent. `out` lives in the arena.
 */
ZC_MUST int zc_pem_base64(struct zc_str text, struct zc_arena *a,
    struct zc_str *out, struct zc_err *e);

#endif
