#include "jail/jail.h"

#include "base/clock.h"
#include "jail/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	EXIT_SETUP = 120, /* the child could not close its doors */
	/*
	 * Who an administrator's worker becomes: an account that no file,
	 * process or socket should belong to (Debian policy 9.2.2 reserves it).
	 */
	NOBODY_ELSE = 65533
};

static bool no_landlock;

void
zc_jail_deny_landlock(bool deny)
{
	no_landlock = deny;
}

/* Landlock ABI version of the kernel; 0 = none. */
static long
landlock_abi(void)
{
	long v;

	if (no_landlock)
		return 0;
	v = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	return v > 0 ? v : 0;
}

/* Everything ABI 1 knows; each is denied unless a rule gives it back. */
static const uint64_t fs_all = LANDLOCK_ACCESS_FS_EXECUTE |
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
    LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR |
    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
    LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

/*
 * What later kernels know; linux/landlock.h of the build host may be older,
 * so the numbers stand here (Documentation/userspace-api/landlock.rst).
 */
enum {
	ABI_REFER = 2,
	ABI_TRUNCATE = 3, /* Linux 6.2 */
	ABI_TCP = 4,
	ABI_IOCTL = 5,
	ABI_SCOPE = 6
};
struct ruleset {
	uint64_t fs, net, scoped;
};

/* All that a kernel of this ABI can forbid; the size it takes is returned. */
static size_t
forbid_all(long abi, struct ruleset *r)
{
	*r = (struct ruleset){ .fs = fs_all };
	if (abi >= ABI_REFER)
		r->fs |= 1U << 13;
	if (abi >= ABI_TRUNCATE)
		r->fs |= 1U << 14;
	if (abi >= ABI_IOCTL)
		r->fs |= 1U << 15;
	if (abi >= ABI_TCP)
		r->net = 3; /* bind, connect */
	if (abi >= ABI_SCOPE)
		r->scoped = 3; /* abstract sockets, signals */
	return abi >= ABI_SCOPE ? 24 : abi >= ABI_TCP ? 16 : 8;
}

static int
allow_reading(int rules, int dir)
{
	struct landlock_path_beneath_attr below = {
		.allowed_access =
		    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
		.parent_fd = dir
	};

	if (dir < 0)
		return 0;
	return (int)syscall(SYS_landlock_add_rule, rules,
	    LANDLOCK_RULE_PATH_BENEATH, &below, 0);
}

static int
landlock_close(int root, int also)
{
	struct ruleset all;
	size_t n = forbid_all(landlock_abi(), &all);
	int rules = (int)syscall(SYS_landlock_create_ruleset, &all, n, 0);
	int rc = -1;

	if (rules == -1)
		return -1;
	if (allow_reading(rules, root) == 0 &&
	    allow_reading(rules, also) == 0 &&
	    syscall(SYS_landlock_restrict_self, rules, 0) == 0)
		rc = 0;
	(void)close(rules);
	return rc;
}

/* Without Landlock the root is at least the only tree that has a name. */
static void
change_root(int root)
{
	if (root >= 0 && geteuid() == 0 &&
	    (fchdir(root) == -1 || chroot(".") == -1))
		_exit(EXIT_SETUP);
}

/* Read everything, and O_NOATIME on what is not ours. */
static const uint64_t reading =
    UINT64_C(1) << CAP_DAC_READ_SEARCH | UINT64_C(1) << CAP_FOWNER;

static int
drop_caps(uint64_t keep)
{
	struct __user_cap_header_struct h = { .version =
						  _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct d[2];

	if (syscall(SYS_capget, &h, d) == -1)
		return -1;
	for (int i = 0; i < 2; i++) {
		uint32_t mask = (uint32_t)(keep >> (32 * i));

		d[i].permitted &= mask;
		d[i].effective = d[i].permitted;
		d[i].inheritable = 0;
	}
	return (int)syscall(SYS_capset, &h, d);
}

/*
 * The administrator's worker stops being the administrator: nothing belongs to
 * it, no process takes its signals, no service trusts it. It keeps the right
 * to read. Group 0 stays, by which /proc and AppArmor know who may look.
 */
static int
change_user(void)
{
	if (geteuid() != 0)
		return 0;
	if (setgroups(0, NULL) == -1 ||
	    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == -1)
		return -1;
	/* In a container whose map has no such number it stays what it is. */
	if (setresuid(NOBODY_ELSE, NOBODY_ELSE, NOBODY_ELSE) == -1 &&
	    errno != EINVAL)
		return -1;
	return prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
}

void
zc_jail_shed(void)
{
	if (drop_caps(reading) == -1)
		_exit(EXIT_SETUP);
}

static void
limit(int what, rlim_t n)
{
	/* At the hard limit of CPU time the kernel kills without SIGXCPU. */
	struct rlimit r = { .rlim_cur = n,
		.rlim_max = n + (what == RLIMIT_CPU) };

	(void)setrlimit((__rlimit_resource_t)what, &r);
}

static void
close_span(unsigned from, unsigned to)
{
	if (from > to)
		return;
	if (syscall(SYS_close_range, from, to, 0) == 0)
		return;
	for (unsigned fd = from; fd <= to && fd < 65536; fd++)
		(void)close((int)fd);
}

static int
by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* Close all but the standard three and those the child may keep. */
static void
close_others(const struct zc_jail_spec *s, int out)
{
	int keep[ZC_LEN(s->fds) + 3];
	size_t n = 0;
	unsigned from = 3;

	keep[n++] = out;
	if (s->root != -1)
		keep[n++] = s->root;
	if (s->also > 0)
		keep[n++] = s->also;
	for (size_t i = 0; i < s->nfds; i++)
		keep[n++] = s->fds[i];
	qsort(keep, n, sizeof(*keep), by_number);
	for (size_t i = 0; i < n; i++) {
		if (keep[i] < 3)
			continue;
		close_span(from, (unsigned)keep[i] - 1);
		from = (unsigned)keep[i] + 1;
	}
	close_span(from, ~0U);
}

static void
mute(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null == -1)
		_exit(EXIT_SETUP);
	(void)dup2(null, 0);
	(void)dup2(null, 1);
#ifndef ZC_ASAN
	(void)dup2(null, 2);
#endif
	if (null > 2)
		(void)close(null);
}

/*
 * Without Landlock the root itself is the fence. Only an administrator, or a
 * user who may make a user namespace, can move it; else seccomp alone holds,
 * which lets files outside be read.
 */
static void
enter_root(int root)
{
	if (fchdir(root) == -1)
		return;
	if (chroot(".") == -1 && unshare(CLONE_NEWUSER) == 0 &&
	    chroot(".") == -1)
		return;
}

/* What this worker is fenced in by. */
static void
choose_fence(const struct zc_jail_spec *s, struct zc_fence *f)
{
	long abi = s->sees_processes ? 0 : landlock_abi();

	*f = (struct zc_fence){ .kind = s->kind,
		.landlock = abi > 0,
		.openat2 = abi >= ABI_TRUNCATE,
		.netlink = s->netlink,
		.local = s->local,
		.sheds = s->caps != 0 };
}

static void
set_limits(const struct zc_jail_spec *s)
{
#ifndef ZC_ASAN
	limit(RLIMIT_AS, s->memory != 0 ? s->memory : (rlim_t)1 << 30);
#endif
	limit(RLIMIT_CPU, s->cpu_s != 0 ? s->cpu_s : 60);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_CORE, 0);
}

static _Noreturn void
child_main(const struct zc_jail_spec *s, int out, int parent)
{
	bool probe = s->kind == ZC_JAIL_PROBE;
	struct zc_fence f;

	choose_fence(s, &f);
	/* Ctrl-C reaches the whole group; the parent decides for us. */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGPIPE, SIG_IGN);
	mute();
	close_others(s, out);
	if (s->before != NULL)
		s->before(s->ctx);
	set_limits(s);
	if (!f.landlock && probe && s->root != -1)
		enter_root(s->root);
	if (!f.landlock && probe)
		change_root(s->root);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    (!s->as_root && change_user() == -1) ||
	    drop_caps(probe ? s->caps | reading : 0) == -1 ||
	    (f.landlock &&
		landlock_close(probe ? s->root : -1,
		    probe && s->also > 0 ? s->also : -1) == -1))
		_exit(EXIT_SETUP);
	/* Not before: a change of user takes it away. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent || zc_filter_install(&f, NULL) != ZC_OK)
		_exit(EXIT_SETUP);
	_exit(s->child(s->ctx, out) & 0x7F);
}

int
zc_jail_start(const struct zc_jail_spec *s, struct zc_jail *j, struct zc_err *e)
{
	int p[2], me = getpid();
	pid_t pid;

	if (pipe2(p, O_CLOEXEC) == -1)
		return ZC_FAIL_SYS(e, ZC_EIO, "no pipe for a worker");
	(void)fflush(NULL);
	pid = fork();
	if (pid == -1) {
		(void)close(p[0]);
		(void)close(p[1]);
		return ZC_FAIL_SYS(e, ZC_EIO, "no worker could be started");
	}
	if (pid == 0)
		child_main(s, p[1], me);
	(void)close(p[1]);
	*j = (struct zc_jail){ .pid = pid,
		.out = p[0],
		.deadline_ms = zc_clock_ms() +
		    (s->wall_ms != 0 ? (int64_t)s->wall_ms : 60000) };
	return ZC_OK;
}

static int
wait_for(int pid, int *status)
{
	int r;

	do {
		r = waitpid(pid, status, 0);
	} while (r == -1 && errno == EINTR);
	return r;
}

int
zc_jail_finish(
    struct zc_jail *j, bool kill_it, struct zc_jail_end *end, struct zc_err *e)
{
	int status = 0;

	*end = (struct zc_jail_end){ .status = -1 };
	if (kill_it)
		(void)kill(j->pid, SIGKILL);
	(void)close(j->out);
	if (wait_for(j->pid, &status) == -1)
		return ZC_FAIL_SYS(e, ZC_EIO, "worker lost");
	if (WIFEXITED(status)) {
		end->status = WEXITSTATUS(status);
		if (end->status == EXIT_SETUP)
			return ZC_FAIL(e, ZC_EIO, "the jail did not close");
		return ZC_OK;
	}
	end->signal = WTERMSIG(status);
	end->timed_out = end->signal == SIGXCPU;
	if (kill_it)
		return ZC_OK;
	return ZC_FAIL(e, end->timed_out ? ZC_ETIME : ZC_ECRASH,
	    "worker ended by signal %d", end->signal);
}

/* Read from the child until it closes; 1 = must be killed. */
static int
pump(struct zc_jail *j, zc_jail_sink sink, void *ctx, struct zc_jail_end *end)
{
	char chunk[16384];
	struct pollfd f = { .fd = j->out, .events = POLLIN };
	int64_t left;
	ssize_t n;

	for (;;) {
		left = j->deadline_ms - zc_clock_ms();
		if (left <= 0) {
			end->timed_out = true;
			return 1;
		}
		if (poll(&f, 1, (int)(left > 60000 ? 60000 : left)) <= 0)
			continue;
		n = read(j->out, chunk, sizeof(chunk));
		if (n == 0 || (n == -1 && errno != EINTR))
			return 0;
		if (n > 0 && sink(ctx, chunk, (size_t)n) < 0) {
			end->stopped = true;
			return 1;
		}
	}
}

int
zc_jail_run(const struct zc_jail_spec *s, zc_jail_sink sink, void *sink_ctx,
    struct zc_jail_end *end, struct zc_err *e)
{
	struct zc_jail_end how = { 0 };
	struct zc_jail j;
	int rc = zc_jail_start(s, &j, e);
	int killed;

	*end = (struct zc_jail_end){ .status = -1 };
	if (rc != ZC_OK)
		return rc;
	killed = pump(&j, sink, sink_ctx, &how);
	rc = zc_jail_finish(&j, killed != 0, end, e);
	end->timed_out |= how.timed_out;
	end->stopped = how.stopped;
	if (rc == ZC_OK && end->timed_out)
		return ZC_FAIL(e, ZC_ETIME, "worker took too long");
	return rc;
}

const char *
zc_jail_level(void)
{
	return landlock_abi() > 0 ? "landlock+seccomp" : "seccomp";
}
