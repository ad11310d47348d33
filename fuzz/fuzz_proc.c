/*
 * fuzz_proc: any text as files of /proc and of home directories. Numbers stay
 * in their range; no path or secret part of an address passes for a host.
 */
#include "probe/contact.h"
#include "probe/ini.h"
#include "probe/sock.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
history(struct zc_look *l, struct zc_str in)
{
	struct zc_contacts *c = zc_arena_get(l->a, sizeof(*c));

	if (c == NULL)
		return;
	c->l = l;
	zc_contact_history(c, in, ZC_S("li"), "fuzz");
	if (c->n > in.n)
		abort();
	for (size_t i = 0; i < c->n; i++) {
		if (strpbrk(c->v[i].remote, "/?#@ ") != NULL ||
		    c->v[i].first > c->v[i].last || c->v[i].times < 1)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n }, rest = in, line;
	struct zc_proc proc = { 0 };
	struct zc_arena a;
	struct zc_look l = { .root = -1, .a = &a };
	struct zc_sock s;
	struct zc_ini ini;

	zc_arena_init(&a, 64 << 20);
	if (zc_proc_stat(in, &proc) && proc.name.n > n)
		abort();
	if (zc_proc_unit(in).n > n)
		abort();
	while (zc_str_line(&rest, &line)) {
		if (zc_sock_parse(line, "tcp", &s) &&
		    (s.local_port > 65535 || s.remote_port < 0))
			abort();
		(void)zc_sock_parse(line, "udp6", &s);
	}
	zc_ini_init(&ini, in);
	while (zc_ini_next(&ini)) {
		if (ini.key.n + ini.value.n >= n || ini.line < 1)
			abort();
	}
	history(&l, in);
	zc_arena_fini(&a);
	return 0;
}
