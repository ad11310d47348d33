/*
 * contact: visits of browsers, one row for a profile. How often, since when,
 * until when; no address, no domain, no title leaves this file: what a rule
 * names is in browser_visit, and the rest is nobody's business.
 */
#include "probe/contact.h"

#include "probe/browser.h"

#include <fnmatch.h>

struct sum {
	int64_t times, first, last;
};

/* The inner network may itself use public addresses and names. */
static bool
is_allowed(const struct zc_look *l, struct zc_str host)
{
	struct zc_str rest = zc_str_of(l->allowed), line, item;
	char name[256], pattern[256];

	if (l->allowed == NULL || host.n >= sizeof(name))
		return false;
	memcpy(name, host.p, host.n);
	name[host.n] = '\0';
	while (zc_str_cut(&rest, '\n', &line))
		while (zc_str_cut(&line, ',', &item)) {
			item = zc_str_trim(item);
			if (item.n == 0 || item.n >= sizeof(pattern))
				continue;
			memcpy(pattern, item.p, item.n);
			pattern[item.n] = '\0';
			if (fnmatch(pattern, name, FNM_CASEFOLD) == 0)
				return true;
		}
	return false;
}

static void
count(struct sum *s, int64_t times, int64_t first, int64_t last)
{
	s->times += times;
	if (first != 0 && (s->first == 0 || first < s->first))
		s->first = first;
	if (last > s->last)
		s->last = last;
}

static int
profile(void *ctx, const struct zc_browser *b)
{
	static const char chromium[] =
	    "SELECT u.url, min(v.visit_time), max(v.visit_time), count(*) "
	    "FROM visits v JOIN urls u ON u.id = v.url GROUP BY v.url";
	static const char firefox[] =
	    "SELECT p.url, min(v.visit_date), max(v.visit_date), count(*) "
	    "FROM moz_historyvisits v JOIN moz_places p ON p.id = v.place_id "
	    "GROUP BY v.place_id";
	struct zc_contacts *c = ctx;
	struct sum s = { 0 };
	struct zc_sqlitefd db;
	sqlite3_stmt *q = NULL;
	int got = 0;

	if (zc_browser_open(c->l, c->t, b, &db) != ZC_OK)
		return ZC_OK;
	if (zc_sqlitefd_query(&db, b->firefox ? firefox : chromium, &q, NULL) !=
	    ZC_OK)
		got = -1;
	while (got >= 0 && (got = zc_sqlitefd_step(&db, q, NULL)) == 1) {
		struct zc_str host = zc_browser_host(zc_sqlitefd_text(q, 0));

		if (zc_contact_public(host) && !is_allowed(c->l, host))
			count(&s, sqlite3_column_int64(q, 3),
			    zc_browser_time(b, sqlite3_column_int64(q, 1)),
			    zc_browser_time(b, sqlite3_column_int64(q, 2)));
	}
	(void)sqlite3_finalize(q);
	zc_sqlitefd_close(&db);
	if (got < 0)
		zc_miss(c->t, b->db, ZC_N("not a browser history, or damaged"));
	if (s.times > 0)
		zc_contact_sum(c, "browser", b->account, b->name, b->db,
		    (struct zc_contact){
			.first = s.first, .last = s.last, .times = s.times });
	return ZC_OK;
}

void
zc_contact_browsers(struct zc_contacts *c)
{
	if (zc_browser_each(c->l, c->t, &c->users, profile, c, NULL) != ZC_OK)
		c->spent = true;
}
