#include "probe/feed.h"

static const struct zc_installed *sorting;

static int
by_source(const void *a, const void *b)
{
	const struct zc_installed_pkg *x = &sorting->v[*(const uint32_t *)a];
	const struct zc_installed_pkg *y = &sorting->v[*(const uint32_t *)b];

	return strcmp(x->source, y->source);
}

const uint32_t *
zc_feed_sources(const struct zc_installed *in, struct zc_arena *a)
{
	uint32_t *v = zc_arena_array(a, in->n + 1, sizeof(*v));

	if (v == NULL)
		return NULL;
	for (size_t i = 0; i < in->n; i++)
		v[i] = (uint32_t)i;
	sorting = in;
	if (in->n > 0)
		qsort(v, in->n, sizeof(*v), by_source);
	return v;
}

const char *
zc_feed_severity(struct zc_str w)
{
	if (zc_str_isi(w, "critical"))
		return "critical";
	if (zc_str_isi(w, "high") || zc_str_isi(w, "important"))
		return "high";
	if (zc_str_isi(w, "medium") || zc_str_isi(w, "moderate"))
		return "medium";
	if (zc_str_isi(w, "low") || zc_str_isi(w, "unimportant") ||
	    zc_str_isi(w, "negligible"))
		return "low";
	return "unknown";
}

/* ".oe2203sp1" of "5.10.0-60.oe2203sp1": the release a package is for. */
static struct zc_str
tag_of(struct zc_str evr)
{
	size_t n = evr.n;

	while (n > 0 && evr.p[n - 1] != '.' && evr.p[n - 1] != '-')
		n--;
	return n > 0 && evr.p[n - 1] == '.' ? zc_str_sub(evr, n, evr.n)
					    : ZC_S("");
}

int
zc_feed_rpm(struct zc_feed *f, struct zc_feed_hit *h, struct zc_str name,
    struct zc_str evr, struct zc_err *e)
{
	const struct zc_installed *in = f->in;
	int rc = ZC_OK;

	for (size_t i = zc_installed_first(in, name);
	     rc == ZC_OK && i < in->n && zc_str_is(name, in->v[i].name); i++) {
		struct zc_str have = zc_str_of(in->v[i].version);

		if (!in->v[i].rpm || !zc_str_eq(tag_of(have), tag_of(evr)))
			continue;
		f->applies = true;
		if (zc_rpm_vercmp(have, evr) >= 0)
			continue;
		h->package = &in->v[i];
		h->installed = in->v[i].version;
		h->fixed = evr;
		rc = f->hit(f->ctx, h, e);
	}
	return rc;
}
