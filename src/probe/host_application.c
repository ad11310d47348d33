/* application: software found by the indicator lists. */
#include "probe/probe.h"

#include "base/buf.h"
#include "probe/software.h"

static const struct zc_col cols[] = {
	{ "rule", ZC_TEXT, "rule", "指标", "entry of the indicator list" },
	{ "title", ZC_TEXT, "name", "名称", "name for people" },
	{ "class", ZC_TEXT, "class", "类别",
	    "antivirus, remote_control, tunnel, cloud_disk, chat, meeting, "
	    "download, game, proxy, scanner, cracking, mail, office, "
	    "security_client, leak_protection, check_tool, isolation, "
	    "contact_monitor, media_monitor, audit_client, burning, "
	    "ai_assistant" },
	{ "found_by", ZC_TEXT, "found by", "发现依据",
	    "package, process, service, desktop, directory, listener" },
	{ "evidence", ZC_TEXT, "evidence", "证据", "what matched" },
	{ "running", ZC_BOOL, "running", "运行中",
	    "1 = a process of it runs; null when offline" },
	{ "enabled", ZC_BOOL, "enabled", "自启", "1 = starts by itself" },
	{ "version", ZC_TEXT, "version", "版本",
	    "version when a package tells" },
	{ "account", ZC_TEXT, "account", "账户",
	    "account it belongs to; empty = system" },
	{ "domestic", ZC_BOOL, "domestic", "国产", "by the indicator list" },
};

/* All that matched, the weightiest first. */
static void
put_evidence(struct zc_table *t, const struct zc_software *s)
{
	struct zc_buf b;
	bool first = true;

	zc_buf_init(&b, 4096);
	for (unsigned i = 0; i < ZC_SW_WAYS; i++) {
		if ((s->ways & 1u << i) == 0)
			continue;
		if (first)
			zc_put_cstr(t, "found_by", zc_software_ways[i]);
		zc_buf_fmt(&b, "%s%s %s", first ? "" : "; ",
		    zc_software_ways[i], s->evidence[i]);
		first = false;
	}
	zc_put(t, "evidence", zc_buf_get(&b));
	zc_buf_fini(&b);
}

static int
put_one(void *ctx, const struct zc_software *s, struct zc_err *e)
{
	struct zc_table *t = ctx;

	zc_put_cstr(t, "rule", s->entry);
	zc_put_cstr(t, "title", s->title);
	zc_put_cstr(t, "class", s->class);
	put_evidence(t, s);
	if (s->running != -1)
		zc_put_int(t, "running", s->running);
	zc_put_int(t, "enabled", s->enabled);
	if (s->version != NULL)
		zc_put_cstr(t, "version", s->version);
	zc_put_cstr(t, "account", s->account == NULL ? "" : s->account);
	if (s->domestic != -1)
		zc_put_int(t, "domestic", s->domestic);
	return zc_row(t, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	int rc = zc_software_find(l, t, put_one, t, e);

	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("there is no list of software to look for"), NULL);
	if (rc != ZC_OK)
		return rc;
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
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
