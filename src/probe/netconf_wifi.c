/* wpa_supplicant.conf(5) and iwd.network(5): names of networks, never keys. */
#include "probe/netconf.h"

#include "base/fs.h"
#include "probe/ini.h"

static void
block_key(struct zc_netconfs *c, struct zc_netconf *v, struct zc_str key,
    struct zc_str value)
{
	struct zc_str name;

	if (zc_str_is(key, "ssid")) {
		if (value.n > 0 && value.p[0] == '"')
			v->ssid = zc_ini_unquote(value);
		else if (zc_netconf_unhex(c, value, &name))
			v->ssid = name;
		v->name = v->ssid;
	} else if (zc_str_is(key, "key_mgmt")) {
		v->security = zc_str_is(value, "NONE")      ? "open"
		    : zc_str_search(value, "SAE") < value.n ? "wpa3"
							    : "wpa2";
	} else if (zc_str_starts(key, "wep_key")) {
		v->security = "wep";
	} else if (zc_str_is(key, "proto") && zc_str_is(value, "WPA")) {
		v->security = "wpa";
	} else if (zc_str_is(key, "mode") && zc_str_is(value, "2")) {
		v->shared = 1; /* an access point */
	} else if (zc_str_is(key, "disabled")) {
		v->autoconnect = !zc_str_is(value, "1");
	}
}

int
zc_netconf_wpa_text(struct zc_netconfs *c, const char *file, struct zc_str text)
{
	struct zc_netconf *v = NULL;
	struct zc_str line;

	while (zc_str_line(&text, &line)) {
		size_t eq;

		line = zc_str_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (line.p[0] == '}') {
			v = NULL;
			continue;
		}
		eq = zc_str_find(line, '=');
		if (zc_str_starts(line, "network") && zc_str_ends(line, "{")) {
			v = zc_netconf_add(c, "wpa_supplicant", file);
			if (v == NULL)
				return ZC_ENOMEM;
			v->kind = "wireless";
			v->autoconnect = 1;
			v->shared = 0;
			v->security = "wpa2"; /* the default of key_mgmt */
		} else if (v != NULL && eq < line.n) {
			block_key(c, v, zc_str_trim(zc_str_sub(line, 0, eq)),
			    zc_str_trim(zc_str_sub(line, eq + 1, line.n)));
		}
	}
	return ZC_OK;
}

static int
one_conf(struct zc_netconfs *c, const char *path)
{
	struct zc_str text;

	if (path == NULL)
		return ZC_ENOMEM;
	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return ZC_OK;
	return zc_netconf_wpa_text(c, path, text);
}

int
zc_netconf_wpa(struct zc_netconfs *c)
{
	static const char dir[] = "/etc/wpa_supplicant";
	struct zc_fs_list l;
	int rc = one_conf(c, "/etc/wpa_supplicant.conf");

	zc_netconf_dir(c, dir, &l);
	for (size_t i = 0; i < l.n && rc == ZC_OK; i++) {
		if (zc_str_ends(zc_str_of(l.names[i]), ".conf"))
			rc = one_conf(c, zc_fs_join(c->l->a, dir, l.names[i]));
	}
	return rc;
}

/* "NAME.psk"; a name with other than plain letters is "=HEX.psk". */
static int
iwd_file(struct zc_netconfs *c, const char *dir, const char *file)
{
	static const struct {
		const char *suffix, *security;
	} ends[] = { { ".open", "open" }, { ".psk", "wpa2" },
		{ ".8021x", "wpa2" } };
	struct zc_str name = zc_str_of(file), text;
	struct zc_netconf *v;
	const char *p;

	for (size_t i = 0; i < ZC_LEN(ends); i++) {
		if (!zc_str_ends(name, ends[i].suffix))
			continue;
		p = zc_fs_join(c->l->a, dir, file);
		v = p == NULL ? NULL : zc_netconf_add(c, "iwd", p);
		if (v == NULL)
			return ZC_ENOMEM;
		name.n -= strlen(ends[i].suffix);
		v->ssid = name;
		if (zc_str_starts(name, "=") &&
		    !zc_netconf_unhex(c, zc_str_sub(name, 1, name.n), &v->ssid))
			v->ssid = name;
		v->name = v->ssid;
		v->kind = "wireless";
		v->security = ends[i].security;
		v->shared = 0;
		v->autoconnect = 1;
		if (zc_look_read(c->l, c->t, p, &text) == ZC_OK &&
		    zc_str_is(
			zc_ini_get(text, "Settings", "AutoConnect"), "false"))
			v->autoconnect = 0;
		return ZC_OK;
	}
	return ZC_OK;
}

int
zc_netconf_iwd(struct zc_netconfs *c)
{
	static const char dir[] = "/var/lib/iwd";
	struct zc_fs_list l;
	int rc = ZC_OK;

	zc_netconf_dir(c, dir, &l);
	for (size_t i = 0; i < l.n && rc == ZC_OK; i++)
		rc = iwd_file(c, dir, l.names[i]);
	return rc;
}
