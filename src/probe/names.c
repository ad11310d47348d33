#include "probe/names.h"

#include "base/fs.h"
#include "probe/match.h"
#include "probe/users.h"

enum {
	DIR_MAX = 20000,
	PIDS_MAX = 200000,
	FOUND_MAX = 64,
	DEEP_MAX = 24
};

bool
zc_names_add(struct zc_names *l, const char *name, const char *path,
    const char *account, bool enabled)
{
	if (l->n == l->cap) {
		size_t cap = l->cap == 0 ? 64 : l->cap * 2;
		struct zc_name *v = zc_arena_array(l->a, cap, sizeof(*v));

		if (v == NULL)
			return false;
		if (l->n > 0)
			memcpy(v, l->v, l->n * sizeof(*v));
		l->v = v;
		l->cap = cap;
	}
	l->v[l->n++] = (struct zc_name){ name, path, account, enabled };
	return name != NULL && path != NULL;
}

static const char *
base_name(const char *path)
{
	const char *s = strrchr(path, '/');

	return s == NULL ? path : s + 1;
}

static bool
is_number(const char *s)
{
	return *s != '\0' && strspn(s, "0123456789") == strlen(s);
}

static void
one_process(const struct zc_look *l, const char *pid, struct zc_names *out)
{
	struct zc_str comm, exe;
	char path[64];
	const char *p;

	(void)snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	if (zc_fs_read(l->root, path, 256, l->a, &comm, NULL) != ZC_OK)
		return;
	comm = zc_str_trim(comm);
	p = zc_arena_dup(l->a, comm.p, comm.n);
	(void)snprintf(path, sizeof(path), "/proc/%s/exe", pid);
	if (zc_fs_link(l->root, path, l->a, &exe, NULL) != ZC_OK) {
		if (!zc_names_add(out, p, p, NULL, false))
			out->n--;
		return;
	}
	if (zc_str_ends(exe, " (deleted)"))
		exe.n -= 10;
	exe.p = zc_arena_dup(l->a, exe.p, exe.n);
	if (p == NULL || exe.p == NULL ||
	    !zc_names_add(out, p, exe.p, NULL, false))
		return;
	if (strcmp(base_name(exe.p), p) != 0 &&
	    !zc_names_add(out, base_name(exe.p), exe.p, NULL, false))
		out->n--;
}

void
zc_names_processes(
    const struct zc_look *l, struct zc_table *t, struct zc_names *out)
{
	struct zc_fs_list pids = { 0 };
	int rc;

	if (!l->live)
		return;
	rc = zc_fs_dir(l->root, "/proc", PIDS_MAX, l->a, &pids, NULL);
	if (rc != ZC_OK)
		zc_miss_rc(t, "/proc", rc);
	for (size_t i = 0; i < pids.n; i++)
		if (is_number(pids.names[i]))
			one_process(l, pids.names[i], out);
}

/* Names in a directory; a missing one is nothing missed. */
static void
list_dir(const struct zc_look *l, struct zc_table *t, const char *dir,
    const char *suffix, const char *account, bool enabled, struct zc_names *out)
{
	struct zc_fs_list names = { 0 };
	int rc = zc_fs_dir(l->root, dir, DIR_MAX, l->a, &names, NULL);

	if (rc != ZC_OK && rc != ZC_EINPUT)
		zc_miss_rc(t, dir, rc);
	for (size_t i = 0; i < names.n; i++) {
		const char *path;

		if (suffix != NULL &&
		    !zc_str_ends(zc_str_of(names.names[i]), suffix))
			continue;
		path = zc_fs_join(l->a, dir, names.names[i]);
		if (path == NULL ||
		    !zc_names_add(out, names.names[i], path, account, enabled))
			return;
	}
}

static bool
is_wants(const char *dir)
{
	struct zc_str s = zc_str_of(dir);

	return zc_str_ends(s, ".wants") || zc_str_ends(s, ".requires");
}

static void
mark_enabled(const struct zc_look *l, struct zc_names *out)
{
	static const char etc[] = "/etc/systemd/system";
	struct zc_fs_list dirs = { 0 };
	struct zc_names on = { .a = l->a };

	if (zc_fs_dir(l->root, etc, DIR_MAX, l->a, &dirs, NULL) != ZC_OK)
		return;
	for (size_t i = 0; i < dirs.n; i++) {
		const char *d = zc_fs_join(l->a, etc, dirs.names[i]);

		if (d != NULL && is_wants(d))
			list_dir(l, NULL, d, NULL, NULL, true, &on);
	}
	for (size_t i = 0; i < out->n; i++)
		for (size_t k = 0; k < on.n; k++)
			if (strcmp(out->v[i].name, on.v[k].name) == 0)
				out->v[i].enabled = true;
}

/*
 * Removing a package leaves its script: one whose DAEMON= is gone starts
 * nothing and proves no program.
 */
static void
drop_leftovers(const struct zc_look *l, struct zc_names *out, size_t from)
{
	size_t kept = from;

	for (size_t i = from; i < out->n; i++) {
		struct zc_str s, line, daemon = ZC_S("");

		if (zc_fs_read(l->root, out->v[i].path, 64 * 1024, l->a, &s,
			NULL) != ZC_OK)
			s = ZC_S("");
		while (daemon.n == 0 && zc_str_line(&s, &line))
			if (zc_str_starts(line, "DAEMON=/"))
				daemon =
				    zc_str_trim(zc_str_sub(line, 7, line.n));
		if (daemon.n > 0 && zc_str_find(daemon, '$') == daemon.n &&
		    zc_str_find(daemon, ' ') == daemon.n) {
			const char *p = zc_arena_dup(l->a, daemon.p, daemon.n);

			if (p != NULL && !zc_fs_exists(l->root, p))
				continue;
		}
		out->v[kept++] = out->v[i];
	}
	out->n = kept;
}

/* SysV: a start link in the directory of a multi-user run level. */
static void
mark_started(const struct zc_look *l, struct zc_names *out, size_t from)
{
	static const char *const dirs[] = { "/etc/rc2.d", "/etc/rc3.d",
		"/etc/rc5.d", "/etc/rc.d/rc3.d", "/etc/rc.d/rc5.d" };
	struct zc_names on = { .a = l->a };

	for (size_t i = 0; i < ZC_LEN(dirs); i++)
		list_dir(l, NULL, dirs[i], NULL, NULL, true, &on);
	for (size_t i = from; i < out->n; i++)
		for (size_t k = 0; k < on.n; k++)
			if (on.v[k].name[0] == 'S' &&
			    strlen(on.v[k].name) > 3 &&
			    strcmp(on.v[k].name + 3, out->v[i].name) == 0)
				out->v[i].enabled = true;
}

void
zc_names_services(
    const struct zc_look *l, struct zc_table *t, struct zc_names *out)
{
	static const char *const dirs[] = { "/etc/systemd/system",
		"/run/systemd/system", "/usr/local/lib/systemd/system",
		"/usr/lib/systemd/system", "/lib/systemd/system" };
	struct stat a, b;
	size_t n = ZC_LEN(dirs);

	/* With a merged /usr the last two are one. */
	if (zc_fs_stat(l->root, dirs[3], &a, NULL) == ZC_OK &&
	    zc_fs_stat(l->root, dirs[4], &b, NULL) == ZC_OK &&
	    a.st_ino == b.st_ino && a.st_dev == b.st_dev)
		n--;
	for (size_t i = 0; i < n; i++)
		list_dir(l, t, dirs[i], ".service", NULL, false, out);
	mark_enabled(l, out);
	n = out->n;
	list_dir(l, t, "/etc/init.d", NULL, NULL, false, out);
	drop_leftovers(l, out, n);
	mark_started(l, out, n);
}

static void
opt_apps(const struct zc_look *l, struct zc_table *t, struct zc_names *out)
{
	struct zc_names apps = { .a = l->a };

	list_dir(l, t, "/opt/apps", NULL, NULL, false, &apps);
	for (size_t i = 0; i < apps.n; i++) {
		const char *d =
		    zc_fs_join(l->a, apps.v[i].path, "entries/applications");

		if (d != NULL)
			list_dir(l, t, d, ".desktop", NULL, false, out);
		d = zc_fs_join(l->a, apps.v[i].path, "entries/autostart");
		if (d != NULL)
			list_dir(l, t, d, ".desktop", NULL, true, out);
	}
}

void
zc_names_desktops(
    const struct zc_look *l, struct zc_table *t, struct zc_names *out)
{
	static const char *const dirs[] = { "/usr/share/applications",
		"/usr/local/share/applications",
		"/var/lib/flatpak/exports/share/applications",
		"/var/lib/snapd/desktop/applications",
		"/var/lib/linglong/entries/share/applications" };
	struct zc_users users;
	const struct zc_user *u;
	size_t i = 0;

	for (size_t k = 0; k < ZC_LEN(dirs); k++)
		list_dir(l, t, dirs[k], ".desktop", NULL, false, out);
	list_dir(l, t, "/etc/xdg/autostart", ".desktop", NULL, true, out);
	opt_apps(l, t, out);
	if (zc_users_load(l, NULL, &users) != ZC_OK)
		return;
	while (zc_users_home(l, t, &users, &i, &u)) {
		const char *d =
		    zc_fs_join(l->a, u->home, ".local/share/applications");

		if (d != NULL)
			list_dir(l, t, d, ".desktop", u->name, false, out);
		d = zc_fs_join(l->a, u->home, ".config/autostart");
		if (d != NULL)
			list_dir(l, t, d, ".desktop", u->name, true, out);
	}
}

/* A line of /proc/net/tcp: "0: 0100007F:0016 00000000:0000 0A …". */
static void
port_line(struct zc_str line, const char *proto, const char *state,
    struct zc_names *out)
{
	struct zc_str no, local, remote, st, port;
	char text[32];
	const char *p;
	int64_t n;

	if (!zc_str_word(&line, &no) || !zc_str_word(&line, &local) ||
	    !zc_str_word(&line, &remote) || !zc_str_word(&line, &st) ||
	    !zc_str_isi(st, state))
		return;
	port = zc_str_sub(local, zc_str_find(local, ':') + 1, local.n);
	if (!zc_str_int(port, 16, &n) || n <= 0)
		return;
	(void)snprintf(text, sizeof(text), "%s:%d", proto, (int)n);
	p = zc_arena_dup(out->a, text, strlen(text));
	if (p != NULL && zc_names_add(out, p, p, NULL, false) &&
	    !zc_names_add(out, p + strlen(proto) + 1, p, NULL, false))
		out->n--;
}

void
zc_names_ports(
    const struct zc_look *l, struct zc_table *t, struct zc_names *out)
{
	static const struct {
		const char *path, *proto, *state;
	} files[] = {
		{ "/proc/net/tcp", "tcp", "0A" },
		{ "/proc/net/tcp6", "tcp", "0A" },
		{ "/proc/net/udp", "udp", "07" },
		{ "/proc/net/udp6", "udp", "07" },
	};
	struct zc_str text, line;

	if (!l->live)
		return;
	for (size_t i = 0; i < ZC_LEN(files); i++) {
		if (zc_look_read(l, t, files[i].path, &text) != ZC_OK)
			continue;
		(void)zc_str_line(&text, &line); /* heading */
		while (zc_str_line(&text, &line))
			port_line(line, files[i].proto, files[i].state, out);
	}
}

/*
 * Follow a pattern from `base`, an existing directory. Recursion is as deep
 * as the pattern has components, at most DEEP_MAX.
 */
static void
follow(const struct zc_look *l, const char *base, struct zc_str rest,
    const char *account, int deep, struct zc_names *out)
{
	struct zc_fs_list names = { 0 };
	struct zc_str part;
	struct stat st;
	const char *pattern, *path;
	int rc;

	while (rest.n > 0 && rest.p[0] == '/')
		rest = zc_str_sub(rest, 1, rest.n);
	if (out->n >= FOUND_MAX || deep > DEEP_MAX) {
		if (out->t != NULL)
			zc_miss(out->t, base,
			    ZC_N("more files than are looked at"));
		return;
	}
	if (rest.n == 0) {
		if (!zc_names_add(out, base, base, account, false))
			out->n--;
		return;
	}
	part = zc_str_sub(rest, 0, zc_str_find(rest, '/'));
	rest = zc_str_sub(rest, part.n, rest.n);
	pattern = zc_arena_dup(l->a, part.p, part.n);
	if (pattern == NULL)
		return;
	if (strpbrk(pattern, "*?") == NULL) {
		path = zc_fs_join(l->a, base, pattern);
		rc = path == NULL ? ZC_ENOMEM :
					  zc_fs_stat(l->root, path, &st, NULL);
		if (rc == ZC_OK)
			follow(l, path, rest, account, deep + 1, out);
		else if (out->t != NULL && rc != ZC_EINPUT)
			zc_miss_rc(out->t, base, rc);
		return;
	}
	rc = zc_fs_dir(l->root, base, DIR_MAX, l->a, &names, NULL);
	if (out->t != NULL && rc != ZC_EINPUT)
		zc_miss_rc(out->t, base, rc);
	if (rc != ZC_OK)
		return;
	for (size_t i = 0; i < names.n; i++) {
		if (!zc_match(pattern, zc_str_of(names.names[i]), false))
			continue;
		path = zc_fs_join(l->a, base, names.names[i]);
		if (path != NULL)
			follow(l, path, rest, account, deep + 1, out);
	}
}

void
zc_names_paths(
    const struct zc_look *l, const char *pattern, struct zc_names *out)
{
	struct zc_str p = zc_str_of(pattern);
	struct zc_users users;
	const struct zc_user *u;
	size_t i = 0;

	if (!zc_str_starts(p, "~/")) {
		follow(l, "/", p, NULL, 0, out);
		return;
	}
	if (zc_users_load(l, NULL, &users) != ZC_OK)
		return;
	while (zc_users_home(l, out->t, &users, &i, &u))
		follow(l, u->home, zc_str_sub(p, 2, p.n), u->name, 0, out);
}
