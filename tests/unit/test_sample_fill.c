/* The sample unit replayed in a store. */
#include "core/sample_fill.h"

#include "base/asset.h"
#include "core/office_in.h"

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
	ZT_EQ(zc_office_scratch(NULL, &c, &o, &e), ZC_OK);
	ZT_EQ(zc_sample_fill(o, &s, on_fault, NULL, &e), ZC_OK);
	ZT_STR(zc_str_of(e.msg), "");
	zc_office_close(o);
	zc_catalog_fini(&c);
	zc_arena_fini(&a);
}
