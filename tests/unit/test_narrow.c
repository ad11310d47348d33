/*
 * Definitions that became narrower than the data, and a clock that was set
 * back: nothing is lost, everything can be read, history holds.
 */
#include "core/office_in.h"
#include "store/history.h"
#include "unit/zt_office.h"

#include <unistd.h>

static void
verified(struct zc_office *o)
{
	struct zc_verdict_of_chain v = { 0 };

	ZT_OK(zc_history_verify(
	    zc_office_db(o), o->tables, o->catalog->nledgers, &v, e));
	ZT_STR(zc_str_of(v.what), "");
	ZT_TRUE(v.rows > 0);
}

static struct zc_ledger_field *
field(struct zc_catalog *c, const char *ledger, const char *name)
{
	const struct zc_ledger *l = zc_catalog_ledger(c, ledger);

	for (size_t i = 0; i < l->nfields; i++)
		if (strcmp(l->fields[i].name, name) == 0)
			return &l->fields[i];
	assert(false);
}

/* The unit's own file now says less than it did. */
static void
narrow(struct zc_catalog *c)
{
	struct zc_ledger *l =
	    &c->ledgers[zc_catalog_ledger(c, "t_computer") - c->ledgers];
	struct zc_ledger_field *f = field(c, "t_computer", "network");
	size_t at;

	for (size_t i = 0; i < f->nwords; i++)
		if (strcmp(f->words[i].name, "office") == 0)
			f->words[i--] = f->words[--f->nwords];
	f = field(c, "t_computer", "price");
	f->has_max = true;
	f->max = 10;
	at = (size_t)(field(c, "t_computer", "remark") - l->fields);
	memmove(&l->fields[at], &l->fields[at + 1],
	    (l->nfields - at - 1) * sizeof(*l->fields));
	l->nfields--;
}

static void
open_again(const char *url, const struct zc_catalog *c, struct zc_office **o)
{
	const char *file = strstr(url, "/zicha.db");
	char dir[500];

	(void)snprintf(dir, sizeof(dir), "%.*s",
	    (int)(file == NULL ? strlen(url) : (size_t)(file - url)), url);
	ZT_OK(zc_office_open(dir, c, NULL, true, o, e));
	assert(*o != NULL);
}

/* Out to a file as this role sees it, and in again. */
static int64_t
out_and_in(struct zc_office *o, const char *ledger)
{
	struct zc_list all = { .limit = 1 };
	struct zc_cells none = { 0 };
	struct zc_import_done d = { 0 };
	char file[300];
	struct zc_export_use x = { .use = zt_use(o, ledger),
		.list = &all,
		.path = file,
		.lang = "zh" };
	struct zc_import_use m = {
		.use = x.use, .path = file, .map = &none, .update = true
	};
	int64_t n;

	close(zt_dir(NULL, 0));
	(void)snprintf(file, sizeof(file), "%s/out.csv", zt_dir_path());
	ZT_OK(zc_ledger_export(&x, &n, e));
	ZT_OK(zc_ledger_import(&m, &d, e));
	ZT_EQ(d.rows, n);
	return d.same;
}

ZT_OFFICE(narrow_view_of_a_role_overwrites_nothing)
{
	int64_t id = 0;

	ZT_EQ(
	    zt_row_add(o, "t_person", "full_name=王某|phone=13800138000", &id),
	    ZC_OK);
	ZT_STR(zc_str_of(zt_field(o, "t_person", id, "phone")), "***");
	ZT_EQ(out_and_in(o, "t_person"), 1);
	zt_office_as(o, "局长", "t_head");
	ZT_STR(zc_str_of(zt_field(o, "t_person", id, "phone")), "13800138000");
}

#define IS(name, want) \
	ZT_STR(zc_str_of(zt_field(o, "t_computer", id, name)), want)

ZT_DB_AS(narrow_definition_loses_nothing, false)
{
	struct zc_catalog wide = { 0 }, less = { 0 };
	struct zc_office *o = NULL;
	int64_t id = 0;

	zt_office_words(true);
	ZT_EQ(zt_office_load(&wide), ZC_OK);
	ZT_EQ(zt_office_load(&less), ZC_OK);
	narrow(&less);
	ZT_OK(zc_office_scratch(url, &wide, &o, e));
	o->example = false;
	zt_office_as(o, "李某", "t_officer");
	ZT_EQ(zt_row_add(o, "t_computer",
		  "asset_no=PC-1|network=office|price=2000|remark=旧机", &id),
	    ZC_OK);
	zc_office_close(o);

	open_again(url, &less, &o);
	/* It is read as it was written … */
	IS("network", "office");
	IS("price", "2000.00");
	ZT_EQ(zt_rows(o, "t_computer"), 1);
	verified(o);
	/* … other fields can be changed beside it … */
	ZT_EQ(zt_row_set(o, "t_computer", id, "room=305"), ZC_OK);
	IS("room", "305");
	IS("network", "office");
	/* … and what is written anew must fit, with a sentence. */
	ZT_EQ(zt_row_set(o, "t_computer", id, "network=office"), ZC_EINPUT);
	ZT_STR(zc_str_of(zt_said), "type");
	ZT_EQ(zt_row_set(o, "t_computer", id, "price=2000"), ZC_EINPUT);
	ZT_STR(zc_str_of(zt_said), "range");
	ZT_EQ(zt_row_set(o, "t_computer", id, "remark=新"), ZC_EINPUT);
	ZT_STR(zc_str_of(zt_said), "field");
	verified(o);
	zc_office_close(o);

	/* The old file is put back: all of it is there. */
	open_again(url, &wide, &o);
	IS("remark", "旧机");
	IS("room", "305");
	IS("price", "2000.00");
	verified(o);
	zc_office_close(o);
	zc_catalog_fini(&wide);
	zc_catalog_fini(&less);
	zt_office_words(false);
}

ZT_OFFICE(narrow_clock_set_back_between_steps)
{
	int64_t id = 0, later = 0;
	struct zc_verdict_of_chain v = { 0 };

	ZT_EQ(zt_row_add(o, "t_hazard", "description=甲", &id), ZC_OK);
	zt_office_on(o, "2026-03-05");
	ZT_EQ(zt_step(
		  o, "t_hazard", id, "assign", "owner=王某|due_at=2026-05-01"),
	    ZC_OK);
	/* The battery of the clock was empty. */
	zt_office_on(o, "2019-01-01");
	zt_office_as(o, "王某", "t_clerk");
	ZT_EQ(zt_step(o, "t_hazard", id, "fix", ""), ZC_OK);
	zt_office_as(o, "李某", "t_officer");
	ZT_EQ(zt_row_add(o, "t_hazard", "description=乙", &later), ZC_OK);
	ZT_TRUE(later > id);
	ZT_EQ(zt_rows(o, "t_hazard"), 2);
	/* History counts by its own numbers, not by the clock. */
	ZT_OK(zc_history_verify(
	    zc_office_db(o), o->tables, o->catalog->nledgers, &v, e));
	ZT_STR(zc_str_of(v.what), "");
	ZT_EQ(zt_db_int(zc_office_db(o),
		  "SELECT count(*) FROM history h JOIN history g ON"
		  " g.row_id = h.row_id AND g.ver = h.ver + 1 AND"
		  " g.seq <= h.seq"),
	    0);
	/* Who did the step before still may not check it off. */
	zt_office_on(o, "2026-03-06");
	zt_office_as(o, "王某", "t_head");
	ZT_EQ(zt_step(o, "t_hazard", id, "check_off", ""), ZC_EREFUSED);
	ZT_STR(zc_str_of(zt_said), "same_person");
	zt_office_as(o, "局长", "t_head");
	zt_office_on(o, "2018-01-01");
	ZT_EQ(zt_step(o, "t_hazard", id, "check_off", ""), ZC_OK);
	ZT_STR(
	    zc_str_of(zt_field(o, "t_hazard", id, "closed_at")), "2018-01-01");
}
