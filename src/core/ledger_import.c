/* Import of a file: read and check everything first, then write it at once. */
#include "base/tr.h"
#include "base/utf8.h"
#include "core/ledger_in.h"
#include "core/ledger_sheet.h"

enum {
	IMPORT_MEMORY = 2047 << 20,
	FIELD_MEMO = 1 << 20 /* places of the table of texts seen */
};

struct seen { /* a text of a field, in this file or in the store */
	uint64_t hash;
	struct zc_str text;
	uint32_t field;
	int64_t line; /* row of the file that has it; 0 = in a reference */
	bool there;   /* the reference exists */
};

struct row {
	struct zc_val *v; /* by field */
	int64_t line, id; /* id: the row that is changed; 0 = a new one */
};

struct import {
	const struct zc_import_use *use;
	struct zc_work w;
	struct zc_intake *in;
	struct zc_ledger_col *cols;
	struct zc_str *cells;
	bool *has; /* columns that the file has, by field */
	struct row *rows;
	size_t n, cap, next;
	struct seen *seen; /* hash table, open addressing */
	size_t nseen;
	struct zc_arena a; /* of the values */
	bool empty;        /* no living row yet: nothing to compare with */
	struct zc_import_done done;
};

static uint64_t
hash(size_t field, struct zc_str s)
{
	uint64_t h = 1469598103934665603u ^ field; /* FNV-1a */

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return h == 0 ? 1 : h;
}

/* The entry of a text, made when it is new (*is_new); NULL: table is full. */
static struct seen *
entry(struct import *im, size_t field, struct zc_str s, bool *is_new)
{
	uint64_t h = hash(field, s);
	size_t i = h & (FIELD_MEMO - 1);

	for (; im->seen[i].hash != 0; i = (i + 1) & (FIELD_MEMO - 1))
		if (im->seen[i].hash == h && im->seen[i].field == field &&
		    zc_str_eq(im->seen[i].text, s)) {
			*is_new = false;
			return &im->seen[i];
		}
	*is_new = true;
	if (im->nseen >= FIELD_MEMO / 4 * 3)
		return NULL;
	im->nseen++;
	im->seen[i] =
	    (struct seen){ .hash = h, .text = s, .field = (uint32_t)field };
	return &im->seen[i];
}

static bool
is_unique(const struct zc_work *w, const struct zc_ledger_field *f)
{
	return f->unique || strcmp(f->name, w->l->key) == 0;
}

/* One value of a unique field: not twice in the file, not in the store. */
static int
check_unique(struct import *im, size_t i, const struct row *r, struct zc_err *e)
{
	const struct zc_ledger_field *f = &im->w.l->fields[i];
	struct zc_db *db = zc_office_db(im->w.o);
	char zh[400], en[400], shown[100];
	int64_t ids[2] = { 0, 0 };
	bool is_new;
	struct seen *s = entry(im, i, r->v[i].s, &is_new);
	size_t n = 0;
	int rc = ZC_OK;

	zc_utf8_copy(shown, sizeof(shown), r->v[i].s);
	if (!is_new) {
		(void)snprintf(zh, sizeof(zh),
		    "“%s”填的是“%s”，与第 %lld 行重复。请改正其中一行。",
		    f->label.zh, shown, (long long)s->line);
		(void)snprintf(en, sizeof(en),
		    "\"%s\" was given as \"%s\", as in row %lld; correct one "
		    "of them",
		    f->label.en, shown, (long long)s->line);
		zc_work_fault(&im->w, f, "unique", ZC_EINPUT, zh, en);
		return ZC_OK;
	}
	if (s != NULL)
		s->line = r->line;
	if (!im->empty)
		rc = zc_row_find(db, im->w.t, &im->w.scope, f->name, r->v[i].s,
		    ids, 2, &n, e);
	if (rc != ZC_OK || n == 0 || (n == 1 && ids[0] == r->id))
		return rc;
	(void)snprintf(zh, sizeof(zh),
	    "“%s”填的是“%s”，台账中已有。要更新原有记录，"
	    "请加 --update 重新导入。",
	    f->label.zh, shown);
	(void)snprintf(en, sizeof(en),
	    "\"%s\" was given as \"%s\", which the ledger has already; import "
	    "with --update to change that row",
	    f->label.en, shown);
	zc_work_fault(&im->w, f, "unique", ZC_EINPUT, zh, en);
	return ZC_OK;
}

/* A reference is looked up once for each different text. */
static int
check_reference(
    struct import *im, size_t i, const struct row *r, struct zc_err *e)
{
	bool *only, is_new;
	size_t faults = im->w.faults;
	struct seen *s = entry(im, i, r->v[i].s, &is_new);
	int rc;

	if (!is_new && s->there)
		return ZC_OK;
	only = zc_arena_array(&im->w.a, im->w.l->nfields + 1, sizeof(*only));
	if (only == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "row");
	only[i] = true;
	rc = zc_work_check(&im->w, r->v, only, r->id, e);
	if (s != NULL)
		s->there = im->w.faults == faults;
	return rc;
}

static int
check_row(struct import *im, const struct row *r, struct zc_err *e)
{
	const struct zc_ledger *l = im->w.l;
	int rc = ZC_OK;

	for (size_t i = 0; i < l->nfields && rc == ZC_OK; i++) {
		if (r->v[i].type != ZC_VAL_TEXT || r->v[i].s.n == 0)
			continue;
		if (is_unique(&im->w, &l->fields[i]))
			rc = check_unique(im, i, r, e);
		else if (strcmp(l->fields[i].type, "reference") == 0)
			rc = check_reference(im, i, r, e);
	}
	return rc;
}

/* Texts of the row to values; addresses of the cells go with faults. */
static int
read_row(struct import *im, struct row *r, bool *given, struct zc_err *e)
{
	const struct zc_ledger *l = im->w.l;

	for (size_t i = 0; i < l->nfields; i++) {
		struct zc_cell cell = { l->fields[i].name, NULL };
		struct zc_cells one = { &cell, 1 };
		const char *trouble;
		char *text;

		if (!im->has[i] || im->cells[i].n == 0)
			continue;
		trouble = zc_intake_trouble(im->in, i);
		if (trouble != NULL) {
			zc_work_fault(&im->w, &l->fields[i], "cell", ZC_EINPUT,
			    zc_tr("zh", trouble), trouble);
			continue;
		}
		text = zc_arena_dup(&im->w.a, im->cells[i].p, im->cells[i].n);
		if (text == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "row");
		cell.text = text;
		zc_work_read(&im->w, &one, r->v, given);
	}
	return ZC_OK;
}

/* Where the fault is: asked only when there is one. */
static const char *
where(void *ctx, size_t field)
{
	struct import *im = ctx;
	struct zc_buf b;
	const char *p;

	if (im->in == NULL)
		return "";
	zc_buf_init(&b, 200);
	zc_intake_where(im->in, field, "zh", &b);
	p = zc_arena_dup(&im->w.a, b.p, b.n);
	zc_buf_fini(&b);
	return p == NULL ? "" : p;
}

/* The row of the ledger that this key names. */
static int
find_old(struct import *im, struct row *r, struct zc_err *e)
{
	const struct zc_ledger_field *k = zc_work_field(im->w.l, im->w.l->key);
	struct zc_val key;
	size_t n = 0;
	int64_t id = 0;
	int rc;

	if (!im->use->update || k == NULL || im->empty)
		return ZC_OK;
	key = r->v[zc_ledger_index(im->w.l, k)];
	if (key.type != ZC_VAL_TEXT)
		return ZC_OK;
	rc = zc_row_find(zc_office_db(im->w.o), im->w.t, &im->w.scope, k->name,
	    key.s, &id, 1, &n, e);
	if (rc == ZC_OK && n == 1)
		r->id = id;
	return rc;
}

/* Keep the values of a row that is new beyond the memory of one row. */
static int
keep_row(struct import *im, const struct row *r, struct zc_err *e)
{
	size_t n = im->w.l->nfields;
	struct row *to;

	if (im->n == im->cap) {
		size_t cap = im->cap * 2 + 1024;
		struct row *v = zc_arena_array(&im->a, cap, sizeof(*v));

		if (v == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "the file is too large");
		if (im->n > 0)
			memcpy(v, im->rows, im->n * sizeof(*v));
		im->rows = v;
		im->cap = cap;
	}
	to = &im->rows[im->n++];
	*to = *r;
	to->v = zc_arena_array(&im->a, n + 1, sizeof(*to->v));
	if (to->v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "the file is too large");
	for (size_t i = 0; i < n; i++) {
		to->v[i] = r->v[i];
		if (r->v[i].type != ZC_VAL_TEXT)
			continue;
		to->v[i].s.p = zc_arena_dup(&im->a, r->v[i].s.p, r->v[i].s.n);
		if (to->v[i].s.p == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "the file is too large");
	}
	return ZC_OK;
}

static int
take_row(struct import *im, struct zc_err *e)
{
	size_t n = im->w.l->nfields, faults = im->w.faults;
	struct row r = { .line = im->w.line };
	bool *given;
	int rc;

	/* The memory of the row before is free again. */
	zc_arena_fini(&im->w.a);
	r.v = zc_arena_array(&im->w.a, n + 1, sizeof(*r.v));
	given = zc_arena_array(&im->w.a, n + 1, sizeof(*given));
	if (r.v == NULL || given == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "row");
	rc = read_row(im, &r, given, e);
	if (rc == ZC_OK)
		rc = find_old(im, &r, e);
	if (rc == ZC_OK && r.id == 0) {
		zc_work_defaults(&im->w, r.v);
		zc_work_required(&im->w, r.v);
	}
	/* Kept first: what was seen points into what is kept. */
	if (rc == ZC_OK)
		rc = keep_row(im, &r, e);
	if (rc == ZC_OK)
		rc = check_row(im, &im->rows[im->n - 1], e);
	im->done.rows++;
	im->done.faults += im->w.faults > faults;
	return rc;
}

static int
read_all(struct import *im, struct zc_err *e)
{
	int rc;

	while ((rc = zc_intake_next(im->in, im->cells, &im->w.line, e)) == 1) {
		rc = take_row(im, e);
		if (rc != ZC_OK)
			return rc;
	}
	return rc;
}

/* Columns nobody asked for are no rows to lose silently. */
static void
unknown_columns(struct import *im)
{
	static const char *const mere[] = { "序号", "no.", "no" };
	size_t n;
	const char *const *v = zc_intake_unknown(im->in, &n);
	char zh[600], en[600];

	for (size_t i = 0; i < n; i++) {
		bool skip = false;

		for (size_t k = 0; k < ZC_LEN(mere); k++)
			skip |= zc_str_isi(zc_str_of(v[i]), mere[k]);
		for (size_t k = 0; k < im->use->map->n; k++)
			skip |= strcmp(im->use->map->v[k].col, v[i]) == 0 &&
			    strcmp(im->use->map->v[k].text, "-") == 0;
		if (skip)
			continue;
		(void)snprintf(zh, sizeof(zh),
		    "列“%.80s”不是这个台账的栏目。请用 --map '%.80s=栏目' "
		    "对应，或用 --map '%.80s=-' 略过。",
		    v[i], v[i], v[i]);
		(void)snprintf(en, sizeof(en),
		    "the column \"%.80s\" is no field of the ledger; map it "
		    "with --map '%.80s=FIELD', or leave it out with --map "
		    "'%.80s=-'",
		    v[i], v[i], v[i]);
		zc_work_fault(&im->w, NULL, "column", ZC_EINPUT, zh, en);
	}
}

static int
make_cols(struct import *im, struct zc_err *e)
{
	const struct zc_ledger *l = im->w.l;
	size_t n = l->nfields;

	im->cols = zc_arena_array(&im->a, n + 1, sizeof(*im->cols));
	im->cells = zc_arena_array(&im->a, n + 1, sizeof(*im->cells));
	im->has = zc_arena_array(&im->a, n + 1, sizeof(*im->has));
	im->seen = zc_arena_array(&im->a, FIELD_MEMO, sizeof(*im->seen));
	if (im->cols == NULL || im->cells == NULL || im->has == NULL ||
	    im->seen == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "import");
	for (size_t i = 0; i < n; i++)
		im->cols[i] = (struct zc_ledger_col){ .name = l->fields[i].name,
			.zh = l->fields[i].label.zh,
			.en = l->fields[i].label.en,
			.kind = l->fields[i].type };
	return ZC_OK;
}

/* "heading=name" for those that are not left out. */
static int
make_map(struct import *im, const char ***out, struct zc_err *e)
{
	const struct zc_cells *m = im->use->map;
	const char **v = zc_arena_array(&im->a, m->n + 1, sizeof(*v));
	size_t n = 0;

	if (v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "import");
	for (size_t i = 0; i < m->n; i++) {
		struct zc_buf b;

		if (strcmp(m->v[i].text, "-") == 0)
			continue;
		zc_buf_init(&b, 4096);
		zc_buf_fmt(&b, "%s=%s", m->v[i].col, m->v[i].text);
		v[n] = zc_arena_dup(&im->a, b.p, b.n);
		zc_buf_fini(&b);
		if (v[n++] == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "import");
	}
	*out = v;
	return ZC_OK;
}

static int
open_file(struct import *im, struct zc_err *e)
{
	struct zc_intake_use u = { .path = im->use->path,
		.sheet = im->use->sheet,
		.ncols = im->w.l->nfields };
	const char **map = NULL;
	int rc = make_cols(im, e);

	if (rc == ZC_OK)
		rc = make_map(im, &map, e);
	u.cols = im->cols;
	u.map = map;
	if (rc == ZC_OK)
		rc = zc_intake_open(&u, &im->a, &im->in, e);
	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i < im->w.l->nfields; i++)
		im->has[i] = zc_intake_has(im->in, i);
	unknown_columns(im);
	return ZC_OK;
}

/* For zc_row_load: the next new row. */
static int
next_new(void *ctx, struct zc_val *cells, struct zc_err *e)
{
	struct import *im = ctx;

	(void)e;
	while (im->next < im->n && im->rows[im->next].id != 0)
		im->next++;
	if (im->next == im->n)
		return 0;
	memcpy(
	    cells, im->rows[im->next++].v, im->w.l->nfields * sizeof(*cells));
	return 1;
}

/* Numbers first: the bulk load asks nothing in between. */
static int
number_rows(struct import *im, struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < im->n && rc == ZC_OK; i++) {
		struct zc_arena kept = im->w.a;

		if (im->rows[i].id != 0)
			continue;
		/* Its text must live as long as the row. */
		im->w.a = im->a;
		rc = zc_work_number(&im->w, im->rows[i].v, e);
		im->a = im->w.a;
		im->w.a = kept;
	}
	return rc;
}

/* May rows be loaded in bulk? Not when each needs its own look. */
static bool
is_plain(const struct zc_ledger *l)
{
	const struct zc_flow_state *s = zc_flow_state(l, l->flow.start);

	return l->nrules == 0 &&
	    (s == NULL || (s->days[0] == '\0' && s->due[0] == '\0'));
}

static int
load_new(struct import *im, struct zc_err *e)
{
	const struct zc_ledger *l = im->w.l;
	int64_t id;
	int rc = ZC_OK;

	if (is_plain(l)) {
		rc = number_rows(im, e);
		return rc != ZC_OK
		    ? rc
		    : zc_row_load(zc_office_db(im->w.o), im->w.t, &im->w.scope,
			  l->flow.nstates > 0 ? l->flow.start : "", next_new,
			  im, &im->done.added, e);
	}
	for (size_t i = 0; i < im->n && rc == ZC_OK; i++) {
		size_t faults = im->w.faults;

		if (im->rows[i].id != 0)
			continue;
		zc_arena_fini(&im->w.a);
		im->w.line = im->rows[i].line;
		rc = zc_work_insert(&im->w, im->rows[i].v, &id, e);
		/* The next row is looked at for its own faults. */
		if (im->w.faults == faults)
			im->done.added++;
		else
			im->done.faults++;
		im->w.told += im->w.faults - faults;
		im->w.faults = 0;
	}
	return rc;
}

static int
change_old(struct import *im, struct zc_err *e)
{
	size_t n = im->w.l->nfields;
	int rc = ZC_OK;

	for (size_t k = 0; k < im->n && rc == ZC_OK; k++) {
		const struct row *r = &im->rows[k];
		struct zc_record old;
		struct zc_val *v;
		bool *given, differs = false;

		if (r->id == 0)
			continue;
		zc_arena_fini(&im->w.a);
		im->w.line = r->line;
		v = zc_arena_array(&im->w.a, n + 1, sizeof(*v));
		given = zc_arena_array(&im->w.a, n + 1, sizeof(*given));
		if (v == NULL || given == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "row");
		rc = zc_work_load(&im->w, r->id, "import", &old, e);
		for (size_t i = 0; i < n && rc == ZC_OK; i++) {
			/* An empty cell leaves the field as it is. */
			given[i] = r->v[i].type != ZC_VAL_NULL;
			v[i] = given[i] ? r->v[i] : old.v[i];
			differs |= !zc_val_same(v[i], old.v[i]);
		}
		if (rc == ZC_OK && !differs) {
			im->done.same++;
			continue;
		}
		if (rc == ZC_OK)
			rc = zc_work_update(&im->w,
			    &(struct zc_change){ .old = &old,
				.v = v,
				.given = given,
				.act = "import",
				.note = "" },
			    e);
		im->done.changed += rc == ZC_OK;
	}
	return rc;
}

/* Is there any living row to compare with? */
static int
look_empty(struct import *im, struct zc_err *e)
{
	struct zc_list one = { .limit = 1 };
	struct zc_rows *r = NULL;
	int rc = zc_row_list(
	    zc_office_db(im->w.o), im->w.t, &im->w.scope, &one, &r, e);

	if (rc != ZC_OK)
		return rc;
	rc = zc_rows_next(r, e);
	im->empty = rc == 0;
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

/* Inside a transaction: everything or, by a failure, nothing. */
static int
write_all(struct import *im, struct zc_err *e)
{
	int rc = zc_work_end(&im->w, e);

	im->w.where = NULL;
	if (rc == ZC_OK)
		rc = load_new(im, e);
	if (rc == ZC_OK)
		rc = change_old(im, e);
	im->w.faults += im->w.told;
	return rc != ZC_OK ? rc : zc_work_end(&im->w, e);
}

static int
import(struct import *im, struct zc_err *e)
{
	int rc = open_file(im, e);

	if (rc == ZC_OK)
		rc = zc_office_begin(im->w.o, e);
	if (rc != ZC_OK)
		return rc;
	rc = look_empty(im, e);
	if (rc == ZC_OK)
		rc = read_all(im, e);
	if (rc == ZC_OK)
		rc = write_all(im, e);
	if (rc == ZC_OK && !im->use->dry)
		rc = zc_office_commit(im->w.o, e);
	if (rc != ZC_OK || im->use->dry)
		zc_office_rollback(im->w.o);
	return rc;
}

int
zc_ledger_import(
    const struct zc_import_use *u, struct zc_import_done *out, struct zc_err *e)
{
	struct import im = { .use = u };
	int rc;

	zc_work_init(&im.w, &u->use);
	zc_arena_init(&im.a, IMPORT_MEMORY);
	im.w.where = where;
	im.w.where_ctx = &im;
	zc_work_may(&im.w, "import");
	rc = zc_work_end(&im.w, e);
	if (rc == ZC_OK)
		rc = import(&im, e);
	zc_intake_close(im.in);
	*out = im.done;
	zc_arena_fini(&im.a);
	zc_work_fini(&im.w);
	return rc;
}
