#include "probe/credential.h"

#include "base/buf.h"
#include "probe/mask.h"

#include <strings.h>

enum {
	LINE_MAX_LOOKED = 8192,
	NAME_MAX_GIVEN = 64
};

static bool
is_ident(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

static bool
ends_in(struct zc_str s, const char *word)
{
	size_t n = strlen(word);

	return s.n >= n && strncasecmp(s.p + s.n - n, word, n) == 0;
}

static bool
is_secret_name(struct zc_str s)
{
	static const char *const ends[] = { "password", "passwd", "secret",
		"token", "apikey", "api_key", "api-key", "access_key",
		"accesskey", "access-key", "secretkey", "secret_key",
		"secret-key", "passphrase", "keysecret", "psk" };
	static const char *const parts[] = { "pass", "pwd" };

	if (zc_str_isi(s, "pwd") || zc_str_isi(s, "oldpwd"))
		return zc_str_is(s, "pwd"); /* the shell's own are capital */
	for (size_t i = 0; i < ZC_LEN(ends); i++)
		if (ends_in(s, ends[i]))
			return true;
	for (size_t i = 0; i < ZC_LEN(parts); i++) {
		size_t n = strlen(parts[i]);

		if (ends_in(s, parts[i]) &&
		    (s.n == n || strchr("_-.", s.p[s.n - n - 1]) != NULL))
			return true;
	}
	return false;
}

static bool
is_placeholder(struct zc_str v)
{
	static const char *const words[] = { "null", "none", "nil", "true",
		"false", "undefined", "password", "passwd", "secret", "token",
		"your_password", "your-password", "yourpassword", "example",
		"files", "ask", "prompt", "required", "x", "string" };
	size_t i, same = 0;

	if (v.n == 0 || strchr("$<{%@&*!([", v.p[0]) != NULL)
		return true;
	for (i = 0; i < v.n; i++)
		same += v.p[i] == v.p[0];
	/* xxxx, ****, .... */
	if (same == v.n && strchr("xX*.-_", v.p[0]) != NULL)
		return true;
	for (i = 0; i < ZC_LEN(words); i++)
		if (zc_str_isi(v, words[i]))
			return true;
	return false;
}

static struct zc_str
skip_blank(struct zc_str s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = zc_str_sub(s, 1, s.n);
	return s;
}

/* Past the sign between name and value; false when there is none. */
static bool
sign(struct zc_str *s, bool quoted, bool *tight)
{
	struct zc_str r = skip_blank(*s);

	*tight = r.p == s->p;
	if (zc_str_starts(r, "==") || zc_str_starts(r, "!="))
		return false;
	if (zc_str_starts(r, "=>") || zc_str_starts(r, ":="))
		r = zc_str_sub(r, 2, r.n);
	else if (r.n > 0 &&
	    (r.p[0] == '=' || r.p[0] == ':' || r.p[0] == '>' ||
		(r.p[0] == ',' && quoted)))
		r = zc_str_sub(r, 1, r.n);
	else
		return false;
	*s = skip_blank(r);
	*tight = *tight && s->p == r.p;
	return true;
}

static bool
has_value(struct zc_str s, bool code, bool tight)
{
	struct zc_str v;
	size_t n;

	if (s.n > 0 && (s.p[0] == '"' || s.p[0] == '\'')) {
		v = zc_str_sub(s, 1, s.n);
		return !is_placeholder(
		    zc_str_sub(v, 0, zc_str_find(v, s.p[0])));
	}
	for (n = 0; n < s.n; n++)
		if (strchr(" \t;,<\"'", s.p[n]) != NULL)
			break;
	v = zc_str_sub(s, 0, n);
	/* A call or a member is no value. */
	if (code &&
	    (!tight || zc_str_find(v, '(') < v.n || zc_str_find(v, '$') < v.n))
		return false;
	return !is_placeholder(v);
}

static bool
is_comment(struct zc_str s)
{
	return s.n == 0 || s.p[0] == '#' || s.p[0] == ';' || s.p[0] == '*' ||
	    zc_str_starts(s, "//") || zc_str_starts(s, "/*") ||
	    zc_str_starts(s, "<!--");
}

bool
zc_credential_line(struct zc_str line, bool code, struct zc_str *name)
{
	struct zc_str s, key, rest;
	size_t i = 0, n;
	bool quoted, tight;

	s = zc_str_trim(zc_str_sub(line, 0, LINE_MAX_LOOKED));
	if (is_comment(s))
		return false;
	while (i < s.n) {
		if (!is_ident(s.p[i])) {
			i++;
			continue;
		}
		for (n = 0; i + n < s.n && is_ident(s.p[i + n]);)
			n++;
		key = zc_str_sub(s, i, n);
		i += n;
		if (!is_secret_name(key))
			continue;
		rest = zc_str_sub(s, i, s.n);
		quoted = rest.n > 0 && (rest.p[0] == '"' || rest.p[0] == '\'');
		if (quoted)
			rest = zc_str_sub(rest, 1, rest.n);
		if (rest.n > 0 && rest.p[0] == ']') /* $c['password'] */
			rest = zc_str_sub(rest, 1, rest.n);
		if (sign(&rest, quoted, &tight) &&
		    has_value(rest, code, tight)) {
			*name = zc_str_sub(key, 0, NAME_MAX_GIVEN);
			return true;
		}
	}
	return false;
}

bool
zc_credential_command(
    struct zc_str line, struct zc_arena *a, struct zc_str *name)
{
	struct zc_str masked, word, before = { "", 0 };
	struct zc_buf b;
	bool found = false;
	char *p;

	line = zc_str_sub(line, 0, LINE_MAX_LOOKED);
	zc_buf_init(&b, 2 * LINE_MAX_LOOKED);
	zc_mask_command(&b, line, LINE_MAX_LOOKED);
	masked = zc_buf_get(&b);
	if (zc_str_eq(masked, line))
		goto out;
	while (!found && zc_str_word(&masked, &word)) {
		size_t n = zc_str_search(word, "***");

		found = n < word.n;
		if (found && n > 0)
			before = zc_str_sub(word, 0, n);
		else if (!found)
			before = word;
	}
	p = zc_arena_dup(
	    a, before.p, before.n < NAME_MAX_GIVEN ? before.n : NAME_MAX_GIVEN);
	found = found && p != NULL;
	if (found)
		*name = zc_str_of(p);
out:
	zc_buf_fini(&b);
	return found;
}
