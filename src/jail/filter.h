/* filter: the seccomp allow-lists of the jail. */
#ifndef ZC_FILTER_H
#define ZC_FILTER_H

#include "jail/jail.h"

/*
 * Install the filter of `kind` in this process, for ever. no_new_privs must be
 * set. PROBE: a call that is not on the list fails with EPERM; files open
 * read-only; sockets are AF_NETLINK or AF_UNIX. Without Landlock openat2,
 * whose flags a filter cannot see, answers ENOSYS. READER: a call that is not
 * on the list kills the process.
 */
ZC_MUST int zc_filter_install(
    enum zc_jail_kind kind, bool landlock, struct zc_err *e);

#endif
