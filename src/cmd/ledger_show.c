/* zicha ledger list, show, todo: what is there and what waits. */
#include "base/clock.h"
#include "base/tr.h"
#include "base/utf8.h"
#include "cmd/desk.h"

#include <jansson.h>

enum {
	SHOWN = 50, /* rows of a list, unless --limit says otherwise */
	COLS_MAX = 60,
	WIDTH_MAX = 40, /* terminal columns of a cell */
	FILTERS_MAX = 16
};

static const struct zc_flow_state *
state_of(const struct zc_ledger *l, const char *name)
{
	for (size_t i = 0; i < l->flow.nstates; i++)
		if (strcmp(l->flow.states[i].name, name) == 0)
			return &l->flow.states[i];
	return NULL;
}

static const char *
state_label(const struct zc_desk *d, const struct zc_ledger *l, const char *s)
{
	const struct zc_flow_state *st = state_of(l, s);

	return st == NULL ? s : zc_both_get(&st->label, zc_desk_lang(d));
}

/* The ledgers themselves. */
static int
list_ledgers(struct zc_desk *d)
{
	static const char *const modes[] = { "off", "count", "full" };
	json_t *all = json_array();

	for (size_t i = 0; i < d->catalog.nledgers; i++) {
		const struct zc_ledger *l = &d->catalog.ledgers[i];
		const char *mode = modes[zc_office_mode(d->office, l)];
		const char *title = zc_both_get(&l->title, zc_desk_lang(d));

		if (zc_desk_is_json(d))
			(void)json_array_append_new(all,
			    json_pack("{s:s,s:s,s:s,s:s}", "id", l->id, "title",
				title, "group", l->group, "mode", mode));
		else
			(void)printf("%s\t%s\t%s\n", l->id, title,
			    zc_tr(zc_desk_lang(d), mode));
	}
	if (zc_desk_is_json(d))
		zc_desk_json(
		    json_pack("{s:i,s:O}", "schema", 1, "ledgers", all));
	json_decref(all);
	return ZC_OK;
}

/* "field=value", != < > */
static int
filter_of(struct zc_desk *d, const char *word, struct zc_filter *out,
    struct zc_err *e)
{
	const struct zc_ledger *l = d->use.ledger;
	size_t n = strcspn(word, "!=<>");
	const char *op = word + n, *value = op + 1;
	const struct zc_ledger_field *f = NULL;
	struct zc_value_why why = { 0 };
	char *name = zc_arena_dup(&d->a, word, n);
	int rc;

	if (*op == '\0' || name == NULL || (*op == '!' && op[1] != '='))
		return ZC_FAIL(
		    e, ZC_EUSAGE, "--where %s: field=value is wanted", word);
	if (*op == '!')
		value++;
	out->op = *op == '!' ? ZC_IS_NOT
	    : *op == '<'     ? ZC_LESS
	    : *op == '>'     ? ZC_MORE
			     : ZC_IS;
	for (size_t i = 0; i < l->nfields; i++)
		if (strcmp(l->fields[i].name, name) == 0 ||
		    strcmp(l->fields[i].label.zh, name) == 0 ||
		    strcmp(l->fields[i].label.en, name) == 0)
			f = &l->fields[i];
	out->col = f == NULL ? name : f->name;
	if (f == NULL) {
		if (strcmp(name, "state") != 0)
			return ZC_FAIL(
			    e, ZC_EUSAGE, "%s has no field %s", l->id, name);
		for (size_t i = 0; i < l->flow.nstates; i++)
			if (strcmp(l->flow.states[i].label.zh, value) == 0 ||
			    strcmp(l->flow.states[i].label.en, value) == 0)
				value = l->flow.states[i].name;
		out->val = (struct zc_val){ .type = ZC_VAL_TEXT,
			.s = zc_str_of(value) };
		return ZC_OK;
	}
	if (*value == '\0') {
		out->op = ZC_IS_NULL;
		return ZC_OK;
	}
	rc = zc_value_read(
	    d->office, f, zc_str_of(value), true, &d->a, &out->val, &why);
	return rc == ZC_OK
	    ? ZC_OK
	    : ZC_FAIL(e, ZC_EUSAGE, "%s",
		  strcmp(zc_desk_lang(d), "en") == 0 ? why.en : why.zh);
}

static int
read_list(struct zc_desk *d, struct zc_list *l, struct zc_err *e)
{
	struct zc_filter *f = zc_arena_array(&d->a, FILTERS_MAX, sizeof(*f));
	bool bad = false;
	const char *word;
	int64_t n = SHOWN;
	int rc = ZC_OK;

	if (f == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "list");
	while (rc == ZC_OK &&
	    (word = zc_desk_option(d, "--where", &bad)) != NULL) {
		if (l->nfilters == FILTERS_MAX)
			return ZC_FAIL(e, ZC_EUSAGE, "too many --where");
		rc = filter_of(d, word, &f[l->nfilters++], e);
	}
	l->filters = f;
	l->search = zc_desk_option(d, "--search", &bad);
	l->deleted = zc_desk_flag(d, "--deleted");
	word = zc_desk_option(d, "--limit", &bad);
	if (rc == ZC_OK &&
	    (bad ||
		(word != NULL &&
		    (!zc_str_int(zc_str_of(word), 10, &n) || n < 1 ||
			n > 10000))))
		return ZC_FAIL(e, ZC_EUSAGE, ZC_N("an option lacks its value"));
	l->limit = (size_t)n;
	return rc;
}

struct page {
	struct zc_desk *d;
	const struct zc_ledger *l;
	size_t cols[COLS_MAX]; /* fields shown */
	size_t ncols;
	const char ***cells; /* rows of texts: id, [state], fields */
	size_t n, width;
};

static void
pick_cols(struct page *p)
{
	for (size_t k = 0; k < p->l->list.n && p->ncols < COLS_MAX; k++)
		for (size_t i = 0; i < p->l->nfields; i++)
			if (strcmp(p->l->fields[i].name, p->l->list.v[k]) == 0)
				p->cols[p->ncols++] = i;
	for (size_t i = 0;
	     p->l->list.n == 0 && i < p->l->nfields && p->ncols < COLS_MAX; i++)
		p->cols[p->ncols++] = i;
}

static const char **
row_texts(struct page *p, const struct zc_rows *r)
{
	const char **v = zc_arena_array(&p->d->a, p->ncols + 3, sizeof(*v));
	char id[32];
	size_t n = 0;

	if (v == NULL)
		return NULL;
	(void)snprintf(id, sizeof(id), "%lld", (long long)zc_rows_int(r, 0));
	v[n++] = zc_arena_dup(&p->d->a, id, strlen(id));
	if (p->l->flow.nstates > 0) {
		const char *s = state_label(p->d, p->l, zc_rows_text(r, 2));

		v[n++] = zc_arena_dup(&p->d->a, s, strlen(s));
	}
	for (size_t i = 0; i < p->ncols; i++)
		v[n++] = zc_desk_text(&p->l->fields[p->cols[i]],
		    zc_ledger_text(&p->d->use, r, p->cols[i],
			zc_desk_lang(p->d), &p->d->a),
		    &p->d->a);
	for (size_t i = 0; i < n; i++)
		if (v[i] == NULL)
			return NULL;
	p->width = n;
	return v;
}

static const char **
head_texts(struct page *p)
{
	const char **v = zc_arena_array(&p->d->a, p->ncols + 3, sizeof(*v));
	size_t n = 0;

	if (v == NULL)
		return NULL;
	v[n++] = "id";
	if (p->l->flow.nstates > 0)
		v[n++] = zc_tr(zc_desk_lang(p->d), ZC_N("state"));
	for (size_t i = 0; i < p->ncols; i++)
		v[n++] = zc_both_get(
		    &p->l->fields[p->cols[i]].label, zc_desk_lang(p->d));
	p->width = n;
	return v;
}

static void
csv_cell(const char *s)
{
	(void)fputs("\"", stdout);
	/* Text that a spreadsheet would take for a formula stays text. */
	if (*s != '\0' && strchr("=+-@\t\r", *s) != NULL)
		(void)fputc('\'', stdout);
	for (; *s != '\0'; s++) {
		if (*s == '"')
			(void)fputc('"', stdout);
		(void)fputc(*s, stdout);
	}
	(void)fputc('"', stdout);
}

static void
print_csv(const struct page *p)
{
	for (size_t i = 0; i < p->n; i++) {
		for (size_t k = 0; k < p->width; k++) {
			(void)fputs(k == 0 ? "" : ",", stdout);
			csv_cell(p->cells[i][k]);
		}
		(void)fputs("\r\n", stdout);
	}
}

static void
print_text(const struct page *p)
{
	size_t width[COLS_MAX + 3] = { 0 };

	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < p->width; k++) {
			size_t w = zc_utf8_width(zc_str_of(p->cells[i][k]));

			if (w > width[k])
				width[k] = w > WIDTH_MAX ? WIDTH_MAX : w;
		}
	for (size_t i = 0; i < p->n; i++) {
		for (size_t k = 0; k < p->width; k++) {
			struct zc_buf b;
			size_t w;

			zc_buf_init(&b, 1 << 16);
			zc_utf8_safe(&b, zc_str_of(p->cells[i][k]), 120);
			w = zc_utf8_width(zc_buf_get(&b));
			(void)fputs(b.p, stdout);
			for (; k + 1 < p->width && w < width[k] + 2; w++)
				(void)fputc(' ', stdout);
			zc_buf_fini(&b);
		}
		(void)fputc('\n', stdout);
	}
}

/* A row as JSON: stored values by field name, hidden ones as null. */
static json_t *
row_json(struct zc_desk *d, const struct zc_rows *r)
{
	const struct zc_ledger *l = d->use.ledger;
	json_t *fields = json_object();

	for (size_t i = 0; i < l->nfields; i++) {
		struct zc_val v = zc_rows_val(r, 8 + i);
		bool shown = zc_office_shows(d->office, l, &l->fields[i]);

		(void)json_object_set_new(fields, l->fields[i].name,
		    !shown || v.type == ZC_VAL_NULL ? json_null()
			: strcmp(l->fields[i].type, "boolean") == 0
			? json_boolean(v.i != 0)
			: strcmp(l->fields[i].type, "integer") == 0
			? json_integer(v.i)
			: json_string(
			      zc_ledger_text(&d->use, r, i, "zh", &d->a)));
		if (shown && v.type == ZC_VAL_TEXT)
			(void)json_object_set_new(fields, l->fields[i].name,
			    json_stringn(v.s.p, v.s.n));
	}
	return json_pack("{s:I,s:s,s:I,s:I,s:s,s:I,s:s,s:o}", "id",
	    (json_int_t)zc_rows_int(r, 0), "state", zc_rows_text(r, 2), "ver",
	    (json_int_t)zc_rows_int(r, 3), "created_at",
	    (json_int_t)zc_rows_int(r, 4), "created_by", zc_rows_text(r, 5),
	    "updated_at", (json_int_t)zc_rows_int(r, 6), "updated_by",
	    zc_rows_text(r, 7), "fields", fields);
}

static int
list_json(struct zc_desk *d, struct zc_rows *r, struct zc_err *e)
{
	json_t *rows = json_array();
	int rc;

	while ((rc = zc_rows_next(r, e)) == 1)
		(void)json_array_append_new(rows, row_json(d, r));
	if (rc == ZC_OK)
		zc_desk_json(json_pack("{s:i,s:s,s:O}", "schema", 1, "ledger",
		    d->use.ledger->id, "rows", rows));
	json_decref(rows);
	return rc;
}

static int
list_page(struct zc_desk *d, struct zc_rows *r, size_t limit, struct zc_err *e)
{
	struct page p = { .d = d, .l = d->use.ledger };
	int rc = ZC_OK;

	pick_cols(&p);
	p.cells = zc_arena_array(&d->a, limit + 1, sizeof(*p.cells));
	if (p.cells == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "list");
	p.cells[p.n++] = head_texts(&p);
	while (p.n <= limit && (rc = zc_rows_next(r, e)) == 1)
		p.cells[p.n++] = row_texts(&p, r);
	for (size_t i = 0; i < p.n; i++)
		if (p.cells[i] == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "list");
	if (rc < 0)
		return rc;
	if (d->format != NULL && strcmp(d->format, "csv") == 0)
		print_csv(&p);
	else
		print_text(&p);
	return ZC_OK;
}

int
zc_ledger_show_list(struct zc_desk *d, struct zc_err *e)
{
	struct zc_list l = { 0 };
	struct zc_rows *r = NULL;
	int rc;

	if (d->argc < 3)
		return list_ledgers(d);
	rc = zc_desk_ledger(d, d->argv[2], e);
	if (rc == ZC_OK)
		rc = read_list(d, &l, e);
	if (rc == ZC_OK && d->argc != 3)
		rc = ZC_FAIL(e, ZC_EUSAGE, "ledger list: %s", d->argv[3]);
	if (rc == ZC_OK)
		rc = zc_ledger_list(&d->use, &l, &r, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_desk_is_json(d) ? list_json(d, r, e)
				: list_page(d, r, l.limit, e);
	zc_rows_close(r);
	return rc;
}

static int
on_life(void *ctx, int64_t at, const char *actor, const char *sentence)
{
	char when[32];

	(void)ctx;
	(void)printf(
	    "  %s  %s  %s\n", zc_clock_text(at, when), actor, sentence);
	return ZC_OK;
}

static int
on_life_json(void *ctx, int64_t at, const char *actor, const char *sentence)
{
	return json_array_append_new(ctx,
		   json_pack("{s:I,s:s,s:s}", "at", (json_int_t)at, "actor",
		       actor, "sentence", sentence)) == 0
	    ? ZC_OK
	    : ZC_ENOMEM;
}

static void
show_text(struct zc_desk *d, const struct zc_rows *r)
{
	const struct zc_ledger *l = d->use.ledger;
	const char *lang = zc_desk_lang(d);
	char when[32];

	(void)printf("%s  id %lld  %s\n",
	    zc_both_get(&l->title, zc_desk_lang(d)),
	    (long long)zc_rows_int(r, 0),
	    state_label(d, l, zc_rows_text(r, 2)));
	for (size_t i = 0; i < l->nfields; i++) {
		const char *t = zc_desk_text(&l->fields[i],
		    zc_ledger_text(&d->use, r, i, zc_desk_lang(d), &d->a),
		    &d->a);

		if (t[0] != '\0')
			(void)printf("%s: %s\n",
			    zc_both_get(&l->fields[i].label, zc_desk_lang(d)),
			    t);
	}
	(void)printf("%s%s %s\n", zc_tr(lang, ZC_N("made by: ")),
	    zc_rows_text(r, 5), zc_clock_text(zc_rows_int(r, 4), when));
	(void)printf("%s%s %s (%s %lld)\n",
	    zc_tr(lang, ZC_N("last changed by: ")), zc_rows_text(r, 7),
	    zc_clock_text(zc_rows_int(r, 6), when),
	    zc_tr(lang, ZC_N("version")), (long long)zc_rows_int(r, 3));
}

int
zc_ledger_show_row(struct zc_desk *d, struct zc_err *e)
{
	bool life = zc_desk_flag(d, "--history");
	struct zc_rows *r = NULL;
	json_t *j = NULL, *lives = json_array();
	int64_t id = 0;
	int rc;

	rc = d->argc != 4 ? ZC_FAIL(e, ZC_EUSAGE, "ledger show LEDGER ROW")
			  : zc_desk_ledger(d, d->argv[2], e);
	if (rc == ZC_OK)
		rc = zc_ledger_find(&d->use, d->argv[3], &id, e);
	if (rc == ZC_OK)
		rc = zc_ledger_get(&d->use, id, &r, e);
	if (rc == ZC_OK)
		rc = zc_rows_next(r, e);
	if (rc == 1 && zc_desk_is_json(d))
		j = row_json(d, r);
	else if (rc == 1)
		show_text(d, r);
	zc_rows_close(r);
	if (rc > 0)
		rc = !life ? ZC_OK
			   : zc_ledger_life(&d->use, id, zc_desk_lang(d),
				 j == NULL ? on_life : on_life_json, lives, e);
	if (rc == ZC_OK && j != NULL) {
		(void)json_object_set_new(j, "schema", json_integer(1));
		(void)json_object_set_new(
		    j, "ledger", json_string(d->use.ledger->id));
		if (life)
			(void)json_object_set(j, "history", lives);
		zc_desk_json(json_incref(j));
	}
	json_decref(j);
	json_decref(lives);
	return rc;
}

struct todos {
	struct zc_desk *d;
	json_t *v;
};

static int
on_todo(void *ctx, const struct zc_todo *t)
{
	struct todos *s = ctx;
	const char *lang = zc_desk_lang(s->d);
	char day[32] = "";

	if (t->due != 0)
		(void)(t->timed ? zc_clock_text(t->due, day)
				: zc_value_day(t->due, day));
	if (s->v != NULL)
		return json_array_append_new(s->v,
			   json_pack("{s:s,s:I,s:s,s:s,s:s,s:b}", "ledger",
			       t->ledger->id, "id", (json_int_t)t->id, "name",
			       t->name, "state", t->state, "due", day,
			       "overdue", (int)t->overdue)) == 0
		    ? ZC_OK
		    : ZC_ENOMEM;
	(void)printf("%lld\t%s\t%s\t%s\t%s%s\n", (long long)t->id,
	    zc_both_get(&t->ledger->title, lang), t->name,
	    state_label(s->d, t->ledger, t->state), day,
	    t->overdue ? zc_tr(lang, ZC_N(" overdue")) : "");
	return ZC_OK;
}

int
zc_ledger_show_todo(struct zc_desk *d, struct zc_err *e)
{
	struct todos s = { d, zc_desk_is_json(d) ? json_array() : NULL };
	int rc = zc_flow_todo(d->office, on_todo, &s, e);

	if (rc == ZC_OK && s.v != NULL)
		zc_desk_json(json_pack("{s:i,s:O}", "schema", 1, "todo", s.v));
	json_decref(s.v);
	return rc;
}
