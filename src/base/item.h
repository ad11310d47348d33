/*
 * item: definition data for probes: the entries of the `rule` definitions,
 * flattened. One entry has several fields, a field several values; they come
 * in the order of the file.
 *
 * The line form carries them to the portable collector, which has no YAML:
 *
 *	zicha-items 1 COUNT
 *	RULE<tab>ENTRY<tab>FIELD<tab>VALUE
 *
 * with COUNT lines behind the head, so that a cut file is noticed. Inside a
 * text, backslash, tab, line feed and carriage return are written \\ \t \n \r.
 */
#ifndef ZC_ITEM_H
#define ZC_ITEM_H

#include "base/buf.h"

/* Most items, and most bytes of one text. */
enum {
	ZC_ITEMS_MAX = 200000,
	ZC_ITEM_TEXT_MAX = 4096
};

struct zc_item {
	const char *rule;  /* id of the rule definition, e.g. rule.software */
	const char *entry; /* id of the entry */
	const char *field; /* e.g. class, title, process, package, path */
	const char *value;
};

struct zc_items {
	const struct zc_item *v; /* grouped by rule, then by entry */
	size_t n;
};

/* Next item of `rule` at or after *i; false at the end. Starts with *i = 0. */
bool zc_item_next(const struct zc_items *items, const char *rule, size_t *i,
    struct zc_item *out);

/* Append the line form; ask b->rc at the end. */
void zc_items_write(const struct zc_items *items, struct zc_buf *b);

/*
 * Read the line form.
 *
 *   s    bytes of any origin
 *   a    owns the texts
 *   out  set only on ZC_OK
 *
 * ZC_EINPUT  not of this form, cut, or with an empty rule, entry or field
 * ZC_ELIMIT  over ZC_ITEMS_MAX items or ZC_ITEM_TEXT_MAX bytes in a text
 * ZC_ENOMEM  arena spent
 */
ZC_MUST int zc_items_parse(struct zc_str s, struct zc_arena *a,
    struct zc_items *out, struct zc_err *e);

#endif
