/* charset_three: the commonest check of UTF-8, in line. */
#ifndef ZC_CHARSET_THREE_H
#define ZC_CHARSET_THREE_H

#include "base/base.h"

/* Three bytes at p are a valid sequence (RFC 3629). */
static inline bool
zc_charset_three(const unsigned char *p)
{
	if ((p[0] & 0xF0) != 0xE0 || (p[1] & 0xC0) != 0x80 ||
	    (p[2] & 0xC0) != 0x80)
		return false;
	/* Overlong forms, and surrogates. */
	return (p[0] != 0xE0 || p[1] >= 0xA0) && (p[0] != 0xED || p[1] < 0xA0);
}

#endif
