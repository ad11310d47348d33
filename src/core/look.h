/* look: what the probes of one inspection get to know. */
#ifndef ZC_CORE_LOOK_H
#define ZC_CORE_LOOK_H

#include "catalog/catalog.h"
#include "probe/probe.h"

/*
 * Open the root and fill `l`. `root` NULL or "/" is this running system. Items
 * and settings come from the catalogue (NULL: none). `data` is our own data
 * directory (NULL: none): imported feeds and rules lie in data/imported.
 * zc_look_close closes.
 */
ZC_MUST int zc_look_open(const char *root, const char *data,
    const struct zc_catalog *c, struct zc_arena *a, struct zc_look *l,
    struct zc_err *e);
void zc_look_close(struct zc_look *l);

#endif
