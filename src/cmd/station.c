#include "cmd/station.h"

#include "store/unit.h"

int
zc_station_open(const struct zc_run *r, const struct zc_catalog *c,
    const char *unit, struct zc_station *out, struct zc_err *e)
{
	struct zc_err why = { 0 };
	int rc = zc_office_open(r->db, c, r->as, true, &out->office, &why);

	if (rc == ZC_ENOENT && unit == NULL)
		return ZC_OK;
	if (rc != ZC_OK) {
		if (e != NULL)
			*e = why;
		return rc;
	}
	out->unit = zc_office_actor(out->office)->unit;
	if (unit == NULL)
		return ZC_OK;
	rc = zc_unit_find(zc_office_db(out->office), unit, &out->move, e);
	if (rc == ZC_OK)
		out->unit = out->move;
	return rc;
}

void
zc_station_close(struct zc_station *s)
{
	zc_office_close(s->office);
	s->office = NULL;
}
