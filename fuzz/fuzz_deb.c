/* Any text as a status file: it is used up, and fields lie inside it. */
#include "probe/deb.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
inside(struct zc_str s, const char *p, size_t n)
{
	if (s.n > 0 && (s.p < p || s.p + s.n > p + n))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str rest = { (const char *)p, n };
	struct zc_deb_pkg d;
	size_t before = rest.n;

	while (zc_deb_next(&rest, &d)) {
		if (rest.n >= before)
			abort();
		before = rest.n;
		inside(d.name, (const char *)p, n);
		inside(d.version, (const char *)p, n);
		inside(d.source_version, (const char *)p, n);
		inside(d.conffiles, (const char *)p, n);
		/* What is taken for a name can never be a path. */
		if (!d.bad && zc_str_find(d.name, '/') < d.name.n)
			abort();
	}
	return 0;
}
