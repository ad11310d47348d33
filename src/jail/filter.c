/* Format of the programs: linux/filter.h, linux/seccomp.h, seccomp(2). */
#include "jail/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#elif defined(__loongarch64)
#define ARCH AUDIT_ARCH_LOONGARCH64
#else
#error "jail: no system-call table for this architecture"
#endif

/* What any C code may do with what it already holds. */
static const int basic[] = {
	SYS_read,
	SYS_pread64,
	SYS_readv,
	SYS_write,
	SYS_writev,
	SYS_lseek,
	SYS_close,
	SYS_fstat,
	SYS_mmap,
	SYS_munmap,
	SYS_mremap,
	SYS_mprotect,
	SYS_brk,
	SYS_madvise,
	SYS_exit,
	SYS_exit_group,
	SYS_rt_sigreturn,
	SYS_rt_sigaction,
	SYS_rt_sigprocmask,
	SYS_sigaltstack,
	SYS_clock_gettime,
	SYS_gettimeofday,
	SYS_getpid,
	SYS_gettid,
	SYS_getrandom,
	SYS_futex,
	SYS_sched_yield,
	SYS_restart_syscall,
	SYS_nanosleep,
	SYS_clock_nanosleep,
	SYS_getrusage,
	SYS_uname,
#ifdef SYS_newfstatat
	SYS_newfstatat,
#endif
#ifdef SYS_time
	SYS_time,
#endif
#ifdef ZC_ASAN
	SYS_sched_getaffinity,
	SYS_getppid,
#endif
};

/* What looking at a root needs besides. */
static const int looking[] = {
	SYS_getdents64,
	SYS_readlinkat,
	SYS_dup,
	SYS_dup3,
	SYS_fstatfs,
	SYS_statfs,
	SYS_statx,
	SYS_fgetxattr,
	SYS_getxattr,
	SYS_lgetxattr,
	SYS_flistxattr,
	SYS_faccessat,
	SYS_fadvise64,
	SYS_readahead,
	SYS_getuid,
	SYS_geteuid,
	SYS_getgid,
	SYS_getegid,
	SYS_getppid,
	SYS_sysinfo,
	SYS_adjtimex,
	SYS_clock_getres,
	SYS_sched_getaffinity,
	SYS_ppoll,
	SYS_pselect6,
	SYS_getcwd,
	SYS_umask,
	SYS_getpgid,
#ifdef SYS_readlink
	SYS_readlink,
#endif
#ifdef SYS_access
	SYS_access,
#endif
#ifdef SYS_stat
	SYS_stat,
	SYS_lstat,
#endif
#ifdef SYS_poll
	SYS_poll,
	SYS_select,
	SYS_dup2,
#endif
#ifdef SYS_getdents
	SYS_getdents,
#endif
#ifdef SYS_arch_prctl
	SYS_arch_prctl,
#endif
};

/* For who may speak netlink, or over a socket that he got. */
static const int speaking[] = { SYS_sendto, SYS_sendmsg, SYS_recvfrom,
	SYS_recvmsg, SYS_recvmmsg, SYS_setsockopt, SYS_getsockopt,
	SYS_getsockname, SYS_shutdown };

/* fcntl(2): none of those that signal, lease or lock. */
static const unsigned fcntls[] = { F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL,
	F_DUPFD_CLOEXEC };

enum {
	PROGRAM_MAX = 512
};

struct program {
	struct sock_filter v[PROGRAM_MAX];
	unsigned short n;
};

static void
add(struct program *p, unsigned code, unsigned k, unsigned jt, unsigned jf)
{
	assert(p->n < PROGRAM_MAX && jt < 256 && jf < 256);
	p->v[p->n++] = (struct sock_filter){ .code = (unsigned short)code,
		.jt = (unsigned char)jt,
		.jf = (unsigned char)jf,
		.k = k };
}

static void
load(struct program *p, size_t offset)
{
	add(p, BPF_LD | BPF_W | BPF_ABS, (unsigned)offset, 0, 0);
}

static void
answer(struct program *p, unsigned action)
{
	add(p, BPF_RET | BPF_K, action, 0, 0);
}

/* If the call is `nr`, answer `action`. */
static void
on(struct program *p, int nr, unsigned action)
{
	add(p, BPF_JMP | BPF_JEQ | BPF_K, (unsigned)nr, 0, 1);
	answer(p, action);
}

static size_t
arg(unsigned i)
{
	/* The low word; all machines of zicha are little-endian. */
	return offsetof(struct seccomp_data, args) + 8 * i;
}

/* open(2) and openat(2): for reading only, nothing created. */
static void
on_open(struct program *p, int nr, unsigned flags_arg)
{
	const unsigned writing =
	    O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;

	add(p, BPF_JMP | BPF_JEQ | BPF_K, (unsigned)nr, 0, 4);
	load(p, arg(flags_arg));
	add(p, BPF_JMP | BPF_JSET | BPF_K, writing, 0, 1);
	answer(p, SECCOMP_RET_ERRNO | EACCES);
	answer(p, SECCOMP_RET_ALLOW);
}

/* socket(AF_NETLINK, any, one of `protocols`) */
static void
on_socket(struct program *p, uint32_t protocols)
{
	unsigned n = (unsigned)__builtin_popcount(protocols);

	add(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 5 + 2 * n);
	load(p, arg(0));
	add(p, BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 1, 0);
	answer(p, SECCOMP_RET_ERRNO | EACCES);
	load(p, arg(2));
	for (unsigned i = 0; i < 32; i++)
		if ((protocols >> i & 1) != 0)
			on(p, (int)i, SECCOMP_RET_ALLOW);
	answer(p, SECCOMP_RET_ERRNO | EACCES);
}

/* Signals to this process only: abort(3) needs one. */
static void
on_signal(struct program *p)
{
	add(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 4);
	load(p, arg(0));
	add(p, BPF_JMP | BPF_JEQ | BPF_K, (unsigned)getpid(), 0, 1);
	answer(p, SECCOMP_RET_ALLOW);
	answer(p, SECCOMP_RET_ERRNO | EPERM);
}

/* prlimit64 may ask, of whom it likes, and set nothing: new_limit is NULL. */
static void
on_limit(struct program *p)
{
	add(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_prlimit64, 0, 6);
	load(p, arg(2));
	add(p, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3);
	load(p, arg(2) + 4);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1);
	answer(p, SECCOMP_RET_ALLOW);
	answer(p, SECCOMP_RET_ERRNO | EPERM);
}

static void
on_fcntl(struct program *p)
{
	unsigned n = ZC_LEN(fcntls);

	add(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_fcntl, 0, 2 + 2 * n);
	load(p, arg(1));
	for (unsigned i = 0; i < n; i++)
		on(p, (int)fcntls[i], SECCOMP_RET_ALLOW);
	answer(p, SECCOMP_RET_ERRNO | EPERM);
}

static void
allow(struct program *p, const int *calls, size_t n)
{
	for (size_t i = 0; i < n; i++)
		on(p, calls[i], SECCOMP_RET_ALLOW);
}

/* Each of these leaves something else than the number of the call behind. */
static void
again(struct program *p)
{
	load(p, offsetof(struct seccomp_data, nr));
}

static void
look_around(struct program *p, const struct zc_fence *f)
{
	on(p, SYS_openat2,
	    f->openat2 ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | ENOSYS);
	allow(p, looking, ZC_LEN(looking));
	if (f->netlink != 0 || f->local)
		allow(p, speaking, ZC_LEN(speaking));
	if (f->sheds) {
		on(p, SYS_capset, SECCOMP_RET_ALLOW);
		on(p, SYS_capget, SECCOMP_RET_ALLOW);
	}
	on_open(p, SYS_openat, 2);
	again(p);
#ifdef SYS_open
	on_open(p, SYS_open, 1);
	again(p);
#endif
	on_fcntl(p);
	again(p);
	on_limit(p);
	again(p);
	if (f->netlink != 0) {
		/* The only sockets it can have lead to the kernel. */
		if (!f->local)
			on(p, SYS_connect, SECCOMP_RET_ALLOW);
		on_socket(p, f->netlink);
	}
}

int
zc_filter_install(const struct zc_fence *f, struct zc_err *e)
{
	static struct program p;
	struct sock_fprog prog;

	p.n = 0;
	load(&p, offsetof(struct seccomp_data, arch));
	add(&p, BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
	answer(&p, SECCOMP_RET_KILL_PROCESS);
	again(&p);
	allow(&p, basic, ZC_LEN(basic));
	on_signal(&p);
	again(&p);
	if (f->kind == ZC_JAIL_PROBE)
		look_around(&p, f);
	answer(&p,
	    f->kind == ZC_JAIL_PROBE ? SECCOMP_RET_ERRNO | EPERM
				     : SECCOMP_RET_KILL_PROCESS);
	prog = (struct sock_fprog){ .len = p.n, .filter = p.v };
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) == -1)
		return ZC_FAIL_SYS(e, ZC_EIO, "seccomp filter refused");
	return ZC_OK;
}
