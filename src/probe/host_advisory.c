/* advisory: packages that an imported offline feed calls vulnerable. */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/feed.h"

static const struct zc_col cols[] = {
	{ "advisory", ZC_TEXT, "advisory", "漏洞编号",
	    "CVE, DSA, openEuler-SA …" },
	{ "package", ZC_TEXT, "package", "软件包", "installed package" },
	{ "installed", ZC_TEXT, "installed", "已装版本", "installed version" },
	{ "fixed", ZC_TEXT, "fixed in", "修复版本",
	    "first version that is repaired; empty = no fix yet" },
	{ "severity", ZC_TEXT, "severity", "严重程度",
	    "critical, high, medium, low, unknown" },
	{ "published", ZC_TIME, "published", "发布日期", "date" },
	{ "feed", ZC_TEXT, "feed", "漏洞库", "name of the feed" },
	{ "feed_at", ZC_TIME, "feed dated", "漏洞库日期", "date of the feed" },
};

enum {
	FILES_MAX = 50000
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_installed in;
	struct zc_feed feed;
	const char *name; /* of the feed that is read */
	int64_t at;
	size_t feeds;
};

static int
put_hit(void *arg, const struct zc_feed_hit *h, struct zc_err *e)
{
	struct ctx *c = arg;

	zc_put(c->t, "advisory", h->advisory);
	zc_put_cstr(c->t, "package", h->package->name);
	zc_put_cstr(c->t, "installed", h->installed);
	zc_put(c->t, "fixed", h->fixed);
	zc_put_cstr(c->t, "severity", h->severity);
	zc_put_int(c->t, "published", h->published);
	zc_put_cstr(c->t, "feed", c->name);
	zc_put_int(c->t, "feed_at", c->at);
	return zc_row(c->t, e);
}

/* CSAF files begin with their "document"; the tracker's with a source. */
static int
read_json(
    struct ctx *c, const char *path, struct zc_unpack *u, struct zc_err *e)
{
	struct zc_unpack *probe = NULL;
	char head[2048];
	size_t got = 0;
	struct zc_str s;
	int rc = zc_unpack_open(c->l->imported, path, &probe, NULL);

	if (rc == ZC_OK)
		rc = zc_unpack_read(probe, head, sizeof(head), &got, NULL);
	zc_unpack_close(probe);
	if (rc != ZC_OK)
		return rc;
	s = (struct zc_str){ head, got };
	if (zc_str_search(s, "\"document\"") < s.n ||
	    zc_str_search(s, "\"csaf_version\"") < s.n ||
	    zc_str_search(s, "\"vulnerabilities\"") < s.n)
		return zc_feed_csaf(&c->feed, u, e);
	return zc_feed_debian(&c->feed, u, e);
}

static int
read_feed(struct ctx *c, const char *path, struct zc_err *e)
{
	struct zc_str p = zc_str_of(path);
	struct zc_unpack *u = NULL;
	struct zc_arena a;
	struct stat st;
	int rc;

	if (zc_str_search(p, ".json") == p.n && zc_str_search(p, ".xml") == p.n)
		return ZC_OK;
	rc = zc_unpack_open(c->l->imported, path, &u, NULL);
	if (rc != ZC_OK) {
		zc_miss_rc(c->t, path, rc);
		return ZC_OK;
	}
	zc_arena_init(&a, 1 << 20);
	c->feed.a = &a;
	c->name = strrchr(path, '/') + 1;
	c->at = zc_fs_stat(c->l->imported, path, &st, NULL) == ZC_OK
	    ? st.st_mtime
	    : 0;
	c->feeds++;
	if (zc_str_search(p, ".xml") < p.n)
		rc = zc_feed_oval(&c->feed, u, e);
	else
		rc = read_json(c, path, u, e);
	zc_unpack_close(u);
	c->feed.a = NULL;
	zc_arena_fini(&a);
	if (rc == ZC_EINPUT) {
		zc_miss(c->t, path,
		    ZC_N("the advisory feed is damaged or of an unknown form"));
		rc = ZC_OK;
	}
	return rc;
}

/* Files of a directory and of the directories in it. */
static int
read_dir(struct ctx *c, const char *dir, int deep, struct zc_err *e)
{
	struct zc_fs_list names = { 0 };
	struct stat st;
	int rc =
	    zc_fs_dir(c->l->imported, dir, FILES_MAX, c->l->a, &names, NULL);

	if (rc != ZC_OK) {
		zc_miss_rc(c->t, dir, rc);
		return ZC_OK;
	}
	for (size_t i = 0; rc == ZC_OK && i < names.n; i++) {
		const char *p = zc_fs_join(c->l->a, dir, names.names[i]);

		if (p == NULL ||
		    zc_fs_stat(c->l->imported, p, &st, NULL) != ZC_OK)
			continue;
		if (S_ISDIR(st.st_mode) && deep > 0)
			rc = read_dir(c, p, deep - 1, e);
		else if (S_ISREG(st.st_mode))
			rc = read_feed(c, p, e);
	}
	return rc;
}

static const char *
codename(const struct zc_look *l, struct zc_table *t)
{
	static const char key[] = "VERSION_CODENAME=";
	struct zc_str text, line;

	if (zc_look_read(l, t, "/etc/os-release", &text) != ZC_OK)
		return "";
	while (zc_str_line(&text, &line)) {
		if (!zc_str_starts(line, key))
			continue;
		line = zc_str_sub(line, strlen(key), line.n);
		while (line.n > 0 && line.p[0] == '"')
			line = zc_str_sub(line, 1, line.n);
		line.n = zc_str_find(line, '"');
		return zc_arena_dup(l->a, line.p, line.n);
	}
	return "";
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t };
	int rc = zc_installed_read(l, t, &c.in, e);

	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("neither a dpkg nor an rpm package database"), NULL);
	if (rc != ZC_OK)
		return rc;
	c.feed = (struct zc_feed){ .in = &c.in,
		.hit = put_hit,
		.ctx = &c,
		.by_source = zc_feed_sources(&c.in, l->a),
		.codename = codename(l, t) };
	if (c.feed.by_source == NULL || c.feed.codename == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "feed");
	rc = l->imported > 0 ? read_dir(&c, "advisory", 2, e) : ZC_OK;
	if (rc != ZC_OK)
		return rc;
	if (c.feeds == 0)
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("no advisory feed has been imported"), NULL);
	if (!c.feed.applies)
		return zc_cover(t, ZC_COVER_PARTIAL,
		    ZC_N("the imported advisory feeds say nothing of this "
			 "system's release"),
		    NULL);
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_advisory = {
	.table = "advisory",
	.en = "known vulnerabilities",
	.zh = "已知漏洞",
	.mean = "packages that an imported offline feed calls vulnerable",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
