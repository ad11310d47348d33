#include "base/item.h"

#include "zt.h"

static const struct zc_item some[] = {
	{ "rule.app", "qq", "title", "腾讯 QQ" },
	{ "rule.app", "qq", "path", "C:\\Tencent\tQQ\nx\r" },
	{ "rule.dns", "ali", "address", "" },
};

static int
parse(const char *text, size_t *n)
{
	struct zc_items out = { NULL, 0 };
	struct zc_arena a;
	int rc;

	zc_arena_init(&a, 1 << 20);
	rc = zc_items_parse(zc_str_of(text), &a, &out, NULL);
	*n = out.n;
	zc_arena_fini(&a);
	return rc;
}

ZT(items_written_are_read_back_alike)
{
	struct zc_items in = { some, ZC_LEN(some) }, out = { NULL, 0 };
	struct zc_arena a;
	struct zc_buf b;

	zc_buf_init(&b, 4096);
	zc_arena_init(&a, 1 << 20);
	zc_items_write(&in, &b);
	ZT_EQ(b.rc, ZC_OK);
	ZT_EQ(zc_items_parse(zc_buf_get(&b), &a, &out, NULL), ZC_OK);
	ZT_EQ(out.n, ZC_LEN(some));
	for (size_t i = 0; i < out.n; i++) {
		ZT_STR(zc_str_of(out.v[i].rule), some[i].rule);
		ZT_STR(zc_str_of(out.v[i].entry), some[i].entry);
		ZT_STR(zc_str_of(out.v[i].field), some[i].field);
		ZT_STR(zc_str_of(out.v[i].value), some[i].value);
	}
	/* A file cut anywhere is noticed. */
	for (size_t n = 0; n < b.n; n++)
		ZT_TRUE(zc_items_parse((struct zc_str){ b.p, n }, &a, &out,
			    NULL) != ZC_OK);
	zc_arena_fini(&a);
	zc_buf_fini(&b);
}

ZT(items_of_another_form_are_refused)
{
	size_t n;

	ZT_EQ(parse("zicha-items 1 0\n", &n), ZC_OK);
	ZT_EQ(parse("", &n), ZC_EINPUT);
	ZT_EQ(parse("zicha-items 2 0\n", &n), ZC_EINPUT);
	ZT_EQ(parse("zicha-items 1 -1\n", &n), ZC_EINPUT);
	ZT_EQ(parse("zicha-items 1 1\na\tb\tc\n", &n), ZC_EINPUT);
	ZT_EQ(parse("zicha-items 1 1\na\tb\tc\td\te\n", &n), ZC_EINPUT);
	ZT_EQ(parse("zicha-items 1 1\n\tb\tc\td\n", &n), ZC_EINPUT);
	ZT_EQ(parse("zicha-items 1 1\na\tb\tc\t\\x\n", &n), ZC_EINPUT);
	ZT_EQ(parse("zicha-items 1 1\na\tb\tc\t\\\n", &n), ZC_EINPUT);
	ZT_EQ(parse("zicha-items 1 1\na\tb\tc\t\xff\n", &n), ZC_EINPUT);
	ZT_EQ(parse("zicha-items 1 1\na\tb\tc\td\nmore", &n), ZC_EINPUT);
	ZT_EQ(parse("zicha-items 1 150000\na\tb\tc\td\n", &n), ZC_EINPUT);
	ZT_EQ(parse("zicha-items 1 999999999\n", &n), ZC_ELIMIT);
	ZT_EQ(parse("zicha-items 1 1\na\tb\tc\td\n", &n), ZC_OK);
	ZT_EQ(n, 1);
}

ZT(items_next_gives_those_of_one_rule)
{
	struct zc_items in = { some, ZC_LEN(some) };
	struct zc_item it;
	size_t i = 0;

	ZT_TRUE(zc_item_next(&in, "rule.dns", &i, &it));
	ZT_STR(zc_str_of(it.entry), "ali");
	ZT_TRUE(!zc_item_next(&in, "rule.dns", &i, &it));
	i = 0;
	ZT_TRUE(zc_item_next(&in, "rule.app", &i, &it));
	ZT_TRUE(zc_item_next(&in, "rule.app", &i, &it));
	ZT_TRUE(!zc_item_next(&in, "rule.app", &i, &it));
}

ZT(items_parse_survives_every_failed_allocation)
{
	size_t n;
	int rc = ZC_ENOMEM;

	for (unsigned k = 1; rc == ZC_ENOMEM && k < 50; k++) {
		zc_fault_arm(k);
		rc = parse("zicha-items 1 1\na\tb\tc\td\n", &n);
		zc_fault_arm(0);
	}
	ZT_EQ(rc, ZC_OK);
}
