/* A filled sheet becomes check records, and hazards where wanted. */
#include "base/tr.h"
#include "core/flow.h"
#include "core/handlist.h"
#include "core/ledger_sheet.h"
#include "core/scanfile.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum {
	TAKE_MEMORY = 512 << 20,
	KINDS_MAX = 16,
	ROW_HEAD = 8 /* columns before the fields: zc_row_list */
};

struct taking {
	const struct zc_hand_take *u;
	struct zc_ledger_use use; /* of check_record, faults come to us */
	const struct zc_ledger *l;
	struct zc_intake *in;
	struct zc_ledger_col cols[ZC_HAND_COLS];
	struct zc_str cells[ZC_HAND_COLS];
	const char *v[ZC_HAND_COLS]; /* of this row; "" = empty */
	struct zc_hand kinds[KINDS_MAX];
	size_t nkinds;
	const char *name, *checker, *day; /* of the row before */
	struct zc_hand_taken done;
	int64_t line;
	size_t faults;
	int worst;
	struct zc_arena a;
};

static void
on_fault(void *ctx, const struct zc_fault *f)
{
	struct taking *t = ctx;
	struct zc_fault g = *f;
	struct zc_buf b;

	t->faults++;
	zc_buf_init(&b, 4096);
	for (size_t i = 0; t->line > 0 && i < ZC_HAND_FIELDS; i++)
		if (strcmp(t->cols[i].name, f->field) == 0 &&
		    zc_intake_has(t->in, i))
			zc_intake_where(t->in, i, "zh", &b);
	g.line = t->line;
	g.address = b.n > 0 ? b.p : "";
	if (t->u->use.fault != NULL)
		t->u->use.fault(t->u->use.ctx, &g);
	zc_buf_fini(&b);
}

static void
fault(struct taking *t, enum zc_hand_col col, const char *zh, const char *en)
{
	struct zc_fault f = { .field =
				  col < ZC_HAND_FIELDS ? t->cols[col].name : "",
		.address = "",
		.why = "type",
		.zh = zh,
		.en = en };

	if (t->worst == ZC_OK)
		t->worst = ZC_EINPUT;
	on_fault(t, &f);
}

/* A refusal of one row; the others are still looked at. */
static int
soften(struct taking *t, int rc)
{
	if (rc != ZC_EINPUT && rc != ZC_EREFUSED && rc != ZC_EACCES &&
	    rc != ZC_EEXIST)
		return rc;
	/* A mark weighs more than a missing right, that more than the rest. */
	if (t->worst != ZC_EREFUSED && t->worst != ZC_EACCES)
		t->worst = rc;
	else if (rc == ZC_EREFUSED)
		t->worst = rc;
	return ZC_OK;
}

/* The name of an enum's word, however it is written; NULL: none of them. */
static const char *
word_of(const struct taking *t, enum zc_hand_col col)
{
	for (size_t i = 0; i < t->l->nfields; i++) {
		const struct zc_ledger_field *f = &t->l->fields[i];

		if (strcmp(f->name, t->cols[col].name) != 0)
			continue;
		for (size_t k = 0; k < f->nwords; k++)
			if (strcmp(f->words[k].text.zh, t->v[col]) == 0 ||
			    zc_str_isi(
				zc_str_of(t->v[col]), f->words[k].text.en) ||
			    strcmp(f->words[k].name, t->v[col]) == 0)
				return f->words[k].name;
	}
	return NULL;
}

static int
open_kind(struct taking *t, const char *kind, const struct zc_hand **out,
    struct zc_err *e)
{
	const struct zc_catalog *c = zc_office_catalog(t->use.office);
	struct zc_hand_want w = { .office = t->use.office,
		.no = t->u->no,
		.kind = kind,
		.lang = "zh" };
	bool known = false;
	int rc;

	*out = NULL;
	for (size_t i = 0; i < t->nkinds; i++)
		if (strcmp(t->kinds[i].kind->object, kind) == 0) {
			*out = &t->kinds[i];
			return ZC_OK;
		}
	for (size_t i = 0; i < c->nchecklists; i++)
		known |= strcmp(c->checklists[i].object, kind) == 0;
	if (!known || t->nkinds == KINDS_MAX)
		return ZC_OK;
	rc = zc_hand_open(&t->kinds[t->nkinds], &w, &t->a, e);
	if (rc == ZC_OK)
		*out = &t->kinds[t->nkinds++];
	return rc;
}

/* Is the object one of those that the inspection must reach? */
static int
check_object(struct taking *t, struct zc_err *e)
{
	const char *kind = word_of(t, ZC_HAND_KIND);
	const struct zc_hand *h = NULL;
	int rc = kind == NULL ? ZC_OK : open_kind(t, kind, &h, e);

	if (rc != ZC_OK || h == NULL || t->v[ZC_HAND_NAME][0] == '\0')
		return rc;
	for (size_t i = 0; i < h->n; i++)
		if (strcmp(h->v[i].name, t->v[ZC_HAND_NAME]) == 0)
			return ZC_OK;
	for (size_t i = 0; i < h->napart; i++)
		if (strcmp(h->apart[i].name, t->v[ZC_HAND_NAME]) == 0) {
			fault(t, ZC_HAND_NAME,
			    "该对象涉密或待确认，检查记录不在本系统登记，"
			    "请用专用的检查表。",
			    "it is classified or unconfirmed: its records are "
			    "not kept here; use the sheets made for it");
			return ZC_OK;
		}
	fault(t, ZC_HAND_NAME,
	    "台账中没有这个在用的对象。请核对编号，或先登记台账。",
	    "the ledger has no such object in use; correct the number, or "
	    "register it first");
	return ZC_OK;
}

static void
check_row(struct taking *t)
{
	const char *way = word_of(t, ZC_HAND_OBTAINED);

	if (t->v[ZC_HAND_NO][0] != '\0' &&
	    strcmp(t->v[ZC_HAND_NO], t->u->no) != 0)
		fault(t, ZC_HAND_NO, "这一行属于另一次检查任务，请改正或删除。",
		    "this row is of another inspection; correct or delete it");
	if (way != NULL && strcmp(way, "hand") != 0 &&
	    strcmp(way, "asked") != 0)
		fault(t, ZC_HAND_OBTAINED,
		    "人工填写的检查表只能是“人工”或“询问”。",
		    "a sheet filled in by people is \"by hand\" or \"by "
		    "asking\"");
	for (size_t i = 0; i < ZC_HAND_FIELDS; i++) {
		const char *why = zc_intake_trouble(t->in, i);

		if (why != NULL)
			fault(t, (enum zc_hand_col)i, zc_tr("zh", why), why);
	}
}

/* Checker and date go down to the other rows of the same object. */
static void
inherit(struct taking *t)
{
	if (t->name == NULL || strcmp(t->name, t->v[ZC_HAND_NAME]) != 0) {
		t->checker = t->u->checker;
		t->day = t->u->day;
	}
	t->name = t->v[ZC_HAND_NAME];
	if (t->v[ZC_HAND_CHECKER][0] != '\0')
		t->checker = t->v[ZC_HAND_CHECKER];
	if (t->v[ZC_HAND_DAY][0] != '\0')
		t->day = t->v[ZC_HAND_DAY];
	t->v[ZC_HAND_CHECKER] = t->checker;
	t->v[ZC_HAND_DAY] = t->day;
}

struct stored { /* the record that is there already */
	int64_t id;
	bool same, is_hazard;
};

static bool
same_value(const struct taking *t, size_t field, struct zc_val v)
{
	const struct zc_ledger_field *f = &t->l->fields[field];
	struct zc_val given = { 0 };
	struct zc_value_why why = { .word = "" };
	struct zc_arena a;
	bool same = true;

	zc_arena_init(&a, 4 << 20);
	for (size_t i = 0; i < ZC_HAND_FIELDS; i++) {
		if (strcmp(t->cols[i].name, f->name) != 0 || t->v[i][0] == '\0')
			continue;
		if (zc_value_read(t->use.office, f, zc_str_of(t->v[i]),
			t->use.confirmed, &a, &given, &why) != ZC_OK)
			same = false;
		else
			same = given.type == v.type &&
			    (v.type == ZC_VAL_TEXT ? zc_str_eq(given.s, v.s)
						   : given.i == v.i);
	}
	zc_arena_fini(&a);
	return same;
}

static int
find_stored(struct taking *t, struct stored *out, struct zc_err *e)
{
	bool by_id = t->v[ZC_HAND_ID][0] != '\0';
	enum zc_hand_col what = by_id ? ZC_HAND_ID : ZC_HAND_ITEM;
	struct zc_filter f[3] = {
		{ .col = t->cols[ZC_HAND_NO].name, .op = ZC_IS },
		{ .col = t->cols[ZC_HAND_NAME].name, .op = ZC_IS },
		{ .col = t->cols[what].name, .op = ZC_IS },
	};
	struct zc_list one = { .filters = f, .nfilters = 3, .limit = 1 };
	const char *text[3] = { t->u->no, t->v[ZC_HAND_NAME], t->v[what] };
	struct zc_rows *r = NULL;
	int rc;

	*out = (struct stored){ 0 };
	for (size_t i = 0; i < 3; i++)
		f[i].val = (struct zc_val){ .type = ZC_VAL_TEXT,
			.s = zc_str_of(text[i]) };
	rc = zc_ledger_list(&t->use, &one, &r, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_rows_next(r, e);
	if (rc == 1) {
		out->id = zc_rows_int(r, 0);
		out->is_hazard = strcmp(zc_rows_text(r, 2), "to_fix") == 0;
		out->same = true;
		for (size_t i = 0; i < t->l->nfields; i++)
			out->same &=
			    same_value(t, i, zc_rows_val(r, ROW_HEAD + i));
	}
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

static int
make_hazard(struct taking *t, int64_t id, struct zc_err *e)
{
	static const struct zc_cells nothing;
	struct zc_step_use s = { .use = t->use,
		.id = id,
		.step = "to_hazard",
		.note = "",
		.set = &nothing,
		.paper = { .signer = "", .digest = "" },
		.same_person = "" };
	const char *word = word_of(t, ZC_HAND_RESULT);
	const char *state;
	int rc;

	if (!t->u->hazards || word == NULL ||
	    (strcmp(word, "not") != 0 && strcmp(word, "partly") != 0))
		return ZC_OK;
	rc = zc_flow_step(&s, &state, e);
	t->done.hazards += rc == ZC_OK;
	return rc;
}

/* Save the row; its values are ready. */
static int
save_row(struct taking *t, struct zc_err *e)
{
	struct zc_cell v[ZC_HAND_FIELDS];
	struct zc_cells row = { v, 0 };
	struct stored old;
	int64_t id = 0;
	int rc = find_stored(t, &old, e);

	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i < ZC_HAND_FIELDS; i++)
		if (t->v[i][0] != '\0')
			v[row.n++] =
			    (struct zc_cell){ t->cols[i].name, t->v[i] };
	if (old.id != 0 && old.same) {
		t->done.same++;
		return old.is_hazard ? ZC_OK : make_hazard(t, old.id, e);
	}
	if (old.id != 0 && !t->u->update) {
		fault(t, ZC_HAND_ITEM,
		    "这次检查中该对象的这一项已有不同的记录。确要更改的，"
		    "请加 --update。",
		    "this item of the object has another record already; use "
		    "--update to change it");
		return ZC_OK;
	}
	if (old.id != 0) {
		id = old.id;
		rc = zc_ledger_set(&t->use, id, 0, &row, e);
		t->done.changed += rc == ZC_OK;
	} else {
		rc = zc_ledger_add(&t->use, &row, &id, e);
		t->done.added += rc == ZC_OK;
	}
	if (rc == ZC_OK && !old.is_hazard)
		rc = make_hazard(t, id, e);
	return rc;
}

/* The cells that are not stored: a text file has them, too. */
static int
look_at_others(struct taking *t)
{
	int worst = ZC_OK;

	for (size_t i = ZC_HAND_FIELDS; i < ZC_HAND_COLS; i++) {
		int rc = zc_office_scan(t->use.office, t->cells[i]);

		if (rc == ZC_EREFUSED ||
		    (rc == ZC_EACCES && !t->use.confirmed)) {
			fault(t, ZC_HAND_COLS,
			    "这一行的“责任人”或“地点”带有密级标志的样式。",
			    "person or place of the row look like a mark of "
			    "secrecy");
			worst = worst == ZC_EREFUSED ? worst : rc;
		}
	}
	return worst;
}

static int
take_row(struct taking *t, struct zc_err *e)
{
	size_t before = t->faults;
	int rc;

	for (size_t i = 0; i < ZC_HAND_COLS; i++) {
		struct zc_str s = zc_str_trim(t->cells[i]);

		t->v[i] = zc_arena_dup(&t->a, s.p, s.n);
		if (t->v[i] == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "the file is too large");
	}
	t->done.rows++;
	inherit(t);
	if (t->v[ZC_HAND_RESULT][0] == '\0' &&
	    t->v[ZC_HAND_REASON][0] == '\0' && t->v[ZC_HAND_FIXED][0] == '\0' &&
	    t->v[ZC_HAND_OBTAINED][0] == '\0') {
		t->done.left++;
		return ZC_OK;
	}
	if (t->v[ZC_HAND_NO][0] == '\0')
		t->v[ZC_HAND_NO] = t->u->no;
	check_row(t);
	rc = soften(t, look_at_others(t));
	if (rc == ZC_OK)
		rc = check_object(t, e);
	if (rc == ZC_OK)
		rc = soften(t, save_row(t, e));
	t->done.faults += t->faults > before;
	return rc;
}

/* Headings that are none of ours would be lost silently. */
static void
unknown_columns(struct taking *t)
{
	size_t n;
	const char *const *v = zc_intake_unknown(t->in, &n);
	char zh[400], en[400];

	for (size_t i = 0; i < n; i++) {
		if (strcmp(v[i], "序号") == 0)
			continue;
		(void)snprintf(zh, sizeof(zh),
		    "列“%.80s”不是检查表的栏目，请删除该列。", v[i]);
		(void)snprintf(en, sizeof(en),
		    "the column \"%.80s\" is none of the sheet; delete it",
		    v[i]);
		fault(t, ZC_HAND_COLS, zh, en);
	}
	if (!zc_intake_has(t->in, ZC_HAND_RESULT) ||
	    !zc_intake_has(t->in, ZC_HAND_NAME))
		fault(t, ZC_HAND_COLS,
		    "没有“检查对象”或“检查结果”列。请使用本程序生成的检查表。",
		    "there is no column for object or result; use the sheet "
		    "that this program makes");
}

/* What stands beside the cells: other sheets, comments, properties. */
static int
look_beside(struct taking *t, struct zc_err *e)
{
	int fd = open(t->u->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), rc;
	struct zc_scanfile f = { 0 };

	if (fd == -1)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be opened", t->u->path);
	rc = zc_scanfile(t->use.office, fd, &f, e);
	(void)close(fd);
	if (rc == ZC_EREFUSED) {
		t->worst = rc;
		fault(t, ZC_HAND_COLS,
		    "文件带有国家秘密标志，不能导入，也没有保存其任何内容。"
		    "请立即从本机移除并报告保密员。",
		    "the file carries a mark of a state secret. It was not "
		    "taken and nothing of it was kept; take it off this "
		    "computer and tell the secrecy officer");
	} else if (rc == ZC_OK && f.ask && !t->use.confirmed) {
		t->worst = ZC_EACCES;
		fault(t, ZC_HAND_COLS,
		    "文件中有疑似密级标志的字样。请核对；确认不涉密的，"
		    "加 --confirmed 重新导入。",
		    "the file has words that look like a mark of secrecy; "
		    "look at it, and if it is not classified repeat with "
		    "--confirmed");
	}
	/* A text file has nothing beside its cells. */
	return rc == ZC_EREFUSED || rc == ZC_EUNSUP ? ZC_OK : rc;
}

/* Inside a transaction. */
static int
take_all(struct taking *t, struct zc_err *e)
{
	int rc;

	unknown_columns(t);
	while ((rc = zc_intake_next(t->in, t->cells, &t->line, e)) == 1) {
		rc = take_row(t, e);
		if (rc != ZC_OK)
			return rc;
	}
	t->line = 0;
	if (rc == ZC_OK && t->worst != ZC_EREFUSED)
		rc = look_beside(t, e);
	if (rc == ZC_OK && t->worst != ZC_OK)
		rc = ZC_FAIL(e, t->worst,
		    ZC_N("the file was not taken; nothing was saved"));
	return rc;
}

static int
run(struct taking *t, struct zc_err *e)
{
	struct zc_intake_use in = { .path = t->u->path,
		.sheet = t->u->sheet,
		.cols = t->cols,
		.ncols = ZC_HAND_COLS };
	int rc = zc_hand_cols(t->l, "zh", &t->a, t->cols, e);

	if (rc == ZC_OK)
		rc = zc_intake_open(&in, &t->a, &t->in, e);
	if (rc == ZC_OK)
		rc = zc_office_begin(t->use.office, e);
	if (rc != ZC_OK)
		return rc;
	rc = take_all(t, e);
	if (rc == ZC_OK && !t->u->dry)
		rc = zc_office_commit(t->use.office, e);
	if (rc != ZC_OK || t->u->dry)
		zc_office_rollback(t->use.office);
	return rc;
}

int
zc_hand_take(
    const struct zc_hand_take *u, struct zc_hand_taken *out, struct zc_err *e)
{
	struct taking *t;
	struct zc_arena a;
	int rc;

	zc_arena_init(&a, 4 << 20);
	t = zc_arena_get(&a, sizeof(*t));
	if (t == NULL) {
		zc_arena_fini(&a);
		return ZC_FAIL(e, ZC_ENOMEM, "sheet");
	}
	t->u = u;
	t->use = u->use;
	t->use.fault = on_fault;
	t->use.ctx = t;
	t->use.obtained = ZC_BY_HAND;
	t->l = u->use.ledger;
	zc_arena_init(&t->a, TAKE_MEMORY);
	rc = run(t, e);
	zc_intake_close(t->in);
	*out = t->done;
	zc_arena_fini(&t->a);
	zc_arena_fini(&a);
	return rc;
}
