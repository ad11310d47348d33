/*
 * gen-charset: prints the decoding tables of GB18030 and Big5 as C, from
 * iconv(3) of the machine that builds. zicha itself never calls iconv.
 * See src/text/charset_table.h for what the tables mean.
 */
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* UTF-8 bytes of one character, first byte lowest; 0 = no such character. */
static uint32_t
utf8_of(iconv_t cd, const unsigned char *p, size_t n)
{
	char in[4], out[8] = { 0 }, *from = in, *to = out;
	size_t left = n, room = sizeof(out);
	uint32_t v = 0;

	memcpy(in, p, n);
	(void)iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &left, &to, &room) != 0 || left != 0 ||
	    sizeof(out) - room > 4)
		return 0;
	for (size_t i = 0; i < 4; i++)
		v |= (uint32_t)(unsigned char)out[i] << 8 * i;
	return v;
}

static uint32_t
point_of(uint32_t utf8)
{
	uint32_t a = utf8 & 0xFF, b = utf8 >> 8 & 0x3F, c = utf8 >> 16 & 0x3F;

	if (a < 0x80)
		return a;
	if (a < 0xE0)
		return (a & 0x1F) << 6 | b;
	if (a < 0xF0)
		return (a & 0x0F) << 12 | b << 6 | c;
	return (a & 0x07) << 18 | b << 12 | c << 6 | (utf8 >> 24 & 0x3F);
}

/* Rows lead first..last, trail bytes 0x40..0xFF; rows of 192. */
static void
pairs(iconv_t cd, const char *name, unsigned first, unsigned last)
{
	printf("const uint32_t %s[] = {\n", name);
	for (unsigned lead = first; lead <= last; lead++)
		for (unsigned trail = 0x40; trail <= 0xFF; trail++) {
			unsigned char p[2] = { (unsigned char)lead,
				(unsigned char)trail };

			printf("0x%x,%s", utf8_of(cd, p, 2),
			    trail % 16 == 15 ? "\n" : "");
		}
	printf("};\n");
}

/* Four bytes of the basic plane, as runs that go up by one. */
static void
quads(iconv_t cd)
{
	uint32_t want = 0, n = 0;

	printf("const struct zc_charset_run zc_charset_quads[] = {\n");
	for (uint32_t i = 0; i < 39420; i++) {
		unsigned char p[4] = { (unsigned char)(0x81 + i / 12600),
			(unsigned char)(0x30 + i / 1260 % 10),
			(unsigned char)(0x81 + i / 10 % 126),
			(unsigned char)(0x30 + i % 10) };
		uint32_t u = utf8_of(cd, p, 4), c = u == 0 ? 0 : point_of(u);

		/* A hole is a run to 0; want is 1 past it only by chance. */
		if (n == 0 || (c == 0) != (want == 0) ||
		    (c != 0 && c != want)) {
			printf("{ %u, 0x%x },\n", i, c);
			n++;
		}
		want = c == 0 ? 0 : c + 1;
	}
	printf("};\nconst size_t zc_charset_nquads = %u;\n", n);
}

int
main(void)
{
	iconv_t gb = iconv_open("UTF-8", "GB18030");
	iconv_t big5 = iconv_open("UTF-8", "BIG5");

	if (gb == (iconv_t)-1 || big5 == (iconv_t)-1) {
		fputs("gen-charset: iconv knows no GB18030 or no BIG5; "
		      "install the C library's gconv modules\n",
		    stderr);
		return 1;
	}
	printf("#include \"text/charset_table.h\"\n");
	pairs(gb, "zc_charset_gb", 0x81, 0xFE);
	quads(gb);
	pairs(big5, "zc_charset_big5", 0xA1, 0xF9);
	iconv_close(gb);
	iconv_close(big5);
	return fflush(stdout) == 0 ? 0 : 1;
}
