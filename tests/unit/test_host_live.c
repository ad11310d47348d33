/* Probes of processes, sockets and services over made-up roots. */
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

static void
be_live(struct zc_look *l)
{
	l->live = true;
}

#define STAT(pid, name, flags) \
	pid " (" name ") S 1 1 1 0 -1 " flags \
	    " 0 0 0 0 0 0 0 0 20 0 1 0 500 4096 10 0 0\n"

static const struct zt_file tree[] = {
	{ "etc/passwd",
	    "root:x:0:0::/root:/bin/sh\n"
	    "li:x:1000:1000::/home/li:/bin/sh\n",
	    0 },
	{ "proc/stat", "cpu 1 2\nbtime 1760000000\n", 0 },
	{ "proc/sys/kernel/pid_max", "64\n", 0 },
	{ "proc/sys/kernel/ns_last_pid", "60\n", 0 },
	{ "proc/1/stat", STAT("1", "systemd", "4194560"), 0 },
	{ "proc/1/status", "Name:\tsystemd\nTgid:\t1\nUid:\t0\t0\t0\t0\n", 0 },
	{ "proc/2/stat", STAT("2", "kthreadd", "2097216"), 0 },
	{ "proc/2/status", "Tgid:\t2\nUid:\t0\t0\t0\t0\n", 0 },
	{ "proc/9/stat", STAT("9", "mysqld", "4194560"), 0 },
	{ "proc/9/status", "Tgid:\t9\nUid:\t1000\t1000\t1000\t1000\n", 0 },
	{ "proc/9/cgroup", "0::/system.slice/db.service\n", 0 },
	{ "proc/9/cmdline", "mysqld --password=hunter22 -x", 0 },
	{ "proc/11/stat", "rubbish", 0 },
	{ "proc/12", NULL, 0755 }, /* ended while we looked */
	{ "proc/9/fd", NULL, 0755 },
	{ "proc/1/fd", NULL, 0755 },
	{ "proc/2/fd", NULL, 0755 },
	{ "proc/11/fd", NULL, 0755 },
	{ "proc/net/tcp",
	    "  sl  local_address rem_address   st\n"
	    "   0: 00000000:0CEA 00000000:0000 0A 00000000:00000000 "
	    "00:00000000 00000000  1000        0 777 1 00000000 100 0\n"
	    "   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 "
	    "00:00000000 00000000     0        0 778 1 00000000 100 0\n"
	    "   2: 0A01A8C0:0CEA 08080808:D431 01 00000000:00000000 "
	    "00:00000000 00000000  1000        0 779 1 00000000 100 0\n",
	    0 },
	{ "proc/net/udp",
	    "  sl  local_address rem_address   st\n"
	    "   0: 00000000:0035 00000000:0000 07 00000000:00000000 "
	    "00:00000000 00000000     0        0 780 2 00000000 100 0\n",
	    0 },
	{ "run/systemd/system", NULL, 0755 },
	{ "etc/systemd/system/multi-user.target.wants", NULL, 0755 },
	{ "usr/lib/systemd/system/db.service",
	    "[Unit]\nDescription=Data\n[Service]\nUser=li\n"
	    "ExecStart=-/usr/sbin/mysqld --token=abc123\n"
	    "[Install]\nWantedBy=multi-user.target\n",
	    0 },
	{ "usr/lib/systemd/system/off.service",
	    "[Service]\nExecStart=/bin/off\n[Install]\n"
	    "WantedBy=multi-user.target\n",
	    0 },
	{ "usr/lib/systemd/system/plain.service",
	    "[Service]\nExecStart=/bin/plain\n", 0 },
	{ "usr/lib/systemd/system/masked.service", "[Service]\n", 0 },
	{ "usr/lib/systemd/system/also.service", "[Install]\nAlso=db.service\n",
	    0 },
	{ "usr/lib/systemd/system/tty@.service",
	    "[Service]\nExecStart=/sbin/agetty\n[Install]\n"
	    "WantedBy=getty.target\n",
	    0 },
	{ "etc/systemd/system/plain.service.d/x.conf",
	    "[Service]\nExecStart=\nExecStart=/bin/other\nUser=li\n", 0 },
	{ "etc/init.d/old", "#!/bin/sh\n", 0755 },
	{ "etc/init.d/off", "#!/bin/sh\n", 0755 },
	{ "etc/init.d/README", "no script\n", 0 },
	{ "etc/rc2.d", NULL, 0755 },
};

static int
make(void)
{
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(symlinkat("socket:[777]", root, "proc/9/fd/3"), 0);
	ZT_EQ(symlinkat("/usr/sbin/mysqld (deleted)", root, "proc/9/exe"), 0);
	ZT_EQ(symlinkat("/tmp/x/init", root, "proc/1/exe"), 0);
	ZT_EQ(symlinkat("/usr/lib/systemd/system/db.service", root,
		  "etc/systemd/system/multi-user.target.wants/db.service"),
	    0);
	ZT_EQ(symlinkat("/usr/lib/systemd/system/tty@.service", root,
		  "etc/systemd/system/multi-user.target.wants/tty@1.service"),
	    0);
	ZT_EQ(symlinkat("/dev/null", root, "etc/systemd/system/masked.service"),
	    0);
	ZT_EQ(symlinkat("/usr/lib/systemd/system/db.service", root,
		  "etc/systemd/system/mysql.service"),
	    0);
	ZT_EQ(symlinkat("../init.d/old", root, "etc/rc2.d/S20old"), 0);
	return root;
}

ZT(process_tells_programs_accounts_and_units)
{
	int root = make();

	zt_look = be_live;
	ZT_EQ(zt_probe("process", root), 3);
	zt_look = NULL;
	AT("name", "mysqld", "deleted", "1");
	AT("name", "mysqld", "path", "/usr/sbin/mysqld");
	AT("name", "mysqld", "account", "li");
	AT("name", "mysqld", "service", "db.service");
	AT("name", "mysqld", "started_at", "1760000005");
	AT("name", "mysqld", "hidden", "0");
	AT("name", "systemd", "writable_path", "1");
	AT("name", "kthreadd", "path", "");
	ZT_TRUE(strstr(at("name", "mysqld", "command"), "hunter22") == NULL);
	/* The process whose text is rubbish is not passed over silently. */
	ZT_STR(zc_str_of(zt_cover()), "partial");
	(void)close(root);
}

ZT(process_without_proc_is_absent)
{
	int root = zt_dir(NULL, 0);

	ZT_EQ(zt_probe("process", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "absent");
	(void)close(root);
}

ZT(listener_knows_owner_and_reach)
{
	int root = make();

	ZT_EQ(zt_probe("listener", root), 3);
	AT("port", "3306", "process", "mysqld");
	AT("port", "3306", "service", "db.service");
	AT("port", "3306", "scope", "any");
	AT("port", "3306", "exposed", "1");
	AT("port", "8080", "exposed", "0");
	AT("port", "8080", "process", "");
	AT("port", "53", "protocol", "udp");
	(void)close(root);
}

ZT(connection_knows_remote_ends)
{
	int root = make();

	ZT_EQ(zt_probe("connection", root), 1);
	AT("remote_address", "8.8.8.8", "remote_scope", "public");
	AT("remote_address", "8.8.8.8", "local_address", "192.168.1.10");
	AT("remote_address", "8.8.8.8", "state", "established");
	AT("remote_address", "8.8.8.8", "account", "li");
	(void)close(root);
}

ZT(listener_of_a_damaged_table_is_partial)
{
	static const struct zt_file bad[] = {
		{ "proc/net/tcp", "head\n 0: zzz\n", 0 },
	};
	int root = zt_dir(bad, ZC_LEN(bad));

	ZT_EQ(zt_probe("listener", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "partial");
	(void)close(root);
}

ZT(service_states_follow_links_and_files)
{
	int root = make();

	(void)zt_probe("service", root);
	AT("name", "db.service", "enabled", "enabled");
	AT("name", "db.service", "account", "li");
	AT("name", "db.service", "description", "Data");
	AT("name", "db.service", "running", "");
	AT("name", "off.service", "enabled", "disabled");
	AT("name", "masked.service", "enabled", "masked");
	AT("name", "mysql.service", "enabled", "alias");
	AT("name", "also.service", "enabled", "indirect");
	AT("name", "tty@1.service", "enabled", "enabled");
	AT("name", "tty@.service", "enabled", "enabled");
	AT("name", "plain.service", "enabled", "static");
	AT("name", "plain.service", "command", "/bin/other");
	AT("name", "plain.service", "account", "li");
	AT("name", "old", "enabled", "enabled");
	AT("name", "old", "manager", "sysvinit");
	/* off.service takes the place of the script "off". */
	ZT_EQ(zt_find("name", "off"), SIZE_MAX);
	ZT_EQ(zt_find("name", "README"), SIZE_MAX);
	ZT_TRUE(strstr(at("name", "db.service", "command"), "abc123") == NULL);
	(void)close(root);
}

ZT(service_runs_when_its_control_group_has_a_process)
{
	int root = make();

	zt_look = be_live;
	(void)zt_probe("service", root);
	zt_look = NULL;
	AT("name", "db.service", "running", "running");
	AT("name", "off.service", "running", "dead");
	(void)close(root);
}
