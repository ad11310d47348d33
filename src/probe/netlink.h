/*
 * netlink: dumps of kernel tables over AF_NETLINK (RFC 3549, netlink(7)).
 * Messages are taken apart with zc_rd only.
 */
#ifndef ZC_NETLINK_H
#define ZC_NETLINK_H

#include "base/rd.h"

struct zc_netlink {
	int fd;
	uint32_t seq;
	bool torn; /* a table changed while it was dumped */
};

/* One message: its type and the bytes behind the header. Negative stops. */
typedef int (*zc_netlink_fn)(void *ctx, uint16_t type, struct zc_rd *body);

/* `protocol` is NETLINK_ROUTE, NETLINK_NETFILTER … */
ZC_MUST int zc_netlink_open(
    int protocol, struct zc_netlink *nl, struct zc_err *e);
void zc_netlink_close(struct zc_netlink *nl);

/*
 * Ask for a dump and call `fn` for each message. `body` is the request behind
 * the header, at most 512 bytes. ZC_EACCES: not permitted; ZC_EUNSUP or
 * ZC_EINPUT: the kernel does not know this; ZC_ENOENT: no such object.
 */
ZC_MUST int zc_netlink_dump(struct zc_netlink *nl, uint16_t type,
    struct zc_str body, zc_netlink_fn fn, void *ctx, struct zc_err *e);

/*
 * Take apart what one recv(2) gave. `done` becomes true at the end of the
 * dump. ZC_EINPUT: a length that does not fit.
 */
ZC_MUST int zc_netlink_feed(struct zc_netlink *nl, struct zc_str in,
    zc_netlink_fn fn, void *ctx, bool *done, struct zc_err *e);

/* Next attribute; false at the end or at one whose length does not fit. */
bool zc_netlink_attr(struct zc_rd *r, uint16_t *type, struct zc_rd *value);

/* Numbers in the byte order of this machine, as netlink headers have them. */
uint16_t zc_netlink_u16(struct zc_rd *r);
uint32_t zc_netlink_u32(struct zc_rd *r);

/* Text of an attribute without the '\0' behind. */
struct zc_str zc_netlink_text(const struct zc_rd *value);

/* Link-layer address as lower-case hex with colons. */
void zc_netlink_mac(const struct zc_rd *value, char *out, size_t n);

/* Name of the interface with this index from a dump of links (netlink). */
struct zc_netlink_link {
	uint32_t index;
	char name[16];
};
struct zc_netlink_links {
	struct zc_netlink_link *v;
	size_t n;
	struct zc_arena *a;
};
ZC_MUST int zc_netlink_links(struct zc_netlink *nl, struct zc_arena *a,
    struct zc_netlink_links *out, struct zc_err *e);
/* "" when there is none. */
const char *zc_netlink_name(const struct zc_netlink_links *l, uint32_t index);

#endif
