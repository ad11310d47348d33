/* put: reports onto the terminal or into files. */
#ifndef ZC_PUT_H
#define ZC_PUT_H

#include "core/report.h"

/* The format asked for, else the one the name `out` ends in, else text. */
bool zc_put_form(const char *format, const char *out, enum zc_report *form);

/*
 * Print a view; `path` NULL: standard output. A file is written whole or not
 * at all: a new one takes the old one's place.
 */
ZC_MUST int zc_put_report(const struct zc_view *v, enum zc_report form,
    const char *path, struct zc_err *e);

/*
 * Could a report be written to `path`? Asked before the work begins; NULL:
 * standard output. Leaves nothing behind.
 */
ZC_MUST int zc_put_check(const char *path, struct zc_err *e);

#endif
