/*
 * What somebody who took over a worker could try: each door by its number, not
 * by the ways that our own code goes. Started by the administrator it matters.
 */
#include "unit/zt.h"

#include "jail/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct zt_file tree[] = {
	{ "in", "inside\n", 0666 },
};

struct work {
	int root;
	bool (*act)(const struct work *w);
};

static int
child(void *ctx, int out)
{
	const struct work *w = ctx;
	char c = w->act(w) ? 'y' : 'n';

	return write(out, &c, 1) == 1 ? 0 : 9;
}

static int
sink(void *ctx, const void *p, size_t n)
{
	if (n > 0)
		*(char *)ctx = *(const char *)p;
	return ZC_OK;
}

/* How the worker is fenced in; changed by the tests. */
static struct zc_jail_spec fence = { .kind = ZC_JAIL_PROBE };

/* 'y' it could, 'n' it was refused, 'k' it was killed for trying. */
static char
try(bool (*act)(const struct work *w))
{
	int root = zt_dir(tree, ZC_LEN(tree));
	struct work w = { .root = root, .act = act };
	struct zc_jail_spec s = fence;
	struct zc_jail_end end;
	struct zc_err e = { 0 };
	char got = '?';
	int rc;

	s.root = root;
	s.child = child;
	s.ctx = &w;
	s.wall_ms = 10000;
	rc = zc_jail_run(&s, sink, &got, &end, &e);
	(void)close(root);
	if (rc == ZC_ECRASH && end.signal == SIGSYS)
		return 'k';
	if (rc != ZC_OK)
		zt_fail(__FILE__, __LINE__, "the jail: %s", e.msg);
	return got;
}

static bool
open2(int dir, const char *path, int flags)
{
	struct open_how how = { .flags = (unsigned)flags };

	if ((flags & O_CREAT) != 0)
		how.mode = 0600;
	return syscall(SYS_openat2, dir, path, &how, sizeof(how)) != -1;
}

/* Read-only and yet: the file is empty afterwards. */
static bool
truncate_by_openat2(const struct work *w)
{
	struct stat st;

	return open2(w->root, "in", O_RDONLY | O_TRUNC) ||
	    fstatat(w->root, "in", &st, 0) == -1 || st.st_size == 0;
}

static bool
write_by_openat2(const struct work *w)
{
	return open2(w->root, "in", O_WRONLY) || open2(w->root, "in", O_RDWR) ||
	    open2(w->root, "in", O_WRONLY | O_APPEND) ||
	    open2(w->root, "new", O_RDONLY | O_CREAT) ||
	    open2(w->root, ".", O_RDWR | O_TMPFILE) ||
	    open2(AT_FDCWD, "/proc/sys/kernel/core_pattern", O_WRONLY);
}

/* docker.sock, D-Bus and systemd's own obey whoever is administrator. */
static bool
local_socket(const struct work *w)
{
	int v[2];

	(void)w;
	return socket(AF_UNIX, SOCK_STREAM, 0) != -1 ||
	    socket(AF_UNIX, SOCK_DGRAM, 0) != -1 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, v) == 0;
}

static bool
undeclared_netlink(const struct work *w)
{
	(void)w;
	return socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER) != -1 ||
	    socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT) != -1 ||
	    socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT) != -1;
}

static bool
route_netlink(const struct work *w)
{
	(void)w;
	return socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) != -1;
}

static bool
signal_others(const struct work *w)
{
	int fd = openat(w->root, "in", O_RDONLY);

	return syscall(SYS_tgkill, getppid(), getppid(), 0) == 0 ||
	    syscall(SYS_tkill, getppid(), 0) == 0 || kill(1, 0) == 0 ||
	    syscall(SYS_pidfd_open, getppid(), 0) != -1 ||
	    (fd != -1 && fcntl(fd, F_SETOWN, getppid()) == 0) ||
	    (fd != -1 && fcntl(fd, F_SETSIG, SIGKILL) == 0);
}

/* A lease on a file keeps everybody else waiting. */
static bool
lease(const struct work *w)
{
	int fd = openat(w->root, "in", O_RDONLY);

	return fd != -1 && fcntl(fd, F_SETLEASE, F_RDLCK) == 0;
}

static bool
limit_others(const struct work *w)
{
	struct rlimit r = { 1000000, 1000000 };

	(void)w;
	return prlimit(getppid(), RLIMIT_CPU, &r, NULL) == 0 ||
	    prlimit(0, RLIMIT_CORE, &r, NULL) == 0 ||
	    setpriority(PRIO_PROCESS, (id_t)getppid(), 5) == 0;
}

static bool
touch_others(const struct work *w)
{
	char path[64], c = 0;
	struct iovec v = { &c, 1 };

	(void)w;
	(void)snprintf(path, sizeof(path), "/proc/%d/mem", getppid());
	return syscall(SYS_process_vm_readv, getppid(), &v, 1, &v, 1, 0) !=
	    -1 ||
	    syscall(SYS_process_vm_writev, getppid(), &v, 1, &v, 1, 0) != -1 ||
	    open(path, O_RDWR) != -1 || open2(AT_FDCWD, path, O_RDWR);
}

/* Doors that lead round every other. */
static bool
back_doors(const struct work *w)
{
	static const int calls[] = { SYS_io_uring_setup, SYS_memfd_create,
		SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl,
		SYS_add_key, SYS_mount, SYS_umount2, SYS_unshare, SYS_setns,
		SYS_pivot_root, SYS_chroot, SYS_ioctl, SYS_prctl, SYS_seccomp,
		SYS_clone, SYS_execveat, SYS_open_by_handle_at,
		SYS_name_to_handle_at, SYS_init_module, SYS_kexec_load,
		SYS_reboot, SYS_sethostname, SYS_settimeofday, SYS_syslog,
		SYS_setuid, SYS_setresuid, SYS_setgroups, SYS_fchmod,
		SYS_fchown, SYS_utimensat, SYS_ftruncate, SYS_setxattr,
		SYS_bind, SYS_listen, SYS_accept4, SYS_splice, SYS_vmsplice,
		SYS_inotify_init1, SYS_fanotify_init, SYS_timer_create,
		SYS_flock, SYS_sync, SYS_swapoff, SYS_acct, SYS_quotactl };

	(void)w;
	for (size_t i = 0; i < ZC_LEN(calls); i++)
		/* Zeros: what is let in fails, but with another errno. */
		if (syscall(calls[i], 0, 0, 0, 0, 0, 0) != -1 || errno != EPERM)
			return true;
	return false;
}

/* Take back what was given up. */
static bool
more_rights(const struct work *w)
{
	struct __user_cap_header_struct h = { .version =
						  _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct d[2] = { { ~0U, ~0U, 0 },
		{ 0x1FF, 0x1FF, 0 } };

	(void)w;
	return syscall(SYS_capset, &h, d) == 0;
}

static bool
is_administrator(const struct work *w)
{
	(void)w;
	return getuid() == 0 || geteuid() == 0;
}

static const struct {
	const char *what;
	bool (*act)(const struct work *w);
} forbidden[] = {
	{ "truncate by openat2", truncate_by_openat2 },
	{ "write by openat2", write_by_openat2 },
	{ "local sockets", local_socket },
	{ "undeclared netlink", undeclared_netlink },
	{ "signals", signal_others },
	{ "a lease", lease },
	{ "limits of others", limit_others },
	{ "memory of others", touch_others },
	{ "back doors", back_doors },
	{ "more rights", more_rights },
	{ "being the administrator", is_administrator },
};

static void
nothing(void)
{
	for (size_t i = 0; i < ZC_LEN(forbidden); i++) {
		char c;

		if (geteuid() != 0 && forbidden[i].act == is_administrator)
			continue; /* his own number is anything but 0 */
		c = try(forbidden[i].act);
		if (c != 'n' && c != 'k')
			zt_fail(__FILE__, __LINE__, "%s: '%c'",
			    forbidden[i].what, c);
	}
}

static void
on_all_levels(void (*test)(void))
{
	static const struct zc_jail_spec none = { .kind = ZC_JAIL_PROBE };

	test();
	zc_jail_deny_landlock(true);
	test();
	zc_jail_deny_landlock(false);
	fence.sees_processes = true;
	fence.caps = UINT64_C(1) << CAP_SYS_PTRACE;
	test();
	fence = none;
}

ZT(hostile_jail_a_taken_worker_reaches_nothing)
{
	on_all_levels(nothing);
}

static void
nothing_but_route(void)
{
	fence.netlink = 1U << NETLINK_ROUTE;
	nothing();
	ZT_EQ(try(route_netlink), 'y');
	fence.netlink = 0;
	ZT_EQ(try(route_netlink), 'n');
}

ZT(hostile_jail_netlink_is_open_where_declared_only)
{
	on_all_levels(nothing_but_route);
}

static void
nothing_over_what_is_ready(void)
{
	fence.local = true;
	nothing();
	fence.local = false;
}

ZT(hostile_jail_a_ready_socket_opens_no_other)
{
	on_all_levels(nothing_over_what_is_ready);
}

/* Capabilities that were shed are gone. */
static bool
keeps_after_shed(const struct work *w)
{
	struct __user_cap_header_struct h = { .version =
						  _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct d[2] = { 0 };

	(void)w;
	zc_jail_shed();
	return syscall(SYS_capget, &h, d) == -1 ||
	    (d[0].permitted & 1U << CAP_NET_ADMIN) != 0 ||
	    (d[0].effective & 1U << CAP_NET_ADMIN) != 0;
}

ZT(hostile_jail_what_is_shed_is_gone)
{
	if (geteuid() != 0)
		return;
	fence.caps = UINT64_C(1) << CAP_NET_ADMIN;
	ZT_EQ(try(keeps_after_shed), 'n');
	fence.caps = 0;
}

static bool
reads_what_others_may_not(const struct work *w)
{
	int fd = openat(w->root, "secret", O_RDONLY | O_NOATIME);
	char c;

	return fd != -1 && read(fd, &c, 1) == 1;
}

static void
reading(void)
{
	static const struct zt_file secret[] = { { "secret", "x", 0400 } };
	struct work w = { .act = reads_what_others_may_not };
	struct zc_jail_spec s = fence;
	struct zc_jail_end end;
	char got = '?';

	w.root = zt_dir(secret, 1);
	s.root = w.root;
	s.child = child;
	s.ctx = &w;
	ZT_EQ(zc_jail_run(&s, sink, &got, &end, NULL), ZC_OK);
	ZT_EQ(got, 'y');
	(void)close(w.root);
}

/* Another user, and still nothing is hidden and no access time changes. */
ZT(hostile_jail_the_administrators_worker_reads_everything)
{
	on_all_levels(reading);
}

static int
sleep_long(void *ctx, int out)
{
	struct timespec t = { .tv_sec = 60 };

	(void)ctx;
	(void)!write(out, "", 1);
	(void)nanosleep(&t, NULL);
	return 0;
}

/* The change of user takes the death signal away; it is set after it. */
ZT(hostile_jail_a_worker_does_not_outlive_its_parent)
{
	struct zc_jail_spec s = {
		.kind = ZC_JAIL_PROBE, .root = -1, .child = sleep_long
	};
	struct zc_jail j;
	int p[2], worker = 0;
	bool gone = false;
	char c;
	pid_t pid;

	ZT_EQ(pipe(p), 0);
	pid = fork();
	if (pid == 0) {
		if (zc_jail_start(&s, &j, NULL) != ZC_OK ||
		    read(j.out, &c, 1) != 1 ||
		    write(p[1], &j.pid, sizeof(j.pid)) != sizeof(j.pid))
			_exit(1);
		_exit(0);
	}
	ZT_EQ(read(p[0], &worker, sizeof(worker)), sizeof(worker));
	ZT_EQ(waitpid(pid, NULL, 0), pid);
	for (int i = 0; worker > 0 && !gone && i < 300; i++) {
		char path[64], text[256] = "";
		int fd;

		(void)snprintf(path, sizeof(path), "/proc/%d/stat", worker);
		fd = open(path, O_RDONLY);
		/* A zombie that nobody fetched is as dead. */
		gone = fd == -1 || read(fd, text, sizeof(text) - 1) <= 0 ||
		    strstr(text, ") Z ") != NULL;
		if (fd != -1)
			(void)close(fd);
		(void)usleep(10000);
	}
	ZT_TRUE(gone);
	(void)close(p[0]);
	(void)close(p[1]);
}
