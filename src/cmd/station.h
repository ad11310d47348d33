/* station: the unit's office beside an inspection or import, when there is a
 * store with a unit; and what follows when a case is in. */
#ifndef ZC_STATION_H
#define ZC_STATION_H

#include "cmd/say.h"
#include "core/office.h"

struct zc_station {
	struct zc_office *office; /* NULL: no unit in the store yet */
	int64_t unit;             /* whose ledgers count; 0 without office */
	int64_t move;             /* --unit: where the target goes; 0 = stays */
};

/*
 * `unit` is the name given with --unit, or NULL: the root. ZC_ENOENT: there is
 * no such unit. Everything else as zc_office_open.
 */
ZC_MUST int zc_station_open(const struct zc_run *r, const struct zc_catalog *c,
    const char *unit, struct zc_station *out, struct zc_err *e);
void zc_station_close(struct zc_station *s);

#endif
