/*
 * nft: the nftables rule set in force, dumped over netlink and put into words
 * (linux/netfilter/nf_tables.h). Rules of iptables-nft are in it, too.
 */
#ifndef ZC_NFT_H
#define ZC_NFT_H

#include "probe/netlink.h"
#include "probe/probe.h"

struct zc_nft_chain {
	const char *family; /* ip, ip6, inet, arp, bridge, netdev */
	struct zc_str table, name, type;
	const char *hook;   /* input, forward, output …; "" no base chain */
	const char *policy; /* accept, drop; "" no base chain */
	int64_t rules;
};

/* What the expressions of a rule say. */
struct zc_nft_words {
	const char *action;   /* accept, drop, reject, jump, other */
	struct zc_str target; /* chain of a jump or goto */
	const char *protocol; /* tcp, udp, icmp …, any */
	struct zc_str port, source, interface; /* "" any */
	struct zc_str text;                    /* the rule in words */
	bool always; /* no condition: every packet meets it */
	bool back;   /* returns to the chain before */
};

struct zc_nft_rule {
	const struct zc_nft_chain *chain;
	int64_t position; /* in its chain, from 1 */
	struct zc_nft_words words;
};

struct zc_nft {
	struct zc_nft_chain *chains;
	size_t nchains;
	struct zc_nft_rule *rules; /* by chain, in order */
	size_t nrules;
	bool torn;
};

/*
 * Dump the rule set into l->a. A kernel without nf_tables has an empty one.
 * ZC_EACCES: the administrator's rights are needed.
 */
ZC_MUST int zc_nft_load(
    const struct zc_look *l, struct zc_nft *out, struct zc_err *e);

/*
 * What becomes of a packet of `family` ("ip" or "ip6") that comes to `hook`
 * and meets no rule with a condition: "accept", "drop" or "reject"; NULL when
 * no chain of type filter is there.
 */
const char *zc_nft_verdict(
    const struct zc_nft *n, const char *family, const char *hook);

/* Members of a set as text ("22, 80-90"); "" unknown. */
typedef struct zc_str (*zc_nft_set_fn)(
    void *ctx, struct zc_str name, bool ports);

/*
 * Put the value of NFTA_RULE_EXPRESSIONS into words, in `a`. `set` may be
 * NULL. ZC_ENOMEM only; what is not understood is "other" and a condition.
 */
ZC_MUST int zc_nft_words(struct zc_rd *exprs, const char *family,
    struct zc_arena *a, zc_nft_set_fn set, void *ctx, struct zc_nft_words *out);

/*
 * Members of a set of the kernel ("10.0.0.0/8, 192.0.2.1-192.0.2.9"), in `a`;
 * "" when it cannot be asked. `family` is NFPROTO_….
 */
struct zc_str zc_nft_set(struct zc_netlink *nl, uint8_t family,
    struct zc_str table, struct zc_str name, bool ports, struct zc_arena *a);

/* Chain and rule messages as the kernel sends them, for load and tests. */
struct zc_nft_raw {
	const char *family;
	struct zc_str table, chain;
	struct zc_str exprs;
};
bool zc_nft_parse_chain(struct zc_rd *body, struct zc_nft_chain *out);
bool zc_nft_parse_rule(struct zc_rd *body, struct zc_nft_raw *out);

#endif
