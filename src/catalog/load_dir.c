/* load_dir: the upper layer, a directory with the folders of the kinds. */
#include "catalog/load.h"

#include "base/fs.h"

#include <unistd.h>

enum {
	FOLDERS_DEEP = 8
};

struct dir {
	struct zc_load *l;
	const char *path; /* as given, for messages */
	int root;
	struct zc_arena *scratch; /* names */
};

static void
say(struct dir *d, const char *file, const char *zh, const char *en)
{
	struct zc_say s = { d->l->fn, d->l->ctx, file, 0 };

	zc_say(&s, 1, 1, "%1$s%2$.0s", "%2$s%1$.0s", zh, en);
	d->l->faults += s.faults;
}

static int
read_file(struct dir *d, int kind, const char *rel, const char *full,
    struct zc_err *e)
{
	struct zc_arena a;
	struct zc_str bytes;
	int rc;

	if (zc_load_wants(d->l, full) != 1)
		return ZC_OK;
	zc_arena_init(&a, 2 * ZC_TREE_BYTES_MAX);
	rc = zc_fs_read(d->root, rel, ZC_TREE_BYTES_MAX, &a, &bytes, e);
	if (rc == ZC_OK) {
		rc = zc_load_file(d->l, kind, full, rel, bytes, e);
	} else if (rc == ZC_ELIMIT) {
		say(d, full, "文件超过 1 MiB。请拆分。",
		    "the file is over 1 MiB; split it");
		rc = ZC_OK;
	} else if (rc != ZC_ENOMEM) {
		say(d, full, "文件无法读取。请检查权限，或移走它。",
		    "the file cannot be read; look at its mode or move it");
		rc = ZC_OK;
	}
	zc_arena_fini(&a);
	return rc;
}

static int read_folder(
    struct dir *d, int kind, const char *rel, unsigned deep, struct zc_err *e);

static int
read_entry(
    struct dir *d, int kind, const char *rel, unsigned deep, struct zc_err *e)
{
	struct zc_str dir = zc_str_of(d->path);
	struct stat st, target;
	struct zc_buf b;
	char *full;

	zc_buf_init(&b, ZC_FS_PATH_MAX * 2);
	zc_buf_fmt(
	    &b, "%s%s%s", d->path, zc_str_ends(dir, "/") ? "" : "/", rel);
	full = b.rc != ZC_OK ? NULL : zc_arena_dup(&d->l->c->a, b.p, b.n);
	zc_buf_fini(&b);
	if (full == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "definitions: no room");
	if (zc_fs_lstat(d->root, rel, &st, NULL) != ZC_OK) {
		say(d, full, "文件无法读取。请检查权限，或移走它。",
		    "the file cannot be read; look at its mode or move it");
		return ZC_OK;
	}
	if (S_ISDIR(st.st_mode))
		return read_folder(d, kind, rel, deep + 1, e);
	if (S_ISLNK(st.st_mode) &&
	    zc_fs_stat(d->root, rel, &target, NULL) == ZC_OK &&
	    S_ISDIR(target.st_mode)) {
		say(d, full,
		    "这是指向文件夹的链接，不会被读取。请改用真正的文件夹。",
		    "a link to a folder is not followed; use a real folder");
		return ZC_OK;
	}
	return read_file(d, kind, rel, full, e);
}

static int
read_folder(
    struct dir *d, int kind, const char *rel, unsigned deep, struct zc_err *e)
{
	struct zc_fs_list list;
	int rc;

	if (deep > FOLDERS_DEEP)
		return ZC_FAIL(e, ZC_ELIMIT, "%s: folders too deep", rel);
	rc = zc_fs_dir(d->root, rel, ZC_LOAD_FILES_MAX, d->scratch, &list, e);
	for (size_t i = 0; rc == ZC_OK && i < list.n; i++) {
		char *sub;

		if (list.names[i][0] == '.')
			continue;
		sub = zc_fs_join(d->scratch, rel, list.names[i]);
		if (sub == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "definitions: no room");
		rc = read_entry(d, kind, sub, deep, e);
	}
	return rc;
}

/* Something beside the folders: a slip that would be lost in silence. */
static void
refuse_stray(struct dir *d, const char *name)
{
	struct zc_say say = { d->l->fn, d->l->ctx, NULL, 0 };
	struct zc_str s = zc_str_of(name);
	struct zc_buf b;
	char *full;

	if (name[0] == '.' || zc_str_ends(s, "~") || zc_str_starts(s, "README"))
		return;
	full = zc_fs_join(&d->l->c->a, d->path, name);
	zc_buf_init(&b, 1000);
	for (int i = 0; i < ZC_NKINDS; i++)
		zc_buf_fmt(
		    &b, "%s%s", i > 0 ? ", " : "", zc_kind_all[i]->folder);
	say.file = full == NULL ? d->path : full;
	zc_say(&say, 1, 1,
	    "这里只能有文件夹 %s，其他内容不会被读取。请放入对应的文件夹。",
	    "only the folders %s are read here; move it into one of them", b.p);
	d->l->faults += say.faults;
	zc_buf_fini(&b);
}

static int
read_top(struct dir *d, struct zc_err *e)
{
	struct zc_fs_list list;
	struct stat st;
	int rc, kind;

	rc = zc_fs_dir(d->root, "/", ZC_LOAD_FILES_MAX, d->scratch, &list, e);
	for (size_t i = 0; rc == ZC_OK && i < list.n; i++) {
		kind = zc_load_kind(list.names[i]);
		if (kind >= 0 &&
		    zc_fs_lstat(d->root, list.names[i], &st, NULL) == ZC_OK &&
		    S_ISDIR(st.st_mode))
			rc = read_folder(d, kind, list.names[i], 0, e);
		else
			refuse_stray(d, list.names[i]);
	}
	return rc;
}

int
zc_load_dir(struct zc_load *l, const char *dir, struct zc_err *e)
{
	struct zc_arena scratch;
	struct dir d = { l, dir, -1, &scratch };
	int rc;

	zc_arena_init(&scratch, 64 * 1024 * 1024);
	rc = zc_fs_root(dir, &d.root, e);
	if (rc == ZC_OK)
		rc = read_top(&d, e);
	if (rc == ZC_OK)
		rc = zc_load_merge(l, e);
	if (d.root != -1)
		(void)close(d.root);
	zc_arena_fini(&scratch);
	return rc;
}
