/* The sample unit replayed in a store. */
#include "core/sample_fill.h"
#include "core/starter_fill.h"

#include "base/asset.h"

#include "zt.h"

static void
hear(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	(void)ctx;
	(void)zh;
	zt_fail(at->file, (int)at->line, "%s", en);
}

static void
on_fault(void *ctx, const struct zc_fault *f)
{
	(void)ctx;
	zt_fail("sample", (int)f->line, "%s %s: %s", f->field, f->why, f->en);
}

/* A store without users, as its owner finds it. */
static struct zc_office *
empty(const struct zc_catalog *c)
{
	struct zc_office *o = NULL;
	struct zc_actor a;

	ZT_EQ(zc_office_scratch(NULL, c, &o, NULL), ZC_OK);
	a = *zc_office_actor(o);
	a.name = "root";
	a.alone = a.owner = true;
	zc_office_set_actor(o, &a);
	return o;
}

static int64_t
rows_of(struct zc_office *o, const struct zc_catalog *c, const char *ledger)
{
	struct zc_ledger_use use = { .office = o,
		.ledger = zc_catalog_ledger(c, ledger) };
	struct zc_list list = { 0 };
	int64_t n = -1;

	ZT_EQ(zc_ledger_count(&use, &list, &n, NULL), ZC_OK);
	return n;
}

static void
silent(void *ctx, const struct zc_fault *f)
{
	(void)f;
	++*(size_t *)ctx;
}

/* All examples of all starters whose answers are taken. */
ZT(starter_fills_a_store)
{
	struct zc_catalog_from from = { zc_assets, zc_nassets, NULL, NULL, 0 };
	struct zc_catalog c;
	size_t tried = 0;

	ZT_EQ(zc_catalog_load_from(&c, &from, hear, NULL, NULL), ZC_OK);
	for (size_t i = 0; i < c.nstarters; i++) {
		const struct zc_starter *t = &c.starters[i];

		for (size_t k = 0; k < t->nexamples; k++) {
			const struct zc_starter_example *x = &t->examples[k];
			struct zc_starter_answers a = { &x->answers, x->lists,
				x->nlists, x->today };
			struct zc_starter_done done = { 0 };
			struct zc_office *o = NULL;
			struct zc_err e = { 0 };

			if (x->refused.n > 0)
				continue;
			o = empty(&c);
			ZT_EQ(zc_starter_fill(
				  o, t, &a, on_fault, NULL, &done, &e),
			    ZC_OK);
			ZT_STR(zc_str_of(e.msg), "");
			ZT_TRUE(done.rows > 30 && done.users > 3);
			ZT_TRUE(done.roles <= x->grants && done.roles > 4);
			ZT_STR(zc_str_of(zc_office_setting(o, "unit.name")),
			    zc_starter_answer(t, &a, "unit_name"));
			zc_office_close(o);
			tried++;
		}
	}
	ZT_TRUE(tried > 1);
	zc_catalog_fini(&c);
}

ZT(sample_replays_in_a_store)
{
	struct zc_catalog_from from = { zc_assets, zc_nassets, NULL, NULL, 0 };
	struct zc_office *o = NULL;
	struct zc_sample s = { 0 };
	struct zc_err e = { 0 };
	struct zc_catalog c;
	struct zc_arena a;

	zc_arena_init(&a, 256 << 20);
	ZT_EQ(zc_catalog_load_from(&c, &from, hear, NULL, NULL), ZC_OK);
	zc_sample_quiet(&c);
	ZT_EQ(zc_sample_read(&c, zc_assets, zc_nassets, &a, &s, &e), ZC_OK);
	o = empty(&c);
	ZT_EQ(zc_sample_fill(o, &s, on_fault, NULL, &e), ZC_OK);
	ZT_STR(zc_str_of(e.msg), "");
	ZT_EQ(rows_of(o, &c, "hazard"), 80);
	ZT_EQ(rows_of(o, &c, "computer"), 60);
	zc_office_close(o);
	zc_catalog_fini(&c);
	zc_arena_fini(&a);
}

/* A step by somebody who may not: nothing at all is kept. */
ZT(sample_is_kept_whole_or_not_at_all)
{
	struct zc_catalog_from from = { zc_assets, zc_nassets, NULL, NULL, 0 };
	struct zc_office *o = NULL;
	struct zc_sample s = { 0 };
	struct zc_err e = { 0 };
	struct zc_catalog c;
	struct zc_arena a;
	size_t faults = 0, last;

	zc_arena_init(&a, 256 << 20);
	ZT_EQ(zc_catalog_load_from(&c, &from, hear, NULL, NULL), ZC_OK);
	zc_sample_quiet(&c);
	ZT_EQ(zc_sample_read(&c, zc_assets, zc_nassets, &a, &s, &e), ZC_OK);
	for (last = s.nevents - 1; s.events[last].step[0] == '\0';)
		last--;
	s.events[last].who = "无关人员";
	o = empty(&c);
	ZT_TRUE(zc_sample_fill(o, &s, silent, &faults, &e) != ZC_OK);
	ZT_TRUE(strstr(e.msg, s.events[last].ledger->id) != NULL);
	ZT_EQ(rows_of(o, &c, "computer"), 0);
	zc_office_close(o);
	zc_catalog_fini(&c);
	zc_arena_fini(&a);
}
