/* import: takes a judged case into the central store. */
#ifndef ZC_IMPORT_H
#define ZC_IMPORT_H

#include "core/judge.h"
#include "store/store.h"

/*
 * Which target of the store this case belongs to, by its sources.
 */
ZC_MUST int zc_import_target(struct zc_store *s, struct zc_case *c,
    char out[33], bool *clash, struct zc_err *e);

/*
 * Take the results of `judgement` (the case's own database, or a judgement
 * file's) for target `target` into the store, in one transaction. The second
 * import of the same case, and a case that is older than what was judged
 * already, change no finding. ZC_OK in both.
 */
ZC_MUST int zc_import(struct zc_store *s, struct zc_case *c,
    struct sqlite3 *judgement, const char *digest, const char *target,
    const char *path, struct zc_err *e);

#endif
