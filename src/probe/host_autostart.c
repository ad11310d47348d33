/* autostart: everything that starts by itself besides services. */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/jobs.h"
#include "probe/launch.h"
#include "probe/mask.h"
#include "probe/names.h"
#include "probe/owner.h"
#include "probe/users.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "xdg, shell_profile, rc_local, user_unit, ld_preload, init_script, "
	    "xsession, udev_run, motd, kernel_module" },
	{ "account", ZC_TEXT, "account", "账户", "account; empty = system" },
	{ "name", ZC_TEXT, "name", "名称", "entry" },
	{ "command", ZC_TEXT, "command", "命令",
	    "what it runs, secrets masked" },
	{ "writable_path", ZC_BOOL, "in writable place", "位于可写目录",
	    "1 = program lies in a world-writable directory" },
	{ "package", ZC_TEXT, "package", "软件包",
	    "package that owns the file; empty when none" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
	{ "changed_at", ZC_TIME, "changed", "修改时间", "modification time" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_owner *owner;
};

static int
put(struct ctx *c, const char *kind, const char *account, const char *name,
    struct zc_str command, const char *file, struct zc_err *e)
{
	const char *package = zc_owner_of(c->owner, zc_str_of(file));
	struct stat st;

	zc_put_cstr(c->t, "kind", kind);
	zc_put_cstr(c->t, "account", account == NULL ? "" : account);
	zc_put_cstr(c->t, "name", name);
	zc_put_cstr(c->t, "command", zc_mask_dup(c->l->a, command));
	zc_put_int(c->t, "writable_path",
	    zc_launch_writable(c->l, command) || zc_launch_open(c->l, file));
	if (package != NULL || zc_owner_complete(c->owner))
		zc_put_cstr(c->t, "package", package == NULL ? "" : package);
	zc_put_cstr(c->t, "file", file);
	if (zc_fs_stat(c->l->root, file, &st, NULL) == ZC_OK)
		zc_put_int(c->t, "changed_at", st.st_mtime);
	return zc_row(c->t, e);
}

static const char *
base_name(const char *path)
{
	const char *s = strrchr(path, '/');

	return s == NULL ? path : s + 1;
}

/* One kind of file: where it lies, and what of it is the command. */
enum what {
	WHOLE,   /* presence only; the file is the command */
	DESKTOP, /* Exec= of [Desktop Entry], unless Hidden=true */
	UNIT,    /* ExecStart= of [Service] */
	LINES,   /* each line that says something */
	RUN      /* lines with RUN */
};

static const struct {
	const char *kind, *pattern;
	enum what what;
} places[] = {
	{ "xdg", "/etc/xdg/autostart/*.desktop", DESKTOP },
	{ "xdg", "/opt/apps/*/entries/autostart/*.desktop", DESKTOP },
	{ "xdg", "~/.config/autostart/*.desktop", DESKTOP },
	{ "shell_profile", "/etc/profile", WHOLE },
	{ "shell_profile", "/etc/profile.d/*", WHOLE },
	{ "shell_profile", "/etc/bash.bashrc", WHOLE },
	{ "shell_profile", "/etc/bashrc", WHOLE },
	{ "shell_profile", "/etc/zsh/z*", WHOLE },
	{ "shell_profile", "~/.profile", WHOLE },
	{ "shell_profile", "~/.bash_profile", WHOLE },
	{ "shell_profile", "~/.bash_login", WHOLE },
	{ "shell_profile", "~/.bashrc", WHOLE },
	{ "shell_profile", "~/.bash_logout", WHOLE },
	{ "shell_profile", "~/.zshrc", WHOLE },
	{ "shell_profile", "~/.zprofile", WHOLE },
	{ "shell_profile", "~/.config/plasma-workspace/env/*", WHOLE },
	{ "rc_local", "/etc/rc.local", LINES },
	{ "rc_local", "/etc/rc.d/rc.local", LINES },
	{ "user_unit", "/etc/systemd/user/*.wants/*", UNIT },
	{ "user_unit", "~/.config/systemd/user/*.wants/*", UNIT },
	{ "user_unit", "~/.config/systemd/user/*.service", UNIT },
	{ "ld_preload", "/etc/ld.so.preload", LINES },
	{ "xsession", "/etc/X11/Xsession.d/*", WHOLE },
	{ "xsession", "/etc/X11/xinit/xinitrc.d/*", WHOLE },
	{ "xsession", "~/.xsession", WHOLE },
	{ "xsession", "~/.xsessionrc", WHOLE },
	{ "xsession", "~/.xinitrc", WHOLE },
	{ "xsession", "~/.xprofile", WHOLE },
	{ "udev_run", "/etc/udev/rules.d/*.rules", RUN },
	{ "udev_run", "/run/udev/rules.d/*.rules", RUN },
	{ "motd", "/etc/update-motd.d/*", WHOLE },
	{ "kernel_module", "/etc/modules", LINES },
	{ "kernel_module", "/etc/modules-load.d/*.conf", LINES },
	{ "kernel_module", "/etc/sysconfig/modules/*.modules", WHOLE },
	{ "init_script", "/etc/init.d/*", WHOLE },
};

static int
put_lines(struct ctx *c, const char *kind, const struct zc_name *f,
    struct zc_str text, bool run_only, struct zc_err *e)
{
	struct zc_str line;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		size_t run = zc_str_search(line, "RUN");
		char name[64];
		size_t n;

		line = zc_str_trim(line);
		if (line.n == 0 || line.p[0] == '#' || line.p[0] == ';')
			continue;
		if (run_only && run == line.n)
			continue;
		if (run_only) {
			/* RUN+="program …", RUN{program}+="…" */
			line = zc_str_sub(line, run, line.n);
			line = zc_str_sub(
			    line, zc_str_find(line, '"') + 1, line.n);
			line.n = zc_str_find(line, '"');
			if (line.n == 0)
				continue;
		} else if (zc_str_is(line, "exit 0") || zc_str_is(line, ":")) {
			continue;
		}
		n = line.n < sizeof(name) - 1 ? line.n : sizeof(name) - 1;
		(void)snprintf(name, sizeof(name), "%.*s", (int)n, line.p);
		name[strcspn(name, " \t")] = '\0';
		rc = put(c, kind, f->account,
		    strcmp(kind, "kernel_module") == 0 ||
			    strcmp(kind, "ld_preload") == 0
			? name
			: base_name(f->name),
		    line, f->name, e);
	}
	return rc;
}

static bool
is_true(struct zc_str v)
{
	return zc_str_isi(v, "true") || zc_str_is(v, "1");
}

static int
put_desktop(struct ctx *c, const char *kind, const struct zc_name *f,
    struct zc_str text, struct zc_err *e)
{
	static const char section[] = "Desktop Entry";

	if (is_true(zc_jobs_unit(text, section, "Hidden")) ||
	    zc_str_is(zc_jobs_unit(text, section, "X-GNOME-Autostart-enabled"),
		"false"))
		return ZC_OK; /* switched off by its user */
	return put(c, kind, f->account, base_name(f->name),
	    zc_jobs_unit(text, section, "Exec"), f->name, e);
}

/* A SysV script that a package brought belongs to the table of services. */
static bool
leave_out(const struct ctx *c, const char *kind, const char *path)
{
	struct zc_str p = zc_str_of(path);

	if (strcmp(kind, "init_script") == 0)
		return zc_owner_of(c->owner, p) != NULL ||
		    zc_str_ends(p, "/README") || zc_str_ends(p, "/functions");
	return zc_str_ends(p, ".dpkg-old") || zc_str_ends(p, ".dpkg-dist") ||
	    zc_str_ends(p, "/README");
}

static int
one_file(struct ctx *c, size_t k, const struct zc_name *f, struct zc_err *e)
{
	struct zc_str text = { "", 0 };
	struct stat st;

	if (zc_fs_stat(c->l->root, f->name, &st, NULL) != ZC_OK ||
	    !S_ISREG(st.st_mode) || leave_out(c, places[k].kind, f->name))
		return ZC_OK;
	if (places[k].what == WHOLE)
		return put(c, places[k].kind, f->account, base_name(f->name),
		    ZC_S(""), f->name, e);
	if (zc_look_read(c->l, c->t, f->name, &text) != ZC_OK)
		return ZC_OK;
	if (places[k].what == DESKTOP)
		return put_desktop(c, places[k].kind, f, text, e);
	if (places[k].what == UNIT)
		return put(c, places[k].kind, f->account, base_name(f->name),
		    zc_jobs_unit(text, "Service", "ExecStart"), f->name, e);
	/* rc.local runs only when it is executable. */
	if (strcmp(places[k].kind, "rc_local") == 0 && (st.st_mode & 0111) == 0)
		return ZC_OK;
	return put_lines(c, places[k].kind, f, text, places[k].what == RUN, e);
}

/* A home that cannot be listed hides what starts from it. */
static void
note_homes(struct ctx *c)
{
	struct zc_users users;
	const struct zc_user *u;
	size_t i = 0;

	if (zc_users_load(c->l, c->t, &users) != ZC_OK)
		return;
	while (zc_users_home(c->l, c->t, &users, &i, &u))
		continue; /* it notes what may not be read */
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { l, t, NULL };
	int rc = zc_owner_open(l, &c.owner, e);

	if (rc == ZC_ENOMEM)
		return rc;
	if (rc != ZC_OK && rc != ZC_EUNSUP)
		zc_miss_rc(t, "package database", rc);
	rc = ZC_OK;
	note_homes(&c);
	for (size_t k = 0; rc == ZC_OK && k < ZC_LEN(places); k++) {
		struct zc_names hits = { .a = l->a, .t = t };

		zc_names_paths(l, places[k].pattern, &hits);
		for (size_t i = 0; rc == ZC_OK && i < hits.n; i++)
			rc = one_file(&c, k, &hits.v[i], e);
	}
	zc_owner_close(c.owner);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_autostart = {
	.table = "autostart",
	.en = "autostart",
	.zh = "自启动项",
	.mean = "everything that starts by itself besides services",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
