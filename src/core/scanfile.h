/*
 * scanfile: does a XLSX or DOCX file carry a mark of secrecy anywhere, also
 * where nobody looks: hidden sheets, comments, headers, properties?
 */
#ifndef ZC_SCANFILE_H
#define ZC_SCANFILE_H

#include "core/office.h"

struct zc_scanfile {
	bool ask;        /* something looks like a mark: a person must say */
	uint32_t unseen; /* parts that cannot be looked at: pictures … */
};

/*
 * ZC_EREFUSED  there is a mark: nothing of the file may be kept
 * ZC_EUNSUP    neither XLSX nor DOCX    others as zc_sheet_text
 */
ZC_MUST int zc_scanfile(
    struct zc_office *o, int fd, struct zc_scanfile *out, struct zc_err *e);

/*
 * The same of any file that is about to be kept as it is; `name` is looked at,
 * too. What cannot be judged (a picture, PDF, an old or locked form, a damaged
 * file) is ZC_OK with `unseen` above 0.
 */
ZC_MUST int zc_scanfile_any(struct zc_office *o, int fd, const char *name,
    struct zc_scanfile *out, struct zc_err *e);

#endif
