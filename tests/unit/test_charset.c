/* Encodings: every character both ways, broken bytes, and telling them. */
#include "base/utf8.h"
#include "text/charset.h"

#include "zt.h"

#include <iconv.h>

static struct zc_str
decode(enum zc_charset c, struct zc_str in, struct zc_buf *b, size_t *bad)
{
	zc_buf_clear(b);
	zc_charset_to_utf8(c, in, b, bad);
	ZT_EQ(b->rc, ZC_OK);
	return zc_buf_get(b);
}

/*
 * Every code point through the C library into the encoding and back through
 * ours. Returns how many there were.
 */
static size_t
every_point(const char *name, enum zc_charset c)
{
	iconv_t cd = iconv_open(name, "UTF-32LE");
	struct zc_buf b, want;
	size_t n = 0, bad;

	zc_buf_init(&b, 1 << 10);
	zc_buf_init(&want, 1 << 10);
	for (uint32_t p = 1; p <= 0x10FFFF; p++) {
		char in[4] = { (char)p, (char)(p >> 8), (char)(p >> 16), 0 };
		char out[8], *from = in, *to = out;
		size_t left = 4, room = sizeof(out);

		if (iconv(cd, &from, &left, &to, &room) != 0) {
			(void)iconv(cd, NULL, NULL, NULL, NULL);
			continue;
		}
		if (room == sizeof(out))
			continue; /* tags vanish on the way in */
		if (c == ZC_CHARSET_BIG5 && p == 0x80)
			continue; /* no character, only a byte passed on */
		(void)decode(ZC_CHARSET_UTF16BE,
		    p < 0x10000
			? (struct zc_str){ (char[]){ (char)(p >> 8), (char)p },
			      2 }
			: (struct zc_str){ (char[]){ (char)(0xD8 |
							 (p - 0x10000) >> 18),
					       (char)((p - 0x10000) >> 10),
					       (char)(0xDC | ((p >> 8) & 3)),
					       (char)p },
			      4 },
		    &want, &bad);
		if (!zc_str_eq(
			decode(c, (struct zc_str){ out, sizeof(out) - room },
			    &b, &bad),
			zc_buf_get(&want)) ||
		    bad != 0) {
			/* A byte order mark alone is taken off. */
			if (p != 0xFEFF)
				zt_fail(
				    __FILE__, __LINE__, "%s U+%04X", name, p);
		}
		n++;
	}
	(void)iconv_close(cd);
	zc_buf_fini(&b);
	zc_buf_fini(&want);
	return n;
}

ZT(charset_decodes_every_character_of_gb18030)
{
	ZT_TRUE(every_point("GB18030", ZC_CHARSET_GB18030) > 1100000);
}

ZT(charset_decodes_every_character_of_big5)
{
	ZT_TRUE(every_point("BIG5", ZC_CHARSET_BIG5) > 13000);
}

ZT(charset_counts_and_replaces_broken_bytes)
{
	static const struct {
		enum zc_charset c;
		struct zc_str in;
		const char *out;
		size_t bad;
	} cases[] = {
		{ ZC_CHARSET_UTF8,
		    { "a\xFF"
		      "b",
			3 },
		    "a\xEF\xBF\xBD"
		    "b",
		    1 },
		/* Unicode 15 table 3-8: one for a maximal start. */
		{ ZC_CHARSET_UTF8,
		    { "\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", 9 },
		    "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
		    "A",
		    4 },
		{ ZC_CHARSET_UTF8, { "\xED\xA0\x80", 3 },
		    "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 3 },
		{ ZC_CHARSET_UTF16LE,
		    { "a\0\0\xD8"
		      "b\0",
			6 },
		    "a\xEF\xBF\xBD"
		    "b",
		    1 },
		{ ZC_CHARSET_UTF16BE, { "\0a\0", 3 }, "a\xEF\xBF\xBD", 1 },
		{ ZC_CHARSET_GB18030, { "\xC3\xD8\xC3\xDC\xC3", 5 },
		    "秘密\xEF\xBF\xBD", 1 },
		/* A line end behind half a character stays a line end. */
		{ ZC_CHARSET_GB18030, { "\xC3\nb", 3 }, "\xEF\xBF\xBD\nb", 1 },
		{ ZC_CHARSET_GB18030, { "\x80\xFF", 2 }, "€\xEF\xBF\xBD", 1 },
		{ ZC_CHARSET_GB18030, { "\xA1\xEF", 2 }, "★", 0 },
		{ ZC_CHARSET_GB18030, { "\xE3\x32\x9A\x35", 4 },
		    "\xF4\x8F\xBF\xBF", 0 },
		{ ZC_CHARSET_GB18030, { "\xE3\x32\x9A\x36", 4 }, "\xEF\xBF\xBD",
		    1 },
		{ ZC_CHARSET_BIG5, { "\xA4\xA4\xA4", 3 }, "中\xEF\xBF\xBD", 1 },
	};
	struct zc_buf b;
	size_t bad;

	zc_buf_init(&b, 1 << 10);
	for (size_t i = 0; i < ZC_LEN(cases); i++) {
		ZT_STR(decode(cases[i].c, cases[i].in, &b, &bad), cases[i].out);
		ZT_EQ(bad, cases[i].bad);
	}
	zc_buf_fini(&b);
}

ZT(charset_takes_off_the_byte_order_mark)
{
	struct zc_buf b;

	zc_buf_init(&b, 1 << 10);
	ZT_STR(decode(ZC_CHARSET_UTF8, ZC_S("\xEF\xBB\xBFx"), &b, NULL), "x");
	ZT_STR(decode(ZC_CHARSET_UTF16LE, ZC_S("\xFF\xFEx\0"), &b, NULL), "x");
	ZT_STR(decode(ZC_CHARSET_UTF16BE, ZC_S("\xFE\xFF\0x"), &b, NULL), "x");
	ZT_STR(decode(ZC_CHARSET_GB18030, ZC_S("\x84\x31\x95\x33x"), &b, NULL),
	    "x");
	zc_buf_fini(&b);
}

static void
detects(struct zc_str in, enum zc_charset c, enum zc_charset_sure sure)
{
	struct zc_charset_found f = zc_charset_detect(in);

	if (f.charset != c || f.sure != sure)
		zt_fail(__FILE__, __LINE__, "%.*s: %s %d, not %s %d", (int)in.n,
		    in.p, zc_charset_name(f.charset), (int)f.sure,
		    zc_charset_name(c), (int)sure);
}

/* UTF-8 text in the encoding `name`. */
static struct zc_str
encode(const char *name, const char *text, struct zc_arena *a)
{
	iconv_t cd = iconv_open(name, "UTF-8");
	size_t left = strlen(text), room = left * 4;
	char *in = zc_arena_dup(a, text, left);
	char *out = zc_arena_get(a, room), *to = out;

	ZT_TRUE(iconv(cd, &in, &left, &to, &room) != (size_t)-1);
	(void)iconv_close(cd);
	return (struct zc_str){ out, (size_t)(to - out) };
}

ZT(charset_tells_the_encoding)
{
	static const char simplified[] =
	    "序号,设备名称,责任人\n1,台式计算机,张三\n2,打印机,李四\n";
	static const char traditional[] =
	    "編號,設備名稱,負責人\n1,桌上型電腦,張三\n2,印表機,李四\n";
	struct zc_arena a;

	zc_arena_init(&a, 1 << 20);
	detects(ZC_S(""), ZC_CHARSET_UTF8, ZC_CHARSET_CERTAIN);
	detects(ZC_S("a,b\n"), ZC_CHARSET_UTF8, ZC_CHARSET_CERTAIN);
	detects(zc_str_of(simplified), ZC_CHARSET_UTF8, ZC_CHARSET_CERTAIN);
	detects(encode("GB18030", simplified, &a), ZC_CHARSET_GB18030,
	    ZC_CHARSET_LIKELY);
	detects(encode("UTF-16LE", simplified, &a), ZC_CHARSET_UTF16LE,
	    ZC_CHARSET_LIKELY);
	detects(encode("UTF-16BE", simplified, &a), ZC_CHARSET_UTF16BE,
	    ZC_CHARSET_LIKELY);
	detects(encode("UTF-16", simplified, &a), ZC_CHARSET_UTF16LE,
	    ZC_CHARSET_CERTAIN);
	detects(encode("BIG5", traditional, &a), ZC_CHARSET_BIG5,
	    ZC_CHARSET_LIKELY);
	/* Only characters, no sign and no line end. */
	detects(encode("GB18030", "机密文件登记", &a), ZC_CHARSET_GB18030,
	    ZC_CHARSET_LIKELY);
	detects(encode("UTF-16LE", "机密文件登记", &a), ZC_CHARSET_UTF16LE,
	    ZC_CHARSET_LIKELY);
	/* The trap of Notepad: ASCII that could be UTF-16. */
	detects(
	    ZC_S("Bush hid the facts"), ZC_CHARSET_UTF8, ZC_CHARSET_CERTAIN);
	/* UTF-8 that was cut in the middle of a character. */
	detects(zc_str_sub(zc_str_of(simplified), 0,
		    strlen("序号,设备名称,责任人\n1,台式计算机,张") - 1),
	    ZC_CHARSET_UTF8, ZC_CHARSET_LIKELY);
	zc_arena_fini(&a);
}

/* A character that is not ASCII only after 10 MB still counts. */
ZT(charset_reads_all_bytes_before_it_says_utf8)
{
	size_t n = 10 << 20;
	char *p = malloc(n + 4);

	if (p == NULL)
		return;
	memset(p, 'a', n);
	memcpy(p + n, "\xC3\xD8\xC3\xDC", 4);
	detects(
	    (struct zc_str){ p, n + 4 }, ZC_CHARSET_GB18030, ZC_CHARSET_LIKELY);
	free(p);
}

ZT(charset_stops_at_the_limit_of_the_buffer)
{
	struct zc_buf b;

	zc_buf_init(&b, 5);
	zc_charset_to_utf8(
	    ZC_CHARSET_GB18030, ZC_S("\xC3\xD8\xC3\xDC"), &b, NULL);
	ZT_EQ(b.rc, ZC_ELIMIT);
	zc_buf_fini(&b);
}
