/* Values as people and files read them. */
#include "base/clock.h"
#include "core/value_in.h"

#include <time.h>

const char *
zc_value_day(int64_t day, char out[32])
{
	time_t t = (time_t)day;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(out, 32, "%Y-%m-%d", &tm) == 0)
		out[0] = '\0';
	return out;
}

static const char *
dup(struct zc_arena *a, const char *s)
{
	const char *p = zc_arena_dup(a, s, strlen(s));

	return p == NULL ? "" : p;
}

static const char *
show_number(const struct zc_ledger_field *f, int64_t i, const char *lang,
    struct zc_arena *a)
{
	bool zh = strcmp(lang, "en") != 0;
	char s[64];

	if (strcmp(f->type, "date") == 0)
		return dup(a, zc_value_day(i, s));
	if (strcmp(f->type, "time") == 0)
		return dup(a, zc_clock_text(i, s));
	if (strcmp(f->type, "boolean") == 0)
		return i != 0 ? (zh ? "是" : "yes") : (zh ? "否" : "no");
	if (strcmp(f->type, "money") == 0) {
		uint64_t u = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;

		(void)snprintf(s, sizeof(s), "%s%llu.%02u", i < 0 ? "-" : "",
		    (unsigned long long)(u / 100), (unsigned)(u % 100));
	} else {
		(void)snprintf(s, sizeof(s), "%lld", (long long)i);
	}
	return dup(a, s);
}

const char *
zc_value_show(const struct zc_ledger_field *f, struct zc_val v,
    const char *lang, struct zc_arena *a)
{
	const char *p;

	if (v.type == ZC_VAL_NULL)
		return "";
	if (v.type == ZC_VAL_INT)
		return show_number(f, v.i, lang, a);
	for (size_t i = 0; i < f->nwords; i++)
		if (zc_str_is(v.s, f->words[i].name))
			return zc_both_get(&f->words[i].text, lang);
	p = zc_arena_dup(a, v.s.p, v.s.n);
	return p == NULL ? "" : p;
}

const char *
zc_value_export(const struct zc_ledger_field *f, struct zc_val v,
    const char *lang, struct zc_arena *a)
{
	return zc_value_show(f, v, lang, a);
}
