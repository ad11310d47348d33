/* ledger_in: the inside of writing into ledgers; for ledger*.c and flow*.c. */
#ifndef ZC_LEDGER_IN_H
#define ZC_LEDGER_IN_H

#include "core/ledger.h"

/* One piece of work on one ledger: what it needs, and what went wrong. */
struct zc_work {
	const struct zc_ledger_use *u;
	struct zc_office *o;
	const struct zc_ledger *l;
	const struct zc_tdef *t;
	struct zc_scope scope;
	enum zc_ledger_mode mode;
	bool trusted; /* the program does it: no rights are asked */
	bool lax;     /* … and the row need not keep the rules (examples) */
	size_t faults;
	int worst;    /* rc of the gravest fault */
	int64_t line; /* of the file, for faults */
	/* The address of a field's cell in the file; NULL: no file. */
	const char *(*where)(void *ctx, size_t field);
	void *where_ctx;
	size_t told; /* faults of rows before this one */
	struct zc_arena a;
};

void zc_work_init(struct zc_work *w, const struct zc_ledger_use *u);
void zc_work_fini(struct zc_work *w);

/* Tell a fault. `field` NULL: the whole row. */
void zc_work_fault(struct zc_work *w, const struct zc_ledger_field *field,
    const char *word, int rc, const char *zh, const char *en);
/* ZC_OK, or the gravest fault with a sentence for who sees no faults. */
ZC_MUST int zc_work_end(struct zc_work *w, struct zc_err *e);

/* Faults unless the actor may do it to some row. */
void zc_work_may(struct zc_work *w, const char *action);

/* A row in memory; texts in the work's arena. */
struct zc_record {
	int64_t id, unit, ver, created_at, updated_at;
	const char *state, *created_by, *updated_by;
	struct zc_val *v; /* by field */
};
/* ZC_ENOENT: not there, or not in the actor's scope for `action`. */
ZC_MUST int zc_work_load(struct zc_work *w, int64_t id, const char *action,
    struct zc_record *out, struct zc_err *e);
/* Copy the row a cursor stands on. */
ZC_MUST int zc_work_copy(struct zc_work *w, struct zc_rows *r,
    struct zc_record *out, struct zc_err *e);

bool zc_val_same(struct zc_val a, struct zc_val b);

/* A field by name, or NULL. */
const struct zc_ledger_field *zc_work_field(
    const struct zc_ledger *l, const char *name);
size_t zc_ledger_index(
    const struct zc_ledger *l, const struct zc_ledger_field *f);

/* Who counts as the person: the full name, else the user's name. */
const char *zc_actor_person(const struct zc_actor *a);

/* today(), now(), actor() or a text, as the field's value. */
void zc_work_word(struct zc_work *w, const struct zc_ledger_field *f,
    const char *text, struct zc_val *out);
/* Texts into v[]; given[i] tells which. Faults are told. */
void zc_work_read(struct zc_work *w, const struct zc_cells *row,
    struct zc_val *v, bool *given);
/* Defaults, what is required, references; the number comes at the end. */
void zc_work_defaults(struct zc_work *w, struct zc_val *v);
void zc_work_required(struct zc_work *w, const struct zc_val *v);
ZC_MUST int zc_work_number(
    struct zc_work *w, struct zc_val *v, struct zc_err *e);
ZC_MUST int zc_work_number_seen(
    struct zc_work *w, const struct zc_val *v, struct zc_err *e);
/* References and unique values of the fields that `only` marks (NULL: all). */
ZC_MUST int zc_work_check(struct zc_work *w, const struct zc_val *v,
    const bool *only, int64_t self, struct zc_err *e);
/* zc_ledger_list of what the actor may take out of the store. */
ZC_MUST int zc_ledger_list_out(const struct zc_ledger_use *u,
    const struct zc_list *l, struct zc_rows **out, struct zc_err *e);
/* Gates over the saved row. */
ZC_MUST int zc_work_gates(struct zc_work *w, const struct zc_gate *g, size_t n,
    const char *word, int64_t unit, int64_t id, struct zc_err *e);

/* Inside a transaction: save a new row whose values are ready. */
ZC_MUST int zc_work_insert(
    struct zc_work *w, struct zc_val *v, int64_t *id, struct zc_err *e);
/* … and change one; `state` NULL: stays. Faults are told. */
struct zc_change {
	const struct zc_record *old;
	const struct zc_val *v;
	const bool *given;
	const char *state, *act, *note;
};
ZC_MUST int zc_work_update(
    struct zc_work *w, const struct zc_change *c, struct zc_err *e);

/* flow*.c: a new row begins its flow; its fields changed. */
ZC_MUST int zc_flow_begin(struct zc_work *w, int64_t unit, int64_t id,
    const struct zc_val *v, struct zc_err *e);
ZC_MUST int zc_flow_moved(struct zc_work *w, const struct zc_record *old,
    const struct zc_val *v, struct zc_err *e);
/* The row leaves its state: a deadline of hours is met now, one of days
 * today. */
ZC_MUST int zc_flow_left(
    struct zc_work *w, const struct zc_record *rec, struct zc_err *e);
/* It came back from the recycle bin: its deadline runs again. */
ZC_MUST int zc_flow_again(
    struct zc_work *w, const struct zc_record *rec, struct zc_err *e);
const struct zc_flow_state *zc_flow_state(
    const struct zc_ledger *l, const char *name);

#endif
