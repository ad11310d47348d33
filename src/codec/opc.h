/*
 * opc: the package that XLSX and DOCX are (ECMA-376 part 2): parts of a ZIP
 * file, and relationships that say which part is what.
 */
#ifndef ZC_OPC_H
#define ZC_OPC_H

#include "codec/xmltext.h"
#include "codec/zip.h"

/* A part read as XML. */
struct zc_opc_part {
	struct zc_xmltext x;
	struct zc_zip_stream *s;
};

/*
 * Open the part of this name. ZC_ENOENT: not there; others as zc_zip_find and
 * zc_zip_stream_open. zc_opc_part_close takes a part that is all zero, too.
 */
ZC_MUST int zc_opc_part_open(struct zc_zip *z, struct zc_str name,
    struct zc_opc_part *out, struct zc_err *e);
void zc_opc_part_close(struct zc_opc_part *p);

/* One relationship; `target` is a part name, resolved against its source. */
struct zc_opc_rel {
	struct zc_str id, type, target;
};
struct zc_opc_rels {
	struct zc_opc_rel *v;
	size_t n;
};

enum {
	ZC_OPC_RELS_MAX = 10000
};

/*
 * Relationships of `part` ("" = of the package). None when it has no file for
 * them. External ones are left out.
 */
ZC_MUST int zc_opc_rels_read(struct zc_zip *z, struct zc_str part,
    struct zc_arena *a, struct zc_opc_rels *out, struct zc_err *e);

/* First of the type that ends with `type` ("/styles"), or NULL. */
const struct zc_opc_rel *zc_opc_rels_of(
    const struct zc_opc_rels *r, const char *type);
const struct zc_opc_rel *zc_opc_rels_id(
    const struct zc_opc_rels *r, struct zc_str id);

/*
 * Name of the main part: of the relationship "/officeDocument", else
 * `otherwise` when there is such a part. ZC_ENOENT.
 */
ZC_MUST int zc_opc_main(struct zc_zip *z, const char *otherwise,
    struct zc_arena *a, struct zc_str *out, struct zc_err *e);

#endif
