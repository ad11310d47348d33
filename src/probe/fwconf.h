/*
 * fwconf: firewalls as their files set them up: nftables.conf, what
 * iptables-save wrote, ufw, firewalld.
 */
#ifndef ZC_FWCONF_H
#define ZC_FWCONF_H

#include "probe/probe.h"

struct zc_fwrule {
	const char *program; /* nftables, iptables, ip6tables, ufw, firewalld */
	struct zc_str chain; /* family/table/chain, chain or zone */
	const char *hook;    /* input, forward, output or "" */
	int64_t position;
	const char *action;   /* accept, drop, reject, jump, other */
	struct zc_str target; /* chain of a jump */
	struct zc_str protocol, port, source, interface, text; /* "" any */
	bool always; /* no condition */
};

struct zc_fwconf {
	const char *program;
	bool installed;
	int enabled;                          /* starts at boot: 1, 0 */
	const char *input, *forward, *output; /* policies; "" unknown */
	int64_t rules;
	int deny; /* denies inbound by default: 1, 0, -1 unknown */
	const char *source;
};

struct zc_fwconfs {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_fwconf v[16];
	size_t n;
	struct zc_fwrule *rules;
	size_t nrules, cap;
};

/*
 * Read the files of all of them; what cannot be read is noted. A firewall that
 * is neither installed nor set up has no entry. ZC_ENOMEM only.
 */
ZC_MUST int zc_fwconf_load(const struct zc_look *l, struct zc_table *t,
    struct zc_fwconfs *out, struct zc_err *e);

/* The readers, for load and the tests. They add rules and fill `c`. */
ZC_MUST int zc_fwconf_save_text(
    struct zc_fwconfs *f, struct zc_fwconf *c, struct zc_str text);
ZC_MUST int zc_fwconf_nft_text(
    struct zc_fwconfs *f, struct zc_fwconf *c, struct zc_str text);
ZC_MUST int zc_fwconf_zone_text(struct zc_fwconfs *f, struct zc_fwconf *c,
    struct zc_str zone, struct zc_str text);

/* A new rule with all open, or NULL when memory is spent. */
struct zc_fwrule *zc_fwconf_rule(struct zc_fwconfs *f, const char *program);

#endif
