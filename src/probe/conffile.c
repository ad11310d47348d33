#include "probe/conffile.h"

#include "base/fs.h"

int
zc_conffile_read(const struct zc_look *l, struct zc_table *t, const char *path,
    zc_confline_fn fn, void *ctx)
{
	struct zc_confline c = { .path = path };
	struct zc_str s, line;
	int rc = zc_look_read(l, t, path, &s);

	if (rc != ZC_OK)
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	while (zc_str_line(&s, &line)) {
		c.line++;
		c.text = zc_str_trim(line);
		if (c.text.n == 0 || c.text.p[0] == '#')
			continue;
		rc = fn(ctx, &c);
		if (rc != ZC_OK)
			return rc;
	}
	return ZC_OK;
}

int
zc_conffile_dir(const struct zc_look *l, struct zc_table *t, const char *dir,
    const char *suffix, zc_confline_fn fn, void *ctx)
{
	struct zc_fs_list names;
	int rc = zc_fs_dir(l->root, dir, 5000, l->a, &names, NULL);

	if (rc != ZC_OK) {
		zc_miss_rc(t, dir, rc);
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	}
	for (size_t i = 0; i < names.n; i++) {
		const char *path;
		struct stat st;

		if (names.names[i][0] == '.' ||
		    !zc_str_ends(zc_str_of(names.names[i]), suffix))
			continue;
		path = zc_fs_join(l->a, dir, names.names[i]);
		if (path == NULL)
			return ZC_ENOMEM;
		/* A link to /dev/null switches a file off. */
		if (zc_fs_stat(l->root, path, &st, NULL) == ZC_OK &&
		    S_ISCHR(st.st_mode))
			continue;
		rc = zc_conffile_read(l, t, path, fn, ctx);
		if (rc != ZC_OK)
			return rc;
	}
	return ZC_OK;
}

bool
zc_conffile_pair(struct zc_str line, struct zc_str *key, struct zc_str *value)
{
	size_t at = zc_str_find(line, '=');
	struct zc_str v;

	if (at == line.n)
		return false;
	*key = zc_str_trim(zc_str_sub(line, 0, at));
	v = zc_str_trim(zc_str_sub(line, at + 1, line.n));
	if (v.n >= 2 && (v.p[0] == '"' || v.p[0] == '\'') &&
	    v.p[v.n - 1] == v.p[0])
		v = zc_str_sub(v, 1, v.n - 2);
	*value = v;
	return key->n > 0;
}
