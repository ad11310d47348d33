/* The parent's side: takes rows from the jailed reader and checks them. */
#include "core/sheet.h"

#include "base/clock.h"
#include "base/rd.h"
#include "base/tr.h"
#include "base/utf8.h"
#include "codec/xlsx_read.h"
#include "core/sheet_wire.h"
#include "jail/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	CHUNK = 256 * 1024,
	HELD_MAX = 64 << 20, /* bytes of rows kept while a heading is sought */
	NOTES_BYTES = 2 << 20,
	/* Whoever takes the rows may be slow; the reader itself may not. */
	WALL_MS = 3600 * 1000,
	CPU_S = 120
};

struct zc_sheet {
	struct zc_jail jail;
	bool running, ended;
	bool wire; /* no reader: zc_sheet_open_wire */
	int fd;
	struct zc_sheet_opt opt; /* of the child, before it starts */
	enum zc_sheet_form form;
	struct zc_buf in;
	size_t at; /* next byte of in */
	struct zc_row row;
	struct zc_row_cell *cells;
	size_t cap;
	struct zc_arena a; /* notes, and rows that are held */
	struct zc_sheet_note *notes;
	size_t nnotes;
	struct zc_row held[ZC_SHEET_LOOK_MAX];
	size_t nheld, next_held;
	char chunk[CHUNK];
};

/* The child. */

static void
before(void *ctx)
{
	(void)ctx;
	(void)setlocale(LC_NUMERIC, "C");
}

static int
run_child(void *ctx, int out)
{
	struct zc_sheet *s = ctx;
	struct zc_sheet_out o;
	int rc;

	zc_sheet_out_init(&o, zc_sheet_send_pipe, &out);
	rc = zc_sheet_read(s->fd, &s->opt, &o);
	zc_sheet_out_fini(&o);
	return -rc;
}

/* The parent. */

static int
start(struct zc_sheet *s, struct zc_err *e)
{
	struct zc_jail_spec spec = { .kind = ZC_JAIL_READER,
		.root = -1,
		.fds = { s->fd },
		.nfds = 1,
		.memory = (size_t)3 << 30,
		.cpu_s = CPU_S,
		.wall_ms = WALL_MS,
		.before = before,
		.child = run_child,
		.ctx = s };
	int rc = zc_jail_start(&spec, &s->jail, e);

	s->running = rc == ZC_OK;
	if (s->running)
		(void)fcntl(s->jail.out, F_SETPIPE_SZ, 1 << 20);
	return rc;
}

/* A sheet without its reader; NULL when there is no memory. */
static struct zc_sheet *
new_sheet(void)
{
	struct zc_sheet *s = zc_fault_hit() ? NULL : calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	zc_buf_init(&s->in, (size_t)ZC_SHEET_MESSAGE_MAX + CHUNK + 8);
	zc_arena_init(&s->a, HELD_MAX);
	s->notes = zc_arena_array(&s->a, ZC_SHEET_NOTES_MAX, sizeof(*s->notes));
	if (s->notes == NULL) {
		zc_sheet_close(s);
		return NULL;
	}
	return s;
}

int
zc_sheet_open_fd(int fd, const struct zc_sheet_opt *opt, struct zc_sheet **out,
    struct zc_err *e)
{
	struct zc_sheet *s;
	struct stat st;
	int rc;

	if (fstat(fd, &st) == -1)
		return ZC_FAIL_SYS(e, ZC_EIO, "stat");
	if (!S_ISREG(st.st_mode))
		return zc_sheet_fail(ZC_SHEET_NO_TEXT, e);
	if (st.st_size > ZC_SHEET_FILE_MAX)
		return zc_sheet_fail(ZC_SHEET_LARGE, e);
	s = new_sheet();
	if (s == NULL)
		return zc_sheet_fail(ZC_SHEET_NO_ROOM, e);
	s->fd = fd;
	if (opt != NULL)
		s->opt = *opt;
	rc = start(s, e);
	if (rc == ZC_OK)
		*out = s;
	else
		zc_sheet_close(s);
	return rc;
}

int
zc_sheet_open_wire(int fd, struct zc_sheet **out, struct zc_err *e)
{
	struct zc_sheet *s = new_sheet();

	if (s == NULL)
		return zc_sheet_fail(ZC_SHEET_NO_ROOM, e);
	s->wire = true;
	s->jail = (struct zc_jail){ .out = fd,
		.deadline_ms = zc_clock_ms() + WALL_MS };
	*out = s;
	return ZC_OK;
}

int
zc_sheet_open(const char *path, const struct zc_sheet_opt *opt,
    struct zc_sheet **out, struct zc_err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int rc;

	if (fd == -1)
		return ZC_FAIL_SYS(
		    e, zc_err_of(errno), "%s: cannot be opened", path);
	rc = zc_sheet_open_fd(fd, opt, out, e);
	/* The child has its own. */
	(void)close(fd);
	return rc;
}

void
zc_sheet_close(struct zc_sheet *s)
{
	struct zc_jail_end end;

	if (s == NULL)
		return;
	if (s->running && zc_jail_finish(&s->jail, true, &end, NULL) != ZC_OK)
		s->ended = true;
	if (s->wire)
		(void)close(s->jail.out);
	zc_buf_fini(&s->in);
	zc_arena_fini(&s->a);
	free(s->cells);
	free(s);
}

/* The child closed the pipe without having said how it ended. */
static int
lost(struct zc_sheet *s, struct zc_err *e)
{
	struct zc_jail_end end;
	int rc;

	s->ended = true;
	if (s->wire)
		return zc_sheet_fail(ZC_SHEET_DAMAGED, e);
	s->running = false;
	rc = zc_jail_finish(&s->jail, false, &end, e);
	if (rc == ZC_ETIME || (rc == ZC_OK && end.timed_out))
		return ZC_FAIL(e, ZC_ETIME,
		    ZC_N("reading the file took too long; split it into "
			 "several files"));
	/* It said no word, but ended by itself: the code is its status. */
	if (rc == ZC_OK && end.status > 0)
		return zc_sheet_fail(zc_sheet_why_of(-end.status), e);
	if (rc == ZC_ECRASH || rc == ZC_OK)
		return ZC_FAIL(e, ZC_ECRASH,
		    ZC_N("the file made its reader stop; it is damaged or "
			 "made to do harm, and nothing was taken from it"));
	return rc;
}

/* More bytes from the child; 0 = it closed the pipe. */
static int
more(struct zc_sheet *s, struct zc_err *e)
{
	struct pollfd p = { .fd = s->jail.out, .events = POLLIN };
	int64_t left = s->jail.deadline_ms - zc_clock_ms();
	ssize_t n;

	if (s->at > 0) {
		memmove(s->in.p, s->in.p + s->at, s->in.n - s->at);
		s->in.n -= s->at;
		s->at = 0;
	}
	do {
		n = poll(&p, 1, left > 0 ? (int)left : 0);
	} while (n == -1 && errno == EINTR);
	if (n == 0)
		return ZC_FAIL(e, ZC_ETIME,
		    ZC_N("reading the file took too long; split it into "
			 "several files"));
	do {
		n = read(s->jail.out, s->chunk, sizeof(s->chunk));
	} while (n == -1 && errno == EINTR);
	if (n == -1)
		return ZC_FAIL_SYS(e, ZC_EIO, "read");
	zc_buf_add(&s->in, s->chunk, (size_t)n);
	if (s->in.rc != ZC_OK)
		return zc_sheet_fail(zc_sheet_why_of(s->in.rc), e);
	return n > 0;
}

/*
 * Text of a cell as the header promises, in place: "\r\n" and "\r" are line
 * feeds, other control characters are blanks.
 */
static struct zc_str
clean(struct zc_str t)
{
	char *p = (char *)(uintptr_t)t.p;
	size_t n = 0, i = 0;

	while (i < t.n && ((unsigned char)p[i] >= 0x20 && p[i] != 0x7F))
		i++;
	for (n = i; i < t.n; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c == '\r' && i + 1 < t.n && p[i + 1] == '\n')
			continue;
		if (c == '\r')
			c = '\n';
		else if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F)
			c = ' ';
		p[n++] = (char)c;
	}
	return (struct zc_str){ p, n };
}

static int
grow(struct zc_sheet *s, size_t n)
{
	struct zc_row_cell *p;

	if (n <= s->cap)
		return ZC_OK;
	n = n < 64 ? 64 : n;
	p = zc_fault_hit() ? NULL : realloc(s->cells, n * sizeof(*p));
	if (p == NULL)
		return ZC_ENOMEM;
	s->cells = p;
	s->cap = n;
	return ZC_OK;
}

static int
take_row(struct zc_sheet *s, struct zc_rd *r)
{
	struct zc_row row = { .table = zc_rd_le32(r) };
	uint32_t last = 0;
	int rc;

	row.number = zc_rd_le32(r);
	row.flags = zc_rd_le32(r);
	row.n = zc_rd_le32(r);
	if (r->bad || row.n == 0 || row.n > ZC_ROW_CELLS_MAX ||
	    row.number == 0 || row.number > ZC_ROW_MAX)
		return ZC_EINPUT;
	rc = grow(s, row.n);
	if (rc != ZC_OK)
		return rc;
	for (uint32_t i = 0; i < row.n; i++) {
		struct zc_row_cell *c = &s->cells[i];

		c->col = zc_rd_le16(r);
		c->span = zc_rd_le16(r);
		c->flags = zc_rd_le16(r);
		c->text = zc_rd_bytes(r, zc_rd_le32(r));
		if (r->bad || c->col <= last || c->col > ZC_ROW_CELLS_MAX ||
		    c->span == 0 || !zc_utf8_valid(c->text))
			return ZC_EINPUT;
		c->text = clean(c->text);
		last = c->col;
	}
	if (zc_rd_left(r) > 0)
		return ZC_EINPUT;
	row.cells = s->cells;
	s->row = row;
	return ZC_OK;
}

static int
take_note(struct zc_sheet *s, struct zc_rd *r)
{
	struct zc_sheet_note n = { .what = (enum zc_note)zc_rd_le32(r) };
	struct zc_str t;
	struct zc_buf b;
	char *p;

	n.a = zc_rd_le32(r);
	n.b = zc_rd_le32(r);
	t = zc_rd_bytes(r, zc_rd_left(r));
	if (r->bad || n.what < ZC_NOTE_SHEET || n.what >= ZC_NOTE_LAST)
		return ZC_EINPUT;
	if (s->nnotes == ZC_SHEET_NOTES_MAX)
		return ZC_OK;
	zc_buf_init(&b, 8192);
	zc_utf8_safe(&b, t, 1000);
	p = zc_arena_dup(&s->a, b.p, b.n);
	n.text = (struct zc_str){ p, b.n };
	zc_buf_fini(&b);
	if (p == NULL)
		return ZC_ENOMEM;
	s->notes[s->nnotes++] = n;
	return ZC_OK;
}

/* One message: 1 a row, 0 the end, ZC_ESTOP nothing to give yet. */
static int
take_message(struct zc_sheet *s, char type, struct zc_rd *r, struct zc_err *e)
{
	uint32_t v;
	int rc;

	switch (type) {
	case 'R':
		rc = take_row(s, r);
		if (rc == ZC_OK)
			return 1;
		break;
	case 'N':
		rc = take_note(s, r);
		if (rc == ZC_OK)
			return ZC_ESTOP;
		break;
	case 'K':
		v = zc_rd_le32(r);
		rc = r->bad || v > ZC_SHEET_DOCX ? ZC_EINPUT : ZC_OK;
		if (rc != ZC_OK)
			break;
		s->form = (enum zc_sheet_form)v;
		return ZC_ESTOP;
	case 'E':
		s->ended = true;
		return 0;
	case 'F':
		s->ended = true;
		v = zc_rd_le32(r);
		return zc_sheet_fail((enum zc_sheet_why)(v & 0xFF), e);
	default:
		rc = ZC_EINPUT;
		break;
	}
	s->ended = true;
	return zc_sheet_fail(zc_sheet_why_of(rc), e);
}

/* The next row from the pipe; as zc_sheet_next. */
static int
pull(struct zc_sheet *s, struct zc_err *e)
{
	int rc;

	while (!s->ended) {
		struct zc_str rest = { s->in.p + s->at, s->in.n - s->at };
		struct zc_rd r;
		size_t n = 0;
		char type;

		zc_rd_init(&r, rest.p, rest.n);
		type = (char)zc_rd_u8(&r);
		n = zc_rd_le32(&r);
		if (!r.bad && n > ZC_SHEET_MESSAGE_MAX) {
			s->ended = true;
			return zc_sheet_fail(ZC_SHEET_DAMAGED, e);
		}
		if (r.bad || zc_rd_left(&r) < n) {
			rc = more(s, e);
			if (rc == 0)
				return lost(s, e);
			if (rc < 0) {
				s->ended = true;
				return rc;
			}
			continue;
		}
		s->at += 5 + n;
		zc_rd_init(&r, rest.p + 5, n);
		rc = take_message(s, type, &r, e);
		if (rc != ZC_ESTOP)
			return rc;
	}
	return 0;
}

int
zc_sheet_next(struct zc_sheet *s, const struct zc_row **row, struct zc_err *e)
{
	int rc;

	if (s->next_held < s->nheld) {
		*row = &s->held[s->next_held++];
		return 1;
	}
	rc = pull(s, e);
	if (rc == 1)
		*row = &s->row;
	return rc;
}

/* A row that outlives the next one. */
static int
hold(struct zc_sheet *s)
{
	struct zc_row *h = &s->held[s->nheld];

	*h = s->row;
	h->cells = zc_arena_array(&s->a, h->n, sizeof(*h->cells));
	if (h->cells == NULL)
		return ZC_ENOMEM;
	for (uint32_t i = 0; i < h->n; i++) {
		struct zc_str t = s->row.cells[i].text;
		char *p = zc_arena_dup(&s->a, t.p, t.n);

		if (p == NULL)
			return ZC_ENOMEM;
		h->cells[i] = s->row.cells[i];
		h->cells[i].text.p = p;
	}
	s->nheld++;
	return ZC_OK;
}

int
zc_sheet_look(
    struct zc_sheet *s, const struct zc_row **rows, size_t *n, struct zc_err *e)
{
	int rc = 1;

	while (s->nheld < ZC_SHEET_LOOK_MAX && rc == 1) {
		rc = pull(s, e);
		if (rc == 1 && hold(s) != ZC_OK)
			rc = zc_sheet_fail(ZC_SHEET_LARGE, e);
	}
	*rows = s->held;
	*n = s->nheld;
	return rc < 0 ? rc : ZC_OK;
}

void
zc_sheet_look_past(struct zc_sheet *s, size_t n)
{
	s->next_held = n;
}

enum zc_sheet_form
zc_sheet_form(const struct zc_sheet *s)
{
	return s->form;
}

const struct zc_sheet_note *
zc_sheet_notes(const struct zc_sheet *s, size_t *n)
{
	*n = s->nnotes;
	return s->notes;
}

struct zc_str
zc_sheet_cell(const struct zc_row *row, uint32_t col)
{
	uint32_t lo = 0, hi = row->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (row->cells[mid].col == col)
			return row->cells[mid].text;
		if (row->cells[mid].col < col)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (struct zc_str){ "", 0 };
}

void
zc_sheet_where(const struct zc_sheet *s, const struct zc_row *row, uint32_t col,
    const char *lang, struct zc_buf *b)
{
	char letters[8];

	if (s->form == ZC_SHEET_DOCX && col > 0)
		zc_buf_fmt(b, zc_tr(lang, ZC_N("table %u, row %u, column %u")),
		    row->table, row->number, col);
	else if (s->form == ZC_SHEET_DOCX)
		zc_buf_fmt(b, zc_tr(lang, ZC_N("table %u, row %u")), row->table,
		    row->number);
	else if (col > 0) {
		zc_xlsx_column(col, letters);
		zc_buf_fmt(b, "%s%u", letters, row->number);
	} else
		zc_buf_fmt(b, zc_tr(lang, ZC_N("row %u")), row->number);
}

const char *
zc_sheet_trouble(const struct zc_row_cell *c)
{
	if ((c->flags & ZC_CELL_NO_VALUE) != 0)
		return ZC_N("the cell holds a formula that was not computed; "
			    "open the file, save it, and try again");
	if ((c->flags & ZC_CELL_ERROR) != 0)
		return ZC_N("the formula of the cell gives an error");
	if ((c->flags & ZC_CELL_IMPRECISE) != 0)
		return ZC_N("the number has over 15 digits, and the last ones "
			    "are lost; format the cell as text and type it "
			    "again");
	if ((c->flags & ZC_CELL_CUT) != 0)
		return ZC_N("the cell holds damaged characters; type it "
			    "again");
	return NULL;
}
