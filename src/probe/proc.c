#include "probe/proc.h"

#include "base/fs.h"

#include <errno.h>

enum {
	PIDS_MAX = 4194304, /* PID_MAX_LIMIT of the kernel */
	FDS_MAX = 1 << 20,  /* nr_open's default */
	TEXT_MAX = 1 << 16, /* one file of /proc/PID */
	ONE_MAX = 256 << 20 /* memory while one process is read */
};

static int
by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

int
zc_proc_pids(
    int root, struct zc_arena *a, int64_t **pids, size_t *n, struct zc_err *e)
{
	struct zc_fs_list l;
	int64_t *v;
	int rc = zc_fs_dir(root, "proc", PIDS_MAX, a, &l, e);

	if (rc != ZC_OK)
		return rc;
	v = zc_arena_array(a, l.n + 1, sizeof(*v));
	if (v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "processes: no room");
	*n = 0;
	for (size_t i = 0; i < l.n; i++) {
		if (zc_str_int(zc_str_of(l.names[i]), 10, &v[*n]) && v[*n] > 0)
			(*n)++;
	}
	qsort(v, *n, sizeof(*v), by_number);
	*pids = v;
	return ZC_OK;
}

static int
read_of(int root, int64_t pid, const char *what, struct zc_arena *a,
    struct zc_str *out, struct zc_err *e)
{
	char path[64];

	(void)snprintf(
	    path, sizeof(path), "proc/%lld/%s", (long long)pid, what);
	return zc_fs_read(root, path, TEXT_MAX, a, out, e);
}

/* proc(5): fields count from 1; the name may hold blanks and brackets. */
bool
zc_proc_stat(struct zc_str text, struct zc_proc *out)
{
	size_t open = zc_str_find(text, '('), close = text.n;
	struct zc_str rest, word;
	int64_t flags = 0;
	bool ok = true;

	while (close > open && text.p[close - 1] != ')')
		close--;
	if (close <= open + 1 ||
	    !zc_str_int(zc_str_trim(zc_str_sub(text, 0, open)), 10, &out->pid))
		return false;
	out->name = zc_str_sub(text, open + 1, close - open - 2);
	rest = zc_str_sub(text, close, text.n);
	for (int field = 3; field <= 24 && ok; field++) {
		ok = zc_str_word(&rest, &word);
		if (ok && field == 4)
			ok = zc_str_int(word, 10, &out->ppid);
		else if (ok && field == 9)
			ok = zc_str_int(word, 10, &flags);
		else if (ok && field == 22)
			ok = zc_str_int(word, 10, &out->start);
		else if (ok && field == 24)
			ok = zc_str_int(word, 10, &out->rss);
	}
	/* PF_KTHREAD in include/linux/sched.h. */
	out->kernel = (flags & 0x00200000) != 0;
	return ok;
}

static int64_t
effective_uid(struct zc_str status)
{
	struct zc_str line, word;
	int64_t uid;

	while (zc_str_line(&status, &line)) {
		if (!zc_str_starts(line, "Uid:"))
			continue;
		line = zc_str_sub(line, 4, line.n);
		/* Real, then effective. */
		(void)zc_str_word(&line, &word);
		if (zc_str_word(&line, &word) && zc_str_int(word, 10, &uid))
			return uid;
	}
	return -1;
}

static bool
unit_name(struct zc_str s)
{
	return zc_str_ends(s, ".service") || zc_str_ends(s, ".scope") ||
	    zc_str_ends(s, ".socket") || zc_str_ends(s, ".mount");
}

struct zc_str
zc_proc_unit(struct zc_str cgroup)
{
	struct zc_str line, part, found = ZC_S("");

	while (zc_str_line(&cgroup, &line)) {
		/* "0::/path" (v2) or "N:name=systemd:/path" (v1). */
		if (!zc_str_starts(line, "0::") &&
		    zc_str_search(line, ":name=systemd:") == line.n)
			continue;
		/* The deepest unit; below user@.service the user's own. */
		while (zc_str_cut(&line, '/', &part)) {
			if (unit_name(part))
				found = part;
		}
		if (found.n > 0)
			return found;
	}
	return found;
}

static void
set_exe(int root, struct zc_arena *a, struct zc_proc *p)
{
	static const char gone[] = " (deleted)";
	struct zc_err why = { 0 };
	char path[64];
	int rc;

	(void)snprintf(path, sizeof(path), "proc/%lld/exe", (long long)p->pid);
	rc = zc_fs_link(root, path, a, &p->exe, &why);
	/* Kernel threads and zombies have a link and nothing behind it. */
	p->exe_denied = why.sys == EACCES || why.sys == EPERM;
	if (rc != ZC_OK || !zc_str_ends(p->exe, gone))
		return;
	p->deleted = true;
	p->exe.n -= sizeof(gone) - 1;
}

int
zc_proc_get(int root, int64_t pid, struct zc_arena *a, struct zc_proc *out,
    struct zc_err *e)
{
	struct zc_proc p = { .uid = -1, .exe = ZC_S(""), .unit = ZC_S("") };
	struct zc_str text;
	int rc = read_of(root, pid, "stat", a, &text, e);

	if (rc != ZC_OK)
		return rc;
	if (!zc_proc_stat(text, &p))
		return ZC_FAIL(e, ZC_EINPUT, "/proc/%lld/stat: strange form",
		    (long long)pid);
	p.pid = pid;
	rc = read_of(root, pid, "status", a, &text, e);
	if (rc == ZC_ENOMEM)
		return rc;
	if (rc == ZC_OK)
		p.uid = effective_uid(text);
	if (read_of(root, pid, "cgroup", a, &text, NULL) == ZC_OK)
		p.unit = zc_proc_unit(text);
	set_exe(root, a, &p);
	*out = p;
	return ZC_OK;
}

struct zc_str
zc_proc_command(int root, int64_t pid, size_t max, struct zc_arena *a)
{
	struct zc_str text;
	char *p;

	if (read_of(root, pid, "cmdline", a, &text, NULL) != ZC_OK)
		return ZC_S("");
	while (text.n > 0 && text.p[text.n - 1] == '\0')
		text.n--;
	text = zc_str_sub(text, 0, max);
	p = zc_arena_dup(a, text.p, text.n);
	if (p == NULL)
		return ZC_S("");
	for (size_t i = 0; i < text.n; i++) {
		if (p[i] == '\0')
			p[i] = ' ';
	}
	return (struct zc_str){ p, text.n };
}

int64_t
zc_proc_boot(int root, struct zc_arena *a)
{
	struct zc_str text, line;
	int64_t t = 0;

	if (zc_fs_read(root, "proc/stat", 16 << 20, a, &text, NULL) != ZC_OK)
		return 0;
	while (zc_str_line(&text, &line)) {
		if (zc_str_starts(line, "btime ") &&
		    zc_str_int(
			zc_str_trim(zc_str_sub(line, 6, line.n)), 10, &t))
			return t;
	}
	return 0;
}

/* "socket:[12345]" */
static bool
socket_inode(struct zc_str link, uint64_t *inode)
{
	int64_t v;

	if (!zc_str_starts(link, "socket:[") || !zc_str_ends(link, "]") ||
	    !zc_str_int(zc_str_sub(link, 8, link.n - 9), 10, &v) || v <= 0)
		return false;
	*inode = (uint64_t)v;
	return true;
}

struct growing {
	struct zc_proc_socks *s;
	struct zc_arena *a;
	size_t cap;
};

static int
add_sock(struct growing *g, uint64_t inode, int64_t pid)
{
	struct zc_proc_sock *v;

	if (g->s->n == g->cap) {
		size_t cap = g->cap == 0 ? 256 : g->cap * 2;

		v = zc_arena_array(g->a, cap, sizeof(*v));
		if (v == NULL)
			return ZC_ENOMEM;
		if (g->s->n > 0)
			memcpy(v, g->s->v, g->s->n * sizeof(*v));
		g->s->v = v;
		g->cap = cap;
	}
	g->s->v[g->s->n++] = (struct zc_proc_sock){ inode, pid };
	return ZC_OK;
}

static int
socks_of(int root, int64_t pid, struct growing *g)
{
	struct zc_fs_list l;
	struct zc_arena tmp;
	char path[64];
	int rc;

	zc_arena_init(&tmp, ONE_MAX);
	(void)snprintf(path, sizeof(path), "proc/%lld/fd", (long long)pid);
	rc = zc_fs_dir(root, path, FDS_MAX, &tmp, &l, NULL);
	if (rc != ZC_OK) {
		if (rc != ZC_ENOENT)
			g->s->denied++;
		rc = ZC_OK;
		goto out;
	}
	for (size_t i = 0; i < l.n && rc == ZC_OK; i++) {
		char fd[96];
		struct zc_str link;
		uint64_t inode;

		(void)snprintf(fd, sizeof(fd), "%s/%s", path, l.names[i]);
		if (zc_fs_link(root, fd, &tmp, &link, NULL) == ZC_OK &&
		    socket_inode(link, &inode))
			rc = add_sock(g, inode, pid);
	}
out:
	zc_arena_fini(&tmp);
	return rc;
}

static int
by_inode(const void *a, const void *b)
{
	const struct zc_proc_sock *x = a, *y = b;

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

int
zc_proc_socks(
    int root, struct zc_arena *a, struct zc_proc_socks *out, struct zc_err *e)
{
	struct zc_proc_socks s = { 0 };
	struct growing g = { .s = &s, .a = a };
	int64_t *pids;
	size_t n;
	int rc = zc_proc_pids(root, a, &pids, &n, e);

	for (size_t i = 0; i < n && rc == ZC_OK; i++)
		rc = socks_of(root, pids[i], &g);
	if (rc != ZC_OK)
		return rc;
	if (s.n > 1)
		qsort(s.v, s.n, sizeof(*s.v), by_inode);
	*out = s;
	return ZC_OK;
}

int64_t
zc_proc_sock_pid(const struct zc_proc_socks *s, uint64_t inode)
{
	size_t lo = 0, hi = s->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->v[mid].inode < inode)
			lo = mid + 1;
		else
			hi = mid;
	}
	return inode != 0 && lo < s->n && s->v[lo].inode == inode ? s->v[lo].pid
								  : 0;
}

bool
zc_proc_running(int root, const char *name)
{
	struct zc_arena tmp;
	struct zc_proc p = { 0 };
	struct zc_str text, want = zc_str_sub(zc_str_of(name), 0, 15);
	int64_t *pids;
	size_t n = 0;
	bool found = false;

	zc_arena_init(&tmp, ONE_MAX);
	if (zc_proc_pids(root, &tmp, &pids, &n, NULL) != ZC_OK)
		n = 0;
	for (size_t i = 0; i < n && !found; i++)
		found = read_of(root, pids[i], "stat", &tmp, &text, NULL) ==
			ZC_OK &&
		    zc_proc_stat(text, &p) && zc_str_eq(p.name, want);
	zc_arena_fini(&tmp);
	return found;
}
