/* kind_ledger: parts shared by kind_ledger*.c. */
#ifndef ZC_KIND_LEDGER_H
#define ZC_KIND_LEDGER_H

#include "catalog/kind.h"

extern const struct zc_shape zc_ledger_word_shape;
extern const struct zc_shape zc_ledger_field_shape;
extern const struct zc_shape zc_ledger_gate_shape;
extern const struct zc_shape zc_ledger_flow_shape;
extern const struct zc_shape zc_ledger_flow_example_shape;

/* Field of the name, or NULL. */
const struct zc_ledger_field *zc_ledger_field(
    const struct zc_ledger *l, const char *name);
/* Is it a field, or a column that every ledger has? */
bool zc_ledger_column(const struct zc_ledger *l, const char *name);
const struct zc_flow_state *zc_ledger_state(
    const struct zc_ledger *l, const char *name);
const struct zc_flow_step *zc_ledger_step(
    const struct zc_ledger *l, const char *name);

/* Complain about each name that is no field. */
void zc_ledger_verify_names(struct zc_fill *f, const struct zc_ledger *l,
    const struct zc_strs *names, const struct zc_at *at, bool fixed_too);
void zc_ledger_verify_cells(struct zc_fill *f, const struct zc_ledger *l,
    const struct zc_cells *row, const struct zc_at *at);
/* A value set without a person: a default, or what a step sets. */
void zc_ledger_verify_value(struct zc_fill *f, const struct zc_ledger_field *d,
    const char *value, const struct zc_at *at);

void zc_ledger_verify_fields(
    struct zc_fill *f, const struct zc_node *map, const struct zc_ledger *l);
void zc_ledger_verify_flow(struct zc_fill *f, const struct zc_ledger *l);
ZC_MUST int zc_ledger_verify_flow_examples(
    struct zc_fill *f, const struct zc_node *map, const struct zc_ledger *l);

#endif
