/* The jailed side: tells what the file is, reads it, sends its rows. */
#include "core/sheet_wire.h"

#include "codec/csv.h"
#include "codec/docx_table.h"
#include "codec/xlsx_read.h"
#include "text/charset.h"

#include <sys/stat.h>
#include <unistd.h>

enum {
	DIRECTORY_MAX = 96 << 20, /* arena for what a package says of itself */
	TEXT_MAX = 3 * (size_t)ZC_SHEET_FILE_MAX /* as UTF-8 */
};

static int
on_row(void *ctx, const struct zc_row *r)
{
	return r->n == 0 ? ZC_OK : zc_sheet_out_row(ctx, r);
}

static int
on_note(
    void *ctx, enum zc_note what, uint32_t a, uint32_t b, struct zc_str text)
{
	return zc_sheet_out_note(ctx, what, a, b, text);
}

/* Rows of a text: without the guard of our own export, damage flagged. */
struct text_sink {
	struct zc_sheet_out *o;
	bool damaged; /* some bytes were no characters */
};

static int
on_text_row(void *ctx, const struct zc_row *r)
{
	struct text_sink *t = ctx;

	for (uint32_t i = 0; i < r->n; i++) {
		struct zc_row_cell *c = &r->cells[i];

		c->text = zc_csv_unguard(c->text);
		if (t->damaged &&
		    zc_str_search(c->text, "\xef\xbf\xbd") < c->text.n)
			c->flags |= ZC_CELL_CUT;
	}
	return on_row(t->o, r);
}

static int
on_text_note(
    void *ctx, enum zc_note what, uint32_t a, uint32_t b, struct zc_str text)
{
	return on_note(((struct text_sink *)ctx)->o, what, a, b, text);
}

static enum zc_sheet_why
read_xlsx(struct zc_zip *z, const struct zc_sheet_opt *opt, struct zc_arena *a,
    const struct zc_row_sink *to)
{
	enum zc_sheet_why why;
	struct zc_xlsx w;
	size_t which = 0;
	int rc = zc_xlsx_open(z, a, &w, NULL);

	why = zc_sheet_why_of(rc);
	if (rc == ZC_OK) {
		rc = zc_xlsx_find(&w,
		    zc_str_of(opt->sheet != NULL ? opt->sheet : ""), &which,
		    NULL);
		why = ZC_SHEET_NO_SHEET;
	}
	if (rc == ZC_OK) {
		rc = zc_xlsx_tell(&w, which, to);
		if (rc == ZC_OK)
			rc = zc_xlsx_read(&w, which, to, NULL);
		why = zc_sheet_why_of(rc);
	}
	zc_xlsx_close(&w);
	return rc == ZC_OK ? ZC_SHEET_FINE : why;
}

/* The root element of the main part tells what it is, not its folder. */
static enum zc_sheet_why
tell_root(struct zc_zip *z, struct zc_str part, enum zc_sheet_form *form)
{
	struct zc_opc_part p = { 0 };
	int k = zc_opc_part_open(z, part, &p, NULL);

	if (k == ZC_OK)
		do {
			k = zc_xmltext_next(&p.x, NULL);
		} while (k == ZC_XML_TEXT);
	if (k == ZC_XML_OPEN && zc_str_is(p.x.name, "workbook"))
		*form = ZC_SHEET_XLSX;
	else if (k == ZC_XML_OPEN && zc_str_is(p.x.name, "document"))
		*form = ZC_SHEET_DOCX;
	else
		k = k < 0 ? k : ZC_EUNSUP;
	zc_opc_part_close(&p);
	return k > 0 ? ZC_SHEET_FINE : zc_sheet_why_of(k);
}

enum zc_sheet_why
zc_sheet_tell_zip(
    struct zc_zip *z, struct zc_arena *a, enum zc_sheet_form *form)
{
	static const char *const mains[] = { "xl/workbook.xml",
		"word/document.xml" };
	const struct zc_zip_entry *n = NULL;
	struct zc_str part = { "", 0 };
	int rc = ZC_ENOENT;

	if (zc_zip_find(z, ZC_S("EncryptedPackage"), &n, NULL) == ZC_OK)
		return ZC_SHEET_LOCKED;
	for (size_t i = 0; i < z->n; i++)
		if ((z->entries[i].flags & 1) != 0)
			return ZC_SHEET_LOCKED;
	for (size_t i = 0; i < ZC_LEN(mains) && rc == ZC_ENOENT; i++)
		rc = zc_opc_main(z, mains[i], a, &part, NULL);
	if (rc == ZC_OK && zc_str_ends(part, ".bin"))
		return ZC_SHEET_OTHER;
	if (rc == ZC_OK)
		return tell_root(z, part, form);
	/* A cut-off package may have lost its main part. */
	if (rc == ZC_ENOENT &&
	    zc_zip_find(z, ZC_S("[Content_Types].xml"), &n, NULL) == ZC_OK)
		return ZC_SHEET_DAMAGED;
	return rc == ZC_ENOENT ? ZC_SHEET_OTHER : zc_sheet_why_of(rc);
}

static enum zc_sheet_why
read_zip(int fd, const struct zc_sheet_opt *opt, struct zc_sheet_out *o,
    const struct zc_row_sink *to)
{
	enum zc_sheet_form form = ZC_SHEET_XLSX;
	enum zc_sheet_why why;
	struct zc_arena a;
	struct zc_zip z;
	int rc;

	zc_arena_init(&a, DIRECTORY_MAX);
	rc = zc_zip_open(fd, ZC_SHEET_UNPACKED_MAX, &a, &z, NULL);
	why = rc == ZC_OK ? zc_sheet_tell_zip(&z, &a, &form)
			  : zc_sheet_why_of(rc);
	if (why == ZC_SHEET_FINE)
		why = zc_sheet_why_of(
		    zc_sheet_out_number(o, 'K', (uint32_t)form));
	if (why == ZC_SHEET_FINE && form == ZC_SHEET_XLSX) {
		why = read_xlsx(&z, opt, &a, to);
	} else if (why == ZC_SHEET_FINE) {
		rc = zc_docx_table_read(&z, opt->table, to, NULL);
		if (rc == ZC_ENOENT)
			why = ZC_SHEET_NO_TABLE;
		else if (rc != ZC_OK)
			why = zc_sheet_why_of(rc);
	}
	zc_arena_fini(&a);
	return why;
}

/* What is text, but no table of cells. */
static enum zc_sheet_why
tell_text(struct zc_str s)
{
	static const char *const heads[] = { "%PDF", "{\\rtf", "<?xml", "<html",
		"<!doctype", "<table", "<meta" };
	struct zc_str t;

	if (zc_str_starts(s, ZC_CSV_BOM))
		s = zc_str_sub(s, 3, s.n);
	t = zc_str_trim(zc_str_sub(s, 0, 256));
	for (size_t i = 0; i < ZC_LEN(heads); i++)
		if (zc_str_isi(zc_str_sub(t, 0, strlen(heads[i])), heads[i]))
			return ZC_SHEET_OTHER;
	return ZC_SHEET_FINE;
}

/* A text file as UTF-8. */
struct text {
	struct zc_str s; /* borrowed from the input or from b */
	struct zc_buf b;
	struct zc_charset_found found;
	size_t bad; /* places that are no character */
};

/* Characters that control a machine, as binary files have them. */
static size_t
controls(struct zc_str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		n += c < 0x20 && c != '\n' && c != '\r' && c != '\t';
	}
	return n;
}

/*
 * One place in fifty that is no character, or that controls a machine, or a
 * single NUL: no text but some other kind of file.
 */
static enum zc_sheet_why
as_utf8(struct zc_str in, struct text *t)
{
	t->found = zc_charset_detect(in);
	if (t->found.charset == ZC_CHARSET_UTF8 &&
	    t->found.sure == ZC_CHARSET_CERTAIN) {
		t->s = zc_str_sub(in, t->found.bom, in.n);
	} else {
		zc_charset_to_utf8(t->found.charset, in, &t->b, &t->bad);
		t->s = zc_buf_get(&t->b);
	}
	if (t->b.rc != ZC_OK)
		return zc_sheet_why_of(t->b.rc);
	if (memchr(t->s.p, 0, t->s.n) != NULL || t->bad > in.n / 50 + 1 ||
	    controls(zc_str_sub(t->s, 0, 1 << 20)) > in.n / 50 + 4)
		return ZC_SHEET_NO_TEXT;
	return ZC_SHEET_FINE;
}

/* The whole file from its begin, wherever its owner has read to. */
static int
read_whole(int fd, struct zc_arena *a, struct zc_str *out)
{
	struct stat st;
	size_t n = 0;
	ssize_t r = 1;
	char *p;

	if (fstat(fd, &st) == -1)
		return ZC_EIO;
	if (st.st_size > ZC_SHEET_FILE_MAX)
		return ZC_ELIMIT;
	p = zc_arena_get(a, (size_t)st.st_size + 1);
	if (p == NULL)
		return ZC_ENOMEM;
	while (n < (size_t)st.st_size && r > 0) {
		r = pread(fd, p + n, (size_t)st.st_size - n, (off_t)n);
		n += r > 0 ? (size_t)r : 0;
	}
	*out = (struct zc_str){ p, n };
	return r < 0 ? ZC_EIO : ZC_OK;
}

static enum zc_sheet_why
read_text(int fd, const struct zc_sheet_opt *opt, struct zc_sheet_out *o)
{
	struct text_sink sink = { .o = o };
	struct zc_row_sink to = { on_text_row, on_text_note, &sink };
	struct zc_str in = { "", 0 };
	struct text t = { .s = { "", 0 } };
	enum zc_sheet_why why;
	struct zc_arena a;
	int rc;

	zc_arena_init(&a, (size_t)ZC_SHEET_FILE_MAX + 4096);
	zc_buf_init(&t.b, TEXT_MAX);
	rc = read_whole(fd, &a, &in);
	why = rc == ZC_OK ? tell_text(in) : zc_sheet_why_of(rc);
	if (why == ZC_SHEET_FINE)
		why = as_utf8(in, &t);
	if (why == ZC_SHEET_FINE) {
		sink.damaged = t.bad > 0;
		rc = zc_sheet_out_number(o, 'K', ZC_SHEET_TEXT);
		if (rc == ZC_OK)
			rc = zc_sheet_out_note(o, ZC_NOTE_CHARSET,
			    t.found.sure == ZC_CHARSET_GUESS, (uint32_t)t.bad,
			    zc_str_of(zc_charset_name(t.found.charset)));
		if (rc == ZC_OK)
			rc = zc_csv_read(t.s, opt->sep, &to, NULL);
		if (rc != ZC_OK)
			why = zc_sheet_why_of(rc);
	}
	zc_buf_fini(&t.b);
	zc_arena_fini(&a);
	return why;
}

int
zc_sheet_read(int fd, const struct zc_sheet_opt *opt, struct zc_sheet_out *o)
{
	static const struct zc_sheet_opt none;
	struct zc_row_sink to = { on_row, on_note, o };
	enum zc_sheet_why why;
	char head[8] = { 0 };
	struct zc_str h = { head, 0 };
	ssize_t n = pread(fd, head, sizeof(head), 0);
	int rc;

	if (opt == NULL)
		opt = &none;
	h.n = n > 0 ? (size_t)n : 0;
	if (n < 0)
		why = ZC_SHEET_IO;
	else if (h.n >= 8 &&
	    memcmp(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0)
		why = ZC_SHEET_OLE2;
	else if (h.n >= 4 && memcmp(head, "PK\3\4", 4) == 0)
		why = read_zip(fd, opt, o, &to);
	else if (h.n >= 4 && memcmp(head, "PK\5\6", 4) == 0)
		why = ZC_SHEET_OTHER;
	else
		why = read_text(fd, opt, o);
	rc = why == ZC_SHEET_FINE ? zc_sheet_out_put(o, 'E', ZC_S(""))
				  : zc_sheet_out_number(o, 'F', why);
	return rc == ZC_OK ? zc_sheet_out_flush(o) : rc;
}
