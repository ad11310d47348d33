#include "probe/iptold.h"

#include "base/rd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	GET_INFO = 64, /* IPT_SO_GET_INFO, IP6T_SO_GET_INFO */
	GET_ENTRIES = 65,
	HEAD = 40, /* offset of the entries in struct ipt_get_entries */
	NAME = 29, /* XT_EXTENSION_MAXNAMELEN */
	HOOKS = 5
};

/* What was fetched; this process has no other use for it. */
static struct fetched {
	int rc;
	unsigned char info[ZC_IPTOLD_INFO];
	unsigned char *entries; /* HEAD bytes before them */
	size_t n;
} fetched[2] = { { .rc = ZC_ENOENT }, { .rc = ZC_ENOENT } };

static bool
exists(const char *names)
{
	char text[256] = "";
	int fd = open(names, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd == -1 ? -1 : read(fd, text, sizeof(text) - 1);
	struct zc_str rest = { text, n > 0 ? (size_t)n : 0 }, line;

	if (fd != -1)
		(void)close(fd);
	while (zc_str_line(&rest, &line))
		if (zc_str_is(line, "filter"))
			return true;
	return false;
}

static int
fetch(int fd, int level, struct fetched *f)
{
	socklen_t n = sizeof(f->info);
	uint32_t size;

	memset(f->info, 0, sizeof(f->info));
	memcpy(f->info, "filter", 6);
	if (getsockopt(fd, level, GET_INFO, f->info, &n) == -1)
		return errno == EPERM ? ZC_EACCES : ZC_EIO;
	memcpy(&size, f->info + ZC_IPTOLD_INFO - 4, 4);
	if (size > ZC_IPTOLD_BYTES_MAX)
		return ZC_ELIMIT;
	f->entries = calloc(1, HEAD + size);
	if (f->entries == NULL)
		return ZC_ENOMEM;
	memcpy(f->entries, "filter", 6);
	memcpy(f->entries + 32, &size, 4);
	n = HEAD + size;
	if (getsockopt(fd, level, GET_ENTRIES, f->entries, &n) == -1)
		return errno == EPERM ? ZC_EACCES : ZC_EIO;
	f->n = size;
	return ZC_OK;
}

void
zc_iptold_load(void)
{
	static const struct {
		const char *names;
		int family, level;
	} kinds[2] = {
		{ "/proc/net/ip_tables_names", AF_INET, IPPROTO_IP },
		{ "/proc/net/ip6_tables_names", AF_INET6, IPPROTO_IPV6 },
	};

	for (size_t i = 0; i < 2; i++) {
		int fd;

		if (fetched[i].entries != NULL || !exists(kinds[i].names))
			continue;
		fd = socket(kinds[i].family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (fd == -1) {
			fetched[i].rc = ZC_EIO;
			continue;
		}
		fetched[i].rc = fetch(fd, kinds[i].level, &fetched[i]);
		(void)close(fd);
	}
}

int
zc_iptold_text(bool six, struct zc_buf *out, struct zc_err *e)
{
	const struct fetched *f = &fetched[six];

	if (f->rc != ZC_OK)
		return ZC_FAIL(e, f->rc, "table filter");
	return zc_iptold_decode(six,
	    (struct zc_str){ (const char *)f->info, sizeof(f->info) },
	    (struct zc_str){ (const char *)f->entries + HEAD, f->n }, out, e);
}

struct chain {
	uint32_t first; /* offset of its first rule */
	struct zc_str name;
};

struct table {
	bool six;
	struct zc_str bytes;
	uint32_t valid, hook[HOOKS], end[HOOKS]; /* offsets */
	struct chain chains[ZC_IPTOLD_CHAINS_MAX];
	size_t n;
	struct zc_buf *out;
};

/* One entry: the address part, the matches, the target. */
struct entry {
	struct zc_str ip, matches, target;
	struct zc_str name; /* of the target */
	uint32_t at, next;
};

static struct zc_str
fixed(struct zc_str s)
{
	return zc_str_sub(s, 0, zc_str_find(s, '\0'));
}

static bool
entry_at(const struct table *t, uint32_t at, struct entry *out)
{
	const size_t ip = t->six ? 136 : 84, elems = t->six ? 168 : 112;
	struct zc_str s = zc_str_sub(t->bytes, at, t->bytes.n);
	struct zc_rd r;
	uint16_t target, next;

	if (s.n < elems + 32)
		return false;
	zc_rd_init(&r, s.p, s.n);
	zc_rd_skip(&r, ip + 4);
	target = zc_rd_le16(&r);
	next = zc_rd_le16(&r);
	if (target < elems || next < target + 32 || next > s.n)
		return false;
	out->ip = zc_str_sub(s, 0, ip);
	out->matches = zc_str_sub(s, elems, target - elems);
	out->target = zc_str_sub(s, target, next - target);
	out->name = fixed(zc_str_sub(out->target, 2, NAME));
	out->at = at;
	out->next = at + next;
	return true;
}

static const char *const builtin[HOOKS] = { "PREROUTING", "INPUT", "FORWARD",
	"OUTPUT", "POSTROUTING" };

/* Built-in chains start at the hooks, others behind an ERROR with the name. */
static bool
find_chains(struct table *t)
{
	struct entry n;

	for (uint32_t at = 0; at < t->bytes.n; at = n.next) {
		if (!entry_at(t, at, &n))
			return false;
		for (size_t h = 0; h < HOOKS; h++)
			if ((t->valid >> h & 1) != 0 && t->hook[h] == at &&
			    t->n < ZC_IPTOLD_CHAINS_MAX)
				t->chains[t->n++] =
				    (struct chain){ at, zc_str_of(builtin[h]) };
		if (zc_str_is(n.name, "ERROR") && n.next < t->bytes.n &&
		    t->n < ZC_IPTOLD_CHAINS_MAX)
			t->chains[t->n++] = (struct chain){ n.next,
				fixed(zc_str_sub(n.target, 32, 30)) };
	}
	return t->n < ZC_IPTOLD_CHAINS_MAX;
}

static struct zc_str
chain_at(const struct table *t, uint32_t first)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->chains[i].first == first)
			return t->chains[i].name;
	return ZC_S("");
}

static void
put_address(struct table *t, const char *option, bool inverted,
    struct zc_str address, struct zc_str mask)
{
	char text[INET6_ADDRSTRLEN];
	unsigned bits = 0;

	for (size_t i = 0; i < mask.n; i++)
		bits += (unsigned)__builtin_popcount((unsigned char)mask.p[i]);
	if (bits == 0 || mask.n == 0 ||
	    inet_ntop(t->six ? AF_INET6 : AF_INET, address.p, text,
		sizeof(text)) == NULL)
		return;
	zc_buf_fmt(
	    t->out, "%s %s %s/%u", inverted ? " !" : "", option, text, bits);
}

/* "eth+": the kernel keeps the plus sign in the name, too. */
static void
put_interface(
    struct table *t, const char *option, bool inverted, struct zc_str name)
{
	struct zc_str s = fixed(name);

	if (s.n > 0)
		zc_buf_fmt(t->out, "%s %s %.*s", inverted ? " !" : "", option,
		    (int)s.n, s.p);
}

static void
put_ip(struct table *t, struct zc_str ip)
{
	static const struct {
		uint16_t number;
		const char *name;
	} protocols[] = { { 1, "icmp" }, { 6, "tcp" }, { 17, "udp" },
		{ 47, "gre" }, { 50, "esp" }, { 51, "ah" }, { 58, "ipv6-icmp" },
		{ 132, "sctp" } };
	const size_t a = t->six ? 16 : 4, names = 4 * a;
	struct zc_str inv = zc_str_sub(ip, names + 64 + (t->six ? 4 : 3), 1);
	uint16_t proto = 0;
	unsigned flags = (unsigned char)inv.p[0];

	memcpy(&proto, ip.p + names + 64, 2);
	/* IPT_INV_SRCIP 8, DSTIP 16, VIA_IN 1, VIA_OUT 2, PROTO 64 */
	put_address(t, "-s", (flags & 8) != 0, zc_str_sub(ip, 0, a),
	    zc_str_sub(ip, 2 * a, a));
	put_address(t, "-d", (flags & 16) != 0, zc_str_sub(ip, a, a),
	    zc_str_sub(ip, 3 * a, a));
	put_interface(t, "-i", (flags & 1) != 0, zc_str_sub(ip, names, 16));
	put_interface(
	    t, "-o", (flags & 2) != 0, zc_str_sub(ip, names + 16, 16));
	if (proto == 0)
		return;
	zc_buf_fmt(t->out, "%s -p ", (flags & 64) != 0 ? " !" : "");
	for (size_t i = 0; i < ZC_LEN(protocols); i++)
		if (protocols[i].number == proto) {
			zc_buf_cstr(t->out, protocols[i].name);
			return;
		}
	zc_buf_fmt(t->out, "%u", proto);
}

static void
put_range(struct table *t, const char *option, bool inverted, unsigned from,
    unsigned to)
{
	if (from == 0 && to == 0xffff)
		return;
	zc_buf_fmt(t->out, "%s %s %u", inverted ? " !" : "", option, from);
	if (from != to)
		zc_buf_fmt(t->out, ":%u", to);
}

/* struct xt_tcp, struct xt_udp: both begin with the ports. */
static void
put_ports(struct table *t, struct zc_rd *r, bool tcp)
{
	unsigned v[4], inverted;

	for (size_t i = 0; i < 4; i++)
		v[i] = zc_rd_le16(r);
	zc_rd_skip(r, tcp ? 3 : 0);
	inverted = zc_rd_u8(r);
	put_range(t, "--sport", (inverted & 1) != 0, v[0], v[1]);
	put_range(t, "--dport", (inverted & 2) != 0, v[2], v[3]);
}

/* struct xt_multiport_v1: a set pflag joins this port and the next. */
static void
put_multiport(struct table *t, struct zc_rd *r)
{
	static const char *const options[] = { "--sports", "--dports",
		"--ports" };
	unsigned kind = zc_rd_u8(r), count = zc_rd_u8(r), ports[15];
	struct zc_str joins, inverted;

	for (size_t i = 0; i < 15; i++)
		ports[i] = zc_rd_le16(r);
	joins = zc_rd_bytes(r, 15);
	inverted = zc_rd_bytes(r, 1);
	if (kind > 2 || count > 15 || r->bad)
		return;
	zc_buf_fmt(
	    t->out, "%s %s ", inverted.p[0] != 0 ? " !" : "", options[kind]);
	for (size_t i = 0; i < count; i++)
		zc_buf_fmt(t->out, "%u%s", ports[i],
		    i + 1 == count        ? ""
			: joins.p[i] != 0 ? ":"
					  : ",");
}

static void
put_states(struct table *t, const char *option, unsigned mask, bool inverted)
{
	static const char *const names[] = { "INVALID", "ESTABLISHED",
		"RELATED", "NEW" };
	const char *comma = "";

	zc_buf_fmt(t->out, "%s %s ", inverted ? " !" : "", option);
	for (unsigned i = 0; i < ZC_LEN(names); i++)
		if ((mask >> i & 1) != 0) {
			zc_buf_fmt(t->out, "%s%s", comma, names[i]);
			comma = ",";
		}
}

/* struct xt_conntrack_mtinfo1 and later: eight addresses stand first. */
static void
put_conntrack(struct table *t, struct zc_rd *r)
{
	unsigned what, inverted, mask;

	zc_rd_skip(r, 146);
	what = zc_rd_le16(r);
	inverted = zc_rd_le16(r);
	mask = zc_rd_le16(r);
	if ((what & 1) == 0 || r->bad)
		zc_buf_cstr(t->out, " --options ...");
	else
		put_states(t, "--ctstate", mask, (inverted & 1) != 0);
}

static bool
put_matches(struct table *t, struct zc_str s)
{
	while (s.n > 0) {
		struct zc_str name = fixed(zc_str_sub(s, 2, NAME));
		struct zc_rd r;
		uint16_t size;

		zc_rd_init(&r, s.p, s.n);
		size = zc_rd_le16(&r);
		if (size < 32 || size > s.n)
			return false;
		zc_rd_init(&r, s.p + 32, size - 32u);
		zc_buf_fmt(t->out, " -m %.*s", (int)name.n, name.p);
		if (zc_str_is(name, "tcp") || zc_str_is(name, "udp"))
			put_ports(t, &r, zc_str_is(name, "tcp"));
		else if (zc_str_is(name, "multiport"))
			put_multiport(t, &r);
		else if (zc_str_is(name, "conntrack"))
			put_conntrack(t, &r);
		else if (zc_str_is(name, "state"))
			put_states(t, "--state", zc_rd_le32(&r), false);
		else /* a condition all the same */
			zc_buf_cstr(t->out, " --options ...");
		s = zc_str_sub(s, size, s.n);
	}
	return true;
}

/* -NF_DROP - 1, -NF_ACCEPT - 1, XT_RETURN, or the offset of a chain. */
static const char *
verdict_of(const struct table *t, const struct entry *n, struct zc_str *jump)
{
	int32_t v;

	*jump = ZC_S("");
	memcpy(&v, n->target.p + 32, sizeof(v));
	if (v == -1)
		return "DROP";
	if (v == -2)
		return "ACCEPT";
	if (v < 0)
		return v == -5 ? "RETURN" : "QUEUE";
	*jump = chain_at(t, (uint32_t)v);
	return "";
}

static bool
put_rule(struct table *t, const struct entry *n, struct zc_str chain)
{
	struct zc_str jump;
	const char *word;

	zc_buf_fmt(t->out, "-A %.*s", (int)chain.n, chain.p);
	put_ip(t, n->ip);
	if (!put_matches(t, n->matches))
		return false;
	if (n->name.n > 0) {
		zc_buf_fmt(t->out, " -j %.*s\n", (int)n->name.n, n->name.p);
		return true;
	}
	if (n->target.n < 36)
		return false;
	word = verdict_of(t, n, &jump);
	if (word[0] != '\0')
		zc_buf_fmt(t->out, " -j %s\n", word);
	else if (jump.n > 0)
		zc_buf_fmt(t->out, " -j %.*s\n", (int)jump.n, jump.p);
	else /* to the next rule: a rule that only counts */
		zc_buf_char(t->out, '\n');
	return true;
}

/* The rule at the end of a chain is its policy, or the way back. */
static bool
is_end(
    struct table *t, const struct entry *n, struct zc_str chain, bool own_chain)
{
	struct entry after;
	struct zc_str jump;

	for (size_t h = 0; h < HOOKS; h++)
		if ((t->valid >> h & 1) != 0 && t->end[h] == n->at &&
		    n->name.n == 0 && n->target.n >= 36) {
			zc_buf_fmt(t->out, ":%.*s %s [0:0]\n", (int)chain.n,
			    chain.p, verdict_of(t, n, &jump));
			return true;
		}
	return own_chain && entry_at(t, n->next, &after) &&
	    zc_str_is(after.name, "ERROR");
}

static bool
put_all(struct table *t)
{
	struct zc_str chain = ZC_S("");
	struct entry n;
	bool own = false;

	zc_buf_cstr(t->out, "*filter\n");
	for (uint32_t at = 0; at < t->bytes.n; at = n.next) {
		struct zc_str name = chain_at(t, at);

		if (!entry_at(t, at, &n))
			return false;
		if (name.n > 0) {
			chain = name;
			own = true;
			for (size_t h = 0; h < HOOKS; h++)
				if (zc_str_is(name, builtin[h]))
					own = false;
		}
		if (zc_str_is(n.name, "ERROR") || is_end(t, &n, chain, own))
			continue;
		if (!put_rule(t, &n, chain))
			return false;
	}
	zc_buf_cstr(t->out, "COMMIT\n");
	return true;
}

int
zc_iptold_decode(bool six, struct zc_str info, struct zc_str entries,
    struct zc_buf *out, struct zc_err *e)
{
	struct table *t;
	struct zc_rd r;
	bool good;

	if (info.n != ZC_IPTOLD_INFO || entries.n > ZC_IPTOLD_BYTES_MAX)
		return ZC_FAIL(e, ZC_EINPUT, "table filter: size");
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "table filter: no room");
	t->six = six;
	t->bytes = entries;
	t->out = out;
	zc_rd_init(&r, info.p, info.n);
	zc_rd_skip(&r, 32);
	t->valid = zc_rd_le32(&r);
	for (size_t h = 0; h < HOOKS; h++)
		t->hook[h] = zc_rd_le32(&r);
	for (size_t h = 0; h < HOOKS; h++)
		t->end[h] = zc_rd_le32(&r);
	good = find_chains(t) && put_all(t);
	free(t);
	if (out->rc != ZC_OK)
		return ZC_FAIL(e, out->rc, "table filter: too many rules");
	return good ? ZC_OK : ZC_FAIL(e, ZC_EINPUT, "table filter: damaged");
}
