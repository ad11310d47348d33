#include "probe/rpm.h"

#include "base/buf.h"

/* Limits of rpm itself (lib/header.c): entries, bytes of data. */
enum {
	ENTRIES_MAX = 0xffff,
	DATA_MAX = 256 * 1024 * 1024
};

enum type {
	T_CHAR = 1,
	T_INT8,
	T_INT16,
	T_INT32,
	T_INT64,
	T_STRING,
	T_BIN,
	T_STRINGS,
	T_I18N
};

struct entry {
	uint32_t type, offset, count;
};

int
zc_rpm_open(struct zc_str blob, struct zc_rpm *h, struct zc_err *e)
{
	struct zc_rd r;
	struct zc_rpm got;
	uint32_t dl;

	zc_rd_init(&r, blob.p, blob.n);
	got.entries = zc_rd_be32(&r);
	dl = zc_rd_be32(&r);
	if (r.bad || got.entries == 0 || got.entries > ENTRIES_MAX ||
	    dl > DATA_MAX)
		return ZC_FAIL(e, ZC_EINPUT, "rpm header: wrong lengths");
	got.index = zc_rd_bytes(&r, (size_t)got.entries * 16);
	got.data = zc_rd_bytes(&r, dl);
	if (r.bad)
		return ZC_FAIL(e, ZC_EINPUT, "rpm header is cut short");
	*h = got;
	return ZC_OK;
}

static bool
find(const struct zc_rpm *h, uint32_t tag, struct entry *out)
{
	struct zc_rd r;

	zc_rd_init(&r, h->index.p, h->index.n);
	for (uint32_t i = 0; i < h->entries; i++) {
		uint32_t t = zc_rd_be32(&r);

		out->type = zc_rd_be32(&r);
		out->offset = zc_rd_be32(&r);
		out->count = zc_rd_be32(&r);
		if (t == tag && !r.bad && out->offset < h->data.n &&
		    out->count > 0)
			return true;
	}
	return false;
}

void
zc_rpm_list(
    const struct zc_rpm *h, enum zc_rpm_tag tag, struct zc_rpm_list *out)
{
	struct entry en;

	*out = (struct zc_rpm_list){ { "", 0 }, 0 };
	if (!find(h, tag, &en) ||
	    (en.type != T_STRING && en.type != T_STRINGS && en.type != T_I18N))
		return;
	out->rest = zc_str_sub(h->data, en.offset, h->data.n);
	out->left = en.type == T_STRING ? 1 : en.count;
}

bool
zc_rpm_list_next(struct zc_rpm_list *l, struct zc_str *out)
{
	size_t n = zc_str_find(l->rest, '\0');

	if (l->left == 0 || n == l->rest.n)
		return false;
	l->left--;
	*out = zc_str_sub(l->rest, 0, n);
	l->rest = zc_str_sub(l->rest, n + 1, l->rest.n);
	return true;
}

struct zc_str
zc_rpm_text(const struct zc_rpm *h, enum zc_rpm_tag tag)
{
	struct zc_rpm_list l;
	struct zc_str s;

	zc_rpm_list(h, tag, &l);
	return zc_rpm_list_next(&l, &s) ? s : ZC_S("");
}

bool
zc_rpm_int(const struct zc_rpm *h, enum zc_rpm_tag tag, size_t i, uint64_t *out)
{
	static const unsigned char size[] = { 0, 1, 1, 2, 4, 8 };
	struct entry en;
	struct zc_rd r;
	uint64_t v;

	if (!find(h, tag, &en) || en.type < T_CHAR || en.type > T_INT64 ||
	    i >= en.count)
		return false;
	zc_rd_init(&r, h->data.p, h->data.n);
	zc_rd_seek(&r, en.offset);
	zc_rd_skip(&r, i * size[en.type]);
	if (en.type <= T_INT8)
		v = zc_rd_u8(&r);
	else if (en.type == T_INT16)
		v = zc_rd_be16(&r);
	else if (en.type == T_INT32)
		v = zc_rd_be32(&r);
	else
		v = zc_rd_be64(&r);
	if (r.bad)
		return false;
	*out = v;
	return true;
}

int
zc_rpm_files(const struct zc_rpm *h, struct zc_arena *a,
    struct zc_rpm_files *out, struct zc_err *e)
{
	struct zc_rpm_files f = { .h = h };
	struct zc_rpm_list l;
	struct zc_str s;

	zc_rpm_list(h, ZC_RPM_BASENAMES, &f.names);
	zc_rpm_list(h, ZC_RPM_DIRNAMES, &l);
	if (l.left > l.rest.n)
		l.left = l.rest.n; /* each takes a byte at least */
	f.dirs = zc_arena_array(a, l.left + 1, sizeof(*f.dirs));
	if (f.dirs == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "directories of a package");
	while (zc_rpm_list_next(&l, &s))
		f.dirs[f.ndirs++] = s;
	*out = f;
	return ZC_OK;
}

bool
zc_rpm_files_next(
    struct zc_rpm_files *f, struct zc_str *dir, struct zc_str *name)
{
	uint64_t d;

	if (!zc_rpm_list_next(&f->names, name))
		return false;
	f->i += f->begun;
	f->begun = true;
	*dir = ZC_S("");
	if (zc_rpm_int(f->h, ZC_RPM_DIRINDEXES, f->i, &d) && d < f->ndirs)
		*dir = f->dirs[d];
	return true;
}

const char *
zc_rpm_evr(const struct zc_rpm *h, struct zc_arena *a)
{
	struct zc_str v = zc_rpm_text(h, ZC_RPM_VERSION);
	struct zc_str r = zc_rpm_text(h, ZC_RPM_RELEASE);
	struct zc_buf b;
	const char *s;
	uint64_t epoch = 0;

	zc_buf_init(&b, 4096);
	if (zc_rpm_int(h, ZC_RPM_EPOCH, 0, &epoch) && epoch != 0)
		zc_buf_fmt(&b, "%llu:", (unsigned long long)epoch);
	zc_buf_str(&b, v);
	if (r.n > 0) {
		zc_buf_char(&b, '-');
		zc_buf_str(&b, r);
	}
	s = b.rc == ZC_OK ? zc_arena_dup(a, b.p, b.n) : NULL;
	zc_buf_fini(&b);
	return s;
}

static bool
at_digit(struct zc_str s)
{
	return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9';
}

static bool
at_alpha(struct zc_str s)
{
	return s.n > 0 &&
	    ((s.p[0] >= 'a' && s.p[0] <= 'z') ||
		(s.p[0] >= 'A' && s.p[0] <= 'Z'));
}

static bool
at(struct zc_str s, char c)
{
	return s.n > 0 && s.p[0] == c;
}

static struct zc_str
take(struct zc_str *s, bool (*in)(struct zc_str))
{
	struct zc_str run = { s->p, 0 };

	while (in(*s)) {
		run.n++;
		*s = zc_str_sub(*s, 1, s->n);
	}
	return run;
}

static bool
at_separator(struct zc_str s)
{
	return s.n > 0 && !at_digit(s) && !at_alpha(s) && !at(s, '~') &&
	    !at(s, '^');
}

static int
cmp_bytes(struct zc_str a, struct zc_str b)
{
	int d = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	if (d != 0)
		return d < 0 ? -1 : 1;
	return a.n < b.n ? -1 : a.n > b.n;
}

/* Two runs of the same kind; `a` begins with a digit or a letter. */
static int
cmp_run(struct zc_str *a, struct zc_str *b)
{
	bool digits = at_digit(*a);
	struct zc_str x = take(a, digits ? at_digit : at_alpha);
	struct zc_str y = take(b, digits ? at_digit : at_alpha);

	if (y.n == 0) /* a number is newer than a word */
		return digits ? 1 : -1;
	if (!digits)
		return cmp_bytes(x, y);
	while (at(x, '0'))
		x = zc_str_sub(x, 1, x.n);
	while (at(y, '0'))
		y = zc_str_sub(y, 1, y.n);
	if (x.n != y.n)
		return x.n < y.n ? -1 : 1;
	return cmp_bytes(x, y);
}

int
zc_rpm_segcmp(struct zc_str a, struct zc_str b)
{
	int d;

	while (a.n > 0 || b.n > 0) {
		(void)take(&a, at_separator);
		(void)take(&b, at_separator);
		if (at(a, '~') || at(b, '~')) {
			if (!at(a, '~'))
				return 1;
			if (!at(b, '~'))
				return -1;
			a = zc_str_sub(a, 1, a.n);
			b = zc_str_sub(b, 1, b.n);
			continue;
		}
		if (at(a, '^') || at(b, '^')) {
			if (a.n == 0)
				return -1;
			if (b.n == 0)
				return 1;
			if (!at(a, '^'))
				return 1;
			if (!at(b, '^'))
				return -1;
			a = zc_str_sub(a, 1, a.n);
			b = zc_str_sub(b, 1, b.n);
			continue;
		}
		if (a.n == 0 || b.n == 0)
			break;
		d = cmp_run(&a, &b);
		if (d != 0)
			return d;
	}
	return a.n == b.n ? 0 : a.n > b.n ? 1 : -1;
}

static void
split(struct zc_str v, struct zc_str part[3])
{
	size_t n;

	v = zc_str_trim(v);
	for (n = 0; at_digit(zc_str_sub(v, n, 1)); n++)
		continue;
	part[0] = ZC_S("0");
	if (n < v.n && v.p[n] == ':') {
		if (n > 0)
			part[0] = zc_str_sub(v, 0, n);
		v = zc_str_sub(v, n + 1, v.n);
	}
	for (n = v.n; n > 0 && v.p[n - 1] != '-'; n--)
		continue;
	part[1] = n > 0 ? zc_str_sub(v, 0, n - 1) : v;
	part[2] = n > 0 ? zc_str_sub(v, n, v.n) : ZC_S("");
}

int
zc_rpm_vercmp(struct zc_str a, struct zc_str b)
{
	struct zc_str x[3], y[3];
	int d;

	split(a, x);
	split(b, y);
	d = zc_rpm_segcmp(x[0], y[0]);
	if (d == 0)
		d = zc_rpm_segcmp(x[1], y[1]);
	if (d == 0 && x[2].n > 0 && y[2].n > 0)
		d = zc_rpm_segcmp(x[2], y[2]);
	return d;
}
