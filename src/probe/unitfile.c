#include "probe/unitfile.h"

#include "base/fs.h"
#include "probe/expand.h"
#include "probe/kv.h"

const char *const zc_unitfile_dirs[] = { "/etc/systemd/system",
	"/run/systemd/system", "/usr/local/lib/systemd/system",
	"/usr/lib/systemd/system", "/lib/systemd/system", NULL };

int
zc_unitfile_find(const struct zc_look *l, const char *name, const char **path,
    bool *masked, struct zc_err *e)
{
	struct zc_str link;
	struct stat st;
	char *p;
	int rc;

	for (const char *const *d = zc_unitfile_dirs; *d != NULL; d++) {
		p = zc_fs_join(l->a, *d, name);
		if (p == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for a path");
		rc = zc_fs_lstat(l->root, p, &st, e);
		if (rc == ZC_ENOENT)
			continue;
		if (rc != ZC_OK)
			return rc;
		*masked = S_ISREG(st.st_mode) && st.st_size == 0;
		if (S_ISLNK(st.st_mode) &&
		    zc_fs_link(l->root, p, l->a, &link, NULL) == ZC_OK)
			*masked = zc_str_is(link, "/dev/null");
		*path = p;
		return ZC_OK;
	}
	return ZC_FAIL(e, ZC_ENOENT, "%s: no such unit", name);
}

static bool
wanted(const struct zc_look *l, const char *name)
{
	static const char top[] = "/etc/systemd/system";
	struct zc_fs_list list;
	struct stat st;
	const char *dir, *path;

	if (zc_fs_dir(l->root, top, 10000, l->a, &list, NULL) != ZC_OK)
		return false;
	for (size_t i = 0; i < list.n; i++) {
		struct zc_str s = zc_str_of(list.names[i]);

		if (!zc_str_ends(s, ".wants") && !zc_str_ends(s, ".requires"))
			continue;
		dir = zc_fs_join(l->a, top, list.names[i]);
		path = dir == NULL ? NULL : zc_fs_join(l->a, dir, name);
		if (path != NULL &&
		    zc_fs_lstat(l->root, path, &st, NULL) == ZC_OK)
			return true;
	}
	return false;
}

static bool
in_rc(const struct zc_look *l, const char *name)
{
	static const char *const dirs[] = { "/etc/rc2.d", "/etc/rc3.d",
		"/etc/rc5.d", "/etc/rc.d/rc3.d", "/etc/rc.d/rc5.d" };
	struct zc_str bare = zc_str_of(name), s;
	struct zc_fs_list list;

	if (zc_str_ends(bare, ".service"))
		bare.n -= strlen(".service");
	for (size_t d = 0; d < ZC_LEN(dirs); d++) {
		if (zc_fs_dir(l->root, dirs[d], 10000, l->a, &list, NULL) !=
		    ZC_OK)
			continue;
		for (size_t i = 0; i < list.n; i++) {
			s = zc_str_of(list.names[i]);
			if (s.n > 3 && s.p[0] == 'S' &&
			    zc_str_eq(zc_str_sub(s, 3, s.n), bare))
				return true;
		}
	}
	return false;
}

bool
zc_unitfile_enabled(const struct zc_look *l, const char *name)
{
	return wanted(l, name) || in_rc(l, name);
}

static void
last_value(struct zc_str text, const char *section, const char *key,
    struct zc_arena *a, struct zc_str *out)
{
	struct zc_kv_rd r;
	struct zc_kv kv;

	zc_kv_init(
	    &r, text, ZC_KV_EQ | ZC_KV_SECTION | ZC_KV_SEMI | ZC_KV_JOIN, a);
	while (zc_kv_next(&r, &kv))
		if (zc_str_is(kv.section, section) && zc_str_is(kv.key, key))
			*out = kv.value;
}

int
zc_unitfile_value(const struct zc_look *l, struct zc_table *t, const char *name,
    const char *section, const char *key, struct zc_str *out, struct zc_err *e)
{
	const char *dirs[6] = { NULL }, *path;
	struct zc_paths files = { 0 };
	struct zc_str text, value = { "", 0 };
	char dropin[256];
	bool masked;
	size_t i;
	int rc;

	rc = zc_unitfile_find(l, name, &path, &masked, e);
	if (rc != ZC_OK)
		return rc;
	(void)snprintf(dropin, sizeof(dropin), "%s.d", name);
	for (i = 0; i + 1 < ZC_LEN(dirs) && zc_unitfile_dirs[i] != NULL; i++) {
		dirs[i] = zc_fs_join(l->a, zc_unitfile_dirs[i], dropin);
		if (dirs[i] == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for a path");
	}
	rc = zc_expand_dropins(l, t, dirs, ".conf", &files, e);
	if (rc != ZC_OK)
		return rc;
	if (!masked && zc_look_read(l, t, path, &text) == ZC_OK)
		last_value(text, section, key, l->a, &value);
	for (i = 0; i < files.n; i++)
		if (zc_look_read(l, t, files.v[i], &text) == ZC_OK)
			last_value(text, section, key, l->a, &value);
	*out = value;
	return ZC_OK;
}
