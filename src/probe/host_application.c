/* application: software found by the indicator lists. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "rule", ZC_TEXT, "rule", "指标",
	    "entry of the indicator list" },
	{ "title", ZC_TEXT, "name", "名称",
	    "name for people" },
	{ "class", ZC_TEXT, "class", "类别",
	    "antivirus, remote_control, tunnel, cloud_disk, chat, meeting, download, game, proxy, scanner, cracking, mail, office, security_client, leak_protection, check_tool, isolation, contact_monitor, media_monitor, audit_client, burning, ai_assistant" },
	{ "found_by", ZC_TEXT, "found by", "发现依据",
	    "package, process, service, desktop, directory, listener" },
	{ "evidence", ZC_TEXT, "evidence", "证据",
	    "what matched" },
	{ "running", ZC_BOOL, "running", "运行中",
	    "1 = a process of it runs; null when offline" },
	{ "enabled", ZC_BOOL, "enabled", "自启",
	    "1 = starts by itself" },
	{ "version", ZC_TEXT, "version", "版本",
	    "version when a package tells" },
	{ "account", ZC_TEXT, "account", "账户",
	    "account it belongs to; empty = system" },
	{ "domestic", ZC_BOOL, "domestic", "国产",
	    "by the indicator list" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	(void)l;
	(void)e;
	return zc_cover(t, ZC_COVER_UNSUPPORTED, ZC_N("not gathered yet"), NULL);
}

const struct zc_probe zc_probe_host_application = {
	.table = "application",
	.en = "applications",
	.zh = "应用软件",
	.mean = "software found by the indicator lists",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
