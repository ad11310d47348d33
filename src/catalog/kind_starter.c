/* starter: what a new unit is asked, and what comes of the answers. */
#include "catalog/kind_ledger.h"

#define AT(f) offsetof(struct zc_starter, f)
#define ASK(f) offsetof(struct zc_starter_ask, f)
#define MAKE(f) offsetof(struct zc_starter_make, f)
#define EX(f) offsetof(struct zc_starter_example, f)

static const char *const types[] = { "text", "integer", "boolean", "date",
	"enum", "roles", "list", NULL };

/* A column of a list has all but `columns`. */
#define ASK_FIELDS \
	{ \
		.key = "name", \
		.type = ZC_F_TEXT, \
		.required = true, \
		.off = ASK(name), \
		.zh = "名称，小写字母、数字和下划线；在模板中写 {名称}", \
		.en = "lower-case letters, digits and _; templates say {name}" \
	}, \
	    { .key = "label", \
		    .type = ZC_F_BOTH, \
		    .required = true, \
		    .off = ASK(label), \
		    .zh = "怎么问", \
		    .en = "how it is asked" }, \
	    { .key = "help", \
		    .type = ZC_F_BOTH, \
		    .off = ASK(help), \
		    .zh = "填写说明", \
		    .en = "how to answer" }, \
	    { .key = "type", \
		    .type = ZC_F_ENUM, \
		    .off = ASK(type), \
		    .values = types, \
		    .def = "text", \
		    .zh = "类型；list 为清单，roles 为角色编号", \
		    .en = "type; list = rows, roles = ids of roles" }, \
	    { .key = "required", \
		    .type = ZC_F_BOOL, \
		    .off = ASK(required), \
		    .zh = "必须回答", \
		    .en = "must be answered" }, \
	    { .key = "default", \
		    .type = ZC_F_TEXT, \
		    .off = ASK(def), \
		    .zh = "不回答时的值", \
		    .en = "value when not answered" }, \
	{ \
		.key = "words", .type = ZC_F_NAMED, .off = ASK(words), \
		.more = ASK(nwords), .sub = &zc_ledger_word_shape, \
		.zh = "enum 的取值及其名称", \
		.en = "values of an enum and what people call them" \
	}

static const struct zc_field column_fields[] = { ASK_FIELDS };
static const struct zc_shape column_shape = {
	.v = column_fields,
	.n = ZC_LEN(column_fields),
	.size = sizeof(struct zc_starter_ask),
	.at = ASK(at),
};

static const struct zc_field ask_fields[] = {
	ASK_FIELDS,
	{ .key = "columns",
	    .type = ZC_F_MAPS,
	    .off = ASK(columns),
	    .more = ASK(ncolumns),
	    .sub = &column_shape,
	    .zh = "清单（list）的列",
	    .en = "columns of a list" },
};
static const struct zc_shape ask_shape = {
	.v = ask_fields,
	.n = ZC_LEN(ask_fields),
	.size = sizeof(struct zc_starter_ask),
	.at = ASK(at),
};

#define MAKE_FIELDS \
	{ .key = "each", \
		.type = ZC_F_TEXT, \
		.off = MAKE(each), \
		.zh = "清单问题的名称：清单每一行做一次", \
		.en = "a list question: once for each of its rows" }, \
	{ \
		.key = "when", .type = ZC_F_CELLS, .off = MAKE(when), \
		.zh = "回答须是这些值（{问题: 值或值的列表}），否则不做", \
		.en = "only when the answers are so: {question: value or " \
		      "values}" \
	}

static const struct zc_field row_fields[] = {
	{ .key = "ledger",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = MAKE(ledger),
	    .ref = ZC_REF_LEDGER,
	    .zh = "写入哪个台账",
	    .en = "ledger the row goes to" },
	{ .key = "row",
	    .type = ZC_F_CELLS,
	    .required = true,
	    .off = MAKE(row),
	    .zh = "行：{列: 模板}；模板中可写 {问题}、{清单的列}、{today}、"
		  "{year}、{next_year}，结果为空的列不写入",
	    .en = "the row: {field: template}; a template may have {question}, "
		  "{column of the list}, {today}, {year}, {next_year}; what "
		  "comes out empty is left out" },
	{ .key = "ahead",
	    .type = ZC_F_TEXT,
	    .off = MAKE(ahead),
	    .zh = "日期列：日期已过的行不写入",
	    .en = "a date field: no row when that day is past" },
	MAKE_FIELDS,
};
static const struct zc_shape row_shape = {
	.v = row_fields,
	.n = ZC_LEN(row_fields),
	.size = sizeof(struct zc_starter_make),
	.at = MAKE(at),
};

static const struct zc_field setting_fields[] = {
	{ .key = "setting",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = MAKE(setting),
	    .ref = ZC_REF_SETTING,
	    .zh = "设置的编号",
	    .en = "id of the setting" },
	{ .key = "value",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = MAKE(value),
	    .zh = "值的模板",
	    .en = "template of its value" },
	MAKE_FIELDS,
};
static const struct zc_shape setting_shape = {
	.v = setting_fields,
	.n = ZC_LEN(setting_fields),
	.size = sizeof(struct zc_starter_make),
	.at = MAKE(at),
};

static const struct zc_field grant_fields[] = {
	{ .key = "person",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = MAKE(person),
	    .zh = "谁（模板）",
	    .en = "whose (template)" },
	{ .key = "roles",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = MAKE(roles),
	    .zh = "角色（模板，每行一个）",
	    .en = "roles (template, one a line)" },
	MAKE_FIELDS,
};
static const struct zc_shape grant_shape = {
	.v = grant_fields,
	.n = ZC_LEN(grant_fields),
	.size = sizeof(struct zc_starter_make),
	.at = MAKE(at),
};

/* {list question: [rows]} */
static int
read_lists(struct zc_fill *f, const struct zc_node *map,
    const struct zc_node *n, void *dst)
{
	struct zc_starter_example *x = dst;
	const struct zc_node *c, *r;

	(void)map;
	if (n->type != ZC_NODE_MAP) {
		zc_field_wrong(f, n, "{清单: [行]}", "{list: [rows]}");
		return ZC_OK;
	}
	x->lists = zc_arena_array(f->a, n->n + 1, sizeof(*x->lists));
	if (x->lists == NULL)
		return ZC_ENOMEM;
	for (c = n->first; c != NULL; c = c->next) {
		struct zc_given *g = &x->lists[x->nlists];

		g->status = "ok";
		g->table = zc_arena_dup(f->a, c->key.p, c->key.n);
		g->rows = zc_arena_array(f->a, c->n + 1, sizeof(*g->rows));
		if (g->table == NULL || g->rows == NULL)
			return ZC_ENOMEM;
		if (c->type != ZC_NODE_LIST) {
			zc_field_wrong(f, c, "行的列表", "a list of rows");
			continue;
		}
		x->nlists++;
		for (r = c->first; r != NULL; r = r->next)
			if (zc_field_cells(f, r, &g->rows[g->nrows++]) != ZC_OK)
				return ZC_ENOMEM;
	}
	return ZC_OK;
}

static const struct zc_field example_fields[] = {
	{ .key = "name",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = EX(name),
	    .zh = "示例说明什么",
	    .en = "what the example shows" },
	{ .key = "answers",
	    .type = ZC_F_CELLS,
	    .required = true,
	    .off = EX(answers),
	    .zh = "回答：{问题: 值}",
	    .en = "answers: {question: value}" },
	{ .key = "lists",
	    .type = ZC_F_OWN,
	    .own = read_lists,
	    .zh = "清单问题的回答：{问题: [行]}",
	    .en = "answers to list questions: {question: [rows]}" },
	{ .key = "today",
	    .type = ZC_F_TEXT,
	    .off = EX(today),
	    .def = "2026-03-02",
	    .zh = "当天的日期",
	    .en = "the day it is done" },
	{ .key = "rows",
	    .type = ZC_F_CELLS,
	    .off = EX(rows),
	    .zh = "应当产生的行数：{台账: 行数}；没有写的台账应当没有行",
	    .en = "how many rows must come out: {ledger: count}; none of "
		  "ledgers not named" },
	{ .key = "settings",
	    .type = ZC_F_CELLS,
	    .off = EX(settings),
	    .zh = "应当产生的设置：{编号: 值}",
	    .en = "settings that must come out: {id: value}" },
	{ .key = "grants",
	    .type = ZC_F_INT,
	    .off = EX(grants),
	    .zh = "应当授予的角色数",
	    .en = "how many roles must be given" },
	{ .key = "refused",
	    .type = ZC_F_STRS,
	    .off = EX(refused),
	    .zh = "应当被退回的问题",
	    .en = "questions whose answer must be refused" },
};
static const struct zc_shape example_shape = {
	.v = example_fields,
	.n = ZC_LEN(example_fields),
	.size = sizeof(struct zc_starter_example),
	.at = EX(at),
};

static const struct zc_field fields[] = {
	{ .key = "id",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = AT(id),
	    .zh = "编号，小写字母、数字和下划线；文件以它命名",
	    .en = "lower-case letters, digits and _; the file is named after "
		  "it" },
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
	{ .key = "ask",
	    .type = ZC_F_MAPS,
	    .required = true,
	    .off = AT(asks),
	    .more = AT(nasks),
	    .sub = &ask_shape,
	    .zh = "问题，按提问的顺序",
	    .en = "questions, in the order of asking" },
	{ .key = "settings",
	    .type = ZC_F_MAPS,
	    .off = AT(settings),
	    .more = AT(nsettings),
	    .sub = &setting_shape,
	    .zh = "由回答得出的设置",
	    .en = "settings that come of the answers" },
	{ .key = "rows",
	    .type = ZC_F_MAPS,
	    .required = true,
	    .off = AT(rows),
	    .more = AT(nrows),
	    .sub = &row_shape,
	    .zh = "由回答得出的台账行，按写入的顺序",
	    .en = "rows of ledgers that come of the answers, in this order" },
	{ .key = "grants",
	    .type = ZC_F_MAPS,
	    .off = AT(grants),
	    .more = AT(ngrants),
	    .sub = &grant_shape,
	    .zh = "授予的角色",
	    .en = "roles that are given" },
	{ .key = "examples",
	    .type = ZC_F_MAPS,
	    .required = true,
	    .off = AT(examples),
	    .more = AT(nexamples),
	    .sub = &example_shape,
	    .zh = "至少两个示例，其中一个有应当退回的回答",
	    .en = "at least two, one of them with an answer to be refused" },
};
static const struct zc_shape shape = {
	.v = fields,
	.n = ZC_LEN(fields),
	.size = sizeof(struct zc_starter),
	.at = AT(at),
};

static const struct zc_starter_ask *
ask_of(const struct zc_starter_ask *v, size_t n, struct zc_str name)
{
	for (size_t i = 0; i < n; i++)
		if (zc_str_is(name, v[i].name))
			return &v[i];
	return NULL;
}

static void
verify_asks(
    struct zc_fill *f, const struct zc_starter_ask *v, size_t n, bool column)
{
	for (size_t i = 0; i < n; i++) {
		bool list = strcmp(v[i].type, "list") == 0;

		if (zc_kind_parts(v[i].name) != 1)
			zc_kind_wrong(f, &v[i].at, v[i].name,
			    "名称只能用小写字母、数字和下划线。请改正。",
			    "a name has lower-case letters, digits and _ "
			    "only; correct it");
		if (ask_of(v, i, zc_str_of(v[i].name)) != NULL)
			zc_kind_wrong(f, &v[i].at, v[i].name,
			    "名称重复。请改名。",
			    "the name is used twice; rename one");
		if ((strcmp(v[i].type, "enum") == 0) != (v[i].nwords > 0))
			zc_kind_wrong(f, &v[i].at, v[i].name,
			    "enum 须有 words，其他类型不能有。请改正。",
			    "an enum has words and nothing else does; correct "
			    "it");
		if (list != (v[i].ncolumns > 0) || (list && column))
			zc_kind_wrong(f, &v[i].at, v[i].name,
			    "清单须有 columns，其他类型不能有。请改正。",
			    "a list has columns and nothing else does; correct "
			    "it");
		verify_asks(f, v[i].columns, v[i].ncolumns, true);
	}
}

/* The next {name}, without its braces; an open end is a name, too. */
static bool
next_place(struct zc_str *s, struct zc_str *name)
{
	struct zc_str before;

	if (zc_str_find(*s, '{') == s->n)
		return false;
	(void)zc_str_cut(s, '{', &before);
	(void)zc_str_cut(s, '}', name);
	return true;
}

/* Every {name} of a template is something that can be filled in. */
static void
verify_template(struct zc_fill *f, const struct zc_starter *t,
    const struct zc_starter_make *m, const char *text)
{
	const struct zc_starter_ask *list =
	    ask_of(t->asks, t->nasks, zc_str_of(m->each));
	struct zc_str s = zc_str_of(text == NULL ? "" : text), slot;

	while (next_place(&s, &slot)) {
		if (zc_str_is(slot, "today") || zc_str_is(slot, "year") ||
		    zc_str_is(slot, "next_year") ||
		    ask_of(t->asks, t->nasks, slot) != NULL ||
		    (list != NULL &&
			ask_of(list->columns, list->ncolumns, slot) != NULL))
			continue;
		zc_kind_wrong(f, &m->at, text,
		    "模板中的 {名称} 不是问题，也不是清单的列。请改正。",
		    "a {name} of the template is neither a question nor a "
		    "column of the list; correct it");
	}
}

static void
verify_when(struct zc_fill *f, const struct zc_starter *t,
    const struct zc_starter_make *m)
{
	const struct zc_starter_ask *list =
	    ask_of(t->asks, t->nasks, zc_str_of(m->each));

	if (m->each[0] != '\0' && (list == NULL || list->ncolumns == 0))
		zc_kind_wrong(f, &m->at, m->each, "没有这个清单问题。请改正。",
		    "there is no such list question; correct it");
	for (size_t i = 0; i < m->when.n; i++) {
		struct zc_str name = zc_str_of(m->when.v[i].col);

		if (ask_of(t->asks, t->nasks, name) == NULL &&
		    (list == NULL ||
			ask_of(list->columns, list->ncolumns, name) == NULL))
			zc_kind_wrong(f, &m->at, m->when.v[i].col,
			    "没有这个问题。请改正。",
			    "there is no such question; correct it");
	}
}

/* Each of the three lists fills a part of the struct: the rest is "". */
static void
settle(struct zc_starter_make *m)
{
	const char **texts[] = { &m->ledger, &m->setting, &m->person, &m->value,
		&m->roles, &m->each, &m->ahead };

	for (size_t i = 0; i < ZC_LEN(texts); i++)
		if (*texts[i] == NULL)
			*texts[i] = "";
}

static void
verify_makes(struct zc_fill *f, const struct zc_starter *t,
    struct zc_starter_make *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		settle(&v[i]);
		verify_when(f, t, &v[i]);
		verify_template(f, t, &v[i], v[i].value);
		verify_template(f, t, &v[i], v[i].person);
		verify_template(f, t, &v[i], v[i].roles);
		for (size_t k = 0; k < v[i].row.n; k++)
			verify_template(f, t, &v[i], v[i].row.v[k].text);
	}
}

static int
verify(struct zc_fill *f, const struct zc_node *map, void *def)
{
	const struct zc_starter *t = def;
	const struct zc_node *n = zc_kind_node(map, "examples");
	bool refused = false;

	zc_kind_named(f, map, t->id);
	verify_asks(f, t->asks, t->nasks, false);
	verify_makes(f, t, t->settings, t->nsettings);
	verify_makes(f, t, t->rows, t->nrows);
	verify_makes(f, t, t->grants, t->ngrants);
	for (size_t i = 0; i < t->nexamples; i++) {
		refused = refused || t->examples[i].refused.n > 0;
		if (!zc_kind_date(zc_str_of(t->examples[i].today)))
			zc_kind_wrong(f, &t->examples[i].at,
			    t->examples[i].today,
			    "不是日期。请写成 YYYY-MM-DD。",
			    "this is no date; write YYYY-MM-DD");
	}
	if (t->nexamples < 2 || !refused)
		zc_say(f->say, n->line, n->col,
		    "至少要有两个示例，其中一个有应当退回的回答（refused）。"
		    "请补上。",
		    "two examples at least, one of them with an answer to be "
		    "refused; add them");
	return ZC_OK;
}

const struct zc_kind zc_kind_starter = {
	.name = "starter",
	.folder = "starters",
	.zh = "起步问卷",
	.en = "starter",
	.zh_what = "新单位建库时问什么，由回答生成哪些台账行、设置和角色。",
	.en_what = "What a new unit is asked when its store is made, and the "
		   "rows, settings and roles that come of the answers.",
	.sample = "id: a\n"
		  "title: {zh: 新单位, en: a new unit}\n"
		  "covers: [U-14]\n"
		  "ask:\n"
		  "  - {name: unit_name, required: true, "
		  "label: {zh: 单位名称, en: name of the unit}}\n"
		  "  - name: people\n"
		  "    type: list\n"
		  "    label: {zh: 人员, en: people}\n"
		  "    columns: [{name: full_name, required: true, "
		  "label: {zh: 姓名, en: name}}]\n"
		  "settings: [{setting: unit.name, value: '{unit_name}'}]\n"
		  "rows:\n"
		  "  - {ledger: person, each: people, "
		  "row: {full_name: '{full_name}', in_service: true}}\n"
		  "examples:\n"
		  "  - name: {zh: 两个人, en: two persons}\n"
		  "    answers: {unit_name: 某县某局}\n"
		  "    lists: {people: [{full_name: 张某}, {full_name: "
		  "王某}]}\n"
		  "    rows: {person: 2}\n"
		  "    settings: {unit.name: 某县某局}\n"
		  "  - name: {zh: 没有名称, en: without a name}\n"
		  "    answers: {}\n"
		  "    refused: [unit_name]\n",
	.shape = &shape,
	.list = offsetof(struct zc_catalog, starters),
	.count = offsetof(struct zc_catalog, nstarters),
	.verify = verify,
};
