#include "probe/table.h"

#include "base/fs.h"
#include "base/rd.h"
#include "base/utf8.h"

#include <limits.h>

enum {
	FLUSH_AT = 32 * 1024,
	READ_MAX = 16 << 20,
	REASON_MAX = 156
};

void
zc_table_init(struct zc_table *t, const struct zc_probe *p,
    int (*send)(void *ctx, struct zc_str bytes), void *ctx)
{
	assert(p->ncols <= ZC_TABLE_COLS_MAX);
	*t = (struct zc_table){ .probe = p, .send = send, .ctx = ctx };
	zc_buf_init(&t->out, 4 * ZC_TABLE_MESSAGE_MAX);
	zc_buf_init(&t->text, ZC_TABLE_MESSAGE_MAX);
	for (size_t i = 0; i < p->ncols; i++)
		t->row[i].is_null = true;
}

void
zc_table_fini(struct zc_table *t)
{
	zc_buf_fini(&t->out);
	zc_buf_fini(&t->text);
}

int
zc_table_flush(struct zc_table *t)
{
	if (t->rc == ZC_OK)
		t->rc = t->out.rc;
	if (t->rc == ZC_OK && t->out.n > 0)
		t->rc = t->send(t->ctx, zc_buf_get(&t->out));
	zc_buf_clear(&t->out);
	return t->rc;
}

static void
le(struct zc_buf *b, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		zc_buf_char(b, (char)(v >> (8 * i) & 0xFF));
}

/* Begin a message; its length is put in by message_end. */
static size_t
message(struct zc_table *t, char type)
{
	zc_buf_char(&t->out, type);
	le(&t->out, 0, 4);
	return t->out.n;
}

static void
message_end(struct zc_table *t, size_t body)
{
	size_t n = t->out.n - body;

	if (t->out.rc == ZC_OK)
		for (size_t i = 0; i < 4; i++)
			t->out.p[body - 4 + i] = (char)(n >> (8 * i) & 0xFF);
	if (t->out.n > FLUSH_AT || t->out.rc != ZC_OK)
		t->rc = zc_table_flush(t);
}

static void
text(struct zc_buf *b, struct zc_str s)
{
	le(b, s.n, 4);
	zc_buf_str(b, s);
}

static size_t
column(struct zc_table *t, const char *col)
{
	size_t n = t->probe->ncols;

	for (size_t k = 0; k < n; k++) {
		size_t i = (t->next + k) % n;

		if (strcmp(t->probe->cols[i].name, col) == 0) {
			t->next = i + 1;
			return i;
		}
	}
	assert(false && "a column that is not declared");
	return 0;
}

void
zc_put(struct zc_table *t, const char *col, struct zc_str s)
{
	size_t i = column(t, col);

	assert(t->probe->cols[i].type == ZC_TEXT);
	t->from[i] = t->text.n;
	zc_utf8_safe(&t->text, s, ZC_TABLE_TEXT_MAX);
	t->row[i] = (struct zc_fact){ .s = { NULL, t->text.n - t->from[i] } };
}

void
zc_put_cstr(struct zc_table *t, const char *col, const char *s)
{
	zc_put(t, col, zc_str_of(s));
}

void
zc_put_int(struct zc_table *t, const char *col, int64_t v)
{
	size_t i = column(t, col);
	enum zc_type type = t->probe->cols[i].type;

	assert(type != ZC_TEXT);
	if (type == ZC_BOOL)
		v = v != 0;
	t->row[i] =
	    (struct zc_fact){ .i = v, .is_null = type == ZC_TIME && v == 0 };
}

int
zc_row(struct zc_table *t, struct zc_err *e)
{
	size_t body;

	if (t->rows >= ZC_TABLE_ROWS_MAX)
		return ZC_FAIL(e, ZC_ELIMIT, "over %d rows", ZC_TABLE_ROWS_MAX);
	body = message(t, 'R');
	for (size_t i = 0; i < t->probe->ncols; i++) {
		struct zc_fact *v = &t->row[i];

		if (v->is_null) {
			zc_buf_char(&t->out, 0);
		} else if (t->probe->cols[i].type == ZC_TEXT) {
			zc_buf_char(&t->out, 2);
			text(&t->out,
			    zc_str_sub(
				zc_buf_get(&t->text), t->from[i], v->s.n));
		} else {
			zc_buf_char(&t->out, 1);
			le(&t->out, (uint64_t)v->i, 8);
		}
		*v = (struct zc_fact){ .is_null = true };
	}
	message_end(t, body);
	zc_buf_clear(&t->text);
	t->next = 0;
	t->rows++;
	if (t->rc != ZC_OK)
		return ZC_FAIL(e, t->rc, "row could not be sent");
	return ZC_OK;
}

void
zc_miss(struct zc_table *t, const char *path, const char *reason)
{
	struct zc_buf b;
	size_t body = message(t, 'M');

	zc_buf_init(&b, 2 * ZC_TABLE_TEXT_MAX * 4);
	zc_utf8_safe(&b, zc_str_of(path), ZC_TABLE_TEXT_MAX);
	text(&t->out, zc_buf_get(&b));
	zc_buf_clear(&b);
	zc_utf8_safe(&b, zc_str_of(reason), REASON_MAX);
	text(&t->out, zc_buf_get(&b));
	zc_buf_fini(&b);
	message_end(t, body);
	t->missed = true;
	/* The order of the two calls does not decide what was seen. */
	if (t->ok)
		(void)zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

void
zc_miss_rc(struct zc_table *t, const char *path, int rc)
{
	static const char *const why[] = { "", "", ZC_N("not permitted"),
		ZC_N("too large"), ZC_N("not of the expected form"),
		ZC_N("not enough memory"), ZC_N("reading failed"),
		ZC_N("not supported"), ZC_N("took too long") };

	if (rc == ZC_OK || rc == ZC_ENOENT)
		return;
	zc_miss(t, path,
	    (size_t)-rc < ZC_LEN(why) ? why[-rc] : ZC_N("reading failed"));
}

int64_t
zc_rows(const struct zc_table *t)
{
	return t->rows;
}

void
zc_window(struct zc_table *t, int64_t from, int64_t to)
{
	size_t body = message(t, 'W');

	le(&t->out, (uint64_t)from, 8);
	le(&t->out, (uint64_t)to, 8);
	message_end(t, body);
}

int
zc_cover(
    struct zc_table *t, enum zc_cover c, const char *reason, const char *detail)
{
	struct zc_buf b;
	size_t body;

	if (c == ZC_COVER_OK && t->missed) {
		c = ZC_COVER_PARTIAL;
		if (reason == NULL || reason[0] == '\0')
			reason = ZC_N("some places could not be read");
	}
	t->ok = c == ZC_COVER_OK;
	zc_buf_init(&b, 4096);
	zc_utf8_safe(&b, zc_str_of(reason), REASON_MAX);
	body = message(t, 'C');
	le(&t->out, (uint64_t)c, 1);
	text(&t->out, zc_buf_get(&b));
	zc_buf_clear(&b);
	zc_utf8_safe(&b, zc_str_of(detail), 390);
	text(&t->out, zc_buf_get(&b));
	message_end(t, body);
	zc_buf_fini(&b);
	return ZC_OK;
}

static enum zc_cover
cover_of_rc(int rc)
{
	switch (rc) {
	case ZC_EACCES:
		return ZC_COVER_DENIED;
	case ZC_ENOENT:
		return ZC_COVER_ABSENT;
	case ZC_EUNSUP:
		return ZC_COVER_UNSUPPORTED;
	case ZC_ELIMIT:
		return ZC_COVER_PARTIAL;
	default:
		return ZC_COVER_ERROR;
	}
}

void
zc_table_run(struct zc_table *t, const struct zc_look *l)
{
	struct zc_err e = { 0 };
	int rc = t->probe->run(l, t, &e);

	if (rc < 0)
		(void)zc_cover(
		    t, cover_of_rc(rc), ZC_N("looking failed"), e.msg);
}

static bool
decode_row(const struct zc_probe *p, struct zc_rd *r, struct zc_message *m)
{
	for (size_t i = 0; i < p->ncols; i++) {
		enum zc_type type = p->cols[i].type;
		struct zc_fact *v = &m->row[i];
		unsigned tag = zc_rd_u8(r);

		*v = (struct zc_fact){ .is_null = tag == 0 };
		if (tag == 1 && type != ZC_TEXT)
			v->i = (int64_t)zc_rd_le64(r);
		else if (tag == 2 && type == ZC_TEXT)
			v->s = zc_rd_bytes(r, zc_rd_le32(r));
		else if (tag != 0)
			return false;
		if (type == ZC_BOOL && (v->i < 0 || v->i > 1))
			return false;
		if (!zc_utf8_printable(v->s))
			return false;
	}
	return true;
}

static bool
decode_body(const struct zc_probe *p, struct zc_rd *r, struct zc_message *m)
{
	unsigned c;

	switch (m->type) {
	case 'R':
		return decode_row(p, r, m);
	case 'W':
		m->from = (int64_t)zc_rd_le64(r);
		m->to = (int64_t)zc_rd_le64(r);
		return true;
	case 'M':
		m->path = zc_rd_bytes(r, zc_rd_le32(r));
		m->reason = zc_rd_bytes(r, zc_rd_le32(r));
		return zc_utf8_printable(m->path) &&
		    zc_utf8_printable(m->reason);
	case 'C':
		c = zc_rd_u8(r);
		m->cover = (enum zc_cover)c;
		m->reason = zc_rd_bytes(r, zc_rd_le32(r));
		m->path = zc_rd_bytes(r, zc_rd_le32(r));
		return c <= ZC_COVER_ERROR && zc_utf8_printable(m->path) &&
		    zc_utf8_printable(m->reason);
	default:
		return false;
	}
}

int
zc_table_decode(const struct zc_probe *p, struct zc_str in,
    struct zc_message *m, size_t *used)
{
	struct zc_rd r;
	size_t n;

	if (in.n < 5)
		return ZC_ENOENT;
	zc_rd_init(&r, in.p, in.n);
	*m = (struct zc_message){ .type = (char)zc_rd_u8(&r) };
	n = zc_rd_le32(&r);
	if (n > ZC_TABLE_MESSAGE_MAX)
		return ZC_EINPUT;
	if (in.n - 5 < n)
		return ZC_ENOENT;
	zc_rd_init(&r, in.p + 5, n);
	if (!decode_body(p, &r, m) || r.bad || zc_rd_left(&r) != 0)
		return ZC_EINPUT;
	*used = 5 + n;
	return ZC_OK;
}

static int
order_bytes(struct zc_str a, struct zc_str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

	return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}

static int
order_value(struct zc_rd *x, struct zc_rd *y)
{
	unsigned tx = zc_rd_u8(x), ty = zc_rd_u8(y);
	struct zc_str s;
	int64_t i, k;

	if (tx != ty)
		return tx < ty ? -1 : 1;
	if (tx == 0)
		return 0;
	if (tx == 1) {
		i = (int64_t)zc_rd_le64(x);
		k = (int64_t)zc_rd_le64(y);
		return (i > k) - (i < k);
	}
	s = zc_rd_bytes(x, zc_rd_le32(x));
	return order_bytes(s, zc_rd_bytes(y, zc_rd_le32(y)));
}

int
zc_table_order(const struct zc_str *a, const struct zc_str *b)
{
	struct zc_rd x, y;
	int c = 0;

	if (a->p[0] != b->p[0])
		return a->p[0] == 'R' ? -1
		    : b->p[0] == 'R'  ? 1
				      : a->p[0] - b->p[0];
	if (a->p[0] != 'R')
		return order_bytes(*a, *b);
	zc_rd_init(&x, a->p + 5, a->n - 5);
	zc_rd_init(&y, b->p + 5, b->n - 5);
	while (c == 0 && zc_rd_left(&x) > 0 && zc_rd_left(&y) > 0)
		c = order_value(&x, &y);
	return c;
}

/*
 * A link to nothing is not the same as nothing. What points to where only a
 * running system has something, or to /dev/null on purpose, is in order.
 */
static void
note_link(const struct zc_look *l, struct zc_table *t, const char *path)
{
	static const char *const fine[] = { "/dev/", "/run/", "/proc/",
		"../run/", "../proc/", "../../run/" };
	struct zc_str target;

	if (zc_fs_link(l->root, path, l->a, &target, NULL) != ZC_OK)
		return;
	for (size_t i = 0; i < ZC_LEN(fine); i++)
		if (zc_str_starts(target, fine[i]))
			return;
	zc_miss(t, path, ZC_N("a link that leads nowhere"));
}

/* Settings below /etc are text; the rest of it has formats of its own. */
static bool
is_text(const char *path)
{
	static const char *const binary[] = { "/etc/dconf/", "/etc/ssl/",
		"/etc/pki/", "/etc/selinux/", "/etc/alternatives/" };

	for (size_t i = 0; i < ZC_LEN(binary); i++)
		if (strncmp(path, binary[i], strlen(binary[i])) == 0)
			return false;
	return strncmp(path, "/etc/", 5) == 0;
}

int
zc_look_read(const struct zc_look *l, struct zc_table *t, const char *path,
    struct zc_str *out)
{
	int rc = zc_fs_read(l->root, path, READ_MAX, l->a, out, NULL);

	zc_miss_rc(t, path, rc);
	if (rc == ZC_ENOENT)
		note_link(l, t, path);
	else if (rc == ZC_OK && is_text(path) &&
	    zc_str_find(*out, '\0') < out->n)
		zc_miss(t, path, ZC_N("not a text"));
	return rc;
}
