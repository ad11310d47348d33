#include "probe/burntrace.h"
#include "probe/probe.h"
#include "unit/zt.h"

#include <unistd.h>

static const struct zc_item items[] = {
	{ "rule.burn_trace", "k3b", "title", "K3b" },
	{ "rule.burn_trace", "k3b", "application", "k3b" },
	{ "rule.burn_trace", "k3b", "log", ".local/share/k3b/lastlog.log" },
	{ "rule.burn_trace", "k3b", "state", ".config/k3brc" },
	{ "rule.burn_trace", "wodim", "title", "wodim" },
	{ "rule.burn_trace", "wodim", "command", "wodim" },
	{ "rule.burn_trace", "wodim", "command", "cdrecord" },
	{ "rule.burn_trace", "wodim", "without", "--devices" },
	{ "rule.burn_trace", "growisofs", "command", "growisofs" },
	{ "rule.burn_trace", "growisofs", "with", "-Z" },
	{ "rule.burn_trace", "growisofs", "with", "-M" },
};

static void
with_items(struct zc_look *l)
{
	l->items = (struct zc_items){ items, ZC_LEN(items) };
}

ZT(burntrace_tells_burning_commands_from_others)
{
	static const struct {
		const char *line, *title, *device;
	} want[] = {
		{ "wodim dev=/dev/sr0 x.iso", "wodim", "/dev/sr0" },
		{ "sudo -n /usr/bin/cdrecord -v a", "wodim", "" },
		{ "genisoimage -r x | wodim -", "wodim", "" },
		{ "LANG=C growisofs -Z /dev/dvd=x.iso", "growisofs",
		    "/dev/dvd" },
		{ "wodim --devices", NULL, NULL },
		{ "growisofs -help", NULL, NULL },
		{ "man wodim", NULL, NULL },
		{ "ls wodim.txt", NULL, NULL },
		{ "", NULL, NULL },
		{ "|;&|", NULL, NULL },
	};
	const struct zc_items v = { items, ZC_LEN(items) };

	for (size_t i = 0; i < ZC_LEN(want); i++) {
		struct zc_str title, device;
		bool hit = zc_burntrace_command(
		    &v, zc_str_of(want[i].line), &title, &device);

		ZT_EQ(hit, want[i].title != NULL);
		if (!hit)
			continue;
		ZT_STR(title, want[i].title);
		ZT_STR(device, want[i].device);
	}
}

static const struct zt_file tree[] = {
	{ "etc/passwd",
	    "root:x:0:0::/root:/bin/sh\n"
	    "li:x:1000:1000::/home/li:/bin/sh\n",
	    0 },
	{ "home/li/.bash_history",
	    "#1760000000\nwodim dev=/dev/sr0 geheim.iso\nls\n", 0600 },
	{ "home/li/.local/share/fish/fish_history",
	    "- cmd: cdrecord geheim\n  when: 1760000500\n- cmd: ls\n", 0600 },
	{ "home/li/.local/share/k3b/lastlog.log", "geheim\n", 0 },
	{ "home/li/.config/k3brc", "[General]\n", 0 },
	{ "home/li/.local/share/recently-used.xbel",
	    "<xbel><bookmark href=\"file:///home/li/geheim.k3b\" "
	    "modified=\"2026-01-10T00:00:00Z\"><info><metadata>"
	    "<bookmark:applications><bookmark:application name=\"k3b\" "
	    "modified=\"2026-01-11T00:00:00Z\" count=\"1\"/>"
	    "<bookmark:application name=\"gedit\"/>"
	    "</bookmark:applications></metadata></info></bookmark></xbel>",
	    0 },
	{ "var/log/auth.log",
	    "2026-01-02T03:04:05+00:00 h sudo:       li : TTY=pts/0 ; "
	    "PWD=/home/li ; USER=root ; COMMAND=/usr/bin/wodim dev=/dev/sr1 "
	    "geheim\n"
	    "2026-01-02T03:04:06+00:00 h sudo:       li : TTY=pts/0 ; "
	    "PWD=/home/li ; USER=root ; COMMAND=/usr/bin/apt install wodim\n",
	    0 },
	{ "run/udev/data/b11:0",
	    "I:100\nE:ID_CDROM=1\nE:ID_CDROM_CD_R=1\nE:ID_CDROM_MEDIA=1\n"
	    "E:ID_CDROM_MEDIA_CD_R=1\nE:ID_CDROM_MEDIA_STATE=complete\n"
	    "E:ID_FS_LABEL=2026_01\nE:ID_FS_UUID=2026-01-10-08-00-00-00\n",
	    0 },
	{ "run/udev/data/b11:1",
	    "E:ID_CDROM=1\nE:ID_CDROM_CD_R=1\nE:ID_CDROM_MEDIA=1\n"
	    "E:ID_CDROM_MEDIA_CD=1\nE:ID_FS_LABEL=Debian\n",
	    0 },
	{ "var/log/kern.log",
	    "2026-01-05T00:00:00+00:00 h kernel: sr 1:0:0:0: [sr0] tag#0 CDB: "
	    "Write(10) 2a 00 00 00\n"
	    "2026-01-05T00:00:01+00:00 h kernel: sr 1:0:0:0: [sr0] "
	    "scsi3-mmc drive: 24x/24x writer dvd-ram cd/rw\n"
	    "2026-01-05T00:00:02+00:00 h kernel: pktcdvd: pktcdvd0: writer "
	    "mapped to sr0\n",
	    0 },
};

/* Row with this kind and time, or SIZE_MAX. */
static size_t
row(size_t n, const char *kind, const char *at)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(zt_cell(i, "kind"), kind) == 0 &&
		    strcmp(zt_cell(i, "at"), at) == 0)
			return i;
	return SIZE_MAX;
}

ZT(burn_event_finds_each_kind_of_trace_and_no_content)
{
	static const char *const cells[] = { "program", "account", "device",
		"detail", "source" };
	int root = zt_dir(tree, ZC_LEN(tree));
	size_t n, r;

	zt_look = with_items;
	n = zt_probe("burn_event", root);
	zt_look = NULL;
	ZT_STR(zc_str_of(zt_cover()), "ok");
	ZT_EQ(n, 9);
	ZT_TRUE(row(n, "command", "1760000000") != SIZE_MAX);
	ZT_TRUE(row(n, "command", "1760000500") != SIZE_MAX);
	r = row(n, "command", "1767323045");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX) {
		ZT_STR(zc_str_of(zt_cell(r, "account")), "li");
		ZT_STR(zc_str_of(zt_cell(r, "device")), "/dev/sr1");
		ZT_STR(zc_str_of(zt_cell(r, "source")), "/var/log/auth.log");
	}
	ZT_TRUE(row(n, "project", "1768089600") != SIZE_MAX);
	ZT_TRUE(row(n, "kernel", "1767571200") != SIZE_MAX);
	ZT_TRUE(row(n, "kernel", "1767571202") != SIZE_MAX);
	r = zt_find("kind", "disc");
	ZT_TRUE(r != SIZE_MAX);
	if (r != SIZE_MAX) {
		ZT_STR(zc_str_of(zt_cell(r, "device")), "/dev/sr0");
		ZT_STR(
		    zc_str_of(zt_cell(r, "detail")), "CD_R complete 2026_01");
	}
	ZT_TRUE(zt_find("kind", "burn_log") != SIZE_MAX);
	ZT_TRUE(zt_find("kind", "program_used") != SIZE_MAX);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < ZC_LEN(cells); k++)
			ZT_TRUE(strstr(zt_cell(i, cells[k]), "geheim") == NULL);
	(void)close(root);
}

ZT(burn_event_is_never_ok_without_a_history_or_a_log)
{
	int root = zt_dir(tree, 1);

	zt_look = with_items;
	ZT_EQ(zt_probe("burn_event", root), 0);
	zt_look = NULL;
	ZT_STR(zc_str_of(zt_cover()), "absent");
	(void)close(root);
}

ZT(burn_event_without_its_list_is_absent)
{
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(zt_probe("burn_event", root), 0);
	ZT_STR(zc_str_of(zt_cover()), "absent");
	(void)close(root);
}
