#include "probe/deb.h"

#include "base/fs.h"

#define INFO "/var/lib/dpkg/info/"

int
zc_deb_status(const struct zc_look *l, struct zc_str *out, struct zc_err *e)
{
	return zc_fs_read(
	    l->root, "/var/lib/dpkg/status", ZC_DEB_STATUS_MAX, l->a, out, e);
}

/* Length of the line at the front with its line feed. */
static size_t
line_len(struct zc_str s)
{
	size_t n = zc_str_find(s, '\n');

	return n < s.n ? n + 1 : n;
}

static bool
empty_line(struct zc_str s)
{
	return zc_str_trim(zc_str_sub(s, 0, line_len(s))).n == 0;
}

bool
zc_deb_stanza(struct zc_str *rest, struct zc_str *stanza)
{
	struct zc_str s = *rest;
	size_t n = 0;

	while (s.n > 0 && (empty_line(s) || s.p[0] == '#'))
		s = zc_str_sub(s, line_len(s), s.n);
	while (n < s.n && !empty_line(zc_str_sub(s, n, s.n)))
		n += line_len(zc_str_sub(s, n, s.n));
	*stanza = zc_str_sub(s, 0, n);
	*rest = zc_str_sub(s, n, s.n);
	return n > 0;
}

bool
zc_deb_field(struct zc_str *stanza, struct zc_str *name, struct zc_str *value)
{
	struct zc_str s = *stanza;
	size_t n, colon;

	/* A line without a colon, or a stray continuation, is passed over. */
	for (;;) {
		if (s.n == 0) {
			*stanza = s;
			return false;
		}
		n = line_len(s);
		colon = zc_str_find(zc_str_sub(s, 0, n), ':');
		if (colon < n && s.p[0] != ' ' && s.p[0] != '\t' &&
		    s.p[0] != '#')
			break;
		s = zc_str_sub(s, n, s.n);
	}
	while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
		n += line_len(zc_str_sub(s, n, s.n));
	*name = zc_str_trim(zc_str_sub(s, 0, colon));
	*value = zc_str_sub(s, colon + 1, n - colon - 1);
	/* Continuations keep their leading blank; only the ends are trimmed. */
	while (value->n > 0 && (value->p[0] == ' ' || value->p[0] == '\t'))
		*value = zc_str_sub(*value, 1, value->n);
	while (value->n > 0 &&
	    (value->p[value->n - 1] == '\n' || value->p[value->n - 1] == '\r' ||
		value->p[value->n - 1] == ' '))
		value->n--;
	*stanza = zc_str_sub(s, n, s.n);
	return true;
}

static enum zc_deb_state
state_of(struct zc_str status, bool *bad)
{
	struct zc_str want, flag, state;

	if (!zc_str_word(&status, &want) || !zc_str_word(&status, &flag) ||
	    !zc_str_word(&status, &state)) {
		*bad = true;
		return ZC_DEB_HALF;
	}
	if (zc_str_is(state, "installed"))
		return ZC_DEB_INSTALLED;
	if (zc_str_is(state, "not-installed"))
		return ZC_DEB_NONE;
	if (zc_str_is(state, "config-files"))
		return ZC_DEB_CONFIG;
	return ZC_DEB_HALF;
}

/* "openssl (3.0.1-1)": the version in brackets is given when it differs. */
static void
split_source(struct zc_str v, struct zc_deb_pkg *p)
{
	size_t open = zc_str_find(v, '(');
	struct zc_str ver = zc_str_sub(v, open + 1, v.n);

	p->source = zc_str_trim(zc_str_sub(v, 0, open));
	if (open < v.n)
		p->source_version =
		    zc_str_trim(zc_str_sub(ver, 0, zc_str_find(ver, ')')));
}

static void
take_field(struct zc_deb_pkg *p, struct zc_str name, struct zc_str v)
{
	int64_t kib;

	if (zc_str_isi(name, "Package"))
		p->name = v;
	else if (zc_str_isi(name, "Version"))
		p->version = v;
	else if (zc_str_isi(name, "Architecture"))
		p->arch = v;
	else if (zc_str_isi(name, "Source"))
		split_source(v, p);
	else if (zc_str_isi(name, "Maintainer"))
		p->maintainer = v;
	else if (zc_str_isi(name, "Section"))
		p->section = v;
	else if (zc_str_isi(name, "Conffiles"))
		p->conffiles = v;
	else if (zc_str_isi(name, "Multi-Arch"))
		p->same = zc_str_is(v, "same");
	else if (zc_str_isi(name, "Status"))
		p->state = state_of(v, &p->bad);
	else if (zc_str_isi(name, "Installed-Size") &&
	    zc_str_int(v, 10, &kib) && kib > 0 && kib < INT64_MAX / 1024)
		p->size = kib * 1024;
}

/* A name that could be a path must never become one. */
static bool
name_ok(struct zc_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= ' ' || c == '/' || c >= 0x7f)
			return false;
	}
	return s.n > 0 && s.n < 200 && s.p[0] != '.';
}

bool
zc_deb_next(struct zc_str *rest, struct zc_deb_pkg *out)
{
	struct zc_deb_pkg p = { 0 };
	struct zc_str stanza, name, value;
	bool stated = false;

	if (!zc_deb_stanza(rest, &stanza))
		return false;
	while (zc_deb_field(&stanza, &name, &value)) {
		stated = stated || zc_str_isi(name, "Status");
		take_field(&p, name, value);
	}
	if (!name_ok(p.name) || !stated ||
	    (p.state == ZC_DEB_INSTALLED && p.version.n == 0))
		p.bad = true;
	if (p.source.n == 0)
		p.source = p.name;
	if (p.source_version.n == 0)
		p.source_version = p.version;
	*out = p;
	return true;
}

const char *
zc_deb_info(
    const struct zc_look *l, const struct zc_deb_pkg *p, const char *suffix)
{
	struct zc_buf b;
	const char *path = NULL;

	zc_buf_init(&b, 1024);
	zc_buf_fmt(&b, INFO "%.*s", (int)p->name.n, p->name.p);
	if (p->same)
		zc_buf_fmt(&b, ":%.*s", (int)p->arch.n, p->arch.p);
	zc_buf_fmt(&b, ".%s", suffix);
	if (b.rc == ZC_OK && p->same && !zc_fs_exists(l->root, b.p)) {
		zc_buf_clear(&b);
		zc_buf_fmt(
		    &b, INFO "%.*s.%s", (int)p->name.n, p->name.p, suffix);
	}
	if (b.rc == ZC_OK)
		path = zc_arena_dup(l->a, b.p, b.n);
	zc_buf_fini(&b);
	return path;
}

/* Weight of a byte in the non-digit parts: '~' < end < letters < others. */
static int
weight(struct zc_str s, size_t i)
{
	unsigned char c = i < s.n ? (unsigned char)s.p[i] : 0;

	if (i >= s.n || (c >= '0' && c <= '9'))
		return 0;
	if (c == '~')
		return -1;
	if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
		return c;
	return c + 256;
}

static bool
is_digit(struct zc_str s, size_t i)
{
	return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

/* Compare the runs of digits at *i and *j as numbers of any length. */
static int
cmp_number(struct zc_str a, size_t *i, struct zc_str b, size_t *j)
{
	int diff = 0;

	while (*i < a.n && a.p[*i] == '0')
		++*i;
	while (*j < b.n && b.p[*j] == '0')
		++*j;
	while (is_digit(a, *i) && is_digit(b, *j)) {
		if (diff == 0)
			diff = a.p[*i] - b.p[*j];
		++*i;
		++*j;
	}
	if (is_digit(a, *i))
		return 1;
	if (is_digit(b, *j))
		return -1;
	return diff;
}

/* The algorithm of Policy 5.6.12 for one part. */
static int
cmp_part(struct zc_str a, struct zc_str b)
{
	size_t i = 0, j = 0;
	int d;

	while (i < a.n || j < b.n) {
		while ((i < a.n && !is_digit(a, i)) ||
		    (j < b.n && !is_digit(b, j))) {
			d = weight(a, i) - weight(b, j);
			if (d != 0)
				return d;
			i += i < a.n;
			j += j < b.n;
		}
		d = cmp_number(a, &i, b, &j);
		if (d != 0)
			return d;
	}
	return 0;
}

static void
split_version(struct zc_str v, struct zc_str part[3])
{
	size_t colon, dash;

	v = zc_str_trim(v);
	colon = zc_str_find(v, ':');
	part[0] = ZC_S("");
	if (colon < v.n) {
		part[0] = zc_str_sub(v, 0, colon);
		v = zc_str_sub(v, colon + 1, v.n);
	}
	for (dash = v.n; dash > 0 && v.p[dash - 1] != '-'; dash--)
		continue;
	part[1] = dash > 0 ? zc_str_sub(v, 0, dash - 1) : v;
	part[2] = dash > 0 ? zc_str_sub(v, dash, v.n) : ZC_S("");
}

int
zc_deb_vercmp(struct zc_str a, struct zc_str b)
{
	struct zc_str x[3], y[3];
	int d = 0;

	split_version(a, x);
	split_version(b, y);
	for (size_t i = 0; i < 3 && d == 0; i++)
		d = cmp_part(x[i], y[i]);
	return d;
}
