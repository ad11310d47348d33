/* sshkey: a key that is told lies inside its input and has sane bits. */
#include "probe/sshkey.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
check(const struct zc_sshkey *k, const uint8_t *p, size_t n)
{
	if (k->bits < 0 || k->bits > 8192 * 8 || k->type == NULL)
		abort();
	if (k->options.n > n || k->comment.n > n)
		abort();
	if (k->comment.n > 0 &&
	    ((const uint8_t *)k->comment.p < p ||
		(const uint8_t *)k->comment.p + k->comment.n > p + n))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	struct zc_sshkey k;
	struct zc_arena a;

	zc_arena_init(&a, 1 << 20);
	if (zc_sshkey_line(in, &a, &k))
		check(&k, p, n);
	if (zc_sshkey_private(in, &a, &k))
		check(&k, p, n);
	if (zc_sshkey_blob(in, &k) && (k.bits < 0 || k.bits > 8192 * 8))
		abort();
	zc_arena_fini(&a);
	return 0;
}
