#include "base/sha256.h"
#include "base/sha256_cpu.h"

#include "zt.h"

static const char *
hex(const char *p, size_t n, size_t step, char out[ZC_SHA256_HEX])
{
	struct zc_sha256 s;
	size_t take;

	zc_sha256_init(&s);
	for (; n > 0; p += take, n -= take) {
		take = step < n ? step : n;
		zc_sha256_add(&s, p, take);
	}
	zc_sha256_hex(&s, out);
	return out;
}

/* FIPS 180-4 examples, as published by NIST with the standard. */
ZT(sha256_gives_the_digests_of_the_standard)
{
	static const char abc[] = "abc";
	static const char two[] =
	    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	char out[ZC_SHA256_HEX];

	ZT_STR(zc_str_of(hex(abc, 3, 3, out)),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	ZT_STR(zc_str_of(hex(two, 56, 56, out)),
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	ZT_STR(zc_str_of(hex("", 0, 1, out)),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

ZT(sha256_of_a_million_letters)
{
	struct zc_sha256 s;
	char block[1000], out[ZC_SHA256_HEX];

	memset(block, 'a', sizeof(block));
	zc_sha256_init(&s);
	for (int i = 0; i < 1000; i++)
		zc_sha256_add(&s, block, sizeof(block));
	zc_sha256_hex(&s, out);
	ZT_STR(zc_str_of(out),
	    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

ZT(sha256_does_not_depend_on_how_the_bytes_come)
{
	char text[300], one[ZC_SHA256_HEX], many[ZC_SHA256_HEX];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7);
	for (size_t n = 0; n <= sizeof(text); n += 13) {
		hex(text, n, n + 1, one);
		for (size_t step = 1; step < 140; step += 9) {
			hex(text, n, step, many);
			ZT_STR(zc_str_of(many), one);
		}
	}
}

/* Both forms, over every length around a block and in every cut. */
ZT(sha256_by_the_processor_is_that_of_the_portable_code)
{
	char text[300], a[ZC_SHA256_HEX], b[ZC_SHA256_HEX];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7 + 3);
	for (size_t n = 0; n <= sizeof(text); n++)
		for (size_t step = 1; step <= 130; step += 43) {
			zc_sha256_portable = 1;
			(void)hex(text, n, step, a);
			zc_sha256_portable = 0;
			(void)hex(text, n, step, b);
			ZT_STR(zc_str_of(b), a);
		}
}
