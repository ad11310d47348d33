/*
 * attach: the way of a file from outside into the store: looked at for marks
 * of secrecy first, and not before that a byte of it below the data directory.
 */
#ifndef ZC_ATTACH_H
#define ZC_ATTACH_H

#include "core/ledger.h"

/*
 * Keep the file `path`; `digest` is its SHA-256 in hex. Why not is told as a
 * fault of `field`, too.
 *
 * ZC_EREFUSED  it carries a mark of a state secret: nothing of it is kept
 * ZC_EACCES    it may carry one, or cannot be judged (pictures, PDF, …), and
 *              u->confirmed is not set
 * ZC_EINPUT    no ordinary file        ZC_ELIMIT  larger than 256 MiB
 */
ZC_MUST int zc_attach_file(const struct zc_ledger_use *u, const char *path,
    const char *field, char digest[65], struct zc_err *e);

#endif
