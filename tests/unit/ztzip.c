#include "unit/ztzip.h"

#include "unit/zt.h"

#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

static void
le(struct zc_buf *b, size_t bytes, uint64_t v)
{
	for (size_t i = 0; i < bytes; i++)
		zc_buf_char(b, (char)(v >> (8 * i) & 0xFF));
}

static void
deflated(struct zc_buf *b, struct zc_str s)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)s.p,
		.avail_in = (uInt)s.n };
	char chunk[16384];
	int r;

	ZT_EQ(
	    deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
	do {
		z.next_out = (Bytef *)chunk;
		z.avail_out = sizeof(chunk);
		r = deflate(&z, Z_FINISH);
		zc_buf_add(b, chunk, sizeof(chunk) - z.avail_out);
	} while (r == Z_OK);
	(void)deflateEnd(&z);
}

/* What head and directory have in common, from "version needed" on. */
static void
common(struct zc_buf *b, const struct ztzip_part *p, uint32_t crc,
    size_t packed, bool in_head)
{
	bool hide = in_head && p->behind;
	size_t size = p->lie_size != 0 ? p->lie_size : p->text.n;

	le(b, 2, 20);
	le(b, 2, p->behind ? 8 : 0);
	le(b, 2, p->deflate ? 8 : 0);
	le(b, 4, 0);
	le(b, 4, hide ? 0 : crc);
	le(b, 4, hide ? 0 : packed);
	le(b, 4, hide ? 0 : size);
	le(b, 2, strlen(p->name));
	le(b, 2, 0);
}

void
ztzip_make(struct zc_buf *b, const struct ztzip_part *v, size_t n)
{
	struct zc_buf dir, data;
	size_t at;

	zc_buf_init(&dir, 64 << 20);
	zc_buf_init(&data, 256 << 20);
	for (size_t i = 0; i < n; i++) {
		uint32_t crc = (uint32_t)crc32(0, (const Bytef *)v[i].text.p,
				   (uInt)v[i].text.n) +
		    v[i].lie_crc;

		zc_buf_clear(&data);
		if (v[i].deflate)
			deflated(&data, v[i].text);
		else
			zc_buf_str(&data, v[i].text);
		at = b->n;
		le(b, 4, 0x04034b50);
		common(b, &v[i], crc, data.n, true);
		zc_buf_cstr(b, v[i].name);
		zc_buf_add(b, data.p, data.n);
		if (v[i].behind) {
			le(b, 4, 0x08074b50);
			le(b, 4, crc);
			le(b, 4, data.n);
			le(b, 4, v[i].text.n);
		}
		le(&dir, 4, 0x02014b50);
		le(&dir, 2, 20);
		common(&dir, &v[i], crc, data.n, false);
		le(&dir, 8, 0); /* comment, disk, attributes */
		le(&dir, 2, 0);
		le(&dir, 4, at);
		zc_buf_cstr(&dir, v[i].name);
	}
	at = b->n;
	zc_buf_add(b, dir.p, dir.n);
	le(b, 4, 0x06054b50);
	le(b, 4, 0);
	le(b, 2, n);
	le(b, 2, n);
	le(b, 4, dir.n);
	le(b, 4, at);
	le(b, 2, 0);
	zc_buf_fini(&dir);
	zc_buf_fini(&data);
}

int
ztzip_fd(struct zc_str bytes)
{
	int fd = memfd_create("zt", 0);

	ZT_TRUE(fd != -1);
	ZT_EQ(write(fd, bytes.p, bytes.n), bytes.n);
	return fd;
}

#define REL \
	"http://schemas.openxmlformats.org/officeDocument/2006/" \
	"relationships"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

void
ztzip_xlsx(struct zc_buf *b, const char *sheet, const char *strings,
    const char *styles)
{
	struct zc_buf one;
	struct ztzip_part v[7] = {
		{ .name = "_rels/.rels",
		    .text = ZC_S("<Relationships><Relationship Id=\"r1\" "
				 "Type=\"" REL "/officeDocument\" "
				 "Target=\"xl/workbook.xml\"/>"
				 "</Relationships>") },
		{ .name = "xl/_rels/workbook.xml.rels",
		    .text = ZC_S(
			"<Relationships>"
			"<Relationship Id=\"r1\" Type=\"" REL "/worksheet\" "
			"Target=\"worksheets/sheet1.xml\"/>"
			"<Relationship Id=\"r2\" Type=\"" REL
			"/sharedStrings\" "
			"Target=\"sharedStrings.xml\"/>"
			"<Relationship Id=\"r3\" Type=\"" REL
			"/styles\" Target=\"/xl/styles.xml\"/>"
			"</Relationships>") },
		{ .name = "xl/workbook.xml",
		    .text = ZC_S("<workbook xmlns=\"" MAIN "\" xmlns:r=\"" REL
				 "\"><sheets><sheet name=\"一\" "
				 "sheetId=\"1\" r:id=\"r1\"/></sheets>"
				 "</workbook>"),
		    .deflate = true },
		{ .name = "docProps/app.xml", .text = ZC_S("<x/>") },
	};
	size_t n = 4;

	zc_buf_init(&one, 64 << 20);
	zc_buf_fmt(&one, "<worksheet xmlns=\"" MAIN "\">%s</worksheet>", sheet);
	v[n++] = (struct ztzip_part){ .name = "xl/worksheets/sheet1.xml",
		.text = zc_buf_get(&one),
		.deflate = true,
		.behind = true };
	if (strings != NULL)
		v[n++] = (struct ztzip_part){ .name = "xl/sharedStrings.xml",
			.text = zc_str_of(strings) };
	if (styles != NULL)
		v[n++] = (struct ztzip_part){ .name = "xl/styles.xml",
			.text = zc_str_of(styles) };
	ztzip_make(b, v, n);
	zc_buf_fini(&one);
}

void
ztzip_docx(struct zc_buf *b, const char *body)
{
	struct zc_buf one;
	struct ztzip_part v[2] = { { .name = "_rels/.rels",
	    .text = ZC_S("<Relationships><Relationship Id=\"r1\" "
			 "Type=\"" REL "/officeDocument\" "
			 "Target=\"word/document.xml\"/>"
			 "</Relationships>") } };

	zc_buf_init(&one, 64 << 20);
	zc_buf_fmt(&one,
	    "<w:document xmlns:w=\"urn:w\"><w:body>%s</w:body></w:document>",
	    body);
	v[1] = (struct ztzip_part){ .name = "word/document.xml",
		.text = zc_buf_get(&one),
		.deflate = true };
	ztzip_make(b, v, 2);
	zc_buf_fini(&one);
}
