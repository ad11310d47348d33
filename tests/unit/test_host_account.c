#include "base/fs.h"
#include "zt.h"

#include <fcntl.h>
#include <unistd.h>

#define PASSWD \
	"root:x:0:0:root:/root:/bin/bash\n" \
	"daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n" \
	"zhang:x:1000:1000:Zhang San,,,:/home/zhang:/bin/bash\n" \
	"li:x:1001:1001::/home/li:/bin/bash\n" \
	"old:$1$ab$abcdefghijklmnopqrstuv:0:0::/home/old:\n" \
	"bad:x:abc:1::/:/bin/sh\n" \
	"nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n"

static const struct zt_file tree[] = {
	{ "etc/passwd", PASSWD, 0 },
	{ "etc/group",
	    "root:x:0:\nsudo:x:27:zhang,ghost\nzhang:x:1000:\n"
	    "open:$6$s$0123456789abcdef:50:li\nbroken line\n",
	    0 },
	{ "etc/shadow",
	    "root:!:19000:0:99999:7:::\n"
	    "daemon:*:19000:0:99999:7:::\n"
	    "zhang:$6$salt$0123456789abcdef:20000:1:90:7:30:20999:\n"
	    "li:!$6$salt$0123456789abcdef:0:0:99999:7:::\n",
	    0600 },
	{ "etc/login.defs", "UID_MIN 1000\n", 0 },
	{ "home/zhang", NULL, 0750 },
	{ "var/log/auth.log",
	    "Jan 10 08:00:00 pc useradd[12]: new user: name=li, UID=1001, "
	    "GID=1001\n",
	    0 },
};

ZT(account_rows_follow_passwd_and_shadow)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t i;

	ZT_EQ(zt_probe("account", root), 6);
	/* The malformed line is named, so the table is not complete. */
	ZT_STR(zc_str_of(zt_cover()), "partial");
	i = zt_find("name", "zhang");
	ZT_STR(zc_str_of(zt_cell(i, "uid")), "1000");
	ZT_STR(zc_str_of(zt_cell(i, "can_login")), "1");
	ZT_STR(zc_str_of(zt_cell(i, "system")), "0");
	ZT_STR(zc_str_of(zt_cell(i, "home_mode")), "488");
	ZT_STR(zc_str_of(zt_cell(i, "line")), "3");
	i = zt_find("name", "li");
	ZT_STR(zc_str_of(zt_cell(i, "can_login")), "0"); /* locked, no key */
	ZT_STR(zc_str_of(zt_cell(i, "home_exists")), "0");
	ZT_TRUE(strcmp(zt_cell(i, "created_at"), "") != 0);
	i = zt_find("name", "daemon");
	ZT_STR(zc_str_of(zt_cell(i, "can_login")), "0");
	ZT_STR(zc_str_of(zt_cell(i, "system")), "1");
	ZT_STR(zc_str_of(zt_cell(zt_find("name", "nobody"), "system")), "1");
	close(root);
}

ZT(account_locked_password_with_key_can_log_in)
{
	static const struct zt_file t[] = {
		{ "etc/passwd", "li:x:1001:1001::/home/li:/bin/bash\n", 0 },
		{ "etc/group", "li:x:1001:\n", 0 },
		{ "etc/shadow", "li:!:19000::::::\n", 0600 },
		{ "home/li/.ssh/authorized_keys", "ssh-rsa AAAA\n", 0600 },
	};
	int root = zt_dir(t, ZC_LEN(t));

	ZT_EQ(zt_probe("account", root), 1);
	ZT_STR(zc_str_of(zt_cell(0, "can_login")), "1");
	ZT_STR(zc_str_of(zt_cover()), "ok");
	close(root);
}

/* lastlog: 292 bytes a record, indexed by uid. */
ZT(account_last_login_is_read_from_lastlog)
{
	static const struct zt_file t[] = {
		{ "etc/passwd", "a:x:1:1::/:/bin/sh\n", 0 },
		{ "etc/group", "a:x:1:\n", 0 },
		{ "etc/shadow", "a:*:1::::::\n", 0 },
		{ "var/log", NULL, 0755 },
	};
	unsigned char rec[2 * 292] = { 0 };
	int root = zt_dir(t, ZC_LEN(t)), fd;

	rec[292] = 0x00; /* 0x65000000 = 1694498816 */
	rec[295] = 0x65;
	memcpy(rec + 292 + 4 + 32, "10.1.2.3", 8);
	fd = openat(root, "var/log/lastlog", O_WRONLY | O_CREAT, 0644);
	if (fd == -1) { /* the root may be a path-only descriptor */
		char p[4096];

		(void)snprintf(
		    p, sizeof(p), "%s/var/log/lastlog", zt_dir_path());
		fd = open(p, O_WRONLY | O_CREAT, 0644);
	}
	ZT_EQ(write(fd, rec, sizeof(rec)), sizeof(rec));
	close(fd);
	ZT_EQ(zt_probe("account", root), 1);
	ZT_STR(zc_str_of(zt_cell(0, "last_login")), "1694498816");
	ZT_STR(zc_str_of(zt_cell(0, "last_from")), "10.1.2.3");
	close(root);
}

ZT(account_lines_that_let_in_a_directory_are_told)
{
	static const struct zt_file t[] = {
		{ "etc/passwd", "a:x:1:1::/:/bin/false\n+@staff::::::\n", 0 },
		{ "etc/group", "a:x:1:\n+:::\n", 0 },
		{ "etc/shadow", "a:*:1::::::\n", 0 },
	};
	int root = zt_dir(t, ZC_LEN(t));

	ZT_EQ(zt_probe("account", root), 2);
	ZT_STR(zc_str_of(zt_cell(1, "name")), "+@staff");
	ZT_STR(zc_str_of(zt_cell(1, "line")), "2");
	ZT_STR(zc_str_of(zt_cell(1, "uid")), "");
	ZT_EQ(zt_probe("user_group", root), 2);
	ZT_STR(zc_str_of(zt_cell(1, "name")), "+");
	close(root);
}

ZT(account_without_passwd_is_unsupported)
{
	static const struct zt_file t[] = { { "etc", NULL, 0 } };
	int root = zt_dir(t, ZC_LEN(t));

	ZT_EQ(zt_probe("account", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "unsupported");
	ZT_EQ(zt_probe("password", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "unsupported");
	close(root);
}

ZT(account_survives_link_loops_and_garbage)
{
	static const struct zt_file t[] = { { "etc/group",
	    "\xff\xfe:::\n\n::::", 0 } };
	int root = zt_dir(t, ZC_LEN(t));
	char p[4096];

	(void)snprintf(p, sizeof(p), "%s/etc/passwd", zt_dir_path());
	ZT_EQ(symlink("/etc/passwd", p), 0);
	ZT_EQ(zt_probe("account", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "error");
	close(root);
}

ZT(group_password_and_members_are_told)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t i;

	ZT_EQ(zt_probe("user_group", root), 4);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	i = zt_find("name", "open");
	ZT_STR(zc_str_of(zt_cell(i, "password")), "1");
	ZT_STR(zc_str_of(zt_cell(i, "members")), "1");
	ZT_STR(zc_str_of(zt_cell(zt_find("name", "zhang"), "members")), "1");
	close(root);
}

static struct zc_item items[] = { { "rule.privileged_groups", "admin", "group",
    "sudo" } };

static void
with_items(struct zc_look *l)
{
	l->items = (struct zc_items){ items, ZC_LEN(items) };
}

ZT(group_member_that_is_no_account_is_told)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t i;

	ZT_TRUE(zt_probe("group_member", root) >= 4);
	i = zt_find("account", "ghost");
	ZT_STR(zc_str_of(zt_cell(i, "exists_account")), "0");
	ZT_STR(zc_str_of(zt_cell(i, "grp")), "sudo");
	/* Without a rule list nobody knows what is privileged. */
	ZT_STR(zc_str_of(zt_cell(i, "privileged")), "");
	zt_look = with_items;
	(void)zt_probe("group_member", root);
	zt_look = NULL;
	i = zt_find("account", "ghost");
	ZT_STR(zc_str_of(zt_cell(i, "privileged")), "1");
	i = zt_find("grp", "root");
	ZT_STR(zc_str_of(zt_cell(i, "privileged")), "0");
	close(root);
}
