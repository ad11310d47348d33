/* firewall_rule: one row per rule. */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/fwconf.h"
#include "probe/iptold.h"
#include "probe/nft.h"

#include <linux/capability.h>
#include <linux/netlink.h>

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "mechanism", "机制",
	    "nftables, iptables, firewalld, ufw" },
	{ "chain", ZC_TEXT, "chain", "链", "family/table/chain or zone" },
	{ "hook", ZC_TEXT, "hook", "挂接点",
	    "input, forward, output; empty when not a base chain" },
	{ "position", ZC_INT, "position", "次序", "position" },
	{ "action", ZC_TEXT, "action", "动作",
	    "accept, drop, reject, jump, other" },
	{ "protocol", ZC_TEXT, "protocol", "协议", "tcp, udp, icmp, any" },
	{ "port", ZC_TEXT, "port", "端口",
	    "destination port or range; empty = any" },
	{ "source_address", ZC_TEXT, "source address", "来源地址",
	    "source; empty = anyone" },
	{ "interface", ZC_TEXT, "interface", "接口", "input interface" },
	{ "text", ZC_TEXT, "rule", "规则", "the rule in words" },
};

static void
put(struct zc_table *t, const char *col, struct zc_str s)
{
	if (s.n > 0)
		zc_put(t, col, s);
}

static int
emit_live(struct zc_table *t, const struct zc_nft_rule *r, struct zc_err *e)
{
	const struct zc_nft_chain *c = r->chain;
	char chain[400];

	(void)snprintf(chain, sizeof(chain), "%s/%.*s/%.*s", c->family,
	    (int)(c->table.n < 128 ? c->table.n : 128), c->table.p,
	    (int)(c->name.n < 128 ? c->name.n : 128), c->name.p);
	zc_put_cstr(t, "program", "nftables");
	zc_put_cstr(t, "chain", chain);
	zc_put_cstr(t, "hook", c->hook);
	zc_put_int(t, "position", r->position);
	zc_put_cstr(t, "action", r->words.action);
	zc_put_cstr(t, "protocol", r->words.protocol);
	put(t, "port", r->words.port);
	put(t, "source_address", r->words.source);
	put(t, "interface", r->words.interface);
	zc_put(t, "text", r->words.text);
	return zc_row(t, e);
}

static int
emit_set_up(struct zc_table *t, const struct zc_fwrule *r, struct zc_err *e)
{
	zc_put_cstr(t, "program", r->program);
	zc_put(t, "chain", r->chain);
	zc_put_cstr(t, "hook", r->hook);
	zc_put_int(t, "position", r->position);
	zc_put_cstr(t, "action", r->action);
	zc_put(t, "protocol", r->protocol.n > 0 ? r->protocol : ZC_S("any"));
	put(t, "port", r->port);
	put(t, "source_address", r->source);
	put(t, "interface", r->interface);
	zc_put(t, "text", r->text);
	return zc_row(t, e);
}

/* Rules of the old tables. */
static int
legacy(const struct zc_look *l, struct zc_table *t, bool six, struct zc_err *e)
{
	struct zc_fwconf c = { .program = six ? "ip6tables" : "iptables" };
	struct zc_fwconfs f = { .l = l, .t = t };
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, ZC_IPTOLD_BYTES_MAX);
	rc = zc_iptold_text(six, &b, NULL);
	if (rc == ZC_OK) {
		rc = zc_fwconf_save_text(&f, &c, zc_buf_get(&b));
		for (size_t i = 0; rc == ZC_OK && i < f.nrules; i++)
			rc = emit_set_up(t, &f.rules[i], e);
	} else {
		if (rc != ZC_ENOENT)
			zc_miss(t, c.program,
			    ZC_N("rules of the old iptables kind exist and "
				 "cannot be read"));
		rc = ZC_OK;
	}
	zc_buf_fini(&b);
	return rc;
}

static int
live(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_nft n = { 0 };
	int seen = zc_nft_load(l, &n, e), rc = ZC_OK;

	if (l->shed != NULL)
		l->shed();
	if (n.torn)
		zc_miss(t, "netlink",
		    ZC_N("the table changed while it was "
			 "read"));
	for (size_t i = 0; i < n.nrules && rc == ZC_OK; i++)
		rc = emit_live(t, &n.rules[i], e);
	if (rc == ZC_OK)
		rc = legacy(l, t, false, e);
	if (rc == ZC_OK)
		rc = legacy(l, t, true, e);
	/* An old kernel has the old tables only: they are true all the same. */
	if (rc == ZC_OK && seen != ZC_OK && zc_rows(t) == 0)
		return seen;
	if (seen != ZC_OK)
		zc_miss(
		    t, "netlink", ZC_N("the rules in force could not be read"));
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_fwconfs f;
	int rc;

	if (l->live) {
		rc = live(l, t, e);
		return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
	}
	rc = zc_fwconf_load(l, t, &f, e);
	for (size_t i = 0; rc == ZC_OK && i < f.nrules; i++)
		rc = emit_set_up(t, &f.rules[i], e);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_firewall_rule = {
	.table = "firewall_rule",
	.en = "firewall rules",
	.zh = "防火墙规则",
	.mean = "one row per rule",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	/* The kernel shows its rules to nobody else. */
	.caps = UINT64_C(1) << CAP_NET_ADMIN,
	.netlink = 1U << NETLINK_NETFILTER,
	.load = zc_iptold_load,
	.run = run,
};
