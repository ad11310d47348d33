/*
 * ipaddr: IPv4 and IPv6 addresses as bytes, their text, and how far they
 * reach (RFC 1918, 4193, 6598, 6890).
 */
#ifndef ZC_IPADDR_H
#define ZC_IPADDR_H

#include "base/base.h"

struct zc_ipaddr {
	int family;          /* 4 or 6; 0 = none */
	unsigned char b[16]; /* network order; 4 bytes used for IPv4 */
};

/*
 * Read "192.0.2.1", "2001:db8::1", "[2001:db8::1]", "fe80::1%eth0". An
 * IPv4-mapped address (::ffff:192.0.2.1) becomes the IPv4 address. False, and
 * `out` untouched, when it is not one.
 */
bool zc_ipaddr_parse(struct zc_str s, struct zc_ipaddr *out);

/* From 4 or 16 bytes in network order; mapped addresses become IPv4. */
struct zc_ipaddr zc_ipaddr_of(const void *p, size_t n);

/* The usual text, "" for none; returns `out`. */
const char *zc_ipaddr_text(const struct zc_ipaddr *a, char out[48]);

/*
 * "any" (0.0.0.0, ::), "loopback", "link" (link-local, local broadcast and
 * multicast), "private" (RFC 1918, shared address space of carriers
 * 100.64.0.0/10, unique local fc00::/7, benchmark 198.18.0.0/15, reserved) or
 * "public". "" for none. A translated address (64:ff9b::/96) reaches as far
 * as the IPv4 address inside.
 */
const char *zc_ipaddr_scope(const struct zc_ipaddr *a);

bool zc_ipaddr_public(const struct zc_ipaddr *a);

#endif
