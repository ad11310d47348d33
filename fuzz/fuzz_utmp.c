/* utmp: no more records than fit, and fields inside the file. */
#include "probe/utmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	struct zc_utmp u;
	struct zc_syslog s;
	struct zc_rd r;
	size_t size = zc_utmp_size(in), count = 0;

	zc_rd_init(&r, p, n);
	while (zc_utmp_next(&r, size, &u)) {
		if (u.line.n > 32 || u.user.n > 32 || u.host.n > 256)
			abort();
		if (zc_scope_of(u.host) == NULL)
			abort();
		count++;
	}
	if (size != 0 && count > n / size)
		abort();
	if (zc_syslog_parse(in, 1768464000, &s) && s.prog.n + s.text.n > n)
		abort();
	return 0;
}
