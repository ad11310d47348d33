/* contact: logs that name remote ends. */
#include "probe/contact.h"

#include "probe/journal.h"
#include "probe/logfile.h"

/* The log that is being read. */
struct log {
	struct zc_contacts *c;
	const char *path;
	const struct source *what;
};

struct source {
	const char *path;
	void (*line)(struct log *, const struct zc_logline *);
};

static struct zc_str
behind(struct zc_str s, const char *what)
{
	size_t at = zc_str_search(s, what);

	return at == s.n ? ZC_S("") : zc_str_sub(s, at + strlen(what), s.n);
}

/* "Accepted password for root from 203.0.113.5 port 22 ssh2" */
static void
auth_line(struct log *g, const struct zc_logline *line)
{
	struct zc_str msg = behind(line->msg, "Accepted "), account, from;

	if (msg.n == 0 || zc_str_search(line->msg, "sshd") == line->msg.n)
		return;
	account = behind(msg, " for ");
	from = behind(msg, " from ");
	account = zc_str_sub(account, 0, zc_str_find(account, ' '));
	from = zc_str_sub(from, 0, zc_str_find(from, ' '));
	(void)zc_contact_add(
	    g->c, "log", from, account, "sshd", g->path, line->at);
}

/* "…: to=<…>, relay=mx.example.net[203.0.113.9]:25, … status=sent (…)" */
static void
mail_line(struct log *g, const struct zc_logline *line)
{
	struct zc_str relay = behind(line->msg, "relay=");
	struct zc_str from = behind(line->msg, "connect from ");

	if (relay.n == 0)
		relay = from;
	relay = zc_str_sub(relay, 0, zc_str_find(relay, ','));
	relay = zc_str_sub(relay, 0, zc_str_find(relay, '['));
	if (relay.n > 0)
		(void)zc_contact_add(
		    g->c, "mail", relay, ZC_S(""), "mail", g->path, line->at);
}

static void
package_line(struct log *g, const struct zc_logline *line)
{
	zc_contact_urls(
	    g->c, "package", line->msg, ZC_S(""), "dnf", g->path, line->at);
}

/* What a package's script fetched: "--2026-01-02 03:04:05--  https://…". */
static void
fetch_line(struct log *g, const struct zc_logline *line)
{
	struct zc_logclock clock = { 0 };
	struct zc_logstamp at;

	if (!zc_str_starts(line->text, "--2"))
		return;
	zc_logtime(&clock, zc_str_sub(line->text, 2, line->text.n), &at);
	if (at.at != 0)
		zc_contact_urls(g->c, "package", line->text, ZC_S(""), "wget",
		    g->path, at.at);
}

/* chronyd: "Selected source 203.0.113.9 (pool.ntp.org)" */
static void
system_line(struct log *g, const struct zc_logline *line)
{
	static const struct {
		const char *program, *text;
	} marks[] = {
		{ "chronyd", "Selected source " },
		{ "systemd-timesyncd", "synchronization to time server " },
		{ "systemd-timesyncd", "synchronized to time server " },
		{ "systemd-timesyncd", "Contacted time server " },
	};
	struct zc_str host;

	for (size_t i = 0; i < ZC_LEN(marks); i++) {
		host = behind(line->msg, marks[i].text);
		if (host.n == 0 ||
		    zc_str_search(line->msg, marks[i].program) == line->msg.n)
			continue;
		for (size_t n = 0; n < host.n; n++) {
			if (host.p[n] == ' ' || host.p[n] == ':')
				host = zc_str_sub(host, 0, n);
		}
		(void)zc_contact_add(g->c, "ntp", host, ZC_S(""),
		    marks[i].program, g->path, line->at);
		return;
	}
}

static int
take(void *ctx, const struct zc_logpart *part, const struct zc_logline *line)
{
	struct log *g = ctx;

	(void)part;
	if (line->at != 0 && (g->c->from == 0 || line->at < g->c->from))
		g->c->from = line->at;
	if (line->at > g->c->to)
		g->c->to = line->at;
	g->what->line(g, line);
	return ZC_OK;
}

/* One message of the journal as the line it would be in a log. */
static void
entry(struct log *g, struct zc_journal *j, const struct source *what)
{
	struct zc_str who = zc_journal_field(j, "SYSLOG_IDENTIFIER"), msg;
	struct zc_logline line = { .at = zc_journal_time(j) };
	char text[ZC_LOG_LINE_MAX];
	int n = snprintf(text, sizeof(text),
	    "%.*s: ", (int)(who.n < 64 ? who.n : 64), who.p);

	msg = zc_journal_field(j, "MESSAGE");
	if (n < 0 || msg.n > sizeof(text) - (size_t)n)
		return;
	memcpy(text + n, msg.p, msg.n);
	line.text = line.msg = (struct zc_str){ text, (size_t)n + msg.n };
	g->what = what;
	what->line(g, &line);
}

void
zc_contact_journal(struct zc_contacts *c)
{
	static const struct source sources[] = {
		{ "SYSLOG_IDENTIFIER=sshd", auth_line },
		{ "SYSLOG_IDENTIFIER=chronyd", system_line },
		{ "SYSLOG_IDENTIFIER=systemd-timesyncd", system_line },
		{ "SYSLOG_IDENTIFIER=postfix/smtp", mail_line },
	};
	struct log g = { .c = c, .path = "journal" };
	struct zc_journal j;
	int rc = zc_journal_open(c->l, &j, NULL);

	if (rc == ZC_EACCES || rc == ZC_EUNSUP)
		zc_miss(c->t, "/var/log/journal",
		    ZC_N("the journal cannot be read on this computer"));
	if (rc != ZC_OK)
		return;
	if (zc_journal_next(&j)) {
		int64_t at = zc_journal_time(&j);

		if (at != 0 && (c->from == 0 || at < c->from))
			c->from = at;
		if (zc_journal_last(&j) && zc_journal_time(&j) > c->to)
			c->to = zc_journal_time(&j);
	}
	for (size_t i = 0; i < ZC_LEN(sources); i++) {
		zc_journal_rewind(&j);
		if (zc_journal_match(&j, sources[i].path, NULL) != ZC_OK)
			continue;
		while (zc_journal_next(&j))
			entry(&g, &j, &sources[i]);
	}
	(void)zc_journal_miss(&j, c->t);
	zc_journal_close(&j);
}

void
zc_contact_logs(struct zc_contacts *c)
{
	static const struct source sources[] = {
		{ "/var/log/auth.log", auth_line },
		{ "/var/log/secure", auth_line },
		{ "/var/log/mail.log", mail_line },
		{ "/var/log/maillog", mail_line },
		{ "/var/log/dnf.librepo.log", package_line },
		{ "/var/log/dnf.log", package_line },
		{ "/var/log/apt/term.log", fetch_line },
		{ "/var/log/syslog", system_line },
		{ "/var/log/messages", system_line },
	};

	for (size_t i = 0; i < ZC_LEN(sources); i++) {
		struct log g = { c, sources[i].path, &sources[i] };
		struct zc_logset set;
		int rc = zc_logset_find(c->l, sources[i].path, &set, NULL);

		if (rc == ZC_OK)
			rc = zc_logset_each(c->l, c->t, &set, take, &g, NULL);
		zc_miss_rc(c->t, sources[i].path, rc);
	}
}
