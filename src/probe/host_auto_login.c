/* auto_login: display managers and consoles that log in by themselves. */
#include "probe/ini.h"
#include "probe/lines.h"

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "program", "程序",
	    "gdm, lightdm, sddm, getty, ukui-greeter" },
	{ "account", ZC_TEXT, "account", "账户", "account" },
	{ "enabled", ZC_BOOL, "enabled", "启用", "1 = in force" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	int rc;
};

/* What one program is told about logging in by itself. */
struct found {
	struct zc_str account;
	int enabled; /* -1 = nothing said */
	const char *file;
	int line;
};

static void
put(struct ctx *c, const char *program, const struct found *f)
{
	if (c->rc != ZC_OK || f->file == NULL)
		return;
	zc_put_cstr(c->t, "program", program);
	zc_put(c->t, "account", f->account);
	zc_put_int(c->t, "enabled", f->enabled != 0 && f->account.n > 0);
	zc_put_cstr(c->t, "file", f->file);
	zc_put_int(c->t, "line", f->line);
	c->rc = zc_row(c->t, c->e);
}

static bool
is_true(struct zc_str s)
{
	return zc_str_isi(s, "true") || zc_str_is(s, "1") ||
	    zc_str_isi(s, "yes");
}

/* One key pair of an INI family: who, and whether. The last one counts. */
struct keys {
	const char *section;          /* beginning of its name */
	const char *account, *enable; /* enable NULL: a name is enough */
};

static void
read_ini(struct ctx *c, const char *path, const struct keys *k, struct found *f)
{
	struct zc_ini ini;
	struct zc_str text;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_ini_init(&ini, text);
	while (zc_ini_next(&ini)) {
		if (!zc_str_starts(ini.section, k->section))
			continue;
		if (zc_str_isi(ini.key, k->account))
			f->account = ini.value;
		else if (k->enable != NULL && zc_str_isi(ini.key, k->enable))
			f->enabled = is_true(ini.value);
		else
			continue;
		f->file = path;
		f->line = ini.line;
	}
}

static void
family(struct ctx *c, const char *program, const char *const *patterns,
    size_t n, const struct keys *k)
{
	/* Where a switch exists it is off unless it is set. */
	struct found f = { .account = { "", 0 },
		.enabled = k->enable == NULL ? 1 : 0 };
	struct zc_fs_list files;

	for (size_t i = 0; i < n; i++) {
		if (zc_lines_glob(c->l, c->t, patterns[i], &files) != ZC_OK)
			continue;
		for (size_t j = 0; j < files.n; j++)
			read_ini(c, files.names[j], k, &f);
	}
	put(c, program, &f);
}

static void
display_managers(struct ctx *c)
{
	static const char *const gdm[] = { "/etc/gdm/custom.conf",
		"/etc/gdm3/custom.conf", "/etc/gdm3/daemon.conf" };
	static const char *const light[] = {
		"/usr/share/lightdm/lightdm.conf.d/*.conf",
		"/etc/xdg/lightdm/lightdm.conf.d/*.conf",
		"/etc/lightdm/lightdm.conf.d/*.conf",
		"/etc/lightdm/lightdm.conf"
	};
	static const char *const sddm[] = { "/usr/lib/sddm/sddm.conf.d/*.conf",
		"/etc/sddm.conf.d/*.conf", "/etc/sddm.conf" };
	static const struct keys timed = { "daemon", "TimedLogin",
		"TimedLoginEnable" };
	static const struct keys automatic = { "daemon", "AutomaticLogin",
		"AutomaticLoginEnable" };
	static const struct keys seat = { "Seat", "autologin-user", NULL };
	static const struct keys sd = { "Autologin", "User", NULL };

	family(c, "gdm", gdm, ZC_LEN(gdm), &automatic);
	family(c, "gdm", gdm, ZC_LEN(gdm), &timed);
	family(c, "lightdm", light, ZC_LEN(light), &seat);
	family(c, "sddm", sddm, ZC_LEN(sddm), &sd);
}

/* "--autologin NAME", "--autologin=NAME" or "-a NAME" of agetty(8). */
static bool
agetty(struct zc_str line, struct zc_str *account)
{
	struct zc_str w;

	if (zc_str_search(line, "getty") == line.n)
		return false;
	while (zc_str_word(&line, &w)) {
		if (zc_str_starts(w, "--autologin="))
			*account = zc_str_sub(w, 12, w.n);
		else if (zc_str_is(w, "--autologin") || zc_str_is(w, "-a"))
			(void)zc_str_word(&line, account);
		else
			continue;
		return account->n > 0;
	}
	return false;
}

static void
getty_file(struct ctx *c, const char *path)
{
	struct zc_lines r;
	struct zc_str text, line;
	struct stat st;

	/* A mask is a link to /dev/null; a directory holds drop-ins. */
	if (zc_fs_stat(c->l->root, path, &st, NULL) != ZC_OK ||
	    !S_ISREG(st.st_mode) ||
	    zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_lines_init(&r, text, true, c->l->a);
	while (zc_lines_real(&r, &line)) {
		struct found f = { .account = { "", 0 },
			.enabled = 1,
			.file = path,
			.line = r.at };

		if (agetty(line, &f.account))
			put(c, "getty", &f);
	}
}

static void
consoles(struct ctx *c)
{
	static const char *const patterns[] = {
		"/etc/systemd/system/*getty*.service",
		"/etc/systemd/system/*getty*.service.d/*.conf",
		"/usr/lib/systemd/system/*getty*.service.d/*.conf",
		"/etc/inittab", "/etc/init/tty*.conf"
	};
	struct zc_fs_list f;

	for (size_t i = 0; i < ZC_LEN(patterns); i++) {
		if (zc_lines_glob(c->l, c->t, patterns[i], &f) != ZC_OK)
			continue;
		for (size_t k = 0; k < f.n; k++)
			getty_file(c, f.names[k]);
	}
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e, .rc = ZC_OK };

	if (!zc_fs_exists(l->root, "/etc"))
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("no /etc directory: not a Linux system"), NULL);
	display_managers(&c);
	consoles(&c);
	return c.rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : c.rc;
}

const struct zc_probe zc_probe_host_auto_login = {
	.table = "auto_login",
	.en = "automatic login",
	.zh = "自动登录",
	.mean = "display managers and consoles that log in by themselves",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
