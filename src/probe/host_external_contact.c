/* external_contact: every trace of reaching a public address or Internet name.
 */
#include "probe/probe.h"

#include "probe/contact.h"
#include "probe/journal.h"

#include <linux/capability.h>

static const struct zc_col cols[] = {
	{ "kind", ZC_TEXT, "kind", "类别",
	    "connection, browser, package, ntp, mail, dns, dhcp, history, "
	    "log" },
	{ "remote", ZC_TEXT, "remote", "对端",
	    "address or domain; empty for a browser, of which only the number "
	    "of visits to public addresses is kept, without those that the "
	    "settings allow" },
	{ "at", ZC_TIME, "time", "时间",
	    "when; null when the source has no time" },
	{ "first_at", ZC_TIME, "first time", "首次时间",
	    "first time seen in that source" },
	{ "times", ZC_INT, "times", "次数", "how often in that source" },
	{ "account", ZC_TEXT, "account", "账户", "account; empty = system" },
	{ "program", ZC_TEXT, "program", "程序",
	    "program that left the trace" },
	{ "source", ZC_TEXT, "source", "来源", "file, log or kernel table" },
};

static int
emit(struct zc_table *t, const struct zc_contact *v, struct zc_err *e)
{
	zc_put_cstr(t, "kind", v->kind);
	zc_put_cstr(t, "remote", v->remote);
	zc_put_int(t, "at", v->last);
	zc_put_int(t, "first_at", v->first);
	zc_put_int(t, "times", v->times);
	if (v->account[0] != '\0')
		zc_put_cstr(t, "account", v->account);
	if (v->program[0] != '\0')
		zc_put_cstr(t, "program", v->program);
	zc_put_cstr(t, "source", v->source);
	return zc_row(t, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_contacts *c = zc_arena_get(l->a, sizeof(*c));
	int rc = ZC_OK;

	if (c == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "traces: no room");
	c->l = l;
	c->t = t;
	/* Without passwd there are no homes, and accounts stay unnamed. */
	if (zc_users_load(l, t, &c->users) != ZC_OK)
		c->users = (struct zc_users){ 0 };
	if (l->live)
		zc_contact_live(c);
	zc_contact_settings(c);
	zc_contact_logs(c);
	zc_contact_journal(c);
	zc_contact_homes(c);
	zc_contact_browsers(c);
	zc_contact_mailers(c);
	for (size_t i = 0; rc == ZC_OK && i < c->n; i++)
		rc = emit(t, &c->v[i], e);
	zc_window(t, c->from, l->live ? l->now : c->to);
	if (c->spent)
		zc_miss(t, "/", ZC_N("more traces than can be kept"));
	if (rc != ZC_OK)
		return rc;
	if (c->from == 0)
		return zc_cover(t, ZC_COVER_PARTIAL,
		    ZC_N("no log with times is kept: what was long ago is not "
			 "known"),
		    NULL);
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_external_contact = {
	.table = "external_contact",
	.en = "traces of external contact",
	.zh = "外联痕迹",
	.mean = "every trace of reaching a public address or Internet name",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	/* Programs and descriptors of processes are shown to nobody else. */
	.caps = UINT64_C(1) << CAP_SYS_PTRACE,
	.load = zc_journal_load,
	.run = run,
};
