/* nft: the expressions of a rule in words. */
#include "probe/nft.h"

#include "base/buf.h"
#include "probe/ipaddr.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>

enum {
	REGISTERS = 32,
	TEXT_MAX = 1000
};

/* What a register holds. */
enum sel {
	NOTHING,
	L4PROTO,
	NFPROTO_SEL,
	IIF,
	OIF,
	DPORT,
	SPORT,
	SADDR,
	DADDR,
	CTSTATE,
	ICMPTYPE,
	OTHER
};

static const char *const sel_words[] = { "?", "protocol", "family", "iif",
	"oif", "dport", "sport", "saddr", "daddr", "ct state", "icmp type",
	"?" };

struct reg {
	enum sel sel;
	uint32_t len;
	struct zc_str mask;
};

struct words {
	struct zc_nft_words w;
	struct reg regs[REGISTERS];
	const char *family;
	struct zc_arena *a;
	struct zc_buf text;
	struct zc_buf port;
	size_t conditions;
	zc_nft_set_fn set;
	void *ctx;
};

static struct reg *
reg_of(struct words *s, uint32_t n)
{
	/* Registers 1 to 4 are groups of four of the 32-bit ones from 8 on. */
	return &s->regs[n < REGISTERS ? n : 0];
}

static void
say(struct words *s, const char *what)
{
	if (s->text.n > 0)
		zc_buf_char(&s->text, ' ');
	zc_buf_cstr(&s->text, what);
}

static struct zc_str
dup_of(struct words *s, struct zc_str v)
{
	char *p = zc_arena_dup(s->a, v.p, v.n);

	return p == NULL ? ZC_S("") : (struct zc_str){ p, v.n };
}

static const char *
protocol_word(unsigned v)
{
	switch (v) {
	case 1:
	case 58:
		return "icmp";
	case 6:
		return "tcp";
	case 17:
		return "udp";
	case 47:
		return "gre";
	case 50:
		return "esp";
	case 132:
		return "sctp";
	default:
		return "other";
	}
}

/* struct nft_data: { NFTA_DATA_VALUE | NFTA_DATA_VERDICT } */
static struct zc_str
data_value(struct zc_rd v)
{
	struct zc_rd inner;
	uint16_t t;

	while (zc_netlink_attr(&v, &t, &inner)) {
		if (t == NFTA_DATA_VALUE)
			return zc_rd_bytes(&inner, zc_rd_left(&inner));
	}
	return ZC_S("");
}

static unsigned
be16_at(struct zc_str s)
{
	struct zc_rd r;

	zc_rd_init(&r, s.p, s.n);
	return zc_rd_be16(&r);
}

/* Bits of a mask up to the first zero. */
static unsigned
mask_bits(struct zc_str mask)
{
	unsigned n = 0;

	while (n < mask.n * 8 &&
	    ((unsigned char)mask.p[n / 8] >> (7 - n % 8) & 1) != 0)
		n++;
	return n;
}

static void
address_words(
    struct words *s, const struct reg *r, struct zc_str v, char out[64])
{
	unsigned char b[16] = { 0 };
	size_t full = strcmp(s->family, "ip6") == 0 || v.n > 4 ? 16 : 4;
	struct zc_ipaddr ip;
	unsigned bits = (unsigned)v.n * 8;
	char text[48];

	out[0] = '\0';
	if (v.n == 0 || v.n > full)
		return;
	memcpy(b, v.p, v.n);
	if (r->mask.n == v.n)
		bits = mask_bits(r->mask);
	ip = zc_ipaddr_of(b, full);
	(void)zc_ipaddr_text(&ip, text);
	if (bits == full * 8)
		(void)snprintf(out, 64, "%s", text);
	else
		(void)snprintf(out, 64, "%s/%u", text, bits);
}

static const char *
op_word(uint32_t op)
{
	static const char *const words[] = { "", "!= ", "< ", "<= ", "> ",
		">= " };

	return op < ZC_LEN(words) ? words[op] : "? ";
}

static void
port_words(struct words *s, const char *op, unsigned v)
{
	if (strcmp(op, "<= ") == 0 && s->port.n > 0 &&
	    s->port.p[s->port.n - 1] == '-')
		zc_buf_fmt(&s->port, "%u", v);
	else if (strcmp(op, ">= ") == 0)
		zc_buf_fmt(&s->port, "%u-", v);
	else
		zc_buf_fmt(
		    &s->port, "%s%s%u", s->port.n > 0 ? ", " : "", op, v);
}

/* A register compared with a value. */
static void
compared(struct words *s, const struct reg *r, uint32_t op, struct zc_str v)
{
	char text[96] = "?";
	bool same = op == NFT_CMP_EQ;

	if (r->sel == L4PROTO && v.n >= 1) {
		const char *p = protocol_word((unsigned char)v.p[0]);

		(void)snprintf(text, sizeof(text), "%s", p);
		if (same)
			s->w.protocol = p;
	} else if (r->sel == DPORT || r->sel == SPORT) {
		unsigned port = be16_at(v);

		(void)snprintf(text, sizeof(text), "%u", port);
		if (r->sel == DPORT)
			port_words(s, op_word(op), port);
	} else if (r->sel == SADDR || r->sel == DADDR) {
		address_words(s, r, v, text);
		if (r->sel == SADDR)
			s->w.source = dup_of(s,
			    same ? zc_str_of(text) : ZC_S("not one address"));
	} else if (r->sel == IIF || r->sel == OIF) {
		struct zc_str name = zc_str_sub(v, 0, zc_str_find(v, '\0'));

		(void)snprintf(text, sizeof(text), "%.*s%s",
		    (int)(name.n < 32 ? name.n : 32), name.p,
		    v.n > 0 && name.n == v.n && v.n < 16 ? "*" : "");
		if (r->sel == IIF && same)
			s->w.interface = dup_of(s, zc_str_of(text));
	} else if (r->sel == NFPROTO_SEL && v.n >= 1) {
		(void)snprintf(text, sizeof(text), "%s",
		    v.p[0] == NFPROTO_IPV4 ? "ipv4" : "ipv6");
		/* Where an address lies in the header depends on it. */
		s->family = v.p[0] == NFPROTO_IPV4 ? "ip" : "ip6";
	} else if (r->sel == CTSTATE) {
		(void)snprintf(text, sizeof(text), "set");
	}
	s->conditions++;
	say(s, sel_words[r->sel]);
	say(s, op_word(op));
	zc_buf_cstr(&s->text, text);
}

static void
meta(struct words *s, struct zc_rd *d)
{
	struct zc_rd v;
	uint32_t dreg = 0, key = 0;
	uint16_t t;
	enum sel sel = OTHER;

	while (zc_netlink_attr(d, &t, &v)) {
		if (t == NFTA_META_DREG)
			dreg = zc_rd_be32(&v);
		else if (t == NFTA_META_KEY)
			key = zc_rd_be32(&v);
	}
	if (key == NFT_META_L4PROTO)
		sel = L4PROTO;
	else if (key == NFT_META_NFPROTO)
		sel = NFPROTO_SEL;
	else if (key == NFT_META_IIFNAME)
		sel = IIF;
	else if (key == NFT_META_OIFNAME)
		sel = OIF;
	*reg_of(s, dreg) = (struct reg){ .sel = sel };
}

static enum sel
payload_sel(const struct words *s, uint32_t base, uint32_t off, uint32_t len)
{
	bool v6 = strcmp(s->family, "ip6") == 0;

	if (base == NFT_PAYLOAD_TRANSPORT_HEADER && len == 2)
		return off == 2 ? DPORT : off == 0 ? SPORT : OTHER;
	if (base == NFT_PAYLOAD_TRANSPORT_HEADER && len == 1 && off == 0)
		return ICMPTYPE;
	if (base != NFT_PAYLOAD_NETWORK_HEADER)
		return OTHER;
	if (len == 1 && off == (v6 ? 6 : 9))
		return L4PROTO;
	if (v6 || (off == 8 && len > 4) || (off == 24 && len > 4))
		return off == 8 ? SADDR : off == 24 ? DADDR : OTHER;
	return off == 12 ? SADDR : off == 16 ? DADDR : OTHER;
}

static void
payload(struct words *s, struct zc_rd *d)
{
	struct zc_rd v;
	uint32_t dreg = 0, base = 0, off = 0, len = 0;
	uint16_t t;

	while (zc_netlink_attr(d, &t, &v)) {
		uint32_t n = zc_rd_be32(&v);

		if (t == NFTA_PAYLOAD_DREG)
			dreg = n;
		else if (t == NFTA_PAYLOAD_BASE)
			base = n;
		else if (t == NFTA_PAYLOAD_OFFSET)
			off = n;
		else if (t == NFTA_PAYLOAD_LEN)
			len = n;
	}
	*reg_of(s, dreg) =
	    (struct reg){ .sel = payload_sel(s, base, off, len), .len = len };
}

static void
ct(struct words *s, struct zc_rd *d)
{
	struct zc_rd v;
	uint32_t dreg = 0, key = UINT32_MAX;
	uint16_t t;

	while (zc_netlink_attr(d, &t, &v)) {
		if (t == NFTA_CT_DREG)
			dreg = zc_rd_be32(&v);
		else if (t == NFTA_CT_KEY)
			key = zc_rd_be32(&v);
	}
	*reg_of(s, dreg) =
	    (struct reg){ .sel = key == NFT_CT_STATE ? CTSTATE : OTHER };
}

static void
bitwise(struct words *s, struct zc_rd *d)
{
	struct zc_rd v;
	uint32_t sreg = 0, dreg = 0;
	struct zc_str mask = ZC_S("");
	struct reg r;
	uint16_t t;

	while (zc_netlink_attr(d, &t, &v)) {
		if (t == NFTA_BITWISE_SREG)
			sreg = zc_rd_be32(&v);
		else if (t == NFTA_BITWISE_DREG)
			dreg = zc_rd_be32(&v);
		else if (t == NFTA_BITWISE_MASK)
			mask = data_value(v);
	}
	r = *reg_of(s, sreg);
	r.mask = mask;
	*reg_of(s, dreg) = r;
}

/* Bits of nf_conntrack_common.h, in the byte order of the machine. */
static void
state_words(struct words *s, struct zc_str mask)
{
	static const struct {
		unsigned bit;
		const char *word;
	} bits[] = { { 1, "invalid" }, { 2, "established" }, { 4, "related" },
		{ 8, "new" }, { 64, "untracked" } };
	struct zc_rd r;
	uint32_t m;
	const char *sep = "";

	zc_rd_init(&r, mask.p, mask.n);
	m = zc_netlink_u32(&r);
	say(s, "ct state ");
	for (size_t i = 0; i < ZC_LEN(bits); i++) {
		if ((m & bits[i].bit) != 0) {
			zc_buf_fmt(&s->text, "%s%s", sep, bits[i].word);
			sep = ",";
		}
	}
	s->conditions++;
}

static void
cmp(struct words *s, struct zc_rd *d)
{
	struct zc_rd v;
	uint32_t sreg = 0, op = 0;
	struct zc_str value = ZC_S("");
	const struct reg *r;
	uint16_t t;

	while (zc_netlink_attr(d, &t, &v)) {
		if (t == NFTA_CMP_SREG)
			sreg = zc_rd_be32(&v);
		else if (t == NFTA_CMP_OP)
			op = zc_rd_be32(&v);
		else if (t == NFTA_CMP_DATA)
			value = data_value(v);
	}
	r = reg_of(s, sreg);
	if (r->sel == CTSTATE && r->mask.n == 4 && op == NFT_CMP_NEQ)
		state_words(s, r->mask);
	else
		compared(s, r, op, value);
}

static void
range(struct words *s, struct zc_rd *d)
{
	struct zc_rd v;
	uint32_t sreg = 0, op = 0;
	struct zc_str from = ZC_S(""), to = ZC_S("");
	const struct reg *r;
	char a[64], b[64];
	uint16_t t;

	while (zc_netlink_attr(d, &t, &v)) {
		if (t == NFTA_RANGE_SREG)
			sreg = zc_rd_be32(&v);
		else if (t == NFTA_RANGE_OP)
			op = zc_rd_be32(&v);
		else if (t == NFTA_RANGE_FROM_DATA)
			from = data_value(v);
		else if (t == NFTA_RANGE_TO_DATA)
			to = data_value(v);
	}
	r = reg_of(s, sreg);
	s->conditions++;
	say(s, sel_words[r->sel]);
	if (op == NFT_RANGE_NEQ)
		say(s, "!=");
	if (r->sel == SADDR || r->sel == DADDR) {
		struct reg plain = { .sel = r->sel };

		address_words(s, &plain, from, a);
		address_words(s, &plain, to, b);
	} else {
		(void)snprintf(a, sizeof(a), "%u", be16_at(from));
		(void)snprintf(b, sizeof(b), "%u", be16_at(to));
	}
	zc_buf_fmt(&s->text, " %s-%s", a, b);
	if (r->sel == DPORT)
		zc_buf_fmt(&s->port, "%s%s-%s",
		    op == NFT_RANGE_NEQ ? "!= " : "", a, b);
	if (r->sel == SADDR) {
		char both[140];

		(void)snprintf(both, sizeof(both), "%s%s-%s",
		    op == NFT_RANGE_NEQ ? "not " : "", a, b);
		s->w.source = dup_of(s, zc_str_of(both));
	}
}

static void
lookup(struct words *s, struct zc_rd *d)
{
	struct zc_rd v;
	uint32_t sreg = 0, flags = 0;
	struct zc_str name = ZC_S(""), members = ZC_S("");
	const struct reg *r;
	bool map = false;
	uint16_t t;

	while (zc_netlink_attr(d, &t, &v)) {
		if (t == NFTA_LOOKUP_SREG)
			sreg = zc_rd_be32(&v);
		else if (t == NFTA_LOOKUP_SET)
			name = zc_netlink_text(&v);
		else if (t == NFTA_LOOKUP_FLAGS)
			flags = zc_rd_be32(&v);
		else if (t == NFTA_LOOKUP_DREG)
			map = true;
	}
	r = reg_of(s, sreg);
	s->conditions++;
	say(s, sel_words[r->sel]);
	say(s, map ? "map" : (flags & NFT_LOOKUP_F_INV) != 0 ? "not in" : "in");
	if (s->set != NULL &&
	    (r->sel == DPORT || r->sel == SADDR || r->sel == SPORT))
		members =
		    s->set(s->ctx, name, r->sel == DPORT || r->sel == SPORT);
	if (members.n == 0)
		members = name;
	zc_buf_fmt(&s->text, " { %.*s }", (int)members.n, members.p);
	if (r->sel == DPORT)
		zc_buf_fmt(&s->port, "%s%.*s",
		    (flags & NFT_LOOKUP_F_INV) != 0 ? "not " : "",
		    (int)members.n, members.p);
	else if (r->sel == SADDR)
		s->w.source = dup_of(s, members);
}

static void
verdict(struct words *s, struct zc_rd *data)
{
	struct zc_rd v, inner;
	int32_t code = NFT_CONTINUE;
	uint16_t t, u;

	while (zc_netlink_attr(data, &t, &v)) {
		if (t != NFTA_DATA_VERDICT)
			continue;
		while (zc_netlink_attr(&v, &u, &inner)) {
			if (u == NFTA_VERDICT_CODE)
				code = (int32_t)zc_rd_be32(&inner);
			else if (u == NFTA_VERDICT_CHAIN)
				s->w.target =
				    dup_of(s, zc_netlink_text(&inner));
		}
	}
	if (code == NF_ACCEPT)
		s->w.action = "accept";
	else if (code == NF_DROP)
		s->w.action = "drop";
	else if (code == NFT_JUMP || code == NFT_GOTO)
		s->w.action = "jump";
	else if (code == NFT_RETURN)
		s->w.back = true;
	else
		return;
	say(s, code == NFT_RETURN ? "return" : s->w.action);
	if (s->w.target.n > 0)
		zc_buf_fmt(
		    &s->text, " %.*s", (int)s->w.target.n, s->w.target.p);
}

static void
immediate(struct words *s, struct zc_rd *d)
{
	struct zc_rd v;
	uint32_t dreg = UINT32_MAX;
	uint16_t t;

	while (zc_netlink_attr(d, &t, &v)) {
		if (t == NFTA_IMMEDIATE_DREG)
			dreg = zc_rd_be32(&v);
		else if (t == NFTA_IMMEDIATE_DATA && dreg == NFT_REG_VERDICT)
			verdict(s, &v);
	}
}

/* Extensions of iptables: name and, for ports, the struct they carry. */
static void
xt_match(struct words *s, struct zc_rd *d)
{
	struct zc_rd v, info = { 0 };
	struct zc_str name = ZC_S("");
	unsigned low, high;
	uint16_t t;

	while (zc_netlink_attr(d, &t, &v)) {
		if (t == NFTA_MATCH_NAME)
			name = zc_netlink_text(&v);
		else if (t == NFTA_MATCH_INFO)
			info = v;
	}
	if (zc_str_is(name, "comment"))
		return;
	s->conditions++;
	say(s, "match");
	zc_buf_fmt(&s->text, " %.*s", (int)name.n, name.p);
	if (info.p == NULL)
		return;
	if (zc_str_is(name, "tcp") || zc_str_is(name, "udp")) {
		/* struct xt_tcp, xt_udp: source then destination range. */
		zc_rd_skip(&info, 4);
		low = zc_netlink_u16(&info);
		high = zc_netlink_u16(&info);
		if (!info.bad && (low != 0 || high != 65535)) {
			zc_buf_fmt(&s->port, "%u", low);
			if (low != high)
				zc_buf_fmt(&s->port, "-%u", high);
		}
		s->w.protocol = zc_str_is(name, "tcp") ? "tcp" : "udp";
	} else if (zc_str_is(name, "multiport")) {
		/* struct xt_multiport_v1: flags, count, 15 ports, 15 ranges */
		unsigned kind = zc_rd_u8(&info), n = zc_rd_u8(&info);

		for (unsigned i = 0; kind > 0 && i < n && i < 15; i++)
			zc_buf_fmt(&s->port, "%s%u", s->port.n > 0 ? ", " : "",
			    zc_netlink_u16(&info));
	}
}

static void
xt_target(struct words *s, struct zc_rd *d)
{
	struct zc_rd v;
	struct zc_str name = ZC_S("");
	uint16_t t;

	while (zc_netlink_attr(d, &t, &v)) {
		if (t == NFTA_TARGET_NAME)
			name = zc_netlink_text(&v);
	}
	if (zc_str_is(name, "REJECT"))
		s->w.action = "reject";
	say(s, "target");
	zc_buf_fmt(&s->text, " %.*s", (int)name.n, name.p);
}

static void
reject(struct words *s, struct zc_rd *d)
{
	(void)d;
	s->w.action = "reject";
	say(s, "reject");
}

/* Counting and logging let every packet go on. */
static void
aside(struct words *s, struct zc_rd *d)
{
	(void)s;
	(void)d;
}

static const struct {
	const char *name;
	void (*read)(struct words *, struct zc_rd *);
} readers[] = {
	{ "meta", meta },
	{ "payload", payload },
	{ "ct", ct },
	{ "bitwise", bitwise },
	{ "cmp", cmp },
	{ "range", range },
	{ "lookup", lookup },
	{ "immediate", immediate },
	{ "match", xt_match },
	{ "target", xt_target },
	{ "reject", reject },
	{ "counter", aside },
	{ "log", aside },
	{ "notrack", aside },
	{ "byteorder", aside },
};

static void
expression(struct words *s, struct zc_rd *one)
{
	struct zc_rd v, data = { 0 };
	struct zc_str name = ZC_S("");
	uint16_t t;

	while (zc_netlink_attr(one, &t, &v)) {
		if (t == NFTA_EXPR_NAME)
			name = zc_netlink_text(&v);
		else if (t == NFTA_EXPR_DATA)
			data = v;
	}
	if (data.p == NULL)
		zc_rd_init(&data, NULL, 0);
	for (size_t i = 0; i < ZC_LEN(readers); i++) {
		if (zc_str_is(name, readers[i].name)) {
			readers[i].read(s, &data);
			return;
		}
	}
	/* limit, fib, nat …: not known to let everything go on. */
	s->conditions++;
	say(s, "");
	zc_buf_str(&s->text, zc_str_sub(name, 0, 32));
}

int
zc_nft_words(struct zc_rd *exprs, const char *family, struct zc_arena *a,
    zc_nft_set_fn set, void *ctx, struct zc_nft_words *out)
{
	struct words s = { .family = family, .a = a, .set = set, .ctx = ctx };
	struct zc_rd one;
	uint16_t t;

	s.w = (struct zc_nft_words){ .action = "other",
		.protocol = "any",
		.target = ZC_S(""),
		.source = ZC_S(""),
		.port = ZC_S(""),
		.interface = ZC_S("") };
	zc_buf_init(&s.text, TEXT_MAX);
	zc_buf_init(&s.port, TEXT_MAX);
	while (zc_netlink_attr(exprs, &t, &one)) {
		if (t == NFTA_LIST_ELEM)
			expression(&s, &one);
	}
	/* Something we could not take apart may be a condition. */
	s.w.always = s.conditions == 0 && !exprs->bad;
	s.w.text = dup_of(&s, zc_buf_get(&s.text));
	s.w.port = dup_of(&s, zc_buf_get(&s.port));
	zc_buf_fini(&s.text);
	zc_buf_fini(&s.port);
	if (s.w.text.p == NULL)
		return ZC_ENOMEM;
	*out = s.w;
	return ZC_OK;
}
