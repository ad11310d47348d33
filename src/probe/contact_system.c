/* contact: open connections, and what system programs keep. */
#include "probe/contact.h"

#include "base/fs.h"
#include "probe/ini.h"
#include "probe/ipaddr.h"
#include "probe/netconf.h"
#include "probe/sock.h"

enum {
	FILES_MAX = 20000
};

void
zc_contact_live(struct zc_contacts *c)
{
	struct zc_proc_socks owners;
	struct zc_sock *v;
	size_t n;
	int rc = zc_sock_load(c->l, c->t, &v, &n, NULL);

	if (rc != ZC_OK) {
		zc_miss(c->t, "/proc/net",
		    ZC_N("open connections could not be read"));
		return;
	}
	zc_sock_owners(c->l, c->t, &owners);
	for (size_t i = 0; i < n; i++) {
		struct zc_proc p = { .name = ZC_S("") };
		const char *name, *program = "";
		char text[48];
		int64_t pid;

		if (v[i].listens || !zc_ipaddr_public(&v[i].remote))
			continue;
		pid = zc_proc_sock_pid(&owners, v[i].inode);
		if (pid != 0 &&
		    zc_proc_get(c->l->root, pid, c->l->a, &p, NULL) == ZC_OK)
			program = zc_arena_dup(c->l->a, p.name.p, p.name.n);
		name =
		    v[i].inode == 0 ? NULL : zc_users_name(&c->users, v[i].uid);
		(void)zc_contact_add(c, "connection",
		    zc_str_of(zc_ipaddr_text(&v[i].remote, text)),
		    zc_str_of(name), program == NULL ? "" : program, "kernel",
		    c->l->now);
	}
}

static int64_t
changed(const struct zc_look *l, const char *path)
{
	struct stat st;

	return zc_fs_stat(l->root, path, &st, NULL) == ZC_OK ? st.st_mtime : 0;
}

static void
dns(struct zc_contacts *c)
{
	static const char *const files[] = { "/etc/resolv.conf",
		"/run/systemd/resolve/resolv.conf" };
	struct zc_str text, line, word;

	for (size_t i = 0; i < ZC_LEN(files); i++) {
		if (zc_look_read(c->l, c->t, files[i], &text) != ZC_OK)
			continue;
		while (zc_str_line(&text, &line)) {
			if (zc_str_word(&line, &word) &&
			    zc_str_is(word, "nameserver") &&
			    zc_str_word(&line, &word))
				(void)zc_contact_add(c, "dns", word, ZC_S(""),
				    "resolver", files[i], 0);
		}
	}
}

/* Every public address of a lease: what was given to us, and by whom. */
static void
lease(struct zc_contacts *c, const char *path)
{
	struct zc_str text, line, item;
	int64_t at;

	if (path == NULL || zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	at = changed(c->l, path);
	while (zc_str_line(&text, &line)) {
		line = zc_str_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		/* "ADDRESS=192.0.2.2" and "fixed-address 192.0.2.2;" */
		line = zc_str_sub(line,
		    zc_str_find(line, '=') < line.n ? zc_str_find(line, '=') + 1
						    : 0,
		    line.n);
		while (zc_netconf_item(&line, &item)) {
			struct zc_ipaddr ip;

			if (zc_ipaddr_parse(zc_ini_unquote(item), &ip))
				(void)zc_contact_add(c, "dhcp",
				    zc_ini_unquote(item), ZC_S(""), "dhcp",
				    path, at);
		}
	}
}

static void
leases(struct zc_contacts *c)
{
	static const struct {
		const char *dir, *suffix;
	} places[] = {
		{ "/var/lib/dhcp", ".leases" },
		{ "/var/lib/dhclient", ".leases" },
		{ "/var/lib/NetworkManager", ".lease" },
		{ "/var/lib/dhcpcd", ".lease" },
		{ "/run/systemd/netif/leases", "" },
	};
	struct zc_fs_list l;

	for (size_t i = 0; i < ZC_LEN(places); i++) {
		int rc = zc_fs_dir(
		    c->l->root, places[i].dir, FILES_MAX, c->l->a, &l, NULL);

		zc_miss_rc(c->t, places[i].dir, rc);
		for (size_t k = 0; rc == ZC_OK && k < l.n; k++) {
			if (zc_str_ends(
				zc_str_of(l.names[k]), places[i].suffix))
				lease(c,
				    zc_fs_join(
					c->l->a, places[i].dir, l.names[k]));
		}
	}
}

/*
 * Servers that a time program was told, with the time of its own trace. What
 * systemd-timesyncd was built with stands in its settings as a comment.
 */
static void
time_servers(
    struct zc_contacts *c, const char *file, const char *program, int64_t at)
{
	struct zc_str text, line, word;
	bool told;

	if (zc_look_read(c->l, c->t, file, &text) != ZC_OK)
		return;
	told = zc_str_search(text, "\nNTP=") < text.n ||
	    zc_str_search(text, "\nFallbackNTP=") < text.n;
	while (zc_str_line(&text, &line)) {
		line = zc_str_trim(line);
		if (zc_str_starts(line, "NTP=") ||
		    zc_str_starts(line, "FallbackNTP=") ||
		    (!told && zc_str_starts(line, "#FallbackNTP=")))
			line = zc_str_sub(
			    line, zc_str_find(line, '=') + 1, line.n);
		else if (!zc_str_word(&line, &word) ||
		    (!zc_str_is(word, "server") && !zc_str_is(word, "pool") &&
			!zc_str_is(word, "peer")))
			continue;
		while (zc_str_word(&line, &word))
			(void)zc_contact_add(
			    c, "ntp", word, ZC_S(""), program, file, at);
	}
}

/* A drop-in may replace what the main file says; both are shown. */
static void
time_dir(
    struct zc_contacts *c, const char *file, const char *program, int64_t at)
{
	struct zc_fs_list l;
	char dir[128];
	int rc;

	(void)snprintf(dir, sizeof(dir), "%s.d", file);
	rc = zc_fs_dir(c->l->root, dir, FILES_MAX, c->l->a, &l, NULL);
	zc_miss_rc(c->t, dir, rc);
	for (size_t i = 0; rc == ZC_OK && i < l.n; i++) {
		const char *path = zc_fs_join(c->l->a, dir, l.names[i]);

		if (path != NULL)
			time_servers(c, path, program, at);
	}
}

/* Only when a trace shows that the clock was once set from a server. */
static void
ntp(struct zc_contacts *c)
{
	static const struct {
		const char *trace, *file, *program;
	} programs[] = {
		{ "/var/lib/systemd/timesync/clock",
		    "/etc/systemd/timesyncd.conf", "timesyncd" },
		{ "/var/lib/chrony/drift", "/etc/chrony/chrony.conf",
		    "chrony" },
		{ "/var/lib/chrony/drift", "/etc/chrony.conf", "chrony" },
		{ "/var/lib/ntp/ntp.drift", "/etc/ntp.conf", "ntpd" },
		{ "/var/lib/ntpsec/ntp.drift", "/etc/ntpsec/ntp.conf", "ntpd" },
		{ "/var/lib/ntp/drift", "/etc/ntp.conf", "ntpd" },
	};

	for (size_t i = 0; i < ZC_LEN(programs); i++) {
		int64_t at = changed(c->l, programs[i].trace);

		if (at == 0)
			continue;
		time_servers(c, programs[i].file, programs[i].program, at);
		time_dir(c, programs[i].file, programs[i].program, at);
	}
}

/*
 * apt names what it fetched "host_path_…". It sets the time of a list to that
 * of the server's copy; the directory's tells when lists last came in.
 */
static void
apt_lists(struct zc_contacts *c)
{
	static const char dir[] = "/var/lib/apt/lists";
	struct zc_fs_list l;
	int64_t at = changed(c->l, dir);
	int rc = zc_fs_dir(c->l->root, dir, FILES_MAX, c->l->a, &l, NULL);

	zc_miss_rc(c->t, dir, rc);
	for (size_t i = 0; rc == ZC_OK && i < l.n; i++) {
		struct zc_str name = zc_str_of(l.names[i]);
		size_t end = zc_str_find(name, '_');
		int64_t own;
		const char *path;

		if (end == name.n)
			continue;
		path = zc_fs_join(c->l->a, dir, l.names[i]);
		own = path == NULL ? 0 : changed(c->l, path);
		(void)zc_contact_add(c, "package", zc_str_sub(name, 0, end),
		    ZC_S(""), "apt", dir, own > at ? own : at);
	}
}

void
zc_contact_settings(struct zc_contacts *c)
{
	dns(c);
	leases(c);
	ntp(c);
	apt_lists(c);
	zc_contact_dnf(c);
}
