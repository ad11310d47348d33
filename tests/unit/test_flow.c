/* Steps of flows: who may, who may not, what they start, what time does. */
#include "core/office_in.h"
#include "core/people.h"
#include "unit/zt_office.h"

#include <stdlib.h>

#define IS(ledger, id, field, want) \
	ZT_STR(zc_str_of(zt_field(o, ledger, id, field)), want)
#define SAID(want) ZT_STR(zc_str_of(zt_said), want)

static int64_t
hazard(struct zc_office *o)
{
	int64_t id = 0;

	ZT_EQ(zt_row_add(o, "t_hazard", "description=未设口令", &id), ZC_OK);
	return id;
}

static int64_t
count(struct zc_office *o, const char *sql)
{
	return zt_db_int(zc_office_db(o), sql);
}

ZT_OFFICE(flow_walks_a_hazard_from_found_to_checked_off)
{
	int64_t id = hazard(o);

	IS("t_hazard", id, "state", "found");
	ZT_EQ(zt_step(o, "t_hazard", id, "check_off", ""), ZC_EREFUSED);
	SAID("state");
	ZT_EQ(zt_step(o, "t_hazard", id, "assign", ""), ZC_EREFUSED);
	SAID("asks asks");
	ZT_EQ(zt_step(
		  o, "t_hazard", id, "assign", "owner=王某|due_at=2026-02-01"),
	    ZC_EREFUSED);
	SAID("rule");
	IS("t_hazard", id, "state", "found");
	IS("t_hazard", id, "owner", "");
	ZT_EQ(count(o, "SELECT count(*) FROM t_task"), 0);
	ZT_EQ(zt_step(
		  o, "t_hazard", id, "assign", "owner=王某|due_at=2026-05-01"),
	    ZC_OK);
	ZT_EQ(zt_rows(o, "t_task"), 1);
	ZT_EQ(count(o,
		  "SELECT count(*) FROM t_task WHERE person = '王某' AND "
		  "hazard = 'YH-2026-0001'"),
	    1);
	zt_office_as(o, "赵某", "t_clerk");
	ZT_EQ(zt_step(o, "t_hazard", id, "fix", ""), ZC_EACCES);
	SAID("right");
	zt_office_as(o, "王某", "t_clerk");
	ZT_EQ(zt_step(o, "t_hazard", id, "fix", ""), ZC_OK);
	/* The step of the hazard finished the task. */
	ZT_EQ(count(o, "SELECT count(*) FROM t_task WHERE state = 'done'"), 1);
	zt_office_as(o, "王某", "t_head");
	ZT_EQ(zt_step(o, "t_hazard", id, "check_off", ""), ZC_EREFUSED);
	SAID("same_person");
	zt_office_as(o, "局长", "t_head");
	ZT_EQ(zt_step(o, "t_hazard", id, "check_off", ""), ZC_OK);
	IS("t_hazard", id, "state", "closed");
	IS("t_hazard", id, "closed_by", "局长");
	IS("t_hazard", id, "closed_at", "2026-03-02");
	/* What is finished stays. */
	zt_office_as(o, "李某", "t_officer");
	ZT_EQ(zt_row_set(o, "t_hazard", id, "description=别的"), ZC_EREFUSED);
	SAID("final");
	ZT_EQ(count(o,
		  "SELECT count(*) FROM flow_step WHERE ledger = "
		  "'t_hazard'"),
	    4);
}

ZT_OFFICE(flow_gate_holds_a_step_back)
{
	int64_t id = hazard(o);

	ZT_EQ(zt_step(
		  o, "t_hazard", id, "assign", "owner=王某|due_at=2026-05-01"),
	    ZC_OK);
	zt_office_as(o, "王某", "t_clerk");
	ZT_EQ(zt_step(o, "t_hazard", id, "fix", ""), ZC_OK);
	zt_office_as(o, "李某", "t_officer");
	ZT_EQ(zt_row_add(o, "t_task", "hazard=YH-2026-0001|person=孙某", NULL),
	    ZC_OK);
	ZT_EQ(zt_step(o, "t_hazard", id, "check_off", ""), ZC_EREFUSED);
	SAID("gate");
	ZT_TRUE(strstr(zt_zh, "任务未办结") != NULL);
	IS("t_hazard", id, "state", "fixed");
	IS("t_hazard", id, "closed_at", "");
}

ZT_OFFICE(flow_wants_so_many_different_reviewers)
{
	int64_t id = 0;

	ZT_EQ(zt_row_add(o, "t_pub", "subject=通知", &id), ZC_OK);
	/* Who wrote it does not review it. */
	ZT_EQ(zt_step(o, "t_pub", id, "review", ""), ZC_EREFUSED);
	SAID("same_person");
	ZT_EQ(zt_step(o, "t_pub", id, "publish", ""), ZC_EREFUSED);
	SAID("state");
	zt_office_as(o, "甲", "t_head");
	ZT_EQ(zt_step(o, "t_pub", id, "review", ""), ZC_OK);
	IS("t_pub", id, "state", "draft");
	ZT_EQ(zt_step(o, "t_pub", id, "review", ""), ZC_EREFUSED);
	SAID("same_person");
	zt_office_as(o, "乙", "t_officer");
	ZT_EQ(zt_step(o, "t_pub", id, "review", ""), ZC_OK);
	ZT_EQ(zt_step(o, "t_pub", id, "publish", ""), ZC_EREFUSED);
	zt_office_as(o, "丙", "t_head");
	ZT_EQ(zt_step(o, "t_pub", id, "review", ""), ZC_OK);
	IS("t_pub", id, "state", "reviewed");
	zt_office_as(o, "李某", "t_officer");
	ZT_EQ(zt_step(o, "t_pub", id, "publish", ""), ZC_OK);
	IS("t_pub", id, "state", "published");
}

ZT_OFFICE(flow_lets_one_person_act_twice_only_with_a_shown_reason)
{
	int64_t id = hazard(o), pub = 0;

	ZT_EQ(zt_step(
		  o, "t_hazard", id, "assign", "owner=李某|due_at=2026-05-01"),
	    ZC_OK);
	ZT_EQ(zt_step(o, "t_hazard", id, "fix", ""), ZC_OK);
	ZT_EQ(zt_step_same(o, "t_hazard", id, "check_off", "只有一人"),
	    ZC_EREFUSED);
	ZT_EQ(zc_office_use_setting(o, "unit.small", "1"), ZC_OK);
	ZT_EQ(zt_step(o, "t_hazard", id, "check_off", ""), ZC_EREFUSED);
	ZT_TRUE(strstr(zt_zh, "--same-person") != NULL);
	ZT_EQ(zt_step_same(o, "t_hazard", id, "check_off", "只有一人"), ZC_OK);
	ZT_EQ(count(o,
		  "SELECT count(*) FROM flow_step WHERE same_person = "
		  "'只有一人'"),
	    1);
	ZT_EQ(count(o,
		  "SELECT count(*) FROM history WHERE note LIKE "
		  "'%只有一人%'"),
	    1);
	/* A flow that says never means it. */
	ZT_EQ(zt_row_add(o, "t_pub", "subject=通知", &pub), ZC_OK);
	ZT_EQ(zt_step_same(o, "t_pub", pub, "review", "只有一人"), ZC_EREFUSED);
}

static int
paper(struct zc_office *o, int64_t id, const char *signer, const char *day,
    const char *note)
{
	struct zc_step_use s = { .use = zt_use(o, "t_hazard"),
		.id = id,
		.step = "check_off",
		.note = note,
		.paper = { .signer = signer, .digest = "" },
		.same_person = "" };
	const char *state;

	if (day[0] != '\0')
		ZT_TRUE(zc_value_date(zc_str_of(day), &s.paper.signed_at));
	return zc_flow_step(&s, &state, NULL);
}

ZT_OFFICE(flow_takes_a_signature_on_paper_for_its_signer)
{
	int64_t id = hazard(o);

	ZT_EQ(zt_step(
		  o, "t_hazard", id, "assign", "owner=李某|due_at=2026-05-01"),
	    ZC_OK);
	ZT_EQ(zt_step(o, "t_hazard", id, "fix", ""), ZC_OK);
	/* The typist did the step before; the signer is who counts. */
	ZT_EQ(paper(o, id, "局长", "", "原件存档案柜"), ZC_EREFUSED);
	SAID("paper");
	ZT_EQ(paper(o, id, "局长", "2026-03-03", "原件存档案柜"), ZC_EREFUSED);
	SAID("paper");
	ZT_EQ(paper(o, id, "局长", "2026-03-01", ""), ZC_EREFUSED);
	SAID("paper");
	ZT_EQ(paper(o, id, "李某", "2026-03-01", "原件存档案柜"), ZC_EREFUSED);
	SAID("same_person");
	{
		char much[2000];

		memset(much, 'a', sizeof(much) - 1);
		much[sizeof(much) - 1] = '\0';
		ZT_EQ(paper(o, id, "局长", "2026-03-01", much), ZC_EREFUSED);
		SAID("length");
	}
	ZT_EQ(paper(o, id, "局长", "2026-03-01", "绝密★长期"), ZC_EREFUSED);
	SAID("mark");
	ZT_EQ(paper(o, id, "局长", "2026-03-01", "原件存档案柜"), ZC_OK);
	IS("t_hazard", id, "closed_by", "局长");
	ZT_EQ(count(o,
		  "SELECT count(*) FROM flow_step WHERE person = '局长' "
		  "AND actor = '李某' AND signed_at > 0"),
	    1);
}

ZT_OFFICE(flow_signer_who_is_a_user_must_hold_the_role)
{
	int64_t id = hazard(o);
	bool deviation;

	zt_office_as(o, "系", "t_system");
	ZT_OK(zc_people_add(o, "zhou", "周某", "", e));
	zt_office_as(o, "李某", "t_officer");
	ZT_EQ(zt_step(
		  o, "t_hazard", id, "assign", "owner=王某|due_at=2026-05-01"),
	    ZC_OK);
	ZT_EQ(zt_step(o, "t_hazard", id, "fix", ""), ZC_OK);
	ZT_EQ(paper(o, id, "周某", "2026-03-01", "原件在柜"), ZC_EACCES);
	SAID("right");
	zt_office_as(o, "系", "t_system");
	ZT_OK(zc_people_grant(o, "zhou", "t_head", &deviation, e));
	zt_office_as(o, "李某", "t_officer");
	ZT_EQ(paper(o, id, "周某", "2026-03-01", "原件在柜"), ZC_OK);
}

ZT_OFFICE(flow_deadlines_run_and_are_told_once)
{
	int64_t id = hazard(o), n = -1;

	/* Three working days from Monday, Wednesday being off. */
	ZT_EQ(count(o, "SELECT due_at FROM flow_due"),
	    count(o, "SELECT 20518 * 86400"));
	ZT_OK(zc_flow_tick(o, &n, e));
	ZT_EQ(n, 0);
	zt_office_on(o, "2026-03-06");
	ZT_OK(zc_flow_tick(o, &n, e));
	ZT_EQ(n, 0);
	zt_office_on(o, "2026-03-07");
	ZT_OK(zc_flow_tick(o, &n, e));
	ZT_EQ(n, 1);
	ZT_OK(zc_flow_tick(o, &n, e));
	ZT_EQ(n, 0);
	/* A clock set back tells nothing twice and loses nothing. */
	zt_office_on(o, "2026-03-03");
	ZT_OK(zc_flow_tick(o, &n, e));
	ZT_EQ(n, 0);
	zt_office_on(o, "2026-03-09");
	ZT_EQ(zt_step(
		  o, "t_hazard", id, "assign", "owner=王某|due_at=2026-03-10"),
	    ZC_OK);
	ZT_EQ(count(o,
		  "SELECT count(*) FROM flow_due WHERE ledger = "
		  "'t_hazard' AND done_at IS NULL"),
	    1);
	/* The deadline is a field: it moves with it. */
	ZT_EQ(zt_row_set(o, "t_hazard", id, "due_at=2026-03-20"), ZC_OK);
	zt_office_on(o, "2026-03-12");
	ZT_EQ(zt_row_set(o, "t_task", count(o, "SELECT id FROM t_task"),
		  "due_at=2026-03-20"),
	    ZC_OK);
	ZT_OK(zc_flow_tick(o, &n, e));
	ZT_EQ(n, 0);
	zt_office_on(o, "2026-03-21");
	ZT_OK(zc_flow_tick(o, &n, e));
	ZT_EQ(n, 2);
}

struct todo {
	int n, overdue;
	bool timed;
	char last[100];
};

static int
on_todo(void *ctx, const struct zc_todo *t)
{
	struct todo *d = ctx;

	d->n++;
	d->overdue += t->overdue;
	d->timed = t->timed;
	(void)snprintf(
	    d->last, sizeof(d->last), "%s %s", t->ledger->id, t->state);
	return ZC_OK;
}

/* What waits for the acting person. */
static struct todo
waits(struct zc_office *o)
{
	struct todo d = { 0 };

	ZT_OK(zc_flow_todo(o, on_todo, &d, e));
	return d;
}

ZT_OFFICE(flow_deadlines_of_hours_are_times)
{
	int64_t id = 0, n = -1, at = zc_office_now(o);

	ZT_EQ(zt_row_add(o, "t_alarm", "what=终端外联", &id), ZC_OK);
	ZT_EQ(count(o, "SELECT due_at FROM flow_due"), at + 2 * 3600);
	zc_office_set_now(o, at + 2 * 3600);
	ZT_OK(zc_flow_tick(o, &n, e));
	ZT_EQ(n, 0);
	ZT_EQ(waits(o).overdue, 0);
	ZT_TRUE(waits(o).timed);
	zc_office_set_now(o, at + 2 * 3600 + 60);
	ZT_EQ(waits(o).overdue, 1);
	ZT_OK(zc_flow_tick(o, &n, e));
	ZT_EQ(n, 1);
	ZT_OK(zc_flow_tick(o, &n, e));
	ZT_EQ(n, 0);
	ZT_EQ(zt_step(o, "t_alarm", id, "tell", "answer_by=2026-03-02 12:00"),
	    ZC_OK);
	/* Met a minute late: indicators compare these two. */
	ZT_EQ(count(o,
		  "SELECT count(*) FROM flow_due WHERE done_at = due_at + 60"),
	    1);
	/* A field that is a time is one as well. */
	zc_office_set_now(o, at + 3 * 3600);
	ZT_EQ(waits(o).overdue, 0);
	zc_office_set_now(o, at + 3 * 3600 + 60);
	ZT_EQ(waits(o).overdue, 1);
	/* What was deleted waits for nobody, what comes back does again. */
	ZT_EQ(zc_ledger_delete(&(struct zc_ledger_use){ .office = o,
				   .ledger = zt_use(o, "t_alarm").ledger },
		  id, NULL),
	    ZC_OK);
	ZT_EQ(waits(o).n, 0);
	ZT_EQ(zc_ledger_restore(&(struct zc_ledger_use){ .office = o,
				    .ledger = zt_use(o, "t_alarm").ledger },
		  id, NULL),
	    ZC_OK);
	ZT_EQ(waits(o).overdue, 1);
}

ZT_OFFICE(flow_todo_shows_what_waits_for_whom)
{
	int64_t id = hazard(o);
	struct todo d = { 0 };

	ZT_OK(zc_flow_todo(o, on_todo, &d, e));
	ZT_EQ(d.n, 1);
	ZT_EQ(zt_step(
		  o, "t_hazard", id, "assign", "owner=王某|due_at=2026-03-05"),
	    ZC_OK);
	zt_office_as(o, "王某", "t_clerk");
	d = (struct todo){ 0 };
	ZT_OK(zc_flow_todo(o, on_todo, &d, e));
	ZT_EQ(d.n, 2);
	ZT_EQ(d.overdue, 0);
	zt_office_as(o, "赵某", "t_clerk");
	d = (struct todo){ 0 };
	ZT_OK(zc_flow_todo(o, on_todo, &d, e));
	ZT_EQ(d.n, 0);
	/* Overdue, it is shown to the role that is told. */
	zt_office_on(o, "2026-03-06");
	zt_office_as(o, "局长", "t_head");
	d = (struct todo){ 0 };
	ZT_OK(zc_flow_todo(o, on_todo, &d, e));
	ZT_EQ(d.n, 2);
	ZT_EQ(d.overdue, 2);
}

static int
on_may(void *ctx, const struct zc_flow_step *s, const struct zc_both *why)
{
	char *out = ctx;
	size_t n = strlen(out);

	(void)snprintf(
	    out + n, 100 - n, "%s%s ", why == NULL ? "" : "!", s->name);
	return ZC_OK;
}

ZT_OFFICE(flow_says_which_steps_are_possible)
{
	int64_t id = hazard(o);
	struct zc_ledger_use u = zt_use(o, "t_hazard");
	char may[100] = "";

	ZT_OK(zc_flow_may(&u, id, on_may, may, e));
	ZT_STR(zc_str_of(may), "assign ");
	ZT_EQ(zt_step(
		  o, "t_hazard", id, "assign", "owner=李某|due_at=2026-05-01"),
	    ZC_OK);
	ZT_EQ(zt_step(o, "t_hazard", id, "fix", ""), ZC_OK);
	u = zt_use(o, "t_hazard");
	may[0] = '\0';
	ZT_OK(zc_flow_may(&u, id, on_may, may, e));
	ZT_STR(zc_str_of(may), "!send_back !check_off ");
}

struct told {
	int n;
	char first[1200];
};

static void
on_fault(void *ctx, const struct zc_fault *f)
{
	struct told *t = ctx;

	if (t->n++ == 0)
		(void)snprintf(
		    t->first, sizeof(t->first), "%s %s", f->address, f->en);
}

ZT_DB_AS(flow_examples_hold, false)
{
	struct zc_catalog c = { 0 };
	struct told t = { 0 };
	int64_t n = 0;

	ZT_EQ(zt_office_load(&c), ZC_OK);
	ZT_OK(zc_flow_examples(&c, url, on_fault, &t, &n, e));
	ZT_EQ(t.n, 0);
	ZT_STR(zc_str_of(t.first), "");
	ZT_EQ(n, 25);
	zc_catalog_fini(&c);
}

ZT_DB_AS(flow_examples_that_fail_are_told, false)
{
	struct zc_catalog c = { 0 };
	struct told t = { 0 };
	int64_t n = 0;

	ZT_EQ(zt_office_load(&c), ZC_OK);
	for (size_t i = 0; i < c.nledgers; i++) {
		if (strcmp(c.ledgers[i].id, "t_pub") == 0)
			c.ledgers[i].flow_examples[0].steps[0].refused = false;
		if (strcmp(c.ledgers[i].id, "t_visit") == 0)
			c.ledgers[i].examples[0].accept = false;
	}
	ZT_OK(zc_flow_examples(&c, url, on_fault, &t, &n, e));
	ZT_EQ(t.n, 2);
	ZT_TRUE(strstr(t.first, "t_pub.yaml:") != NULL);
	zc_catalog_fini(&c);
}

static int
on_moved(void *ctx, const struct zc_people_moved *m)
{
	int *n = ctx;

	(void)m;
	++*n;
	return ZC_OK;
}

ZT_OFFICE(people_hand_everything_over_in_one_go)
{
	int64_t pc = 0, open = hazard(o), shut = hazard(o);
	bool deviation;
	int moved = 0;

	ZT_EQ(
	    zt_row_add(o, "t_computer", "network=office|responsible=王某", &pc),
	    ZC_OK);
	ZT_EQ(zt_step(o, "t_hazard", open, "assign",
		  "owner=王某|due_at=2026-05-01"),
	    ZC_OK);
	ZT_EQ(zt_step(o, "t_hazard", shut, "assign",
		  "owner=王某|due_at=2026-05-01"),
	    ZC_OK);
	ZT_EQ(zt_step(o, "t_hazard", shut, "fix", ""), ZC_OK);
	zt_office_as(o, "局长", "t_head");
	ZT_EQ(zt_step(o, "t_hazard", shut, "check_off", ""), ZC_OK);
	zt_office_as(o, "系", "t_system");
	ZT_OK(zc_people_add(o, "wang", "王某", "办公室", e));
	ZT_OK(zc_people_add(o, "sun", "孙某", "办公室", e));
	ZT_EQ(zc_people_add(o, "sun", "孙某", "", NULL), ZC_EEXIST);
	ZT_EQ(zc_people_add(o, "a b", "孙某", "", NULL), ZC_EINPUT);
	ZT_OK(zc_people_grant(o, "wang", "t_officer", &deviation, e));
	ZT_EQ(zc_people_grant(o, "wang", "t_audit", &deviation, NULL),
	    ZC_EREFUSED);
	ZT_OK(zc_people_grant(o, "sun", "t_audit", &deviation, e));
	/* He may not hold both: nothing moves. */
	ZT_EQ(zc_people_handover(o, "wang", "sun", on_moved, &moved, NULL),
	    ZC_EREFUSED);
	zt_office_as(o, "李某", "t_officer");
	IS("t_computer", pc, "responsible", "王某");
	zt_office_as(o, "系", "t_system");
	ZT_OK(zc_people_revoke(o, "sun", "t_audit", e));
	moved = 0;
	ZT_OK(zc_people_handover(o, "wang", "sun", on_moved, &moved, e));
	/* A role, the computer, the open hazard and its task. */
	ZT_EQ(moved, 4);
	zt_office_as(o, "李某", "t_officer");
	IS("t_computer", pc, "responsible", "孙某");
	IS("t_hazard", open, "owner", "孙某");
	IS("t_hazard", shut, "owner", "王某");
	zt_office_as(o, "赵某", "t_officer");
	ZT_EQ(zc_people_disable(o, "wang", NULL), ZC_EACCES);
}

ZT_OFFICE(people_administrators_stay_apart)
{
	bool deviation = false;

	zt_office_as(o, "系", "t_system");
	ZT_OK(zc_people_add(o, "one", "一人", "", e));
	ZT_OK(zc_people_grant(o, "one", "t_system", &deviation, e));
	ZT_EQ(zc_people_grant(o, "one", "t_security", &deviation, NULL),
	    ZC_EREFUSED);
	ZT_EQ(zc_office_use_setting(o, "unit.small", "1"), ZC_OK);
	ZT_OK(zc_people_grant(o, "one", "t_security", &deviation, e));
	ZT_TRUE(deviation);
	ZT_EQ(zc_people_grant(o, "one", "t_audit", &deviation, NULL),
	    ZC_EREFUSED);
	ZT_EQ(
	    zc_people_grant(o, "one", "t_system", &deviation, NULL), ZC_EEXIST);
	ZT_EQ(
	    zc_people_grant(o, "one", "no_such", &deviation, NULL), ZC_ENOENT);
}
