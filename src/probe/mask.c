#include "probe/mask.h"

#include "base/utf8.h"
#include "probe/secretlook.h"
#include "probe/table.h"

#define STARS "***"

/* Parts of a name that make its value a secret. */
static const char *const secret_names[] = {
	"passw",
	"passwd",
	"passphrase",
	"pwd",
	"secret",
	"token",
	"apikey",
	"api_key",
	"api-key",
	"access_key",
	"access-key",
	"accesskey",
	"private_key",
	"private-key",
	"credential",
	"authkey",
	"auth_key",
	"auth-key",
	"sshpass",
	"psk",
	"mima",
	"密码",
	"口令",
	"密钥",
};

/* Programs whose short option carries a password, with it or after it. */
static const struct {
	const char *program;
	char option;
	bool apart; /* may also stand in the next word */
} short_options[] = {
	{ "mysql", 'p', false },
	{ "mysqldump", 'p', false },
	{ "mysqladmin", 'p', false },
	{ "mariadb", 'p', false },
	{ "mariadb-dump", 'p', false },
	{ "mariabackup", 'p', false },
	{ "sshpass", 'p', true },
	{ "redis-cli", 'a', true },
	{ "mongodump", 'p', true },
	{ "mongo", 'p', true },
	{ "mongosh", 'p', true },
	{ "ldapsearch", 'w', true },
	{ "ldapmodify", 'w', true },
	{ "ldapadd", 'w', true },
	{ "curl", 'u', true },
	{ "7z", 'p', false },
	{ "7za", 'p', false },
	{ "zip", 'P', true },
	{ "unzip", 'P', true },
	{ "rar", 'p', false },
	{ "unrar", 'p', false },
	{ "lftp", 'u', true },
	{ "ncftpput", 'p', true },
	{ "ncftpget", 'p', true },
	{ "ipmitool", 'P', true },
	{ "snmpwalk", 'A', true },
	{ "snmpwalk", 'X', true },
	{ "snmpwalk", 'c', true },
	{ "snmpget", 'c', true },
	{ "xfreerdp", 'p', true },
	{ "rdesktop", 'p', true },
	{ "smbclient", 'U', true },
	{ "sqlplus", 'p', true },
	{ "isql", 'p', true },
	{ "ksql", 'W', true },
	{ "sqlcmd", 'P', true },
	{ "bcp", 'P', true },
	{ "x11vnc", 'p', false },
	{ "openssl", 'k', true },
};

static bool
has_nocase(struct zc_str s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.n; i++)
		if (zc_str_isi(zc_str_sub(s, i, n), word))
			return true;
	return false;
}

static bool
is_secret_name(struct zc_str s)
{
	/* A file that holds the secret is no secret. */
	if (has_nocase(s, "file") || has_nocase(s, "prompt"))
		return false;
	for (size_t i = 0; i < ZC_LEN(secret_names); i++)
		if (has_nocase(s, secret_names[i]))
			return true;
	return zc_str_isi(s, "--pass") || zc_str_isi(s, "pass") ||
	    zc_str_isi(s, "-pass") || zc_str_isi(s, "--auth");
}

/* Options that are switches although their names sound like secrets. */
static bool
is_switch(struct zc_str s)
{
	return has_nocase(s, "no-pass") || has_nocase(s, "nopass") ||
	    has_nocase(s, "ask-") || has_nocase(s, "stdin") ||
	    has_nocase(s, "no-token") || has_nocase(s, "never");
}

/* Offset behind "scheme://" or 0. */
static size_t
after_scheme(struct zc_str s)
{
	size_t n = zc_str_search(s, "://");

	return n < s.n ? n + 3 : 0;
}

/* "k=v&k=v": values of secret names. */
static void
mask_params(struct zc_buf *b, struct zc_str s)
{
	while (s.n > 0) {
		size_t n = 0, eq;
		struct zc_str part;

		while (n < s.n && s.p[n] != '&' && s.p[n] != ';')
			n++;
		part = zc_str_sub(s, 0, n);
		eq = zc_str_find(part, '=');
		if (eq < part.n &&
		    (is_secret_name(zc_str_sub(part, 0, eq)) ||
			zc_str_isi(zc_str_sub(part, 0, eq), "key") ||
			zc_str_isi(zc_str_sub(part, 0, eq), "sign"))) {
			zc_buf_str(b, zc_str_sub(part, 0, eq + 1));
			zc_buf_cstr(b, STARS);
		} else {
			zc_buf_str(b, part);
		}
		if (n < s.n)
			zc_buf_char(b, s.p[n]);
		s = zc_str_sub(s, n + 1, s.n);
	}
}

void
zc_mask_url(struct zc_buf *b, struct zc_str url)
{
	size_t from = after_scheme(url), end = from, at, q;
	struct zc_str host;

	/* "user:x@host:path" without a scheme is seen through as well. */
	while (end < url.n && strchr("/?#'\"", url.p[end]) == NULL)
		end++;
	host = zc_str_sub(url, from, end - from);
	for (at = host.n; at > 0 && host.p[at - 1] != '@'; at--)
		continue;
	zc_buf_str(b, zc_str_sub(url, 0, from));
	if (at > 0 && zc_str_find(zc_str_sub(host, 0, at), ':') < at) {
		size_t colon = zc_str_find(host, ':');

		zc_buf_str(b, zc_str_sub(host, 0, colon + 1));
		zc_buf_cstr(b, STARS "@");
		host = zc_str_sub(host, at, host.n);
	}
	zc_buf_str(b, host);
	url = zc_str_sub(url, end, url.n);
	q = zc_str_find(url, '?');
	zc_buf_str(b, zc_str_sub(url, 0, q));
	if (q < url.n) {
		zc_buf_char(b, '?');
		mask_params(b, zc_str_sub(url, q + 1, url.n));
	}
}

/* What the next word is, told by the word before. */
enum expect {
	PLAIN,
	VALUE,
	HEADER,
	MAYBE, /* behind -p of a program that is not known */
	USER   /* behind -u: user, or user:password */
};

struct mask {
	struct zc_buf *b;
	struct zc_str program; /* base name of the command now read */
	enum expect next;
	bool fresh; /* the next word begins a command */
};

/* Put a value that is secret, keeping its quotes. */
static void
put_stars(struct mask *m, struct zc_str v)
{
	char quote = v.n > 0 && strchr("'\"", v.p[0]) != NULL ? v.p[0] : 0;

	if (v.n == 0)
		return;
	if (quote != 0)
		zc_buf_char(m->b, quote);
	zc_buf_cstr(m->b, STARS);
	if (quote != 0 && v.n > 1 && v.p[v.n - 1] == quote)
		zc_buf_char(m->b, quote);
}

/* -pSECRET or -p SECRET of the programs that read it so. */
static bool
short_option(struct mask *m, struct zc_str w)
{
	if (w.n < 2 || w.p[0] != '-' || w.p[1] == '-')
		return false;
	for (size_t i = 0; i < ZC_LEN(short_options); i++) {
		if (!zc_str_is(m->program, short_options[i].program) ||
		    w.p[1] != short_options[i].option)
			continue;
		if (w.n == 2) {
			if (!short_options[i].apart)
				return false;
			m->next = VALUE;
			zc_buf_str(m->b, w);
			return true;
		}
		zc_buf_str(m->b, zc_str_sub(w, 0, 2));
		put_stars(m, zc_str_sub(w, 2, w.n));
		return true;
	}
	return false;
}

/*
 * What looks like a secret although neither the program nor the name of the
 * option tells. True when the word was put.
 */
static bool
looks_secret(struct mask *m, struct zc_str w)
{
	size_t eq = zc_str_find(w, '=');

	if (w.n == 2 && w.p[0] == '-' && strchr("pPwW", w.p[1]) != NULL) {
		m->next = MAYBE;
		zc_buf_str(m->b, w);
		return true;
	}
	if (zc_str_is(w, "-u") || zc_str_is(w, "-U") ||
	    zc_str_is(w, "--user")) {
		m->next = USER;
		zc_buf_str(m->b, w);
		return true;
	}
	if (zc_secretlook_glued(w)) {
		zc_buf_str(m->b, zc_str_sub(w, 0, 2));
		put_stars(m, zc_str_sub(w, 2, w.n));
		return true;
	}
	if (zc_secretlook_token(w)) {
		put_stars(m, w);
		return true;
	}
	if (eq + 1 < w.n && zc_secretlook_token(zc_str_sub(w, eq + 1, w.n))) {
		zc_buf_str(m->b, zc_str_sub(w, 0, eq + 1));
		put_stars(m, zc_str_sub(w, eq + 1, w.n));
		return true;
	}
	return false;
}

static bool
header_name(struct zc_str w)
{
	return has_nocase(w, "authorization:") || has_nocase(w, "cookie:") ||
	    has_nocase(w, "-token:") || has_nocase(w, "api-key:");
}

/* name=value, name:value; true when the value was masked. */
static bool
assignment(struct mask *m, struct zc_str w)
{
	size_t eq = zc_str_find(w, '=');
	struct zc_str name = zc_str_sub(w, 0, eq);

	if (eq == w.n) {
		eq = zc_str_find(w, ':');
		name = zc_str_sub(w, 0, eq);
		if (eq == w.n || name.n > 40 || after_scheme(w) != 0)
			return false;
	}
	if (!is_secret_name(name) || is_switch(name) ||
	    zc_str_find(name, '/') < name.n)
		return false;
	zc_buf_str(m->b, zc_str_sub(w, 0, eq + 1));
	put_stars(m, zc_str_sub(w, eq + 1, w.n));
	return true;
}

/* sh -c '…': look inside. Each level strips its quotes, so it ends. */
static bool
quoted_command(struct mask *m, struct zc_str w)
{
	if (w.n < 2 || strchr("'\"", w.p[0]) == NULL || w.p[w.n - 1] != w.p[0])
		return false;
	zc_buf_char(m->b, w.p[0]);
	zc_mask_command(m->b, zc_str_sub(w, 1, w.n - 2), w.n);
	zc_buf_char(m->b, w.p[0]);
	return true;
}

static void
one_word(struct mask *m, struct zc_str w)
{
	enum expect was = m->next;

	m->next = PLAIN;
	if (was == VALUE && !(w.n > 1 && w.p[0] == '-')) {
		put_stars(m, w);
		return;
	}
	if (was == MAYBE && zc_secretlook_apart(m->program, w)) {
		put_stars(m, w);
		return;
	}
	if (was == USER && zc_secretlook_user(w) != 0) {
		zc_buf_str(m->b, zc_str_sub(w, 0, zc_secretlook_user(w)));
		zc_buf_cstr(m->b, STARS);
		return;
	}
	if (was == HEADER) {
		put_stars(m, w);
		/* "Bearer x", "Basic x": the scheme is followed by more. */
		if (zc_str_isi(w, "bearer") || zc_str_isi(w, "basic") ||
		    zc_str_isi(w, "digest"))
			m->next = HEADER;
		return;
	}
	if (m->fresh && zc_str_find(w, '=') == w.n) {
		m->program = zc_str_base(w);
		m->fresh = zc_str_is(m->program, "sudo") ||
		    zc_str_is(m->program, "nice") ||
		    zc_str_is(m->program, "env");
	}
	if (short_option(m, w) || assignment(m, w)) {
		return;
	}
	if (header_name(w)) {
		size_t n = zc_str_find(w, ':');

		zc_buf_str(m->b, zc_str_sub(w, 0, n + 1));
		put_stars(m, zc_str_sub(w, n + 1, w.n));
		m->next = n + 1 >= w.n ? HEADER : PLAIN;
		return;
	}
	if (quoted_command(m, w) || looks_secret(m, w))
		return;
	if (w.n > 1 && w.p[0] == '-' && is_secret_name(w) && !is_switch(w))
		m->next = VALUE;
	zc_mask_url(m->b, w);
}

/* Length of the word at the front; quotes hold blanks together. */
static size_t
word_len(struct zc_str s)
{
	char quote = 0;
	size_t n;

	for (n = 0; n < s.n; n++) {
		char c = s.p[n];

		if (quote != 0 && c == quote)
			quote = 0;
		else if (quote == 0 && (c == '"' || c == '\''))
			quote = c;
		else if (quote == 0 && (c == ' ' || c == '\t' || c == '\n'))
			break;
	}
	/* A quote that never ends is a plain character. */
	if (quote != 0)
		for (n = 0; n < s.n && s.p[n] != ' ' && s.p[n] != '\t' &&
		     s.p[n] != '\n';
		     n++)
			continue;
	return n;
}

void
zc_mask_command(struct zc_buf *b, struct zc_str cmd, size_t max)
{
	struct mask m = { .b = b, .program = ZC_S(""), .fresh = true };

	cmd = zc_str_sub(cmd, 0, max);
	while (cmd.n > 0) {
		size_t n = word_len(cmd);

		if (n == 0) {
			zc_buf_char(b, cmd.p[0]);
			cmd = zc_str_sub(cmd, 1, cmd.n);
			continue;
		}
		one_word(&m, zc_str_sub(cmd, 0, n));
		if (strchr(";|&", cmd.p[n - 1]) != NULL)
			m.fresh = true;
		cmd = zc_str_sub(cmd, n, cmd.n);
	}
}

const char *
zc_mask_dup(struct zc_arena *a, struct zc_str cmd)
{
	struct zc_buf b;
	const char *s;

	zc_buf_init(&b, 4096);
	zc_mask_command(&b, cmd, 512);
	s = b.rc == ZC_OK ? zc_arena_dup(a, b.p, b.n) : NULL;
	zc_buf_fini(&b);
	return s == NULL ? "" : s;
}

static void
put_or_nothing(struct zc_table *t, const char *col, struct zc_buf *b)
{
	/* Rather nothing than something half masked. */
	if (b->rc == ZC_OK)
		zc_put(t, col, zc_buf_get(b));
	zc_buf_fini(b);
}

void
zc_mask_put(struct zc_table *t, const char *col, struct zc_str cmd)
{
	struct zc_buf b;

	zc_buf_init(&b, 8 * ZC_TABLE_TEXT_MAX);
	zc_mask_command(&b, cmd, ZC_TABLE_TEXT_MAX);
	put_or_nothing(t, col, &b);
}

void
zc_mask_put_url(struct zc_table *t, const char *col, struct zc_str url)
{
	struct zc_buf b;

	zc_buf_init(&b, 8 * ZC_TABLE_TEXT_MAX);
	zc_mask_url(&b, zc_str_sub(url, 0, ZC_TABLE_TEXT_MAX));
	put_or_nothing(t, col, &b);
}
