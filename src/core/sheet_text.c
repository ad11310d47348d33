#include "core/sheet_text.h"

#include "base/rd.h"
#include "codec/opc.h"
#include "core/sheet_wire.h"
#include "jail/jail.h"
#include "text/charset.h"

#include <unistd.h>

enum {
	DIRECTORY_MAX = 96 << 20,
	PIECE_MAX = 1 << 20, /* longer text goes out in pieces */
	PLAIN_MAX = 64 << 20 /* bytes of a plain text */
};

static bool
is_one_of(struct zc_str name, const char *const *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (zc_str_is(name, v[i]))
			return true;
	return false;
}

/*
 * Does the end of the element end a piece of text that people read as one? Text
 * of a paragraph or cell is cut into runs, which go together; any other element
 * that has text itself stands alone.
 */
static bool
ends_piece(struct zc_str name, bool has_text)
{
	static const char *const runs[] = { "t", "delText", "instrText" };
	static const char *const blocks[] = { "p", "si", "c", "is", "tc",
		"comment", "br", "cr" };

	return is_one_of(name, blocks, ZC_LEN(blocks)) ||
	    (has_text && !is_one_of(name, runs, ZC_LEN(runs)));
}

static int
flush(struct zc_buf *b, struct zc_sheet_out *o)
{
	struct zc_str s = zc_str_trim(zc_buf_get(b));
	int rc = b->rc;

	if (rc == ZC_OK && s.n > 0)
		rc = zc_sheet_out_put(o, 'B', s);
	zc_buf_clear(b);
	return rc;
}

/* Values that people see: names of sheets, descriptions of pictures. */
static int
attributes(const struct zc_xmltext *x, struct zc_sheet_out *o)
{
	static const char *const names[] = { "name", "descr", "title", "prompt",
		"promptTitle", "error", "errorTitle", "tooltip" };
	int rc = ZC_OK;

	for (size_t i = 0; i < ZC_LEN(names) && rc == ZC_OK; i++) {
		struct zc_str v = zc_xmltext_get(x, names[i]);
		struct zc_buf b;

		if (v.n == 0)
			continue;
		zc_buf_init(&b, PIECE_MAX);
		zc_xmltext_decode(&b, v, false);
		rc = flush(&b, o);
		zc_buf_fini(&b);
	}
	return rc;
}

static int
read_part(struct zc_zip *z, struct zc_str name, struct zc_sheet_out *o)
{
	struct zc_opc_part p = { 0 };
	struct zc_buf b;
	int k = zc_opc_part_open(z, name, &p, NULL), rc = ZC_OK;
	bool has_text = false; /* the element that is open last */

	zc_buf_init(&b, 2 * PIECE_MAX + ZC_XMLTEXT_TOKEN_MAX);
	while (k >= 0 && rc == ZC_OK) {
		k = zc_xmltext_next(&p.x, NULL);
		if (k == ZC_XML_END)
			break;
		if (k == ZC_XML_OPEN)
			rc = attributes(&p.x, o);
		else if (k == ZC_XML_TEXT)
			zc_xmltext_decode(&b, p.x.raw, p.x.cdata);
		if (rc == ZC_OK &&
		    ((k == ZC_XML_CLOSE && ends_piece(p.x.name, has_text)) ||
			b.n > PIECE_MAX))
			rc = flush(&b, o);
		has_text = k == ZC_XML_TEXT;
	}
	if (rc == ZC_OK)
		rc = flush(&b, o);
	zc_buf_fini(&b);
	zc_opc_part_close(&p);
	return rc != ZC_OK ? rc : k < 0 ? k : ZC_OK;
}

/* Of no interest to a reader: settings of a printer, a small picture of the
 * first page, whose text is looked at anyway, what is empty, a folder. */
static bool
mere(const struct zc_zip_entry *n)
{
	return n->size == 0 || zc_str_ends(n->name, "/") ||
	    zc_str_search(n->name, "printerSettings") < n->name.n ||
	    zc_str_starts(n->name, "docProps/thumbnail.");
}

static bool
is_xml(struct zc_str name)
{
	return zc_str_ends(name, ".xml") || zc_str_ends(name, ".rels") ||
	    zc_str_ends(name, ".vml") || zc_str_ends(name, ".XML");
}

static enum zc_sheet_why
read_zip(int fd, struct zc_sheet_out *o)
{
	enum zc_sheet_form form = ZC_SHEET_TEXT;
	enum zc_sheet_why why;
	uint32_t unseen = 0;
	struct zc_arena a;
	struct zc_zip z;
	int rc;

	zc_arena_init(&a, DIRECTORY_MAX);
	rc = zc_zip_open(fd, ZC_SHEET_UNPACKED_MAX, &a, &z, NULL);
	why = rc == ZC_OK ? zc_sheet_tell_zip(&z, &a, &form)
			  : zc_sheet_why_of(rc);
	for (size_t i = 0; why == ZC_SHEET_FINE && i < z.n; i++) {
		const struct zc_zip_entry *n = &z.entries[i];

		if (mere(n))
			continue;
		rc = is_xml(n->name) ? read_part(&z, n->name, o) : ZC_EUNSUP;
		if (rc == ZC_ELIMIT || rc == ZC_ENOMEM || rc == ZC_EIO)
			why = zc_sheet_why_of(rc);
		else
			unseen += rc != ZC_OK;
	}
	if (why == ZC_SHEET_FINE &&
	    zc_sheet_out_number(o, 'K', unseen) != ZC_OK)
		why = ZC_SHEET_IO;
	zc_arena_fini(&a);
	return why;
}

static enum zc_sheet_why
load(int fd, struct zc_buf *in)
{
	char piece[65536];
	ssize_t n;
	off_t at = 0;

	while ((n = pread(fd, piece, sizeof(piece), at)) > 0) {
		zc_buf_add(in, piece, (size_t)n);
		at += n;
	}
	if (n < 0)
		return ZC_SHEET_IO;
	return in->rc == ZC_OK ? ZC_SHEET_FINE : zc_sheet_why_of(in->rc);
}

/* Forms of text in which a word can stand otherwise than it is read. */
static bool
hides_words(struct zc_str s)
{
	static const char *const heads[] = { "<", "{\\rtf", "%PDF", "%!" };
	static const char *const words[] = {
		"Content-Transfer-Encoding:", "<html", "<?xml"
	};

	for (size_t i = 0; i < ZC_LEN(heads); i++)
		if (zc_str_starts(zc_str_trim(s), heads[i]))
			return true;
	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (zc_str_search(s, words[i]) < s.n)
			return true;
	return false;
}

/* Whole lines as long as they go into a piece. */
static int
send_lines(struct zc_str s, struct zc_sheet_out *o)
{
	int rc = ZC_OK;

	while (s.n > 0 && rc == ZC_OK) {
		size_t n = s.n < PIECE_MAX ? s.n : PIECE_MAX;
		const char *end =
		    n == s.n ? NULL : memrchr(s.p, '\n', PIECE_MAX);

		if (end != NULL)
			n = (size_t)(end - s.p) + 1;
		while (n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
			n--;
		rc = zc_sheet_out_put(o, 'B', zc_str_sub(s, 0, n));
		s = zc_str_sub(s, n, s.n);
	}
	return rc;
}

/* Text has no NUL once it is decoded, and few bytes that are no character. */
static enum zc_sheet_why
read_plain(int fd, struct zc_sheet_out *o)
{
	struct zc_charset_found f = { 0 };
	struct zc_buf in, text;
	enum zc_sheet_why why;
	size_t bad = 0;

	zc_buf_init(&in, PLAIN_MAX);
	zc_buf_init(&text, 3 * (size_t)PLAIN_MAX);
	why = load(fd, &in);
	if (why == ZC_SHEET_FINE) {
		f = zc_charset_detect(zc_buf_get(&in));
		zc_charset_to_utf8(f.charset, zc_buf_get(&in), &text, &bad);
		if (text.rc != ZC_OK)
			why = zc_sheet_why_of(text.rc);
		else if (text.n > 0 &&
		    (memchr(text.p, '\0', text.n) != NULL ||
			bad > text.n / 50 + 1))
			why = ZC_SHEET_OTHER;
	}
	if (why == ZC_SHEET_FINE &&
	    (send_lines(zc_buf_get(&text), o) != ZC_OK ||
		zc_sheet_out_number(o, 'K',
		    f.sure == ZC_CHARSET_GUESS || bad > 0 ||
			hides_words(zc_buf_get(&text))) != ZC_OK))
		why = ZC_SHEET_IO;
	zc_buf_fini(&in);
	zc_buf_fini(&text);
	return why;
}

int
zc_sheet_text_read(int fd, bool plain, struct zc_sheet_out *o)
{
	enum zc_sheet_why why = ZC_SHEET_OTHER;
	char head[4] = { 0 };
	ssize_t n = pread(fd, head, 4, 0);
	int rc;

	if (n == 4 && memcmp(head, "PK\3\4", 4) == 0)
		why = read_zip(fd, o);
	else if (n == 4 && memcmp(head, "\xd0\xcf\x11\xe0", 4) == 0)
		why = ZC_SHEET_OLE2;
	else if (plain)
		why = read_plain(fd, o);
	rc = why == ZC_SHEET_FINE ? zc_sheet_out_put(o, 'E', ZC_S(""))
				  : zc_sheet_out_number(o, 'F', why);
	return rc == ZC_OK ? zc_sheet_out_flush(o) : rc;
}

struct asked {
	int fd;
	bool plain;
};

static int
run_child(void *ctx, int out)
{
	const struct asked *a = ctx;
	struct zc_sheet_out o;
	int rc;

	zc_sheet_out_init(&o, zc_sheet_send_pipe, &out);
	rc = zc_sheet_text_read(a->fd, a->plain, &o);
	zc_sheet_out_fini(&o);
	return -rc;
}

/* The parent's side. */
struct parent {
	struct zc_buf in;
	zc_sheet_text_fn fn;
	void *ctx;
	uint32_t unseen;
	bool ended, counted;
	struct zc_err *e;
	int rc;
};

static int
take_message(struct parent *p, char type, struct zc_rd *r)
{
	if (p->ended)
		return zc_sheet_fail(ZC_SHEET_DAMAGED, p->e);
	if (type == 'B')
		return p->fn(p->ctx, zc_rd_bytes(r, zc_rd_left(r)));
	if (type == 'K') {
		p->unseen = zc_rd_le32(r);
		p->counted = true;
		return ZC_OK;
	}
	p->ended = true;
	if (type == 'E' && p->counted)
		return ZC_OK;
	return zc_sheet_fail(type == 'F'
		? (enum zc_sheet_why)(zc_rd_le32(r) & 0xFF)
		: ZC_SHEET_DAMAGED,
	    p->e);
}

static int
take(void *ctx, const void *bytes, size_t n)
{
	struct parent *p = ctx;
	struct zc_str rest;

	zc_buf_add(&p->in, bytes, n);
	rest = zc_buf_get(&p->in);
	p->rc = p->in.rc;
	while (p->rc == ZC_OK && rest.n >= 5) {
		struct zc_rd r;
		char type;

		zc_rd_init(&r, rest.p, rest.n);
		type = (char)zc_rd_u8(&r);
		n = zc_rd_le32(&r);
		if (n > ZC_SHEET_MESSAGE_MAX)
			p->rc = zc_sheet_fail(ZC_SHEET_DAMAGED, p->e);
		else if (rest.n - 5 < n)
			break;
		else {
			zc_rd_init(&r, rest.p + 5, n);
			p->rc = take_message(p, type, &r);
			rest = zc_str_sub(rest, 5 + n, rest.n);
		}
	}
	if (p->rc != ZC_OK)
		return p->rc;
	memmove(p->in.p, rest.p, rest.n);
	p->in.n = rest.n;
	return ZC_OK;
}

static int
read_all(struct asked a, zc_sheet_text_fn fn, void *ctx, uint32_t *unseen,
    struct zc_err *e)
{
	struct zc_err mine = { 0 };
	struct parent p = { .fn = fn, .ctx = ctx, .e = e != NULL ? e : &mine };
	struct zc_jail_spec s = { .kind = ZC_JAIL_READER,
		.root = -1,
		.fds = { a.fd },
		.nfds = 1,
		.memory = (size_t)3 << 30,
		.cpu_s = 120,
		.wall_ms = 300000,
		.child = run_child,
		.ctx = &a };
	struct zc_jail_end end;
	int rc;

	zc_buf_init(&p.in, 2 * (size_t)ZC_SHEET_MESSAGE_MAX);
	rc = zc_jail_run(&s, take, &p, &end, e);
	/* What the messages said comes first. */
	if (p.rc != ZC_OK)
		rc = p.rc;
	else if (rc == ZC_OK && !p.ended)
		rc = zc_sheet_fail(ZC_SHEET_DAMAGED, e);
	zc_buf_fini(&p.in);
	if (rc == ZC_OK)
		*unseen = p.unseen;
	return rc;
}

int
zc_sheet_text(
    int fd, zc_sheet_text_fn fn, void *ctx, uint32_t *unseen, struct zc_err *e)
{
	return read_all((struct asked){ fd, false }, fn, ctx, unseen, e);
}

int
zc_sheet_text_any(
    int fd, zc_sheet_text_fn fn, void *ctx, uint32_t *unseen, struct zc_err *e)
{
	return read_all((struct asked){ fd, true }, fn, ctx, unseen, e);
}
