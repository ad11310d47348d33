/*
 * contact: visits of browsers, one row for a profile. How often, since when,
 * until when; no address, no domain, no title leaves this file: what a rule
 * names is in browser_visit, and the rest is nobody's business.
 */
#include "probe/contact.h"

#include "probe/browser.h"

#include <fnmatch.h>

struct sum {
	const struct zc_look *l;
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
visit(void *ctx, const struct zc_browser_visits *v)
{
	struct sum *s = ctx;

	if (!zc_contact_public(v->host) || is_allowed(s->l, v->host))
		return;
	s->times += v->times;
	if (v->first != 0 && (s->first == 0 || v->first < s->first))
		s->first = v->first;
	if (v->last > s->last)
		s->last = v->last;
}

static int
profile(void *ctx, const struct zc_browser *b)
{
	struct zc_contacts *c = ctx;
	struct sum s = { .l = c->l };

	zc_browser_visits(c->l, c->t, b, visit, &s);
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
