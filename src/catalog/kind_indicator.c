/* indicator: a number over the ledgers, its target and the rows behind it. */
#include "catalog/kind.h"

#define AT(f) offsetof(struct zc_indicator, f)
#define EX(f) offsetof(struct zc_indicator_example, f)

enum {
	DECIMALS_MAX = 6
};

static const char *const periods[] = { "year", "quarter", "month", "moment",
	NULL };
static const char *const better[] = { "more", "less", "none", NULL };
static const char *const ops[] = { ">=", "<=", "=", NULL };
static const char *const met[] = { "true", "false", "unknown", NULL };

static const struct zc_field example_fields[] = {
	{ .key = "given",
	    .type = ZC_F_GIVEN,
	    .required = true,
	    .off = EX(given),
	    .more = EX(ngiven),
	    .zh = "台账中的行：{台账: [行]}；absent 表示该台账未启用或未填写",
	    .en = "rows of ledgers: {ledger: [rows]}; absent = switched off "
		  "or never filled" },
	{ .key = "settings",
	    .type = ZC_F_CELLS,
	    .off = EX(settings),
	    .zh = "代替默认值的设置：{编号: 值}",
	    .en = "settings in place of the defaults: {id: value}" },
	{ .key = "period",
	    .type = ZC_F_TEXT,
	    .off = EX(period),
	    .zh = "统计期：2026、2026-Q1 或 2026-03",
	    .en = "period: 2026, 2026-Q1 or 2026-03" },
	{ .key = "numerator",
	    .type = ZC_F_TEXT,
	    .off = EX(numerator),
	    .zh = "应当得出的分子；不写为空（无法计算）",
	    .en = "numerator that must come out; not given = null" },
	{ .key = "denominator",
	    .type = ZC_F_TEXT,
	    .off = EX(denominator),
	    .zh = "应当得出的分母；不写为没有或为空",
	    .en = "denominator that must come out; not given = none or null" },
	{ .key = "met",
	    .type = ZC_F_ENUM,
	    .off = EX(met),
	    .values = met,
	    .zh = "是否达标；unknown 为无法计算",
	    .en = "is the target met; unknown = cannot be computed" },
};
static const struct zc_shape example_shape = {
	.v = example_fields,
	.n = ZC_LEN(example_fields),
	.size = sizeof(struct zc_indicator_example),
	.at = EX(at),
};

/* `target` has no struct of its own: it fills the indicator's. */
static const struct zc_field target_fields[] = {
	{ .key = "op",
	    .type = ZC_F_ENUM,
	    .required = true,
	    .off = AT(target_op),
	    .values = ops,
	    .zh = "与目标值的关系",
	    .en = "how the value must stand to the target" },
	{ .key = "value",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = AT(target_value),
	    .slots = true,
	    .zh = "目标值：数字或 {设置}",
	    .en = "a number or {setting}" },
};
static const struct zc_shape target_shape = {
	.v = target_fields,
	.n = ZC_LEN(target_fields),
	.size = sizeof(struct zc_indicator),
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
	{ .key = "unit",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = AT(unit),
	    .zh = "计量单位，例如 学时、人、%",
	    .en = "unit of the value, e.g. hours, persons, %" },
	{ .key = "period",
	    .type = ZC_F_ENUM,
	    .required = true,
	    .off = AT(period),
	    .values = periods,
	    .zh = "统计周期；moment 为某一时点",
	    .en = "period; moment = at a point of time" },
	{ .key = "better",
	    .type = ZC_F_ENUM,
	    .off = AT(better),
	    .values = better,
	    .def = "none",
	    .zh = "多好还是少好",
	    .en = "is more better, or less" },
	{ .key = "scale",
	    .type = ZC_F_INT,
	    .off = AT(scale),
	    .zh = "值 = 分子 × scale ÷ 分母；百分比写 100；不写为 1",
	    .en = "value = numerator × scale ÷ denominator; 100 for percent; "
		  "1 when not given" },
	{ .key = "decimals",
	    .type = ZC_F_INT,
	    .off = AT(decimals),
	    .zh = "显示的小数位数",
	    .en = "decimals shown" },
	{ .key = "target",
	    .type = ZC_F_MAP,
	    .off = 0,
	    .sub = &target_shape,
	    .zh = "目标",
	    .en = "target" },
	{ .key = "query",
	    .type = ZC_F_SQL,
	    .required = true,
	    .off = AT(query),
	    .slots = true,
	    .zh = "SQL；一行，列 numerator 和 denominator（计数可以没有分母）；"
		  "统计期为 zc_from() 起、zc_to() 前",
	    .en = "SQL of one row: numerator and denominator (none for a "
		  "count); the period is from zc_from() to before zc_to()" },
	{ .key = "rows",
	    .type = ZC_F_SQL,
	    .off = AT(rows),
	    .slots = true,
	    .zh = "SQL；数字背后的行",
	    .en = "SQL: the rows behind the number" },
	{ .key = "group",
	    .type = ZC_F_SQL,
	    .off = AT(group),
	    .slots = true,
	    .zh = "SQL；分组的列 grp、numerator、denominator",
	    .en = "SQL: the same by group, columns grp, numerator, "
		  "denominator" },
	{ .key = "needs",
	    .type = ZC_F_STRS,
	    .off = AT(needs),
	    .ref = ZC_REF_TABLE,
	    .zh = "必须已启用并填写（或已确认零报告）的台账，否则为无法计算",
	    .en = "ledgers that must be kept (filled, or a nil return "
		  "confirmed); otherwise unknown" },
	{ .key = "examples",
	    .type = ZC_F_MAPS,
	    .required = true,
	    .off = AT(examples),
	    .more = AT(nexamples),
	    .sub = &example_shape,
	    .zh = "至少两个示例；有分母时其中一个须为无法计算",
	    .en = "at least two; with a denominator one of them must be "
		  "unknown" },
};
static const struct zc_shape shape = {
	.v = fields,
	.n = ZC_LEN(fields),
	.size = sizeof(struct zc_indicator),
	.at = AT(at),
};

/* 2026, 2026-Q1, 2026-03 or a day; "" for a moment. */
static bool
is_period(const char *s)
{
	char day[16];
	size_t n = strlen(s);

	if (n == 7 && s[5] == 'Q')
		return s[6] >= '1' && s[6] <= '4' && s[4] == '-';
	if (n == 0 || n > 10)
		return n == 0;
	(void)snprintf(day, sizeof(day), "%s%s", s,
	    n == 4       ? "-01-01"
		: n == 7 ? "-01"
			 : "");
	return zc_kind_date(zc_str_of(day));
}

static bool
is_number(const char *s)
{
	int64_t v;

	return s[0] == '\0' || zc_str_int(zc_str_of(s), 10, &v);
}

/* Nothing to divide by, or a ledger that is not kept. */
static bool
is_unknown(const struct zc_indicator_example *x)
{
	for (size_t i = 0; i < x->ngiven; i++)
		if (strcmp(x->given[i].status, "ok") != 0)
			return true;
	return x->denominator[0] == '\0' || strcmp(x->denominator, "0") == 0;
}

static void
verify_example(struct zc_fill *f, const struct zc_indicator *d,
    const struct zc_indicator_example *x)
{
	if (!is_period(x->period) ||
	    (x->period[0] == '\0' && strcmp(d->period, "moment") != 0))
		zc_kind_wrong(f, &x->at, x->period,
		    "统计期应当写成 2026、2026-Q1 或 2026-03。请改正。",
		    "a period is 2026, 2026-Q1 or 2026-03; correct it");
	if (!is_number(x->numerator) || !is_number(x->denominator))
		zc_kind_wrong(f, &x->at, x->numerator,
		    "分子和分母应当是整数。请改正。",
		    "numerator and denominator must be whole numbers; "
		    "correct it");
	if (d->target_op[0] != '\0' && x->met[0] == '\0')
		zc_kind_wrong(f, &x->at, "met",
		    "有目标的指标，示例须写是否达标。请补上。",
		    "with a target every example says whether it is met; add "
		    "it");
	if (d->target_op[0] == '\0' && strcmp(x->met, "unknown") != 0 &&
	    x->met[0] != '\0')
		zc_kind_wrong(f, &x->at, "met",
		    "没有目标的指标不能达标或不达标。请删除。",
		    "without a target nothing is met or not; delete it");
}

static void
verify_examples(
    struct zc_fill *f, const struct zc_node *map, const struct zc_indicator *d)
{
	const struct zc_node *n = zc_kind_node(map, "examples");
	bool ratio =
	    d->query != NULL && strstr(d->query, "denominator") != NULL;
	bool unknown = false;

	for (size_t i = 0; i < d->nexamples; i++) {
		verify_example(f, d, &d->examples[i]);
		unknown = unknown || is_unknown(&d->examples[i]);
	}
	if (d->nexamples < 2)
		zc_say(f->say, n->line, n->col,
		    "指标至少要有两个示例。请补上。",
		    "an indicator needs two examples or more; add them");
	if (ratio && d->needs.n > 0 && !unknown)
		zc_say(f->say, n->line, n->col,
		    "缺少分母为 0 或台账缺失（absent）的示例：此时必须是无法"
		    "计算。请补上。",
		    "no example with denominator 0 or a ledger that is absent, "
		    "where the value is unknown; add one");
}

/* A number, perhaps with decimals, or one {setting}. */
static bool
is_target(const char *s)
{
	struct zc_str text = zc_str_of(s), whole;
	int64_t v;

	if (zc_kind_number(s))
		return true;
	if (!zc_str_cut(&text, '.', &whole) || !zc_str_int(whole, 10, &v))
		return false;
	return text.p == NULL ||
	    (text.p[0] != '-' && text.p[0] != '+' && zc_str_int(text, 10, &v));
}

static int
verify(struct zc_fill *f, const struct zc_node *map, void *def)
{
	struct zc_indicator *d = def;

	zc_kind_named(f, map, d->id);
	if (zc_node_get(map, "scale") == NULL)
		d->scale = 1;
	if (d->scale < 1)
		zc_kind_wrong(f, &d->at, "scale",
		    "scale 应当是正整数。请改正。",
		    "scale must be greater than 0; correct it");
	if (d->decimals < 0 || d->decimals > DECIMALS_MAX)
		zc_kind_wrong(f, &d->at, "decimals",
		    "decimals 应当在 0 到 6 之间。请改正。",
		    "decimals must be 0 to 6; correct it");
	if (d->target_value[0] != '\0' && !is_target(d->target_value))
		zc_kind_wrong(f, &d->at, d->target_value,
		    "目标值应当是数字或一个 {设置}。请改正。",
		    "the target must be a number or one {setting}; correct it");
	if (d->query != NULL && strstr(d->query, "numerator") == NULL)
		zc_kind_wrong(f, &d->at, d->id,
		    "查询没有名为 numerator 的列。请改正。",
		    "the query has no column numerator; correct it");
	verify_examples(f, map, d);
	return ZC_OK;
}

const struct zc_kind zc_kind_indicator = {
	.name = "indicator",
	.folder = "indicators",
	.zh = "指标",
	.en = "indicator",
	.zh_what = "由台账算出的一个数，带目标和数字背后的行。分母为 0 或台账"
		   "没有填写时为“无法计算”，不是 0，也不是 100 %。",
	.en_what = "A number made from ledgers, with its target and the rows "
		   "behind it. With denominator 0 or a ledger that is not "
		   "kept it is unknown, neither 0 nor 100 %.",
	.sample = "id: a\n"
		  "title: {zh: 在岗人员数, en: persons in service}\n"
		  "covers: [I-01]\n"
		  "unit: {zh: 人, en: persons}\n"
		  "period: moment\n"
		  "query: SELECT count(*) AS numerator FROM person "
		  "WHERE in_service = 1\n"
		  "rows: SELECT full_name, department FROM person "
		  "WHERE in_service = 1\n"
		  "needs: [person]\n"
		  "examples:\n"
		  "  - {given: {person: [{full_name: 张某, "
		  "in_service: true}]}, numerator: 1}\n"
		  "  - {given: {person: absent}, met: unknown}\n",
	.shape = &shape,
	.list = offsetof(struct zc_catalog, indicators),
	.count = offsetof(struct zc_catalog, nindicators),
	.verify = verify,
};
