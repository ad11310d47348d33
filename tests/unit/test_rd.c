#include "unit/zt.h"

#include "base/rd.h"

ZT(rd_numbers_of_both_byte_orders)
{
	static const unsigned char b[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct zc_rd r;

	zc_rd_init(&r, b, sizeof(b));
	ZT_EQ(zc_rd_le16(&r), 0x0201);
	ZT_EQ(zc_rd_be16(&r), 0x0304);
	ZT_EQ(zc_rd_be32(&r), 0x05060708);
	zc_rd_seek(&r, 0);
	ZT_EQ(zc_rd_le32(&r), 0x04030201);
	zc_rd_seek(&r, 0);
	ZT_TRUE(zc_rd_le64(&r) == 0x0807060504030201ULL);
	zc_rd_seek(&r, 0);
	ZT_TRUE(zc_rd_be64(&r) == 0x0102030405060708ULL);
	ZT_TRUE(!r.bad);
	ZT_EQ(zc_rd_left(&r), 0);
}

ZT(rd_past_the_end_is_zero_and_bad_for_good)
{
	static const unsigned char b[] = { 0xFF, 0xFF, 0xFF };
	struct zc_rd r;

	zc_rd_init(&r, b, sizeof(b));
	ZT_EQ(zc_rd_le32(&r), 0);
	ZT_TRUE(r.bad);
	/* Three bytes are there, but nobody gets them any more. */
	ZT_EQ(zc_rd_u8(&r), 0);
	ZT_EQ(zc_rd_left(&r), 0);
	zc_rd_seek(&r, 0);
	ZT_TRUE(r.bad);
}

ZT(rd_bytes_are_borrowed_whole_or_not_at_all)
{
	struct zc_rd r;

	zc_rd_init(&r, "abc", 3);
	ZT_STR(zc_rd_bytes(&r, 2), "ab");
	ZT_STR(zc_rd_bytes(&r, 0), "");
	ZT_STR(zc_rd_bytes(&r, SIZE_MAX), "");
	ZT_TRUE(r.bad);
}

ZT(rd_may_seek_to_the_end_and_no_further)
{
	struct zc_rd r;

	zc_rd_init(&r, "abc", 3);
	zc_rd_seek(&r, 3);
	ZT_TRUE(!r.bad);
	zc_rd_skip(&r, 0);
	ZT_TRUE(!r.bad);
	zc_rd_seek(&r, 4);
	ZT_TRUE(r.bad);
}

ZT(rd_of_nothing_is_at_its_end)
{
	struct zc_rd r;

	zc_rd_init(&r, NULL, 0);
	ZT_EQ(zc_rd_left(&r), 0);
	ZT_TRUE(!r.bad);
	ZT_EQ(zc_rd_u8(&r), 0);
	ZT_TRUE(r.bad);
}
