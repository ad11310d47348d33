#include "core/brief.h"

#include "base/tr.h"

enum {
	REASONS_SHOWN = 3
};

void
zc_brief_fill(
    struct zc_buf *b, const char *lang, const char *msgid, const int64_t *n)
{
	for (const char *p = zc_tr(lang, msgid); *p != '\0'; p++) {
		if (p[0] == '{' && p[1] >= '1' && p[1] <= '9' && p[2] == '}') {
			zc_buf_fmt(b, "%lld", (long long)n[p[1] - '1']);
			p += 2;
		} else
			zc_buf_char(b, *p);
	}
}

static void
found(const struct zc_view *v, struct zc_buf *b)
{
	const int64_t n[] = { v->tally.high, v->tally.mend, v->tally.manual,
		v->tally.pass };

	if (v->tally.high + v->tally.mend > 0)
		zc_brief_fill(b, v->lang,
		    ZC_N("This self-inspection found {1} points of high risk "
			 "and {2} to be put right; {3} more need a person's "
			 "judgement. {4} points were checked and nothing was "
			 "found."),
		    n);
	else if (v->tally.pass == 0)
		zc_brief_fill(b, v->lang,
		    ZC_N("Not one point could be judged by this inspection; "
			 "{3} need a person's judgement."),
		    n);
	else
		zc_brief_fill(b, v->lang,
		    ZC_N("Nothing was found in the {4} points that could be "
			 "judged; {3} more need a person's judgement."),
		    n);
	zc_buf_char(b, '\n');
}

/* How many results share the cause of result `i`; 0 when counted before. */
static int64_t
sharing(const struct zc_view *v, size_t i)
{
	int64_t n = 0;

	for (size_t k = 0; k < v->nresults; k++) {
		if (v->results[k].group != ZC_GROUP_UNKNOWN ||
		    strcmp(v->results[k].cause, v->results[i].cause) != 0)
			continue;
		if (k < i)
			return 0;
		n++;
	}
	return n;
}

/* The causes that kept most checks from being judged. */
static void
causes(const struct zc_view *v, struct zc_buf *b)
{
	struct {
		int64_t n;
		const char *text;
	} top[REASONS_SHOWN] = { { 0, NULL } };

	for (size_t i = 0; i < v->nresults; i++) {
		const struct zc_view_result *r = &v->results[i];
		int64_t n = r->group == ZC_GROUP_UNKNOWN ? sharing(v, i) : 0;

		for (size_t k = 0; k < ZC_LEN(top); k++)
			if (n > top[k].n) {
				memmove(&top[k + 1], &top[k],
				    (ZC_LEN(top) - k - 1) * sizeof(top[0]));
				top[k].n = n;
				top[k].text = r->cause;
				break;
			}
	}
	for (size_t k = 0; k < ZC_LEN(top) && top[k].n > 0; k++) {
		if (k > 0)
			zc_buf_cstr(b, zc_tr(v->lang, ZC_N("; ")));
		zc_buf_cstr(b, top[k].text);
		zc_brief_fill(b, v->lang, ZC_N(" ({1})"), &top[k].n);
	}
	zc_buf_cstr(b, zc_tr(v->lang, ZC_N(".")));
}

static void
unseen(const struct zc_view *v, struct zc_buf *b)
{
	if (v->tally.unknown == 0)
		return;
	zc_brief_fill(b, v->lang,
	    ZC_N("{1} points could not be checked, which does not mean that "
		 "they are in order. Main reasons: "),
	    &v->tally.unknown);
	causes(v, b);
	zc_buf_char(b, '\n');
}

static void
covered(const struct zc_view *v, struct zc_buf *b)
{
	int64_t n[4] = { 0 };

	for (size_t i = 0; i < v->ntables; i++) {
		if (strcmp(v->tables[i].kind, "fact") != 0)
			continue;
		n[0]++;
		n[v->tables[i].o.cover == ZC_COVER_OK              ? 1
			: v->tables[i].o.cover == ZC_COVER_PARTIAL ? 2
								   : 3]++;
	}
	zc_brief_fill(b, v->lang,
	    ZC_N("Of {1} kinds of facts looked for, {2} were seen in full, "
		 "{3} in part, {4} not at all."),
	    n);
	zc_buf_char(b, '\n');
}

void
zc_brief_add(const struct zc_view *v, struct zc_buf *b)
{
	found(v, b);
	unseen(v, b);
	covered(v, b);
}
