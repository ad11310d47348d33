/*
 * json: a bounded pull parser (RFC 8259) over a stream, for feeds of any
 * size. Strings are decoded to UTF-8; what is longer than ZC_JSON_TEXT bytes
 * is cut, which the caller can see.
 */
#ifndef ZC_JSON_H
#define ZC_JSON_H

#include "probe/unpack.h"

enum {
	ZC_JSON_TEXT = 4096,
	ZC_JSON_DEPTH = 64
};

enum zc_json_token {
	ZC_JSON_END,   /* the document ended as it should */
	ZC_JSON_ERROR, /* no JSON, too deep, or the stream broke off */
	ZC_JSON_OPEN,  /* { or [ */
	ZC_JSON_CLOSE, /* } or ] */
	ZC_JSON_KEY,   /* name of a member; its value follows */
	ZC_JSON_STRING,
	ZC_JSON_OTHER /* number, true, false, null; text holds it */
};

struct zc_json {
	struct zc_unpack *u;
	unsigned char in[16384];
	size_t at, n;
	char stack[ZC_JSON_DEPTH]; /* '{' or '[' */
	int depth;                 /* open objects and arrays */
	bool want_value;           /* behind a key or a comma in an array */
	bool first;                /* nothing yet in the innermost */
	bool done, bad;
	char text[ZC_JSON_TEXT + 8];
	size_t len;
	bool cut; /* text is only the beginning */
};

void zc_json_init(struct zc_json *j, struct zc_unpack *u);
enum zc_json_token zc_json_next(struct zc_json *j);
/* Text of the last key, string or other. */
struct zc_str zc_json_text(const struct zc_json *j);
/* Pass over the value that follows. False on an error. */
bool zc_json_skip(struct zc_json *j);

#endif
