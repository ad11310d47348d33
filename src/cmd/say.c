#include "cmd/say.h"

#include "base/tr.h"
#include "probe/gather.h"

#include <errno.h>

/* What a person can do about it. */
static const char *
remedy(const struct zc_err *e)
{
	if (e->sys == ENOSPC || e->sys == EDQUOT)
		return ZC_N("The disk is full. Nothing was changed: make room, "
			    "then do it again.");
	switch (e->rc) {
	case ZC_EACCES:
		return ZC_N("Not permitted. Run it as administrator (sudo), or "
			    "choose a place you may write to with --db.");
	case ZC_ENOENT:
		if (e->sys == 0)
			return ZC_N("It is not there.");
		return ZC_N("There is no such file or directory.");
	case ZC_EINPUT:
		return ZC_N("Something is not of the form it should have.");
	case ZC_EIO:
		return ZC_N(
		    "Reading or writing failed; see whether the disk is "
		    "full or damaged.");
	case ZC_EBUSY:
		if (e->sys == 0)
			return ZC_N("Somebody else is writing or has changed "
				    "it meanwhile. Look at it again, then "
				    "repeat.");
		return ZC_N("Another inspection is running on the same data. "
			    "Wait until it has ended.");
	case ZC_EEXIST:
		return ZC_N("It exists already and is not overwritten.");
	case ZC_ENOMEM:
	case ZC_ELIMIT:
		return ZC_N("A limit of size or memory was reached.");
	case ZC_ESTOP:
		return ZC_N("Stopped. What was gathered is kept and can be "
			    "resumed.");
	case ZC_EREFUSED:
		return ZC_N("Refused.");
	case ZC_EUSAGE:
		return ZC_N("The command is not written like this.");
	default:
		return ZC_N("It could not be done.");
	}
}

/* Up to and behind the next conversion of a format: "%s", "%zu", "%lld". */
static struct zc_str
literal(struct zc_str *fmt)
{
	size_t n = zc_str_find(*fmt, '%');
	struct zc_str front = zc_str_sub(*fmt, 0, n);

	while (n < fmt->n && strchr("sduxc", fmt->p[n]) == NULL)
		n++;
	*fmt = zc_str_sub(*fmt, n + 1, fmt->n);
	return front;
}

/* A value; one that is a sentence of the program itself, translated. */
static void
put_value(const struct zc_run *r, struct zc_str v, struct zc_buf *b)
{
	char text[400];

	if (v.n < sizeof(text) && zc_str_find(v, ' ') < v.n) {
		(void)snprintf(text, sizeof(text), "%.*s", (int)v.n, v.p);
		zc_buf_cstr(b, zc_tr(r->lang, text));
	} else {
		zc_buf_str(b, v);
	}
}

/*
 * The sentence of an error in the user's language: the values are read back
 * from it by its format and put into the format's translation, which has them
 * in the same order. As it is when it does not fit.
 */
void
zc_say_sentence(
    const struct zc_run *r, const struct zc_err *e, struct zc_buf *b)
{
	const char *t = e->fmt == NULL ? NULL : zc_tr(r->lang, e->fmt);
	struct zc_str from, to, msg = zc_str_of(e->msg);

	if (t == NULL || t == e->fmt) {
		zc_buf_cstr(b, zc_tr(r->lang, e->msg));
		return;
	}
	from = zc_str_of(e->fmt);
	to = zc_str_of(t);
	msg = zc_str_sub(msg, literal(&from).n, msg.n);
	for (;;) {
		struct zc_str front = literal(&to);
		size_t at;
		char next[128];

		zc_buf_str(b, front);
		if (front.p + front.n == t + strlen(t))
			return;
		front = literal(&from);
		(void)snprintf(
		    next, sizeof(next), "%.*s", (int)front.n, front.p);
		at = front.n == 0 ? msg.n : zc_str_search(msg, next);
		put_value(r, zc_str_sub(msg, 0, at), b);
		msg = zc_str_sub(msg, at + front.n, msg.n);
	}
}

void
zc_say_line(const struct zc_run *r, const char *what, const char *why)
{
	bool zh = strcmp(r->lang, "zh") == 0;

	(void)fprintf(stderr, "zicha: %s%s%s%s\n", zc_tr(r->lang, what),
	    zh ? "（" : " (", why, zh ? "）" : ")");
}

int
zc_say_err(const struct zc_run *r, const struct zc_err *e)
{
	struct zc_buf b;

	zc_buf_init(&b, 4096);
	zc_say_sentence(r, e, &b);
	zc_say_line(r, remedy(e), b.rc == ZC_OK ? b.p : e->msg);
	zc_buf_fini(&b);
	switch (e->rc) {
	case ZC_EREFUSED:
		return ZC_EXIT_REFUSED;
	case ZC_ESTOP:
		return ZC_EXIT_STOPPED;
	case ZC_EUSAGE:
		return ZC_EXIT_USAGE;
	default:
		return ZC_EXIT_FAILED;
	}
}

int
zc_say_usage(const struct zc_run *r, const char *name)
{
	for (size_t i = 0; i < zc_ncmds; i++)
		if (strcmp(zc_cmds[i]->name, name) == 0)
			(void)fprintf(
			    stderr, "%s\n", zc_tr(r->lang, zc_cmds[i]->usage));
	return ZC_EXIT_USAGE;
}

void
zc_say_fault(void *ctx, const struct zc_at *at, const char *zh, const char *en)
{
	const struct zc_run *r = ctx;

	(void)fprintf(stderr, "%s:%d:%d: %s\n", at->file, at->line, at->col,
	    strcmp(r->lang, "zh") == 0 ? zh : en);
}

int
zc_say_load(const struct zc_run *r, struct zc_catalog *c, struct zc_err *e)
{
	struct zc_run copy = *r;
	struct zc_catalog_from from;
	const char **tables = calloc(zc_nprobes + 1, sizeof(*tables));
	int rc;

	if (tables == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "names of tables");
	for (size_t i = 0; i < zc_nprobes; i++)
		tables[i] = zc_probes[i]->table;
	zc_catalog_from_init(&from, r->catalog);
	from.tables = tables;
	from.ntables = zc_nprobes;
	rc = zc_catalog_load_from(c, &from, zc_say_fault, &copy, e);
	free(tables);
	return rc;
}
