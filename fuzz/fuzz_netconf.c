/*
 * fuzz_netconf: any text as files of network managers and firewalls. An entry
 * needs bytes of its own, and what is handed out lies inside the text or the
 * arena: no entry is longer than the text.
 */
#include "probe/fwconf.h"
#include "probe/netconf.h"
#include "probe/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int
drop(void *ctx, struct zc_str bytes)
{
	(void)ctx;
	(void)bytes;
	return ZC_OK;
}

static void
connections(struct zc_look *l, struct zc_table *t, struct zc_str in)
{
	struct zc_netconfs c = { .l = l, .t = t };

	if (zc_netconf_netplan_text(&c, "fuzz", in) != ZC_OK ||
	    zc_netconf_wpa_text(&c, "fuzz", in) != ZC_OK)
		return;
	if (c.n > in.n)
		abort();
	for (size_t i = 0; i < c.n; i++) {
		if (c.v[i].ssid.n > in.n || c.v[i].name.n > in.n)
			abort();
	}
}

static void
firewalls(struct zc_look *l, struct zc_table *t, struct zc_str in)
{
	struct zc_fwconfs f = { .l = l, .t = t };
	struct zc_fwconf c = { .program = "fuzz",
		.source = "fuzz",
		.input = "",
		.forward = "",
		.output = "",
		.deny = -1 };

	if (zc_fwconf_save_text(&f, &c, in) != ZC_OK ||
	    zc_fwconf_nft_text(&f, &c, in) != ZC_OK ||
	    zc_fwconf_zone_text(&f, &c, ZC_S("zone"), in) != ZC_OK)
		return;
	if (f.nrules > in.n)
		abort();
	for (size_t i = 0; i < f.nrules; i++) {
		if (f.rules[i].port.n > in.n || f.rules[i].text.n > in.n)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	struct zc_arena a;
	struct zc_look l = { .root = -1, .a = &a };
	struct zc_table t;

	zc_arena_init(&a, 64 << 20);
	zc_table_init(&t, zc_probe_find("network_profile"), drop, NULL);
	connections(&l, &t, in);
	firewalls(&l, &t, in);
	zc_table_fini(&t);
	zc_arena_fini(&a);
	return 0;
}
