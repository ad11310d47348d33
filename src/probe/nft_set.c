/* nft: the members of a set as text. */
#include "probe/nft.h"

#include "base/buf.h"
#include "probe/ipaddr.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

enum {
	MEMBERS_MAX = 512,
	TEXT_MAX = 1000
};

/* A port or an address; of an interval the first, or the first behind it. */
struct member {
	unsigned char b[16];
	size_t n;
	bool end;
};

struct set {
	struct member *v;
	size_t n;
	bool more; /* than are kept */
};

static void
take_element(struct set *s, struct zc_rd *element)
{
	struct member *m = &s->v[s->n];
	struct zc_rd v, value;
	uint16_t t, u;

	*m = (struct member){ 0 };
	while (zc_netlink_attr(element, &t, &v)) {
		if (t == NFTA_SET_ELEM_FLAGS)
			m->end =
			    (zc_rd_be32(&v) & NFT_SET_ELEM_INTERVAL_END) != 0;
		if (t != NFTA_SET_ELEM_KEY)
			continue;
		while (zc_netlink_attr(&v, &u, &value)) {
			m->n = zc_rd_left(&value);
			if (u != NFTA_DATA_VALUE || m->n > sizeof(m->b))
				m->n = 0;
			else if (m->n > 0)
				memcpy(m->b, value.p, m->n);
		}
	}
	s->n += m->n == 2 || m->n == 4 || m->n == 16;
}

static int
take(void *ctx, uint16_t type, struct zc_rd *body)
{
	struct set *s = ctx;
	struct zc_rd v, element;
	uint16_t t, u;

	if (type != (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWSETELEM))
		return ZC_OK;
	zc_rd_skip(body, 4); /* struct nfgenmsg */
	while (zc_netlink_attr(body, &t, &v)) {
		if (t != NFTA_SET_ELEM_LIST_ELEMENTS)
			continue;
		while (zc_netlink_attr(&v, &u, &element)) {
			if (s->n < MEMBERS_MAX)
				take_element(s, &element);
			else
				s->more = true;
		}
	}
	return ZC_OK;
}

/* Ascending, and the end of one interval before the start of the next. */
static int
by_key(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int c = memcmp(x->b, y->b, sizeof(x->b));

	return c != 0 ? c : (int)y->end - (int)x->end;
}

/* The end of an interval is the first behind it: make it the last inside. */
static void
step_back(struct member *m)
{
	for (size_t i = m->n; i > 0; i--) {
		if (m->b[i - 1]-- != 0)
			break;
	}
}

/* Bits that all from `a` to `b` share, or -1 when they are no network. */
static int
network_bits(const struct member *a, const struct member *b)
{
	size_t i = 0, bits = a->n * 8;

	while (
	    i < bits && ((a->b[i / 8] ^ b->b[i / 8]) >> (7 - i % 8) & 1) == 0)
		i++;
	for (size_t k = i; k < bits; k++) {
		if ((a->b[k / 8] >> (7 - k % 8) & 1) != 0 ||
		    (b->b[k / 8] >> (7 - k % 8) & 1) == 0)
			return -1;
	}
	return (int)i;
}

static void
put_one(struct zc_buf *b, const struct member *m, bool port)
{
	struct zc_ipaddr ip;
	char text[48];

	if (port) {
		zc_buf_fmt(b, "%u", (unsigned)m->b[0] << 8 | m->b[1]);
		return;
	}
	ip = zc_ipaddr_of(m->b, m->n);
	zc_buf_cstr(b, zc_ipaddr_text(&ip, text));
}

static void
put_members(struct zc_buf *b, struct set *s, bool port)
{
	for (size_t i = 0; i < s->n; i++) {
		struct member *m = &s->v[i], *next = m + 1;
		int bits;

		if (m->end)
			continue;
		if (b->n > 0)
			zc_buf_cstr(b, ", ");
		put_one(b, m, port);
		if (i + 1 == s->n || !next->end || next->n != m->n)
			continue;
		step_back(next);
		if (memcmp(m->b, next->b, sizeof(m->b)) == 0)
			continue;
		bits = port ? -1 : network_bits(m, next);
		if (bits >= 0) {
			zc_buf_fmt(b, "/%d", bits);
			continue;
		}
		zc_buf_char(b, '-');
		put_one(b, next, port);
	}
	if (s->more)
		zc_buf_cstr(b, ", …");
}

static void
put_attr(struct zc_buf *b, uint16_t type, struct zc_str s)
{
	uint16_t head[2] = { (uint16_t)(4 + s.n + 1), type };

	zc_buf_add(b, head, sizeof(head));
	zc_buf_str(b, s);
	zc_buf_char(b, '\0');
	while (b->n % 4 != 0 && b->rc == ZC_OK)
		zc_buf_char(b, '\0');
}

struct zc_str
zc_nft_set(struct zc_netlink *nl, uint8_t family, struct zc_str table,
    struct zc_str name, bool ports, struct zc_arena *a)
{
	struct nfgenmsg head = { .nfgen_family = family };
	struct set s = { 0 };
	struct zc_buf ask, text;
	struct zc_str got = ZC_S("");
	char *p;

	zc_buf_init(&ask, 512);
	zc_buf_init(&text, TEXT_MAX);
	zc_buf_add(&ask, &head, sizeof(head));
	put_attr(&ask, NFTA_SET_ELEM_LIST_TABLE, table);
	put_attr(&ask, NFTA_SET_ELEM_LIST_SET, name);
	s.v = zc_arena_array(a, MEMBERS_MAX, sizeof(*s.v));
	if (s.v == NULL || ask.rc != ZC_OK ||
	    zc_netlink_dump(nl, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETSETELEM,
		zc_buf_get(&ask), take, &s, NULL) != ZC_OK)
		goto out;
	if (s.n > 1)
		qsort(s.v, s.n, sizeof(*s.v), by_key);
	put_members(&text, &s, ports);
	p = zc_arena_dup(a, text.p, text.n);
	if (p != NULL)
		got = (struct zc_str){ p, text.n };
out:
	zc_buf_fini(&ask);
	zc_buf_fini(&text);
	return got;
}
