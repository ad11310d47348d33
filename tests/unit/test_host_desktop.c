#include "probe/gvdb.h"
#include "probe/utmp.h"
#include "zt.h"

#include <fcntl.h>
#include <unistd.h>

static void
put_file(const char *path, const void *p, size_t n)
{
	char at[4096];
	int fd;

	(void)snprintf(at, sizeof(at), "%s/%s", zt_dir_path(), path);
	fd = open(at, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	ZT_EQ(write(fd, p, n), n);
	close(fd);
}

static void
le32(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> (8 * i));
}

/* A dconf file: "/org/gnome/desktop/session/" with idle-delay, uint32 900. */
static size_t
make_gvdb(unsigned char out[256])
{
	static const char dir[] = "/org/gnome/desktop/session/";
	static const char key[] = "idle-delay";
	unsigned char *it;

	memset(out, 0, 256);
	memcpy(out, "GVariant", 8);
	le32(out + 16, 24); /* root: from 24 … */
	le32(out + 20, 24 + 8 + 4 + 48);
	le32(out + 28, 1); /* no bloom words, one bucket */
	it = out + 36;
	le32(it + 4, UINT32_MAX); /* no parent */
	le32(it + 8, 96);
	it[12] = sizeof(dir) - 1;
	it[14] = 'L';
	it += 24;
	le32(it + 8, 128);
	it[12] = sizeof(key) - 1;
	it[14] = 'v';
	le32(it + 16, 144);
	le32(it + 20, 150);
	memcpy(out + 96, dir, sizeof(dir));
	memcpy(out + 128, key, sizeof(key));
	le32(out + 144, 900);
	out[149] = 'u';
	return 152;
}

ZT(gvdb_gives_keys_and_survives_any_cut)
{
	unsigned char file[256];
	size_t n = make_gvdb(file);
	struct zc_gvdb_value v;
	struct zc_gvdb g;
	struct zc_buf key;

	zc_buf_init(&key, 512);
	ZT_TRUE(zc_gvdb_open((struct zc_str){ (char *)file, n }, &g));
	ZT_TRUE(zc_gvdb_next(&g, &key, &v));
	ZT_STR(zc_buf_get(&key), "/org/gnome/desktop/session/idle-delay");
	ZT_EQ(v.number, 900);
	ZT_TRUE(!zc_gvdb_next(&g, &key, &v));
	for (size_t i = 0; i < n; i++)
		if (zc_gvdb_open((struct zc_str){ (char *)file, i }, &g))
			while (zc_gvdb_next(&g, &key, &v))
				ZT_TRUE(key.n <= 512);
	le32(file + 36 + 4, 0); /* a parent of itself */
	ZT_TRUE(zc_gvdb_open((struct zc_str){ (char *)file, n }, &g));
	ZT_TRUE(!zc_gvdb_next(&g, &key, &v));
	zc_buf_fini(&key);
}

static const struct zt_file desktop[] = {
	{ "etc/passwd", "li:x:1000:1000::/home/li:/bin/bash\n", 0 },
	{ "etc/group", "li:x:1000:\n", 0 },
	{ "usr/share/glib-2.0/schemas/org.ukui.screensaver.gschema.xml",
	    "<schema><key name=\"lock-enabled\" type=\"b\">"
	    "<default>false</default></key></schema>",
	    0 },
	{ "usr/share/glib-2.0/schemas/10.gschema.override",
	    "[org.gnome.desktop.session]\nidle-delay=uint32 600\n"
	    "[org.gnome.desktop.screensaver:GNOME]\nlock-enabled=true\n",
	    0 },
	{ "etc/dconf/db/local.d/00",
	    "[org/gnome/desktop/screensaver]\n"
	    "lock-delay=uint32 5\n",
	    0 },
	{ "home/li/.config/dconf", NULL, 0755 },
	{ "home/li/.config/kscreenlockerrc",
	    "[Daemon]\nAutolock=false\nTimeout=10\n", 0 },
};

ZT(screen_lock_lays_the_users_choice_over_the_defaults)
{
	unsigned char file[256];
	size_t n = make_gvdb(file), i;
	int root = zt_dir(desktop, ZC_LEN(desktop));

	put_file("home/li/.config/dconf/user", file, n);
	ZT_EQ(zt_probe("screen_lock", root), 4);
	ZT_STR(zc_str_of(zt_cover()), "ok");
	i = zt_find("desktop", "gnome");
	ZT_STR(zc_str_of(zt_cell(i, "account")), "");
	ZT_STR(zc_str_of(zt_cell(i, "enabled")), "1");
	ZT_STR(zc_str_of(zt_cell(i, "idle_seconds")), "600");
	ZT_STR(zc_str_of(zt_cell(i, "lock_seconds")), "5");
	ZT_STR(zc_str_of(zt_cell(zt_find("desktop", "ukui"), "enabled")), "0");
	i = zt_find("account", "li");
	ZT_STR(zc_str_of(zt_cell(i, "idle_seconds")), "900");
	ZT_STR(zc_str_of(zt_cell(i, "enabled")), "1");
	i = zt_find("desktop", "kde");
	ZT_STR(zc_str_of(zt_cell(i, "enabled")), "0");
	ZT_STR(zc_str_of(zt_cell(i, "idle_seconds")), "600");
	close(root);
}

ZT(auto_login_is_found_in_each_manager)
{
	static const struct zt_file t[] = {
		{ "etc/gdm3/daemon.conf",
		    "[daemon]\nAutomaticLoginEnable = true\n"
		    "AutomaticLogin = li\n",
		    0 },
		{ "etc/lightdm/lightdm.conf.d/a.conf",
		    "[Seat:*]\nautologin-user=wang\n", 0 },
		{ "etc/lightdm/lightdm.conf", "[Seat:*]\nautologin-user=\n",
		    0 },
		{ "etc/systemd/system/getty@tty1.service.d/x.conf",
		    "[Service]\nExecStart=\n"
		    "ExecStart=-/sbin/agetty --autologin root %I\n",
		    0 },
	};
	int root = zt_dir(t, ZC_LEN(t));
	size_t i;

	ZT_EQ(zt_probe("auto_login", root), 3);
	i = zt_find("program", "gdm");
	ZT_STR(zc_str_of(zt_cell(i, "account")), "li");
	ZT_STR(zc_str_of(zt_cell(i, "enabled")), "1");
	/* The last file takes it back. */
	i = zt_find("program", "lightdm");
	ZT_STR(zc_str_of(zt_cell(i, "enabled")), "0");
	i = zt_find("program", "getty");
	ZT_STR(zc_str_of(zt_cell(i, "account")), "root");
	ZT_STR(zc_str_of(zt_cell(i, "line")), "3");
	close(root);
}

static void
utmp_record(unsigned char r[384], int type, const char *line, const char *user,
    const char *host, uint32_t at)
{
	memset(r, 0, 384);
	r[0] = (unsigned char)type;
	memcpy(r + 8, line, strlen(line));
	memcpy(r + 44, user, strlen(user));
	memcpy(r + 76, host, strlen(host));
	le32(r + 340, at);
}

ZT(login_events_are_summed_by_day_and_origin)
{
	static const struct zt_file t[] = {
		{ "var/log/auth.log",
		    "Jan 14 10:00:00 pc sshd[1]: Failed password for invalid "
		    "user admin from 8.8.8.8 port 22 ssh2\n"
		    "2026-01-14T10:00:05.1+00:00 pc sshd[1]: Failed password "
		    "for invalid user admin from 8.8.8.8 port 22 ssh2\n"
		    "Jan 14 11:00:00 pc sudo:    li : 3 incorrect password "
		    "attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/x\n"
		    "Jan 14 11:00:00 pc su: (to root) li on pts/1\n",
		    0 },
	};
	unsigned char r[5 * 384];
	int root = zt_dir(t, ZC_LEN(t));
	size_t i;

	utmp_record(r, 2, "~", "reboot", "6.1", 1768300000);
	utmp_record(r + 384, 7, "pts/0", "li", "192.168.1.9", 1768380000);
	utmp_record(r + 768, 7, "pts/1", "li", "192.168.1.9", 1768380100);
	utmp_record(r + 1152, 8, "pts/1", "", "", 1768380200);
	utmp_record(r + 1536, 7, ":0", "wang", ":0", 1768380300);
	put_file("var/log/wtmp", r, sizeof(r) - 10); /* a torn last record */
	ZT_EQ(zt_probe("login_event", root), 4);
	i = zt_find("source", "/var/log/wtmp");
	ZT_STR(zc_str_of(zt_cell(i, "times")), "2");
	ZT_STR(zc_str_of(zt_cell(i, "via")), "ssh");
	ZT_STR(zc_str_of(zt_cell(i, "scope")), "private");
	ZT_STR(zc_str_of(zt_cell(i, "first_at")), "1768380000");
	i = zt_find("account", "admin");
	ZT_STR(zc_str_of(zt_cell(i, "kind")), "failed");
	ZT_STR(zc_str_of(zt_cell(i, "scope")), "public");
	ZT_STR(zc_str_of(zt_cell(i, "times")), "2");
	i = zt_find("via", "sudo");
	ZT_STR(zc_str_of(zt_cell(i, "kind")), "failed");
	ZT_STR(zc_str_of(zt_cell(i, "account")), "li");
	i = zt_find("via", "su");
	ZT_STR(zc_str_of(zt_cell(i, "account")), "root");
	close(root);
}

ZT(login_events_of_garbage_are_not_ok)
{
	static const struct zt_file t[] = { { "var/log", NULL, 0 } };
	unsigned char r[1000];
	int root = zt_dir(t, ZC_LEN(t));

	memset(r, 0xee, sizeof(r));
	put_file("var/log/wtmp", r, sizeof(r));
	ZT_EQ(zt_probe("login_event", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	close(root);
}

ZT(banners_and_windows_are_read)
{
	static const struct zt_file t[] = {
		{ "etc/os-release", "NAME=\"openEuler\"\n", 0 },
		{ "etc/issue", "Welcome \\r\n", 0 },
		{ "etc/motd", "Private system\n", 0 },
		{ "etc/hosts.deny", "ALL: ALL\n", 0 },
		{ "etc/hosts.allow", "sshd: [fe80::]/64 10.1.: deny\nx\n", 0 },
		{ "etc/security/time.conf", "login;*;!root;Al0800-1800\n", 0 },
		{ "etc/security/access.conf", "-:ALL EXCEPT root:ALL\n", 0 },
	};
	int root = zt_dir(t, ZC_LEN(t));
	size_t i;

	ZT_EQ(zt_probe("banner", root), 3);
	i = zt_find("name", "issue");
	ZT_STR(zc_str_of(zt_cell(i, "leaks_version")), "1");
	i = zt_find("name", "motd");
	ZT_STR(zc_str_of(zt_cell(i, "leaks_version")), "0");
	ZT_STR(
	    zc_str_of(zt_cell(zt_find("name", "issue.net"), "present")), "0");
	ZT_EQ(zt_probe("time_window", root), 4);
	ZT_STR(zc_str_of(zt_cover()), "partial"); /* the line "x" */
	i = zt_find("file", "/etc/hosts.allow");
	ZT_STR(zc_str_of(zt_cell(i, "action")), "deny");
	ZT_STR(zc_str_of(zt_cell(i, "clients")), "[fe80::]/64 10.1.");
	i = zt_find("program", "pam_time");
	ZT_STR(zc_str_of(zt_cell(i, "subject")), "login;!root");
	close(root);
}
