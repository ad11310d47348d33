/* ztzip: ZIP files made by hand, right and wrong ones. */
#ifndef ZTZIP_H
#define ZTZIP_H

#include "base/buf.h"

struct ztzip_part {
	const char *name;
	struct zc_str text;
	bool deflate;
	bool behind;       /* sizes stand behind the data */
	uint32_t lie_size; /* what the directory says instead; 0 = truth */
	uint32_t lie_crc;  /* added to the check sum */
};

/* Append a ZIP file of these parts. */
void ztzip_make(struct zc_buf *b, const struct ztzip_part *v, size_t n);

/*
 * A file that nobody else sees, removed with its descriptor; the caller closes
 * it.
 */
int ztzip_fd(struct zc_str bytes);

/* The least XLSX with this sheet (the inside of <worksheet>). */
void ztzip_xlsx(struct zc_buf *b, const char *sheet, const char *strings,
    const char *styles);
/* The least DOCX with this body. */
void ztzip_docx(struct zc_buf *b, const char *body);

#endif
