/*
 * iptold: rules of the old tables (iptables-legacy) that are in force, written
 * as iptables-save(8) writes them. The kernel tells them over a socket of the
 * Internet family, which no jailed probe may hold: so they are fetched before
 * the jail closes, and taken apart inside it.
 *
 * Layout of what the kernel tells: linux/netfilter_ipv4/ip_tables.h,
 * linux/netfilter_ipv6/ip6_tables.h, linux/netfilter/x_tables.h.
 */
#ifndef ZC_IPTOLD_H
#define ZC_IPTOLD_H

#include "base/buf.h"

enum {
	ZC_IPTOLD_BYTES_MAX = 8 << 20, /* of one table */
	ZC_IPTOLD_INFO = 84,           /* bytes of struct ipt_getinfo */
	ZC_IPTOLD_CHAINS_MAX = 2000
};

/*
 * For zc_probe.load: ask for the tables "filter" that exist. One that does not
 * is not asked for, since asking would make the kernel load it.
 */
void zc_iptold_load(void);

/*
 * The table of IPv4 or IPv6 as text, appended to `out`.
 *
 * ZC_ENOENT  there is none         ZC_EACCES  not permitted
 * ZC_EINPUT  not of the known form ZC_ELIMIT  too large
 */
ZC_MUST int zc_iptold_text(bool six, struct zc_buf *out, struct zc_err *e);

/* The same for given bytes: struct ipt_getinfo and the entries. */
ZC_MUST int zc_iptold_decode(bool six, struct zc_str info,
    struct zc_str entries, struct zc_buf *out, struct zc_err *e);

#endif
