/*
 * proc: what /proc below the root says about processes and sockets.
 */
#ifndef ZC_PROC_H
#define ZC_PROC_H

#include "probe/probe.h"

struct zc_proc {
	int64_t pid, ppid;
	struct zc_str name; /* command name */
	struct zc_str exe;  /* "" for kernel threads or when not permitted */
	bool deleted;       /* the executable is no longer on disk */
	bool exe_denied;    /* not permitted to see the executable */
	bool kernel;        /* kernel thread */
	int64_t uid;        /* effective; -1 unknown */
	int64_t start;      /* clock ticks after boot */
	int64_t rss;        /* pages */
	struct zc_str unit; /* systemd unit of the control group, or "" */
};

/* Numeric names in /proc, ascending. ZC_ENOENT: no /proc. */
ZC_MUST int zc_proc_pids(
    int root, struct zc_arena *a, int64_t **pids, size_t *n, struct zc_err *e);

/*
 * Read one process; text lives in `a`. ZC_ENOENT: gone meanwhile. ZC_EINPUT:
 * the kernel's text is not of the known form.
 */
ZC_MUST int zc_proc_get(int root, int64_t pid, struct zc_arena *a,
    struct zc_proc *out, struct zc_err *e);

/* Name, uid, ppid … from the text of /proc/PID/stat. False: malformed. */
bool zc_proc_stat(struct zc_str text, struct zc_proc *out);

/* Arguments, joined by blanks; "" for kernel threads. At most `max` bytes. */
struct zc_str zc_proc_command(
    int root, int64_t pid, size_t max, struct zc_arena *a);

/* The unit in the text of /proc/PID/cgroup, or "". */
struct zc_str zc_proc_unit(struct zc_str cgroup);

/* Time of boot, seconds since 1970; 0 unknown. */
int64_t zc_proc_boot(int root, struct zc_arena *a);

/* Which process holds a socket: inode → pid. */
struct zc_proc_sock {
	uint64_t inode;
	int64_t pid;
};
struct zc_proc_socks {
	struct zc_proc_sock *v; /* sorted by inode, then pid */
	size_t n;
	size_t denied; /* processes whose descriptors may not be seen */
};
ZC_MUST int zc_proc_socks(
    int root, struct zc_arena *a, struct zc_proc_socks *out, struct zc_err *e);
/* 0 when nobody is known to hold it. */
int64_t zc_proc_sock_pid(const struct zc_proc_socks *s, uint64_t inode);

/* Does a process with this command name run? (first 15 bytes count) */
bool zc_proc_running(int root, const char *name);

#endif
