/* path_entry: directories of the administrator's PATH. */
#include "probe/shellvar.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户", "account" },
	{ "directory", ZC_TEXT, "directory", "目录", "directory as written" },
	{ "exists_dir", ZC_BOOL, "exists", "存在", "1 = exists" },
	{ "writable_by_others", ZC_BOOL, "writable by others", "他人可写",
	    "1 = group or others may write" },
	{ "relative", ZC_BOOL, "relative", "相对路径",
	    "1 = empty, dot or not absolute" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	int rc;
};

/* $HOME and ~ are root's; what else begins with '$' is not known here. */
static struct zc_str
expand(struct ctx *c, struct zc_str dir)
{
	static const char *const homes[] = { "$HOME", "${HOME}", "~" };

	for (size_t i = 0; i < ZC_LEN(homes); i++)
		if (zc_str_starts(dir, homes[i]))
			return zc_lines_cat(c->l->a, ZC_S("/root"),
			    zc_str_sub(dir, strlen(homes[i]), dir.n), ZC_S(""));
	return dir;
}

static void
entry(struct ctx *c, struct zc_str dir, const char *file)
{
	struct zc_str real = expand(c, dir);
	bool relative = real.n == 0 || real.p[0] != '/';
	struct stat st;
	int rc = ZC_ENOENT;

	if (c->rc != ZC_OK || (real.n > 0 && real.p[0] == '$'))
		return;
	if (!relative)
		rc = zc_fs_stat(
		    c->l->root, zc_lines_cstr(c->l->a, real), &st, NULL);
	zc_put_cstr(c->t, "account", "root");
	zc_put(c->t, "directory", dir);
	zc_put_int(c->t, "exists_dir", rc == ZC_OK && S_ISDIR(st.st_mode));
	if (rc == ZC_OK)
		zc_put_int(c->t, "writable_by_others", (st.st_mode & 022) != 0);
	else if (!relative)
		zc_miss_rc(c->t, zc_lines_cstr(c->l->a, real), rc);
	zc_put_int(c->t, "relative", relative);
	zc_put_cstr(c->t, "file", file);
	c->rc = zc_row(c->t, c->e);
}

static void
list(struct ctx *c, struct zc_str path, const char *file)
{
	struct zc_str one;

	while (zc_str_cut(&path, ':', &one))
		entry(c, zc_str_trim(one), file);
}

static void
shell_file(struct ctx *c, const char *file)
{
	struct zc_shellvars s;
	struct zc_shellvar v;
	struct zc_str text;

	if (zc_look_read(c->l, c->t, file, &text) != ZC_OK)
		return;
	zc_shellvar_init(&s, text, c->l->a);
	while (zc_shellvar_next(&s, &v))
		if (v.assigned && zc_str_is(v.name, "PATH"))
			list(c, v.value, file);
}

/* ENV_SUPATH: what login and su give to the administrator. */
static void
login_defs(struct ctx *c)
{
	static const char file[] = "/etc/login.defs";
	struct zc_lines r;
	struct zc_str text, line, key;

	if (zc_look_read(c->l, c->t, file, &text) != ZC_OK)
		return;
	zc_lines_init(&r, text, false, NULL);
	while (zc_lines_real(&r, &line)) {
		if (!zc_str_word(&line, &key) || !zc_str_is(key, "ENV_SUPATH"))
			continue;
		line = zc_str_trim(line);
		if (zc_str_starts(line, "PATH="))
			line = zc_str_sub(line, 5, line.n);
		list(c, line, file);
	}
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char *const patterns[] = { "/etc/environment",
		"/etc/profile", "/etc/profile.d/*.sh", "/etc/bash.bashrc",
		"/etc/bashrc", "/root/.profile", "/root/.bash_profile",
		"/root/.bash_login", "/root/.bashrc", "/etc/crontab" };
	struct ctx c = { .l = l, .t = t, .e = e, .rc = ZC_OK };
	struct zc_fs_list f;

	if (!zc_fs_exists(l->root, "/etc"))
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("no /etc directory: not a Linux system"), NULL);
	login_defs(&c);
	for (size_t i = 0; i < ZC_LEN(patterns); i++) {
		if (zc_lines_glob(l, t, patterns[i], &f) != ZC_OK)
			continue;
		for (size_t k = 0; k < f.n; k++)
			shell_file(&c, f.names[k]);
	}
	return c.rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : c.rc;
}

const struct zc_probe zc_probe_host_path_entry = {
	.table = "path_entry",
	.en = "search path",
	.zh = "搜索路径",
	.mean = "directories of the administrator's PATH",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
