/* ssh_key: host keys, authorized keys, private keys lying in homes. */
#include "probe/sshdconf.h"
#include "probe/sshkey.h"
#include "probe/users.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别", "host, authorized, private" },
	{ "account", ZC_TEXT, "account", "账户", "owner; empty for host keys" },
	{ "type", ZC_TEXT, "type", "类型", "rsa, ed25519, ecdsa, dsa" },
	{ "bits", ZC_INT, "bits", "位数", "key length; null when not known" },
	{ "encrypted", ZC_BOOL, "encrypted", "有口令保护",
	    "1 = private key needs a pass phrase" },
	{ "options", ZC_TEXT, "options", "限制",
	    "options before an authorized key (from=, command= …)" },
	{ "comment", ZC_TEXT, "comment", "备注", "comment of the key" },
	{ "path", ZC_TEXT, "path", "路径", "file" },
	{ "mode", ZC_INT, "mode", "权限", "permission bits of the file" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

enum {
	KEY_MAX = 64 * 1024,
	NAMES_MAX = 2000,
	TEXT_MAX = 512
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	struct zc_users u;
	int rc;
};

/*
 * Names of options; values only of those that say from where and how long,
 * since a command or an environment may hold a secret.
 */
static void
put_options(struct ctx *c, struct zc_str options)
{
	struct zc_buf b;
	struct zc_str rest = options;

	zc_buf_init(&b, TEXT_MAX);
	while (rest.n > 0 && b.rc == ZC_OK) {
		struct zc_str one = zc_lines_before(rest, ',');
		bool open = zc_str_starts(one, "from=") ||
		    zc_str_starts(one, "expiry-time=");

		rest =
		    zc_str_sub(rest, (size_t)(one.p - rest.p) + one.n, rest.n);
		rest = zc_str_sub(rest, 1, rest.n);
		if (b.n > 0)
			zc_buf_char(&b, ',');
		zc_buf_str(&b,
		    open ? one : zc_str_sub(one, 0, zc_str_find(one, '=') + 1));
	}
	zc_put(c->t, "options", zc_buf_get(&b));
	zc_buf_fini(&b);
}

/* A comment often is a mail address: only its first letter is kept. */
static void
put_comment(struct ctx *c, struct zc_str s)
{
	size_t at = zc_str_find(s, '@');
	struct zc_str host = zc_str_sub(s, at, s.n);

	if (at > 0 && zc_str_find(host, '.') < host.n)
		s = zc_lines_cat(
		    c->l->a, zc_str_sub(s, 0, 1), ZC_S("***"), host);
	zc_put(c->t, "comment", s);
}

static void
put(struct ctx *c, const char *kind, const char *account,
    const struct zc_sshkey *k, const char *path, int line)
{
	struct stat st;

	if (c->rc != ZC_OK)
		return;
	zc_put_cstr(c->t, "kind", kind);
	zc_put_cstr(c->t, "account", account);
	zc_put_cstr(c->t, "type", k->type);
	if (k->bits > 0)
		zc_put_int(c->t, "bits", k->bits);
	if (strcmp(kind, "private") == 0)
		zc_put_int(c->t, "encrypted", k->encrypted);
	put_options(c, k->options);
	put_comment(c, k->comment);
	zc_put_cstr(c->t, "path", path);
	if (zc_fs_stat(c->l->root, path, &st, NULL) == ZC_OK)
		zc_put_int(c->t, "mode", st.st_mode & 07777);
	if (line > 0)
		zc_put_int(c->t, "line", line);
	c->rc = zc_row(c->t, c->e);
}

/* Each host key by its public half, which everybody may read. */
static void
host_keys(struct ctx *c)
{
	struct zc_fs_list f;
	struct zc_sshkey k;
	struct zc_str text, path;

	if (zc_lines_glob(c->l, c->t, "/etc/ssh/ssh_host_*_key.pub", &f) !=
	    ZC_OK)
		return;
	for (size_t i = 0; i < f.n; i++) {
		if (zc_look_read(c->l, c->t, f.names[i], &text) != ZC_OK)
			continue;
		path = zc_str_of(f.names[i]);
		path.n -= 4; /* ".pub": mode and path are the private half's */
		if (zc_sshkey_line(text, c->l->a, &k))
			put(c, "host", "", &k, zc_lines_cstr(c->l->a, path), 0);
		else
			zc_miss(c->t, f.names[i],
			    ZC_N("not a key file that can be read"));
	}
}

static void
authorized(struct ctx *c, const struct zc_user *u, const char *path)
{
	struct zc_lines r;
	struct zc_sshkey k;
	struct zc_str text, line;

	if (path == NULL || zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_lines_init(&r, text, false, NULL);
	while (zc_lines_real(&r, &line)) {
		if (zc_sshkey_line(line, c->l->a, &k))
			put(c, "authorized", u->name, &k, path, r.at);
		else
			zc_lines_miss(c->t, path, r.at,
			    ZC_N("this line is malformed and was left out"));
	}
}

/* AuthorizedKeysFile with %h, %u and %% replaced, relative to the home. */
static const char *
key_path(struct ctx *c, const struct zc_user *u, struct zc_str pattern)
{
	struct zc_buf b;
	const char *p;

	zc_buf_init(&b, ZC_FS_PATH_MAX);
	if (pattern.p[0] != '/' && !zc_str_starts(pattern, "%h")) {
		zc_buf_cstr(&b, u->home);
		zc_buf_char(&b, '/');
	}
	for (size_t i = 0; i < pattern.n; i++) {
		if (pattern.p[i] != '%' || i + 1 == pattern.n)
			zc_buf_char(&b, pattern.p[i]);
		else if (pattern.p[++i] == 'h')
			zc_buf_cstr(&b, u->home);
		else if (pattern.p[i] == 'u')
			zc_buf_cstr(&b, u->name);
		else
			zc_buf_char(&b, pattern.p[i]);
	}
	p = b.rc == ZC_OK ? zc_arena_dup(c->l->a, b.p, b.n) : NULL;
	zc_buf_fini(&b);
	return p;
}

/* Where sshd looks for keys; the value of the first global line. */
static struct zc_str
key_files(struct ctx *c)
{
	struct zc_sshd s = { 0 };

	if (zc_sshd_load(c->l, c->t, &s) == ZC_OK)
		for (size_t i = 0; i < s.n; i++)
			if (s.v[i].match.n == 0 &&
			    strcmp(s.v[i].name, "authorizedkeysfile") == 0)
				return s.v[i].value;
	return ZC_S(".ssh/authorized_keys .ssh/authorized_keys2");
}

static void
private_key(struct ctx *c, const struct zc_user *u, const char *path)
{
	struct zc_sshkey k;
	struct zc_str text;
	struct stat st;
	int rc;

	if (path == NULL || zc_fs_stat(c->l->root, path, &st, NULL) != ZC_OK ||
	    !S_ISREG(st.st_mode) || st.st_size > KEY_MAX)
		return;
	rc = zc_fs_read(c->l->root, path, KEY_MAX, c->l->a, &text, NULL);
	zc_miss_rc(c->t, path, rc);
	if (rc == ZC_OK && zc_sshkey_private(text, c->l->a, &k))
		put(c, "private", u->name, &k, path, 0);
}

static void
private_keys(struct ctx *c, const struct zc_user *u)
{
	static const char *const patterns[] = { "*.pem", "*.key", "*.ppk" };
	char *dir = zc_fs_join(c->l->a, u->home, ".ssh");
	struct zc_fs_list f;
	int rc;

	if (dir == NULL)
		return;
	rc = zc_fs_dir(c->l->root, dir, NAMES_MAX, c->l->a, &f, NULL);
	zc_miss_rc(c->t, dir, rc);
	for (size_t i = 0; rc == ZC_OK && i < f.n; i++)
		if (!zc_str_ends(zc_str_of(f.names[i]), ".pub"))
			private_key(c, u, zc_fs_join(c->l->a, dir, f.names[i]));
	for (size_t p = 0; p < ZC_LEN(patterns); p++) {
		char *glob = zc_fs_join(c->l->a, u->home, patterns[p]);

		if (glob == NULL ||
		    zc_lines_glob(c->l, c->t, glob, &f) != ZC_OK)
			continue;
		for (size_t i = 0; i < f.n; i++)
			private_key(c, u, f.names[i]);
	}
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e, .rc = ZC_OK };
	const struct zc_user *u;
	struct zc_str files, one;
	size_t i = 0;
	int rc = zc_users_load(l, t, &c.u);

	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("no accounts file: not a Linux system"), NULL);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "/etc/passwd was not read");
	host_keys(&c);
	files = key_files(&c);
	while (c.rc == ZC_OK && zc_users_home(l, t, &c.u, &i, &u)) {
		struct zc_str rest = files;

		while (zc_str_word(&rest, &one))
			if (!zc_str_is(one, "none"))
				authorized(&c, u, key_path(&c, u, one));
		private_keys(&c, u);
	}
	return c.rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : c.rc;
}

const struct zc_probe zc_probe_host_ssh_key = {
	.table = "ssh_key",
	.en = "SSH keys",
	.zh = "SSH 密钥",
	.mean = "host keys, authorized keys, private keys lying in homes",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
