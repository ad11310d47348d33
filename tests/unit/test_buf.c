#include "unit/zt.h"

#include "base/buf.h"

ZT(buf_is_a_c_string_from_the_first_moment)
{
	struct zc_buf b;

	zc_buf_init(&b, 10);
	ZT_EQ(b.p[0], 0);
	zc_buf_cstr(&b, "ab");
	zc_buf_char(&b, 'c');
	zc_buf_fmt(&b, "%d", 12);
	zc_buf_str(&b, ZC_S("de"));
	ZT_STR(zc_buf_get(&b), "abc12de");
	ZT_EQ(b.p[b.n], 0);
	zc_buf_fini(&b);
	ZT_EQ(b.p[0], 0);
}

ZT(buf_never_holds_more_than_its_maximum)
{
	struct zc_buf b;

	zc_buf_init(&b, 4);
	zc_buf_cstr(&b, "abcd");
	ZT_EQ(b.rc, ZC_OK);
	zc_buf_char(&b, 'e');
	ZT_EQ(b.rc, ZC_ELIMIT);
	ZT_STR(zc_buf_get(&b), "abcd");
	zc_buf_fini(&b);
}

ZT(buf_error_sticks_until_cleared)
{
	struct zc_buf b;

	zc_buf_init(&b, 4);
	zc_buf_cstr(&b, "too long");
	zc_buf_cstr(&b, "ok");
	zc_buf_fmt(&b, "%s", "ok");
	ZT_EQ(b.rc, ZC_ELIMIT);
	ZT_EQ(b.n, 0);
	zc_buf_clear(&b);
	zc_buf_cstr(&b, "ok");
	ZT_EQ(b.rc, ZC_OK);
	ZT_STR(zc_buf_get(&b), "ok");
	zc_buf_fini(&b);
}

ZT(buf_of_maximum_zero_takes_nothing)
{
	struct zc_buf b;

	zc_buf_init(&b, 0);
	zc_buf_add(&b, "", 0);
	ZT_EQ(b.rc, ZC_OK);
	zc_buf_char(&b, 'a');
	ZT_EQ(b.rc, ZC_ELIMIT);
	zc_buf_fini(&b);
	zc_buf_fini(&b);
	zc_buf_fini(NULL);
}

/* Fail the first allocation, then the second, … until none is left. */
ZT(buf_survives_every_failed_allocation)
{
	struct zc_buf b;
	int rc = ZC_ENOMEM;
	unsigned n;

	for (n = 1; rc == ZC_ENOMEM && n < 100; n++) {
		zc_buf_init(&b, 1 << 20);
		zc_fault_arm(n);
		for (int i = 0; i < 10000; i++)
			zc_buf_fmt(&b, "%04d", i);
		zc_fault_arm(0);
		rc = b.rc;
		ZT_EQ(b.p[b.n], 0);
		if (rc == ZC_ENOMEM)
			ZT_TRUE(b.n < 40000);
		else
			ZT_EQ(b.n, 40000);
		zc_buf_fini(&b);
	}
	ZT_EQ(rc, ZC_OK);
	ZT_TRUE(n > 3);
}
