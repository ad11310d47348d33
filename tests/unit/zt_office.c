#include "unit/zt_office.h"

#include "base/asset.h"
#include "core/office_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

char zt_said[400], zt_zh[700];
static struct zc_arena words;

static void
on_complaint(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	(void)ctx;
	(void)zh;
	zt_fail(at->file, at->line, "%s", en);
}

/* Only the rules of marks, so that the tables are few. */
int
zt_office_load(struct zc_catalog *c)
{
	static struct zc_asset some[16];
	struct zc_catalog_from from;
	size_t n = 0;

	zc_catalog_from_init(&from, "tests/office");
	for (size_t i = 0; i < from.nassets && n < ZC_LEN(some); i++)
		if (strstr(from.assets[i].name, "rules/mark_") != NULL ||
		    strstr(from.assets[i].name, "requirements.tsv") != NULL)
			some[n++] = from.assets[i];
	from.assets = some;
	from.nassets = n;
	return zc_catalog_load_from(c, &from, on_complaint, NULL, NULL);
}

void
zt_office_as(struct zc_office *o, const char *person, const char *roles)
{
	struct zc_actor a = *zc_office_actor(o);
	struct zc_str all = zc_str_of(roles), one;
	const char **v = zc_arena_array(&words, 8, sizeof(*v));
	size_t n = 0;

	while (v != NULL && n < 8 && zc_str_word(&all, &one))
		v[n++] = zc_arena_dup(&words, one.p, one.n);
	a.name = a.full_name = zc_arena_dup(&words, person, strlen(person));
	a.department = "";
	a.roles = (struct zc_strs){ v, n };
	a.owner = a.alone = false;
	zc_office_set_actor(o, &a);
}

void
zt_office_on(struct zc_office *o, const char *day)
{
	int64_t d = 0;
	struct tm tm;
	time_t t;

	ZT_TRUE(zc_value_date(zc_str_of(day), &d));
	t = (time_t)d;
	ZT_TRUE(gmtime_r(&t, &tm) != NULL);
	tm.tm_hour = 9;
	tm.tm_isdst = -1;
	zc_office_set_now(o, (int64_t)mktime(&tm));
}

void
zt_office_words(bool begin)
{
	if (begin)
		zc_arena_init(&words, 64 << 20);
	else
		zc_arena_fini(&words);
}

static void
run_with(const char *url, const struct zc_catalog *c, const char *roles,
    void (*fn)(struct zc_office *o))
{
	struct zc_office *o = NULL;

	ZT_OK(zc_office_scratch(url, c, &o, e));
	if (o != NULL) {
		o->example = false;
		zt_office_as(o, "李某", roles);
		zt_office_on(o, "2026-03-02");
		fn(o);
	}
	zc_office_close(o);
}

void
zt_office_with(const char *url, void (*fn)(struct zc_office *o))
{
	struct zc_catalog c = { 0 };

	zt_office_words(true);
	ZT_EQ(zt_office_load(&c), ZC_OK);
	run_with(url, &c, "t_officer", fn);
	zc_catalog_fini(&c);
	zt_office_words(false);
}

void
zt_office_own(
    const char *url, const char *roles, void (*fn)(struct zc_office *o))
{
	struct zc_catalog_from from;
	struct zc_catalog c = { 0 };

	zc_arena_init(&words, 1 << 20);
	zc_catalog_from_init(&from, NULL);
	ZT_EQ(zc_catalog_load_from(&c, &from, on_complaint, NULL, NULL), ZC_OK);
	run_with(url, &c, roles, fn);
	zc_catalog_fini(&c);
	zt_office_words(false);
}

static void
on_fault(void *ctx, const struct zc_fault *f)
{
	size_t n = strlen(zt_said);

	(void)ctx;
	(void)snprintf(zt_said + n, sizeof(zt_said) - n, "%s%s",
	    n == 0 ? "" : " ", f->why);
	if (n == 0)
		(void)snprintf(zt_zh, sizeof(zt_zh), "%s", f->zh);
}

struct zc_ledger_use
zt_use(struct zc_office *o, const char *ledger)
{
	const struct zc_ledger *l =
	    zc_catalog_ledger(zc_office_catalog(o), ledger);

	assert(l != NULL);
	zt_said[0] = zt_zh[0] = '\0';
	return (struct zc_ledger_use){
		.office = o, .ledger = l, .fault = on_fault
	};
}

static struct zc_cells
cells(const char *row)
{
	static struct zc_cell v[16];
	static char text[4000];
	struct zc_cells out = { v, 0 };
	char *p = text;

	(void)snprintf(text, sizeof(text), "%s", row);
	while (*p != '\0' && out.n < ZC_LEN(v)) {
		char *end = strchr(p, '|'), *eq = strchr(p, '=');

		if (end != NULL)
			*end = '\0';
		assert(eq != NULL);
		*eq = '\0';
		v[out.n++] = (struct zc_cell){ p, eq + 1 };
		p = end == NULL ? eq + 1 + strlen(eq + 1) : end + 1;
	}
	return out;
}

int
zt_row_add(
    struct zc_office *o, const char *ledger, const char *row, int64_t *id)
{
	struct zc_ledger_use u = zt_use(o, ledger);
	struct zc_cells c = cells(row);
	struct zc_err e = { 0 };
	int64_t made = 0;
	int rc = zc_ledger_add(&u, &c, &made, &e);

	if (rc != ZC_OK && zt_said[0] == '\0')
		printf("zt_row_add: %s\n", e.msg);
	if (id != NULL)
		*id = made;
	return rc;
}

int
zt_row_set(struct zc_office *o, const char *ledger, int64_t id, const char *row)
{
	struct zc_ledger_use u = zt_use(o, ledger);
	struct zc_cells c = cells(row);
	struct zc_err e = { 0 };
	int rc = zc_ledger_set(&u, id, 0, &c, &e);

	if (rc != ZC_OK && zt_said[0] == '\0')
		printf("zt_row_set: %s\n", e.msg);
	return rc;
}

static int
step(struct zc_office *o, const char *ledger, int64_t id, const char *name,
    const char *row, const char *reason)
{
	struct zc_cells c = cells(row);
	struct zc_step_use s = { .use = zt_use(o, ledger),
		.id = id,
		.step = name,
		.note = "",
		.set = &c,
		.paper = { .signer = "", .digest = "" },
		.same_person = reason };
	struct zc_err e = { 0 };
	const char *state;
	int rc = zc_flow_step(&s, &state, &e);

	if (rc != ZC_OK && zt_said[0] == '\0')
		printf("zt_step: %s\n", e.msg);
	return rc;
}

int
zt_step(struct zc_office *o, const char *ledger, int64_t id, const char *name,
    const char *row)
{
	return step(o, ledger, id, name, row, "");
}

int
zt_step_same(struct zc_office *o, const char *ledger, int64_t id,
    const char *name, const char *reason)
{
	return step(o, ledger, id, name, "", reason);
}

const char *
zt_field(struct zc_office *o, const char *ledger, int64_t id, const char *field)
{
	static char out[8][300];
	static unsigned turn;
	char *to = out[turn++ % 8];
	struct zc_ledger_use u = zt_use(o, ledger);
	struct zc_rows *r = NULL;
	struct zc_arena a;

	(void)snprintf(to, 300, "(no row)");
	zc_arena_init(&a, 1 << 20);
	if (zc_ledger_get(&u, id, &r, NULL) == ZC_OK &&
	    zc_rows_next(r, NULL) == 1) {
		if (strcmp(field, "state") == 0)
			(void)snprintf(to, 300, "%s", zc_rows_text(r, 2));
		for (size_t i = 0; i < u.ledger->nfields; i++)
			if (strcmp(u.ledger->fields[i].name, field) == 0)
				(void)snprintf(to, 300, "%s",
				    zc_ledger_text(&u, r, i, "zh", &a));
	}
	zc_rows_close(r);
	zc_arena_fini(&a);
	return to;
}

int64_t
zt_rows(struct zc_office *o, const char *ledger)
{
	struct zc_ledger_use u = zt_use(o, ledger);
	struct zc_list all = { .limit = 10 };
	int64_t n = -1;

	if (zc_ledger_count(&u, &all, &n, NULL) != ZC_OK)
		return -1;
	return n;
}
