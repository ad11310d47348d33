/* banner: issue, issue.net, motd, ssh banner, desktop greeter. */
#include "probe/ini.h"
#include "probe/sshdconf.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "name", "名称",
	    "issue, issue.net, motd, ssh, gdm" },
	{ "path", ZC_TEXT, "path", "路径",
	    "file" },
	{ "present", ZC_BOOL, "present", "存在",
	    "1 = exists and is not empty" },
	{ "leaks_version", ZC_BOOL, "shows version", "泄露版本",
	    "1 = shows system or version escapes" },
	{ "size", ZC_INT, "size", "大小",
	    "bytes" },
};

enum { TEXT_MAX = 64 * 1024 };

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	struct zc_str os_name; /* word of os-release NAME; "" when unknown */
	int rc;
};

/* Escapes of agetty(8) and pam_issue that print system, release, version. */
static bool
has_escape(struct zc_str s)
{
	for (size_t i = 0; i + 1 < s.n; i++)
		if ((s.p[i] == '\\' || s.p[i] == '%') &&
		    strchr("mrsvS", s.p[i + 1]) != NULL && s.p[i + 1] != '\0')
			return true;
	return false;
}

static bool
leaks(const struct ctx *c, struct zc_str s)
{
	const char *name = zc_lines_cstr(c->l->a, c->os_name);

	return has_escape(s) ||
	    (c->os_name.n > 2 && zc_str_search(s, name) < s.n) ||
	    zc_str_search(s, "Kernel") < s.n;
}

static void
banner(struct ctx *c, const char *name, const char *path)
{
	struct zc_str s = { "", 0 };
	struct stat st;
	int rc;

	if (c->rc != ZC_OK)
		return;
	rc = zc_fs_stat(c->l->root, path, &st, NULL);
	if (rc == ZC_OK && S_ISREG(st.st_mode))
		rc = zc_fs_read(
		    c->l->root, path, TEXT_MAX, c->l->a, &s, NULL);
	zc_put_cstr(c->t, "name", name);
	zc_put_cstr(c->t, "path", path);
	if (rc == ZC_OK || rc == ZC_ENOENT) {
		zc_put_int(c->t, "present", zc_str_trim(s).n > 0);
		zc_put_int(c->t, "leaks_version", leaks(c, s));
		zc_put_int(c->t, "size", (int64_t)s.n);
	} else {
		zc_miss_rc(c->t, path, rc);
	}
	c->rc = zc_row(c->t, c->e);
}

static void
read_name(struct ctx *c)
{
	struct zc_ini ini;
	struct zc_str text;

	if (zc_fs_read(c->l->root, "/etc/os-release", TEXT_MAX, c->l->a, &text,
		NULL) != ZC_OK)
		return;
	zc_ini_init(&ini, text);
	while (zc_ini_next(&ini))
		if (zc_str_is(ini.key, "NAME")) {
			text = zc_lines_unquote(ini.value);
			(void)zc_str_word(&text, &c->os_name);
		}
}

/* The file that sshd shows before the login. */
static void
ssh(struct ctx *c)
{
	struct zc_sshd s = { 0 };

	if (zc_sshd_load(c->l, c->t, &s) != ZC_OK)
		return;
	for (size_t i = 0; i < s.n; i++) {
		if (strcmp(s.v[i].name, "banner") != 0 || s.v[i].match.n > 0)
			continue;
		if (!zc_str_isi(s.v[i].value, "none"))
			banner(c, "ssh",
			    zc_lines_cstr(c->l->a, s.v[i].value));
		return;
	}
}

/* The greeter of GNOME takes its text from dconf: key files of the admin. */
static void
gdm(struct ctx *c)
{
	struct zc_fs_list f;
	struct zc_ini ini;
	struct zc_str text;

	if (zc_lines_glob(c->l, c->t, "/etc/dconf/db/gdm.d/*", &f) != ZC_OK)
		return;
	for (size_t i = 0; i < f.n && c->rc == ZC_OK; i++) {
		if (zc_fs_read(c->l->root, f.names[i], TEXT_MAX, c->l->a,
			&text, NULL) != ZC_OK)
			continue;
		zc_ini_init(&ini, text);
		while (c->rc == ZC_OK && zc_ini_next(&ini)) {
			if (!zc_str_is(ini.key, "banner-message-text"))
				continue;
			ini.value = zc_lines_unquote(ini.value);
			zc_put_cstr(c->t, "name", "gdm");
			zc_put_cstr(c->t, "path", f.names[i]);
			zc_put_int(c->t, "present", ini.value.n > 0);
			zc_put_int(
			    c->t, "leaks_version", leaks(c, ini.value));
			zc_put_int(c->t, "size", (int64_t)ini.value.n);
			c->rc = zc_row(c->t, c->e);
		}
	}
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e, .rc = ZC_OK,
		.os_name = { "", 0 } };

	if (!zc_fs_exists(l->root, "/etc"))
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("no /etc directory: not a Linux system"), NULL);
	read_name(&c);
	banner(&c, "issue", "/etc/issue");
	banner(&c, "issue.net", "/etc/issue.net");
	banner(&c, "motd", "/etc/motd");
	ssh(&c);
	gdm(&c);
	return c.rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : c.rc;
}

const struct zc_probe zc_probe_host_banner = {
	.table = "banner",
	.en = "banners",
	.zh = "登录提示",
	.mean = "issue, issue.net, motd, ssh banner, desktop greeter",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
