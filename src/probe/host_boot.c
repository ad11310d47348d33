/* boot: one row: how the machine boots. */
#include "base/base.h"

#include "base/fs.h"
#include "probe/expand.h"
#include "probe/kv.h"
#include "probe/mask.h"
#include "probe/probe.h"
#include "probe/unitfile.h"

static const struct zc_col cols[] = {
	{ "firmware", ZC_TEXT, "firmware", "固件", "efi or bios" },
	{ "secure_boot", ZC_BOOL, "secure boot", "安全启动",
	    "1 = on; null when not known" },
	{ "tpm", ZC_TEXT, "trusted module", "可信模块",
	    "tpm, tcm; empty when none" },
	{ "loader", ZC_TEXT, "loader", "引导程序", "grub2, systemd-boot …" },
	{ "password", ZC_BOOL, "loader password", "引导口令", "1 = set" },
	{ "config_file", ZC_TEXT, "configuration", "配置文件",
	    "loader configuration" },
	{ "kernel_line", ZC_TEXT, "kernel command line", "内核命令行",
	    "command line" },
	{ "lockdown", ZC_TEXT, "lockdown", "锁定模式",
	    "none, integrity, confidentiality" },
	{ "measured", ZC_BOOL, "measured", "度量启动",
	    "1 = IMA or measured boot logs exist" },
	{ "rescue_auth", ZC_BOOL, "rescue needs password", "救援模式需口令",
	    "1 = rescue and emergency shells ask for the root password" },
	{ "ctrl_alt_del", ZC_BOOL, "Ctrl-Alt-Del restarts", "快捷键重启",
	    "1 = the key combination restarts the machine" },
};

enum {
	VAR_MAX = 4096
};

/* UEFI specification 3.3: the variable's namespace. */
#define SECURE_BOOT \
	"/sys/firmware/efi/efivars/" \
	"SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

static bool
is_dir(const struct zc_look *l, const char *path)
{
	struct stat st;

	return zc_fs_stat(l->root, path, &st, NULL) == ZC_OK &&
	    S_ISDIR(st.st_mode);
}

/* Four bytes of attributes, then one: 1 = on. */
static void
secure_boot(const struct zc_look *l, struct zc_table *t)
{
	struct zc_str s;
	int rc = zc_fs_read(l->root, SECURE_BOOT, VAR_MAX, l->a, &s, NULL);

	if (rc == ZC_OK && s.n == 5)
		zc_put_int(t, "secure_boot", s.p[4] == 1);
	else if (rc == ZC_ENOENT)
		zc_miss(t, SECURE_BOOT,
		    ZC_N("the firmware does not tell whether it is on"));
	else
		zc_miss_rc(t, SECURE_BOOT, rc == ZC_OK ? ZC_EINPUT : rc);
}

static void
firmware(const struct zc_look *l, struct zc_table *t)
{
	static const char *const traces[] = { "/boot/efi/EFI", "/boot/EFI",
		"/efi/EFI", "/boot/grub/x86_64-efi", "/boot/grub/arm64-efi",
		"/boot/grub2/x86_64-efi" };

	if (l->live) {
		bool efi = is_dir(l, "/sys/firmware/efi");

		zc_put_cstr(t, "firmware", efi ? "efi" : "bios");
		if (efi)
			secure_boot(l, t);
		else
			zc_put_int(t, "secure_boot", 0);
		return;
	}
	for (size_t i = 0; i < ZC_LEN(traces); i++)
		if (is_dir(l, traces[i])) {
			zc_put_cstr(t, "firmware", "efi");
			return;
		}
}

static void
trusted_module(const struct zc_look *l, struct zc_table *t)
{
	static const char *const where[][2] = { { "/sys/class/tcm", "tcm" },
		{ "/sys/class/tpm", "tpm" } };
	struct zc_fs_list list;

	if (!l->live)
		return;
	for (size_t i = 0; i < ZC_LEN(where); i++)
		if (zc_fs_dir(l->root, where[i][0], 1000, l->a, &list, NULL) ==
			ZC_OK &&
		    list.n > 0) {
			zc_put_cstr(t, "tpm", where[i][1]);
			return;
		}
	zc_put_cstr(t, "tpm", "");
}

struct grub {
	const char *file; /* first configuration found */
	bool superusers, password, hidden;
	struct zc_str kernel; /* arguments of the first kernel */
};

static void
read_grub(struct zc_str text, struct grub *g, bool user_password)
{
	struct zc_str line, word;

	while (zc_str_line(&text, &line)) {
		line = zc_str_trim(line);
		if (zc_str_starts(line, "set superusers=") &&
		    zc_kv_unquote(zc_str_sub(line, 15, line.n)).n > 0)
			g->superusers = true;
		/* The generated form takes it from user.cfg. */
		if (zc_str_starts(line, "password_pbkdf2 "))
			g->password |= user_password ||
			    zc_str_search(line, "GRUB2_PASSWORD") == line.n;
		else if (zc_str_starts(line, "password "))
			g->password = true;
		if (g->kernel.n > 0 || !zc_str_starts(line, "linux") ||
		    !zc_str_word(&line, &word))
			continue;
		if (zc_str_is(word, "linux") || zc_str_is(word, "linux16") ||
		    zc_str_is(word, "linuxefi"))
			if (zc_str_word(&line, &word))
				g->kernel = zc_str_trim(line);
	}
}

static bool
has_user_password(const struct zc_look *l, struct zc_table *t)
{
	static const char *const v[] = { "/boot/grub2/user.cfg",
		"/boot/grub/user.cfg" };
	struct zc_str s;

	for (size_t i = 0; i < ZC_LEN(v); i++)
		if (zc_look_read(l, t, v[i], &s) == ZC_OK &&
		    zc_str_search(s, "GRUB2_PASSWORD=grub.pbkdf2") < s.n)
			return true;
	return false;
}

static int
find_grub(const struct zc_look *l, struct zc_table *t, struct grub *g,
    struct zc_err *e)
{
	static const char *const v[] = { "/boot/grub/grub.cfg",
		"/boot/grub2/grub.cfg", "/boot/efi/EFI/*/grub.cfg",
		"/boot/grub/custom.cfg" };
	struct zc_paths files = { 0 };
	struct zc_str s;
	bool user = has_user_password(l, t);
	size_t i;
	int rc = ZC_OK;

	for (i = 0; i < ZC_LEN(v) && rc == ZC_OK; i++)
		rc = zc_expand(l, t, v[i], 64, &files, e);
	for (i = 0; i < files.n && rc == ZC_OK; i++) {
		if (g->file == NULL)
			g->file = files.v[i];
		if (zc_look_read(l, t, files.v[i], &s) == ZC_OK)
			read_grub(s, g, user);
		else
			g->hidden = true;
	}
	return rc;
}

/* Boot Loader Specification entries: "options …" of the first one. */
static int
loader_entries(const struct zc_look *l, struct zc_table *t,
    struct zc_str *options, const char **file, struct zc_err *e)
{
	static const char *const v[] = { "/boot/loader/entries/*.conf",
		"/efi/loader/entries/*.conf",
		"/boot/efi/loader/entries/*.conf" };
	struct zc_paths files = { 0 };
	struct zc_kv_rd r;
	struct zc_kv kv;
	struct zc_str s;
	int rc = ZC_OK;

	for (size_t i = 0; i < ZC_LEN(v) && rc == ZC_OK; i++)
		rc = zc_expand(l, t, v[i], 64, &files, e);
	for (size_t i = 0; i < files.n && rc == ZC_OK; i++) {
		*file = files.v[0];
		if (zc_look_read(l, t, files.v[i], &s) != ZC_OK)
			continue;
		zc_kv_init(&r, s, ZC_KV_BLANK, l->a);
		while (options->n == 0 && zc_kv_next(&r, &kv))
			if (zc_str_is(kv.key, "options"))
				*options = kv.value;
	}
	return rc;
}

static int
loader(const struct zc_look *l, struct zc_table *t, struct zc_str *kernel,
    struct zc_err *e)
{
	struct grub g = { 0 };
	struct zc_str options = { "", 0 };
	const char *entry = NULL;
	int rc = find_grub(l, t, &g, e);

	if (rc == ZC_OK)
		rc = loader_entries(l, t, &options, &entry, e);
	if (rc != ZC_OK)
		return rc;
	*kernel = g.kernel.n > 0 ? g.kernel : options;
	if (g.file != NULL) {
		zc_put_cstr(t, "loader", "grub2");
		zc_put_cstr(t, "config_file", g.file);
		if (!g.hidden || (g.superusers && g.password))
			zc_put_int(t, "password", g.superusers && g.password);
	} else if (entry != NULL) {
		/* systemd-boot(7) knows no password. */
		zc_put_cstr(t, "loader", "systemd-boot");
		zc_put_cstr(t, "config_file", entry);
		zc_put_int(t, "password", 0);
	}
	return ZC_OK;
}

static void
kernel_line(const struct zc_look *l, struct zc_table *t, struct zc_str found)
{
	struct zc_str s;

	if (l->live && zc_look_read(l, t, "/proc/cmdline", &s) == ZC_OK)
		found = s;
	if (found.p != NULL && found.n > 0)
		zc_put_cstr(
		    t, "kernel_line", zc_mask_dup(l->a, zc_str_trim(found)));
}

/* "none [integrity] confidentiality": the one in brackets. */
static void
lockdown(const struct zc_look *l, struct zc_table *t)
{
	static const char path[] = "/sys/kernel/security/lockdown";
	struct zc_str s;
	size_t n;
	int rc;

	if (!l->live)
		return;
	rc = zc_look_read(l, t, path, &s);
	if (rc == ZC_OK) {
		n = zc_str_find(s, '[');
		s = zc_str_sub(s, n + 1, s.n);
		zc_put(t, "lockdown", zc_str_sub(s, 0, zc_str_find(s, ']')));
	} else if (rc == ZC_ENOENT &&
	    zc_fs_exists(l->root, "/sys/kernel/security/lsm")) {
		zc_put_cstr(t, "lockdown", "none"); /* kernel without it */
	}
}

static void
measured(const struct zc_look *l, struct zc_table *t)
{
	static const char *const counts =
	    "/sys/kernel/security/ima/runtime_measurements_count";
	int64_t n = 0;
	struct zc_str s;
	bool yes;

	if (!l->live || !zc_fs_exists(l->root, "/sys/kernel/security/lsm"))
		return;
	yes = zc_fs_exists(
	    l->root, "/sys/kernel/security/tpm0/binary_bios_measurements");
	/* IMA without a policy holds one entry, the boot aggregate. */
	if (zc_look_read(l, t, counts, &s) == ZC_OK &&
	    zc_str_int(zc_str_trim(s), 10, &n) && n > 1)
		yes = true;
	zc_put_int(t, "measured", yes);
}

/* -1 = the unit does not exist here. */
static int
asks_password(const struct zc_look *l, struct zc_table *t, const char *unit)
{
	struct zc_str exec;
	int rc =
	    zc_unitfile_value(l, t, unit, "Service", "ExecStart", &exec, NULL);

	if (rc == ZC_ENOENT)
		return -1;
	if (rc != ZC_OK) {
		zc_miss_rc(t, unit, rc);
		return -1;
	}
	return zc_str_search(exec, "sulogin") < exec.n;
}

static void
rescue(const struct zc_look *l, struct zc_table *t)
{
	int r = asks_password(l, t, "rescue.service");
	int m = asks_password(l, t, "emergency.service");
	struct zc_str s, line;
	bool single = false;

	if (r >= 0 || m >= 0) {
		zc_put_int(t, "rescue_auth", r != 0 && m != 0);
		return;
	}
	if (zc_look_read(l, t, "/etc/inittab", &s) != ZC_OK)
		return;
	while (zc_str_line(&s, &line))
		if (zc_str_starts(line, "~") &&
		    zc_str_search(line, "sulogin") < line.n)
			single = true;
	zc_put_int(t, "rescue_auth", single);
}

static void
ctrl_alt_del(const struct zc_look *l, struct zc_table *t)
{
	const char *path;
	struct zc_str s, line;
	bool masked, found = false;
	int rc =
	    zc_unitfile_find(l, "ctrl-alt-del.target", &path, &masked, NULL);

	if (rc == ZC_OK) {
		zc_put_int(t, "ctrl_alt_del", !masked);
	} else if (zc_look_read(l, t, "/etc/inittab", &s) == ZC_OK) {
		while (zc_str_line(&s, &line))
			if (!zc_str_starts(zc_str_trim(line), "#") &&
			    zc_str_search(line, ":ctrlaltdel:") < line.n)
				found = true;
		zc_put_int(t, "ctrl_alt_del", found);
	} else if (rc == ZC_ENOENT && is_dir(l, "/usr/lib/systemd/system")) {
		zc_put_int(t, "ctrl_alt_del", 0);
	}
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_str kernel = { "", 0 };
	int rc;

	firmware(l, t);
	trusted_module(l, t);
	rc = loader(l, t, &kernel, e);
	if (rc != ZC_OK)
		return rc;
	kernel_line(l, t, kernel);
	lockdown(l, t);
	measured(l, t);
	rescue(l, t);
	ctrl_alt_del(l, t);
	rc = zc_row(t, e);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_boot = {
	.table = "boot",
	.en = "boot",
	.zh = "引导",
	.mean = "one row: how the machine boots",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
