/*
 * mark_example: the examples that the definitions carry with the words of
 * marks. An entry of rule.mark_example has a text, the verdict (refuse, ask,
 * pass) and hits, each "CLASS SURE LEVEL PERIOD" with - for none.
 */
#ifndef ZC_MARK_EXAMPLE_H
#define ZC_MARK_EXAMPLE_H

#include "text/mark.h"

enum {
	ZC_MARK_EXAMPLE_HITS = 8 /* most hits of one example */
};

/* Receives one example that came out otherwise, and what came out. */
typedef void zc_mark_example_say(
    void *ctx, const char *entry, const char *found);

/*
 * Run all examples: each hit must be found, nothing else may be more than
 * weak, and the verdict must be the one that is written.
 *
 *   count  set on ZC_OK: examples that were run
 *   say    once for each that came out otherwise
 *
 * ZC_EINPUT  an entry has no text, no verdict or too many hits
 * ZC_ENOMEM  no memory
 */
ZC_MUST int zc_mark_example_run(const struct zc_items *items,
    const struct zc_mark_rules *r, zc_mark_example_say *say, void *ctx,
    size_t *count, struct zc_err *e);

#endif
