/* A clamd that answers well, and some that do not. */
#include "unit/zt.h"

#include "probe/scanner.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* What it says to the first, second, third question. */
static const char *const good[] = { "1: fd[9]: OK",
	"2: fd[10]: Eicar-Signature FOUND", "3: fd[11]: OK" };
/* About another question, without a number, without end. */
static const char *const slipped[] = { "2: fd[9]: Eicar-Signature FOUND" };
static const char *const bare[] = { "fd[9]: Eicar-Signature FOUND" };
static const char *const sick[] = { "1: fd[9]: lstat() failed. ERROR" };

static bool
hear(int c, const char *want)
{
	char text[16] = "";
	size_t n = strlen(want) + 1;

	return recv(c, text, n, MSG_WAITALL) == (ssize_t)n &&
	    memcmp(text, want, n) == 0;
}

/* One byte and a descriptor from which the file can be read. */
static bool
hear_fd(int c)
{
	char room[CMSG_SPACE(sizeof(int))], byte;
	struct iovec v = { &byte, 1 };
	struct msghdr m = { .msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = room,
		.msg_controllen = sizeof(room) };
	int fd = -1;

	if (recvmsg(c, &m, 0) != 1 || CMSG_FIRSTHDR(&m) == NULL)
		return false;
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(fd));
	return read(fd, &byte, 1) == 1 && close(fd) == 0;
}

static _Noreturn void
serve(int s, const char *const *answers, size_t n)
{
	int c = accept(s, NULL, NULL);

	if (c == -1 || !hear(c, "zIDSESSION"))
		_exit(1);
	for (size_t i = 0; i < n; i++)
		if (!hear(c, "zFILDES") || !hear_fd(c) ||
		    send(c, answers[i], strlen(answers[i]) + 1, 0) == -1)
			_exit(1);
	_exit(0);
}

static char hits[64];

static int
found(void *ctx, const char *engine, struct zc_str signature)
{
	(void)ctx;
	(void)snprintf(hits, sizeof(hits), "%s %.*s", engine, (int)signature.n,
	    signature.p);
	return ZC_OK;
}

/* Ask such a clamd `times` times; the last answer's code. */
static int
ask(const char *const *answers, size_t n, size_t times)
{
	static const struct zt_file tree[] = { { "file", "x", 0 } };
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct zc_scanner *sc = NULL;
	struct zc_arena arena;
	struct zc_look l = { .a = &arena, .live = true };
	int root = zt_dir(tree, 1), s, fd, rc = ZC_OK;
	pid_t pid;

	hits[0] = '\0';
	(void)snprintf(
	    a.sun_path, sizeof(a.sun_path), "%s/clamd", zt_dir_path());
	s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ZT_EQ(bind(s, (struct sockaddr *)&a, sizeof(a)), 0);
	ZT_EQ(listen(s, 1), 0);
	pid = fork();
	if (pid == 0)
		serve(s, answers, n);
	(void)close(s);
	zc_arena_init(&arena, 65536);
	ZT_EQ(zc_scanner_dial(a.sun_path), ZC_OK);
	ZT_EQ(zc_scanner_open(&l, NULL, &sc, NULL), ZC_OK);
	for (size_t i = 0; sc != NULL && i < times; i++) {
		fd = openat(root, "file", O_RDONLY | O_CLOEXEC);
		rc = zc_scanner_file(sc, fd, found, NULL, NULL);
		(void)close(fd);
	}
	zc_scanner_close(sc);
	(void)zc_scanner_dial(NULL);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	zc_arena_fini(&arena);
	(void)close(root);
	return rc;
}

ZT(hostile_clamd_answers_many_questions_in_one_session)
{
	ZT_EQ(ask(good, 3, 1), ZC_OK);
	ZT_STR(zc_str_of(hits), "");
	ZT_EQ(ask(good, 3, 3), ZC_OK);
	ZT_STR(zc_str_of(hits), "clamd Eicar-Signature");
}

ZT(hostile_clamd_that_confuses_files_accuses_none)
{
	ZT_EQ(ask(slipped, 1, 1), ZC_EIO);
	ZT_STR(zc_str_of(hits), "");
	ZT_EQ(ask(bare, 1, 1), ZC_EIO);
	ZT_STR(zc_str_of(hits), "");
	ZT_EQ(ask(sick, 1, 1), ZC_EIO);
}

ZT(hostile_clamd_that_ends_is_no_clean_bill)
{
	ZT_EQ(ask(good, 1, 2), ZC_EIO);
	ZT_EQ(ask(good, 1, 3), ZC_EIO);
}
