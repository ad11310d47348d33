/* rule: entries that probes look for: products, domains, file names. */
#include "catalog/kind.h"

#include "base/item.h"

#define AT(f) offsetof(struct zc_rule, f)
#define VALUE(f) offsetof(struct zc_rule_value, f)

static const struct zc_field example_fields[] = {
	{ .key = "field",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = VALUE(field),
	    .zh = "字段",
	    .en = "field" },
	{ .key = "value",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = VALUE(value),
	    .zh = "在计算机上看到的值",
	    .en = "value as seen on a computer" },
	{ .key = "entry",
	    .type = ZC_F_TEXT,
	    .off = VALUE(entry),
	    .zh = "应当命中的条目；不写表示什么也不应命中",
	    .en = "entry that must match; not given = nothing may match" },
};
static const struct zc_shape example_shape =
    ZC_SHAPE(example_fields, struct zc_rule_value);

static bool
has_field(const struct zc_node *map, struct zc_str name)
{
	const struct zc_node *l = zc_node_get(map, "fields"), *c;

	for (c = l == NULL ? NULL : l->first; c != NULL; c = c->next)
		if (zc_str_eq(c->text, name))
			return true;
	return false;
}

static int
add_value(struct zc_fill *f, struct zc_rule *r, const char *entry,
    const char *field, const struct zc_node *n)
{
	struct zc_rule_value *v = &r->values[r->nvalues];

	if (n->type != ZC_NODE_SCALAR || zc_node_null(n) || n->text.n == 0 ||
	    n->text.n > ZC_ITEM_TEXT_MAX) {
		zc_field_wrong(f, n, "不为空、不超过 4096 字节的文字",
		    "text of 1 to 4096 bytes");
		return ZC_OK;
	}
	*v = (struct zc_rule_value){ entry, field, zc_field_text(f, n) };
	if (v->value == NULL)
		return ZC_ENOMEM;
	r->nvalues++;
	return ZC_OK;
}

static int
read_field(struct zc_fill *f, struct zc_rule *r, const char *entry,
    const struct zc_node *n)
{
	const char *name = zc_arena_dup(f->a, n->key.p, n->key.n);
	const struct zc_node *c;
	int rc = ZC_OK;

	if (name == NULL)
		return ZC_ENOMEM;
	if (n->type != ZC_NODE_LIST)
		return add_value(f, r, entry, name, n);
	for (c = n->first; c != NULL && rc == ZC_OK; c = c->next)
		rc = add_value(f, r, entry, name, c);
	return rc;
}

static int
read_entry(struct zc_fill *f, const struct zc_node *map,
    const struct zc_node *n, struct zc_rule *r)
{
	const struct zc_node *id = zc_node_get(n, "id"), *c;
	const char *entry;
	char key[80];
	int rc = ZC_OK;

	if (id == NULL || id->type != ZC_NODE_SCALAR || id->text.n == 0 ||
	    id->text.n > ZC_ITEM_TEXT_MAX) {
		zc_say(f->say, n->line, n->col,
		    "条目缺少 id（不为空的文字）。请补上。",
		    "the entry has no id (text that is not empty); add it");
		return ZC_OK;
	}
	entry = zc_field_text(f, id);
	if (entry == NULL)
		return ZC_ENOMEM;
	for (c = n->first; c != NULL && rc == ZC_OK; c = c->next) {
		if (c == id)
			continue;
		if (!has_field(map, c->key))
			zc_say(f->say, c->key_line, c->key_col,
			    "字段“%s”不在 fields 中。请改正或在 fields "
			    "中加上。",
			    "field \"%s\" is not in fields; correct it or add "
			    "it there",
			    zc_say_show(c->key, key));
		else
			rc = read_field(f, r, entry, c);
	}
	return rc;
}

/* How many values the entries hold at most. */
static size_t
count_values(const struct zc_node *entries)
{
	const struct zc_node *e, *c;
	size_t n = 0;

	for (e = entries->first; e != NULL; e = e->next)
		for (c = e->first; c != NULL; c = c->next)
			n += c->type == ZC_NODE_LIST ? c->n : 1;
	return n;
}

static int
by_text(const void *a, const void *b)
{
	const struct zc_node *x = *(const struct zc_node *const *)a;
	const struct zc_node *y = *(const struct zc_node *const *)b;
	int c = strcmp(x->text.p, y->text.p);

	if (c != 0)
		return c;
	return x->line != y->line ? (x->line > y->line) - (x->line < y->line)
				  : (x->col > y->col) - (x->col < y->col);
}

/* Entries of the same id would be mixed up. */
static int
refuse_twice(struct zc_fill *f, const struct zc_node *entries)
{
	const struct zc_node **ids, *e;
	size_t n = 0;
	char show[80];

	ids = zc_arena_array(f->a, entries->n + 1, sizeof(*ids));
	if (ids == NULL)
		return ZC_ENOMEM;
	for (e = entries->first; e != NULL; e = e->next) {
		const struct zc_node *id = zc_node_get(e, "id");

		if (id != NULL && id->type == ZC_NODE_SCALAR)
			ids[n++] = id;
	}
	qsort(ids, n, sizeof(*ids), by_text);
	for (size_t i = 1; i < n; i++)
		if (zc_str_eq(ids[i]->text, ids[i - 1]->text))
			zc_say(f->say, ids[i]->line, ids[i]->col,
			    "条目编号“%s”重复。请改名或合并。",
			    "entry id \"%s\" appears twice; rename or merge",
			    zc_say_show(ids[i]->text, show));
	return ZC_OK;
}

static int
own_entries(struct zc_fill *f, const struct zc_node *map,
    const struct zc_node *n, void *dst)
{
	struct zc_rule *r = dst;
	const struct zc_node *e;
	int rc = ZC_OK;

	if (n->type != ZC_NODE_LIST || n->n == 0) {
		zc_field_wrong(
		    f, n, "至少有一项的列表", "a list of at least one");
		return ZC_OK;
	}
	r->values =
	    zc_arena_array(f->a, count_values(n) + 1, sizeof(*r->values));
	if (r->values == NULL)
		return ZC_ENOMEM;
	for (e = n->first; e != NULL && rc == ZC_OK; e = e->next)
		rc = read_entry(f, map, e, r);
	return rc == ZC_OK ? refuse_twice(f, n) : rc;
}

static const struct zc_field fields[] = {
	{ .key = "id",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = AT(id),
	    .zh = "编号，小写字母、数字、下划线，可用点分段",
	    .en = "lower-case letters, digits and _, parts joined by dots" },
	{ .key = "title",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = AT(title),
	    .zh = "名称",
	    .en = "name" },
	{ .key = "covers",
	    .type = ZC_F_STRS,
	    .off = AT(covers),
	    .ref = ZC_REF_REQUIREMENT,
	    .zh = "满足的需求编号",
	    .en = "ids of the requirements it answers" },
	{ .key = "fields",
	    .type = ZC_F_STRS,
	    .required = true,
	    .off = AT(fields),
	    .zh = "条目可以有的字段",
	    .en = "fields that entries may have" },
	{ .key = "confidence",
	    .type = ZC_F_ENUM,
	    .off = AT(confidence),
	    .values = zc_kind_confidence,
	    .def = "unknown",
	    .zh = "出处的可靠程度",
	    .en = "how sure the source is" },
	{ .key = "entries",
	    .type = ZC_F_OWN,
	    .required = true,
	    .off = AT(values),
	    .own = own_entries,
	    .zh = "条目的列表：{id: 编号, 字段: 值或列表}；"
		  "值可用 * 代表任意文字，不分大小写",
	    .en = "list of {id, FIELD: value or list}; * in a value stands "
		  "for any text, case does not matter" },
	{ .key = "examples",
	    .type = ZC_F_MAPS,
	    .off = AT(examples),
	    .more = AT(nexamples),
	    .sub = &example_shape,
	    .zh = "示例",
	    .en = "examples" },
};
static const struct zc_shape shape = {
	.v = fields,
	.n = ZC_LEN(fields),
	.size = sizeof(struct zc_rule),
	.at = AT(at),
};

static int
verify(struct zc_fill *f, const struct zc_node *map, void *def)
{
	const struct zc_rule *r = def;
	const struct zc_node *n = zc_kind_node(map, "id");
	char show[80];

	if (r->id[0] != '\0' && zc_kind_parts(r->id) == 0)
		zc_say(f->say, n->line, n->col,
		    "编号“%s”只能用小写字母、数字、下划线和点。",
		    "id \"%s\" may hold only lower-case letters, digits, _ "
		    "and dots",
		    zc_say_show(zc_str_of(r->id), show));
	return ZC_OK;
}

const struct zc_kind zc_kind_rule = {
	.name = "rule",
	.folder = "rules",
	.zh = "规则表",
	.en = "rule list",
	.zh_what = "采集时要认出的东西：软件、域名、文件名等。"
		   "条目的字段由 fields 规定。",
	.en_what = "What gathering must recognise: products, domains, file "
		   "names. The fields of its entries are named by fields.",
	.sample = "id: rule.cloud_disk\n"
		  "title: {zh: 网盘软件, en: Cloud disk programs}\n"
		  "fields: [title, package, process]\n"
		  "confidence: S\n"
		  "entries:\n"
		  "  - id: baidu_netdisk\n"
		  "    title: 百度网盘\n"
		  "    package: [baidunetdisk, com.baidu.*]\n"
		  "examples:\n"
		  "  - {field: package, value: com.baidu.netdisk, "
		  "entry: baidu_netdisk}\n"
		  "  - {field: package, value: bash}\n",
	.shape = &shape,
	.list = offsetof(struct zc_catalog, rules),
	.count = offsetof(struct zc_catalog, nrules),
	.verify = verify,
};
