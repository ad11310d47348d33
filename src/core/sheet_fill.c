#include "core/sheet_fill.h"

#include "base/fs.h"
#include "base/rd.h"
#include "codec/xlsx_read.h"
#include "codec/zip_replace.h"
#include "core/sheet_wire.h"
#include "jail/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum {
	ARENA_MAX = ZC_FILL_PART_MAX + (96 << 20)
};

/* The jailed side. */
struct child {
	int fd;
	const struct zc_sheet_opt *opt;
	const struct zc_cell_fill *f;
	size_t n;
	struct zc_sheet_out *o;
};

static int
put(void *ctx, struct zc_str bytes)
{
	return zc_sheet_out_put(ctx, 'B', bytes);
}

/* The part that holds the cells. */
static enum zc_sheet_why
find_part(const struct child *c, struct zc_zip *z, struct zc_arena *a,
    enum zc_sheet_form form, struct zc_str *part)
{
	enum zc_sheet_why why;
	struct zc_xlsx w;
	size_t which = 0;
	int rc;

	if (form == ZC_SHEET_DOCX)
		return zc_sheet_why_of(
		    zc_opc_main(z, "word/document.xml", a, part, NULL));
	rc = zc_xlsx_open(z, a, &w, NULL);
	why = zc_sheet_why_of(rc);
	if (rc == ZC_OK) {
		const char *name = c->opt->sheet;

		rc = zc_xlsx_find(
		    &w, zc_str_of(name != NULL ? name : ""), &which, NULL);
		why = rc == ZC_OK ? ZC_SHEET_FINE : ZC_SHEET_NO_SHEET;
		if (rc == ZC_OK)
			*part = w.sheets[which].part;
	}
	zc_xlsx_close(&w);
	return why;
}

static enum zc_sheet_why
why_filled(int rc)
{
	if (rc == ZC_EREFUSED)
		return ZC_SHEET_BUSY_CELL;
	if (rc == ZC_ENOENT)
		return ZC_SHEET_NO_CELL;
	return zc_sheet_why_of(rc);
}

static enum zc_sheet_why
fill(const struct child *c, struct zc_arena *a)
{
	const struct zc_zip_entry *n = NULL;
	enum zc_sheet_form form = ZC_SHEET_TEXT;
	enum zc_sheet_why why;
	struct zc_str part = { "", 0 }, in;
	struct zc_buf out;
	struct zc_zip z;
	int rc = zc_zip_open(c->fd, ZC_SHEET_UNPACKED_MAX, a, &z, NULL);

	if (rc != ZC_OK)
		return zc_sheet_why_of(rc);
	why = zc_sheet_tell_zip(&z, a, &form);
	if (why == ZC_SHEET_FINE)
		why = find_part(c, &z, a, form, &part);
	if (why != ZC_SHEET_FINE)
		return why;
	rc = zc_zip_find(&z, part, &n, NULL);
	if (rc == ZC_OK)
		rc = zc_zip_read(&z, n, ZC_FILL_PART_MAX, a, &in, NULL);
	if (rc != ZC_OK)
		return rc == ZC_ENOENT ? ZC_SHEET_DAMAGED : zc_sheet_why_of(rc);
	zc_buf_init(&out, (size_t)ZC_FILL_PART_MAX * 2);
	rc = form == ZC_SHEET_DOCX ? zc_docx_fill(in, c->f, c->n, &out, NULL)
				   : zc_xlsx_fill(in, c->f, c->n, &out, NULL);
	why = why_filled(rc);
	if (rc == ZC_OK) {
		rc = zc_zip_replace(&z, n, zc_buf_get(&out), put, c->o, NULL);
		why = zc_sheet_why_of(rc);
	}
	zc_buf_fini(&out);
	return why;
}

static int
run_child(void *ctx, int out)
{
	struct child *c = ctx;
	enum zc_sheet_why why = ZC_SHEET_OTHER;
	struct zc_sheet_out o;
	struct zc_arena a;
	char head[4] = { 0 };
	int rc;

	zc_arena_init(&a, ARENA_MAX);
	zc_sheet_out_init(&o, zc_sheet_send_pipe, &out);
	c->o = &o;
	if (pread(c->fd, head, 4, 0) == 4) {
		if (memcmp(head, "PK\3\4", 4) == 0)
			why = fill(c, &a);
		else if (memcmp(head, "\xd0\xcf\x11\xe0", 4) == 0)
			why = ZC_SHEET_OLE2;
	}
	rc = why == ZC_SHEET_FINE ? zc_sheet_out_put(&o, 'E', ZC_S(""))
				  : zc_sheet_out_number(&o, 'F', why);
	if (rc == ZC_OK)
		rc = zc_sheet_out_flush(&o);
	zc_sheet_out_fini(&o);
	zc_arena_fini(&a);
	return -rc;
}

/* The parent's side. */
struct parent {
	struct zc_buf in;
	int fd;
	uint64_t written;
	bool ended;
	struct zc_err *e;
	int rc;
};

static int
keep(struct parent *p, struct zc_str b)
{
	p->written += b.n;
	if (p->written > ZC_SHEET_FILLED_MAX)
		return zc_sheet_fail(ZC_SHEET_LARGE, p->e);
	while (b.n > 0) {
		ssize_t n = write(p->fd, b.p, b.n);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return ZC_FAIL_SYS(p->e, ZC_EIO,
			    ZC_N("the file could not be written; is the disk "
				 "full?"));
		b = zc_str_sub(b, (size_t)n, b.n);
	}
	return ZC_OK;
}

static int
take_message(struct parent *p, char type, struct zc_rd *r)
{
	if (p->ended)
		return zc_sheet_fail(ZC_SHEET_DAMAGED, p->e);
	if (type == 'B')
		return keep(p, zc_rd_bytes(r, zc_rd_left(r)));
	p->ended = true;
	if (type == 'E')
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
run_jail(struct child *c, struct parent *p, struct zc_err *e)
{
	struct zc_jail_spec s = { .kind = ZC_JAIL_READER,
		.root = -1,
		.fds = { c->fd },
		.nfds = 1,
		.memory = (size_t)3 << 30,
		.cpu_s = 120,
		.wall_ms = 300000,
		.child = run_child,
		.ctx = c };
	struct zc_jail_end end;
	int rc = zc_jail_run(&s, take, p, &end, e);

	/* What the messages said comes first. */
	if (p->rc != ZC_OK)
		return p->rc;
	if (rc == ZC_OK && !p->ended)
		rc = zc_sheet_fail(ZC_SHEET_DAMAGED, e);
	return rc;
}

int
zc_sheet_fill(const char *from, const char *to, const struct zc_sheet_opt *opt,
    struct zc_cell_fill *f, size_t n, struct zc_err *e)
{
	static const struct zc_sheet_opt none;
	struct zc_err mine = { 0 };
	struct child c = { .opt = opt != NULL ? opt : &none, .f = f, .n = n };
	struct parent p = { .fd = -1, .e = e != NULL ? e : &mine };
	char part[ZC_FS_PATH_MAX];
	int k, rc = zc_fill_sort(f, n, e);

	if (rc != ZC_OK)
		return rc;
	k = snprintf(part, sizeof(part), "%s.%ld.part", to, (long)getpid());
	if (k < 0 || (size_t)k >= sizeof(part))
		return ZC_FAIL(e, ZC_EINPUT, "the path is too long");
	c.fd = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (c.fd == -1)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be opened", from);
	zc_buf_init(&p.in, 2 * (size_t)ZC_SHEET_MESSAGE_MAX);
	p.fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (p.fd == -1)
		rc = ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be written", to);
	if (rc == ZC_OK)
		rc = run_jail(&c, &p, p.e);
	if (rc == ZC_OK && (fsync(p.fd) == -1 || rename(part, to) == -1))
		rc = ZC_FAIL_SYS(e, zc_err_of(errno), "write");
	if (p.fd != -1) {
		(void)close(p.fd);
		if (rc != ZC_OK)
			(void)unlink(part);
	}
	(void)close(c.fd);
	zc_buf_fini(&p.in);
	return rc;
}
