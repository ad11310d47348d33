/* The words in which tables and columns are explained. */
#include "base/tr.h"
#include "probe/gather.h"
#include "unit/zt.h"

static size_t
lacking(const char *mean)
{
	char msgid[1024];

	(void)snprintf(msgid, sizeof(msgid), "mean=%s", mean);
	if (zc_tr("zh", msgid) != msgid)
		return 0;
	(void)fprintf(stderr, "po/parts/columns.po lacks: %s\n", msgid);
	return 1;
}

ZT(every_table_and_column_is_explained_in_chinese)
{
	size_t n = 0;

	for (size_t i = 0; i < zc_nprobes; i++) {
		const struct zc_probe *p = zc_probes[i];

		n += lacking(p->mean);
		for (size_t k = 0; k < p->ncols; k++)
			n += lacking(p->cols[k].mean);
	}
	ZT_EQ(n, 0);
}
