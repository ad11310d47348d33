/* Any log text: times stay sane, devices stay few, strings stay bounded. */
#include "probe/kernlog.h"
#include "probe/logfile.h"
#include "probe/usbtrace.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct zc_usbtrace u;
	struct zc_str in = { (const char *)p, n }, line, text;
	struct zc_logclock clock = { .year = 2026 };
	struct zc_logstamp st;
	struct zc_arena a;
	size_t found = 0;

	zc_arena_init(&a, 16 << 20);
	zc_usbtrace_init(&u, &a);
	zc_usbtrace_source(&u, "fuzz");
	while (zc_str_line(&in, &line)) {
		zc_logtime(&clock, line, &st);
		if (st.n > line.n)
			abort();
		if (zc_kernlog_text(zc_str_sub(line, st.n, line.n), &text)) {
			zc_usbtrace_line(&u, text, st.at, st.guessed);
			found++;
		}
	}
	zc_usbtrace_end(&u);
	/* A device needs a line of its own. */
	if (u.n > found)
		abort();
	for (const struct zc_usbseen *d = u.list; d != NULL; d = d->next)
		if (strlen(d->vid) != 4 || strlen(d->serial) > 127)
			abort();
	zc_arena_fini(&a);
	return 0;
}
