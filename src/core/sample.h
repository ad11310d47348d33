/*
 * sample: the records of a sample unit (catalog/sample/README.md), read into
 * the order in which they happened. Whoever fills a store replays them: on
 * that day, as that person, first the row and then its steps, without the
 * `creates` and `steps_on` of a step, for what those made is in the sample.
 */
#ifndef ZC_SAMPLE_H
#define ZC_SAMPLE_H

#include "catalog/catalog.h"

struct zc_asset;

struct zc_sample_event {
	const char *day, *who; /* YYYY-MM-DD, full name */
	const char *step;      /* "" = the row is added */
	const struct zc_ledger *ledger;
	const struct zc_cells *row; /* the same for all events of a row */
	size_t line;                /* in its file, from 1 */
};

struct zc_sample_person {
	const char *full_name, *account;
	const char *roles;     /* one a line */
	const char *from, *to; /* YYYY-MM-DD; to "" = still */
};

struct zc_sample {
	struct zc_sample_event *events; /* by day; see zc_sample_read */
	size_t nevents;
	size_t nrows;
	struct zc_sample_person *people;
	size_t npeople;
};

/*
 * Read all of catalog/sample from the assets. Events are sorted by day; on one
 * day rows are added before steps are taken, rows of a ledger behind those of
 * ledgers it refers to, else in the order of the files. Texts live in the
 * arena or in the assets' copy there.
 *
 * ZC_EINPUT  a file that is of no ledger, a row with more or fewer values than
 *            the head, steps of another form; e names file and line
 * ZC_ENOMEM  the arena is spent
 */
ZC_MUST int zc_sample_read(const struct zc_catalog *c,
    const struct zc_asset *assets, size_t n, struct zc_arena *a,
    struct zc_sample *out, struct zc_err *e);

#endif
