/* route: one row per route. */
#include "probe/probe.h"

#include "probe/ipaddr.h"
#include "probe/netlink.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

static const struct zc_col cols[] = {
	{ "family", ZC_TEXT, "family", "协议族", "ipv4, ipv6" },
	{ "destination", ZC_TEXT, "destination", "目的",
	    "network/prefix; default for 0/0" },
	{ "is_default", ZC_BOOL, "default route", "默认路由",
	    "1 = default route" },
	{ "gateway", ZC_TEXT, "gateway", "网关", "gateway" },
	{ "interface", ZC_TEXT, "interface", "接口", "interface" },
	{ "metric", ZC_INT, "metric", "度量", "metric" },
};

/* What the callback of a dump needs. */
struct ctx {
	struct zc_table *t;
	struct zc_netlink_links links;
	struct zc_err *e;
};

struct route {
	struct zc_ipaddr dst, gateway;
	unsigned char family, bits, table, kind;
	int64_t metric;
	uint32_t index;
};

static int
emit(struct ctx *c, const struct route *r)
{
	bool is_default = r->bits == 0;
	char text[48], net[64];

	zc_put_cstr(c->t, "family", r->family == AF_INET ? "ipv4" : "ipv6");
	(void)snprintf(
	    net, sizeof(net), "%s/%d", zc_ipaddr_text(&r->dst, text), r->bits);
	zc_put_cstr(c->t, "destination", is_default ? "default" : net);
	zc_put_int(c->t, "is_default", is_default);
	if (r->gateway.family != 0)
		zc_put_cstr(c->t, "gateway", zc_ipaddr_text(&r->gateway, text));
	if (r->index != 0)
		zc_put_cstr(
		    c->t, "interface", zc_netlink_name(&c->links, r->index));
	zc_put_int(c->t, "metric", r->metric);
	return zc_row(c->t, c->e);
}

/* RTA_MULTIPATH: struct rtnexthop (8 bytes) and its attributes, repeated. */
static int
emit_hops(struct ctx *c, struct route *r, struct zc_rd *hops)
{
	struct zc_rd one, value;
	struct zc_str s;
	uint16_t len, t;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_rd_left(hops) >= 8) {
		len = zc_netlink_u16(hops);
		zc_rd_skip(hops, 2);
		r->index = zc_netlink_u32(hops);
		if (len < 8)
			return ZC_OK;
		s = zc_rd_bytes(hops, len - 8u);
		zc_rd_init(&one, s.p, s.n);
		while (zc_netlink_attr(&one, &t, &value)) {
			if (t == RTA_GATEWAY)
				r->gateway =
				    zc_ipaddr_of(value.p, zc_rd_left(&value));
		}
		rc = emit(c, r);
	}
	return rc;
}

static int
take(void *arg, uint16_t type, struct zc_rd *body)
{
	struct ctx *c = arg;
	struct route r = { 0 };
	struct zc_rd value, hops = { 0 };
	uint16_t t;

	if (type != RTM_NEWROUTE)
		return ZC_OK;
	r.family = zc_rd_u8(body);
	r.bits = zc_rd_u8(body);
	zc_rd_skip(body, 2); /* source length, tos */
	r.table = zc_rd_u8(body);
	zc_rd_skip(body, 2); /* protocol, scope */
	r.kind = zc_rd_u8(body);
	zc_rd_skip(body, 4); /* flags */
	while (zc_netlink_attr(body, &t, &value)) {
		if (t == RTA_DST)
			r.dst = zc_ipaddr_of(value.p, zc_rd_left(&value));
		else if (t == RTA_GATEWAY)
			r.gateway = zc_ipaddr_of(value.p, zc_rd_left(&value));
		else if (t == RTA_OIF)
			r.index = zc_netlink_u32(&value);
		else if (t == RTA_PRIORITY)
			r.metric = zc_netlink_u32(&value);
		else if (t == RTA_MULTIPATH)
			hops = value;
	}
	/* The local table and routes that lead nowhere are not ways out. */
	if (r.table == RT_TABLE_LOCAL || r.kind != RTN_UNICAST ||
	    (r.family != AF_INET && r.family != AF_INET6))
		return ZC_OK;
	return hops.p != NULL ? emit_hops(c, &r, &hops) : emit(c, &r);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct rtmsg req = { .rtm_family = AF_UNSPEC };
	struct ctx c = { .t = t, .e = e };
	struct zc_netlink nl = { 0 };
	int rc;

	rc = zc_netlink_open(NETLINK_ROUTE, &nl, e);
	if (rc == ZC_OK)
		rc = zc_netlink_links(&nl, l->a, &c.links, e);
	if (rc == ZC_OK)
		rc = zc_netlink_dump(&nl, RTM_GETROUTE,
		    (struct zc_str){ (const char *)&req, sizeof(req) }, take,
		    &c, e);
	if (nl.torn)
		zc_miss(t, "netlink",
		    ZC_N("the table changed while it was "
			 "read"));
	zc_netlink_close(&nl);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_route = {
	.table = "route",
	.en = "routes",
	.zh = "路由",
	.mean = "one row per route",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE,
	.netlink = 1U << NETLINK_ROUTE,
	.run = run,
};
