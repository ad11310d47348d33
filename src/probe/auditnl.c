#include "probe/auditnl.h"

#include "base/buf.h"
#include "base/rd.h"

#include <endian.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	WAIT_MS = 2000,
	RULES_MAX = 10000,
	REPLY_MAX = 16384,
	TEXT_MAX = 8192
};

struct word {
	uint32_t n;
	const char *name;
};

#define CALL(x) \
	{ \
		SYS_##x, #x \
	}

/* Those that rules of the trade name; others are shown by number. */
static const struct word calls[] = {
	CALL(adjtimex),
	CALL(settimeofday),
	CALL(clock_settime),
	CALL(clock_adjtime),
	CALL(sethostname),
	CALL(setdomainname),
	CALL(init_module),
	CALL(finit_module),
	CALL(delete_module),
	CALL(mount),
	CALL(umount2),
	CALL(swapon),
	CALL(swapoff),
	CALL(execve),
	CALL(execveat),
	CALL(ptrace),
	CALL(setuid),
	CALL(setgid),
	CALL(setreuid),
	CALL(setregid),
	CALL(setresuid),
	CALL(setresgid),
	CALL(setgroups),
	CALL(fchmod),
	CALL(fchmodat),
	CALL(fchown),
	CALL(fchownat),
	CALL(setxattr),
	CALL(lsetxattr),
	CALL(fsetxattr),
	CALL(removexattr),
	CALL(lremovexattr),
	CALL(fremovexattr),
	CALL(openat),
	CALL(open_by_handle_at),
	CALL(truncate),
	CALL(ftruncate),
	CALL(unlinkat),
	CALL(renameat),
	CALL(linkat),
	CALL(symlinkat),
	CALL(mkdirat),
	CALL(mknodat),
	CALL(kexec_load),
	CALL(bpf),
	CALL(connect),
	CALL(accept),
	CALL(bind),
	CALL(socket),
	CALL(kill),
	CALL(reboot),
	CALL(chroot),
	CALL(unshare),
	CALL(setns),
	CALL(personality),
	CALL(pivot_root),
	CALL(quotactl),
	CALL(acct),
#ifdef SYS_open
	CALL(open),
	CALL(creat),
	CALL(unlink),
	CALL(rename),
	CALL(rmdir),
	CALL(chmod),
	CALL(chown),
	CALL(lchown),
	CALL(link),
	CALL(symlink),
	CALL(mkdir),
	CALL(mknod),
#endif
#ifdef SYS_renameat2
	CALL(renameat2),
#endif
#ifdef SYS_kexec_file_load
	CALL(kexec_file_load),
#endif
#ifdef SYS_stime
	CALL(stime),
#endif
};

static const struct word fields[] = { { AUDIT_PID, "pid" },
	{ AUDIT_UID, "uid" }, { AUDIT_EUID, "euid" }, { AUDIT_GID, "gid" },
	{ AUDIT_EGID, "egid" }, { AUDIT_LOGINUID, "auid" },
	{ AUDIT_ARCH, "arch" }, { AUDIT_MSGTYPE, "msgtype" },
	{ AUDIT_SUBJ_TYPE, "subj_type" }, { AUDIT_PPID, "ppid" },
	{ AUDIT_SUCCESS, "success" }, { AUDIT_EXIT, "exit" },
	{ AUDIT_WATCH, "path" }, { AUDIT_DIR, "dir" }, { AUDIT_PERM, "perm" },
	{ AUDIT_FILETYPE, "filetype" }, { AUDIT_OBJ_UID, "obj_uid" },
	{ AUDIT_EXE, "exe" }, { AUDIT_ARG0, "a0" }, { AUDIT_ARG1, "a1" },
	{ AUDIT_ARG2, "a2" }, { AUDIT_ARG3, "a3" },
	{ AUDIT_FILTERKEY, "key" } };

static const struct word filters[] = { { AUDIT_FILTER_USER, "user" },
	{ AUDIT_FILTER_TASK, "task" }, { AUDIT_FILTER_EXIT, "exit" },
	{ AUDIT_FILTER_EXCLUDE, "exclude" },
	{ AUDIT_FILTER_FS, "filesystem" } };

static const char *
find(const struct word *v, size_t n, uint32_t number)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].n == number)
			return v[i].name;
	return NULL;
}

/* The kernel sends numbers in the machine's own byte order. */
static uint32_t
u32(struct zc_rd *r)
{
#if __BYTE_ORDER == __BIG_ENDIAN
	return zc_rd_be32(r);
#else
	return zc_rd_le32(r);
#endif
}

/* struct audit_rule_data, taken apart. */
struct raw {
	uint32_t flags, action, n;
	uint32_t mask[AUDIT_BITMASK_SIZE];
	uint32_t field[AUDIT_MAX_FIELDS];
	uint32_t value[AUDIT_MAX_FIELDS];
	uint32_t op[AUDIT_MAX_FIELDS];
	struct zc_rd strings;
};

static bool
take_apart(struct zc_str data, struct raw *w)
{
	struct zc_rd r;
	size_t i;

	zc_rd_init(&r, data.p, data.n);
	w->flags = u32(&r);
	w->action = u32(&r);
	w->n = u32(&r);
	for (i = 0; i < AUDIT_BITMASK_SIZE; i++)
		w->mask[i] = u32(&r);
	for (i = 0; i < AUDIT_MAX_FIELDS; i++)
		w->field[i] = u32(&r);
	for (i = 0; i < AUDIT_MAX_FIELDS; i++)
		w->value[i] = u32(&r);
	for (i = 0; i < AUDIT_MAX_FIELDS; i++)
		w->op[i] = u32(&r);
	(void)u32(&r); /* length of the strings: what is there counts */
	if (r.bad || w->n > AUDIT_MAX_FIELDS)
		return false;
	w->strings = r;
	return true;
}

static const char *
op_of(uint32_t op)
{
	switch (op & AUDIT_OPERATORS) {
	case AUDIT_NOT_EQUAL:
		return "!=";
	case AUDIT_LESS_THAN:
		return "<";
	case AUDIT_LESS_THAN_OR_EQUAL:
		return "<=";
	case AUDIT_GREATER_THAN:
		return ">";
	case AUDIT_GREATER_THAN_OR_EQUAL:
		return ">=";
	case AUDIT_BIT_MASK:
		return "&";
	case AUDIT_BIT_TEST:
		return "&=";
	default:
		return "=";
	}
}

static bool
has_string(uint32_t field)
{
	return field == AUDIT_WATCH || field == AUDIT_DIR ||
	    field == AUDIT_FILTERKEY || field == AUDIT_EXE ||
	    (field >= AUDIT_SUBJ_USER && field <= AUDIT_OBJ_LEV_HIGH &&
		field != AUDIT_PPID);
}

static void
permissions(uint32_t v, char out[5])
{
	static const struct word bits[] = { { AUDIT_PERM_READ, "r" },
		{ AUDIT_PERM_WRITE, "w" }, { AUDIT_PERM_EXEC, "x" },
		{ AUDIT_PERM_ATTR, "a" } };
	size_t n = 0;

	for (size_t i = 0; i < ZC_LEN(bits); i++)
		if ((v & bits[i].n) != 0)
			out[n++] = bits[i].name[0];
	out[n] = '\0';
}

/* Numbers without their usual signs: -1 is "unset". */
static void
number(struct zc_buf *b, uint32_t field, uint32_t v)
{
	if (field == AUDIT_ARCH)
		zc_buf_cstr(b, (v & __AUDIT_ARCH_64BIT) != 0 ? "b64" : "b32");
	else if (v == UINT32_MAX)
		zc_buf_cstr(b, "unset");
	else
		zc_buf_fmt(b, "%d", (int)v);
}

static void
add_field(struct raw *w, size_t i, struct zc_buf *b, struct zc_auditnl_rule *r)
{
	uint32_t f = w->field[i];
	const char *name = find(fields, ZC_LEN(fields), f);
	struct zc_str s = { "", 0 };

	if (has_string(f))
		s = zc_rd_bytes(&w->strings, w->value[i]);
	if (name != NULL)
		zc_buf_fmt(b, " -F %s%s", name, op_of(w->op[i]));
	else
		zc_buf_fmt(b, " -F f%u%s", f, op_of(w->op[i]));
	if (f == AUDIT_PERM) {
		permissions(w->value[i], r->permissions);
		zc_buf_cstr(b, r->permissions);
	} else if (has_string(f)) {
		zc_buf_str(b, s);
	} else {
		number(b, f, w->value[i]);
	}
	if (f == AUDIT_WATCH || f == AUDIT_DIR)
		r->path = s;
	else if (f == AUDIT_FILTERKEY)
		r->key = s;
}

/* True when every call is meant, which auditctl writes as "all". */
static bool
all_calls(const struct raw *w)
{
	/* The last words may be cut by the kernel's table of calls. */
	return w->mask[0] == UINT32_MAX && w->mask[1] == UINT32_MAX &&
	    w->mask[2] == UINT32_MAX;
}

static void
add_calls(const struct raw *w, bool native, struct zc_buf *b)
{
	const char *name;
	uint32_t i;

	if (all_calls(w)) {
		zc_buf_cstr(b, "all");
		return;
	}
	for (i = 0; i < AUDIT_BITMASK_SIZE * 32; i++) {
		if ((w->mask[i / 32] >> (i % 32) & 1) == 0)
			continue;
		if (b->n > 0)
			zc_buf_char(b, ',');
		name = native ? find(calls, ZC_LEN(calls), i) : NULL;
		if (name != NULL)
			zc_buf_cstr(b, name);
		else
			zc_buf_fmt(b, "#%u", i);
	}
}

/* Calls of another architecture have other numbers. */
static bool
is_native(const struct raw *w)
{
	for (uint32_t i = 0; i < w->n; i++)
		if (w->field[i] == AUDIT_ARCH)
			return ((w->value[i] & __AUDIT_ARCH_64BIT) != 0) ==
			    (sizeof(long) == 8);
	return true;
}

static int
keep(struct zc_buf *b, struct zc_arena *a, struct zc_str *out, struct zc_err *e)
{
	char *p = zc_arena_dup(a, b->p, b->n);

	if (p == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a rule");
	*out = (struct zc_str){ p, b->n };
	return ZC_OK;
}

int
zc_auditnl_read(struct zc_str data, struct zc_arena *a,
    struct zc_auditnl_rule *out, struct zc_err *e)
{
	struct zc_auditnl_rule r = { .kind = "syscall" };
	struct raw *w = zc_arena_get(a, sizeof(*w));
	const char *filter;
	struct zc_buf text, names;
	int rc;

	if (w == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a rule");
	if (!take_apart(data, w))
		return ZC_FAIL(e, ZC_EINPUT, "audit rule is cut short");
	zc_buf_init(&text, TEXT_MAX);
	zc_buf_init(&names, TEXT_MAX);
	filter = find(filters, ZC_LEN(filters), w->flags & 7);
	zc_buf_fmt(&text, "-a %s,%s",
	    w->action == AUDIT_NEVER ? "never" : "always",
	    filter == NULL ? "other" : filter);
	add_calls(w, is_native(w), &names);
	if (names.n > 0) {
		zc_buf_cstr(&text, " -S ");
		zc_buf_str(&text, zc_buf_get(&names));
	}
	for (uint32_t i = 0; i < w->n; i++)
		add_field(w, i, &text, &r);
	/* "-w" is kept by the kernel as all calls with a path and perm. */
	if (r.path.n > 0 && all_calls(w) && w->action == AUDIT_ALWAYS)
		r.kind = "watch";
	rc = w->strings.bad ? ZC_FAIL(e, ZC_EINPUT, "audit rule is cut")
			    : keep(&text, a, &r.text, e);
	if (rc == ZC_OK)
		rc = keep(&names, a, &r.syscalls, e);
	zc_buf_fini(&text);
	zc_buf_fini(&names);
	if (rc == ZC_OK)
		*out = r;
	return rc;
}

static int
ask(int fd, uint16_t type, struct zc_err *e)
{
	struct nlmsghdr h = { .nlmsg_len = sizeof(h),
		.nlmsg_type = type,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		.nlmsg_seq = type };

	if (send(fd, &h, sizeof(h), 0) != (ssize_t)sizeof(h))
		return ZC_FAIL_SYS(e, zc_err_of(errno), "asking the kernel");
	return ZC_OK;
}

static int
receive(int fd, char *buf, size_t max, size_t *n, struct zc_err *e)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t r;

	if (poll(&p, 1, WAIT_MS) != 1)
		return ZC_FAIL(e, ZC_ETIME, "the kernel does not answer");
	r = recv(fd, buf, max, 0);
	if (r < 0)
		return ZC_FAIL_SYS(e, zc_err_of(errno), "netlink");
	*n = (size_t)r;
	return ZC_OK;
}

/* struct audit_status: mask, enabled, failure, pid, rate, backlog limit. */
static int
control(struct zc_str body, zc_auditnl_emit emit, void *ctx, struct zc_err *e)
{
	static const char *const options[] = { "-e", "-f", "-b" };
	struct zc_auditnl_rule r = { .kind = "control" };
	uint32_t v[6];
	struct zc_rd in;
	char text[32];
	int rc = ZC_OK;

	zc_rd_init(&in, body.p, body.n);
	for (size_t i = 0; i < ZC_LEN(v); i++)
		v[i] = u32(&in);
	if (in.bad)
		return ZC_FAIL(e, ZC_EINPUT, "audit status is cut short");
	for (size_t i = 0; i < ZC_LEN(options) && rc == ZC_OK; i++) {
		(void)snprintf(text, sizeof(text), "%s %u", options[i],
		    i == 2 ? v[5] : v[1 + i]);
		r.text = zc_str_of(text);
		rc = emit(ctx, &r, e);
	}
	return rc;
}

/* The code of an NLMSG_ERROR: 0 is the acknowledgement. */
static int
answer_error(struct zc_str body, struct zc_err *e)
{
	struct zc_rd r;
	int code;

	zc_rd_init(&r, body.p, body.n);
	code = -(int)u32(&r);
	if (r.bad)
		return ZC_FAIL(e, ZC_EINPUT, "netlink error is cut short");
	if (code == 0)
		return ZC_OK;
	errno = code;
	if (code == EPERM || code == EACCES)
		return ZC_FAIL_SYS(e, ZC_EACCES, "audit rules");
	return ZC_FAIL_SYS(e, ZC_EUNSUP, "audit rules");
}

/* One datagram; sets *done at the end of the dump or the status. */
static int
datagram(struct zc_str bytes, struct zc_arena *a, zc_auditnl_emit emit,
    void *ctx, bool *done, struct zc_err *e)
{
	struct zc_auditnl_rule rule;
	struct nlmsghdr h;
	struct zc_rd r;
	int rc = ZC_OK;

	zc_rd_init(&r, bytes.p, bytes.n);
	while (rc == ZC_OK && zc_rd_left(&r) >= sizeof(h)) {
		struct zc_str head = zc_rd_bytes(&r, sizeof(h)), body;
		size_t len, pad;

		memcpy(&h, head.p, sizeof(h));
		/* Older kernels gave the length without the head. */
		len = h.nlmsg_len < sizeof(h) ? 0 : h.nlmsg_len - sizeof(h);
		pad = NLMSG_ALIGN(len) - len;
		if (len > zc_rd_left(&r))
			len = zc_rd_left(&r);
		body = zc_rd_bytes(&r, len);
		zc_rd_skip(&r, pad < zc_rd_left(&r) ? pad : zc_rd_left(&r));
		if (h.nlmsg_type == NLMSG_ERROR) {
			rc = answer_error(body, e);
		} else if (h.nlmsg_type == NLMSG_DONE) {
			*done = true;
		} else if (h.nlmsg_type == AUDIT_GET) {
			rc = control(body, emit, ctx, e);
			*done = true;
		} else if (h.nlmsg_type == AUDIT_LIST_RULES) {
			rc = zc_auditnl_read(body, a, &rule, e);
			if (rc == ZC_OK)
				rc = emit(ctx, &rule, e);
		}
	}
	return rc;
}

static int
talk(int fd, uint16_t type, struct zc_arena *a, zc_auditnl_emit emit, void *ctx,
    struct zc_err *e)
{
	char *buf = zc_arena_get(a, REPLY_MAX);
	bool done = false;
	size_t n = 0, count = 0;
	int rc;

	if (buf == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for replies");
	rc = ask(fd, type, e);
	while (rc == ZC_OK && !done) {
		if (count++ > RULES_MAX)
			return ZC_FAIL(e, ZC_ELIMIT, "too many audit rules");
		rc = receive(fd, buf, REPLY_MAX, &n, e);
		if (rc == ZC_OK)
			rc = datagram(
			    (struct zc_str){ buf, n }, a, emit, ctx, &done, e);
	}
	return rc;
}

int
zc_auditnl_rules(
    struct zc_arena *a, zc_auditnl_emit emit, void *ctx, struct zc_err *e)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int rc, fd;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
	if (fd == -1)
		return ZC_FAIL_SYS(e,
		    errno == EACCES || errno == EPERM ? ZC_EACCES : ZC_EUNSUP,
		    "no audit socket");
	if (connect(fd, (struct sockaddr *)&kernel, sizeof(kernel)) == -1)
		rc = ZC_FAIL_SYS(e, zc_err_of(errno), "audit socket");
	else
		rc = talk(fd, AUDIT_GET, a, emit, ctx, e);
	if (rc == ZC_OK)
		rc = talk(fd, AUDIT_LIST_RULES, a, emit, ctx, e);
	(void)close(fd);
	return rc;
}
