/*
 * unitfile: one systemd unit as it stands on disk (systemd.unit(5)): which file
 * counts and what it says. Whether it is started: probe/systemd.h.
 */
#ifndef ZC_UNITFILE_H
#define ZC_UNITFILE_H

#include "probe/probe.h"

/* Directories of system units, most important first; NULL-ended, of 12. */
extern const char *const zc_unitfile_dirs[12];

/*
 * The file that counts for unit `name`: ZC_OK with its path; `masked` is true
 * for a link to /dev/null or an empty file. ZC_ENOENT: no such unit.
 */
ZC_MUST int zc_unitfile_find(const struct zc_look *l, const char *name,
    const char **path, bool *masked, struct zc_err *e);

/*
 * The last value of `key` (e.g. ExecStart) in `section` of the unit and its
 * drop-ins, "" when not set. Errors as zc_unitfile_find; what may not be
 * read is noted in `t`.
 */
ZC_MUST int zc_unitfile_value(const struct zc_look *l, struct zc_table *t,
    const char *name, const char *section, const char *key, struct zc_str *out,
    struct zc_err *e);

#endif
