/*
 * jail: processes that can hurt nobody, and the pipe they speak through.
 *
 * zc_jail_run forks a child, closes everything in it but the descriptors named,
 * takes away what it does not need, and lets it write bytes to one pipe. The
 * parent gets them in a callback and trusts none of them.
 *
 * Levels. ZC_JAIL_PROBE: may open files for reading below the root given and
 * speak the netlink protocols named; cannot write, create, truncate, execute,
 * connect, signal, or change the system. ZC_JAIL_READER: can only read the
 * descriptors it got and write to the pipe.
 *
 * Means: a user of its own (when started by the administrator), no_new_privs,
 * resource limits, capabilities dropped, Landlock where the kernel has it
 * (5.13), a seccomp allow-list always. What was reached is told by
 * zc_jail_level().
 */
#ifndef ZC_JAIL_H
#define ZC_JAIL_H

#include "base/base.h"

enum zc_jail_kind {
	ZC_JAIL_PROBE,
	ZC_JAIL_READER
};

struct zc_jail_spec {
	enum zc_jail_kind kind;
	int root;   /* PROBE: directory fd readable below; -1 for none */
	int also;   /* PROBE: a second one; <= 0 for none */
	int fds[4]; /* descriptors that stay open in the child */
	size_t nfds;
	/*
	 * Landlock hides the programs and descriptors of all processes outside
	 * its domain, whatever the rights. Who must see them is held by the
	 * root directory and seccomp alone.
	 */
	bool sees_processes;
	bool as_root;     /* PROBE: stays the administrator, see /proc/sys */
	uint32_t netlink; /* PROBE: protocols it may speak, 1 << NETLINK_… */
	bool local; /* PROBE: may speak over sockets that `before` connected */
	uint64_t caps;    /* kept besides those to read, 1 << CAP_… */
	size_t memory;    /* address space limit in bytes; 0 = 1 GiB */
	unsigned cpu_s;   /* CPU seconds; 0 = 60 */
	unsigned wall_ms; /* the child is killed after; 0 = 60000 */
	/* In the child, before the doors close; may be NULL. */
	void (*before)(void *ctx);
	/* In the child: write to `out`; the return becomes its exit status. */
	int (*child)(void *ctx, int out);
	void *ctx;
};

/* How a child ended. */
struct zc_jail_end {
	int status; /* return of `child` (0..255), or -1 when killed */
	int signal; /* signal that ended it; 0 none */
	bool timed_out;
	bool stopped; /* the sink said stop */
};

/* Bytes from the child; a negative return stops and kills it. */
typedef int (*zc_jail_sink)(void *ctx, const void *p, size_t n);

/*
 * Run a child to its end. ZC_ECRASH: killed by a signal or forbidden call,
 * ZC_ETIME: time limit; `end` tells in each case. ZC_EIO: could not start.
 */
ZC_MUST int zc_jail_run(const struct zc_jail_spec *s, zc_jail_sink sink,
    void *sink_ctx, struct zc_jail_end *end, struct zc_err *e);

/*
 * The same in two steps, for running several at once: start, wait for `out`
 * to be readable, read it yourself, then finish (kills it if `kill_it`).
 */
struct zc_jail {
	int pid;
	int out;             /* read end of the pipe */
	int64_t deadline_ms; /* zc_clock_ms() */
};
ZC_MUST int zc_jail_start(
    const struct zc_jail_spec *s, struct zc_jail *j, struct zc_err *e);
ZC_MUST int zc_jail_finish(
    struct zc_jail *j, bool kill_it, struct zc_jail_end *end, struct zc_err *e);

/* "landlock+seccomp", "seccomp", found by a trial on this kernel. */
const char *zc_jail_level(void);

/*
 * In a child with `caps`: give them back, for ever, once what they are for is
 * done. Ends the process when the kernel refuses.
 */
void zc_jail_shed(void);

/* Tests: pretend that the kernel has no Landlock. */
void zc_jail_deny_landlock(bool deny);

#endif
