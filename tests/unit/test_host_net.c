/* Probes of the network over fixture roots. */
#include "unit/zt.h"

#include <unistd.h>

static const char *
at(const char *col, const char *text, const char *other)
{
	size_t row = zt_find(col, text);

	return row == SIZE_MAX ? "(no row)" : zt_cell(row, other);
}
#define AT(col, text, other, want) \
	ZT_STR(zc_str_of(at((col), (text), (other))), (want))

static const struct zt_file tree[] = {
	{ "etc/hosts",
	    "127.0.0.1 localhost\n# 1.1.1.1 no\n"
	    "203.0.113.9 a.cn b.cn # c\n\n::1\n",
	    0 },
	{ "etc/resolv.conf",
	    "nameserver 8.8.8.8\nnameserver 10.0.0.53\n"
	    "nameserver not-one\n#nameserver 1.1.1.1\n",
	    0 },
	{ "etc/systemd/resolved.conf", "[Resolve]\nDNS=223.5.5.5#dns.cn\n", 0 },
	{ "etc/NetworkManager/system-connections/Home.nmconnection",
	    "[connection]\nid=Home\nuuid=u-1\ntype=wifi\n"
	    "permissions=user:li:;\nautoconnect=false\n"
	    "[wifi]\nssid=Home WLAN\n[wifi-security]\nkey-mgmt=wpa-psk\n"
	    "psk=TopSecret99\n[ipv4]\nmethod=auto\ndns=114.114.114.114;\n",
	    0600 },
	{ "etc/NetworkManager/system-connections/Share.nmconnection",
	    "[connection]\nid=Share\nuuid=u-2\ntype=ethernet\n"
	    "interface-name=eth1\n[ipv4]\nmethod=shared\n"
	    "address1=10.42.0.1/24,10.42.0.254\n",
	    0600 },
	{ "etc/NetworkManager/system-connections/Bytes.nmconnection",
	    "[connection]\nid=Bytes\ntype=802-11-wireless\n"
	    "[802-11-wireless]\nssid=229;138;158;\n",
	    0600 },
	{ "var/lib/NetworkManager/timestamps",
	    "[timestamps]\nu-1=1760000000\nu-gone=1750000000\n", 0 },
	{ "etc/network/interfaces",
	    "auto lo eth0\niface lo inet loopback\n"
	    "source interfaces.d/*\niface eth0 inet static\n"
	    "  address 192.168.7.2/24\n  dns-nameservers 192.168.7.1\n",
	    0 },
	{ "etc/network/interfaces.d/w",
	    "iface wlan0 inet dhcp\n wpa-ssid \"Cafe\"\n wpa-psk abcdefgh\n",
	    0 },
	{ "etc/netplan/01.yaml",
	    "network:\n  version: 2\n  wifis:\n    wlp2s0:\n"
	    "      dhcp4: true\n      access-points:\n"
	    "        \"Guest: free\": {}\n        Office:\n"
	    "          password: hidden123\n  ethernets:\n    enp1s0:\n"
	    "      addresses: [172.16.0.9/16, \"fd00::9/64\"]\n"
	    "      nameservers:\n        addresses:\n        - 119.29.29.29\n",
	    0 },
	{ "etc/wpa_supplicant/wpa_supplicant.conf",
	    "network={\n ssid=\"Cafe2\"\n key_mgmt=NONE\n}\n"
	    "network={\n ssid=e58a9e\n psk=\"secretpass\"\n}\n",
	    0600 },
	{ "var/lib/iwd/=e58a9e.psk", "[Security]\nPassphrase=secret77\n",
	    0600 },
	{ "etc/sysconfig/network-scripts/ifcfg-ens3",
	    "DEVICE=ens3\nBOOTPROTO=none\nONBOOT=yes\nIPADDR=10.9.0.2\n"
	    "DNS1=10.9.0.1\nTYPE=Ethernet\n",
	    0 },
	{ "etc/systemd/network/20.network",
	    "[Match]\nName=eno1\n[Network]\nDHCP=yes\nIPMasquerade=ipv4\n", 0 },
};

ZT(hosts_entry_is_one_row_a_name)
{
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(zt_probe("hosts_entry", root), 3);
	AT("name", "b.cn", "address", "203.0.113.9");
	AT("name", "a.cn", "line", "3");
	ZT_STR(zc_str_of(zt_cover()), "ok");
	(void)close(root);
}

ZT(dns_server_comes_from_all_managers)
{
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(zt_probe("dns_server", root), 7);
	AT("address", "8.8.8.8", "scope", "public");
	AT("address", "10.0.0.53", "scope", "private");
	AT("address", "223.5.5.5", "source", "/etc/systemd/resolved.conf");
	AT("address", "114.114.114.114", "scope", "public");
	AT("address", "192.168.7.1", "interface", "eth0");
	AT("address", "119.29.29.29", "interface", "enp1s0");
	AT("address", "10.9.0.1", "interface", "ens3");
	ZT_EQ(zt_find("address", "1.1.1.1"), SIZE_MAX);
	(void)close(root);
}

ZT(network_profile_lists_connections_and_deleted_ones)
{
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_TRUE(zt_probe("network_profile", root) >= 13);
	AT("name", "Home", "last_used", "1760000000");
	AT("name", "Home", "autoconnect", "0");
	AT("name", "Home", "kind", "wireless");
	AT("name", "u-gone", "last_used", "1750000000");
	AT("name", "Share", "shared", "1");
	AT("name", "Share", "method", "shared");
	AT("name", "eth0", "autoconnect", "1");
	AT("name", "eth0", "method", "static");
	AT("name", "wlan0", "autoconnect", "0");
	AT("name", "eno1", "shared", "1");
	AT("interface", "ens3", "program", "ifcfg");
	ZT_STR(zc_str_of(zt_cover()), "ok");
	(void)close(root);
}

ZT(wireless_network_names_networks_and_no_key)
{
	static const char *const secrets[] = { "TopSecret99", "abcdefgh",
		"hidden123", "secretpass", "secret77" };
	static const char *const cols[] = { "ssid", "security", "account",
		"source" };
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t n = zt_probe("wireless_network", root);

	ZT_EQ(n, 8);
	AT("ssid", "Home WLAN", "security", "wpa2");
	AT("ssid", "Home WLAN", "account", "li");
	AT("ssid", "\xe5\x8a\x9e", "security", "open");
	AT("ssid", "Cafe", "security", "wpa2");
	AT("ssid", "Guest: free", "security", "open");
	AT("ssid", "Office", "security", "wpa2");
	AT("ssid", "Cafe2", "security", "open");
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < ZC_LEN(secrets); k++)
			for (size_t c = 0; c < ZC_LEN(cols); c++)
				ZT_TRUE(strstr(zt_cell(i, cols[c]),
					    secrets[k]) == NULL);
	(void)close(root);
}

ZT(address_and_interface_offline_come_from_files)
{
	int root = zt_dir(tree, ZC_LEN(tree));

	(void)zt_probe("address", root);
	AT("address", "192.168.7.2", "prefix", "24");
	AT("address", "fd00::9", "interface", "enp1s0");
	AT("address", "10.42.0.1", "scope", "private");
	ZT_STR(zc_str_of(zt_cover()), "partial");
	(void)zt_probe("interface", root);
	AT("name", "wlp2s0", "kind", "wireless");
	AT("name", "eth0", "source", "/etc/network/interfaces");
	ZT_STR(zc_str_of(zt_cover()), "partial");
	(void)close(root);
}

ZT(netplan_that_is_not_understood_is_said)
{
	static const struct zt_file odd[] = {
		{ "etc/netplan/a.yaml",
		    "network: {ethernets: {e0: {dhcp4: true}}}\n", 0 },
	};
	static const struct zt_file anchored[] = {
		{ "etc/netplan/a.yaml",
		    "network:\n  ethernets:\n    e0: {dhcp4: true}\n", 0 },
	};
	int root = zt_dir(odd, ZC_LEN(odd));

	(void)zt_probe("network_profile", root);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	(void)close(root);
	root = zt_dir(anchored, ZC_LEN(anchored));
	(void)zt_probe("network_profile", root);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	(void)close(root);
}

ZT(network_files_that_name_themselves_end)
{
	static const struct zt_file loop[] = {
		{ "etc/network/interfaces",
		    "source /etc/network/interfaces\niface eth0 inet dhcp\n",
		    0 },
	};
	int root = zt_dir(loop, ZC_LEN(loop));

	ZT_TRUE(zt_probe("network_profile", root) >= 1);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	(void)close(root);
}

ZT(network_probes_of_an_empty_root_see_nothing)
{
	int root = zt_dir(NULL, 0);

	ZT_EQ(zt_probe("network_profile", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	ZT_EQ(zt_probe("hosts_entry", root), 0);
	ZT_EQ(zt_probe("dns_server", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	(void)close(root);
}
