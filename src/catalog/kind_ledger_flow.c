/* kind_ledger_flow: the flow of a ledger's rows, and what is wrong with it. */
#include "catalog/kind_ledger.h"

#define AT(f) offsetof(struct zc_ledger, f)
#define STATE(f) offsetof(struct zc_flow_state, f)
#define STEP(f) offsetof(struct zc_flow_step, f)
#define MAKE(f) offsetof(struct zc_flow_make, f)
#define PUSH(f) offsetof(struct zc_flow_push, f)

enum {
	STATES_MAX = 64
};

static const char *const same[] = { "reason", "never", NULL };

static const struct zc_field state_fields[] = {
	{ .key = "name",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = STATE(name),
	    .zh = "状态名",
	    .en = "name of the state" },
	{ .key = "label",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = STATE(label),
	    .zh = "显示名称",
	    .en = "label" },
	{ .key = "open",
	    .type = ZC_F_BOOL,
	    .off = STATE(open),
	    .zh = "true 表示还有事情未办完",
	    .en = "true = work is outstanding" },
	{ .key = "final",
	    .type = ZC_F_BOOL,
	    .off = STATE(final),
	    .zh = "true 表示终结状态，之后没有步骤",
	    .en = "true = nothing follows" },
	{ .key = "days",
	    .type = ZC_F_TEXT,
	    .off = STATE(days),
	    .slots = true,
	    .zh = "进入后的期限天数：数字或 {设置}；末尾加 h 为小时",
	    .en = "days after entering it: a number or {setting}; hours with "
		  "an h behind" },
	{ .key = "working",
	    .type = ZC_F_BOOL,
	    .off = STATE(working),
	    .zh = "true 表示按工作日计算",
	    .en = "true = working days" },
	{ .key = "due",
	    .type = ZC_F_TEXT,
	    .off = STATE(due),
	    .zh = "或：作为期限的日期列",
	    .en = "or: the date field that is the deadline" },
	{ .key = "overdue",
	    .type = ZC_F_STRS,
	    .off = STATE(overdue),
	    .ref = ZC_REF_ROLE,
	    .zh = "逾期时告知的角色",
	    .en = "roles told when it is over" },
};
static const struct zc_shape state_shape = {
	.v = state_fields,
	.n = ZC_LEN(state_fields),
	.size = sizeof(struct zc_flow_state),
	.at = STATE(at),
};

static const struct zc_field make_fields[] = {
	{ .key = "ledger",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = MAKE(ledger),
	    .ref = ZC_REF_LEDGER,
	    .zh = "台账",
	    .en = "ledger" },
	{ .key = "query",
	    .type = ZC_F_SQL,
	    .required = true,
	    .off = MAKE(query),
	    .slots = true,
	    .zh = "SQL；每行成为该台账的一行，列名同其列",
	    .en = "SQL; each row becomes a row there, columns named as its "
		  "fields" },
};
static const struct zc_shape make_shape = {
	.v = make_fields,
	.n = ZC_LEN(make_fields),
	.size = sizeof(struct zc_flow_make),
	.at = MAKE(at),
};

static const struct zc_field push_fields[] = {
	{ .key = "ledger",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = PUSH(ledger),
	    .ref = ZC_REF_LEDGER,
	    .zh = "台账",
	    .en = "ledger" },
	{ .key = "step",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = PUSH(step),
	    .zh = "该台账流程的步骤",
	    .en = "step of its flow" },
	{ .key = "query",
	    .type = ZC_F_SQL,
	    .required = true,
	    .off = PUSH(query),
	    .slots = true,
	    .zh = "SQL；一列 id：要办理的行",
	    .en = "SQL; one column of ids: the rows it is done to" },
};
static const struct zc_shape push_shape = {
	.v = push_fields,
	.n = ZC_LEN(push_fields),
	.size = sizeof(struct zc_flow_push),
	.at = PUSH(at),
};

static const struct zc_field step_fields[] = {
	{ .key = "name",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = STEP(name),
	    .zh = "步骤名",
	    .en = "name of the step" },
	{ .key = "label",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = STEP(label),
	    .zh = "显示名称",
	    .en = "label" },
	{ .key = "from",
	    .type = ZC_F_STRS,
	    .required = true,
	    .off = STEP(from),
	    .zh = "在哪些状态下可办",
	    .en = "states in which it may be done" },
	{ .key = "to",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = STEP(to),
	    .zh = "办后的状态",
	    .en = "state after it" },
	{ .key = "may",
	    .type = ZC_F_STRS,
	    .off = STEP(may),
	    .ref = ZC_REF_ROLE,
	    .zh = "可办的角色",
	    .en = "roles that may do it" },
	{ .key = "person",
	    .type = ZC_F_TEXT,
	    .off = STEP(person),
	    .zh = "此列所写的人也可办",
	    .en = "who is named in this field may do it, too" },
	{ .key = "others",
	    .type = ZC_F_STRS,
	    .off = STEP(others),
	    .zh = "不得与办这些步骤的人相同；add 指登记这一行",
	    .en = "steps that another person must have done; add = the "
		  "registration of the row" },
	{ .key = "rounds",
	    .type = ZC_F_TEXT,
	    .off = STEP(rounds),
	    .slots = true,
	    .zh = "须由几个不同的人各办一次：数字或 {设置}；不写为 1",
	    .en = "so many different persons must do it: a number or "
		  "{setting}; 1 when not given" },
	{ .key = "asks",
	    .type = ZC_F_STRS,
	    .off = STEP(asks),
	    .zh = "办理时必须已填的列",
	    .en = "fields that must be given with it or be filled before" },
	{ .key = "sets",
	    .type = ZC_F_CELLS,
	    .off = STEP(sets),
	    .zh = "办理时自动填写：{列: 值}，today() 为当天，actor() 为办理人",
	    .en = "filled in by it: {field: value}; today() and actor() are "
		  "words" },
	{ .key = "refuse",
	    .type = ZC_F_MAPS,
	    .off = STEP(refuse),
	    .more = STEP(nrefuse),
	    .sub = &zc_ledger_gate_shape,
	    .zh = "不予办理的情形",
	    .en = "what refuses it" },
	{ .key = "creates",
	    .type = ZC_F_MAPS,
	    .off = STEP(creates),
	    .more = STEP(ncreates),
	    .sub = &make_shape,
	    .zh = "在其他台账中产生的行，每次办理各一次",
	    .en = "rows it makes in other ledgers, once per step" },
	{ .key = "steps_on",
	    .type = ZC_F_MAPS,
	    .off = STEP(steps_on),
	    .more = STEP(nsteps_on),
	    .sub = &push_shape,
	    .zh = "随之办理其他行的步骤",
	    .en = "steps it does to other rows" },
	{ .key = "when",
	    .type = ZC_F_SQL,
	    .off = STEP(when),
	    .slots = true,
	    .zh = "SQL；有结果行时由程序自动办理",
	    .en = "SQL; the program does the step by itself when it has a "
		  "row" },
};
static const struct zc_shape step_shape = {
	.v = step_fields,
	.n = ZC_LEN(step_fields),
	.size = sizeof(struct zc_flow_step),
	.at = STEP(at),
};

static const struct zc_field flow_fields[] = {
	{ .key = "states",
	    .type = ZC_F_MAPS,
	    .required = true,
	    .off = AT(flow.states),
	    .more = AT(flow.nstates),
	    .sub = &state_shape,
	    .zh = "状态",
	    .en = "states" },
	{ .key = "start",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = AT(flow.start),
	    .zh = "新行的状态",
	    .en = "state of a new row" },
	{ .key = "steps",
	    .type = ZC_F_MAPS,
	    .required = true,
	    .off = AT(flow.steps),
	    .more = AT(flow.nsteps),
	    .sub = &step_shape,
	    .zh = "步骤",
	    .en = "steps" },
	{ .key = "same_person",
	    .type = ZC_F_ENUM,
	    .off = AT(same_person),
	    .values = same,
	    .def = "reason",
	    .zh = "小单位（设置 unit.small）只有一人时 others 怎么办："
		  "reason 写明原因后可办并予显示，never 一律不可",
	    .en = "what `others` does in a small unit (setting unit.small) of "
		  "one person: reason = a reason is asked and shown, never = "
		  "refused always" },
};
const struct zc_shape zc_ledger_flow_shape = {
	.v = flow_fields,
	.n = ZC_LEN(flow_fields),
	.size = sizeof(struct zc_ledger),
};

const struct zc_flow_state *
zc_ledger_state(const struct zc_ledger *l, const char *name)
{
	for (size_t i = 0; i < l->flow.nstates; i++)
		if (strcmp(l->flow.states[i].name, name) == 0)
			return &l->flow.states[i];
	return NULL;
}

const struct zc_flow_step *
zc_ledger_step(const struct zc_ledger *l, const char *name)
{
	for (size_t i = 0; i < l->flow.nsteps; i++)
		if (strcmp(l->flow.steps[i].name, name) == 0)
			return &l->flow.steps[i];
	return NULL;
}

static void
no_state(struct zc_fill *f, const struct zc_at *at, const char *name)
{
	zc_kind_wrong(f, at, name, "流程没有这个状态。请改正。",
	    "the flow has no such state; correct it");
}

static bool
of_type(const struct zc_ledger *l, const char *name, const char *type)
{
	const struct zc_ledger_field *d = zc_ledger_field(l, name);

	return d != NULL && strcmp(d->type, type) == 0;
}

/* Days, or hours with an "h" behind. */
static bool
is_span(const char *s)
{
	char number[200];
	size_t n = strlen(s);

	if (n == 0 || n >= sizeof(number))
		return false;
	memcpy(number, s, n + 1);
	if (number[n - 1] == 'h')
		number[n - 1] = '\0';
	return zc_kind_number(number);
}

static void
verify_state(
    struct zc_fill *f, const struct zc_ledger *l, const struct zc_flow_state *s)
{
	if (zc_kind_parts(s->name) != 1)
		zc_kind_wrong(f, &s->at, s->name,
		    "状态名只用小写字母、数字和下划线。请改正。",
		    "the name of a state is lower-case letters, digits and _; "
		    "correct it");
	if (zc_ledger_state(l, s->name) != s)
		zc_kind_wrong(f, &s->at, s->name, "状态重复。请改名或删除。",
		    "this state appears twice; rename or delete it");
	if (s->days[0] != '\0' && !is_span(s->days))
		zc_kind_wrong(f, &s->at, s->days,
		    "期限应当是数字或一个 {设置}，小时在末尾加 h。请改正。",
		    "days must be a number or one {setting}, hours with an h "
		    "behind; correct it");
	if (s->days[0] != '\0' && s->due[0] != '\0')
		zc_kind_wrong(f, &s->at, s->name,
		    "days 和 due 只能写一个。请删除一个。",
		    "write days or due, not both; delete one");
	if (s->due[0] != '\0' && !of_type(l, s->due, "date") &&
	    !of_type(l, s->due, "time"))
		zc_kind_wrong(f, &s->at, s->due,
		    "作期限的列必须存在且为 date 或 time 类型。请改正。",
		    "the deadline must be a field of type date or time; "
		    "correct it");
	if (s->working && strchr(s->days, 'h') != NULL &&
	    s->days[strlen(s->days) - 1] == 'h')
		zc_kind_wrong(f, &s->at, s->name,
		    "以小时为期限时不能按工作日（working）计算。请删除。",
		    "hours cannot be counted in working days; delete working");
	if (s->overdue.n > 0 && s->days[0] == '\0' && s->due[0] == '\0')
		zc_kind_wrong(f, &s->at, s->name,
		    "没有期限（days 或 due），overdue 不会生效。请补上期限。",
		    "without a deadline (days or due) overdue never happens; "
		    "add one");
}

/* A name in `sets` exists and can hold the value. */
static void
verify_sets(
    struct zc_fill *f, const struct zc_ledger *l, const struct zc_flow_step *s)
{
	for (size_t i = 0; i < s->sets.n; i++) {
		const struct zc_cell *c = &s->sets.v[i];
		const struct zc_ledger_field *d = zc_ledger_field(l, c->col);

		if (d == NULL)
			zc_kind_wrong(f, &s->at, c->col,
			    "台账没有这个列。请改正。",
			    "the ledger has no such field; correct it");
		else if (c->text != NULL && c->text[0] != '\0')
			zc_ledger_verify_value(f, d, c->text, &s->at);
	}
}

static void
verify_others(
    struct zc_fill *f, const struct zc_ledger *l, const struct zc_flow_step *s)
{
	for (size_t i = 0; i < s->others.n; i++)
		/* `add` is the registration of the row itself. */
		if (strcmp(s->others.v[i], "add") != 0 &&
		    zc_ledger_step(l, s->others.v[i]) == NULL)
			zc_kind_wrong(f, &s->at, s->others.v[i],
			    "others 中的步骤不存在。请改正。",
			    "others names a step that does not exist; "
			    "correct it");
}

static void
verify_step(
    struct zc_fill *f, const struct zc_ledger *l, const struct zc_flow_step *s)
{
	const struct zc_flow_state *from;

	if (zc_kind_parts(s->name) != 1)
		zc_kind_wrong(f, &s->at, s->name,
		    "步骤名只用小写字母、数字和下划线。请改正。",
		    "the name of a step is lower-case letters, digits and _; "
		    "correct it");
	if (zc_ledger_step(l, s->name) != s)
		zc_kind_wrong(f, &s->at, s->name, "步骤重复。请改名或删除。",
		    "this step appears twice; rename or delete it");
	for (size_t i = 0; i < s->from.n; i++) {
		from = zc_ledger_state(l, s->from.v[i]);
		if (from == NULL)
			no_state(f, &s->at, s->from.v[i]);
		else if (from->final)
			zc_kind_wrong(f, &s->at, from->name,
			    "终结状态之后不能有步骤。请改正。",
			    "nothing can follow a final state; correct it");
	}
	if (s->to[0] != '\0' && zc_ledger_state(l, s->to) == NULL)
		no_state(f, &s->at, s->to);
	if (s->person[0] != '\0' && !of_type(l, s->person, "person"))
		zc_kind_wrong(f, &s->at, s->person,
		    "person 必须是 person 类型的列。请改正。",
		    "person must name a field of type person; correct it");
	if (s->rounds[0] != '\0' && !zc_kind_number(s->rounds))
		zc_kind_wrong(f, &s->at, s->rounds,
		    "rounds 应当是数字或一个 {设置}。请改正。",
		    "rounds must be a number or one {setting}; correct it");
	zc_ledger_verify_names(f, l, &s->asks, &s->at, false);
	verify_others(f, l, s);
	verify_sets(f, l, s);
}

static size_t
index_of(const struct zc_ledger *l, const char *state)
{
	const struct zc_flow_state *s = zc_ledger_state(l, state);

	return s == NULL ? STATES_MAX : (size_t)(s - l->flow.states);
}

/* One more round of states that can be reached; false when none was new. */
static bool
spread(const struct zc_ledger *l, bool reached[STATES_MAX + 1])
{
	bool more = false;

	for (size_t i = 0; i < l->flow.nsteps; i++) {
		const struct zc_flow_step *s = &l->flow.steps[i];
		size_t to = index_of(l, s->to);

		for (size_t k = 0; k < s->from.n && !reached[to]; k++)
			if (reached[index_of(l, s->from.v[k])])
				more = reached[to] = true;
	}
	return more;
}

static bool
leads_out(const struct zc_ledger *l, const char *state)
{
	for (size_t i = 0; i < l->flow.nsteps; i++)
		if (zc_kind_in(&l->flow.steps[i].from, state) &&
		    strcmp(l->flow.steps[i].to, state) != 0)
			return true;
	return false;
}

static void
verify_ways(struct zc_fill *f, const struct zc_ledger *l)
{
	/* The last one stands for names that do not exist. */
	bool reached[STATES_MAX + 1] = { false };

	if (zc_ledger_state(l, l->flow.start) == NULL) {
		no_state(f, &l->at, l->flow.start);
		return;
	}
	reached[index_of(l, l->flow.start)] = true;
	while (spread(l, reached))
		;
	for (size_t i = 0; i < l->flow.nstates; i++) {
		const struct zc_flow_state *s = &l->flow.states[i];

		if (!reached[i])
			zc_kind_wrong(f, &s->at, s->name,
			    "没有步骤能走到这个状态。请补上步骤或删除它。",
			    "no step leads to this state; add one or delete "
			    "the state");
		if (!s->final && !leads_out(l, s->name))
			zc_kind_wrong(f, &s->at, s->name,
			    "这个状态没有出路，也不是终结状态。请补上步骤或写"
			    " final: true。",
			    "this state is not final and has no way out; add "
			    "a step or final: true");
	}
}

void
zc_ledger_verify_flow(struct zc_fill *f, const struct zc_ledger *l)
{
	if (l->flow.nstates == 0)
		return;
	if (l->flow.nstates > STATES_MAX) {
		zc_kind_wrong(f, &l->at, l->id,
		    "流程的状态太多（最多 64 个）。请拆成几个台账。",
		    "over 64 states in the flow; split the ledger");
		return;
	}
	for (size_t i = 0; i < l->flow.nstates; i++)
		verify_state(f, l, &l->flow.states[i]);
	for (size_t i = 0; i < l->flow.nsteps; i++)
		verify_step(f, l, &l->flow.steps[i]);
	verify_ways(f, l);
}
