/*
 * OVAL definitions of rpm distributions: each <definition> names an advisory
 * and, in the comments of its criteria, "NAME is earlier than EVR". Taken
 * definition by definition; nothing else of the XML is needed.
 */
#include "base/clock.h"
#include "probe/feed.h"

static struct zc_str
between(struct zc_str s, const char *open, char close)
{
	size_t n = zc_str_search(s, open);
	struct zc_str v = zc_str_sub(s, n + strlen(open), s.n);

	return n == s.n ? ZC_S("") : zc_str_sub(v, 0, zc_str_find(v, close));
}

/* "openEuler-SA-2021-1001", "KYSA-…" of the references, else the title. */
static struct zc_str
advisory_of(struct zc_str def)
{
	struct zc_str id = between(def, "ref_id=\"", '"');

	if (id.n > 0)
		return id;
	id = between(def, "<title>", '<');
	return zc_str_sub(id, 0, zc_str_find(id, ':'));
}

static int
definition(struct zc_feed *f, struct zc_str def, struct zc_err *e)
{
	static const char words[] = " is earlier than ";
	struct zc_feed_hit h = { .advisory = advisory_of(def),
		.severity = zc_feed_severity(
		    zc_str_trim(between(def, "<severity>", '<'))) };
	int rc = ZC_OK;

	(void)zc_clock_parse(
	    between(def, "<issued date=\"", '"'), &h.published);
	for (;;) {
		size_t n = zc_str_search(def, "comment=\"");
		struct zc_str c;
		size_t at;

		if (rc != ZC_OK || n == def.n)
			return rc;
		def = zc_str_sub(def, n + 9, def.n);
		c = zc_str_sub(def, 0, zc_str_find(def, '"'));
		at = zc_str_search(c, words);
		if (at < c.n)
			rc = zc_feed_rpm(f, &h,
			    zc_str_trim(zc_str_sub(c, 0, at)),
			    zc_str_trim(zc_str_sub(c, at + strlen(words), c.n)),
			    e);
	}
}

int
zc_feed_oval(struct zc_feed *f, struct zc_unpack *u, struct zc_err *e)
{
	struct zc_pieces ps;
	struct zc_str piece;
	size_t seen = 0;
	int rc = ZC_OK;

	zc_pieces_init(&ps, u, "</definition>");
	while (rc == ZC_OK && zc_pieces_next(&ps, &piece)) {
		size_t n = zc_str_search(piece, "<definition ");

		if (n == piece.n)
			continue;
		seen++;
		rc = definition(f, zc_str_sub(piece, n, piece.n), e);
	}
	if (rc == ZC_OK && ps.rc != ZC_OK)
		rc = ps.rc;
	if (rc == ZC_OK && (seen == 0 || ps.skipped > 0))
		rc = ZC_FAIL(e, ZC_EINPUT, "not an OVAL document");
	zc_pieces_fini(&ps);
	return rc;
}
