/* Identifiers: right ones get their normal form, wrong ones a sentence. */
#include "base/tr.h"
#include "text/docno.h"
#include "text/idcheck.h"

#include "zt.h"

/* want NULL = refused */
static const struct {
	const char *type;
	const char *in;
	const char *want;
} cases[] = {
	{ "id_number", "11010519491231002X", "11010519491231002X" },
	{ "id_number", " 110105 19491231 002x ", "11010519491231002X" },
	{ "id_number", "１１０１０５１９４９１２３１００２Ｘ",
	    "11010519491231002X" },
	{ "id_number", "440524188001010014", NULL }, /* born 1880 */
	{ "id_number", "110105491231002", "110105491231002" },
	{ "id_number", "110105491331002", NULL },    /* month 13 */
	{ "id_number", "110105194912310021", NULL }, /* check digit */
	{ "id_number", "11010519490229002X", NULL }, /* no such day */
	{ "id_number", "99010519491231002X", NULL }, /* no province */
	{ "id_number", "1101051949123100", NULL },
	{ "credit_code", "91350100M000100Y43", "91350100M000100Y43" },
	{ "credit_code", "91230184ma1buflt44", "91230184MA1BUFLT44" },
	{ "credit_code", "92371000MA3MXH0E3W", "92371000MA3MXH0E3W" },
	{ "credit_code", "91350100M000100Y44", NULL },
	{ "credit_code", "91350100M000100I43", NULL },
	{ "bank_card", "4111 1111 1111 1111", "4111111111111111" },
	{ "bank_card", "4111111111111112", NULL },
	{ "bank_card", "411111111111", NULL },
	{ "mobile", "13800138000", "13800138000" },
	{ "mobile", "+86 138-0013-8000", "13800138000" },
	{ "mobile", "0086 13800138000", "13800138000" },
	{ "mobile", "15412345678", NULL }, /* no such segment */
	{ "mobile", "1380013800", NULL },
	{ "mobile", "13800138000/13900139000", NULL },
	{ "landline", "010-12345678", NULL }, /* local part from 2 */
	{ "landline", "010-62345678", "010-62345678" },
	{ "landline", "(0371)6234567", "0371-6234567" },
	{ "landline", "037162345678-801", "0371-62345678-801" },
	{ "landline", "62345678", "62345678" },
	{ "landline", "+86 10 6234 5678", "010-62345678" },
	{ "landline", "400-123-4567", "400-123-4567" },
	{ "landline", "12345", "12345" },
	{ "phone", "13800138000", "13800138000" },
	{ "phone", "0371-62345678", "0371-62345678" },
	{ "phone", "张三", NULL },
	{ "mac", "00:1A:2B:3C:4D:5E", "00:1a:2b:3c:4d:5e" },
	{ "mac", "00-1a-2b-3c-4d-5e", "00:1a:2b:3c:4d:5e" },
	{ "mac", "001A.2B3C.4D5E", "00:1a:2b:3c:4d:5e" },
	{ "mac", "001a-2b3c-4d5e", "00:1a:2b:3c:4d:5e" },
	{ "mac", "001A2B3C4D5E", "00:1a:2b:3c:4d:5e" },
	{ "mac", "00 1A 2B 3C 4D 5E", "00:1a:2b:3c:4d:5e" },
	{ "mac", "００：１Ａ：２Ｂ：３Ｃ：４Ｄ：５Ｅ", "00:1a:2b:3c:4d:5e" },
	{ "mac", "00:1A:2B:3C:4D", NULL },
	{ "mac", "00:1A-2B:3C:4D:5E", NULL },
	{ "mac", "0:01A:2B:3C:4D:5E", NULL },
	{ "mac", "00:00:00:00:00:00", NULL },
	{ "mac", "FF:FF:FF:FF:FF:FF", NULL },
	{ "mac", "01:00:5E:00:00:01", NULL },
	{ "mac", "00:1G:2B:3C:4D:5E", NULL },
	{ "ip", "192.168.1.1", "192.168.1.1" },
	{ "ip", "192.168.001.010", "192.168.1.10" },
	{ "ip", "192。168。1。1", "192.168.1.1" },
	{ "ip", "FD00:0:0:0:0:0:0:1", "fd00::1" },
	{ "ip", "::ffff:10.0.0.1", "::ffff:10.0.0.1" },
	{ "ip", "192.168.1.256", NULL },
	{ "ip", "192.168.1", NULL },
	{ "ip", "192.168.1.1.", NULL },
	{ "ip", "192.168.1.1、192.168.1.2", NULL },
	{ "cidr", "192.168.1.5/24", "192.168.1.0/24" },
	{ "cidr", "192.168.1.0/255.255.255.0", "192.168.1.0/24" },
	{ "cidr", "10.0.0.0/0", "0.0.0.0/0" },
	{ "cidr", "fd00:1:2::5/48", "fd00:1:2::/48" },
	{ "cidr", "192.168.1.0/33", NULL },
	{ "cidr", "192.168.1.0/255.0.255.0", NULL },
	{ "cidr", "192.168.1.0", NULL },
	{ "date", "2026-03-05", "2026-03-05" },
	{ "date", "2026/3/5", "2026-03-05" },
	{ "date", "2026.3.5", "2026-03-05" },
	{ "date", "2026年3月5日", "2026-03-05" },
	{ "date", "２０２６年３月５日", "2026-03-05" },
	{ "date", "二〇二六年三月五日", "2026-03-05" },
	{ "date", "20260305", "2026-03-05" },
	{ "date", "2026-03-05 00:00:00", "2026-03-05" },
	{ "date", "2024-02-29", "2024-02-29" },
	{ "date", "2026-02-29", NULL },
	{ "date", "2026-13-01", NULL },
	{ "date", "2026-3", NULL },
	{ "date", "2026-3/5", NULL },
	{ "date", "2026-03-05 10:30", NULL },
	{ "date", "46086", NULL }, /* serial of a spreadsheet */
	{ "document_number", "国办发〔2026〕3号", "国办发〔2026〕3号" },
	{ "document_number", "国办发[2026]第003号", "国办发〔2026〕3号" },
	{ "document_number", "国办发（２０２６）３号", "国办发〔2026〕3号" },
	{ "document_number", "国 办 发 【2026】 3 号", "国办发〔2026〕3号" },
	{ "document_number", "〔2026〕3号", NULL },
	{ "document_number", "国办发〔26〕3号", NULL },
	{ "document_number", "国办发2026-3号", NULL },
	{ "money", "1234.56", "123456" },
	{ "money", "￥1,234.56元", "123456" },
	{ "money", "1.2万元", "1200000" },
	{ "money", "0.5亿元", "5000000000" },
	{ "money", "-12.3", "-1230" },
	{ "money", "0", "0" },
	{ "money", "12.345", NULL },
	{ "money", "1,23.4", NULL },
	{ "money", "1.", NULL },
	{ "money", "一千元", NULL },
	{ "money", "99999999999999999999", NULL },
	{ "money", "92233720368547758", "9223372036854775800" },
	{ "money", "92233720368547759", NULL },
	{ "serial", " ｗｄ－12ab  34 ", "WD-12AB 34" },
	{ "serial", "To be filled by O.E.M.", NULL },
	{ "serial", "无", NULL },
	{ "serial", "000000", NULL },
	{ "plate", "京A12345", "京A12345" },
	{ "plate", "京a·12345", "京A12345" },
	{ "plate", "粤BD12345", "粤BD12345" },
	{ "plate", "粤B12345D", "粤B12345D" },
	{ "plate", "京A1234警", "京A1234警" },
	{ "plate", "京I12345", NULL },
	{ "plate", "中A12345", NULL },
	{ "plate", "京A1234", NULL },
	{ "passport", "e12345678", "E12345678" },
	{ "passport", "EA1234567", "EA1234567" },
	{ "passport", "EI1234567", NULL },
	{ "passport", "A12345678", NULL },
	{ "email", "Zhang.San@Example.GOV.cn", "Zhang.San@example.gov.cn" },
	{ "email", "a@b", NULL },
	{ "email", "a..b@example.cn", NULL },
	{ "email", "a@-b.cn", NULL },
	{ "email", "a@b.cn;c@d.cn", NULL },
	{ "email", "a@b.c1", "a@b.c1" },
	{ "email", "a@192.168.1.1", NULL },
	{ "ip", "", NULL },
	{ "ip", " 　", NULL },
};

ZT(idcheck_gives_the_normal_form_or_a_sentence)
{
	for (size_t i = 0; i < ZC_LEN(cases); i++) {
		struct zc_str out = { "", 0 };
		struct zc_err e = { 0 };
		struct zc_arena a;
		int rc;

		zc_arena_init(&a, 1 << 16);
		rc = zc_idcheck(
		    cases[i].type, zc_str_of(cases[i].in), &a, &out, &e);
		if (cases[i].want == NULL
			? rc != ZC_EINPUT
			: rc != ZC_OK || !zc_str_is(out, cases[i].want))
			zt_fail(__FILE__, __LINE__, "%s \"%s\": %d \"%.*s\" %s",
			    cases[i].type, cases[i].in, rc, (int)out.n, out.p,
			    e.msg);
		/* What is said has a Chinese text. */
		if (rc == ZC_EINPUT && strcmp(zc_tr("zh", e.msg), e.msg) == 0)
			zt_fail(__FILE__, __LINE__, "no Chinese: %s", e.msg);
		zc_arena_fini(&a);
	}
}

ZT(idcheck_normal_forms_are_normal)
{
	for (size_t i = 0; i < ZC_LEN(cases); i++) {
		struct zc_str out = { "", 0 };
		struct zc_arena a;

		/* Money is in fen then, no more what people write. */
		if (cases[i].want == NULL ||
		    strcmp(cases[i].type, "money") == 0)
			continue;
		zc_arena_init(&a, 1 << 16);
		ZT_EQ(zc_idcheck(cases[i].type, zc_str_of(cases[i].want), &a,
			  &out, NULL),
		    ZC_OK);
		ZT_STR(out, cases[i].want);
		zc_arena_fini(&a);
	}
}

ZT(idcheck_knows_its_types)
{
	struct zc_str out;
	struct zc_arena a;
	size_t n;
	const struct zc_idcheck_type *t = zc_idcheck_types(&n);

	zc_arena_init(&a, 1 << 16);
	ZT_EQ(n, 16);
	for (size_t i = 0; i < n; i++) {
		ZT_TRUE(zc_idcheck_find(t[i].name) == &t[i]);
		ZT_TRUE(strcmp(zc_tr("zh", t[i].like), t[i].like) != 0);
	}
	ZT_EQ(zc_idcheck("text", ZC_S("x"), &a, &out, NULL), ZC_ENOENT);
	zc_arena_fini(&a);
}

ZT(docno_is_found_in_a_text)
{
	struct zc_str out = { "", 0 };
	struct zc_arena a;

	zc_arena_init(&a, 1 << 16);
	ZT_EQ(zc_docno_find(zc_str_of("某某县人民政府文件\n\n某政发〔2026〕12号"
				      "\n关于[2025]年的通知"),
		  &a, &out, NULL),
	    ZC_OK);
	ZT_STR(out, "某政发〔2026〕12号");
	ZT_EQ(zc_docno_find(zc_str_of("没有文号（2026）"), &a, &out, NULL),
	    ZC_OK);
	ZT_EQ(out.n, 0);
	zc_arena_fini(&a);
}
