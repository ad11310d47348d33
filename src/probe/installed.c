#include "probe/installed.h"

#include "probe/deb.h"
#include "probe/rpmdb.h"

enum {
	PACKAGES_MAX = 1000000
};

static const char damaged[] = ZC_N("a record of the package database is "
				   "damaged");

static struct zc_installed_pkg *
add(struct zc_installed *in)
{
	if (in->n == in->cap) {
		size_t cap = in->cap == 0 ? 2048 : in->cap * 2;
		struct zc_installed_pkg *v =
		    zc_arena_array(in->a, cap, sizeof(*v));

		if (v == NULL || in->n >= PACKAGES_MAX)
			return NULL;
		if (in->n > 0)
			memcpy(v, in->v, in->n * sizeof(*v));
		in->v = v;
		in->cap = cap;
	}
	return &in->v[in->n++];
}

static const char *
dup(struct zc_installed *in, struct zc_str s)
{
	const char *p = zc_arena_dup(in->a, s.p, s.n);

	return p == NULL ? "" : p;
}

static int
read_dpkg(const struct zc_look *l, struct zc_table *t, struct zc_installed *in,
    struct zc_err *e)
{
	struct zc_deb_pkg d;
	struct zc_installed_pkg *p;
	struct zc_str s = { "", 0 };
	int rc = zc_deb_status(l, &s, e);

	while (rc == ZC_OK && zc_deb_next(&s, &d)) {
		if (d.bad)
			zc_miss(t, "/var/lib/dpkg/status", damaged);
		if (d.bad || d.state == ZC_DEB_NONE || d.state == ZC_DEB_CONFIG)
			continue;
		p = add(in);
		if (p == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "packages");
		p->name = dup(in, d.name);
		p->version = dup(in, d.version);
		p->arch = dup(in, d.arch);
		p->source = dup(in, d.source);
		p->source_version = dup(in, d.source_version);
	}
	return rc;
}

static int
add_rpm(void *ctx, const struct zc_rpm *h, struct zc_err *e)
{
	struct zc_installed *in = ctx;
	struct zc_installed_pkg *p = add(in);
	struct zc_str src = zc_rpm_text(h, ZC_RPM_SOURCERPM);
	size_t n = src.n, dashes = 0;
	const char *evr = zc_rpm_evr(h, in->a);

	if (p == NULL || evr == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "packages");
	while (n > 0 && dashes < 2)
		dashes += src.p[--n] == '-';
	p->rpm = true;
	p->name = dup(in, zc_rpm_text(h, ZC_RPM_NAME));
	p->version = evr;
	p->arch = dup(in, zc_rpm_text(h, ZC_RPM_ARCH));
	p->source = dashes == 2 ? dup(in, zc_str_sub(src, 0, n)) : p->name;
	p->source_version = evr;
	return ZC_OK;
}

static int
by_name(const void *a, const void *b)
{
	const struct zc_installed_pkg *x = a, *y = b;
	int d = strcmp(x->name, y->name);

	return d != 0 ? d : strcmp(x->arch, y->arch);
}

static size_t
slot(const struct zc_installed *in, struct zc_str name)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a */
	size_t i;

	for (i = 0; i < name.n; i++)
		h = (h ^ (unsigned char)name.p[i]) * 1099511628211u;
	i = (size_t)(h ^ h >> 32) & (in->slots - 1);
	while (in->by_hash[i] != 0 &&
	    !zc_str_is(name, in->v[in->by_hash[i] - 1].name))
		i = (i + 1) & (in->slots - 1);
	return i;
}

static int
index_names(struct zc_installed *in, struct zc_err *e)
{
	for (in->slots = 64; in->slots < in->n * 2; in->slots *= 2)
		continue;
	in->by_hash = zc_arena_array(in->a, in->slots, sizeof(*in->by_hash));
	if (in->by_hash == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "packages");
	if (in->n > 0)
		qsort(in->v, in->n, sizeof(*in->v), by_name);
	for (size_t i = 0; i < in->n; i++) {
		size_t s = slot(in, zc_str_of(in->v[i].name));

		if (in->by_hash[s] == 0)
			in->by_hash[s] = (uint32_t)i + 1;
	}
	return ZC_OK;
}

int
zc_installed_read(const struct zc_look *l, struct zc_table *t,
    struct zc_installed *out, struct zc_err *e)
{
	struct zc_installed in = { .a = l->a };
	const char *file = NULL;
	size_t bad = 0;
	int deb = read_dpkg(l, t, &in, e), rpm, rc;

	if (deb != ZC_OK && deb != ZC_ENOENT)
		return deb;
	rpm = zc_rpmdb_read(l, add_rpm, &in, &bad, &file, e);
	if (bad > 0)
		zc_miss(t, file, damaged);
	if (rpm != ZC_OK && deb == ZC_ENOENT)
		return rpm;
	if (rpm != ZC_OK)
		zc_miss_rc(t, "/var/lib/rpm", rpm);
	rc = index_names(&in, e);
	if (rc == ZC_OK)
		*out = in;
	return rc;
}

size_t
zc_installed_first(const struct zc_installed *in, struct zc_str name)
{
	uint32_t i = in->slots == 0 ? 0 : in->by_hash[slot(in, name)];

	return i == 0 ? in->n : i - 1;
}

bool
zc_installed_has(const struct zc_installed *in, struct zc_str name)
{
	return zc_installed_first(in, name) < in->n;
}

static bool
any_arch(struct zc_str arch)
{
	return arch.n == 0 || zc_str_is(arch, "all") ||
	    zc_str_is(arch, "noarch");
}

bool
zc_installed_find(const struct zc_installed *in, struct zc_str name,
    struct zc_str arch, size_t *i)
{
	for (size_t k = zc_installed_first(in, name);
	     k < in->n && zc_str_is(name, in->v[k].name); k++) {
		if (zc_str_is(arch, in->v[k].arch) || any_arch(arch) ||
		    any_arch(zc_str_of(in->v[k].arch))) {
			*i = k;
			return true;
		}
	}
	return false;
}
