/* Readers that the probes of network and services share. */
#include "unit/zt.h"

#include "probe/contact.h"
#include "probe/ini.h"
#include "probe/ipaddr.h"
#include "probe/netlink.h"
#include "probe/nft.h"
#include "probe/proc.h"
#include "probe/sock.h"

#include <linux/netlink.h>

static const char *
scope(const char *text)
{
	struct zc_ipaddr ip = { 0 };

	return zc_ipaddr_parse(zc_str_of(text), &ip) ? zc_ipaddr_scope(&ip)
						     : "none";
}

ZT(ipaddr_scope_tells_public_from_all_others)
{
	static const char *const want[][2] = {
		{ "8.8.8.8", "public" },
		{ "114.114.114.114", "public" },
		{ "10.0.0.1", "private" },
		{ "172.15.255.255", "public" },
		{ "172.16.0.1", "private" },
		{ "172.31.255.255", "private" },
		{ "172.32.0.1", "public" },
		{ "192.168.1.1", "private" },
		{ "100.63.255.255", "public" },
		{ "100.64.0.1", "private" },
		{ "100.127.255.255", "private" },
		{ "100.128.0.1", "public" },
		{ "169.254.1.1", "link" },
		{ "127.0.0.53", "loopback" },
		{ "0.0.0.0", "any" },
		{ "255.255.255.255", "link" },
		{ "239.1.2.3", "private" },
		{ "::", "any" },
		{ "::1", "loopback" },
		{ "fe80::1%eth0", "link" },
		{ "fd00::1", "private" },
		{ "fc00::1", "private" },
		{ "2400:3200::1", "public" },
		{ "::ffff:10.0.0.1", "private" },
		{ "::ffff:8.8.8.8", "public" },
		{ "64:ff9b::a00:1", "private" },
		{ "64:ff9b::808:808", "public" },
		{ "[2400:3200::1]", "public" },
		{ "ff02::1", "link" },
		{ "1.2.3", "none" },
		{ "1.2.3.4.5", "none" },
		{ "", "none" },
		{ "example.com", "none" },
	};

	for (size_t i = 0; i < ZC_LEN(want); i++)
		ZT_STR(zc_str_of(scope(want[i][0])), want[i][1]);
}

ZT(ipaddr_text_of_a_mapped_address_is_ipv4)
{
	struct zc_ipaddr ip = { 0 };
	char text[48];

	ZT_TRUE(zc_ipaddr_parse(ZC_S("::ffff:192.0.2.1"), &ip));
	ZT_STR(zc_str_of(zc_ipaddr_text(&ip, text)), "192.0.2.1");
	ZT_EQ(zc_ipaddr_of("abc", 3).family, 0);
}

ZT(ini_reads_sections_comments_and_continuations)
{
	struct zc_str text = ZC_S("\xef\xbb\xbf[A]\n# x=1\n k = v \n"
				  "long=a \\\n b=c\nnone\n[B\nlast=\"q\"");
	struct zc_ini i;

	zc_ini_init(&i, text);
	ZT_TRUE(zc_ini_next(&i));
	ZT_STR(i.section, "A");
	ZT_STR(i.key, "k");
	ZT_STR(i.value, "v");
	ZT_EQ(i.line, 3);
	ZT_TRUE(zc_ini_next(&i));
	ZT_STR(i.value, "a");
	ZT_TRUE(zc_ini_next(&i));
	ZT_STR(i.section, "B");
	ZT_STR(zc_ini_unquote(i.value), "q");
	ZT_TRUE(!zc_ini_next(&i));
	ZT_STR(zc_ini_get(text, "A", "k"), "v");
	ZT_STR(zc_ini_get(text, "B", "k"), "");
}

ZT(proc_stat_survives_names_with_brackets)
{
	struct zc_proc p = { 0 };

	ZT_TRUE(zc_proc_stat(
	    ZC_S("7 (a) (b) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 "
		 "123 4096 55 18446744073709551615"),
	    &p));
	ZT_STR(p.name, "a) (b");
	ZT_EQ(p.ppid, 1);
	ZT_EQ(p.start, 123);
	ZT_EQ(p.rss, 55);
	ZT_TRUE(!p.kernel);
	ZT_TRUE(!zc_proc_stat(ZC_S(""), &p));
	ZT_TRUE(!zc_proc_stat(ZC_S("7 (x"), &p));
	ZT_TRUE(!zc_proc_stat(ZC_S("7 (x) S 1"), &p));
	ZT_TRUE(!zc_proc_stat(ZC_S(")("), &p));
}

ZT(proc_unit_is_the_deepest_of_systemd)
{
	ZT_STR(zc_proc_unit(ZC_S("0::/system.slice/ssh.service\n")),
	    "ssh.service");
	ZT_STR(zc_proc_unit(ZC_S("5:cpu:/x.service\n"
				 "1:name=systemd:/user.slice/user@1000.service"
				 "/app.slice/a.service\n")),
	    "a.service");
	ZT_STR(zc_proc_unit(ZC_S("0::/\n")), "");
}

ZT(sock_parse_reads_both_families)
{
	struct zc_sock s;
	char text[48];

	ZT_TRUE(zc_sock_parse(
	    ZC_S("  0: 0100007F:0CEA 00000000:0000 0A 00000000:00000000 "
		 "00:00000000 00000000   112        0 4711 1 x"),
	    "tcp", &s));
	ZT_STR(zc_str_of(zc_ipaddr_text(&s.local, text)), "127.0.0.1");
	ZT_EQ(s.local_port, 3306);
	ZT_EQ(s.uid, 112);
	ZT_EQ(s.inode, 4711);
	ZT_TRUE(s.listens);
	ZT_TRUE(zc_sock_parse(
	    ZC_S(" 1: 0000000000000000FFFF00000100007F:0016 "
		 "0000000000000000FFFF00000808080A:D431 01 0:0 0:0 0 0 0 9 1"),
	    "tcp6", &s));
	ZT_STR(zc_str_of(zc_ipaddr_text(&s.remote, text)), "10.8.8.8");
	ZT_STR(zc_str_of(s.state), "established");
	ZT_TRUE(!zc_sock_parse(ZC_S("garbage"), "tcp", &s));
	ZT_TRUE(!zc_sock_parse(
	    ZC_S(" 0: 0100007F:0CEA 00:0000 0A 0 0 0 0 0 0 0"), "tcp", &s));
}

static int
count(void *ctx, uint16_t type, struct zc_rd *body)
{
	(void)type;
	*(size_t *)ctx += zc_rd_left(body) + 1;
	return ZC_OK;
}

/* Messages as the kernel lays them: length, type, flags, number, port. */
static struct zc_str
message(char *p, uint32_t len, uint16_t type, uint32_t seq, uint32_t body)
{
	uint16_t flags = 0;
	uint32_t port = 0;

	memcpy(p, &len, 4);
	memcpy(p + 4, &type, 2);
	memcpy(p + 6, &flags, 2);
	memcpy(p + 8, &seq, 4);
	memcpy(p + 12, &port, 4);
	memcpy(p + 16, &body, 4);
	return (struct zc_str){ p, 20 };
}

ZT(netlink_feed_refuses_lengths_that_lie)
{
	struct zc_netlink nl = { .seq = 7 };
	struct zc_err e = { 0 };
	size_t n = 0;
	bool done = false;
	char p[20];

	ZT_EQ(zc_netlink_feed(
		  &nl, message(p, 20, 16, 7, 0), count, &n, &done, &e),
	    ZC_OK);
	ZT_EQ(n, 5);
	ZT_EQ(zc_netlink_feed(
		  &nl, message(p, 21, 16, 7, 0), count, &n, &done, &e),
	    ZC_EINPUT);
	ZT_EQ(
	    zc_netlink_feed(&nl, message(p, 3, 16, 7, 0), count, &n, &done, &e),
	    ZC_EINPUT);
	/* Another dump's message is passed over. */
	ZT_EQ(zc_netlink_feed(
		  &nl, message(p, 20, 16, 8, 0), count, &n, &done, &e),
	    ZC_OK);
	ZT_EQ(n, 5);
	ZT_TRUE(!done);
	ZT_EQ(zc_netlink_feed(&nl, message(p, 20, NLMSG_ERROR, 7, (uint32_t)-1),
		  count, &n, &done, &e),
	    ZC_EACCES);
	ZT_TRUE(done);
}

ZT(netlink_attr_stops_at_a_length_that_lies)
{
	static const unsigned char good[] = { 5, 0, 1, 0, 'x', 0, 0, 0, 4, 0, 2,
		0 };
	static const unsigned char bad[] = { 9, 0, 1, 0, 'x', 0, 0, 0 };
	struct zc_rd r, v;
	uint16_t t;

	zc_rd_init(&r, good, sizeof(good));
	ZT_TRUE(zc_netlink_attr(&r, &t, &v));
	ZT_EQ(t, 1);
	ZT_STR(zc_netlink_text(&v), "x");
	ZT_TRUE(zc_netlink_attr(&r, &t, &v));
	ZT_EQ(zc_rd_left(&v), 0);
	ZT_TRUE(!zc_netlink_attr(&r, &t, &v));
	zc_rd_init(&r, bad, sizeof(bad));
	ZT_TRUE(!zc_netlink_attr(&r, &t, &v));
	ZT_TRUE(r.bad);
}

ZT(nft_words_of_damage_are_a_condition)
{
	static const unsigned char bad[] = { 200, 0, 1, 0, 1, 2, 3, 4 };
	struct zc_nft_words w;
	struct zc_arena a;
	struct zc_rd r;

	zc_arena_init(&a, 1 << 20);
	zc_rd_init(&r, bad, sizeof(bad));
	ZT_EQ(zc_nft_words(&r, "ip", &a, NULL, NULL, &w), ZC_OK);
	ZT_STR(zc_str_of(w.action), "other");
	ZT_TRUE(!w.always);
	zc_arena_fini(&a);
}

ZT(contact_public_knows_names_of_the_internet)
{
	ZT_TRUE(zc_contact_public(ZC_S("www.example.com")));
	ZT_TRUE(zc_contact_public(ZC_S("pool.ntp.org")));
	ZT_TRUE(zc_contact_public(ZC_S("8.8.8.8")));
	ZT_TRUE(!zc_contact_public(ZC_S("192.168.0.1")));
	ZT_TRUE(!zc_contact_public(ZC_S("nas.local")));
	ZT_TRUE(!zc_contact_public(ZC_S("server")));
	ZT_TRUE(!zc_contact_public(ZC_S("1.2.3")));
	ZT_TRUE(!zc_contact_public(ZC_S("a b.com")));
	ZT_TRUE(!zc_contact_public(ZC_S("")));
}

ZT(contact_host_leaves_everything_else_behind)
{
	struct zc_str h;

	ZT_TRUE(
	    zc_contact_host(ZC_S("get https://u:p@Host.cn:8443/a?b=c"), &h));
	ZT_STR(h, "Host.cn");
	ZT_TRUE(zc_contact_host(ZC_S("http://[2400:3200::1]:80/"), &h));
	ZT_STR(h, "[2400:3200::1]");
	ZT_TRUE(!zc_contact_host(ZC_S("http://"), &h));
	ZT_TRUE(!zc_contact_host(ZC_S("no address"), &h));
}
