/* file_mode: owner and mode of what matters, and what the walk of system
 * directories found. */
#include "base/base.h"

#include "base/fs.h"
#include "probe/expand.h"
#include "probe/owner.h"
#include "probe/probe.h"
#include "probe/team.h"
#include "probe/users.h"
#include "probe/walk.h"

#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

static const struct zc_col cols[] = {
	{ "path", ZC_TEXT, "path", "路径", "path" },
	{ "reason", ZC_TEXT, "listed because", "列入原因",
	    "key (from the list of important files), setuid, setgid, "
	    "world_writable, unowned, sticky_missing, capability, home_file, "
	    "device" },
	{ "type", ZC_TEXT, "type", "类型", "file, directory, symlink, device" },
	{ "mode", ZC_INT, "mode", "权限",
	    "permission bits including setuid, setgid, sticky (decimal; shown "
	    "octal)" },
	{ "owner", ZC_TEXT, "owner", "属主", "owner name, or number" },
	{ "grp", ZC_TEXT, "group", "属组", "group name, or number" },
	{ "uid", ZC_INT, "user id", "用户号", "owner" },
	{ "gid", ZC_INT, "group id", "组号", "group" },
	{ "package", ZC_TEXT, "package", "软件包",
	    "owner package; empty = not owned by any" },
	{ "size", ZC_INT, "size", "大小", "bytes" },
	{ "changed_at", ZC_TIME, "changed", "修改时间", "modification time" },
};

enum {
	KEY_MAX = 5000,  /* files of one pattern */
	ROWS_MAX = 5000, /* rows of one reason that the walk found */
	KNOWN = 256      /* places of the cache of user and group ids */
};

/*
 * Not entered: kernel views, and stores of containers, images and snapshots,
 * whose files belong to other systems and carry other systems' ids.
 */
static const char *const skip[] = { "/proc", "/sys", "/dev", "/var/lib/docker",
	"/var/lib/containers", "/var/lib/containerd", "/var/lib/lxc",
	"/var/lib/lxd", "/var/lib/machines", "/var/lib/kubelet",
	"/var/lib/flatpak", "/var/lib/snapd/snap", "/snap", "/.snapshots",
	"/home/.snapshots", "/timeshift", NULL };

enum reason {
	KEY,
	SETUID,
	SETGID,
	WORLD,
	UNOWNED,
	STICKY,
	CAPABILITY,
	HOME,
	DEVICE,
	REASONS
};

static const char *const words[REASONS] = { "key", "setuid", "setgid",
	"world_writable", "unowned", "sticky_missing", "capability",
	"home_file", "device" };

struct known {      /* has this id a name? */
	int64_t id; /* plus one; 0 = free */
	bool yes;
};

struct shared { /* by all workers */
	struct zc_team_walk walk;
	atomic_size_t rows[REASONS];
};

struct scan {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_users users;
	struct zc_owner *owner;
	struct shared *all;
	struct known uids[KNOWN], gids[KNOWN];
};

static const char *
type_of(mode_t m)
{
	if (S_ISDIR(m))
		return "directory";
	if (S_ISBLK(m) || S_ISCHR(m))
		return "device";
	return S_ISLNK(m) ? "symlink" : "file";
}

static void
put_name(struct zc_table *t, const char *col, const char *name, int64_t id)
{
	char text[24];

	if (name == NULL) {
		(void)snprintf(text, sizeof(text), "%lld", (long long)id);
		name = text;
	}
	zc_put_cstr(t, col, name);
}

static int
emit(struct scan *s, enum reason why, const char *path, const struct stat *st,
    struct zc_err *e)
{
	struct zc_table *t = s->t;
	const char *package;
	size_t before;

	before = why == KEY ? 0 : atomic_fetch_add(&s->all->rows[why], 1);
	if (before >= ROWS_MAX) {
		if (before == ROWS_MAX)
			zc_miss(t, words[why],
			    ZC_N("more such files exist than are listed"));
		return ZC_OK;
	}
	zc_put_cstr(t, "path", path);
	zc_put_cstr(t, "reason", words[why]);
	zc_put_cstr(t, "type", type_of(st->st_mode));
	zc_put_int(t, "mode", st->st_mode & 07777);
	zc_put_int(t, "uid", st->st_uid);
	zc_put_int(t, "gid", st->st_gid);
	put_name(t, "owner", zc_users_name(&s->users, st->st_uid), st->st_uid);
	put_name(t, "grp", zc_users_group(&s->users, st->st_gid), st->st_gid);
	package = zc_owner_of(s->owner, zc_str_of(path));
	if (package != NULL || zc_owner_complete(s->owner))
		zc_put_cstr(t, "package", package == NULL ? "" : package);
	zc_put_int(t, "size", st->st_size);
	zc_put_int(t, "changed_at", st->st_mtime);
	return zc_row(t, e);
}

static bool
has_name(struct scan *s, struct known *cache, int64_t id, bool group)
{
	struct known *k = &cache[(uint64_t)id % KNOWN];

	if (k->id != id + 1) {
		k->id = id + 1;
		k->yes = group ? zc_users_group(&s->users, id) != NULL
			       : zc_users_name(&s->users, id) != NULL;
	}
	return k->yes;
}

/*
 * Capabilities are an extended attribute of programs; libraries are left out
 * because the kernel asks for it at execve(2) only.
 */
static bool
has_caps(const struct zc_walk_at *at)
{
	const char *dot = strstr(at->name, ".so");
	ssize_t n;
	int fd;

	if ((at->st->st_mode & 0111) == 0 || at->st->st_size < 4 ||
	    (dot != NULL && (dot[3] == '\0' || dot[3] == '.')))
		return false;
	fd = openat(at->dir, at->name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOATIME | O_CLOEXEC);
	if (fd == -1)
		return false;
	n = fgetxattr(fd, "security.capability", NULL, 0);
	(void)close(fd);
	return n > 0;
}

static int
visit_file(struct scan *s, const struct zc_walk_at *at, struct zc_err *e)
{
	const struct stat *st = at->st;
	int rc = ZC_OK;

	if ((st->st_mode & S_ISUID) != 0)
		rc = emit(s, SETUID, at->path, st, e);
	/* Without group execution the bit means mandatory locking. */
	if (rc == ZC_OK && (st->st_mode & S_ISGID) != 0 &&
	    (st->st_mode & S_IXGRP) != 0)
		rc = emit(s, SETGID, at->path, st, e);
	if (rc == ZC_OK && (st->st_mode & S_IWOTH) != 0)
		rc = emit(s, WORLD, at->path, st, e);
	if (rc == ZC_OK && has_caps(at))
		rc = emit(s, CAPABILITY, at->path, st, e);
	return rc;
}

static int
visit(void *ctx, const struct zc_walk_at *at, struct zc_err *e)
{
	struct scan *s = ctx;
	const struct stat *st = at->st;
	int rc = ZC_OK;

	if (S_ISREG(st->st_mode))
		rc = visit_file(s, at, e);
	else if (S_ISDIR(st->st_mode) && (st->st_mode & S_IWOTH) != 0 &&
	    (st->st_mode & S_ISVTX) == 0)
		rc = emit(s, STICKY, at->path, st, e);
	else if ((S_ISCHR(st->st_mode) && st->st_rdev != 0) ||
	    S_ISBLK(st->st_mode)) /* 0:0 is a white-out, no device */
		rc = emit(s, DEVICE, at->path, st, e);
	if (rc != ZC_OK)
		return rc;
	if (!has_name(s, s->uids, st->st_uid, false) ||
	    !has_name(s, s->gids, st->st_gid, true))
		rc = emit(s, UNOWNED, at->path, st, e);
	return rc;
}

static int
key_files(struct scan *s, struct zc_err *e)
{
	struct zc_paths found = { 0 };
	struct zc_item it;
	struct stat st;
	size_t i = 0, k;
	bool any = false;
	int rc;

	while (zc_item_next(&s->l->items, "rule.key_file", &i, &it)) {
		if (strcmp(it.field, "path") != 0)
			continue;
		any = true;
		rc = zc_expand(
		    s->l, s->t, it.value, found.n + KEY_MAX, &found, e);
		if (rc != ZC_OK)
			return rc;
	}
	if (!any) {
		zc_miss(s->t, "rule.key_file",
		    ZC_N("the list of important files is missing"));
	}
	for (k = 0; k < found.n; k++) {
		rc = zc_fs_stat(s->l->root, found.v[k], &st, NULL);
		/* Masked by a link to /dev/null: the mode is the device's. */
		if (rc == ZC_OK && !S_ISCHR(st.st_mode))
			rc = emit(s, KEY, found.v[k], &st, e);
		else if (rc == ZC_EACCES)
			zc_miss_rc(s->t, found.v[k], rc);
		if (rc == ZC_ELIMIT || rc == ZC_ENOMEM || rc == ZC_ESTOP)
			return rc;
	}
	return ZC_OK;
}

/* Files that let others in or give a password away, whatever their mode. */
static bool
always_told(const char *name)
{
	static const char *const v[] = { ".rhosts", ".shosts", ".netrc",
		".forward" };

	for (size_t i = 0; i < ZC_LEN(v); i++)
		if (strcmp(name, v[i]) == 0)
			return true;
	return false;
}

static bool
is_public(struct zc_str name)
{
	return zc_str_ends(name, ".pub") || zc_str_is(name, "known_hosts") ||
	    zc_str_is(name, "known_hosts.old") || zc_str_is(name, "config");
}

/* ~/.ssh itself, keys that others may read, the rest that they may write. */
static bool
ssh_deviates(const char *name, const struct stat *st, int64_t uid)
{
	struct zc_str s = zc_str_of(name);
	mode_t bad = 022;

	if (S_ISDIR(st->st_mode) || !is_public(s))
		bad = 077;
	if (zc_str_starts(s, "authorized_keys"))
		bad = 022;
	return (st->st_mode & bad) != 0 ||
	    (st->st_uid != 0 && st->st_uid != (uid_t)uid);
}

static int
home_ssh(struct scan *s, const char *dir, int64_t uid, struct zc_err *e)
{
	struct zc_fs_list list;
	struct stat st;
	const char *path;
	int rc;

	if (dir == NULL || zc_fs_lstat(s->l->root, dir, &st, NULL) != ZC_OK ||
	    !S_ISDIR(st.st_mode))
		return ZC_OK;
	if (ssh_deviates("", &st, uid)) {
		rc = emit(s, HOME, dir, &st, e);
		if (rc != ZC_OK)
			return rc;
	}
	rc = zc_fs_dir(s->l->root, dir, 10000, s->l->a, &list, NULL);
	if (rc != ZC_OK) {
		zc_miss_rc(s->t, dir, rc);
		return ZC_OK;
	}
	for (size_t i = 0; i < list.n; i++) {
		path = zc_fs_join(s->l->a, dir, list.names[i]);
		if (path == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for a path");
		if (zc_fs_lstat(s->l->root, path, &st, NULL) != ZC_OK ||
		    !S_ISREG(st.st_mode) ||
		    !ssh_deviates(list.names[i], &st, uid))
			continue;
		rc = emit(s, HOME, path, &st, e);
		if (rc != ZC_OK)
			return rc;
	}
	return ZC_OK;
}

static int
home_dots(struct scan *s, const struct zc_user *u, struct zc_err *e)
{
	struct zc_fs_list list;
	struct stat st;
	const char *path;
	int rc;

	rc = zc_fs_dir(s->l->root, u->home, 100000, s->l->a, &list, NULL);
	if (rc != ZC_OK) {
		zc_miss_rc(s->t, u->home, rc);
		return ZC_OK;
	}
	for (size_t i = 0; i < list.n; i++) {
		if (list.names[i][0] != '.')
			continue;
		path = zc_fs_join(s->l->a, u->home, list.names[i]);
		if (path == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for a path");
		if (zc_fs_lstat(s->l->root, path, &st, NULL) != ZC_OK ||
		    S_ISLNK(st.st_mode))
			continue;
		if (!always_told(list.names[i]) && (st.st_mode & 022) == 0 &&
		    (st.st_uid == (uid_t)u->uid || st.st_uid == 0))
			continue;
		rc = emit(s, HOME, path, &st, e);
		if (rc != ZC_OK)
			return rc;
	}
	return ZC_OK;
}

static int
home_files(struct scan *s, struct zc_err *e)
{
	const struct zc_user *u;
	size_t i = 0;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_users_home(s->l, s->t, &s->users, &i, &u)) {
		rc = home_dots(s, u, e);
		if (rc == ZC_OK)
			rc = home_ssh(
			    s, zc_fs_join(s->l->a, u->home, ".ssh"), u->uid, e);
	}
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_walk w = { .skip = skip, .visit = visit };
	struct scan *s = zc_arena_get(l->a, sizeof(*s));
	int rc;

	if (s == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to look at files");
	s->l = l;
	s->t = t;
	s->all = zc_team_memory(l, sizeof(*s->all));
	if (s->all == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room to look at files");
	w.ctx = s;
	w.team = &s->all->walk;
	rc = zc_users_load(l, t, &s->users);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "the accounts could not be read");
	rc = zc_owner_open(l, &s->owner, NULL);
	if (rc != ZC_OK && rc != ZC_EUNSUP) {
		zc_miss_rc(t, "package database", rc);
	}
	rc = ZC_OK;
	if (l->worker == 0)
		rc = key_files(s, e);
	if (rc == ZC_OK && l->worker == 0)
		rc = home_files(s, e);
	if (rc == ZC_OK)
		rc = zc_walk_run(l, t, "/", &w, e);
	zc_owner_close(s->owner);
	if (rc != ZC_OK || !w.last)
		return rc;
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_file_mode = {
	.table = "file_mode",
	.en = "file modes",
	.zh = "文件权限",
	.mean =
	    "owner and mode of what matters, and what the walk of local file "
	    "systems found; kernel views, network mounts and stores of "
	    "containers are left out",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.shared = sizeof(struct shared),
	.run = run,
};
