#include "core/sample.h"

#include "base/asset.h"

#include <stdlib.h>

static const char prefix[] = "catalog/sample/";
static const char people_file[] = "catalog/sample/_roles.csv";

enum {
	COLUMNS_MAX = 100,
	DEPTH_MAX = 8 /* references behind each other */
};

struct reading {
	const struct zc_catalog *c;
	struct zc_arena *a;
	struct zc_sample *out;
	size_t room; /* events */
	const char *file;
	size_t line;
	const struct zc_ledger *l;
	const char *head[COLUMNS_MAX];
	size_t nhead;
	struct zc_err *e;
};

static int
bad(const struct reading *r, const char *what)
{
	return ZC_FAIL(r->e, ZC_EINPUT, "%s:%zu: %s", r->file, r->line, what);
}

static const char *
keep(struct reading *r, struct zc_str s)
{
	return zc_arena_dup(r->a, s.p, s.n);
}

static struct zc_str
bytes_of(const struct zc_asset *v)
{
	return (struct zc_str){ v->start, (size_t)(v->end - v->start) };
}

static size_t
count(struct zc_str s, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == c;
	return n;
}

static int
read_head(struct reading *r, struct zc_str line)
{
	struct zc_str name;

	r->nhead = 0;
	while (zc_str_cut(&line, ',', &name)) {
		if (r->nhead == COLUMNS_MAX)
			return bad(r, "too many columns");
		r->head[r->nhead] = keep(r, name);
		if (r->head[r->nhead++] == NULL)
			return ZC_FAIL(r->e, ZC_ENOMEM, "%s", r->file);
	}
	return r->nhead > 0 && strcmp(r->head[r->nhead - 1], "_steps") == 0
	    ? ZC_OK
	    : bad(r, "the last column must be _steps");
}

/* "step:who:date;…", the first step "add". */
static int
read_steps(struct reading *r, struct zc_str steps, const struct zc_cells *row)
{
	struct zc_str one, step, who, day;
	bool first = true;

	for (; zc_str_cut(&steps, ';', &one); first = false) {
		struct zc_sample_event *v = &r->out->events[r->out->nevents];

		if (!zc_str_cut(&one, ':', &step) ||
		    !zc_str_cut(&one, ':', &who) ||
		    !zc_str_cut(&one, ':', &day) || one.n > 0 ||
		    first != zc_str_is(step, "add"))
			return bad(r, "_steps is not add:who:date;step:who:…");
		if (r->out->nevents == r->room)
			return bad(r, "too many steps");
		*v = (struct zc_sample_event){ .day = keep(r, day),
			.who = keep(r, who),
			.step = first ? "" : keep(r, step),
			.ledger = r->l,
			.row = row,
			.line = r->line };
		if (v->day == NULL || v->who == NULL || v->step == NULL)
			return ZC_FAIL(r->e, ZC_ENOMEM, "%s", r->file);
		r->out->nevents++;
	}
	return ZC_OK;
}

static int
read_row(struct reading *r, struct zc_str line)
{
	struct zc_cells *row = zc_arena_get(r->a, sizeof(*row));
	struct zc_cell *v = zc_arena_array(r->a, r->nhead, sizeof(*v));
	struct zc_str value;

	if (row == NULL || v == NULL)
		return ZC_FAIL(r->e, ZC_ENOMEM, "%s", r->file);
	*row = (struct zc_cells){ v, 0 };
	if (count(line, ',') + 1 != r->nhead)
		return bad(r, "not as many values as the head has names");
	for (size_t i = 0; i + 1 < r->nhead; i++) {
		(void)zc_str_cut(&line, ',', &value);
		if (value.n == 0)
			continue;
		v[row->n] = (struct zc_cell){ .col = r->head[i],
			.text = keep(r, value) };
		if (v[row->n++].text == NULL)
			return ZC_FAIL(r->e, ZC_ENOMEM, "%s", r->file);
	}
	r->out->nrows++;
	return read_steps(r, line, row);
}

static int
read_file(struct reading *r, const struct zc_asset *f)
{
	struct zc_str s = bytes_of(f), line, id = zc_str_of(f->name);
	char name[80];
	int rc;

	id = zc_str_sub(id, strlen(prefix), id.n);
	(void)snprintf(
	    name, sizeof(name), "%.*s", (int)(id.n - strlen(".csv")), id.p);
	r->file = f->name;
	r->line = 1;
	r->l = zc_catalog_ledger(r->c, name);
	if (r->l == NULL)
		return bad(r, "there is no such ledger");
	line = zc_str_of("");
	(void)zc_str_cut(&s, '\n', &line);
	rc = read_head(r, line);
	while (rc == ZC_OK && zc_str_cut(&s, '\n', &line)) {
		r->line++;
		if (line.n > 0)
			rc = read_row(r, line);
	}
	return rc;
}

/* full_name,account,roles with blanks between,from,to */
static int
read_person(struct reading *r, struct zc_str line)
{
	struct zc_sample_person *p = &r->out->people[r->out->npeople];
	const char **into[] = { &p->full_name, &p->account, &p->roles, &p->from,
		&p->to };
	struct zc_str value;
	char *text;

	if (count(line, ',') + 1 != ZC_LEN(into))
		return bad(r, "five values are wanted");
	for (size_t i = 0; i < ZC_LEN(into); i++) {
		value = zc_str_of("");
		(void)zc_str_cut(&line, ',', &value);
		text = zc_arena_dup(r->a, value.p, value.n);
		if (text == NULL)
			return ZC_FAIL(r->e, ZC_ENOMEM, "%s", r->file);
		for (char *b = text; i == 2 && (b = strchr(b, ' ')) != NULL;)
			*b = '\n';
		*into[i] = text;
	}
	r->out->npeople++;
	return ZC_OK;
}

static int
read_people(struct reading *r, const struct zc_asset *f)
{
	struct zc_str s = bytes_of(f), line;
	int rc = ZC_OK;

	r->file = f->name;
	r->out->people =
	    zc_arena_array(r->a, count(s, '\n') + 1, sizeof(*r->out->people));
	if (r->out->people == NULL)
		return ZC_FAIL(r->e, ZC_ENOMEM, "%s", r->file);
	(void)zc_str_cut(&s, '\n', &line);
	for (r->line = 2; rc == ZC_OK && zc_str_cut(&s, '\n', &line); r->line++)
		if (line.n > 0)
			rc = read_person(r, line);
	return rc;
}

/* How many ledgers a ledger's references lead through, itself aside. */
static int
depth(const struct zc_catalog *c, const struct zc_ledger *l, int most)
{
	int d = 0;

	for (size_t i = 0; i < l->nfields && most > 0; i++) {
		const struct zc_ledger *to =
		    zc_catalog_ledger(c, l->fields[i].to);
		int n = to == NULL || to == l ? 0 : 1 + depth(c, to, most - 1);

		d = n > d ? n : d;
	}
	return d;
}

/* What an event is sorted by. */
struct rank {
	struct zc_sample_event v;
	int depth;
	size_t n;
};

static int
by_time(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;
	int c = strcmp(x->v.day, y->v.day);

	if (c == 0)
		c = (x->v.step[0] != '\0') - (y->v.step[0] != '\0');
	if (c == 0 && x->v.step[0] == '\0')
		c = x->depth - y->depth;
	return c != 0 ? c : (x->n > y->n) - (x->n < y->n);
}

static int
sort(struct reading *r)
{
	struct zc_sample *s = r->out;
	struct rank *v = zc_arena_array(r->a, s->nevents + 1, sizeof(*v));

	if (v == NULL)
		return ZC_FAIL(r->e, ZC_ENOMEM, "sample");
	for (size_t i = 0; i < s->nevents; i++)
		v[i] = (struct rank){ s->events[i],
			depth(r->c, s->events[i].ledger, DEPTH_MAX), i };
	if (s->nevents > 1)
		qsort(v, s->nevents, sizeof(*v), by_time);
	for (size_t i = 0; i < s->nevents; i++)
		s->events[i] = v[i].v;
	return ZC_OK;
}

static bool
is_ledger(const struct zc_asset *f)
{
	struct zc_str name = zc_str_of(f->name);

	return zc_str_starts(name, prefix) && zc_str_ends(name, ".csv") &&
	    strcmp(f->name, people_file) != 0;
}

int
zc_sample_read(const struct zc_catalog *c, const struct zc_asset *assets,
    size_t n, struct zc_arena *a, struct zc_sample *out, struct zc_err *e)
{
	struct zc_sample s = { 0 };
	struct reading r = { .c = c, .a = a, .out = &s, .e = e };
	int rc = ZC_OK;

	/* A step has two colons, and nothing else has so many. */
	for (size_t i = 0; i < n; i++)
		if (is_ledger(&assets[i]))
			r.room += count(bytes_of(&assets[i]), ':') / 2 + 1;
	s.events = zc_arena_array(a, r.room + 1, sizeof(*s.events));
	if (s.events == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "sample");
	for (size_t i = 0; i < n && rc == ZC_OK; i++) {
		if (is_ledger(&assets[i]))
			rc = read_file(&r, &assets[i]);
		else if (strcmp(assets[i].name, people_file) == 0)
			rc = read_people(&r, &assets[i]);
	}
	if (rc == ZC_OK)
		rc = sort(&r);
	if (rc == ZC_OK)
		*out = s;
	return rc;
}
