#include "probe/nft.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>

enum {
	MOST = 200000,
	DEPTH_MAX = 16
};

static const char *
family_word(uint8_t f)
{
	switch (f) {
	case NFPROTO_INET:
		return "inet";
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_IPV6:
		return "ip6";
	case NFPROTO_ARP:
		return "arp";
	case NFPROTO_BRIDGE:
		return "bridge";
	case NFPROTO_NETDEV:
		return "netdev";
	default:
		return "other";
	}
}

static const char *
hook_word(const char *family, uint32_t hook)
{
	static const char *const words[] = { "prerouting", "input", "forward",
		"output", "postrouting", "ingress" };

	if (strcmp(family, "netdev") == 0)
		return hook == 0 ? "ingress" : "egress";
	if (strcmp(family, "arp") == 0)
		return hook == 0 ? "input" : "output";
	return hook < ZC_LEN(words) ? words[hook] : "other";
}

static struct zc_rd
be32_of(struct zc_rd *v, uint32_t *out)
{
	*out = zc_rd_be32(v);
	return *v;
}

bool
zc_nft_parse_chain(struct zc_rd *body, struct zc_nft_chain *out)
{
	struct zc_nft_chain c = { .hook = "", .policy = "" };
	struct zc_rd v, inner;
	uint32_t n;
	uint16_t t, u;

	c.family = family_word(zc_rd_u8(body));
	zc_rd_skip(body, 3); /* struct nfgenmsg: version, resource */
	while (zc_netlink_attr(body, &t, &v)) {
		if (t == NFTA_CHAIN_TABLE)
			c.table = zc_netlink_text(&v);
		else if (t == NFTA_CHAIN_NAME)
			c.name = zc_netlink_text(&v);
		else if (t == NFTA_CHAIN_TYPE)
			c.type = zc_netlink_text(&v);
		else if (t == NFTA_CHAIN_POLICY) {
			(void)be32_of(&v, &n);
			c.policy = n == NF_DROP ? "drop" : "accept";
		} else if (t == NFTA_CHAIN_HOOK) {
			while (zc_netlink_attr(&v, &u, &inner)) {
				if (u == NFTA_HOOK_HOOKNUM)
					c.hook = hook_word(
					    c.family, zc_rd_be32(&inner));
			}
		}
	}
	*out = c;
	return !body->bad && c.name.n > 0 && c.table.n > 0;
}

bool
zc_nft_parse_rule(struct zc_rd *body, struct zc_nft_raw *out)
{
	struct zc_nft_raw r = { 0 };
	struct zc_rd v;
	uint16_t t;

	r.family = family_word(zc_rd_u8(body));
	zc_rd_skip(body, 3);
	while (zc_netlink_attr(body, &t, &v)) {
		if (t == NFTA_RULE_TABLE)
			r.table = zc_netlink_text(&v);
		else if (t == NFTA_RULE_CHAIN)
			r.chain = zc_netlink_text(&v);
		else if (t == NFTA_RULE_EXPRESSIONS)
			r.exprs = zc_rd_bytes(&v, zc_rd_left(&v));
	}
	*out = r;
	return !body->bad && r.chain.n > 0 && r.table.n > 0;
}

/* What a load in progress has. */
struct load {
	struct zc_arena *a;
	struct zc_netlink *nl;
	struct zc_nft *out;
	struct zc_nft_raw *raws;
	size_t nraws, raws_cap, chains_cap;
	struct zc_nft_raw *rule; /* the one whose sets are asked for */
};

static struct zc_str
keep(struct zc_arena *a, struct zc_str s)
{
	char *p = zc_arena_dup(a, s.p, s.n);

	return p == NULL ? ZC_S("") : (struct zc_str){ p, s.n };
}

static void *
grow(struct zc_arena *a, void *v, size_t n, size_t *cap, size_t size)
{
	size_t bigger = *cap == 0 ? 32 : *cap * 2;
	void *w;

	if (n < *cap)
		return v;
	w = n >= MOST ? NULL : zc_arena_array(a, bigger, size);
	if (w == NULL)
		return NULL;
	if (n > 0)
		memcpy(w, v, n * size);
	*cap = bigger;
	return w;
}

static int
take_chain(void *ctx, uint16_t type, struct zc_rd *body)
{
	struct load *s = ctx;
	struct zc_nft_chain c, *v;

	if (type != (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN) ||
	    !zc_nft_parse_chain(body, &c))
		return ZC_OK;
	v = grow(
	    s->a, s->out->chains, s->out->nchains, &s->chains_cap, sizeof(*v));
	if (v == NULL)
		return ZC_ENOMEM;
	s->out->chains = v;
	c.table = keep(s->a, c.table);
	c.name = keep(s->a, c.name);
	c.type = keep(s->a, c.type);
	v[s->out->nchains++] = c;
	return ZC_OK;
}

static int
take_rule(void *ctx, uint16_t type, struct zc_rd *body)
{
	struct load *s = ctx;
	struct zc_nft_raw r, *v;

	if (type != (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE) ||
	    !zc_nft_parse_rule(body, &r))
		return ZC_OK;
	v = grow(s->a, s->raws, s->nraws, &s->raws_cap, sizeof(*v));
	if (v == NULL)
		return ZC_ENOMEM;
	s->raws = v;
	r.table = keep(s->a, r.table);
	r.chain = keep(s->a, r.chain);
	r.exprs = keep(s->a, r.exprs);
	v[s->nraws++] = r;
	return ZC_OK;
}

static uint8_t
family_number(const char *word)
{
	for (uint8_t f = 1; f < 16; f++) {
		if (strcmp(family_word(f), word) == 0)
			return f;
	}
	return 0;
}

static struct zc_str
members_of(void *ctx, struct zc_str name, bool ports)
{
	struct load *s = ctx;

	return zc_nft_set(s->nl, family_number(s->rule->family), s->rule->table,
	    name, ports, s->a);
}

static struct zc_nft_chain *
chain_of(struct zc_nft *n, const struct zc_nft_raw *r)
{
	for (size_t i = 0; i < n->nchains; i++) {
		if (zc_str_eq(n->chains[i].name, r->chain) &&
		    zc_str_eq(n->chains[i].table, r->table) &&
		    strcmp(n->chains[i].family, r->family) == 0)
			return &n->chains[i];
	}
	return NULL;
}

static int
put_rules(struct load *s, struct zc_err *e)
{
	struct zc_nft *n = s->out;

	n->rules = zc_arena_array(s->a, s->nraws + 1, sizeof(*n->rules));
	if (n->rules == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "rules: no room");
	for (size_t i = 0; i < s->nraws; i++) {
		struct zc_nft_chain *c = chain_of(n, &s->raws[i]);
		struct zc_nft_rule *r = &n->rules[n->nrules];
		struct zc_rd exprs;

		if (c == NULL)
			continue; /* made after the chains were dumped */
		s->rule = &s->raws[i];
		zc_rd_init(&exprs, s->raws[i].exprs.p, s->raws[i].exprs.n);
		if (zc_nft_words(&exprs, c->family, s->a, members_of, s,
			&r->words) != ZC_OK)
			return ZC_FAIL(e, ZC_ENOMEM, "rules: no room");
		r->chain = c;
		r->position = ++c->rules;
		n->nrules++;
	}
	return ZC_OK;
}

int
zc_nft_load(const struct zc_look *l, struct zc_nft *out, struct zc_err *e)
{
	struct nfgenmsg head = { .nfgen_family = AF_UNSPEC };
	struct zc_str req = { (const char *)&head, sizeof(head) };
	struct zc_netlink nl = { 0 };
	struct zc_nft n = { 0 };
	struct load s = { .a = l->a, .nl = &nl, .out = &n };
	struct zc_err why = { 0 };
	int rc = zc_netlink_open(NETLINK_NETFILTER, &nl, &why);

	if (rc == ZC_OK)
		rc = zc_netlink_dump(&nl,
		    NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETCHAIN, req,
		    take_chain, &s, &why);
	if (rc == ZC_OK)
		rc = zc_netlink_dump(&nl,
		    NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETRULE, req, take_rule,
		    &s, &why);
	if (rc == ZC_OK)
		rc = put_rules(&s, &why);
	zc_netlink_close(&nl);
	n.torn = nl.torn;
	/* A kernel without nf_tables does not know the question. */
	if (rc == ZC_EUNSUP || why.sys == EINVAL || why.sys == EOPNOTSUPP)
		rc = ZC_OK;
	if (rc != ZC_OK)
		return zc_err_set(
		    e, rc, why.sys, why.file, why.line, "%s", why.msg);
	*out = n;
	return ZC_OK;
}

static const char *chain_verdict(
    const struct zc_nft *n, const struct zc_nft_chain *c, unsigned depth);

static const char *
jump_verdict(
    const struct zc_nft *n, const struct zc_nft_rule *r, unsigned depth)
{
	for (size_t i = 0; i < n->nchains; i++) {
		const struct zc_nft_chain *c = &n->chains[i];

		if (zc_str_eq(c->name, r->words.target) &&
		    zc_str_eq(c->table, r->chain->table) &&
		    strcmp(c->family, r->chain->family) == 0)
			return chain_verdict(n, c, depth + 1);
	}
	return NULL;
}

/* The first rule without condition that ends the way of a packet. */
static const char *
chain_verdict(
    const struct zc_nft *n, const struct zc_nft_chain *c, unsigned depth)
{
	const char *v = NULL;

	for (size_t i = 0; v == NULL && i < n->nrules; i++) {
		const struct zc_nft_rule *r = &n->rules[i];

		if (r->chain != c || !r->words.always)
			continue;
		if (r->words.back)
			break;
		if (strcmp(r->words.action, "jump") == 0)
			v = depth < DEPTH_MAX ? jump_verdict(n, r, depth)
					      : NULL;
		else if (strcmp(r->words.action, "other") != 0)
			v = r->words.action;
	}
	return v;
}

const char *
zc_nft_verdict(const struct zc_nft *n, const char *family, const char *hook)
{
	const char *found = NULL;

	for (size_t i = 0; i < n->nchains; i++) {
		const struct zc_nft_chain *c = &n->chains[i];
		const char *v;

		if (strcmp(c->hook, hook) != 0 ||
		    !zc_str_is(c->type, "filter") ||
		    (strcmp(c->family, "inet") != 0 &&
			strcmp(c->family, family) != 0))
			continue;
		v = chain_verdict(n, c, 0);
		if (v == NULL)
			v = c->policy;
		/* A packet must be let through by every base chain. */
		if (found == NULL || strcmp(found, "accept") == 0)
			found = v;
	}
	return found;
}
