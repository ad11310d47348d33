/* time_sync: one row per program and server. */
#include "base/base.h"

#include "base/fs.h"
#include "probe/expand.h"
#include "probe/ipaddr.h"
#include "probe/kv.h"
#include "probe/match.h"
#include "probe/probe.h"
#include "probe/systemd.h"

#include <errno.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "program", "程序",
	    "chrony, ntpd, timesyncd, ntpdate" },
	{ "enabled", ZC_BOOL, "enabled", "自启", "1 = starts at boot" },
	{ "running", ZC_BOOL, "running", "运行中", "1 = runs" },
	{ "server", ZC_TEXT, "server", "时间源",
	    "server; empty when none configured" },
	{ "scope", ZC_TEXT, "scope", "范围", "loopback, private, public" },
	{ "synchronised", ZC_BOOL, "synchronised", "已同步",
	    "1 = the kernel says synchronised" },
	{ "last_sync", ZC_TIME, "last synchronised", "最近同步",
	    "when, if known" },
	{ "file", ZC_TEXT, "file", "文件", "file" },

};

enum {
	FILES_MAX = 200
};

/* A program that keeps the time. */
struct program {
	const char *name;
	const char *comm; /* as in /proc/PID/comm, at most 15 bytes */
	const char *units[4];
	const char *installed[4]; /* any of these paths: it is there */
};

static const struct program programs[] = {
	{ "chrony", "chronyd", { "chrony.service", "chronyd.service" },
	    { "/usr/sbin/chronyd", "/etc/chrony.conf",
		"/etc/chrony/chrony.conf" } },
	{ "ntpd", "ntpd", { "ntp.service", "ntpd.service", "ntpsec.service" },
	    { "/usr/sbin/ntpd", "/etc/ntp.conf", "/etc/ntpsec/ntp.conf" } },
	{ "timesyncd", "systemd-timesyn", { "systemd-timesyncd.service" },
	    { "/usr/lib/systemd/systemd-timesyncd",
		"/lib/systemd/systemd-timesyncd" } },
	{ "ntpdate", NULL, { "ntpdate.service" },
	    { "/usr/sbin/ntpdate", "/usr/bin/ntpdate" } },
};

struct sync {
	const struct zc_look *l;
	struct zc_table *t;
	const struct program *p;
	bool enabled, running, running_known;
	int synchronised; /* -1 = not known */
	int64_t last;
	size_t servers;
	size_t files; /* read so far, against files that include each other */
};

static int
emit(struct sync *s, struct zc_str server, const char *file, struct zc_err *e)
{
	const char *name = zc_arena_dup(s->l->a, server.p, server.n);
	struct zc_ipaddr addr;

	if (name == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a server");
	s->servers += server.n > 0;
	zc_put_cstr(s->t, "program", s->p->name);
	zc_put_int(s->t, "enabled", s->enabled);
	if (s->running_known)
		zc_put_int(s->t, "running", s->running);
	zc_put_cstr(s->t, "server", name);
	/* Names are not resolved, nobody is asked: the name itself tells. */
	if (zc_ipaddr_parse(server, &addr))
		zc_put_cstr(s->t, "scope", zc_ipaddr_scope(&addr));
	else if (server.n > 0)
		zc_put_cstr(s->t, "scope", zc_match_scope(server));
	if (s->synchronised >= 0)
		zc_put_int(s->t, "synchronised", s->synchronised);
	zc_put_int(s->t, "last_sync", s->last);
	if (file != NULL)
		zc_put_cstr(s->t, "file", file);
	return zc_row(s->t, e);
}

static int conf_file(
    struct sync *s, const char *path, unsigned depth, struct zc_err *e);

static int
conf_glob(struct sync *s, const char *pattern, unsigned depth, struct zc_err *e)
{
	struct zc_paths files = { 0 };
	int rc = zc_expand(s->l, s->t, pattern, FILES_MAX, &files, e);

	for (size_t i = 0; i < files.n && rc == ZC_OK; i++)
		rc = conf_file(s, files.v[i], depth, e);
	return rc;
}

/* "confdir DIR…" and "sourcedir DIR…" of chrony.conf(5). */
static int
conf_dirs(struct sync *s, struct zc_str dirs, const char *suffix,
    unsigned depth, struct zc_err *e)
{
	const char *dir, *pattern;
	struct zc_str w;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_str_word(&dirs, &w)) {
		dir = zc_arena_dup(s->l->a, w.p, w.n);
		pattern = dir == NULL ? NULL : zc_fs_join(s->l->a, dir, suffix);
		if (pattern == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "no room for a path");
		rc = conf_glob(s, pattern, depth, e);
	}
	return rc;
}

/* chrony.conf and ntp.conf: "server NAME …", "pool NAME …", includes. */
static int
conf_file(struct sync *s, const char *path, unsigned depth, struct zc_err *e)
{
	struct zc_str text, rest, w;
	struct zc_kv_rd r;
	struct zc_kv kv;
	const char *pattern;
	int rc = ZC_OK;

	if (depth > 4 || s->files++ > FILES_MAX) {
		if (s->files <= FILES_MAX + 2)
			zc_miss(
			    s->t, path, ZC_N("included file is not followed"));
		return ZC_OK;
	}
	if (zc_look_read(s->l, s->t, path, &text) != ZC_OK)
		return ZC_OK;
	zc_kv_init(&r, text, ZC_KV_BLANK | ZC_KV_SEMI, s->l->a);
	while (rc == ZC_OK && zc_kv_next(&r, &kv)) {
		rest = kv.value;
		if (kv.key.p[0] == '!' || kv.key.p[0] == '%' ||
		    !zc_str_word(&rest, &w))
			continue;
		if (zc_str_isi(kv.key, "server") ||
		    zc_str_isi(kv.key, "pool") || zc_str_isi(kv.key, "peer"))
			rc = emit(s, w, path, e);
		else if (zc_str_isi(kv.key, "confdir"))
			rc = conf_dirs(s, kv.value, "*.conf", depth + 1, e);
		else if (zc_str_isi(kv.key, "sourcedir"))
			rc = conf_dirs(s, kv.value, "*.sources", depth + 1, e);
		else if (zc_str_isi(kv.key, "include") ||
		    zc_str_isi(kv.key, "includefile")) {
			pattern = zc_arena_dup(s->l->a, w.p, w.n);
			if (pattern != NULL)
				rc = conf_glob(s, pattern, depth + 1, e);
		}
	}
	return rc;
}

static int
timesyncd_words(
    struct sync *s, struct zc_str list, const char *file, struct zc_err *e)
{
	struct zc_str w;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_str_word(&list, &w))
		rc = emit(s, w, file, e);
	return rc;
}

/* The file as shipped names the built-in servers in a comment. */
static struct zc_str
built_in(struct sync *s, const char **file)
{
	static const char *const v[] = { "/etc/systemd/timesyncd.conf",
		"/usr/lib/systemd/timesyncd.conf" };
	static const char key[] = "#FallbackNTP=";
	struct zc_str text, line;

	for (size_t i = 0; i < ZC_LEN(v); i++) {
		if (zc_look_read(s->l, s->t, v[i], &text) != ZC_OK)
			continue;
		while (zc_str_line(&text, &line))
			if (zc_str_starts(line, key)) {
				*file = v[i];
				return zc_str_sub(line, strlen(key), line.n);
			}
	}
	return (struct zc_str){ "", 0 };
}

/*
 * timesyncd.conf(5): NTP= adds up over the files, an empty one forgets;
 * FallbackNTP= counts when no server is named (and DHCP gave none).
 */
static int
timesyncd(struct sync *s, struct zc_err *e)
{
	static const char *const dirs[] = { "/etc/systemd/timesyncd.conf.d",
		"/run/systemd/timesyncd.conf.d",
		"/usr/local/lib/systemd/timesyncd.conf.d",
		"/usr/lib/systemd/timesyncd.conf.d", NULL };
	struct zc_paths files = { 0 };
	struct zc_str text, ntp = { "", 0 }, back = { "", 0 };
	const char *ntp_file = NULL, *back_file = NULL;
	struct zc_kv_rd r;
	struct zc_kv kv;
	int rc;

	rc = zc_paths_add(&files, s->l->a, "/etc/systemd/timesyncd.conf", e);
	if (rc == ZC_OK)
		rc = zc_expand_dropins(s->l, s->t, dirs, ".conf", &files, e);
	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i < files.n; i++) {
		if (zc_look_read(s->l, s->t, files.v[i], &text) != ZC_OK)
			continue;
		zc_kv_init(
		    &r, text, ZC_KV_EQ | ZC_KV_SECTION | ZC_KV_SEMI, s->l->a);
		while (zc_kv_next(&r, &kv)) {
			if (zc_str_is(kv.key, "NTP")) {
				ntp = kv.value;
				ntp_file = files.v[i];
			} else if (zc_str_is(kv.key, "FallbackNTP")) {
				back = kv.value;
				back_file = files.v[i];
			}
		}
	}
	if (ntp.n > 0)
		return timesyncd_words(s, ntp, ntp_file, e);
	if (back_file == NULL)
		back = built_in(s, &back_file);
	return timesyncd_words(s, back, back_file, e);
}

static void
find_running(struct sync *s)
{
	struct zc_fs_list list;
	struct zc_str comm;
	char path[64];
	int rc;

	s->running = false;
	s->running_known = false;
	if (!s->l->live || s->p->comm == NULL)
		return;
	rc = zc_fs_dir(s->l->root, "/proc", 4000000, s->l->a, &list, NULL);
	zc_miss_rc(s->t, "/proc", rc);
	if (rc != ZC_OK)
		return;
	s->running_known = true;
	for (size_t i = 0; i < list.n && !s->running; i++) {
		if (list.names[i][0] < '1' || list.names[i][0] > '9')
			continue;
		(void)snprintf(
		    path, sizeof(path), "/proc/%.20s/comm", list.names[i]);
		if (zc_fs_read(s->l->root, path, 64, s->l->a, &comm, NULL) ==
		    ZC_OK)
			s->running = zc_str_is(zc_str_trim(comm), s->p->comm);
	}
}

/* adjtimex(2) with modes 0 only reads; the kernel's own view. */
static void
kernel_state(struct sync *s)
{
	struct timex tx = { .modes = 0 };
	int r;

	s->synchronised = -1;
	if (!s->l->live)
		return;
	/* The C library would use clock_adjtime, which can also set. */
	r = (int)syscall(SYS_adjtimex, &tx);
	if (r == -1)
		zc_miss_rc(s->t, "adjtimex", zc_err_of(errno));
	else
		s->synchronised = (tx.status & STA_UNSYNC) == 0;
}

static void
last_sync(struct sync *s)
{
	static const char *const v[] = { "/var/lib/systemd/timesync/clock",
		"/var/lib/private/systemd/timesync/clock" };
	struct stat st;

	s->last = 0;
	if (strcmp(s->p->name, "timesyncd") != 0)
		return;
	for (size_t i = 0; i < ZC_LEN(v) && s->last == 0; i++)
		if (zc_fs_stat(s->l->root, v[i], &st, NULL) == ZC_OK)
			s->last = st.st_mtime;
}

static bool
installed(const struct sync *s)
{
	for (size_t i = 0; i < 4 && s->p->installed[i] != NULL; i++)
		if (zc_fs_exists(s->l->root, s->p->installed[i]))
			return true;
	return false;
}

static int
servers(struct sync *s, struct zc_err *e)
{
	int rc = ZC_OK;

	if (strcmp(s->p->name, "chrony") == 0) {
		rc = conf_file(s, "/etc/chrony/chrony.conf", 0, e);
		if (rc == ZC_OK)
			rc = conf_file(s, "/etc/chrony.conf", 0, e);
	} else if (strcmp(s->p->name, "ntpd") == 0) {
		rc = conf_file(s, "/etc/ntp.conf", 0, e);
		if (rc == ZC_OK)
			rc = conf_file(s, "/etc/ntpsec/ntp.conf", 0, e);
	} else if (strcmp(s->p->name, "timesyncd") == 0) {
		rc = timesyncd(s, e);
	}
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct sync s = { .l = l, .t = t };
	int rc = ZC_OK;

	kernel_state(&s);
	for (size_t i = 0; i < ZC_LEN(programs); i++) {
		s.p = &programs[i];
		if (!installed(&s))
			continue;
		s.servers = 0;
		s.enabled = false;
		for (size_t k = 0; k < 4 && s.p->units[k] != NULL; k++) {
			s.enabled |= zc_systemd_enabled(l, s.p->units[k]) == 1;
		}
		find_running(&s);
		last_sync(&s);
		rc = servers(&s, e);
		if (rc == ZC_OK && s.servers == 0)
			rc = emit(&s, (struct zc_str){ "", 0 }, NULL, e);
		if (rc != ZC_OK)
			return rc;
	}
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_time_sync = {
	.table = "time_sync",
	.en = "time synchronisation",
	.zh = "时间同步",
	.mean = "one row per program and server",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
