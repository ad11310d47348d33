/* browser_profile: every profile found by its shape. */
#include "base/fs.h"
#include "probe/browser.h"
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户", "account" },
	{ "browser", ZC_TEXT, "browser", "浏览器",
	    "firefox, chromium, or the folder's own name" },
	{ "path", ZC_TEXT, "path", "路径", "profile directory" },
	{ "visits", ZC_INT, "visits kept", "历史条数",
	    "entries in the history; null when not readable" },
	{ "saved_logins", ZC_INT, "saved logins", "保存的登录数",
	    "number only" },
	{ "oldest", ZC_TIME, "oldest", "最早记录", "oldest visit" },
	{ "newest", ZC_TIME, "newest", "最新记录", "newest visit" },
	{ "cleared", ZC_BOOL, "history cleared", "历史被清空",
	    "1 = profile in use with no or far less history than its age" },
};

enum {
	DAY = 86400,
	LOGINS_MAX = 16 << 20
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
};

struct history {
	int64_t visits, oldest, newest;
	int64_t first_id; /* smallest number of a visit; 1 = none was removed */
};

/* Four numbers of one row; false when the query cannot be answered. */
static bool
numbers(struct zc_sqlitefd *db, const char *sql, int64_t v[4])
{
	sqlite3_stmt *q = NULL;
	bool got = false;

	if (zc_sqlitefd_query(db, sql, &q, NULL) == ZC_OK &&
	    zc_sqlitefd_step(db, q, NULL) == 1) {
		for (int i = 0; i < 4 && i < sqlite3_column_count(q); i++)
			v[i] = sqlite3_column_int64(q, i);
		got = true;
	}
	(void)sqlite3_finalize(q);
	return got;
}

static int
read_history(const struct ctx *c, const struct zc_browser *b, struct history *h)
{
	static const char chromium[] =
	    "SELECT count(*), min(visit_time), max(visit_time), min(id) "
	    "FROM visits";
	static const char firefox[] =
	    "SELECT count(*), min(visit_date), max(visit_date), min(id) "
	    "FROM moz_historyvisits";
	struct zc_sqlitefd db;
	int64_t v[4] = { 0 };
	int rc = zc_browser_open(c->l, c->t, b, &db);

	if (rc != ZC_OK)
		return rc;
	if (numbers(&db, b->firefox ? firefox : chromium, v)) {
		h->visits = v[0];
		h->oldest = zc_browser_time(b, v[1]);
		h->newest = zc_browser_time(b, v[2]);
		h->first_id = v[3];
	} else {
		zc_miss(c->t, b->db, ZC_N("not a browser history, or damaged"));
		rc = ZC_EINPUT;
	}
	zc_sqlitefd_close(&db);
	return rc;
}

/* Saved logins by their number; -1 = not known. Nothing else is read. */
static int64_t
saved_logins(const struct ctx *c, const struct zc_browser *b)
{
	static const char *const tables[] = { "logins", NULL };
	const char *path = zc_fs_join(
	    c->l->a, b->dir, b->firefox ? "logins.json" : "Login Data");
	struct zc_sqlitefd db;
	struct zc_str s;
	int64_t v[4] = { -1 };
	size_t at;
	int rc;

	if (path == NULL)
		return -1;
	if (b->firefox) {
		rc =
		    zc_fs_read(c->l->root, path, LOGINS_MAX, c->l->a, &s, NULL);
		if (rc != ZC_OK) {
			zc_miss_rc(c->t, path, rc);
			return rc == ZC_ENOENT ? 0 : -1;
		}
		for (v[0] = 0;
		     (at = zc_str_search(s, "\"encryptedPassword\"")) < s.n;
		     v[0]++)
			s = zc_str_sub(s, at + 1, s.n);
		return v[0];
	}
	rc = zc_sqlitefd_open(c->l->root, path, tables, &db, NULL);
	if (rc != ZC_OK) {
		zc_miss_rc(c->t, path, rc);
		return rc == ZC_ENOENT ? 0 : -1;
	}
	if (!numbers(&db,
		"SELECT count(*) FROM logins WHERE blacklisted_by_user = 0",
		v)) {
		v[0] = -1;
		zc_miss(c->t, path, ZC_N("not readable as saved logins"));
	}
	zc_sqlitefd_close(&db);
	return v[0];
}

/* A number behind `key` in a JSON text; quotes around it are passed over. */
static int64_t
json_number(struct zc_str s, const char *key)
{
	size_t at = zc_str_search(s, key), n = 0;
	int64_t v;

	if (at == s.n)
		return 0;
	s = zc_str_sub(s, at + strlen(key), 40);
	while (s.n > 0 && (s.p[0] == '"' || s.p[0] == ':' || s.p[0] == ' '))
		s = zc_str_sub(s, 1, s.n);
	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n > 0 && zc_str_int(zc_str_sub(s, 0, n), 10, &v) ? v : 0;
}

/* When the profile was made, and when it was last used; 0 = unknown. */
static void
life(const struct ctx *c, const struct zc_browser *b, int64_t *made,
    int64_t *used)
{
	const char *file = b->firefox ? "times.json" : "Preferences";
	const char *path = zc_fs_join(c->l->a, b->dir, file);
	const char *busy = zc_fs_join(
	    c->l->a, b->dir, b->firefox ? "prefs.js" : "Preferences");
	struct zc_str s;
	struct stat st;

	*made = *used = 0;
	if (path == NULL || busy == NULL)
		return;
	if (zc_fs_stat(c->l->root, busy, &st, NULL) == ZC_OK)
		*used = st.st_mtime;
	if (zc_fs_read(c->l->root, path, LOGINS_MAX, c->l->a, &s, NULL) !=
	    ZC_OK)
		return;
	if (b->firefox)
		*made = json_number(s, "\"created\"") / 1000;
	else
		*made = zc_browser_time(b, json_number(s, "\"creation_time\""));
}

/*
 * In use for more than a week, and the history is empty, or entries before
 * the oldest one are gone although neither age (Chromium forgets after 90
 * days) nor a new profile explains it.
 */
static bool
cleared(const struct history *h, const struct zc_browser *b, int64_t made,
    int64_t used)
{
	int64_t oldest = h->oldest;

	if (made == 0 || used - made < 7 * DAY)
		return false;
	if (h->visits == 0)
		return true;
	if (h->first_id <= 1 || oldest - made < 7 * DAY)
		return false;
	return b->firefox || used - oldest < 75 * DAY;
}

static int
profile(void *ctx, const struct zc_browser *b)
{
	const struct ctx *c = ctx;
	struct history h = { 0 };
	int64_t made, used, logins = saved_logins(c, b);
	int rc = read_history(c, b, &h);

	zc_put_cstr(c->t, "account", b->account);
	zc_put_cstr(c->t, "browser", b->name);
	zc_put_cstr(c->t, "path", b->dir);
	if (logins >= 0)
		zc_put_int(c->t, "saved_logins", logins);
	if (rc == ZC_OK) {
		life(c, b, &made, &used);
		zc_put_int(c->t, "visits", h.visits);
		zc_put_int(c->t, "oldest", h.oldest);
		zc_put_int(c->t, "newest", h.newest);
		zc_put_int(c->t, "cleared", cleared(&h, b, made, used));
	}
	return zc_row(c->t, c->e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e };
	struct zc_users users;
	int rc = zc_users_load(l, t, &users);

	if (rc == ZC_OK)
		rc = zc_browser_each(l, t, &users, profile, &c, e);
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_browser_profile = {
	.table = "browser_profile",
	.en = "browser profiles",
	.zh = "浏览器配置",
	.mean = "every profile found by its shape",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
