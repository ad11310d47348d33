/* ledger: a register that people keep; each becomes a table of its name. */
#include "catalog/kind_ledger.h"
#include "catalog/views.h"

#define AT(f) offsetof(struct zc_ledger, f)
#define EX(f) offsetof(struct zc_ledger_example, f)
#define GATE(f) offsetof(struct zc_gate, f)
#define FROM(f) offsetof(struct zc_source, f)

static const char *const groups[] = { "org", "assets", "secrecy", "activities",
	"follow_up", NULL };

static const struct zc_field example_fields[] = {
	{ .key = "accept",
	    .type = ZC_F_BOOL,
	    .required = true,
	    .off = EX(accept),
	    .zh = "true 表示应当接受这一行",
	    .en = "true = the row must be taken" },
	{ .key = "row",
	    .type = ZC_F_CELLS,
	    .required = true,
	    .off = EX(row),
	    .zh = "{列: 值}；日期 YYYY-MM-DD，金额以元为单位",
	    .en = "{column: value}; dates YYYY-MM-DD, money in yuan" },
	{ .key = "why",
	    .type = ZC_F_TEXT,
	    .off = EX(why),
	    .zh = "应当因何被拒绝：required、type、range、pattern、"
		  "reference、unique、rule、mark、right",
	    .en = "why it must be refused: required, type, range, pattern, "
		  "reference, unique, rule, mark, right" },
};
static const struct zc_shape example_shape = {
	.v = example_fields,
	.n = ZC_LEN(example_fields),
	.size = sizeof(struct zc_ledger_example),
	.at = EX(at),
};

static const struct zc_field gate_fields[] = {
	{ .key = "query",
	    .type = ZC_F_SQL,
	    .required = true,
	    .off = GATE(query),
	    .slots = true,
	    .zh = "SQL；有结果行即拒绝；本行为 id = zc_row()",
	    .en = "SQL; a row refuses; the row at hand is id = zc_row()" },
	{ .key = "say",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = GATE(say),
	    .slots = true,
	    .zh = "拒绝时怎么说：发生了什么、该怎么做",
	    .en = "what is said: what is wrong and what to do" },
};
const struct zc_shape zc_ledger_gate_shape = {
	.v = gate_fields,
	.n = ZC_LEN(gate_fields),
	.size = sizeof(struct zc_gate),
	.at = GATE(at),
};

static const struct zc_field source_fields[] = {
	{ .key = "name",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = FROM(name),
	    .zh = "名称",
	    .en = "name" },
	{ .key = "query",
	    .type = ZC_F_SQL,
	    .required = true,
	    .off = FROM(query),
	    .slots = true,
	    .zh = "SQL；每行是检查中看到的一个实物，列名同台账的列，另有"
		  " fact_target 和 fact_seen",
	    .en = "SQL; a row for each real thing, columns named as fields, "
		  "and fact_target, fact_seen" },
	{ .key = "match",
	    .type = ZC_F_STRS,
	    .required = true,
	    .off = FROM(match),
	    .zh = "这些列都相等即为同一个",
	    .en = "equal in all of these = the same thing" },
	{ .key = "compare",
	    .type = ZC_F_STRS,
	    .off = FROM(compare),
	    .zh = "这些列不同即为账实不符",
	    .en = "a difference in these is a contradiction" },
	{ .key = "fill",
	    .type = ZC_F_STRS,
	    .off = FROM(fill),
	    .zh = "接受时填入新行的列",
	    .en = "taken over into a new row" },
	{ .key = "missing",
	    .type = ZC_F_SQL,
	    .off = FROM(missing),
	    .slots = true,
	    .zh = "SQL；台账中本应看到而没有看到的行（id）",
	    .en = "SQL of ids: rows that should have been seen" },
};
static const struct zc_shape source_shape = {
	.v = source_fields,
	.n = ZC_LEN(source_fields),
	.size = sizeof(struct zc_source),
	.at = FROM(at),
};

/* `number` and `flow` have no struct of their own: they fill the ledger's. */
static const struct zc_field number_fields[] = {
	{ .key = "field",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = AT(number_field),
	    .zh = "自动编号的列",
	    .en = "field that is numbered" },
	{ .key = "form",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = AT(number_form),
	    .zh = "编号形式：{unit} 单位代码，{year}、{month}，{seq:4} 顺序号",
	    .en = "form of the number: {unit} short code, {year}, {month}, "
		  "{seq:4} running number" },
};
static const struct zc_shape number_shape = {
	.v = number_fields,
	.n = ZC_LEN(number_fields),
	.size = sizeof(struct zc_ledger),
};

static const struct zc_field fields[] = {
	{ .key = "id",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = AT(id),
	    .zh = "编号，也是表名：小写字母、数字和下划线，以字母开头",
	    .en = "id and name of its table: lower-case letters, digits and "
		  "_, a letter first" },
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
	{ .key = "key",
	    .type = ZC_F_TEXT,
	    .off = AT(key),
	    .zh = "向人指明一行的列（unique）；其他台账的引用保存它",
	    .en = "the unique field that names a row to people; references "
		  "store it" },
	{ .key = "number",
	    .type = ZC_F_MAP,
	    .off = 0,
	    .sub = &number_shape,
	    .zh = "留空时自动编号",
	    .en = "fills a number in when it is left empty" },
	{ .key = "classified",
	    .type = ZC_F_BOOL,
	    .off = AT(classified),
	    .zh = "涉密事项台账：默认停用，由设置 ledger.classified_on 启用",
	    .en = "of classified matter: off unless the setting "
		  "ledger.classified_on names it" },
	{ .key = "keep_years",
	    .type = ZC_F_TEXT,
	    .off = AT(keep_years),
	    .slots = true,
	    .zh = "保存年限：数字或 {设置}；不写为长期",
	    .en = "years to keep rows: a number or {setting}; not given = for "
		  "ever" },
	{ .key = "group",
	    .type = ZC_F_ENUM,
	    .off = AT(group),
	    .values = groups,
	    .zh = "菜单分组",
	    .en = "group in the menu" },
	{ .key = "fields",
	    .type = ZC_F_MAPS,
	    .required = true,
	    .off = AT(fields),
	    .more = AT(nfields),
	    .sub = &zc_ledger_field_shape,
	    .zh = "登记的内容",
	    .en = "what is kept" },
	{ .key = "list",
	    .type = ZC_F_STRS,
	    .off = AT(list),
	    .zh = "列表默认显示的列",
	    .en = "columns shown at first" },
	{ .key = "label_print",
	    .type = ZC_F_STRS,
	    .off = AT(label_print),
	    .zh = "标签上打印的列",
	    .en = "lines of a printable label" },
	{ .key = "register",
	    .type = ZC_F_STRS,
	    .off = AT(reg),
	    .zh = "打印的登记簿的列；不写同 list",
	    .en = "columns of the printed register; as list when not given" },
	{ .key = "rules",
	    .type = ZC_F_MAPS,
	    .off = AT(rules),
	    .more = AT(nrules),
	    .sub = &zc_ledger_gate_shape,
	    .zh = "保存时核对一行：有结果行即不予保存",
	    .en = "looked at when a row is saved; a row refuses it" },
	{ .key = "from",
	    .type = ZC_F_MAPS,
	    .off = AT(from),
	    .more = AT(nfrom),
	    .sub = &source_shape,
	    .zh = "检查结果怎样与台账核对",
	    .en = "how facts of inspections and the ledger are compared" },
	{ .key = "flow",
	    .type = ZC_F_MAP,
	    .off = 0,
	    .sub = &zc_ledger_flow_shape,
	    .zh = "办理流程",
	    .en = "the way a row goes" },
	{ .key = "examples",
	    .type = ZC_F_MAPS,
	    .off = AT(examples),
	    .more = AT(nexamples),
	    .sub = &example_shape,
	    .zh = "应当接受和应当拒绝的行",
	    .en = "rows to be taken and rows to be refused" },
	{ .key = "flow_examples",
	    .type = ZC_F_MAPS,
	    .off = AT(flow_examples),
	    .more = AT(nflow_examples),
	    .sub = &zc_ledger_flow_example_shape,
	    .zh = "流程示例：至少一个走到终结状态、一个有被拒绝的步骤",
	    .en = "at least one that ends in a final state and one with a "
		  "step that must be refused" },
};
static const struct zc_shape shape = {
	.v = fields,
	.n = ZC_LEN(fields),
	.size = sizeof(struct zc_ledger),
	.at = AT(at),
};

static void
verify_key(
    struct zc_fill *f, const struct zc_node *map, const struct zc_ledger *l)
{
	const struct zc_node *n = zc_kind_node(map, "key");
	const struct zc_ledger_field *d = zc_ledger_field(l, l->key);
	const struct zc_at at = { l->at.file, n->line, n->col };

	if (l->key[0] == '\0')
		return;
	if (d == NULL)
		zc_kind_wrong(f, &at, l->key,
		    "台账没有这个列，不能作 key。请改正。",
		    "the ledger has no such field to be its key; correct it");
	else if (!d->unique)
		zc_kind_wrong(f, &at, l->key,
		    "作 key 的列必须写 unique: true。请补上。",
		    "the key must be unique: true; add that");
}

/* Only {unit}, {year}, {month} and one {seq} or {seq:1} … {seq:9}. */
static bool
is_form(const char *form)
{
	struct zc_str s = zc_str_of(form), word;
	size_t seq = 0;

	while (zc_str_find(s, '{') < s.n) {
		s = zc_str_sub(s, zc_str_find(s, '{') + 1, s.n);
		word = zc_str_sub(s, 0, zc_str_find(s, '}'));
		if (word.n == s.n)
			return false;
		s = zc_str_sub(s, word.n + 1, s.n);
		if (zc_str_is(word, "seq") ||
		    (word.n == 5 && zc_str_starts(word, "seq:") &&
			word.p[4] >= '1' && word.p[4] <= '9'))
			seq++;
		else if (!zc_str_is(word, "unit") && !zc_str_is(word, "year") &&
		    !zc_str_is(word, "month"))
			return false;
	}
	return seq == 1;
}

static void
verify_number(
    struct zc_fill *f, const struct zc_node *map, const struct zc_ledger *l)
{
	const struct zc_node *n = zc_kind_node(map, "number");
	const struct zc_ledger_field *d = zc_ledger_field(l, l->number_field);
	const struct zc_at at = { l->at.file, n->line, n->col };

	if (l->number_field[0] == '\0')
		return;
	if (d == NULL || strcmp(d->type, "text") != 0)
		zc_kind_wrong(f, &at, l->number_field,
		    "自动编号的列必须存在且为 text 类型。请改正。",
		    "the numbered field must exist and be of type text; "
		    "correct it");
	if (!is_form(l->number_form))
		zc_kind_wrong(f, &at, l->number_form,
		    "编号形式须有且只有一个顺序号 {seq:4}，此外只能用 {unit}、"
		    "{year}、{month}。请改正。",
		    "the form needs one running number, as {seq:4}, and may "
		    "have {unit}, {year}, {month} besides; correct it");
}

static void
verify_sources(struct zc_fill *f, const struct zc_ledger *l)
{
	for (size_t i = 0; i < l->nfrom; i++) {
		const struct zc_source *s = &l->from[i];

		zc_ledger_verify_names(f, l, &s->match, &s->at, false);
		zc_ledger_verify_names(f, l, &s->compare, &s->at, false);
		zc_ledger_verify_names(f, l, &s->fill, &s->at, false);
	}
}

static int
verify(struct zc_fill *f, const struct zc_node *map, void *def)
{
	const struct zc_ledger *l = def;

	zc_ledger_verify_fields(f, map, l);
	if (zc_views_taken(l->id))
		zc_kind_wrong(f, &l->at, l->id,
		    "中心库自己有同名的表。请换一个编号。",
		    "the store has a table of this name; take another id");
	verify_key(f, map, l);
	verify_number(f, map, l);
	zc_ledger_verify_names(f, l, &l->list, &l->at, true);
	zc_ledger_verify_names(f, l, &l->label_print, &l->at, true);
	zc_ledger_verify_names(f, l, &l->reg, &l->at, true);
	if (l->keep_years[0] != '\0' && !zc_kind_number(l->keep_years))
		zc_kind_wrong(f, &l->at, l->keep_years,
		    "保存年限应当是数字或一个 {设置}。请改正。",
		    "keep_years must be a number or one {setting}; correct it");
	verify_sources(f, l);
	for (size_t i = 0; i < l->nexamples; i++)
		zc_ledger_verify_cells(
		    f, l, &l->examples[i].row, &l->examples[i].at);
	zc_ledger_verify_flow(f, l);
	return zc_ledger_verify_flow_examples(f, map, l);
}

const struct zc_kind zc_kind_ledger = {
	.name = "ledger",
	.folder = "ledgers",
	.zh = "台账",
	.en = "ledger",
	.zh_what = "单位保存的登记簿。每个台账成为一张同名的表，检查项、指标和"
		   "流程可以查询它；需要办理的台账带有流程。",
	.en_what = "A register that the unit keeps. Each becomes a table of "
		   "its name that checks, indicators and flows can query; a "
		   "ledger whose rows are dealt with has a flow.",
	.sample = "id: medium_loan\n"
		  "title: {zh: 介质借用登记, en: loans of media}\n"
		  "key: loan_no\n"
		  "number: {field: loan_no, form: 'JY-{year}-{seq:4}'}\n"
		  "group: assets\n"
		  "fields:\n"
		  "  - {name: loan_no, type: text, unique: true, "
		  "label: {zh: 编号, en: number}}\n"
		  "  - {name: borrower, type: person, required: true, "
		  "label: {zh: 借用人, en: borrower}}\n"
		  "  - {name: due_at, type: date, required: true, "
		  "label: {zh: 应还日期, en: due back}}\n"
		  "list: [loan_no, borrower, due_at]\n"
		  "flow:\n"
		  "  states:\n"
		  "    - {name: lent, open: true, due: due_at, "
		  "label: {zh: 借出, en: lent}}\n"
		  "    - {name: returned, final: true, "
		  "label: {zh: 已归还, en: returned}}\n"
		  "  start: lent\n"
		  "  steps:\n"
		  "    - {name: give_back, from: [lent], to: returned, "
		  "person: borrower, label: {zh: 归还, en: give back}}\n"
		  "examples:\n"
		  "  - {accept: true, row: {borrower: 张某, "
		  "due_at: '2026-04-01'}}\n"
		  "  - {accept: false, row: {borrower: 张某}, why: required}\n"
		  "flow_examples:\n"
		  "  - name: {zh: 本人归还, en: he gives it back himself}\n"
		  "    row: {borrower: 张某, due_at: '2026-04-01'}\n"
		  "    steps:\n"
		  "      - {do: give_back, by: 李某, refused: true}\n"
		  "      - {do: give_back, by: 张某}\n"
		  "    ends: returned\n",
	.shape = &shape,
	.list = offsetof(struct zc_catalog, ledgers),
	.count = offsetof(struct zc_catalog, nledgers),
	.verify = verify,
};
