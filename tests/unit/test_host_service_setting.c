#include "probe/probe.h"
#include "unit/zt.h"

#include <unistd.h>

static const char *
value(const char *program, const char *name, const char *section, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(zt_cell(i, "program"), program) == 0 &&
		    strcmp(zt_cell(i, "name"), name) == 0 &&
		    strcmp(zt_cell(i, "section"), section) == 0)
			return zt_cell(i, "value");
	return "(none)";
}

ZT(service_setting_gives_values_defaults_and_no_secret)
{
	static const struct zt_file tree[] = { { "etc/vsftpd.conf",
						   "write_enable=YES\n", 0 },
		{ "etc/redis/redis.conf",
		    "bind 127.0.0.1\nrequirepass Hunter22\n", 0 },
		{ "etc/snmp/snmpd.conf",
		    "rocommunity public 10.0.0.0/8\nrwcommunity x9Z\n", 0 },
		{ "etc/nginx/nginx.conf",
		    "http { # c\n server_tokens off; server { listen 80;\n"
		    " location ~ \"a{2}\" { autoindex on; } } }\n",
		    0 },
		{ "etc/bind/named.conf",
		    "options { allow-transfer { any; };\n recursion no; };\n",
		    0 },
		{ "etc/xinetd.d/telnet",
		    "service telnet\n{\n disable = no\n}\n", 0 },
		{ "etc/docker/daemon.json",
		    "{\"hosts\": [\"tcp://0.0.0.0:2375\", \"fd://\"],\n"
		    "\"icc\": false}",
		    0 },
		{ "etc/tomcat9/tomcat-users.xml",
		    "<!-- <user username=\"a\" password=\"a\"/> -->\n"
		    "<user username=\"tomcat\" password=\"s3cret\" "
		    "roles=\"manager-gui\"/>",
		    0 },
		{ "etc/rsyncd.conf",
		    "uid = root\n[pub]\npath = /srv\nread only = no\n", 0 },
		{ "etc/mysql/my.cnf",
		    "[client]\nuser=a\n[mysqld]\nskip_grant_tables\n", 0 } };
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t n = zt_probe("service_setting", root);

	ZT_STR(zc_str_of(zt_cover()), "ok");
	ZT_STR(zc_str_of(value("vsftpd", "write_enable", "", n)), "YES");
	ZT_STR(zc_str_of(value("vsftpd", "anonymous_enable", "", n)), "YES");
	ZT_STR(zc_str_of(value("redis", "requirepass", "", n)), "set");
	ZT_STR(zc_str_of(value("redis", "protected-mode", "", n)), "yes");
	ZT_STR(zc_str_of(value("snmpd", "rocommunity", "10.0.0.0/8", n)),
	    "default");
	ZT_STR(zc_str_of(value("snmpd", "rwcommunity", "", n)), "set");
	ZT_STR(zc_str_of(value("nginx", "server_tokens", "", n)), "off");
	ZT_STR(zc_str_of(value("nginx", "autoindex", "", n)), "on");
	ZT_STR(zc_str_of(value("bind", "allow-transfer", "", n)), "any;");
	ZT_STR(zc_str_of(value("bind", "recursion", "", n)), "no");
	ZT_STR(zc_str_of(value("telnet", "enabled", "telnet", n)), "yes");
	ZT_STR(zc_str_of(value("docker", "icc", "", n)), "false");
	ZT_TRUE(strstr(value("docker", "hosts", "", n), "tcp://") != NULL);
	ZT_STR(zc_str_of(value("tomcat", "user", "manager-gui", n)), "default");
	ZT_STR(zc_str_of(value("rsync", "auth users", "pub", n)), "absent");
	ZT_STR(zc_str_of(value("rsync", "read only", "pub", n)), "no");
	ZT_STR(
	    zc_str_of(value("mysql", "skip-grant-tables", "mysqld", n)), "on");
	for (size_t i = 0; i < n; i++)
		ZT_TRUE(strstr(zt_cell(i, "value"), "Hunter22") == NULL);
	(void)close(root);
}

ZT(plain_credential_names_the_key_and_never_the_value)
{
	static const struct zt_file tree[] = {
		{ "etc/passwd", "root:x:0:0::/root:/bin/sh\n", 0 },
		{ "etc/group", "root:x:0:\n", 0 },
		{ "etc/fstab",
		    "//s/d /mnt cifs username=a,password=Hunter22 0 0\n", 0 },
		{ "root/.netrc", "machine h login u password Hunter22\n",
		    0600 },
		{ "root/.bash_history",
		    "ls\nmysql -uroot -pHunter22 db\ncurl http://x/\n", 0600 },
		{ "root/bin/b.sh",
		    "#!/bin/sh\nPASSWORD=Hunter22\nPASSWORD=$1\n"
		    "if [ \"$password\" == x ]; then\n",
		    0700 },
		{ "var/www/a/wp-config.php",
		    "<?php\n// define('DB_PASSWORD', 'no');\n"
		    "define('DB_PASSWORD', 'Hunter22');\n",
		    0644 },
		{ "opt/a/application.yml",
		    "spring:\n  password: ${DB}\n  token: null\n", 0644 },
		{ "etc/NetworkManager/system-connections/w.nmconnection",
		    "[wifi-security]\npsk=Hunter22\n[vpn-secrets]\n"
		    "password=Hunter22\n",
		    0600 }
	};
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t n = zt_probe("plain_credential", root), at;

	ZT_EQ(n, 7);
	at = zt_find("kind", "fstab");
	ZT_STR(zc_str_of(zt_cell(at, "readable_by_others")), "1");
	at = zt_find("kind", "history");
	ZT_STR(zc_str_of(zt_cell(at, "line")), "2");
	at = zt_find("kind", "script");
	ZT_STR(zc_str_of(zt_cell(at, "line")), "2");
	ZT_STR(zc_str_of(zt_cell(at, "name")), "PASSWORD");
	at = zt_find("kind", "config");
	ZT_STR(zc_str_of(zt_cell(at, "path")), "/var/www/a/wp-config.php");
	ZT_STR(zc_str_of(zt_cell(at, "line")), "3");
	ZT_STR(zc_str_of(zt_cell(zt_find("kind", "wifi"), "mode")), "384");
	ZT_TRUE(zt_find("kind", "vpn") != SIZE_MAX);
	for (size_t i = 0; i < n; i++)
		ZT_TRUE(strstr(zt_cell(i, "name"), "Hunter22") == NULL);
	(void)close(root);
}

ZT(share_merges_global_copies_and_exports)
{
	static const struct zt_file tree[] = {
		{ "etc/samba/smb.conf",
		    "[global]\n map to guest = Bad User\n"
		    " include = /etc/samba/more.conf\n"
		    "[pub]\n path = /srv/pub\n guest ok = yes\n"
		    " writeable = yes\n[two]\n copy = pub\n path = /srv/two\n"
		    "[printers]\n printable = yes\n",
		    0 },
		{ "etc/samba/more.conf",
		    "[docs]\npath=/srv/docs\nread only = yes\n"
		    "hosts allow = 10.0.0.\n",
		    0 },
		{ "etc/exports",
		    "\"/srv/a b\" 10.0.0.5(rw,no_root_squash) *(ro)\n", 0 }
	};
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t at;

	ZT_EQ(zt_probe("share", root), 5);
	at = zt_find("name", "pub");
	ZT_STR(zc_str_of(zt_cell(at, "guest")), "1");
	ZT_STR(zc_str_of(zt_cell(at, "writable")), "1");
	at = zt_find("name", "two");
	ZT_STR(zc_str_of(zt_cell(at, "path")), "/srv/two");
	ZT_STR(zc_str_of(zt_cell(at, "guest")), "1");
	at = zt_find("name", "docs");
	ZT_STR(zc_str_of(zt_cell(at, "clients")), "10.0.0.");
	ZT_STR(zc_str_of(zt_cell(at, "writable")), "0");
	at = zt_find("clients", "10.0.0.5");
	ZT_STR(zc_str_of(zt_cell(at, "path")), "/srv/a b");
	ZT_STR(zc_str_of(zt_cell(at, "root_kept")), "1");
	at = zt_find("via", "nfs");
	ZT_STR(zc_str_of(zt_cell(at + 1, "guest")), "1");
	(void)close(root);
}

ZT(share_that_includes_itself_ends)
{
	static const struct zt_file tree[] = { { "etc/samba/smb.conf",
	    "[a]\npath=/a\ninclude = /etc/samba/smb.conf\n[\n[]\n]=\n", 0 } };
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_TRUE(zt_probe("share", root) >= 1);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	(void)close(root);
}

ZT(printer_masks_what_its_address_holds)
{
	static const struct zt_file tree[] = {
		{ "etc/cups/printers.conf",
		    "<DefaultPrinter hp>\nMakeModel HP 1020\n"
		    "DeviceURI smb://u:Hunter22@srv/hp\nShared Yes\n"
		    "StateTime 1700000000\n</DefaultPrinter>\n",
		    0 },
		{ "etc/cups/cupsd.conf", "Port 631\n", 0 }
	};
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(zt_probe("printer", root), 1);
	ZT_STR(zc_str_of(zt_cell(0, "name")), "hp");
	ZT_STR(zc_str_of(zt_cell(0, "kind")), "network");
	ZT_STR(zc_str_of(zt_cell(0, "shared")), "1");
	ZT_STR(zc_str_of(zt_cell(0, "last_used")), "1700000000");
	ZT_TRUE(strstr(zt_cell(0, "uri"), "Hunter22") == NULL);
	(void)close(root);
}

ZT(mount_and_encryption_read_the_tables)
{
	static const struct zt_file tree[] = {
		{ "etc/fstab",
		    "# c\n/dev/sda1 / ext4 defaults 0 1\n"
		    "/dev/sdb1 /mnt/a\\040b vfat user,exec 0 0\n"
		    "srv:/x /nfs nfs nosuid,ro 0 0\n"
		    "//s/d /d cifs password=Hunter22 0 0\n",
		    0 },
		{ "etc/crypttab",
		    "data /dev/sdc1 none luks\n"
		    "sw /dev/sda2 /dev/urandom swap,cipher=aes-xts\n",
		    0 }
	};
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t at;

	ZT_EQ(zt_probe("mount", root), 4);
	at = zt_find("path", "/mnt/a b");
	ZT_STR(zc_str_of(zt_cell(at, "noexec")), "0");
	ZT_STR(zc_str_of(zt_cell(at, "nosuid")), "1");
	at = zt_find("path", "/nfs");
	ZT_STR(zc_str_of(zt_cell(at, "network")), "1");
	ZT_STR(zc_str_of(zt_cell(at, "readonly")), "1");
	at = zt_find("path", "/d");
	ZT_STR(zc_str_of(zt_cell(at, "options")), "password=***");
	ZT_EQ(zt_probe("encryption", root), 2);
	at = zt_find("device", "sw");
	ZT_STR(zc_str_of(zt_cell(at, "mechanism")), "plain");
	ZT_STR(zc_str_of(zt_cell(at, "path")), "swap");
	ZT_STR(zc_str_of(zt_cell(at, "cipher")), "aes-xts");
	(void)close(root);
}
