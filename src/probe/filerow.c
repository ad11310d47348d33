#include "probe/filerow.h"

const struct zc_col zc_filerow_cols[ZC_FILEROW_COLS] = {
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
	{ "tree", ZC_TEXT, "other system", "所在的另一套系统",
	    "top directory of another system on this disk that the file is "
	    "part of; NULL = it belongs to this computer's own system" },
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

int
zc_filerow_init(struct zc_filerow *f, const struct zc_look *l,
    struct zc_table *t, struct zc_err *e)
{
	int rc;

	*f = (struct zc_filerow){ .l = l, .t = t };
	rc = zc_users_load(l, t, &f->users);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "the accounts could not be read");
	return ZC_OK;
}

void
zc_filerow_fini(struct zc_filerow *f)
{
	zc_owner_close(f->owner);
	f->owner = NULL;
}

/* Many roots have nothing to show: the packages are read when asked for. */
static const char *
package_of(struct zc_filerow *f, const char *path)
{
	int rc;

	if (!f->asked) {
		f->asked = true;
		rc = zc_owner_open(f->l, &f->owner, NULL);
		if (rc != ZC_OK && rc != ZC_EUNSUP)
			zc_miss_rc(f->t, "package database", rc);
	}
	return zc_owner_of(f->owner, zc_str_of(path));
}

int
zc_filerow_put(struct zc_filerow *f, const char *reason, const char *path,
    const struct stat *st, struct zc_err *e)
{
	struct zc_table *t = f->t;
	const char *package = package_of(f, path);
	struct zc_str tree = zc_othertree_of(&f->other, f->l->root, path);

	zc_put_cstr(t, "path", path);
	zc_put_cstr(t, "reason", reason);
	zc_put_cstr(t, "type", type_of(st->st_mode));
	zc_put_int(t, "mode", st->st_mode & 07777);
	zc_put_int(t, "uid", st->st_uid);
	zc_put_int(t, "gid", st->st_gid);
	put_name(t, "owner", zc_users_name(&f->users, st->st_uid), st->st_uid);
	put_name(t, "grp", zc_users_group(&f->users, st->st_gid), st->st_gid);
	if (package != NULL || zc_owner_complete(f->owner))
		zc_put_cstr(t, "package", package == NULL ? "" : package);
	zc_put_int(t, "size", st->st_size);
	zc_put_int(t, "changed_at", st->st_mtime);
	if (tree.n > 0)
		zc_put(t, "tree", tree);
	return zc_row(t, e);
}
