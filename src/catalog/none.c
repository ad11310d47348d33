#include "catalog/catalog.h"
const struct zc_setting *
zc_catalog_setting(const struct zc_catalog *c, const char *id)
{
	(void)c;
	(void)id;
	return NULL;
}
