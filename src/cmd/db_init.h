/* db_init: `zicha db init`. */
#ifndef ZC_DB_INIT_H
#define ZC_DB_INIT_H

#include "cmd/say.h"

/* A new store with its unit. ZC_EREFUSED: there is one already. */
ZC_MUST int zc_db_init_run(
    const struct zc_run *r, int argc, char **argv, struct zc_err *e);

#endif
