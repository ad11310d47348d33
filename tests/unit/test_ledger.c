/* What people do with rows of ledgers, and what is refused. */
#include "core/office_in.h"
#include "store/history.h"
#include "unit/zt_office.h"

#include <stdlib.h>

#define IS(ledger, id, field, want) \
	ZT_STR(zc_str_of(zt_field(o, ledger, id, field)), want)
#define SAID(want) ZT_STR(zc_str_of(zt_said), want)

ZT_OFFICE(ledger_gives_numbers_defaults_and_normal_forms)
{
	int64_t id = 0, other = 0;

	ZT_EQ(zt_row_add(o, "t_computer",
		  "network=互联网|mac=00-1A-2B-3C-4D-5E|price=￥4,999.5|"
		  "bought_at=2026年3月1日",
		  &id),
	    ZC_OK);
	IS("t_computer", id, "asset_no", "PC-2026-0001");
	IS("t_computer", id, "network", "互联网");
	IS("t_computer", id, "mac", "00:1a:2b:3c:4d:5e");
	IS("t_computer", id, "price", "4999.50");
	IS("t_computer", id, "bought_at", "2026-03-01");
	IS("t_computer", id, "obtained", "人工");
	ZT_EQ(zt_row_add(o, "t_fix", "computer=PC-2026-0001", &other), ZC_OK);
	IS("t_fix", other, "fix_no", "WX-202603-001");
	IS("t_fix", other, "sent_at", "2026-03-02");
}

ZT_OFFICE(ledger_refuses_each_wrong_cell_with_its_reason)
{
	static const struct {
		const char *row, *said;
	} bad[] = {
		{ "mac=00:1a:2b:3c:4d:5e", "required" },
		{ "network=电话网", "type" },
		{ "network=internet|mac=zz", "type" },
		{ "network=internet|ip=1.2.3.400", "type" },
		{ "network=internet|bought_at=2026-02-30", "type" },
		{ "network=internet|price=两千", "type" },
		{ "network=internet|price=1000001", "range" },
		{ "network=internet|room=12a", "pattern" },
		{ "network=internet|room=1234", "length" },
		{ "network=internet|no_such=1", "field" },
		{ "network=电话网|mac=zz", "type type" },
	};

	for (size_t i = 0; i < ZC_LEN(bad); i++) {
		ZT_EQ(zt_row_add(o, "t_computer", bad[i].row, NULL), ZC_EINPUT);
		SAID(bad[i].said);
	}
	ZT_EQ(zt_rows(o, "t_computer"), 0);
	ZT_EQ(zt_row_add(
		  o, "t_computer", "network=internet|bought_at=明天", NULL),
	    ZC_EINPUT);
	ZT_TRUE(strstr(zt_zh, "购置日期") != NULL);
	ZT_TRUE(strstr(zt_zh, "明天") != NULL);
	ZT_TRUE(strstr(zt_zh, "2026-05-01") != NULL);
}

ZT_OFFICE(ledger_keeps_nothing_of_a_mark)
{
	int64_t id = 0;

	ZT_EQ(zt_row_add(o, "t_computer",
		  "network=internet|remark=关于某事的请示\n机密★10年", NULL),
	    ZC_EREFUSED);
	SAID("mark");
	ZT_TRUE(strstr(zt_zh, "机密") == NULL);
	ZT_EQ(zt_rows(o, "t_computer"), 0);
	ZT_EQ(zt_row_add(o, "t_computer",
		  "network=internet|bought_at=绝密★长期", NULL),
	    ZC_EREFUSED);
	/* A label may be a mark: a person looks at it first. */
	ZT_EQ(zt_row_add(
		  o, "t_computer", "network=internet|remark=密级：机密", NULL),
	    ZC_EACCES);
	SAID("mark");
	/* Titles of laws are no marks. */
	ZT_EQ(zt_row_add(o, "t_computer",
		  "network=internet|remark=学习《保守国家秘密法》", &id),
	    ZC_OK);
	ZT_EQ(
	    zt_row_set(o, "t_computer", id, "remark=秘密★6个月"), ZC_EREFUSED);
	IS("t_computer", id, "remark", "学习《保守国家秘密法》");
	ZT_EQ(zt_db_int(zc_office_db(o), "SELECT count(*) FROM history"), 1);
}

ZT_OFFICE(ledger_takes_a_confirmed_doubt)
{
	struct zc_ledger_use u = zt_use(o, "t_computer");
	struct zc_cell v[] = { { "network", "internet" },
		{ "remark", "密级：机密" } };
	struct zc_cells row = { v, ZC_LEN(v) };
	int64_t id = 0;

	u.confirmed = true;
	ZT_EQ(zc_ledger_add(&u, &row, &id, NULL), ZC_OK);
	IS("t_computer", id, "remark", "密级：机密");
}

ZT_OFFICE(ledger_keeps_of_an_identity_only_that_it_was_checked)
{
	int64_t id = 0;

	ZT_EQ(zt_row_add(o, "t_visit",
		  "visitor=钱某|id_checked=11010519491231002X", &id),
	    ZC_OK);
	ZT_EQ(zt_db_int(zc_office_db(o),
		  "SELECT count(*) FROM t_visit WHERE id_checked = '已核验'"),
	    1);
	ZT_EQ(zt_db_int(zc_office_db(o),
		  "SELECT count(*) FROM history WHERE body LIKE '%110105%'"),
	    0);
	ZT_EQ(zt_row_add(o, "t_visit",
		  "visitor=钱某|id_checked=110105194912310021", NULL),
	    ZC_EINPUT);
	ZT_TRUE(strstr(zt_zh, "110105") == NULL);
	/* Who has no right to it sees that there is something, not what. */
	IS("t_visit", id, "id_checked", "***");
}

ZT_OFFICE(ledger_wants_references_that_exist_and_renames_them)
{
	int64_t pc = 0, fix = 0, more = 0;

	ZT_EQ(zt_row_add(o, "t_fix", "computer=PC-1", NULL), ZC_EINPUT);
	SAID("reference");
	ZT_EQ(zt_row_add(o, "t_computer", "asset_no=PC-1|network=office", &pc),
	    ZC_OK);
	ZT_EQ(zt_row_add(o, "t_fix", "computer=PC-1", &fix), ZC_OK);
	ZT_EQ(zt_row_add(o, "t_fix", "computer=PC-1", &more), ZC_OK);
	ZT_EQ(zt_row_set(o, "t_computer", pc, "asset_no=PC-9"), ZC_OK);
	IS("t_fix", fix, "computer", "PC-9");
	IS("t_fix", more, "computer", "PC-9");
	/* What is referred to is not deleted. */
	{
		struct zc_ledger_use u = zt_use(o, "t_computer");

		ZT_EQ(zc_ledger_delete(&u, pc, NULL), ZC_EREFUSED);
		SAID("referred");
	}
	IS("t_computer", pc, "asset_no", "PC-9");
	/* A person who is in no ledger may be named all the same. */
	ZT_EQ(zt_row_set(o, "t_computer", pc, "responsible=外单位周某"), ZC_OK);
}

ZT_OFFICE(ledger_wants_unique_values)
{
	int64_t id = 0;

	ZT_EQ(
	    zt_row_add(o, "t_computer", "network=office|mac=001a2b3c4d5e", &id),
	    ZC_OK);
	ZT_EQ(zt_row_add(o, "t_computer",
		  "network=office|mac=00:1A:2B:3C:4D:5E", NULL),
	    ZC_EINPUT);
	SAID("unique");
	ZT_EQ(zt_row_add(o, "t_computer",
		  "network=office|asset_no=PC-2026-0001", NULL),
	    ZC_EINPUT);
	SAID("unique");
	ZT_EQ(zt_row_set(o, "t_computer", id, "mac=00:1A:2B:3C:4D:5E"), ZC_OK);
}

ZT_OFFICE(ledger_takes_back_what_a_rule_refuses)
{
	int64_t id = 0;

	ZT_EQ(zt_row_add(o, "t_computer", "asset_no=PC-1|network=office", NULL),
	    ZC_OK);
	ZT_EQ(zt_row_add(o, "t_fix", "computer=PC-1|back_at=2026-03-01", NULL),
	    ZC_EREFUSED);
	SAID("rule");
	ZT_EQ(zt_rows(o, "t_fix"), 0);
	ZT_EQ(zt_row_add(o, "t_fix", "computer=PC-1", &id), ZC_OK);
	/* The number of the refused row was given back with it. */
	IS("t_fix", id, "fix_no", "WX-202603-001");
	ZT_EQ(zt_row_set(o, "t_fix", id, "back_at=2026-01-01"), ZC_EREFUSED);
	IS("t_fix", id, "back_at", "");
	ZT_EQ(zt_row_set(o, "t_fix", id, "back_at=2026-03-09"), ZC_OK);
}

ZT_OFFICE(ledger_never_gives_a_number_twice)
{
	struct zc_ledger_use u;
	int64_t a = 0, b = 0, c = 0;

	ZT_EQ(zt_row_add(o, "t_computer", "network=office", &a), ZC_OK);
	ZT_EQ(zt_row_add(o, "t_computer", "network=office", &b), ZC_OK);
	u = zt_use(o, "t_computer");
	ZT_EQ(zc_ledger_delete(&u, b, NULL), ZC_OK);
	ZT_EQ(zt_row_add(o, "t_computer", "network=office", &c), ZC_OK);
	IS("t_computer", c, "asset_no", "PC-2026-0003");
	/* A number from outside moves the sequence on. */
	ZT_EQ(zt_row_add(o, "t_computer",
		  "network=office|asset_no=PC-2026-0041", NULL),
	    ZC_OK);
	ZT_EQ(zt_row_add(o, "t_computer", "network=office", &c), ZC_OK);
	IS("t_computer", c, "asset_no", "PC-2026-0042");
	/* A new year begins anew; the clock set back goes on where it was. */
	zt_office_on(o, "2027-01-04");
	ZT_EQ(zt_row_add(o, "t_computer", "network=office", &c), ZC_OK);
	IS("t_computer", c, "asset_no", "PC-2027-0001");
	zt_office_on(o, "2026-03-01");
	ZT_EQ(zt_row_add(o, "t_computer", "network=office", &c), ZC_OK);
	IS("t_computer", c, "asset_no", "PC-2026-0043");
}

ZT_OFFICE(ledger_deletes_into_a_bin_and_restores)
{
	struct zc_ledger_use u;
	int64_t a = 0;

	ZT_EQ(
	    zt_row_add(o, "t_computer", "network=office|mac=001a2b3c4d5e", &a),
	    ZC_OK);
	u = zt_use(o, "t_computer");
	ZT_EQ(zc_ledger_delete(&u, a, NULL), ZC_OK);
	ZT_EQ(zt_rows(o, "t_computer"), 0);
	u = zt_use(o, "t_computer");
	ZT_EQ(zc_ledger_restore(&u, a, NULL), ZC_OK);
	ZT_EQ(zt_rows(o, "t_computer"), 1);
	u = zt_use(o, "t_computer");
	ZT_EQ(zc_ledger_delete(&u, a, NULL), ZC_OK);
	/* Its unique value was taken meanwhile. */
	ZT_EQ(zt_row_add(
		  o, "t_computer", "network=office|mac=001a2b3c4d5e", NULL),
	    ZC_OK);
	u = zt_use(o, "t_computer");
	ZT_TRUE(zc_ledger_restore(&u, a, NULL) != ZC_OK);
	ZT_EQ(zt_rows(o, "t_computer"), 1);
}

ZT_OFFICE(ledger_asks_for_rights)
{
	int64_t a = 0, mine = 0;

	ZT_EQ(
	    zt_row_add(o, "t_hazard", "description=一|owner=王某", &a), ZC_OK);
	zt_office_as(o, "赵某", "t_clerk");
	ZT_EQ(zt_row_add(o, "t_computer", "network=office", NULL), ZC_EACCES);
	SAID("right");
	ZT_EQ(zt_row_set(o, "t_hazard", a, "description=二"), ZC_EACCES);
	/* Own scope: rows he made, and rows that name him. */
	ZT_EQ(zt_rows(o, "t_hazard"), 0);
	IS("t_hazard", a, "description", "(no row)");
	ZT_EQ(zt_row_add(o, "t_hazard", "description=三", &mine), ZC_OK);
	ZT_EQ(zt_rows(o, "t_hazard"), 1);
	zt_office_as(o, "王某", "t_clerk");
	ZT_EQ(zt_rows(o, "t_hazard"), 1);
	IS("t_hazard", a, "description", "一");
	zt_office_as(o, "无名", "");
	ZT_EQ(zt_rows(o, "t_hazard"), -1);
	zt_office_as(o, "审计", "t_audit");
	ZT_EQ(zt_rows(o, "t_hazard"), 2);
	ZT_EQ(zt_row_set(o, "t_hazard", a, "description=二"), ZC_EACCES);
}

ZT_OFFICE(ledger_hides_fields_that_roles_do_not_show)
{
	int64_t id = 0;

	ZT_EQ(
	    zt_row_add(o, "t_person", "full_name=王某|phone=13800138000", &id),
	    ZC_OK);
	IS("t_person", id, "phone", "***");
	/* An export that comes back does not overwrite what it hid. */
	ZT_EQ(zt_row_set(o, "t_person", id, "phone=***|department=办公室"),
	    ZC_OK);
	IS("t_person", id, "department", "办公室");
	zt_office_as(o, "局长", "t_head");
	IS("t_person", id, "phone", "13800138000");
}

static int
secrets_found(struct zc_office *o, const char *words)
{
	struct zc_ledger_use u = zt_use(o, "t_secret");
	struct zc_list l = { .search = words, .limit = 10 };
	int64_t n;

	return zc_ledger_count(&u, &l, &n, NULL);
}

/* A number that SQL of a definition gives. */
static int64_t
asked(struct zc_office *o, const char *sql)
{
	struct zc_rows *r = NULL;
	int64_t n = -1;

	ZT_OK(zc_view_ask(zc_office_db(o), sql, &r, e));
	if (r != NULL && zc_rows_next(r, NULL) == 1)
		n = zc_rows_int(r, 0);
	zc_rows_close(r);
	return n;
}

ZT_OFFICE(ledger_of_classified_matter_is_off_and_may_count)
{
	int64_t id = 0;

	ZT_EQ(zt_row_add(o, "t_secret", "reg_no=A-1", NULL), ZC_EREFUSED);
	SAID("off");
	ZT_EQ(zc_office_use_setting(
		  o, "ledger.classified_on", "other\nt_secret:count"),
	    ZC_OK);
	ZT_EQ(zt_row_add(o, "t_secret", "reg_no=A-1|note=说明", NULL),
	    ZC_EREFUSED);
	SAID("count");
	ZT_EQ(zt_row_add(o, "t_secret", "reg_no=A-1", &id), ZC_OK);
	ZT_EQ(zc_office_use_setting(o, "ledger.classified_on", "t_secret"),
	    ZC_OK);
	ZT_EQ(zt_row_set(o, "t_secret", id, "note=说明|copies=3"), ZC_OK);
	IS("t_secret", id, "note", "说明");
	/* Counting only again: numbers and keys are shown, no text is. */
	ZT_EQ(
	    zc_office_use_setting(o, "ledger.classified_on", "t_secret:count"),
	    ZC_OK);
	IS("t_secret", id, "reg_no", "A-1");
	IS("t_secret", id, "copies", "3");
	IS("t_secret", id, "note", "***");
	ZT_EQ(secrets_found(o, "说明"), ZC_EACCES);
	ZT_OK(zc_office_see(o, 0, 0, 0, e));
	ZT_EQ(asked(o, "SELECT count(*) FROM t_secret WHERE copies = 3"), 1);
	ZT_EQ(asked(o, "SELECT count(*) FROM t_secret WHERE note IS NULL"), 1);
}

ZT_OFFICE(ledger_refuses_a_stale_version)
{
	struct zc_ledger_use u;
	struct zc_cell v[] = { { "room", "101" } };
	struct zc_cells row = { v, 1 };
	int64_t id = 0;

	ZT_EQ(zt_row_add(o, "t_computer", "network=office", &id), ZC_OK);
	u = zt_use(o, "t_computer");
	ZT_EQ(zc_ledger_set(&u, id, 1, &row, NULL), ZC_OK);
	v[0].text = "102";
	ZT_EQ(zc_ledger_set(&u, id, 1, &row, NULL), ZC_EBUSY);
	IS("t_computer", id, "room", "101");
}

static char life[4000];

static int
on_life(void *ctx, int64_t at, const char *actor, const char *sentence)
{
	size_t n = strlen(life);

	(void)ctx;
	(void)at;
	(void)snprintf(life + n, sizeof(life) - n, "%s：%s\n", actor, sentence);
	return ZC_OK;
}

ZT_OFFICE(ledger_tells_the_life_of_a_row_in_sentences)
{
	struct zc_ledger_use u;
	int64_t id = 0;

	life[0] = '\0';
	ZT_EQ(
	    zt_row_add(o, "t_person", "full_name=王某|phone=13800138000", &id),
	    ZC_OK);
	ZT_EQ(zt_row_set(o, "t_person", id, "department=办公室|in_service=否"),
	    ZC_OK);
	u = zt_use(o, "t_person");
	ZT_OK(zc_ledger_life(&u, id, "zh", on_life, NULL, e));
	ZT_TRUE(strstr(life, "姓名为“王某”") != NULL);
	ZT_TRUE(strstr(life, "在职由“是”改为“否”") != NULL);
	ZT_TRUE(strstr(life, "部门为“办公室”") != NULL);
	/* Hidden here as everywhere. */
	ZT_TRUE(strstr(life, "13800138000") == NULL);
}

ZT_OFFICE(office_keeps_settings_of_the_unit)
{
	zt_office_as(o, "安", "t_security");
	ZT_STR(zc_str_of(zc_office_setting(o, "test.reviews")), "3");
	ZT_OK(zc_office_set_setting(o, "test.reviews", "2", e));
	ZT_EQ(zc_office_number(o, "{test.reviews}", 1), 2);
	ZT_EQ(zc_office_set_setting(o, "test.reviews", "0", NULL), ZC_EINPUT);
	ZT_EQ(zc_office_set_setting(o, "no.such", "0", NULL), ZC_ENOENT);
	ZT_EQ(zt_db_int(zc_office_db(o), "SELECT count(*) FROM setting_value"),
	    1);
	zt_office_as(o, "李某", "t_officer");
	ZT_EQ(zc_office_set_setting(o, "test.reviews", "3", NULL), ZC_EACCES);
}

ZT_OFFICE(office_counts_working_days)
{
	int64_t monday = 0, day;
	char text[32];

	ZT_TRUE(zc_value_date(ZC_S("2026-03-02"), &monday));
	/* Wednesday is off, Saturday is worked (tests/office/calendars). */
	day = zc_office_day_after(o, monday, 4, true);
	ZT_STR(zc_str_of(zc_value_day(day, text)), "2026-03-07");
	day = zc_office_day_after(o, monday, 5, true);
	ZT_STR(zc_str_of(zc_value_day(day, text)), "2026-03-09");
	day = zc_office_day_after(o, monday, 5, false);
	ZT_STR(zc_str_of(zc_value_day(day, text)), "2026-03-07");
	ZT_EQ(zt_db_int(zc_office_db(o), "SELECT count(*) FROM calendar"), 2);
}

/* Rows a query of a definition yields for the acting user; -1: refused. */
static int64_t
seen(struct zc_office *o, const char *sql)
{
	struct zc_rows *r = NULL;
	int64_t n = 0;
	int rc;

	ZT_OK(zc_office_see(o, 0, 0, 0, e));
	if (zc_view_ask(zc_office_db(o), sql, &r, NULL) != ZC_OK)
		return -1;
	while ((rc = zc_rows_next(r, NULL)) == 1)
		n++;
	zc_rows_close(r);
	return rc < 0 ? -1 : n;
}

ZT_OFFICE(office_shows_queries_what_the_actor_may_see)
{
	ZT_EQ(
	    zt_row_add(o, "t_person", "full_name=王某|phone=13800138000", NULL),
	    ZC_OK);
	/* A hidden field is null, also for who would search by it. */
	ZT_EQ(seen(o, "SELECT 1 FROM t_person"), 1);
	ZT_EQ(seen(o, "SELECT 1 FROM t_person WHERE phone IS NOT NULL"), 0);
	zt_office_as(o, "局长", "t_head");
	ZT_EQ(seen(o, "SELECT 1 FROM t_person WHERE phone IS NOT NULL"), 1);
	/* A ledger that he may not read as a whole is not there at all. */
	zt_office_as(o, "赵某", "t_clerk");
	ZT_EQ(seen(o, "SELECT 1 FROM t_hazard"), -1);
	ZT_EQ(seen(o, "SELECT 1 FROM user_account"), -1);
}

ZT_OFFICE(ledger_searches_and_filters)
{
	struct zc_ledger_use u;
	struct zc_filter f = { .col = "phone",
		.op = ZC_IS,
		.val = { .type = ZC_VAL_TEXT, .s = ZC_S("13800138000") } };
	struct zc_list l = { .limit = 10, .search = "口令" };
	int64_t n = 0;

	ZT_EQ(zt_row_add(o, "t_hazard", "description=未设口令", NULL), ZC_OK);
	ZT_EQ(zt_row_add(o, "t_hazard", "description=未锁屏", NULL), ZC_OK);
	u = zt_use(o, "t_hazard");
	ZT_OK(zc_ledger_count(&u, &l, &n, e));
	ZT_EQ(n, 1);
	/* What is hidden is not guessed by asking for it. */
	u = zt_use(o, "t_person");
	l = (struct zc_list){ .limit = 10, .filters = &f, .nfilters = 1 };
	ZT_EQ(zc_ledger_count(&u, &l, &n, NULL), ZC_EACCES);
}
