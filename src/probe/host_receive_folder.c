/* receive_folder: folders in which chat, mail and cloud programs leave files.
 */
#include "probe/probe.h"
#include "probe/tree.h"
#include "probe/users.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户", "account" },
	{ "program", ZC_TEXT, "program", "程序", "program by the rule list" },
	{ "path", ZC_TEXT, "path", "路径", "folder" },
	{ "files", ZC_INT, "files", "文件数", "number of files" },
	{ "documents", ZC_INT, "documents", "文档数",
	    "number of office documents and pictures" },
	{ "bytes", ZC_INT, "bytes", "字节数", "total size" },
	{ "newest", ZC_TIME, "newest", "最新时间", "newest change" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	const char *account, *program;
};

static int
folder(void *ctx, const char *path)
{
	const struct ctx *c = ctx;
	struct zc_tree_sum s;
	int rc = zc_tree_sum(c->l, c->t, path, &s);

	if (rc != ZC_OK) {
		zc_miss_rc(c->t, path, rc);
		return ZC_OK;
	}
	zc_put_cstr(c->t, "account", c->account);
	zc_put_cstr(c->t, "program", c->program);
	zc_put_cstr(c->t, "path", path);
	zc_put_int(c->t, "files", s.files);
	zc_put_int(c->t, "documents", s.documents);
	zc_put_int(c->t, "bytes", s.bytes);
	zc_put_int(c->t, "newest", s.newest);
	return zc_row(c->t, c->e);
}

/* The name the entry gives its program, or the entry's own. */
static const char *
program_of(const struct zc_items *items, const char *entry)
{
	struct zc_item it;
	size_t i = 0;

	while (zc_item_next(items, "rule.receive_folder", &i, &it))
		if (strcmp(it.entry, entry) == 0 &&
		    strcmp(it.field, "program") == 0)
			return it.value;
	return entry;
}

static int
home(struct ctx *c, const char *dir)
{
	struct zc_item it;
	size_t i = 0;
	int rc = ZC_OK;

	while (rc == ZC_OK &&
	    zc_item_next(&c->l->items, "rule.receive_folder", &i, &it)) {
		if (strcmp(it.field, "path") != 0)
			continue;
		c->program = program_of(&c->l->items, it.entry);
		rc = zc_tree_glob(c->l, c->t, dir, it.value, folder, c);
	}
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e };
	const struct zc_user *who;
	struct zc_users users;
	struct zc_item it;
	size_t i = 0;
	int rc;

	if (!zc_item_next(&l->items, "rule.receive_folder", &i, &it))
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("the list of folders to look for is missing"),
		    "rule.receive_folder");
	rc = zc_users_load(l, t, &users);
	for (i = 0; rc == ZC_OK && zc_users_home(l, t, &users, &i, &who);) {
		c.account = who->name;
		rc = home(&c, who->home);
	}
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_receive_folder = {
	.table = "receive_folder",
	.en = "receive folders",
	.zh = "接收目录",
	.mean = "folders in which chat, mail and cloud programs leave files",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
