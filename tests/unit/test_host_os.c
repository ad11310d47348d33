#include "zt.h"

#include <unistd.h>

static struct zc_item items[] = {
	{ "rule.os_lifecycle", "kylin10", "system", "kylin" },
	{ "rule.os_lifecycle", "kylin10", "version", "V10*" },
	{ "rule.os_lifecycle", "kylin10", "end", "2030-01-31" },
	{ "rule.os_lifecycle", "kylin10", "domestic", "yes" },
	{ "rule.os_lifecycle", "debian12", "system", "debian" },
	{ "rule.os_lifecycle", "debian12", "version", "12*" },
	{ "rule.os_lifecycle", "debian12", "end", "2028-06-30" },
};

static void
with_items(struct zc_look *l)
{
	l->items = (struct zc_items){ items, ZC_LEN(items) };
}

ZT(os_kylin_server_is_known)
{
	static const struct zt_file t[] = {
		{ "etc/os-release",
		    "NAME=\"Kylin Linux Advanced Server\"\nVERSION=\"V10\"\n"
		    "ID=\"kylin\"\nVERSION_ID=\"V10\"\n"
		    "PRETTY_NAME=\"Kylin Linux Advanced Server V10 (Sword)\"\n",
		    0 },
		{ "etc/kylin-release", "Kylin V10\n", 0 },
		{ "var/lib/rpm/Packages", "x", 0 },
		{ "etc/hostname", "srv1\n", 0 },
		{ "lib/modules/4.19.90-9", NULL, 0755 },
		{ "lib/modules/4.19.90-52", NULL, 0755 },
	};
	int root = zt_dir(t, ZC_LEN(t));

	zt_look = with_items;
	ZT_EQ(zt_probe("os", root), 1);
	zt_look = NULL;
	ZT_STR(zc_str_of(zt_cover()), "ok");
	ZT_STR(zc_str_of(zt_cell(0, "id")), "kylin");
	ZT_STR(zc_str_of(zt_cell(0, "package_system")), "rpm");
	ZT_STR(zc_str_of(zt_cell(0, "kernel")), "4.19.90-52");
	ZT_STR(zc_str_of(zt_cell(0, "hostname")), "srv1");
	ZT_STR(zc_str_of(zt_cell(0, "domestic")), "1");
	ZT_TRUE(strcmp(zt_cell(0, "end_of_life"), "") != 0);
	close(root);
}

ZT(os_of_another_release_has_no_end_of_life)
{
	static const struct zt_file t[] = {
		{ "etc/os-release", "ID=debian\nVERSION_ID=\"11\"\n", 0 },
		{ "etc/debian_version", "11.7\n", 0 },
		{ "var/lib/dpkg/status", "", 0 },
	};
	int root = zt_dir(t, ZC_LEN(t));

	zt_look = with_items;
	ZT_EQ(zt_probe("os", root), 1);
	zt_look = NULL;
	ZT_STR(zc_str_of(zt_cell(0, "version")), "11.7");
	ZT_STR(zc_str_of(zt_cell(0, "package_system")), "dpkg");
	ZT_STR(zc_str_of(zt_cell(0, "end_of_life")), "");
	close(root);
}

ZT(os_unknown_is_a_row_and_no_linux_is_unsupported)
{
	static const struct zt_file linux_root[] = { { "etc/passwd",
	    "root:x:0:0::/:/bin/sh\n", 0 } };
	static const struct zt_file other[] = { { "Windows/notepad.exe", "MZ",
	    0 } };
	int root = zt_dir(linux_root, ZC_LEN(linux_root));

	ZT_EQ(zt_probe("os", root), 1);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	ZT_STR(zc_str_of(zt_cell(0, "id")), "");
	close(root);
	root = zt_dir(other, ZC_LEN(other));
	ZT_EQ(zt_probe("os", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "unsupported");
	close(root);
}

ZT(hardware_placeholders_are_empty)
{
	static const struct zt_file t[] = {
		{ "sys/class/dmi/id/sys_vendor", "LENOVO\n", 0 },
		{ "sys/class/dmi/id/product_name", "M910t\n", 0 },
		{ "sys/class/dmi/id/product_serial", "PF0X1\n", 0 },
		{ "sys/class/dmi/id/board_serial", "To be filled by O.E.M.\n",
		    0 },
		{ "sys/class/dmi/id/chassis_serial", "00000000\n", 0 },
		{ "sys/block/sda/size", "2097152\n", 0 },
		{ "sys/block/sda/device/model", "Disk X\n", 0 },
		{ "sys/block/loop0/size", "8\n", 0 },
		{ "proc/meminfo", "MemTotal:  1024 kB\n", 0 },
		{ "proc/cpuinfo", "processor : 0\nmodel name : Kunpeng\n", 0 },
	};
	int root = zt_dir(t, ZC_LEN(t));

	ZT_EQ(zt_probe("hardware", root), 7);
	ZT_STR(
	    zc_str_of(zt_cell(zt_find("kind", "system"), "serial")), "PF0X1");
	ZT_STR(zc_str_of(zt_cell(zt_find("kind", "board"), "serial")), "");
	ZT_STR(zc_str_of(zt_cell(zt_find("kind", "chassis"), "serial")), "");
	ZT_STR(
	    zc_str_of(zt_cell(zt_find("kind", "disk"), "size")), "1073741824");
	ZT_STR(
	    zc_str_of(zt_cell(zt_find("kind", "memory"), "size")), "1048576");
	close(root);
}

ZT(health_reads_sensors_with_their_limits)
{
	static const struct zt_file t[] = {
		{ "proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 250 kB\n",
		    0 },
		{ "sys/class/hwmon/hwmon0/name", "coretemp\n", 0 },
		{ "sys/class/hwmon/hwmon0/temp1_input", "61000\n", 0 },
		{ "sys/class/hwmon/hwmon0/temp1_crit", "100000\n", 0 },
		{ "sys/class/power_supply/BAT0/energy_full", "30\n", 0 },
		{ "sys/class/power_supply/BAT0/energy_full_design", "60\n", 0 },
		{ "sys/devices/system/edac/mc/mc0/ue_count", "2\n", 0 },
		{ "sys/block/mmcblk0/device/life_time", "0x02 0x09\n", 0 },
		{ "sys/block/mmcblk1/device/life_time", "0x00 0x00\n", 0 },
	};
	int root = zt_dir(t, ZC_LEN(t));
	size_t i;

	ZT_EQ(zt_probe("health", root), 5);
	i = zt_find("kind", "disk_wear");
	ZT_STR(zc_str_of(zt_cell(i, "value")), "90");
	ZT_STR(zc_str_of(zt_cell(i, "subject")), "mmcblk0");
	ZT_STR(zc_str_of(zt_cell(zt_find("kind", "memory"), "value")), "75");
	i = zt_find("kind", "temperature");
	ZT_STR(zc_str_of(zt_cell(i, "value")), "61");
	ZT_STR(zc_str_of(zt_cell(i, "limit_value")), "100");
	ZT_STR(zc_str_of(zt_cell(i, "subject")), "coretemp");
	ZT_STR(zc_str_of(zt_cell(zt_find("kind", "battery"), "value")), "50");
	ZT_STR(
	    zc_str_of(zt_cell(zt_find("subject", "ue_count"), "value")), "2");
	close(root);
}
