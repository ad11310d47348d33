/* check: a question that rows of facts, or a person, can answer. */
#include "catalog/kind.h"

#define AT(f) offsetof(struct zc_check, f)
#define EX(f) offsetof(struct zc_example, f)
#define LABEL(f) offsetof(struct zc_label, f)

static const char *const targets[] = { "host", "doc", "site", "net", "unit",
	NULL };
static const char *const severities[] = { "info", "low", "medium", "high",
	NULL }; /* in the order of enum zc_severity */
static const char *const verdicts[] = { "pass", "fail", "unknown",
	"not_applicable", "manual", NULL };
static const char *const types[] = { "text", "int", "bool", "time", NULL };

static const struct zc_field basis_fields[] = {
	{ .key = "law",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = offsetof(struct zc_basis, law),
	    .zh = "法规或标准，例如 GB/T 22239-2019",
	    .en = "law or standard, e.g. GB/T 22239-2019" },
	{ .key = "item",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = offsetof(struct zc_basis, item),
	    .zh = "条款号",
	    .en = "its clause" },
};
static const struct zc_shape basis_shape =
    ZC_SHAPE(basis_fields, struct zc_basis);

static const struct zc_field label_fields[] = {
	{ .key = "zh",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = LABEL(text.zh),
	    .zh = "中文名称",
	    .en = "Chinese label" },
	{ .key = "en",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = LABEL(text.en),
	    .zh = "英文名称",
	    .en = "English label" },
	{ .key = "type",
	    .type = ZC_F_ENUM,
	    .off = LABEL(type),
	    .values = types,
	    .def = "text",
	    .zh = "数据类型",
	    .en = "type of data" },
};
static const struct zc_shape label_shape =
    ZC_SHAPE(label_fields, struct zc_label);

static const struct zc_field example_fields[] = {
	{ .key = "verdict",
	    .type = ZC_F_ENUM,
	    .required = true,
	    .off = EX(verdict),
	    .values = verdicts,
	    .zh = "应当得出的结论",
	    .en = "verdict that must come out" },
	{ .key = "given",
	    .type = ZC_F_GIVEN,
	    .required = true,
	    .off = EX(given),
	    .more = EX(ngiven),
	    .zh = "已知事实：{表名: [行]}、{表名: 状态} 或 "
		  "{表名: {status: 状态, rows: [行]}}；"
		  "状态为 ok、partial、denied、absent、unsupported、error",
	    .en = "facts: {table: [rows]}, {table: status} or "
		  "{table: {status: …, rows: […]}}; a status is ok, partial, "
		  "denied, absent, unsupported or error" },
	{ .key = "settings",
	    .type = ZC_F_CELLS,
	    .off = EX(settings),
	    .zh = "代替默认值的设置：{编号: 值}",
	    .en = "settings in place of the defaults: {id: value}" },
};
static const struct zc_shape example_shape = {
	.v = example_fields,
	.n = ZC_LEN(example_fields),
	.size = sizeof(struct zc_example),
	.at = EX(at),
};

static const struct zc_field fields[] = {
	{ .key = "id",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = AT(id),
	    .zh = "编号：对象.类别.名称，小写字母、数字和下划线；"
		  "文件名等于最后一段",
	    .en = "target.family.name in lower-case letters, digits and _; "
		  "the file is named after the last part" },
	{ .key = "title",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = AT(title),
	    .zh = "标题：发现问题时怎么说",
	    .en = "what is said when something is found" },
	{ .key = "covers",
	    .type = ZC_F_STRS,
	    .off = AT(covers),
	    .ref = ZC_REF_REQUIREMENT,
	    .zh = "满足的需求编号",
	    .en = "ids of the requirements it answers" },
	{ .key = "basis",
	    .type = ZC_F_MAPS,
	    .off = AT(basis),
	    .more = AT(nbasis),
	    .sub = &basis_shape,
	    .zh = "依据",
	    .en = "law and clause it rests on" },
	{ .key = "target",
	    .type = ZC_F_ENUM,
	    .required = true,
	    .off = AT(target),
	    .values = targets,
	    .zh = "检查对象：主机、文档、网站、网络、单位",
	    .en = "what is looked at" },
	{ .key = "applies",
	    .type = ZC_F_SQL,
	    .off = AT(applies),
	    .zh = "SQL；没有结果行即“不适用”",
	    .en = "SQL; no row means not applicable" },
	{ .key = "unknown",
	    .type = ZC_F_SQL,
	    .off = AT(unknown),
	    .zh = "SQL；查询没有结果行而这里有，即“未能检查”：缺少判断所需的值",
	    .en = "SQL; its rows are values that were not to be had: when the "
		  "query has no row and this has one, the verdict is unknown" },
	{ .key = "severity",
	    .type = ZC_F_RANK,
	    .required = true,
	    .off = AT(severity),
	    .values = severities,
	    .zh = "严重程度",
	    .en = "how bad it is" },
	{ .key = "settings",
	    .type = ZC_F_STRS,
	    .off = AT(settings),
	    .ref = ZC_REF_SETTING,
	    .zh = "查询和文字中用到的设置编号",
	    .en = "ids of the settings that query and texts use" },
	{ .key = "sound_when_partial",
	    .type = ZC_F_STRS,
	    .off = AT(sound_when_partial),
	    .ref = ZC_REF_TABLE,
	    .zh = "即使只看到一部分，其中的行也足以证明问题的表",
	    .en = "tables whose rows prove a failure even when partly seen" },
	{ .key = "query",
	    .type = ZC_F_SQL,
	    .off = AT(query),
	    .zh = "SQL；每一结果行是一条证据（query 与 ask 二选一）",
	    .en = "SQL; each row is evidence (query or ask, not both)" },
	{ .key = "ask",
	    .type = ZC_F_BOTH,
	    .off = AT(ask),
	    .zh = "由人回答的问题",
	    .en = "question that a person answers" },
	{ .key = "review",
	    .type = ZC_F_BOOL,
	    .off = AT(review),
	    .zh = "结果行须由人核实，结论为 manual",
	    .en = "rows must be looked at by a person: verdict manual" },
	{ .key = "locator",
	    .type = ZC_F_STRS,
	    .off = AT(locator),
	    .zh = "下次凭哪些列认出是同一个问题",
	    .en = "columns that make it the same finding next time" },
	{ .key = "labels",
	    .type = ZC_F_NAMED,
	    .off = AT(labels),
	    .more = AT(nlabels),
	    .sub = &label_shape,
	    .zh = "查询自造的列的名称：{列: {zh, en, type}}",
	    .en = "labels of columns the query invents" },
	{ .key = "why",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = AT(why),
	    .zh = "为什么要紧",
	    .en = "why it matters" },
	{ .key = "fix",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = AT(fix),
	    .zh = "怎么整改：给非专业人员看的步骤",
	    .en = "how to put it right, for a layperson" },
	{ .key = "examples",
	    .type = ZC_F_MAPS,
	    .off = AT(examples),
	    .more = AT(nexamples),
	    .sub = &example_shape,
	    .zh =
		"示例：至少通过、不通过（review 时为 manual）、未能检查各一个",
	    .en = "at least one pass, one fail (manual with review) and one "
		  "unknown" },
};
static const struct zc_shape shape = {
	.v = fields,
	.n = ZC_LEN(fields),
	.size = sizeof(struct zc_check),
	.at = AT(at),
};

static bool
listed(const struct zc_strs *l, struct zc_str name)
{
	for (size_t i = 0; i < l->n; i++)
		if (zc_str_is(name, l->v[i]))
			return true;
	return false;
}

static void
verify_id(
    struct zc_fill *f, const struct zc_node *map, const struct zc_check *c)
{
	const struct zc_node *n = zc_kind_node(map, "id");
	const char *slash = strrchr(f->say->file, '/');
	struct zc_str file =
	    zc_str_of(slash == NULL ? f->say->file : slash + 1);
	const char *dot = strrchr(c->id, '.');
	char id[80];

	if (c->id[0] == '\0')
		return;
	zc_say_show(zc_str_of(c->id), id);
	if (zc_kind_parts(c->id) < 3 ||
	    (c->target[0] != '\0' &&
		(!zc_str_starts(zc_str_of(c->id), c->target) ||
		    c->id[strlen(c->target)] != '.'))) {
		zc_say(f->say, n->line, n->col,
		    "编号“%s”应当是“对象.类别.名称”，以 target 的值开头，"
		    "只用小写字母、数字和下划线。",
		    "id \"%s\" must be target.family.name, beginning with the "
		    "value of target, of lower-case letters, digits and _",
		    id);
		return;
	}
	file.n = file.n > 5 ? file.n - 5 : 0; /* .yaml */
	if (!zc_str_is(file, dot + 1))
		zc_say(f->say, n->line, n->col,
		    "文件名应当与编号“%s”的最后一段相同（%s.yaml）。请改名。",
		    "the file must be named after the last part of id \"%s\": "
		    "%s.yaml",
		    id, dot + 1);
}

static void
verify_text(struct zc_fill *f, const struct zc_node *map,
    const struct zc_check *c, const char *key, const struct zc_both *text)
{
	const struct zc_node *n = zc_kind_node(map, key);
	const char *both[] = { text->zh, text->en };
	const char *lang[] = { "zh", "en" };
	struct zc_str s, slot;
	char name[80];

	for (size_t i = 0; i < ZC_LEN(both); i++) {
		const struct zc_node *at = zc_kind_node(n, lang[i]);

		s = zc_str_of(both[i]);
		while (zc_kind_slot(&s, &slot))
			if (!listed(&c->settings, slot))
				zc_say(f->say, at->line, at->col,
				    "文字中用到设置 {%s}，但 settings "
				    "没有列出它。请补上。",
				    "the text uses {%s}, which settings does "
				    "not list; add it",
				    zc_say_show(slot, name));
	}
}

/* Every override of an example must be a setting that the check reads. */
static void
verify_overrides(struct zc_fill *f, const struct zc_check *c)
{
	char name[80];

	for (size_t i = 0; i < c->nexamples; i++) {
		const struct zc_example *x = &c->examples[i];

		for (size_t k = 0; k < x->settings.n; k++) {
			struct zc_str id = zc_str_of(x->settings.v[k].col);

			if (!listed(&c->settings, id))
				zc_say(f->say, x->at.line, x->at.col,
				    "示例改动了设置“%s”，但 settings "
				    "没有列出它。请补上。",
				    "the example sets \"%s\", which settings "
				    "does not list; add it",
				    zc_say_show(id, name));
		}
	}
}

static size_t
count_verdict(const struct zc_check *c, const char *verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < c->nexamples; i++)
		if (strcmp(c->examples[i].verdict, verdict) == 0)
			n++;
	return n;
}

static void
verify_examples(
    struct zc_fill *f, const struct zc_node *map, const struct zc_check *c)
{
	const char *need[] = { "pass", c->review ? "manual" : "fail",
		"unknown" };
	const struct zc_node *n = zc_kind_node(map, "examples");

	for (size_t i = 0; i < ZC_LEN(need); i++)
		if (count_verdict(c, need[i]) == 0)
			zc_say(f->say, n->line, n->col,
			    "缺少结论为 %s 的示例。请至少写一个。",
			    "no example with verdict %s; write at least one",
			    need[i]);
}

static int
verify(struct zc_fill *f, const struct zc_node *map, void *def)
{
	struct zc_check *c = def;
	bool has_ask = zc_node_get(map, "ask") != NULL;
	bool has_query = zc_node_get(map, "query") != NULL;

	verify_id(f, map, c);
	if (has_ask == has_query) {
		const struct zc_node *n =
		    has_ask ? zc_node_get(map, "ask") : map;

		zc_say(f->say, n->line, n->col,
		    "query（查询）和 ask（提问）必须且只能写一个。",
		    "write either query or ask, exactly one of them");
	}
	verify_text(f, map, c, "title", &c->title);
	verify_text(f, map, c, "ask", &c->ask);
	verify_text(f, map, c, "why", &c->why);
	verify_text(f, map, c, "fix", &c->fix);
	verify_overrides(f, c);
	if (has_query)
		verify_examples(f, map, c);
	return ZC_OK;
}

const struct zc_kind zc_kind_check = {
	.name = "check",
	.folder = "checks",
	.zh = "检查项",
	.en = "check",
	.zh_what =
	    "一个能由事实表的行回答、或由人回答的问题。"
	    "查询返回的每一行都是一条证据；没有看全的表只会得出“未能检查”，"
	    "不会得出“通过”。",
	.en_what = "A question that rows of facts, or a person, can answer. "
		   "Each row the query returns is evidence; a table that was "
		   "not fully seen gives \"unknown\", never \"pass\".",
	.sample =
	    "id: host.usb.unregistered\n"
	    "title: {zh: 使用过未登记的移动存储介质, "
	    "en: Unregistered removable storage was used}\n"
	    "covers: [T-27]\n"
	    "basis: [{law: GB/T 22239-2019, item: L3-8.1.10.2-a}]\n"
	    "target: host\n"
	    "severity: high\n"
	    "sound_when_partial: [usb_history]\n"
	    "query: |\n"
	    "  SELECT h.serial, h.product, h.last_seen, h.source\n"
	    "  FROM usb_history h LEFT JOIN medium m ON m.serial = h.serial\n"
	    "  WHERE h.class = 'storage' AND m.serial IS NULL\n"
	    "locator: [serial]\n"
	    "why: {zh: 来历不明的介质可能带入病毒或带走文件, "
	    "en: An unknown medium may bring malware or carry files away}\n"
	    "fix: {zh: 找到该介质，登记到介质台账或停止使用, "
	    "en: Find the medium; register it or stop using it}\n"
	    "examples:\n"
	    "  - {verdict: fail, given: {usb_history: "
	    "[{serial: A1, class: storage}], medium: []}}\n"
	    "  - {verdict: pass, given: {usb_history: [], medium: []}}\n"
	    "  - {verdict: unknown, given: {usb_history: denied, "
	    "medium: []}}\n",
	.shape = &shape,
	.list = offsetof(struct zc_catalog, checks),
	.count = offsetof(struct zc_catalog, nchecks),
	.verify = verify,
};
