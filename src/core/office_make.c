/* What an office makes of the definitions: tables, days off, settings. */
#include "base/clock.h"
#include "catalog/kind.h"
#include "core/fact.h"
#include "core/office_in.h"
#include "core/value.h"

#include <time.h>

enum {
	RENDER_MAX = 64 * 1024,
	DAYS_MAX = 100000 /* furthest day that is counted */
};

const char *
zc_office_dup(struct zc_office *o, const char *s)
{
	const char *p = zc_arena_dup(&o->a, s, strlen(s));

	return p == NULL ? "" : p;
}

static int
make_cols(struct zc_office *o, const struct zc_ledger *l, struct zc_tdef *t)
{
	struct zc_tcol *cols =
	    zc_arena_array(&o->a, l->nfields + 1, sizeof(*cols));

	if (cols == NULL)
		return ZC_ENOMEM;
	for (size_t i = 0; i < l->nfields; i++) {
		const struct zc_ledger_field *f = &l->fields[i];
		bool key = strcmp(f->name, l->key) == 0;

		cols[i] = (struct zc_tcol){ .name = f->name,
			.type = zc_value_is_text(f) ? ZC_T_TEXT : ZC_T_INT,
			.unique = f->unique || key,
			.index = f->index || strcmp(f->type, "reference") == 0,
			.search = f->search || key };
	}
	*t = (struct zc_tdef){
		.name = l->id, .cols = cols, .ncols = l->nfields
	};
	return ZC_OK;
}

int
zc_office_make_tables(struct zc_office *o, struct zc_err *e)
{
	const struct zc_catalog *c = o->catalog;
	struct zc_tdef *facts = NULL;
	int rc = zc_fact_tables(c, &o->a, &facts, &o->nfacts, e);

	if (rc != ZC_OK)
		return rc;
	o->tables = zc_arena_array(
	    &o->a, c->nledgers + o->nfacts + 1, sizeof(*o->tables));
	if (o->tables == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "ledgers");
	for (size_t i = 0; i < c->nledgers; i++)
		if (make_cols(o, &c->ledgers[i], &o->tables[i]) != ZC_OK)
			return ZC_FAIL(e, ZC_ENOMEM, "ledgers");
	for (size_t i = 0; i < o->nfacts; i++)
		o->tables[c->nledgers + i] = facts[i];
	return ZC_OK;
}

const struct zc_tdef *
zc_office_facts(const struct zc_office *o, size_t *n)
{
	*n = o->nfacts;
	return o->tables + o->catalog->nledgers;
}

static int
by_day(const void *x, const void *y)
{
	const struct zc_flowlog_day *a = x, *b = y;

	return a->day < b->day ? -1 : a->day > b->day;
}

static void
add_days(struct zc_office *o, const struct zc_strs *s, bool off)
{
	int64_t day;

	for (size_t i = 0; i < s->n; i++)
		if (zc_value_date(zc_str_of(s->v[i]), &day))
			o->days[o->ndays++] =
			    (struct zc_flowlog_day){ .day = day, .off = off };
}

/* Two calendars that name a day: the later id in the list holds. */
static void
drop_doubles(struct zc_office *o)
{
	size_t n = 0;

	qsort(o->days, o->ndays, sizeof(*o->days), by_day);
	for (size_t i = 0; i < o->ndays; i++) {
		if (n > 0 && o->days[n - 1].day == o->days[i].day)
			n--;
		o->days[n++] = o->days[i];
	}
	o->ndays = n;
}

int
zc_office_make_days(struct zc_office *o, struct zc_err *e)
{
	const struct zc_catalog *c = o->catalog;
	size_t n = 0;

	for (size_t i = 0; i < c->ncalendars; i++)
		n += c->calendars[i].off.n + c->calendars[i].work.n;
	o->days = zc_arena_array(&o->a, n + 1, sizeof(*o->days));
	if (o->days == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "calendars");
	for (size_t i = 0; i < c->ncalendars; i++) {
		add_days(o, &c->calendars[i].off, true);
		add_days(o, &c->calendars[i].work, false);
	}
	drop_doubles(o);
	return ZC_OK;
}

static bool
is_off(const struct zc_office *o, int64_t day)
{
	struct zc_flowlog_day key = { .day = day };
	const struct zc_flowlog_day *d = NULL;
	int64_t week;

	if (o->ndays > 0)
		d = bsearch(&key, o->days, o->ndays, sizeof(key), by_day);
	if (d != NULL)
		return d->off;
	/* 1970-01-01 was a Thursday: 2 and 3 days later the weekend. */
	week = ((day / 86400) % 7 + 7) % 7;
	return week == 2 || week == 3;
}

int64_t
zc_office_today(const struct zc_office *o)
{
	time_t t = (time_t)zc_office_now(o);
	struct tm tm;

	if (localtime_r(&t, &tm) == NULL)
		return 0;
	return zc_clock_utc(
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, 0, 0, 0);
}

int64_t
zc_office_day_after(
    const struct zc_office *o, int64_t day, int64_t n, bool working)
{
	if (n > DAYS_MAX)
		n = DAYS_MAX;
	if (!working)
		return day + n * 86400;
	while (n > 0) {
		day += 86400;
		if (!is_off(o, day))
			n--;
	}
	return day;
}

const char *
zc_office_own(const struct zc_office *o, const char *id)
{
	const struct zc_setting *s;

	for (size_t i = 0; i < o->nown; i++)
		if (strcmp(o->own[i].id, id) == 0)
			return o->own[i].value;
	s = zc_catalog_setting(o->catalog, id);
	return s == NULL ? "" : s->value;
}

int
zc_office_own_set(struct zc_office *o, const char *id, const char *value)
{
	struct zc_office_own *v;
	size_t i = 0;

	while (i < o->nown && strcmp(o->own[i].id, id) != 0)
		i++;
	if (i == o->own_cap) {
		size_t cap = o->own_cap * 2 + 16;

		v = zc_arena_array(&o->a, cap, sizeof(*v));
		if (v == NULL)
			return ZC_ENOMEM;
		if (i > 0)
			memcpy(v, o->own, i * sizeof(*v));
		o->own = v;
		o->own_cap = cap;
	}
	o->own[i] = (struct zc_office_own){ zc_office_dup(o, id),
		zc_office_dup(o, value) };
	if (i == o->nown)
		o->nown++;
	return ZC_OK;
}

int
zc_office_use_setting(struct zc_office *o, const char *id, const char *value)
{
	return zc_office_own_set(o, id, value);
}

const char *
zc_office_setting(struct zc_office *o, const char *id)
{
	return zc_office_own(o, id);
}

bool
zc_office_is(struct zc_office *o, const char *id)
{
	const char *v = zc_office_own(o, id);

	return strcmp(v, "1") == 0 || strcmp(v, "true") == 0;
}

int64_t
zc_office_number(struct zc_office *o, const char *text, int64_t none)
{
	struct zc_str s = zc_str_trim(zc_str_of(text)), slot;
	char id[128];
	int64_t n;

	if (zc_kind_slot(&s, &slot) && slot.n < sizeof(id)) {
		memcpy(id, slot.p, slot.n);
		id[slot.n] = '\0';
		s = zc_str_of(zc_office_own(o, id));
	} else {
		s = zc_str_trim(zc_str_of(text));
	}
	return zc_str_int(s, 10, &n) ? n : none;
}

static void
add_value(struct zc_buf *b, const char *value, bool sql)
{
	for (; *value != '\0'; value++) {
		if (*value == '\n')
			zc_buf_cstr(b, ", ");
		else
			zc_buf_char(b, *value);
		if (*value == '\'' && sql)
			zc_buf_char(b, '\'');
	}
}

static const char *
render(struct zc_office *o, const char *text, bool sql, struct zc_arena *a)
{
	struct zc_str s = zc_str_of(text), slot;
	const char *done = text, *out;
	struct zc_buf b;
	char id[128];

	if (strchr(text, '{') == NULL)
		return text;
	zc_buf_init(&b, RENDER_MAX);
	while (zc_kind_slot(&s, &slot)) {
		if (slot.n >= sizeof(id))
			continue;
		memcpy(id, slot.p, slot.n);
		id[slot.n] = '\0';
		if (zc_catalog_setting(o->catalog, id) == NULL)
			continue;
		zc_buf_add(&b, done, (size_t)(slot.p - 1 - done));
		add_value(&b, zc_office_own(o, id), sql);
		done = slot.p + slot.n + 1;
	}
	zc_buf_cstr(&b, done);
	out = b.rc == ZC_OK ? zc_arena_dup(a, b.p, b.n) : NULL;
	zc_buf_fini(&b);
	return out == NULL ? text : out;
}

const char *
zc_office_render(struct zc_office *o, const char *text, struct zc_arena *a)
{
	return render(o, text, false, a);
}

const char *
zc_office_sql(struct zc_office *o, const char *text, struct zc_arena *a)
{
	return render(o, text, true, a);
}
