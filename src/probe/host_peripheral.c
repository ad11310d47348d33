/* peripheral: radio, burners, cameras, printers: present now or once installed.
 */
#include "base/fs.h"
#include "probe/journal.h"
#include "probe/kernlog.h"
#include "probe/probe.h"
#include "probe/sysattr.h"
#include "probe/usbclass.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "wireless, bluetooth, modem, infrared, burner, camera, microphone, "
	    "printer, card_reader, nfc" },
	{ "name", ZC_TEXT, "name", "名称", "name" },
	{ "bus", ZC_TEXT, "bus", "总线", "pci, usb, platform, sdio" },
	{ "vid", ZC_TEXT, "vendor id", "厂商号", "hex" },
	{ "pid", ZC_TEXT, "product id", "产品号", "hex" },
	{ "driver", ZC_TEXT, "driver", "驱动", "driver" },
	{ "present", ZC_BOOL, "present", "现存",
	    "1 = present now; 0 = trace of an earlier one" },
	{ "enabled", ZC_BOOL, "enabled", "启用",
	    "0 = soft or hard blocked, or driver refused" },
	{ "source", ZC_TEXT, "source", "来源", "file or log" },
};

struct peri {
	const char *kind, *name, *bus, *vid, *pid, *driver, *source;
	int enabled; /* -1 = not known */
	bool present;
};

enum {
	PAST_MAX = 64
};

struct past { /* a driver that spoke in a log */
	const struct zc_look *l;
	struct {
		char driver[24];
		const char *kind;
		char source[32];
	} v[PAST_MAX];
	size_t n;
};

static int
put(struct zc_table *t, const struct peri *p, struct zc_err *e)
{
	zc_put_cstr(t, "kind", p->kind);
	zc_put_cstr(t, "name", p->name);
	zc_put_cstr(t, "bus", p->bus);
	zc_put_cstr(t, "vid", p->vid);
	zc_put_cstr(t, "pid", p->pid);
	zc_put_cstr(t, "driver", p->driver);
	zc_put_int(t, "present", p->present);
	if (p->enabled >= 0)
		zc_put_int(t, "enabled", p->enabled);
	zc_put_cstr(t, "source", p->source);
	return zc_row(t, e);
}

static const char *
text(const struct zc_look *l, struct zc_str s)
{
	const char *p = zc_arena_dup(l->a, s.p, s.n);

	return p == NULL ? "" : p;
}

/* Ids, bus and driver of the device that a class entry belongs to. */
static void
identify(const struct zc_look *l, const char *entry, struct peri *p)
{
	char dev[512], up[520];
	struct zc_str bus;

	p->name = p->bus = p->vid = p->pid = p->driver = "";
	(void)snprintf(dev, sizeof(dev), "%s/device", entry);
	bus = zc_sysattr_link(l, dev, "subsystem");
	p->bus = text(l, bus);
	p->driver = text(l, zc_sysattr_link(l, dev, "driver"));
	if (zc_str_is(bus, "usb")) {
		/* An interface; its device is the directory above. */
		(void)snprintf(up, sizeof(up), "%s/..", dev);
		p->vid = text(l, zc_sysattr(l, up, "idVendor"));
		p->pid = text(l, zc_sysattr(l, up, "idProduct"));
		p->name = text(l, zc_sysattr(l, up, "product"));
		return;
	}
	p->vid = text(l, zc_sysattr(l, dev, "vendor"));
	p->pid = text(l, zc_sysattr(l, dev, "device"));
	if (strncmp(p->vid, "0x", 2) == 0)
		p->vid += 2;
	if (strncmp(p->pid, "0x", 2) == 0)
		p->pid += 2;
}

/* rfkill: 1 = free, 0 = blocked, -1 = the entry has no switch. */
static int
radio_on(const struct zc_look *l, const char *type, const char *name)
{
	static const char dir[] = "/sys/class/rfkill";
	struct zc_fs_list all;
	int on = -1;

	if (zc_fs_dir(l->root, dir, 256, l->a, &all, NULL) != ZC_OK)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		const char *d = zc_fs_join(l->a, dir, all.names[i]);

		if (d == NULL || !zc_str_is(zc_sysattr(l, d, "type"), type) ||
		    !zc_str_is(zc_sysattr(l, d, "name"), name))
			continue;
		on = zc_sysattr_int(l, d, "soft", 10, 0) == 0 &&
		    zc_sysattr_int(l, d, "hard", 10, 0) == 0;
	}
	return on;
}

/* One entry per device of a class of the kernel. */
static int
class_of(const struct zc_look *l, struct zc_table *t, const char *dir,
    const char *kind, const char *prefix, struct zc_err *e)
{
	struct zc_fs_list all;
	int rc = zc_fs_dir(l->root, dir, 1024, l->a, &all, e);

	if (rc != ZC_OK)
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	rc = ZC_OK;
	for (size_t i = 0; rc == ZC_OK && i < all.n; i++) {
		struct peri p = { .kind = kind, .present = true };

		if (strncmp(all.names[i], prefix, strlen(prefix)) != 0)
			continue;
		p.source = zc_fs_join(l->a, dir, all.names[i]);
		if (p.source == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "peripherals: no room");
		identify(l, p.source, &p);
		if (p.name[0] == '\0')
			p.name = text(l, zc_sysattr(l, p.source, "name"));
		if (p.name[0] == '\0')
			p.name = all.names[i];
		p.enabled = -1;
		if (strcmp(kind, "wireless") == 0)
			p.enabled = radio_on(l, "wlan", all.names[i]);
		else if (strcmp(kind, "bluetooth") == 0)
			p.enabled = radio_on(l, "bluetooth", all.names[i]);
		/* hci0:1 is a connection, not an adapter. */
		if (strchr(all.names[i], ':') != NULL)
			continue;
		rc = put(t, &p, e);
	}
	return rc;
}

/* PCI class codes (PCI Code and ID Assignment): 02 80 other network. */
static int
pci(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char dir[] = "/sys/bus/pci/devices";
	struct zc_fs_list all;
	int rc = zc_fs_dir(l->root, dir, 4096, l->a, &all, e);

	if (rc != ZC_OK)
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	for (size_t i = 0; rc == ZC_OK && i < all.n; i++) {
		const char *d = zc_fs_join(l->a, dir, all.names[i]);
		struct peri p = { .bus = "pci", .present = true };
		int64_t code;

		if (d == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "peripherals: no room");
		code = zc_sysattr_int(l, d, "class", 16, 0) >> 8;
		p.driver = text(l, zc_sysattr_link(l, d, "driver"));
		/* With a driver they are in a class of the kernel already. */
		if (p.driver[0] != '\0')
			continue;
		if (code == 0x0280)
			p.kind = "wireless";
		else if (code == 0x0d11)
			p.kind = "bluetooth";
		else if (code == 0x0d00)
			p.kind = "infrared";
		else if (code == 0x0703)
			p.kind = "modem";
		else
			continue;
		p.name = all.names[i];
		p.vid = text(l, zc_sysattr(l, d, "vendor"));
		p.pid = text(l, zc_sysattr(l, d, "device"));
		p.vid += strncmp(p.vid, "0x", 2) == 0 ? 2 : 0;
		p.pid += strncmp(p.pid, "0x", 2) == 0 ? 2 : 0;
		p.source = d;
		p.enabled = 0; /* no driver serves it */
		rc = put(t, &p, e);
	}
	return rc;
}

/* Optical drives; the kernel lists what each can write. */
static int
optical(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char info[] = "/proc/sys/dev/cdrom/info";
	struct zc_fs_list all;
	struct zc_str s, line;
	bool writes = false;
	int rc;

	if (zc_look_read(l, t, info, &s) == ZC_OK)
		while (zc_str_line(&s, &line))
			if (zc_str_starts(line, "Can write") &&
			    zc_str_find(line, '1') < line.n)
				writes = true;
	rc = zc_fs_dir(l->root, "/sys/block", 4096, l->a, &all, e);
	if (rc != ZC_OK)
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	for (size_t i = 0; rc == ZC_OK && i < all.n; i++) {
		struct peri p = { .kind = "burner", .present = true };

		if (strncmp(all.names[i], "sr", 2) != 0 || !writes)
			continue;
		p.source = zc_fs_join(l->a, "/sys/block", all.names[i]);
		if (p.source == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "peripherals: no room");
		identify(l, p.source, &p);
		p.name = text(l,
		    zc_sysattr(
			l, zc_fs_join(l->a, p.source, "device"), "model"));
		p.enabled = -1;
		rc = put(t, &p, e);
	}
	return rc;
}

/* USB interfaces that no class of the kernel shows. */
static int
usb(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const char dir[] = "/sys/bus/usb/devices";
	struct zc_fs_list all;
	int rc = zc_fs_dir(l->root, dir, 4096, l->a, &all, e);

	if (rc != ZC_OK)
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	for (size_t i = 0; rc == ZC_OK && i < all.n; i++) {
		const char *d = zc_fs_join(l->a, dir, all.names[i]);
		struct peri p = { .bus = "usb", .present = true };
		char up[520];
		int64_t cls;

		if (d == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "peripherals: no room");
		cls = zc_sysattr_int(l, d, "bInterfaceClass", 16, -1);
		if (cls == 0x07)
			p.kind = "printer";
		else if (cls == 0x0b)
			p.kind = "card_reader";
		else if (cls == 0x02)
			p.kind = "modem";
		else
			continue;
		(void)snprintf(up, sizeof(up), "%s/..", d);
		p.vid = text(l, zc_sysattr(l, up, "idVendor"));
		p.pid = text(l, zc_sysattr(l, up, "idProduct"));
		p.name = text(l, zc_sysattr(l, up, "product"));
		p.driver = text(l, zc_sysattr_link(l, d, "driver"));
		p.enabled = p.driver[0] != '\0' ? 1 : -1;
		p.source = d;
		rc = put(t, &p, e);
	}
	return rc;
}

/* Driver names that say more than the list of USB drivers. */
static const char *
driver_kind(struct zc_str driver)
{
	static const struct {
		const char *prefix, *kind;
	} more[] = { { "iwlwifi", "wireless" }, { "ath", "wireless" },
		{ "rtl8", "wireless" }, { "rtw", "wireless" },
		{ "rtlwifi", "wireless" }, { "mt7", "wireless" },
		{ "brcmfmac", "wireless" }, { "b43", "wireless" },
		{ "wl", "wireless" }, { "mwifiex", "wireless" },
		{ "Bluetooth", "bluetooth" }, { "sr", "burner" },
		{ "irda", "infrared" }, { "nfc", "nfc" } };
	const char *kind;

	for (size_t i = 0; i < ZC_LEN(more); i++) {
		struct zc_str tail =
		    zc_str_sub(driver, strlen(more[i].prefix), driver.n);

		if (!zc_str_starts(driver, more[i].prefix))
			continue;
		/* "sr 1:0:0:0:" and "wl": the whole word; "ath10k_pci". */
		if (strlen(more[i].prefix) > 2 || tail.n == 0)
			return more[i].kind;
	}
	kind = zc_usbclass_driver(driver);
	if (kind != NULL && strcmp(kind, "storage") != 0 &&
	    strcmp(kind, "hid") != 0 && strcmp(kind, "hub") != 0 &&
	    strcmp(kind, "audio") != 0)
		return strcmp(kind, "phone") == 0 ? "modem" : kind;
	return NULL;
}

static int
past_line(void *ctx, const struct zc_kernline *k)
{
	struct past *h = ctx;
	struct zc_str rest = k->msg, driver, where;
	const char *kind;
	size_t i;

	/* "iwlwifi 0000:02:00.0: …", "btusb 1-3:1.0: …", "Bluetooth: …". */
	if (!zc_str_word(&rest, &driver) || driver.n >= 24)
		return ZC_OK;
	if (driver.n > 1 && driver.p[driver.n - 1] == ':')
		driver.n--;
	else if (!zc_str_word(&rest, &where) || where.n < 4 ||
	    where.p[where.n - 1] != ':' || where.p[0] < '0' || where.p[0] > '9')
		return ZC_OK;
	kind = driver_kind(driver);
	/* "Bluetooth: Core ver" appears without any adapter. */
	if (kind == NULL ||
	    (zc_str_is(driver, "Bluetooth") &&
		!zc_str_starts(zc_str_trim(rest), "hci")))
		return ZC_OK;
	for (i = 0; i < h->n; i++)
		if (zc_str_is(driver, h->v[i].driver))
			return ZC_OK;
	if (h->n == PAST_MAX)
		return ZC_OK;
	memcpy(h->v[i].driver, driver.p, driver.n);
	h->v[i].driver[driver.n] = '\0';
	h->v[i].kind = kind;
	(void)snprintf(h->v[i].source, sizeof(h->v[i].source), "%s", k->source);
	h->n++;
	return ZC_OK;
}

/* Is a device served by this driver now? Then it is listed as present. */
static bool
bound(const struct zc_look *l, const char *driver)
{
	static const char *const buses[] = { "pci", "usb", "sdio", "platform",
		"scsi" };
	struct zc_fs_list all;

	for (size_t i = 0; i < ZC_LEN(buses); i++) {
		char dir[128];

		(void)snprintf(dir, sizeof(dir), "/sys/bus/%s/drivers/%s",
		    buses[i], driver);
		if (zc_fs_dir(l->root, dir, 256, l->a, &all, NULL) != ZC_OK)
			continue;
		for (size_t k = 0; k < all.n; k++)
			if (strchr(all.names[k], ':') != NULL)
				return true;
	}
	return strcmp(driver, "Bluetooth") == 0 &&
	    zc_fs_dir(l->root, "/sys/class/bluetooth", 256, l->a, &all, NULL) ==
	    ZC_OK &&
	    all.n > 0;
}

static int
present(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	static const struct {
		const char *dir, *kind, *prefix;
	} classes[] = {
		{ "/sys/class/ieee80211", "wireless", "" },
		{ "/sys/class/bluetooth", "bluetooth", "hci" },
		{ "/sys/class/nfc", "nfc", "" },
		{ "/sys/class/net", "modem", "wwan" },
		{ "/sys/class/net", "infrared", "irda" },
		{ "/sys/class/video4linux", "camera", "video" },
		{ "/sys/class/usbmisc", "printer", "lp" },
	};
	int rc = ZC_OK;

	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(classes); i++)
		rc = class_of(l, t, classes[i].dir, classes[i].kind,
		    classes[i].prefix, e);
	if (rc == ZC_OK)
		rc = pci(l, t, e);
	if (rc == ZC_OK)
		rc = optical(l, t, e);
	return rc == ZC_OK ? usb(l, t, e) : rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct past *h = zc_arena_get(l->a, sizeof(*h));
	struct zc_kernspan span;
	int rc;

	if (h == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "peripherals: no room");
	h->l = l;
	rc = l->live ? present(l, t, e) : ZC_OK;
	if (rc == ZC_OK)
		rc = zc_kernlog_each(l, t, past_line, h, &span, e);
	for (size_t i = 0; rc == ZC_OK && i < h->n; i++) {
		struct peri p = { .kind = h->v[i].kind,
			.name = h->v[i].driver,
			.bus = "",
			.vid = "",
			.pid = "",
			.driver = h->v[i].driver,
			.source = h->v[i].source,
			.enabled = -1 };

		if (l->live && bound(l, h->v[i].driver))
			continue;
		rc = put(t, &p, e);
	}
	if (rc != ZC_OK)
		return rc;
	if (span.sources > 0)
		return zc_cover(t, ZC_COVER_OK, NULL, NULL);
	if (l->live)
		return zc_cover(t, ZC_COVER_PARTIAL,
		    ZC_N("no kernel log was read; only what is present is "
			 "listed"),
		    NULL);
	return zc_cover(t, span.denied ? ZC_COVER_DENIED : ZC_COVER_ABSENT,
	    ZC_N("no kernel log was read"), NULL);
}

const struct zc_probe zc_probe_host_peripheral = {
	.table = "peripheral",
	.en = "peripherals",
	.zh = "外设",
	.mean =
	    "radio, burners, cameras, printers: present now or once installed",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.load = zc_journal_load,
	.run = run,
};
