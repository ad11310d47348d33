#include "cmd/db_begin.h"

#include "base/asset.h"
#include "base/fs.h"
#include "base/tr.h"
#include "catalog/tree.h"
#include "core/sample_fill.h"
#include "core/starter_fill.h"

#include <time.h>
#include <unistd.h>

enum {
	LINE_MAX_BYTES = 4096,
	ANSWERS_MAX = 200,
	LIST_MAX = 2000
};

static const char *
today(struct zc_begin *b)
{
	time_t now = time(NULL);
	char day[16];
	const char *p;

	(void)strftime(day, sizeof(day), "%Y-%m-%d", localtime(&now));
	p = zc_arena_dup(&b->a, day, strlen(day));
	return p == NULL ? "" : p;
}

/* Room for answers. */
static int
prepare(struct zc_begin *b, const char *id, struct zc_err *e)
{
	struct zc_cells *v = zc_arena_array(&b->a, 1, sizeof(*v));

	if (b->catalog->nstarters == 0)
		return ZC_FAIL(e, ZC_ENOENT,
		    ZC_N("the definitions have no starter: give --unit NAME"));
	b->starter = id != NULL ? zc_catalog_starter(b->catalog, id)
				: &b->catalog->starters[0];
	if (b->starter == NULL)
		return ZC_FAIL(e, ZC_EINPUT, "no starter %s", id);
	if (v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "answers");
	v->v = zc_arena_array(&b->a, ANSWERS_MAX, sizeof(*v->v));
	b->answers = (struct zc_starter_answers){ .values = v,
		.lists = zc_arena_array(
		    &b->a, ANSWERS_MAX, sizeof(*b->answers.lists)),
		.today = today(b) };
	return v->v == NULL || b->answers.lists == NULL
	    ? ZC_FAIL(e, ZC_ENOMEM, "answers")
	    : ZC_OK;
}

static int
answer(struct zc_begin *b, const char *name, const char *text)
{
	struct zc_cells *v = (struct zc_cells *)b->answers.values;

	if (v->n == ANSWERS_MAX)
		return ZC_ELIMIT;
	v->v[v->n++] = (struct zc_cell){ name, text };
	return ZC_OK;
}

static struct zc_given *
list(struct zc_begin *b, const char *name)
{
	struct zc_given *g = (struct zc_given *)b->answers.lists;

	if (b->answers.nlists == ANSWERS_MAX)
		return NULL;
	g += b->answers.nlists++;
	*g = (struct zc_given){ .table = name,
		.rows = zc_arena_array(&b->a, LIST_MAX, sizeof(*g->rows)) };
	return g->rows == NULL ? NULL : g;
}

/* Faults of the answers, in the user's language. */
struct voice {
	struct zc_begin *b;
	const char *file;
	size_t n;
};

static void
on_fault(
    void *ctx, const char *name, size_t row, const char *zh, const char *en)
{
	struct voice *v = ctx;
	bool is_zh = strcmp(v->b->run->lang, "en") != 0;

	v->n++;
	if (row > 0)
		(void)fprintf(stderr,
		    is_zh ? "%s：%s 第 %zu 行：%s\n" : "%s: %s, row %zu: %s\n",
		    v->file, name, row, is_zh ? zh : en);
	else
		(void)fprintf(stderr, is_zh ? "%s：%s：%s\n" : "%s: %s: %s\n",
		    v->file, name, is_zh ? zh : en);
}

static int
check(struct zc_begin *b, const char *file, struct zc_err *e)
{
	struct voice v = { .b = b, .file = file };

	if (zc_starter_check(
		b->catalog, b->starter, &b->answers, on_fault, &v) > 0)
		return ZC_FAIL(e, ZC_EINPUT,
		    "%s: some answers are missing or wrong; nothing was made",
		    file);
	b->unit = zc_starter_answer(b->starter, &b->answers, "unit_name");
	if (b->unit == NULL || b->unit[0] == '\0')
		return ZC_FAIL(e, ZC_EINPUT,
		    "%s: the starter asks for no unit_name", file);
	return ZC_OK;
}

static void
on_yaml(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	struct voice *v = ctx;

	v->n++;
	(void)fprintf(stderr, "%s:%d:%d: %s\n", v->file, at->line, at->col,
	    strcmp(v->b->run->lang, "en") != 0 ? zh : en);
}

/* A scalar, or a list of scalars with one item a line. */
static const char *
text_of(struct zc_begin *b, const struct zc_node *n)
{
	struct zc_buf all;
	const char *out;

	if (n->type == ZC_NODE_SCALAR)
		return zc_node_null(n) ? "" : n->text.p;
	zc_buf_init(&all, 64 << 10);
	for (const struct zc_node *k = n->first; k != NULL; k = k->next) {
		if (all.n > 0)
			zc_buf_char(&all, '\n');
		if (k->type == ZC_NODE_SCALAR)
			zc_buf_str(&all, k->text);
	}
	out = all.rc != ZC_OK ? NULL
	    : all.n == 0      ? ""
			      : zc_arena_dup(&b->a, all.p, all.n);
	zc_buf_fini(&all);
	return out == NULL ? "" : out;
}

static int
take_list(struct zc_begin *b, const struct zc_node *n, struct zc_err *e)
{
	struct zc_given *g = list(b, n->key.p);

	if (g == NULL)
		return ZC_FAIL(e, ZC_ELIMIT, "too many lists");
	for (const struct zc_node *k = n->first; k != NULL; k = k->next) {
		struct zc_cells *row = &g->rows[g->nrows];

		if (k->type != ZC_NODE_MAP || g->nrows == LIST_MAX)
			return ZC_FAIL(e, ZC_EINPUT,
			    "line %d: a row is {name: value, …}", k->line);
		row->v = zc_arena_array(&b->a, k->n + 1, sizeof(*row->v));
		if (row->v == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "answers");
		for (const struct zc_node *c = k->first; c != NULL; c = c->next)
			row->v[row->n++] =
			    (struct zc_cell){ c->key.p, text_of(b, c) };
		g->nrows++;
	}
	return ZC_OK;
}

/* Is it a list question? */
static bool
is_list(const struct zc_starter *s, const char *name)
{
	for (size_t i = 0; i < s->nasks; i++)
		if (strcmp(s->asks[i].name, name) == 0)
			return strcmp(s->asks[i].type, "list") == 0;
	return false;
}

static int
take_tree(struct zc_begin *b, const struct zc_node *top, struct zc_err *e)
{
	const struct zc_node *id = zc_node_get(top, "starter");
	int rc = prepare(b, id == NULL ? NULL : id->text.p, e);

	for (const struct zc_node *n = top->first; n != NULL && rc == ZC_OK;
	     n = n->next) {
		if (n == id)
			continue;
		if (n->type == ZC_NODE_LIST && is_list(b->starter, n->key.p))
			rc = take_list(b, n, e);
		else
			rc = answer(b, n->key.p, text_of(b, n));
	}
	return rc;
}

int
zc_begin_file(struct zc_begin *b, const char *path, struct zc_err *e)
{
	struct voice v = { .b = b, .file = path };
	struct zc_say say = { .fn = on_yaml, .ctx = &v, .file = path };
	struct zc_tree *t = zc_tree_new();
	struct zc_node *top = NULL;
	struct zc_str text;
	int root = -1;
	int rc = t == NULL ? ZC_FAIL(e, ZC_ENOMEM, "answers") : ZC_OK;

	if (rc == ZC_OK)
		rc = zc_fs_root(path[0] == '/' ? "/" : ".", &root, e);
	if (rc == ZC_OK)
		rc = zc_fs_read(root, path, ZC_TREE_BYTES_MAX, &b->a, &text, e);
	if (root != -1)
		(void)close(root);
	if (rc == ZC_OK)
		rc = zc_tree_parse(t, text, &say, &b->a, &top, e);
	if (rc == ZC_OK && (v.n > 0 || top == NULL || top->type != ZC_NODE_MAP))
		rc = ZC_FAIL(e, ZC_EINPUT,
		    "%s: not a file of answers; nothing was made", path);
	if (rc == ZC_OK)
		rc = take_tree(b, top, e);
	if (rc == ZC_OK)
		rc = check(b, path, e);
	zc_tree_free(t);
	return rc;
}

/* One line of the terminal; false at its end. */
static bool
line(struct zc_begin *b, const char **out)
{
	char text[LINE_MAX_BYTES];
	struct zc_str s;

	(void)fflush(stdout);
	if (fgets(text, sizeof(text), stdin) == NULL)
		return false;
	s = zc_str_trim(zc_str_of(text));
	*out = zc_arena_dup(&b->a, s.p, s.n);
	return *out != NULL;
}

static void
put_question(struct zc_begin *b, const struct zc_starter_ask *q)
{
	const char *lang = b->run->lang;

	(void)printf("%s", zc_both_get(&q->label, lang));
	if (zc_both_get(&q->help, lang)[0] != '\0')
		(void)printf(" (%s)", zc_both_get(&q->help, lang));
	for (size_t i = 0; i < q->nwords; i++)
		(void)printf("%s%s=%s", i == 0 ? " [" : ", ", q->words[i].name,
		    zc_both_get(&q->words[i].text, lang));
	(void)printf("%s%s%s: ", q->nwords > 0 ? "]" : "",
	    q->def[0] != '\0' ? " = " : "", q->def);
}

/* Rows of a list: each column asked; an empty first one ends it. */
static bool
ask_list(struct zc_begin *b, const struct zc_starter_ask *q)
{
	struct zc_given *g = list(b, q->name);

	if (g == NULL)
		return false;
	(void)printf("%s — %s\n", zc_both_get(&q->label, b->run->lang),
	    zc_tr(b->run->lang,
		ZC_N("one after the other; an empty first answer ends the "
		     "list")));
	while (g->nrows < LIST_MAX) {
		struct zc_cells *row = &g->rows[g->nrows];

		row->v =
		    zc_arena_array(&b->a, q->ncolumns + 1, sizeof(*row->v));
		if (row->v == NULL)
			return false;
		for (size_t i = 0; i < q->ncolumns; i++) {
			const char *text;

			put_question(b, &q->columns[i]);
			if (!line(b, &text))
				return false;
			if (i == 0 && text[0] == '\0')
				return true;
			if (text[0] != '\0')
				row->v[row->n++] =
				    (struct zc_cell){ q->columns[i].name,
					    text };
		}
		g->nrows++;
	}
	return true;
}

int
zc_begin_ask(struct zc_begin *b, struct zc_err *e)
{
	const char *text;
	int rc;

	if (isatty(0) == 0)
		return ZC_FAIL(e, ZC_EUSAGE,
		    ZC_N("give a file of answers, or --unit NAME"));
	rc = prepare(b, NULL, e);
	for (size_t i = 0; rc == ZC_OK && i < b->starter->nasks; i++) {
		const struct zc_starter_ask *q = &b->starter->asks[i];
		bool ok;

		if (strcmp(q->type, "list") == 0) {
			ok = ask_list(b, q);
		} else {
			put_question(b, q);
			ok = line(b, &text) &&
			    (text[0] == '\0' ||
				answer(b, q->name, text) == ZC_OK);
		}
		if (!ok)
			rc = ZC_FAIL(e, ZC_ESTOP,
			    ZC_N("not all was answered; nothing was made"));
	}
	return rc == ZC_OK ? check(b, "-", e) : rc;
}

/* Into the store. */

static void
on_row_fault(void *ctx, const struct zc_fault *f)
{
	const struct zc_begin *b = ctx;

	(void)fprintf(
	    stderr, "%s\n", strcmp(b->run->lang, "en") != 0 ? f->zh : f->en);
}

/* What steps would make elsewhere is part of the sample itself. */
static int
fill_sample(struct zc_begin *b, struct zc_office *o, struct zc_err *e)
{
	struct zc_sample s = { 0 };
	int rc =
	    zc_sample_read(b->catalog, zc_assets, zc_nassets, &b->a, &s, e);

	return rc == ZC_OK ? zc_sample_fill(o, &s, on_row_fault, b, e) : rc;
}

int
zc_begin_run(struct zc_begin *b, struct zc_err *e)
{
	struct zc_starter_done done;
	struct zc_office *o = NULL;
	int rc;

	if (b->sample)
		zc_sample_quiet(b->catalog);
	rc = zc_office_open(b->run->db, b->catalog, b->run->as, true, &o, e);
	if (rc == ZC_OK && b->sample)
		rc = fill_sample(b, o, e);
	else if (rc == ZC_OK && b->starter != NULL)
		rc = zc_starter_fill(
		    o, b->starter, &b->answers, on_row_fault, b, &done, e);
	zc_office_close(o);
	return rc;
}

int
zc_begin_sample(struct zc_begin *b, struct zc_err *e)
{
	(void)e;
	b->sample = true;
	b->unit = "云溪县样例局";
	return ZC_OK;
}
