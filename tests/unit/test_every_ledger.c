/*
 * Every ledger of the catalogue, by its definition alone: template, filled,
 * dry run, import, list, search, edit, export, and into an empty store again
 * with equal rows. Its flow: test_every_flow.c.
 */
#include "base/fs.h"
#include "core/ledger_in.h"
#include "core/office_in.h"
#include "unit/zt_every.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	ROWS = 3, /* of each ledger */
	TEXT_MAX = 16 << 20
};

/* A path in the test's directory; four at once. */
static const char *
path(const struct zc_ledger *l, const char *end)
{
	static char out[4][500];
	static unsigned turn;
	char *to = out[turn++ % 4];

	(void)snprintf(
	    to, sizeof(out[0]), "%s/%s%s", zt_dir_path(), l->id, end);
	return to;
}

static void
export_to(struct zt_every *w, const struct zc_ledger *l, const char *file,
    enum zc_export_what what)
{
	struct zc_list all = { .limit = 1 };
	struct zc_export_use x = { .use = zt_every_use(w, l),
		.list = &all,
		.path = file,
		.lang = "zh",
		.what = what };
	struct zc_err e = { 0 };
	int64_t n;

	(void)unlink(file);
	if (zc_ledger_export(&x, &n, &e) != ZC_OK)
		zt_fail(l->at.file, l->at.line, "%s: %s", file, e.msg);
}

static void
add_cell(struct zc_buf *b, const char *text)
{
	zc_buf_char(b, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			zc_buf_char(b, '"');
		zc_buf_char(b, *text);
	}
	zc_buf_char(b, '"');
}

/* A row in the columns of the ledger, which are those of the template. */
static void
add_line(
    struct zc_buf *b, const struct zc_ledger *l, const struct zc_cells *row)
{
	for (size_t i = 0; i < l->nfields; i++) {
		const char *text = "";

		for (size_t k = 0; k < row->n; k++)
			if (strcmp(row->v[k].col, l->fields[i].name) == 0)
				text = row->v[k].text;
		if (i > 0)
			zc_buf_char(b, ',');
		add_cell(b, text);
	}
	zc_buf_cstr(b, "\r\n");
}

static void
append(const char *file, const struct zc_buf *b)
{
	int fd = open(file, O_WRONLY | O_APPEND | O_CLOEXEC);

	ZT_TRUE(fd != -1);
	ZT_EQ(write(fd, b->p, b->n), b->n);
	close(fd);
}

static struct zc_import_done
import(struct zt_every *w, const struct zc_ledger *l, const char *file,
    bool dry, bool update)
{
	struct zc_cells none = { 0 };
	struct zc_import_use m = { .use = zt_every_use(w, l),
		.path = file,
		.map = &none,
		.dry = dry,
		.update = update };
	struct zc_import_done done = { 0 };
	struct zc_err e = { 0 };

	m.use.obtained = ZC_BY_IMPORT;
	if (zc_ledger_import(&m, &done, &e) != ZC_OK)
		zt_fail(l->at.file, l->at.line, "%s: %s (%s) %s", file, e.msg,
		    zt_said, zt_zh);
	return done;
}

/* The text of a file, its lines sorted. */
struct lines {
	char *v[4000];
	size_t n;
	struct zc_arena a;
};

static int
by_text(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

static void
read_lines(const char *file, struct lines *out)
{
	struct zc_str s = { "", 0 }, one;
	int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	out->n = 0;
	zc_arena_init(&out->a, 4 * TEXT_MAX);
	ZT_OK(zc_fs_read(root, file, TEXT_MAX, &out->a, &s, e));
	close(root);
	while (zc_str_cut(&s, '\n', &one) && out->n < ZC_LEN(out->v))
		out->v[out->n++] = zc_arena_dup(&out->a, one.p, one.n);
	qsort(out->v, out->n, sizeof(*out->v), by_text);
}

/* Both files have the same rows, in whatever order. */
static void
same_rows(const struct zc_ledger *l, const char *a, const char *b)
{
	static struct lines x, y;

	read_lines(a, &x);
	read_lines(b, &y);
	if (x.n != y.n)
		zt_fail(l->at.file, l->at.line, "%zu rows became %zu", x.n - 1,
		    y.n - 1);
	for (size_t i = 0; i < x.n; i++)
		if (bsearch(&x.v[i], y.v, y.n, sizeof(*y.v), by_text) == NULL)
			zt_fail(l->at.file, l->at.line, "lost: %s", x.v[i]);
	for (size_t i = 0; i < y.n; i++)
		if (bsearch(&y.v[i], x.v, x.n, sizeof(*x.v), by_text) == NULL)
			zt_fail(l->at.file, l->at.line, "new: %s", y.v[i]);
	zc_arena_fini(&x.a);
	zc_arena_fini(&y.a);
}

/* Every field of the ledger has a value in one of the rows. */
static void
all_filled(const struct zc_ledger *l, const struct zc_cells *rows)
{
	for (size_t i = 0; i < l->nfields; i++) {
		bool filled = strcmp(l->fields[i].name, l->number_field) == 0;

		for (size_t r = 0; r < ROWS; r++)
			for (size_t k = 0; k < rows[r].n; k++)
				filled |= strcmp(rows[r].v[k].col,
					      l->fields[i].name) == 0;
		if (!filled)
			zt_fail(l->at.file, l->at.line,
			    "no value of %s is taken beside the others",
			    l->fields[i].name);
	}
}

/* The template, filled in, comes in: dry, then for good. */
static void
fill_template(struct zt_every *w, const struct zc_ledger *l)
{
	const char *csv = path(l, ".csv");
	struct zc_import_done d;
	struct zc_cells rows[ROWS];
	int64_t before;
	struct zc_buf b;

	zc_buf_init(&b, TEXT_MAX);
	w->turn = 0;
	for (size_t i = 0; i < ROWS; i++) {
		rows[i] = zt_every_row(w, l, true);
		add_line(&b, l, &rows[i]);
	}
	all_filled(l, rows);
	before = zt_rows(w->o, l->id);
	export_to(w, l, csv, ZC_EXPORT_TEMPLATE);
	append(csv, &b);
	zc_buf_fini(&b);
	d = import(w, l, csv, true, false);
	ZT_EQ(d.rows, ROWS);
	ZT_EQ(d.faults, 0);
	ZT_EQ(zt_rows(w->o, l->id), before);
	d = import(w, l, csv, false, false);
	ZT_EQ(d.added, ROWS);
	ZT_EQ(zt_rows(w->o, l->id), before + ROWS);
}

static int64_t
newest(struct zt_every *w, const struct zc_ledger *l, const char *search)
{
	struct zc_ledger_use u = zt_every_use(w, l);
	struct zc_list list = { .search = search, .limit = 1 };
	struct zc_rows *r = NULL;
	struct zc_err e = { 0 };
	int64_t id = 0;

	if (zc_ledger_list(&u, &list, &r, &e) != ZC_OK)
		zt_fail(l->at.file, l->at.line, "%s: %s", l->id, e.msg);
	if (r != NULL && zc_rows_next(r, NULL) == 1)
		id = zc_rows_int(r, 0);
	zc_rows_close(r);
	return id;
}

/* A row is found by the words of each field that is searched. */
static void
search(struct zt_every *w, const struct zc_ledger *l, int64_t id)
{
	for (size_t i = 0; i < l->nfields; i++) {
		const struct zc_ledger_field *f = &l->fields[i];
		const char *text = zt_field(w->o, l->id, id, f->name);

		if (!f->search || text[0] == '\0' || f->nwords > 0)
			continue;
		if (newest(w, l, text) == 0)
			zt_fail(l->at.file, f->at.line,
			    "%s: \"%s\" is not found", f->name, text);
	}
}

/* Change the first field that can be; history knows, an old copy is stale. */
static void
edit(struct zt_every *w, const struct zc_ledger *l, int64_t id)
{
	for (size_t i = 0; i < l->nfields; i++) {
		const struct zc_ledger_field *f = &l->fields[i];
		struct zc_ledger_use u = zt_every_use(w, l);
		struct zc_cell v = { f->name,
			zt_every_text(w, f, 3 + ++w->serial) };
		struct zc_cells row = { &v, 1 };
		const char *was = zt_field(w->o, l->id, id, f->name);

		if (v.text == NULL || strcmp(f->name, l->key) == 0 ||
		    f->to[0] != '\0' ||
		    zc_ledger_set(&u, id, 1, &row, NULL) != ZC_OK ||
		    strcmp(zt_field(w->o, l->id, id, f->name), was) == 0)
			continue;
		ZT_EQ(zc_ledger_set(&u, id, 1, &row, NULL), ZC_EBUSY);
		return;
	}
	zt_fail(l->at.file, l->at.line, "%s: no field can be edited", l->id);
}

static void
one_ledger(struct zt_every *w, const struct zc_ledger *l)
{
	int64_t id;

	fill_template(w, l);
	id = newest(w, l, NULL);
	ZT_TRUE(id != 0);
	search(w, l, id);
	edit(w, l, id);
	export_to(w, l, path(l, "_a.xlsx"), ZC_EXPORT_ROWS);
	export_to(w, l, path(l, "_a.csv"), ZC_EXPORT_ROWS);
	export_to(w, l, path(l, "_a.html"), ZC_EXPORT_ROWS);
	export_to(w, l, path(l, "_t.xlsx"), ZC_EXPORT_TEMPLATE);
}

/* The export fills an empty store, and what goes out there is the same. */
static void
refill(struct zt_every *w, const struct zc_ledger *l)
{
	const char *from = path(l, "_a.xlsx"), *to = path(l, "_b.csv");
	struct zc_import_done d;

	bool lite = zc_db_engine(zc_office_db(w->o)) == ZC_DB_SQLITE;

	/* What only the form of the file decides is looked at once. */
	if (lite)
		ZT_EQ(import(w, l, path(l, "_t.xlsx"), true, false).rows, 0);
	d = import(w, l, from, false, false);
	ZT_TRUE(d.added >= ROWS);
	ZT_EQ(d.rows, d.added);
	export_to(w, l, to, ZC_EXPORT_ROWS);
	same_rows(l, path(l, "_a.csv"), to);
	if (l->key[0] == '\0' || !lite)
		return;
	d = import(w, l, to, true, true);
	ZT_EQ(d.same, d.rows);
}

ZT_EVERY(every_ledger_goes_round)
{
	struct zt_every other = { .c = w->c };
	char url[500];

	close(zt_dir(NULL, 0));
	for (size_t i = 0; i < w->c->nledgers; i++)
		one_ledger(w, &w->c->ledgers[i]);
	(void)snprintf(url, sizeof(url), "%s",
	    zc_db_engine(zc_office_db(w->o)) == ZC_DB_SQLITE
		? ":memory:"
		: zt_db_url(ZC_DB_POSTGRES));
	ZT_OK(zc_office_scratch(url, w->c, &other.o, e));
	zc_arena_init(&other.a, 256 << 20);
	/* References are not looked up there: the order does not matter. */
	zt_every_alone(&other, "登记员");
	zt_office_on(other.o, "2026-03-02");
	for (size_t i = 0; i < w->c->nledgers; i++)
		refill(&other, &w->c->ledgers[i]);
	zc_office_close(other.o);
	zc_arena_fini(&other.a);
}
