/* os: one row: what system this is. */
#include "base/clock.h"
#include "probe/ini.h"
#include "probe/lines.h"

#include <ctype.h>
#include <fnmatch.h>
#include <sys/utsname.h>

static const struct zc_col cols[] = {
	{ "family", ZC_TEXT, "family", "系统家族",
	    "linux, windows; empty when not recognised" },
	{ "id", ZC_TEXT, "id", "系统标识",
	    "os-release ID in lower case: debian, uos, kylin, openeuler, "
	    "anolis" },
	{ "name", ZC_TEXT, "name", "系统名称", "name as the system prints it" },
	{ "version", ZC_TEXT, "version", "版本", "version as printed" },
	{ "release", ZC_TEXT, "release", "版本代号",
	    "major version or code name: 12, V10, 22.03" },
	{ "package_system", ZC_TEXT, "package system", "软件包体系",
	    "dpkg or rpm; empty when neither is found" },
	{ "kernel", ZC_TEXT, "kernel", "内核版本",
	    "running kernel, or the newest installed one of an offline root" },
	{ "arch", ZC_TEXT, "architecture", "架构",
	    "x86_64, aarch64, loongarch64" },
	{ "hostname", ZC_TEXT, "host name", "主机名", "static host name" },
	{ "graphical", ZC_BOOL, "graphical", "图形界面",
	    "1 = a desktop or display manager is installed" },
	{ "container", ZC_TEXT, "container", "容器",
	    "container engine it runs in; empty when none" },
	{ "virtual", ZC_TEXT, "virtual machine", "虚拟机",
	    "hypervisor; empty when physical or unknown" },
	{ "booted_at", ZC_TIME, "booted", "开机时间", "time of the last boot" },
	{ "installed_at", ZC_TIME, "installed", "安装时间",
	    "best evidence of the installation date" },
	{ "end_of_life", ZC_TIME, "end of life", "停止维护日期",
	    "end of free security support, from the rule list os_lifecycle" },
	{ "domestic", ZC_BOOL, "domestic", "国产系统",
	    "1 = a domestic system by the rule list" },
	{ "timezone", ZC_TEXT, "time zone", "时区", "zone name" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_str id, name, version, release;
};

/* First line of a small file, trimmed; empty when there is none. */
static struct zc_str
first_line(const struct ctx *c, const char *path)
{
	struct zc_str text, line;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK ||
	    !zc_str_line(&text, &line))
		return (struct zc_str){ "", 0 };
	return zc_str_trim(line);
}

static bool
exists(const struct ctx *c, const char *path)
{
	return zc_fs_exists(c->l->root, path);
}

static struct zc_str
lower(const struct ctx *c, struct zc_str s)
{
	char *p = zc_arena_dup(c->l->a, s.p, s.n);

	for (size_t i = 0; p != NULL && i < s.n; i++)
		p[i] = (char)tolower((unsigned char)p[i]);
	return p == NULL ? ZC_S("") : (struct zc_str){ p, s.n };
}

/* os-release(5); false when neither place has it. */
static bool
os_release(struct ctx *c)
{
	static const char *const paths[] = { "/etc/os-release",
		"/usr/lib/os-release" };
	struct zc_str text, line, key, value, code = { "", 0 };
	struct zc_lines r;
	int rc = ZC_ENOENT;

	for (size_t i = 0; rc != ZC_OK && i < ZC_LEN(paths); i++)
		rc = zc_look_read(c->l, c->t, paths[i], &text);
	if (rc != ZC_OK)
		return false;
	zc_lines_init(&r, text, false, NULL);
	while (zc_lines_real(&r, &line)) {
		if (!zc_lines_pair(line, '=', &key, &value))
			continue;
		value = zc_lines_unquote(value);
		if (zc_str_is(key, "ID"))
			c->id = lower(c, value);
		else if (zc_str_is(key, "PRETTY_NAME"))
			c->name = value;
		else if (zc_str_is(key, "NAME") && c->name.n == 0)
			c->name = value;
		else if (zc_str_is(key, "VERSION"))
			c->version = value;
		else if (zc_str_is(key, "VERSION_ID"))
			c->release = value;
		else if (zc_str_is(key, "VERSION_CODENAME"))
			code = value;
	}
	if (c->release.n == 0)
		c->release = code;
	if (c->version.n == 0)
		c->version = c->release;
	return true;
}

/* Files of systems whose os-release is poor or missing. */
static bool
own_files(struct ctx *c)
{
	static const struct {
		const char *path, *id;
	} files[] = { { "/etc/neokylin-release", "neokylin" },
		{ "/etc/kylin-release", "kylin" },
		{ "/etc/openEuler-release", "openeuler" },
		{ "/etc/anolis-release", "anolis" },
		{ "/etc/uos-release", "uos" },
		{ "/etc/centos-release", "centos" },
		{ "/etc/redhat-release", "rhel" },
		{ "/etc/debian_version", "debian" } };
	struct zc_str line;

	if (c->id.n > 0)
		return true;
	for (size_t i = 0; i < ZC_LEN(files); i++) {
		if (!exists(c, files[i].path))
			continue;
		line = first_line(c, files[i].path);
		c->id = zc_str_of(files[i].id);
		if (c->name.n == 0)
			c->name = line;
		if (c->version.n == 0)
			c->version = line;
		return true;
	}
	return false;
}

/* Files that say more than os-release: /etc/.kyinfo, /etc/os-version. */
static void
refine(struct ctx *c)
{
	static const char *const paths[] = { "/etc/.kyinfo",
		"/etc/os-version" };
	struct zc_ini ini;
	struct zc_str text;

	for (size_t i = 0; i < ZC_LEN(paths); i++) {
		if (zc_look_read(c->l, c->t, paths[i], &text) != ZC_OK)
			continue;
		if (c->id.n == 0)
			c->id = i == 0 ? ZC_S("kylin") : ZC_S("uos");
		zc_ini_init(&ini, text);
		while (zc_ini_next(&ini)) {
			if (zc_str_is(ini.key, "dist_id") ||
			    zc_str_is(ini.key, "OsBuild"))
				c->version = zc_lines_cat(c->l->a, c->version,
				    c->version.n == 0 ? ZC_S("") : ZC_S(" "),
				    ini.value);
			if (zc_str_is(ini.key, "MinorVersion") &&
			    c->release.n == 0)
				c->release = ini.value;
		}
	}
	if (zc_str_is(c->id, "debian")) {
		text = first_line(c, "/etc/debian_version");
		if (text.n > 0)
			c->version = text;
	}
}

static void
put_packages(const struct ctx *c)
{
	static const char *const rpm[] = { "/var/lib/rpm",
		"/usr/lib/sysimage/rpm" };
	const char *which = "";

	if (exists(c, "/var/lib/dpkg/status"))
		which = "dpkg";
	for (size_t i = 0; which[0] == '\0' && i < ZC_LEN(rpm); i++)
		if (exists(c, rpm[i]))
			which = "rpm";
	zc_put_cstr(c->t, "package_system", which);
}

/* Name of the machine type in an ELF header, or NULL. */
static const char *
arch_of(const struct ctx *c)
{
	static const char *const files[] = { "/usr/bin/true", "/bin/true",
		"/usr/bin/bash", "/bin/bash", "/bin/sh", "/sbin/init" };
	static const struct {
		unsigned machine;
		const char *name;
	} known[] = { { 62, "x86_64" }, { 183, "aarch64" },
		{ 258, "loongarch64" }, { 3, "i686" }, { 8, "mips64" },
		{ 243, "riscv64" }, { 0x9026, "sw_64" } };
	struct zc_str s;

	for (size_t i = 0; i < ZC_LEN(files); i++) {
		unsigned m;

		if (zc_fs_read(c->l->root, files[i], 4 << 20, c->l->a, &s,
			NULL) != ZC_OK ||
		    s.n < 20 || memcmp(s.p, "\177ELF", 4) != 0)
			continue;
		m = (unsigned char)s.p[18] |
		    (unsigned)(unsigned char)s.p[19] << 8;
		for (size_t k = 0; k < ZC_LEN(known); k++)
			if (known[k].machine == m)
				return known[k].name;
	}
	return NULL;
}

/* The newest kernel lying in /lib/modules of a root that does not run. */
static const char *
newest_kernel(const struct ctx *c)
{
	struct zc_fs_list f;
	const char *best = NULL;

	if (zc_fs_dir(c->l->root, "/lib/modules", 1000, c->l->a, &f, NULL) !=
	    ZC_OK)
		return NULL;
	for (size_t i = 0; i < f.n; i++)
		if (best == NULL || strverscmp(f.names[i], best) > 0)
			best = f.names[i];
	return best;
}

static void
put_kernel(const struct ctx *c)
{
	const char *kernel = newest_kernel(c), *arch = NULL;
	struct utsname u;
	bool live = c->l->live && uname(&u) == 0;

	if (live) {
		kernel = u.release;
		arch = u.machine;
	} else {
		arch = arch_of(c);
	}
	if (kernel != NULL)
		zc_put_cstr(c->t, "kernel", kernel);
	if (arch != NULL)
		zc_put_cstr(c->t, "arch", arch);
}

static void
put_graphical(const struct ctx *c)
{
	struct zc_fs_list f;
	static const char *const dirs[] = { "/usr/share/xsessions",
		"/usr/share/wayland-sessions" };
	bool yes = exists(c, "/etc/systemd/system/display-manager.service");

	for (size_t i = 0; !yes && i < ZC_LEN(dirs); i++)
		yes = zc_fs_dir(c->l->root, dirs[i], 1000, c->l->a, &f, NULL) ==
			ZC_OK &&
		    f.n > 0;
	zc_put_int(c->t, "graphical", yes);
}

static bool
mentions(const struct ctx *c, const char *path, const char *word)
{
	struct zc_str s;

	return zc_fs_read(c->l->root, path, 1 << 20, c->l->a, &s, NULL) ==
	    ZC_OK &&
	    zc_str_search(s, word) < s.n;
}

static void
put_container(const struct ctx *c)
{
	static const char *const engines[] = { "docker", "lxc", "kubepods",
		"podman", "systemd-nspawn" };
	const char *which = "";

	if (exists(c, "/.dockerenv"))
		which = "docker";
	else if (exists(c, "/run/.containerenv"))
		which = "podman";
	for (size_t i = 0;
	     which[0] == '\0' && c->l->live && i < ZC_LEN(engines); i++)
		if (mentions(c, "/proc/1/cgroup", engines[i]) ||
		    mentions(c, "/run/systemd/container", engines[i]))
			which = engines[i];
	zc_put_cstr(c->t, "container", which);
}

static void
put_virtual(const struct ctx *c)
{
	static const struct {
		const char *word, *name;
	} known[] = { { "KVM", "kvm" }, { "QEMU", "qemu" },
		{ "VMware", "vmware" }, { "VirtualBox", "virtualbox" },
		{ "innotek", "virtualbox" }, { "Xen", "xen" },
		{ "Alibaba Cloud", "kvm" }, { "OpenStack", "kvm" },
		{ "Huawei Cloud", "kvm" }, { "Tencent Cloud", "kvm" },
		{ "Virtual Machine", "hyper-v" }, { "Bochs", "bochs" },
		{ "Parallels", "parallels" } };
	static const char *const files[] = { "/sys/class/dmi/id/sys_vendor",
		"/sys/class/dmi/id/product_name",
		"/sys/class/dmi/id/bios_vendor" };
	const char *which = "";

	for (size_t i = 0; which[0] == '\0' && i < ZC_LEN(files); i++)
		for (size_t k = 0; which[0] == '\0' && k < ZC_LEN(known); k++)
			if (mentions(c, files[i], known[k].word))
				which = known[k].name;
	if (which[0] == '\0' && c->l->live &&
	    mentions(c, "/proc/cpuinfo", " hypervisor"))
		which = "unknown";
	zc_put_cstr(c->t, "virtual", which);
}

static void
put_boot(const struct ctx *c)
{
	struct zc_str s, line, w;
	int64_t v;

	if (!c->l->live || zc_look_read(c->l, c->t, "/proc/stat", &s) != ZC_OK)
		return;
	while (zc_str_line(&s, &line))
		if (zc_str_word(&line, &w) && zc_str_is(w, "btime") &&
		    zc_str_word(&line, &w) && zc_str_int(w, 10, &v))
			zc_put_int(c->t, "booted_at", v);
}

/* The oldest of the files that an installer writes and nobody changes. */
static void
put_installed(const struct ctx *c)
{
	static const char *const files[] = {
		"/var/log/installer/initial-status.gz", "/var/log/installer",
		"/root/anaconda-ks.cfg", "/var/log/anaconda",
		"/var/log/uos-installer", "/etc/machine-id",
		"/etc/ssh/ssh_host_rsa_key", "/lost+found", "/etc/hostname"
	};
	struct stat st;
	int64_t best = 0;

	for (size_t i = 0; i < ZC_LEN(files); i++)
		if (zc_fs_lstat(c->l->root, files[i], &st, NULL) == ZC_OK &&
		    st.st_mtime > 0 &&
		    (best == 0 || (int64_t)st.st_mtime < best))
			best = (int64_t)st.st_mtime;
	zc_put_int(c->t, "installed_at", best);
}

/* One entry of the rule list: system, version (pattern), end, domestic. */
struct life {
	const char *entry, *id, *version, *end, *domestic;
};

static void
judge_life(const struct ctx *c, const struct life *f)
{
	const char *id = zc_lines_cstr(c->l->a, c->id);
	const char *rel = zc_lines_cstr(c->l->a, c->release);
	const char *ver = zc_lines_cstr(c->l->a, c->version);
	int64_t end;

	if (f->id == NULL || c->id.n == 0 || strcmp(f->id, id) != 0)
		return;
	if (f->domestic != NULL)
		zc_put_int(c->t, "domestic",
		    strcmp(f->domestic, "1") == 0 ||
			strcmp(f->domestic, "yes") == 0 ||
			strcmp(f->domestic, "true") == 0);
	if (f->version != NULL && fnmatch(f->version, rel, 0) != 0 &&
	    fnmatch(f->version, ver, 0) != 0)
		return;
	if (f->end != NULL && zc_clock_parse(zc_str_of(f->end), &end))
		zc_put_int(c->t, "end_of_life", end);
}

static void
put_life(const struct ctx *c)
{
	struct life f = { .entry = "" };
	struct zc_item it;
	size_t i = 0;

	while (zc_item_next(&c->l->items, "rule.os_lifecycle", &i, &it)) {
		if (strcmp(it.entry, f.entry) != 0) {
			judge_life(c, &f);
			f = (struct life){ .entry = it.entry };
		}
		if (strcmp(it.field, "system") == 0)
			f.id = it.value;
		else if (strcmp(it.field, "version") == 0)
			f.version = it.value;
		else if (strcmp(it.field, "end") == 0)
			f.end = it.value;
		else if (strcmp(it.field, "domestic") == 0)
			f.domestic = it.value;
	}
	judge_life(c, &f);
}

static void
put_zone(const struct ctx *c)
{
	struct zc_str s = { "", 0 };
	size_t at;

	if (zc_fs_link(c->l->root, "/etc/localtime", c->l->a, &s, NULL) ==
	    ZC_OK) {
		at = zc_str_search(s, "zoneinfo/");
		s = zc_str_sub(s, at == s.n ? 0 : at + 9, s.n);
	}
	if (s.n == 0)
		s = first_line(c, "/etc/timezone");
	if (s.n > 0)
		zc_put(c->t, "timezone", s);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l,
		.t = t,
		.id = { "", 0 },
		.name = { "", 0 },
		.version = { "", 0 },
		.release = { "", 0 } };
	bool known = os_release(&c);
	int rc;

	refine(&c);
	known = own_files(&c) || known;
	if (!known && !exists(&c, "/etc/passwd"))
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("not the root of a Linux system"), NULL);
	zc_put_cstr(t, "family", "linux");
	zc_put(t, "id", c.id);
	zc_put(t, "name", c.name);
	zc_put(t, "version", c.version);
	zc_put(t, "release", c.release);
	put_packages(&c);
	put_kernel(&c);
	zc_put(t, "hostname", first_line(&c, "/etc/hostname"));
	put_graphical(&c);
	put_container(&c);
	put_virtual(&c);
	put_boot(&c);
	put_installed(&c);
	put_life(&c);
	put_zone(&c);
	rc = zc_row(t, e);
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_os = {
	.table = "os",
	.en = "operating system",
	.zh = "操作系统",
	.mean = "one row: what system this is",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
