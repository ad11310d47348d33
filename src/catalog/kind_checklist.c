/* checklist: clauses in order, and the checks and questions that answer them.
 */
#include "catalog/kind.h"

#define AT(f) offsetof(struct zc_checklist, f)
#define ITEM(f) offsetof(struct zc_item_def, f)

static const struct zc_field item_fields[] = {
	{ .key = "id",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = ITEM(id),
	    .zh = "条款编号，例如 L3-8.1.4.1-a",
	    .en = "id of the clause, e.g. L3-8.1.4.1-a" },
	{ .key = "domain",
	    .type = ZC_F_TEXT,
	    .off = ITEM(domain),
	    .zh = "所属章节",
	    .en = "chapter it stands in" },
	{ .key = "text",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = ITEM(text),
	    .zh = "要求的内容（自己的话）",
	    .en = "what is demanded, in own words" },
	{ .key = "weight",
	    .type = ZC_F_INT,
	    .off = ITEM(weight),
	    .zh = "权重，不写为 1",
	    .en = "weight; 1 when not given" },
	{ .key = "checks",
	    .type = ZC_F_STRS,
	    .off = ITEM(checks),
	    .ref = ZC_REF_CHECK,
	    .zh = "回答本条的检查项编号",
	    .en = "ids of the checks that answer it" },
	{ .key = "ask",
	    .type = ZC_F_BOTH,
	    .off = ITEM(ask),
	    .zh = "还须由人补充的内容",
	    .en = "what a person must add" },
};
static const struct zc_shape item_shape = {
	.v = item_fields,
	.n = ZC_LEN(item_fields),
	.size = sizeof(struct zc_item_def),
	.at = ITEM(at),
};

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
	{ .key = "object",
	    .type = ZC_F_TEXT,
	    .off = AT(object),
	    .zh = "逐个检查的对象类型（同检查记录的“对象类型”），"
		  "人工检查表才写",
	    .en = "kind of object that people go through one by one, as in "
		  "check_record.object_kind; hand lists only" },
	{ .key = "due",
	    .type = ZC_F_SQL,
	    .off = AT(due),
	    .zh = "查询：应查对象，列 object_name、person、department、"
		  "place、about、classified；检查任务是 zc_row()",
	    .en = "query: what is to be checked, with the columns "
		  "object_name, person, department, place, about, "
		  "classified; zc_row() is the inspection" },
	{ .key = "seen",
	    .type = ZC_F_SQL,
	    .off = AT(seen),
	    .zh = "查询：已查对象，列 object_name、way（machine、import、"
		  "hand、asked）",
	    .en = "query: what was checked, with the columns object_name and "
		  "way (machine, import, hand, asked)" },
	{ .key = "items",
	    .type = ZC_F_MAPS,
	    .required = true,
	    .off = AT(items),
	    .more = AT(nitems),
	    .sub = &item_shape,
	    .zh = "条款，按顺序",
	    .en = "clauses in order" },
};
static const struct zc_shape shape = {
	.v = fields,
	.n = ZC_LEN(fields),
	.size = sizeof(struct zc_checklist),
	.at = AT(at),
};

static int
by_id(const void *a, const void *b)
{
	const struct zc_item_def *x = *(struct zc_item_def *const *)a;
	const struct zc_item_def *y = *(struct zc_item_def *const *)b;
	int c = strcmp(x->id, y->id);

	return c != 0 ? c : (x > y) - (x < y);
}

static int
refuse_twice(struct zc_fill *f, const struct zc_checklist *l)
{
	struct zc_item_def **v;
	char show[80];

	v = zc_arena_array(f->a, l->nitems + 1, sizeof(struct zc_item_def *));
	if (v == NULL)
		return ZC_ENOMEM;
	for (size_t i = 0; i < l->nitems; i++)
		v[i] = &l->items[i];
	qsort(v, l->nitems, sizeof(struct zc_item_def *), by_id);
	for (size_t i = 1; i < l->nitems; i++)
		if (v[i]->id[0] != '\0' && strcmp(v[i]->id, v[i - 1]->id) == 0)
			zc_say(f->say, v[i]->at.line, v[i]->at.col,
			    "条款编号“%s”重复。请改正。",
			    "clause id \"%s\" appears twice; correct it",
			    zc_say_show(zc_str_of(v[i]->id), show));
	return ZC_OK;
}

static int
verify(struct zc_fill *f, const struct zc_node *map, void *def)
{
	struct zc_checklist *l = def;
	const struct zc_node *items = zc_node_get(map, "items"), *n;
	const struct zc_node *id = zc_kind_node(map, "id");
	size_t i = 0;
	char show[80];

	if (l->id[0] != '\0' && zc_kind_parts(l->id) == 0)
		zc_say(f->say, id->line, id->col,
		    "编号“%s”只能用小写字母、数字、下划线和点。",
		    "id \"%s\" may hold only lower-case letters, digits, _ "
		    "and dots",
		    zc_say_show(zc_str_of(l->id), show));
	if ((l->object[0] == '\0') != (l->due == NULL) ||
	    (l->due == NULL) != (l->seen == NULL))
		zc_say(f->say, l->at.line, l->at.col,
		    "object、due、seen 应当一起写，或都不写。请改正。",
		    "object, due and seen go together; give all or none");
	if (items == NULL || l->nitems != items->n)
		return ZC_OK;
	for (n = items->first; n != NULL; n = n->next, i++) {
		const struct zc_node *w = zc_node_get(n, "weight");

		if (w == NULL)
			l->items[i].weight = 1;
		else if (l->items[i].weight < 0)
			zc_field_wrong(f, w, "不小于 0 的整数",
			    "a whole number not below 0");
	}
	return refuse_twice(f, l);
}

const struct zc_kind zc_kind_checklist = {
	.name = "checklist",
	.folder = "checklists",
	.zh = "检查表",
	.en = "checklist",
	.zh_what = "按顺序排列的条款，以及回答各条款的检查项和提问。",
	.en_what = "Clauses in order, with the checks and questions that "
		   "answer each.",
	.sample = "id: mlps2\n"
		  "title: {zh: 等级保护二级自查, en: MLPS level 2}\n"
		  "items:\n"
		  "  - id: L2-7.1.4.1-a\n"
		  "    domain: 安全计算环境\n"
		  "    text: {zh: 用户身份唯一且口令有复杂度要求, "
		  "en: Accounts are unique and passwords complex}\n"
		  "    checks: [host.account.duplicate_uid]\n",
	.shape = &shape,
	.list = offsetof(struct zc_catalog, checklists),
	.count = offsetof(struct zc_catalog, nchecklists),
	.verify = verify,
};
