/* usb_device: devices attached now. */
#include "base/fs.h"
#include "probe/probe.h"
#include "probe/sysattr.h"
#include "probe/usbclass.h"

static const struct zc_col cols[] = {
	{ "vid", ZC_TEXT, "vendor id", "厂商号", "four hex digits" },
	{ "pid", ZC_TEXT, "product id", "产品号", "four hex digits" },
	{ "serial", ZC_TEXT, "serial number", "序列号",
	    "serial; empty when the device has none" },
	{ "vendor", ZC_TEXT, "vendor", "厂商", "vendor string" },
	{ "product", ZC_TEXT, "product", "产品", "product string" },
	{ "class", ZC_TEXT, "class", "类别",
	    "storage, phone, wireless, bluetooth, modem, camera, printer, hid, "
	    "hub, audio, token, burner, reader, other" },
	{ "driver", ZC_TEXT, "driver", "驱动", "drivers of its interfaces" },
	{ "authorized", ZC_BOOL, "authorized", "已授权", "sysfs authorized" },
	{ "internal", ZC_BOOL, "built in", "内置", "1 = firmware says fixed" },
	{ "path", ZC_TEXT, "path", "位置", "bus position" },
};

static const char bus[] = "/sys/bus/usb/devices";
enum {
	IFS_MAX = 32
};

static void
copy(char *to, size_t cap, struct zc_str s)
{
	if (s.n >= cap)
		s.n = cap - 1;
	memcpy(to, s.p, s.n);
	to[s.n] = '\0';
}

/* The interfaces NAME:C.I of a device. */
static size_t
interfaces(const struct zc_look *l, const struct zc_fs_list *all,
    const char *name, struct zc_usbif ifs[IFS_MAX])
{
	size_t n = 0, len = strlen(name);

	for (size_t i = 0; i < all->n && n < IFS_MAX; i++) {
		const char *dir;

		if (strncmp(all->names[i], name, len) != 0 ||
		    all->names[i][len] != ':')
			continue;
		dir = zc_fs_join(l->a, bus, all->names[i]);
		if (dir == NULL)
			break;
		ifs[n] = (struct zc_usbif){
			.cls = (uint8_t)zc_sysattr_int(
			    l, dir, "bInterfaceClass", 16, 0),
			.sub = (uint8_t)zc_sysattr_int(
			    l, dir, "bInterfaceSubClass", 16, 0),
			.proto = (uint8_t)zc_sysattr_int(
			    l, dir, "bInterfaceProtocol", 16, 0),
		};
		copy(ifs[n].driver, sizeof(ifs[n].driver),
		    zc_sysattr_link(l, dir, "driver"));
		copy(ifs[n].name, sizeof(ifs[n].name),
		    zc_sysattr(l, dir, "interface"));
		n++;
	}
	return n;
}

static void
put_drivers(struct zc_table *t, const struct zc_usbif *ifs, size_t n)
{
	char text[IFS_MAX * 26] = "";
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < i && strcmp(ifs[k].driver, ifs[i].driver) != 0)
			k++;
		if (ifs[i].driver[0] == '\0' || k < i)
			continue;
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "%s%s", used == 0 ? "" : ",", ifs[i].driver);
	}
	zc_put_cstr(t, "driver", text);
}

static int
device(const struct zc_look *l, struct zc_table *t,
    const struct zc_fs_list *all, const char *name, struct zc_err *e)
{
	struct zc_usbif ifs[IFS_MAX];
	const char *dir = zc_fs_join(l->a, bus, name);
	struct zc_str fixed;
	struct zc_usbid id = { .ifs = ifs };
	int64_t on;

	if (dir == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "usb devices: no room");
	id.vid = zc_sysattr(l, dir, "idVendor");
	if (id.vid.n == 0)
		return ZC_OK; /* not a device, or just unplugged */
	id.pid = zc_sysattr(l, dir, "idProduct");
	id.product = zc_sysattr(l, dir, "product");
	id.cls = (uint8_t)zc_sysattr_int(l, dir, "bDeviceClass", 16, 0);
	id.nifs = interfaces(l, all, name, ifs);
	zc_put(t, "vid", id.vid);
	zc_put(t, "pid", id.pid);
	/* Root hubs give the position of their controller as a serial. */
	if (strncmp(name, "usb", 3) != 0)
		zc_put(t, "serial", zc_sysattr(l, dir, "serial"));
	else
		zc_put_cstr(t, "serial", "");
	zc_put(t, "vendor", zc_sysattr(l, dir, "manufacturer"));
	zc_put(t, "product", id.product);
	zc_put_cstr(t, "class", zc_usbclass(&l->items, &id));
	put_drivers(t, ifs, id.nifs);
	on = zc_sysattr_int(l, dir, "authorized", 10, -1);
	if (on >= 0)
		zc_put_int(t, "authorized", on != 0);
	fixed = zc_sysattr(l, dir, "removable");
	if (zc_str_is(fixed, "fixed") || zc_str_is(fixed, "removable"))
		zc_put_int(t, "internal", zc_str_is(fixed, "fixed"));
	zc_put_cstr(t, "path", name);
	return zc_row(t, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_fs_list all;
	int rc = zc_fs_dir(l->root, bus, 4096, l->a, &all, e);

	if (rc == ZC_ENOENT && zc_fs_exists(l->root, "/sys/bus"))
		return zc_cover(t, ZC_COVER_OK, NULL, NULL); /* no USB at all */
	if (rc == ZC_ENOENT)
		return zc_cover(
		    t, ZC_COVER_ABSENT, ZC_N("/sys is not mounted"), NULL);
	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i < all.n; i++) {
		if (strchr(all.names[i], ':') != NULL)
			continue;
		rc = device(l, t, &all, all.names[i], e);
		if (rc != ZC_OK)
			return rc;
	}
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_usb_device = {
	.table = "usb_device",
	.en = "USB devices",
	.zh = "USB 设备",
	.mean = "devices attached now",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE,
	.run = run,
};
