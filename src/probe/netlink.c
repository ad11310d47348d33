#include "probe/netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

/* netlink(7): struct nlmsghdr and struct nlattr. */
#define MESSAGE_HEAD ((size_t)16)
#define ATTR_HEAD ((size_t)4)

enum {
	RECV_MAX = 1 << 16, /* the kernel fills at most 32 KiB a message */
	REQUEST_MAX = 512,
	MESSAGES_MAX = 4000000, /* then it is no table, but a loop */
	LINKS_MAX = 65536
};

int
zc_netlink_open(int protocol, struct zc_netlink *nl, struct zc_err *e)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);

	if (fd == -1 && (errno == EPROTONOSUPPORT || errno == EAFNOSUPPORT))
		return ZC_FAIL_SYS(e, ZC_EUNSUP, "no netlink %d", protocol);
	if (fd == -1)
		return ZC_FAIL_SYS(e, zc_err_of(errno), "netlink %d", protocol);
	*nl = (struct zc_netlink){ .fd = fd };
	return ZC_OK;
}

void
zc_netlink_close(struct zc_netlink *nl)
{
	if (nl != NULL && nl->fd > 0)
		(void)close(nl->fd);
}

static uint64_t
host(struct zc_rd *r, size_t n)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return n == 2 ? zc_rd_le16(r) : zc_rd_le32(r);
#else
	return n == 2 ? zc_rd_be16(r) : zc_rd_be32(r);
#endif
}

uint16_t
zc_netlink_u16(struct zc_rd *r)
{
	return (uint16_t)host(r, 2);
}

uint32_t
zc_netlink_u32(struct zc_rd *r)
{
	return (uint32_t)host(r, 4);
}

/* Skip the padding that brings `n` bytes to a multiple of four. */
static void
pad(struct zc_rd *r, size_t n)
{
	size_t gap = (4 - n % 4) % 4;

	zc_rd_skip(r, gap < zc_rd_left(r) ? gap : zc_rd_left(r));
}

bool
zc_netlink_attr(struct zc_rd *r, uint16_t *type, struct zc_rd *value)
{
	uint16_t len, t;
	struct zc_str s;

	if (zc_rd_left(r) < ATTR_HEAD)
		return false;
	len = zc_netlink_u16(r);
	t = zc_netlink_u16(r);
	if (len < ATTR_HEAD) {
		r->bad = true;
		return false;
	}
	s = zc_rd_bytes(r, len - ATTR_HEAD);
	if (r->bad)
		return false;
	pad(r, len);
	/* Two flags sit above the type (NLA_TYPE_MASK). */
	*type = t & 0x3fff;
	zc_rd_init(value, s.p, s.n);
	return true;
}

struct zc_str
zc_netlink_text(const struct zc_rd *value)
{
	struct zc_str s = { (const char *)value->p, zc_rd_left(value) };

	return zc_str_sub(s, 0, zc_str_find(s, '\0'));
}

void
zc_netlink_mac(const struct zc_rd *value, char *out, size_t n)
{
	size_t len = zc_rd_left(value);

	out[0] = '\0';
	for (size_t i = 0; i < len && (i + 1) * 3 <= n; i++)
		(void)snprintf(out + i * 3, n - i * 3, "%02x%s", value->p[i],
		    i + 1 < len && (i + 2) * 3 <= n ? ":" : "");
}

static int
answer(struct zc_rd *body, bool *done, struct zc_err *e)
{
	int32_t code = (int32_t)zc_netlink_u32(body);

	*done = true;
	if (body->bad)
		return ZC_FAIL(e, ZC_EINPUT, "netlink: short answer");
	if (code == 0)
		return ZC_OK;
	if (code > 0 || code < -4095)
		return ZC_FAIL(e, ZC_EINPUT, "netlink: strange answer");
	errno = -code;
	if (errno == EOPNOTSUPP || errno == EPROTONOSUPPORT)
		return ZC_FAIL_SYS(e, ZC_EUNSUP, "netlink");
	return ZC_FAIL_SYS(e, zc_err_of(errno), "netlink");
}

int
zc_netlink_feed(struct zc_netlink *nl, struct zc_str in, zc_netlink_fn fn,
    void *ctx, bool *done, struct zc_err *e)
{
	struct zc_rd r, body;
	int rc = ZC_OK;

	zc_rd_init(&r, in.p, in.n);
	while (rc == ZC_OK && !*done && zc_rd_left(&r) >= MESSAGE_HEAD) {
		uint32_t len = zc_netlink_u32(&r);
		uint16_t type = zc_netlink_u16(&r);
		uint16_t flags = zc_netlink_u16(&r);
		uint32_t seq = zc_netlink_u32(&r);
		struct zc_str s;

		zc_rd_skip(&r, 4);
		if (len < MESSAGE_HEAD)
			return ZC_FAIL(e, ZC_EINPUT, "netlink: bad length");
		s = zc_rd_bytes(&r, len - MESSAGE_HEAD);
		if (r.bad)
			return ZC_FAIL(e, ZC_EINPUT, "netlink: cut short");
		pad(&r, len);
		if (seq != nl->seq)
			continue; /* left over from an earlier dump */
		if ((flags & NLM_F_DUMP_INTR) != 0)
			nl->torn = true;
		zc_rd_init(&body, s.p, s.n);
		if (type == NLMSG_ERROR || (type == NLMSG_DONE && s.n >= 4))
			rc = answer(&body, done, e);
		else if (type == NLMSG_DONE)
			*done = true;
		else if (type >= NLMSG_MIN_TYPE)
			rc = fn(ctx, type, &body);
	}
	return rc;
}

static int
ask(struct zc_netlink *nl, uint16_t type, struct zc_str body, struct zc_err *e)
{
	union {
		struct nlmsghdr h;
		char bytes[sizeof(struct nlmsghdr) + REQUEST_MAX];
	} m = { .h = { .nlmsg_type = type,
		    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP } };
	size_t n = MESSAGE_HEAD + body.n;

	assert(body.n <= REQUEST_MAX);
	m.h.nlmsg_len = (uint32_t)n;
	m.h.nlmsg_seq = ++nl->seq;
	memcpy(m.bytes + MESSAGE_HEAD, body.p, body.n);
	if (send(nl->fd, m.bytes, n, 0) != (ssize_t)n)
		return ZC_FAIL_SYS(e, zc_err_of(errno), "netlink: send");
	return ZC_OK;
}

int
zc_netlink_dump(struct zc_netlink *nl, uint16_t type, struct zc_str body,
    zc_netlink_fn fn, void *ctx, struct zc_err *e)
{
	struct sockaddr_nl from = { 0 };
	bool done = false;
	char *p = malloc(RECV_MAX);
	int rc = p == NULL ? ZC_FAIL(e, ZC_ENOMEM, "netlink: no room")
			   : ask(nl, type, body, e);

	for (unsigned i = 0; rc == ZC_OK && !done; i++) {
		socklen_t fromlen = sizeof(from);
		ssize_t n = recvfrom(nl->fd, p, RECV_MAX, MSG_TRUNC,
		    (struct sockaddr *)&from, &fromlen);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			rc = ZC_FAIL_SYS(e, zc_err_of(errno), "netlink: recv");
		else if (n > RECV_MAX || i > MESSAGES_MAX)
			rc = ZC_FAIL(e, ZC_ELIMIT, "netlink: too long");
		else if (fromlen >= sizeof(from) && from.nl_pid == 0)
			/* Only the kernel has port 0: others are ignored. */
			rc = zc_netlink_feed(nl,
			    (struct zc_str){ p, (size_t)n }, fn, ctx, &done, e);
	}
	free(p);
	return rc;
}

static int
take_link(void *ctx, uint16_t type, struct zc_rd *body)
{
	struct zc_netlink_links *l = ctx;
	struct zc_netlink_link *v = NULL;
	struct zc_rd value;
	uint32_t index;
	uint16_t t;

	if (type != RTM_NEWLINK || l->n == LINKS_MAX)
		return ZC_OK;
	zc_rd_skip(body, 4); /* struct ifinfomsg: family, pad, type */
	index = zc_netlink_u32(body);
	zc_rd_skip(body, 8); /* flags, change */
	while (zc_netlink_attr(body, &t, &value)) {
		struct zc_str s = zc_netlink_text(&value);

		if (t != IFLA_IFNAME || s.n >= sizeof(v->name))
			continue;
		if ((l->n & (l->n - 1)) == 0) {
			v = zc_arena_array(
			    l->a, l->n == 0 ? 1 : l->n * 2, sizeof(*v));
			if (v == NULL)
				return ZC_ENOMEM;
			if (l->n > 0)
				memcpy(v, l->v, l->n * sizeof(*v));
			l->v = v;
		}
		v = &l->v[l->n++];
		v->index = index;
		memcpy(v->name, s.p, s.n);
		return ZC_OK;
	}
	return ZC_OK;
}

int
zc_netlink_links(struct zc_netlink *nl, struct zc_arena *a,
    struct zc_netlink_links *out, struct zc_err *e)
{
	struct ifinfomsg req = { .ifi_family = AF_UNSPEC };

	*out = (struct zc_netlink_links){ .a = a };
	return zc_netlink_dump(nl, RTM_GETLINK,
	    (struct zc_str){ (const char *)&req, sizeof(req) }, take_link, out,
	    e);
}

const char *
zc_netlink_name(const struct zc_netlink_links *l, uint32_t index)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i].index == index)
			return l->v[i].name;
	}
	return "";
}
