/* setting: a threshold or a list that a unit may change. */
#include "catalog/kind.h"

#define AT(f) offsetof(struct zc_setting, f)

static const char *const types[] = { "integer", "text", "list", "boolean",
	NULL };

static int
own_value(struct zc_fill *f, const struct zc_node *map, const struct zc_node *n,
    void *dst)
{
	struct zc_setting *s = dst;
	const char *v;

	(void)map;
	if (zc_field_value(f, n, &v) != ZC_OK)
		return ZC_ENOMEM;
	if (v != NULL)
		s->value = v;
	return ZC_OK;
}

static const struct zc_field fields[] = {
	{ .key = "id",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = AT(id),
	    .zh = "编号，小写字母、数字、下划线，用点分段",
	    .en = "lower-case letters, digits and _, parts joined by dots" },
	{ .key = "title",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = AT(title),
	    .zh = "名称",
	    .en = "name" },
	{ .key = "type",
	    .type = ZC_F_ENUM,
	    .required = true,
	    .off = AT(type),
	    .values = types,
	    .zh = "类型",
	    .en = "type" },
	{ .key = "value",
	    .type = ZC_F_OWN,
	    .required = true,
	    .off = AT(value),
	    .own = own_value,
	    .zh = "默认值；list 类型写列表",
	    .en = "default; a list for type list" },
	{ .key = "min",
	    .type = ZC_F_INT,
	    .off = AT(min),
	    .more = AT(has_min),
	    .zh = "最小值（法规有下限时为该下限）",
	    .en = "least value (the floor where the law fixes one)" },
	{ .key = "max",
	    .type = ZC_F_INT,
	    .off = AT(max),
	    .more = AT(has_max),
	    .zh = "最大值",
	    .en = "greatest value" },
	{ .key = "unit",
	    .type = ZC_F_TEXT,
	    .off = AT(unit),
	    .zh = "单位，例如 days",
	    .en = "unit, e.g. days" },
	{ .key = "confidence",
	    .type = ZC_F_ENUM,
	    .off = AT(confidence),
	    .values = zc_kind_confidence,
	    .def = "unknown",
	    .zh = "出处的可靠程度",
	    .en = "how sure the source is" },
	{ .key = "help",
	    .type = ZC_F_BOTH,
	    .off = AT(help),
	    .zh = "说明",
	    .en = "explanation" },
};
static const struct zc_shape shape = {
	.v = fields,
	.n = ZC_LEN(fields),
	.size = sizeof(struct zc_setting),
	.at = AT(at),
};

static void
verify_integer(struct zc_fill *f, const struct zc_node *n)
{
	int64_t v;

	if (n->type != ZC_NODE_SCALAR || !zc_str_int(n->text, 10, &v))
		zc_field_wrong(f, n, "整数", "a whole number");
}

static void
verify_boolean(struct zc_fill *f, const struct zc_node *n, struct zc_setting *s)
{
	if (strcmp(s->value, "true") == 0)
		s->value = "1"; /* what SQL compares with */
	else if (strcmp(s->value, "false") == 0)
		s->value = "0";
	else
		zc_field_wrong(f, n, " true 或 false", "true or false");
}

static int
verify(struct zc_fill *f, const struct zc_node *map, void *def)
{
	struct zc_setting *s = def;
	const struct zc_node *id = zc_kind_node(map, "id");
	const struct zc_node *n = zc_node_get(map, "value");
	char show[80];

	if (s->value == NULL)
		s->value = "";
	if (s->id[0] != '\0' && zc_kind_parts(s->id) < 2)
		zc_say(f->say, id->line, id->col,
		    "编号“%s”应当由两段以上组成（例如 host.usb.grace_days），"
		    "只用小写字母、数字和下划线。",
		    "id \"%s\" must have two parts or more "
		    "(as host.usb.grace_days) of lower-case letters, digits "
		    "and _",
		    zc_say_show(zc_str_of(s->id), show));
	if (n == NULL)
		return ZC_OK;
	if (strcmp(s->type, "integer") == 0)
		verify_integer(f, n);
	else if (strcmp(s->type, "boolean") == 0)
		verify_boolean(f, n, s);
	else if (strcmp(s->type, "list") == 0 && n->type != ZC_NODE_LIST)
		zc_field_wrong(f, n, "列表", "a list");
	else if (strcmp(s->type, "text") == 0 && n->type != ZC_NODE_SCALAR)
		zc_field_wrong(f, n, "文字", "text");
	if (strcmp(s->type, "integer") != 0 && (s->has_min || s->has_max))
		zc_say(f->say, n->line, n->col,
		    "只有 integer 类型可以写 min 和 max。请删除它们。",
		    "only type integer has min and max; delete them");
	return ZC_OK;
}

const struct zc_kind zc_kind_setting = {
	.name = "setting",
	.folder = "settings",
	.zh = "设置",
	.en = "setting",
	.zh_what =
	    "单位可以修改的期限、次数或名单，带默认值；检查项的查询和文字"
	    "用 {编号} 引用它，因此两者不会矛盾。",
	.en_what = "A threshold or list with a default that a unit may "
		   "change. Queries and texts of checks use it as {id}, so "
		   "that they cannot disagree.",
	.sample = "id: host.usb.grace_days\n"
		  "title: {zh: 移动介质登记宽限天数, "
		  "en: Days of grace to register a medium}\n"
		  "type: integer\n"
		  "value: 3\n"
		  "min: 0\n"
		  "max: 30\n"
		  "unit: days\n"
		  "confidence: I\n",
	.shape = &shape,
	.list = offsetof(struct zc_catalog, settings),
	.count = offsetof(struct zc_catalog, nsettings),
	.verify = verify,
};
