#include "core/sheet_wire.h"

#include <errno.h>
#include <unistd.h>

enum {
	TOGETHER = 60 * 1024 /* bytes that are sent at once */
};

int
zc_sheet_fail(enum zc_sheet_why why, struct zc_err *e)
{
	static const struct {
		int rc;
		const char *text;
	} all[ZC_SHEET_WHY_LAST] = {
		[ZC_SHEET_OLE2] = { ZC_EUNSUP,
		    ZC_N("the file is in an old Office format (.xls, .doc, "
			 ".et, .wps) or protected by a password; open it, "
			 "remove the password, and save it as .xlsx or as "
			 "CSV") },
		[ZC_SHEET_LOCKED] = { ZC_EUNSUP,
		    ZC_N("the file is protected by a password; open it, "
			 "remove the password, and save it again") },
		[ZC_SHEET_OTHER] = { ZC_EUNSUP,
		    ZC_N("the file is in another format; open it with the "
			 "program that made it and save it as .xlsx or as "
			 "CSV") },
		[ZC_SHEET_NO_TEXT] = { ZC_EINPUT,
		    ZC_N("the file is no table: XLSX, a DOCX with tables or "
			 "CSV can be read") },
		[ZC_SHEET_DAMAGED] = { ZC_EINPUT,
		    ZC_N("the file is damaged; open it with the program that "
			 "made it and save it again, or ask for a new copy") },
		[ZC_SHEET_LARGE] = { ZC_ELIMIT,
		    ZC_N("the file holds more than can be read at once; "
			 "split it into several files") },
		[ZC_SHEET_NO_SHEET] = { ZC_ENOENT,
		    ZC_N("the workbook has no sheet of this name") },
		[ZC_SHEET_NO_TABLE] = { ZC_ENOENT,
		    ZC_N("the document has no such table") },
		[ZC_SHEET_NO_ROOM] = { ZC_ENOMEM,
		    ZC_N("there is not enough memory to read the file") },
		[ZC_SHEET_IO] = { ZC_EIO,
		    ZC_N("the file could not be read to its end") },
		[ZC_SHEET_NO_CELL] = { ZC_ENOENT,
		    ZC_N("a cell that is to be filled is not in the file") },
		[ZC_SHEET_BUSY_CELL] = { ZC_EREFUSED,
		    ZC_N("a cell that is to be filled holds a formula, a "
			 "picture or another table, or is covered by a merged "
			 "cell; fill it by hand") },
	};

	if (why <= ZC_SHEET_FINE || why >= ZC_SHEET_WHY_LAST)
		why = ZC_SHEET_DAMAGED;
	return ZC_FAIL(e, all[why].rc, "%s", all[why].text);
}

enum zc_sheet_why
zc_sheet_why_of(int rc)
{
	switch (rc) {
	case ZC_OK:
		return ZC_SHEET_FINE;
	case ZC_ELIMIT:
		return ZC_SHEET_LARGE;
	case ZC_ENOMEM:
		return ZC_SHEET_NO_ROOM;
	case ZC_EUNSUP:
		return ZC_SHEET_OTHER;
	case ZC_EIO:
		return ZC_SHEET_IO;
	default:
		return ZC_SHEET_DAMAGED;
	}
}

void
zc_sheet_out_init(struct zc_sheet_out *o,
    int (*send)(void *ctx, struct zc_str bytes), void *ctx)
{
	*o = (struct zc_sheet_out){ .send = send, .ctx = ctx };
	zc_buf_init(&o->b, ZC_SHEET_MESSAGE_MAX + TOGETHER);
}

void
zc_sheet_out_fini(struct zc_sheet_out *o)
{
	zc_buf_fini(&o->b);
}

int
zc_sheet_out_flush(struct zc_sheet_out *o)
{
	int rc = o->b.rc;

	if (rc == ZC_OK && o->b.n > 0)
		rc = o->send(o->ctx, zc_buf_get(&o->b));
	zc_buf_clear(&o->b);
	return rc;
}

static int
sent(struct zc_sheet_out *o)
{
	return o->b.rc != ZC_OK || o->b.n >= TOGETHER ? zc_sheet_out_flush(o)
						      : ZC_OK;
}

static void
le32(char *p, size_t v)
{
	for (size_t i = 0; i < 4; i++)
		p[i] = (char)(v >> (8 * i) & 0xFF);
}

static void
head(struct zc_sheet_out *o, char type, size_t n)
{
	char h[5] = { type };

	le32(h + 1, n);
	zc_buf_add(&o->b, h, sizeof(h));
}

int
zc_sheet_out_put(struct zc_sheet_out *o, char type, struct zc_str body)
{
	head(o, type, body.n);
	zc_buf_str(&o->b, body);
	return sent(o);
}

int
zc_sheet_out_number(struct zc_sheet_out *o, char type, uint32_t v)
{
	char n[4];

	le32(n, v);
	return zc_sheet_out_put(o, type, (struct zc_str){ n, sizeof(n) });
}

int
zc_sheet_out_row(struct zc_sheet_out *o, const struct zc_row *r)
{
	char h[16], c[10];
	size_t n = sizeof(h);

	for (uint32_t i = 0; i < r->n; i++)
		n += sizeof(c) + r->cells[i].text.n;
	head(o, 'R', n);
	le32(h, r->table);
	le32(h + 4, r->number);
	le32(h + 8, r->flags);
	le32(h + 12, r->n);
	zc_buf_add(&o->b, h, sizeof(h));
	for (uint32_t i = 0; i < r->n; i++) {
		const struct zc_row_cell *k = &r->cells[i];

		le32(c, k->col | k->span << 16);
		c[4] = (char)(k->flags & 0xFF);
		c[5] = (char)(k->flags >> 8 & 0xFF);
		le32(c + 6, k->text.n);
		zc_buf_add(&o->b, c, sizeof(c));
		zc_buf_str(&o->b, k->text);
	}
	return sent(o);
}

int
zc_sheet_out_note(struct zc_sheet_out *o, enum zc_note what, uint32_t a,
    uint32_t b, struct zc_str text)
{
	char h[12];

	text = zc_str_sub(text, 0, 1000);
	head(o, 'N', sizeof(h) + text.n);
	le32(h, (size_t)what);
	le32(h + 4, a);
	le32(h + 8, b);
	zc_buf_add(&o->b, h, sizeof(h));
	zc_buf_str(&o->b, text);
	return sent(o);
}

int
zc_sheet_send_pipe(void *ctx, struct zc_str b)
{
	while (b.n > 0) {
		ssize_t n = write(*(int *)ctx, b.p, b.n);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return ZC_EIO;
		b = zc_str_sub(b, (size_t)n, b.n);
	}
	return ZC_OK;
}
