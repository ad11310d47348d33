/*
 * Three versions of any bytes, divided by zero bytes: an order is reflexive,
 * antisymmetric and, for dpkg's rules, transitive.
 */
#include "probe/deb.h"
#include "probe/rpm.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int
sign(int d)
{
	return d < 0 ? -1 : d > 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str rest = { (const char *)p, n }, v[3];

	for (size_t i = 0; i < 3; i++)
		if (!zc_str_cut(&rest, '\0', &v[i]))
			return 0;
	for (size_t i = 0; i < 3; i++) {
		if (zc_deb_vercmp(v[i], v[i]) != 0 ||
		    zc_rpm_vercmp(v[i], v[i]) != 0)
			abort();
		for (size_t k = 0; k < 3; k++)
			if (sign(zc_deb_vercmp(v[i], v[k])) !=
			    -sign(zc_deb_vercmp(v[k], v[i])))
				abort();
	}
	if (zc_deb_vercmp(v[0], v[1]) <= 0 && zc_deb_vercmp(v[1], v[2]) <= 0 &&
	    zc_deb_vercmp(v[0], v[2]) > 0)
		abort();
	return 0;
}
