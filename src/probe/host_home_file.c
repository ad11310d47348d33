/* home_file: dot files of homes that others may write or that let others in. */
#include "base/base.h"

#include "base/fs.h"
#include "probe/filerow.h"
#include "probe/probe.h"

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
home_ssh(struct zc_filerow *s, const char *dir, int64_t uid, struct zc_err *e)
{
	struct zc_fs_list list;
	struct stat st;
	const char *path;
	int rc;

	if (dir == NULL || zc_fs_lstat(s->l->root, dir, &st, NULL) != ZC_OK ||
	    !S_ISDIR(st.st_mode))
		return ZC_OK;
	if (ssh_deviates("", &st, uid)) {
		rc = zc_filerow_put(s, "home_file", dir, &st, e);
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
		rc = zc_filerow_put(s, "home_file", path, &st, e);
		if (rc != ZC_OK)
			return rc;
	}
	return ZC_OK;
}

static int
home_dots(struct zc_filerow *s, const struct zc_user *u, struct zc_err *e)
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
		rc = zc_filerow_put(s, "home_file", path, &st, e);
		if (rc != ZC_OK)
			return rc;
	}
	return ZC_OK;
}

static int
home_files(struct zc_filerow *s, struct zc_err *e)
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
	struct zc_filerow s;
	int rc = zc_filerow_init(&s, l, t, e);

	if (rc == ZC_OK)
		rc = home_files(&s, e);
	zc_filerow_fini(&s);
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_home_file = {
	.table = "home_file",
	.en = "open files of homes",
	.zh = "个人目录中的敞开文件",
	.mean = "settings and keys in home directories that others may read or "
		"change, and files that let others in; well kept ones are "
		"left out",
	.cols = zc_filerow_cols,
	.ncols = ZC_FILEROW_COLS,
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
