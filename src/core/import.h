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

/* One judged case on its way into the store. */
struct zc_import_case {
	struct zc_case *c;
	struct sqlite3 *judgement; /* the case's own, or a judgement file's */
	const struct zc_catalog *catalog;
	const char *digest, *target, *path;
	int64_t unit; /* the target belongs to it now; 0: as before */
};

/*
 * Take results and facts of the case into the store, in one transaction. The
 * second import of the same case changes nothing, a case that is older than
 * what was judged already changes no finding (and of facts only since when
 * they are known). ZC_OK in both.
 */
ZC_MUST int zc_import(
    struct zc_store *s, const struct zc_import_case *in, struct zc_err *e);

#endif
