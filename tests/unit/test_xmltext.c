#include "unit/zt.h"

#include "codec/xmltext.h"

#include <unistd.h>

struct feed {
	struct zc_str rest;
	size_t step; /* bytes given at once */
};

static int
fill(void *ctx, void *p, size_t n, size_t *got, struct zc_err *e)
{
	struct feed *f = ctx;

	(void)e;
	n = n < f->step ? n : f->step;
	n = n < f->rest.n ? n : f->rest.n;
	memcpy(p, f->rest.p, n);
	f->rest = zc_str_sub(f->rest, n, f->rest.n);
	*got = n;
	return ZC_OK;
}

/* Events as text: <name>text</name>; the code at the end when negative. */
static void
events(struct zc_str s, size_t step, struct zc_buf *b)
{
	struct feed f = { s, step };
	struct zc_xmltext x;
	int k;

	if (step == 0)
		zc_xmltext_init_str(&x, s);
	else
		zc_xmltext_init(&x, fill, &f);
	while ((k = zc_xmltext_next(&x, NULL)) > 0) {
		if (k == ZC_XML_TEXT) {
			zc_xmltext_decode(b, x.raw, x.cdata);
			continue;
		}
		zc_buf_cstr(b, k == ZC_XML_OPEN ? "<" : "</");
		zc_buf_str(b, x.name);
		if (k == ZC_XML_OPEN)
			zc_buf_str(b, x.attrs);
		zc_buf_char(b, '>');
	}
	if (k < 0)
		zc_buf_fmt(b, "!%d", k);
	zc_xmltext_fini(&x);
}

static void
check(const char *in, size_t n, const char *want)
{
	static const size_t steps[] = { 0, 1, 3, 1000 };
	struct zc_buf b;

	for (size_t i = 0; i < ZC_LEN(steps); i++) {
		if (steps[i] == 0 &&
		    (in[0] == '\0' || in[1] == '\0' || (in[0] & 0x80) != 0))
			continue; /* UTF-16 comes from streams only */
		zc_buf_init(&b, 1 << 20);
		events((struct zc_str){ in, n }, steps[i], &b);
		ZT_STR(zc_buf_get(&b), want);
		zc_buf_fini(&b);
	}
}

static void
same(const char *in, const char *want)
{
	check(in, strlen(in), want);
}

ZT(xmltext_gives_tags_text_and_attributes)
{
	same("<?xml version='1.0' encoding='UTF-8'?><a><b x=\"1>2\"/>t</a>\n",
	    "<a><b x=\"1>2\"></b>t</a>");
	same("<p:a><!-- <x> --><?y ?>1<![CDATA[<&amp;]]>2</p:a>",
	    "<a>1<&amp;2</a>");
}

ZT(xmltext_entities_are_five_and_numbers)
{
	same("<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x4e2d;&#x1F600;</a>",
	    "<a><>&\"'A中😀</a>");
	same("<a>&nope;&#0;&#xD800;&#x110000;&;&#;</a>",
	    "<a>&nope;\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd&;&#;</a>");
	same("<a>1\r\n2\r3\n4</a>", "<a>1\n2\n3\n4</a>");
}

ZT(xmltext_document_type_is_refused)
{
	same("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "!-4");
	same("<a><!ENTITY b \"c\"></a>", "<a>!-4");
}

ZT(xmltext_what_is_not_well_formed_is_an_error)
{
	same("<a><b></a></b>", "<a><b>!-4");
	same("<a>", "<a>!-4");
	same("<a", "!-4");
	same("", "!-4");
	same("text", "!-4");
	same("<a/><b/>", "<a></a>!-4");
	same("<a/>x", "<a></a>!-4");
	same("</a>", "!-4");
	same("<a>&amp", "<a>&amp!-4");
	same("<>x</>", "!-4");
	same("<a b='<'/>", "<a b='<'></a>");
	same("<a <b/>", "!-4");
	same("<!-- x", "!-4");
}

ZT(xmltext_depth_is_bounded)
{
	struct zc_buf b, out;

	zc_buf_init(&b, 1 << 20);
	zc_buf_init(&out, 1 << 20);
	for (int i = 0; i < 2 * ZC_XMLTEXT_DEPTH_MAX; i++)
		zc_buf_cstr(&b, "<a>");
	events(zc_buf_get(&b), 100, &out);
	ZT_TRUE(zc_str_ends(zc_buf_get(&out), "!-3"));
	zc_buf_fini(&b);
	zc_buf_fini(&out);
}

ZT(xmltext_long_text_comes_in_pieces_without_loss)
{
	struct zc_buf b, out;

	zc_buf_init(&b, 8 << 20);
	zc_buf_init(&out, 8 << 20);
	zc_buf_cstr(&b, "<a>");
	for (int i = 0; i < 100000; i++)
		zc_buf_cstr(&b, "中&#20013;\r\n&amp;");
	zc_buf_cstr(&b, "</a>");
	events(zc_buf_get(&b), 4099, &out);
	ZT_EQ(out.n, 100000 * 8 + 7);
	ZT_TRUE(zc_str_ends(zc_buf_get(&out), "中中\n&</a>"));
	zc_buf_fini(&b);
	zc_buf_fini(&out);
}

ZT(xmltext_tag_without_end_is_bounded)
{
	struct zc_buf b, out;

	zc_buf_init(&b, 16 << 20);
	zc_buf_init(&out, 1 << 20);
	zc_buf_cstr(&b, "<a b=\"");
	for (int i = 0; i < 10 << 20; i++)
		zc_buf_char(&b, 'x');
	events(zc_buf_get(&b), 1 << 16, &out);
	ZT_STR(zc_buf_get(&out), "!-3");
	zc_buf_fini(&b);
	zc_buf_fini(&out);
}

ZT(xmltext_utf16_is_read_and_others_are_refused)
{
	static const char le[] = "\xff\xfe<\0a\0>\0-N=\xd8\x00\xde<\0/\0a\0>";
	static const char be[] = "\0<\0a\0>N-\0<\0/\0a\0>";

	check(le, sizeof(le), "<a>中😀</a>");
	check(be, sizeof(be) - 1, "<a>中</a>");
	same("<?xml version=\"1.0\" encoding=\"GBK\"?><a/>", "!-7");
	same("\xef\xbb\xbf<a/>", "<a></a>");
}
