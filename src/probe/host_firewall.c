/* firewall: one row per firewall mechanism found. */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/fwconf.h"
#include "probe/iptold.h"
#include "probe/nft.h"

#include <linux/capability.h>
#include <linux/netlink.h>

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "mechanism", "机制",
	    "nftables, iptables, ip6tables, firewalld, ufw, kernel" },
	{ "installed", ZC_BOOL, "installed", "已安装",
	    "1 = its program is installed" },
	{ "enabled", ZC_BOOL, "enabled", "自启", "1 = started at boot" },
	{ "active", ZC_BOOL, "active", "生效",
	    "1 = rules are in force now (live) or will be (offline)" },
	{ "input_policy", ZC_TEXT, "inbound policy", "入站默认策略",
	    "accept, drop, reject; empty when unknown" },
	{ "forward_policy", ZC_TEXT, "forward policy", "转发默认策略",
	    "accept, drop, reject" },
	{ "output_policy", ZC_TEXT, "outbound policy", "出站默认策略",
	    "accept, drop, reject" },
	{ "rules", ZC_INT, "rules", "规则数", "number of rules" },
	{ "default_deny", ZC_BOOL, "denies by default", "默认拒绝",
	    "1 = inbound traffic that no rule allows is dropped or rejected" },
	{ "source", ZC_TEXT, "source", "来源", "kernel or file" },
};

static void
put_policy(struct zc_table *t, const char *col, const char *policy)
{
	if (policy != NULL && policy[0] != '\0')
		zc_put_cstr(t, col, policy);
}

/* Is IPv6 in use on this system at all? */
static bool
has_ipv6(const struct zc_look *l)
{
	struct zc_str s;

	if (zc_fs_read(l->root, "proc/sys/net/ipv6/conf/all/disable_ipv6", 16,
		l->a, &s, NULL) == ZC_OK)
		return !zc_str_is(zc_str_trim(s), "1");
	return zc_fs_exists(l->root, "proc/net/if_inet6");
}

static bool
denies(const char *verdict)
{
	return verdict != NULL && strcmp(verdict, "accept") != 0;
}

/* Every family that can be reached must be denied. */
static bool
denies_all(const struct zc_look *l, const struct zc_nft *n)
{
	return denies(zc_nft_verdict(n, "ip", "input")) &&
	    (!has_ipv6(l) || denies(zc_nft_verdict(n, "ip6", "input")));
}

/* Rules that look at inbound packets, or a policy against them. */
static bool
filters_input(const struct zc_nft *n)
{
	for (size_t i = 0; i < n->nchains; i++) {
		const struct zc_nft_chain *c = &n->chains[i];

		if (strcmp(c->hook, "input") == 0 &&
		    zc_str_is(c->type, "filter") &&
		    (c->rules > 0 || strcmp(c->policy, "drop") == 0) &&
		    (zc_str_is(zc_str_of(c->family), "inet") ||
			zc_str_starts(zc_str_of(c->family), "ip")))
			return true;
	}
	return false;
}

static const struct zc_fwconf *
set_up(const struct zc_fwconfs *f, const char *program)
{
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->v[i].program, program) == 0)
			return &f->v[i];
	}
	return NULL;
}

/* The rule set in force: one row, also when it is empty. */
static int
emit_kernel(const struct zc_look *l, struct zc_table *t, const struct zc_nft *n,
    const struct zc_fwconf *c, struct zc_err *e)
{
	bool active = filters_input(n);

	zc_put_cstr(t, "program", "nftables");
	zc_put_int(t, "installed", c != NULL && c->installed);
	zc_put_int(t, "enabled", c != NULL && c->enabled == 1);
	zc_put_int(t, "active", active);
	put_policy(t, "input_policy", zc_nft_verdict(n, "ip", "input"));
	put_policy(t, "forward_policy", zc_nft_verdict(n, "ip", "forward"));
	put_policy(t, "output_policy", zc_nft_verdict(n, "ip", "output"));
	zc_put_int(t, "rules", (int64_t)n->nrules);
	zc_put_int(t, "default_deny", active && denies_all(l, n));
	zc_put_cstr(t, "source", "kernel");
	return zc_row(t, e);
}

/* A chain or table of this name shows whose rules are in force. */
static bool
in_force(const struct zc_nft *n, const char *program)
{
	for (size_t i = 0; i < n->nchains; i++) {
		const struct zc_nft_chain *c = &n->chains[i];

		if (strcmp(program, "firewalld") == 0 &&
		    zc_str_is(c->table, "firewalld"))
			return true;
		if (strcmp(program, "ufw") == 0 &&
		    zc_str_is(c->name, "ufw-before-input") && c->rules > 0)
			return true;
	}
	return false;
}

static int
emit_set_up(struct zc_table *t, const struct zc_fwconf *c, int active, int deny,
    struct zc_err *e)
{
	zc_put_cstr(t, "program", c->program);
	zc_put_int(t, "installed", c->installed);
	zc_put_int(t, "enabled", c->enabled == 1);
	if (active >= 0)
		zc_put_int(t, "active", active);
	put_policy(t, "input_policy", c->input);
	put_policy(t, "forward_policy", c->forward);
	put_policy(t, "output_policy", c->output);
	zc_put_int(t, "rules", c->rules);
	if (deny >= 0)
		zc_put_int(t, "default_deny", deny);
	zc_put_cstr(t, "source", c->source);
	return zc_row(t, e);
}

/* The old tables (iptables-legacy): what is known of them. */
struct legacy {
	bool there;  /* one of them filters */
	bool unread; /* and its rules stay unknown */
	bool deny;   /* refuses inbound by default */
	bool ufw;    /* ufw's chains are in it */
};

static int
emit_legacy(const struct zc_look *l, struct zc_table *t, bool six,
    struct legacy *g, struct zc_err *e)
{
	const char *program = six ? "ip6tables" : "iptables";
	struct zc_fwconf c = { .program = program,
		.installed = true,
		.input = "",
		.forward = "",
		.output = "",
		.deny = -1,
		.source = "kernel" };
	struct zc_fwconfs f = { .l = l, .t = t };
	struct zc_buf b;
	int rc;

	zc_buf_init(&b, ZC_IPTOLD_BYTES_MAX);
	rc = zc_iptold_text(six, &b, NULL);
	if (rc == ZC_ENOENT) {
		rc = ZC_OK;
		goto out;
	}
	g->there = true;
	if (rc != ZC_OK) {
		g->unread = true;
		zc_miss(t, program,
		    ZC_N("rules of the old iptables kind exist and cannot be "
			 "read"));
		zc_put_cstr(t, "program", program);
		zc_put_cstr(t, "source", "kernel");
		rc = zc_row(t, e);
		goto out;
	}
	rc = zc_fwconf_save_text(&f, &c, zc_buf_get(&b));
	if (rc != ZC_OK)
		goto out;
	g->deny = g->deny || c.deny == 1;
	g->ufw = g->ufw ||
	    zc_str_search(zc_buf_get(&b), "-A ufw-before-input") < b.n;
	rc = emit_set_up(t, &c, c.rules > 0 || c.deny == 1, c.deny == 1, e);
out:
	zc_buf_fini(&b);
	return rc;
}

/* `seen`: how the asking for `n` ended. */
static int
live(const struct zc_look *l, struct zc_table *t, const struct zc_fwconfs *f,
    const struct zc_nft *rules, int seen, struct zc_err *e)
{
	struct zc_nft n = *rules;
	struct legacy g = { 0 };
	bool deny;
	int rc = ZC_OK;

	if (seen == ZC_OK)
		rc = emit_kernel(l, t, &n, set_up(f, "nftables"), e);
	else
		zc_miss(t, "netlink",
		    seen == ZC_EACCES
			? ZC_N("the rules in force are visible only to the "
			       "administrator")
			: ZC_N("the rules in force could not be read"));
	if (n.torn)
		zc_miss(t, "netlink",
		    ZC_N("the table changed while it was "
			 "read"));
	if (rc == ZC_OK)
		rc = emit_legacy(l, t, false, &g, e);
	if (rc == ZC_OK)
		rc = emit_legacy(l, t, true, &g, e);
	deny = (seen == ZC_OK && denies_all(l, &n)) || g.deny;
	for (size_t i = 0; i < f->n && rc == ZC_OK; i++) {
		const struct zc_fwconf *c = &f->v[i];
		int active = in_force(&n, c->program);

		/* The other programs only fill the rule set shown above. */
		if (strcmp(c->program, "ufw") != 0 &&
		    strcmp(c->program, "firewalld") != 0)
			continue;
		/* Behind the old tables it may be in force all the same. */
		if (active == 0 && g.ufw && strcmp(c->program, "ufw") == 0)
			active = 1;
		if (active == 0 &&
		    (seen != ZC_OK || g.unread || (g.there && !g.ufw)))
			active = -1;
		rc = emit_set_up(
		    t, c, active, active < 0 ? -1 : active && deny, e);
	}
	return rc;
}

/* What will be in force after the next start. */
static int
offline(struct zc_table *t, const struct zc_fwconfs *f, struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < f->n && rc == ZC_OK; i++) {
		const struct zc_fwconf *c = &f->v[i];
		bool filters = c->input[0] != '\0' &&
		    (c->rules > 0 || strcmp(c->input, "accept") != 0);

		rc = emit_set_up(t, c, c->enabled == 1 && filters,
		    c->deny < 0 ? c->deny
				: c->enabled == 1 && filters && c->deny == 1,
		    e);
	}
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_fwconfs f;
	struct zc_nft n = { 0 };
	int seen = l->live ? zc_nft_load(l, &n, NULL) : ZC_OK;
	int rc;

	if (l->shed != NULL)
		l->shed();
	rc = zc_fwconf_load(l, t, &f, e);
	if (rc != ZC_OK)
		return rc;
	rc = l->live ? live(l, t, &f, &n, seen, e) : offline(t, &f, e);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_firewall = {
	.table = "firewall",
	.en = "firewall",
	.zh = "防火墙",
	.mean = "one row per firewall mechanism found",
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
