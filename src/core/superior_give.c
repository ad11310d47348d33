/* Our answers go into a copy of the superior's own file. */
#include "base/tr.h"
#include "core/listfile.h"
#include "core/superior.h"

#include <unistd.h>

enum {
	ITEMS_MAX = 10000 /* of one notice */
};

static const char *
copy(struct zc_arena *a, const char *s)
{
	const char *p = zc_arena_dup(a, s, strlen(s));

	return p == NULL ? "" : p;
}

/* One row of superior_item. */
static void
read_item(const struct zc_ledger_use *u, const struct zc_rows *r,
    struct zc_arena *a, struct zc_superior_item *it)
{
	const struct zc_ledger *l = u->ledger;

	*it = (struct zc_superior_item){ .id = zc_rows_int(r, 0),
		.state = copy(a, zc_rows_text(r, 2)) };
	for (size_t i = 0; i < l->nfields; i++) {
		const char *f = l->fields[i].name;
		const char *t = copy(a, zc_rows_text(r, 8 + i));
		const struct {
			const char *name;
			const char **to;
		} texts[] = { { "item_no", &it->no }, { "seq_no", &it->seq },
			{ "requirement", &it->requirement },
			{ "owner", &it->owner },
			{ "linked_ledger", &it->linked },
			{ "linked_no", &it->linked_no },
			{ "status", &it->status },
			{ "place_cells", &it->cells },
			{ "source_file", &it->digest },
			{ "place_sheet", &it->sheet },
			{ "source_name", &it->name } };

		for (size_t k = 0; k < ZC_LEN(texts); k++)
			if (strcmp(texts[k].name, f) == 0)
				*texts[k].to = t;
		for (size_t k = 0; k < ZC_SUP_COLS; k++)
			if (strcmp(zc_superior_fields[k], f) == 0)
				it->text[k] =
				    copy(a, zc_ledger_text(u, r, i, "zh", a));
		if (strcmp(f, "place_table") == 0)
			it->table = zc_rows_int(r, 8 + i);
		else if (strcmp(f, "place_row") == 0)
			it->row = zc_rows_int(r, 8 + i);
		else if (strcmp(f, "due_at") == 0)
			it->due = zc_rows_int(r, 8 + i);
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct zc_superior_item *x = a, *y = b;
	int c = strcmp(x->digest, y->digest);

	if (c == 0)
		c = (x->table > y->table) - (x->table < y->table);
	if (c == 0)
		c = (x->row > y->row) - (x->row < y->row);
	return c;
}

/* What the task or hazard says, for an item without an answer of its own. */
static void
linked_answer(struct zc_superior_item *it, const char *field, const char *text)
{
	static const struct {
		const char *ledger, *field;
		enum zc_superior_col to;
	} from[] = { { "task", "result", ZC_SUP_REPLY },
		{ "task", "done_at", ZC_SUP_DONE },
		{ "hazard", "measure", ZC_SUP_REPLY },
		{ "hazard", "fixed_at", ZC_SUP_DONE } };

	for (size_t i = 0; i < ZC_LEN(from); i++)
		if (strcmp(from[i].ledger, it->linked) == 0 &&
		    strcmp(from[i].field, field) == 0 &&
		    it->text[from[i].to][0] == '\0')
			it->text[from[i].to] = text;
}

static int
follow_link(const struct zc_ledger_use *use, struct zc_superior_item *it,
    struct zc_arena *a, struct zc_err *e)
{
	struct zc_ledger_use u = *use;
	struct zc_rows *r = NULL;
	int64_t id = 0;
	bool done = false;
	int rc;

	u.ledger = zc_catalog_ledger(zc_office_catalog(u.office), it->linked);
	if (u.ledger == NULL || it->linked_no[0] == '\0' ||
	    it->text[ZC_SUP_REPLY][0] != '\0' ||
	    it->text[ZC_SUP_STATUS][0] != '\0')
		return ZC_OK;
	rc = zc_ledger_find(&u, it->linked_no, &id, e);
	if (rc == ZC_OK)
		rc = zc_ledger_get(&u, id, &r, e);
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc == 1) {
		const char *state = zc_rows_text(r, 2);

		done = strcmp(state, "done") == 0 ||
		    strcmp(state, "checked_off") == 0 ||
		    strcmp(state, "filed") == 0;
	}
	for (size_t i = 0; done && i < u.ledger->nfields; i++)
		linked_answer(it, u.ledger->fields[i].name,
		    copy(a, zc_ledger_text(&u, r, i, "zh", a)));
	zc_rows_close(r);
	if (done && strcmp(it->linked, "hazard") == 0)
		it->text[ZC_SUP_STATUS] = "已整改";
	/* Deleted, or not to be seen: then it has nothing to say. */
	return rc < 0 && rc != ZC_ENOENT && rc != ZC_EACCES ? rc : ZC_OK;
}

/* Number and deadline of the notice. */
static int
read_notice(const struct zc_ledger_use *use, const char *notice,
    struct zc_arena *a, struct zc_superior_list *out, struct zc_err *e)
{
	struct zc_ledger_use u = *use;
	struct zc_rows *r = NULL;
	int64_t id = 0;
	int rc;

	u.ledger = zc_catalog_ledger(zc_office_catalog(u.office), "notice_in");
	if (u.ledger == NULL)
		return ZC_FAIL(e, ZC_EUNSUP, "no ledger notice_in");
	rc = zc_ledger_find(&u, notice, &id, e);
	if (rc == ZC_OK)
		rc = zc_ledger_get(&u, id, &r, e);
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc == 0)
		rc = ZC_FAIL(e, ZC_ENOENT, "notice %s", notice);
	for (size_t i = 0; rc == 1 && i < zc_rows_cols(r); i++)
		if (strcmp(zc_rows_name(r, i), "notice_no") == 0)
			out->notice = copy(a, zc_rows_text(r, i));
		else if (strcmp(zc_rows_name(r, i), "due_at") == 0)
			out->due = zc_rows_int(r, i);
	zc_rows_close(r);
	return rc < 0 ? rc : ZC_OK;
}

int
zc_superior_load(const struct zc_ledger_use *use, const char *notice,
    struct zc_arena *a, struct zc_superior_list *out, struct zc_err *e)
{
	struct zc_ledger_use u = *use;
	struct zc_filter f = { .col = "notice_no", .op = ZC_IS };
	struct zc_list all = {
		.filters = &f, .nfilters = 1, .limit = ITEMS_MAX
	};
	struct zc_rows *r = NULL;
	int rc;

	*out = (struct zc_superior_list){ .notice = "" };
	u.ledger =
	    zc_catalog_ledger(zc_office_catalog(u.office), "superior_item");
	if (u.ledger == NULL)
		return ZC_FAIL(e, ZC_EUNSUP, "no ledger superior_item");
	rc = read_notice(&u, notice, a, out, e);
	f.val = (struct zc_val){ ZC_VAL_TEXT, 0, zc_str_of(out->notice) };
	out->v = zc_arena_array(a, ITEMS_MAX, sizeof(*out->v));
	if (rc == ZC_OK && out->v == NULL)
		rc = ZC_FAIL(e, ZC_ENOMEM, "items");
	if (rc == ZC_OK)
		rc = zc_ledger_list(&u, &all, &r, e);
	if (rc != ZC_OK)
		return rc;
	while (out->n < ITEMS_MAX && (rc = zc_rows_next(r, e)) == 1)
		read_item(&u, r, a, &out->v[out->n++]);
	zc_rows_close(r);
	if (rc == 1)
		return ZC_FAIL(e, ZC_ELIMIT, "over %d items", ITEMS_MAX);
	for (size_t i = 0; i < out->n && rc == ZC_OK; i++)
		rc = follow_link(&u, &out->v[i], a, e);
	qsort(out->v, out->n, sizeof(*out->v), by_place);
	return rc;
}

struct giving {
	const struct zc_superior_list *l;
	struct zc_listfile_put *fill;
	const struct zc_superior_item **of; /* item of each cell */
	enum zc_superior_col *col;
	size_t n;
	struct zc_superior_given *out;
	struct zc_arena *a;
	const char *from, *to;
	const char *sheet;
};

static void
miss(struct giving *g, const struct zc_superior_item *it,
    enum zc_superior_col col, enum zc_superior_why why)
{
	g->out->miss[g->out->nmiss++] =
	    (struct zc_superior_miss){ it, col, why };
}

/* "status=5;reply=!6": column of the field; *taken: it holds text. */
static uint32_t
place_of(const char *cells, const char *field, bool *taken)
{
	size_t n = strlen(field);

	for (const char *p = cells; p != NULL && *p != '\0';) {
		if (strncmp(p, field, n) == 0 && p[n] == '=') {
			int64_t v = 0;
			const char *d = p + n + 1;

			*taken = *d == '!';
			d += *taken;
			if (zc_str_int(
				(struct zc_str){ d, strspn(d, "0123456789") },
				10, &v) &&
			    v > 0 && v <= ZC_LISTFILE_COLS)
				return (uint32_t)v;
			return 0;
		}
		p = strchr(p, ';');
		p = p == NULL ? NULL : p + 1;
	}
	return 0;
}

static void
collect(struct giving *g, const char *digest)
{
	for (size_t i = 0; i < g->l->n; i++) {
		const struct zc_superior_item *it = &g->l->v[i];

		for (size_t k = ZC_SUP_OWNER; k < ZC_SUP_COLS; k++) {
			enum zc_superior_col c = (enum zc_superior_col)k;
			bool taken = false;
			uint32_t at;

			if (it->text[k] == NULL || it->text[k][0] == '\0')
				continue;
			at = place_of(it->cells, zc_superior_fields[k], &taken);
			if (strcmp(it->digest, digest) != 0)
				miss(g, it, c, ZC_SUP_OTHER_FILE);
			else if (at == 0 && c != ZC_SUP_OWNER)
				miss(g, it, c, ZC_SUP_NO_COLUMN);
			else if (at != 0 && taken && c != ZC_SUP_OWNER)
				miss(g, it, c, ZC_SUP_TAKEN);
			else if (at != 0 && !taken) {
				g->of[g->n] = it;
				g->col[g->n] = c;
				g->fill[g->n++] = (struct zc_listfile_put){
					.table = (uint32_t)it->table,
					.row = (uint32_t)it->row,
					.col = at,
					.text = it->text[k]
				};
			}
		}
	}
}

static int
try(struct giving *g, const struct zc_listfile_put *f, size_t n, const char *to,
    struct zc_err *e)
{
	return zc_listfile_fill(g->from, to, g->sheet, f, n, g->a, e);
}

/* Which cells of [at, at + n) cannot be filled: by halves. */
static int
sift(struct giving *g, size_t at, size_t n, bool *bad, struct zc_err *e)
{
	int rc;

	if (n == 0)
		return ZC_OK;
	rc = try(g, g->fill + at, n, g->to, e);
	if (rc != ZC_EREFUSED && rc != ZC_ENOENT)
		return rc;
	if (n == 1) {
		bad[at] = true;
		return ZC_OK;
	}
	rc = sift(g, at, n / 2, bad, e);
	return rc != ZC_OK ? rc : sift(g, at + n / 2, n - n / 2, bad, e);
}

static int
write_copy(struct giving *g, struct zc_err *e)
{
	bool *bad;
	size_t n = 0;
	int rc = try(g, g->fill, g->n, g->to, e);

	if (rc != ZC_EREFUSED && rc != ZC_ENOENT) {
		g->out->filled = g->n;
		return rc;
	}
	bad = zc_arena_array(g->a, g->n + 1, sizeof(*bad));
	if (bad == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "cells");
	rc = sift(g, 0, g->n, bad, e);
	for (size_t i = 0; rc == ZC_OK && i < g->n; i++)
		if (bad[i])
			miss(g, g->of[i], g->col[i], ZC_SUP_BUSY);
		else
			g->fill[n++] = g->fill[i];
	g->out->filled = n;
	if (rc == ZC_OK)
		rc = try(g, g->fill, n, g->to, e);
	/* A copy that was only a trial must not stay. */
	if (rc != ZC_OK)
		(void)unlink(g->to);
	return rc;
}

int
zc_superior_give(const struct zc_ledger_use *u,
    const struct zc_superior_list *l, const char *path, struct zc_arena *a,
    struct zc_superior_given *out, struct zc_err *e)
{
	size_t most = l->n * ZC_SUP_COLS + 1;
	struct giving g = { .l = l,
		.fill = zc_arena_array(a, most, sizeof(*g.fill)),
		.of = zc_arena_array(
		    a, most, sizeof(const struct zc_superior_item *)),
		.col = zc_arena_array(a, most, sizeof(*g.col)),
		.out = out,
		.a = a,
		.to = path };
	char from[40];
	int fd = -1, rc;

	*out = (struct zc_superior_given){ .miss = zc_arena_array(
					       a, most, sizeof(*out->miss)) };
	if (l->n == 0)
		return ZC_FAIL(
		    e, ZC_ENOENT, ZC_N("no list was taken in for this notice"));
	if (g.fill == NULL || g.of == NULL || g.col == NULL ||
	    out->miss == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "cells");
	rc = zc_office_attached(u->office, l->v[0].digest, &fd, e);
	if (rc != ZC_OK)
		return rc;
	(void)snprintf(from, sizeof(from), "/proc/self/fd/%d", fd);
	g.from = from;
	g.sheet = l->v[0].sheet[0] == '\0' ? NULL : l->v[0].sheet;
	collect(&g, l->v[0].digest);
	rc = write_copy(&g, e);
	(void)close(fd);
	return rc;
}
