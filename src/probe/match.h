/*
 * match: shell-like patterns of the indicator lists, and where a host name or
 * address lies.
 */
#ifndef ZC_MATCH_H
#define ZC_MATCH_H

#include "base/base.h"

/*
 * True when all of `s` fits `pattern`: '*' is any run of bytes ('/' too), '?'
 * one byte, the rest stands for itself. ASCII case counts unless `nocase`.
 * Time is at most the product of both lengths.
 */
bool zc_match(const char *pattern, struct zc_str s, bool nocase);

/*
 * "local" (no network: file, cdrom, loopback), "private" (RFC 1918, link
 * local, unique local, names under .local, .lan, .internal … or without a
 * dot) or "public" for the host of an address like "https://host:1/x" or a
 * plain host.
 */
const char *zc_match_scope(struct zc_str uri);

/* The host of such an address without user, port and brackets. */
struct zc_str zc_match_host(struct zc_str uri);

#endif
