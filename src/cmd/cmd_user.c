/* zicha user: who may act, with which roles, and who takes over from whom. */
#include "base/clock.h"
#include "base/tr.h"
#include "cmd/desk.h"
#include "core/people.h"

#include <jansson.h>

static int
add(struct zc_desk *d, struct zc_err *e)
{
	bool bad = false;
	const char *dept = zc_desk_option(d, "--department", &bad);
	const char *full = zc_desk_option(d, "--full-name", &bad);

	if (bad || d->argc != 3)
		return ZC_FAIL(e, ZC_EUSAGE, "user add NAME");
	return zc_people_add(d->office, d->argv[2], full == NULL ? "" : full,
	    dept == NULL ? "" : dept, e);
}

/* A role by name or by its title; else the word itself, for the error. */
static const char *
role_of(const struct zc_desk *d, const char *word)
{
	for (size_t i = 0; i < d->catalog.nroles; i++) {
		const struct zc_role *role = &d->catalog.roles[i];

		if (strcmp(role->title.zh, word) == 0 ||
		    strcmp(role->title.en, word) == 0)
			return role->id;
	}
	return word;
}

static int
grant(struct zc_desk *d, struct zc_err *e)
{
	bool deviation = false;
	int rc = ZC_OK;

	if (d->argc < 4)
		return ZC_FAIL(e, ZC_EUSAGE, "user grant NAME ROLE…");
	for (int i = 3; i < d->argc && rc == ZC_OK; i++) {
		rc = zc_people_grant(d->office, d->argv[2],
		    role_of(d, d->argv[i]), &deviation, e);
		if (rc == ZC_OK && deviation)
			(void)fprintf(stderr, "%s: %s\n", d->argv[i],
			    zc_tr(zc_desk_lang(d),
				ZC_N("one person holds roles that belong "
				     "apart, because the unit is small; this "
				     "is recorded and shown as a deviation")));
	}
	return rc;
}

static int
revoke(struct zc_desk *d, struct zc_err *e)
{
	if (d->argc != 4)
		return ZC_FAIL(e, ZC_EUSAGE, "user revoke NAME ROLE");
	return zc_people_revoke(
	    d->office, d->argv[2], role_of(d, d->argv[3]), e);
}

static int
disable(struct zc_desk *d, struct zc_err *e)
{
	if (d->argc != 3)
		return ZC_FAIL(e, ZC_EUSAGE, "user disable NAME");
	return zc_people_disable(d->office, d->argv[2], e);
}

struct seen {
	struct zc_desk *d;
	json_t *v;
	size_t n;
};

/* A role as people call it, and its name behind. */
static void
print_role(const struct zc_desk *d, const char *id, bool first)
{
	const struct zc_role *role = zc_catalog_role(&d->catalog, id);

	(void)printf("%s%s", first ? "" : ", ",
	    role == NULL ? id : zc_both_get(&role->title, zc_desk_lang(d)));
	if (role != NULL)
		(void)printf(" (%s)", id);
}

static int
on_person(void *ctx, const struct zc_people_entry *p)
{
	struct seen *s = ctx;
	json_t *roles;

	if (s->v == NULL) {
		(void)printf(
		    "%s\t%s\t%s\t", p->name, p->full_name, p->department);
		for (size_t i = 0; i < p->roles.n; i++)
			print_role(s->d, p->roles.v[i], i == 0);
		(void)printf("%s%s\n", p->disabled ? "\t" : "",
		    p->disabled ? zc_tr(zc_desk_lang(s->d), ZC_N("disabled"))
				: "");
		return ZC_OK;
	}
	roles = json_array();
	for (size_t i = 0; i < p->roles.n; i++)
		(void)json_array_append_new(roles, json_string(p->roles.v[i]));
	return json_array_append_new(s->v,
		   json_pack("{s:s,s:s,s:s,s:b,s:o}", "name", p->name,
		       "full_name", p->full_name, "department", p->department,
		       "disabled", (int)p->disabled, "roles", roles)) == 0
	    ? ZC_OK
	    : ZC_ENOMEM;
}

static int
list(struct zc_desk *d, struct zc_err *e)
{
	struct seen s = { d, zc_desk_is_json(d) ? json_array() : NULL, 0 };
	int rc = zc_people_each(d->office, on_person, &s, e);

	if (rc == ZC_OK && s.v != NULL)
		zc_desk_json(json_pack("{s:i,s:O}", "schema", 1, "users", s.v));
	json_decref(s.v);
	return rc;
}

static int
on_moved(void *ctx, const struct zc_people_moved *m)
{
	struct seen *s = ctx;
	const char *lang = zc_desk_lang(s->d);

	s->n++;
	if (s->v != NULL)
		return json_array_append_new(s->v,
			   json_pack("{s:s,s:I,s:s,s:s}", "what",
			       m->ledger == NULL ? "role" : m->ledger->id, "id",
			       (json_int_t)m->id, "name", m->name, "field",
			       m->field == NULL ? "" : m->field->name)) == 0
		    ? ZC_OK
		    : ZC_ENOMEM;
	if (m->ledger == NULL)
		(void)printf("%s\t%s\n", zc_tr(lang, ZC_N("role")), m->name);
	else
		(void)printf("%s\t%lld\t%s\t%s\n",
		    zc_both_get(&m->ledger->title, lang), (long long)m->id,
		    m->name, zc_both_get(&m->field->label, lang));
	return ZC_OK;
}

static int
handover(struct zc_desk *d, struct zc_err *e)
{
	struct seen s = { d, zc_desk_is_json(d) ? json_array() : NULL, 0 };
	int rc;

	rc = d->argc != 4 ? ZC_FAIL(e, ZC_EUSAGE, "user handover FROM TO")
			  : zc_people_handover(d->office, d->argv[2],
				d->argv[3], on_moved, &s, e);
	if (rc == ZC_OK && s.v != NULL)
		zc_desk_json(json_pack("{s:i,s:O}", "schema", 1, "moved", s.v));
	else if (rc == ZC_OK)
		(void)fprintf(stderr, "%zu\n", s.n);
	json_decref(s.v);
	return rc;
}

static int
dispatch(struct zc_desk *d, const char *verb, struct zc_err *e)
{
	static const struct {
		const char *verb;
		int (*run)(struct zc_desk *d, struct zc_err *e);
	} verbs[] = { { "add", add }, { "list", list }, { "grant", grant },
		{ "revoke", revoke }, { "disable", disable },
		{ "handover", handover } };

	for (size_t i = 0; i < ZC_LEN(verbs); i++)
		if (strcmp(verbs[i].verb, verb) == 0)
			return verbs[i].run(d, e);
	return ZC_FAIL(e, ZC_EUSAGE, "zicha user has no command %s", verb);
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

const struct zc_cmd zc_cmd_user = {
	.name = "user",
	.summary = ZC_N("users, their roles, and handing over"),
	.usage = ZC_N("Usage: zicha user list | add NAME [--full-name NAME] "
		      "[--department NAME] | grant NAME ROLE… | revoke NAME "
		      "ROLE | disable NAME | handover FROM TO"),
	.run = run,
};
