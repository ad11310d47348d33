#include "probe/kernlog.h"

#include "probe/journal.h"
#include "probe/logfile.h"

struct walk {
	zc_kernline_fn fn;
	void *ctx;
	struct zc_kernspan *span;
	const char *source;
	size_t lines; /* of this source */
};

static int
hand(struct walk *w, struct zc_str msg, int64_t at, bool guessed)
{
	struct zc_kernline k = {
		.source = w->source, .msg = msg, .at = at, .guessed = guessed
	};

	w->lines++;
	if (at != 0 && (w->span->from == 0 || at < w->span->from))
		w->span->from = at;
	if (at > w->span->to)
		w->span->to = at;
	return w->fn(w->ctx, &k);
}

bool
zc_kernlog_text(struct zc_str msg, struct zc_str *text)
{
	struct zc_str rest = msg, host, tag;
	size_t end;

	if (!zc_str_word(&rest, &host) || !zc_str_word(&rest, &tag))
		return false;
	/* "kernel:", or "kernel[0]:" of some daemons. */
	if (!zc_str_starts(tag, "kernel") ||
	    (tag.n > 6 && tag.p[6] != ':' && tag.p[6] != '['))
		return false;
	rest = zc_str_trim(rest);
	if (rest.n > 0 && rest.p[0] == '[') {
		end = zc_str_find(rest, ']');
		if (end < rest.n && end < 24)
			rest = zc_str_trim(zc_str_sub(rest, end + 1, rest.n));
	}
	*text = rest;
	return true;
}

static int
text_line(void *ctx, const struct zc_logpart *part ZC_UNUSED,
    const struct zc_logline *line)
{
	struct walk *w = ctx;
	struct zc_str text;

	if (!zc_kernlog_text(line->msg, &text))
		return ZC_OK;
	return hand(w, text, line->at, line->guessed);
}

static void
count(struct walk *w)
{
	if (w->lines > 0)
		w->span->sources++;
	w->lines = 0;
}

static int
read_text(const struct zc_look *l, struct zc_table *t, const char *path,
    struct walk *w)
{
	struct zc_logset set;
	bool whole;
	int rc = zc_logset_find(l, path, &set, NULL);

	if (rc == ZC_ENOENT)
		return ZC_OK;
	if (rc == ZC_ENOMEM)
		return rc;
	w->source = path;
	if (rc == ZC_OK) {
		rc = zc_logset_each(l, t, &set, text_line, w, &whole);
		if (rc != ZC_OK)
			return rc;
		if (!whole)
			w->span->unread++;
	} else {
		zc_miss_rc(t, path, rc);
		w->span->unread++;
		w->span->denied = w->span->denied || rc == ZC_EACCES;
	}
	count(w);
	return ZC_OK;
}

static int
read_journal(const struct zc_look *l, struct zc_table *t, struct walk *w,
    struct zc_err *e)
{
	struct zc_journal j;
	int rc = zc_journal_open(l, &j, e);

	if (rc == ZC_ENOENT)
		return ZC_OK;
	w->source = "journal";
	if (rc == ZC_EUNSUP || rc == ZC_EACCES) {
		w->span->unread++;
		w->span->denied = w->span->denied || rc == ZC_EACCES;
		w->span->unsupported = rc == ZC_EUNSUP;
		zc_miss(t, "/var/log/journal",
		    rc == ZC_EACCES
			? ZC_N("not permitted")
			: ZC_N("the journal cannot be read on this computer"));
		return ZC_OK;
	}
	if (rc != ZC_OK)
		return rc;
	rc = zc_journal_match(&j, "_TRANSPORT=kernel", e);
	while (rc == ZC_OK && zc_journal_next(&j))
		rc = hand(w, zc_journal_field(&j, "MESSAGE"),
		    zc_journal_time(&j), false);
	if (zc_journal_miss(&j, t)) {
		w->span->unread++;
		w->span->denied = w->span->denied || j.denied > 0;
	}
	zc_journal_close(&j);
	count(w);
	return rc;
}

int
zc_kernlog_each(const struct zc_look *l, struct zc_table *t, zc_kernline_fn fn,
    void *ctx, struct zc_kernspan *span, struct zc_err *e)
{
	static const char *const logs[] = { "/var/log/kern.log",
		"/var/log/syslog", "/var/log/messages" };
	struct walk w = { .fn = fn, .ctx = ctx, .span = span };
	int rc;

	*span = (struct zc_kernspan){ 0 };
	rc = read_journal(l, t, &w, e);
	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(logs); i++)
		rc = read_text(l, t, logs[i], &w);
	return rc;
}
