/* antivirus: one row per product found. */
#include "probe/probe.h"

#include "base/clock.h"
#include "base/fs.h"
#include "probe/software.h"

#include <unistd.h>

static const struct zc_col cols[] = {
	{ "product", ZC_TEXT, "product", "产品", "name" },
	{ "running", ZC_BOOL, "running", "运行中", "1 = its service runs" },
	{ "enabled", ZC_BOOL, "enabled", "自启", "1 = starts by itself" },
	{ "version", ZC_TEXT, "version", "版本", "version" },
	{ "signature_at", ZC_TIME, "signatures dated", "病毒库日期",
	    "date inside the signature database; null when it cannot be read" },
	{ "signature_source", ZC_TEXT, "signature source", "病毒库日期依据",
	    "file read, or why not" },
	{ "auto_update", ZC_BOOL, "automatic update", "自动升级",
	    "1 = updater switched on" },
	{ "last_scan_at", ZC_TIME, "last scan", "最近扫描",
	    "date of the last full scan found in logs" },
	{ "rule", ZC_TEXT, "rule", "指标", "entry of the indicator list" },
};

static const char no_way[] = ZC_N("not readable for this product");

struct signature {
	int64_t at;
	const char *source; /* file read, or why not */
};

/*
 * Date of a ClamAV database: a head of 512 bytes of text,
 * "ClamAV-VDB:16 Sep 2021 08-32 -0400:62:…", in .cvd and .cld alike.
 */
static int64_t
cvd_date(int root, const char *path)
{
	char head[512], text[40];
	struct zc_str s = { head, sizeof(head) };
	ssize_t n;
	int64_t at = 0;
	int fd = -1;

	if (zc_fs_open(root, path, &fd, NULL) != ZC_OK)
		return 0;
	n = read(fd, head, sizeof(head));
	(void)close(fd);
	if (n < 64 || !zc_str_starts(s, "ClamAV-VDB:"))
		return 0;
	s = zc_str_sub(s, 11, (size_t)n - 11);
	s = zc_str_sub(s, 0, zc_str_find(s, ':'));
	if (s.n < 17)
		return 0;
	/* "16 Sep 2021 08-32 -0400": hour and minute as no form has them. */
	(void)snprintf(text, sizeof(text), "%.14s:%.2s:00%.*s", s.p, s.p + 15,
	    (int)(s.n - 17 < 8 ? s.n - 17 : 8), s.p + 17);
	s = zc_str_of(text);
	return zc_clock_parse(s, &at) ? at : 0;
}

static struct signature
clamav(const struct zc_look *l, struct zc_table *t)
{
	static const char dir[] = "/var/lib/clamav";
	struct signature best = { 0, no_way };
	struct zc_fs_list names = { 0 };
	int rc = zc_fs_dir(l->root, dir, 1000, l->a, &names, NULL);

	if (rc != ZC_OK)
		zc_miss_rc(t, dir, rc);
	for (size_t i = 0; i < names.n; i++) {
		const char *path = zc_fs_join(l->a, dir, names.names[i]);
		struct zc_str p = zc_str_of(path);
		int64_t at;

		if (!zc_str_ends(p, ".cvd") && !zc_str_ends(p, ".cld"))
			continue;
		at = cvd_date(l->root, path);
		if (at > best.at)
			best = (struct signature){ at, path };
	}
	return best;
}

/* Only where the indicator list says that a file's time is the date. */
static struct signature
by_rule(const struct zc_look *l, const struct zc_software *s)
{
	struct signature best = { 0, no_way };
	struct stat st;

	for (size_t i = s->first; i < s->end; i++) {
		const struct zc_item *it = &l->items.v[i];

		if (strcmp(it->field, "signature_path") == 0 &&
		    zc_fs_stat(l->root, it->value, &st, NULL) == ZC_OK &&
		    st.st_mtime > best.at)
			best = (struct signature){ st.st_mtime, it->value };
	}
	return best;
}

static bool
is_clamav(const struct zc_software *s)
{
	return strstr(s->entry, "clam") != NULL;
}

/* freshclam as a service that is switched on, or as a job of cron. */
static bool
freshclam(const struct zc_look *l)
{
	static const char *const paths[] = {
		"/etc/systemd/system/multi-user.target.wants/"
		"clamav-freshclam.service",
		"/etc/systemd/system/timers.target.wants/"
		"clamav-freshclam-once.timer",
		"/etc/cron.d/clamav-freshclam",
		"/etc/cron.d/clamav-update",
	};

	for (size_t i = 0; i < ZC_LEN(paths); i++)
		if (zc_fs_exists(l->root, paths[i]))
			return true;
	return false;
}

/*
 * Last scan: the time a log of clamscan was written to its end, from
 * "----------- SCAN SUMMARY" blocks with "End Date: 2024:05:01 10:00:00".
 */
static int64_t
last_scan(const struct zc_look *l, struct zc_table *t)
{
	static const char dir[] = "/var/log/clamav";
	struct zc_fs_list names = { 0 };
	struct zc_str text, line;
	int64_t best = 0, at;
	char date[20];

	if (zc_fs_dir(l->root, dir, 1000, l->a, &names, NULL) != ZC_OK)
		return 0;
	for (size_t i = 0; i < names.n; i++) {
		const char *path = zc_fs_join(l->a, dir, names.names[i]);

		if (path == NULL || !zc_str_ends(zc_str_of(path), ".log") ||
		    zc_look_read(l, t, path, &text) != ZC_OK)
			continue;
		while (zc_str_line(&text, &line)) {
			if (!zc_str_starts(line, "End Date:"))
				continue;
			line = zc_str_trim(zc_str_sub(line, 9, line.n));
			if (line.n < 19)
				continue;
			memcpy(date, line.p, 19);
			date[4] = date[7] = '-';
			if (zc_clock_parse((struct zc_str){ date, 19 }, &at) &&
			    at > best)
				best = at;
		}
	}
	return best;
}

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
};

static int
put_one(void *arg, const struct zc_software *s, struct zc_err *e)
{
	struct ctx *c = arg;
	struct zc_table *t = c->t;
	struct signature sig;

	if (strcmp(s->class, "antivirus") != 0)
		return ZC_OK;
	sig = is_clamav(s) ? clamav(c->l, t) : by_rule(c->l, s);
	zc_put_cstr(t, "product", s->title);
	if (s->running != -1)
		zc_put_int(t, "running", s->running);
	zc_put_int(t, "enabled", s->enabled);
	if (s->version != NULL)
		zc_put_cstr(t, "version", s->version);
	zc_put_int(t, "signature_at", sig.at);
	zc_put_cstr(t, "signature_source", sig.source);
	if (is_clamav(s)) {
		zc_put_int(t, "auto_update", freshclam(c->l));
		zc_put_int(t, "last_scan_at", last_scan(c->l, t));
	}
	zc_put_cstr(t, "rule", s->entry);
	return zc_row(t, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { l, t };
	int rc = zc_software_find(l, t, put_one, &c, e);

	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("there is no list of software to look for"), NULL);
	if (rc != ZC_OK)
		return rc;
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_antivirus = {
	.table = "antivirus",
	.en = "antivirus",
	.zh = "防病毒软件",
	.mean = "one row per product found",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
