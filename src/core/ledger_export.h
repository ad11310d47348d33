/* ledger_export: what the files of exports share; for ledger_*.c only. */
#ifndef ZC_LEDGER_EXPORT_H
#define ZC_LEDGER_EXPORT_H

#include "core/ledger_in.h"

/* Every row of the list, page by page. */
ZC_MUST int zc_ledger_export_each(const struct zc_export_use *u,
    int (*row)(void *ctx, const struct zc_rows *r, struct zc_err *e), void *ctx,
    int64_t *rows, struct zc_err *e);

/* The register, or labels, as HTML or text. */
ZC_MUST int zc_ledger_print(
    const struct zc_export_use *u, int64_t *rows, struct zc_err *e);

#endif
