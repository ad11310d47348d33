/* What was not looked at never makes a table fully seen. */
#include "probe/probe.h"
#include "unit/zt.h"

#include <fcntl.h>
#include <unistd.h>

#define PASSWD \
	"root:x:0:0::/root:/bin/bash\nli:x:1000:1000::/home/li:/bin/bash\n"

/* The cover of a table over a tree. */
static struct zc_str
cover(const char *table, const struct zt_file *tree, size_t n)
{
	int root = zt_dir(tree, n);

	(void)zt_probe(table, root);
	(void)close(root);
	return zc_str_of(zt_cover());
}

ZT(unseen_homes_on_a_file_system_that_is_not_mounted)
{
	static const struct zt_file there[] = {
		{ "etc/passwd", PASSWD, 0 },
		{ "etc/fstab", "/dev/sda2 /home ext4 defaults 0 2\n", 0 },
		{ "home/li/a.txt", "x", 0 },
		{ "root/a.txt", "x", 0 },
	};
	static const struct zt_file gone[] = {
		{ "etc/passwd", PASSWD, 0 },
		{ "etc/fstab", "/dev/sda2 /home ext4 defaults 0 2\n", 0 },
		{ "root/a.txt", "x", 0 },
	};

	ZT_STR(cover("mail_account", there, ZC_LEN(there)), "ok");
	ZT_STR(cover("mail_account", gone, ZC_LEN(gone)), "partial");
}

ZT(unseen_package_list_that_is_empty)
{
	static const struct zt_file tree[] = { { "var/lib/dpkg/status", "",
	    0 } };

	ZT_STR(cover("package", tree, ZC_LEN(tree)), "absent");
	ZT_STR(cover("integrity", tree, ZC_LEN(tree)), "absent");
}

ZT(unseen_services_of_a_root_without_a_manager)
{
	static const struct zt_file tree[] = { { "etc/passwd", PASSWD, 0 } };

	ZT_STR(cover("service", tree, ZC_LEN(tree)), "absent");
	ZT_STR(cover("mount", tree, ZC_LEN(tree)), "absent");
}

ZT(unseen_shadow_leaves_who_can_log_in_open)
{
	static const struct zt_file tree[] = { { "etc/passwd", PASSWD, 0 } };

	ZT_STR(cover("account", tree, ZC_LEN(tree)), "partial");
}

ZT(unseen_setting_that_is_no_text)
{
	static const struct zt_file good[] = { { "etc/sysctl.conf",
	    "kernel.sysrq=0\n", 0 } };
	int root = zt_dir(good, ZC_LEN(good)), fd;

	(void)zt_probe("kernel_setting", root);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	fd = openat(root, "etc/sysctl.conf", O_WRONLY | O_TRUNC);
	ZT_TRUE(fd != -1);
	ZT_EQ(write(fd, "kernel.sysrq=1\n\0", 16), 16);
	(void)close(fd);
	(void)zt_probe("kernel_setting", root);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	(void)close(root);
}

ZT(unseen_setting_behind_a_link_to_nothing)
{
	static const struct zt_file tree[] = { { "etc/sysctl.d/a.conf",
	    "kernel.sysrq=0\n", 0 } };
	static const struct {
		const char *target, *cover;
	} v[] = { { "/nowhere/sysctl.conf", "partial" },
		{ "/run/sysctl.conf", "ok" } };

	for (size_t i = 0; i < ZC_LEN(v); i++) {
		int root = zt_dir(tree, ZC_LEN(tree));

		ZT_EQ(symlinkat(v[i].target, root, "etc/sysctl.conf"), 0);
		(void)zt_probe("kernel_setting", root);
		ZT_STR(zc_str_of(zt_cover()), v[i].cover);
		(void)close(root);
	}
}
