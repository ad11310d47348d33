/* What Linux 6.18 told of two tables that iptables-legacy 1.8.9 had filled. */
#include "base/fs.h"
#include "probe/iptold.h"
#include "unit/zt.h"

#include <unistd.h>

#define DATA "tests/unit/data/iptold"

static int
decode(bool six, struct zc_str s, struct zc_buf *out)
{
	zc_buf_clear(out);
	return zc_iptold_decode(six, zc_str_sub(s, 0, ZC_IPTOLD_INFO),
	    zc_str_sub(s, ZC_IPTOLD_INFO, s.n), out, NULL);
}

static struct zc_str
sample(struct zc_arena *a, const char *name)
{
	struct zc_str s = ZC_S("");
	int root = -1;

	ZT_EQ(zc_fs_root(DATA, &root, NULL), ZC_OK);
	ZT_EQ(zc_fs_read(root, name, 1 << 16, a, &s, NULL), ZC_OK);
	(void)close(root);
	return s;
}

ZT(iptold_writes_what_iptables_save_writes)
{
	struct zc_arena a;
	struct zc_buf b;

	zc_arena_init(&a, 1 << 20);
	zc_buf_init(&b, 1 << 16);
	ZT_EQ(decode(false, sample(&a, "four"), &b), ZC_OK);
	ZT_STR(zc_buf_get(&b),
	    "*filter\n"
	    "-A INPUT -i lo -j ACCEPT\n"
	    "-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT\n"
	    "-A INPUT ! -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j REJECT\n"
	    "-A INPUT -p tcp -m multiport --dports 80,443,8000:8010 -j "
	    "ACCEPT\n"
	    "-A INPUT -i eth+ -j OFFICE\n"
	    "-A INPUT -m limit --options ... -j LOG\n"
	    ":INPUT DROP [0:0]\n"
	    ":FORWARD ACCEPT [0:0]\n"
	    ":OUTPUT ACCEPT [0:0]\n"
	    "-A OFFICE -d 192.0.2.1/32 -p udp -m udp ! --dport 53:60 -j "
	    "ACCEPT\n"
	    "-A OFFICE -p icmp -j RETURN\n"
	    "-A OFFICE -p 99\n"
	    "COMMIT\n");
	ZT_EQ(decode(true, sample(&a, "six"), &b), ZC_OK);
	ZT_STR(zc_buf_get(&b),
	    "*filter\n"
	    "-A INPUT -s fd00::/8 -p tcp -m tcp --dport 22 -j ACCEPT\n"
	    "-A INPUT ! -i wlan0 -p ipv6-icmp -j ACCEPT\n"
	    ":INPUT ACCEPT [0:0]\n"
	    ":FORWARD DROP [0:0]\n"
	    ":OUTPUT ACCEPT [0:0]\n"
	    "COMMIT\n");
	zc_buf_fini(&b);
	zc_arena_fini(&a);
}

ZT(iptold_refuses_what_is_cut_or_damaged)
{
	struct zc_arena a;
	struct zc_str s;
	struct zc_buf b;
	size_t whole = 0;
	char *copy;

	zc_arena_init(&a, 1 << 20);
	zc_buf_init(&b, 1 << 16);
	s = sample(&a, "four");
	/* Only where an entry ends is a shorter table a table. */
	for (size_t n = 0; n < s.n; n++)
		whole += decode(false, zc_str_sub(s, 0, n), &b) == ZC_OK;
	ZT_EQ(whole, 15);
	copy = zc_arena_dup(&a, s.p, s.n);
	for (size_t i = ZC_IPTOLD_INFO; i < s.n; i++) {
		copy[i] = (char)(copy[i] ^ 0x5a);
		(void)decode(false, (struct zc_str){ copy, s.n }, &b);
		copy[i] = s.p[i];
	}
	ZT_EQ(decode(true, s, &b), ZC_EINPUT);
	zc_buf_fini(&b);
	zc_arena_fini(&a);
}
