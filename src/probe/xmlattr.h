/*
 * xmlattr: the start tags of a small XML text and their attributes, enough
 * for desktop bookmark files (XBEL). No DTD, no name spaces, no entities but
 * the five of XML 1.0 and numbers; text and comments are skipped.
 */
#ifndef ZC_XMLATTR_H
#define ZC_XMLATTR_H

#include "base/buf.h"

struct zc_xmltag {
	struct zc_str name;  /* "bookmark"; "/bookmark" for an end tag */
	struct zc_str attrs; /* as they stand between name and '>' */
};

/* The next tag; moves `rest` behind it. False at the end. */
bool zc_xmltag_next(struct zc_str *rest, struct zc_xmltag *out);

/* The value of an attribute with entities decoded into `b`; false if none. */
bool zc_xmltag_attr(
    const struct zc_xmltag *tag, const char *name, struct zc_buf *b);

/*
 * The path or address of a URI, "%20" decoded: "file:///media/x" gives
 * "/media/x"; others keep their scheme but lose "user:password@".
 */
void zc_uri_text(struct zc_str uri, struct zc_buf *b);

#endif
