/* filter: the seccomp allow-lists of the jail. */
#ifndef ZC_FILTER_H
#define ZC_FILTER_H

#include "jail/jail.h"

struct zc_fence {
	enum zc_jail_kind kind;
	bool landlock;    /* Landlock is in force */
	bool openat2;     /* and forbids all that openat2 could do */
	uint32_t netlink; /* protocols that may be spoken, 1 << NETLINK_… */
	bool local;       /* connected local sockets may be used */
	bool sheds;       /* capset is allowed: it can only give up */
};

/*
 * Install the filter in this process, for ever. no_new_privs must be set.
 * PROBE: a call that is not on the list fails with EPERM; files open
 * read-only; sockets are netlink of the protocols named. A filter cannot see
 * the flags of openat2, so it answers ENOSYS unless Landlock stands behind it.
 * Where a call could reach another process, only this one can be named.
 * READER: a call that is not on the list kills the process.
 */
ZC_MUST int zc_filter_install(const struct zc_fence *f, struct zc_err *e);

#endif
