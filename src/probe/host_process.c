/* process: one row per process. */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/mask.h"
#include "probe/proc.h"
#include "probe/users.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct zc_col cols[] = {
	{ "pid", ZC_INT, "process id", "进程号", "process id" },
	{ "ppid", ZC_INT, "parent", "父进程号", "parent's process id" },
	{ "name", ZC_TEXT, "process", "进程", "command name" },
	{ "path", ZC_TEXT, "program", "程序路径",
	    "executable; empty for kernel threads or when not permitted" },
	{ "command", ZC_TEXT, "command line", "命令行",
	    "command line with secrets masked, at most 512 bytes" },
	{ "account", ZC_TEXT, "account", "账户", "effective user" },
	{ "uid", ZC_INT, "user id", "用户号", "effective user id" },
	{ "started_at", ZC_TIME, "started", "启动时间", "start time" },
	{ "deleted", ZC_BOOL, "program deleted", "程序已删除",
	    "1 = the executable no longer exists on disk" },
	{ "hidden", ZC_BOOL, "hidden", "隐藏",
	    "1 = seen by one view of the kernel and missing in another" },
	{ "writable_path", ZC_BOOL, "in writable place", "位于可写目录",
	    "1 = executable lies under /tmp, /var/tmp, /dev/shm or a "
	    "world-writable directory" },
	{ "service", ZC_TEXT, "service", "服务",
	    "systemd unit from the control group" },
	{ "memory", ZC_INT, "memory", "内存", "resident bytes" },
};

enum {
	COMMAND_MAX = 512,
	VIEW_MAX = 65536, /* process ids tried one by one for the second view */
	ONE_MAX = 8 << 20 /* memory while one process is read */
};

/* What all rows need. */
struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_users users;
	int64_t boot, ticks, page;
	bool two_views; /* the second view was taken */
	size_t denied, odd;
	char dir[ZC_FS_PATH_MAX]; /* directory asked last */
	bool dir_open;            /* … and whether others may write there */
};

static bool
open_to_others(struct ctx *c, struct zc_str exe)
{
	static const char *const places[] = { "/tmp/", "/var/tmp/",
		"/dev/shm/" };
	struct stat st;
	size_t n = exe.n;

	for (size_t i = 0; i < ZC_LEN(places); i++) {
		if (zc_str_starts(exe, places[i]))
			return true;
	}
	while (n > 0 && exe.p[n - 1] != '/')
		n--;
	if (n == 0 || n >= sizeof(c->dir))
		return false;
	if (strlen(c->dir) == n && memcmp(c->dir, exe.p, n) == 0)
		return c->dir_open;
	memcpy(c->dir, exe.p, n);
	c->dir[n] = '\0';
	c->dir_open = zc_fs_stat(c->l->root, c->dir, &st, NULL) == ZC_OK &&
	    (st.st_mode & S_IWOTH) != 0;
	return c->dir_open;
}

static void
put_account(struct ctx *c, int64_t uid)
{
	const char *name;

	if (uid < 0)
		return;
	name = zc_users_name(&c->users, uid);
	if (name != NULL)
		zc_put_cstr(c->t, "account", name);
	zc_put_int(c->t, "uid", uid);
}

static int
emit(struct ctx *c, const struct zc_proc *p, bool hidden, struct zc_arena *a,
    struct zc_err *e)
{
	struct zc_str cmd = zc_proc_command(c->l->root, p->pid, 4096, a);

	zc_put_int(c->t, "pid", p->pid);
	zc_put_int(c->t, "ppid", p->ppid);
	zc_put(c->t, "name", p->name);
	if (p->exe.n > 0) {
		zc_put(c->t, "path", p->exe);
		zc_put_int(c->t, "deleted", p->deleted);
		zc_put_int(c->t, "writable_path", open_to_others(c, p->exe));
	}
	if (cmd.n > 0)
		zc_put_cstr(c->t, "command", zc_mask_dup(a, cmd));
	put_account(c, p->uid);
	if (c->boot > 0 && c->ticks > 0)
		zc_put_int(c->t, "started_at", c->boot + p->start / c->ticks);
	if (c->two_views)
		zc_put_int(c->t, "hidden", hidden);
	if (p->unit.n > 0)
		zc_put(c->t, "service", p->unit);
	zc_put_int(c->t, "memory", p->rss * c->page);
	return zc_row(c->t, e);
}

static int
one(struct ctx *c, int64_t pid, bool hidden, struct zc_err *e)
{
	struct zc_arena tmp;
	struct zc_proc p;
	int rc;

	zc_arena_init(&tmp, ONE_MAX);
	rc = zc_proc_get(c->l->root, pid, &tmp, &p, NULL);
	if (rc == ZC_OK) {
		c->denied += p.exe_denied;
		rc = emit(c, &p, hidden, &tmp, e);
	} else {
		/* ENOENT, or ESRCH while reading: it ended meanwhile. */
		c->odd += rc != ZC_ENOENT && rc != ZC_EIO;
		rc = ZC_OK;
	}
	zc_arena_fini(&tmp);
	return rc;
}

static bool
listed(const int64_t *pids, size_t n, int64_t pid)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (pids[mid] < pid)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && pids[lo] == pid;
}

/* A thread answers under its own number, but its group has another. */
static bool
leads_group(int root, int64_t pid)
{
	struct zc_arena tmp;
	struct zc_str text, line;
	char path[64];
	int64_t tgid = 0;

	zc_arena_init(&tmp, ONE_MAX);
	(void)snprintf(path, sizeof(path), "proc/%lld/status", (long long)pid);
	if (zc_fs_read(root, path, 1 << 16, &tmp, &text, NULL) != ZC_OK)
		text = ZC_S("");
	while (tgid == 0 && zc_str_line(&text, &line)) {
		if (zc_str_starts(line, "Tgid:"))
			(void)zc_str_int(
			    zc_str_trim(zc_str_sub(line, 5, line.n)), 10,
			    &tgid);
	}
	zc_arena_fini(&tmp);
	return tgid == pid;
}

static int64_t
number_of(const struct zc_look *l, const char *path)
{
	struct zc_str s;
	int64_t v;

	if (zc_fs_read(l->root, path, 64, l->a, &s, NULL) != ZC_OK ||
	    !zc_str_int(zc_str_trim(s), 10, &v))
		return 0;
	return v;
}

/* Highest process id worth trying; 0 when trying them all costs too much. */
static int64_t
view_end(const struct zc_look *l, const int64_t *pids, size_t n)
{
	int64_t last = number_of(l, "proc/sys/kernel/ns_last_pid");
	int64_t max = number_of(l, "proc/sys/kernel/pid_max");

	if (last == 0 || max == 0)
		return 0;
	if (max <= VIEW_MAX)
		return max;
	if (n > 0 && pids[n - 1] > last)
		last = pids[n - 1];
	return last <= VIEW_MAX ? last : 0;
}

/*
 * Second view: ask for every number. What answers, leads a thread group and is
 * in neither listing before nor after is hidden from whoever lists /proc.
 */
static int
hidden_ones(
    struct ctx *c, const int64_t *pids, size_t n, int64_t end, struct zc_err *e)
{
	int64_t *again;
	size_t m;
	struct stat st;
	char name[24];
	int proc = -1, rc = zc_fs_open_dir(c->l->root, "proc", &proc, e);

	for (int64_t pid = 1; pid <= end && rc == ZC_OK; pid++) {
		if (listed(pids, n, pid))
			continue;
		(void)snprintf(name, sizeof(name), "%lld", (long long)pid);
		if (fstatat(proc, name, &st, AT_SYMLINK_NOFOLLOW) == -1 ||
		    !leads_group(c->l->root, pid))
			continue;
		rc = zc_proc_pids(c->l->root, c->l->a, &again, &m, e);
		if (rc == ZC_OK && !listed(again, m, pid))
			rc = one(c, pid, true, e);
	}
	if (proc != -1)
		(void)close(proc);
	return rc;
}

/* Mounted with hidepid, /proc shows an ordinary user only his own. */
static bool
sees_all(const struct ctx *c, const int64_t *pids, size_t n)
{
	return c->l->is_root || listed(pids, n, 1);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l,
		.t = t,
		.ticks = sysconf(_SC_CLK_TCK),
		.page = sysconf(_SC_PAGESIZE) };
	int64_t *pids, end;
	size_t n;
	int rc = zc_proc_pids(l->root, l->a, &pids, &n, e);

	if (rc != ZC_OK)
		return rc;
	if (n == 0)
		return ZC_FAIL(e, ZC_ENOENT, "/proc lists no process");
	/* Without passwd the accounts stay numbers. */
	if (zc_users_load(l, NULL, &c.users) != ZC_OK)
		c.users = (struct zc_users){ 0 };
	c.boot = zc_proc_boot(l->root, l->a);
	end = sees_all(&c, pids, n) ? view_end(l, pids, n) : 0;
	c.two_views = end > 0;
	for (size_t i = 0; i < n && rc == ZC_OK; i++)
		rc = one(&c, pids[i], false, e);
	if (rc == ZC_OK && end > 0)
		rc = hidden_ones(&c, pids, n, end, e);
	if (rc != ZC_OK)
		return rc;
	if (!sees_all(&c, pids, n))
		zc_miss(t, "/proc",
		    ZC_N("this system shows processes of other accounts only "
			 "to the administrator"));
	if (c.denied > 0)
		zc_miss(t, "/proc/*/exe",
		    l->is_root
			? ZC_N("the kernel shows the program of some processes "
			       "not even to the administrator")
			: ZC_N("programs of other accounts are visible only "
			       "to the administrator"));
	if (c.odd > 0)
		zc_miss(t, "/proc", ZC_N("some processes could not be read"));
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_process = {
	.table = "process",
	.en = "processes",
	.zh = "进程",
	.mean = "one row per process",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE,
	/* Programs and descriptors of processes are shown to nobody else. */
	.caps = UINT64_C(1) << CAP_SYS_PTRACE,
	.run = run,
};
