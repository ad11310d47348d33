/* Adding, changing, deleting rows: rights, transaction, result. */
#include "core/ledger_in.h"
#include "store/flowlog.h"

enum {
	WORK_MEMORY = 64 << 20
};

void
zc_work_init(struct zc_work *w, const struct zc_ledger_use *u)
{
	static const char *const via[] = { "add", "machine", "import",
		"asking" };

	*w = (struct zc_work){ .u = u,
		.o = u->office,
		.l = u->ledger,
		.t = zc_office_table(u->office, u->ledger),
		.scope = zc_office_scope(u->office),
		.mode = zc_office_mode(u->office, u->ledger) };
	w->scope.via = via[u->obtained];
	w->scope.note = u->note;
	zc_arena_init(&w->a, WORK_MEMORY);
}

void
zc_work_fini(struct zc_work *w)
{
	zc_arena_fini(&w->a);
}

/* A mark weighs more than a missing right, that more than a wrong cell. */
static int
weight(int rc)
{
	switch (rc) {
	case ZC_OK:
		return 0;
	case ZC_EINPUT:
		return 1;
	case ZC_EACCES:
		return 2;
	default:
		return 3;
	}
}

void
zc_work_fault(struct zc_work *w, const struct zc_ledger_field *field,
    const char *word, int rc, const char *zh, const char *en)
{
	const char *address = "";
	struct zc_fault f;

	if (field != NULL && w->where != NULL)
		address = w->where(w->where_ctx, zc_ledger_index(w->l, field));
	f = (struct zc_fault){ .line = w->line,
		.field = field == NULL ? "" : field->name,
		.address = address,
		.why = word,
		.zh = zh,
		.en = en };
	w->faults++;
	if (weight(rc) > weight(w->worst))
		w->worst = rc;
	if (w->u->fault != NULL)
		w->u->fault(w->u->ctx, &f);
}

int
zc_work_end(struct zc_work *w, struct zc_err *e)
{
	if (w->faults == 0)
		return ZC_OK;
	if (w->worst == ZC_EACCES)
		return ZC_FAIL(e, ZC_EACCES,
		    ZC_N("it was not saved: a right or a confirmation is "
			 "missing"));
	if (w->worst == ZC_EREFUSED)
		return ZC_FAIL(e, ZC_EREFUSED,
		    ZC_N("it was refused, nothing was "
			 "saved"));
	return ZC_FAIL(
	    e, w->worst, "it was not saved: something given is not right");
}

void
zc_work_may(struct zc_work *w, const char *action)
{
	if (w->mode == ZC_LEDGER_OFF) {
		zc_work_fault(w, NULL, "off", ZC_EREFUSED,
		    "该台账涉及涉密事项，默认停用。如确需使用，"
		    "请由管理员在设置中启用（仅计数或完整）。",
		    "this ledger is about classified matter and is off; an "
		    "administrator can switch it on in the settings");
		return;
	}
	if (w->trusted)
		return;
	if (zc_access(zc_office_catalog(w->o), zc_office_actor(w->o), action,
		w->l) == ZC_SCOPE_NONE)
		zc_work_fault(w, NULL, "right", ZC_EACCES,
		    "您的角色没有这项权限。请联系管理员授权，"
		    "或请有权限的同事办理。",
		    "your roles do not allow this; ask an administrator for "
		    "the right, or a colleague who has it");
}

const struct zc_ledger_field *
zc_work_field(const struct zc_ledger *l, const char *name)
{
	for (size_t i = 0; i < l->nfields; i++)
		if (strcmp(l->fields[i].name, name) == 0)
			return &l->fields[i];
	return NULL;
}

size_t
zc_ledger_index(const struct zc_ledger *l, const struct zc_ledger_field *f)
{
	return (size_t)(f - l->fields);
}

const char *
zc_actor_person(const struct zc_actor *a)
{
	return a->full_name[0] != '\0' ? a->full_name : a->name;
}

/* All that writes is the same but for its middle. */
static int
close_work(struct zc_work *w, int rc, struct zc_err *e)
{
	if (rc == ZC_OK)
		rc = zc_work_end(w, e);
	if (rc == ZC_OK)
		rc = zc_office_commit(w->o, e);
	if (rc != ZC_OK)
		zc_office_rollback(w->o);
	return rc;
}

static int
add(struct zc_work *w, const struct zc_cells *row, int64_t *id,
    struct zc_err *e)
{
	size_t n = w->l->nfields;
	struct zc_val *v = zc_arena_array(&w->a, n + 1, sizeof(*v));
	bool *given = zc_arena_array(&w->a, n + 1, sizeof(*given));
	int rc;

	if (v == NULL || given == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "row");
	zc_work_may(w, "add");
	zc_work_read(w, row, v, given);
	zc_work_defaults(w, v);
	zc_work_required(w, v);
	rc = zc_work_end(w, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_office_begin(w->o, e);
	if (rc != ZC_OK)
		return rc;
	rc = zc_work_insert(w, v, id, e);
	return close_work(w, rc, e);
}

int
zc_ledger_add(const struct zc_ledger_use *u, const struct zc_cells *row,
    int64_t *id, struct zc_err *e)
{
	struct zc_work w;
	int rc;

	zc_work_init(&w, u);
	rc = add(&w, row, id, e);
	zc_work_fini(&w);
	return rc;
}

/* A row whose flow has ended stays as it is. */
static void
not_final(struct zc_work *w, const struct zc_record *rec)
{
	const struct zc_flow_state *s = zc_flow_state(w->l, rec->state);

	if (s != NULL && s->final)
		zc_work_fault(w, NULL, "final", ZC_EREFUSED,
		    "这一条已经办结，不能再修改。如有差错，请另行登记说明。",
		    "this row is finished and is not changed any more; add a "
		    "new one that corrects it");
}

static int
set(struct zc_work *w, int64_t id, int64_t ver, const struct zc_cells *row,
    struct zc_err *e)
{
	size_t n = w->l->nfields;
	struct zc_val *v = zc_arena_array(&w->a, n + 1, sizeof(*v));
	bool *given = zc_arena_array(&w->a, n + 1, sizeof(*given));
	struct zc_record old;
	int rc;

	if (v == NULL || given == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "row");
	rc = zc_work_load(w, id, "edit", &old, e);
	if (rc != ZC_OK)
		return rc;
	if (ver != 0 && ver != old.ver)
		return ZC_FAIL(e, ZC_EBUSY,
		    ZC_N("somebody changed the row since you read it; look at "
			 "it "
			 "again"));
	memcpy(v, old.v, n * sizeof(*v));
	not_final(w, &old);
	zc_work_read(w, row, v, given);
	zc_work_required(w, v);
	rc = zc_work_end(w, e);
	if (rc != ZC_OK)
		return rc;
	return zc_work_update(w,
	    &(struct zc_change){ .old = &old,
		.v = v,
		.given = given,
		.act = "edit",
		.note = "" },
	    e);
}

int
zc_ledger_set(const struct zc_ledger_use *u, int64_t id, int64_t ver,
    const struct zc_cells *row, struct zc_err *e)
{
	struct zc_work w;
	int rc;

	zc_work_init(&w, u);
	zc_work_may(&w, "edit");
	rc = zc_work_end(&w, e);
	if (rc == ZC_OK)
		rc = zc_office_begin(u->office, e);
	if (rc == ZC_OK) {
		rc = set(&w, id, ver, row, e);
		rc = close_work(&w, rc, e);
	}
	zc_work_fini(&w);
	return rc;
}

/* Living rows of another ledger that name this one by its key. */
static int
not_named(struct zc_work *w, const struct zc_ledger *other,
    const struct zc_ledger_field *f, struct zc_str key, struct zc_err *e)
{
	struct zc_scope all = w->scope;
	char zh[300], en[300];
	int64_t id;
	size_t n = 0;
	int rc;

	rc = zc_row_find(zc_office_db(w->o), zc_office_table(w->o, other), &all,
	    f->name, key, &id, 1, &n, e);
	if (rc != ZC_OK || n == 0)
		return rc;
	(void)snprintf(zh, sizeof(zh),
	    "“%s”中还有记录引用这一条（%s）。请先修改或删除那些记录。",
	    other->title.zh, f->label.zh);
	(void)snprintf(en, sizeof(en),
	    "rows of \"%s\" refer to it (%s); change or delete them first",
	    other->title.en, f->label.en);
	zc_work_fault(w, NULL, "referred", ZC_EREFUSED, zh, en);
	return ZC_OK;
}

static int
not_referred(struct zc_work *w, const struct zc_record *rec, struct zc_err *e)
{
	const struct zc_catalog *c = zc_office_catalog(w->o);
	const struct zc_ledger_field *k = zc_work_field(w->l, w->l->key);
	struct zc_val key;
	int rc = ZC_OK;

	if (k == NULL)
		return ZC_OK;
	key = rec->v[zc_ledger_index(w->l, k)];
	if (key.type != ZC_VAL_TEXT)
		return ZC_OK;
	for (size_t i = 0; i < c->nledgers; i++)
		for (size_t j = 0; j < c->ledgers[i].nfields; j++) {
			const struct zc_ledger_field *f =
			    &c->ledgers[i].fields[j];

			if (rc == ZC_OK && strcmp(f->to, w->l->id) == 0)
				rc = not_named(w, &c->ledgers[i], f, key.s, e);
		}
	return rc;
}

int
zc_ledger_delete(const struct zc_ledger_use *u, int64_t id, struct zc_err *e)
{
	struct zc_record rec;
	struct zc_work w;
	int rc;

	zc_work_init(&w, u);
	zc_work_may(&w, "delete");
	rc = zc_work_end(&w, e);
	if (rc == ZC_OK)
		rc = zc_office_begin(u->office, e);
	if (rc == ZC_OK) {
		rc = zc_work_load(&w, id, "delete", &rec, e);
		if (rc == ZC_OK)
			rc = not_referred(&w, &rec, e);
		if (rc == ZC_OK)
			rc = zc_work_end(&w, e);
		if (rc == ZC_OK)
			rc = zc_row_delete(
			    zc_office_db(w.o), w.t, &w.scope, id, rec.ver, e);
		if (rc == ZC_OK)
			rc = zc_flow_left(&w, &rec, e);
		rc = close_work(&w, rc, e);
	}
	zc_work_fini(&w);
	return rc;
}

int
zc_ledger_restore(const struct zc_ledger_use *u, int64_t id, struct zc_err *e)
{
	struct zc_record rec;
	struct zc_work w;
	int rc;

	zc_work_init(&w, u);
	zc_work_may(&w, "delete");
	rc = zc_work_end(&w, e);
	if (rc == ZC_OK)
		rc = zc_office_begin(u->office, e);
	if (rc == ZC_OK) {
		rc = zc_row_restore(zc_office_db(w.o), w.t, &w.scope, id, e);
		if (rc == ZC_OK)
			rc = zc_work_load(&w, id, "delete", &rec, e);
		if (rc == ZC_OK)
			rc = zc_work_check(&w, rec.v, NULL, id, e);
		if (rc == ZC_OK)
			rc = zc_flow_again(&w, &rec, e);
		rc = close_work(&w, rc, e);
	}
	zc_work_fini(&w);
	return rc;
}
