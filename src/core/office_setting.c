/* The settings that a unit keeps: changed, with who and when in history. */
#include "core/access.h"
#include "core/office_in.h"
#include "store/history.h"
#include "store/setting_value.h"

#include <jansson.h>

/* What history calls them; a setting is no row and has number 0. */
#define LEDGER "setting_value"

static int
fits(const struct zc_setting *s, const char *value, struct zc_err *e)
{
	int64_t n;

	if (strcmp(s->type, "boolean") == 0 && strcmp(value, "0") != 0 &&
	    strcmp(value, "1") != 0)
		return ZC_FAIL(e, ZC_EINPUT, "%s must be 1 or 0", s->id);
	if (strcmp(s->type, "integer") != 0)
		return ZC_OK;
	if (!zc_str_int(zc_str_of(value), 10, &n))
		return ZC_FAIL(e, ZC_EINPUT, "%s must be a number", s->id);
	if (s->has_min && n < s->min)
		return ZC_FAIL(e, ZC_EINPUT, "%s must not be below %lld", s->id,
		    (long long)s->min);
	if (s->has_max && n > s->max)
		return ZC_FAIL(e, ZC_EINPUT, "%s must not be above %lld", s->id,
		    (long long)s->max);
	return ZC_OK;
}

/* Note is the id, body what it was and what it is now. */
static int
tell(struct zc_office *o, const struct zc_setting *s, const char *old,
    const char *value, struct zc_err *e)
{
	json_t *j = json_pack(
	    "{s:[s,s]}", "value", old, value == NULL ? s->value : value);
	char *body = json_dumps(j, JSON_COMPACT);
	struct zc_hist h = { .unit = o->actor.unit,
		.ver = 1,
		.at = zc_office_now(o),
		.ledger = LEDGER,
		.actor = o->actor.name,
		.act = value == NULL ? "default" : "set",
		.note = s->id,
		.body = body,
		.row_sum = "" };
	int rc = body == NULL ? ZC_FAIL(e, ZC_ENOMEM, "settings")
			      : zc_history_add(o->db, &h, e);

	json_decref(j);
	free(body);
	return rc;
}

int
zc_office_set_setting(
    struct zc_office *o, const char *id, const char *value, struct zc_err *e)
{
	const struct zc_setting *s = zc_catalog_setting(o->catalog, id);
	struct zc_setting_value v = { .unit = o->actor.unit,
		.now = zc_office_now(o),
		.id = id,
		.value = value,
		.actor = o->actor.name };
	const char *old = zc_office_setting(o, id);
	int rc;

	if (s == NULL)
		return ZC_FAIL(e, ZC_ENOENT, "no setting %s", id);
	if (!zc_access_function(o->catalog, &o->actor, "setting"))
		return ZC_FAIL(
		    e, ZC_EACCES, ZC_N("you may not change settings"));
	rc = value == NULL ? ZC_OK : fits(s, value, e);
	if (rc == ZC_OK && value != NULL &&
	    zc_office_scan(o, zc_str_of(value)) == ZC_EREFUSED)
		rc = ZC_FAIL(e, ZC_EREFUSED,
		    ZC_N("it has the form of a mark of a state secret; nothing "
			 "of it was kept"));
	if (rc == ZC_OK)
		rc = zc_office_begin(o, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_setting_value_put(o->db, &v, e);
	if (rc == ZC_OK)
		rc = tell(o, s, old, value, e);
	if (rc == ZC_OK)
		rc = zc_office_commit(o, e);
	if (rc != ZC_OK) {
		zc_office_rollback(o);
		return rc;
	}
	rc = zc_office_own_set(o, id, value == NULL ? s->value : value);
	return rc == ZC_OK ? rc : ZC_FAIL(e, rc, "settings");
}

struct life {
	const char *id;
	zc_office_setting_fn fn;
	void *ctx;
};

static int
on_hist(void *ctx, const struct zc_hist *h)
{
	const struct life *l = ctx;
	const char *was = "", *is = "";
	json_t *j;
	int rc;

	if (strcmp(h->note, l->id) != 0)
		return ZC_OK;
	j = json_loads(h->body == NULL ? "{}" : h->body, 0, NULL);
	(void)json_unpack(j, "{s:[s,s]}", "value", &was, &is);
	rc = l->fn(l->ctx,
	    &(struct zc_office_set){
		.at = h->at, .actor = h->actor, .was = was, .is = is });
	json_decref(j);
	return rc;
}

int
zc_office_setting_life(struct zc_office *o, const char *id,
    zc_office_setting_fn fn, void *ctx, struct zc_err *e)
{
	struct zc_scope s = zc_office_scope(o);
	struct life l = { .id = id, .fn = fn, .ctx = ctx };

	return zc_history_of(o->db, &s, LEDGER, 0, on_hist, &l, e);
}
