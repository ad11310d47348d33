#include "probe/unitfile.h"

#include "base/fs.h"
#include "probe/expand.h"
#include "probe/kv.h"

/* systemd.unit(5), "Unit File Load Path". */
const char *const zc_unitfile_dirs[12] = { "/etc/systemd/system.control",
	"/run/systemd/system.control", "/run/systemd/transient",
	"/run/systemd/generator.early", "/etc/systemd/system",
	"/run/systemd/system", "/run/systemd/generator",
	"/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
	"/lib/systemd/system", "/run/systemd/generator.late", NULL };

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
	const char *dirs[ZC_LEN(zc_unitfile_dirs)] = { NULL }, *path;
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
