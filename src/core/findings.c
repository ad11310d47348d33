#include "core/findings.h"

#include <jansson.h>

struct list {
	json_t *rows;
	const struct zc_catalog *k;
	const char *lang;
	bool all;
};

static void
set_text(json_t *o, const char *key, const char *s)
{
	(void)json_object_set_new(o, key, json_string(s));
}

static int
on_finding(void *ctx, const struct zc_store_finding *f)
{
	struct list *l = ctx;
	const struct zc_check *c = zc_catalog_check(l->k, f->check);
	json_t *o, *cells;
	struct zc_arena a;

	if (!l->all && f->state.detection == ZC_ABSENT_VERIFIED)
		return ZC_OK;
	o = json_object();
	cells = json_loads(f->cells, 0, NULL);
	zc_arena_init(&a, 1 << 20);
	set_text(o, "key", f->key);
	set_text(o, "check", f->check);
	if (c != NULL)
		set_text(o, "title",
		    zc_catalog_render(
			l->k, zc_both_get(&c->title, l->lang), &a));
	set_text(o, "target", f->target);
	set_text(o, "hostname", f->hostname);
	set_text(o, "severity", f->severity);
	set_text(o, "detection", zc_detection_word(f->state.detection));
	set_text(o, "workflow", zc_workflow_word(f->state.workflow));
	set_text(o, "disposition", zc_disposition_word(f->state.disposition));
	(void)json_object_set_new(
	    o, "recurrence", json_integer(f->state.recurrence));
	(void)json_object_set_new(o, "first_seen", json_integer(f->first_seen));
	(void)json_object_set_new(o, "last_seen", json_integer(f->last_seen));
	(void)json_object_set_new(
	    o, "cells", cells == NULL ? json_object() : cells);
	zc_arena_fini(&a);
	return json_array_append_new(l->rows, o) == 0 ? ZC_OK : ZC_ENOMEM;
}

static int
add(const char *p, size_t n, void *ctx)
{
	struct zc_buf *b = ctx;

	zc_buf_add(b, p, n);
	return b->rc == ZC_OK ? 0 : -1;
}

int
zc_findings_json(struct zc_store *s, const struct zc_catalog *k,
    const char *lang, bool all, struct zc_buf *out, struct zc_err *e)
{
	struct list l = {
		.rows = json_array(), .k = k, .lang = lang, .all = all
	};
	json_t *whole =
	    json_pack("{s:i, s:o}", "schema", 1, "findings", l.rows);
	int rc;

	if (whole == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "findings");
	rc = zc_store_findings(s, NULL, on_finding, &l, e);
	if (rc == ZC_OK &&
	    json_dump_callback(whole, add, out, JSON_INDENT(1)) != 0)
		rc = ZC_FAIL(e, ZC_ELIMIT, "findings: too many to print");
	json_decref(whole);
	return rc;
}
