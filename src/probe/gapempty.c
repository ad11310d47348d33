#include "probe/gapempty.h"

#include "base/fs.h"
#include "probe/journalconf.h"
#include "probe/utmp.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
	MINUTE = 60,
	HOUR = 3600,
	DAY = 86400,
	SILENCE = 6 * HOUR,
	STATE_MAX = 4 << 20,
	RECORDS_MAX = 64 << 20,
	/* Stamps without a zone in a root of another zone: up to 14 hours. */
	ZONES = 14 * HOUR,
	SLACK = HOUR / 4
};

static int64_t
start_of_kernel(const struct zc_look *l)
{
	struct zc_str s, line, word;
	int64_t at;

	if (!l->live ||
	    zc_fs_read(l->root, "/proc/stat", 1 << 20, l->a, &s, NULL) != ZC_OK)
		return 0;
	while (zc_str_line(&s, &line))
		if (zc_str_word(&line, &word) && zc_str_is(word, "btime") &&
		    zc_str_word(&line, &word) && zc_str_int(word, 10, &at))
			return at;
	return 0;
}

/*
 * The last start that is known apart from wtmp. In a container the kernel's
 * start is another machine's.
 */
static int64_t
last_start(const struct zc_gaps *g)
{
	static const char *const boxes[] = { "/run/systemd/container",
		"/.dockerenv", "/run/.containerenv" };
	int64_t at = 0;

	for (size_t i = 0; i < ZC_LEN(boxes); i++)
		if (zc_fs_exists(g->l->root, boxes[i]))
			return 0;
	/* Without systemd nobody need write the record of a start. */
	if (g->l->live && zc_fs_exists(g->l->root, "/run/systemd/system"))
		at = start_of_kernel(g->l);
	for (size_t i = 0; i < g->powers.n; i++)
		if (g->powers.v[i].kind == ZC_POWER_BOOT &&
		    strcmp(g->powers.v[i].source, "journal") == 0 &&
		    g->powers.v[i].at > at)
			at = g->powers.v[i].at;
	return at;
}

int
zc_gapempty_load(struct zc_gaps *g)
{
	static const char *const states[] = { "/var/lib/logrotate/status",
		"/var/lib/logrotate/logrotate.status",
		"/var/lib/logrotate.status" };
	struct stat st;
	int rc = zc_rotate_read(g->l, g->t, &g->rotates);

	g->rotated = ZC_S("");
	for (size_t i = 0; i < ZC_LEN(states) && g->rotated.n == 0; i++)
		if (zc_fs_read(g->l->root, states[i], STATE_MAX, g->l->a,
			&g->rotated, NULL) != ZC_OK)
			g->rotated = ZC_S("");
	/* Written when the system was set up, or first started from an image.
	 */
	if (zc_fs_stat(g->l->root, "/etc/machine-id", &st, NULL) == ZC_OK)
		g->made = st.st_mtime;
	g->started = last_start(g);
	return rc;
}

/* When the file was made; 0 = the file system does not tell. */
static int64_t
born(const struct zc_look *l, const char *path)
{
	struct statx x;
	int64_t at = 0;
	int fd;

	if (zc_fs_open(l->root, path, &fd, NULL) != ZC_OK)
		return 0;
	if (statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &x) == 0 &&
	    (x.stx_mask & STATX_BTIME) != 0)
		at = x.stx_btime.tv_sec;
	(void)close(fd);
	return at;
}

/*
 * The last rotation of `path` by the state of logrotate(8), as a line
 * "/var/log/syslog" 2026-1-10-0:0:0 in local time; 0 = unknown.
 */
static int64_t
rotation(const struct zc_gaps *g, const char *path)
{
	struct zc_str rest = g->rotated, line, word;
	struct zc_logclock clock = { 0 };
	struct zc_logstamp stamp;
	char text[64];
	int v[6];

	while (zc_str_line(&rest, &line)) {
		size_t end;

		if (line.n < 2 || line.p[0] != '"')
			continue;
		line = zc_str_sub(line, 1, line.n);
		end = zc_str_find(line, '"');
		word = zc_str_trim(zc_str_sub(line, end + 1, line.n));
		if (!zc_str_is(zc_str_sub(line, 0, end), path) || word.n > 40)
			continue;
		(void)snprintf(text, sizeof(text), "%.*s", (int)word.n, word.p);
		if (sscanf(text, "%d-%d-%d-%d:%d:%d", &v[0], &v[1], &v[2],
			&v[3], &v[4], &v[5]) != 6)
			return 0;
		(void)snprintf(text, sizeof(text),
		    "%04d-%02d-%02d %02d:%02d:%02d x", v[0] % 10000, v[1] % 100,
		    v[2] % 100, v[3] % 100, v[4] % 100, v[5] % 100);
		zc_logtime(&clock, zc_str_of(text), &stamp);
		return stamp.at;
	}
	return 0;
}

/* `at` is more than `by` later than the file and its last rotation. */
static bool
after_rotation(struct zc_gaps *g, const char *path, int64_t at, int64_t by)
{
	int64_t slack = g->l->live ? SLACK : ZONES;
	int64_t made = born(g->l, path), turned = rotation(g, path);

	return made != 0 && at > made + by &&
	    (turned == 0 || at > turned + slack + by);
}

bool
zc_gapempty_file(struct zc_gaps *g, const char *path, int64_t mtime)
{
	return g->made != 0 && mtime > g->made + DAY &&
	    after_rotation(g, path, mtime, HOUR);
}

static int
put(struct zc_gaps *g, const char *kind, const char *path, int64_t from,
    int64_t to, const char *detail)
{
	struct zc_gap r = { .kind = kind,
		.subject = path,
		.source = path,
		.from = from,
		.to = to,
		.detail = detail };

	return zc_gap_put(g, &r);
}

/*
 * An empty log. Rotation leaves an empty file, too, but with older ones
 * beside it or, where it keeps none, with the time of the rotation.
 */
static int
empty(
    struct zc_gaps *g, const struct zc_logset *set, const struct zc_logpart *p)
{
	bool alone = set->n == 1 && zc_rotate_keeps(&g->rotates, set->path);
	int64_t made = born(g->l, p->path);

	/* Made empty and never written to: it held nothing. */
	if (g->made == 0 || p->mtime < g->made + DAY ||
	    (p->mtime >= made && p->mtime - made <= MINUTE))
		return ZC_OK;
	if ((alone && made != 0 && made < p->mtime) ||
	    (set->n == 1 && g->l->now - p->mtime >= 2 * DAY) ||
	    after_rotation(g, p->path, p->mtime, HOUR))
		return put(g, "log_emptied", p->path, p->mtime, 0, "0");
	return ZC_OK;
}

/* Is what writes this log started with the system? */
static bool
has_writer(const struct zc_look *l, const struct zc_logname *name)
{
	static const char wants[] =
	    "/etc/systemd/system/multi-user.target.wants/";
	const char *unit =
	    strcmp(name->name, "audit") == 0 ? "auditd" : "rsyslog";
	char path[128];
	struct stat st;

	(void)snprintf(path, sizeof(path), "%s%s.service", wants, unit);
	return zc_fs_lstat(l->root, path, &st, NULL) == ZC_OK;
}

int
zc_gapempty_text(struct zc_gaps *g, const struct zc_logset *set,
    const struct zc_logname *name, const struct zc_gaplines *lines)
{
	const struct zc_logpart *p = &set->v[set->n - 1];
	int64_t from, on;
	char text[64];
	int rc = ZC_OK;

	if (!set->current || strcmp(p->path, set->path) != 0)
		return ZC_OK;
	if (p->size == 0)
		return empty(g, set, p);
	if (lines == NULL || !name->steady || lines->first == 0)
		return ZC_OK;
	/* The beginning: the file is there, the machine on, and no line. */
	from = born(g->l, p->path);
	from = from > g->made ? from : g->made;
	on = zc_power_on(&g->powers, from, lines->first);
	if (g->made != 0 && lines->first > g->made + DAY && on >= SILENCE &&
	    after_rotation(g, p->path, lines->first, SILENCE)) {
		(void)snprintf(
		    text, sizeof(text), "%lld h", (long long)(on / HOUR));
		rc = put(g, "log_emptied", p->path, from, lines->first, text);
	}
	/* The end: the machine is on, and the writer has nothing to say. */
	if (rc != ZC_OK || !g->l->live || !has_writer(g->l, name))
		return rc;
	on = zc_power_on(&g->powers, lines->last, g->l->now);
	if (lines->last >= g->started || on < SILENCE)
		return ZC_OK;
	(void)snprintf(text, sizeof(text), "%lld h", (long long)(on / HOUR));
	return put(g, "log_stopped", p->path, lines->last, g->l->now, text);
}

/* The first time in a file of login records; 0 = none, -1 = not readable. */
static int64_t
first_record(struct zc_gaps *g, const char *path)
{
	struct zc_str file;
	struct zc_utmp u;
	struct zc_rd r;
	size_t size;

	if (zc_fs_read(g->l->root, path, RECORDS_MAX, g->l->a, &file, NULL) !=
	    ZC_OK)
		return -1;
	size = zc_utmp_size(file);
	if (file.n > 0 && size == 0)
		return -1;
	zc_rd_init(&r, file.p, file.n);
	while (size != 0 && zc_utmp_next(&r, size, &u))
		if (u.at > 0)
			return u.at;
	return 0;
}

/*
 * wtmp has held the last start since then. With an older file beside it
 * rotation explains that it does not.
 */
static int
short_wtmp(struct zc_gaps *g)
{
	static const char path[] = "/var/log/wtmp";
	struct zc_logset set;
	int64_t first;

	if (zc_logset_find(g->l, path, &set, NULL) != ZC_OK || set.n != 1 ||
	    !set.current || g->started == 0)
		return ZC_OK;
	/* Not before the first day is over, nor just after a start. */
	if (g->made == 0 || g->l->now < g->made + DAY ||
	    (g->l->live && g->l->now - g->started < HOUR))
		return ZC_OK;
	first = first_record(g, path);
	if (first == -1 || (first != 0 && first <= g->started + HOUR))
		return ZC_OK;
	return put(g, "log_emptied", path, g->started,
	    first == 0 ? set.v[0].mtime : first, "boot");
}

int
zc_gapempty_records(struct zc_gaps *g)
{
	static const char btmp[] = "/var/log/btmp";
	struct stat st;
	int rc = short_wtmp(g);

	if (rc == ZC_OK && zc_fs_lstat(g->l->root, btmp, &st, NULL) == ZC_OK &&
	    S_ISREG(st.st_mode) && st.st_size == 0 &&
	    zc_gapempty_file(g, btmp, st.st_mtime))
		rc = put(g, "log_emptied", btmp, st.st_mtime, 0, "0");
	return rc;
}

struct limits {
	bool set; /* somebody set how much is kept */
};

static int
limit_line(void *ctx, const struct zc_confline *c)
{
	static const char *const keys[] = { "SystemMaxUse", "SystemKeepFree",
		"SystemMaxFiles", "MaxRetentionSec", "Storage" };
	struct limits *m = ctx;
	struct zc_str key, value;

	if (!zc_conffile_pair(c->text, &key, &value) || value.n == 0)
		return ZC_OK;
	for (size_t i = 0; i < ZC_LEN(keys); i++)
		if (zc_str_is(key, keys[i]))
			m->set = true;
	return ZC_OK;
}

/*
 * journald.conf(5): up to 10 % of the file system, 4 GiB at most, and 15 % of
 * it left free, 100 files. Half of that is taken as the limit, because the
 * disk may have been fuller then.
 */
static bool
has_room(const struct zc_gaps *g)
{
	struct statvfs v;
	uint64_t use, avail, all;
	int fd, rc;

	if (zc_fs_open_dir(g->l->root, "/var/log/journal", &fd, NULL) != ZC_OK)
		return false;
	rc = fstatvfs(fd, &v);
	(void)close(fd);
	if (rc == -1)
		return false;
	all = (uint64_t)v.f_blocks * v.f_frsize;
	avail = (uint64_t)v.f_bavail * v.f_frsize;
	use = all / 10 < (UINT64_C(4) << 30) ? all / 10 : UINT64_C(4) << 30;
	return (uint64_t)g->journal->size < use / 2 && avail > all / 5 &&
	    g->journal->seen < 50;
}

int
zc_gapempty_journal(struct zc_gaps *g)
{
	struct zc_journal *j = g->journal;
	struct limits m = { false };
	char text[64];
	int rc;

	if (j == NULL || !j->persistent || j->first_seq <= 1 ||
	    zc_journal_partial(j) || !has_room(g))
		return ZC_OK;
	rc = zc_journalconf_each(g->l, g->t, limit_line, &m);
	if (rc != ZC_OK || m.set)
		return rc;
	(void)snprintf(text, sizeof(text), "1 – %llu",
	    (unsigned long long)(j->first_seq - 1));
	zc_journal_rewind(j);
	return put(g, "journal_trimmed", "journal", 0,
	    zc_journal_next(j) ? zc_journal_time(j) : 0, text);
}
