/* log_source: one row per log: what period it really covers. */
#include "base/fs.h"
#include "probe/journal.h"
#include "probe/journalconf.h"
#include "probe/logfile.h"
#include "probe/lognames.h"
#include "probe/power.h"
#include "probe/probe.h"
#include "probe/rotate.h"
#include "probe/users.h"
#include "probe/utmp.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "log", "日志",
	    "journal, syslog, auth, kern, audit, wtmp, btmp, package, web …" },
	{ "path", ZC_TEXT, "path", "路径", "path or directory" },
	{ "oldest", ZC_TIME, "oldest entry", "最早记录", "oldest entry" },
	{ "newest", ZC_TIME, "newest entry", "最新记录", "newest entry" },
	{ "days", ZC_INT, "days covered", "覆盖天数",
	    "newest minus oldest in days" },
	{ "largest_gap", ZC_INT, "largest gap", "最大间断",
	    "longest silence in hours, while the machine was on" },
	{ "size", ZC_INT, "size", "大小", "bytes, rotated files included" },
	{ "files", ZC_INT, "files", "文件数", "files including rotated ones" },
	{ "retention_days", ZC_INT, "retention set", "保留设置天数",
	    "what the rotation settings allow; null when unbounded or "
	    "unknown" },
	{ "persistent", ZC_BOOL, "persistent", "持久", "0 = lost at restart" },
	{ "mode", ZC_INT, "mode", "权限",
	    "permission bits of the current file" },
	{ "owner", ZC_TEXT, "owner", "属主", "owner" },
};

enum {
	GAPS_BYTES_MAX = 64 << 20,
	RECORDS_MAX = 64 << 20,
	HOUR = 3600
};

struct look {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	struct zc_users users;
	struct zc_rotates rotates;
	struct zc_journalconf conf;
	struct zc_powers powers;
	bool volatile_dir; /* /var/log lies in memory */
};

struct span {
	const struct zc_powers *powers;
	int64_t oldest, newest, before;
	int64_t gap; /* seconds of the longest silence while on */
	bool first_only;
};

static void
seen(struct span *s, int64_t at)
{
	int64_t on;

	if (at == 0)
		return;
	if (s->before != 0 && at - s->before > s->gap) {
		on = zc_power_on(s->powers, s->before, at);
		if (on > s->gap)
			s->gap = on;
	}
	s->before = at;
	if (s->oldest == 0 || at < s->oldest)
		s->oldest = at;
	if (at > s->newest)
		s->newest = at;
}

static int
line(void *ctx, const struct zc_logpart *part ZC_UNUSED,
    const struct zc_logline *l)
{
	struct span *s = ctx;

	seen(s, l->at);
	/* A large log: the first time of its oldest file is enough. */
	return s->first_only && s->oldest != 0 ? ZC_ESTOP : ZC_OK;
}

static int
text_span(struct look *k, const struct zc_logset *set, struct span *s)
{
	int rc;

	s->first_only = set->size > GAPS_BYTES_MAX;
	rc = zc_logset_each(k->l, k->t, set, line, s, NULL);
	if (s->first_only && s->oldest != 0) {
		s->newest = set->v[set->n - 1].mtime;
		s->gap = -1; /* not looked for */
	}
	return rc == ZC_ESTOP ? ZC_OK : rc;
}

static void
record_span(struct look *k, const struct zc_logset *set, struct span *s)
{
	struct zc_utmp u;
	struct zc_str file;
	struct zc_rd r;
	size_t size;

	s->gap = -1; /* nobody need log in for days */
	for (size_t i = 0; i < set->n; i++) {
		int rc = zc_fs_read(k->l->root, set->v[i].path, RECORDS_MAX,
		    k->l->a, &file, NULL);

		if (rc != ZC_OK) {
			zc_miss_rc(k->t, set->v[i].path, rc);
			continue;
		}
		size = set->v[i].gzip ? 0 : zc_utmp_size(file);
		zc_rd_init(&r, file.p, file.n);
		while (size != 0 && zc_utmp_next(&r, size, &u)) {
			if (u.at <= 0)
				continue;
			if (s->oldest == 0 || u.at < s->oldest)
				s->oldest = u.at;
			if (u.at > s->newest)
				s->newest = u.at;
		}
	}
}

static int
put(struct look *k, const char *name, const char *path, const struct span *s,
    const struct zc_logset *set, int64_t days, bool persistent)
{
	struct zc_table *t = k->t;
	const char *owner = zc_users_name(&k->users, set->uid);
	char number[16];

	zc_put_cstr(t, "name", name);
	zc_put_cstr(t, "path", path);
	zc_put_int(t, "oldest", s->oldest);
	zc_put_int(t, "newest", s->newest);
	if (s->oldest != 0)
		zc_put_int(t, "days", (s->newest - s->oldest) / 86400);
	/* Without any record of starts nobody knows when it was on. */
	if (s->gap >= 0 && s->oldest != 0 && k->powers.n > 0)
		zc_put_int(t, "largest_gap", s->gap / HOUR);
	zc_put_int(t, "size", set->size);
	zc_put_int(t, "files", (int64_t)set->n);
	if (days > 0)
		zc_put_int(t, "retention_days", days);
	zc_put_int(t, "persistent", persistent);
	zc_put_int(t, "mode", set->mode);
	(void)snprintf(number, sizeof(number), "%u", set->uid);
	zc_put_cstr(t, "owner", owner == NULL ? number : owner);
	return zc_row(t, k->e);
}

static int
one_log(struct look *k, const struct zc_logname *n)
{
	struct span s = { .powers = &k->powers };
	struct zc_logset set;
	int rc = zc_logset_find(k->l, n->path, &set, k->e);

	if (rc != ZC_OK) {
		zc_miss_rc(k->t, n->path, rc);
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	}
	if (n->records)
		record_span(k, &set, &s);
	else
		rc = text_span(k, &set, &s);
	if (rc != ZC_OK)
		return rc;
	return put(k, n->name, n->path, &s, &set,
	    zc_rotate_days(&k->rotates, n->path), !k->volatile_dir);
}

/* Silences of an hour and more: one seek for each hour of the journal. */
static void
journal_span(struct zc_journal *j, struct span *s)
{
	int64_t at, last;

	zc_journal_rewind(j);
	if (!zc_journal_next(j))
		return;
	s->oldest = zc_journal_time(j);
	if (zc_journal_last(j))
		s->newest = zc_journal_time(j);
	for (at = s->oldest; at < s->newest && zc_journal_seek(j, at + HOUR);
	     at = last) {
		last = zc_journal_time(j);
		if (last < at + HOUR)
			break;
		if (last > at + HOUR && zc_journal_previous(j)) {
			s->before = zc_journal_time(j);
			seen(s, last);
		}
	}
}

static int
journal(struct look *k, struct zc_journal *j, int open)
{
	struct span s = { .powers = &k->powers };
	struct zc_logset set = {
		.n = j->seen, .size = j->size, .mode = j->mode, .uid = j->uid
	};

	if (open == ZC_ENOENT)
		return ZC_OK;
	if (open == ZC_OK)
		journal_span(j, &s);
	else
		s.gap = -1;
	if (open == ZC_EUNSUP)
		zc_miss(k->t, "/var/log/journal",
		    ZC_N("the journal cannot be read on this computer"));
	else
		(void)zc_journal_miss(j, k->t);
	return put(k, "journal",
	    j->persistent ? "/var/log/journal" : "/run/log/journal", &s, &set,
	    k->conf.retention, j->persistent && k->conf.persistent);
}

/* tmpfs at /var or /var/log: everything is lost at a restart. */
static bool
in_memory(const struct zc_look *l)
{
	struct zc_str s, row, dev, dir, fs;

	if (!l->live ||
	    zc_fs_read(l->root, "/proc/mounts", 1 << 20, l->a, &s, NULL) !=
		ZC_OK)
		return false;
	while (zc_str_line(&s, &row))
		if (zc_str_word(&row, &dev) && zc_str_word(&row, &dir) &&
		    zc_str_word(&row, &fs) && zc_str_is(dir, "/var/log") &&
		    (zc_str_is(fs, "tmpfs") || zc_str_is(fs, "ramfs")))
			return true;
	return false;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct look k = { .l = l, .t = t, .e = e };
	struct zc_journal j;
	int open, rc;

	if (!zc_fs_exists(l->root, "/var/log"))
		return zc_cover(
		    t, ZC_COVER_ABSENT, ZC_N("there is no /var/log"), NULL);
	open = zc_journal_open(l, &j, e);
	rc = open == ZC_ENOMEM ? open : zc_users_load(l, t, &k.users);
	if (rc != ZC_ENOMEM)
		rc = zc_rotate_read(l, t, &k.rotates);
	if (rc == ZC_OK)
		rc = zc_journalconf_read(l, t, &k.conf);
	if (rc == ZC_OK)
		rc = zc_power_read(
		    l, t, open == ZC_OK ? &j : NULL, &k.powers, e);
	k.volatile_dir = in_memory(l);
	if (rc == ZC_OK)
		rc = journal(&k, &j, open);
	for (size_t i = 0; rc == ZC_OK && i < zc_nlognames; i++)
		rc = one_log(&k, &zc_lognames[i]);
	if (open == ZC_OK)
		zc_journal_close(&j);
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_log_source = {
	.table = "log_source",
	.en = "log sources",
	.zh = "日志来源",
	.mean = "one row per log: what period it really covers",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.load = zc_journal_load,
	.run = run,
};
