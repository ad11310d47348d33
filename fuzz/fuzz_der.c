/*
 * fuzz_der: any bytes as PEM and as a certificate. What is read lies in sane
 * bounds and stays inside what was given.
 */
#include "probe/der.h"
#include "probe/pem.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
certificate(struct zc_str der, struct zc_arena *a)
{
	struct zc_der_cert c;

	if (zc_der_cert(der, a, &c, NULL) != ZC_OK)
		return;
	if (c.bits < 0 || (size_t)c.bits > 8 * der.n || c.subject.n > 8192 ||
	    c.key_type == NULL || c.signature == NULL)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str s = { (const char *)p, n }, label, body, der;
	struct zc_arena a;

	zc_arena_init(&a, 64 * 1024 * 1024);
	certificate(s, &a);
	while (zc_pem_next(&s, &label, &body)) {
		if (label.n + body.n > n)
			abort();
		if (zc_pem_base64(body, &a, &der, NULL) != ZC_OK)
			continue;
		if (der.n > body.n / 4 * 3 + 3)
			abort();
		certificate(der, &a);
	}
	zc_arena_fini(&a);
	return 0;
}
