/*
 * sock: the kernel's tables of Internet sockets, as /proc/net shows them.
 */
#ifndef ZC_SOCK_H
#define ZC_SOCK_H

#include "probe/ipaddr.h"
#include "probe/proc.h"

struct zc_sock {
	const char *protocol; /* tcp, tcp6, udp, udp6 */
	struct zc_ipaddr local, remote;
	int64_t local_port, remote_port;
	const char *state; /* "listen", "established", "syn_sent" … */
	bool listens;      /* TCP: listening; UDP: bound and not connected */
	int64_t uid;
	uint64_t inode;
};

/* Take one line of /proc/net/{tcp,udp}[6] apart. False: not such a line. */
bool zc_sock_parse(
    struct zc_str line, const char *protocol, struct zc_sock *out);

/*
 * All sockets of the four tables, in l->a. A table that the kernel does not
 * have (no IPv6) is none; one that cannot be read is noted with zc_miss.
 * ZC_ENOENT: /proc/net has neither TCP nor UDP.
 */
ZC_MUST int zc_sock_load(const struct zc_look *l, struct zc_table *t,
    struct zc_sock **out, size_t *n, struct zc_err *e);

/*
 * Who holds which socket, and a zc_miss when some may not be seen. A failure
 * is an empty map and a zc_miss.
 */
void zc_sock_owners(
    const struct zc_look *l, struct zc_table *t, struct zc_proc_socks *out);

#endif
