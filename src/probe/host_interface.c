/* interface: one row per interface. */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/ini.h"
#include "probe/ipaddr.h"
#include "probe/netconf.h"
#include "probe/netlink.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/socket.h>

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "interface", "接口", "name" },
	{ "kind", ZC_TEXT, "kind", "类别",
	    "wired, wireless, bluetooth, modem, tether, virtual, bridge, bond, "
	    "vpn, loopback, unknown" },
	{ "mac", ZC_TEXT, "MAC address", "MAC 地址", "lower case with colons" },
	{ "up", ZC_BOOL, "up", "启用", "administratively up" },
	{ "carrier", ZC_BOOL, "link", "有链路", "carrier present" },
	{ "speed", ZC_INT, "speed", "速率", "Mbit/s" },
	{ "driver", ZC_TEXT, "driver", "驱动", "kernel driver" },
	{ "bus", ZC_TEXT, "bus", "总线", "pci, usb, virtual …" },
	{ "promiscuous", ZC_BOOL, "promiscuous", "混杂模式",
	    "1 = promiscuous" },
	{ "has_address", ZC_BOOL, "has address", "有地址",
	    "1 = holds an address that is not link-local" },
	{ "source", ZC_TEXT, "source", "来源",
	    "kernel, or configuration file for an offline root" },
};

struct link {
	char name[16];
	char mac[64];
	char info[32]; /* kind that the kernel's driver of virtual links says */
	uint32_t index, flags;
	uint16_t arp; /* ARPHRD_… */
	bool carrier, has_carrier, promiscuous, has_address;
};

struct ctx {
	const struct zc_look *l;
	struct link *v;
	size_t n, cap;
};

static struct link *
add_link(struct ctx *c)
{
	struct link *v;

	if (c->n == c->cap) {
		size_t cap = c->cap == 0 ? 16 : c->cap * 2;

		v = zc_arena_array(c->l->a, cap, sizeof(*v));
		if (v == NULL)
			return NULL;
		if (c->n > 0)
			memcpy(v, c->v, c->n * sizeof(*v));
		c->v = v;
		c->cap = cap;
	}
	return &c->v[c->n++];
}

static void
copy(char *to, size_t n, struct zc_str s)
{
	s = zc_str_sub(s, 0, n - 1);
	memcpy(to, s.p, s.n);
	to[s.n] = '\0';
}

static int
take_link(void *arg, uint16_t type, struct zc_rd *body)
{
	struct ctx *c = arg;
	struct link *v;
	struct zc_rd value, inner;
	uint16_t t, u;

	if (type != RTM_NEWLINK)
		return ZC_OK;
	v = add_link(c);
	if (v == NULL)
		return ZC_ENOMEM;
	zc_rd_skip(body, 2); /* struct ifinfomsg: family, padding */
	v->arp = zc_netlink_u16(body);
	v->index = zc_netlink_u32(body);
	v->flags = zc_netlink_u32(body);
	zc_rd_skip(body, 4);
	while (zc_netlink_attr(body, &t, &value)) {
		if (t == IFLA_IFNAME)
			copy(v->name, sizeof(v->name), zc_netlink_text(&value));
		else if (t == IFLA_ADDRESS)
			zc_netlink_mac(&value, v->mac, sizeof(v->mac));
		else if (t == IFLA_PROMISCUITY)
			v->promiscuous = zc_netlink_u32(&value) > 0;
		else if (t == IFLA_CARRIER) {
			v->has_carrier = true;
			v->carrier = zc_rd_u8(&value) != 0;
		} else if (t == IFLA_LINKINFO) {
			while (zc_netlink_attr(&value, &u, &inner)) {
				if (u == IFLA_INFO_KIND)
					copy(v->info, sizeof(v->info),
					    zc_netlink_text(&inner));
			}
		}
	}
	return ZC_OK;
}

static int
take_address(void *arg, uint16_t type, struct zc_rd *body)
{
	struct ctx *c = arg;
	struct zc_ipaddr ip = { 0 };
	struct zc_rd value;
	uint32_t index;
	uint16_t t;

	if (type != RTM_NEWADDR)
		return ZC_OK;
	zc_rd_skip(body, 4); /* struct ifaddrmsg up to the index */
	index = zc_netlink_u32(body);
	while (zc_netlink_attr(body, &t, &value)) {
		if (t == IFA_LOCAL || (t == IFA_ADDRESS && ip.family == 0))
			ip = zc_ipaddr_of(value.p, zc_rd_left(&value));
	}
	if (ip.family == 0 || strcmp(zc_ipaddr_scope(&ip), "link") == 0)
		return ZC_OK;
	for (size_t i = 0; i < c->n; i++) {
		if (c->v[i].index == index)
			c->v[i].has_address = true;
	}
	return ZC_OK;
}

/* What sysfs adds to a link; "" where it says nothing. */
struct sys {
	struct zc_str driver, bus, devtype;
	bool there, wireless, device;
	int64_t speed;
};

static struct zc_str
sys_link(const struct zc_look *l, const char *name, const char *what)
{
	char path[96];
	struct zc_str s;

	(void)snprintf(path, sizeof(path), "sys/class/net/%s/%s", name, what);
	if (zc_fs_link(l->root, path, l->a, &s, NULL) != ZC_OK)
		return ZC_S("");
	return zc_str_base(s);
}

static struct zc_str
sys_text(const struct zc_look *l, const char *name, const char *what)
{
	char path[96];
	struct zc_str s;

	(void)snprintf(path, sizeof(path), "sys/class/net/%s/%s", name, what);
	if (zc_fs_read(l->root, path, 1 << 16, l->a, &s, NULL) != ZC_OK)
		return ZC_S("");
	return zc_str_trim(s);
}

static bool
sys_has(const struct zc_look *l, const char *name, const char *what)
{
	char path[96];

	(void)snprintf(path, sizeof(path), "sys/class/net/%s/%s", name, what);
	return zc_fs_exists(l->root, path);
}

/*
 * sysfs may belong to another network name space and show other links under
 * the same names: only one with our index and address is ours.
 */
static struct sys
look_sys(const struct zc_look *l, const struct link *v)
{
	struct sys s = {
		.driver = ZC_S(""), .bus = ZC_S(""), .devtype = ZC_S("")
	};
	struct zc_str uevent, mac = sys_text(l, v->name, "address");
	int64_t index;

	if (v->name[0] == '\0' || strchr(v->name, '/') != NULL ||
	    !zc_str_int(sys_text(l, v->name, "ifindex"), 10, &index) ||
	    index != v->index || (mac.n > 0 && !zc_str_is(mac, v->mac)))
		return s;
	s.there = true;
	s.driver = sys_link(l, v->name, "device/driver");
	s.bus = sys_link(l, v->name, "device/subsystem");
	s.device = sys_has(l, v->name, "device");
	s.wireless =
	    sys_has(l, v->name, "wireless") || sys_has(l, v->name, "phy80211");
	uevent = sys_text(l, v->name, "uevent");
	s.devtype = zc_ini_get(uevent, NULL, "DEVTYPE");
	if (!zc_str_int(sys_text(l, v->name, "speed"), 10, &s.speed))
		s.speed = -1;
	return s;
}

struct word {
	const char *theirs, *ours;
};

/* Kinds of virtual links in the kernel's words (rtnl_link_ops.kind). */
static const struct word virtuals[] = {
	{ "bridge", "bridge" },
	{ "openvswitch", "bridge" },
	{ "bond", "bond" },
	{ "team", "bond" },
	{ "wireguard", "vpn" },
	{ "gre", "vpn" },
	{ "gretap", "vpn" },
	{ "ipip", "vpn" },
	{ "sit", "vpn" },
	{ "ip6tnl", "vpn" },
	{ "ip6gre", "vpn" },
	{ "vti", "vpn" },
	{ "vti6", "vpn" },
	{ "xfrm", "vpn" },
	{ "l2tp", "vpn" },
	{ "ppp", "modem" },
	{ "wwan", "modem" },
};

/* Drivers whose network card is a telephone or a mobile modem. */
static const struct word drivers[] = {
	{ "cdc_ether", "tether" },
	{ "cdc_ncm", "tether" },
	{ "rndis_host", "tether" },
	{ "ipheth", "tether" },
	{ "qmi_wwan", "modem" },
	{ "cdc_mbim", "modem" },
	{ "huawei_cdc_ncm", "modem" },
	{ "sierra_net", "modem" },
	{ "hso", "modem" },
	{ "option", "modem" },
	{ "mhi_wwan_mbim", "modem" },
	{ "iosm", "modem" },
	{ "bnep", "bluetooth" },
};

static const struct word devtypes[] = {
	{ "wlan", "wireless" },
	{ "wwan", "modem" },
	{ "bluetooth", "bluetooth" },
	{ "bridge", "bridge" },
	{ "bond", "bond" },
};

static const char *
look_up(const struct word *w, size_t n, struct zc_str s, const char *other)
{
	for (size_t i = 0; i < n; i++) {
		if (zc_str_is(s, w[i].theirs))
			return w[i].ours;
	}
	return other;
}

static const char *
kind_of(const struct link *v, const struct sys *s)
{
	struct zc_str info = zc_str_of(v->info);
	const char *k = NULL;

	if (v->arp == ARPHRD_LOOPBACK)
		return "loopback";
	if (s->wireless ||
	    (v->arp >= ARPHRD_IEEE80211 && v->arp <= ARPHRD_IEEE80211_RADIOTAP))
		return "wireless";
	k = look_up(devtypes, ZC_LEN(devtypes), s->devtype, NULL);
	if (k == NULL)
		k = look_up(drivers, ZC_LEN(drivers), s->driver, NULL);
	if (k == NULL)
		k = look_up(virtuals, ZC_LEN(virtuals), info, NULL);
	if (k != NULL)
		return k;
	if (zc_str_is(info, "tun"))
		return v->arp == ARPHRD_NONE ? "vpn" : "virtual";
	if (info.n > 0)
		return "virtual";
	if (v->arp == ARPHRD_PPP)
		return "modem";
	if (v->arp == ARPHRD_TUNNEL || v->arp == ARPHRD_SIT ||
	    v->arp == ARPHRD_IPGRE || v->arp == ARPHRD_TUNNEL6)
		return "vpn";
	if (v->arp == ARPHRD_ETHER && s->device)
		return "wired";
	return "unknown";
}

static int
emit(const struct zc_look *l, struct zc_table *t, const struct link *v,
    struct zc_err *e)
{
	struct sys s = look_sys(l, v);

	zc_put_cstr(t, "name", v->name);
	zc_put_cstr(t, "kind", kind_of(v, &s));
	if (v->mac[0] != '\0')
		zc_put_cstr(t, "mac", v->mac);
	zc_put_int(t, "up", (v->flags & IFF_UP) != 0);
	if (v->has_carrier)
		zc_put_int(t, "carrier", v->carrier);
	if (s.there && s.speed > 0)
		zc_put_int(t, "speed", s.speed);
	if (s.driver.n > 0)
		zc_put(t, "driver", s.driver);
	if (s.bus.n > 0)
		zc_put(t, "bus", s.bus);
	else if (s.there && !s.device)
		zc_put_cstr(t, "bus", "virtual");
	zc_put_int(
	    t, "promiscuous", v->promiscuous || (v->flags & IFF_PROMISC) != 0);
	zc_put_int(t, "has_address", v->has_address);
	zc_put_cstr(t, "source", "kernel");
	return zc_row(t, e);
}

static int
live(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ifinfomsg links = { .ifi_family = AF_UNSPEC };
	struct ifaddrmsg addresses = { .ifa_family = AF_UNSPEC };
	struct ctx c = { .l = l };
	struct zc_netlink nl = { 0 };
	int rc = zc_netlink_open(NETLINK_ROUTE, &nl, e);

	if (rc == ZC_OK)
		rc = zc_netlink_dump(&nl, RTM_GETLINK,
		    (struct zc_str){ (const char *)&links, sizeof(links) },
		    take_link, &c, e);
	if (rc == ZC_OK)
		rc = zc_netlink_dump(&nl, RTM_GETADDR,
		    (struct zc_str){
			(const char *)&addresses, sizeof(addresses) },
		    take_address, &c, e);
	if (nl.torn)
		zc_miss(t, "netlink",
		    ZC_N("the table changed while it was "
			 "read"));
	zc_netlink_close(&nl);
	for (size_t i = 0; rc == ZC_OK && i < c.n; i++)
		rc = emit(l, t, &c.v[i], e);
	return rc;
}

/* Interfaces that configuration files name: not all that the machine has. */
static int
offline(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_netconfs c;
	int rc = zc_netconf_load(l, t, &c, e);

	for (size_t i = 0; rc == ZC_OK && i < c.n; i++) {
		if (c.v[i].interface.n == 0)
			continue;
		zc_put(t, "name", c.v[i].interface);
		zc_put_cstr(t, "kind",
		    c.v[i].kind[0] != '\0' ? c.v[i].kind : "unknown");
		zc_put_cstr(t, "source", c.v[i].file);
		rc = zc_row(t, e);
	}
	if (rc != ZC_OK)
		return rc;
	return zc_cover(t, ZC_COVER_PARTIAL,
	    ZC_N("only interfaces named in configuration files; hardware is "
		 "known only while the system runs"),
	    NULL);
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

const struct zc_probe zc_probe_host_interface = {
	.table = "interface",
	.en = "interfaces",
	.zh = "网络接口",
	.mean = "one row per interface",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.netlink = 1U << NETLINK_ROUTE,
	.run = run,
};
