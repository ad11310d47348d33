#include "probe/owner.h"
#include "unit/zt.h"

#include <unistd.h>

static const struct zc_item items[] = {
	{ "rule.software", "av", "title", "Some antivirus" },
	{ "rule.software", "av", "class", "antivirus" },
	{ "rule.software", "av", "domestic", "1" },
	{ "rule.software", "av", "path", "/opt/av*/bin/avd" },
	{ "rule.software", "av", "service", "avd" },
	{ "rule.software", "av", "signature_path", "/opt/av9/sig.db" },
	{ "rule.software", "clamav", "title", "ClamAV" },
	{ "rule.software", "clamav", "class", "antivirus" },
	{ "rule.software", "clamav", "package", "clamav" },
	{ "rule.software", "disk", "title", "Cloud disk" },
	{ "rule.software", "disk", "class", "cloud_disk" },
	{ "rule.software", "disk", "path", "~/.clouddisk" },
	{ "rule.software", "disk", "desktop", "clouddisk" },
	{ "rule.software", "none", "class", "chat" },
	{ "rule.software", "none", "package", "not-here*" },
	{ "rule.domestic", "deb", "kind", "system" },
	{ "rule.domestic", "deb", "match", "uos*" },
	{ "rule.cloud_targets", "pan", "host", "*.pan.example.com" },
};

static void
with_items(struct zc_look *l)
{
	l->items = (struct zc_items){ items, ZC_LEN(items) };
}

static const struct zt_file tree[] = {
	{ "etc/passwd",
	    "root:x:0:0:root:/root:/bin/bash\n"
	    "li:x:1000:1000:Li:/home/li:/bin/bash\n",
	    0 },
	{ "etc/os-release", "ID=uos\nPRETTY_NAME=\"UOS 20\"\n", 0 },
	{ "var/lib/dpkg/status",
	    "Package: clamav\nStatus: install ok installed\n"
	    "Architecture: amd64\nVersion: 1.0.5+dfsg-1\n\n"
	    "Package: cron\nStatus: install ok installed\n"
	    "Architecture: amd64\nVersion: 3.0\nConffiles:\n"
	    " /etc/crontab 11111111111111111111111111111111\n"
	    " /etc/gone d41d8cd98f00b204e9800998ecf8427e\n"
	    " /etc/was d41d8cd98f00b204e9800998ecf8427e obsolete\n\n"
	    "Package: nosums\nStatus: install ok installed\n"
	    "Architecture: all\nVersion: 1\n",
	    0 },
	{ "var/lib/dpkg/info/cron.list",
	    "/.\n/etc\n/etc/crontab\n/usr/bin/good\n/usr/bin/sh\n", 0 },
	{ "var/lib/dpkg/info/clamav.list", "/.\n", 0 },
	{ "var/lib/dpkg/info/nosums.list", "/.\n/usr/lib/x\n", 0 },
	{ "var/lib/dpkg/info/cron.md5sums",
	    "b1946ac92492d2347c6235b4d2611184  usr/bin/good\n"
	    "b1946ac92492d2347c6235b4d2611184  usr/bin/bad\n"
	    "b1946ac92492d2347c6235b4d2611184  usr/bin/sh\n"
	    "b1946ac92492d2347c6235b4d2611184  usr/share/doc/c/copyright\n"
	    "b1946ac92492d2347c6235b4d2611184  usr/share/doc/c/NEWS\n",
	    0 },
	{ "var/lib/dpkg/diversions",
	    "/usr/bin/sh\n/usr/bin/sh.distrib\nother\n", 0 },
	{ "etc/dpkg/dpkg.cfg.d/x",
	    "path-exclude=/usr/share/doc/*\n"
	    "path-include=/usr/share/doc/*/copyright\n",
	    0 },
	{ "usr/bin/good", "hello\n", 0755 },
	{ "usr/bin/bad", "hello!\n", 0755 },
	{ "usr/bin/sh.distrib", "hello\n", 0755 },
	{ "usr/lib/x", "x", 0 },
	{ "opt/av9/bin/avd", "#!", 0755 },
	{ "opt/av9/sig.db", "x", 0 },
	{ "etc/systemd/system/avd.service",
	    "[Service]\nExecStart=/opt/av9/bin/avd\n", 0 },
	{ "etc/systemd/system/multi-user.target.wants/avd.service", "", 0 },
	{ "var/lib/clamav/daily.cvd",
	    "ClamAV-VDB:10 Jan 2026 08-32 +0000:27000:2000000:90:x:y:z:1:"
	    "                                        ",
	    0 },
	{ "home/li/.clouddisk/x", "", 0 },
	{ "home/li/.config/autostart/run.desktop",
	    "[Desktop Entry]\nExec=/tmp/run --token abc\n", 0 },
	{ "home/li/.config/autostart/off.desktop",
	    "[Desktop Entry]\nExec=/bin/x\nHidden=true\n", 0 },
	{ "etc/ld.so.preload", "/usr/lib/evil.so\n", 0 },
	{ "etc/crontab",
	    "SHELL=/bin/sh\n# m h dom mon dow user\n"
	    "17 * * * * root cd / && run-parts /etc/cron.hourly\n"
	    "@daily li rsync -a --password=S3 /data "
	    "bak:S3@a.pan.example.com:/b\n",
	    0666 },
	{ "var/spool/cron/crontabs/li", "*/5 * * * * /tmp/x.sh\n", 0600 },
	{ "etc/systemd/system/b.timer", "[Timer]\nOnCalendar=daily\n", 0 },
	{ "etc/systemd/system/b.service",
	    "[Service]\nUser=li\nExecStart=/usr/bin/restic backup /d\n", 0 },
	{ "etc/systemd/system/timers.target.wants/b.timer", "", 0 },
	{ "etc/systemd/system/off.timer", "[Timer]\nOnCalendar=daily\n", 0 },
};

ZT(application_is_found_by_each_way_and_by_account)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t r;

	zt_look = with_items;
	ZT_EQ(zt_probe("application", root), 3);
	r = zt_find("rule", "av");
	ZT_STR(zc_str_of(zt_cell(r, "found_by")), "service");
	ZT_STR(zc_str_of(zt_cell(r, "enabled")), "1");
	ZT_STR(zc_str_of(zt_cell(r, "running")), "");
	r = zt_find("rule", "disk");
	ZT_STR(zc_str_of(zt_cell(r, "account")), "li");
	ZT_STR(
	    zc_str_of(zt_cell(r, "evidence")), "directory /home/li/.clouddisk");
	r = zt_find("rule", "clamav");
	ZT_STR(zc_str_of(zt_cell(r, "version")), "1.0.5+dfsg-1");
	zt_look = NULL;
	ZT_EQ(zt_probe("application", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "absent");
	close(root);
}

ZT(antivirus_dates_come_from_inside_the_database_only)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t r;

	zt_look = with_items;
	ZT_EQ(zt_probe("antivirus", root), 2);
	r = zt_find("product", "ClamAV");
	ZT_STR(zc_str_of(zt_cell(r, "signature_at")), "1768033920");
	ZT_STR(zc_str_of(zt_cell(r, "signature_source")),
	    "/var/lib/clamav/daily.cvd");
	ZT_STR(zc_str_of(zt_cell(r, "auto_update")), "0");
	r = zt_find("product", "Some antivirus");
	ZT_STR(zc_str_of(zt_cell(r, "signature_source")), "/opt/av9/sig.db");
	ZT_STR(zc_str_of(zt_cell(r, "auto_update")), "");
	zt_look = NULL;
	close(root);
}

ZT(integrity_tells_what_differs_from_dpkg_and_nothing_else)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t r;

	ZT_EQ(zt_probe("integrity", root), 4);
	r = zt_find("path", "/usr/bin/bad");
	ZT_STR(zc_str_of(zt_cell(r, "state")), "changed");
	ZT_STR(zc_str_of(zt_cell(r, "package")), "cron");
	/* Excluded by dpkg, so not missing; included again, so missing. */
	ZT_EQ(zt_find("path", "/usr/share/doc/c/NEWS"), SIZE_MAX);
	r = zt_find("path", "/usr/share/doc/c/copyright");
	ZT_STR(zc_str_of(zt_cell(r, "state")), "missing");
	r = zt_find("path", "/etc/crontab");
	ZT_STR(zc_str_of(zt_cell(r, "config")), "1");
	ZT_TRUE(zt_find("path", "/etc/gone") != SIZE_MAX);
	/* "nosums" brings a file and no digest: not all was seen. */
	ZT_STR(zc_str_of(zt_cover()), "partial");
	close(root);
}

ZT(owner_follows_diversions_and_the_merged_usr)
{
	struct zc_arena a;
	struct zc_look l = { .a = &a };
	struct zc_owner *o = NULL;

	zc_arena_init(&a, 64 << 20);
	l.root = zt_dir(tree, ZC_LEN(tree));
	ZT_EQ(symlinkat("usr/bin", l.root, "bin"), 0);
	ZT_EQ(zc_owner_open(&l, &o, NULL), ZC_OK);
	ZT_STR(zc_str_of(zc_owner_of(o, ZC_S("/usr/bin/good"))), "cron");
	ZT_STR(zc_str_of(zc_owner_of(o, ZC_S("/bin/good"))), "cron");
	ZT_STR(zc_str_of(zc_owner_of(o, ZC_S("/bin/sh.distrib"))), "cron");
	ZT_TRUE(zc_owner_of(o, ZC_S("/usr/bin/sh")) == NULL);
	ZT_TRUE(zc_owner_of(NULL, ZC_S("/x")) == NULL);
	ZT_TRUE(!zc_owner_complete(NULL));
	zc_owner_close(o);
	close(l.root);
	zc_arena_fini(&a);
}

ZT(autostart_masks_and_leaves_out_what_is_off)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t r;

	ZT_TRUE(zt_probe("autostart", root) >= 2);
	r = zt_find("name", "run.desktop");
	ZT_STR(zc_str_of(zt_cell(r, "command")), "/tmp/run --token ***");
	ZT_STR(zc_str_of(zt_cell(r, "writable_path")), "1");
	ZT_STR(zc_str_of(zt_cell(r, "account")), "li");
	ZT_EQ(zt_find("name", "off.desktop"), SIZE_MAX);
	r = zt_find("kind", "ld_preload");
	ZT_STR(zc_str_of(zt_cell(r, "name")), "/usr/lib/evil.so");
	ZT_STR(zc_str_of(zt_cell(r, "package")), "");
	close(root);
}

ZT(schedule_reads_cron_and_timers_that_are_on)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t r;

	ZT_EQ(zt_probe("schedule", root), 4);
	r = zt_find("spec", "@daily");
	ZT_STR(zc_str_of(zt_cell(r, "account")), "li");
	ZT_TRUE(strstr(zt_cell(r, "command"), "S3") == NULL);
	ZT_STR(zc_str_of(zt_cell(r, "writable_path")), "1"); /* 0666 */
	ZT_STR(zc_str_of(zt_cell(r, "package")), "cron");
	r = zt_find("spec", "*/5 * * * *");
	ZT_STR(zc_str_of(zt_cell(r, "writable_path")), "1"); /* /tmp */
	r = zt_find("kind", "timer");
	ZT_STR(zc_str_of(zt_cell(r, "command")), "/usr/bin/restic backup /d");
	ZT_STR(zc_str_of(zt_cell(r, "account")), "li");
	close(root);
}

ZT(backup_job_tells_where_it_goes)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t r;

	zt_look = with_items;
	ZT_EQ(zt_probe("backup_job", root), 2);
	r = zt_find("program", "rsync");
	ZT_STR(zc_str_of(zt_cell(r, "remote")), "1");
	ZT_STR(zc_str_of(zt_cell(r, "cloud")), "1");
	ZT_TRUE(strstr(zt_cell(r, "target"), "S3") == NULL);
	r = zt_find("program", "restic");
	ZT_STR(zc_str_of(zt_cell(r, "schedule")), "daily");
	ZT_STR(zc_str_of(zt_cell(r, "remote")), "0");
	zt_look = NULL;
	close(root);
}

ZT(domestic_item_is_judged_by_the_list_only)
{
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t r;

	zt_look = with_items;
	(void)zt_probe("domestic_item", root);
	r = zt_find("kind", "system");
	ZT_STR(zc_str_of(zt_cell(r, "name")), "UOS 20");
	ZT_STR(zc_str_of(zt_cell(r, "domestic")), "1");
	r = zt_find("name", "ClamAV");
	ZT_STR(zc_str_of(zt_cell(r, "domestic")), "");
	zt_look = NULL;
	(void)zt_probe("domestic_item", root);
	ZT_STR(zc_str_of(zt_cell(zt_find("kind", "system"), "domestic")), "");
	ZT_STR(zc_str_of(zt_cover()), "partial");
	close(root);
}

ZT(malware_hit_without_engine_still_tells_of_preload)
{
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(zt_probe("malware_hit", root), 1);
	ZT_STR(zc_str_of(zt_cell(0, "path")), "/usr/lib/evil.so");
	ZT_STR(zc_str_of(zt_cell(0, "engine")), "view");
	ZT_STR(zc_str_of(zt_cover()), "partial");
	close(root);
}

ZT(malware_hit_without_engine_is_absent)
{
	int root = zt_dir(tree, 2);

	ZT_EQ(zt_probe("malware_hit", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "absent");
	close(root);
}

ZT(malware_hit_finds_by_yara_and_notes_broken_rules)
{
	static const struct zt_file files[] = {
		{ "imported/yara/a.yar",
		    "rule planted { strings: $a = \"EVIL\" condition: $a }",
		    0 },
		{ "imported/yara/b.yar", "rule broken {", 0 },
		{ "tmp/x.sh", "#!/bin/sh\n# EVIL\n", 0 },
		{ "tmp/y.sh", "#!/bin/sh\n", 0755 },
	};
	int root = zt_dir(files, ZC_LEN(files));

	(void)zt_probe("malware_hit", root);
	/* Without libyara there is no engine, and that is said. */
	if (strcmp(zt_cover(), "absent") != 0) {
		ZT_STR(zc_str_of(zt_cover()), "partial");
		ZT_EQ(zt_find("path", "/tmp/x.sh"), 0);
		ZT_STR(zc_str_of(zt_cell(0, "signature")), "planted");
		ZT_EQ(zt_find("path", "/tmp/y.sh"), SIZE_MAX);
	}
	close(root);
}
