#include "probe/sshdconf.h"

#include <ctype.h>

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_sshd s;
	int files;
};

bool
zc_sshd_many(const char *name)
{
	static const char *const many[] = { "acceptenv", "allowgroups",
		"allowusers", "denygroups", "denyusers", "hostcertificate",
		"hostkey", "listenaddress", "permitlisten", "permitopen",
		"port", "setenv", "subsystem" };

	for (size_t i = 0; i < ZC_LEN(many); i++)
		if (strcmp(many[i], name) == 0)
			return true;
	return false;
}

/* Keyword in lower case; what sshd knows under two names gets the newer. */
static const char *
canonical(struct ctx *c, struct zc_str w)
{
	static const char *const old[][2] = {
		{ "challengeresponseauthentication",
		    "kbdinteractiveauthentication" },
		{ "skeyauthentication", "kbdinteractiveauthentication" },
		{ "pubkeyacceptedkeytypes", "pubkeyacceptedalgorithms" },
		{ "hostbasedacceptedkeytypes", "hostbasedacceptedalgorithms" },
		{ "dsaauthentication", "pubkeyauthentication" },
		{ "keepalive", "tcpkeepalive" },
	};
	char *p = zc_arena_dup(c->l->a, w.p, w.n);

	if (p == NULL)
		return "";
	for (size_t i = 0; i < w.n; i++)
		p[i] = (char)tolower((unsigned char)p[i]);
	for (size_t i = 0; i < ZC_LEN(old); i++)
		if (strcmp(old[i][0], p) == 0)
			return old[i][1];
	return p;
}

static bool
split(struct zc_str line, struct zc_str *key, struct zc_str *value)
{
	size_t n = 0;

	while (n < line.n && strchr(" \t=", line.p[n]) == NULL)
		n++;
	*key = zc_str_sub(line, 0, n);
	*value = zc_str_trim(zc_str_sub(line, n, line.n));
	if (value->n > 0 && value->p[0] == '=')
		*value = zc_str_trim(zc_str_sub(*value, 1, value->n));
	return key->n > 0 && value->n > 0;
}

static void read_file(
    struct ctx *c, const char *path, struct zc_str match, int depth);

static void
include(struct ctx *c, struct zc_str list, struct zc_str match,
    const char *from, int no, int depth)
{
	struct zc_fs_list files;
	struct zc_str w;

	if (depth >= ZC_SSHD_DEPTH || ++c->files > 1000) {
		zc_lines_miss(c->t, from, no,
		    ZC_N("files include each other too deeply"));
		return;
	}
	while (zc_str_word(&list, &w)) {
		w = zc_lines_unquote(w);
		if (w.n == 0)
			continue;
		if (w.p[0] != '/')
			w = zc_lines_cat(
			    c->l->a, ZC_S("/etc/ssh/"), w, ZC_S(""));
		if (zc_lines_glob(
			c->l, c->t, zc_lines_cstr(c->l->a, w), &files) != ZC_OK)
			continue;
		for (size_t i = 0; i < files.n; i++)
			read_file(c, files.names[i], match, depth + 1);
	}
}

static void
read_text(struct ctx *c, const char *path, struct zc_str text,
    struct zc_str match, int depth)
{
	struct zc_str outer = match, line, key, value;
	struct zc_lines r;

	zc_lines_init(&r, text, false, NULL);
	while (zc_lines_real(&r, &line)) {
		const char *name;

		line = zc_lines_before(line, '#');
		if (!split(line, &key, &value)) {
			zc_lines_miss(c->t, path, r.at,
			    ZC_N("this line is malformed and was left out"));
			continue;
		}
		name = canonical(c, key);
		if (strcmp(name, "include") == 0) {
			include(c, value, match, path, r.at, depth);
			continue;
		}
		if (strcmp(name, "match") == 0) {
			match = zc_str_isi(value, "all") ? outer : value;
			continue;
		}
		if (c->s.n == ZC_SSHD_LINES) {
			zc_miss(c->t, path,
			    ZC_N("too many rules: the rest was left out"));
			return;
		}
		c->s.v[c->s.n++] = (struct zc_sshd_line){ name,
			zc_lines_unquote(value), match, path, r.at };
	}
}

static void
read_file(struct ctx *c, const char *path, struct zc_str match, int depth)
{
	struct zc_str text;

	if (zc_look_read(c->l, c->t, path, &text) == ZC_OK)
		read_text(c, path, text, match, depth);
}

int
zc_sshd_load(const struct zc_look *l, struct zc_table *t, struct zc_sshd *out)
{
	static const char *const paths[] = { "/etc/ssh/sshd_config",
		"/usr/etc/ssh/sshd_config" };
	struct ctx c = { .l = l, .t = t };
	struct zc_str text;
	int rc = ZC_ENOENT;

	c.s.v = zc_arena_array(l->a, ZC_SSHD_LINES, sizeof(*c.s.v));
	if (c.s.v == NULL)
		return ZC_ENOMEM;
	for (size_t i = 0; rc == ZC_ENOENT && i < ZC_LEN(paths); i++) {
		rc = zc_look_read(l, t, paths[i], &text);
		if (rc == ZC_OK)
			read_text(&c, paths[i], text, ZC_S(""), 0);
	}
	if (rc == ZC_OK)
		*out = c.s;
	return rc;
}
