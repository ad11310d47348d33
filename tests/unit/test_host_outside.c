/* Firewalls, proxies and traces of external contact over fixture roots. */
#include "unit/zt.h"

#include "probe/probe.h"

#include <unistd.h>

static const char *
at(const char *col, const char *text, const char *other)
{
	size_t row = zt_find(col, text);

	return row == SIZE_MAX ? "(no row)" : zt_cell(row, other);
}
#define AT(col, text, other, want) \
	ZT_STR(zc_str_of(at((col), (text), (other))), (want))

ZT(firewall_that_is_only_installed_is_not_active)
{
	static const struct zt_file tree[] = {
		{ "usr/sbin/nft", "x", 0755 },
		{ "usr/sbin/iptables", "x", 0755 },
		{ "usr/sbin/ufw", "x", 0755 },
		{ "etc/ufw/ufw.conf", "ENABLED=no\n", 0 },
		{ "etc/default/ufw", "DEFAULT_INPUT_POLICY=\"DROP\"\n", 0 },
	};
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(zt_probe("firewall", root), 3);
	AT("program", "nftables", "installed", "1");
	AT("program", "nftables", "active", "0");
	AT("program", "iptables", "active", "0");
	AT("program", "ufw", "active", "0");
	AT("program", "ufw", "default_deny", "0");
	ZT_STR(zc_str_of(zt_cover()), "ok");
	(void)close(root);
}

ZT(firewall_ufw_offline_reads_policies_and_rules)
{
	static const struct zt_file tree[] = {
		{ "usr/sbin/ufw", "x", 0755 },
		{ "etc/ufw/ufw.conf", "ENABLED=yes\n", 0 },
		{ "etc/default/ufw",
		    "DEFAULT_INPUT_POLICY=\"DROP\"\n"
		    "DEFAULT_OUTPUT_POLICY=\"ACCEPT\"\n",
		    0 },
		{ "etc/ufw/user.rules",
		    "*filter\n:ufw-user-input - [0:0]\n"
		    "-A ufw-user-input -p tcp --dport 22 -s 10.0.0.0/8 "
		    "-j ACCEPT\nCOMMIT\n",
		    0 },
	};
	int root = zt_dir(tree, ZC_LEN(tree));

	(void)zt_probe("firewall", root);
	AT("program", "ufw", "active", "1");
	AT("program", "ufw", "input_policy", "drop");
	AT("program", "ufw", "default_deny", "1");
	AT("program", "ufw", "rules", "1");
	ZT_EQ(zt_probe("firewall_rule", root), 1);
	AT("port", "22", "source_address", "10.0.0.0/8");
	AT("port", "22", "action", "accept");
	AT("port", "22", "hook", "input");
	(void)close(root);
}

static const struct zt_file saved[] = {
	{ "etc/sysconfig/iptables",
	    "*nat\n:INPUT ACCEPT [0:0]\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n"
	    "*filter\n:INPUT ACCEPT [1:2]\n:FORWARD DROP [0:0]\n"
	    "-A INPUT -i lo -j ACCEPT\n"
	    "-A INPUT -p tcp -m multiport --dports 80,443 -m comment "
	    "--comment \"the web site\" -j ACCEPT\n"
	    "-A INPUT -j REJECT --reject-with icmp-host-prohibited\nCOMMIT\n",
	    0 },
	{ "usr/lib/systemd/system/iptables.service", "[Install]\nWantedBy=x\n",
	    0 },
	{ "etc/systemd/system/basic.target.wants", NULL, 0755 },
	{ "etc/firewalld/firewalld.conf", "DefaultZone=office\n", 0 },
	{ "etc/firewalld/zones/office.xml",
	    "<?xml version=\"1.0\"?>\n<zone target=\"DROP\">\n"
	    "<!-- <service name=\"telnet\"/> -->\n<service name=\"ssh\"/>\n"
	    "<port port=\"8080-8090\" protocol=\"tcp\"/>\n</zone>\n",
	    0 },
	{ "etc/nftables.conf",
	    "#!/usr/sbin/nft -f\nflush ruleset\ntable inet filter {\n"
	    "\tchain input {\n"
	    "\t\ttype filter hook input priority 0; policy drop;\n"
	    "\t\tct state established accept\n"
	    "\t\ttcp dport { 22, 80 } accept\n"
	    "\t\tip saddr 10.0.0.0/8 udp dport 53 accept\n\t}\n"
	    "\tchain forward {\n\t\ttype filter hook forward priority 0;\n"
	    "\t}\n}\n",
	    0 },
};

ZT(firewall_saved_rules_deny_by_their_last)
{
	int root = zt_dir(saved, ZC_LEN(saved));

	ZT_EQ(symlinkat("/usr/lib/systemd/system/iptables.service", root,
		  "etc/systemd/system/basic.target.wants/iptables.service"),
	    0);
	(void)zt_probe("firewall", root);
	AT("program", "iptables", "enabled", "1");
	AT("program", "iptables", "active", "1");
	AT("program", "iptables", "input_policy", "accept");
	AT("program", "iptables", "forward_policy", "drop");
	AT("program", "iptables", "default_deny", "1");
	AT("program", "iptables", "rules", "3");
	AT("program", "firewalld", "input_policy", "drop");
	AT("program", "firewalld", "enabled", "0");
	AT("program", "firewalld", "active", "0");
	AT("program", "nftables", "input_policy", "drop");
	AT("program", "nftables", "forward_policy", "accept");
	AT("program", "nftables", "active", "0");
	(void)close(root);
}

ZT(firewall_rules_of_three_notations)
{
	int root = zt_dir(saved, ZC_LEN(saved));

	(void)zt_probe("firewall_rule", root);
	AT("port", "80,443", "program", "iptables");
	AT("port", "80,443", "action", "accept");
	AT("port", "8080-8090", "program", "firewalld");
	AT("port", "ssh", "chain", "office");
	AT("port", "22, 80", "chain", "inet/filter/input");
	AT("port", "53", "source_address", "10.0.0.0/8");
	AT("port", "53", "protocol", "udp");
	ZT_EQ(zt_find("port", "telnet"), SIZE_MAX);
	(void)close(root);
}

static const struct zt_file traces[] = {
	{ "etc/passwd",
	    "root:x:0:0::/root:/bin/sh\n"
	    "li:x:1000:1000::/home/li:/bin/sh\n",
	    0 },
	{ "etc/resolv.conf", "nameserver 8.8.8.8\nnameserver 10.0.0.1\n", 0 },
	{ "var/lib/apt/lists/mirrors.example.org_debian_dists_x_InRelease", "x",
	    0 },
	{ "var/lib/apt/lists/10.0.0.7_debian_dists_x_InRelease", "x", 0 },
	{ "var/lib/chrony/drift", "1 2\n", 0 },
	{ "etc/chrony/chrony.conf",
	    "pool 2.pool.ntp.org iburst\n"
	    "server 10.0.0.9\n",
	    0 },
	{ "var/lib/dhcp/dhclient.leases",
	    "lease {\n option domain-name-servers 114.114.114.114,10.0.0.1;\n"
	    "}\n",
	    0 },
	{ "var/log/auth.log",
	    "2026-01-02T03:04:05+00:00 h sshd[1]: Accepted password for li "
	    "from 203.0.113.5 port 1 ssh2\n"
	    "2026-01-03T03:04:05+00:00 h sshd[1]: Accepted password for li "
	    "from 203.0.113.5 port 1 ssh2\n"
	    "2026-01-03T03:04:05+00:00 h sshd[1]: Failed password for li "
	    "from 203.0.113.6 port 1 ssh2\n"
	    "2026-01-03T03:04:05+00:00 h sshd[1]: Accepted password for li "
	    "from 10.0.0.6 port 1 ssh2\n",
	    0 },
	{ "home/li/.bash_history",
	    "#1760000000\ncurl 'https://pan.example.cn/s/private?pwd=x1y2'\n"
	    "vi notes.txt\nssh li@198.51.100.7\nscp a.pdf nas:/x\n",
	    0600 },
	{ "home/li/.wget-hsts",
	    "# HSTS\nfiles.example.net\t0\t1\t1750000000\t31536000\n", 0600 },
	{ "home/li/.ssh/known_hosts",
	    "git.example.net,192.0.2.77 ssh-ed25519 AAAA\n"
	    "|1|hash= ssh-rsa AAAA\n[gw.example.net]:2222 ssh-rsa AAAA\n",
	    0600 },
	{ "home/li/.bashrc",
	    "export https_proxy=http://li:geheim@proxy.cn:3128; x=1\n"
	    "export no_proxy=localhost\n# http_proxy=http://a\n",
	    0 },
	{ "etc/apt/apt.conf.d/95p",
	    "Acquire {\n http {\n  Proxy \"http://10.0.0.2:3142\";\n }\n}\n"
	    "// Acquire::https::Proxy \"http://no\";\n"
	    "Acquire::ftp::Proxy \"DIRECT\";\n",
	    0 },
	{ "home/li/.gitconfig", "[http]\n\tproxy = socks5://1.2.3.4:1080\n",
	    0 },
	{ "home/li/.config/kioslaverc",
	    "[Proxy Settings]\nProxyType=0\nhttpProxy=http://off 1\n", 0 },
	{ "home/li/.mozilla/firefox/p.default/prefs.js",
	    "user_pref(\"network.proxy.type\", 1);\n"
	    "user_pref(\"network.proxy.http\", \"10.0.0.3\");\n",
	    0 },
};

ZT(external_contact_sums_traces_and_keeps_no_path)
{
	int root = zt_dir(traces, ZC_LEN(traces));
	size_t n = zt_probe("external_contact", root);

	AT("remote", "8.8.8.8", "kind", "dns");
	AT("remote", "mirrors.example.org", "kind", "package");
	AT("remote", "2.pool.ntp.org", "kind", "ntp");
	AT("remote", "114.114.114.114", "kind", "dhcp");
	AT("remote", "203.0.113.5", "times", "2");
	AT("remote", "203.0.113.5", "account", "li");
	AT("remote", "203.0.113.5", "first_at", "1767323045");
	AT("remote", "203.0.113.5", "at", "1767409445");
	AT("remote", "pan.example.cn", "at", "1760000000");
	AT("remote", "198.51.100.7", "kind", "history");
	AT("remote", "files.example.net", "at", "1750000000");
	AT("remote", "git.example.net", "program", "ssh");
	AT("remote", "gw.example.net", "program", "ssh");
	ZT_EQ(zt_find("remote", "203.0.113.6"), SIZE_MAX);
	ZT_EQ(zt_find("remote", "10.0.0.6"), SIZE_MAX);
	ZT_EQ(zt_find("remote", "10.0.0.7"), SIZE_MAX);
	ZT_EQ(zt_find("remote", "notes.txt"), SIZE_MAX);
	for (size_t i = 0; i < n; i++) {
		ZT_TRUE(strchr(zt_cell(i, "remote"), '/') == NULL);
		ZT_TRUE(strstr(zt_cell(i, "remote"), "x1y2") == NULL);
	}
	ZT_STR(zc_str_of(zt_cover()), "ok");
	(void)close(root);
}

ZT(proxy_masks_the_password)
{
	int root = zt_dir(traces, ZC_LEN(traces));
	size_t n = zt_probe("proxy", root);

	ZT_EQ(n, 4);
	AT("program", "apt", "value", "http://10.0.0.2:3142");
	AT("program", "apt", "line", "3");
	AT("program", "git", "account", "li");
	AT("program", "browser", "value", "10.0.0.3");
	AT("program", "environment", "scope", "account");
	for (size_t i = 0; i < n; i++)
		ZT_TRUE(strstr(zt_cell(i, "value"), "geheim") == NULL);
	(void)close(root);
}

ZT(external_contact_of_an_empty_root_is_none)
{
	int root = zt_dir(NULL, 0);

	ZT_EQ(zt_probe("external_contact", root), 0);
	ZT_EQ(zt_probe("proxy", root), 0);
	ZT_EQ(zt_probe("firewall", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	(void)close(root);
}
