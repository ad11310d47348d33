#include "probe/gaplogs.h"

#include "base/fs.h"
#include "probe/gapempty.h"
#include "probe/kernlog.h"
#include "probe/logfile.h"
#include "probe/lognames.h"
#include "probe/usbtrace.h"
#include "probe/utmp.h"

enum {
	HOUR = 3600,
	DAY = 86400,
	SILENCE = 6 * HOUR,    /* shorter ones are not listed */
	BACK = HOUR,           /* smaller steps back are clock corrections */
	ROWS_MAX = 200,        /* rows of one kind for one log */
	BYTES_MAX = 256 << 20, /* larger logs are not searched for gaps */
	RECORDS_MAX = 64 << 20
};

int
zc_gap_put(struct zc_gaps *g, const struct zc_gap *r)
{
	zc_put_cstr(g->t, "kind", r->kind);
	zc_put_cstr(g->t, "subject", r->subject);
	zc_put_int(g->t, "from_at", r->from);
	zc_put_int(g->t, "to_at", r->to);
	zc_put_cstr(g->t, "detail", r->detail);
	zc_put_cstr(g->t, "source", r->source);
	return zc_row(g->t, g->e);
}

struct scan {
	struct zc_gaps *g;
	const struct zc_logname *log;
	const struct zc_logpart *part;
	int64_t before;
	int rows;
	struct zc_gaplines now; /* of the current file */
};

static int
silence(struct zc_gaps *g, const char *subject, const char *source,
    int64_t from, int64_t to)
{
	int64_t on = zc_power_on(&g->powers, from, to);
	char text[64];
	struct zc_gap r = { .kind = "log_gap",
		.subject = subject,
		.source = source,
		.from = from,
		.to = to,
		.detail = text };

	if (on < SILENCE)
		return ZC_OK;
	(void)snprintf(text, sizeof(text), "%lld h", (long long)(on / HOUR));
	return zc_gap_put(g, &r);
}

static int
line(void *ctx, const struct zc_logpart *part, const struct zc_logline *l)
{
	struct scan *s = ctx;
	int64_t before = s->before;
	char text[64];
	struct zc_gap r = { .kind = "clock_set_back",
		.subject = s->log->path,
		.source = part->path,
		.from = l->at,
		.to = before,
		.detail = text };

	if (l->at == 0)
		return ZC_OK;
	s->before = l->at;
	if (strcmp(part->path, s->log->path) == 0) {
		if (s->now.first == 0)
			s->now.first = l->at;
		s->now.last = l->at;
	}
	/* Rotated files may overlap a little: compare within one file. */
	if (before == 0 || s->rows >= ROWS_MAX)
		s->part = part;
	else if (l->at < before - BACK && s->part == part) {
		s->rows++;
		(void)snprintf(text, sizeof(text), "%lld min",
		    (long long)((before - l->at) / 60));
		return zc_gap_put(s->g, &r);
	} else if (s->log->steady && l->at - before >= SILENCE) {
		s->rows++;
		s->part = part;
		return silence(s->g, s->log->path, part->path, before, l->at);
	}
	s->part = part;
	return ZC_OK;
}

/* A log that is a link to nowhere. */
static int
to_null(struct zc_gaps *g, const char *path, const char *kind, bool *hit)
{
	struct zc_str link;
	struct zc_gap r = {
		.kind = kind, .subject = path, .source = path, .detail = ""
	};

	*hit = false;
	if (zc_fs_link(g->l->root, path, g->l->a, &link, NULL) != ZC_OK ||
	    !zc_str_ends(link, "/dev/null"))
		return ZC_OK;
	*hit = true;
	r.detail = "/dev/null";
	return zc_gap_put(g, &r);
}

static int
one_text(struct zc_gaps *g, const struct zc_logname *n)
{
	struct scan s = { .g = g, .log = n };
	struct zc_logset set;
	bool null;
	int rc = to_null(g, n->path, "log_to_null", &null);

	if (rc != ZC_OK || null)
		return rc;
	rc = zc_logset_find(g->l, n->path, &set, g->e);
	if (rc != ZC_OK) {
		zc_miss_rc(g->t, n->path, rc);
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	}
	g->logs++;
	if (n->records)
		return ZC_OK;
	if (set.size > BYTES_MAX) {
		zc_miss(g->t, n->path, ZC_N("too large to search for gaps"));
		return ZC_OK;
	}
	rc = zc_logset_each(g->l, g->t, &set, line, &s, NULL);
	/* What plymouth shows at a start may well be nothing. */
	if (rc == ZC_OK && strcmp(n->name, "boot") != 0)
		rc = zc_gapempty_text(g, &set, n, &s.now);
	return rc;
}

int
zc_gaps_text(struct zc_gaps *g)
{
	int rc = ZC_OK;

	for (size_t i = 0; rc == ZC_OK && i < zc_nlognames; i++) {
		/* Web logs may be large and silent by nature. */
		if (strcmp(zc_lognames[i].name, "web") != 0)
			rc = one_text(g, &zc_lognames[i]);
	}
	return rc;
}

int
zc_gaps_journal(struct zc_gaps *g)
{
	struct zc_journal *j = g->journal;
	struct zc_gap r = { .kind = "journal_volatile",
		.subject = "journal",
		.source = "/run/log/journal",
		.detail = "" };
	int64_t at, next, end = 0;
	int rc = ZC_OK, rows = 0;

	if (j == NULL || j->n == 0)
		return ZC_OK;
	if (!j->persistent)
		rc = zc_gap_put(g, &r);
	if (rc == ZC_OK)
		rc = zc_gapempty_journal(g);
	zc_journal_rewind(j);
	if (rc != ZC_OK || !zc_journal_next(j))
		return rc;
	at = zc_journal_time(j);
	if (zc_journal_last(j))
		end = zc_journal_time(j);
	/* One seek for each stretch of the length that matters. */
	while (rc == ZC_OK && at < end && rows < ROWS_MAX &&
	    zc_journal_seek(j, at + HOUR)) {
		next = zc_journal_time(j);
		if (next < at + HOUR)
			break;
		if (next > at + SILENCE && zc_journal_previous(j)) {
			rc = silence(
			    g, "journal", "journal", zc_journal_time(j), next);
			rows++;
		}
		at = next;
	}
	return rc;
}

static bool
is_zero(struct zc_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\0')
			return false;
	return true;
}

/* Records of zeros between good ones, as log wipers leave them. */
static int
zeroed(struct zc_gaps *g, const char *path)
{
	struct zc_gap r = {
		.kind = "record_zeroed", .subject = path, .source = path
	};
	struct zc_str file;
	struct zc_utmp u;
	int64_t before = 0, count = 0, gone = 0;
	char text[64];
	size_t size;
	int rc =
	    zc_fs_read(g->l->root, path, RECORDS_MAX, g->l->a, &file, NULL);

	if (rc != ZC_OK) {
		zc_miss_rc(g->t, path, rc);
		return ZC_OK;
	}
	size = zc_utmp_size(file);
	for (size_t at = 0; size != 0 && at + size <= file.n; at += size) {
		struct zc_str one = zc_str_sub(file, at, size);
		struct zc_rd rd;

		if (is_zero(one)) {
			count++;
			continue;
		}
		zc_rd_init(&rd, one.p, one.n);
		if (!zc_utmp_next(&rd, size, &u) || u.at <= 0)
			continue;
		if (count > gone) {
			r.from = r.from == 0 ? before : r.from;
			r.to = u.at;
			gone = count;
		}
		before = u.at;
	}
	if (gone == 0)
		return ZC_OK;
	(void)snprintf(text, sizeof(text), "%lld", (long long)gone);
	r.detail = text;
	return zc_gap_put(g, &r);
}

/* Set up after the last start: it need not have run yet. */
static bool
just_added(const struct zc_gaps *g, int64_t at)
{
	if (!g->l->live)
		return false;
	return at > (g->started != 0 ? g->started : g->l->now - DAY);
}

/* A daemon that starts with the system, and no log of its. */
static int
missing(struct zc_gaps *g)
{
	static const struct {
		const char *wants, *log, *other;
	} known[] = {
		{ "/etc/systemd/system/multi-user.target.wants/rsyslog.service",
		    "/var/log/syslog", "/var/log/messages" },
		{ "/etc/systemd/system/multi-user.target.wants/auditd.service",
		    "/var/log/audit/audit.log", "/var/log/audit/audit.log" },
	};
	int rc = ZC_OK;

	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(known); i++) {
		struct zc_gap r = { .kind = "log_missing",
			.subject = known[i].log,
			.source = known[i].wants,
			.detail = known[i].other };
		struct stat st;

		if (zc_fs_lstat(g->l->root, known[i].wants, &st, NULL) !=
			ZC_OK ||
		    just_added(g, st.st_mtime) ||
		    zc_fs_lstat(g->l->root, known[i].log, &st, NULL) !=
			ZC_ENOENT ||
		    zc_fs_lstat(g->l->root, known[i].other, &st, NULL) !=
			ZC_ENOENT)
			continue;
		rc = zc_gap_put(g, &r);
	}
	return rc;
}

int
zc_gaps_records(struct zc_gaps *g)
{
	static const char *const files[] = { "/var/log/wtmp", "/var/log/wtmp.1",
		"/var/log/btmp", "/var/log/btmp.1" };
	int rc = missing(g);

	if (rc == ZC_OK)
		rc = zc_gapempty_records(g);
	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(files); i++)
		rc = zeroed(g, files[i]);
	return rc;
}

enum {
	SOURCES_MAX = 8
};

struct witness {
	struct zc_usbtrace *u;
	struct {
		const char *name;
		int64_t from, to;
	} v[SOURCES_MAX];
	size_t n;
};

static int
kernel_line(void *ctx, const struct zc_kernline *k)
{
	struct witness *w = ctx;

	if (w->n == 0 || strcmp(w->v[w->n - 1].name, k->source) != 0) {
		if (w->n == SOURCES_MAX)
			return ZC_OK;
		w->v[w->n].name = k->source;
		w->v[w->n].from = k->at;
		w->n++;
		zc_usbtrace_source(w->u, k->source);
	}
	if (k->at > w->v[w->n - 1].to)
		w->v[w->n - 1].to = k->at;
	if (k->at != 0 && k->at < w->v[w->n - 1].from)
		w->v[w->n - 1].from = k->at;
	zc_usbtrace_line(w->u, k->msg, k->at, k->guessed);
	return ZC_OK;
}

static bool
knows(
    const struct zc_usbtrace *u, const char *source, const struct zc_usbseen *d)
{
	for (const struct zc_usbseen *x = u->list; x != NULL; x = x->next)
		if (strcmp(x->source, source) == 0 &&
		    strcmp(x->serial, d->serial) == 0 &&
		    strcmp(x->vid, d->vid) == 0 && strcmp(x->pid, d->pid) == 0)
			return true;
	return false;
}

int
zc_gaps_usb(struct zc_gaps *g)
{
	struct witness w = { .u = zc_arena_get(g->l->a, sizeof(*w.u)) };
	struct zc_kernspan span;
	int rc;

	if (w.u == NULL)
		return ZC_FAIL(g->e, ZC_ENOMEM, "traces: no room");
	zc_usbtrace_init(w.u, g->l->a);
	rc = zc_kernlog_each(g->l, g->t, kernel_line, &w, &span, g->e);
	if (rc != ZC_OK)
		return rc;
	zc_usbtrace_end(w.u);
	for (const struct zc_usbseen *d = w.u->list; rc == ZC_OK && d != NULL;
	     d = d->next)
		for (size_t i = 0; rc == ZC_OK && i < w.n; i++) {
			char text[300];
			struct zc_gap r = { .kind = "usb_trace_conflict",
				.subject = d->serial[0] != '\0' ? d->serial
								: d->product,
				.source = w.v[i].name,
				.from = d->first,
				.to = d->last,
				.detail = text };

			/* Only a log that covers the day before and after. */
			if (d->first == 0 || w.v[i].from == 0 ||
			    d->first < w.v[i].from + DAY ||
			    d->first > w.v[i].to - DAY ||
			    knows(w.u, w.v[i].name, d))
				continue;
			(void)snprintf(text, sizeof(text), "%s:%s %s; %s",
			    d->vid, d->pid, d->product, d->source);
			rc = zc_gap_put(g, &r);
		}
	return rc;
}
