/* idnet: network addresses. See idcheck.h. */
#ifndef ZC_IDNET_H
#define ZC_IDNET_H

#include "text/idcheck.h"

/*
 * MAC address (IEEE EUI-48) in pairs or fours with : - . or blanks between,
 * or 12 hexadecimal digits. Group addresses (lowest bit of the first byte)
 * and zero are no device's.
 */
zc_idcheck_fn zc_idnet_mac;

/*
 * IPv4 in decimal, leading zeros allowed and decimal, 。 for a dot; IPv6 as in
 * RFC 4291 2.2, written as in RFC 5952.
 */
zc_idcheck_fn zc_idnet_ip;

/* ADDRESS/LENGTH (RFC 4632, RFC 4291 2.3) or IPv4 ADDRESS/MASK. */
zc_idcheck_fn zc_idnet_cidr;

#endif
