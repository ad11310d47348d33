#include "core/access.h"

#include "base/clock.h"
#include "core/office_in.h"
#include "store/setting_value.h"
#include "store/store.h"
#include "store/unit.h"
#include "store/user.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	OFFICE_MEMORY = 256 << 20
};

struct zc_db *
zc_office_db(struct zc_office *o)
{
	return o->db;
}

const struct zc_catalog *
zc_office_catalog(const struct zc_office *o)
{
	return o->catalog;
}

const struct zc_actor *
zc_office_actor(const struct zc_office *o)
{
	return &o->actor;
}

struct zc_arena *
zc_office_arena(struct zc_office *o)
{
	return &o->a;
}

bool
zc_office_example(const struct zc_office *o)
{
	return o->example;
}

int64_t
zc_office_now(const struct zc_office *o)
{
	return o->now != 0 ? o->now : zc_clock_now();
}

void
zc_office_set_now(struct zc_office *o, int64_t now)
{
	o->now = now;
	o->seen.set = false;
}

void
zc_office_set_actor(struct zc_office *o, const struct zc_actor *a)
{
	o->actor = *a;
	o->seen.set = false;
}

enum zc_ledger_mode
zc_office_mode(const struct zc_office *o, const struct zc_ledger *l)
{
	const char *s;

	if (!l->classified || o->example)
		return ZC_LEDGER_FULL;
	s = zc_catalog_mode(l, zc_office_own(o, "ledger.classified_on"));
	if (strcmp(s, "full") == 0)
		return ZC_LEDGER_FULL;
	return strcmp(s, "count") == 0 ? ZC_LEDGER_COUNT : ZC_LEDGER_OFF;
}

bool
zc_office_kept(const struct zc_office *o, const struct zc_ledger *l,
    const struct zc_ledger_field *f)
{
	static const char *const counts[] = { "integer", "date", "time",
		"boolean", "money", "enum", "reference", "department", "unit" };

	if (zc_office_mode(o, l) != ZC_LEDGER_COUNT)
		return true;
	for (size_t i = 0; i < ZC_LEN(counts); i++)
		if (strcmp(f->type, counts[i]) == 0)
			return true;
	return strcmp(f->name, l->key) == 0 ||
	    strcmp(f->name, l->number_field) == 0;
}

const struct zc_tdef *
zc_office_table(const struct zc_office *o, const struct zc_ledger *l)
{
	size_t i = (size_t)(l - o->catalog->ledgers);

	assert(i < o->catalog->nledgers);
	return &o->tables[i];
}

struct zc_scope
zc_office_scope(const struct zc_office *o)
{
	return (struct zc_scope){ .unit = o->actor.unit,
		.tree = false,
		.actor = o->actor.name,
		.now = zc_office_now(o) };
}

int
zc_office_begin(struct zc_office *o, struct zc_err *e)
{
	char sql[40];
	int rc;

	if (o->depth == 0) {
		rc = zc_db_begin(o->db, e);
	} else {
		(void)snprintf(sql, sizeof(sql), "SAVEPOINT zc_%d", o->depth);
		rc = zc_db_exec(o->db, sql, e);
	}
	if (rc == ZC_OK)
		o->depth++;
	return rc;
}

int
zc_office_commit(struct zc_office *o, struct zc_err *e)
{
	char sql[40];
	int rc;

	assert(o->depth > 0);
	if (o->depth == 1) {
		rc = zc_db_commit(o->db, e);
	} else {
		(void)snprintf(
		    sql, sizeof(sql), "RELEASE SAVEPOINT zc_%d", o->depth - 1);
		rc = zc_db_exec(o->db, sql, e);
	}
	if (rc == ZC_OK)
		o->depth--;
	return rc;
}

void
zc_office_rollback(struct zc_office *o)
{
	char sql[80];

	if (o->depth == 0)
		return;
	o->depth--;
	o->seen.set = false; /* views are part of what is taken back */
	if (o->depth == 0) {
		zc_db_rollback(o->db);
		return;
	}
	(void)snprintf(sql, sizeof(sql),
	    "ROLLBACK TO SAVEPOINT zc_%d; RELEASE SAVEPOINT zc_%d", o->depth,
	    o->depth);
	if (zc_db_exec(o->db, sql, NULL) != ZC_OK) {
		/* What cannot be taken back in part is taken back whole. */
		zc_db_rollback(o->db);
		o->depth = 0;
	}
}

/* The user table's row becomes the actor; words are copied into the office. */
struct found {
	struct zc_office *o;
	struct zc_actor *to;
	bool is, disabled;
	const char *v[64];
	size_t n;
};

static int
on_user(void *ctx, const struct zc_user *u)
{
	struct found *f = ctx;

	f->is = true;
	f->disabled = u->disabled_at != 0;
	f->to->name = zc_office_dup(f->o, u->name);
	f->to->full_name = zc_office_dup(f->o, u->full_name);
	f->to->department = zc_office_dup(f->o, u->department);
	f->to->unit = u->unit;
	return ZC_OK;
}

static int
on_role(void *ctx, const struct zc_user_role *g)
{
	struct found *f = ctx;

	if (f->n < ZC_LEN(f->v))
		f->v[f->n++] = zc_office_dup(f->o, g->role);
	return ZC_OK;
}

int
zc_office_actor_of(struct zc_office *o, const char *user, struct zc_actor *out,
    struct zc_err *e)
{
	struct zc_actor a = { .full_name = "", .department = "" };
	struct found f = { .o = o, .to = &a };
	int rc;

	rc = zc_user_each(o->db, user, on_user, &f, e);
	if (rc == ZC_OK && !f.is)
		return ZC_FAIL(e, ZC_ENOENT, "no user %s", user);
	if (rc == ZC_OK && f.disabled)
		return ZC_FAIL(e, ZC_EACCES, "the user %s is disabled", user);
	if (rc == ZC_OK)
		rc = zc_user_roles(
		    o->db, user, zc_office_now(o), on_role, &f, e);
	if (rc != ZC_OK)
		return rc;
	a.roles.v = zc_arena_array(&o->a, f.n + 1, sizeof(*a.roles.v));
	if (a.roles.v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "roles");
	for (size_t i = 0; i < f.n; i++)
		a.roles.v[i] = f.v[i];
	a.roles.n = f.n;
	*out = a;
	return ZC_OK;
}

/* The first unit of the tree is the one whose store this is. */
static int
on_unit(void *ctx, const struct zc_unit *u, int depth)
{
	int64_t *root = ctx;

	if (*root == 0 && depth == 0)
		*root = u->id;
	return ZC_OK;
}

/* Who is at the keyboard, when he is no user of the store. */
static int
owner(struct zc_office *o, const char *db, const char *name, int64_t root,
    struct zc_err *e)
{
	struct stat st;
	int64_t users = 0;
	int rc = zc_user_count(o->db, &users, e);

	if (rc != ZC_OK)
		return rc;
	/* On PostgreSQL whoever may connect has been let in there. */
	if (strncmp(db, "postgres", 8) != 0 &&
	    (stat(db, &st) == -1 || (st.st_uid != geteuid() && geteuid() != 0)))
		return ZC_FAIL(e, ZC_EACCES, "no user %s", name);
	o->actor = (struct zc_actor){ .name = zc_office_dup(o, name),
		.full_name = "",
		.department = "",
		.unit = root,
		.owner = true,
		.alone = users == 0 };
	return ZC_OK;
}

static int
take_actor(
    struct zc_office *o, const char *db, const char *user, struct zc_err *e)
{
	const struct passwd *pw = user == NULL ? getpwuid(geteuid()) : NULL;
	const char *name = user != NULL ? user : pw == NULL ? "?" : pw->pw_name;
	int64_t root = 0;
	int rc = zc_unit_tree(o->db, 0, on_unit, &root, e);

	if (rc == ZC_OK && root == 0)
		rc = ZC_FAIL(e, ZC_ENOENT,
		    ZC_N("there is no unit yet: run zicha db init"));
	if (rc != ZC_OK)
		return rc;
	rc = zc_office_actor_of(o, name, &o->actor, e);
	if (rc == ZC_ENOENT && user != NULL)
		return ZC_FAIL(e, ZC_EACCES, "no user %s", user);
	return rc == ZC_ENOENT ? owner(o, db, name, root, e) : rc;
}

static int
on_setting(void *ctx, const struct zc_setting_value *v)
{
	struct zc_office *o = ctx;

	return zc_office_own_set(o, v->id, v->value);
}

static int
load_settings(struct zc_office *o, struct zc_err *e)
{
	int rc;

	o->nown = 0;
	rc = zc_setting_value_all(o->db, o->actor.unit, on_setting, o, e);
	return rc == ZC_ENOMEM ? ZC_FAIL(e, rc, "settings") : rc;
}

static int
office_new(const struct zc_catalog *c, struct zc_office **out, struct zc_err *e)
{
	struct zc_office *o = calloc(1, sizeof(*o));
	int rc;

	if (o == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "office");
	zc_arena_init(&o->a, OFFICE_MEMORY);
	o->catalog = c;
	o->dir = "";
	o->actor = (struct zc_actor){
		.name = "zicha", .full_name = "", .department = ""
	};
	rc = zc_office_make_tables(o, e);
	if (rc == ZC_OK)
		rc = zc_office_make_days(o, e);
	if (rc != ZC_OK) {
		zc_office_close(o);
		return rc;
	}
	*out = o;
	return ZC_OK;
}

/* The address of the database below --db; ZC_ENOENT when it was never made. */
static int
address(const char *db, char *out, size_t size, struct zc_err *e)
{
	struct stat st;

	if (strncmp(db, "postgres", 8) == 0) {
		(void)snprintf(out, size, "%s", db);
		return ZC_OK;
	}
	(void)snprintf(out, size, "%s/zicha.db", db);
	if (stat(out, &st) == -1)
		return ZC_FAIL(e, ZC_ENOENT,
		    "%s: no store there yet: run zicha db init", db);
	return ZC_OK;
}

static int
sync_all(struct zc_office *o, struct zc_err *e)
{
	int rc = zc_table_migrate(o->db, e);

	if (rc == ZC_OK)
		rc = zc_table_sync(
		    o->db, o->tables, o->catalog->nledgers + o->nfacts, e);
	if (rc == ZC_OK)
		rc = zc_flowlog_calendar(o->db, o->days, o->ndays, e);
	return rc;
}

int
zc_office_open(const char *db, const struct zc_catalog *c, const char *user,
    bool write, struct zc_office **out, struct zc_err *e)
{
	struct zc_office *o = NULL;
	char url[4200];
	int rc = address(db, url, sizeof(url), e);

	if (rc == ZC_OK)
		rc = office_new(c, &o, e);
	if (rc == ZC_OK)
		o->dir = zc_office_dup(o, zc_store_files(db));
	if (rc == ZC_OK)
		rc = zc_db_open(url, write, &o->db, e);
	if (rc == ZC_OK && write)
		rc = sync_all(o, e);
	if (rc == ZC_OK)
		rc = take_actor(o, db, user, e);
	if (rc == ZC_OK)
		rc = load_settings(o, e);
	if (rc != ZC_OK) {
		zc_office_close(o);
		return rc;
	}
	*out = o;
	return ZC_OK;
}

int
zc_office_scratch(const char *url, const struct zc_catalog *c,
    struct zc_office **out, struct zc_err *e)
{
	struct zc_unit u = { .name = "示例单位", .kind = "", .code = "" };
	struct zc_office *o = NULL;
	int rc = office_new(c, &o, e);

	if (rc == ZC_OK)
		rc =
		    zc_db_open(url == NULL ? ":memory:" : url, true, &o->db, e);
	if (rc == ZC_OK)
		rc = sync_all(o, e);
	if (rc == ZC_OK)
		rc = zc_db_begin(o->db, e);
	if (rc == ZC_OK) {
		rc = zc_unit_add(o->db, &u, &o->actor.unit, e);
		if (rc == ZC_OK)
			rc = zc_db_commit(o->db, e);
		if (rc != ZC_OK)
			zc_db_rollback(o->db);
	}
	if (rc != ZC_OK) {
		zc_office_close(o);
		return rc;
	}
	o->example = true;
	*out = o;
	return ZC_OK;
}

void
zc_office_close(struct zc_office *o)
{
	if (o == NULL)
		return;
	while (o->depth > 0)
		zc_office_rollback(o);
	zc_db_close(o->db);
	zc_arena_fini(&o->a);
	free(o);
}
