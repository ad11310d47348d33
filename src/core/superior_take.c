/* A superior's list becomes items, each with a task or a hazard. */
#include "base/sha256.h"
#include "base/tr.h"
#include "base/utf8.h"
#include "core/scanfile.h"
#include "core/superior.h"
#include "core/superior_map.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum {
	LEFT_MAX = 2000,
	CELL_MAX = 20000, /* bytes of a text */
	TITLE_CHARS = 60  /* of a requirement in the title of a task */
};

struct job {
	const struct zc_superior_take *u;
	struct zc_arena *a;
	struct zc_superior_taken *out;
	struct zc_ledger_use use; /* faults come to us */
	struct zc_listfile *sheet;
	struct zc_superior_map m;
	const struct zc_listfile_row *row;
	const char *notice, *sender, *owner, *name;
	const char *part; /* of the rows above */
	size_t faults;
	int worst, fd;
};

static const char *
where(const struct job *j, enum zc_superior_col col)
{
	const char *p = "";
	struct zc_buf b;

	if (j->row == NULL)
		return "";
	zc_buf_init(&b, 4096);
	zc_listfile_where(
	    j->sheet, col < ZC_SUP_COLS ? j->m.cols[col] : 0, "zh", &b);
	if (b.rc == ZC_OK && b.n > 0)
		p = zc_arena_dup(j->a, b.p, b.n);
	zc_buf_fini(&b);
	return p == NULL ? "" : p;
}

static void
on_fault(void *ctx, const struct zc_fault *f)
{
	struct job *j = ctx;
	struct zc_fault g = *f;
	size_t col = 0;

	while (
	    col < ZC_SUP_COLS && strcmp(zc_superior_fields[col], f->field) != 0)
		col++;
	j->faults++;
	g.line = j->row == NULL ? 0 : j->row->number;
	g.address = where(j, (enum zc_superior_col)col);
	if (j->u->use.fault != NULL)
		j->u->use.fault(j->u->use.ctx, &g);
}

static void
fault(struct job *j, enum zc_superior_col col, const char *zh, const char *en)
{
	struct zc_fault f = { .field = zc_superior_fields[col],
		.address = "",
		.why = "type",
		.zh = zh,
		.en = en };

	if (j->worst == ZC_OK)
		j->worst = ZC_EINPUT;
	on_fault(j, &f);
}

/* The whole file, before anything of it is kept. */
static int
look(struct job *j, struct zc_err *e)
{
	struct zc_scanfile f = { 0 };
	int rc = zc_scanfile(j->use.office, j->fd, &f, e);

	j->out->unseen = f.unseen;
	if (rc == ZC_EREFUSED)
		fault(j, ZC_SUP_COLS - 1,
		    "文件带有国家秘密标志，不能导入，也没有保存其任何内容。"
		    "请立即从本机移除并报告保密员。",
		    "the file carries a mark of a state secret. It was not "
		    "taken and nothing of it was kept; take it off this "
		    "computer and tell the secrecy officer");
	else if (rc == ZC_OK && f.ask && !j->use.confirmed)
		fault(j, ZC_SUP_COLS - 1,
		    "文件中有疑似密级标志的字样。请核对；确认不涉密的，"
		    "加 --confirmed 重新导入。",
		    "the file has words that look like a mark of secrecy; "
		    "look at it, and if it is not classified repeat with "
		    "--confirmed");
	else if (rc == ZC_OK && f.unseen > 0 && !j->use.confirmed)
		fault(j, ZC_SUP_COLS - 1,
		    "文件中有图片或嵌入的文件，程序无法查看其中有无密级标志。"
		    "请核对；确认不涉密的，加 --confirmed 重新导入。",
		    "the file holds pictures or embedded files, which cannot "
		    "be looked at for marks of secrecy; look at them, and if "
		    "nothing is classified repeat with --confirmed");
	if (rc == ZC_OK && j->faults > 0)
		rc = ZC_EACCES;
	return rc != ZC_EREFUSED && rc != ZC_EACCES
	    ? rc
	    : ZC_FAIL(e, rc, ZC_N("the file was not taken; nothing was saved"));
}

static int
digest(struct job *j, struct zc_err *e)
{
	char buf[65536], hex[ZC_SHA256_HEX];
	struct zc_sha256 s;
	off_t at = 0;
	ssize_t n;

	zc_sha256_init(&s);
	while ((n = pread(j->fd, buf, sizeof(buf), at)) > 0) {
		zc_sha256_add(&s, buf, (size_t)n);
		at += n;
	}
	if (n < 0)
		return ZC_FAIL_SYS(e, ZC_EIO, "the file cannot be read");
	zc_sha256_hex(&s, hex);
	memcpy(j->out->digest, hex, 65);
	return ZC_OK;
}

static int
refuse_twice(struct job *j, struct zc_err *e)
{
	struct zc_ledger_use u = j->use;
	struct zc_filter f[2] = {
		{ .col = "notice_no",
		    .op = ZC_IS,
		    .val = { ZC_VAL_TEXT, 0, zc_str_of(j->notice) } },
		{ .col = "source_file",
		    .op = ZC_IS,
		    .val = { ZC_VAL_TEXT, 0, zc_str_of(j->out->digest) } },
	};
	struct zc_list l = { .filters = f, .nfilters = 2, .limit = 1 };
	int64_t n = 0;
	int rc;

	u.ledger =
	    zc_catalog_ledger(zc_office_catalog(u.office), "superior_item");
	rc = zc_ledger_count(&u, &l, &n, e);
	if (rc == ZC_OK && n > 0)
		rc = ZC_FAIL(e, ZC_EEXIST,
		    ZC_N("this file was taken in for this notice already"));
	return rc;
}

static const char *
cell(const struct job *j, enum zc_superior_col col)
{
	struct zc_str s = j->m.cols[col] == 0
	    ? ZC_S("")
	    : zc_str_trim(zc_listfile_cell(j->row, j->m.cols[col]));
	const char *p = zc_arena_dup(j->a, s.p, s.n < CELL_MAX ? s.n : 0);

	return p == NULL ? "" : p;
}

/* Cells of the row that have text, and the first of them. */
static size_t
texts(const struct zc_listfile_row *r, struct zc_str *first)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		struct zc_str s = zc_str_trim(r->v[i].text);

		if (s.n == 0 || r->v[i].covered)
			continue;
		if (n++ == 0)
			*first = s;
	}
	return n;
}

static bool
is_foot(struct zc_str s)
{
	static const char *const words[] = { "填表", "审核", "审批", "联系",
		"制表", "单位负责人", "负责人", "签字", "签名", "日期", "注",
		"备注", "说明", "合计", "总计", "小计", "填报" };

	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (zc_str_starts(s, words[i]))
			return true;
	return false;
}

static int
leave(struct job *j, struct zc_str text, bool part, struct zc_err *e)
{
	struct zc_superior_taken *o = j->out;

	if (o->left == NULL)
		o->left = zc_arena_array(j->a, LEFT_MAX, sizeof(*o->left));
	if (o->left == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "list");
	if (o->nleft < LEFT_MAX)
		o->left[o->nleft++] =
		    (struct zc_superior_left){ .row = j->row->number,
			    .where = where(j, ZC_SUP_COLS),
			    .text = zc_arena_dup(
				j->a, text.p, text.n < CELL_MAX ? text.n : 0),
			    .part = part };
	return ZC_OK;
}

/* A requirement shortened to a title. */
static const char *
shorten(struct job *j, const char *s)
{
	size_t i = 0, chars = 0;

	while (s[i] != '\0' && s[i] != '\n' && chars < TITLE_CHARS) {
		i++;
		while (((unsigned char)s[i] & 0xC0) == 0x80)
			i++;
		chars++;
	}
	s = zc_arena_dup(j->a, s, i);
	return s == NULL ? "" : s;
}

/* Values of one item on their way. */
struct item {
	const char *v[ZC_SUP_COLS];
	char row[24], table[24];
	const char *cells;
};

/* A date, or words such as 立即整改, which go to the remark. */
static void
read_due(struct job *j, struct item *it)
{
	int64_t day;
	struct zc_buf b;

	if (it->v[ZC_SUP_DUE][0] == '\0' ||
	    zc_value_date(zc_str_of(it->v[ZC_SUP_DUE]), &day))
		return;
	zc_buf_init(&b, 2 * CELL_MAX);
	zc_buf_fmt(&b, "时限要求：%s", it->v[ZC_SUP_DUE]);
	if (it->v[ZC_SUP_REMARK][0] != '\0')
		zc_buf_fmt(&b, "；%s", it->v[ZC_SUP_REMARK]);
	it->v[ZC_SUP_DUE] = "";
	if (b.rc == ZC_OK)
		it->v[ZC_SUP_REMARK] = zc_arena_dup(j->a, b.p, b.n);
	if (it->v[ZC_SUP_REMARK] == NULL)
		it->v[ZC_SUP_REMARK] = "";
	zc_buf_fini(&b);
}

/* "status=5;reply=6": where our answers go; "!": there is text already. */
static const char *
places(struct job *j)
{
	const char *p = NULL;
	struct zc_buf b;

	zc_buf_init(&b, 1024);
	for (size_t i = ZC_SUP_OWNER; i < ZC_SUP_COLS; i++) {
		uint32_t at = j->m.cols[i];

		if (at == 0)
			continue;
		zc_buf_fmt(&b, "%s%s=%s%lu", b.n > 0 ? ";" : "",
		    zc_superior_fields[i],
		    zc_str_trim(zc_listfile_cell(j->row, at)).n > 0 ? "!" : "",
		    (unsigned long)at);
	}
	if (b.rc == ZC_OK && b.n > 0)
		p = zc_arena_dup(j->a, b.p, b.n);
	zc_buf_fini(&b);
	return p == NULL ? "" : p;
}

static int
add_row(struct job *j, const char *ledger, struct zc_cell *v, size_t n,
    int64_t *id, struct zc_err *e)
{
	struct zc_ledger_use u = j->use;
	struct zc_cells row = { v, 0 };

	u.ledger = zc_catalog_ledger(zc_office_catalog(u.office), ledger);
	if (u.ledger == NULL)
		return ZC_FAIL(e, ZC_EUNSUP, "no ledger %s", ledger);
	for (size_t i = 0; i < n; i++)
		if (v[i].text != NULL && v[i].text[0] != '\0')
			v[row.n++] = v[i];
	return zc_ledger_add(&u, &row, id, e);
}

/* The number that a new row was given. */
static int
number_of(struct job *j, const char *ledger, int64_t id, const char **no,
    struct zc_err *e)
{
	struct zc_ledger_use u = j->use;
	struct zc_rows *r = NULL;
	int rc;

	u.ledger = zc_catalog_ledger(zc_office_catalog(u.office), ledger);
	rc = zc_ledger_get(&u, id, &r, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_rows_next(r, e);
	for (size_t i = 0; rc == 1 && i < zc_rows_cols(r); i++)
		if (strcmp(zc_rows_name(r, i), u.ledger->key) == 0) {
			const char *s = zc_rows_text(r, i);

			*no = zc_arena_dup(j->a, s, strlen(s));
		}
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

/* The task or the hazard of an item. */
static int
make_link(struct job *j, struct item *it, const char **no, struct zc_err *e)
{
	bool task = strcmp(j->out->becomes, "task") == 0;
	const char *title = shorten(j, it->v[ZC_SUP_REQUIREMENT]);
	const char *seq = it->v[ZC_SUP_SEQ];
	struct zc_cell t[] = { { "task_title", title },
		{ "task_kind", "other" }, { "person", it->v[ZC_SUP_OWNER] },
		{ "department", it->v[ZC_SUP_DEPARTMENT] },
		{ "subject", j->notice }, { "due_at", it->v[ZC_SUP_DUE] } };
	struct zc_cell h[] = { { "hazard_source", "notice" },
		{ "kind", "management" },
		{ "description", it->v[ZC_SUP_REQUIREMENT] },
		{ "object_name", NULL },
		{ "department", it->v[ZC_SUP_DEPARTMENT] },
		{ "owner", it->v[ZC_SUP_OWNER] },
		{ "due_at", it->v[ZC_SUP_DUE] } };
	struct zc_buf b;
	int64_t id = 0;
	int rc;

	zc_buf_init(&b, 4096);
	zc_buf_fmt(&b, "%s%s%.60s", j->notice, seq[0] != '\0' ? " " : "", seq);
	h[3].text = b.p;
	rc = task ? add_row(j, "task", t, ZC_LEN(t), &id, e)
		  : add_row(j, "hazard", h, ZC_LEN(h), &id, e);
	zc_buf_fini(&b);
	if (rc == ZC_OK)
		rc = number_of(j, j->out->becomes, id, no, e);
	j->out->made += rc == ZC_OK;
	return rc;
}

static int
add_item(struct job *j, struct item *it, struct zc_err *e)
{
	struct zc_cell v[ZC_SUP_COLS + 10];
	const char *no = "";
	int64_t id = 0;
	size_t n = 0;
	int rc = make_link(j, it, &no, e);

	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i <= ZC_SUP_OWNER; i++)
		v[n++] = (struct zc_cell){ zc_superior_fields[i], it->v[i] };
	v[n++] = (struct zc_cell){ "notice_no", j->notice };
	v[n++] = (struct zc_cell){ "linked_ledger", j->out->becomes };
	v[n++] = (struct zc_cell){ "linked_no", no };
	v[n++] = (struct zc_cell){ "source_file", j->out->digest };
	v[n++] = (struct zc_cell){ "source_name", j->name };
	v[n++] = (struct zc_cell){ "place_sheet", j->u->sheet };
	v[n++] = (struct zc_cell){ "place_table", it->table };
	v[n++] = (struct zc_cell){ "place_row", it->row };
	v[n++] = (struct zc_cell){ "place_cells", it->cells };
	rc = add_row(j, "superior_item", v, n, &id, e);
	j->out->items += rc == ZC_OK;
	return rc;
}

/* A row that is no item: the heading of a part, the foot, a total. */
static int
other_row(struct job *j, struct zc_err *e)
{
	struct zc_str first = { "", 0 };
	size_t n = texts(j->row, &first);
	bool part = n == 1 && !is_foot(first);

	if (n == 0)
		return ZC_OK;
	if (n > 1 && cell(j, ZC_SUP_SEQ)[0] != '\0' && !is_foot(first)) {
		fault(j, ZC_SUP_REQUIREMENT,
		    "这一行有序号但没有要求或问题的内容。请补上，或删除该行。",
		    "the row has a number but no requirement; add it, or "
		    "delete the row");
		return ZC_OK;
	}
	if (part)
		j->part = zc_arena_dup(
		    j->a, first.p, first.n < CELL_MAX ? first.n : 0);
	return leave(j, first, part, e);
}

static int
soften(struct job *j, int rc)
{
	if (rc != ZC_EINPUT && rc != ZC_EREFUSED && rc != ZC_EACCES &&
	    rc != ZC_EEXIST)
		return rc;
	if (j->worst != ZC_EREFUSED &&
	    (j->worst != ZC_EACCES || rc == ZC_EREFUSED))
		j->worst = rc;
	return ZC_OK;
}

static int
take_row(struct job *j, struct zc_err *e)
{
	struct item it = { .cells = "" };
	const struct zc_listfile_row *r = j->row;
	uint32_t at = j->m.cols[ZC_SUP_REQUIREMENT];
	struct zc_str first = { "", 0 };

	/* Another table of a document, which has other columns. */
	if (r->table != j->m.table && !zc_superior_map_again(&j->m, r)) {
		(void)texts(r, &first);
		return first.n == 0 ? ZC_OK : leave(j, first, false, e);
	}
	if (zc_superior_map_again(&j->m, r)) {
		j->m.table = r->table;
		return ZC_OK;
	}
	for (size_t i = 0; i < ZC_SUP_COLS; i++)
		it.v[i] = cell(j, (enum zc_superior_col)i);
	if (it.v[ZC_SUP_REQUIREMENT][0] == '\0' || r->n == 0)
		return other_row(j, e);
	for (size_t i = 0; i < r->n; i++) {
		/* One text across the whole table stands above a part. */
		if (r->v[i].col == at && r->v[i].covered)
			return ZC_OK;
		if (r->v[i].col <= at && r->v[i].span > 2 &&
		    texts(r, &first) == 1)
			return other_row(j, e);
	}
	if (it.v[ZC_SUP_PART][0] == '\0')
		it.v[ZC_SUP_PART] = j->part;
	j->part = it.v[ZC_SUP_PART];
	if (it.v[ZC_SUP_OWNER][0] == '\0')
		it.v[ZC_SUP_OWNER] = j->owner;
	read_due(j, &it);
	it.cells = places(j);
	(void)snprintf(it.row, sizeof(it.row), "%lu", (unsigned long)r->number);
	(void)snprintf(
	    it.table, sizeof(it.table), "%lu", (unsigned long)r->table);
	return soften(j, add_item(j, &it, e));
}

/* Sender and handler of the notice. */
static int
load_notice(struct job *j, struct zc_err *e)
{
	struct zc_ledger_use u = j->use;
	const struct zc_actor *me = zc_office_actor(u.office);
	struct zc_rows *r = NULL;
	int64_t id = 0;
	int rc;

	u.ledger = zc_catalog_ledger(zc_office_catalog(u.office), "notice_in");
	if (u.ledger == NULL)
		return ZC_FAIL(e, ZC_EUNSUP, "no ledger notice_in");
	rc = zc_ledger_find(&u, j->u->notice, &id, e);
	if (rc == ZC_OK)
		rc = zc_ledger_get(&u, id, &r, e);
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc == 0)
		rc = ZC_FAIL(e, ZC_ENOENT, "notice %s", j->u->notice);
	for (size_t i = 0; rc == 1 && i < zc_rows_cols(r); i++) {
		const char *name = zc_rows_name(r, i);
		const char *s = zc_rows_text(r, i);

		s = zc_arena_dup(j->a, s, strlen(s));
		if (s == NULL)
			rc = ZC_FAIL(e, ZC_ENOMEM, "notice");
		else if (strcmp(name, "notice_no") == 0)
			j->notice = s;
		else if (strcmp(name, "sender") == 0)
			j->sender = s;
		else if (strcmp(name, "handler") == 0 && s[0] != '\0')
			j->owner = s;
	}
	zc_rows_close(r);
	if (j->u->owner != NULL)
		j->owner = j->u->owner;
	/* Never a login name: it would go back to the superior. */
	if (j->owner == NULL)
		j->owner = me->full_name;
	return rc < 0 ? rc : ZC_OK;
}

/* Inside a transaction. */
static int
take_all(struct job *j, struct zc_err *e)
{
	char kept[65];
	int rc;

	while ((rc = zc_listfile_next(j->sheet, &j->row, e)) == 1) {
		rc = take_row(j, e);
		if (rc != ZC_OK)
			return rc;
	}
	j->row = NULL;
	j->out->faults = (int64_t)j->faults;
	if (rc == ZC_OK && j->worst != ZC_OK)
		rc = ZC_FAIL(e, j->worst,
		    ZC_N("the file was not taken; nothing was saved"));
	if (rc == ZC_OK && j->out->items == 0)
		rc = ZC_FAIL(e, ZC_EINPUT,
		    ZC_N("there are headings but no items below them"));
	if (rc == ZC_OK && j->u->save_map)
		rc = zc_superior_map_save(
		    &j->use, &j->m, j->sender, j->out->becomes, e);
	if (rc != ZC_OK || j->u->dry)
		return rc;
	rc = zc_office_attach_fd(j->use.office, j->fd, j->name, kept, e);
	if (rc == ZC_OK && strcmp(kept, j->out->digest) != 0)
		rc = ZC_FAIL(e, ZC_EBUSY,
		    ZC_N("the file was changed while it was read; repeat it"));
	return rc;
}

static int
run(struct job *j, struct zc_err *e)
{
	struct zc_superior_map_use mu = { .use = &j->use,
		.map = j->u->map,
		.becomes = j->u->becomes,
		.sheet = j->u->sheet,
		.fd = j->fd };
	int rc = look(j, e);

	if (rc == ZC_OK)
		rc = load_notice(j, e);
	if (rc == ZC_OK)
		rc = digest(j, e);
	if (rc == ZC_OK)
		rc = refuse_twice(j, e);
	mu.sender = j->sender;
	if (rc == ZC_OK)
		rc = zc_superior_map_find(&mu, j->a, &j->sheet, &j->m, e);
	if (rc != ZC_OK)
		return rc;
	j->out->map = j->m.pairs;
	j->out->aside = j->m.aside;
	j->out->naside = j->m.naside;
	j->out->becomes = j->m.becomes;
	rc = zc_office_begin(j->use.office, e);
	if (rc != ZC_OK)
		return rc;
	rc = take_all(j, e);
	if (rc == ZC_OK && !j->u->dry)
		rc = zc_office_commit(j->use.office, e);
	if (rc != ZC_OK || j->u->dry)
		zc_office_rollback(j->use.office);
	return rc;
}

int
zc_superior_take(const struct zc_superior_take *u, struct zc_arena *a,
    struct zc_superior_taken *out, struct zc_err *e)
{
	struct job j = {
		.u = u, .a = a, .out = out, .use = u->use, .part = "", .fd = -1
	};
	const char *name = strrchr(u->path, '/');
	int rc;

	*out = (struct zc_superior_taken){ .becomes = "" };
	j.use.fault = on_fault;
	j.use.ctx = &j;
	j.use.obtained = ZC_BY_IMPORT;
	j.name = name == NULL ? u->path : name + 1;
	j.fd = open(u->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (j.fd == -1)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be read", u->path);
	rc = run(&j, e);
	zc_listfile_close(j.sheet);
	(void)close(j.fd);
	return rc;
}
