/*
 * say: complaints about one file of definitions, in both languages, with the
 * place. Counts them, so that a loader can go on and refuse at the end.
 */
#ifndef ZC_SAY_H
#define ZC_SAY_H

#include "catalog/catalog.h"

struct zc_say {
	zc_complain fn; /* may be NULL: only count */
	void *ctx;
	const char *file;
	size_t faults;
};

/*
 * One complaint. `zh` and `en` are formats that take the same arguments in the
 * same order; say what is wrong and what to do.
 */
void zc_say(struct zc_say *s, int line, int col, const char *zh, const char *en,
    ...) ZC_PRINTF(4, 6) ZC_PRINTF(5, 6);

/*
 * Foreign text made fit for a message: at most 60 bytes, control characters
 * replaced, a cut marked. Returns `out`.
 */
const char *zc_say_show(struct zc_str s, char out[80]);

#endif
