/*
 * netplan(5): YAML, of which only block mappings, one-line lists and plain or
 * quoted words are read here; a file that uses more is noted as not fully
 * understood.
 */
#include "probe/netconf.h"

#include "base/fs.h"
#include "probe/ini.h"

enum {
	LEVELS_MAX = 12
};

/* Keys from the top down to the line in hand. */
struct state {
	struct zc_netconfs *c;
	const char *file;
	struct zc_str key[LEVELS_MAX];
	size_t indent[LEVELS_MAX];
	size_t depth;
	size_t entry; /* index + 1 of the connection in hand; 0 none */
	size_t point; /* the same of its access point */
	bool strange;
};

/* Indices, as the array moves when it grows. */
static struct zc_netconf *
at(struct state *s, size_t index)
{
	return index == 0 ? NULL : &s->c->v[index - 1];
}

static const char *
kind_of(struct zc_str section)
{
	static const struct {
		const char *section, *kind;
	} kinds[] = {
		{ "ethernets", "wired" },
		{ "wifis", "wireless" },
		{ "modems", "modem" },
		{ "bridges", "bridge" },
		{ "bonds", "bond" },
		{ "vlans", "other" },
		{ "tunnels", "vpn" },
		{ "dummy-devices", "other" },
	};

	for (size_t i = 0; i < ZC_LEN(kinds); i++) {
		if (zc_str_is(section, kinds[i].section))
			return kinds[i].kind;
	}
	return NULL;
}

/* "[a, b]", "a" or "- a" as items with blanks and commas between. */
static struct zc_str
items(struct zc_str s)
{
	s = zc_str_trim(s);
	if (zc_str_starts(s, "[") && zc_str_ends(s, "]"))
		s = zc_str_sub(s, 1, s.n - 2);
	return zc_ini_unquote(s);
}

static bool
key_is(const struct state *s, size_t level, const char *key)
{
	return level < s->depth && zc_str_is(s->key[level], key);
}

static void
set_dhcp(struct zc_netconf *v, struct zc_str value)
{
	if (zc_ini_true(value))
		v->method = "dhcp";
	else if (v->method[0] == '\0')
		v->method = "disabled";
}

/* network: wifis: NAME: access-points: SSID: … */
static int
access_point(struct state *s, struct zc_str value)
{
	struct zc_netconf *v;

	if (s->depth == 5) {
		v = zc_netconf_add(s->c, "netplan", s->file);
		if (v == NULL)
			return ZC_ENOMEM;
		v->name = v->interface = s->key[2];
		v->kind = "wireless";
		v->security = "open";
		v->ssid = s->key[4];
		v->shared = 0;
		v->autoconnect = 1;
		s->point = s->c->n;
		if (value.n > 0 && !zc_str_is(value, "{}"))
			s->strange = true;
		return ZC_OK;
	}
	v = at(s, s->point);
	if (v == NULL)
		return ZC_OK;
	if (key_is(s, 5, "password"))
		v->security = "wpa2";
	else if (key_is(s, 6, "key-management"))
		v->security = zc_str_is(value, "sae") ? "wpa3"
		    : zc_str_is(value, "none")        ? "open"
						      : "wpa2";
	else if (key_is(s, 5, "mode") && zc_str_is(value, "ap"))
		v->shared = 1;
	return ZC_OK;
}

static void
setting(struct state *s, struct zc_str value, bool listed)
{
	struct zc_netconf *v = at(s, s->entry);

	if (v == NULL)
		return;
	if (key_is(s, 3, "dhcp4") || key_is(s, 3, "dhcp6")) {
		set_dhcp(v, value);
	} else if (key_is(s, 3, "addresses") && (listed || value.n > 0)) {
		v->addresses =
		    zc_netconf_join(s->c, v->addresses, items(value));
		if (strcmp(v->method, "dhcp") != 0)
			v->method = "static";
	} else if (key_is(s, 3, "nameservers") && key_is(s, 4, "addresses")) {
		v->servers = zc_netconf_join(s->c, v->servers, items(value));
	}
}

static int
take(struct state *s, struct zc_str value, bool listed)
{
	const char *kind = s->depth >= 2 ? kind_of(s->key[1]) : NULL;
	struct zc_netconf *v;

	if (value.n > 0 &&
	    (value.p[0] == '{' || value.p[0] == '&' || value.p[0] == '*' ||
		value.p[0] == '|') &&
	    !zc_str_is(value, "{}"))
		s->strange = true;
	if (!key_is(s, 0, "network") || kind == NULL)
		return ZC_OK;
	if (s->depth >= 5 && key_is(s, 3, "access-points"))
		return access_point(s, value);
	if (s->depth == 3 && !listed) {
		v = zc_netconf_add(s->c, "netplan", s->file);
		if (v == NULL)
			return ZC_ENOMEM;
		v->name = v->interface = s->key[2];
		v->kind = kind;
		v->shared = 0;
		v->autoconnect = 1;
		s->entry = s->c->n;
	}
	setting(s, value, listed);
	return ZC_OK;
}

/* Where the colon that ends the key stands, or n. */
static size_t
key_end(struct zc_str line)
{
	size_t i = 0;

	if (line.n > 0 && (line.p[0] == '"' || line.p[0] == '\'')) {
		i = 1 + zc_str_find(zc_str_sub(line, 1, line.n), line.p[0]);
		i = i < line.n ? i + 1 : line.n;
	}
	for (; i < line.n; i++) {
		if (line.p[i] == ':' &&
		    (i + 1 == line.n || line.p[i + 1] == ' '))
			return i;
	}
	return line.n;
}

static struct zc_str
without_comment(struct zc_str line)
{
	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '#' && (i == 0 || line.p[i - 1] == ' '))
			return zc_str_sub(line, 0, i);
	}
	return line;
}

static int
one_line(struct state *s, struct zc_str line)
{
	struct zc_str body = zc_str_trim(line);
	size_t indent = (size_t)(body.p - line.p), end;

	if (body.n == 0 || zc_str_is(body, "---"))
		return ZC_OK;
	if (memchr(line.p, '\t', indent) != NULL) {
		s->strange = true;
		return ZC_OK;
	}
	if (body.p[0] == '-' && (body.n == 1 || body.p[1] == ' ')) {
		while (s->depth > 0 && s->indent[s->depth - 1] > indent)
			s->depth--;
		return take(s, zc_str_sub(body, 1, body.n), true);
	}
	while (s->depth > 0 && s->indent[s->depth - 1] >= indent)
		s->depth--;
	end = key_end(body);
	if (end == body.n || s->depth == LEVELS_MAX || body.p[0] == '{') {
		s->strange = true;
		return ZC_OK;
	}
	s->key[s->depth] = zc_ini_unquote(zc_str_sub(body, 0, end));
	s->indent[s->depth++] = indent;
	return take(s, zc_str_trim(zc_str_sub(body, end + 1, body.n)), false);
}

int
zc_netconf_netplan_text(
    struct zc_netconfs *c, const char *file, struct zc_str text)
{
	struct state s = { .c = c, .file = file };
	struct zc_str line;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_str_line(&text, &line))
		rc = one_line(&s, without_comment(line));
	if (s.strange)
		zc_miss(c->t, file,
		    ZC_N("the file uses a notation that is not fully "
			 "understood"));
	return rc;
}

int
zc_netconf_netplan(struct zc_netconfs *c)
{
	static const char *const dirs[] = { "/etc/netplan", "/run/netplan",
		"/usr/lib/netplan" };
	struct zc_fs_list l;
	struct zc_str text;
	int rc = ZC_OK;

	for (size_t d = 0; d < ZC_LEN(dirs); d++) {
		zc_netconf_dir(c, dirs[d], &l);
		for (size_t i = 0; i < l.n && rc == ZC_OK; i++) {
			const char *p;

			if (!zc_str_ends(zc_str_of(l.names[i]), ".yaml"))
				continue;
			p = zc_fs_join(c->l->a, dirs[d], l.names[i]);
			if (p == NULL)
				return ZC_ENOMEM;
			if (zc_look_read(c->l, c->t, p, &text) == ZC_OK)
				rc = zc_netconf_netplan_text(c, p, text);
		}
	}
	return rc;
}
