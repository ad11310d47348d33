/*
 * xmltext: a bounded pull scanner for XML 1.0 text as office files hold it.
 * It knows tags, attributes, text, CDATA, comments, processing instructions,
 * the five named entities and numbers. A document type is refused, so there
 * are neither entities to blow up nor files to fetch. Tags must match. UTF-8,
 * and UTF-16 by its mark or its first bytes; other encodings are refused.
 *
 * Own, because expat is a small part of the speed and answers by callbacks
 * that know no place in the bytes, which writing back needs. Expat is the
 * oracle of the fuzz target.
 */
#ifndef ZC_XMLTEXT_H
#define ZC_XMLTEXT_H

#include "base/buf.h"

enum {
	ZC_XMLTEXT_DEPTH_MAX = 512,
	ZC_XMLTEXT_TOKEN_MAX = 4 << 20 /* one tag, comment or CDATA */
};

enum zc_xmltext_kind {
	ZC_XML_END = 0,
	ZC_XML_OPEN,
	ZC_XML_CLOSE,
	ZC_XML_TEXT
};

/* Up to n bytes into p; *got 0 at the end. */
typedef int (*zc_xmltext_fill)(
    void *ctx, void *p, size_t n, size_t *got, struct zc_err *e);

struct zc_xmltext {
	/* The event: borrowed until the next call. */
	struct zc_str name;   /* without prefix; OPEN and CLOSE */
	struct zc_str qname;  /* with prefix */
	struct zc_str attrs;  /* OPEN: as they stand */
	struct zc_str raw;    /* TEXT: as it stands; see zc_xmltext_decode */
	bool empty;           /* OPEN of <a/>; its CLOSE comes all the same */
	bool cdata;           /* TEXT that has no entities */
	unsigned depth;       /* open elements, the new one counted */
	uint64_t start, stop; /* bytes of the event in the input (UTF-8 only) */
	bool utf16;
	/* inner */
	zc_xmltext_fill fill;
	void *ctx;
	char *p; /* window */
	size_t n, cap, at;
	uint64_t base; /* offset of p[0] in the input */
	bool owned, eof, begun, closing, seen_root;
	bool big;             /* UTF-16BE */
	unsigned char odd[4]; /* UTF-16 bytes that make no character yet */
	size_t nodd;
	char *names; /* of the open elements, one behind the other */
	size_t names_n, names_cap;
	uint32_t marks[ZC_XMLTEXT_DEPTH_MAX];
};

/* From a stream: bytes are asked for as they are needed. */
void zc_xmltext_init(struct zc_xmltext *x, zc_xmltext_fill fill, void *ctx);
/* From memory, which must stay; start and stop are offsets in it. */
void zc_xmltext_init_str(struct zc_xmltext *x, struct zc_str s);
void zc_xmltext_fini(struct zc_xmltext *x);

/*
 * The next event, enum zc_xmltext_kind; long text comes in pieces. ZC_XML_END
 * after the root element was closed and nothing but white space followed.
 *
 * ZC_EINPUT  not well-formed, cut short, or it declares a document type
 * ZC_ELIMIT  deeper or longer than allowed
 * ZC_EUNSUP  another encoding
 * and what `fill` gives
 */
ZC_MUST int zc_xmltext_next(struct zc_xmltext *x, struct zc_err *e);

/* Pass over the element just opened, to its CLOSE. ZC_OK or as above. */
ZC_MUST int zc_xmltext_skip(struct zc_xmltext *x, struct zc_err *e);

/*
 * Take the next attribute off the front of `attrs`: name without prefix, value
 * as it stands. False when none is left, or at what is no attribute.
 */
bool zc_xmltext_attr(
    struct zc_str *attrs, struct zc_str *name, struct zc_str *value);
/* The value of one attribute as it stands; empty when there is none. */
struct zc_str zc_xmltext_get(const struct zc_xmltext *x, const char *name);

/*
 * Append text or a value with its entities resolved and line ends as "\n". An
 * unknown entity stays as it is; a number that is no character gives U+FFFD.
 */
void zc_xmltext_decode(struct zc_buf *b, struct zc_str raw, bool cdata);
/* Append text so that it can stand in an element or a value in quotes. */
void zc_xmltext_escape(struct zc_buf *b, struct zc_str text);
/* Append one code point as UTF-8; U+FFFD for what is none. */
void zc_xmltext_char(struct zc_buf *b, uint32_t c);

#endif
