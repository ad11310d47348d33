#include "probe/owner.h"

#include "base/fs.h"
#include "probe/deb.h"
#include "probe/rpmdb.h"

#include <sys/auxv.h>

#define INFO "/var/lib/dpkg/info"

enum {
	NAMES_MAX = 400000,          /* files in dpkg's info directory */
	LIST_MAX = 64 * 1024 * 1024, /* bytes of one list */
	PKG_BITS = 20,               /* at most a million packages */
	PKG_MAX = 1 << PKG_BITS
};

/* Memory of the index: room for some eight million paths. */
static const size_t limit = (size_t)192 * 1024 * 1024;

struct divert {
	struct zc_str from, to, by;
};

/*
 * Open addressing over 64-bit cells: the upper 44 bits of a seeded hash of
 * the path and 20 bits of package number + 1; 0 is an empty cell. The seed
 * is secret, so that nobody can name a file to look packaged.
 */
struct zc_owner {
	struct zc_arena a; /* names and this struct's lists */
	struct zc_arena cells_a;
	uint64_t *cells;
	size_t cap, used; /* cap is a power of two */
	const char **names;
	size_t nnames, names_cap;
	struct divert *diverts;
	size_t ndiverts;
	uint64_t seed;
	bool merged; /* /bin is a link to /usr/bin */
	bool complete;
	char dir[ZC_FS_PATH_MAX];
};

static uint64_t
mix(uint64_t h, uint64_t v)
{
	__uint128_t m = (__uint128_t)(h ^ v) * 0x9e3779b97f4a7c15u;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static uint64_t
hash(uint64_t seed, struct zc_str s)
{
	uint64_t h = seed ^ s.n, v;
	size_t i;

	for (i = 0; i + 8 <= s.n; i += 8) {
		memcpy(&v, s.p + i, 8);
		h = mix(h, v);
	}
	v = 0;
	if (i < s.n)
		memcpy(&v, s.p + i, s.n - i);
	h = mix(h, v ^ seed);
	return mix(h, seed) & ~((uint64_t)PKG_MAX - 1);
}

/* /usr/bin/sh and /bin/sh are one: drop "/usr" before the merged names. */
static struct zc_str
canon(const struct zc_owner *o, struct zc_str path)
{
	struct zc_str s = zc_str_sub(path, 4, path.n);

	if (!o->merged || !zc_str_starts(path, "/usr/"))
		return path;
	if (zc_str_starts(s, "/bin/") || zc_str_starts(s, "/sbin/") ||
	    zc_str_starts(s, "/lib/") || zc_str_starts(s, "/lib64/") ||
	    zc_str_starts(s, "/lib32/") || zc_str_starts(s, "/libx32/"))
		return s;
	return path;
}

static size_t
probe_cell(const uint64_t *cells, size_t cap, uint64_t h)
{
	size_t i = (size_t)(h >> PKG_BITS) & (cap - 1);

	while (cells[i] != 0 && (cells[i] & ~((uint64_t)PKG_MAX - 1)) != h)
		i = (i + 1) & (cap - 1);
	return i;
}

static int
grow(struct zc_owner *o, struct zc_err *e)
{
	size_t cap = o->cap == 0 ? 1 << 15 : o->cap * 2;
	struct zc_arena a;
	uint64_t *cells;

	zc_arena_init(&a, limit);
	cells = zc_arena_array(&a, cap, sizeof(*cells));
	if (cells == NULL) {
		zc_arena_fini(&a);
		return ZC_FAIL(e, ZC_ENOMEM, "index of packaged files");
	}
	for (size_t i = 0; i < o->cap; i++) {
		uint64_t c = o->cells[i];

		if (c != 0)
			cells[probe_cell(
			    cells, cap, c & ~((uint64_t)PKG_MAX - 1))] = c;
	}
	zc_arena_fini(&o->cells_a);
	o->cells_a = a;
	o->cells = cells;
	o->cap = cap;
	return ZC_OK;
}

static int
add_path(struct zc_owner *o, struct zc_str path, size_t pkg, struct zc_err *e)
{
	uint64_t h = hash(o->seed, canon(o, path));
	size_t i;
	int rc;

	if (o->used >= o->cap / 4 * 3) {
		rc = grow(o, e);
		if (rc != ZC_OK)
			return rc;
	}
	i = probe_cell(o->cells, o->cap, h);
	o->used += o->cells[i] == 0;
	o->cells[i] = h | (pkg + 1);
	return ZC_OK;
}

static int
add_name(struct zc_owner *o, struct zc_str name, size_t *pkg, struct zc_err *e)
{
	const char *copy = zc_arena_dup(&o->a, name.p, name.n);

	if (o->nnames + 1 >= PKG_MAX)
		return ZC_FAIL(e, ZC_ELIMIT, "too many packages");
	if (o->nnames == o->names_cap) {
		size_t cap = o->names_cap == 0 ? 1024 : o->names_cap * 2;
		const char **v = zc_arena_array(&o->a, cap, sizeof(*v));

		if (v != NULL && o->nnames > 0)
			memcpy(v, o->names, o->nnames * sizeof(*v));
		o->names = v;
		o->names_cap = cap;
	}
	if (copy == NULL || o->names == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "names of packages");
	*pkg = o->nnames;
	o->names[o->nnames++] = copy;
	return ZC_OK;
}

/* Three lines each: diverted path, where it went, by whom (":" = local). */
static int
read_diversions(const struct zc_look *l, struct zc_owner *o, struct zc_err *e)
{
	struct zc_str text = { "", 0 }, s, line;
	size_t n = 0;
	int rc = zc_fs_read(
	    l->root, "/var/lib/dpkg/diversions", 1 << 22, &o->a, &text, e);

	if (rc == ZC_ENOENT)
		return ZC_OK;
	if (rc != ZC_OK)
		return rc;
	for (s = text; zc_str_line(&s, &line);)
		n++;
	o->diverts = zc_arena_array(&o->a, n / 3 + 1, sizeof(*o->diverts));
	if (o->diverts == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "diversions");
	for (s = text; o->ndiverts < n / 3; o->ndiverts++) {
		struct divert *d = &o->diverts[o->ndiverts];

		if (!zc_str_line(&s, &d->from) || !zc_str_line(&s, &d->to) ||
		    !zc_str_line(&s, &d->by))
			break;
	}
	return ZC_OK;
}

static struct zc_str
divert(const struct zc_owner *o, struct zc_str path, struct zc_str pkg)
{
	for (size_t i = 0; i < o->ndiverts; i++) {
		const struct divert *d = &o->diverts[i];

		if (zc_str_eq(d->from, path) && !zc_str_eq(d->by, pkg))
			return d->to;
	}
	return path;
}

static int
read_list(const struct zc_look *l, struct zc_owner *o, const char *file,
    struct zc_str name, struct zc_err *e)
{
	struct zc_arena a;
	struct zc_str text = { "", 0 }, line;
	size_t pkg = 0;
	int rc;

	zc_arena_init(&a, LIST_MAX + 64);
	rc = zc_fs_read(l->root, file, LIST_MAX, &a, &text, e);
	if (rc == ZC_OK)
		rc = add_name(o, name, &pkg, e);
	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		if (line.n > 1)
			rc = add_path(o, divert(o, line, name), pkg, e);
	}
	zc_arena_fini(&a);
	return rc;
}

static int
read_dpkg(const struct zc_look *l, struct zc_owner *o, struct zc_err *e)
{
	struct zc_fs_list names = { 0 };
	int rc = zc_fs_dir(l->root, INFO, NAMES_MAX, &o->a, &names, e);

	if (rc == ZC_OK)
		rc = read_diversions(l, o, e);
	for (size_t i = 0; rc == ZC_OK && i < names.n; i++) {
		struct zc_str f = zc_str_of(names.names[i]);

		if (!zc_str_ends(f, ".list"))
			continue;
		f = zc_str_sub(f, 0, f.n - 5);
		(void)snprintf(
		    o->dir, sizeof(o->dir), INFO "/%s", names.names[i]);
		rc = read_list(
		    l, o, o->dir, zc_str_sub(f, 0, zc_str_find(f, ':')), e);
		/* One unreadable list costs completeness, not the rest. */
		if (rc == ZC_EACCES || rc == ZC_EINPUT || rc == ZC_EIO) {
			o->complete = false;
			rc = ZC_OK;
		}
	}
	return rc;
}

static int
add_rpm(void *ctx, const struct zc_rpm *h, struct zc_err *e)
{
	struct zc_owner *o = ctx;
	struct zc_arena a;
	struct zc_rpm_files f;
	struct zc_str dir, name;
	size_t pkg = 0;
	int rc = add_name(o, zc_rpm_text(h, ZC_RPM_NAME), &pkg, e);

	if (rc != ZC_OK)
		return rc;
	zc_arena_init(&a, ZC_RPMDB_BLOB_MAX);
	rc = zc_rpm_files(h, &a, &f, e);
	while (rc == ZC_OK && zc_rpm_files_next(&f, &dir, &name)) {
		if (dir.n + name.n >= sizeof(o->dir))
			continue;
		memcpy(o->dir, dir.p, dir.n);
		memcpy(o->dir + dir.n, name.p, name.n);
		rc = add_path(
		    o, (struct zc_str){ o->dir, dir.n + name.n }, pkg, e);
	}
	zc_arena_fini(&a);
	return rc;
}

static int
read_rpm(const struct zc_look *l, struct zc_owner *o, struct zc_err *e)
{
	size_t damaged = 0;
	int rc = zc_rpmdb_read(l, add_rpm, o, &damaged, NULL, e);

	if (damaged > 0)
		o->complete = false;
	return rc;
}

static bool
is_merged(const struct zc_look *l)
{
	struct stat st;

	return zc_fs_lstat(l->root, "/bin", &st, NULL) == ZC_OK &&
	    S_ISLNK(st.st_mode);
}

static uint64_t
seed_of_process(void)
{
	const void *p = (const void *)getauxval(AT_RANDOM);
	uint64_t v = 0x2545f4914f6cdd1du;

	if (p != NULL)
		memcpy(&v, p, sizeof(v));
	return v;
}

/* One of the two is enough; a broken second one costs completeness. */
static int
read_both(const struct zc_look *l, struct zc_owner *o, struct zc_err *e)
{
	int deb = read_dpkg(l, o, e), rpm;

	if (deb != ZC_OK && deb != ZC_ENOENT)
		return deb;
	rpm = read_rpm(l, o, e);
	if (deb == ZC_ENOENT && rpm == ZC_ENOENT)
		return ZC_FAIL(e, ZC_EUNSUP, "no package database");
	if (rpm == ZC_ENOENT || rpm == ZC_OK)
		return ZC_OK;
	o->complete = false;
	return deb == ZC_OK ? ZC_OK : rpm;
}

int
zc_owner_open(const struct zc_look *l, struct zc_owner **out, struct zc_err *e)
{
	struct zc_arena a;
	struct zc_owner *o;
	int rc;

	zc_arena_init(&a, limit);
	o = zc_arena_get(&a, sizeof(*o));
	if (o == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "index of packaged files");
	o->a = a;
	zc_arena_init(&o->cells_a, limit);
	o->seed = seed_of_process();
	o->merged = is_merged(l);
	o->complete = true;
	rc = grow(o, e);
	if (rc == ZC_OK)
		rc = read_both(l, o, e);
	if (rc == ZC_OK)
		*out = o;
	else
		zc_owner_close(o);
	return rc;
}

void
zc_owner_close(struct zc_owner *o)
{
	struct zc_arena a;

	if (o == NULL)
		return;
	zc_arena_fini(&o->cells_a);
	a = o->a; /* o lies in its own arena */
	zc_arena_fini(&a);
}

const char *
zc_owner_of(const struct zc_owner *o, struct zc_str path)
{
	uint64_t c;

	if (o == NULL || o->cap == 0)
		return NULL;
	c = o->cells[probe_cell(
	    o->cells, o->cap, hash(o->seed, canon(o, path)))];
	return c == 0 ? NULL : o->names[(c & (PKG_MAX - 1)) - 1];
}

bool
zc_owner_complete(const struct zc_owner *o)
{
	return o != NULL && o->complete;
}
