/*
 * fuzz_table: any bytes as the stream of a worker, on the parent's side. What
 * is taken has the declared types, prints on a terminal, and takes its bytes.
 */
#include "base/utf8.h"
#include "probe/table.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
check_row(const struct zc_probe *p, const struct zc_message *m, size_t used)
{
	size_t text = 0;

	for (size_t i = 0; i < p->ncols; i++) {
		const struct zc_fact *v = &m->row[i];

		if (!zc_utf8_printable(v->s) ||
		    (p->cols[i].type != ZC_TEXT && v->s.n > 0) ||
		    (p->cols[i].type == ZC_BOOL && (v->i < 0 || v->i > 1)))
			abort();
		text += v->s.n;
	}
	if (text > used)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	const struct zc_probe *probe;
	static struct zc_message m;
	size_t used;

	if (n == 0)
		return 0;
	probe = zc_probes[p[0] % zc_nprobes];
	in = zc_str_sub(in, 1, n);
	while (zc_table_decode(probe, in, &m, &used) == ZC_OK) {
		if (used < 5 || used > in.n)
			abort();
		if (m.type == 'R')
			check_row(probe, &m, used);
		if (!zc_utf8_printable(m.path) || !zc_utf8_printable(m.reason))
			abort();
		in = zc_str_sub(in, used, in.n);
	}
	return 0;
}
