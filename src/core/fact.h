/*
 * fact: which facts the store keeps of every case, found by reading the
 * definitions: the tables fact_TABLE that ledgers (`from`), indicators and
 * checks of a unit name; and their way from a case into the store.
 */
#ifndef ZC_CORE_FACT_H
#define ZC_CORE_FACT_H

#include "catalog/catalog.h"
#include "core/case.h"
#include "store/fact.h"

/* Is `word` a word of the text, with no letter, digit or _ around it? */
bool zc_fact_names(const char *text, const char *word);

/*
 * The tables, in the arena, for zc_table_sync. A probe's own column that is
 * called first_seen or last_seen is kept as host_first_seen and
 * host_last_seen, since those two are the inspection's.
 */
ZC_MUST int zc_fact_tables(const struct zc_catalog *c, struct zc_arena *a,
    struct zc_tdef **out, size_t *n, struct zc_err *e);

/* Take the facts of one case in; inside of a transaction. */
ZC_MUST int zc_fact_merge(struct zc_db *db, struct zc_case *c,
    const struct zc_fact_in *from, const struct zc_tdef *t, size_t n,
    struct zc_err *e);

#endif
