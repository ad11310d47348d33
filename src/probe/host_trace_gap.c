/* trace_gap: places where traces should be and are not. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "log_gap, log_emptied, log_missing, log_to_null, history_off, history_emptied, cleaner_tool, clock_set_back, journal_volatile, record_zeroed, usb_trace_conflict" },
	{ "subject", ZC_TEXT, "subject", "对象",
	    "log, file or account" },
	{ "from_at", ZC_TIME, "from", "起",
	    "start of the gap" },
	{ "to_at", ZC_TIME, "to", "止",
	    "end of the gap" },
	{ "detail", ZC_TEXT, "detail", "说明",
	    "what was seen" },
	{ "source", ZC_TEXT, "source", "来源",
	    "file" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_trace_gap = {
	.table = "trace_gap",
	.en = "signs of cleaning",
	.zh = "清理迹象",
	.mean = "places where traces should be and are not",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
