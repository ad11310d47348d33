/* password: one row per account; never a hash. */
#include "probe/shadow.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户", "login name" },
	{ "state", ZC_TEXT, "state", "状态",
	    "set, empty, locked, none (never usable), invalid, shared (see "
	    "detail)" },
	{ "scheme", ZC_TEXT, "hash scheme", "散列算法",
	    "yescrypt, sha512, sha256, md5, des, sm3, bcrypt …; empty when no "
	    "hash" },
	{ "weak_scheme", ZC_BOOL, "weak scheme", "弱算法",
	    "1 = des or md5 or an unknown scheme" },
	{ "rounds", ZC_INT, "rounds", "轮数", "cost parameter when given" },
	{ "changed_at", ZC_TIME, "changed", "修改时间",
	    "date of last change; null when unknown or never" },
	{ "age_days", ZC_INT, "age in days", "已用天数",
	    "days since last change at the time of the case" },
	{ "min_days", ZC_INT, "minimum days", "最短间隔", "shadow field 4" },
	{ "max_days", ZC_INT, "maximum days", "最长期限",
	    "shadow field 5; null when not set" },
	{ "warn_days", ZC_INT, "warning days", "告警天数", "shadow field 6" },
	{ "inactive_days", ZC_INT, "inactive days", "失效宽限",
	    "shadow field 7" },
	{ "expires_at", ZC_TIME, "expires", "账户到期", "shadow field 8" },
	{ "must_change", ZC_BOOL, "must change", "须改密",
	    "1 = change forced at next login" },
	{ "shared_with", ZC_INT, "same hash as", "相同散列数",
	    "number of other accounts with the very same hash string" },
	{ "in_shadow", ZC_BOOL, "in shadow", "在影子文件",
	    "0 = the hash stands in passwd itself or shadow lacks the "
	    "account" },
	{ "line", ZC_INT, "line", "行号", "line in shadow" },
};

enum {
	DAY = 86400
};

static const char *
word_of(enum zc_pw_state s)
{
	static const char *const words[] = { "set", "empty", "locked", "none",
		"invalid" };

	return words[s];
}

/* The hashes of all accounts, sorted, for finding equal ones. */
struct hashes {
	struct zc_str *v;
	size_t n;
};

/* -1, 0 or 1 */
static int
cmp_hash(const void *a, const void *b)
{
	const struct zc_str *x = a, *y = b;
	int r = memcmp(x->p, y->p, x->n < y->n ? x->n : y->n);

	return r != 0 ? (r > 0) - (r < 0) : (x->n > y->n) - (x->n < y->n);
}

static int
sort_hashes(struct zc_arena *a, const struct zc_shadows *all, struct hashes *h)
{
	struct zc_scheme s;

	h->v = zc_arena_array(a, all->n + 1, sizeof(*h->v));
	if (h->v == NULL)
		return ZC_ENOMEM;
	for (size_t i = 0; i < all->n; i++) {
		(void)zc_shadow_state(all->v[i].hash, &s);
		if (s.hash.n > 0)
			h->v[h->n++] = s.hash;
	}
	if (h->n > 1)
		qsort(h->v, h->n, sizeof(*h->v), cmp_hash);
	return ZC_OK;
}

/* How many hashes sort before `mine`, with `after` also those equal to it. */
static size_t
bound(const struct hashes *h, struct zc_str mine, bool after)
{
	size_t lo = 0, hi = h->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (cmp_hash(&h->v[mid], &mine) < after)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* How many other accounts hold the very same hash. */
static int64_t
shared(const struct hashes *h, struct zc_str mine)
{
	if (mine.n == 0)
		return 0;
	return (int64_t)(bound(h, mine, true) - bound(h, mine, false)) - 1;
}

static void
put_days(struct zc_table *t, const char *col, int64_t v)
{
	if (v >= 0)
		zc_put_int(t, col, v);
}

static void
put_ages(struct zc_table *t, const struct zc_shadow *s, int64_t now)
{
	if (s->changed > 0) {
		zc_put_int(t, "changed_at", s->changed * DAY);
		zc_put_int(t, "age_days", now / DAY - s->changed);
	}
	put_days(t, "min_days", s->min);
	put_days(t, "max_days", s->max);
	put_days(t, "warn_days", s->warn);
	put_days(t, "inactive_days", s->inactive);
	if (s->expires >= 0) /* day 0 is 1970-01-01; 0 would say unknown */
		zc_put_int(
		    t, "expires_at", s->expires == 0 ? 1 : s->expires * DAY);
	if (s->in_shadow)
		zc_put_int(t, "must_change", s->changed == 0);
}

static int
emit(const struct zc_look *l, struct zc_table *t, const struct hashes *h,
    const struct zc_shadow *s, struct zc_err *e)
{
	struct zc_scheme scheme;
	enum zc_pw_state st = zc_shadow_state(s->hash, &scheme);

	/* passwd says "x" and shadow has no such line: pwconv was not run. */
	zc_put_cstr(t, "account", s->name);
	zc_put_cstr(t, "state", word_of(st));
	zc_put_cstr(t, "scheme", scheme.name);
	if (scheme.hash.n > 0)
		zc_put_int(t, "weak_scheme", scheme.weak);
	if (scheme.rounds >= 0)
		zc_put_int(t, "rounds", scheme.rounds);
	put_ages(t, s, l->now);
	zc_put_int(t, "shared_with", shared(h, scheme.hash));
	zc_put_int(t, "in_shadow", s->in_shadow);
	if (s->line > 0)
		zc_put_int(t, "line", s->line);
	return zc_row(t, e);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_users u;
	struct zc_shadows all = { 0 };
	struct hashes h = { 0 };
	int rc = zc_users_load(l, t, &u), src;

	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("no accounts file: not a Linux system"), NULL);
	if (rc != ZC_OK)
		return ZC_FAIL(e, rc, "/etc/passwd was not read");
	src = zc_shadow_load(l, t, &u, &all);
	rc = sort_hashes(l->a, &all, &h);
	for (size_t i = 0; rc == ZC_OK && i < all.n; i++)
		rc = emit(l, t, &h, &all.v[i], e);
	if (rc != ZC_OK)
		return rc;
	if (src == ZC_EACCES)
		return zc_cover(t, ZC_COVER_DENIED,
		    ZC_N("the password file may be read by the administrator "
			 "only"),
		    "/etc/shadow");
	if (src != ZC_OK)
		return zc_cover(t, ZC_COVER_PARTIAL,
		    ZC_N("the password file could not be read"), "/etc/shadow");
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_password = {
	.table = "password",
	.en = "password state",
	.zh = "口令状态",
	.mean = "one row per account; never a hash",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
