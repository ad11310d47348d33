/* pending_update: one row per package with a newer version in the lists kept
 * here. */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/deb.h"
#include "probe/installed.h"
#include "probe/unpack.h"

static const struct zc_col cols[] = {
	{ "package", ZC_TEXT, "package", "软件包", "package" },
	{ "installed", ZC_TEXT, "installed", "已装版本", "version installed" },
	{ "candidate", ZC_TEXT, "candidate", "可升级到",
	    "newest version in the lists" },
	{ "security", ZC_BOOL, "security", "安全更新",
	    "1 = from a security suite" },
	{ "source", ZC_TEXT, "source", "来源", "list file" },
};

#define LISTS "/var/lib/apt/lists"
#define DNF "/var/cache/dnf"

static const char damaged[] = ZC_N("the package list is damaged");

/* The newest version seen for an installed package, by its index. */
struct best {
	const char *version; /* NULL: nothing newer */
	const char *source;
	bool security;
};

struct job {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_installed in;
	struct best *best;
	const char *list; /* file that is being read */
	bool security;    /* it is a security suite */
	size_t lists;
};

/* A newer version of installed package `i` stands in the list. */
static int
offer(struct job *j, size_t i, struct zc_str version, struct zc_err *e)
{
	const struct zc_installed_pkg *p = &j->in.v[i];
	struct best *b = &j->best[i];
	int (*cmp)(struct zc_str, struct zc_str) =
	    p->rpm ? zc_rpm_vercmp : zc_deb_vercmp;

	if (cmp(version, zc_str_of(p->version)) <= 0)
		return ZC_OK;
	b->security = b->security || j->security;
	if (b->version != NULL && cmp(version, zc_str_of(b->version)) <= 0)
		return ZC_OK;
	b->version = zc_arena_dup(j->l->a, version.p, version.n);
	b->source = j->list;
	return b->version != NULL ? ZC_OK : ZC_FAIL(e, ZC_ENOMEM, "versions");
}

/* The value of a one-line field in a stanza of a list, fast. */
static struct zc_str
field(struct zc_str st, const char *name)
{
	size_t n = zc_str_search(st, name);
	struct zc_str v = zc_str_sub(st, n + strlen(name), st.n);

	if (n == st.n)
		return ZC_S("");
	return zc_str_trim(zc_str_sub(v, 0, zc_str_find(v, '\n')));
}

static int
apt_stanza(struct job *j, struct zc_str st, struct zc_err *e)
{
	struct zc_str name, arch;
	size_t i;

	while (st.n > 0 && st.p[0] == '\n')
		st = zc_str_sub(st, 1, st.n);
	/* apt writes Package first; anything else is looked for. */
	name = zc_str_starts(st, "Package:") ? field(st, "Package:")
					     : field(st, "\nPackage:");
	if (!zc_installed_has(&j->in, name))
		return ZC_OK;
	arch = field(st, "\nArchitecture:");
	if (!zc_installed_find(&j->in, name, arch, &i))
		return ZC_OK;
	return offer(j, i, field(st, "\nVersion:"), e);
}

/* Attribute of the first such element: ver="1.2". */
static struct zc_str
attribute(struct zc_str s, const char *name)
{
	size_t n = zc_str_search(s, name);
	struct zc_str v = zc_str_sub(s, n + strlen(name), s.n);

	return n == s.n ? ZC_S("") : zc_str_sub(v, 0, zc_str_find(v, '"'));
}

static struct zc_str
element(struct zc_str s, const char *open)
{
	size_t n = zc_str_search(s, open);
	struct zc_str v = zc_str_sub(s, n + strlen(open), s.n);

	return n == s.n ? ZC_S("") : zc_str_sub(v, 0, zc_str_find(v, '<'));
}

/* <package type="rpm"> of primary.xml. */
static int
dnf_package(struct job *j, struct zc_str s, struct zc_err *e)
{
	struct zc_str name = element(s, "<name>"), v, rel, epoch;
	struct zc_buf b;
	size_t i;
	int rc;

	if (!zc_installed_has(&j->in, name) ||
	    !zc_installed_find(&j->in, name, element(s, "<arch>"), &i))
		return ZC_OK;
	s = zc_str_sub(s, zc_str_search(s, "<version "), s.n);
	v = attribute(s, "ver=\"");
	rel = attribute(s, "rel=\"");
	epoch = attribute(s, "epoch=\"");
	zc_buf_init(&b, 1024);
	if (epoch.n > 0 && !zc_str_is(epoch, "0"))
		zc_buf_fmt(&b, "%.*s:", (int)epoch.n, epoch.p);
	zc_buf_str(&b, v);
	zc_buf_char(&b, '-');
	zc_buf_str(&b, rel);
	rc = b.rc == ZC_OK ? offer(j, i, zc_buf_get(&b), e) : ZC_OK;
	zc_buf_fini(&b);
	return rc;
}

static int
read_stream(struct job *j, const char *path, bool dnf, struct zc_err *e)
{
	struct zc_unpack *u = NULL;
	struct zc_pieces ps;
	struct zc_str piece;
	int rc = zc_unpack_open(j->l->root, path, &u, NULL);

	if (rc == ZC_EUNSUP)
		zc_miss(j->t, path,
		    ZC_N("the package list is packed in a form that is not "
			 "read here"));
	else if (rc != ZC_OK)
		zc_miss_rc(j->t, path, rc);
	if (rc != ZC_OK)
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	j->list = path;
	j->lists++;
	zc_pieces_init(&ps, u, dnf ? "</package>" : "\n\n");
	while (rc == ZC_OK && zc_pieces_next(&ps, &piece))
		rc = dnf ? dnf_package(j, piece, e) : apt_stanza(j, piece, e);
	if (ps.rc != ZC_OK || ps.skipped > 0)
		zc_miss(j->t, path, damaged);
	zc_pieces_fini(&ps);
	zc_unpack_close(u);
	return rc;
}

/* Fields of the suite's Release file that stands beside a list. */
static bool
release_of(struct job *j, struct zc_str name, bool *automatic)
{
	static const char *const ends[] = { "InRelease", "Release" };
	size_t dists = zc_str_search(name, "_dists_"), n;
	struct zc_str suite = zc_str_sub(name, dists + 7, name.n), text;
	char path[512];

	/* HOST_PATH_dists_SUITE_COMPONENT_binary-ARCH_Packages */
	n = dists + 7 + zc_str_find(suite, '_');
	*automatic = true;
	for (size_t i = 0; n < name.n && i < ZC_LEN(ends); i++) {
		(void)snprintf(path, sizeof(path), LISTS "/%.*s_%s", (int)n,
		    name.p, ends[i]);
		if (zc_look_read(j->l, j->t, path, &text) != ZC_OK)
			continue;
		*automatic = !zc_str_isi(field(text, "\nNotAutomatic:"), "yes");
		if (zc_str_search(field(text, "\nLabel:"), "Security") <
			field(text, "\nLabel:").n ||
		    zc_str_ends(field(text, "\nSuite:"), "-security"))
			return true;
		break;
	}
	return zc_str_search(name, "security") < name.n;
}

static bool
is_list(struct zc_str name)
{
	static const char *const ends[] = { "_Packages", "_Packages.gz",
		"_Packages.lz4", "_Packages.xz", "_Packages.zst",
		"_Packages.bz2" };

	for (size_t i = 0; i < ZC_LEN(ends); i++)
		if (zc_str_ends(name, ends[i]))
			return true;
	return false;
}

static int
read_apt(struct job *j, struct zc_err *e)
{
	struct zc_fs_list names = { 0 };
	int rc = zc_fs_dir(j->l->root, LISTS, 10000, j->l->a, &names, NULL);
	bool automatic;

	if (rc != ZC_OK)
		zc_miss_rc(j->t, LISTS, rc);
	rc = ZC_OK;
	for (size_t i = 0; rc == ZC_OK && i < names.n; i++) {
		const char *path = zc_fs_join(j->l->a, LISTS, names.names[i]);

		if (!is_list(zc_str_of(names.names[i])) || path == NULL)
			continue;
		j->security =
		    release_of(j, zc_str_of(names.names[i]), &automatic);
		/* Backports and the like are not installed by themselves. */
		if (automatic)
			rc = read_stream(j, path, false, e);
	}
	return rc;
}

static int
read_dnf(struct job *j, struct zc_err *e)
{
	struct zc_fs_list repos = { 0 };
	int rc = zc_fs_dir(j->l->root, DNF, 1000, j->l->a, &repos, NULL);

	if (rc != ZC_OK)
		zc_miss_rc(j->t, DNF, rc);
	rc = ZC_OK;
	for (size_t i = 0; rc == ZC_OK && i < repos.n; i++) {
		struct zc_fs_list files = { 0 };
		const char *dir = zc_fs_join(j->l->a, DNF, repos.names[i]);

		dir = dir == NULL ? NULL : zc_fs_join(j->l->a, dir, "repodata");
		if (dir == NULL ||
		    zc_fs_dir(j->l->root, dir, 1000, j->l->a, &files, NULL) !=
			ZC_OK)
			continue;
		for (size_t k = 0; rc == ZC_OK && k < files.n; k++) {
			const char *p =
			    zc_fs_join(j->l->a, dir, files.names[k]);

			if (p != NULL &&
			    zc_str_search(zc_str_of(p), "-primary.xml") <
				strlen(p))
				rc = read_stream(j, p, true, e);
		}
	}
	return rc;
}

static int
put_all(struct job *j, struct zc_err *e)
{
	int rc = ZC_OK;

	for (size_t i = 0; rc == ZC_OK && i < j->in.n; i++) {
		const struct best *b = &j->best[i];

		if (b->version == NULL)
			continue;
		zc_put_cstr(j->t, "package", j->in.v[i].name);
		zc_put_cstr(j->t, "installed", j->in.v[i].version);
		zc_put_cstr(j->t, "candidate", b->version);
		/* dnf's primary list does not tell what is for security. */
		if (!j->in.v[i].rpm)
			zc_put_int(j->t, "security", b->security);
		zc_put_cstr(j->t, "source", b->source);
		rc = zc_row(j->t, e);
	}
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct job j = { .l = l, .t = t };
	int rc = zc_installed_read(l, t, &j.in, e);

	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("neither a dpkg nor an rpm package database"), NULL);
	if (rc != ZC_OK)
		return rc;
	j.best = zc_arena_array(l->a, j.in.n + 1, sizeof(*j.best));
	if (j.best == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "versions");
	rc = read_apt(&j, e);
	if (rc == ZC_OK)
		rc = read_dnf(&j, e);
	if (rc == ZC_OK)
		rc = put_all(&j, e);
	if (rc != ZC_OK)
		return rc;
	if (j.lists == 0)
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("no package list is kept here, so nobody can tell "
			 "what could be updated"),
		    NULL);
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_pending_update = {
	.table = "pending_update",
	.en = "pending updates",
	.zh = "待装更新",
	.mean =
	    "one row per package with a newer version in the lists kept here",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
