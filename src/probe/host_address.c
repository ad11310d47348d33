/* address: one row per interface address. */
#include "probe/probe.h"

#include "probe/ipaddr.h"
#include "probe/netconf.h"
#include "probe/netlink.h"

#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

static const struct zc_col cols[] = {
	{ "interface", ZC_TEXT, "interface", "接口", "interface" },
	{ "family", ZC_TEXT, "family", "协议族", "ipv4, ipv6" },
	{ "address", ZC_TEXT, "address", "地址", "address" },
	{ "prefix", ZC_INT, "prefix length", "前缀长度", "prefix length" },
	{ "scope", ZC_TEXT, "scope", "范围",
	    "loopback, link, private, public" },
	{ "method", ZC_TEXT, "method", "获取方式",
	    "static, dhcp, kernel, unknown" },
};

/* What the callback of the dump needs. */
struct ctx {
	struct zc_table *t;
	struct zc_netlink_links links;
	struct zc_err *e;
};

static int
emit(struct zc_table *t, struct zc_str interface, const struct zc_ipaddr *ip,
    int64_t bits, const char *method, struct zc_err *e)
{
	char text[48];

	zc_put(t, "interface", interface);
	zc_put_cstr(t, "family", ip->family == 4 ? "ipv4" : "ipv6");
	zc_put_cstr(t, "address", zc_ipaddr_text(ip, text));
	if (bits >= 0)
		zc_put_int(t, "prefix", bits);
	zc_put_cstr(t, "scope", zc_ipaddr_scope(ip));
	zc_put_cstr(t, "method", method);
	return zc_row(t, e);
}

/* Addresses with an end of life come from a server or a router. */
static const char *
method_of(const struct zc_ipaddr *ip, uint32_t flags, unsigned bits)
{
	const char *scope = zc_ipaddr_scope(ip);

	if (strcmp(scope, "loopback") == 0 ||
	    (strcmp(scope, "link") == 0 && ip->family == 6))
		return "kernel";
	if ((flags & IFA_F_PERMANENT) != 0)
		return "static";
	return ip->family == 4 || bits == 128 ? "dhcp" : "kernel";
}

static int
take(void *arg, uint16_t type, struct zc_rd *body)
{
	struct ctx *c = arg;
	struct zc_ipaddr ip = { 0 };
	struct zc_rd value;
	unsigned bits;
	uint32_t flags, index;
	uint16_t t;

	if (type != RTM_NEWADDR)
		return ZC_OK;
	zc_rd_skip(body, 1); /* struct ifaddrmsg: family */
	bits = zc_rd_u8(body);
	flags = zc_rd_u8(body);
	zc_rd_skip(body, 1);
	index = zc_netlink_u32(body);
	while (zc_netlink_attr(body, &t, &value)) {
		/* IFA_LOCAL is ours on point-to-point links and comes last. */
		if (t == IFA_LOCAL || (t == IFA_ADDRESS && ip.family == 0))
			ip = zc_ipaddr_of(value.p, zc_rd_left(&value));
		else if (t == IFA_FLAGS)
			flags = zc_netlink_u32(&value);
	}
	if (ip.family == 0)
		return ZC_OK;
	return emit(c->t, zc_str_of(zc_netlink_name(&c->links, index)), &ip,
	    bits, method_of(&ip, flags, bits), c->e);
}

static int
live(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ifaddrmsg req = { .ifa_family = AF_UNSPEC };
	struct ctx c = { .t = t, .e = e };
	struct zc_netlink nl = { 0 };
	int rc = zc_netlink_open(NETLINK_ROUTE, &nl, e);

	if (rc == ZC_OK)
		rc = zc_netlink_links(&nl, l->a, &c.links, e);
	if (rc == ZC_OK)
		rc = zc_netlink_dump(&nl, RTM_GETADDR,
		    (struct zc_str){ (const char *)&req, sizeof(req) }, take,
		    &c, e);
	if (nl.torn)
		zc_miss(t, "netlink",
		    ZC_N("the table changed while it was "
			 "read"));
	zc_netlink_close(&nl);
	return rc;
}

/* "192.0.2.2/24" */
static int
configured(struct zc_table *t, const struct zc_netconf *v, struct zc_str item,
    struct zc_err *e)
{
	struct zc_ipaddr ip;
	size_t slash = zc_str_find(item, '/');
	int64_t bits;

	if (!zc_ipaddr_parse(zc_str_sub(item, 0, slash), &ip))
		return ZC_OK;
	if (!zc_str_int(zc_str_sub(item, slash + 1, item.n), 10, &bits))
		bits = -1;
	return emit(t, v->interface, &ip, bits, "static", e);
}

static int
offline(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_netconfs c;
	struct zc_str list, item;
	size_t dynamic = 0;
	int rc = zc_netconf_load(l, t, &c, e);

	for (size_t i = 0; rc == ZC_OK && i < c.n; i++) {
		dynamic += strcmp(c.v[i].method, "dhcp") == 0;
		list = c.v[i].addresses;
		while (rc == ZC_OK && zc_netconf_item(&list, &item))
			rc = configured(t, &c.v[i], item, e);
	}
	if (rc == ZC_OK && dynamic > 0)
		return zc_cover(t, ZC_COVER_PARTIAL,
		    ZC_N("addresses that a server assigns are known only "
			 "while the system runs"),
		    NULL);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	int rc;

	if (!l->live)
		return offline(l, t, e);
	rc = live(l, t, e);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_address = {
	.table = "address",
	.en = "addresses",
	.zh = "网络地址",
	.mean = "one row per interface address",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.netlink = 1U << NETLINK_ROUTE,
	.run = run,
};
