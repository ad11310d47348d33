#include "core/notice.h"

#include "base/clock.h"
#include "base/tr.h"
#include "core/report.h"
#include "probe/gather.h"

static void
line(struct zc_buf *b, const char *lang, const char *msgid)
{
	zc_buf_fmt(b, "%s\n", zc_tr(lang, msgid));
}

/* Titles of all tables, a line's width at a time. */
static void
titles(struct zc_buf *b, const char *lang)
{
	bool zh = strcmp(lang, "zh") == 0;
	size_t n = 0;

	for (size_t i = 0; i < zc_nprobes; i++) {
		const char *t = zh ? zc_probes[i]->zh : zc_probes[i]->en;

		zc_buf_fmt(b, "%s%s", n == 0 ? "    " : zh ? "、" : ", ", t);
		if (++n == 8) {
			zc_buf_cstr(b, "\n");
			n = 0;
		}
	}
	zc_buf_cstr(b, n == 0 ? "" : "\n");
}

void
zc_notice_text(
    const char *unit, const char *hostname, const char *lang, struct zc_buf *b)
{
	char day[32];

	zc_buf_fmt(b, "%s\n\n",
	    zc_tr(lang, ZC_N("Notice of an inspection of your computer")));
	if (unit[0] != '\0')
		zc_buf_fmt(b, "%s %s\n", zc_tr(lang, ZC_N("Unit:")), unit);
	zc_buf_fmt(b, "%s %s\n", zc_tr(lang, ZC_N("Computer:")), hostname);
	zc_buf_fmt(b, "%s %s\n\n", zc_tr(lang, ZC_N("Date:")),
	    zc_clock_day(zc_clock_now(), day));
	line(b, lang, ZC_N("What will be looked at:"));
	titles(b, lang);
	zc_buf_cstr(b, "\n");
	line(b, lang,
	    ZC_N("Nothing on the computer is changed, and nothing is sent "
		 "over the network."));
	line(b, lang,
	    ZC_N("Passwords, the text of mails and chats, and the content of "
		 "documents are not recorded. Of browser traces only those "
		 "are kept that a rule names: domain, time and category."));
	line(b, lang,
	    ZC_N("What the rules name is a matter to be looked at, not an "
		 "accusation; you may explain it."));
	line(b, lang, zc_report_notice(lang));
	zc_buf_fmt(b, "\n%s ________________    %s ________________\n",
	    zc_tr(lang, ZC_N("Inspector:")),
	    zc_tr(lang, ZC_N("Told to (signature):")));
}
