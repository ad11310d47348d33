/* role: what a post in a unit may do, and what it must do. */
#include "catalog/kind.h"

#define AT(f) offsetof(struct zc_role, f)
#define RIGHT(f) offsetof(struct zc_right, f)
#define EX(f) offsetof(struct zc_role_example, f)

static const char *const actions[] = { "read", "add", "edit", "delete",
	"import", "export", "step", NULL };
static const char *const scopes[] = { "own", "department", "unit", "tree",
	NULL };
static const char *const unmask[] = { "personal", "restricted", NULL };
static const char *const functions[] = { "inspect", "reconcile", "indicator",
	"report", "user", "setting", "audit", "backup", "catalog", NULL };
static const char *const admins[] = { "system", "security", "audit", NULL };

static const struct zc_field right_fields[] = {
	{ .key = "ledgers",
	    .type = ZC_F_STRS,
	    .required = true,
	    .off = RIGHT(ledgers),
	    .ref = ZC_REF_LEDGERS,
	    .zh = "台账；'*' 为全部非涉密事项台账",
	    .en = "ledgers; '*' = all that are not classified" },
	{ .key = "actions",
	    .type = ZC_F_STRS,
	    .required = true,
	    .off = RIGHT(actions),
	    .values = actions,
	    .zh = "可做的事",
	    .en = "what may be done" },
	{ .key = "scope",
	    .type = ZC_F_ENUM,
	    .required = true,
	    .off = RIGHT(scope),
	    .values = scopes,
	    .zh = "范围：own 本人的行（写有本人姓名或由本人录入）、"
		  "department 本部门、unit 本单位、tree 含下属单位",
	    .en = "own = rows that name the user or that he entered; tree = "
		  "with subordinate units" },
	{ .key = "unmask",
	    .type = ZC_F_STRS,
	    .off = RIGHT(unmask),
	    .values = unmask,
	    .zh = "可看到不遮盖的敏感列",
	    .en = "sensitive fields shown unmasked" },
};
static const struct zc_shape right_shape = {
	.v = right_fields,
	.n = ZC_LEN(right_fields),
	.size = sizeof(struct zc_right),
	.at = RIGHT(at),
};

static const struct zc_field example_fields[] = {
	{ .key = "may",
	    .type = ZC_F_BOOL,
	    .required = true,
	    .off = EX(may),
	    .zh = "true 表示应当可以",
	    .en = "true = it must be allowed" },
	{ .key = "action",
	    .type = ZC_F_ENUM,
	    .required = true,
	    .off = EX(action),
	    .values = actions,
	    .zh = "做什么",
	    .en = "what is done" },
	{ .key = "ledger",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = EX(ledger),
	    .ref = ZC_REF_LEDGER,
	    .zh = "对哪个台账",
	    .en = "to which ledger" },
};
static const struct zc_shape example_shape = {
	.v = example_fields,
	.n = ZC_LEN(example_fields),
	.size = sizeof(struct zc_role_example),
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
	{ .key = "rights",
	    .type = ZC_F_MAPS,
	    .off = AT(rights),
	    .more = AT(nrights),
	    .sub = &right_shape,
	    .zh = "权限；没有写的一律不可",
	    .en = "rights; what is not written is not allowed" },
	{ .key = "functions",
	    .type = ZC_F_STRS,
	    .off = AT(functions),
	    .values = functions,
	    .zh = "可用的程序功能",
	    .en = "functions of the program it may use" },
	{ .key = "not_with",
	    .type = ZC_F_STRS,
	    .off = AT(not_with),
	    .ref = ZC_REF_ROLE,
	    .zh = "不得由同一人兼任的角色（双方都要写）",
	    .en = "roles that the same person may not hold (both say so)" },
	{ .key = "small_unit_with",
	    .type = ZC_F_STRS,
	    .off = AT(small_unit_with),
	    .ref = ZC_REF_ROLE,
	    .zh = "仅在设置 unit.small 启用时可以兼任的角色（双方都要写）",
	    .en = "roles the same person may hold only when the setting "
		  "unit.small is on (both say so)" },
	{ .key = "admin",
	    .type = ZC_F_ENUM,
	    .off = AT(admin),
	    .values = admins,
	    .zh = "三员之一：系统管理员、安全管理员、审计管理员",
	    .en = "one of the three administrators" },
	{ .key = "duties",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = AT(duties),
	    .slots = true,
	    .zh = "新任须知：要做什么、不能做什么",
	    .en = "in plain words: what it does and may not do" },
	{ .key = "examples",
	    .type = ZC_F_MAPS,
	    .required = true,
	    .off = AT(examples),
	    .more = AT(nexamples),
	    .sub = &example_shape,
	    .zh = "应当可以和应当不可以的事",
	    .en = "what must be allowed and what must not" },
};
static const struct zc_shape shape = {
	.v = fields,
	.n = ZC_LEN(fields),
	.size = sizeof(struct zc_role),
	.at = AT(at),
};

static void
verify_with(struct zc_fill *f, const struct zc_role *r)
{
	if (zc_kind_in(&r->not_with, r->id) ||
	    zc_kind_in(&r->small_unit_with, r->id))
		zc_kind_wrong(f, &r->at, r->id, "角色不能与自己互斥。请删除。",
		    "a role cannot exclude itself; delete it");
}

static int
verify(struct zc_fill *f, const struct zc_node *map, void *def)
{
	const struct zc_role *r = def;
	const struct zc_node *n = zc_kind_node(map, "examples");
	bool yes = false, no = false;

	zc_kind_named(f, map, r->id);
	for (size_t i = 0; i < r->nexamples; i++) {
		yes = yes || r->examples[i].may;
		no = no || !r->examples[i].may;
	}
	if (!no)
		zc_say(f->say, n->line, n->col,
		    "缺少不可以的示例（may: false）。请至少写一个。",
		    "no example with may: false; write at least one");
	if (!yes && r->nrights > 0)
		zc_say(f->say, n->line, n->col,
		    "缺少可以的示例（may: true）。请至少写一个。",
		    "no example with may: true; write at least one");
	verify_with(f, r);
	return ZC_OK;
}

const struct zc_kind zc_kind_role = {
	.name = "role",
	.folder = "roles",
	.zh = "角色",
	.en = "role",
	.zh_what = "单位中的一个岗位：能看什么、能做什么、不能与什么兼任，以及"
		   "新任须知。",
	.en_what = "A post in the unit: what it may see and do, what it may "
		   "not be held with, and its duties in plain words.",
	.sample = "id: a\n"
		  "title: {zh: 资产管理员, en: Asset keeper}\n"
		  "covers: [RO-23]\n"
		  "rights:\n"
		  "  - {ledgers: [medium], actions: [read, add, edit], "
		  "scope: unit}\n"
		  "duties: {zh: 登记和盘点移动介质。, "
		  "en: Registers and counts the media.}\n"
		  "examples:\n"
		  "  - {may: true, action: edit, ledger: medium}\n"
		  "  - {may: false, action: delete, ledger: medium}\n",
	.shape = &shape,
	.list = offsetof(struct zc_catalog, roles),
	.count = offsetof(struct zc_catalog, nroles),
	.verify = verify,
};
