/* findings: what the store holds, for programs. */
#ifndef ZC_FINDINGS_H
#define ZC_FINDINGS_H

#include "base/buf.h"
#include "catalog/catalog.h"
#include "store/store.h"

/*
 * The findings as one JSON object, docs/formats/finding.schema.json. `all`:
 * also those that are proved to be gone. Titles in `lang`.
 */
ZC_MUST int zc_findings_json(struct zc_store *s, const struct zc_catalog *k,
    const char *lang, bool all, struct zc_buf *out, struct zc_err *e);

#endif
