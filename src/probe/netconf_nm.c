/* NetworkManager: key files and the times it keeps (nm-settings-keyfile(5)). */
#include "probe/netconf.h"

#include "base/fs.h"
#include "probe/ini.h"

struct word {
	const char *theirs, *ours;
};

static const char *
look_up(const struct word *w, size_t n, struct zc_str s, const char *other)
{
	for (size_t i = 0; i < n; i++) {
		if (zc_str_is(s, w[i].theirs))
			return w[i].ours;
	}
	return other;
}

static const struct word kinds[] = {
	{ "ethernet", "wired" },
	{ "802-3-ethernet", "wired" },
	{ "wifi", "wireless" },
	{ "802-11-wireless", "wireless" },
	{ "gsm", "modem" },
	{ "cdma", "modem" },
	{ "wimax", "modem" },
	{ "vpn", "vpn" },
	{ "wireguard", "vpn" },
	{ "tun", "vpn" },
	{ "ip-tunnel", "vpn" },
	{ "bluetooth", "bluetooth" },
	{ "pppoe", "pppoe" },
	{ "bridge", "bridge" },
	{ "bond", "bond" },
	{ "team", "bond" },
	{ "loopback", "loopback" },
};

static const struct word methods[] = {
	{ "auto", "dhcp" },
	{ "manual", "static" },
	{ "shared", "shared" },
	{ "disabled", "disabled" },
	{ "ignore", "disabled" },
};

static const struct word guards[] = {
	{ "none", "wep" },
	{ "ieee8021x", "wep" },
	{ "wpa-none", "wpa" },
	{ "wpa-psk", "wpa2" },
	{ "wpa-eap", "wpa2" },
	{ "wpa-eap-suite-b-192", "wpa3" },
	{ "sae", "wpa3" },
	{ "owe", "wpa3" },
};

/* "72;97;108;" are the bytes of a name that is no plain text. */
static struct zc_str
plain_ssid(struct zc_netconfs *c, struct zc_str s)
{
	struct zc_str rest = s, item;
	char *p;
	size_t n = 0;
	int64_t v;

	if (!zc_str_ends(s, ";"))
		return s;
	p = zc_arena_get(c->l->a, s.n);
	if (p == NULL)
		return s;
	while (zc_netconf_item(&rest, &item)) {
		if (!zc_str_int(item, 10, &v) || v < 0 || v > 255)
			return s;
		p[n++] = (char)v;
	}
	return (struct zc_str){ p, n };
}

static bool
is_section(struct zc_str section, const char *a, const char *b)
{
	return zc_str_is(section, a) || zc_str_is(section, b);
}

/* "address1=192.0.2.2/24,192.0.2.1": the part before the comma. */
static void
ip_key(struct zc_netconfs *c, struct zc_netconf *v, const struct zc_ini *i)
{
	if (zc_str_is(i->key, "method")) {
		const char *m = look_up(methods, ZC_LEN(methods), i->value, "");

		if (zc_str_is(i->value, "shared"))
			v->shared = 1;
		if (zc_str_is(i->section, "ipv4") || v->method[0] == '\0' ||
		    v->shared == 1)
			v->method = v->shared == 1 ? "shared" : m;
	} else if (zc_str_is(i->key, "dns")) {
		v->servers = zc_netconf_join(c, v->servers, i->value);
	} else if (zc_str_starts(i->key, "address")) {
		v->addresses = zc_netconf_join(c, v->addresses,
		    zc_str_sub(i->value, 0, zc_str_find(i->value, ',')));
	}
}

static void
connection_key(struct zc_netconf *v, const struct zc_ini *i)
{
	if (zc_str_is(i->key, "id"))
		v->name = i->value;
	else if (zc_str_is(i->key, "uuid"))
		v->id = i->value;
	else if (zc_str_is(i->key, "type"))
		v->kind = look_up(kinds, ZC_LEN(kinds), i->value, "other");
	else if (zc_str_is(i->key, "interface-name"))
		v->interface = i->value;
	else if (zc_str_is(i->key, "autoconnect"))
		v->autoconnect = zc_ini_true(i->value);
	else if (zc_str_is(i->key, "permissions") &&
	    zc_str_starts(i->value, "user:"))
		v->account = zc_str_sub(i->value, 5,
		    zc_str_find(zc_str_sub(i->value, 5, i->value.n), ':'));
}

static int
read_file(struct zc_netconfs *c, const char *path, struct zc_str text)
{
	struct zc_netconf *v = zc_netconf_add(c, "networkmanager", path);
	struct zc_str mode = ZC_S(""), guard = ZC_S(""), proto = ZC_S("");
	struct zc_ini i;

	if (v == NULL)
		return ZC_ENOMEM;
	v->autoconnect = 1; /* the default */
	v->shared = 0;
	zc_ini_init(&i, text);
	while (zc_ini_next(&i)) {
		if (zc_str_is(i.section, "connection"))
			connection_key(v, &i);
		else if (is_section(i.section, "ipv4", "ipv6"))
			ip_key(c, v, &i);
		else if (is_section(i.section, "wifi", "802-11-wireless") &&
		    zc_str_is(i.key, "ssid"))
			v->ssid = plain_ssid(c, i.value);
		else if (is_section(i.section, "wifi", "802-11-wireless") &&
		    zc_str_is(i.key, "mode"))
			mode = i.value;
		else if (zc_str_ends(i.section, "wifi-security") ||
		    zc_str_ends(i.section, "wireless-security")) {
			if (zc_str_is(i.key, "key-mgmt"))
				guard = i.value;
			else if (zc_str_is(i.key, "proto"))
				proto = i.value;
		} else if (zc_str_is(i.section, "bluetooth") &&
		    zc_str_is(i.key, "type") && zc_str_is(i.value, "nap"))
			v->shared = 1;
	}
	if (v->ssid.n > 0)
		v->security = guard.n == 0
		    ? "open"
		    : look_up(guards, ZC_LEN(guards), guard, "unknown");
	if (zc_str_is(proto, "wpa;") || zc_str_is(proto, "wpa"))
		v->security = "wpa";
	/* An access point of its own gives its connection to others. */
	if (zc_str_is(mode, "ap"))
		v->shared = 1;
	return ZC_OK;
}

static bool
known(const struct zc_netconfs *c, struct zc_str uuid, int64_t at)
{
	for (size_t k = 0; k < c->n; k++) {
		if (zc_str_eq(c->v[k].id, uuid)) {
			c->v[k].last_used = at;
			return true;
		}
	}
	return false;
}

/* Times of profiles; one without a profile was deleted since. */
static int
read_times(struct zc_netconfs *c)
{
	static const char path[] = "/var/lib/NetworkManager/timestamps";
	struct zc_netconf *v;
	struct zc_str text;
	struct zc_ini i;
	int64_t at;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return ZC_OK;
	zc_ini_init(&i, text);
	while (zc_ini_next(&i)) {
		if (!zc_str_is(i.section, "timestamps") ||
		    !zc_str_int(i.value, 10, &at) || known(c, i.key, at))
			continue;
		v = zc_netconf_add(c, "networkmanager", path);
		if (v == NULL)
			return ZC_ENOMEM;
		v->name = v->id = i.key;
		v->last_used = at;
	}
	return ZC_OK;
}

int
zc_netconf_nm(struct zc_netconfs *c)
{
	static const char *const dirs[] = {
		"/etc/NetworkManager/system-connections",
		"/run/NetworkManager/system-connections",
		"/usr/lib/NetworkManager/system-connections",
	};
	struct zc_fs_list l;
	struct zc_str text;
	int rc = ZC_OK;

	for (size_t d = 0; d < ZC_LEN(dirs); d++) {
		zc_netconf_dir(c, dirs[d], &l);
		for (size_t i = 0; i < l.n && rc == ZC_OK; i++) {
			const char *p =
			    zc_fs_join(c->l->a, dirs[d], l.names[i]);

			if (p == NULL)
				return ZC_ENOMEM;
			if (zc_look_read(c->l, c->t, p, &text) == ZC_OK)
				rc = read_file(c, p, text);
		}
	}
	return rc == ZC_OK ? read_times(c) : rc;
}
