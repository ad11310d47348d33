#include "probe/probe.h"
#include "unit/zt.h"

#include <unistd.h>

static const struct zc_item items[] = {
	{ "rule.kernel_setting", "rp", "name", "net.ipv4.conf.all.rp_filter" },
	{ "rule.kernel_module", "usb", "name", "usb-storage" },
	{ "rule.kernel_module", "cramfs", "name", "cramfs" },
	{ "rule.kernel_module", "fat", "name", "vfat" },
};

static void
with_items(struct zc_look *l)
{
	l->items = (struct zc_items){ items, ZC_LEN(items) };
}

ZT(kernel_setting_later_file_wins_and_slashes_are_dots)
{
	static const struct zt_file tree[] = {
		{ "usr/lib/sysctl.d/50-default.conf",
		    "net.ipv4.conf.*.rp_filter = 2\nkernel.sysrq=16\n", 0 },
		{ "usr/lib/sysctl.d/60-masked.conf", "kernel.sysrq=1\n", 0 },
		{ "etc/sysctl.d/60-masked.conf", "# nothing\n", 0 },
		{ "etc/sysctl.d/70-x.conf", "-net/ipv4/ip_forward = 1\n", 0 },
		{ "etc/sysctl.conf", "; c\n\nnet.ipv4.ip_forward=0\n", 0 }
	};
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t at;

	zt_look = with_items;
	(void)zt_probe("kernel_setting", root);
	zt_look = NULL;
	ZT_STR(zc_str_of(zt_cover()), "ok");
	at = zt_find("name", "net.ipv4.ip_forward");
	ZT_STR(zc_str_of(zt_cell(at, "number")), "0");
	ZT_STR(zc_str_of(zt_cell(at, "file")), "/etc/sysctl.conf");
	ZT_STR(zc_str_of(zt_cell(at, "line")), "3");
	at = zt_find("name", "kernel.sysrq");
	ZT_STR(zc_str_of(zt_cell(at, "value")), "16");
	at = zt_find("name", "net.ipv4.conf.all.rp_filter");
	ZT_STR(zc_str_of(zt_cell(at, "value")), "2");
	(void)close(root);
}

ZT(kernel_module_tells_blocked_from_available)
{
	static const struct zt_file tree[] = {
		{ "lib/modules/6.1.0-9/modules.dep",
		    "kernel/drivers/usb/storage/usb-storage.ko: a.ko\n", 0 },
		{ "lib/modules/6.1.0-10/modules.dep",
		    "kernel/drivers/usb/storage/usb-storage.ko.xz:\n"
		    "kernel/fs/cramfs/cramfs.ko:\n",
		    0 },
		{ "lib/modules/6.1.0-10/modules.builtin",
		    "kernel/fs/fat/vfat.ko\n", 0 },
		{ "etc/modprobe.d/block.conf",
		    "install usb-storage \\\n  /bin/false\n"
		    "install cramfs /sbin/modprobe -i cramfs\n",
		    0 }
	};
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t at;

	zt_look = with_items;
	ZT_EQ(zt_probe("kernel_module", root), 3);
	zt_look = NULL;
	at = zt_find("name", "usb_storage");
	ZT_STR(zc_str_of(zt_cell(at, "blocked")), "1");
	ZT_STR(zc_str_of(zt_cell(at, "available")), "1");
	ZT_STR(zc_str_of(zt_cell(at, "loaded")), "");
	at = zt_find("name", "cramfs");
	ZT_STR(zc_str_of(zt_cell(at, "blocked")), "0");
	ZT_STR(zc_str_of(zt_cell(at, "available")), "1");
	ZT_STR(zc_str_of(zt_cell(zt_find("name", "vfat"), "available")), "1");
	(void)close(root);
}

ZT(boot_reads_the_loader_and_the_rescue_units)
{
	static const struct zt_file tree[] = {
		{ "boot/grub2/grub.cfg",
		    "set superusers=\"root\"\n"
		    "password_pbkdf2 root ${GRUB2_PASSWORD}\n"
		    "  linux /vmlinuz root=/dev/sda1 quiet\n",
		    0 },
		{ "boot/grub2/user.cfg",
		    "GRUB2_PASSWORD=grub.pbkdf2.sha512.x\n", 0 },
		{ "usr/lib/systemd/system/rescue.service",
		    "[Service]\nExecStart=-/usr/lib/systemd/"
		    "systemd-sulogin-shell rescue\n",
		    0 },
		{ "usr/lib/systemd/system/emergency.service",
		    "[Service]\nExecStart=-/bin/sulogin\n", 0 },
		{ "etc/systemd/system/emergency.service.d/x.conf",
		    "[Service]\nExecStart=\nExecStart=-/bin/bash\n", 0 },
		{ "etc/systemd/system/x", "", 0 }
	};
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(symlinkat(
		  "/dev/null", root, "etc/systemd/system/ctrl-alt-del.target"),
	    0);
	ZT_EQ(zt_probe("boot", root), 1);
	ZT_STR(zc_str_of(zt_cell(0, "loader")), "grub2");
	ZT_STR(zc_str_of(zt_cell(0, "password")), "1");
	ZT_STR(zc_str_of(zt_cell(0, "kernel_line")), "root=/dev/sda1 quiet");
	ZT_STR(zc_str_of(zt_cell(0, "rescue_auth")), "0");
	ZT_STR(zc_str_of(zt_cell(0, "ctrl_alt_del")), "0");
	ZT_STR(zc_str_of(zt_cell(0, "secure_boot")), "");
	(void)close(root);
}

ZT(access_control_offline_is_unknown_not_off)
{
	static const struct zt_file tree[] = { { "etc/selinux/config",
	    "SELINUX=enforcing\nSELINUXTYPE=targeted\n", 0 } };
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(zt_probe("access_control", root), 1);
	ZT_STR(zc_str_of(zt_cell(0, "state")), "unknown");
	ZT_STR(zc_str_of(zt_cell(0, "configured")), "enforcing");
	ZT_STR(zc_str_of(zt_cell(0, "policy")), "targeted");
	(void)close(root);
}

ZT(time_sync_follows_source_directories)
{
	static const struct zt_file tree[] = { { "usr/sbin/chronyd", "x",
						   0755 },
		{ "etc/chrony/chrony.conf",
		    "sourcedir /etc/chrony/sources.d\n! server no.example\n",
		    0 },
		{ "etc/chrony/sources.d/a.sources",
		    "server 10.1.2.3 iburst\npool ntp.example.cn\n", 0 } };
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t at;

	ZT_EQ(zt_probe("time_sync", root), 2);
	at = zt_find("server", "10.1.2.3");
	ZT_STR(zc_str_of(zt_cell(at, "scope")), "private");
	ZT_STR(zc_str_of(zt_cell(at, "running")), "");
	at = zt_find("server", "ntp.example.cn");
	ZT_STR(zc_str_of(zt_cell(at, "scope")), "public");
	(void)close(root);
}

ZT(audit_rule_reads_watches_and_calls)
{
	static const struct zt_file tree[] = { { "etc/audit/rules.d/a.rules",
	    "-D\n-w /etc/sudoers.d/ -p wa -k scope\n"
	    "-a always,exit -F arch=b64 -S adjtimex,settimeofday -k time\n"
	    "-a always,exit -F path=/usr/bin/su -F perm=x -F key=priv\n-e 2\n",
	    0 } };
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t at;

	ZT_EQ(zt_probe("audit_rule", root), 5);
	at = zt_find("key", "scope");
	ZT_STR(zc_str_of(zt_cell(at, "kind")), "watch");
	ZT_STR(zc_str_of(zt_cell(at, "path")), "/etc/sudoers.d");
	ZT_STR(zc_str_of(zt_cell(at, "permissions")), "wa");
	at = zt_find("key", "time");
	ZT_STR(zc_str_of(zt_cell(at, "syscalls")), "adjtimex,settimeofday");
	at = zt_find("key", "priv");
	ZT_STR(zc_str_of(zt_cell(at, "path")), "/usr/bin/su");
	at = zt_find("text", "-e 2");
	ZT_STR(zc_str_of(zt_cell(at, "kind")), "control");
	(void)close(root);
}
