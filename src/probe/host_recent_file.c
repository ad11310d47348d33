/* recent_file: entries that point to removable media or network places. */
#include "base/clock.h"
#include "probe/conffile.h"
#include "probe/place.h"
#include "probe/probe.h"
#include "probe/tree.h"
#include "probe/xmlattr.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户", "account" },
	{ "path", ZC_TEXT, "path", "路径", "path or address" },
	{ "place", ZC_TEXT, "place", "位置类别", "removable, network, trash" },
	{ "program", ZC_TEXT, "program", "程序", "program that opened it" },
	{ "at", ZC_TIME, "time", "时间", "last use" },
	{ "source", ZC_TEXT, "source", "来源", "file" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	const char *account;
	struct zc_str path; /* of the entry being read */
	struct zc_str program;
	int64_t at;
	struct zc_buf uri, text; /* scratch */
};

static int
put(struct ctx *c, struct zc_str path, const char *place, struct zc_str program,
    int64_t at, const char *source)
{
	if (place == NULL)
		return ZC_OK;
	zc_put_cstr(c->t, "account", c->account);
	zc_put(c->t, "path", path);
	zc_put_cstr(c->t, "place", place);
	zc_put(c->t, "program", program);
	zc_put_int(c->t, "at", at);
	zc_put_cstr(c->t, "source", source);
	return zc_row(c->t, c->e);
}

static const char *
place_of(struct zc_str path)
{
	const char *place = zc_place_of(path);

	if (place == NULL &&
	    zc_str_search(path, "/.local/share/Trash/files/") < path.n)
		place = "trash";
	return place;
}

/* Desktop Bookmark Spec: <bookmark href modified> … <application name>. */
static int
xbel(void *ctx, const char *source)
{
	struct ctx *c = ctx;
	struct zc_xmltag tag;
	struct zc_str s;
	char *path = NULL, *program = NULL;
	int64_t at = 0;
	int rc = ZC_OK;

	if (zc_look_read(c->l, c->t, source, &s) != ZC_OK)
		return ZC_OK;
	while (rc == ZC_OK && zc_xmltag_next(&s, &tag)) {
		if (zc_str_is(tag.name, "bookmark")) {
			path = program = NULL;
			at = 0;
			if (zc_xmltag_attr(&tag, "modified", &c->uri))
				(void)zc_clock_parse(zc_buf_get(&c->uri), &at);
			if (!zc_xmltag_attr(&tag, "href", &c->uri))
				continue;
			zc_uri_text(zc_buf_get(&c->uri), &c->text);
			if (place_of(zc_buf_get(&c->text)) == NULL)
				continue;
			path = zc_arena_dup(c->l->a, c->text.p, c->text.n);
			if (path == NULL)
				return ZC_ENOMEM;
			/* An empty element: no program is told. */
			if (zc_str_ends(tag.attrs, "/"))
				rc = put(c, zc_str_of(path),
				    place_of(zc_str_of(path)), ZC_S(""), at,
				    source);
		} else if (path != NULL && program == NULL &&
		    zc_str_is(tag.name, "bookmark:application") &&
		    zc_xmltag_attr(&tag, "name", &c->uri)) {
			program = zc_arena_dup(c->l->a, c->uri.p, c->uri.n);
		} else if (path != NULL && zc_str_is(tag.name, "/bookmark")) {
			rc = put(c, zc_str_of(path), place_of(zc_str_of(path)),
			    zc_str_of(program), at, source);
			path = NULL;
		}
	}
	return rc;
}

static int
pair(void *ctx, const struct zc_confline *line)
{
	struct ctx *c = ctx;
	struct zc_str key, value;

	if (!zc_conffile_pair(line->text, &key, &value))
		return ZC_OK;
	if (zc_str_is(key, "Path") || zc_str_starts(key, "URL"))
		c->path = value;
	else if (zc_str_is(key, "DeletionDate"))
		(void)zc_clock_parse(value, &c->at);
	else if (zc_str_is(key, "X-KDE-LastOpenedWith"))
		c->program = value;
	return ZC_OK;
}

static int
read_pairs(struct ctx *c, const char *source)
{
	c->path = c->program = ZC_S("");
	c->at = 0;
	return zc_conffile_read(c->l, c->t, source, pair, c);
}

/* Trash spec: [Trash Info] Path= where it was, DeletionDate=. */
static int
trash(void *ctx, const char *source)
{
	struct ctx *c = ctx;
	int rc = read_pairs(c, source);

	if (rc != ZC_OK || c->path.n == 0)
		return rc;
	zc_uri_text(c->path, &c->text);
	return put(c, zc_buf_get(&c->text), "trash", ZC_S(""), c->at, source);
}

/* KDE: one .desktop file for each document, URL[$e]=. */
static int
kde(void *ctx, const char *source)
{
	struct ctx *c = ctx;
	int rc = read_pairs(c, source);

	if (rc != ZC_OK || c->path.n == 0)
		return rc;
	zc_uri_text(c->path, &c->text);
	return put(c, zc_buf_get(&c->text), place_of(zc_buf_get(&c->text)),
	    c->program, c->at, source);
}

static int
home(struct ctx *c, const char *dir)
{
	static const struct {
		const char *pattern;
		zc_tree_fn fn;
	} places[] = {
		{ ".local/share/recently-used.xbel", xbel },
		{ ".recently-used.xbel", xbel },
		{ ".local/share/RecentDocuments/*.desktop", kde },
		{ ".kde/share/apps/RecentDocuments/*.desktop", kde },
		{ ".local/share/Trash/info/*.trashinfo", trash },
	};
	int rc = ZC_OK;

	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(places); i++)
		rc = zc_tree_glob(
		    c->l, c->t, dir, places[i].pattern, places[i].fn, c);
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e };
	const struct zc_user *who;
	struct zc_users users;
	size_t i = 0;
	int rc = zc_users_load(l, t, &users);

	zc_buf_init(&c.uri, 8192);
	zc_buf_init(&c.text, 8192);
	while (rc == ZC_OK && zc_users_home(l, t, &users, &i, &who)) {
		c.account = who->name;
		rc = home(&c, who->home);
	}
	zc_buf_fini(&c.uri);
	zc_buf_fini(&c.text);
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_recent_file = {
	.table = "recent_file",
	.en = "recently used files",
	.zh = "最近文件",
	.mean = "entries that point to removable media or network places",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
