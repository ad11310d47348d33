/* login_policy: settings of password quality, ageing, lock-out and sessions, as
 * they take effect. */
#include "probe/ini.h"
#include "probe/lines.h"
#include "probe/pam.h"
#include "probe/shellvar.h"

static const struct zc_col cols[] = {
	{ "area", ZC_TEXT, "area", "类别",
	    "login_defs, pwquality, pwhistory, faillock, useradd, shell, "
	    "securetty, access, libuser, limits" },
	{ "name", ZC_TEXT, "setting", "设置项",
	    "name as in the file, e.g. PASS_MAX_DAYS, minlen, deny, TMOUT, "
	    "umask" },
	{ "value", ZC_TEXT, "value", "取值",
	    "value as written, or the module's built-in default" },
	{ "number", ZC_INT, "number", "数值",
	    "value as a number; octal for umask; null when not numeric" },
	{ "origin", ZC_TEXT, "origin", "出处",
	    "file, argument (of a PAM module) or default" },
	{ "readonly", ZC_BOOL, "read-only", "只读",
	    "1 = the shell variable is declared readonly" },
	{ "file", ZC_TEXT, "file", "文件", "file it stands in" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

enum {
	VALUES_MAX = 200
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_pam pam;
	struct zc_err *e;
	int rc;
};

/* One setting with where it was found. */
struct value {
	struct zc_str name, value;
	const char *origin; /* file, argument, default */
	const char *file;
	int line;
};

struct values { /* the last one put under a name counts */
	struct value v[VALUES_MAX];
	size_t n;
};

struct fallback { /* what a module does when nothing is written */
	const char *name;
	const char *value;
};

/* Built-in values: pwquality.conf(5), pam_cracklib(8), faillock.conf(5),
   pam_pwhistory(8), pam_tally2(8). */
static const struct fallback pwquality[] = { { "difok", "1" },
	{ "minlen", "8" }, { "dcredit", "0" }, { "ucredit", "0" },
	{ "lcredit", "0" }, { "ocredit", "0" }, { "minclass", "0" },
	{ "maxrepeat", "0" }, { "maxsequence", "0" }, { "maxclassrepeat", "0" },
	{ "gecoscheck", "0" }, { "dictcheck", "1" }, { "usercheck", "1" },
	{ "enforcing", "1" }, { "retry", "1" }, { NULL, NULL } };
static const struct fallback cracklib[] = { { "difok", "5" }, { "minlen", "9" },
	{ "dcredit", "1" }, { "ucredit", "1" }, { "lcredit", "1" },
	{ "ocredit", "1" }, { "minclass", "0" }, { "maxrepeat", "0" },
	{ "maxsequence", "0" }, { "retry", "1" }, { NULL, NULL } };
static const struct fallback faillock[] = { { "deny", "3" },
	{ "fail_interval", "900" }, { "unlock_time", "600" }, { NULL, NULL } };
static const struct fallback pwhistory[] = { { "remember", "10" },
	{ "retry", "1" }, { NULL, NULL } };
static const struct fallback none[] = { { NULL, NULL } };

/* Arguments that say how a module is called, not what it demands. */
static bool
is_plumbing(struct zc_str name)
{
	static const char *const words[] = { "try_first_pass", "use_first_pass",
		"use_authtok", "authtok_type", "silent", "audit", "debug",
		"preauth", "authfail", "authsucc", "type", "conf", "requisite",
		"nodelay", "no_log_info", "shadow", "nullok", "onerr" };

	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (zc_str_is(name, words[i]))
			return true;
	return false;
}

static void
put(struct ctx *c, const char *area, const struct value *v, int readonly)
{
	int64_t n;
	int base = zc_str_isi(v->name, "umask") ? 8 : 10;

	if (c->rc != ZC_OK)
		return;
	zc_put_cstr(c->t, "area", area);
	zc_put(c->t, "name", v->name);
	zc_put(c->t, "value", v->value);
	if (zc_str_int(v->value, base, &n))
		zc_put_int(c->t, "number", n);
	zc_put_cstr(c->t, "origin", v->origin);
	if (readonly != -1)
		zc_put_int(c->t, "readonly", readonly);
	if (v->file != NULL)
		zc_put_cstr(c->t, "file", v->file);
	if (v->line > 0)
		zc_put_int(c->t, "line", v->line);
	c->rc = zc_row(c->t, c->e);
}

static void
put_all(struct ctx *c, const char *area, const struct values *vs)
{
	for (size_t i = 0; i < vs->n; i++)
		put(c, area, &vs->v[i], -1);
}

static void
keep(struct values *vs, struct value v)
{
	for (size_t i = 0; i < vs->n; i++)
		if (zc_str_eq(vs->v[i].name, v.name)) {
			vs->v[i] = v;
			return;
		}
	if (vs->n < VALUES_MAX)
		vs->v[vs->n++] = v;
}

/* "name = value", "name value" or a bare "name", which is put as 1. */
static bool
name_value(struct zc_str line, struct value *v)
{
	size_t n = 0;

	line = zc_lines_before(line, '#');
	while (n < line.n && strchr(" \t=", line.p[n]) == NULL)
		n++;
	v->name = zc_str_sub(line, 0, n);
	while (n < line.n && strchr(" \t=", line.p[n]) != NULL)
		n++;
	v->value = zc_lines_unquote(zc_str_trim(zc_str_sub(line, n, line.n)));
	if (v->value.n == 0)
		v->value = ZC_S("1");
	return v->name.n > 0;
}

static void
read_file(struct ctx *c, const char *path, struct values *vs)
{
	struct zc_lines r;
	struct zc_str text, line;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_lines_init(&r, text, false, NULL);
	while (zc_lines_real(&r, &line)) {
		struct value v = {
			.origin = "file", .file = path, .line = r.at
		};

		if (name_value(line, &v))
			keep(vs, v);
	}
}

static void
read_files(struct ctx *c, const char *pattern, struct values *vs)
{
	struct zc_fs_list files;

	if (zc_lines_glob(c->l, c->t, pattern, &files) != ZC_OK)
		return;
	for (size_t i = 0; i < files.n; i++)
		read_file(c, files.names[i], vs);
}

static void
read_args(const struct zc_pam_rule *r, struct values *vs)
{
	struct zc_str rest = r->args, w;

	while (zc_str_word(&rest, &w)) {
		struct value v = {
			.origin = "argument", .file = r->file, .line = r->line
		};

		if (name_value(w, &v) && !is_plumbing(v.name))
			keep(vs, v);
	}
}

static void
read_defaults(const struct fallback *f, struct values *vs)
{
	for (; f->name != NULL; f++)
		keep(vs,
		    (struct value){ .name = zc_str_of(f->name),
			.value = zc_str_of(f->value),
			.origin = "default" });
}

/*
 * First rule with this module in the stacks that people meet. The service
 * `passwd` is asked first for passwords: another one's module does not bind
 * it.
 */
static const struct zc_pam_rule *
find(const struct ctx *c, const char *type, const char *module)
{
	static const char *const passwd[] = { "passwd", "common-password",
		"system-auth", "password-auth" };
	static const char *const auth[] = { "login", "sshd", "system-auth",
		"password-auth", "common-auth", "gdm-password", "lightdm",
		"common-account" };
	bool is_pw = strcmp(type, "password") == 0;
	const char *const *svc = is_pw ? passwd : auth;
	size_t n = is_pw ? ZC_LEN(passwd) : ZC_LEN(auth);

	for (size_t s = 0; s < n; s++) {
		bool there = false;

		for (size_t i = 0; i < c->pam.n; i++) {
			const struct zc_pam_rule *r = &c->pam.v[i];

			if (strcmp(r->service, svc[s]) != 0 ||
			    strcmp(r->type, type) != 0)
				continue;
			there = true;
			if (zc_str_is(r->module, module))
				return r;
		}
		if (there && is_pw)
			return NULL;
	}
	return NULL;
}

/* A module with its configuration file; nothing when it is in no stack. */
static bool
module(struct ctx *c, const char *area, const char *type, const char *name,
    const char *conf, const struct fallback *defaults)
{
	const struct zc_pam_rule *r = find(c, type, name);
	struct values vs = { .n = 0 };
	struct zc_str other;
	char dir[128];

	if (r == NULL)
		return false;
	read_defaults(defaults, &vs);
	if (zc_pam_arg(r, "conf", &other) && other.n > 0)
		conf = zc_lines_cstr(c->l->a, other);
	if (conf != NULL) {
		/* libpwquality reads the main file last */
		(void)snprintf(dir, sizeof(dir), "%s.d/*.conf", conf);
		read_files(c, dir, &vs);
		read_file(c, conf, &vs);
	}
	read_args(r, &vs);
	put_all(c, area, &vs);
	return true;
}

/* pam_unix has a least length and a history of its own. */
static void
unix_module(struct ctx *c, bool quality, bool history)
{
	const struct zc_pam_rule *r = find(c, "password", "pam_unix");
	struct value v = { .origin = "argument" };

	if (r == NULL)
		return;
	v.file = r->file;
	v.line = r->line;
	v.name = ZC_S("minlen");
	if (!quality && zc_pam_arg(r, "minlen", &v.value)) {
		put(c, "pwquality", &v, -1);
	} else if (!quality && zc_pam_arg(r, "obscure", &v.value)) {
		v.value = ZC_S("6"); /* pam_unix(8) of Debian */
		v.origin = "default";
		put(c, "pwquality", &v, -1);
	}
	v.origin = "argument";
	v.name = ZC_S("remember");
	if (!history && zc_pam_arg(r, "remember", &v.value))
		put(c, "pwhistory", &v, -1);
}

static void
modules(struct ctx *c)
{
	bool q, h;

	q = module(c, "pwquality", "password", "pam_pwquality",
		"/etc/security/pwquality.conf", pwquality) ||
	    module(
		c, "pwquality", "password", "pam_cracklib", NULL, cracklib) ||
	    module(c, "pwquality", "password", "pam_passwdqc",
		"/etc/passwdqc.conf", none);
	h = module(c, "pwhistory", "password", "pam_pwhistory",
	    "/etc/security/pwhistory.conf", pwhistory);
	unix_module(c, q, h);
	if (!module(c, "faillock", "auth", "pam_faillock",
		"/etc/security/faillock.conf", faillock) &&
	    !module(c, "faillock", "auth", "pam_tally2", NULL, none))
		(void)module(c, "faillock", "auth", "pam_tally", NULL, none);
}

/* Who may enter: modules that admit or refuse, by service. */
static void
access_modules(struct ctx *c)
{
	static const char *const names[] = { "pam_wheel", "pam_access",
		"pam_time", "pam_securetty" };

	for (size_t i = 0; i < c->pam.n; i++) {
		const struct zc_pam_rule *r = &c->pam.v[i];

		for (size_t k = 0; k < ZC_LEN(names); k++) {
			struct value v = { .name = r->module,
				.origin = "argument",
				.file = r->file,
				.line = r->line };

			if (!zc_str_is(r->module, names[k]))
				continue;
			v.value = zc_str_of(r->service);
			put(c, "access", &v, -1);
		}
	}
}

static bool
any(const struct ctx *c, const char *name)
{
	for (size_t i = 0; i < c->pam.n; i++)
		if (zc_str_is(c->pam.v[i].module, name))
			return true;
	return false;
}

static void
securetty(struct ctx *c)
{
	static const char path[] = "/etc/securetty";
	struct zc_lines r;
	struct zc_str text, line;

	if (!any(c, "pam_securetty") ||
	    zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_lines_init(&r, text, false, NULL);
	while (zc_lines_real(&r, &line)) {
		struct value v = { .name = ZC_S("tty"),
			.value = line,
			.origin = "file",
			.file = path,
			.line = r.at };

		put(c, "securetty", &v, -1);
	}
}

/* "domain type item value": named by the item, "domain type value". */
static void
limits_file(struct ctx *c, const char *path)
{
	struct zc_lines r;
	struct zc_str text, line, who, type, item, val;
	int64_t n;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_lines_init(&r, text, false, NULL);
	while (c->rc == ZC_OK && zc_lines_real(&r, &line)) {
		line = zc_lines_before(line, '#');
		if (!zc_str_word(&line, &who) || !zc_str_word(&line, &type) ||
		    !zc_str_word(&line, &item) || !zc_str_word(&line, &val)) {
			zc_lines_miss(c->t, path, r.at,
			    ZC_N("this line is malformed and was left out"));
			continue;
		}
		zc_put_cstr(c->t, "area", "limits");
		zc_put(c->t, "name", item);
		zc_put(c->t, "value",
		    zc_lines_cat(c->l->a,
			zc_lines_cat(c->l->a, who, ZC_S(" "), type), ZC_S(" "),
			val));
		if (zc_str_int(val, 10, &n))
			zc_put_int(c->t, "number", n);
		zc_put_cstr(c->t, "origin", "file");
		zc_put_cstr(c->t, "file", path);
		zc_put_int(c->t, "line", r.at);
		c->rc = zc_row(c->t, c->e);
	}
}

static void
limits(struct ctx *c)
{
	struct zc_fs_list files;

	if (!any(c, "pam_limits"))
		return;
	limits_file(c, "/etc/security/limits.conf");
	if (zc_lines_glob(
		c->l, c->t, "/etc/security/limits.d/*.conf", &files) != ZC_OK)
		return;
	for (size_t i = 0; i < files.n; i++)
		limits_file(c, files.names[i]);
}

static bool
declared_readonly(const struct ctx *c, struct zc_str text, struct zc_str name)
{
	struct zc_shellvars s;
	struct zc_shellvar v;

	zc_shellvar_init(&s, text, c->l->a);
	while (zc_shellvar_next(&s, &v))
		if (v.readonly && zc_str_eq(v.name, name))
			return true;
	return false;
}

static void
shell_file(struct ctx *c, const char *path)
{
	static const char *const names[] = { "TMOUT", "umask", "HISTSIZE",
		"HISTFILESIZE", "HISTTIMEFORMAT" };
	struct zc_shellvars s;
	struct zc_shellvar sv;
	struct zc_str text;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_shellvar_init(&s, text, c->l->a);
	while (zc_shellvar_next(&s, &sv)) {
		struct value v = { .name = sv.name,
			.value = sv.value,
			.origin = "file",
			.file = path,
			.line = sv.line };

		for (size_t i = 0; sv.assigned && i < ZC_LEN(names); i++)
			if (zc_str_is(sv.name, names[i]))
				put(c, "shell", &v,
				    declared_readonly(c, text, sv.name));
	}
}

static void
shell(struct ctx *c)
{
	static const char *const patterns[] = { "/etc/environment",
		"/etc/profile", "/etc/profile.d/*.sh", "/etc/bash.bashrc",
		"/etc/bashrc", "/root/.bashrc", "/root/.bash_profile",
		"/root/.profile" };
	struct zc_fs_list files;

	for (size_t i = 0; i < ZC_LEN(patterns); i++) {
		if (zc_lines_glob(c->l, c->t, patterns[i], &files) != ZC_OK)
			continue;
		for (size_t k = 0; k < files.n; k++)
			shell_file(c, files.names[k]);
	}
}

static void
plain(struct ctx *c, const char *area, const char *path)
{
	struct values vs = { .n = 0 };

	read_file(c, path, &vs);
	put_all(c, area, &vs);
}

static void
libuser(struct ctx *c)
{
	static const char path[] = "/etc/libuser.conf";
	struct zc_ini ini;
	struct zc_str text;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_ini_init(&ini, text);
	while (zc_ini_next(&ini)) {
		struct value v = { .name = ini.key,
			.value = ini.value,
			.origin = "file",
			.file = path,
			.line = ini.line };

		if (zc_str_is(ini.section, "defaults"))
			put(c, "libuser", &v, -1);
	}
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e, .rc = ZC_OK };
	int rc;

	if (!zc_fs_exists(l->root, "/etc"))
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("no /etc directory: not a Linux system"), NULL);
	rc = zc_pam_load(l, t, &c.pam);
	if (rc != ZC_OK && rc != ZC_ENOENT)
		zc_miss_rc(t, "/etc/pam.d", rc);
	plain(&c, "login_defs", "/etc/login.defs");
	plain(&c, "useradd", "/etc/default/useradd");
	modules(&c);
	access_modules(&c);
	securetty(&c);
	limits(&c);
	shell(&c);
	libuser(&c);
	return c.rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : c.rc;
}

const struct zc_probe zc_probe_host_login_policy = {
	.table = "login_policy",
	.en = "login policy",
	.zh = "登录策略",
	.mean = "settings of password quality, ageing, lock-out and sessions, "
		"as they take effect",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
