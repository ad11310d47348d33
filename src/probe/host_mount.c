/* mount: mounted file systems and fstab entries. */
#include "base/base.h"

#include "base/buf.h"
#include "base/fs.h"
#include "probe/blockdev.h"
#include "probe/expand.h"
#include "probe/kv.h"
#include "probe/mask.h"
#include "probe/probe.h"

#include <sys/vfs.h>
#include <unistd.h>

static const struct zc_col cols[] = {
	{ "device", ZC_TEXT, "device", "设备", "device" },
	{ "path", ZC_TEXT, "mount point", "挂载点", "where" },
	{ "fs", ZC_TEXT, "file system", "文件系统", "type" },
	{ "options", ZC_TEXT, "options", "选项", "options, secrets masked" },
	{ "noexec", ZC_BOOL, "noexec", "禁止执行", "noexec" },
	{ "nosuid", ZC_BOOL, "nosuid", "禁止提权", "nosuid" },
	{ "nodev", ZC_BOOL, "nodev", "禁止设备", "nodev" },
	{ "readonly", ZC_BOOL, "read-only", "只读", "ro" },
	{ "network", ZC_BOOL, "network", "网络", "1 = network file system" },
	{ "removable", ZC_BOOL, "removable", "可移动",
	    "1 = on a removable or USB device" },
	{ "encrypted", ZC_BOOL, "encrypted", "已加密",
	    "1 = on dm-crypt or an encrypting file system; null when not "
	    "known" },
	{ "size", ZC_INT, "size", "容量", "bytes" },
	{ "used_percent", ZC_INT, "used", "已用百分比", "percent" },
	{ "source", ZC_TEXT, "source", "来源", "live, fstab, systemd" },

};

/* Where the mount is told, and the mount itself. */
struct mount {
	const char *device, *path, *fs, *options, *source;
	struct zc_blockdev dev;
	bool known; /* dev is filled */
};

static bool
in_list(const char *s, const char *const *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(s, v[i]) == 0)
			return true;
	return false;
}

static bool
is_network(const char *fs)
{
	static const char *const v[] = { "nfs", "nfs4", "cifs", "smb3", "smbfs",
		"ncpfs", "afs", "ceph", "glusterfs", "fuse.glusterfs",
		"fuse.sshfs", "davfs", "fuse.davfs2", "9p", "ocfs2", "gfs2",
		"lustre", "beegfs", "fuse.rclone", "fuse.s3fs", "fuse.ossfs" };

	return in_list(fs, v, ZC_LEN(v));
}

/* Views of the kernel, of which one line each would be noise. */
static bool
is_kernel(const char *fs)
{
	static const char *const v[] = { "proc", "sysfs", "devpts", "cgroup",
		"cgroup2", "securityfs", "debugfs", "tracefs", "bpf", "pstore",
		"configfs", "fusectl", "mqueue", "hugetlbfs", "autofs",
		"efivarfs", "selinuxfs", "binfmt_misc", "nsfs", "rpc_pipefs",
		"fuse.gvfsd-fuse", "fuse.portal" };

	return in_list(fs, v, ZC_LEN(v));
}

static bool
has(const char *options, const char *word)
{
	return zc_kv_has(zc_str_of(options), word);
}

/* The options with what stands behind password= and the like left out. */
static const char *
safe_options(struct zc_arena *a, const char *options)
{
	struct zc_str rest = zc_str_of(options), o;
	struct zc_buf b;
	const char *p;

	zc_buf_init(&b, 8192);
	while (zc_str_cut(&rest, ',', &o)) {
		size_t n = zc_str_find(o, '=');
		struct zc_str key = zc_str_sub(o, 0, n);

		if (b.n > 0)
			zc_buf_char(&b, ',');
		if (zc_str_isi(key, "password") || zc_str_isi(key, "pass") ||
		    zc_str_isi(key, "passwd") || zc_str_isi(key, "secret") ||
		    zc_str_isi(key, "key")) {
			zc_buf_str(&b, key);
			zc_buf_cstr(&b, "=***");
		} else {
			zc_buf_str(&b, o);
		}
	}
	p = zc_arena_dup(a, b.p, b.n);
	zc_buf_fini(&b);
	return p == NULL ? "" : p;
}

static void
put_size(const struct zc_look *l, struct zc_table *t, const struct mount *m)
{
	struct statfs fs;
	int fd, rc;

	/* A server that is gone would hold us up. */
	if (!l->live || strcmp(m->source, "live") != 0 || is_network(m->fs))
		return;
	rc = zc_fs_open(l->root, m->path, &fd, NULL);
	if (rc != ZC_OK)
		return;
	if (fstatfs(fd, &fs) == 0 && fs.f_blocks > 0) {
		uint64_t used = fs.f_blocks - fs.f_bfree;
		uint64_t all = used + fs.f_bavail;

		zc_put_int(
		    t, "size", (int64_t)fs.f_blocks * (int64_t)fs.f_bsize);
		if (all > 0)
			zc_put_int(
			    t, "used_percent", (int64_t)(used * 100 / all));
	}
	(void)close(fd);
}

static void
put_flags(struct zc_table *t, const struct mount *m)
{
	bool defaults_user =
	    has(m->options, "user") || has(m->options, "users");

	/* mount(8): user and users imply the three unless taken back. */
	zc_put_int(t, "noexec",
	    has(m->options, "noexec") ||
		(defaults_user && !has(m->options, "exec")));
	zc_put_int(t, "nosuid",
	    has(m->options, "nosuid") ||
		(defaults_user && !has(m->options, "suid")));
	zc_put_int(t, "nodev",
	    has(m->options, "nodev") ||
		(defaults_user && !has(m->options, "dev")));
	zc_put_int(t, "readonly", has(m->options, "ro"));
	zc_put_int(
	    t, "network", is_network(m->fs) || has(m->options, "_netdev"));
}

static int
emit(const struct zc_look *l, struct zc_table *t, const struct mount *m,
    struct zc_err *e)
{
	const char *options = safe_options(l->a, m->options);

	zc_mask_put_url(t, "device", zc_str_of(m->device));
	zc_put_cstr(t, "path", m->path);
	zc_put_cstr(t, "fs", m->fs);
	zc_put_cstr(t, "options", options);
	put_flags(t, m);
	if (m->known) {
		zc_put_int(t, "removable", m->dev.removable);
		zc_put_int(t, "encrypted", m->dev.encrypted);
	} else if (strcmp(m->fs, "ecryptfs") == 0 ||
	    zc_str_starts(zc_str_of(m->device), "/dev/mapper/luks-")) {
		zc_put_int(t, "encrypted", 1);
	}
	put_size(l, t, m);
	zc_put_cstr(t, "source", m->source);
	return zc_row(t, e);
}

/* proc(5), fstab(5): \040 and its like. NULL when the arena is spent. */
static char *
unescape(struct zc_arena *a, struct zc_str s)
{
	char *p = zc_arena_get(a, s.n + 1);
	size_t n = 0;
	int64_t c;

	for (size_t i = 0; p != NULL && i < s.n; i++) {
		if (s.p[i] == '\\' &&
		    zc_str_int(zc_str_sub(s, i + 1, 3), 8, &c) && c > 0 &&
		    c < 256) {
			p[n++] = (char)c;
			i += 3;
		} else {
			p[n++] = s.p[i];
		}
	}
	return p;
}

/* A file system over others (btrfs, overlay) has a number of its own. */
static bool
by_device(const struct zc_look *l, struct zc_str numbers, struct mount *m)
{
	struct zc_str link;
	size_t n = zc_str_find(numbers, ':'), i;
	int64_t major, minor;

	if (!zc_str_int(zc_str_sub(numbers, 0, n), 10, &major) ||
	    !zc_str_int(zc_str_sub(numbers, n + 1, numbers.n), 10, &minor))
		return false;
	if (major > 0)
		return zc_blockdev_get(
		    l, (unsigned)major, (unsigned)minor, &m->dev);
	if (!zc_str_starts(zc_str_of(m->device), "/dev/"))
		return false;
	link = zc_str_of(m->device);
	if (zc_fs_link(l->root, m->device, l->a, &link, NULL) != ZC_OK)
		link = zc_str_of(m->device);
	for (i = link.n; i > 0 && link.p[i - 1] != '/';)
		i--;
	return zc_blockdev_named(
	    l, zc_arena_dup(l->a, link.p + i, link.n - i), &m->dev);
}

/* proc_pid_mountinfo(5): ID PARENT M:N ROOT PATH OPTIONS [TAGS…] - FS DEV OPT
 */
static int
live_line(const struct zc_look *l, struct zc_table *t, struct zc_str line,
    struct zc_err *e)
{
	struct mount m = { .source = "live" };
	struct zc_str numbers, path, options, w, fs, device, more;
	char *all;

	if (!zc_str_word(&line, &w) || !zc_str_word(&line, &w) ||
	    !zc_str_word(&line, &numbers) || !zc_str_word(&line, &w) ||
	    !zc_str_word(&line, &path) || !zc_str_word(&line, &options))
		return ZC_OK;
	while (zc_str_word(&line, &w) && !zc_str_is(w, "-"))
		;
	if (!zc_str_word(&line, &fs) || !zc_str_word(&line, &device))
		return ZC_OK;
	(void)zc_str_word(&line, &more);
	m.fs = zc_arena_dup(l->a, fs.p, fs.n);
	m.path = unescape(l->a, path);
	m.device = unescape(l->a, device);
	all = zc_arena_get(l->a, options.n + more.n + 2);
	if (m.fs == NULL || m.path == NULL || m.device == NULL || all == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a mount");
	if (is_kernel(m.fs))
		return ZC_OK;
	/* The super block's "rw" must not undo the mount's "ro". */
	(void)snprintf(all, options.n + more.n + 2, "%.*s,%.*s", (int)options.n,
	    options.p, (int)more.n, more.p);
	m.options = all;
	m.known = by_device(l, numbers, &m);
	return emit(l, t, &m, e);
}

static int
live(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char file[] = "/proc/self/mountinfo";
	struct zc_str text, line;
	int rc = zc_fs_read(l->root, file, 16 << 20, l->a, &text, e);

	if (rc != ZC_OK)
		return rc;
	while (rc == ZC_OK && zc_str_line(&text, &line))
		rc = live_line(l, t, line, e);
	return rc;
}

static int
fstab(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_str text, rest, path, fs, options;
	struct zc_kv_rd r;
	struct zc_kv kv;
	int rc = ZC_OK;

	if (zc_look_read(l, t, "/etc/fstab", &text) != ZC_OK)
		return ZC_OK;
	zc_kv_init(&r, text, ZC_KV_BLANK, l->a);
	while (rc == ZC_OK && zc_kv_next(&r, &kv)) {
		struct mount m = { .source = "fstab" };

		rest = kv.value;
		if (!zc_str_word(&rest, &path) || !zc_str_word(&rest, &fs))
			continue;
		if (!zc_str_word(&rest, &options))
			options = ZC_S("defaults");
		m.device = unescape(l->a, kv.key);
		m.path = unescape(l->a, path);
		m.fs = zc_arena_dup(l->a, fs.p, fs.n);
		m.options = zc_arena_dup(l->a, options.p, options.n);
		if (m.device == NULL || m.path == NULL || m.fs == NULL ||
		    m.options == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for a mount");
		rc = emit(l, t, &m, e);
	}
	return rc;
}

/* systemd.mount(5) units of the administrator; those shipped are few. */
static int
units(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	/* Not the generators' output: that is fstab once more. */
	static const char *const written[] = { "/etc/systemd/system",
		"/run/systemd/system", "/usr/local/lib/systemd/system",
		"/usr/lib/systemd/system", "/lib/systemd/system", NULL };
	struct zc_paths files = { 0 };
	struct zc_str text;
	struct zc_kv_rd r;
	struct zc_kv kv;
	const char *v;
	int rc = zc_expand_dropins(l, t, written, ".mount", &files, e);

	for (size_t i = 0; i < files.n && rc == ZC_OK; i++) {
		struct mount m = { .device = "",
			.path = "",
			.fs = "",
			.options = "",
			.source = "systemd" };

		if (zc_look_read(l, t, files.v[i], &text) != ZC_OK)
			continue;
		zc_kv_init(&r, text, ZC_KV_EQ | ZC_KV_SECTION, l->a);
		while (zc_kv_next(&r, &kv)) {
			v = zc_arena_dup(l->a, kv.value.p, kv.value.n);
			if (v == NULL)
				return ZC_FAIL(e, ZC_ENOMEM, "no room");
			if (zc_str_is(kv.key, "What"))
				m.device = v;
			else if (zc_str_is(kv.key, "Where"))
				m.path = v;
			else if (zc_str_is(kv.key, "Type"))
				m.fs = v;
			else if (zc_str_is(kv.key, "Options"))
				m.options = v;
		}
		if (m.path[0] == '/' && !is_kernel(m.fs))
			rc = emit(l, t, &m, e);
	}
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	int rc = l->live ? live(l, t, e) : ZC_OK;

	if (rc == ZC_OK)
		rc = fstab(l, t, e);
	if (rc == ZC_OK)
		rc = units(l, t, e);
	if (rc != ZC_OK)
		return rc;
	if (!l->live && !zc_fs_exists(l->root, "/etc/fstab"))
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("nothing runs here, and no fstab tells what would "
			 "be mounted"),
		    NULL);
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_mount = {
	.table = "mount",
	.en = "mounts",
	.zh = "挂载",
	.mean = "mounted file systems and fstab entries",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
