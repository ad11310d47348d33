/* contact: repositories of which dnf(8) holds a copy. */
#include "probe/contact.h"

#include "base/fs.h"
#include "probe/conffile.h"

enum {
	FILES_MAX = 20000,
	HASH = 16 /* hex digits behind the name of a repository */
};

struct find {
	struct zc_contacts *c;
	struct zc_str id; /* repository that is looked for */
	int64_t at;
	bool in; /* its section */
};

/* "[id]" and "baseurl=https://…" of /etc/yum.repos.d. */
static int
repo_line(void *ctx, const struct zc_confline *line)
{
	struct find *f = ctx;
	struct zc_str key, value;

	if (line->text.p[0] == '[')
		f->in = zc_str_eq(f->id,
		    zc_str_sub(
			line->text, 1, zc_str_find(line->text, ']') - 1));
	else if (f->in && zc_conffile_pair(line->text, &key, &value) &&
	    (zc_str_is(key, "baseurl") || zc_str_is(key, "metalink") ||
		zc_str_is(key, "mirrorlist")))
		zc_contact_urls(
		    f->c, "package", value, ZC_S(""), "dnf", line->path, f->at);
	return ZC_OK;
}

/* Copy of a repository: "baseos-0123456789abcdef" holds repodata/. */
static void
copy(struct zc_contacts *c, const char *dir, const char *name)
{
	struct find f = { .c = c, .id = zc_str_of(name) };
	const char *sub = zc_fs_join(c->l->a, dir, name);
	const char *file = sub == NULL
	    ? NULL
	    : zc_fs_join(c->l->a, sub, "repodata/repomd.xml");
	const char *mirrors =
	    sub == NULL ? NULL : zc_fs_join(c->l->a, sub, "mirrorlist");
	struct zc_str text, line;
	struct stat st;

	if (mirrors == NULL || file == NULL) {
		c->spent = true;
		return;
	}
	if (zc_fs_stat(c->l->root, file, &st, NULL) != ZC_OK)
		return;
	f.at = st.st_mtime;
	/* A list of mirrors is full of them: only the first is the origin. */
	if (zc_fs_read(c->l->root, mirrors, 1 << 20, c->l->a, &text, NULL) ==
	    ZC_OK) {
		if (zc_str_line(&text, &line))
			zc_contact_urls(
			    c, "package", line, ZC_S(""), "dnf", mirrors, f.at);
		return;
	}
	if (f.id.n > HASH + 1 && f.id.p[f.id.n - HASH - 1] == '-')
		f.id.n -= HASH + 1;
	if (zc_conffile_dir(c->l, c->t, "/etc/yum.repos.d", ".repo", repo_line,
		&f) != ZC_OK)
		c->spent = true;
}

void
zc_contact_dnf(struct zc_contacts *c)
{
	static const char dir[] = "/var/cache/dnf";
	struct zc_fs_list l;
	int rc = zc_fs_dir(c->l->root, dir, FILES_MAX, c->l->a, &l, NULL);

	zc_miss_rc(c->t, dir, rc);
	for (size_t i = 0; rc == ZC_OK && i < l.n; i++)
		copy(c, dir, l.names[i]);
}
