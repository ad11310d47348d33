/* peripheral: radio, burners, cameras, printers: present now or once installed. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "wireless, bluetooth, modem, infrared, burner, camera, microphone, printer, card_reader, nfc" },
	{ "name", ZC_TEXT, "name", "名称",
	    "name" },
	{ "bus", ZC_TEXT, "bus", "总线",
	    "pci, usb, platform, sdio" },
	{ "vid", ZC_TEXT, "vendor id", "厂商号",
	    "hex" },
	{ "pid", ZC_TEXT, "product id", "产品号",
	    "hex" },
	{ "driver", ZC_TEXT, "driver", "驱动",
	    "driver" },
	{ "present", ZC_BOOL, "present", "现存",
	    "1 = present now; 0 = trace of an earlier one" },
	{ "enabled", ZC_BOOL, "enabled", "启用",
	    "0 = soft or hard blocked, or driver refused" },
	{ "source", ZC_TEXT, "source", "来源",
	    "file or log" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_peripheral = {
	.table = "peripheral",
	.en = "peripherals",
	.zh = "外设",
	.mean = "radio, burners, cameras, printers: present now or once installed",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
