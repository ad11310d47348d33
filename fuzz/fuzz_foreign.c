/* foreign: what is sent for a case in JSON lines decodes for its table. */
#include "core/foreign.h"

#include "base/rd.h"
#include "probe/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct got {
	const struct zc_probe *p; /* whose messages come */
};

static void
take_meta(struct zc_rd *r)
{
	struct zc_str key = zc_rd_bytes(r, zc_rd_le32(r));
	struct zc_str value = zc_rd_bytes(r, zc_rd_le32(r));
	char text[64];

	if (r->bad || zc_rd_left(r) != 0 || key.n >= sizeof(text) ||
	    value.n > 1000)
		abort();
	(void)snprintf(text, sizeof(text), "%.*s", (int)key.n, key.p);
	if (!zc_foreign_key(text))
		abort();
}

/* One call brings whole messages. */
static int
take(void *ctx, struct zc_str in)
{
	struct got *g = ctx;

	while (in.n > 0) {
		struct zc_message m;
		struct zc_rd r;
		size_t used, i;

		if (in.n >= 5 && (in.p[0] == 'T' || in.p[0] == 'S')) {
			zc_rd_init(&r, in.p + 1, 4);
			used = 5 + zc_rd_le32(&r);
			if (used > in.n)
				abort();
			zc_rd_init(&r, in.p + 5, used - 5);
			if (in.p[0] == 'S') {
				take_meta(&r);
			} else {
				i = zc_rd_le32(&r);
				if (r.bad || i >= zc_nprobes)
					abort();
				g->p = zc_probes[i];
			}
		} else if (g->p == NULL ||
		    zc_table_decode(g->p, in, &m, &used) != ZC_OK) {
			abort();
		}
		in = zc_str_sub(in, used, in.n);
	}
	return ZC_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct got g = { NULL };
	struct zc_foreign_out o = { .send = take, .ctx = &g };
	struct zc_str in = { (const char *)p, n };

	(void)!zc_foreign_jsonl(in, &o, NULL);
	return 0;
}
