/* hardware: one row per component. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "system, board, bios, processor, memory, disk, battery, tpm, chassis" },
	{ "vendor", ZC_TEXT, "vendor", "厂商",
	    "vendor" },
	{ "model", ZC_TEXT, "model", "型号",
	    "model" },
	{ "serial", ZC_TEXT, "serial number", "序列号",
	    "serial number; empty when not readable or a placeholder" },
	{ "size", ZC_INT, "size", "容量",
	    "bytes for memory and disk" },
	{ "detail", ZC_TEXT, "detail", "说明",
	    "firmware version, chassis type, cores …" },
	{ "domestic", ZC_BOOL, "domestic", "国产",
	    "1 = domestic vendor by the rule list; null when unknown" },
	{ "source", ZC_TEXT, "source", "来源",
	    "file read" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_hardware = {
	.table = "hardware",
	.en = "hardware",
	.zh = "硬件",
	.mean = "one row per component",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
