#include "core/view.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/tr.h"
#include "base/utf8.h"
#include "core/value.h"

#include <jansson.h>

enum {
	VIEW_MEMORY = 64 << 20,
	CELL_MAX = 2048 /* bytes */
};

const char *
zc_view_group(enum zc_group g, const char *lang)
{
	static const char *const names[] = { ZC_N("High risk"),
		ZC_N("To be put right"), ZC_N("To be checked by a person"),
		ZC_N("Could not be checked"), ZC_N("Checked, nothing found"),
		ZC_N("Does not apply") };

	return zc_tr(lang, names[g]);
}

const char *
zc_view_state(enum zc_item_state s, const char *lang)
{
	static const char *const names[] = { ZC_N("met"), ZC_N("partly met"),
		ZC_N("not met"), ZC_N("not applicable"), ZC_N("not examined") };

	return zc_tr(lang, names[s]);
}

const char *
zc_view_severity(enum zc_severity s, const char *lang)
{
	static const char *const names[] = { ZC_N("note"), ZC_N("low"),
		ZC_N("medium"), ZC_N("high") };

	return zc_tr(lang, names[s]);
}

enum zc_item_state
zc_view_judge_item(int passed, int failed, int unseen, int na, bool asks)
{
	if (failed > 0 && passed > 0)
		return ZC_ITEM_PARTLY;
	if (failed > 0)
		return ZC_ITEM_NOT_MET;
	if (unseen > 0 || asks)
		return ZC_ITEM_UNSEEN;
	if (passed > 0)
		return ZC_ITEM_MET;
	return na > 0 ? ZC_ITEM_NA : ZC_ITEM_UNSEEN;
}

int64_t
zc_view_count(const struct zc_view *v, enum zc_group g)
{
	const int64_t n[] = { v->tally.high, v->tally.mend, v->tally.manual,
		v->tally.unknown, v->tally.pass, v->tally.not_applicable };

	return n[g];
}

struct builder {
	struct zc_view *v;
	const struct zc_catalog *k;
	struct sqlite3 *db;
	size_t cap_results, cap_tables;
	struct zc_view_result *now; /* whose evidence is being read */
	size_t cap_rows;
	struct zc_err *e;
};

static const char *
keep(struct zc_view *v, const char *s)
{
	const char *p = zc_arena_dup(&v->a, s, strlen(s));

	return p == NULL ? "" : p;
}

/* Foreign text on one line: a name may not forge a line of the report. */
static const char *
keep_cell(struct zc_view *v, const char *s)
{
	struct zc_buf b;
	const char *p;

	zc_buf_init(&b, 4 * CELL_MAX + 8);
	zc_utf8_safe(&b, zc_str_of(s), CELL_MAX);
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == '\n' || b.p[i] == '\t')
			b.p[i] = ' ';
	p = keep(v, b.p);
	zc_buf_fini(&b);
	return p;
}

/*
 * Figures in a detail, "accounts=3 guesses=900": the names are msgids with
 * their '=', so that each language has its own words for them.
 */
static void
figures(const struct zc_view *v, struct zc_buf *b, const char *detail)
{
	struct zc_str rest = zc_str_of(detail), word;
	bool first = true;
	char msgid[64];

	if (strchr(detail, '=') == NULL) {
		zc_buf_cstr(b, detail);
		return;
	}
	while (zc_str_cut(&rest, ' ', &word)) {
		size_t n = zc_str_find(word, '=') + 1;

		zc_buf_cstr(b, first ? "" : " ");
		first = false;
		if (n > word.n || n >= sizeof(msgid)) {
			zc_buf_str(b, word);
			continue;
		}
		(void)snprintf(msgid, sizeof(msgid), "%.*s", (int)n, word.p);
		zc_buf_cstr(b, zc_tr(v->lang, msgid));
		zc_buf_str(b, zc_str_sub(word, n, word.n));
	}
}

/* Translated reason and, behind it, what it is about. */
static const char *
explain(struct zc_view *v, const char *reason, const char *detail)
{
	struct zc_buf b;
	const char *p;

	zc_buf_init(&b, 4096);
	zc_buf_cstr(&b, zc_tr(v->lang, reason));
	if (detail[0] != '\0' && b.n > 0)
		zc_buf_cstr(&b, strcmp(v->lang, "zh") == 0 ? "：" : ": ");
	figures(v, &b, detail);
	p = keep_cell(v, b.p);
	zc_buf_fini(&b);
	return p;
}

/* Would the administrator see more of this table? */
static bool
root_adds(const struct zc_view *v, const struct zc_case_status *s)
{
	const struct zc_probe *p = zc_probe_find(s->table);

	if (p == NULL || strcmp(v->user, "root") == 0)
		return false;
	return s->o.cover == ZC_COVER_DENIED ||
	    (s->o.cover == ZC_COVER_PARTIAL && p->needs == ZC_PRIV_ROOT);
}

static int
on_table(void *ctx, const struct zc_case_status *s)
{
	struct builder *b = ctx;
	struct zc_view *v = b->v;

	if (v->ntables == b->cap_tables)
		return ZC_FAIL(b->e, ZC_ELIMIT, "too many tables");
	v->tables[v->ntables++] = (struct zc_view_table){
		.name = keep(v, s->table),
		.kind = keep(v, s->kind),
		.title = keep(v, strcmp(v->lang, "zh") == 0 ? s->zh : s->en),
		.o = s->o,
		.reason = explain(v, s->o.reason, s->o.detail),
		.misses = s->misses,
		.root_adds = root_adds(v, s),
	};
	v->nroot_adds += v->tables[v->ntables - 1].root_adds;
	return ZC_OK;
}

static enum zc_group
group_of(const struct zc_check *c, enum zc_verdict verdict)
{
	switch (verdict) {
	case ZC_FAIL_V:
		return c->severity == ZC_HIGH ? ZC_GROUP_HIGH : ZC_GROUP_MEND;
	case ZC_MANUAL:
		return ZC_GROUP_MANUAL;
	case ZC_UNKNOWN:
		return ZC_GROUP_UNKNOWN;
	case ZC_PASS:
		return ZC_GROUP_PASS;
	default:
		return ZC_GROUP_NONE;
	}
}

static void
tally(struct zc_view *v, enum zc_group g)
{
	int64_t *const at[] = { &v->tally.high, &v->tally.mend,
		&v->tally.manual, &v->tally.unknown, &v->tally.pass,
		&v->tally.not_applicable };

	++*at[g];
}

/* Titles of the tables that a check read. */
static const char *
looked(struct zc_view *v, const char *tables)
{
	struct zc_str rest = zc_str_of(tables), w;
	struct zc_buf b;
	const char *p;

	zc_buf_init(&b, 4096);
	while (zc_str_word(&rest, &w))
		for (size_t i = 0; i < v->ntables; i++)
			if (zc_str_is(w, v->tables[i].name)) {
				if (b.n > 0)
					zc_buf_cstr(
					    &b, zc_tr(v->lang, ZC_N(", ")));
				zc_buf_cstr(&b, v->tables[i].title);
			}
	p = keep(v, b.p);
	zc_buf_fini(&b);
	return p;
}

static bool of_probes(
    struct zc_view *v, const char *tables, struct zc_view_col *col);

/*
 * What a result is about: the title of a table, a column's label, the word of
 * a closed set ("kind=disk_wear"), or a name.
 */
static const char *
subject(struct zc_view *v, const char *tables, const char *detail)
{
	struct zc_view_col col = { .name = detail };

	for (size_t i = 0; i < v->ntables; i++)
		if (strcmp(v->tables[i].name, detail) == 0)
			return v->tables[i].title;
	return of_probes(v, tables, &col) ? col.label : zc_tr(v->lang, detail);
}

static int
on_result(void *ctx, const struct zc_stored *s)
{
	struct builder *b = ctx;
	struct zc_view *v = b->v;
	const struct zc_check *c = zc_catalog_check(b->k, s->check);
	const char *about = subject(v, s->tables, s->detail);
	struct zc_view_result *r;

	if (c == NULL)
		return ZC_OK;
	if (v->nresults == b->cap_results)
		return ZC_FAIL(b->e, ZC_ELIMIT, "too many results");
	r = &v->results[v->nresults++];
	*r = (struct zc_view_result){ .check = c,
		.verdict = s->verdict,
		.group = group_of(c, s->verdict),
		.title = zc_catalog_render(
		    b->k, zc_both_get(&c->title, v->lang), &v->a),
		.why = zc_catalog_render(
		    b->k, zc_both_get(&c->why, v->lang), &v->a),
		.fix = zc_catalog_render(
		    b->k, zc_both_get(&c->fix, v->lang), &v->a),
		.reason = c->query == NULL ? zc_both_get(&c->ask, v->lang)
					   : explain(v, s->reason, about),
		.cause =
		    c->query == NULL ? "" : keep(v, zc_tr(v->lang, s->reason)),
		.tables = keep(v, s->tables),
		.looked = looked(v, s->tables),
		.rows = s->rows };
	tally(v, r->group);
	return r->title == NULL || r->why == NULL || r->fix == NULL
	    ? ZC_FAIL(b->e, ZC_ENOMEM, "view")
	    : ZC_OK;
}

static enum zc_type
type_of(const char *word)
{
	if (strcmp(word, "int") == 0)
		return ZC_INT;
	if (strcmp(word, "bool") == 0)
		return ZC_BOOL;
	if (strcmp(word, "time") == 0)
		return ZC_TIME;
	return ZC_TEXT;
}

static bool
has_word(const char *list, const char *word)
{
	struct zc_str rest = zc_str_of(list), w;

	while (zc_str_word(&rest, &w))
		if (zc_str_is(w, word))
			return true;
	return false;
}

/* The label a table gives its column `name`; false when it has none. */
static bool
of_probes(struct zc_view *v, const char *tables, struct zc_view_col *col)
{
	bool zh = strcmp(v->lang, "zh") == 0;

	for (size_t i = 0; i < zc_nprobes; i++) {
		const struct zc_probe *p = zc_probes[i];

		if (!has_word(tables, p->table))
			continue;
		for (size_t k = 0; k < p->ncols; k++)
			if (strcmp(p->cols[k].name, col->name) == 0) {
				col->label = zh ? p->cols[k].zh : p->cols[k].en;
				col->type = p->cols[k].type;
				return true;
			}
	}
	return false;
}

static bool
of_ledgers(const struct zc_catalog *k, const char *lang, const char *tables,
    struct zc_view_col *col)
{
	for (size_t i = 0; i < k->nledgers; i++) {
		const struct zc_ledger *l = &k->ledgers[i];

		if (!has_word(tables, l->id))
			continue;
		for (size_t f = 0; f < l->nfields; f++)
			if (strcmp(l->fields[f].name, col->name) == 0) {
				col->label =
				    zc_both_get(&l->fields[f].label, lang);
				col->type = zc_judge_field_type(&l->fields[f]);
				col->day =
				    strcmp(l->fields[f].type, "date") == 0;
				return true;
			}
	}
	return false;
}

/*
 * The label of a column: the check's own, else of one of `tables`, a list of
 * names among other words.
 */
static struct zc_view_col
column(struct zc_view *v, const struct zc_catalog *k, const struct zc_check *c,
    const char *tables, const char *name)
{
	struct zc_view_col col = { .name = keep(v, name) };

	for (size_t i = 0; i < c->nlabels; i++)
		if (strcmp(c->labels[i].name, name) == 0) {
			col.label = zc_both_get(&c->labels[i].text, v->lang);
			col.type = type_of(c->labels[i].type);
			return col;
		}
	if (!of_probes(v, tables, &col) &&
	    !of_ledgers(k, v->lang, tables, &col))
		col.label = col.name;
	return col;
}

/*
 * "package hydra; process hydra": the word in front of each part is the msgid
 * "column=word ", with the blank.
 */
static const char *
parts(struct zc_view *v, const char *col, const char *text)
{
	struct zc_str rest = zc_str_of(text);
	struct zc_buf b;
	const char *p;

	zc_buf_init(&b, 4 * CELL_MAX + 8);
	while (rest.n > 0) {
		size_t end = zc_str_search(rest, "; ");
		struct zc_str part = zc_str_sub(rest, 0, end);
		size_t n = zc_str_find(part, ' ');
		char msgid[128];
		const char *t = msgid;

		(void)snprintf(msgid, sizeof(msgid), "%s=%.*s ", col,
		    (int)(n < 64 ? n : 64), part.p);
		if (n < part.n)
			t = zc_tr(v->lang, msgid);
		if (t != msgid) {
			zc_buf_cstr(&b, t);
			part = zc_str_sub(part, n + 1, part.n);
		}
		zc_buf_str(&b, part);
		rest = zc_str_sub(rest, end + 2, rest.n);
		zc_buf_cstr(&b, rest.n > 0 ? zc_tr(v->lang, ZC_N("; ")) : "");
	}
	p = keep_cell(v, b.p);
	zc_buf_fini(&b);
	return p;
}

/*
 * Words of a column's closed set are translated by msgids of the form
 * "column=word"; whatever has no translation is a name and stays.
 */
static const char *
word(struct zc_view *v, const char *col, const char *text)
{
	char msgid[128];
	int n = snprintf(msgid, sizeof(msgid), "%s=%s", col, text);
	const char *t;

	if (strcmp(col, "evidence") == 0)
		return parts(v, col, text);
	if (n < 0 || (size_t)n >= sizeof(msgid))
		return keep_cell(v, text);
	t = zc_tr(v->lang, msgid);
	return t == msgid ? keep_cell(v, text) : t;
}

/* A value as people read it: dates, yes and no, octal modes. */
static const char *
shown(struct zc_view *v, const struct zc_view_col *col, const json_t *j)
{
	char text[64];
	int64_t n = json_integer_value(j);

	if (json_is_string(j))
		return word(v, col->name, json_string_value(j));
	if (json_is_null(j) || j == NULL)
		return "";
	if (json_is_real(j))
		(void)snprintf(text, sizeof(text), "%.2f", json_real_value(j));
	else if (col->type == ZC_TIME && col->day)
		(void)zc_value_day(n, text);
	else if (col->type == ZC_TIME)
		(void)zc_clock_text(n, text);
	else if (col->type == ZC_BOOL)
		return zc_tr(v->lang, n != 0 ? ZC_N("yes") : ZC_N("no"));
	else if (strcmp(col->name, "mode") == 0 ||
	    strcmp(col->name, "home_mode") == 0)
		(void)snprintf(text, sizeof(text), "%04o", (unsigned)n);
	else
		(void)snprintf(text, sizeof(text), "%lld", (long long)n);
	return keep(v, text);
}

int
zc_view_row(const struct zc_catalog *k, const struct zc_check *c,
    const char *lang, const char *cells, struct zc_buf *out)
{
	struct zc_view v = { .lang = lang };
	json_t *o = json_loads(cells, 0, NULL), *value;
	const char *name;

	zc_arena_init(&v.a, 1 << 20);
	json_object_foreach(o, name, value)
	{
		/* The tables it reads are words of its query. */
		struct zc_view_col col =
		    column(&v, k, c, c->query == NULL ? "" : c->query, name);
		const char *text = shown(&v, &col, value);

		if (text[0] != '\0')
			zc_buf_fmt(out, "%s%s=%s", out->n == 0 ? "" : "  ",
			    col.label, text);
	}
	json_decref(o);
	zc_arena_fini(&v.a);
	return out->rc;
}

/*
 * Is the column only the name of the inspected computer? The head of the
 * report says it once. A check that compares the name gives it a label.
 */
static bool
names_computer(const struct zc_view *v, const struct zc_check *c,
    const char *name, const json_t *value)
{
	if (strcmp(name, "hostname") != 0 || !json_is_string(value) ||
	    strcmp(json_string_value(value), v->hostname) != 0)
		return false;
	for (size_t i = 0; i < c->nlabels; i++)
		if (strcmp(c->labels[i].name, name) == 0)
			return false;
	return true;
}

static int
first_row(struct builder *b, json_t *o)
{
	struct zc_view_result *r = b->now;
	const char *name;
	json_t *value;

	r->ncols = json_object_size(o);
	r->cols = zc_arena_array(&b->v->a, r->ncols + 1, sizeof(*r->cols));
	r->cells = zc_arena_array(
	    &b->v->a, b->cap_rows * (r->ncols + 1), sizeof(*r->cells));
	if (r->cols == NULL || r->cells == NULL)
		return ZC_FAIL(b->e, ZC_ENOMEM, "view");
	r->ncols = 0;
	json_object_foreach(
	    o, name, value) if (!names_computer(b->v, r->check, name, value))
	    r->cols[r->ncols++] = column(b->v, b->k, r->check, r->tables, name);
	return ZC_OK;
}

static int
on_evidence(void *ctx, const char *key, const char *cells)
{
	struct builder *b = ctx;
	struct zc_view_result *r = b->now;
	json_t *o = json_loads(cells, JSON_REJECT_DUPLICATES, NULL);
	int rc = ZC_OK;

	if (!json_is_object(o)) {
		json_decref(o);
		return ZC_FAIL(
		    b->e, ZC_EINPUT, "%s: damaged evidence", r->check->id);
	}
	if (r->nkept == b->cap_rows) {
		json_decref(o);
		return ZC_OK;
	}
	if (r->nkept == 0)
		rc = first_row(b, o);
	if (rc == ZC_OK) {
		for (size_t i = 0; i < r->ncols; i++)
			r->cells[r->nkept * r->ncols + i] = shown(b->v,
			    &r->cols[i], json_object_get(o, r->cols[i].name));
		r->raw[r->nkept] = keep(b->v, cells);
		r->keys[r->nkept++] = keep(b->v, key);
	}
	json_decref(o);
	return rc;
}

static int
read_evidence(struct builder *b)
{
	int rc = ZC_OK;

	for (size_t i = 0; i < b->v->nresults && rc == ZC_OK; i++) {
		struct zc_view_result *r = &b->v->results[i];

		if (r->rows == 0)
			continue;
		b->now = r;
		b->cap_rows = r->rows < ZC_CHECK_ROWS_MAX
		    ? (size_t)r->rows
		    : (size_t)ZC_CHECK_ROWS_MAX;
		r->keys =
		    zc_arena_array(&b->v->a, b->cap_rows, sizeof(*r->keys));
		r->raw = zc_arena_array(&b->v->a, b->cap_rows, sizeof(*r->raw));
		if (r->keys == NULL || r->raw == NULL)
			return ZC_FAIL(b->e, ZC_ENOMEM, "view");
		rc = zc_judge_evidence(
		    b->db, r->check->id, on_evidence, b, b->e);
	}
	return rc;
}

static int
by_weight(const void *p, const void *q)
{
	const struct zc_view_result *a = p, *b = q;

	if (a->group != b->group)
		return (int)a->group - (int)b->group;
	if (a->check->severity != b->check->severity)
		return (int)b->check->severity - (int)a->check->severity;
	return strcmp(a->check->id, b->check->id);
}

static const struct zc_view_result *
result_of(const struct zc_view *v, const char *id)
{
	for (size_t i = 0; i < v->nresults; i++)
		if (strcmp(v->results[i].check->id, id) == 0)
			return &v->results[i];
	return NULL;
}

static void
judge_item(struct zc_view *v, struct zc_view_item *it)
{
	for (size_t i = 0; i < it->def->checks.n; i++) {
		const struct zc_view_result *r =
		    result_of(v, it->def->checks.v[i]);

		if (r == NULL || r->group == ZC_GROUP_UNKNOWN ||
		    r->group == ZC_GROUP_MANUAL)
			it->unseen++;
		else if (r->group == ZC_GROUP_PASS)
			it->passed++;
		else if (r->group == ZC_GROUP_NONE)
			it->na++;
		else
			it->failed++;
	}
	it->state = zc_view_judge_item(it->passed, it->failed, it->unseen,
	    it->na, it->def->ask.zh[0] != '\0');
}

static int
build_lists(struct builder *b)
{
	struct zc_view *v = b->v;

	v->lists =
	    zc_arena_array(&v->a, b->k->nchecklists + 1, sizeof(*v->lists));
	if (v->lists == NULL)
		return ZC_FAIL(b->e, ZC_ENOMEM, "view");
	for (size_t i = 0; i < b->k->nchecklists; i++) {
		const struct zc_checklist *d = &b->k->checklists[i];
		struct zc_view_list *l = &v->lists[v->nlists];

		/* Those are for people; no machine answers them. */
		if (d->object[0] != '\0')
			continue;
		v->nlists++;
		*l = (struct zc_view_list){ .def = d,
			.title = zc_both_get(&d->title, v->lang),
			.items = zc_arena_array(
			    &v->a, d->nitems + 1, sizeof(*l->items)),
			.n = d->nitems };
		if (l->items == NULL)
			return ZC_FAIL(b->e, ZC_ENOMEM, "view");
		for (size_t k = 0; k < d->nitems; k++) {
			l->items[k].def = &d->items[k];
			l->items[k].text =
			    zc_both_get(&d->items[k].text, v->lang);
			l->items[k].ask =
			    zc_both_get(&d->items[k].ask, v->lang);
			judge_item(v, &l->items[k]);
			l->count[l->items[k].state]++;
		}
	}
	return ZC_OK;
}

static void
read_meta(struct zc_view *v, struct zc_case *c)
{
	v->id = keep(v, zc_case_get(c, "id"));
	v->target = keep(v, zc_case_get(c, "target"));
	v->hostname = keep_cell(v, zc_case_get(c, "hostname"));
	v->unit = keep_cell(v, zc_case_get(c, "unit"));
	v->root = keep_cell(v, zc_case_get(c, "root"));
	v->tool = keep(v, zc_case_get(c, "tool"));
	v->rules = keep(v, zc_case_get(c, "rules_digest"));
	v->user = keep(v, zc_case_get(c, "user"));
	v->jail = keep(v, zc_case_get(c, "jail"));
	(void)zc_str_int(zc_str_of(zc_case_get(c, "started")), 10, &v->started);
	(void)zc_str_int(
	    zc_str_of(zc_case_get(c, "finished")), 10, &v->finished);
}

int
zc_view_init(struct zc_view *v, struct zc_case *c, struct sqlite3 *judgement,
    const struct zc_catalog *catalog, const char *lang, struct zc_err *e)
{
	struct zc_err mine = { 0 };
	struct builder b = { .v = v,
		.k = catalog,
		.db = judgement,
		.cap_results = catalog->nchecks,
		.cap_tables = 512,
		.e = e != NULL ? e : &mine };
	int rc;

	*v = (struct zc_view){ .lang = lang };
	zc_arena_init(&v->a, VIEW_MEMORY);
	v->results =
	    zc_arena_array(&v->a, b.cap_results + 1, sizeof(*v->results));
	v->tables = zc_arena_array(&v->a, b.cap_tables, sizeof(*v->tables));
	if (v->results == NULL || v->tables == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "view");
	read_meta(v, c);
	rc = zc_case_statuses(c, on_table, &b, b.e);
	if (rc == ZC_OK)
		rc = zc_judge_results(judgement, on_result, &b, b.e);
	if (rc == ZC_OK)
		rc = read_evidence(&b);
	if (rc == ZC_OK)
		rc = build_lists(&b);
	if (v->nresults > 1)
		qsort(v->results, v->nresults, sizeof(*v->results), by_weight);
	return rc;
}

void
zc_view_fini(struct zc_view *v)
{
	if (v != NULL)
		zc_arena_fini(&v->a);
}
