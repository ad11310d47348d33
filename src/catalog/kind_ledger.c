/* ledger: a register that people keep; each becomes a table of its name. */
#include "catalog/kind.h"
#include "catalog/reserved.h"

#define AT(f) offsetof(struct zc_ledger, f)
#define FIELD(f) offsetof(struct zc_ledger_field, f)
#define EX(f) offsetof(struct zc_ledger_example, f)

static const char *const types[] = { "text", "integer", "date", "time",
	"boolean", "enum", "reference", "person", "unit", "file", "serial",
	"mac", "ip", "phone", "id_number", "credit_code", "document_number",
	"money", NULL };

/* Columns that every ledger has (design, the central store). */
static const char *const fixed[] = { "id", "unit_id", "ext", "state", "ver",
	"created_at", "created_by", "updated_at", "updated_by", "deleted_at" };

static const struct zc_field field_fields[] = {
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
	    .zh = "不得重复",
	    .en = "no two rows alike" },
	{ .key = "values",
	    .type = ZC_F_STRS,
	    .off = FIELD(values),
	    .zh = "enum 的取值",
	    .en = "values of an enum" },
};
static const struct zc_shape field_shape = {
	.v = field_fields,
	.n = ZC_LEN(field_fields),
	.size = sizeof(struct zc_ledger_field),
	.at = FIELD(at),
};

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
	    .zh = "{列: 值}",
	    .en = "{column: value}" },
};
static const struct zc_shape example_shape = {
	.v = example_fields,
	.n = ZC_LEN(example_fields),
	.size = sizeof(struct zc_ledger_example),
	.at = EX(at),
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
	{ .key = "fields",
	    .type = ZC_F_MAPS,
	    .required = true,
	    .off = AT(fields),
	    .more = AT(nfields),
	    .sub = &field_shape,
	    .zh = "登记的内容",
	    .en = "what is kept" },
	{ .key = "examples",
	    .type = ZC_F_MAPS,
	    .off = AT(examples),
	    .more = AT(nexamples),
	    .sub = &example_shape,
	    .zh = "应当接受和应当拒绝的行",
	    .en = "rows to be taken and rows to be refused" },
};
static const struct zc_shape shape = {
	.v = fields,
	.n = ZC_LEN(fields),
	.size = sizeof(struct zc_ledger),
	.at = AT(at),
};

enum {
	FIELDS_MAX = 200
};

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

static const struct zc_ledger_field *
find(const struct zc_ledger *l, size_t before, const char *name)
{
	for (size_t i = 0; i < before; i++)
		if (strcmp(l->fields[i].name, name) == 0)
			return &l->fields[i];
	return NULL;
}

static void
verify_field(struct zc_fill *f, const struct zc_node *n,
    const struct zc_ledger *l, size_t i)
{
	const struct zc_ledger_field *d = &l->fields[i];
	const struct zc_node *name = zc_kind_node(n, "name");
	char show[80];

	zc_say_show(zc_str_of(d->name), show);
	verify_name(f, name, d->name);
	for (size_t k = 0; k < ZC_LEN(fixed); k++)
		if (strcmp(d->name, fixed[k]) == 0)
			zc_say(f->say, name->line, name->col,
			    "每个台账都已有列“%s”。请换一个名称。",
			    "every ledger has a column \"%s\" already; take "
			    "another name",
			    show);
	if (d->name[0] != '\0' && find(l, i, d->name) != NULL)
		zc_say(f->say, name->line, name->col,
		    "列“%s”重复。请改名或删除。",
		    "column \"%s\" appears twice; rename or delete it", show);
	if ((strcmp(d->type, "enum") == 0) != (d->values.n > 0))
		zc_say(f->say, n->line, n->col,
		    "列“%s”：enum 类型必须列出 values，其他类型不能写 values。",
		    "column \"%s\": type enum must list values, other types "
		    "must not",
		    show);
}

static void
verify_examples(struct zc_fill *f, const struct zc_ledger *l)
{
	char show[80];

	for (size_t i = 0; i < l->nexamples; i++) {
		const struct zc_ledger_example *x = &l->examples[i];

		for (size_t k = 0; k < x->row.n; k++)
			if (find(l, l->nfields, x->row.v[k].col) == NULL)
				zc_say(f->say, x->at.line, x->at.col,
				    "示例中的列“%s”不存在。请改正。",
				    "the example has a column \"%s\" that "
				    "does not exist; correct it",
				    zc_say_show(
					zc_str_of(x->row.v[k].col), show));
	}
}

static int
verify(struct zc_fill *f, const struct zc_node *map, void *def)
{
	const struct zc_ledger *l = def;
	const struct zc_node *list = zc_node_get(map, "fields"), *n;
	size_t i = 0;

	verify_name(f, zc_kind_node(map, "id"), l->id);
	if (l->nfields > FIELDS_MAX) {
		zc_say(f->say, list->line, list->col,
		    "列太多（最多 %d 列）。请拆成几个台账。",
		    "over %d columns; split the ledger", FIELDS_MAX);
		return ZC_OK;
	}
	if (list != NULL && l->nfields == list->n)
		for (n = list->first; n != NULL; n = n->next)
			verify_field(f, n, l, i++);
	verify_examples(f, l);
	return ZC_OK;
}

const struct zc_kind zc_kind_ledger = {
	.name = "ledger",
	.folder = "ledgers",
	.zh = "台账",
	.en = "ledger",
	.zh_what =
	    "单位保存的登记簿。每个台账成为一张同名的表，检查项可以查询它。",
	.en_what = "A register that the unit keeps. Each becomes a table of "
		   "its name that checks can query.",
	.sample = "id: medium\n"
		  "title: {zh: 移动存储介质台账, en: Removable media}\n"
		  "fields:\n"
		  "  - {name: number, type: text, required: true, "
		  "unique: true, label: {zh: 编号, en: number}}\n"
		  "  - {name: serial, type: serial, "
		  "label: {zh: 序列号, en: serial number}}\n"
		  "examples:\n"
		  "  - {accept: true, row: {number: U-001, serial: A1}}\n"
		  "  - {accept: false, row: {serial: A1}}\n",
	.shape = &shape,
	.list = offsetof(struct zc_catalog, ledgers),
	.count = offsetof(struct zc_catalog, nledgers),
	.verify = verify,
};
