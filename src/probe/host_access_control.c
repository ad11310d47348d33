/* access_control: SELinux, AppArmor, KySec, UOS security centre. */
#include "base/base.h"

#include "base/fs.h"
#include "probe/kv.h"
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "mechanism", ZC_TEXT, "mechanism", "机制",
	    "selinux, apparmor, kysec, smack, uos" },
	{ "installed", ZC_BOOL, "installed", "已安装", "1 = installed" },
	{ "state", ZC_TEXT, "state", "状态",
	    "enforcing, permissive, disabled, unknown" },
	{ "configured", ZC_TEXT, "configured", "配置状态",
	    "state after the next boot" },
	{ "policy", ZC_TEXT, "policy", "策略", "policy name" },
	{ "profiles", ZC_INT, "profiles", "策略数", "profiles loaded" },
	{ "enforced", ZC_INT, "enforced", "强制数",
	    "profiles in enforce mode" },
	{ "source", ZC_TEXT, "source", "来源", "source" },
};

static void
begin(struct zc_table *t, const char *mechanism, bool installed,
    const char *source)
{
	zc_put_cstr(t, "mechanism", mechanism);
	zc_put_int(t, "installed", installed);
	zc_put_cstr(t, "source", source);
}

/* Value of "key=value" in a file; "" when it is not there. */
static struct zc_str
value_of(const struct zc_look *l, struct zc_table *t, const char *path,
    const char *key)
{
	struct zc_str text, out = { "", 0 };
	struct zc_kv_rd r;
	struct zc_kv kv;

	if (zc_look_read(l, t, path, &text) != ZC_OK)
		return out;
	zc_kv_init(&r, text, ZC_KV_EQ | ZC_KV_BLANK | ZC_KV_SEMI, l->a);
	while (zc_kv_next(&r, &kv))
		if (zc_str_isi(kv.key, key))
			out = kv.value;
	return out;
}

static const char *
selinux_live(const struct zc_look *l, struct zc_table *t)
{
	struct zc_str s;
	int rc = zc_look_read(l, t, "/sys/fs/selinux/enforce", &s);

	if (rc == ZC_ENOENT)
		return "disabled";
	if (rc != ZC_OK || s.n == 0)
		return "unknown";
	return s.p[0] == '1' ? "enforcing" : "permissive";
}

static int
selinux(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char conf[] = "/etc/selinux/config";
	bool installed = zc_fs_exists(l->root, conf) ||
	    zc_fs_exists(l->root, "/sys/fs/selinux/enforce");
	struct zc_str mode, type;

	if (!installed)
		return ZC_OK;
	mode = value_of(l, t, conf, "SELINUX");
	type = value_of(l, t, conf, "SELINUXTYPE");
	begin(t, "selinux", true, conf);
	zc_put_cstr(t, "state", l->live ? selinux_live(l, t) : "unknown");
	zc_put(t, "configured", mode);
	zc_put(t, "policy", type);
	return zc_row(t, e);
}

/* Lines of …/apparmor/profiles: "name (enforce)". */
static bool
apparmor_profiles(const struct zc_look *l, struct zc_table *t)
{
	struct zc_str s, line;
	int64_t all = 0, enforced = 0;

	if (zc_look_read(l, t, "/sys/kernel/security/apparmor/profiles", &s) !=
	    ZC_OK)
		return false;
	while (zc_str_line(&s, &line)) {
		if (line.n == 0)
			continue;
		all++;
		enforced += zc_str_ends(line, "(enforce)");
	}
	zc_put_int(t, "profiles", all);
	zc_put_int(t, "enforced", enforced);
	zc_put_cstr(t, "state", enforced > 0 ? "enforcing" : "permissive");
	return true;
}

static int
apparmor(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char param[] = "/sys/module/apparmor/parameters/enabled";
	bool installed = zc_fs_exists(l->root, "/etc/apparmor.d") ||
	    zc_fs_exists(l->root, "/sbin/apparmor_parser") ||
	    zc_fs_exists(l->root, "/usr/sbin/apparmor_parser");
	static const char wanted[] =
	    "/etc/systemd/system/sysinit.target.wants/apparmor.service";
	struct zc_str on = { "", 0 };
	struct zc_fs_list list;
	struct stat st;
	int rc;

	rc = l->live ? zc_look_read(l, t, param, &on) : ZC_ENOENT;
	if (!installed && !zc_str_starts(on, "Y"))
		return ZC_OK;
	begin(t, "apparmor", installed, "/etc/apparmor.d");
	if (!l->live) {
		zc_put_cstr(t, "state", "unknown");
		zc_put_cstr(t, "configured",
		    zc_fs_lstat(l->root, wanted, &st, NULL) == ZC_OK
			? "enforcing"
			: "disabled");
		rc = zc_fs_dir(
		    l->root, "/etc/apparmor.d", 10000, l->a, &list, NULL);
		zc_miss_rc(t, "/etc/apparmor.d", rc);
	} else if (rc == ZC_ENOENT || zc_str_starts(on, "N")) {
		zc_put_cstr(t, "state", "disabled");
	} else if (!apparmor_profiles(l, t)) {
		zc_put_cstr(t, "state", "unknown");
	}
	return zc_row(t, e);
}

/*
 * Kylin's KySec: the kernel tells of it in securityfs; /etc/kysec holds its
 * rules and the mode of the next boot.
 */
static int
kysec(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char *const status[] = {
		"/sys/kernel/security/kysec/status",
		"/sys/kernel/security/kysec/enforce"
	};
	struct zc_str s = { "", 0 }, conf;
	int64_t on;
	int rc = ZC_ENOENT;

	if (!zc_fs_exists(l->root, "/etc/kysec") &&
	    !zc_fs_exists(l->root, "/sys/kernel/security/kysec"))
		return ZC_OK;
	conf = value_of(l, t, "/etc/kysec/kysec.conf", "KYSEC");
	for (size_t i = 0; l->live && i < ZC_LEN(status) && rc != ZC_OK; i++)
		rc = zc_look_read(l, t, status[i], &s);
	begin(t, "kysec", true, "/etc/kysec");
	s = zc_str_trim(s);
	if (rc == ZC_OK && zc_str_int(s, 10, &on))
		zc_put_cstr(t, "state", on > 0 ? "enforcing" : "disabled");
	else if (rc == ZC_OK && s.n > 0)
		zc_put(t, "state", s);
	else
		zc_put_cstr(t, "state", "unknown");
	zc_put(t, "configured", conf);
	return zc_row(t, e);
}

/* UOS: its security centre and its own hook module. */
static int
uos(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char *const traces[] = { "/usr/bin/deepin-defender",
		"/usr/share/deepin-defender", "/etc/deepin/uos-security",
		"/usr/lib/deepin-daemon/dde-security-daemon", "/usr/share/usec",
		"/etc/usec" };

	for (size_t i = 0; i < ZC_LEN(traces); i++) {
		if (!zc_fs_exists(l->root, traces[i]))
			continue;
		begin(t, "uos", true, traces[i]);
		zc_put_cstr(t, "state", "unknown");
		return zc_row(t, e);
	}
	return ZC_OK;
}

static int
smack(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	if (!l->live || !zc_fs_exists(l->root, "/sys/fs/smackfs/load2"))
		return ZC_OK;
	begin(t, "smack", true, "/sys/fs/smackfs");
	zc_put_cstr(t, "state", "enforcing");
	return zc_row(t, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static int (*const all[])(const struct zc_look *, struct zc_table *,
	    struct zc_err *) = { selinux, apparmor, kysec, uos, smack };
	int rc = ZC_OK;

	for (size_t i = 0; i < ZC_LEN(all) && rc == ZC_OK; i++)
		rc = all[i](l, t, e);
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_access_control = {
	.table = "access_control",
	.en = "mandatory access control",
	.zh = "强制访问控制",
	.mean = "SELinux, AppArmor, KySec, UOS security centre",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
