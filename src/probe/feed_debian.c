/*
 * The Debian security tracker's JSON: source → CVE → releases → codename →
 * { status, fixed_version, urgency }. Sources that are not installed are
 * passed over without being kept.
 */
#include "probe/deb.h"
#include "probe/feed.h"
#include "probe/json.h"

struct state {
	char status[32], fixed[256], urgency[32];
	bool here; /* the release is ours */
};

static void
keep(char *out, size_t max, struct zc_str s)
{
	(void)snprintf(out, max, "%.*s", (int)s.n, s.p);
}

/* The object of one release; its opening has been taken. */
static bool
release(struct zc_json *j, struct state *s)
{
	int depth = j->depth;
	enum zc_json_token k;
	char key[32];

	while ((k = zc_json_next(j)) == ZC_JSON_KEY) {
		keep(key, sizeof(key), zc_json_text(j));
		k = zc_json_next(j);
		if (k == ZC_JSON_STRING && strcmp(key, "status") == 0)
			keep(s->status, sizeof(s->status), zc_json_text(j));
		else if (k == ZC_JSON_STRING &&
		    strcmp(key, "fixed_version") == 0)
			keep(s->fixed, sizeof(s->fixed), zc_json_text(j));
		else if (k == ZC_JSON_STRING && strcmp(key, "urgency") == 0)
			keep(s->urgency, sizeof(s->urgency), zc_json_text(j));
		while (
		    j->depth > depth && (k = zc_json_next(j)) != ZC_JSON_ERROR)
			continue;
		if (k == ZC_JSON_ERROR)
			return false;
	}
	s->here = true;
	return k == ZC_JSON_CLOSE;
}

/* The object "releases"; its opening is next. */
static bool
releases(struct zc_json *j, const char *codename, struct state *s)
{
	enum zc_json_token k;

	if (zc_json_next(j) != ZC_JSON_OPEN)
		return false;
	while ((k = zc_json_next(j)) == ZC_JSON_KEY) {
		if (!zc_str_is(zc_json_text(j), codename)) {
			if (!zc_json_skip(j))
				return false;
			continue;
		}
		if (zc_json_next(j) != ZC_JSON_OPEN || !release(j, s))
			return false;
	}
	return k == ZC_JSON_CLOSE;
}

/* Index in by_source of the first package of the source, or in->n. */
static size_t
first_of(const struct zc_feed *f, struct zc_str source)
{
	size_t lo = 0, hi = f->in->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const char *s = f->in->v[f->by_source[mid]].source;
		size_t n = strlen(s), m = n < source.n ? n : source.n;
		int d = memcmp(s, source.p, m);

		if (d < 0 || (d == 0 && n < source.n))
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < f->in->n &&
	    zc_str_is(source, f->in->v[f->by_source[lo]].source))
		return lo;
	return f->in->n;
}

static int
judge(struct zc_feed *f, const struct zc_installed_pkg *p, const char *cve,
    const struct state *s, struct zc_err *e)
{
	struct zc_feed_hit h = { .advisory = zc_str_of(cve),
		.package = p,
		.installed = p->source_version,
		.severity = zc_feed_severity(zc_str_of(s->urgency)) };

	f->applies = true;
	/* "unimportant" is the tracker's word for no security risk. */
	if (strcmp(s->urgency, "unimportant") == 0)
		return ZC_OK;
	if (strcmp(s->status, "resolved") == 0) {
		if (zc_deb_vercmp(
			zc_str_of(p->source_version), zc_str_of(s->fixed)) >= 0)
			return ZC_OK;
		h.fixed = zc_str_of(s->fixed);
	} else if (strcmp(s->status, "open") != 0) {
		return ZC_OK;
	}
	return f->hit(f->ctx, &h, e);
}

/* One CVE of an installed source; its object's opening is next. */
static int
cve(struct zc_feed *f, struct zc_json *j, const struct zc_installed_pkg *p,
    struct zc_err *e)
{
	struct state s = { .here = false };
	enum zc_json_token k;
	char id[64];

	keep(id, sizeof(id), zc_json_text(j));
	if (zc_json_next(j) != ZC_JSON_OPEN)
		return ZC_EINPUT;
	while ((k = zc_json_next(j)) == ZC_JSON_KEY) {
		bool ok = zc_str_is(zc_json_text(j), "releases")
		    ? releases(j, f->codename, &s)
		    : zc_json_skip(j);

		if (!ok)
			return ZC_EINPUT;
	}
	if (k != ZC_JSON_CLOSE)
		return ZC_EINPUT;
	return s.here ? judge(f, p, id, &s, e) : ZC_OK;
}

int
zc_feed_debian(struct zc_feed *f, struct zc_unpack *u, struct zc_err *e)
{
	struct zc_json *j = zc_arena_get(f->a, sizeof(*j));
	enum zc_json_token k, inner;
	int rc = ZC_OK;

	if (j == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "feed");
	zc_json_init(j, u);
	if (zc_json_next(j) != ZC_JSON_OPEN)
		return ZC_FAIL(e, ZC_EINPUT, "not a tracker's JSON");
	while ((k = zc_json_next(j)) == ZC_JSON_KEY) {
		size_t i = first_of(f, zc_json_text(j));

		if (i == f->in->n) {
			if (!zc_json_skip(j))
				return ZC_FAIL(e, ZC_EINPUT, "feed breaks off");
			continue;
		}
		if (zc_json_next(j) != ZC_JSON_OPEN)
			return ZC_FAIL(e, ZC_EINPUT, "not a tracker's JSON");
		while ((inner = zc_json_next(j)) == ZC_JSON_KEY) {
			rc = cve(f, j, &f->in->v[f->by_source[i]], e);
			if (rc != ZC_OK)
				return rc;
		}
		if (inner != ZC_JSON_CLOSE)
			return ZC_FAIL(e, ZC_EINPUT, "feed breaks off");
	}
	return k == ZC_JSON_CLOSE ? ZC_OK
				  : ZC_FAIL(e, ZC_EINPUT, "feed breaks off");
}
