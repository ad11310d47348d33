/* download: downloads whose domain or file type hits a rule. */
#include "probe/browser.h"
#include "probe/probe.h"
#include "probe/xmlattr.h"

#include <strings.h>

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户", "account" },
	{ "browser", ZC_TEXT, "browser", "浏览器", "browser" },
	{ "domain", ZC_TEXT, "domain", "域名", "domain" },
	{ "file", ZC_TEXT, "file", "文件", "file name without path" },
	{ "category", ZC_TEXT, "category", "类别", "category of the rule" },
	{ "at", ZC_TIME, "time", "时间", "time" },
	{ "size", ZC_INT, "size", "大小", "bytes" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
};

/* The last part of a path of either kind of system. */
static struct zc_str
file_name(struct zc_str s)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '/' || s.p[i - 1] == '\\')
			return zc_str_sub(s, i, s.n);
	return s;
}

static bool
ends_in(struct zc_str s, const char *suffix)
{
	size_t n = strlen(suffix);

	return n > 0 && s.n >= n && strncasecmp(s.p + s.n - n, suffix, n) == 0;
}

/* Category by the ending of the name (rule.download_kind), or NULL. */
static const char *
by_suffix(const struct zc_items *items, struct zc_str name)
{
	const char *entry = NULL;
	struct zc_item it;
	size_t i = 0;

	while (
	    entry == NULL && zc_item_next(items, "rule.download_kind", &i, &it))
		if (strcmp(it.field, "suffix") == 0 && ends_in(name, it.value))
			entry = it.entry;
	if (entry == NULL)
		return NULL;
	for (i = 0; zc_item_next(items, "rule.download_kind", &i, &it);)
		if (strcmp(it.field, "category") == 0 &&
		    strcmp(it.entry, entry) == 0)
			return it.value;
	return entry;
}

static int
put(const struct ctx *c, const struct zc_browser *b, struct zc_str path,
    struct zc_str url, int64_t at, int64_t size)
{
	struct zc_str host = zc_browser_host(url), name = file_name(path);
	const char *rule, *category;

	if (!zc_browser_rule(
		&c->l->items, "rule.web_category", host, &rule, &category))
		category = by_suffix(&c->l->items, name);
	if (category == NULL)
		return ZC_OK;
	zc_put_cstr(c->t, "account", b->account);
	zc_put_cstr(c->t, "browser", b->name);
	zc_put(c->t, "domain", host);
	zc_put(c->t, "file", name);
	zc_put_cstr(c->t, "category", category);
	zc_put_int(c->t, "at", at);
	if (size >= 0)
		zc_put_int(c->t, "size", size);
	return zc_row(c->t, c->e);
}

/* "fileSize":123 of Firefox's note about a download; -1 = not told. */
static int64_t
file_size(struct zc_str s)
{
	static const char key[] = "\"fileSize\":";
	size_t at = zc_str_search(s, key), n = 0;
	int64_t v;

	if (at == s.n)
		return -1;
	s = zc_str_sub(s, at + sizeof(key) - 1, 20);
	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n > 0 && zc_str_int(zc_str_sub(s, 0, n), 10, &v) ? v : -1;
}

static int
row(const struct ctx *c, const struct zc_browser *b, sqlite3_stmt *q)
{
	struct zc_buf path;
	int64_t at = zc_browser_time(b, sqlite3_column_int64(q, 2)), size;
	int rc;

	zc_buf_init(&path, 8192);
	if (b->firefox) {
		size = file_size(zc_sqlitefd_text(q, 3));
		zc_uri_text(zc_sqlitefd_text(q, 0), &path);
	} else {
		size = sqlite3_column_type(q, 3) == SQLITE_NULL
		    ? -1
		    : sqlite3_column_int64(q, 3);
		zc_buf_str(&path, zc_sqlitefd_text(q, 0));
	}
	rc = put(c, b, zc_buf_get(&path), zc_sqlitefd_text(q, 1), at, size);
	zc_buf_fini(&path);
	return rc;
}

static int
profile(void *ctx, const struct zc_browser *b)
{
	static const char chromium[] =
	    "SELECT d.target_path, c.url, d.start_time, d.total_bytes "
	    "FROM downloads d LEFT JOIN downloads_url_chains c "
	    "ON c.id = d.id AND c.chain_index = 0";
	static const char firefox[] =
	    "SELECT a.content, p.url, a.dateAdded, "
	    "(SELECT m.content FROM moz_annos m "
	    "JOIN moz_anno_attributes k ON k.id = m.anno_attribute_id "
	    "WHERE m.place_id = a.place_id "
	    "AND k.name = 'downloads/metaData') "
	    "FROM moz_annos a "
	    "JOIN moz_anno_attributes n ON n.id = a.anno_attribute_id "
	    "JOIN moz_places p ON p.id = a.place_id "
	    "WHERE n.name = 'downloads/destinationFileURI'";
	const struct ctx *c = ctx;
	struct zc_sqlitefd db;
	sqlite3_stmt *q = NULL;
	int got = 0, rc = ZC_OK;

	if (zc_browser_open(c->l, c->t, b, &db) != ZC_OK)
		return ZC_OK;
	if (zc_sqlitefd_query(&db, b->firefox ? firefox : chromium, &q, NULL) !=
	    ZC_OK)
		got = -1;
	while (rc == ZC_OK && got >= 0 &&
	    (got = zc_sqlitefd_step(&db, q, NULL)) == 1)
		rc = row(c, b, q);
	(void)sqlite3_finalize(q);
	zc_sqlitefd_close(&db);
	if (got < 0)
		zc_miss(c->t, b->db, ZC_N("not a browser history, or damaged"));
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e };
	struct zc_users users;
	struct zc_item it;
	size_t i = 0, k = 0;
	int rc;

	if (!zc_item_next(&l->items, "rule.web_category", &i, &it) &&
	    !zc_item_next(&l->items, "rule.download_kind", &k, &it))
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("the lists of sites and file types to look for are "
			 "missing"),
		    NULL);
	rc = zc_users_load(l, t, &users);
	if (rc == ZC_OK)
		rc = zc_browser_each(l, t, &users, profile, &c, e);
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_download = {
	.table = "download",
	.en = "downloads",
	.zh = "下载痕迹",
	.mean = "downloads whose domain or file type hits a rule",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
