/* kind_ledger_example: flows played through, and what is wrong with them. */
#include "catalog/kind_ledger.h"

#define DO(f) offsetof(struct zc_flow_do, f)
#define EX(f) offsetof(struct zc_flow_example, f)

static const struct zc_field do_fields[] = {
	{ .key = "do",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = DO(step),
	    .zh = "步骤名",
	    .en = "name of the step" },
	{ .key = "by",
	    .type = ZC_F_TEXT,
	    .off = DO(by),
	    .zh = "办理人姓名；不写为程序自动办理（when）",
	    .en = "full name of who does it; not given = the program "
		  "(when)" },
	{ .key = "role",
	    .type = ZC_F_TEXT,
	    .off = DO(role),
	    .ref = ZC_REF_ROLE,
	    .zh = "他的角色；不写为没有角色",
	    .en = "role he holds; not given = none" },
	{ .key = "set",
	    .type = ZC_F_CELLS,
	    .off = DO(set),
	    .zh = "同时填写：{列: 值}",
	    .en = "filled in with it: {field: value}" },
	{ .key = "refused",
	    .type = ZC_F_BOOL,
	    .off = DO(refused),
	    .zh = "true 表示必须被拒绝",
	    .en = "true = it must be refused" },
};
static const struct zc_shape do_shape = {
	.v = do_fields,
	.n = ZC_LEN(do_fields),
	.size = sizeof(struct zc_flow_do),
	.at = DO(at),
};

static const struct zc_field fields[] = {
	{ .key = "name",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = EX(name),
	    .zh = "名称",
	    .en = "name" },
	{ .key = "given",
	    .type = ZC_F_GIVEN,
	    .off = EX(given),
	    .more = EX(ngiven),
	    .zh = "其他台账中已有的行：{台账: [行]}",
	    .en = "rows of other ledgers: {ledger: [rows]}" },
	{ .key = "settings",
	    .type = ZC_F_CELLS,
	    .off = EX(settings),
	    .zh = "代替默认值的设置：{编号: 值}",
	    .en = "settings in place of the defaults: {id: value}" },
	{ .key = "now",
	    .type = ZC_F_TEXT,
	    .off = EX(now),
	    .zh = "示例的日期；不写为 2026-03-02（星期一）9 时",
	    .en = "date of the example; 2026-03-02 (a Monday), 9 h when not "
		  "given" },
	{ .key = "row",
	    .type = ZC_F_CELLS,
	    .required = true,
	    .off = EX(row),
	    .zh = "走流程的行",
	    .en = "the row that goes through the flow" },
	{ .key = "steps",
	    .type = ZC_F_MAPS,
	    .required = true,
	    .off = EX(steps),
	    .more = EX(nsteps),
	    .sub = &do_shape,
	    .zh = "依次办理的步骤",
	    .en = "steps one after the other" },
	{ .key = "ends",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = EX(ends),
	    .zh = "最后的状态",
	    .en = "state in the end" },
	{ .key = "created",
	    .type = ZC_F_CELLS,
	    .off = EX(created),
	    .zh = "其他台账中产生了几行：{台账: 行数}",
	    .en = "how many rows came into being: {ledger: number}" },
};
const struct zc_shape zc_ledger_flow_example_shape = {
	.v = fields,
	.n = ZC_LEN(fields),
	.size = sizeof(struct zc_flow_example),
	.at = EX(at),
};

static int
refer(struct zc_fill *f, enum zc_ref_type type, const struct zc_cells *cells,
    const struct zc_at *at)
{
	const struct zc_node n = { .line = at->line, .col = at->col };

	for (size_t i = 0; i < cells->n; i++)
		if (zc_field_ref(f, type, &n, cells->v[i].col) != ZC_OK)
			return ZC_ENOMEM;
	return ZC_OK;
}

static void
verify_do(
    struct zc_fill *f, const struct zc_ledger *l, const struct zc_flow_do *d)
{
	if (zc_ledger_step(l, d->step) == NULL)
		zc_kind_wrong(f, &d->at, d->step, "流程没有这个步骤。请改正。",
		    "the flow has no such step; correct it");
	zc_ledger_verify_cells(f, l, &d->set, &d->at);
}

static int
verify_one(struct zc_fill *f, const struct zc_ledger *l,
    const struct zc_flow_example *x)
{
	int64_t n;

	zc_ledger_verify_cells(f, l, &x->row, &x->at);
	for (size_t i = 0; i < x->nsteps; i++)
		verify_do(f, l, &x->steps[i]);
	if (zc_ledger_state(l, x->ends) == NULL)
		zc_kind_wrong(f, &x->at, x->ends, "流程没有这个状态。请改正。",
		    "the flow has no such state; correct it");
	if (x->now[0] != '\0' && !zc_kind_date(zc_str_of(x->now)))
		zc_kind_wrong(f, &x->at, x->now,
		    "日期应当写成 YYYY-MM-DD。请改正。",
		    "a date is YYYY-MM-DD; correct it");
	for (size_t i = 0; i < x->created.n; i++) {
		const char *text = x->created.v[i].text;

		if (text == NULL || !zc_str_int(zc_str_of(text), 10, &n))
			zc_kind_wrong(f, &x->at, x->created.v[i].col,
			    "行数应当是整数。请改正。",
			    "the number of rows must be a whole number; "
			    "correct it");
	}
	if (refer(f, ZC_REF_LEDGER, &x->created, &x->at) != ZC_OK)
		return ZC_ENOMEM;
	return refer(f, ZC_REF_SETTING, &x->settings, &x->at);
}

static bool
has_refused(const struct zc_flow_example *x)
{
	for (size_t i = 0; i < x->nsteps; i++)
		if (x->steps[i].refused)
			return true;
	return false;
}

int
zc_ledger_verify_flow_examples(
    struct zc_fill *f, const struct zc_node *map, const struct zc_ledger *l)
{
	const struct zc_node *n = zc_kind_node(map, "flow_examples");
	bool final = false, refused = false;

	for (size_t i = 0; i < l->nflow_examples; i++) {
		const struct zc_flow_example *x = &l->flow_examples[i];
		const struct zc_flow_state *s = zc_ledger_state(l, x->ends);

		if (verify_one(f, l, x) != ZC_OK)
			return ZC_ENOMEM;
		final = final || (s != NULL && s->final);
		refused = refused || has_refused(x);
	}
	if (l->flow.nstates > 0 && !final)
		zc_say(f->say, n->line, n->col,
		    "缺少走到终结状态的流程示例。请至少写一个。",
		    "no flow example ends in a final state; write at least "
		    "one");
	if (l->flow.nstates > 0 && !refused)
		zc_say(f->say, n->line, n->col,
		    "缺少被拒绝的步骤（refused: true）的流程示例。请至少写一"
		    "个。",
		    "no flow example has a step that must be refused; write "
		    "at least one");
	return ZC_OK;
}
