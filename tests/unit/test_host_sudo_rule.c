#include "zt.h"

#include <unistd.h>

static const struct zt_file tree[] = {
	{ "etc/sudoers",
	    "Defaults env_reset, !lecture, timestamp_timeout=5\n"
	    "Defaults:zhang secure_path=\"/usr/bin:/bin\"\n"
	    "User_Alias ADMINS = zhang, \\\n  %wheel : OPS = wang\n"
	    "Cmnd_Alias WEB = /bin/systemctl restart nginx, /usr/bin/nginx\n"
	    "root ALL=(ALL:ALL) ALL\n"
	    "ADMINS ALL=(ALL) NOPASSWD: WEB, PASSWD: ALL # trailing\n"
	    "#1000 ALL=(www) /bin/true\n"
	    "OPS h1 = /bin/a : h2 = NOPASSWD: /bin/b\n"
	    "nonsense\n"
	    "#include /etc/sudoers.more\n"
	    "@includedir /etc/sudoers.d\n",
	    0440 },
	{ "etc/sudoers.d/ok", "li ALL=(ALL) NOPASSWD:ALL\n", 0440 },
	{ "etc/sudoers.d/skip.bak", "mallory ALL=(ALL) ALL\n", 0440 },
	{ "etc/sudoers.d/skip~", "mallory ALL=(ALL) ALL\n", 0440 },
	{ "etc/doas.conf",
	    "permit nopass keepenv :wheel\ndeny bob as root cmd /bin/sh\n", 0 },
	{ "usr/share/polkit-1/rules.d/50-default.rules",
	    "polkit.addAdminRule(function(action, subject) {\n"
	    "    return [\"unix-group:sudo\", \"unix-user:0\"];\n});\n",
	    0 },
	{ "etc/polkit-1/rules.d/40-local.rules",
	    "// addAdminRule in a comment\n"
	    "polkit.addAdminRule(function() { return [\"unix-user:li\"]; });\n",
	    0 },
};

ZT(sudo_rules_are_expanded_with_tags_and_aliases)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t rows = zt_probe("sudo_rule", root), i, n = 0;

	ZT_STR(zc_str_of(zt_cover()), "partial"); /* nonsense, missing file */
	i = zt_find("option", "lecture");
	ZT_STR(zc_str_of(zt_cell(i, "value")), "0");
	i = zt_find("option", "secure_path");
	ZT_STR(zc_str_of(zt_cell(i, "who")), ":zhang");
	ZT_STR(zc_str_of(zt_cell(i, "value")), "/usr/bin:/bin");
	for (i = 0; i < rows; i++) {
		if (strcmp(zt_cell(i, "who"), "%wheel") != 0 ||
		    strcmp(zt_cell(i, "program"), "sudo") != 0)
			continue;
		if (n++ == 0) {
			ZT_STR(zc_str_of(zt_cell(i, "command")),
			    "/bin/systemctl restart nginx, /usr/bin/nginx");
			ZT_STR(zc_str_of(zt_cell(i, "nopasswd")), "1");
			ZT_STR(zc_str_of(zt_cell(i, "unlimited")), "0");
		} else {
			ZT_STR(zc_str_of(zt_cell(i, "command")), "ALL");
			ZT_STR(zc_str_of(zt_cell(i, "nopasswd")), "0");
			ZT_STR(zc_str_of(zt_cell(i, "unlimited")), "1");
		}
	}
	ZT_EQ(n, 2);
	i = zt_find("who", "#1000");
	ZT_STR(zc_str_of(zt_cell(i, "runas")), "www");
	i = zt_find("hosts", "h2");
	ZT_STR(zc_str_of(zt_cell(i, "command")), "/bin/b");
	ZT_STR(zc_str_of(zt_cell(i, "nopasswd")), "1");
	i = zt_find("hosts", "h1");
	ZT_STR(zc_str_of(zt_cell(i, "command")), "/bin/a");
	i = zt_find("file", "/etc/sudoers.d/ok");
	ZT_STR(zc_str_of(zt_cell(i, "unlimited")), "1");
	ZT_EQ(zt_find("who", "mallory"), SIZE_MAX);
	close(root);
}

ZT(sudo_rule_tells_doas_and_polkit_administrators)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t i;

	(void)zt_probe("sudo_rule", root);
	i = zt_find("program", "doas");
	ZT_STR(zc_str_of(zt_cell(i, "who")), "%wheel");
	ZT_STR(zc_str_of(zt_cell(i, "nopasswd")), "1");
	ZT_STR(zc_str_of(zt_cell(i + 1, "command")), "!/bin/sh");
	ZT_STR(zc_str_of(zt_cell(i + 1, "unlimited")), "0");
	/* The first file by name decides. */
	i = zt_find("program", "polkit");
	ZT_STR(zc_str_of(zt_cell(i, "who")), "li");
	ZT_EQ(zt_find("who", "%sudo"), SIZE_MAX);
	close(root);
}

ZT(sudo_rule_tells_polkit_rules_that_ask_nobody)
{
	static const struct zt_file t[] = {
		{ "etc/polkit-1/rules.d/50.rules",
		    "polkit.addRule(function(action, subject) {\n"
		    "  if (action.id == \"org.x.install\" &&\n"
		    "      subject.isInGroup(\"users\"))\n"
		    "    return polkit.Result.YES;\n});\n",
		    0 },
		{ "etc/polkit-1/localauthority/50-local.d/a.pkla",
		    "[a]\nIdentity=unix-user:li\nAction=*\n"
		    "ResultAny=no\nResultActive=yes\n",
		    0 },
	};
	int root = zt_dir(t, ZC_LEN(t));

	ZT_EQ(zt_probe("sudo_rule", root), 2);
	ZT_STR(zc_str_of(zt_cell(0, "who")), "%users");
	ZT_STR(zc_str_of(zt_cell(0, "command")), "org.x.install");
	ZT_STR(zc_str_of(zt_cell(0, "nopasswd")), "1");
	ZT_STR(zc_str_of(zt_cell(0, "unlimited")), "0");
	ZT_STR(zc_str_of(zt_cell(1, "who")), "unix-user:li");
	ZT_STR(zc_str_of(zt_cell(1, "unlimited")), "1");
	ZT_STR(zc_str_of(zt_cell(1, "line")), "5");
	close(root);
}

ZT(sudo_rule_survives_a_file_that_includes_itself)
{
	static const struct zt_file t[] = { { "etc/sudoers",
	    "a ALL=(ALL) ALL\n#include /etc/sudoers\n", 0 } };
	int root = zt_dir(t, ZC_LEN(t));

	ZT_TRUE(zt_probe("sudo_rule", root) >= 1);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	close(root);
}

ZT(sudo_rule_nothing_installed_is_seen_and_empty)
{
	static const struct zt_file t[] = { { "etc", NULL, 0 } };
	int root = zt_dir(t, ZC_LEN(t));

	ZT_EQ(zt_probe("sudo_rule", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	close(root);
}
