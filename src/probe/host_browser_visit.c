/* browser_visit: visits that hit a rule: domain, time, category; never whole
 * histories. */
#include "probe/browser.h"
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户", "account" },
	{ "browser", ZC_TEXT, "browser", "浏览器", "browser" },
	{ "domain", ZC_TEXT, "domain", "域名", "domain of the page" },
	{ "category", ZC_TEXT, "category", "类别",
	    "category of the rule: forum, chat, mail, cloud_disk, ocr, "
	    "translate, ai, transfer, proxy, game" },
	{ "rule", ZC_TEXT, "rule", "指标", "entry of the list" },
	{ "first_at", ZC_TIME, "first visit", "首次访问", "first visit" },
	{ "last_at", ZC_TIME, "last visit", "最近访问", "last visit" },
	{ "times", ZC_INT, "visits", "访问次数", "number of visits" },
};

enum {
	HOSTS_MAX = 20000
};

struct host { /* a domain of one profile that hits a rule */
	struct host *next;
	const char *name, *rule, *category;
	int64_t first, last, times;
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	struct host *list;
	size_t n;
	char missed[256]; /* the host that hit nothing last */
};

static void
count(struct host *h, int64_t first, int64_t last, int64_t times)
{
	if (first != 0 && (h->first == 0 || first < h->first))
		h->first = first;
	if (last > h->last)
		h->last = last;
	h->times += times;
}

static struct host *
host_of(struct ctx *c, struct zc_str name)
{
	const char *rule, *category;
	struct host *h;

	for (h = c->list; h != NULL; h = h->next)
		if (zc_str_is(name, h->name))
			return h;
	/* Pages of one site stand together: ask the rules once. */
	if (zc_str_is(name, c->missed) || c->n == HOSTS_MAX)
		return NULL;
	if (!zc_browser_rule(
		&c->l->items, "rule.web_category", name, &rule, &category)) {
		(void)snprintf(c->missed, sizeof(c->missed), "%.*s",
		    (int)(name.n < 255 ? name.n : 255), name.p);
		return NULL;
	}
	h = zc_arena_get(c->l->a, sizeof(*h));
	if (h == NULL)
		return NULL;
	h->name = zc_arena_dup(c->l->a, name.p, name.n);
	if (h->name == NULL)
		return NULL;
	h->rule = rule;
	h->category = category;
	h->next = c->list;
	c->list = h;
	c->n++;
	return h;
}

static int
emit(struct ctx *c, const struct zc_browser *b)
{
	int rc = ZC_OK;

	for (struct host *h = c->list; rc == ZC_OK && h != NULL; h = h->next) {
		zc_put_cstr(c->t, "account", b->account);
		zc_put_cstr(c->t, "browser", b->name);
		zc_put_cstr(c->t, "domain", h->name);
		zc_put_cstr(c->t, "category", h->category);
		zc_put_cstr(c->t, "rule", h->rule);
		zc_put_int(c->t, "first_at", h->first);
		zc_put_int(c->t, "last_at", h->last);
		zc_put_int(c->t, "times", h->times);
		rc = zc_row(c->t, c->e);
	}
	c->list = NULL;
	c->n = 0;
	return rc;
}

static void
visit(void *ctx, const struct zc_browser_visits *v)
{
	struct host *h = NULL;

	if (v->host.n > 0 && v->host.n < 256)
		h = host_of(ctx, v->host);
	if (h != NULL)
		count(h, v->first, v->last, v->times);
}

static int
profile(void *ctx, const struct zc_browser *b)
{
	struct ctx *c = ctx;

	zc_browser_visits(c->l, c->t, b, visit, c);
	if (c->n == HOSTS_MAX)
		zc_miss(c->t, b->db, ZC_N("more sites than are kept"));
	return emit(c, b);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e };
	struct zc_users users;
	struct zc_item it;
	size_t i = 0;
	int rc;

	if (!zc_item_next(&l->items, "rule.web_category", &i, &it))
		return zc_cover(t, ZC_COVER_ABSENT,
		    ZC_N("the list of sites to look for is missing"),
		    "rule.web_category");
	rc = zc_users_load(l, t, &users);
	if (rc == ZC_OK)
		rc = zc_browser_each(l, t, &users, profile, &c, e);
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_browser_visit = {
	.table = "browser_visit",
	.en = "browser traces",
	.zh = "浏览痕迹",
	.mean = "visits that hit a rule: domain, time, category; never whole "
		"histories",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
