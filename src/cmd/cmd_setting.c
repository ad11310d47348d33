/* zicha setting: what a unit may set for itself. */
#include "base/clock.h"
#include "base/tr.h"
#include "cmd/desk.h"

#include <jansson.h>

/* The last change of a setting. */
struct last {
	int64_t at;
	char actor[200];
	json_t *all; /* every change, or NULL */
	size_t n;
};

static int
on_change(void *ctx, const struct zc_office_set *s)
{
	struct last *l = ctx;

	l->n++;
	l->at = s->at;
	(void)snprintf(l->actor, sizeof(l->actor), "%s", s->actor);
	if (l->all == NULL)
		return ZC_OK;
	return json_array_append_new(l->all,
		   json_pack("{s:I,s:s,s:s,s:s}", "at", (json_int_t)s->at,
		       "actor", s->actor, "was", s->was, "is", s->is)) == 0
	    ? ZC_OK
	    : ZC_ENOMEM;
}

static json_t *
bound(bool has, int64_t n)
{
	return has ? json_integer((json_int_t)n) : json_null();
}

static json_t *
as_json(struct zc_desk *d, const struct zc_setting *s, const struct last *l)
{
	const char *lang = zc_desk_lang(d);
	const char *value = zc_office_setting(d->office, s->id);
	json_t *j = json_pack("{s:s,s:s,s:s,s:s,s:s,s:b,s:o,s:o,s:s,s:s}", "id",
	    s->id, "title", zc_both_get(&s->title, lang), "type", s->type,
	    "value", value, "default", s->value, "own",
	    strcmp(value, s->value) != 0, "min", bound(s->has_min, s->min),
	    "max", bound(s->has_max, s->max), "unit",
	    s->unit == NULL ? "" : s->unit, "confidence", s->confidence);

	(void)json_object_set_new(j, "set_at", bound(l->n > 0, l->at));
	(void)json_object_set_new(j, "set_by", json_string(l->actor));
	return j;
}

/* The items of a list on one line. */
static void
put_value(const char *v)
{
	for (; *v != '\0'; v++)
		(void)fputs(*v == '\n' ? "; " : (char[]){ *v, '\0' }, stdout);
}

static void
say_line(struct zc_desk *d, const struct zc_setting *s, const struct last *l)
{
	char day[32];

	(void)printf("%s\t", s->id);
	put_value(zc_office_setting(d->office, s->id));
	(void)printf("\t%s\t", zc_both_get(&s->title, zc_desk_lang(d)));
	if (l->n > 0)
		(void)printf("%s %s", l->actor, zc_clock_text(l->at, day));
	(void)printf("\n");
}

static int
list(struct zc_desk *d, struct zc_err *e)
{
	json_t *v = zc_desk_is_json(d) ? json_array() : NULL;
	const char *part = d->argc > 2 ? d->argv[2] : "";
	int rc = ZC_OK;

	for (size_t i = 0; i < d->catalog.nsettings && rc == ZC_OK; i++) {
		const struct zc_setting *s = &d->catalog.settings[i];
		struct last l = { 0 };

		if (strstr(s->id, part) == NULL)
			continue;
		rc = zc_office_setting_life(d->office, s->id, on_change, &l, e);
		if (rc != ZC_OK)
			break;
		if (v == NULL)
			say_line(d, s, &l);
		else
			(void)json_array_append_new(v, as_json(d, s, &l));
	}
	if (rc == ZC_OK && v != NULL)
		zc_desk_json(
		    json_pack("{s:i,s:O}", "schema", 1, "settings", v));
	json_decref(v);
	return rc;
}

static const struct zc_setting *
named(struct zc_desk *d, struct zc_err *e)
{
	const struct zc_setting *s =
	    d->argc < 3 ? NULL : zc_catalog_setting(&d->catalog, d->argv[2]);

	if (s == NULL)
		(void)ZC_FAIL(e, ZC_EUSAGE, "no setting %s",
		    d->argc < 3 ? "" : d->argv[2]);
	return s;
}

static void
say_all(struct zc_desk *d, const struct zc_setting *s, const struct last *l)
{
	const char *lang = zc_desk_lang(d), *was, *is, *actor;
	char day[32];
	json_t *one;
	json_int_t at;
	size_t i;

	say_line(d, s, &(struct last){ 0 });
	(void)printf("%s\n%s: ", zc_both_get(&s->help, lang),
	    zc_tr(lang, ZC_N("by default")));
	put_value(s->value);
	(void)printf("\n");
	if (s->has_min)
		(void)printf("%s: %lld\n", zc_tr(lang, ZC_N("not below")),
		    (long long)s->min);
	if (s->has_max)
		(void)printf("%s: %lld\n", zc_tr(lang, ZC_N("not above")),
		    (long long)s->max);
	json_array_foreach(l->all, i, one)
	{
		if (json_unpack(one, "{s:I,s:s,s:s,s:s}", "at", &at, "actor",
			&actor, "was", &was, "is", &is) != 0)
			continue;
		(void)printf("%s\t%s\t", zc_clock_text(at, day), actor);
		put_value(was);
		(void)printf(" → ");
		put_value(is);
		(void)printf("\n");
	}
}

static int
show(struct zc_desk *d, struct zc_err *e)
{
	const struct zc_setting *s = named(d, e);
	struct last l = { .all = json_array() };
	int rc = s == NULL
	    ? ZC_EUSAGE
	    : zc_office_setting_life(d->office, s->id, on_change, &l, e);
	json_t *j;

	if (rc == ZC_OK && zc_desk_is_json(d)) {
		j = as_json(d, s, &l);
		(void)json_object_set_new(j, "schema", json_integer(1));
		(void)json_object_set_new(j, "help",
		    json_string(zc_both_get(&s->help, zc_desk_lang(d))));
		(void)json_object_set(j, "history", l.all);
		zc_desk_json(j);
	} else if (rc == ZC_OK) {
		say_all(d, s, &l);
	}
	json_decref(l.all);
	return rc;
}

/* yes and no in both languages; the items of a list as lines. */
static int
value_of(struct zc_desk *d, const struct zc_setting *s, struct zc_buf *b,
    struct zc_err *e)
{
	static const char *const yes[] = { "1", "true", "yes", "是" };
	static const char *const no[] = { "0", "false", "no", "否" };
	bool boolean = strcmp(s->type, "boolean") == 0;
	const char *v = d->argv[3];

	if (d->argc > 4 && strcmp(s->type, "list") != 0)
		return ZC_FAIL(e, ZC_EUSAGE, "one value is wanted");
	for (size_t i = 0; boolean && i < ZC_LEN(yes); i++) {
		v = strcmp(v, yes[i]) == 0 ? "1" : v;
		v = strcmp(v, no[i]) == 0 ? "0" : v;
	}
	zc_buf_cstr(b, v);
	for (int i = 4; i < d->argc; i++) {
		zc_buf_char(b, '\n');
		zc_buf_cstr(b, d->argv[i]);
	}
	return b->rc == ZC_OK ? ZC_OK : ZC_FAIL(e, b->rc, "settings");
}

static int
set(struct zc_desk *d, struct zc_err *e)
{
	bool back = zc_desk_flag(d, "--default");
	const struct zc_setting *s = named(d, e);
	struct zc_buf b;
	int rc;

	if (s == NULL || (back ? d->argc != 3 : d->argc < 4))
		return ZC_FAIL(e, ZC_EUSAGE, "setting set ID VALUE");
	zc_buf_init(&b, 1 << 16);
	rc = back ? ZC_OK : value_of(d, s, &b, e);
	if (rc == ZC_OK && !back && !d->use.confirmed &&
	    zc_office_scan(d->office, zc_buf_get(&b)) == ZC_EACCES)
		rc = ZC_FAIL(e, ZC_EUNSUP,
		    ZC_N("this may carry a mark of secrecy; look at it, and "
			 "save it with --confirmed when it holds nothing "
			 "classified"));
	if (rc == ZC_OK)
		rc = zc_office_set_setting(
		    d->office, s->id, back ? NULL : b.p, e);
	zc_buf_fini(&b);
	if (rc != ZC_OK)
		return rc;
	d->argc = 3;
	return list(d, e);
}

static int
dispatch(struct zc_desk *d, const char *verb, struct zc_err *e)
{
	if (strcmp(verb, "list") == 0 && d->argc <= 3)
		return list(d, e);
	if (strcmp(verb, "show") == 0 && d->argc == 3)
		return show(d, e);
	if (strcmp(verb, "set") == 0)
		return set(d, e);
	return ZC_FAIL(e, ZC_EUSAGE, "setting %s", verb);
}

static int
run(const struct zc_run *r, int argc, char **argv)
{
	struct zc_err e = { 0 };
	struct zc_desk d;
	int rc;

	if (argc < 2)
		return zc_say_usage(r, argv[0]);
	rc = zc_desk_open(&d, r, argc, argv, &e);
	if (rc == ZC_OK)
		rc = dispatch(&d, argv[1], &e);
	if (rc == ZC_EUSAGE)
		(void)zc_say_usage(r, argv[0]);
	rc = zc_desk_end(&d, rc, &e);
	zc_desk_close(&d);
	return rc;
}

const struct zc_cmd zc_cmd_setting = {
	.name = "setting",
	.summary = ZC_N("settings of the unit: list them, change one"),
	.usage = ZC_N("Usage: zicha setting list [ID-PART] | show ID | set ID "
		      "VALUE… | set ID --default [--format text|json] "
		      "[--confirmed]"),
	.run = run,
};
