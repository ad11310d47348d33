/* What a worker cannot do, with Landlock and without. */
#include "unit/zt.h"

#include "jail/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct zt_file tree[] = {
	{ "in", "inside\n", 0666 },
	{ "d/deep", "deep\n", 0 },
};

struct work {
	int root;
	int (*act)(const struct work *w);
};

/* In the child: one byte tells what came of it. */
static int
child(void *ctx, int out)
{
	const struct work *w = ctx;
	char c = (char)w->act(w);

	return write(out, &c, 1) == 1 ? 0 : 9;
}

static int
sink(void *ctx, const void *p, size_t n)
{
	char *got = ctx;

	if (n > 0)
		*got = *(const char *)p;
	return ZC_OK;
}

/* 'y' it could, 'n' it was refused, 'k' the child was killed for it. */
static char
try(enum zc_jail_kind kind, int (*act)(const struct work *w))
{
	int root = zt_dir(tree, ZC_LEN(tree));
	struct work w = { .root = root, .act = act };
	struct zc_jail_spec s = { .kind = kind,
		.root = root,
		.child = child,
		.wall_ms = 10000,
		.ctx = &w };
	struct zc_jail_end end;
	struct zc_err e = { 0 };
	char got = '?';
	int rc = zc_jail_run(&s, sink, &got, &end, &e);

	close(root);
	if (rc == ZC_ECRASH && end.signal == SIGSYS)
		return 'k';
	if (rc != ZC_OK)
		zt_fail(__FILE__, __LINE__, "the jail: %s", e.msg);
	return got;
}

static int
yes_if(bool could)
{
	return could ? 'y' : 'n';
}

static int
read_inside(const struct work *w)
{
	char text[16] = "";
	int fd = openat(w->root, "d/deep", O_RDONLY | O_CLOEXEC);

	return yes_if(fd != -1 && read(fd, text, sizeof(text)) == 5);
}

static int
write_inside(const struct work *w)
{
	return yes_if(openat(w->root, "in", O_WRONLY | O_CLOEXEC) != -1 ||
	    openat(w->root, "in", O_RDWR | O_CLOEXEC) != -1 ||
	    openat(w->root, "in", O_RDONLY | O_TRUNC) != -1);
}

static int
create(const struct work *w)
{
	return yes_if(openat(w->root, "new", O_RDONLY | O_CREAT, 0600) != -1 ||
	    openat(w->root, "new", O_WRONLY | O_CREAT, 0600) != -1 ||
	    mkdirat(w->root, "newdir", 0700) == 0 ||
	    mkfifoat(w->root, "newfifo", 0600) == 0 ||
	    symlinkat("x", w->root, "newlink") == 0 ||
	    openat(w->root, ".", O_TMPFILE | O_WRONLY, 0600) != -1);
}

static int
change(const struct work *w)
{
	return yes_if(unlinkat(w->root, "in", 0) == 0 ||
	    renameat(w->root, "in", w->root, "out") == 0 ||
	    linkat(w->root, "in", w->root, "hard", 0) == 0 ||
	    fchmodat(w->root, "in", 0777, 0) == 0 ||
	    fchownat(w->root, "in", 1, 1, 0) == 0 ||
	    utimensat(w->root, "in", NULL, 0) == 0 || truncate("in", 0) == 0);
}

static int
internet(const struct work *w)
{
	struct sockaddr_in sin = { .sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int t = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)w;
	return yes_if(t != -1 ||
	    (s != -1 && connect(s, (struct sockaddr *)&sin, sizeof(sin)) == 0));
}

static int
packet(const struct work *w)
{
	(void)w;
	return yes_if(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0) != -1);
}

static int
fork_one(const struct work *w)
{
	pid_t p = fork();

	(void)w;
	if (p == 0)
		_exit(0);
	if (p > 0)
		(void)waitpid(p, NULL, 0);
	return yes_if(p != -1);
}

static int
execute(const struct work *w)
{
	char *argv[] = { "true", NULL }, *envp[] = { NULL };

	(void)w;
	(void)execve("/bin/true", argv, envp);
	return 'n'; /* when it can, the byte does not come: '?' */
}

static int
signal_parent(const struct work *w)
{
	(void)w;
	return yes_if(kill(getppid(), 0) == 0);
}

static int
trace_parent(const struct work *w)
{
	(void)w;
	return yes_if(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0);
}

static int
read_outside(const struct work *w)
{
	(void)w;
	return yes_if(open("/etc/passwd", O_RDONLY | O_CLOEXEC) != -1);
}

static int
write_outside(const struct work *w)
{
	(void)w;
	return yes_if(open("/tmp", O_TMPFILE | O_RDWR, 0600) != -1 ||
	    open("/dev/null", O_WRONLY | O_CLOEXEC) != -1);
}

static const struct {
	const char *what;
	int (*act)(const struct work *w);
} forbidden[] = {
	{ "write inside", write_inside },
	{ "create", create },
	{ "change", change },
	{ "internet", internet },
	{ "packet", packet },
	{ "fork", fork_one },
	{ "exec", execute },
	{ "signal", signal_parent },
	{ "ptrace", trace_parent },
	{ "write outside", write_outside },
};

static void
nothing_forbidden(enum zc_jail_kind kind)
{
	for (size_t i = 0; i < ZC_LEN(forbidden); i++) {
		char c = try(kind, forbidden[i].act);

		if (c != 'n' && c != 'k')
			zt_fail(__FILE__, __LINE__, "%s: '%c'",
			    forbidden[i].what, c);
	}
}

ZT(jail_probe_reads_its_root_and_can_do_nothing_else)
{
	nothing_forbidden(ZC_JAIL_PROBE);
	ZT_EQ(try(ZC_JAIL_PROBE, read_inside), 'y');
}

ZT(jail_probe_holds_without_landlock)
{
	zc_jail_deny_landlock(true);
	ZT_STR(zc_str_of(zc_jail_level()), "seccomp");
	nothing_forbidden(ZC_JAIL_PROBE);
	ZT_EQ(try(ZC_JAIL_PROBE, read_inside), 'y');
	/* Moving the root needs the administrator's rights. */
	if (geteuid() == 0)
		ZT_EQ(try(ZC_JAIL_PROBE, read_outside), 'n');
	zc_jail_deny_landlock(false);
}

ZT(jail_probe_cannot_read_outside_its_root_with_landlock)
{
	if (strcmp(zc_jail_level(), "landlock+seccomp") != 0)
		return;
	ZT_EQ(try(ZC_JAIL_PROBE, read_outside), 'n');
}

ZT(jail_reader_cannot_open_anything)
{
	ZT_EQ(try(ZC_JAIL_READER, read_inside), 'k');
	ZT_EQ(try(ZC_JAIL_READER, read_outside), 'k');
	nothing_forbidden(ZC_JAIL_READER);
}

ZT(jail_reader_holds_without_landlock)
{
	zc_jail_deny_landlock(true);
	ZT_EQ(try(ZC_JAIL_READER, read_inside), 'k');
	ZT_EQ(try(ZC_JAIL_READER, read_outside), 'k');
	nothing_forbidden(ZC_JAIL_READER);
	zc_jail_deny_landlock(false);
}

/* Descriptors of the parent are not the child's. */
static int secret_fd = -1;

static int
use_secret(const struct work *w)
{
	char c;

	(void)w;
	return yes_if(read(secret_fd, &c, 1) == 1);
}

ZT(jail_closes_the_parents_descriptors)
{
	secret_fd = open("/etc/passwd", O_RDONLY);
	ZT_TRUE(secret_fd != -1);
	ZT_EQ(try(ZC_JAIL_PROBE, use_secret), 'n');
	ZT_EQ(try(ZC_JAIL_READER, use_secret), 'n');
	close(secret_fd);
}

static int
spin(void *ctx, int out)
{
	(void)ctx;
	(void)out;
	for (volatile unsigned i = 1; i != 0; i |= 1)
		continue;
	return 0;
}

ZT(jail_ends_a_child_that_takes_too_long)
{
	struct zc_jail_spec s = { .kind = ZC_JAIL_READER,
		.root = -1,
		.child = spin,
		.wall_ms = 200 };
	struct zc_jail_end end;
	char got;

	ZT_EQ(zc_jail_run(&s, sink, &got, &end, NULL), ZC_ETIME);
	ZT_TRUE(end.timed_out);
}

static int
flood(void *ctx, int out)
{
	static char z[65536];

	(void)ctx;
	while (write(out, z, sizeof(z)) > 0)
		continue;
	return 0;
}

static int
refuse(void *ctx, const void *p, size_t n)
{
	(void)ctx;
	(void)p;
	(void)n;
	return ZC_ELIMIT;
}

ZT(jail_sink_that_refuses_ends_the_child)
{
	struct zc_jail_spec s = { .kind = ZC_JAIL_READER,
		.root = -1,
		.child = flood,
		.wall_ms = 10000 };
	struct zc_jail_end end;

	ZT_EQ(zc_jail_run(&s, refuse, NULL, &end, NULL), ZC_OK);
	ZT_TRUE(end.stopped);
}

static int
crash(void *ctx, int out)
{
	(void)ctx;
	(void)out;
	abort();
}

static int
answer(void *ctx, int out)
{
	(void)out;
	return *(int *)ctx;
}

ZT(jail_tells_how_a_child_ended)
{
	int status = 42;
	struct zc_jail_spec s = { .kind = ZC_JAIL_READER,
		.root = -1,
		.child = answer,
		.ctx = &status };
	struct zc_jail_end end;
	char got;

	ZT_EQ(zc_jail_run(&s, sink, &got, &end, NULL), ZC_OK);
	ZT_EQ(end.status, 42);
	s.child = crash;
	ZT_EQ(zc_jail_run(&s, sink, &got, &end, NULL), ZC_ECRASH);
	ZT_TRUE(end.signal != 0);
}
