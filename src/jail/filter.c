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
	SYS_read, SYS_pread64, SYS_readv, SYS_write, SYS_writev, SYS_lseek,
	SYS_close, SYS_fstat, SYS_mmap, SYS_munmap, SYS_mremap, SYS_mprotect,
	SYS_brk, SYS_madvise, SYS_exit, SYS_exit_group, SYS_rt_sigreturn,
	SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_sigaltstack,
	SYS_clock_gettime, SYS_gettimeofday, SYS_getpid, SYS_gettid,
	SYS_getrandom, SYS_futex, SYS_sched_yield, SYS_restart_syscall,
	SYS_nanosleep, SYS_clock_nanosleep, SYS_getrusage, SYS_uname,
#ifdef SYS_newfstatat
	SYS_newfstatat,
#endif
#ifdef SYS_time
	SYS_time,
#endif
#ifdef ZC_ASAN
	SYS_sched_getaffinity, SYS_tgkill, SYS_getppid,
#endif
};

/* What looking at a root needs besides. */
static const int looking[] = {
	SYS_openat2, SYS_getdents64, SYS_readlinkat, SYS_fcntl, SYS_dup,
	SYS_dup3, SYS_fstatfs, SYS_statfs, SYS_statx, SYS_fgetxattr,
	SYS_getxattr, SYS_lgetxattr, SYS_flistxattr, SYS_faccessat,
	SYS_fadvise64, SYS_readahead, SYS_getuid, SYS_geteuid, SYS_getgid,
	SYS_getegid, SYS_getppid, SYS_sysinfo, SYS_adjtimex,
	SYS_clock_getres, SYS_sched_getaffinity, SYS_ppoll, SYS_pselect6,
	SYS_connect, SYS_bind, SYS_sendto, SYS_sendmsg, SYS_recvfrom,
	SYS_recvmsg, SYS_recvmmsg, SYS_getsockname, SYS_getpeername,
	SYS_setsockopt, SYS_getsockopt, SYS_shutdown, SYS_getcwd,
	SYS_prlimit64, SYS_umask, SYS_getpgid, SYS_tgkill,
#ifdef SYS_readlink
	SYS_readlink,
#endif
#ifdef SYS_access
	SYS_access,
#endif
#ifdef SYS_stat
	SYS_stat, SYS_lstat,
#endif
#ifdef SYS_poll
	SYS_poll, SYS_select, SYS_dup2,
#endif
#ifdef SYS_getdents
	SYS_getdents,
#endif
#ifdef SYS_arch_prctl
	SYS_arch_prctl,
#endif
};

enum { PROGRAM_MAX = 512 };

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

static void
on_socket(struct program *p)
{
	add(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 5);
	load(p, arg(0));
	add(p, BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 1, 0);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 1);
	answer(p, SECCOMP_RET_ALLOW);
	answer(p, SECCOMP_RET_ERRNO | EACCES);
}

int
zc_filter_install(enum zc_jail_kind kind, bool landlock, struct zc_err *e)
{
	static struct program p;
	struct sock_fprog prog;

	p.n = 0;
	load(&p, offsetof(struct seccomp_data, arch));
	add(&p, BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
	answer(&p, SECCOMP_RET_KILL_PROCESS);
	load(&p, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < ZC_LEN(basic); i++)
		on(&p, basic[i], SECCOMP_RET_ALLOW);
	if (kind == ZC_JAIL_PROBE) {
		if (!landlock)
			on(&p, SYS_openat2, SECCOMP_RET_ERRNO | ENOSYS);
		for (size_t i = 0; i < ZC_LEN(looking); i++)
			on(&p, looking[i], SECCOMP_RET_ALLOW);
		on_socket(&p);
		load(&p, offsetof(struct seccomp_data, nr));
		on_open(&p, SYS_openat, 2);
#ifdef SYS_open
		load(&p, offsetof(struct seccomp_data, nr));
		on_open(&p, SYS_open, 1);
#endif
		answer(&p, SECCOMP_RET_ERRNO | EPERM);
	} else {
		answer(&p, SECCOMP_RET_KILL_PROCESS);
	}
	prog = (struct sock_fprog){ .len = p.n, .filter = p.v };
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) == -1)
		return ZC_FAIL_SYS(e, ZC_EIO, "seccomp filter refused");
	return ZC_OK;
}
