/* kind_ledger_field: the fields of a ledger, and what is wrong with them. */
#include "catalog/kind_ledger.h"
#include "catalog/lint.h"
#include "catalog/reserved.h"

#include <regex.h>

#define FIELD(f) offsetof(struct zc_ledger_field, f)
#define WORD(f) offsetof(struct zc_word, f)

static const char *const types[] = { "text", "longtext", "integer", "date",
	"time", "boolean", "enum", "reference", "person", "department", "unit",
	"file", "serial", "mac", "ip", "phone", "id_number", "credit_code",
	"document_number", "money", "email", "url", "domain", NULL };
static const char *const sensitive[] = { "personal", "restricted", NULL };

/* Columns that every ledger has (design, the central store). */
static const char *const fixed[] = { "id", "unit_id", "ext", "state", "ver",
	"created_at", "created_by", "updated_at", "updated_by", "deleted_at",
	"search" };

static const struct zc_field word_fields[] = {
	{ .key = "zh",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = WORD(text.zh),
	    .zh = "中文名称",
	    .en = "Chinese name" },
	{ .key = "en",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = WORD(text.en),
	    .zh = "英文名称",
	    .en = "English name" },
};
const struct zc_shape zc_ledger_word_shape =
    ZC_SHAPE(word_fields, struct zc_word);

static const struct zc_field fields[] = {
	{ .key = "name",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = FIELD(name),
	    .zh = "列名",
	    .en = "name of the column" },
	{ .key = "type",
	    .type = ZC_F_ENUM,
	    .required = true,
	    .off = FIELD(type),
	    .values = types,
	    .zh = "类型",
	    .en = "type" },
	{ .key = "label",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = FIELD(label),
	    .zh = "显示名称",
	    .en = "label" },
	{ .key = "help",
	    .type = ZC_F_BOTH,
	    .off = FIELD(help),
	    .slots = true,
	    .zh = "填写说明",
	    .en = "how to fill it in" },
	{ .key = "required",
	    .type = ZC_F_BOOL,
	    .off = FIELD(required),
	    .zh = "必填",
	    .en = "must be given" },
	{ .key = "unique",
	    .type = ZC_F_BOOL,
	    .off = FIELD(unique),
	    .zh = "本单位在用的行中不得重复",
	    .en = "no two living rows of a unit alike" },
	{ .key = "default",
	    .type = ZC_F_TEXT,
	    .off = FIELD(def),
	    .zh = "默认值；today() 为当天，actor() 为录入人",
	    .en = "value when left empty; today() and actor() are words" },
	{ .key = "words",
	    .type = ZC_F_NAMED,
	    .off = FIELD(words),
	    .more = FIELD(nwords),
	    .sub = &zc_ledger_word_shape,
	    .zh = "enum 的取值及其名称：{取值: {zh, en}}",
	    .en = "values of an enum and what people call them" },
	{ .key = "to",
	    .type = ZC_F_TEXT,
	    .off = FIELD(to),
	    .ref = ZC_REF_LEDGER,
	    .zh = "reference 指向的台账",
	    .en = "ledger that a reference points to" },
	{ .key = "pattern",
	    .type = ZC_F_TEXT,
	    .off = FIELD(pattern),
	    .zh = "值须符合的 POSIX 扩展正则表达式",
	    .en = "POSIX extended expression that a value must match" },
	{ .key = "min",
	    .type = ZC_F_INT,
	    .off = FIELD(min),
	    .more = FIELD(has_min),
	    .zh = "最小值（数字）或最少字数（文字）；money 的单位为元",
	    .en = "least value of a number (money: yuan), least characters of "
		  "a text" },
	{ .key = "max",
	    .type = ZC_F_INT,
	    .off = FIELD(max),
	    .more = FIELD(has_max),
	    .zh = "最大值（数字）或最多字数（文字）；money 的单位为元",
	    .en = "greatest value of a number (money: yuan), most characters "
		  "of a text" },
	{ .key = "sensitive",
	    .type = ZC_F_ENUM,
	    .off = FIELD(sensitive),
	    .values = sensitive,
	    .zh = "敏感程度：没有相应 unmask 权限的角色只看到遮盖后的值",
	    .en = "masked for roles without the right to unmask it" },
	{ .key = "index",
	    .type = ZC_F_BOOL,
	    .off = FIELD(index),
	    .zh = "常按此列筛选",
	    .en = "often filtered by" },
	{ .key = "search",
	    .type = ZC_F_BOOL,
	    .off = FIELD(search),
	    .zh = "可按文字搜索",
	    .en = "its text can be searched for" },
};
const struct zc_shape zc_ledger_field_shape = {
	.v = fields,
	.n = ZC_LEN(fields),
	.size = sizeof(struct zc_ledger_field),
	.at = FIELD(at),
};

enum {
	FIELDS_MAX = 200
};

static bool
is(const struct zc_ledger_field *d, const char *type)
{
	return strcmp(d->type, type) == 0;
}

const struct zc_ledger_field *
zc_ledger_field(const struct zc_ledger *l, const char *name)
{
	for (size_t i = 0; i < l->nfields; i++)
		if (strcmp(l->fields[i].name, name) == 0)
			return &l->fields[i];
	return NULL;
}

static bool
is_fixed(const char *name)
{
	for (size_t i = 0; i < ZC_LEN(fixed); i++)
		if (strcmp(name, fixed[i]) == 0)
			return true;
	return false;
}

bool
zc_ledger_column(const struct zc_ledger *l, const char *name)
{
	return is_fixed(name) || zc_ledger_field(l, name) != NULL;
}

/* A name that both engines take without quotes. At most 48 characters. */
static bool
sql_name(const char *s)
{
	return strlen(s) <= 48 && s[0] >= 'a' && s[0] <= 'z' &&
	    zc_kind_parts(s) == 1;
}

static bool
ours(const char *s)
{
	struct zc_str n = zc_str_of(s);

	return zc_str_starts(n, "zc_") || zc_str_starts(n, "sqlite_") ||
	    zc_str_starts(n, "pg_") || zc_str_starts(n, "fact_");
}

static void
verify_name(struct zc_fill *f, const struct zc_node *n, const char *name)
{
	char show[80];

	if (name[0] == '\0')
		return;
	zc_say_show(zc_str_of(name), show);
	if (!sql_name(name))
		zc_say(f->say, n->line, n->col,
		    "“%s”不能作表名或列名：只用小写字母、数字和下划线，"
		    "以字母开头，最多 48 个字符。",
		    "\"%s\" cannot be a table or column name: lower-case "
		    "letters, digits and _, a letter first, at most 48",
		    show);
	else if (zc_reserved_sql(name) || ours(name))
		zc_say(f->say, n->line, n->col,
		    "“%s”是数据库的保留字或保留前缀。请换一个名称。",
		    "\"%s\" is a reserved word or prefix of the database; "
		    "take another name",
		    show);
}

static void
verify_column(struct zc_fill *f, const struct zc_node *n,
    const struct zc_ledger *l, const struct zc_ledger_field *d)
{
	const struct zc_node *name = zc_kind_node(n, "name");
	char show[80];

	zc_say_show(zc_str_of(d->name), show);
	verify_name(f, name, d->name);
	if (is_fixed(d->name))
		zc_say(f->say, name->line, name->col,
		    "每个台账都已有列“%s”。请换一个名称。",
		    "every ledger has a column \"%s\" already; take another "
		    "name",
		    show);
	if (d->name[0] != '\0' && zc_ledger_field(l, d->name) != d)
		zc_say(f->say, name->line, name->col,
		    "列“%s”重复。请改名或删除。",
		    "column \"%s\" appears twice; rename or delete it", show);
}

static void
verify_limits(struct zc_fill *f, const struct zc_ledger_field *d)
{
	static const char *const with[] = { "text", "longtext", "integer",
		"money" };
	bool can = false;

	for (size_t i = 0; i < ZC_LEN(with); i++)
		can = can || is(d, with[i]);
	if ((d->has_min || d->has_max) && !can)
		zc_kind_wrong(f, &d->at, d->name,
		    "只有 text、longtext、integer、money 可以写 min 和 max。"
		    "请删除。",
		    "only text, longtext, integer and money have min and max; "
		    "delete them");
	if (d->has_min && d->has_max && d->min > d->max)
		zc_kind_wrong(f, &d->at, d->name, "min 大于 max。请改正。",
		    "min is greater than max; correct it");
}

static void
verify_pattern(struct zc_fill *f, const struct zc_ledger_field *d)
{
	regex_t re;

	if (d->pattern[0] == '\0')
		return;
	if (regcomp(&re, d->pattern, REG_EXTENDED | REG_NOSUB) != 0) {
		zc_kind_wrong(f, &d->at, d->name,
		    "pattern 不是有效的 POSIX 扩展正则表达式。请改正。",
		    "pattern is no POSIX extended expression; correct it");
		return;
	}
	regfree(&re);
}

void
zc_ledger_verify_value(struct zc_fill *f, const struct zc_ledger_field *d,
    const char *value, const struct zc_at *at)
{
	bool fits;

	if (strcmp(value, "today()") == 0)
		fits = is(d, "date") || is(d, "time");
	else if (strcmp(value, "actor()") == 0)
		fits = is(d, "person") || is(d, "text");
	else
		fits = zc_lint_value(d, value);
	if (!fits)
		zc_kind_wrong(f, at, d->name,
		    "默认值或自动填写的值与列的类型不符。请改正。",
		    "the value given beforehand does not fit the field's "
		    "type; correct it");
}

static void
verify_field(struct zc_fill *f, const struct zc_node *n,
    const struct zc_ledger *l, const struct zc_ledger_field *d)
{
	char show[80];

	verify_column(f, n, l, d);
	if (is(d, "enum") != (d->nwords > 0))
		zc_say(f->say, n->line, n->col,
		    "列“%s”：enum 类型必须写 words（取值及名称），"
		    "其他类型不能写。",
		    "column \"%s\": type enum must have words, other types "
		    "must not",
		    zc_say_show(zc_str_of(d->name), show));
	if (is(d, "reference") != (d->to[0] != '\0'))
		zc_kind_wrong(f, &d->at, d->name,
		    "reference 类型必须用 to 写明指向的台账，其他类型不能写。",
		    "type reference must name its ledger with \"to\", other "
		    "types must not");
	for (size_t i = 0; i < d->nwords; i++)
		if (zc_kind_parts(d->words[i].name) != 1)
			zc_kind_wrong(f, &d->at, d->words[i].name,
			    "取值只用小写字母、数字和下划线。请改正。",
			    "values are lower-case letters, digits and _; "
			    "correct it");
	verify_limits(f, d);
	verify_pattern(f, d);
	if (d->def[0] != '\0')
		zc_ledger_verify_value(f, d, d->def, &d->at);
}

void
zc_ledger_verify_fields(
    struct zc_fill *f, const struct zc_node *map, const struct zc_ledger *l)
{
	const struct zc_node *list = zc_node_get(map, "fields"), *n;
	size_t i = 0;

	verify_name(f, zc_kind_node(map, "id"), l->id);
	if (l->nfields > FIELDS_MAX) {
		zc_say(f->say, list->line, list->col,
		    "列太多（最多 %d 列）。请拆成几个台账。",
		    "over %d columns; split the ledger", FIELDS_MAX);
		return;
	}
	if (list != NULL && l->nfields == list->n)
		for (n = list->first; n != NULL; n = n->next)
			verify_field(f, n, l, &l->fields[i++]);
}

void
zc_ledger_verify_names(struct zc_fill *f, const struct zc_ledger *l,
    const struct zc_strs *names, const struct zc_at *at, bool fixed_too)
{
	for (size_t i = 0; i < names->n; i++)
		if (zc_ledger_field(l, names->v[i]) == NULL &&
		    !(fixed_too && is_fixed(names->v[i])))
			zc_kind_wrong(f, at, names->v[i],
			    "台账没有这个列。请改正。",
			    "the ledger has no such field; correct it");
}

void
zc_ledger_verify_cells(struct zc_fill *f, const struct zc_ledger *l,
    const struct zc_cells *row, const struct zc_at *at)
{
	char show[80];

	for (size_t i = 0; i < row->n; i++)
		if (zc_ledger_field(l, row->v[i].col) == NULL)
			zc_say(f->say, at->line, at->col,
			    "示例中的列“%s”不存在。请改正。",
			    "the example has a column \"%s\" that does not "
			    "exist; correct it",
			    zc_say_show(zc_str_of(row->v[i].col), show));
}
