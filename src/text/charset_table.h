/*
 * charset_table: decoding tables that the build makes with tools/gen-charset
 * from the C library's iconv(3); none is committed and none is read from disk.
 */
#ifndef ZC_CHARSET_TABLE_H
#define ZC_CHARSET_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum {
	ZC_CHARSET_ROW = 192, /* entries a lead byte: trail 0x40..0xFF */
	ZC_CHARSET_GB_FIRST = 0x81,
	ZC_CHARSET_GB_LAST = 0xFE,
	ZC_CHARSET_BIG5_FIRST = 0xA1,
	ZC_CHARSET_BIG5_LAST = 0xF9
};

/* UTF-8 bytes of a pair, first byte in the lowest eight bits; 0 = none. */
extern const uint32_t zc_charset_gb[];
extern const uint32_t zc_charset_big5[];

/*
 * Four-byte codes of the basic plane, by linear index
 * ((b1-0x81)*10+(b2-0x30))*1260+(b3-0x81)*10+(b4-0x30): from `index` on, code
 * points go up by one from `point`; point 0 = none.
 */
struct zc_charset_run {
	uint32_t index;
	uint32_t point;
};
extern const struct zc_charset_run zc_charset_quads[];
extern const size_t zc_charset_nquads;

#endif
