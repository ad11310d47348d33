/*
 * ifupdown (interfaces(5)), ifcfg files of the Red Hat family, .network files
 * of systemd-networkd.
 */
#include "probe/netconf.h"

#include "base/fs.h"
#include "probe/ini.h"

enum {
	DEPTH_MAX = 8
}; /* of files that name other files */

static int read_interfaces(
    struct zc_netconfs *c, const char *path, unsigned depth);

static int
read_all_in(struct zc_netconfs *c, const char *dir, unsigned depth)
{
	struct zc_fs_list l;
	int rc = ZC_OK;

	zc_netconf_dir(c, dir, &l);
	for (size_t i = 0; i < l.n && rc == ZC_OK; i++) {
		const char *p = zc_fs_join(c->l->a, dir, l.names[i]);

		if (p == NULL)
			return ZC_ENOMEM;
		rc = read_interfaces(c, p, depth + 1);
	}
	return rc;
}

/* "source PATH": a file, or everything in a directory by "DIR/(star)". */
static int
source(struct zc_netconfs *c, struct zc_str what, unsigned depth)
{
	const char *p;
	size_t n;

	if (zc_str_ends(what, "/*"))
		what.n -= 2;
	n = zc_str_find(what, '*');
	if (n < what.n) {
		/* "/etc/network/interfaces.d/(star).cfg": take the directory.
		 */
		while (n > 0 && what.p[n - 1] != '/')
			n--;
		what.n = n;
	}
	p = zc_arena_dup(c->l->a, what.p, what.n);
	if (p == NULL)
		return ZC_ENOMEM;
	if (p[0] != '/')
		p = zc_fs_join(c->l->a, "/etc/network", p);
	if (p == NULL)
		return ZC_ENOMEM;
	if (what.n > 0 && zc_fs_exists(c->l->root, p)) {
		struct stat st;

		if (zc_fs_stat(c->l->root, p, &st, NULL) == ZC_OK &&
		    S_ISDIR(st.st_mode))
			return read_all_in(c, p, depth);
		return read_interfaces(c, p, depth + 1);
	}
	return ZC_OK;
}

static void
option(struct zc_netconfs *c, struct zc_netconf *v, struct zc_str key,
    struct zc_str value)
{
	if (zc_str_is(key, "wpa-ssid") || zc_str_is(key, "wireless-essid")) {
		v->ssid = zc_ini_unquote(value);
		v->kind = "wireless";
		if (v->security[0] == '\0')
			v->security = "open";
	} else if (zc_str_is(key, "wpa-psk") ||
	    zc_str_is(key, "wpa-key-mgmt")) {
		v->security = zc_str_is(value, "SAE") ? "wpa3" : "wpa2";
	} else if (zc_str_starts(key, "wireless-key")) {
		v->security = "wep";
	} else if (zc_str_is(key, "wpa-conf") || zc_str_is(key, "wpa-roam")) {
		v->kind = "wireless";
	} else if (zc_str_is(key, "address")) {
		v->addresses = zc_netconf_join(c, v->addresses, value);
	} else if (zc_str_starts(key, "dns-nameserver")) {
		v->servers = zc_netconf_join(c, v->servers, value);
	} else if (zc_str_is(key, "bridge_ports") ||
	    zc_str_is(key, "bridge-ports")) {
		v->kind = "bridge";
	} else if (zc_str_starts(key, "bond-") || zc_str_starts(key, "bond_")) {
		v->kind = "bond";
	}
}

static const char *
kind_of(struct zc_str name)
{
	if (zc_str_is(name, "lo"))
		return "loopback";
	if (zc_str_starts(name, "wl"))
		return "wireless";
	if (zc_str_starts(name, "ww") || zc_str_starts(name, "ppp"))
		return "modem";
	if (zc_str_starts(name, "tun") || zc_str_starts(name, "wg"))
		return "vpn";
	if (zc_str_starts(name, "br"))
		return "bridge";
	if (zc_str_starts(name, "bond"))
		return "bond";
	return zc_str_starts(name, "e") ? "wired" : "";
}

static struct zc_netconf *
stanza(struct zc_netconfs *c, const char *path, struct zc_str line)
{
	struct zc_netconf *v = zc_netconf_add(c, "ifupdown", path);
	struct zc_str name, family, method;

	if (v == NULL)
		return NULL;
	(void)zc_str_word(&line, &name);
	(void)zc_str_word(&line, &family);
	(void)zc_str_word(&line, &method);
	v->name = v->interface = name;
	v->kind = kind_of(name);
	v->shared = 0;
	v->autoconnect = 0;
	if (zc_str_is(method, "dhcp") || zc_str_is(method, "auto"))
		v->method = "dhcp";
	else if (zc_str_is(method, "static") || zc_str_is(method, "loopback"))
		v->method = "static";
	else if (zc_str_is(method, "manual"))
		v->method = "disabled";
	else if (zc_str_is(method, "ppp"))
		v->kind = "pppoe";
	return v;
}

static void
set_auto(struct zc_netconfs *c, struct zc_str names)
{
	struct zc_str name;

	while (zc_str_word(&names, &name)) {
		for (size_t i = 0; i < c->n; i++) {
			if (strcmp(c->v[i].program, "ifupdown") == 0 &&
			    zc_str_eq(c->v[i].interface, name))
				c->v[i].autoconnect = 1;
		}
	}
}

/* "auto eth0" may stand before "iface eth0": done last. */
static void
auto_lines(struct zc_netconfs *c, struct zc_str text)
{
	struct zc_str line, word;

	while (zc_str_line(&text, &line)) {
		if (zc_str_word(&line, &word) &&
		    (zc_str_is(word, "auto") || zc_str_starts(word, "allow-")))
			set_auto(c, line);
	}
}

static int
read_interfaces(struct zc_netconfs *c, const char *path, unsigned depth)
{
	struct zc_netconf *v = NULL;
	struct zc_str text, rest, line, word;
	int rc = ZC_OK;

	if (depth > DEPTH_MAX) {
		zc_miss(c->t, path, ZC_N("files name each other too deeply"));
		return ZC_OK;
	}
	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return ZC_OK;
	rest = text;
	while (rc == ZC_OK && zc_str_line(&rest, &line)) {
		if (!zc_str_word(&line, &word) || word.p[0] == '#')
			continue;
		if (zc_str_is(word, "iface")) {
			v = stanza(c, path, line);
			rc = v == NULL ? ZC_ENOMEM : ZC_OK;
		} else if (zc_str_starts(word, "source")) {
			rc = source(c, zc_str_trim(line), depth);
			v = NULL;
		} else if (zc_str_is(word, "auto") ||
		    zc_str_is(word, "mapping") ||
		    zc_str_starts(word, "allow-")) {
			v = NULL;
		} else if (v != NULL) {
			option(c, v, word, zc_str_trim(line));
		}
	}
	if (rc == ZC_OK)
		auto_lines(c, text);
	return rc;
}

int
zc_netconf_ifupdown(struct zc_netconfs *c)
{
	return read_interfaces(c, "/etc/network/interfaces", 0);
}

static void
ifcfg_key(struct zc_netconfs *c, struct zc_netconf *v, const struct zc_ini *i)
{
	struct zc_str s = zc_ini_unquote(i->value);

	if (zc_str_is(i->key, "DEVICE"))
		v->interface = s;
	else if (zc_str_is(i->key, "NAME"))
		v->name = s;
	else if (zc_str_is(i->key, "UUID"))
		v->id = s;
	else if (zc_str_is(i->key, "ONBOOT"))
		v->autoconnect = zc_ini_true(s);
	else if (zc_str_is(i->key, "BOOTPROTO"))
		v->method = zc_str_isi(s, "dhcp") ? "dhcp"
		    : zc_str_isi(s, "shared")     ? "shared"
						  : "static";
	else if (zc_str_is(i->key, "TYPE"))
		v->kind = zc_str_isi(s, "Wireless") ? "wireless"
		    : zc_str_isi(s, "Bridge")       ? "bridge"
		    : zc_str_isi(s, "Bond")         ? "bond"
		    : zc_str_isi(s, "Ethernet")     ? "wired"
						    : "other";
	else if (zc_str_is(i->key, "ESSID"))
		v->ssid = s;
	else if (zc_str_is(i->key, "KEY_MGMT"))
		v->security = zc_str_is(s, "SAE") ? "wpa3" : "wpa2";
	else if (zc_str_starts(i->key, "IPADDR"))
		v->addresses = zc_netconf_join(c, v->addresses, s);
	else if (zc_str_starts(i->key, "DNS"))
		v->servers = zc_netconf_join(c, v->servers, s);
}

static int
read_ifcfg(struct zc_netconfs *c, const char *path, struct zc_str text)
{
	struct zc_netconf *v = zc_netconf_add(c, "ifcfg", path);
	struct zc_ini i;

	if (v == NULL)
		return ZC_ENOMEM;
	v->autoconnect = 1;
	v->shared = 0;
	zc_ini_init(&i, text);
	while (zc_ini_next(&i))
		ifcfg_key(c, v, &i);
	if (strcmp(v->method, "shared") == 0)
		v->shared = 1;
	if (v->ssid.n > 0) {
		v->kind = "wireless";
		if (v->security[0] == '\0')
			v->security = "open";
	}
	if (v->kind[0] == '\0')
		v->kind = kind_of(v->interface);
	if (v->name.n == 0)
		v->name = v->interface;
	return ZC_OK;
}

int
zc_netconf_ifcfg(struct zc_netconfs *c)
{
	static const char dir[] = "/etc/sysconfig/network-scripts";
	struct zc_fs_list l;
	struct zc_str text;
	int rc = ZC_OK;

	zc_netconf_dir(c, dir, &l);
	for (size_t i = 0; i < l.n && rc == ZC_OK; i++) {
		struct zc_str name = zc_str_of(l.names[i]);
		const char *p;

		if (!zc_str_starts(name, "ifcfg-") ||
		    zc_str_is(name, "ifcfg-lo") || zc_str_ends(name, "~") ||
		    zc_str_ends(name, ".rpmsave"))
			continue;
		p = zc_fs_join(c->l->a, dir, l.names[i]);
		if (p == NULL)
			return ZC_ENOMEM;
		if (zc_look_read(c->l, c->t, p, &text) == ZC_OK)
			rc = read_ifcfg(c, p, text);
	}
	return rc;
}

static int
read_network(struct zc_netconfs *c, const char *path, struct zc_str text)
{
	struct zc_netconf *v = zc_netconf_add(c, "networkd", path);
	struct zc_ini i;

	if (v == NULL)
		return ZC_ENOMEM;
	v->autoconnect = 1;
	v->shared = 0;
	zc_ini_init(&i, text);
	while (zc_ini_next(&i)) {
		if (zc_str_is(i.section, "Match") && zc_str_is(i.key, "Name"))
			v->name = v->interface = i.value;
		else if (zc_str_is(i.section, "Match") &&
		    zc_str_is(i.key, "Type"))
			v->kind = zc_str_is(i.value, "wlan") ? "wireless"
			    : zc_str_is(i.value, "wwan")     ? "modem"
			    : zc_str_is(i.value, "ether")    ? "wired"
							     : "";
		else if (zc_str_is(i.key, "DHCP") && !zc_str_is(i.value, "no"))
			v->method = "dhcp";
		else if (zc_str_is(i.key, "Address")) {
			v->addresses =
			    zc_netconf_join(c, v->addresses, i.value);
			if (v->method[0] == '\0')
				v->method = "static";
		} else if (zc_str_is(i.key, "DNS"))
			v->servers = zc_netconf_join(c, v->servers, i.value);
		else if (zc_str_is(i.key, "IPMasquerade") &&
		    !zc_str_is(i.value, "no"))
			v->shared = 1;
		else if (zc_str_is(i.key, "Unmanaged") && zc_ini_true(i.value))
			v->method = "disabled";
	}
	if (v->kind[0] == '\0')
		v->kind = kind_of(v->interface);
	return ZC_OK;
}

int
zc_netconf_networkd(struct zc_netconfs *c)
{
	/* Those below /usr are defaults of the vendor, no connections. */
	static const char *const dirs[] = { "/etc/systemd/network",
		"/run/systemd/network" };
	struct zc_fs_list l;
	struct zc_str text;
	int rc = ZC_OK;

	for (size_t d = 0; d < ZC_LEN(dirs); d++) {
		zc_netconf_dir(c, dirs[d], &l);
		for (size_t i = 0; i < l.n && rc == ZC_OK; i++) {
			const char *p;

			if (!zc_str_ends(zc_str_of(l.names[i]), ".network"))
				continue;
			p = zc_fs_join(c->l->a, dirs[d], l.names[i]);
			if (p == NULL)
				return ZC_ENOMEM;
			if (zc_look_read(c->l, c->t, p, &text) == ZC_OK)
				rc = read_network(c, p, text);
		}
	}
	return rc;
}
