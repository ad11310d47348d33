/* asset: files that are embedded in the binary (made by tools/gen-assets). */
#ifndef ZC_ASSET_H
#define ZC_ASSET_H

struct zc_asset {
	const char *name; /* path in the source tree, e.g. catalog/checks/… */
	const char *start; /* ends in '\0', which is not counted */
	const char *end;
};

extern const struct zc_asset zc_assets[];
extern const unsigned long zc_nassets;

#endif
