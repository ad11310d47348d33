/*
 * CSAF 2.0: one advisory a file. What counts: document.tracking.id and
 * dates, document.aggregate_severity.text, and every product listed under
 * vulnerabilities[].product_status.fixed, whose id ends in the package
 * "name-version-release.arch" (behind the last ':').
 */
#include "base/clock.h"
#include "probe/feed.h"
#include "probe/json.h"

enum {
	PATH = 8
};

struct doc {
	char key[PATH][48]; /* key at each depth */
	char id[128], severity[32];
	int64_t published;
	bool csaf;
	struct zc_buf fixed; /* products, one a line */
};

static bool
path_is(
    const struct doc *d, int depth, const char *a, const char *b, const char *c)
{
	return depth < PATH && strcmp(d->key[1], a) == 0 &&
	    (depth < 2 || strcmp(d->key[2], b) == 0) &&
	    (c == NULL || strcmp(d->key[depth], c) == 0);
}

static void
text(struct doc *d, int depth, struct zc_str s)
{
	if (path_is(d, depth, "document", "tracking", "id") && depth == 3)
		(void)snprintf(d->id, sizeof(d->id), "%.*s", (int)s.n, s.p);
	else if (path_is(d, depth, "document", "tracking",
		     "initial_release_date") &&
	    depth == 3)
		(void)zc_clock_parse(s, &d->published);
	else if (path_is(d, depth, "document", "aggregate_severity", "text") &&
	    depth == 3)
		(void)snprintf(
		    d->severity, sizeof(d->severity), "%.*s", (int)s.n, s.p);
	else if (depth == 2 && path_is(d, 2, "document", "csaf_version", NULL))
		d->csaf = true;
	/* vulnerabilities [ { product_status { fixed [ text */
	else if (depth == 5 && strcmp(d->key[1], "vulnerabilities") == 0 &&
	    strcmp(d->key[3], "product_status") == 0 &&
	    (strcmp(d->key[4], "fixed") == 0 ||
		strcmp(d->key[4], "first_fixed") == 0)) {
		zc_buf_str(&d->fixed, s);
		zc_buf_char(&d->fixed, '\n');
	}
}

/* name-version-release[.arch] */
static int
product(struct zc_feed *f, struct doc *d, struct zc_str s, struct zc_err *e)
{
	static const char *const archs[] = { ".x86_64", ".aarch64", ".noarch",
		".src", ".loongarch64", ".i686", ".riscv64", ".sw_64",
		".ppc64le", ".rpm" };
	struct zc_feed_hit h = { .advisory = zc_str_of(d->id),
		.severity = zc_feed_severity(zc_str_of(d->severity)),
		.published = d->published };
	size_t n, dashes = 0;

	for (n = s.n; n > 0 && s.p[n - 1] != ':'; n--)
		continue;
	/* An epoch has a ':' of its own: name-1:2.3-4; keep that. */
	if (n > 1 && s.p[n - 2] >= '0' && s.p[n - 2] <= '9' &&
	    zc_str_find(zc_str_sub(s, 0, n), '-') < n - 1)
		for (n--; n > 0 && s.p[n - 1] != ':'; n--)
			continue;
	s = zc_str_sub(s, n, s.n);
	for (size_t i = ZC_LEN(archs); i-- > 0;)
		if (zc_str_ends(s, archs[i]))
			s.n -= strlen(archs[i]);
	for (n = s.n; n > 0 && dashes < 2; n--)
		dashes += s.p[n - 1] == '-';
	if (dashes < 2)
		return ZC_OK;
	return zc_feed_rpm(
	    f, &h, zc_str_sub(s, 0, n), zc_str_sub(s, n + 1, s.n), e);
}

static int
read_doc(struct zc_json *j, struct doc *d, struct zc_err *e)
{
	enum zc_json_token k;

	while ((k = zc_json_next(j)) != ZC_JSON_END) {
		struct zc_str s = zc_json_text(j);

		if (k == ZC_JSON_ERROR)
			return ZC_FAIL(e, ZC_EINPUT, "feed breaks off");
		if (k == ZC_JSON_OPEN && j->depth < PATH)
			d->key[j->depth][0] = '\0';
		if (k == ZC_JSON_KEY && j->depth < PATH)
			(void)snprintf(d->key[j->depth], sizeof(d->key[0]),
			    "%.*s", (int)s.n, s.p);
		if (k == ZC_JSON_STRING)
			text(d, j->depth, s);
	}
	return ZC_OK;
}

int
zc_feed_csaf(struct zc_feed *f, struct zc_unpack *u, struct zc_err *e)
{
	struct zc_json *j = zc_arena_get(f->a, sizeof(*j));
	struct doc d = { .published = 0 };
	struct zc_str all, line;
	int rc;

	if (j == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "feed");
	zc_buf_init(&d.fixed, 8 << 20);
	zc_json_init(j, u);
	rc = read_doc(j, &d, e);
	if (rc == ZC_OK && (!d.csaf || d.id[0] == '\0'))
		rc = ZC_FAIL(e, ZC_EINPUT, "not a CSAF document");
	if (rc == ZC_OK)
		rc = d.fixed.rc;
	all = zc_buf_get(&d.fixed);
	while (rc == ZC_OK && zc_str_line(&all, &line))
		rc = product(f, &d, line, e);
	zc_buf_fini(&d.fixed);
	return rc;
}
