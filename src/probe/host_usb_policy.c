/* usb_policy: mechanisms that block or watch USB. */
#include "base/fs.h"
#include "probe/conffile.h"
#include "probe/probe.h"
#include "probe/sysattr.h"

static const struct zc_col cols[] = {
	{ "mechanism", ZC_TEXT, "mechanism", "机制",
	    "modprobe, udev, usbguard, sysfs, kernel, product" },
	{ "subject", ZC_TEXT, "subject", "对象", "storage, all, phone" },
	{ "blocked", ZC_BOOL, "blocks", "已阻断", "1 = in force" },
	{ "recorded", ZC_BOOL, "records", "有记录",
	    "1 = plug events are recorded" },
	{ "detail", ZC_TEXT, "detail", "说明", "rule or value" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
};

struct policy {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	bool guard_on; /* the USBGuard daemon starts with the system */
};

static int
row(struct policy *p, const char *mechanism, const char *subject, bool blocked,
    bool recorded, struct zc_str detail, const char *file)
{
	zc_put_cstr(p->t, "mechanism", mechanism);
	zc_put_cstr(p->t, "subject", subject);
	zc_put_int(p->t, "blocked", blocked);
	zc_put_int(p->t, "recorded", recorded);
	zc_put(p->t, "detail", zc_str_sub(detail, 0, 300));
	zc_put_cstr(p->t, "file", file);
	return zc_row(p->t, p->e);
}

static bool
has(struct zc_str s, const char *word)
{
	return zc_str_search(s, word) < s.n;
}

/* modprobe.d(5): "install usb-storage /bin/false", "blacklist uas". */
static int
modprobe_line(void *ctx, const struct zc_confline *c)
{
	struct policy *p = ctx;
	struct zc_str rest = c->text, verb, module, with = ZC_S("");
	bool off;

	if (!zc_str_word(&rest, &verb) || !zc_str_word(&rest, &module))
		return ZC_OK;
	/* Hyphen and underscore are the same in names of modules. */
	if (!zc_str_is(module, "usb-storage") &&
	    !zc_str_is(module, "usb_storage") && !zc_str_is(module, "uas"))
		return ZC_OK;
	(void)zc_str_word(&rest, &with);
	if (zc_str_is(verb, "install"))
		off = zc_str_ends(with, "/false") ||
		    zc_str_ends(with, "/true") || zc_str_is(with, "false") ||
		    zc_str_is(with, "true") || zc_str_ends(with, "/nologin");
	else if (zc_str_is(verb, "blacklist"))
		off = true;
	else
		return ZC_OK;
	/* uas alone leaves usb-storage to serve the same sticks. */
	return row(p, "modprobe", "storage", off && !zc_str_is(module, "uas"),
	    false, c->text, c->path);
}

/* A match on mass storage, or on everything. */
static const char *
udev_subject(struct zc_str s)
{
	if (has(s, "bInterfaceClass}==\"08\"") ||
	    has(s, "SUBSYSTEM==\"block\"") || has(s, "usb-storage") ||
	    has(s, ":08") || has(s, "ID_USB_INTERFACES"))
		return "storage";
	if (has(s, "ID_MTP") || has(s, "bInterfaceClass}==\"06\""))
		return "phone";
	return "all";
}

static int
udev_line(void *ctx, const struct zc_confline *c)
{
	struct policy *p = ctx;
	struct zc_str s = c->text;
	bool off, note, usb;

	usb = has(s, "usb") || has(s, "USB") || has(s, "bInterfaceClass");
	off = has(s, "ATTR{authorized}=\"0\"") ||
	    has(s, "ATTR{authorized_default}=\"0\"") ||
	    (usb &&
		(has(s, "ENV{UDISKS_IGNORE}=\"1\"") ||
		    has(s, "ENV{UDISKS_PRESENTATION_HIDE}=\"1\"")));
	note = usb && (has(s, "RUN+=") || has(s, "RUN=")) &&
	    (has(s, "logger") || has(s, "/log"));
	if (!off && !note)
		return ZC_OK;
	return row(p, "udev", udev_subject(s), off, note, s, c->path);
}

/* auditd rules that watch the kernel's plug events or removable mounts. */
static int
audit_line(void *ctx, const struct zc_confline *c)
{
	struct policy *p = ctx;
	struct zc_str s = c->text;

	if (!has(s, "/dev/bus/usb") && !has(s, "/media") && !has(s, "-k usb") &&
	    !has(s, "key=usb") && !has(s, "/run/udev"))
		return ZC_OK;
	return row(p, "udev", "all", false, true, s, c->path);
}

/* usbguard-rules.conf(5): the target is the first word. */
static int
guard_line(void *ctx, const struct zc_confline *c)
{
	struct policy *p = ctx;
	struct zc_str rest = c->text, verb;
	bool off;

	if (!zc_str_word(&rest, &verb))
		return ZC_OK;
	off = zc_str_is(verb, "block") || zc_str_is(verb, "reject");
	if (!off && !zc_str_is(verb, "allow"))
		return ZC_OK;
	return row(p, "usbguard",
	    has(c->text, "with-interface") && has(c->text, "08:") ? "storage"
								  : "all",
	    off && p->guard_on, p->guard_on, c->text, c->path);
}

static int
guard_conf(void *ctx, const struct zc_confline *c)
{
	struct policy *p = ctx;
	struct zc_str key, value;

	if (!zc_conffile_pair(c->text, &key, &value) ||
	    !zc_str_is(key, "ImplicitPolicyTarget"))
		return ZC_OK;
	return row(p, "usbguard", "all",
	    p->guard_on && !zc_str_is(value, "allow"), p->guard_on, c->text,
	    c->path);
}

/* Does the daemon start with the system? systemd links it into a target. */
static bool
guard_enabled(const struct zc_look *l)
{
	static const char *const links[] = {
		"/etc/systemd/system/basic.target.wants/usbguard.service",
		"/etc/systemd/system/multi-user.target.wants/usbguard.service",
		"/etc/systemd/system/sysinit.target.wants/usbguard.service"
	};
	struct stat st;

	for (size_t i = 0; i < ZC_LEN(links); i++)
		if (zc_fs_lstat(l->root, links[i], &st, NULL) == ZC_OK)
			return zc_fs_exists(
				   l->root, "/usr/sbin/usbguard-daemon") ||
			    zc_fs_exists(l->root, "/usr/bin/usbguard-daemon");
	return false;
}

static int
read_guard(struct policy *p)
{
	int rc;

	p->guard_on = guard_enabled(p->l);
	rc = zc_conffile_read(
	    p->l, p->t, "/etc/usbguard/usbguard-daemon.conf", guard_conf, p);
	if (rc == ZC_OK)
		rc = zc_conffile_read(
		    p->l, p->t, "/etc/usbguard/rules.conf", guard_line, p);
	if (rc == ZC_OK)
		rc = zc_conffile_dir(p->l, p->t, "/etc/usbguard/rules.d",
		    ".conf", guard_line, p);
	return rc;
}

static int
read_kernel(struct policy *p)
{
	static const char line[] = "/proc/cmdline";
	static const char param[] = "/sys/module/usbcore/parameters";
	struct zc_str rest, word, v;
	int rc = ZC_OK;

	if (!p->l->live)
		return ZC_OK;
	if (zc_look_read(p->l, p->t, line, &rest) == ZC_OK)
		while (rc == ZC_OK && zc_str_word(&rest, &word)) {
			word = zc_str_trim(word);
			if (zc_str_is(word, "nousb") ||
			    zc_str_is(word, "usbcore.nousb") ||
			    zc_str_is(word, "usbcore.nousb=1") ||
			    zc_str_is(word, "usbcore.authorized_default=0"))
				rc = row(p, "kernel", "all", true, false, word,
				    line);
		}
	v = zc_sysattr(p->l, param, "authorized_default");
	/* 0: nothing may work until allowed; 2: only what is built in. */
	if (rc == ZC_OK && v.n > 0)
		rc = row(p, "sysfs", "all",
		    zc_str_is(v, "0") || zc_str_is(v, "2"), false, v,
		    "/sys/module/usbcore/parameters/authorized_default");
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char *const modprobe[] = { "/etc/modprobe.d",
		"/run/modprobe.d", "/usr/lib/modprobe.d", "/lib/modprobe.d" };
	static const char *const udev[] = { "/etc/udev/rules.d",
		"/run/udev/rules.d", "/usr/lib/udev/rules.d" };
	struct policy p = { .l = l, .t = t, .e = e };
	int rc = ZC_OK;
	bool merged = false;
	struct stat st;

	/* /lib is a link to usr/lib on merged systems: read it once. */
	if (zc_fs_lstat(l->root, "/lib", &st, NULL) == ZC_OK)
		merged = S_ISLNK(st.st_mode);
	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(modprobe); i++)
		if (i != 3 || !merged)
			rc = zc_conffile_dir(
			    l, t, modprobe[i], ".conf", modprobe_line, &p);
	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(udev); i++)
		rc = zc_conffile_dir(l, t, udev[i], ".rules", udev_line, &p);
	if (rc == ZC_OK)
		rc = zc_conffile_dir(
		    l, t, "/etc/audit/rules.d", ".rules", audit_line, &p);
	if (rc == ZC_OK)
		rc = read_guard(&p);
	if (rc == ZC_OK)
		rc = read_kernel(&p);
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_usb_policy = {
	.table = "usb_policy",
	.en = "USB control",
	.zh = "USB 管控",
	.mean = "mechanisms that block or watch USB",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
