/* integrity: packaged files that differ from the package database. */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/deb.h"
#include "probe/match.h"
#include "probe/rpmdb.h"
#include "probe/verify.h"

static const struct zc_col cols[] = {
	{ "path", ZC_TEXT, "path", "路径", "path" },
	{ "package", ZC_TEXT, "package", "软件包", "package" },
	{ "state", ZC_TEXT, "state", "状态", "changed, missing, unreadable" },
	{ "config", ZC_BOOL, "configuration", "配置文件",
	    "1 = a configuration file, where a change is normal" },
	{ "program", ZC_BOOL, "program", "程序文件",
	    "1 = executable or library" },
	{ "algorithm", ZC_TEXT, "algorithm", "算法", "md5, sha256" },
};

enum {
	SUMS_MAX = 16 * 1024 * 1024, /* largest md5sums file */
	MODE_TYPE = 0170000,
	MODE_REG = 0100000,
	HASH_MD5 = 1, /* of rpm's tag FILEDIGESTALGO */
	HASH_SHA256 = 8
};

struct rule { /* path-exclude, path-include of dpkg.cfg */
	const char *pattern;
	bool exclude;
};

struct divert {
	struct zc_str from, to, by;
};

struct job {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_arena a; /* names of the batch; emptied with it */
	struct zc_verify_file v[ZC_VERIFY_BATCH];
	size_t n;
	struct rule *rules;
	size_t nrules;
	struct divert *diverts;
	size_t ndiverts;
	size_t packages, without; /* seen; without any digest */
};

static bool
excluded(const struct job *j, const char *path)
{
	bool out = false;

	/* The last rule that fits decides. */
	for (size_t i = 0; i < j->nrules; i++)
		if (zc_match(j->rules[i].pattern, zc_str_of(path), false))
			out = j->rules[i].exclude;
	return out;
}

static int
report(struct job *j, const struct zc_verify_file *f, struct zc_err *e)
{
	const char *state = "changed";

	if (f->rc == ZC_OK && f->same)
		return ZC_OK;
	if (f->rc == ZC_ENOENT && excluded(j, f->path))
		return ZC_OK;
	if (f->rc == ZC_ENOENT)
		state = "missing";
	else if (f->rc == ZC_EACCES || f->rc == ZC_EIO)
		state = "unreadable";
	if (f->rc == ZC_EACCES)
		zc_miss_rc(j->t, f->path, f->rc);
	zc_put_cstr(j->t, "path", f->path);
	zc_put_cstr(j->t, "package", f->package);
	zc_put_cstr(j->t, "state", state);
	zc_put_int(j->t, "config", f->config);
	zc_put_int(j->t, "program", f->program);
	zc_put_cstr(
	    j->t, "algorithm", f->algo == ZC_VERIFY_MD5 ? "md5" : "sha256");
	return zc_row(j->t, e);
}

/* Hash what has gathered, and forget it. */
static int
flush(struct job *j, struct zc_err *e)
{
	int rc = zc_verify(j->l->root, j->v, j->n, e);

	for (size_t i = 0; rc == ZC_OK && i < j->n; i++)
		rc = report(j, &j->v[i], e);
	j->n = 0;
	zc_arena_fini(&j->a);
	return rc;
}

/* Programs by their place; a missing file has no mode to tell. */
static bool
program_place(const char *path)
{
	struct zc_str p = zc_str_of(path);

	return zc_str_search(p, "/bin/") < p.n ||
	    zc_str_search(p, "/sbin/") < p.n || zc_str_ends(p, ".so") ||
	    zc_str_search(p, ".so.") < p.n;
}

static int
add(struct job *j, struct zc_str dir, struct zc_str name, struct zc_str pkg,
    const unsigned char *want, enum zc_verify_algo algo, bool config,
    struct zc_err *e)
{
	struct zc_verify_file *f = &j->v[j->n];
	char *path = zc_arena_get(&j->a, dir.n + name.n + 1);
	const char *p = zc_arena_dup(&j->a, pkg.p, pkg.n);

	if (path == NULL || p == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "files of a package");
	memcpy(path, dir.p, dir.n);
	memcpy(path + dir.n, name.p, name.n);
	*f = (struct zc_verify_file){ .path = path,
		.package = p,
		.algo = algo,
		.config = config,
		.program = program_place(path) };
	memcpy(f->want, want, algo == ZC_VERIFY_MD5 ? 16 : 32);
	return ++j->n == ZC_VERIFY_BATCH ? flush(j, e) : ZC_OK;
}

/* Where a packaged path really lies. */
static struct zc_str
diverted(const struct job *j, struct zc_str path, struct zc_str pkg)
{
	for (size_t i = 0; i < j->ndiverts; i++)
		if (zc_str_eq(j->diverts[i].from, path) &&
		    !zc_str_eq(j->diverts[i].by, pkg))
			return j->diverts[i].to;
	return path;
}

/* "d41d8cd98f00b204e9800998ecf8427e  usr/bin/x" */
static int
sums_line(struct job *j, const struct zc_deb_pkg *p, struct zc_str line,
    struct zc_err *e)
{
	unsigned char want[16];
	struct zc_str path = zc_str_sub(line, 32, line.n);
	char full[ZC_FS_PATH_MAX];
	struct zc_str s;

	while (path.n > 0 && (path.p[0] == ' ' || path.p[0] == '*'))
		path = zc_str_sub(path, 1, path.n);
	if (zc_str_starts(path, "./"))
		path = zc_str_sub(path, 2, path.n);
	if (path.n == 0 || path.n + 2 > sizeof(full) ||
	    !zc_verify_hex(zc_str_sub(line, 0, 32), want, 16))
		return ZC_EINPUT;
	full[0] = '/';
	memcpy(full + 1, path.p, path.n);
	s = diverted(j, (struct zc_str){ full, path.n + 1 }, p->name);
	return add(j, ZC_S(""), s, p->name, want, ZC_VERIFY_MD5, false, e);
}

/* Lines " /etc/x MD5 [obsolete|remove-on-upgrade]" of the status record. */
static int
conffiles(struct job *j, const struct zc_deb_pkg *p, struct zc_err *e)
{
	struct zc_str rest = p->conffiles, line, path, sum, flag;
	unsigned char want[16];
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_str_line(&rest, &line)) {
		if (!zc_str_word(&line, &path) || !zc_str_word(&line, &sum))
			continue;
		/* "newconffile" stands where no digest is known yet. */
		if (!zc_verify_hex(sum, want, 16) ||
		    (zc_str_word(&line, &flag) && flag.n > 0))
			continue;
		rc = add(j, ZC_S(""), diverted(j, path, p->name), p->name, want,
		    ZC_VERIFY_MD5, true, e);
	}
	return rc;
}

/* A package that brings no regular file has no sums and needs none. */
static bool
has_files(const struct job *j, const struct zc_deb_pkg *p)
{
	const char *list = zc_deb_info(j->l, p, "list");
	struct zc_str text, line;
	struct stat st;

	if (list == NULL || zc_look_read(j->l, j->t, list, &text) != ZC_OK)
		return true;
	while (zc_str_line(&text, &line)) {
		const char *path = zc_arena_dup(j->l->a, line.p, line.n);

		if (path != NULL &&
		    zc_fs_lstat(j->l->root, path, &st, NULL) == ZC_OK &&
		    S_ISREG(st.st_mode))
			return true;
	}
	return false;
}

static int
one_deb(struct job *j, const struct zc_deb_pkg *p, struct zc_err *e)
{
	struct zc_arena a;
	struct zc_str text = { "", 0 }, line;
	const char *file = zc_deb_info(j->l, p, "md5sums");
	size_t bad = 0;
	int rc;

	if (file == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "path");
	j->packages++;
	zc_arena_init(&a, SUMS_MAX + 64);
	rc = zc_fs_read(j->l->root, file, SUMS_MAX, &a, &text, e);
	if (rc == ZC_ENOENT) {
		j->without += has_files(j, p);
		rc = ZC_OK;
	} else if (rc != ZC_OK && rc != ZC_ENOMEM) {
		zc_miss_rc(j->t, file, rc);
		rc = ZC_OK;
	}
	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		rc = sums_line(j, p, line, e);
		if (rc == ZC_EINPUT) {
			bad++;
			rc = ZC_OK;
		}
	}
	zc_arena_fini(&a);
	if (bad > 0)
		zc_miss(j->t, file,
		    ZC_N("a line of the package's list of digests is damaged"));
	return rc == ZC_OK ? conffiles(j, p, e) : rc;
}

static void
cfg_line(struct job *j, struct zc_str line, size_t cap)
{
	struct zc_str k;
	const char *v;
	size_t eq;

	line = zc_str_trim(line);
	eq = zc_str_find(line, '=');
	k = zc_str_trim(zc_str_sub(line, 0, eq));
	line = zc_str_trim(zc_str_sub(line, eq + 1, line.n));
	v = zc_arena_dup(j->l->a, line.p, line.n);
	if (j->nrules == cap || v == NULL ||
	    (!zc_str_is(k, "path-exclude") && !zc_str_is(k, "path-include")))
		return;
	j->rules[j->nrules++] =
	    (struct rule){ v, zc_str_is(k, "path-exclude") };
}

static int
read_cfg(struct job *j, struct zc_err *e)
{
	static const char dir[] = "/etc/dpkg/dpkg.cfg.d";
	enum {
		RULES_MAX = 512
	};
	struct zc_fs_list names = { 0 };
	struct zc_str text, line;
	int rc = zc_fs_dir(j->l->root, dir, 1000, j->l->a, &names, NULL);

	if (rc != ZC_OK)
		zc_miss_rc(j->t, dir, rc);
	j->rules = zc_arena_array(j->l->a, RULES_MAX, sizeof(*j->rules));
	if (j->rules == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "rules of dpkg");
	for (size_t i = 0; i <= names.n; i++) {
		const char *path = i == names.n
		    ? "/etc/dpkg/dpkg.cfg"
		    : zc_fs_join(j->l->a, dir, names.names[i]);

		if (path == NULL ||
		    zc_look_read(j->l, j->t, path, &text) != ZC_OK)
			continue;
		while (zc_str_line(&text, &line))
			cfg_line(j, line, RULES_MAX);
	}
	return ZC_OK;
}

static int
read_diversions(struct job *j, struct zc_err *e)
{
	struct zc_str text = { "", 0 }, s, line;
	size_t n = 0;

	if (zc_look_read(j->l, j->t, "/var/lib/dpkg/diversions", &text) !=
	    ZC_OK)
		return ZC_OK;
	for (s = text; zc_str_line(&s, &line);)
		n++;
	j->diverts = zc_arena_array(j->l->a, n / 3 + 1, sizeof(*j->diverts));
	if (j->diverts == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "diversions");
	for (s = text; j->ndiverts < n / 3; j->ndiverts++) {
		struct divert *d = &j->diverts[j->ndiverts];

		if (!zc_str_line(&s, &d->from) || !zc_str_line(&s, &d->to) ||
		    !zc_str_line(&s, &d->by))
			break;
	}
	return ZC_OK;
}

static int
read_dpkg(struct job *j, struct zc_err *e)
{
	struct zc_deb_pkg p;
	struct zc_str s = { "", 0 };
	int rc = zc_deb_status(j->l, &s, e);

	if (rc == ZC_OK)
		rc = read_cfg(j, e);
	if (rc == ZC_OK)
		rc = read_diversions(j, e);
	while (rc == ZC_OK && zc_deb_next(&s, &p)) {
		if (p.bad)
			zc_miss(j->t, "/var/lib/dpkg/status",
			    ZC_N("a record of the package database is "
				 "damaged"));
		if (!p.bad && p.state == ZC_DEB_INSTALLED)
			rc = one_deb(j, &p, e);
	}
	return rc;
}

/* Is this file of the header one whose content is to be compared? */
static bool
comparable(const struct zc_rpm *h, size_t i, bool *config)
{
	uint64_t flags = 0, mode = 0, state = 0, verify = 0;

	(void)zc_rpm_int(h, ZC_RPM_FILEFLAGS, i, &flags);
	*config = (flags & ZC_RPM_FILE_CONFIG) != 0;
	if (flags & ZC_RPM_FILE_GHOST ||
	    !zc_rpm_int(h, ZC_RPM_FILEMODES, i, &mode) ||
	    (mode & MODE_TYPE) != MODE_REG)
		return false;
	if (zc_rpm_int(h, ZC_RPM_FILESTATES, i, &state) &&
	    state != ZC_RPM_STATE_NORMAL)
		return false; /* documentation left out, another colour */
	return !zc_rpm_int(h, ZC_RPM_VERIFYFLAGS, i, &verify) ||
	    (verify & ZC_RPM_VERIFY_DIGEST) != 0;
}

static int
one_rpm(void *ctx, const struct zc_rpm *h, struct zc_err *e)
{
	struct job *j = ctx;
	struct zc_str pkg = zc_rpm_text(h, ZC_RPM_NAME), dir, name, hex;
	struct zc_rpm_list digests;
	struct zc_rpm_files f;
	struct zc_arena a;
	unsigned char want[32];
	uint64_t algo = HASH_MD5;
	bool config, known;
	int rc;

	j->packages++;
	(void)zc_rpm_int(h, ZC_RPM_DIGESTALGO, 0, &algo);
	known = algo == HASH_MD5 || algo == HASH_SHA256;
	j->without += !known;
	zc_arena_init(&a, ZC_RPMDB_BLOB_MAX);
	zc_rpm_list(h, ZC_RPM_FILEDIGESTS, &digests);
	rc = zc_rpm_files(h, &a, &f, e);
	while (rc == ZC_OK && known && zc_rpm_files_next(&f, &dir, &name) &&
	    zc_rpm_list_next(&digests, &hex)) {
		if (dir.n + name.n >= ZC_FS_PATH_MAX || hex.n == 0 ||
		    !comparable(h, f.i, &config))
			continue;
		if (!zc_verify_hex(hex, want, algo == HASH_MD5 ? 16 : 32))
			zc_miss(j->t, "/var/lib/rpm",
			    ZC_N("a record of the package database is "
				 "damaged"));
		else
			rc = add(j, dir, name, pkg, want,
			    algo == HASH_MD5 ? ZC_VERIFY_MD5 : ZC_VERIFY_SHA256,
			    config, e);
	}
	zc_arena_fini(&a);
	return rc;
}

static int
read_both(struct job *j, struct zc_err *e)
{
	const char *file = NULL;
	size_t bad = 0;
	int deb = read_dpkg(j, e), rpm;

	if (deb != ZC_OK && deb != ZC_ENOENT)
		return deb;
	rpm = zc_rpmdb_read(j->l, one_rpm, j, &bad, &file, e);
	if (bad > 0)
		zc_miss(j->t, file,
		    ZC_N("a record of the package database is damaged"));
	if (rpm == ZC_ENOENT || (rpm == ZC_OK))
		return deb == ZC_OK || rpm == ZC_OK ? flush(j, e) : rpm;
	if (deb == ZC_ENOENT)
		return rpm;
	zc_miss_rc(j->t, "/var/lib/rpm", rpm);
	return flush(j, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct job *j = zc_arena_get(l->a, sizeof(*j));
	char detail[64];
	int rc;

	if (j == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "batch");
	j->l = l;
	j->t = t;
	zc_arena_init(&j->a, ZC_VERIFY_BATCH * 3 * ZC_FS_PATH_MAX);
	rc = read_both(j, e);
	zc_arena_fini(&j->a);
	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("neither a dpkg nor an rpm package database"), NULL);
	if (rc != ZC_OK)
		return rc;
	if (j->packages == 0)
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("the package database lists no package"), NULL);
	if (j->without == 0)
		return zc_cover(t, ZC_COVER_OK, NULL, NULL);
	(void)snprintf(
	    detail, sizeof(detail), "%zu / %zu", j->without, j->packages);
	return zc_cover(t, ZC_COVER_PARTIAL,
	    ZC_N("packages without digests to compare with"), detail);
}

const struct zc_probe zc_probe_host_integrity = {
	.table = "integrity",
	.en = "package integrity",
	.zh = "软件包完整性",
	.mean = "packaged files that differ from the package database",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_HIGH,
	.seconds = 900, /* a slow disk, read from end to end */
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
