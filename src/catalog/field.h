/*
 * field: one table per kind of definition says which keys it has, of what
 * type, where they go and what they mean. Parser, validator, list of allowed
 * keys and the printed documents all come from that table.
 */
#ifndef ZC_FIELD_H
#define ZC_FIELD_H

#include "catalog/tree.h"

enum zc_field_type {
	ZC_F_TEXT,  /* const char *; empty only when not required */
	ZC_F_SQL,   /* const char *, NULL when not given */
	ZC_F_BOTH,  /* struct zc_both: {zh: …, en: …} */
	ZC_F_BOOL,  /* bool: true, false */
	ZC_F_INT,   /* int64_t; `more` = offset of a bool "was given", or 0 */
	ZC_F_ENUM,  /* const char *, one of `values` */
	ZC_F_RANK,  /* int: index in `values` (a C enum of the same order) */
	ZC_F_STRS,  /* struct zc_strs */
	ZC_F_CELLS, /* struct zc_cells: map of name → scalar, list or null */
	ZC_F_MAPS,  /* list of maps of shape `sub`; `more` = offset of count */
	ZC_F_NAMED, /* map of name → map `sub`; the name goes to offset 0 */
	ZC_F_MAP,   /* one map of shape `sub`, filled at `off` */
	ZC_F_GIVEN, /* struct zc_given *: {table: rows}; `more` = its count */
	ZC_F_OWN    /* `own` reads it */
};

/* What a name must be; looked up when all files are read. */
enum zc_ref_type {
	ZC_REF_NONE,
	ZC_REF_REQUIREMENT,
	ZC_REF_SETTING,
	ZC_REF_CHECK,
	ZC_REF_TABLE,
	ZC_REF_LEDGER,
	ZC_REF_LEDGERS, /* a ledger, or "*" */
	ZC_REF_ROLE
};

struct zc_kind;

struct zc_ref {
	enum zc_ref_type type;
	const char *name;
	const struct zc_kind *kind; /* of the definition that names it … */
	const void *def;            /* … and that definition */
	struct zc_at at;
	struct zc_ref *next;
};

struct zc_fill {
	struct zc_say *say;
	struct zc_arena *a;         /* the catalog's */
	const struct zc_kind *kind; /* definition being read */
	const void *def;
	struct zc_ref **refs;
};

struct zc_shape;

struct zc_field {
	const char *key;
	enum zc_field_type type;
	bool required;
	size_t off;
	size_t more;
	const char *const *values; /* ENUM, RANK, STRS: NULL-ended */
	const char *def;           /* ENUM, TEXT: when not given; NULL = "" */
	const struct zc_shape *sub;
	enum zc_ref_type ref; /* TEXT, STRS: what each name must be */
	bool slots;           /* TEXT, SQL, BOTH: {setting.id} must exist */
	/* `map` is the whole definition, `n` the value; `dst` its struct. */
	int (*own)(struct zc_fill *f, const struct zc_node *map,
	    const struct zc_node *n, void *dst);
	const char *zh, *en; /* for the documents */
};

struct zc_shape {
	const struct zc_field *v;
	size_t n;
	size_t size; /* of the struct it fills */
	size_t at;   /* offset of its struct zc_at; 0 = none */
	bool open;   /* other keys are allowed and read by an OWN field */
};

#define ZC_SHAPE(fields, type) \
	{ \
		.v = (fields), .n = ZC_LEN(fields), .size = sizeof(type) \
	}

/*
 * Fill `dst` (zeroed) from the map. Faults go to f->say and leave the field
 * at its default; no pointer of texts stays NULL but ZC_F_SQL. ZC_ENOMEM only.
 */
ZC_MUST int zc_field_fill(struct zc_fill *f, const struct zc_shape *shape,
    const struct zc_node *map, void *dst);

/* For OWN fields: a copy in the catalog's arena; NULL when it is spent. */
const char *zc_field_text(struct zc_fill *f, const struct zc_node *n);
/* Note that `n` names something to be looked up later. */
ZC_MUST int zc_field_ref(struct zc_fill *f, enum zc_ref_type type,
    const struct zc_node *n, const char *name);
/* map of name → scalar (a list becomes one item a line). */
ZC_MUST int zc_field_cells(
    struct zc_fill *f, const struct zc_node *n, struct zc_cells *out);
/* A scalar, or a list of scalars as one item a line. NULL on a fault. */
ZC_MUST int zc_field_value(
    struct zc_fill *f, const struct zc_node *n, const char **out);
/* The tables of an example: {table: rows, status or both}. */
ZC_MUST int zc_field_given(struct zc_fill *f, const struct zc_node *n,
    struct zc_given **out, size_t *count);
/* Complain that `n` is not what it should be. */
void zc_field_wrong(struct zc_fill *f, const struct zc_node *n,
    const char *zh_want, const char *en_want);

/*
 * Visit every value that a filled struct holds, sub-shapes included, in the
 * order of the tables: `d` its field, `v` where it stands (as the type says),
 * `at` the place of the nearest map that has one. Negative stops.
 */
typedef int (*zc_field_fn)(
    void *ctx, const struct zc_field *d, const void *v, const struct zc_at *at);
ZC_MUST int zc_field_visit(
    const struct zc_shape *shape, const void *def, zc_field_fn fn, void *ctx);

#endif
