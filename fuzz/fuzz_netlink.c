/*
 * fuzz_netlink: any bytes as what the kernel sends. No message and no
 * attribute may hand out more than came in.
 */
#include "probe/nft.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct sum {
	struct zc_arena a;
	size_t bytes, most;
};

static int
take(void *ctx, uint16_t type, struct zc_rd *body)
{
	struct sum *s = ctx;
	struct zc_rd copy = *body, value;
	struct zc_nft_chain chain;
	struct zc_nft_raw raw;
	struct zc_nft_words w;
	uint16_t t;

	(void)type;
	s->bytes += zc_rd_left(body);
	if (s->bytes > s->most)
		abort();
	if (zc_nft_parse_chain(&copy, &chain) && chain.name.n > s->most)
		abort();
	copy = *body;
	if (zc_nft_parse_rule(&copy, &raw)) {
		zc_rd_init(&copy, raw.exprs.p, raw.exprs.n);
		if (zc_nft_words(&copy, raw.family, &s->a, NULL, NULL, &w) ==
			ZC_OK &&
		    (w.text.n > 1000 || w.port.n > 1000))
			abort();
	}
	copy = *body;
	if (zc_nft_words(&copy, "inet", &s->a, NULL, NULL, &w) == ZC_OK &&
	    w.always && copy.bad)
		abort();
	while (zc_netlink_attr(body, &t, &value)) {
		if (zc_netlink_text(&value).n > zc_rd_left(&value))
			abort();
	}
	return ZC_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_netlink nl = { .seq = n > 0 ? p[0] : 0 };
	struct sum s = { .most = n };
	bool done = false;

	zc_arena_init(&s.a, 64 << 20);
	if (n > 0)
		(void)zc_netlink_feed(&nl,
		    (struct zc_str){ (const char *)p + 1, n - 1 }, take, &s,
		    &done, NULL);
	zc_arena_fini(&s.a);
	return 0;
}
