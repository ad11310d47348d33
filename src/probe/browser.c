#include "probe/browser.h"

#include "base/fs.h"

#include <strings.h>

/* Seconds from 1601-01-01 to 1970-01-01: the epoch of Chromium's times. */
static const int64_t epoch_1601 = 11644473600;

struct walk {
	const struct zc_look *l;
	struct zc_table *t;
	const char *account;
	zc_browser_fn fn;
	void *ctx;
	struct zc_err *e;
	size_t left; /* directories that may still be walked */
};

static bool
holds(const struct zc_fs_list *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->names[i], name) == 0)
			return true;
	return false;
}

/* Component of a path, counted from its end. */
static struct zc_str
part(const char *path, unsigned back)
{
	struct zc_str s = zc_str_of(path);
	size_t end = s.n;

	for (;;) {
		size_t from = end;

		while (from > 0 && s.p[from - 1] != '/')
			from--;
		if (back-- == 0 || from == 0)
			return zc_str_sub(s, from, end - from);
		end = from - 1;
	}
}

/*
 * The name a folder gives its browser: …/google-chrome/Default,
 * …/Some Browser/User Data/Default, …/.config/opera.
 */
static const char *
name_of(const struct zc_look *l, const char *dir)
{
	static const char *const roots[] = { ".config", "config", "common",
		"share", ".local" };
	struct zc_str up = part(dir, 1);
	const char *p;

	if (zc_str_is(up, "User Data"))
		up = part(dir, 2);
	for (size_t i = 0; i < ZC_LEN(roots); i++)
		if (zc_str_is(up, roots[i]))
			up = part(dir, 0);
	p = zc_arena_dup(l->a, up.p, up.n);
	return p == NULL ? "" : p;
}

/* Folders of caches and web pages: large, and no profile below. */
static bool
is_dull(const char *name)
{
	static const char *const dull[] = { "Cache", "cache", "Code Cache",
		"GPUCache", "Service Worker", "IndexedDB", "Extensions",
		"Local Storage", "Session Storage", "CachedData", "storage",
		"blob_storage", "File System", "node_modules", ".git", "dconf",
		"pulse", "systemd" };

	for (size_t i = 0; i < ZC_LEN(dull); i++)
		if (strcmp(name, dull[i]) == 0)
			return true;
	return false;
}

static int
profile(struct walk *w, const char *dir, bool firefox)
{
	struct zc_browser b = {
		.account = w->account, .dir = dir, .firefox = firefox
	};

	b.db = zc_fs_join(w->l->a, dir, firefox ? "places.sqlite" : "History");
	b.name = name_of(w->l, dir);
	if (firefox &&
	    (zc_str_search(zc_str_of(dir), "/.mozilla/") < strlen(dir) ||
		zc_str_search(zc_str_of(dir), "/firefox") < strlen(dir)))
		b.name = "firefox";
	if (b.db == NULL)
		return ZC_FAIL(w->e, ZC_ENOMEM, "browsers: no room");
	return w->fn(w->ctx, &b);
}

static int
visit(struct walk *w, const char *dir, int depth)
{
	struct zc_fs_list names;
	struct stat st;
	int rc;

	if (w->left == 0)
		return ZC_OK;
	if (--w->left == 0)
		zc_miss(w->t, dir, ZC_N("too many directories"));
	rc = zc_fs_dir(w->l->root, dir, 5000, w->l->a, &names, w->e);
	if (rc != ZC_OK) {
		zc_miss_rc(w->t, dir, rc);
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	}
	if (holds(&names, "History") && holds(&names, "Preferences"))
		return profile(w, dir, false);
	if (holds(&names, "places.sqlite"))
		return profile(w, dir, true);
	if (depth == ZC_BROWSER_DEPTH_MAX)
		return ZC_OK;
	for (size_t i = 0; rc == ZC_OK && i < names.n; i++) {
		const char *path;

		if (is_dull(names.names[i]))
			continue;
		path = zc_fs_join(w->l->a, dir, names.names[i]);
		if (path == NULL)
			return ZC_FAIL(w->e, ZC_ENOMEM, "browsers: no room");
		if (zc_fs_lstat(w->l->root, path, &st, NULL) == ZC_OK &&
		    S_ISDIR(st.st_mode))
			rc = visit(w, path, depth + 1);
	}
	return rc;
}

int
zc_browser_each(const struct zc_look *l, struct zc_table *t,
    const struct zc_users *users, zc_browser_fn fn, void *ctx, struct zc_err *e)
{
	static const char *const roots[] = { ".config", ".mozilla", ".var/app",
		"snap", ".deepinwine", ".360browser", ".qaxbrowser" };
	const struct zc_user *who;
	size_t i = 0;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_users_home(l, t, users, &i, &who)) {
		struct walk w = { .l = l,
			.t = t,
			.account = who->name,
			.fn = fn,
			.ctx = ctx,
			.e = e,
			.left = ZC_BROWSER_DIRS_MAX };

		for (size_t k = 0; rc == ZC_OK && k < ZC_LEN(roots); k++) {
			const char *dir = zc_fs_join(l->a, who->home, roots[k]);

			if (dir == NULL)
				return ZC_FAIL(e, ZC_ENOMEM, "homes: no room");
			rc = visit(&w, dir, 0);
		}
	}
	return rc;
}

int
zc_browser_open(const struct zc_look *l, struct zc_table *t,
    const struct zc_browser *b, struct zc_sqlitefd *out)
{
	static const char *const tables[] = { "urls", "visits", "downloads",
		"downloads_url_chains", "moz_places", "moz_historyvisits",
		"moz_annos", "moz_anno_attributes", "sqlite_sequence", NULL };
	int rc = zc_sqlitefd_open(l->root, b->db, tables, out, NULL);

	if (rc == ZC_EINPUT)
		zc_miss(t, b->db, ZC_N("not a browser history, or damaged"));
	else if (rc != ZC_OK)
		zc_miss_rc(t, b->db, rc);
	else if (out->behind)
		zc_miss(t, b->db,
		    ZC_N("the newest entries are still in a log beside the "
			 "database and were not read"));
	return rc;
}

int64_t
zc_browser_time(const struct zc_browser *b, int64_t v)
{
	if (v <= 0)
		return 0;
	v /= 1000000;
	if (!b->firefox)
		v -= epoch_1601;
	return v > 0 ? v : 0;
}

struct zc_str
zc_browser_host(struct zc_str url)
{
	static const char *const schemes[] = { "http://", "https://",
		"ftp://" };
	struct zc_str s = ZC_S("");
	size_t at;

	for (size_t i = 0; i < ZC_LEN(schemes); i++)
		if (zc_str_starts(url, schemes[i]))
			s = zc_str_sub(url, strlen(schemes[i]), url.n);
	for (at = 0; at < s.n; at++)
		if (s.p[at] == '/' || s.p[at] == '?' || s.p[at] == '#')
			break;
	s.n = at;
	at = zc_str_find(s, '@');
	if (at < s.n)
		s = zc_str_sub(s, at + 1, s.n);
	if (s.n > 0 && s.p[0] == '[') /* an IPv6 address */
		return zc_str_sub(s, 1, zc_str_find(s, ']') - 1);
	return zc_str_sub(s, 0, zc_str_find(s, ':'));
}

/* `host` is `domain` or ends in ".domain"; ASCII case does not matter. */
static bool
below(struct zc_str host, const char *domain)
{
	size_t n = strlen(domain);

	if (n == 0 || host.n < n ||
	    strncasecmp(host.p + host.n - n, domain, n) != 0)
		return false;
	return host.n == n || host.p[host.n - n - 1] == '.';
}

bool
zc_browser_rule(const struct zc_items *items, const char *rule,
    struct zc_str host, const char **entry, const char **category)
{
	const char *found = NULL;
	size_t i = 0, best = 0;
	struct zc_item it;

	while (zc_item_next(items, rule, &i, &it))
		if (strcmp(it.field, "domain") == 0 && below(host, it.value) &&
		    strlen(it.value) > best) {
			found = it.entry;
			best = strlen(it.value);
		}
	if (found == NULL)
		return false;
	*entry = found;
	*category = "";
	for (i = 0; zc_item_next(items, rule, &i, &it);)
		if (strcmp(it.field, "category") == 0 &&
		    strcmp(it.entry, found) == 0)
			*category = it.value;
	return true;
}

void
zc_browser_visits(const struct zc_look *l, struct zc_table *t,
    const struct zc_browser *b,
    void (*fn)(void *ctx, const struct zc_browser_visits *v), void *ctx)
{
	static const char chromium[] =
	    "SELECT u.url, min(v.visit_time), max(v.visit_time), count(*) "
	    "FROM visits v JOIN urls u ON u.id = v.url GROUP BY v.url";
	static const char firefox[] =
	    "SELECT p.url, min(v.visit_date), max(v.visit_date), count(*) "
	    "FROM moz_historyvisits v JOIN moz_places p ON p.id = v.place_id "
	    "GROUP BY v.place_id";
	struct zc_sqlitefd db;
	sqlite3_stmt *q = NULL;
	int got = 0;

	if (zc_browser_open(l, t, b, &db) != ZC_OK)
		return;
	if (zc_sqlitefd_query(&db, b->firefox ? firefox : chromium, &q, NULL) !=
	    ZC_OK)
		got = -1;
	while (got >= 0 && (got = zc_sqlitefd_step(&db, q, NULL)) == 1) {
		struct zc_browser_visits v = { .host = zc_browser_host(
						   zc_sqlitefd_text(q, 0)),
			.first = zc_browser_time(b, sqlite3_column_int64(q, 1)),
			.last = zc_browser_time(b, sqlite3_column_int64(q, 2)),
			.times = sqlite3_column_int64(q, 3) };

		fn(ctx, &v);
	}
	(void)sqlite3_finalize(q);
	zc_sqlitefd_close(&db);
	if (got < 0)
		zc_miss(t, b->db, ZC_N("not a browser history, or damaged"));
}
