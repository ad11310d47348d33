/*
 * target: which computer this is, so that findings of two inspections meet.
 * Sources in order: DMI UUID, serial of the system disk, machine-id. Place-
 * holders that vendors leave behind weigh nothing. The id is a digest over the
 * first source there is; all sources are stored so that a later look with
 * other rights finds the same computer again.
 */
#ifndef ZC_TARGET_H
#define ZC_TARGET_H

#include "base/base.h"

enum {
	ZC_TARGET_SOURCES = 3
};

struct zc_target {
	char id[33]; /* hex; never empty */
	struct {
		const char *name; /* dmi_uuid, disk_serial, machine_id */
		char digest[33];  /* of the value, never the value itself */
	} source[ZC_TARGET_SOURCES];
	size_t n; /* sources found */
};

/*
 * Look at the root. With no source at all the id is made from the host name
 * and `n` is 0. `hostname` may be "".
 */
void zc_target_of(int root, const char *hostname, struct zc_target *out);

/* True for "To be filled by O.E.M.", zeros and their like. */
bool zc_target_placeholder(struct zc_str s);

#endif
