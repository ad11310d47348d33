/* Format of .mo files: GNU gettext manual, section 10.3. */
#include "base/tr.h"

#include "base/asset.h"
#include "base/rd.h"

#include <locale.h>

static const struct zc_asset *
catalogue(void)
{
	for (unsigned long i = 0; i < zc_nassets; i++)
		if (strcmp(zc_assets[i].name, "zh_CN.mo") == 0)
			return &zc_assets[i];
	return NULL;
}

/* The i-th string of the table at offset `table`; "" when out of bounds. */
static struct zc_str
string_at(struct zc_rd *r, uint32_t table, uint32_t i)
{
	uint32_t n, at;

	zc_rd_seek(r, (size_t)table + 8 * (size_t)i);
	n = zc_rd_le32(r);
	at = zc_rd_le32(r);
	zc_rd_seek(r, at);
	return zc_rd_bytes(r, n);
}

static int
compare(struct zc_str a, const char *b)
{
	size_t n = strlen(b);
	int c = memcmp(a.p, b, a.n < n ? a.n : n);

	if (c != 0)
		return c;
	return a.n < n ? -1 : a.n > n;
}

const char *
zc_tr(const char *lang, const char *msgid)
{
	const struct zc_asset *mo = catalogue();
	uint32_t lo = 0, hi, ids, texts;
	struct zc_rd r;

	if (strcmp(lang, "zh") != 0 || mo == NULL || msgid[0] == '\0')
		return msgid;
	zc_rd_init(&r, mo->start, (size_t)(mo->end - mo->start));
	zc_rd_seek(&r, 8);
	hi = zc_rd_le32(&r);
	ids = zc_rd_le32(&r);
	texts = zc_rd_le32(&r);
	/* Msgids are sorted: binary search. */
	while (lo < hi && !r.bad) {
		uint32_t mid = lo + (hi - lo) / 2;
		int c = compare(string_at(&r, ids, mid), msgid);

		if (c == 0) {
			struct zc_str t = string_at(&r, texts, mid);

			return r.bad || t.n == 0 ? msgid : t.p;
		}
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return msgid;
}

const char *
zc_tr_language(const char *option)
{
	const char *l = option;

	if (l == NULL)
		l = getenv("ZICHA_LANG");
	if (l == NULL || l[0] == '\0')
		l = setlocale(LC_MESSAGES, NULL);
	if (l != NULL && strncmp(l, "en", 2) == 0)
		return "en";
	return "zh";
}
