#include "probe/scanner.h"

#include "base/fs.h"

#include <dlfcn.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* The layout of a rule is told by the header only. */
#if defined(__has_include)
#if __has_include(<yara.h>)
#define HAVE_YARA 1
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#include <yara.h>
#pragma GCC diagnostic pop
#endif
#endif

enum {
	ANSWER_MAX = 1024,
	FILE_SECONDS = 10
};

/* Below the directory of what the officer imported. */
static const char rules_dir[] = "yara";
enum {
	RULES_MAX = 16 << 20
};

static const char *const sockets[] = { "/run/clamav/clamd.ctl",
	"/var/run/clamav/clamd.ctl", "/run/clamd.scan/clamd.sock",
	"/run/clamav/clamd.sock", "/run/clamd.socket" };

struct zc_scanner {
	bool clamd;
	void *rules; /* NULL: no YARA */
};

/*
 * The one connection to clamd, made before the jail closes: the jail lets
 * nobody connect, for other local sockets obey whoever is administrator.
 */
static struct {
	int fd;         /* > 0: in a session */
	unsigned asked; /* questions so far; clamd counts from 1 */
	bool denied;
} clamd;

#ifdef HAVE_YARA
static struct {
	void *lib;
	int (*initialize)(void);
	int (*create)(YR_COMPILER **);
	void (*destroy)(YR_COMPILER *);
	int (*add)(YR_COMPILER *, const char *, const char *);
	int (*get)(YR_COMPILER *, YR_RULES **);
	void (*drop)(YR_RULES *);
	int (*scan)(
	    YR_RULES *, YR_FILE_DESCRIPTOR, int, YR_CALLBACK_FUNC, void *, int);
} yara;

static bool
symbol(const char *name, void *out)
{
	void *p = dlsym(yara.lib, name);

	memcpy(out, &p, sizeof(p));
	return p != NULL;
}

/* Only the version whose header we were built with. */
static void
load_yara(void)
{
	char name[32];

	/* libyara 4.0 to 4.2 are .so.4 to .so.9; 4.3 and up .so.10 */
	(void)snprintf(name, sizeof(name), "libyara.so.%d",
	    YR_MAJOR_VERSION == 4 && YR_MINOR_VERSION >= 3 ? 10 : 9);
	yara.lib = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	if (yara.lib == NULL)
		return;
	if (!symbol("yr_initialize", &yara.initialize) ||
	    !symbol("yr_compiler_create", &yara.create) ||
	    !symbol("yr_compiler_destroy", &yara.destroy) ||
	    !symbol("yr_compiler_add_string", &yara.add) ||
	    !symbol("yr_compiler_get_rules", &yara.get) ||
	    !symbol("yr_rules_destroy", &yara.drop) ||
	    !symbol("yr_rules_scan_fd", &yara.scan) ||
	    yara.initialize() != ERROR_SUCCESS)
		yara.lib = NULL;
}

/* A compiler that met an error is spent: try each file alone first. */
static bool
compiles(const char *text)
{
	YR_COMPILER *c = NULL;
	bool ok;

	if (yara.create(&c) != ERROR_SUCCESS)
		return false;
	ok = yara.add(c, text, NULL) == 0;
	yara.destroy(c);
	return ok;
}

static void
open_yara(const struct zc_look *l, struct zc_table *t, struct zc_scanner *s)
{
	struct zc_fs_list names = { 0 };
	YR_COMPILER *c = NULL;
	YR_RULES *rules = NULL;
	size_t n = 0;
	int rc = ZC_ENOENT;

	if (l->imported > 0)
		rc = zc_fs_dir(
		    l->imported, rules_dir, 10000, l->a, &names, NULL);
	if (rc != ZC_OK)
		zc_miss_rc(t, rules_dir, rc);
	if (names.n == 0)
		return;
	if (yara.lib == NULL || yara.create(&c) != ERROR_SUCCESS) {
		zc_miss(t, rules_dir,
		    ZC_N("YARA rules are here, but its library is not"));
		return;
	}
	for (size_t i = 0; i < names.n; i++) {
		const char *p = zc_fs_join(l->a, rules_dir, names.names[i]);
		struct zc_str text;

		if (p == NULL ||
		    (!zc_str_ends(zc_str_of(p), ".yar") &&
			!zc_str_ends(zc_str_of(p), ".yara")) ||
		    zc_fs_read(l->imported, p, RULES_MAX, l->a, &text, NULL) !=
			ZC_OK)
			continue;
		if (!compiles(text.p) || yara.add(c, text.p, p) != 0)
			zc_miss(t, p, ZC_N("the YARA rules have an error"));
		else
			n++;
	}
	if (n > 0 && yara.get(c, &rules) == ERROR_SUCCESS)
		s->rules = rules;
	yara.destroy(c);
}

struct match {
	zc_scanner_found found;
	void *ctx;
	int rc;
};

static int
on_yara(YR_SCAN_CONTEXT *c, int message, void *data, void *user)
{
	struct match *m = user;
	const YR_RULE *r = data;

	(void)c;
	if (message != CALLBACK_MSG_RULE_MATCHING)
		return CALLBACK_CONTINUE;
	m->rc = m->found(m->ctx, "yara", zc_str_of(r->identifier));
	return m->rc < 0 ? CALLBACK_ABORT : CALLBACK_CONTINUE;
}

static int
ask_yara(struct zc_scanner *s, int fd, zc_scanner_found found, void *ctx,
    struct zc_err *e)
{
	struct match m = { found, ctx, ZC_OK };
	int r = yara.scan(s->rules, fd, 0, on_yara, &m, FILE_SECONDS);

	if (m.rc < 0)
		return m.rc;
	return r == ERROR_SUCCESS ? ZC_OK
				  : ZC_FAIL(e, ZC_EIO, "YARA fails with %d", r);
}

static void
close_yara(struct zc_scanner *s)
{
	if (s->rules != NULL)
		yara.drop(s->rules);
}
#else
static void
load_yara(void)
{
}

static void
open_yara(const struct zc_look *l, struct zc_table *t, struct zc_scanner *s)
{
	(void)s;
	if (l->imported > 0 && zc_fs_exists(l->imported, rules_dir))
		zc_miss(t, rules_dir,
		    ZC_N("YARA rules are here, but its library is not"));
}

static int
ask_yara(struct zc_scanner *s, int fd, zc_scanner_found found, void *ctx,
    struct zc_err *e)
{
	(void)s, (void)fd, (void)found, (void)ctx;
	return ZC_FAIL(e, ZC_EUNSUP, "built without YARA");
}

static void
close_yara(struct zc_scanner *s)
{
	(void)s;
}
#endif

static int
dial(const char *path, int *fd)
{
	static const char session[] = "zIDSESSION"; /* with its '\0' */
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct timeval limit = { .tv_sec = FILE_SECONDS };
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), rc = ZC_OK;

	if (s == -1)
		return ZC_EIO;
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	(void)setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	(void)setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	if (connect(s, (const struct sockaddr *)&a, sizeof(a)) == -1)
		rc = zc_err_of(errno);
	else if (send(s, session, sizeof(session), MSG_NOSIGNAL) !=
	    (ssize_t)sizeof(session))
		rc = ZC_EIO;
	if (rc == ZC_OK)
		*fd = s;
	else
		(void)close(s);
	return rc;
}

static void
dial_all(void)
{
	for (size_t i = 0; clamd.fd == 0 && i < ZC_LEN(sockets); i++)
		if (dial(sockets[i], &clamd.fd) == ZC_EACCES)
			clamd.denied = true;
}

int
zc_scanner_dial(const char *path)
{
	if (clamd.fd > 0)
		(void)close(clamd.fd);
	clamd.fd = 0;
	clamd.asked = 0;
	return path == NULL ? ZC_OK : dial(path, &clamd.fd);
}

void
zc_scanner_load(void)
{
	load_yara();
	dial_all();
}

/* Pass a descriptor beside one byte (clamd(8), FILDES). */
static bool
send_fd(int s, int fd)
{
	union {
		struct cmsghdr h;
		char room[CMSG_SPACE(sizeof(int))];
	} c = { .room = { 0 } };
	char zero = 0;
	struct iovec v = { &zero, 1 };
	struct msghdr m = { .msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = c.room,
		.msg_controllen = sizeof(c.room) };
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);

	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(h), &fd, sizeof(fd));
	return sendmsg(s, &m, MSG_NOSIGNAL) == 1;
}

/* "7: fd[10]: Eicar-Signature FOUND", "7: fd[10]: OK", "… ERROR" */
static int
read_answer(int s, zc_scanner_found found, void *ctx, struct zc_err *e)
{
	char text[ANSWER_MAX], number[16];
	struct zc_str a = { text, 0 };
	size_t at;
	ssize_t r;

	(void)snprintf(number, sizeof(number), "%u: ", clamd.asked);

	while (a.n < sizeof(text) &&
	    (r = recv(s, text + a.n, sizeof(text) - a.n, 0)) > 0) {
		a.n += (size_t)r;
		if (memchr(text, '\0', a.n) != NULL)
			break;
	}
	a.n = zc_str_find(a, '\0');
	/* An answer to another question would accuse the wrong file. */
	if (!zc_str_starts(a, number))
		return ZC_FAIL(e, ZC_EIO, "clamd gives no verdict");
	a = zc_str_sub(a, strlen(number), a.n);
	at = zc_str_search(a, ": ");
	a = zc_str_sub(a, at < a.n ? at + 2 : 0, a.n);
	if (zc_str_is(a, "OK"))
		return ZC_OK;
	if (zc_str_ends(a, " FOUND"))
		return found(ctx, "clamd", zc_str_sub(a, 0, a.n - 6));
	return ZC_FAIL(e, ZC_EIO, "clamd gives no verdict");
}

/* Whoever does not answer once is not asked again: answers would slip. */
static int
ask_clamd(int fd, zc_scanner_found found, void *ctx, struct zc_err *e)
{
	static const char command[] = "zFILDES"; /* with its '\0' */
	int rc;

	if (clamd.fd == 0)
		return ZC_FAIL(e, ZC_EIO, "clamd does not answer");
	clamd.asked++;
	if (send(clamd.fd, command, sizeof(command), MSG_NOSIGNAL) !=
		(ssize_t)sizeof(command) ||
	    !send_fd(clamd.fd, fd))
		rc = ZC_FAIL(e, ZC_EIO, "clamd does not listen");
	else
		rc = read_answer(clamd.fd, found, ctx, e);
	if (rc == ZC_EIO)
		(void)zc_scanner_dial(NULL);
	return rc;
}

int
zc_scanner_open(const struct zc_look *l, struct zc_table *t,
    struct zc_scanner **out, struct zc_err *e)
{
	struct zc_scanner *s = zc_arena_get(l->a, sizeof(*s));

	if (s == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "scanner");
	s->clamd = l->live && clamd.fd > 0;
	if (l->live && !s->clamd && clamd.denied)
		zc_miss_rc(t, sockets[0], ZC_EACCES);
	open_yara(l, t, s);
	if (!s->clamd && s->rules == NULL)
		return ZC_FAIL(e, ZC_ENOENT, "no engine");
	*out = s;
	return ZC_OK;
}

void
zc_scanner_close(struct zc_scanner *s)
{
	if (s != NULL)
		close_yara(s);
}

int
zc_scanner_file(struct zc_scanner *s, int fd, zc_scanner_found found, void *ctx,
    struct zc_err *e)
{
	int rc = ZC_OK;

	if (s->clamd)
		rc = ask_clamd(fd, found, ctx, e);
	if (rc == ZC_OK && s->rules != NULL)
		rc = ask_yara(s, fd, found, ctx, e);
	return rc;
}
