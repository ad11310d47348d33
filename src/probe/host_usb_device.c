/* usb_device: devices attached now. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "vid", ZC_TEXT, "vendor id", "厂商号",
	    "four hex digits" },
	{ "pid", ZC_TEXT, "product id", "产品号",
	    "four hex digits" },
	{ "serial", ZC_TEXT, "serial number", "序列号",
	    "serial; empty when the device has none" },
	{ "vendor", ZC_TEXT, "vendor", "厂商",
	    "vendor string" },
	{ "product", ZC_TEXT, "product", "产品",
	    "product string" },
	{ "class", ZC_TEXT, "class", "类别",
	    "storage, phone, wireless, bluetooth, modem, camera, printer, hid, hub, audio, token, burner, reader, other" },
	{ "driver", ZC_TEXT, "driver", "驱动",
	    "drivers of its interfaces" },
	{ "authorized", ZC_BOOL, "authorized", "已授权",
	    "sysfs authorized" },
	{ "internal", ZC_BOOL, "built in", "内置",
	    "1 = firmware says fixed" },
	{ "path", ZC_TEXT, "path", "位置",
	    "bus position" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
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
