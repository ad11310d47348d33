/* From texts to the values of a row: words, defaults, numbers. */
#include "base/clock.h"
#include "core/ledger_in.h"
#include "store/flowlog.h"

#include <time.h>

enum {
	NUMBER_MAX = 200, /* bytes of a number given to a row */
	NUMBER_TRIES = 1000
};

void
zc_work_word(struct zc_work *w, const struct zc_ledger_field *f,
    const char *text, struct zc_val *out)
{
	const char *person = zc_actor_person(zc_office_actor(w->o));
	struct zc_value_why why = { 0 };
	int rc;

	if (strcmp(text, "today()") == 0 && !zc_value_is_text(f)) {
		*out = (struct zc_val){ .type = ZC_VAL_INT,
			.i = strcmp(f->type, "time") == 0
			    ? zc_office_now(w->o)
			    : zc_office_today(w->o) };
		return;
	}
	if (strcmp(text, "now()") == 0 && !zc_value_is_text(f)) {
		*out = (struct zc_val){ .type = ZC_VAL_INT,
			.i = zc_office_now(w->o) };
		return;
	}
	if (strcmp(text, "actor()") == 0)
		text = person;
	rc = zc_value_read(
	    w->o, f, zc_str_of(text), w->u->confirmed, &w->a, out, &why);
	/* Given, but wrong: not missing as well. It is never saved. */
	if (rc != ZC_OK)
		*out = (struct zc_val){ .type = ZC_VAL_TEXT, .s = { "", 0 } };
	if (rc == ZC_EINPUT || rc == ZC_EACCES || rc == ZC_EREFUSED)
		zc_work_fault(w, f, why.word, rc, why.zh, why.en);
	else if (rc != ZC_OK)
		zc_work_fault(w, f, "memory", rc, "内存不足，请重试。",
		    "out of memory; try again");
}

static bool
kept(const struct zc_work *w, const struct zc_ledger_field *f)
{
	return zc_office_kept(w->o, w->l, f);
}

static void
read_cell(
    struct zc_work *w, const struct zc_cell *c, struct zc_val *v, bool *given)
{
	const struct zc_ledger_field *f = zc_work_field(w->l, c->col);
	char zh[300], en[300];
	size_t i;

	if (f == NULL) {
		(void)snprintf(zh, sizeof(zh),
		    "台账“%s”没有“%.80s”这一栏。请核对栏目名称。",
		    w->l->title.zh, c->col);
		(void)snprintf(en, sizeof(en),
		    "the ledger \"%s\" has no field \"%.80s\"; look at the "
		    "names",
		    w->l->title.en, c->col);
		zc_work_fault(w, NULL, "field", ZC_EINPUT, zh, en);
		return;
	}
	i = zc_ledger_index(w->l, f);
	/* What was hidden in an export comes back as it went: unchanged. */
	if (c->text != NULL && strcmp(c->text, "***") == 0 &&
	    !zc_office_shows(w->o, w->l, f))
		return;
	given[i] = true;
	if (c->text == NULL || c->text[0] == '\0') {
		v[i] = (struct zc_val){ .type = ZC_VAL_NULL };
		return;
	}
	if (!kept(w, f)) {
		(void)snprintf(zh, sizeof(zh),
		    "该台账处于仅计数方式，“%s”不保存文字。请留空。",
		    f->label.zh);
		(void)snprintf(en, sizeof(en),
		    "the ledger only counts: no text is kept for \"%s\"; "
		    "leave it empty",
		    f->label.en);
		zc_work_fault(w, f, "count", ZC_EREFUSED, zh, en);
		return;
	}
	zc_work_word(w, f, c->text, &v[i]);
}

void
zc_work_read(struct zc_work *w, const struct zc_cells *row, struct zc_val *v,
    bool *given)
{
	for (size_t i = 0; i < row->n; i++)
		read_cell(w, &row->v[i], v, given);
}

static const char *
obtained_word(enum zc_obtained o)
{
	static const char *const words[] = { "hand", "machine", "import",
		"asking" };

	return words[o];
}

/* `obtained` of the ledger says how the row came about. */
static void
set_obtained(struct zc_work *w, struct zc_val *v)
{
	const struct zc_ledger_field *f = zc_work_field(w->l, "obtained");
	const char *word = obtained_word(w->u->obtained);

	if (f == NULL || v[zc_ledger_index(w->l, f)].type != ZC_VAL_NULL)
		return;
	for (size_t i = 0; i < f->nwords; i++)
		if (strcmp(f->words[i].name, word) == 0)
			v[zc_ledger_index(w->l, f)] =
			    (struct zc_val){ .type = ZC_VAL_TEXT,
				    .s = zc_str_of(f->words[i].name) };
}

void
zc_work_defaults(struct zc_work *w, struct zc_val *v)
{
	set_obtained(w, v);
	for (size_t i = 0; i < w->l->nfields; i++) {
		const struct zc_ledger_field *f = &w->l->fields[i];

		if (v[i].type == ZC_VAL_NULL && f->def[0] != '\0' && kept(w, f))
			zc_work_word(w, f, f->def, &v[i]);
	}
}

void
zc_work_required(struct zc_work *w, const struct zc_val *v)
{
	char zh[300], en[300];

	for (size_t i = 0; i < w->l->nfields; i++) {
		const struct zc_ledger_field *f = &w->l->fields[i];

		if (!f->required || v[i].type != ZC_VAL_NULL || !kept(w, f) ||
		    strcmp(f->name, w->l->number_field) == 0)
			continue;
		(void)snprintf(zh, sizeof(zh), "“%s”必须填写。", f->label.zh);
		(void)snprintf(
		    en, sizeof(en), "\"%s\" must be given", f->label.en);
		zc_work_fault(w, f, "required", ZC_EINPUT, zh, en);
	}
}

/* Numbers: literal text, {year} {month} {unit} {seq:N}. */
struct form {
	const char *at; /* next byte of the form */
	char slot;      /* 'y', 'm', 'u', 's', 'c' a character, 0 the end */
	int digits;     /* of {seq:N} */
	char c;
};

static char
next(struct form *f)
{
	struct zc_str s = zc_str_of(f->at);
	size_t end;

	f->slot = *f->at == '\0' ? '\0' : 'c';
	f->c = *f->at;
	if (*f->at == '\0')
		return '\0';
	end = zc_str_find(s, '}');
	if (*f->at != '{' || end == s.n) {
		f->at++;
		return 'c';
	}
	f->at += end + 1;
	f->digits = 0;
	if (zc_str_starts(s, "{year}"))
		f->slot = 'y';
	else if (zc_str_starts(s, "{month}"))
		f->slot = 'm';
	else if (zc_str_starts(s, "{unit}"))
		f->slot = 'u';
	else if (zc_str_starts(s, "{seq"))
		f->slot = 's';
	if (f->slot == 's' && s.p[4] == ':' && s.p[5] >= '0' && s.p[5] <= '9')
		f->digits = s.p[5] - '0';
	return f->slot;
}

static void
write_number(struct zc_work *w, const struct tm *tm, int64_t seq,
    struct zc_buf *out, struct zc_buf *period)
{
	struct form f = { .at = w->l->number_form };

	while (next(&f) != '\0') {
		if (f.slot == 'c')
			zc_buf_char(out, f.c);
		else if (f.slot == 'y')
			zc_buf_fmt(out, "%04d", tm->tm_year + 1900);
		else if (f.slot == 'm')
			zc_buf_fmt(out, "%02d", tm->tm_mon + 1);
		else if (f.slot == 'u')
			zc_buf_cstr(
			    out, zc_office_setting(w->o, "unit.short_code"));
		else
			zc_buf_fmt(out, "%0*lld", f.digits, (long long)seq);
		if (f.slot == 'y')
			zc_buf_fmt(period, "%04d", tm->tm_year + 1900);
		if (f.slot == 'm')
			zc_buf_fmt(period, "-%02d", tm->tm_mon + 1);
	}
}

/* One number; false in *is_free when a living row has it already. */
static int
try_number(struct zc_work *w, const struct zc_ledger_field *f,
    const struct tm *tm, struct zc_val *out, bool *is_free, struct zc_err *e)
{
	struct zc_db *db = zc_office_db(w->o);
	struct zc_buf text, period;
	int64_t seq = 0, other;
	const char *p;
	size_t n = 0;
	int rc;

	zc_buf_init(&text, NUMBER_MAX);
	zc_buf_init(&period, 16);
	write_number(w, tm, 0, &text, &period);
	rc = period.rc != ZC_OK
	    ? ZC_FAIL(e, ZC_EINPUT, "%s: form of its number", w->l->id)
	    : zc_flowlog_number(db, w->scope.unit, w->l->id, period.p, &seq, e);
	zc_buf_clear(&text);
	write_number(w, tm, seq, &text, &period);
	if (rc == ZC_OK)
		rc = zc_row_find(db, w->t, &w->scope, f->name,
		    zc_buf_get(&text), &other, 1, &n, e);
	if (rc == ZC_OK) {
		p = zc_arena_dup(&w->a, text.p, text.n);
		*is_free = n == 0;
		*out =
		    (struct zc_val){ .type = ZC_VAL_TEXT, .s = zc_str_of(p) };
	}
	zc_buf_fini(&text);
	zc_buf_fini(&period);
	return rc;
}

int
zc_work_number(struct zc_work *w, struct zc_val *v, struct zc_err *e)
{
	const struct zc_ledger_field *f =
	    zc_work_field(w->l, w->l->number_field);
	time_t t = (time_t)zc_office_now(w->o);
	bool is_free = false;
	struct tm tm;
	int rc = ZC_OK;

	if (f == NULL)
		return ZC_OK;
	if (v[zc_ledger_index(w->l, f)].type != ZC_VAL_NULL)
		return zc_work_number_seen(w, v, e);
	if (localtime_r(&t, &tm) == NULL)
		return ZC_FAIL(e, ZC_EIO, "the clock has no such time");
	for (int i = 0; i < NUMBER_TRIES && rc == ZC_OK && !is_free; i++)
		rc = try_number(
		    w, f, &tm, &v[zc_ledger_index(w->l, f)], &is_free, e);
	if (rc == ZC_OK && !is_free)
		rc = ZC_FAIL(
		    e, ZC_EEXIST, "%s: no free number was found", w->l->id);
	return rc;
}

/* Digits at the front, exactly `most` of them when that is not 0. */
static bool
take_digits(struct zc_str *s, size_t most, struct zc_str *out)
{
	size_t n = 0;

	while (n < s->n && (most == 0 || n < most) && s->p[n] >= '0' &&
	    s->p[n] <= '9')
		n++;
	*out = zc_str_sub(*s, 0, n);
	*s = zc_str_sub(*s, n, s->n);
	return n > 0 && (most == 0 || n == most);
}

/* Does a text have the form, and which number is it of which period? */
static bool
parse_number(
    struct zc_work *w, struct zc_str s, struct zc_buf *period, int64_t *seq)
{
	struct form f = { .at = w->l->number_form };
	struct zc_str d;

	while (next(&f) != '\0') {
		const char *u = zc_office_setting(w->o, "unit.short_code");

		if (f.slot == 'c') {
			if (s.n == 0 || s.p[0] != f.c)
				return false;
			s = zc_str_sub(s, 1, s.n);
		} else if (f.slot == 'u') {
			if (!zc_str_starts(s, u))
				return false;
			s = zc_str_sub(s, strlen(u), s.n);
		} else if (f.slot == 's') {
			if (!take_digits(&s, 0, &d) || !zc_str_int(d, 10, seq))
				return false;
		} else {
			if (!take_digits(&s, f.slot == 'y' ? 4 : 2, &d))
				return false;
			if (f.slot == 'm')
				zc_buf_char(period, '-');
			zc_buf_str(period, d);
		}
	}
	return s.n == 0;
}

int
zc_work_number_seen(struct zc_work *w, const struct zc_val *v, struct zc_err *e)
{
	const struct zc_ledger_field *f =
	    zc_work_field(w->l, w->l->number_field);
	struct zc_buf period;
	int64_t seq = 0;
	int rc = ZC_OK;

	if (f == NULL || v[zc_ledger_index(w->l, f)].type != ZC_VAL_TEXT)
		return ZC_OK;
	zc_buf_init(&period, 16);
	if (parse_number(w, v[zc_ledger_index(w->l, f)].s, &period, &seq) &&
	    period.rc == ZC_OK && seq > 0)
		rc = zc_flowlog_number_seen(zc_office_db(w->o), w->scope.unit,
		    w->l->id, period.p, seq, e);
	zc_buf_fini(&period);
	return rc;
}
