/*
 * zt_every: rows for every ledger of the catalogue, made from the definitions
 * alone: the row that the definition's example takes, and for each other field
 * a value by its type. A new ledger is covered without a new test.
 */
#ifndef ZT_EVERY_H
#define ZT_EVERY_H

#include "unit/zt_office.h"

struct zt_every {
	struct zc_office *o;
	const struct zc_catalog *c;
	struct zc_arena a; /* cells and texts */
	int serial;        /* makes texts differ */
	int depth;         /* of references that are followed */
	size_t turn;       /* which example a full row begins with */
	const char *mark;  /* put before every text that may be any; or NULL */
};

/* An office over the whole catalogue, nobody but `登记员` being a user, who
 * may do everything; at 2026-03-02 09:00. */
void zt_every_with(const char *url, void (*fn)(struct zt_every *w));

#define ZT_EVERY(id) \
	static void zt_every_##id(struct zt_every *); \
	ZT_DB_AS(id, false) \
	{ \
		zt_every_with(url, zt_every_##id); \
	} \
	static void zt_every_##id(struct zt_every *w)

/* May do everything, under this name. */
void zt_every_alone(struct zt_every *w, const char *name);
/* A value for the field by its type; another for another `n`. NULL: a type
 * that nobody taught the test. */
const char *zt_every_text(
    struct zt_every *w, const struct zc_ledger_field *f, int n);
/*
 * A row that the ledger takes. `full`: with every field that can have a value
 * beside the others; fields that cannot stay out. Rows that it refers to are
 * added.
 */
struct zc_cells zt_every_row(
    struct zt_every *w, const struct zc_ledger *l, bool full);
/* The same, added; 0 when it was refused, which fails the test. */
int64_t zt_every_add(struct zt_every *w, const struct zc_ledger *l, bool full);
struct zc_ledger_use zt_every_use(
    struct zt_every *w, const struct zc_ledger *l);
/* Does a list of the definition hold the word? */
bool zt_every_has(const struct zc_strs *s, const char *word);
/* Is a step only the program's own? */
bool zt_every_machine(const struct zc_flow_step *s);

#endif
