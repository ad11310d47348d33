/* svc_line: services whose settings have a form of their own. */
#include "base/buf.h"
#include "base/fs.h"
#include "probe/kv.h"
#include "probe/svc.h"
#include "probe/unitfile.h"

#include <strings.h>

enum {
	FILES_MAX = 500
};

static const struct zc_str nothing = { "", 0 };

int
zc_svc_files(struct zc_svc *s, const char *const *patterns,
    struct zc_paths *out, struct zc_err *e)
{
	int rc = ZC_OK;

	for (; *patterns != NULL && rc == ZC_OK; patterns++)
		rc = zc_expand(s->l, s->t, *patterns, FILES_MAX, out, e);
	return rc;
}

/* Passwords and community names that ship with programs. */
const char *
zc_svc_secret(struct zc_str password, struct zc_str user)
{
	static const char *const shipped[] = { "public", "private", "tomcat",
		"s3cret", "admin", "manager", "password", "root", "changeit",
		"secret", "123456", "foobared", "redis", "guest", "default",
		"<must-be-changed>" };

	if (password.n == 0)
		return "absent";
	if (zc_str_eq(password, user))
		return "default";
	for (size_t i = 0; i < ZC_LEN(shipped); i++)
		if (zc_str_isi(password, shipped[i]))
			return "default";
	return "set";
}

/*
 * snmpd.conf(5): rocommunity COMMUNITY [SOURCE …], com2sec NAME SOURCE
 * COMMUNITY. The source becomes the section.
 */
static int
snmpd_line(struct zc_svc *s, const struct zc_kv *kv, struct zc_err *e)
{
	struct zc_str rest = kv->value, a = nothing, b = nothing, c = nothing;
	char name[32];

	if (zc_str_isi(kv->key, "agentaddress"))
		return zc_svc_put(
		    s, nothing, "agentaddress", kv->value, kv->line, e);
	(void)zc_str_word(&rest, &a);
	(void)zc_str_word(&rest, &b);
	(void)zc_str_word(&rest, &c);
	if (zc_str_starts(kv->key, "com2sec"))
		return zc_svc_put(s, b, "com2sec",
		    zc_str_of(zc_svc_secret(zc_kv_unquote(c), nothing)),
		    kv->line, e);
	if (!zc_str_starts(kv->key, "rocommunity") &&
	    !zc_str_starts(kv->key, "rwcommunity"))
		return ZC_OK;
	(void)snprintf(name, sizeof(name), "%.*s", (int)kv->key.n, kv->key.p);
	return zc_svc_put(s, b, name,
	    zc_str_of(zc_svc_secret(zc_kv_unquote(a), nothing)), kv->line, e);
}

int
zc_svc_snmpd(struct zc_svc *s, struct zc_err *e)
{
	static const char *const patterns[] = { "/etc/snmp/snmpd.conf",
		"/etc/snmp/snmpd.conf.d/*.conf", "/etc/snmpd.conf", NULL };
	struct zc_paths files = { 0 };
	struct zc_kv_rd r;
	struct zc_kv kv;
	struct zc_str text;
	int rc = zc_svc_files(s, patterns, &files, e);

	s->program = "snmpd";
	for (size_t i = 0; i < files.n && rc == ZC_OK; i++) {
		s->file = files.v[i];
		if (zc_look_read(s->l, s->t, s->file, &text) != ZC_OK)
			continue;
		zc_kv_init(&r, text, ZC_KV_BLANK | ZC_KV_TAIL, s->l->a);
		while (rc == ZC_OK && zc_kv_next(&r, &kv))
			rc = snmpd_line(s, &kv, e);
	}
	return rc;
}

/* pg_hba.conf: the records whose method asks for no or an open password. */
int
zc_svc_pg_hba(struct zc_svc *s, struct zc_err *e)
{
	static const char *const patterns[] = {
		"/etc/postgresql/*/*/pg_hba.conf",
		"/var/lib/pgsql/data/pg_hba.conf",
		"/var/lib/pgsql/*/data/pg_hba.conf", NULL
	};
	static const char *const methods[] = { "trust", "password", "md5",
		"ident" };
	struct zc_paths files = { 0 };
	struct zc_kv_rd r;
	struct zc_kv kv;
	struct zc_str text;
	int rc = zc_svc_files(s, patterns, &files, e);

	s->program = "postgresql";
	for (size_t i = 0; i < files.n && rc == ZC_OK; i++) {
		s->file = files.v[i];
		if (zc_look_read(s->l, s->t, s->file, &text) != ZC_OK)
			continue;
		zc_kv_init(&r, text, ZC_KV_BLANK | ZC_KV_TAIL, s->l->a);
		while (rc == ZC_OK && zc_kv_next(&r, &kv))
			for (size_t m = 0; m < ZC_LEN(methods); m++)
				if (zc_kv_has(kv.value, methods[m])) {
					rc =
					    zc_svc_put(s, zc_str_of(methods[m]),
						"pg_hba", kv.text, kv.line, e);
					break;
				}
	}
	return rc;
}

/* The services by which the trade knows these old programs. */
static const char *
inetd_program(struct zc_str name)
{
	static const char *const v[][2] = { { "telnet", "telnet" },
		{ "login", "rlogin" }, { "rlogin", "rlogin" },
		{ "shell", "rsh" }, { "rsh", "rsh" }, { "exec", "rexec" },
		{ "rexec", "rexec" }, { "tftp", "tftp" }, { "ftp", "ftp" },
		{ "finger", "finger" }, { "talk", "talk" }, { "ntalk", "talk" },
		{ "rsync", "rsync" } };

	for (size_t i = 0; i < ZC_LEN(v); i++)
		if (zc_str_is(name, v[i][0]))
			return v[i][1];
	return "inetd";
}

static int
inetd_put(struct zc_svc *s, struct zc_str name, bool on, int64_t line,
    struct zc_err *e)
{
	s->program = inetd_program(name);
	return zc_svc_put(
	    s, name, "enabled", on ? ZC_S("yes") : ZC_S("no"), line, e);
}

/* xinetd.conf(5): service NAME { … disable = yes }. */
static int
xinetd_file(struct zc_svc *s, struct zc_str text, struct zc_err *e)
{
	struct zc_str name = nothing;
	int64_t line = 0;
	struct zc_kv_rd r;
	struct zc_kv kv;
	bool on = true;
	int rc = ZC_OK;

	zc_kv_init(&r, text, ZC_KV_EQ | ZC_KV_BLANK, s->l->a);
	while (rc == ZC_OK && zc_kv_next(&r, &kv)) {
		if (zc_str_is(kv.key, "service")) {
			name =
			    zc_str_sub(kv.value, 0, zc_str_find(kv.value, '{'));
			name = zc_str_trim(name);
			line = kv.line;
			on = true;
		} else if (zc_str_is(kv.key, "disable")) {
			on = zc_kv_bool(kv.value) != 1;
			line = kv.line;
		} else if (zc_str_is(kv.key, "}") && name.n > 0) {
			rc = inetd_put(s, name, on, line, e);
			name = nothing;
		}
	}
	return rc;
}

static int
inetd_file(struct zc_svc *s, struct zc_str text, struct zc_err *e)
{
	struct zc_kv_rd r;
	struct zc_kv kv;
	int rc = ZC_OK;

	zc_kv_init(&r, text, ZC_KV_BLANK, s->l->a);
	while (rc == ZC_OK && zc_kv_next(&r, &kv))
		if (kv.value.n > 0)
			rc = inetd_put(s, kv.key, true, kv.line, e);
	return rc;
}

int
zc_svc_inetd(struct zc_svc *s, struct zc_err *e)
{
	static const char *const patterns[] = { "/etc/xinetd.d/*",
		"/etc/inetd.conf", "/etc/inetd.d/*", NULL };
	struct zc_paths files = { 0 };
	struct zc_str text;
	int rc = zc_svc_files(s, patterns, &files, e);

	for (size_t i = 0; i < files.n && rc == ZC_OK; i++) {
		s->file = files.v[i];
		if (zc_look_read(s->l, s->t, s->file, &text) != ZC_OK)
			continue;
		if (zc_str_starts(zc_str_of(s->file), "/etc/xinetd.d/"))
			rc = xinetd_file(s, text, e);
		else
			rc = inetd_file(s, text, e);
	}
	return rc;
}

/* The text behind "key": of a JSON object up to its end, nesting counted. */
static struct zc_str
json_value(struct zc_str text, const char *key, size_t *at)
{
	char quoted[64];
	int depth = 0;
	size_t i, n;

	(void)snprintf(quoted, sizeof(quoted), "\"%s\"", key);
	*at = zc_str_search(text, quoted);
	text = zc_str_sub(text, *at + strlen(quoted), text.n);
	n = zc_str_find(text, ':');
	text = zc_str_sub(text, n + 1, text.n);
	for (i = 0; i < text.n; i++) {
		char c = text.p[i];

		depth += c == '[' || c == '{';
		if (depth == 0 && (c == ',' || c == '}' || c == ']'))
			break;
		depth -= c == ']' || c == '}';
	}
	return zc_str_trim(zc_str_sub(text, 0, i));
}

static int64_t
line_at(struct zc_str text, size_t at)
{
	int64_t line = 1;

	for (size_t i = 0; i < at && i < text.n; i++)
		line += text.p[i] == '\n';
	return line;
}

/* Defaults: dockerd(8). */
int
zc_svc_docker(struct zc_svc *s, struct zc_err *e)
{
	static const char *const keys[][2] = { { "hosts", NULL },
		{ "icc", "true" }, { "userns-remap", NULL },
		{ "live-restore", "false" }, { "no-new-privileges", "false" },
		{ "insecure-registries", NULL }, { "log-driver", "json-file" },
		{ "tlsverify", "false" }, { "group", "docker" } };
	struct zc_str text, v, exec = nothing;
	size_t i, at;
	int rc;

	s->program = "docker";
	rc = zc_unitfile_value(
	    s->l, s->t, "docker.service", "Service", "ExecStart", &exec, NULL);
	if (rc == ZC_OK && exec.n > 0) {
		s->file = "docker.service";
		rc = zc_svc_put(s, nothing, "command", exec, 0, e);
		if (rc != ZC_OK)
			return rc;
	}
	s->file = "/etc/docker/daemon.json";
	if (zc_look_read(s->l, s->t, s->file, &text) != ZC_OK) {
		if (exec.n == 0)
			return ZC_OK; /* no docker here */
		text = nothing;
	}
	for (i = 0; i < ZC_LEN(keys); i++) {
		v = json_value(text, keys[i][0], &at);
		s->file = at < text.n ? "/etc/docker/daemon.json" : NULL;
		if (at >= text.n)
			v = zc_str_of(keys[i][1]);
		if (at >= text.n && keys[i][1] == NULL)
			continue;
		rc = zc_svc_put(s, nothing, keys[i][0], zc_kv_unquote(v),
		    at < text.n ? line_at(text, at) : 0, e);
		if (rc != ZC_OK)
			return rc;
	}
	return ZC_OK;
}

/* Value of an XML attribute inside one tag. */
static struct zc_str
attribute(struct zc_str tag, const char *name)
{
	size_t n = zc_str_search(tag, name);

	tag = zc_str_sub(tag, n + strlen(name), tag.n);
	if (tag.n == 0 || (tag.p[0] != '"' && tag.p[0] != '\''))
		return nothing;
	n = zc_str_find(zc_str_sub(tag, 1, tag.n), tag.p[0]);
	return zc_str_sub(tag, 1, n);
}

static int
tomcat_file(struct zc_svc *s, struct zc_str text, struct zc_err *e)
{
	struct zc_str all = text, tag, user, password;
	size_t n;
	int rc = ZC_OK;

	while (rc == ZC_OK && text.n > 0) {
		n = zc_str_find(text, '<');
		text = zc_str_sub(text, n, text.n);
		if (zc_str_starts(text, "<!--")) {
			n = zc_str_search(text, "-->");
			text = zc_str_sub(text, n + 3, text.n);
			continue;
		}
		n = zc_str_find(text, '>');
		tag = zc_str_sub(text, 0, n);
		n = (size_t)(text.p - all.p);
		text = zc_str_sub(text, tag.n + 1, text.n);
		if (!zc_str_starts(tag, "<user "))
			continue;
		user = attribute(tag, "username=");
		if (user.n == 0)
			user = attribute(tag, " name=");
		password = attribute(tag, "password=");
		rc = zc_svc_put(s, attribute(tag, "roles="), "user",
		    zc_str_of(zc_svc_secret(password, user)), line_at(all, n),
		    e);
	}
	return rc;
}

int
zc_svc_tomcat(struct zc_svc *s, struct zc_err *e)
{
	static const char *const patterns[] = { "/etc/tomcat*/tomcat-users.xml",
		"/opt/*tomcat*/conf/tomcat-users.xml",
		"/usr/local/*tomcat*/conf/tomcat-users.xml",
		"/usr/share/tomcat*/conf/tomcat-users.xml",
		"/var/lib/tomcat*/conf/tomcat-users.xml", NULL };
	struct zc_paths files = { 0 };
	struct zc_str text;
	int rc = zc_svc_files(s, patterns, &files, e);

	s->program = "tomcat";
	for (size_t i = 0; i < files.n && rc == ZC_OK; i++) {
		s->file = files.v[i];
		if (zc_look_read(s->l, s->t, s->file, &text) == ZC_OK)
			rc = tomcat_file(s, text, e);
	}
	return rc;
}
