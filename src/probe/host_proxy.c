/* proxy: proxy settings of system, package manager, desktop, shell, browsers.
 */
#include "probe/probe.h"

#include "base/buf.h"
#include "base/fs.h"
#include "probe/expand.h"
#include "probe/ini.h"
#include "probe/mask.h"
#include "probe/users.h"

static const struct zc_col cols[] = {
	{ "scope", ZC_TEXT, "scope", "范围", "system, account" },
	{ "account", ZC_TEXT, "account", "账户", "account" },
	{ "program", ZC_TEXT, "program", "程序",
	    "environment, apt, dnf, gnome, kde, git, browser" },
	{ "value", ZC_TEXT, "value", "取值",
	    "address with user and password masked" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	const char *account; /* "" system */
	const char *program;
	const char *file;
	struct zc_err *e;
};

static int
emit(const struct ctx *c, struct zc_str value, int64_t line)
{
	struct zc_buf b;
	int rc;

	value = zc_ini_unquote(value);
	if (value.n == 0 || zc_str_isi(value, "direct") ||
	    zc_str_is(value, "false"))
		return ZC_OK;
	zc_buf_init(&b, 4096);
	zc_mask_url(&b, value);
	zc_put_cstr(
	    c->t, "scope", c->account[0] == '\0' ? "system" : "account");
	if (c->account[0] != '\0')
		zc_put_cstr(c->t, "account", c->account);
	zc_put_cstr(c->t, "program", c->program);
	zc_put(c->t, "value", zc_buf_get(&b));
	zc_put_cstr(c->t, "file", c->file);
	if (line > 0)
		zc_put_int(c->t, "line", line);
	rc = zc_row(c->t, c->e);
	zc_buf_fini(&b);
	return rc;
}

/* http_proxy, HTTPS_PROXY, all_proxy …; no_proxy is the opposite. */
static bool
proxy_variable(struct zc_str name)
{
	static const char *const names[] = { "http_proxy", "https_proxy",
		"ftp_proxy", "all_proxy", "socks_proxy", "rsync_proxy" };

	for (size_t i = 0; i < ZC_LEN(names); i++) {
		if (zc_str_isi(name, names[i]))
			return true;
	}
	return false;
}

/* Shell files, /etc/environment, wgetrc: NAME=VALUE, "export" before it. */
static int
variables(const struct ctx *c, struct zc_str text)
{
	struct zc_ini i;
	struct zc_str key, word, value;
	int rc = ZC_OK;

	zc_ini_init(&i, text);
	while (rc == ZC_OK && zc_ini_next(&i)) {
		key = i.key;
		/* The last word before the sign: "declare -x name". */
		while (zc_str_word(&key, &word) && key.n > 0)
			;
		if (!proxy_variable(word))
			continue;
		value = i.value;
		if (value.n > 0 && value.p[0] != '"' && value.p[0] != '\'')
			value = zc_str_sub(value, 0,
			    zc_str_find(
				zc_str_sub(value, 0, zc_str_find(value, ';')),
				' '));
		rc = emit(c, value, i.line);
	}
	return rc;
}

/* Key files with a key "proxy": dnf, yum, git, npm, pip. */
static int
proxy_keys(const struct ctx *c, struct zc_str text)
{
	struct zc_ini i;
	int rc = ZC_OK;

	zc_ini_init(&i, text);
	while (rc == ZC_OK && zc_ini_next(&i)) {
		if (zc_str_isi(i.key, "proxy") ||
		    zc_str_isi(i.key, "https-proxy") ||
		    zc_str_isi(i.key, "https_proxy") ||
		    zc_str_isi(i.key, "http_proxy"))
			rc = emit(c, i.value, i.line);
	}
	return rc;
}

/* apt.conf(5): Acquire::http::Proxy "http://…"; or nested in braces. */
static int
apt_conf(const struct ctx *c, struct zc_str text)
{
	struct zc_str line, value;
	int64_t number = 0;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		size_t at;

		number++;
		line = zc_str_trim(line);
		if (line.n == 0 || line.p[0] == '#' ||
		    zc_str_starts(line, "//"))
			continue;
		at = zc_str_search(line, "Proxy");
		if (at == line.n)
			at = zc_str_search(line, "proxy");
		value = zc_str_sub(line, at, line.n);
		at = zc_str_find(value, '"');
		value = zc_str_sub(value, at + 1, value.n);
		value = zc_str_sub(value, 0, zc_str_find(value, '"'));
		rc = emit(c, value, number);
	}
	return rc;
}

/* kioslaverc: 1 by hand, 2 by script, 4 from the environment. */
static int
kde(const struct ctx *c, struct zc_str text)
{
	struct zc_ini i;
	struct zc_str type = zc_ini_get(text, "Proxy Settings", "ProxyType");
	int rc = ZC_OK;

	if (type.n == 0 || zc_str_is(type, "0"))
		return ZC_OK;
	zc_ini_init(&i, text);
	while (rc == ZC_OK && zc_ini_next(&i)) {
		if (zc_str_is(i.section, "Proxy Settings") &&
		    (zc_str_is(i.key, "httpProxy") ||
			zc_str_is(i.key, "httpsProxy") ||
			zc_str_is(i.key, "socksProxy") ||
			zc_str_is(i.key, "Proxy Config Script")))
			rc = emit(c, i.value, i.line);
	}
	return rc;
}

/* user_pref("network.proxy.http", "192.0.2.1"); */
static int
firefox(const struct ctx *c, struct zc_str text)
{
	static const char *const keys[] = { "network.proxy.http\"",
		"network.proxy.ssl\"", "network.proxy.socks\"",
		"network.proxy.autoconfig_url\"" };
	struct zc_str line, value, rest = text;
	bool on = zc_str_search(text, "\"network.proxy.type\", 1") < text.n ||
	    zc_str_search(text, "\"network.proxy.type\", 2") < text.n;
	int64_t number = 0;
	int rc = ZC_OK;

	while (on && rc == ZC_OK && zc_str_line(&rest, &line)) {
		number++;
		for (size_t k = 0; k < ZC_LEN(keys) && rc == ZC_OK; k++) {
			size_t at = zc_str_search(line, keys[k]);

			if (at == line.n)
				continue;
			value = zc_str_sub(line, at + strlen(keys[k]), line.n);
			at = zc_str_find(value, '"');
			value = zc_str_sub(value, at + 1, value.n);
			value = zc_str_sub(value, 0, zc_str_find(value, '"'));
			rc = emit(c, value, number);
		}
	}
	return rc;
}

struct place {
	const char *pattern; /* below the root or below a home directory */
	const char *program;
	int (*read)(const struct ctx *, struct zc_str);
};

static const struct place system_places[] = {
	{ "/etc/environment", "environment", variables },
	{ "/etc/environment.d/*.conf", "environment", variables },
	{ "/etc/profile", "environment", variables },
	{ "/etc/profile.d/*", "environment", variables },
	{ "/etc/bash.bashrc", "environment", variables },
	{ "/etc/bashrc", "environment", variables },
	{ "/etc/zsh/zshenv", "environment", variables },
	{ "/etc/zsh/zshrc", "environment", variables },
	{ "/etc/wgetrc", "wget", variables },
	{ "/etc/apt/apt.conf", "apt", apt_conf },
	{ "/etc/apt/apt.conf.d/*", "apt", apt_conf },
	{ "/etc/dnf/dnf.conf", "dnf", proxy_keys },
	{ "/etc/yum.conf", "dnf", proxy_keys },
	{ "/etc/yum.repos.d/*.repo", "dnf", proxy_keys },
	{ "/etc/gitconfig", "git", proxy_keys },
	{ "/etc/pip.conf", "pip", proxy_keys },
	{ "/etc/xdg/kioslaverc", "kde", kde },
};

static const struct place home_places[] = {
	{ ".bashrc", "environment", variables },
	{ ".profile", "environment", variables },
	{ ".bash_profile", "environment", variables },
	{ ".zshrc", "environment", variables },
	{ ".zshenv", "environment", variables },
	{ ".pam_environment", "environment", variables },
	{ ".config/environment.d/*.conf", "environment", variables },
	{ ".wgetrc", "wget", variables },
	{ ".curlrc", "curl", proxy_keys },
	{ ".gitconfig", "git", proxy_keys },
	{ ".config/git/config", "git", proxy_keys },
	{ ".npmrc", "npm", proxy_keys },
	{ ".pip/pip.conf", "pip", proxy_keys },
	{ ".config/pip/pip.conf", "pip", proxy_keys },
	{ ".config/kioslaverc", "kde", kde },
	{ ".mozilla/firefox/*/prefs.js", "browser", firefox },
};

enum {
	FILES_MAX = 2000
};

static int
look_at(struct ctx *c, const struct place *p, const char *pattern)
{
	struct zc_paths files = { 0 };
	struct zc_str text;
	int rc = zc_expand(c->l, c->t, pattern, FILES_MAX, &files, c->e);

	c->program = p->program;
	for (size_t i = 0; rc == ZC_OK && i < files.n; i++) {
		c->file = files.v[i];
		if (zc_look_read(c->l, c->t, c->file, &text) == ZC_OK)
			rc = p->read(c, text);
	}
	return rc;
}

static int
look_home(struct ctx *c, const struct zc_user *u)
{
	int rc = ZC_OK;

	c->account = u->name;
	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(home_places); i++) {
		const char *p =
		    zc_fs_join(c->l->a, u->home, home_places[i].pattern);

		rc = p == NULL ? ZC_FAIL(c->e, ZC_ENOMEM, "no room")
			       : look_at(c, &home_places[i], p);
	}
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .account = "", .e = e };
	const struct zc_user *u;
	struct zc_users users = { 0 };
	size_t i = 0;
	int rc = ZC_OK;

	for (size_t k = 0; rc == ZC_OK && k < ZC_LEN(system_places); k++)
		rc = look_at(&c, &system_places[k], system_places[k].pattern);
	/* Without passwd there are no homes to look into. */
	if (rc == ZC_OK && zc_users_load(l, t, &users) != ZC_OK)
		users = (struct zc_users){ 0 };
	while (rc == ZC_OK && zc_users_home(l, t, &users, &i, &u))
		rc = look_home(&c, u);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_proxy = {
	.table = "proxy",
	.en = "proxies",
	.zh = "代理设置",
	.mean = "proxy settings of system, package manager, desktop, shell, "
		"browsers",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
