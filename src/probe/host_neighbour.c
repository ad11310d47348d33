/* neighbour: ARP and NDP entries. */
#include "probe/probe.h"

#include "probe/ipaddr.h"
#include "probe/netlink.h"

#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

static const struct zc_col cols[] = {
	{ "address", ZC_TEXT, "address", "地址", "address" },
	{ "mac", ZC_TEXT, "MAC address", "MAC 地址", "MAC" },
	{ "interface", ZC_TEXT, "interface", "接口", "interface" },
	{ "state", ZC_TEXT, "state", "状态", "reachable, stale, permanent …" },
};

/* What the callback of a dump needs. */
struct ctx {
	struct zc_table *t;
	struct zc_netlink_links links;
	struct zc_err *e;
};

/* linux/neighbour.h; several bits are never set together. */
static const char *
state_word(uint16_t state)
{
	static const struct {
		uint16_t bit;
		const char *word;
	} words[] = {
		{ NUD_PERMANENT, "permanent" },
		{ NUD_NOARP, "noarp" },
		{ NUD_REACHABLE, "reachable" },
		{ NUD_STALE, "stale" },
		{ NUD_DELAY, "delay" },
		{ NUD_PROBE, "probe" },
		{ NUD_FAILED, "failed" },
		{ NUD_INCOMPLETE, "incomplete" },
	};

	for (size_t i = 0; i < ZC_LEN(words); i++) {
		if ((state & words[i].bit) != 0)
			return words[i].word;
	}
	return "none";
}

static int
take(void *arg, uint16_t type, struct zc_rd *body)
{
	struct ctx *c = arg;
	struct zc_ipaddr ip = { 0 };
	struct zc_rd value;
	char mac[64] = "", text[48];
	uint32_t index;
	uint16_t state, t;

	if (type != RTM_NEWNEIGH)
		return ZC_OK;
	zc_rd_skip(body, 4); /* struct ndmsg: family and padding */
	index = zc_netlink_u32(body);
	state = zc_netlink_u16(body);
	zc_rd_skip(body, 2); /* flags, type */
	while (zc_netlink_attr(body, &t, &value)) {
		if (t == NDA_DST)
			ip = zc_ipaddr_of(value.p, zc_rd_left(&value));
		else if (t == NDA_LLADDR)
			zc_netlink_mac(&value, mac, sizeof(mac));
	}
	/* Multicast and broadcast need no neighbour: the kernel's own notes. */
	if (ip.family == 0 || (state & NUD_NOARP) != 0 || state == NUD_NONE)
		return ZC_OK;
	zc_put_cstr(c->t, "address", zc_ipaddr_text(&ip, text));
	if (mac[0] != '\0')
		zc_put_cstr(c->t, "mac", mac);
	zc_put_cstr(c->t, "interface", zc_netlink_name(&c->links, index));
	zc_put_cstr(c->t, "state", state_word(state));
	return zc_row(c->t, c->e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ndmsg req = { .ndm_family = AF_UNSPEC };
	struct ctx c = { .t = t, .e = e };
	struct zc_netlink nl = { 0 };
	int rc;

	rc = zc_netlink_open(NETLINK_ROUTE, &nl, e);
	if (rc == ZC_OK)
		rc = zc_netlink_links(&nl, l->a, &c.links, e);
	if (rc == ZC_OK)
		rc = zc_netlink_dump(&nl, RTM_GETNEIGH,
		    (struct zc_str){ (const char *)&req, sizeof(req) }, take,
		    &c, e);
	if (nl.torn)
		zc_miss(t, "netlink",
		    ZC_N("the table changed while it was "
			 "read"));
	zc_netlink_close(&nl);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_neighbour = {
	.table = "neighbour",
	.en = "neighbours",
	.zh = "邻居",
	.mean = "ARP and NDP entries",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE,
	.netlink = 1U << NETLINK_ROUTE,
	.run = run,
};
