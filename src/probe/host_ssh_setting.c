/* ssh_setting: effective sshd settings: Include and Match resolved, defaults
 * filled in. */
#include "probe/sshdconf.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "setting", "设置项", "keyword in lower case" },
	{ "value", ZC_TEXT, "value", "取值", "value as written" },
	{ "number", ZC_INT, "number", "数值",
	    "value as a number or seconds; null when not numeric" },
	{ "effective", ZC_TEXT, "in force", "实际取值",
	    "value in force: algorithm lists with +, - and ^ applied" },
	{ "match_on", ZC_TEXT, "match", "匹配条件",
	    "condition of the Match block; empty = global" },
	{ "origin", ZC_TEXT, "origin", "出处", "file or default" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

enum {
	LIST_MAX = 4096
};

/*
 * Built-in values of the settings that matter, sshd_config(5) of OpenSSH 9.2.
 * A distribution may build others; that is why they are marked `default`.
 */
static const struct {
	const char *name;
	const char *value;
} builtin[] = {
	{ "addressfamily", "any" },
	{ "allowagentforwarding", "yes" },
	{ "allowstreamlocalforwarding", "yes" },
	{ "allowtcpforwarding", "yes" },
	{ "authenticationmethods", "any" },
	{ "authorizedkeysfile", ".ssh/authorized_keys .ssh/authorized_keys2" },
	{ "banner", "none" },
	{ "ciphers",
	    "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,"
	    "aes128-gcm@openssh.com,aes256-gcm@openssh.com" },
	{ "clientalivecountmax", "3" },
	{ "clientaliveinterval", "0" },
	{ "compression", "yes" },
	{ "gatewayports", "no" },
	{ "gssapiauthentication", "no" },
	{ "hostbasedauthentication", "no" },
	{ "ignorerhosts", "yes" },
	{ "ignoreuserknownhosts", "no" },
	{ "kbdinteractiveauthentication", "yes" },
	{ "kerberosauthentication", "no" },
	{ "kexalgorithms",
	    "sntrup761x25519-sha512@openssh.com,curve25519-sha256,"
	    "curve25519-sha256@libssh.org,ecdh-sha2-nistp256,"
	    "ecdh-sha2-nistp384,ecdh-sha2-nistp521,"
	    "diffie-hellman-group-exchange-sha256,"
	    "diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,"
	    "diffie-hellman-group14-sha256" },
	{ "logingracetime", "120" },
	{ "loglevel", "INFO" },
	{ "macs",
	    "umac-64-etm@openssh.com,umac-128-etm@openssh.com,"
	    "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,"
	    "hmac-sha1-etm@openssh.com,umac-64@openssh.com,"
	    "umac-128@openssh.com,hmac-sha2-256,hmac-sha2-512,hmac-sha1" },
	{ "maxauthtries", "6" },
	{ "maxsessions", "10" },
	{ "maxstartups", "10:30:100" },
	{ "passwordauthentication", "yes" },
	{ "permitemptypasswords", "no" },
	{ "permitrootlogin", "prohibit-password" },
	{ "permittunnel", "no" },
	{ "permituserenvironment", "no" },
	{ "port", "22" },
	{ "printlastlog", "yes" },
	{ "printmotd", "yes" },
	{ "pubkeyauthentication", "yes" },
	{ "strictmodes", "yes" },
	{ "syslogfacility", "AUTH" },
	{ "tcpkeepalive", "yes" },
	{ "usedns", "no" },
	{ "usepam", "no" },
	{ "x11forwarding", "no" },
	{ "x11uselocalhost", "yes" },
};

static const char *
builtin_of(const char *name)
{
	for (size_t i = 0; i < ZC_LEN(builtin); i++)
		if (strcmp(builtin[i].name, name) == 0)
			return builtin[i].value;
	return NULL;
}

/* "1h30m" in seconds, sshd_config(5) TIME FORMATS. */
static bool
seconds(struct zc_str s, int64_t *out)
{
	int64_t total = 0, v = 0;
	bool digits = false;

	if (s.n == 0 || s.n > 12)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		int64_t unit = c == 's' || c == 'S' ? 1
		    : c == 'm' || c == 'M'          ? 60
		    : c == 'h' || c == 'H'          ? 3600
		    : c == 'd' || c == 'D'          ? 86400
		    : c == 'w' || c == 'W'          ? 604800
						    : 0;

		if (c >= '0' && c <= '9') {
			v = v * 10 + (c - '0');
			digits = true;
			continue;
		}
		if (unit == 0 || !digits)
			return false;
		total += v * unit;
		v = 0;
		digits = false;
	}
	*out = total + v;
	return true;
}

static bool
in_list(struct zc_str list, struct zc_str word)
{
	struct zc_str one;

	while (zc_str_cut(&list, ',', &one)) {
		size_t n = one.n;

		if (zc_str_eq(one, word))
			return true;
		if (n > 1 && one.p[n - 1] == '*' && word.n >= n - 1 &&
		    memcmp(one.p, word.p, n - 1) == 0)
			return true;
	}
	return false;
}

static void
append(struct zc_buf *b, struct zc_str list, struct zc_str without)
{
	struct zc_str one;

	while (zc_str_cut(&list, ',', &one)) {
		if (in_list(without, one))
			continue;
		if (b->n > 0)
			zc_buf_char(b, ',');
		zc_buf_str(b, one);
	}
}

/* '+' appends to the built-in list, '-' takes away, '^' puts in front. */
static struct zc_str
effective(const struct zc_sshd_line *ln, struct zc_arena *a)
{
	const char *base = builtin_of(ln->name);
	struct zc_str v = ln->value, out, list;
	struct zc_buf b;

	if (v.n == 0 || base == NULL || strchr("+-^", v.p[0]) == NULL ||
	    v.p[0] == '\0')
		return v;
	list = zc_str_sub(v, 1, v.n);
	zc_buf_init(&b, LIST_MAX);
	if (v.p[0] == '^')
		append(&b, list, ZC_S(""));
	append(&b, zc_str_of(base), v.p[0] == '+' ? ZC_S("") : list);
	if (v.p[0] == '+')
		append(&b, list, zc_str_of(base));
	out = zc_lines_cat(a, zc_buf_get(&b), ZC_S(""), ZC_S(""));
	zc_buf_fini(&b);
	return out;
}

static int
put(const struct zc_look *l, struct zc_table *t, const struct zc_sshd_line *ln,
    struct zc_err *e)
{
	int64_t n;

	zc_put_cstr(t, "name", ln->name);
	zc_put(t, "value", ln->value);
	if (seconds(ln->value, &n))
		zc_put_int(t, "number", n);
	zc_put(t, "effective", effective(ln, l->a));
	zc_put(t, "match_on", ln->match);
	zc_put_cstr(t, "origin", ln->file == NULL ? "default" : "file");
	if (ln->file != NULL) {
		zc_put_cstr(t, "file", ln->file);
		zc_put_int(t, "line", ln->line);
	}
	return zc_row(t, e);
}

/* The first value of a keyword counts, in each Match block by itself. */
static bool
is_first(const struct zc_sshd *s, size_t i)
{
	const struct zc_sshd_line *me = &s->v[i];

	if (zc_sshd_many(me->name))
		return true;
	for (size_t k = 0; k < i; k++)
		if (strcmp(s->v[k].name, me->name) == 0 &&
		    zc_str_eq(s->v[k].match, me->match))
			return false;
	return true;
}

static bool
is_set(const struct zc_sshd *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i].name, name) == 0 && s->v[i].match.n == 0)
			return true;
	return false;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_sshd s = { 0 };
	int rc;

	rc = zc_sshd_load(l, t, &s);
	if (rc == ZC_ENOENT && !zc_fs_exists(l->root, "/usr/sbin/sshd"))
		return zc_cover(
		    t, ZC_COVER_OK, ZC_N("no SSH server is installed"), NULL);
	if (rc != ZC_OK && rc != ZC_ENOENT)
		return ZC_FAIL(e, rc, "sshd_config was not read");
	rc = ZC_OK;
	for (size_t i = 0; rc == ZC_OK && i < s.n; i++)
		if (is_first(&s, i))
			rc = put(l, t, &s.v[i], e);
	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(builtin); i++) {
		struct zc_sshd_line ln = { .name = builtin[i].name,
			.value = zc_str_of(builtin[i].value),
			.match = { "", 0 } };

		if (!is_set(&s, ln.name))
			rc = put(l, t, &ln, e);
	}
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_ssh_setting = {
	.table = "ssh_setting",
	.en = "SSH server settings",
	.zh = "SSH 服务设置",
	.mean = "effective sshd settings: Include and Match resolved, defaults "
		"filled in",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
