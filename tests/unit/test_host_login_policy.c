#include "zt.h"

#include <unistd.h>

static const struct zt_file debian[] = {
	{ "etc/login.defs",
	    "# comment\nPASS_MAX_DAYS\t90\nUMASK 027\nENCRYPT_METHOD SHA512\n",
	    0 },
	{ "etc/pam.d/common-password",
	    "password requisite pam_pwquality.so retry=3 minlen=10\n"
	    "password [success=1 default=ignore] pam_unix.so obscure "
	    "remember=5 yescrypt\n",
	    0 },
	{ "etc/pam.d/passwd", "@include common-password\n", 0 },
	{ "etc/pam.d/common-auth",
	    "auth [success=1 default=ignore] \\\n  pam_unix.so nullok\n"
	    "auth requisite pam_deny.so\n",
	    0 },
	{ "etc/pam.d/sshd",
	    "@include common-auth\naccount required pam_nologin.so\n"
	    "-session optional pam_systemd.so\nrubbish\n"
	    "session include no-such-file\n",
	    0 },
	{ "etc/pam.d/sshd.dpkg-old", "auth required pam_old.so\n", 0 },
	{ "etc/security/pwquality.conf", "minlen = 12\nminclass = 3\n", 0 },
	{ "etc/security/pwquality.conf.d/a.conf", "minclass = 4\n", 0 },
	{ "etc/profile",
	    "if [ $UID = 0 ]; then umask 022; fi\n"
	    "TMOUT=600; readonly TMOUT; export TMOUT\n",
	    0 },
	{ "etc/profile.d/x.sh", "declare -xr TMOUT='300'\n", 0 },
	{ "etc/default/useradd", "INACTIVE=30\n", 0 },
};

static size_t
named(const char *name)
{
	size_t i = zt_find("name", name);

	if (i == SIZE_MAX)
		zt_fail(__FILE__, __LINE__, "no row named %s", name);
	return i == SIZE_MAX ? 0 : i;
}

ZT(login_policy_arguments_beat_files_beat_defaults)
{
	int root = zt_dir(debian, ZC_LEN(debian));
	size_t i;

	ZT_TRUE(zt_probe("login_policy", root) > 10);
	i = named("minlen");
	ZT_STR(zc_str_of(zt_cell(i, "value")), "10");
	ZT_STR(zc_str_of(zt_cell(i, "origin")), "argument");
	i = named("minclass"); /* the main file is read last */
	ZT_STR(zc_str_of(zt_cell(i, "value")), "3");
	ZT_STR(zc_str_of(zt_cell(i, "origin")), "file");
	i = named("dictcheck");
	ZT_STR(zc_str_of(zt_cell(i, "origin")), "default");
	i = named("remember");
	ZT_STR(zc_str_of(zt_cell(i, "area")), "pwhistory");
	ZT_STR(zc_str_of(zt_cell(i, "number")), "5");
	i = named("UMASK");
	ZT_STR(zc_str_of(zt_cell(i, "number")), "23"); /* octal 027 */
	i = named("TMOUT");
	ZT_STR(zc_str_of(zt_cell(i, "number")), "600");
	ZT_STR(zc_str_of(zt_cell(i, "readonly")), "1");
	i = named("umask");
	ZT_STR(zc_str_of(zt_cell(i, "file")), "/etc/profile");
	i = named("INACTIVE");
	ZT_STR(zc_str_of(zt_cell(i, "area")), "useradd");
	/* No lock-out module in any stack: no row, no default. */
	ZT_EQ(zt_find("area", "faillock"), SIZE_MAX);
	close(root);
}

ZT(login_policy_a_config_without_its_module_is_no_policy)
{
	static const struct zt_file t[] = {
		{ "etc/pam.d/passwd", "password required pam_unix.so\n", 0 },
		{ "etc/security/pwquality.conf", "minlen = 12\n", 0 },
		{ "etc/security/faillock.conf", "deny = 3\n", 0 },
	};
	int root = zt_dir(t, ZC_LEN(t));

	ZT_EQ(zt_probe("login_policy", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	close(root);
}

static const struct zt_file openeuler[] = {
	{ "etc/pam.d/system-auth",
	    "auth required pam_env.so\n"
	    "auth required pam_faillock.so preauth deny=5\n"
	    "auth sufficient pam_unix.so\n"
	    "auth [default=die] pam_faillock.so authfail\n"
	    "password requisite pam_pwquality.so\n"
	    "password required pam_pwhistory.so use_authtok\n",
	    0 },
	{ "etc/pam.d/login",
	    "auth substack system-auth\nauth include postlogin\n", 0 },
	{ "etc/pam.d/postlogin", "session optional pam_lastlog.so\n", 0 },
	{ "etc/security/faillock.conf",
	    "unlock_time = 1800\neven_deny_root\ndeny = 3\n", 0 },
	{ "etc/security/pwhistory.conf", "remember = 7\n", 0 },
	{ "etc/bashrc", "export TMOUT=300\n", 0 },
};

ZT(login_policy_reads_the_rpm_side)
{
	int root = zt_dir(openeuler, ZC_LEN(openeuler));
	size_t i;

	ZT_TRUE(zt_probe("login_policy", root) > 5);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	i = named("deny");
	ZT_STR(zc_str_of(zt_cell(i, "value")), "5");
	i = named("unlock_time");
	ZT_STR(zc_str_of(zt_cell(i, "number")), "1800");
	ZT_STR(zc_str_of(zt_cell(named("even_deny_root"), "value")), "1");
	ZT_STR(zc_str_of(zt_cell(named("fail_interval"), "origin")), "default");
	ZT_STR(zc_str_of(zt_cell(named("remember"), "value")), "7");
	ZT_STR(zc_str_of(zt_cell(named("TMOUT"), "readonly")), "0");
	close(root);
}

ZT(pam_rules_expand_includes_by_type)
{
	int root = zt_dir(debian, ZC_LEN(debian));
	size_t rows = zt_probe("pam_rule", root), sshd = 0;

	ZT_STR(zc_str_of(zt_cover()), "partial"); /* rubbish, missing file */
	for (size_t i = 0; i < rows; i++) {
		if (strcmp(zt_cell(i, "service"), "sshd") != 0)
			continue;
		sshd++;
		if (strcmp(zt_cell(i, "module"), "pam_deny") == 0) {
			ZT_STR(zc_str_of(zt_cell(i, "position")), "2");
			ZT_STR(zc_str_of(zt_cell(i, "file")),
			    "/etc/pam.d/common-auth");
			ZT_STR(zc_str_of(zt_cell(i, "line")), "3");
		}
	}
	ZT_EQ(sshd, 4);
	ZT_STR(zc_str_of(zt_cell(zt_find("module", "pam_unix"), "control")),
	    "[success=1 default=ignore]");
	ZT_EQ(zt_find("module", "pam_old"), SIZE_MAX);
	close(root);
}

ZT(pam_rules_survive_files_that_include_each_other)
{
	static const struct zt_file t[] = {
		{ "etc/pam.d/a", "@include b\n@include b\n", 0 },
		{ "etc/pam.d/b", "@include a\nauth required pam_x.so\n", 0 },
	};
	int root = zt_dir(t, ZC_LEN(t));

	(void)zt_probe("pam_rule", root);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	close(root);
}

ZT(pam_conf_is_read_where_no_directory_is)
{
	static const struct zt_file t[] = { { "etc/pam.conf",
	    "login auth required pam_unix.so nullok\n"
	    "login auth required pam_tally2.so deny=4\n",
	    0 } };
	int root = zt_dir(t, ZC_LEN(t));

	ZT_EQ(zt_probe("pam_rule", root), 2);
	ZT_STR(zc_str_of(zt_cell(1, "position")), "2");
	ZT_STR(zc_str_of(zt_cell(1, "arguments")), "deny=4");
	close(root);
}

ZT(path_entries_of_root_are_judged_one_by_one)
{
	static const struct zt_file t[] = {
		{ "etc/profile", "PATH=/usr/bin::.:$PATH:/tmp/x\n", 0 },
		{ "usr/bin", NULL, 0755 },
		{ "tmp/x", NULL, 0777 },
	};
	int root = zt_dir(t, ZC_LEN(t));

	ZT_EQ(zt_probe("path_entry", root), 4);
	ZT_STR(zc_str_of(zt_cell(1, "relative")), "1");
	ZT_STR(zc_str_of(zt_cell(2, "directory")), ".");
	ZT_STR(zc_str_of(zt_cell(3, "writable_by_others")), "1");
	ZT_STR(zc_str_of(zt_cell(0, "writable_by_others")), "0");
	close(root);
}
