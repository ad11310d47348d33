/*
 * Two units in one store, one below the other. Every query of every definition
 * runs for the upper one before and after the lower one gets rows, facts and
 * findings: nothing may change. Then for the lower one: nothing of the upper
 * one may be seen. Lists, exports and the rest are asked by hand.
 */
#include "core/flow_in.h"
#include "core/ledger_export.h"
#include "core/office_in.h"
#include "store/unit.h"
#include "unit/zt_every.h"

#include <stdio.h>

#define MINE "甲局"
#define THEIRS "乙所"

enum {
	ROWS = 2, /* of each ledger in each unit */
	LOG_MAX = 64 << 20
};

struct world {
	struct zt_every *w;
	int64_t mine, theirs;
	struct zc_buf log;     /* what all queries gave */
	const char *foreign;   /* no cell may hold this */
	int64_t queries, rows; /* run, and given */
};

static void
act_in(struct world *k, int64_t unit, const char *mark)
{
	struct zc_actor a;
	static char name[2][60];
	char *n = name[unit == k->mine];

	(void)snprintf(n, sizeof(name[0]), "%s登记员", mark);
	zt_every_alone(k->w, n);
	a = *zc_office_actor(k->w->o);
	a.unit = unit;
	a.owner = false; /* the auditor, whose rights he has, sees the tree */
	zc_office_set_actor(k->w->o, &a);
	k->w->mark = mark;
}

/* A fact of each kind, every text of it marked. */
static void
plant_facts(struct world *k, int64_t unit, const char *mark)
{
	size_t n;
	const struct zc_tdef *t = zc_office_facts(k->w->o, &n);
	struct zc_val text = { .type = ZC_VAL_TEXT, .s = zc_str_of(mark) };
	struct zc_val one = { .type = ZC_VAL_INT, .i = 1 };
	struct zc_buf b;

	for (size_t i = 0; i < n; i++) {
		struct zc_val v[128] = { text, text,
			{ .type = ZC_VAL_INT, .i = unit }, text, one, one,
			{ .type = ZC_VAL_INT, .i = 0 } };

		zc_buf_init(&b, 1 << 16);
		zc_buf_fmt(&b,
		    "INSERT INTO %s VALUES($1, $2, $3, $4, $5, $6, $7",
		    t[i].name);
		for (size_t c = 0; c < t[i].ncols; c++) {
			zc_buf_fmt(&b, ", $%zu", c + 8);
			v[c + 7] = t[i].cols[c].type == ZC_T_TEXT ? text : one;
		}
		zc_buf_char(&b, ')');
		ZT_OK(zc_db_run_v(
		    zc_office_db(k->w->o), b.p, v, t[i].ncols + 7, e));
		zc_buf_fini(&b);
	}
}

/* A computer that was inspected, with a finding and figures of a year. */
static void
plant_findings(struct world *k, int64_t unit, const char *mark)
{
	struct zc_db *db = zc_office_db(k->w->o);

	ZT_OK(zc_db_run(db,
	    "INSERT INTO target(id, hostname, first_seen, last_seen, unit_id)"
	    " VALUES($1, $1, 1, 1, $2)",
	    e, "si", mark, unit));
	ZT_OK(zc_db_run(db,
	    "INSERT INTO finding(finding_key, check_id, target_id, severity,"
	    " cells, detection, workflow, disposition, recurrence, first_seen,"
	    " last_seen, case_digest) VALUES($1, $1, $1, 'high', $1,"
	    " 'present', 'reported', 'none', 0, 1, 1, $1)",
	    e, "s", mark));
	ZT_OK(zc_db_run(db,
	    "INSERT INTO judged(target_id, check_id, started, verdict,"
	    " case_digest) VALUES($1, $1, 1, 'fail', $1)",
	    e, "s", mark));
	ZT_OK(zc_db_run(db,
	    "INSERT INTO case_file(digest, id, target_id, rules, path, started,"
	    " finished, imported) VALUES($1, $1, $1, $1, $1, 1, 1, 1)",
	    e, "s", mark));
	ZT_OK(zc_db_run(db,
	    "INSERT INTO indicator_value(unit_id, indicator, period, numerator,"
	    " denominator, target, met, rules, taken_at, taken_by)"
	    " VALUES($1, $2, '2025', '1', '1', '1', 'true', $2, 1, $2)",
	    e, "is", unit, mark));
}

static void
plant(struct world *k, int64_t unit, const char *mark)
{
	act_in(k, unit, mark);
	for (size_t i = 0; i < k->w->c->nledgers; i++)
		for (int n = 0; n < ROWS; n++)
			(void)zt_every_add(k->w, &k->w->c->ledgers[i], true);
	ZT_OK(zc_db_begin(zc_office_db(k->w->o), e));
	plant_facts(k, unit, mark);
	plant_findings(k, unit, mark);
	ZT_OK(zc_db_commit(zc_office_db(k->w->o), e));
}

/* Run one query; every cell goes into the log. */
static void
run(struct world *k, const struct zc_at *at, const char *sql)
{
	struct zc_rows *r = NULL;
	struct zc_err e = { 0 };
	struct zc_arena a;
	int rc;

	if (sql == NULL || sql[0] == '\0')
		return;
	zc_arena_init(&a, 1 << 20);
	rc = zc_view_ask(
	    zc_office_db(k->w->o), zc_office_sql(k->w->o, sql, &a), &r, &e);
	k->queries++;
	zc_buf_fmt(&k->log, "%s:%d %.60s\n", at->file, at->line, sql);
	while (rc >= 0 && (rc = zc_rows_next(r, &e)) == 1) {
		k->rows++;
		for (size_t i = 0; i < zc_rows_cols(r); i++) {
			const char *text = zc_rows_text(r, i);

			zc_buf_fmt(&k->log, "%s|", text);
			if (strstr(text, k->foreign) != NULL)
				zt_fail(at->file, at->line,
				    "sees another unit: %s", text);
		}
		zc_buf_char(&k->log, '\n');
	}
	if (rc < 0)
		zt_fail(at->file, at->line, "%s: %s", e.msg, sql);
	zc_rows_close(r);
	zc_arena_fini(&a);
}

/* The newest row of the ledger in the unit. */
static int64_t
row_of(struct world *k, const struct zc_ledger *l, int64_t unit)
{
	char sql[200];

	(void)snprintf(sql, sizeof(sql),
	    "SELECT coalesce(max(id), 0) FROM %s WHERE unit_id = %lld", l->id,
	    (long long)unit);
	return zt_db_int(zc_office_db(k->w->o), sql);
}

static void
run_ledger(struct world *k, const struct zc_ledger *l, int64_t unit)
{
	const struct zc_flow *f = &l->flow;

	ZT_OK(zc_office_see_row(k->w->o, unit, row_of(k, l, unit), e));
	for (size_t i = 0; i < l->nrules; i++)
		run(k, &l->rules[i].at, l->rules[i].query);
	for (size_t i = 0; i < f->nsteps; i++) {
		const struct zc_flow_step *s = &f->steps[i];

		run(k, &s->at, s->when);
		for (size_t j = 0; j < s->nrefuse; j++)
			run(k, &s->refuse[j].at, s->refuse[j].query);
		for (size_t j = 0; j < s->ncreates; j++)
			run(k, &s->creates[j].at, s->creates[j].query);
		for (size_t j = 0; j < s->nsteps_on; j++)
			run(k, &s->steps_on[j].at, s->steps_on[j].query);
	}
	for (size_t i = 0; i < l->nfrom; i++) {
		run(k, &l->from[i].at, l->from[i].query);
		run(k, &l->from[i].at, l->from[i].missing);
	}
}

/* The setting of a check that `:name` stands for: its dots are '_' there. */
static const char *
setting_of(struct world *k, const struct zc_check *c, struct zc_str name)
{
	for (size_t i = 0; i < c->settings.n; i++) {
		const char *id = c->settings.v[i];
		size_t n = 0;

		while (n < name.n && id[n] != '\0' &&
		    (id[n] == name.p[n] || (id[n] == '.' && name.p[n] == '_')))
			n++;
		if (n == name.n && id[n] == '\0')
			return zc_office_setting(k->w->o, id);
	}
	return NULL;
}

/* A query of a check: parameters are put in as the program does. */
static void
run_check(struct world *k, const struct zc_check *c, const char *sql)
{
	struct zc_buf b;

	if (sql == NULL)
		return;
	zc_buf_init(&b, 1 << 20);
	for (const char *p = sql; *p != '\0';) {
		struct zc_str name = { p + 1, 0 };
		const char *v = NULL;

		while (*p == ':' &&
		    (name.p[name.n] == '_' ||
			(name.p[name.n] >= 'a' && name.p[name.n] <= 'z')))
			name.n++;
		if (name.n > 0)
			v = setting_of(k, c, name);
		if (v == NULL) {
			zc_buf_char(&b, *p++);
			continue;
		}
		if (strspn(v, "0123456789") == strlen(v))
			zc_buf_cstr(&b, v);
		else
			zc_buf_fmt(&b, "'%s'", v);
		p += name.n + 1;
	}
	run(k, &c->at, b.p);
	zc_buf_fini(&b);
}

/* All SQL of all definitions, as the unit sees it. */
static void
run_all(struct world *k, int64_t unit, const char *foreign)
{
	static const char views[] =
	    "finding judged case_file target flow_step flow_due user_role "
	    "unit indicator_value";
	const struct zc_catalog *c = k->w->c;
	struct zc_str rest = zc_str_of(views), one;
	static const struct zc_at here = { "views", 1, 1 };
	char sql[100];

	k->foreign = foreign;
	k->queries = k->rows = 0;
	zc_buf_clear(&k->log);
	for (size_t i = 0; i < c->nledgers; i++)
		run_ledger(k, &c->ledgers[i], unit);
	ZT_OK(zc_office_see(k->w->o, 0, 1735689600, 1798761600, e));
	for (size_t i = 0; i < c->nindicators; i++) {
		run(k, &c->indicators[i].at, c->indicators[i].query);
		run(k, &c->indicators[i].at, c->indicators[i].rows);
		run(k, &c->indicators[i].at, c->indicators[i].group);
	}
	for (size_t i = 0; i < c->nchecks; i++)
		if (strcmp(c->checks[i].target, "unit") == 0) {
			run_check(k, &c->checks[i], c->checks[i].applies);
			run_check(k, &c->checks[i], c->checks[i].query);
			run_check(k, &c->checks[i], c->checks[i].unknown);
		}
	/* … and everything there is to see at all. */
	while (zc_str_word(&rest, &one)) {
		(void)snprintf(sql, sizeof(sql),
		    "SELECT * FROM %.*s ORDER BY 1, 2", (int)one.n, one.p);
		run(k, &here, sql);
	}
	for (size_t i = 0; i < c->nledgers; i++) {
		(void)snprintf(sql, sizeof(sql), "SELECT * FROM %s ORDER BY id",
		    c->ledgers[i].id);
		run(k, &c->ledgers[i].at, sql);
	}
}

static int
on_life(void *ctx, int64_t at, const char *actor, const char *sentence)
{
	(void)at;
	(void)actor;
	(void)sentence;
	++*(int *)ctx;
	return ZC_OK;
}

/* One row of another unit by each way that takes an id or a key. */
static void
untouchable(struct world *k, const struct zc_ledger *l, int64_t id)
{
	struct zc_ledger_use u = zt_every_use(k->w, l);
	struct zc_cells none = { 0 };
	struct zc_rows *r = NULL;
	int64_t found = 0;
	char key[300];
	int n = 0;

	ZT_EQ(zc_ledger_get(&u, id, &r, NULL), ZC_ENOENT);
	ZT_EQ(zc_ledger_set(&u, id, 0, &none, NULL), ZC_ENOENT);
	ZT_EQ(zc_ledger_delete(&u, id, NULL), ZC_ENOENT);
	ZT_EQ(zc_ledger_restore(&u, id, NULL), ZC_ENOENT);
	ZT_EQ(zc_ledger_life(&u, id, "zh", on_life, &n, NULL), ZC_ENOENT);
	ZT_EQ(n, 0);
	for (size_t i = 0; i < l->flow.nsteps; i++) {
		struct zc_step_use s = { .use = u,
			.id = id,
			.step = l->flow.steps[i].name,
			.note = "",
			.paper = { .signer = "", .digest = "" },
			.same_person = "" };
		const char *state;

		ZT_EQ(zc_flow_step(&s, &state, NULL), ZC_ENOENT);
	}
	if (l->key[0] == '\0' || l->number_field[0] != '\0')
		return;
	(void)snprintf(key, sizeof(key), "SELECT %s FROM %s WHERE id = %lld",
	    l->key, l->id, (long long)id);
	(void)snprintf(
	    key, sizeof(key), "%s", zt_db_text(zc_office_db(k->w->o), key));
	if (strstr(key, k->foreign) != NULL)
		ZT_EQ(zc_ledger_find(&u, key, &found, NULL), ZC_ENOENT);
}

static int
on_exported(void *ctx, const struct zc_rows *r, struct zc_err *e)
{
	struct world *k = ctx;

	(void)e;
	for (size_t i = 0; i < zc_rows_cols(r); i++)
		if (strstr(zc_rows_text(r, i), k->foreign) != NULL)
			zt_fail(__FILE__, __LINE__, "exported: %s",
			    zc_rows_text(r, i));
	return ZC_OK;
}

static void
look_by_hand(struct world *k, const struct zc_ledger *l, int64_t other)
{
	struct zc_list all = { .limit = 10 };
	struct zc_list bin = { .limit = 10, .deleted = true };
	struct zc_list words = { .limit = 10, .search = k->foreign };
	struct zc_export_use x = {
		.use = zt_every_use(k->w, l), .list = &all, .lang = "zh"
	};
	bool searched = l->key[0] != '\0';
	int64_t n = -1;

	ZT_OK(zc_ledger_export_each(&x, on_exported, k, &n, e));
	ZT_TRUE(n >= ROWS);
	ZT_OK(zc_ledger_count(&x.use, &bin, &n, e));
	ZT_EQ(n, 0);
	for (size_t i = 0; i < l->nfields; i++)
		searched |= l->fields[i].search;
	if (searched) {
		ZT_OK(zc_ledger_count(&x.use, &words, &n, e));
		ZT_EQ(n, 0);
	}
	untouchable(k, l, row_of(k, l, other));
}

static int
on_todo(void *ctx, const struct zc_todo *t)
{
	const struct world *k = ctx;
	char sql[200];

	(void)snprintf(sql, sizeof(sql),
	    "SELECT unit_id FROM %s WHERE id = %lld", t->ledger->id,
	    (long long)t->id);
	ZT_EQ(zt_db_int(zc_office_db(k->w->o), sql), k->mine);
	return ZC_OK;
}

/* What time does for one unit is done in that unit only. */
static void
tick(struct world *k)
{
	struct zc_db *db = zc_office_db(k->w->o);
	char sql[200];
	int64_t n = 0, seen;

	(void)snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM history WHERE unit_id = %lld",
	    (long long)k->theirs);
	seen = zt_db_int(db, sql);
	zt_office_on(k->w->o, "2027-03-02");
	ZT_OK(zc_flow_tick(k->w->o, &n, e));
	ZT_TRUE(n > 0);
	ZT_EQ(zt_db_int(db, sql), seen);
	(void)snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM flow_told WHERE unit_id = %lld",
	    (long long)k->theirs);
	ZT_EQ(zt_db_int(db, sql), 0);
	ZT_OK(zc_flow_todo(k->w->o, on_todo, k, e));
	zt_office_on(k->w->o, "2026-03-02");
}

/* A reference finds rows of the own unit only. */
static void
references(struct world *k, const struct zc_ledger *l)
{
	for (size_t i = 0; i < l->nfields; i++) {
		const struct zc_ledger_field *f = &l->fields[i];
		struct zc_cells row = zt_every_row(k->w, l, false);
		struct zc_ledger_use u = zt_every_use(k->w, l);
		const char *text;
		int64_t id;

		if (f->to[0] == '\0')
			continue;
		/* A key of the other unit. */
		act_in(k, k->theirs, THEIRS);
		text = zt_every_text(k->w, f, 1);
		act_in(k, k->mine, MINE);
		if (text == NULL || strstr(text, THEIRS) == NULL)
			continue; /* a number, which both units may have */
		row.v[row.n++] = (struct zc_cell){ f->name, text };
		ZT_EQ(zc_ledger_add(&u, &row, &id, NULL), ZC_EINPUT);
		ZT_TRUE(strstr(zt_said, "reference") != NULL);
	}
}

/* The first number of a year is the first one in each unit. */
static void
numbers(struct world *k)
{
	char first[2][200];

	for (int i = 0; i < 2; i++) {
		(void)snprintf(first[i], sizeof(first[i]),
		    "SELECT min(hazard_no) FROM hazard WHERE unit_id = %lld",
		    (long long)(i == 0 ? k->mine : k->theirs));
		(void)snprintf(first[i], sizeof(first[i]), "%s",
		    zt_db_text(zc_office_db(k->w->o), first[i]));
	}
	ZT_STR(zc_str_of(first[1]), first[0]);
}

/* The first line in which two logs differ. */
static void
differ(const char *a, const char *b)
{
	struct zc_str x = zc_str_of(a), y = zc_str_of(b), p, q;
	struct zc_str sql = { "", 0 };

	while (zc_str_cut(&x, '\n', &p) && zc_str_cut(&y, '\n', &q)) {
		if (zc_str_find(p, '|') == p.n)
			sql = p;
		if (zc_str_eq(p, q))
			continue;
		zt_fail(__FILE__, __LINE__, "%.*s\n%.*s became\n%.*s",
		    (int)sql.n, sql.p, (int)p.n, p.p, (int)q.n, q.p);
		return;
	}
	ZT_EQ(x.n, y.n);
}

ZT_EVERY(two_units_see_nothing_of_each_other)
{
	struct world k = { .w = w, .mine = zc_office_actor(w->o)->unit };
	struct zc_unit below = { .name = THEIRS, .kind = "", .code = "" };
	const struct zc_catalog *c = w->c;
	char *before;

	zc_buf_init(&k.log, LOG_MAX);
	below.parent = k.mine;
	plant(&k, k.mine, MINE);
	run_all(&k, k.mine, THEIRS);
	ZT_TRUE(k.queries > 200);
	ZT_TRUE(k.rows > 200);
	before = strdup(k.log.p);
	ZT_OK(zc_db_begin(zc_office_db(w->o), e));
	ZT_OK(zc_unit_add(zc_office_db(w->o), &below, &k.theirs, e));
	ZT_OK(zc_db_commit(zc_office_db(w->o), e));
	plant(&k, k.theirs, THEIRS);
	act_in(&k, k.mine, MINE);
	run_all(&k, k.mine, THEIRS);
	differ(before, k.log.p);
	free(before);
	for (size_t i = 0; i < c->nledgers; i++)
		look_by_hand(&k, &c->ledgers[i], k.theirs);
	for (size_t i = 0; i < c->nledgers; i++)
		references(&k, &c->ledgers[i]);
	numbers(&k);
	tick(&k);
	act_in(&k, k.theirs, THEIRS);
	run_all(&k, k.theirs, MINE);
	ZT_TRUE(k.rows > 200);
	for (size_t i = 0; i < c->nledgers; i++)
		look_by_hand(&k, &c->ledgers[i], k.mine);
	zc_buf_fini(&k.log);
}

static int64_t
seen(struct zc_office *o, const char *sql)
{
	struct zc_rows *r = NULL;
	int64_t n = -1;

	ZT_OK(zc_view_ask(zc_office_db(o), sql, &r, e));
	if (r != NULL && zc_rows_next(r, NULL) == 1)
		n = zc_rows_int(r, 0);
	zc_rows_close(r);
	return n;
}

static void
stay_in(struct zc_office *o, int64_t unit, const char *who, const char *role)
{
	struct zc_actor a;

	zt_office_as(o, who, role);
	a = *zc_office_actor(o);
	a.unit = unit;
	zc_office_set_actor(o, &a);
}

static int
on_taken(void *ctx, const struct zc_rows *r, struct zc_err *e)
{
	(void)ctx;
	(void)r;
	(void)e;
	return ZC_OK;
}

static int64_t
taken_out(struct zc_office *o, const char *ledger)
{
	struct zc_list all = { .limit = 10 };
	struct zc_export_use x = {
		.use = zt_use(o, ledger), .list = &all, .lang = "zh"
	};
	int64_t n = -1;

	ZT_OK(zc_ledger_export_each(&x, on_taken, NULL, &n, e));
	return n;
}

ZT_OFFICE(two_units_right_to_the_tree_of_one_ledger_opens_no_other)
{
	int64_t up = zc_office_actor(o)->unit, down = 0, task = 0, n = 0;
	struct zc_unit u = {
		.parent = up, .name = "镇所", .kind = "", .code = ""
	};
	struct zc_ledger_use use;
	int lives = 0;

	ZT_OK(zc_db_begin(zc_office_db(o), e));
	ZT_OK(zc_unit_add(zc_office_db(o), &u, &down, e));
	ZT_OK(zc_db_commit(zc_office_db(o), e));
	ZT_EQ(zt_row_add(o, "t_hazard", "description=甲", NULL), ZC_OK);
	ZT_EQ(zt_row_add(o, "t_task", "person=甲", NULL), ZC_OK);
	stay_in(o, down, "李某", "t_officer");
	ZT_EQ(zt_row_add(o, "t_hazard", "description=乙", NULL), ZC_OK);
	ZT_EQ(zt_row_add(o, "t_task", "person=乙", &task), ZC_OK);
	stay_in(o, up, "查某", "t_inspector");
	ZT_OK(zc_office_see(o, 0, 0, 0, e));
	ZT_EQ(seen(o, "SELECT count(*) FROM t_task"), 2);
	ZT_EQ(seen(o, "SELECT count(*) FROM t_hazard"), 1);
	/* Steps tell of rows: of those of the own unit only. */
	ZT_EQ(seen(o, "SELECT count(*) FROM flow_step"), 2);
	ZT_EQ(seen(o, "SELECT count(*) FROM unit"), 1);
	ZT_EQ(zt_rows(o, "t_task"), 2);
	ZT_EQ(zt_rows(o, "t_hazard"), 1);
	/* What is listed can be looked at, with its life, and not changed. */
	use = zt_use(o, "t_task");
	ZT_EQ(zc_ledger_life(&use, task, "zh", on_life, &lives, NULL), ZC_OK);
	ZT_EQ(lives, 1);
	ZT_EQ(zc_ledger_find(&use, "RW-00001", &n, NULL), ZC_EUSAGE);
	ZT_EQ(zt_row_set(o, "t_task", task, "person=丙"), ZC_EACCES);
	/* He sees the hazards of his unit and may take out his own, none. */
	ZT_EQ(taken_out(o, "t_hazard"), 0);
	ZT_EQ(taken_out(o, "t_task"), 2);
	/* A department that is none sees nothing; SQL cannot see a part. */
	ZT_EQ(zt_rows(o, "t_computer"), 0);
}
