/* docs: the page docs/formats/KIND.md, made from the kind's field table. */
#include "base/buf.h"
#include "catalog/kind.h"

enum {
	PAGE_MAX = 256 * 1024
};

struct page {
	struct zc_buf b;
	bool en;
};

static const char *
pick(const struct page *p, const char *zh, const char *en)
{
	return p->en ? en : zh;
}

static const char *
type_name(const struct page *p, const struct zc_field *d)
{
	static const char *const names[][2] = {
		[ZC_F_TEXT] = { "文字", "text" },
		[ZC_F_SQL] = { "SQL", "SQL" },
		[ZC_F_BOTH] = { "{zh, en}", "{zh, en}" },
		[ZC_F_BOOL] = { "true 或 false", "true or false" },
		[ZC_F_INT] = { "整数", "whole number" },
		[ZC_F_ENUM] = { "取值之一", "one of" },
		[ZC_F_RANK] = { "取值之一", "one of" },
		[ZC_F_STRS] = { "文字的列表", "list of text" },
		[ZC_F_CELLS] = { "{名称: 值}", "{name: value}" },
		[ZC_F_MAPS] = { "列表，见下", "list, see below" },
		[ZC_F_NAMED] = { "{名称: …}，见下", "{name: …}, see below" },
		[ZC_F_MAP] = { "{键: 值}，见下", "{key: value}, see below" },
		[ZC_F_GIVEN] = { "{表名: …}，见说明",
		    "{table: …}, see meaning" },
		[ZC_F_OWN] = { "见说明", "see meaning" },
	};

	return names[d->type][p->en];
}

/* A "|" in a cell would end it. */
static void
add_cell(struct page *p, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '|')
			zc_buf_char(&p->b, '\\');
		zc_buf_char(&p->b, *s);
	}
}

static void
add_row(struct page *p, const struct zc_field *d)
{
	zc_buf_fmt(&p->b, "| `%s` | %s", d->key, type_name(p, d));
	for (size_t i = 0; d->values != NULL && d->values[i] != NULL; i++)
		zc_buf_fmt(&p->b, "%s`%s`", i == 0 ? pick(p, "：", ": ") : ", ",
		    d->values[i]);
	zc_buf_fmt(&p->b, " | %s | ",
	    d->required ? pick(p, "是", "yes") : pick(p, "否", "no"));
	add_cell(p, pick(p, d->zh, d->en));
	if (d->def != NULL)
		zc_buf_fmt(&p->b, "%s`%s`",
		    pick(p, "；不写为 ", "; when not given "), d->def);
	zc_buf_cstr(&p->b, " |\n");
}

/*
 * One table, then those of its sub-shapes, each under its path of keys. Nesting
 * is that of the tables.
 */
static void
add_shape(struct page *p, const struct zc_shape *s, const char *path)
{
	char sub[120];

	if (path[0] != '\0')
		zc_buf_fmt(&p->b, "\n## `%s`\n", path);
	zc_buf_fmt(&p->b, "\n| %s | %s | %s | %s |\n|---|---|---|---|\n",
	    pick(p, "键", "Key"), pick(p, "类型", "Type"),
	    pick(p, "必填", "Required"), pick(p, "说明", "Meaning"));
	for (size_t i = 0; i < s->n; i++)
		add_row(p, &s->v[i]);
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].sub == NULL)
			continue;
		(void)snprintf(sub, sizeof(sub), "%s%s%s", path,
		    path[0] == '\0' ? "" : ".", s->v[i].key);
		add_shape(p, s->v[i].sub, sub);
	}
}

static void
add_common(struct page *p)
{
	zc_buf_cstr(&p->b,
	    pick(p,
		"\n## 通用规则\n\n"
		"- 一个文件一个定义，UTF-8 编码，扩展名 `.yaml`，不超过 1 MiB，"
		"嵌套不超过 16 层。\n"
		"- 不认识的键、重复的键、锚点、别名、合并键和类型标记都是错误；"
		"错误会连同文件、行、列一起列出。\n"
		"- `{zh, en}` 两种语言都必须写。\n"
		"- 上层目录中编号相同的定义代替内置的定义。\n",
		"\n## Common rules\n\n"
		"- One definition a file, UTF-8, named `.yaml`, at most 1 MiB "
		"and 16 levels deep.\n"
		"- Unknown or repeated keys, anchors, aliases, merge keys and "
		"tags are faults, told with file, line and column.\n"
		"- `{zh, en}`: both languages must be given.\n"
		"- A definition of the upper directory replaces the built-in "
		"one of the same id.\n"));
}

static void
add_page(struct page *p, const struct zc_kind *k)
{
	zc_buf_fmt(&p->b, "%s\n\n# %s (`%s`)\n\n%s\n\n",
	    pick(p, "<!-- 由 zicha catalog docs 生成，请勿手工修改 -->",
		"<!-- made by zicha catalog docs; do not edit -->"),
	    pick(p, k->zh, k->en), k->name, pick(p, k->zh_what, k->en_what));
	zc_buf_fmt(&p->b, "%s`catalog/%s/`%s`%s/`%s\n",
	    pick(p, "文件夹：", "Folder: "), k->folder,
	    pick(p, "，上层目录中为 ", ", in the upper directory "), k->folder,
	    pick(p, "。", "."));
	add_shape(p, k->shape, "");
	zc_buf_fmt(&p->b, "\n## %s\n\n```yaml\n%s```\n",
	    pick(p, "样例", "Sample"), k->sample);
	add_common(p);
}

int
zc_catalog_docs(
    const char *kind, const char *lang, struct zc_arena *a, const char **out)
{
	struct page p = { .en = strcmp(lang, "en") == 0 };
	const char *s = NULL;
	int rc = ZC_ENOENT;

	for (size_t i = 0; i < ZC_NKINDS; i++) {
		if (strcmp(zc_kind_all[i]->name, kind) != 0)
			continue;
		zc_buf_init(&p.b, PAGE_MAX);
		add_page(&p, zc_kind_all[i]);
		if (p.b.rc == ZC_OK)
			s = zc_arena_dup(a, p.b.p, p.b.n);
		zc_buf_fini(&p.b);
		rc = s == NULL ? ZC_ENOMEM : ZC_OK;
	}
	if (rc == ZC_OK)
		*out = s;
	return rc;
}
