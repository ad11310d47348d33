/* Any XML: a decoded value is never longer than what it was made from. */
#include "probe/xmlattr.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct zc_str in = { (const char *)p, n };
	struct zc_xmltag tag;
	struct zc_buf value, uri;

	zc_buf_init(&value, 1 << 20);
	zc_buf_init(&uri, 1 << 20);
	while (zc_xmltag_next(&in, &tag)) {
		if (!zc_xmltag_attr(&tag, "href", &value))
			continue;
		if (value.n > tag.attrs.n)
			abort();
		zc_uri_text(zc_buf_get(&value), &uri);
		if (uri.n > value.n)
			abort();
	}
	zc_buf_fini(&value);
	zc_buf_fini(&uri);
	return 0;
}
