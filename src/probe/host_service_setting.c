/* service_setting: settings of well-known network services. */
#include "base/base.h"

#include "base/buf.h"
#include "probe/kv.h"
#include "probe/mask.h"
#include "probe/probe.h"
#include "probe/svc.h"

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "program", "程序",
	    "vsftpd, snmpd, redis, mysql, postgresql, nginx, apache, x11, "
	    "cups, avahi, rsync, telnet, bind, postfix, docker, tomcat, "
	    "mongodb, dovecot, squid, kubelet" },
	{ "name", ZC_TEXT, "setting", "设置项", "setting" },
	{ "value", ZC_TEXT, "value", "取值",
	    "value, secrets replaced by 'set' or 'default'" },
	{ "number", ZC_INT, "number", "数值", "number" },
	{ "origin", ZC_TEXT, "origin", "出处", "file or default" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
	{ "line", ZC_INT, "line", "行号", "line" },
	{ "section", ZC_TEXT, "section", "配置段",
	    "part of the configuration it stands in: module, virtual host, "
	    "source, role; empty = global" },
};

/* A setting that is told, and the default its program documents. */
struct want {
	const char *name;
	const char *fallback; /* NULL = none, or not certain */
	bool secret;          /* tell only set, default or absent */
};

enum {
	WANTS = 14,
	FILES = 8
};

struct service {
	const char *program;
	unsigned form;            /* ZC_KV_* */
	bool fold;                /* '_' in names is '-' */
	bool each;                /* defaults count per section */
	const char *section;      /* only sections that begin so; or NULL */
	const char *files[FILES]; /* patterns */
	struct want wants[WANTS];
};

/*
 * Defaults by vsftpd.conf(5), proftpd.org, redis.conf, the MySQL and
 * PostgreSQL manuals, httpd.apache.org, cupsd.conf(5), rsyncd.conf(5),
 * postconf(5), mongodb.com, doc.dovecot.org and smb.conf(5).
 */
static const struct service services[] = {
	{ "vsftpd", ZC_KV_EQ, false, false, NULL,
	    { "/etc/vsftpd.conf", "/etc/vsftpd/vsftpd.conf" },
	    { { "anonymous_enable", "YES", false },
		{ "local_enable", "NO", false },
		{ "write_enable", "NO", false },
		{ "anon_upload_enable", "NO", false },
		{ "anon_mkdir_write_enable", "NO", false },
		{ "chroot_local_user", "NO", false },
		{ "ssl_enable", "NO", false },
		{ "force_local_logins_ssl", "YES", false },
		{ "xferlog_enable", "NO", false },
		{ "userlist_enable", "NO", false } } },
	{ "proftpd", ZC_KV_BLANK, false, false, NULL,
	    { "/etc/proftpd/proftpd.conf", "/etc/proftpd.conf",
		"/etc/proftpd/conf.d/*.conf" },
	    { { "<Anonymous", NULL, false }, { "RootLogin", "off", false },
		{ "TLSEngine", "off", false }, { "ServerIdent", NULL, false },
		{ "User", NULL, false }, { "DefaultRoot", NULL, false } } },
	{ "redis", ZC_KV_BLANK, false, false, NULL,
	    { "/etc/redis/*.conf", "/etc/redis.conf",
		"/usr/local/redis/*.conf" },
	    { { "bind", "*", false }, { "protected-mode", "yes", false },
		{ "requirepass", "absent", true }, { "masterauth", NULL, true },
		{ "port", "6379", false }, { "rename-command", NULL, true } } },
	{ "mysql", ZC_KV_EQ | ZC_KV_SECTION | ZC_KV_TAIL, true, false, "m",
	    { "/etc/my.cnf", "/etc/mysql/my.cnf", "/etc/my.cnf.d/*.cnf",
		"/etc/mysql/conf.d/*.cnf", "/etc/mysql/mysql.conf.d/*.cnf",
		"/etc/mysql/mariadb.conf.d/*.cnf" },
	    { { "bind-address", "*", false },
		{ "skip-grant-tables", "off", false },
		{ "skip-networking", NULL, false }, { "user", NULL, false },
		{ "local-infile", NULL, false },
		{ "require-secure-transport", NULL, false },
		{ "secure-file-priv", NULL, false },
		{ "general-log", NULL, false }, { "port", "3306", false },
		{ "symbolic-links", NULL, false } } },
	{ "postgresql", ZC_KV_EQ | ZC_KV_BLANK | ZC_KV_TAIL, false, false, NULL,
	    { "/etc/postgresql/*/*/postgresql.conf",
		"/var/lib/pgsql/data/postgresql.conf",
		"/var/lib/pgsql/*/data/postgresql.conf" },
	    { { "listen_addresses", "localhost", false },
		{ "ssl", "off", false }, { "port", "5432", false },
		{ "password_encryption", NULL, false },
		{ "log_connections", "off", false },
		{ "log_disconnections", "off", false } } },
	{ "apache", ZC_KV_BLANK | ZC_KV_JOIN, false, false, NULL,
	    { "/etc/apache2/apache2.conf", "/etc/apache2/ports.conf",
		"/etc/apache2/conf-enabled/*.conf",
		"/etc/apache2/mods-enabled/*.conf",
		"/etc/apache2/sites-enabled/*.conf",
		"/etc/httpd/conf/httpd.conf", "/etc/httpd/conf.d/*.conf" },
	    { { "ServerTokens", "Full", false },
		{ "ServerSignature", "Off", false },
		{ "TraceEnable", "On", false }, { "Options", NULL, false },
		{ "SSLProtocol", NULL, false },
		{ "SSLCipherSuite", NULL, false }, { "User", NULL, false },
		{ "Group", NULL, false }, { "Listen", NULL, false },
		{ "AllowOverride", NULL, false },
		{ "LimitRequestBody", NULL, false },
		{ "Timeout", "60", false } } },
	{ "cups", ZC_KV_BLANK, false, false, NULL, { "/etc/cups/cupsd.conf" },
	    { { "Listen", NULL, false }, { "Port", NULL, false },
		{ "WebInterface", NULL, false }, { "Browsing", "No", false },
		{ "Allow", NULL, false }, { "DefaultAuthType", NULL, false },
		{ "DefaultEncryption", NULL, false },
		{ "PreserveJobFiles", "86400", false },
		{ "PreserveJobHistory", "Yes", false },
		{ "LogLevel", NULL, false } } },
	{ "avahi", ZC_KV_EQ | ZC_KV_SECTION, false, false, NULL,
	    { "/etc/avahi/avahi-daemon.conf" },
	    { { "disable-publishing", "no", false },
		{ "allow-interfaces", NULL, false },
		{ "enable-reflector", "no", false },
		{ "publish-workstation", "no", false },
		{ "publish-hinfo", NULL, false } } },
	{ "rsync", ZC_KV_EQ | ZC_KV_SECTION | ZC_KV_SEMI, false, true, NULL,
	    { "/etc/rsyncd.conf", "/etc/rsyncd.d/*.conf" },
	    { { "path", NULL, false }, { "auth users", "absent", false },
		{ "read only", "yes", false }, { "uid", NULL, false },
		{ "hosts allow", "absent", false },
		{ "secrets file", NULL, false }, { "list", "yes", false },
		{ "use chroot", NULL, false } } },
	{ "postfix", ZC_KV_EQ, false, false, NULL, { "/etc/postfix/main.cf" },
	    { { "inet_interfaces", "all", false },
		{ "mynetworks", NULL, false }, { "smtpd_banner", NULL, false },
		{ "disable_vrfy_command", "no", false },
		{ "smtpd_tls_security_level", NULL, false },
		{ "smtpd_relay_restrictions", NULL, false },
		{ "relayhost", NULL, false } } },
	{ "mongodb", ZC_KV_COLON | ZC_KV_EQ | ZC_KV_TAIL, false, false, NULL,
	    { "/etc/mongod.conf", "/etc/mongodb.conf" },
	    { { "authorization", "disabled", false }, { "auth", NULL, false },
		{ "bindIp", "localhost", false }, { "bind_ip", NULL, false },
		{ "bindIpAll", NULL, false }, { "port", "27017", false } } },
	{ "dovecot", ZC_KV_EQ | ZC_KV_TAIL, false, false, NULL,
	    { "/etc/dovecot/dovecot.conf", "/etc/dovecot/conf.d/*.conf" },
	    { { "ssl", "yes", false },
		{ "disable_plaintext_auth", NULL, false },
		{ "ssl_min_protocol", NULL, false },
		{ "auth_mechanisms", "plain", false } } },
	{ "squid", ZC_KV_BLANK, false, false, NULL,
	    { "/etc/squid/squid.conf", "/etc/squid/conf.d/*.conf" },
	    { { "http_access", NULL, false }, { "http_port", NULL, false },
		{ "acl", NULL, false } } },
	{ "kubelet", ZC_KV_COLON, false, false, NULL,
	    { "/var/lib/kubelet/config.yaml" },
	    { { "readOnlyPort", NULL, false }, { "mode", NULL, false } } },
	{ "x11", ZC_KV_EQ | ZC_KV_SECTION, false, false, NULL,
	    { "/etc/lightdm/lightdm.conf", "/etc/lightdm/lightdm.conf.d/*.conf",
		"/etc/gdm3/daemon.conf", "/etc/gdm3/custom.conf",
		"/etc/gdm/custom.conf" },
	    { { "xserver-allow-tcp", NULL, false },
		{ "DisallowTCP", NULL, false } } },
	{ "samba", ZC_KV_EQ | ZC_KV_SECTION | ZC_KV_SEMI | ZC_KV_JOIN, false,
	    false, "global", { "/etc/samba/smb.conf" },
	    { { "map to guest", "Never", false },
		{ "server min protocol", NULL, false },
		{ "min protocol", NULL, false },
		{ "server signing", NULL, false },
		{ "restrict anonymous", "0", false },
		{ "null passwords", "no", false }, { "ntlm auth", NULL, false },
		{ "hosts allow", NULL, false }, { "interfaces", NULL, false },
		{ "bind interfaces only", "no", false } } },
};

int
zc_svc_put(const struct zc_svc *s, struct zc_str section, const char *name,
    struct zc_str value, int64_t line, struct zc_err *e)
{
	struct zc_str v = zc_str_of(zc_mask_dup(s->l->a, value));
	int64_t n;

	zc_put_cstr(s->t, "program", s->program);
	zc_put_cstr(s->t, "name", name);
	zc_put(s->t, "value", v);
	if (zc_str_int(v, 10, &n))
		zc_put_int(s->t, "number", n);
	zc_put_cstr(s->t, "origin", s->file == NULL ? "default" : "file");
	if (s->file != NULL)
		zc_put_cstr(s->t, "file", s->file);
	if (line > 0)
		zc_put_int(s->t, "line", line);
	zc_put(s->t, "section", section);
	return zc_row(s->t, e);
}

static bool
same_name(struct zc_str key, const char *name, bool fold)
{
	char folded[64];
	size_t i;

	if (!fold || key.n >= sizeof(folded))
		return zc_str_isi(key, name);
	for (i = 0; i < key.n; i++)
		folded[i] = key.p[i] == '_' ? '-' : key.p[i];
	return zc_str_isi((struct zc_str){ folded, key.n }, name);
}

/* What is being read of one service. */
struct reading {
	struct zc_svc s;
	const struct service *of;
	bool seen[WANTS];
	struct zc_str section; /* the one read last */
	bool any;
};

static int
defaults(struct reading *r, struct zc_str section, struct zc_err *e)
{
	const struct want *w = r->of->wants;
	const char *file = r->s.file;
	int rc = ZC_OK;

	r->s.file = NULL;
	for (size_t i = 0; i < WANTS && w[i].name != NULL && rc == ZC_OK; i++)
		if (!r->seen[i] && w[i].fallback != NULL)
			rc = zc_svc_put(&r->s, section, w[i].name,
			    zc_str_of(w[i].fallback), 0, e);
	memset(r->seen, 0, sizeof(r->seen));
	r->s.file = file;
	return rc;
}

static int
setting(struct reading *r, const struct zc_kv *kv, struct zc_err *e)
{
	const struct want *w = r->of->wants;
	struct zc_str v = kv->value;
	const char *name;

	for (size_t i = 0; i < WANTS && w[i].name != NULL; i++) {
		if (!same_name(kv->key, w[i].name, r->of->fold))
			continue;
		r->seen[i] = true;
		if (w[i].secret)
			v = zc_str_of(
			    zc_svc_secret(v, (struct zc_str){ "", 0 }));
		name = w[i].name + (w[i].name[0] == '<');
		/* A switch without a value is on. */
		if (v.n == 0)
			v = ZC_S("on");
		return zc_svc_put(&r->s, kv->section, name, v, kv->line, e);
	}
	return ZC_OK;
}

/* mysqld, mariadb, mysqld-8.0 …; the clients' sections are others'. */
static bool
counts(const struct service *of, struct zc_str section)
{
	if (of->section == NULL)
		return true;
	if (strcmp(of->section, "m") != 0)
		return zc_str_isi(section, of->section);
	return zc_str_starts(section, "mysqld") ||
	    zc_str_starts(section, "mariadb") || zc_str_is(section, "server");
}

static int
read_file(struct reading *r, struct zc_str text, struct zc_err *e)
{
	struct zc_str global = { "", 0 };
	struct zc_kv_rd in;
	struct zc_kv kv;
	int rc = ZC_OK;

	r->section = global;
	zc_kv_init(&in, text, r->of->form, r->s.l->a);
	while (rc == ZC_OK && zc_kv_next(&in, &kv)) {
		if (r->of->each && !zc_str_eq(kv.section, r->section)) {
			if (r->section.n > 0)
				rc = defaults(r, r->section, e);
			else
				memset(r->seen, 0, sizeof(r->seen));
			r->section = kv.section;
		}
		if (rc == ZC_OK && counts(r->of, kv.section))
			rc = setting(r, &kv, e);
	}
	if (rc == ZC_OK && r->of->each && r->section.n > 0)
		rc = defaults(r, r->section, e);
	return rc;
}

static int
read_service(const struct zc_look *l, struct zc_table *t,
    const struct service *of, struct zc_err *e)
{
	struct reading r = { .s = { .l = l, .t = t, .program = of->program },
		.of = of };
	struct zc_paths files = { 0 };
	struct zc_str text;
	const char *patterns[FILES + 1] = { NULL };
	int rc;

	memcpy(patterns, of->files, sizeof(of->files));
	rc = zc_svc_files(&r.s, patterns, &files, e);
	for (size_t i = 0; i < files.n && rc == ZC_OK; i++) {
		r.s.file = files.v[i];
		if (zc_look_read(l, t, files.v[i], &text) != ZC_OK)
			continue;
		r.any = true;
		rc = read_file(&r, text, e);
	}
	if (rc == ZC_OK && r.any && !of->each)
		rc = defaults(&r, (struct zc_str){ "", 0 }, e);
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static int (*const own[])(struct zc_svc *,
	    struct zc_err *) = { zc_svc_nginx, zc_svc_bind, zc_svc_snmpd,
		zc_svc_pg_hba, zc_svc_inetd, zc_svc_docker, zc_svc_tomcat };
	struct zc_svc s = { .l = l, .t = t };
	int rc = ZC_OK;

	for (size_t i = 0; i < ZC_LEN(services) && rc == ZC_OK; i++)
		rc = read_service(l, t, &services[i], e);
	for (size_t i = 0; i < ZC_LEN(own) && rc == ZC_OK; i++) {
		s.file = NULL;
		rc = own[i](&s, e);
	}
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_service_setting = {
	.table = "service_setting",
	.en = "service settings",
	.zh = "服务设置",
	.mean = "settings of well-known network services",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
