/* dns_server: one row per server configured. */
#include "probe/probe.h"

#include "base/fs.h"
#include "probe/ini.h"
#include "probe/ipaddr.h"
#include "probe/netconf.h"

static const struct zc_col cols[] = {
	{ "address", ZC_TEXT, "address", "地址", "server address" },
	{ "scope", ZC_TEXT, "scope", "范围",
	    "loopback, link, private, public" },
	{ "interface", ZC_TEXT, "interface", "接口",
	    "interface it belongs to; empty = global" },
	{ "source", ZC_TEXT, "source", "来源", "file" },
};

static int
emit(struct zc_table *t, struct zc_str server, struct zc_str interface,
    const char *source, struct zc_err *e)
{
	struct zc_ipaddr ip;
	char text[48];

	/* "192.0.2.1#name", "dns+tls://192.0.2.1", "server=/zone/192.0.2.1" */
	server = zc_str_sub(server, 0, zc_str_find(server, '#'));
	for (size_t i = server.n; i > 0; i--) {
		if (server.p[i - 1] == '/') {
			server = zc_str_sub(server, i, server.n);
			break;
		}
	}
	if (!zc_ipaddr_parse(server, &ip))
		return ZC_OK;
	zc_put_cstr(t, "address", zc_ipaddr_text(&ip, text));
	zc_put_cstr(t, "scope", zc_ipaddr_scope(&ip));
	if (interface.n > 0)
		zc_put(t, "interface", interface);
	zc_put_cstr(t, "source", source);
	return zc_row(t, e);
}

static int
emit_list(struct zc_table *t, struct zc_str list, struct zc_str interface,
    const char *source, struct zc_err *e)
{
	struct zc_str item;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_netconf_item(&list, &item))
		rc = emit(t, item, interface, source, e);
	return rc;
}

/* resolv.conf(5) */
static int
resolv_conf(const struct zc_look *l, struct zc_table *t, const char *path,
    struct zc_err *e)
{
	struct zc_str text, line, word;
	int rc = ZC_OK;

	if (zc_look_read(l, t, path, &text) != ZC_OK)
		return ZC_OK;
	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		if (zc_str_word(&line, &word) &&
		    zc_str_is(word, "nameserver") && zc_str_word(&line, &word))
			rc = emit(t, word, ZC_S(""), path, e);
	}
	return rc;
}

/* Keys that hold servers, in resolved.conf, NetworkManager.conf, dnsmasq. */
static int
settings(const struct zc_look *l, struct zc_table *t, const char *path,
    struct zc_err *e)
{
	static const char *const keys[] = { "DNS", "FallbackDNS", "servers",
		"server" };
	struct zc_str text;
	struct zc_ini i;
	int rc = ZC_OK;

	if (path == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room");
	if (zc_look_read(l, t, path, &text) != ZC_OK)
		return ZC_OK;
	zc_ini_init(&i, text);
	while (rc == ZC_OK && zc_ini_next(&i)) {
		for (size_t k = 0; k < ZC_LEN(keys) && rc == ZC_OK; k++) {
			if (zc_str_is(i.key, keys[k]))
				rc = emit_list(t, i.value, ZC_S(""), path, e);
		}
	}
	return rc;
}

static int
settings_in(const struct zc_look *l, struct zc_table *t, const char *dir,
    struct zc_err *e)
{
	struct zc_netconfs c = { .l = l, .t = t };
	struct zc_fs_list names;
	int rc = ZC_OK;

	zc_netconf_dir(&c, dir, &names);
	for (size_t i = 0; i < names.n && rc == ZC_OK; i++)
		rc = settings(l, t, zc_fs_join(l->a, dir, names.names[i]), e);
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char *const resolv[] = { "/etc/resolv.conf",
		"/run/systemd/resolve/resolv.conf",
		"/run/NetworkManager/resolv.conf" };
	static const char *const files[] = { "/etc/systemd/resolved.conf",
		"/etc/NetworkManager/NetworkManager.conf",
		"/etc/dnsmasq.conf" };
	static const char *const dirs[] = { "/etc/systemd/resolved.conf.d",
		"/etc/NetworkManager/conf.d", "/etc/dnsmasq.d" };
	struct zc_netconfs c;
	int rc = ZC_OK;

	for (size_t i = 0; i < ZC_LEN(resolv) && rc == ZC_OK; i++)
		rc = resolv_conf(l, t, resolv[i], e);
	for (size_t i = 0; i < ZC_LEN(files) && rc == ZC_OK; i++)
		rc = settings(l, t, files[i], e);
	for (size_t i = 0; i < ZC_LEN(dirs) && rc == ZC_OK; i++)
		rc = settings_in(l, t, dirs[i], e);
	if (rc == ZC_OK)
		rc = zc_netconf_load(l, t, &c, e);
	for (size_t i = 0; rc == ZC_OK && i < c.n; i++)
		rc = emit_list(
		    t, c.v[i].servers, c.v[i].interface, c.v[i].file, e);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_dns_server = {
	.table = "dns_server",
	.en = "DNS servers",
	.zh = "域名服务器",
	.mean = "one row per server configured",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
