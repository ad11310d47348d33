/* kind: what the loader knows of a kind of definition. One kind_*.c each. */
#ifndef ZC_KIND_H
#define ZC_KIND_H

#include "catalog/field.h"

struct zc_kind {
	const char *name;              /* check */
	const char *folder;            /* checks */
	const char *zh, *en;           /* name for people */
	const char *zh_what, *en_what; /* what one is, for the documents */
	const char *sample;            /* YAML for the documents */
	const struct zc_shape *shape;  /* its struct begins with `id` */
	size_t list, count;            /* offsets in struct zc_catalog */
	/* Faults that no field table can tell; may be NULL. */
	int (*verify)(struct zc_fill *f, const struct zc_node *map, void *def);
};

/*
 * Every zc_kind_NAME of a kind_*.c, ZC_NKINDS, and zc_kind_all in the order of
 * zc_catalog_kinds: made by tools/gen-kinds from the files.
 */
#include "catalog/kinds.h"

const char *zc_kind_id(const void *def);
const struct zc_at *zc_kind_at(const struct zc_kind *k, const void *def);

/* Value of the key for the place of a complaint; the map when it is missing. */
const struct zc_node *zc_kind_node(const struct zc_node *map, const char *key);

/* Complain at a place: “what”：zh / "what": en. */
void zc_kind_wrong(struct zc_fill *f, const struct zc_at *at, const char *what,
    const char *zh, const char *en);

/* Complain unless `id` is one part and the file is named after it. */
void zc_kind_named(
    struct zc_fill *f, const struct zc_node *map, const char *id);

/* Is the name in the list? */
bool zc_kind_in(const struct zc_strs *l, const char *name);

/* YYYY-MM-DD of a day that exists. */
bool zc_kind_date(struct zc_str s);

/* Digits, or one {setting.id}: a number that a unit may change. */
bool zc_kind_number(const char *s);

/* Names the closed sets share. */
extern const char *const zc_kind_confidence[];
/* Parts of lower-case letters, digits and "_", joined by ".". How many parts;
 * 0 = not of this form. */
size_t zc_kind_parts(const char *id);

/*
 * Next {name.with.dots} in *text; false when none is left. `out` is the name
 * without braces, *text what follows.
 */
bool zc_kind_slot(struct zc_str *text, struct zc_str *out);

#endif
