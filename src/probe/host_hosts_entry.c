/* hosts_entry: one row per name in /etc/hosts. */
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "address", ZC_TEXT, "address", "地址", "address" },
	{ "name", ZC_TEXT, "name", "名称", "host name" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_str text, line, address, name;
	int64_t number = 0;
	int rc;

	rc = zc_look_read(l, t, "/etc/hosts", &text);
	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_OK, NULL, NULL);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "/etc/hosts");
	while (zc_str_line(&text, &line)) {
		number++;
		line = zc_str_sub(line, 0, zc_str_find(line, '#'));
		if (!zc_str_word(&line, &address))
			continue;
		while (rc == ZC_OK && zc_str_word(&line, &name)) {
			zc_put(t, "address", address);
			zc_put(t, "name", name);
			zc_put_int(t, "line", number);
			rc = zc_row(t, e);
		}
	}
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_hosts_entry = {
	.table = "hosts_entry",
	.en = "hosts entries",
	.zh = "主机解析表",
	.mean = "one row per name in /etc/hosts",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
