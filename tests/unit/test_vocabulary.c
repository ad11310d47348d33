/* The words in which tables and columns are explained. */
#include "base/tr.h"
#include "probe/probe.h"
#include "unit/zt.h"

static bool
in_chinese(const char *mean)
{
	char msgid[1024];

	(void)snprintf(msgid, sizeof(msgid), "mean=%s", mean);
	if (zc_tr("zh", msgid) != msgid)
		return true;
	(void)fprintf(stderr, "po/parts/columns.po lacks: %s\n", msgid);
	return false;
}

ZT(every_table_and_column_is_explained_in_chinese)
{
	for (size_t i = 0; i < zc_nprobes; i++) {
		const struct zc_probe *p = zc_probes[i];

		ZT_TRUE(in_chinese(p->mean));
		for (size_t k = 0; k < p->ncols; k++)
			ZT_TRUE(in_chinese(p->cols[k].mean));
	}
}
