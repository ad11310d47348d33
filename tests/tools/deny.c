/*
 * deny: run a program on a kernel that seems old: openat2, Landlock and
 * close_range answer ENOSYS. deny PROGRAM [ARGUMENT…]
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define JUMP(nr, n) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), (n), 0)

int
main(int argc, char **argv)
{
	struct sock_filter v[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		JUMP(SYS_openat2, 5),
		JUMP(SYS_close_range, 4),
		JUMP(SYS_landlock_create_ruleset, 3),
		JUMP(SYS_landlock_add_rule, 2),
		JUMP(SYS_landlock_restrict_self, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
	};
	struct sock_fprog prog = { .len = sizeof(v) / sizeof(*v), .filter = v };

	if (argc < 2)
		return 2;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) == -1) {
		perror("deny");
		return 77;
	}
	(void)execv(argv[1], argv + 1);
	perror(argv[1]);
	return 126;
}
