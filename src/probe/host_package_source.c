/* package_source: repositories configured. */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/deb.h"
#include "probe/mask.h"
#include "probe/match.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别", "apt, dnf" },
	{ "uri", ZC_TEXT, "address", "地址", "address" },
	{ "suite", ZC_TEXT, "suite", "套件", "suite or repository id" },
	{ "enabled", ZC_BOOL, "enabled", "启用", "1 = in use" },
	{ "verified", ZC_BOOL, "signature checked", "校验签名",
	    "0 = trusted=yes or gpgcheck=0" },
	{ "scope", ZC_TEXT, "scope", "范围",
	    "local, private, public by host name or address" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

struct source {
	const char *kind, *file;
	struct zc_str uri, suite;
	bool enabled, verified;
	int line;
};

static int
put(struct zc_table *t, const struct source *s, struct zc_err *e)
{
	struct zc_buf b;

	zc_buf_init(&b, 4096);
	zc_mask_url(&b, s->uri);
	zc_put_cstr(t, "kind", s->kind);
	zc_put(t, "uri", zc_buf_get(&b));
	zc_put(t, "suite", s->suite);
	zc_put_int(t, "enabled", s->enabled);
	zc_put_int(t, "verified", s->verified);
	zc_put_cstr(t, "scope", zc_match_scope(s->uri));
	zc_put_cstr(t, "file", s->file);
	zc_put_int(t, "line", s->line);
	zc_buf_fini(&b);
	return zc_row(t, e);
}

/* "yes", "true", "1", "on" … of apt and dnf. */
static bool
is_yes(struct zc_str v)
{
	return zc_str_isi(v, "yes") || zc_str_isi(v, "true") ||
	    zc_str_is(v, "1") || zc_str_isi(v, "on");
}

/* Options of one line: [arch=amd64 trusted=yes] */
static bool
line_trusted(struct zc_str options)
{
	struct zc_str w;

	while (zc_str_word(&options, &w)) {
		size_t eq = zc_str_find(w, '=');
		struct zc_str name = zc_str_sub(w, 0, eq);

		if ((zc_str_isi(name, "trusted") ||
			zc_str_isi(name, "allow-insecure")) &&
		    is_yes(zc_str_sub(w, eq + 1, w.n)))
			return true;
	}
	return false;
}

/* deb [options] uri suite components; see sources.list(5). */
static int
apt_line(
    struct zc_table *t, struct source *s, struct zc_str line, struct zc_err *e)
{
	struct zc_str type, options = ZC_S("");

	line = zc_str_trim(zc_str_sub(line, 0, zc_str_find(line, '#')));
	if (!zc_str_word(&line, &type) ||
	    (!zc_str_is(type, "deb") && !zc_str_is(type, "deb-src")))
		return ZC_OK;
	line = zc_str_trim(line);
	if (line.n > 0 && line.p[0] == '[') {
		size_t n = zc_str_find(line, ']');

		options = zc_str_sub(line, 1, n - 1);
		line = zc_str_sub(line, n + 1, line.n);
	}
	s->verified = !line_trusted(options);
	s->enabled = true;
	if (!zc_str_word(&line, &s->uri) || !zc_str_word(&line, &s->suite))
		return ZC_OK;
	return put(t, s, e);
}

static int
read_list(const struct zc_look *l, struct zc_table *t, const char *file,
    struct zc_err *e)
{
	struct source s = { .kind = "apt", .file = file };
	struct zc_str text = { "", 0 }, line;
	int rc = ZC_OK;

	if (zc_look_read(l, t, file, &text) != ZC_OK)
		return ZC_OK;
	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		s.line++;
		rc = apt_line(t, &s, line, e);
	}
	return rc;
}

static int
count_lines(struct zc_str all, const char *to)
{
	int n = 1;

	for (const char *p = all.p; p < to; p++)
		n += *p == '\n';
	return n;
}

/* One deb822 stanza gives a row per address and suite. */
static int
apt_stanza(
    struct zc_table *t, struct source *s, struct zc_str st, struct zc_err *e)
{
	struct zc_str name, v, uris = ZC_S(""), suites = ZC_S(""), rest;
	int rc = ZC_OK;

	s->enabled = true;
	s->verified = true;
	while (zc_deb_field(&st, &name, &v)) {
		if (zc_str_isi(name, "URIs"))
			uris = v;
		else if (zc_str_isi(name, "Suites"))
			suites = v;
		else if (zc_str_isi(name, "Enabled"))
			s->enabled = !(zc_str_isi(v, "no") ||
			    zc_str_isi(v, "false") || zc_str_is(v, "0"));
		else if ((zc_str_isi(name, "Trusted") ||
			     zc_str_isi(name, "Allow-Insecure")) &&
		    is_yes(v))
			s->verified = false;
	}
	while (rc == ZC_OK && zc_str_word(&uris, &s->uri))
		for (rest = suites;
		     rc == ZC_OK && zc_str_word(&rest, &s->suite);)
			rc = put(t, s, e);
	return rc;
}

static int
read_sources(const struct zc_look *l, struct zc_table *t, const char *file,
    struct zc_err *e)
{
	struct source s = { .kind = "apt", .file = file };
	struct zc_str text = { "", 0 }, rest, st;
	int rc = ZC_OK;

	if (zc_look_read(l, t, file, &text) != ZC_OK)
		return ZC_OK;
	rest = text;
	while (rc == ZC_OK && zc_deb_stanza(&rest, &st)) {
		s.line = count_lines(text, st.p);
		rc = apt_stanza(t, &s, st, e);
	}
	return rc;
}

/* A repository of a .repo file; `have` until its section ends. */
static int
repo_end(struct zc_table *t, struct source *s, struct zc_err *e)
{
	if (s->suite.n == 0 || zc_str_is(s->suite, "main"))
		return ZC_OK;
	return put(t, s, e);
}

static void
repo_key(struct source *s, struct zc_str line)
{
	size_t eq = zc_str_find(line, '=');
	struct zc_str k = zc_str_trim(zc_str_sub(line, 0, eq));
	struct zc_str v = zc_str_trim(zc_str_sub(line, eq + 1, line.n));

	if (zc_str_isi(k, "baseurl"))
		s->uri = v;
	else if ((zc_str_isi(k, "mirrorlist") || zc_str_isi(k, "metalink")) &&
	    s->uri.n == 0)
		s->uri = v;
	else if (zc_str_isi(k, "enabled"))
		s->enabled = is_yes(v);
	else if (zc_str_isi(k, "gpgcheck"))
		s->verified = is_yes(v);
}

/* INI: [repository] and key = value; dnf.conf(5). */
static int
read_repo(const struct zc_look *l, struct zc_table *t, const char *file,
    bool verified, struct zc_err *e)
{
	struct source s = { .kind = "dnf", .file = file };
	struct zc_str text = { "", 0 }, line;
	int rc = ZC_OK, no = 0;

	if (zc_look_read(l, t, file, &text) != ZC_OK)
		return ZC_OK;
	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		no++;
		line = zc_str_trim(line);
		if (line.n == 0 || strchr("#;", line.p[0]) != NULL)
			continue;
		if (line.p[0] != '[') {
			repo_key(&s, line);
			continue;
		}
		rc = repo_end(t, &s, e);
		s = (struct source){ .kind = "dnf",
			.file = file,
			.enabled = true,
			.verified = verified,
			.line = no };
		s.suite = zc_str_sub(line, 1, zc_str_find(line, ']') - 1);
	}
	return rc == ZC_OK ? repo_end(t, &s, e) : rc;
}

/* gpgcheck of [main]; dnf's own default is off, distributions set it on. */
static bool
main_gpgcheck(const struct zc_look *l, struct zc_table *t)
{
	static const char *const files[] = { "/etc/dnf/dnf.conf",
		"/etc/yum.conf" };
	struct source s = { 0 };
	struct zc_str text, line;

	for (size_t i = 0; i < ZC_LEN(files); i++) {
		if (zc_look_read(l, t, files[i], &text) != ZC_OK)
			continue;
		while (zc_str_line(&text, &line))
			repo_key(&s, zc_str_trim(line));
		break;
	}
	return s.verified;
}

static int
read_dir(const struct zc_look *l, struct zc_table *t, const char *dir,
    bool verified, struct zc_err *e)
{
	struct zc_fs_list names = { 0 };
	int rc = zc_fs_dir(l->root, dir, 4096, l->a, &names, NULL);

	if (rc != ZC_OK)
		zc_miss_rc(t, dir, rc);
	rc = ZC_OK;
	for (size_t i = 0; rc == ZC_OK && i < names.n; i++) {
		struct zc_str name = zc_str_of(names.names[i]);
		const char *path = zc_fs_join(l->a, dir, names.names[i]);

		if (path == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "path");
		if (zc_str_ends(name, ".list"))
			rc = read_list(l, t, path, e);
		else if (zc_str_ends(name, ".sources"))
			rc = read_sources(l, t, path, e);
		else if (zc_str_ends(name, ".repo"))
			rc = read_repo(l, t, path, verified, e);
	}
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char *const repos[] = { "/etc/yum.repos.d",
		"/etc/yum/repos.d", "/etc/distro.repos.d" };
	bool apt = zc_fs_exists(l->root, "/etc/apt"), dnf = false, checked;
	int rc = read_list(l, t, "/etc/apt/sources.list", e);

	if (rc == ZC_OK)
		rc = read_dir(l, t, "/etc/apt/sources.list.d", false, e);
	checked = main_gpgcheck(l, t);
	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(repos); i++) {
		dnf = dnf || zc_fs_exists(l->root, repos[i]);
		rc = read_dir(l, t, repos[i], checked, e);
	}
	if (rc != ZC_OK)
		return rc;
	if (!apt && !dnf)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("neither apt nor dnf is configured here"), NULL);
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_package_source = {
	.table = "package_source",
	.en = "package sources",
	.zh = "软件源",
	.mean = "repositories configured",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
