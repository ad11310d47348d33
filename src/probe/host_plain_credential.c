/* plain_credential: places that hold a password or key in plain text; never the
 * text itself. */
#include "base/base.h"

#include "base/fs.h"
#include "probe/credential.h"
#include "probe/expand.h"
#include "probe/kv.h"
#include "probe/probe.h"
#include "probe/users.h"
#include "probe/walk.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "netrc, pgpass, my_cnf, git, smb, history, config, script, "
	    "browser, wifi, vpn, mail, cloud, fstab" },
	{ "account", ZC_TEXT, "account", "账户", "owner" },
	{ "path", ZC_TEXT, "path", "路径", "file" },
	{ "line", ZC_INT, "line", "行号", "line" },
	{ "name", ZC_TEXT, "key", "键名", "name of the key, never the value" },
	{ "mode", ZC_INT, "mode", "权限", "permission bits" },
	{ "readable_by_others", ZC_BOOL, "readable by others", "他人可读",
	    "1 = group or others may read" },

};

enum {
	FILE_MAX = 1 << 20, /* bytes of a settings file or script */
	HISTORY_MAX = 4 << 20,
	ROWS_PER_FILE = 50,
	ENTRIES_MAX = 200000, /* of one tree */
	MS_MAX = 8000,
	WEB_DEPTH = 8,
	HOME_DEPTH = 3
};

/* How a line of a file is judged. */
enum form {
	SETTINGS,
	CODE,
	COMMANDS,
	COLONS,
	URLS,
	NETRC,
	SECRETS
};

struct known { /* a file by its place */
	const char *kind;
	const char *path; /* pattern; below each home when relative */
	enum form form;
};

static const struct known files[] = {
	{ "netrc", ".netrc", NETRC },
	{ "pgpass", ".pgpass", COLONS },
	{ "my_cnf", ".my.cnf", SETTINGS },
	{ "my_cnf", "/etc/my.cnf", SETTINGS },
	{ "my_cnf", "/etc/mysql/*.cnf", SETTINGS },
	{ "git", ".git-credentials", URLS },
	{ "git", ".config/git/credentials", URLS },
	{ "smb", ".smbcredentials", SETTINGS },
	{ "smb", ".smbcred*", SETTINGS },
	{ "smb", "/etc/samba/*cred*", SETTINGS },
	{ "cloud", ".aws/credentials", SETTINGS },
	{ "cloud", ".ossutilconfig", SETTINGS },
	{ "cloud", ".config/rclone/rclone.conf", SETTINGS },
	{ "cloud", ".kube/config", SETTINGS },
	{ "cloud", ".docker/config.json", SETTINGS },
	{ "cloud", ".aliyun/config.json", SETTINGS },
	{ "config", ".npmrc", SETTINGS },
	{ "config", ".pypirc", SETTINGS },
	{ "config", ".m2/settings.xml", SETTINGS },
	{ "history", ".bash_history", COMMANDS },
	{ "history", ".zsh_history", COMMANDS },
	{ "history", ".ash_history", COMMANDS },
	{ "history", ".sh_history", COMMANDS },
	{ "history", ".local/share/fish/fish_history", COMMANDS },
	{ "mail", ".msmtprc", SECRETS },
	{ "mail", ".fetchmailrc", SECRETS },
	{ "mail", ".muttrc", SETTINGS },
	{ "mail", "/etc/msmtprc", SECRETS },
	{ "mail", "/etc/ssmtp/ssmtp.conf", SETTINGS },
	{ "mail", "/etc/postfix/sasl_passwd", COLONS },
	{ "wifi", "/etc/NetworkManager/system-connections/*", SETTINGS },
	{ "wifi", "/etc/wpa_supplicant/*.conf", SETTINGS },
	{ "wifi", "/etc/netplan/*.yaml", SETTINGS },
	{ "wifi", "/etc/sysconfig/network-scripts/keys-*", SETTINGS },
	{ "vpn", "/etc/ppp/*-secrets", SECRETS },
	{ "vpn", "/etc/ipsec.secrets", SECRETS },
	{ "vpn", "/etc/swanctl/conf.d/*.conf", SETTINGS },
	{ "vpn", "/etc/xl2tpd/xl2tpd.conf", SETTINGS },
};

struct scan {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_users users;
	bool homes; /* the walk is of homes: scripts, not settings */
};

static int
emit(struct scan *s, const char *kind, const char *path, struct zc_str name,
    int64_t line, struct zc_err *e)
{
	const char *owner = NULL;
	struct stat st;

	zc_put_cstr(s->t, "kind", kind);
	zc_put_cstr(s->t, "path", path);
	zc_put(s->t, "name", name);
	if (line > 0)
		zc_put_int(s->t, "line", line);
	if (zc_fs_stat(s->l->root, path, &st, NULL) == ZC_OK) {
		owner = zc_users_name(&s->users, st.st_uid);
		zc_put_int(s->t, "mode", st.st_mode & 07777);
		zc_put_int(s->t, "readable_by_others", (st.st_mode & 044) != 0);
	}
	if (owner != NULL)
		zc_put_cstr(s->t, "account", owner);
	return zc_row(s->t, e);
}

/* The word "password" with something behind it (netrc(5), msmtp, chap). */
static bool
netrc_line(struct zc_str line, struct zc_str *name)
{
	struct zc_str w;

	while (zc_str_word(&line, &w)) {
		if (!zc_str_isi(w, "password") && !zc_str_isi(w, "passwd"))
			continue;
		*name = w;
		return zc_str_word(&line, &w);
	}
	return false;
}

static bool
colons_line(struct zc_str line, struct zc_str *name)
{
	line = zc_str_trim(line);
	*name = ZC_S("password");
	return line.n > 0 && line.p[0] != '#' &&
	    zc_str_find(line, ':') < line.n && !zc_str_ends(line, ":");
}

static bool
url_line(struct zc_str line, struct zc_str *name)
{
	size_t n = zc_str_search(line, "://"), at;

	line = zc_str_sub(line, n + 3, line.n);
	at = zc_str_find(line, '@');
	*name = ZC_S("password");
	return at < line.n && zc_str_find(line, ':') < at;
}

/* "client server secret addresses" of pap- and chap-secrets, ": PSK x". */
static bool
secrets_line(struct zc_str line, struct zc_str *name)
{
	struct zc_str w;
	size_t words = 0;

	line = zc_str_trim(line);
	if (line.n == 0 || line.p[0] == '#' || zc_str_starts(line, "@"))
		return false;
	if (netrc_line(line, name))
		return true;
	while (zc_str_word(&line, &w)) {
		words++;
		if (zc_str_is(w, "PSK") || zc_str_is(w, "XAUTH") ||
		    zc_str_is(w, "EAP")) {
			*name = w;
			return true;
		}
	}
	*name = ZC_S("secret");
	return words >= 3;
}

static bool
hit(struct zc_arena *a, enum form form, struct zc_str line, struct zc_str *name)
{
	switch (form) {
	case COMMANDS:
		return zc_credential_command(line, a, name);
	case COLONS:
		return colons_line(line, name);
	case URLS:
		return url_line(line, name);
	case NETRC:
		return netrc_line(line, name);
	case SECRETS:
		return secrets_line(line, name);
	default:
		return zc_credential_line(line, form == CODE, name);
	}
}

/* NetworkManager keeps VPN secrets in the same directory as wireless keys. */
static const char *
kind_of(const char *kind, struct zc_str section)
{
	if (strcmp(kind, "wifi") == 0 && zc_str_starts(section, "vpn"))
		return "vpn";
	return kind;
}

static int
read_file(struct scan *s, const char *kind, const char *path, enum form form,
    struct zc_err *e)
{
	struct zc_str text, line, name, section = { "", 0 };
	int64_t n = 0;
	size_t rows = 0, max = form == COMMANDS ? HISTORY_MAX : FILE_MAX;
	struct zc_arena a; /* many files: their bytes go with each */
	int rc;

	zc_arena_init(&a, 2 * max);
	rc = zc_fs_read(s->l->root, path, max, &a, &text, NULL);
	if (rc != ZC_OK) {
		/* ZC_EINPUT: a directory of that name. */
		if (rc != ZC_EINPUT)
			zc_miss_rc(s->t, path, rc);
		rc = ZC_OK;
		goto out;
	}
	/* A program in machine code is no text. */
	if (memchr(text.p, 0, text.n < 512 ? text.n : 512) != NULL)
		goto out;
	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		n++;
		if (line.n > 1 && line.p[0] == '[')
			section = zc_str_sub(line, 1, line.n);
		if (!hit(&a, form, line, &name))
			continue;
		if (rows++ == ROWS_PER_FILE)
			break; /* enough to show what the file is */
		rc = emit(s, kind_of(kind, section), path, name, n, e);
	}
out:
	zc_arena_fini(&a);
	return rc;
}

static int
read_pattern(struct scan *s, const struct known *k, const char *pattern,
    struct zc_err *e)
{
	struct zc_paths found = { 0 };
	int rc = zc_expand(s->l, s->t, pattern, 500, &found, e);

	for (size_t i = 0; i < found.n && rc == ZC_OK; i++)
		rc = read_file(s, k->kind, found.v[i], k->form, e);
	return rc;
}

static int
known_files(struct scan *s, struct zc_err *e)
{
	const struct zc_user *u;
	const char *path;
	size_t i = 0, k;
	int rc = ZC_OK;

	for (k = 0; k < ZC_LEN(files) && rc == ZC_OK; k++)
		if (files[k].path[0] == '/')
			rc = read_pattern(s, &files[k], files[k].path, e);
	while (rc == ZC_OK && zc_users_home(s->l, s->t, &s->users, &i, &u))
		for (k = 0; k < ZC_LEN(files) && rc == ZC_OK; k++) {
			if (files[k].path[0] == '/')
				continue;
			path = zc_fs_join(s->l->a, u->home, files[k].path);
			if (path == NULL)
				return ZC_FAIL(e, ZC_ENOMEM, "no room");
			rc = read_pattern(s, &files[k], path, e);
		}
	return rc;
}

/* fstab(5): password= in the options, or a file of credentials. */
static int
fstab(struct scan *s, struct zc_err *e)
{
	static const char file[] = "/etc/fstab";
	struct zc_str text, rest, w, options, o;
	struct zc_kv_rd r;
	struct zc_kv kv;
	const char *path;
	int rc = ZC_OK;

	if (zc_look_read(s->l, s->t, file, &text) != ZC_OK)
		return ZC_OK;
	zc_kv_init(&r, text, ZC_KV_BLANK, s->l->a);
	while (rc == ZC_OK && zc_kv_next(&r, &kv)) {
		rest = kv.value;
		if (!zc_str_word(&rest, &w) || !zc_str_word(&rest, &w) ||
		    !zc_str_word(&rest, &options))
			continue;
		while (rc == ZC_OK && zc_str_cut(&options, ',', &o)) {
			size_t n = zc_str_find(o, '=');
			struct zc_str v = zc_str_sub(o, n + 1, o.n);

			o = zc_str_sub(o, 0, n);
			if ((zc_str_is(o, "password") ||
				zc_str_is(o, "pass")) &&
			    v.n > 0)
				rc = emit(s, "fstab", file, o, kv.line, e);
			if (!zc_str_starts(o, "cred") || v.n == 0)
				continue;
			path = zc_arena_dup(s->l->a, v.p, v.n);
			if (path != NULL)
				rc = read_file(s, "smb", path, SETTINGS, e);
		}
	}
	return rc;
}

static bool
is_settings(struct zc_str name)
{
	static const char *const names[] = { "wp-config.php", "config.php",
		"config.inc.php", "database.php", "db.php", "database.yml",
		"settings.py", "settings.php", "web.config", "local.xml",
		"context.xml", "server.xml", "config.json", "secrets.yml" };
	static const char *const ends[] = { ".properties", ".env", ".ini" };

	for (size_t i = 0; i < ZC_LEN(names); i++)
		if (zc_str_is(name, names[i]))
			return true;
	for (size_t i = 0; i < ZC_LEN(ends); i++)
		if (zc_str_ends(name, ends[i]))
			return true;
	return zc_str_starts(name, ".env") ||
	    (zc_str_starts(name, "application") &&
		(zc_str_ends(name, ".yml") || zc_str_ends(name, ".yaml")));
}

static bool
is_script(struct zc_str name)
{
	static const char *const ends[] = { ".sh", ".py", ".pl", ".rb", ".exp",
		".expect", ".bat", ".ps1" };

	for (size_t i = 0; i < ZC_LEN(ends); i++)
		if (zc_str_ends(name, ends[i]))
			return true;
	return false;
}

static bool
in_code(struct zc_str name)
{
	return is_script(name) || zc_str_ends(name, ".php");
}

static int
visit(void *ctx, const struct zc_walk_at *at, struct zc_err *e)
{
	struct zc_str name = zc_str_of(at->name);
	struct scan *s = ctx;
	const char *path;
	bool script = is_script(name);

	if (!S_ISREG(at->st->st_mode) || at->st->st_size > FILE_MAX ||
	    (!script && (s->homes || !is_settings(name))))
		return ZC_OK;
	path = zc_arena_dup(s->l->a, at->path, strlen(at->path));
	if (path == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for a path");
	return read_file(s, script ? "script" : "config", path,
	    in_code(name) ? CODE : SETTINGS, e);
}

static int
trees(struct scan *s, struct zc_err *e)
{
	static const struct {
		const char *path;
		bool homes;
	} tops[] = { { "/var/www", false }, { "/srv", false },
		{ "/opt", false }, { "/usr/local/tomcat", false },
		{ "/root", true }, { "/home", true } };
	int rc = ZC_OK;

	for (size_t i = 0; i < ZC_LEN(tops) && rc == ZC_OK; i++) {
		struct zc_walk w = { .max_entries = ENTRIES_MAX,
			.max_ms = MS_MAX,
			.max_depth = tops[i].homes ? HOME_DEPTH : WEB_DEPTH,
			.shallow = true,
			.visit = visit,
			.ctx = s };

		s->homes = tops[i].homes;
		rc = zc_walk_run(s->l, s->t, tops[i].path, &w, e);
		if (rc == ZC_ENOENT || rc == ZC_EACCES) {
			zc_miss_rc(s->t, tops[i].path, rc);
			rc = ZC_OK;
		}
	}
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct scan s = { .l = l, .t = t };
	int rc = zc_users_load(l, t, &s.users);

	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "the accounts could not be read");
	rc = known_files(&s, e);
	if (rc == ZC_OK)
		rc = fstab(&s, e);
	if (rc == ZC_OK)
		rc = trees(&s, e);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_plain_credential = {
	.table = "plain_credential",
	.en = "stored credentials",
	.zh = "明文凭据",
	.mean = "places that hold a password or key in plain text; never the "
		"text itself",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
