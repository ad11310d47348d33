/* The inspection as one JSON object: docs/formats/inspection.schema.json. */
#include "core/report.h"

#include <jansson.h>

static void
set_text(json_t *o, const char *key, const char *s)
{
	(void)json_object_set_new(o, key, json_string(s));
}

static void
set_int(json_t *o, const char *key, int64_t n)
{
	(void)json_object_set_new(o, key, json_integer(n));
}

static json_t *
strings(const struct zc_strs *l)
{
	json_t *a = json_array();

	for (size_t i = 0; i < l->n; i++)
		(void)json_array_append_new(a, json_string(l->v[i]));
	return a;
}

static json_t *
coverage(const struct zc_view *v)
{
	json_t *a = json_array();

	for (size_t i = 0; i < v->ntables; i++) {
		const struct zc_view_table *t = &v->tables[i];
		json_t *o = json_object();

		set_text(o, "table", t->name);
		set_text(o, "kind", t->kind);
		set_text(o, "status", zc_cover_word(t->o.cover));
		set_text(o, "reason", t->reason);
		set_int(o, "rows", t->o.rows);
		set_int(o, "unreached", t->misses);
		if (t->o.window_from != 0 || t->o.window_to != 0) {
			set_int(o, "from", t->o.window_from);
			set_int(o, "to", t->o.window_to);
		}
		set_int(o, "ms", t->o.ms);
		(void)json_array_append_new(a, o);
	}
	return a;
}

static json_t *
evidence(const struct zc_view_result *r)
{
	json_t *a = json_array();

	for (size_t i = 0; i < r->nkept; i++)
		(void)json_array_append_new(a, json_loads(r->raw[i], 0, NULL));
	return a;
}

static json_t *
keys(const struct zc_view_result *r)
{
	json_t *a = json_array();

	for (size_t i = 0; i < r->nkept; i++)
		(void)json_array_append_new(a, json_string(r->keys[i]));
	return a;
}

static json_t *
results(const struct zc_view *v)
{
	static const char *const severities[] = { "info", "low", "medium",
		"high" };
	json_t *a = json_array();

	for (size_t i = 0; i < v->nresults; i++) {
		const struct zc_view_result *r = &v->results[i];
		json_t *o = json_object();

		set_text(o, "check", r->check->id);
		set_text(o, "title", r->title);
		(void)json_object_set_new(
		    o, "covers", strings(&r->check->covers));
		set_text(o, "verdict", zc_verdict_word(r->verdict));
		set_text(o, "severity", severities[r->check->severity]);
		set_text(o, "reason", r->reason);
		set_text(o, "tables", r->tables);
		set_int(o, "rows", r->rows);
		(void)json_object_set_new(o, "evidence", evidence(r));
		(void)json_object_set_new(o, "keys", keys(r));
		(void)json_array_append_new(a, o);
	}
	return a;
}

static json_t *
checklists(const struct zc_view *v)
{
	static const char *const states[] = { "met", "partly_met", "not_met",
		"not_applicable", "not_examined" };
	json_t *a = json_array();

	for (size_t i = 0; i < v->nlists; i++) {
		json_t *l = json_object(), *items = json_array();

		set_text(l, "checklist", v->lists[i].def->id);
		set_text(l, "title", v->lists[i].title);
		for (size_t k = 0; k < v->lists[i].n; k++) {
			const struct zc_view_item *it = &v->lists[i].items[k];
			json_t *o = json_object();

			set_text(o, "item", it->def->id);
			set_text(o, "state", states[it->state]);
			set_int(o, "passed", it->passed);
			set_int(o, "failed", it->failed);
			set_int(o, "unseen", it->unseen);
			set_int(o, "not_applicable", it->na);
			(void)json_array_append_new(items, o);
		}
		(void)json_object_set_new(l, "items", items);
		(void)json_array_append_new(a, l);
	}
	return a;
}

static json_t *
inspection(const struct zc_view *v)
{
	json_t *o = json_object();

	set_text(o, "id", v->id);
	set_int(o, "started", v->started);
	set_int(o, "finished", v->finished);
	set_text(o, "tool", v->tool);
	set_text(o, "rules_digest", v->rules);
	set_text(o, "user", v->user);
	set_text(o, "jail", v->jail);
	set_text(o, "notice", zc_report_notice(v->lang));
	return o;
}

static json_t *
summary(const struct zc_view *v)
{
	json_t *o = json_object();

	set_int(o, "high", v->tally.high);
	set_int(o, "mend", v->tally.mend);
	set_int(o, "manual", v->tally.manual);
	set_int(o, "unknown", v->tally.unknown);
	set_int(o, "pass", v->tally.pass);
	set_int(o, "not_applicable", v->tally.not_applicable);
	return o;
}

int
zc_report_json(const struct zc_view *v, struct zc_buf *b, struct zc_err *e)
{
	json_t *o = json_object(), *t = json_object();
	char *text;

	set_int(o, "schema", ZC_REPORT_SCHEMA);
	(void)json_object_set_new(o, "inspection", inspection(v));
	set_text(t, "id", v->target);
	set_text(t, "hostname", v->hostname);
	set_text(t, "root", v->root);
	(void)json_object_set_new(o, "target", t);
	(void)json_object_set_new(o, "coverage", coverage(v));
	(void)json_object_set_new(o, "results", results(v));
	(void)json_object_set_new(o, "checklists", checklists(v));
	(void)json_object_set_new(o, "summary", summary(v));
	text = json_dumps(o, JSON_INDENT(1));
	json_decref(o);
	if (text == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "report");
	zc_buf_cstr(b, text);
	zc_buf_char(b, '\n');
	free(text);
	return ZC_OK;
}
