/*
 * filerow: a row that shows one file with its owner and mode, as the tables
 * file_mode, home_file and file_walk have it. They are three tables, because
 * what one of them could not reach says nothing about the others.
 */
#ifndef ZC_FILEROW_H
#define ZC_FILEROW_H

#include "probe/othertree.h"
#include "probe/owner.h"
#include "probe/users.h"

#include <sys/stat.h>

enum {
	ZC_FILEROW_COLS = 12
};

/* The columns of all three tables. */
extern const struct zc_col zc_filerow_cols[ZC_FILEROW_COLS];

struct zc_filerow {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_users users;
	struct zc_owner *owner; /* opened by the first row */
	bool asked;
	struct zc_othertree other;
};

/*
 * Read the accounts, without which a table of owners is an error. The caller
 * ends with zc_filerow_fini, also after a failure.
 */
ZC_MUST int zc_filerow_init(struct zc_filerow *f, const struct zc_look *l,
    struct zc_table *t, struct zc_err *e);
void zc_filerow_fini(struct zc_filerow *f);

/* Put a row; `reason` is a word of the column of that name. */
ZC_MUST int zc_filerow_put(struct zc_filerow *f, const char *reason,
    const char *path, const struct stat *st, struct zc_err *e);

#endif
