/* update_state: one row. */
#include "probe/probe.h"

#include "base/clock.h"
#include "base/fs.h"
#include "probe/aptconf.h"
#include "probe/deb.h"
#include "probe/logfile.h"
#include "probe/rpmdb.h"
#include "probe/unpack.h"

static const struct zc_col cols[] = {
	{ "lists_at", ZC_TIME, "lists dated", "更新列表日期",
	    "date of the newest package list; null when there is none" },
	{ "last_upgrade", ZC_TIME, "last upgrade", "最近一次升级",
	    "last time packages were upgraded" },
	{ "automatic", ZC_BOOL, "automatic", "自动更新",
	    "1 = unattended upgrades are switched on" },
	{ "program", ZC_TEXT, "program", "程序",
	    "unattended-upgrades, dnf-automatic, packagekit …" },
	{ "reboot_needed", ZC_BOOL, "restart needed", "待重启",
	    "1 = a newer kernel or a marker waits for a restart" },
	{ "newest_kernel", ZC_TEXT, "newest kernel", "最新内核",
	    "newest installed kernel" },
};

#define LISTS "/var/lib/apt/lists"

struct state {
	const struct zc_look *l;
	struct zc_table *t;
	int64_t lists_at, last_upgrade;
	bool apt, dnf, automatic;
	const char *program;
};

/* Value of the first "Date:" of a Release file, or 0. */
static int64_t
release_date(const struct zc_look *l, struct zc_table *t, const char *path)
{
	struct zc_str text, line;
	int64_t at;

	if (zc_look_read(l, t, path, &text) != ZC_OK)
		return 0;
	while (zc_str_line(&text, &line))
		if (zc_str_starts(line, "Date:") &&
		    zc_clock_parse(
			zc_str_trim(zc_str_sub(line, 5, line.n)), &at))
			return at;
	return 0;
}

static void
newer(int64_t *best, int64_t at)
{
	if (at > *best)
		*best = at;
}

static void
apt_lists(struct state *s)
{
	struct zc_fs_list names = { 0 };
	int rc = zc_fs_dir(s->l->root, LISTS, 10000, s->l->a, &names, NULL);

	zc_miss_rc(s->t, LISTS, rc == ZC_OK ? ZC_ENOENT : rc);
	for (size_t i = 0; i < names.n; i++) {
		const char *path = zc_fs_join(s->l->a, LISTS, names.names[i]);

		if (path != NULL && zc_str_ends(zc_str_of(path), "Release"))
			newer(&s->lists_at, release_date(s->l, s->t, path));
	}
}

/* /var/cache/dnf/REPO/repodata/repomd.xml is as old as its repository. */
static void
dnf_lists(struct state *s)
{
	struct zc_fs_list names = { 0 };
	struct stat st;
	const char *dir = "/var/cache/dnf";
	int rc = zc_fs_dir(s->l->root, dir, 1000, s->l->a, &names, NULL);

	zc_miss_rc(s->t, dir, rc == ZC_OK ? ZC_ENOENT : rc);
	for (size_t i = 0; i < names.n; i++) {
		const char *path = zc_fs_join(s->l->a, dir, names.names[i]);

		path = path == NULL
		    ? NULL
		    : zc_fs_join(s->l->a, path, "repodata/repomd.xml");
		if (path != NULL &&
		    zc_fs_stat(s->l->root, path, &st, NULL) == ZC_OK)
			newer(&s->lists_at, st.st_mtime);
	}
}

/* A stanza of apt's history: when it began, if it upgraded anything. */
static void
history_stanza(struct state *s, struct zc_str st)
{
	struct zc_str name, v;
	int64_t at = 0;
	bool upgraded = false;

	while (zc_deb_field(&st, &name, &v)) {
		if (zc_str_is(name, "Start-Date") && !zc_clock_parse(v, &at))
			(void)zc_clock_parse(zc_str_sub(v, 0, 10), &at);
		upgraded = upgraded || zc_str_is(name, "Upgrade");
	}
	if (upgraded)
		newer(&s->last_upgrade, at);
}

/* One file of apt's history, packed or not. */
static void
history_file(struct state *s, const char *path)
{
	struct zc_unpack *u = NULL;
	struct zc_pieces ps;
	struct zc_str piece;
	int rc = zc_unpack_open(s->l->root, path, &u, NULL);

	if (rc != ZC_OK) {
		zc_miss_rc(s->t, path, rc);
		return;
	}
	zc_pieces_init(&ps, u, "\n\n");
	while (zc_pieces_next(&ps, &piece))
		history_stanza(s, piece);
	if (ps.rc != ZC_OK)
		zc_miss_rc(s->t, path, ps.rc);
	if (ps.skipped > 0)
		zc_miss(s->t, path,
		    ZC_N(
			"an entry is longer than is read and was passed over"));
	zc_pieces_fini(&ps);
	zc_unpack_close(u);
}

/* apt's history, the newest file first; an older one cannot be newer. */
static int
apt_history(struct state *s, struct zc_err *e)
{
	static const char log[] = "/var/log/apt/history.log";
	struct zc_logset set;
	int rc = zc_logset_find(s->l, log, &set, e);

	if (rc != ZC_OK) {
		zc_miss_rc(s->t, log, rc);
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	}
	for (size_t i = set.n; s->last_upgrade == 0 && i > 0; i--)
		history_file(s, set.v[i - 1].path);
	return ZC_OK;
}

static int
newest_install(void *ctx, const struct zc_rpm *h, struct zc_err *e)
{
	struct state *s = ctx;
	uint64_t v;

	(void)e;
	if (zc_rpm_int(h, ZC_RPM_INSTALLTIME, 0, &v) && v <= UINT32_MAX)
		newer(&s->last_upgrade, (int64_t)v);
	return ZC_OK;
}

/* apply_updates of /etc/dnf/automatic.conf, or the timer that installs. */
static bool
dnf_automatic(const struct state *s)
{
	static const char wants[] = "/etc/systemd/system/timers.target.wants/";
	struct zc_str text, line;
	char path[128];

	(void)snprintf(
	    path, sizeof(path), "%sdnf-automatic-install.timer", wants);
	if (zc_fs_exists(s->l->root, path))
		return true;
	(void)snprintf(path, sizeof(path), "%sdnf-automatic.timer", wants);
	if (!zc_fs_exists(s->l->root, path) ||
	    zc_look_read(s->l, s->t, "/etc/dnf/automatic.conf", &text) != ZC_OK)
		return false;
	while (zc_str_line(&text, &line)) {
		size_t eq = zc_str_find(line, '=');

		if (zc_str_is(zc_str_trim(zc_str_sub(line, 0, eq)),
			"apply_updates") &&
		    zc_str_isi(
			zc_str_trim(zc_str_sub(line, eq + 1, line.n)), "yes"))
			return true;
	}
	return false;
}

static void
automatic(struct state *s)
{
	struct zc_str v;
	int64_t days = 0;

	if (zc_aptconf_get(
		s->l, s->t, "APT::Periodic::Unattended-Upgrade", &v) &&
	    zc_fs_exists(s->l->root, "/usr/bin/unattended-upgrade")) {
		s->program = "unattended-upgrades";
		/* "1", also "1d", "always": all but 0 is on. */
		s->automatic = !zc_str_int(v, 10, &days) || days != 0;
		if (zc_aptconf_get(s->l, s->t, "APT::Periodic::Enable", &v) &&
		    zc_str_is(v, "0"))
			s->automatic = false;
	}
	if (!s->automatic && dnf_automatic(s)) {
		s->program = "dnf-automatic";
		s->automatic = true;
	}
}

/* The newest kernel of /boot, by the version in its name. */
static const char *
newest_kernel(const struct state *s)
{
	struct zc_fs_list names = { 0 };
	const char *best = NULL;
	int rc = zc_fs_dir(s->l->root, "/boot", 4096, s->l->a, &names, NULL);

	zc_miss_rc(s->t, "/boot", rc == ZC_OK ? ZC_ENOENT : rc);
	for (size_t i = 0; i < names.n; i++) {
		const char *v = names.names[i];

		if (strncmp(v, "vmlinuz-", 8) != 0 ||
		    zc_str_search(zc_str_of(v), "rescue") < strlen(v))
			continue;
		v += 8;
		if (best == NULL ||
		    zc_deb_vercmp(zc_str_of(v), zc_str_of(best)) > 0)
			best = v;
	}
	return best;
}

static void
put_reboot(const struct state *s)
{
	const char *newest = newest_kernel(s);
	struct zc_str running = { "", 0 };
	bool marker = zc_fs_exists(s->l->root, "/run/reboot-required") ||
	    zc_fs_exists(s->l->root, "/var/run/reboot-required");

	if (newest != NULL)
		zc_put_cstr(s->t, "newest_kernel", newest);
	if (!s->l->live)
		return; /* nothing runs: whether it waits is not known */
	if (newest != NULL &&
	    zc_look_read(s->l, s->t, "/proc/sys/kernel/osrelease", &running) ==
		ZC_OK) {
		running = zc_str_trim(running);
		marker = marker ||
		    (running.n > 0 &&
			zc_deb_vercmp(zc_str_of(newest), running) > 0);
	}
	zc_put_int(s->t, "reboot_needed", marker);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct state s = { .l = l, .t = t };
	size_t bad = 0;
	int rc;

	s.apt = zc_fs_exists(l->root, "/var/lib/dpkg/status");
	s.dnf = zc_rpmdb_there(l);
	if (!s.apt && !s.dnf)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("neither a dpkg nor an rpm package database"), NULL);
	apt_lists(&s);
	dnf_lists(&s);
	rc = apt_history(&s, e);
	if (rc != ZC_OK)
		return rc;
	if (s.dnf && !s.apt) {
		rc = zc_rpmdb_read(l, newest_install, &s, &bad, NULL, e);
		if (rc != ZC_OK && rc != ZC_ENOENT)
			return rc;
		if (bad > 0)
			zc_miss(t, "rpm",
			    ZC_N("some packages of the database are damaged"));
	}
	automatic(&s);
	zc_put_int(t, "lists_at", s.lists_at);
	zc_put_int(t, "last_upgrade", s.last_upgrade);
	zc_put_int(t, "automatic", s.automatic);
	if (s.program != NULL)
		zc_put_cstr(t, "program", s.program);
	put_reboot(&s);
	rc = zc_row(t, e);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_update_state = {
	.table = "update_state",
	.en = "state of updating",
	.zh = "更新状态",
	.mean = "one row",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
