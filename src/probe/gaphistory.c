/* gaphistory: shell histories that are switched off or emptied. */
#include "base/fs.h"
#include "probe/conffile.h"
#include "probe/gapempty.h"
#include "probe/utmp.h"

enum {
	LOGINS_MANY = 10,
	WTMP_MAX = 64 << 20
};

struct start { /* of one start-up file */
	struct zc_gaps *g;
	const char *subject;
};

static bool
switches_off(struct zc_str s)
{
	static const char *const words[] = { "HISTFILE=/dev/null",
		"unset HISTFILE", "HISTSIZE=0", "HISTFILESIZE=0",
		"set +o history", "HISTFILE=\"\"", "HISTFILE=''" };

	for (size_t i = 0; i < ZC_LEN(words); i++) {
		size_t at = zc_str_search(s, words[i]);
		size_t end = at + strlen(words[i]);

		/* HISTSIZE=0 is meant, HISTSIZE=0500 is not. */
		if (at < s.n &&
		    (end >= s.n || s.p[end] < '0' || s.p[end] > '9'))
			return true;
	}
	return false;
}

static int
start_line(void *ctx, const struct zc_confline *c)
{
	struct start *s = ctx;
	char text[128];
	struct zc_gap r = { .kind = "history_off",
		.subject = s->subject,
		.source = c->path,
		.detail = text };

	if (!switches_off(c->text))
		return ZC_OK;
	(void)snprintf(text, sizeof(text), "%d: %.*s", c->line,
	    (int)(c->text.n < 100 ? c->text.n : 100), c->text.p);
	return zc_gap_put(s->g, &r);
}

/* Sessions of each account in wtmp. */
static int64_t
logins_of(struct zc_str wtmp, const char *name)
{
	struct zc_utmp u;
	struct zc_rd r;
	size_t size = zc_utmp_size(wtmp);
	int64_t n = 0;

	if (size == 0)
		return 0;
	zc_rd_init(&r, wtmp.p, wtmp.n);
	while (zc_utmp_next(&r, size, &u))
		n += u.type == ZC_UTMP_USER && zc_str_is(u.user, name);
	return n;
}

static int
history_file(struct zc_gaps *g, const struct zc_user *who, struct zc_str wtmp)
{
	static const char *const names[] = { ".bash_history", ".zsh_history",
		".histfile" };
	int rc = ZC_OK;

	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(names); i++) {
		const char *path = zc_fs_join(g->l->a, who->home, names[i]);
		struct zc_gap r = { .subject = who->name,
			.source = path,
			.detail = "/dev/null" };
		struct zc_str link;
		struct stat st;
		char text[64];

		if (path == NULL)
			return ZC_FAIL(g->e, ZC_ENOMEM, "histories: no room");
		if (zc_fs_link(g->l->root, path, g->l->a, &link, NULL) ==
			ZC_OK &&
		    zc_str_ends(link, "/dev/null")) {
			r.kind = "history_off";
			rc = zc_gap_put(g, &r);
			continue;
		}
		if (zc_fs_lstat(g->l->root, path, &st, NULL) != ZC_OK ||
		    !S_ISREG(st.st_mode) || st.st_size != 0 ||
		    (logins_of(wtmp, who->name) < LOGINS_MANY &&
			!zc_gapempty_file(g, path, st.st_mtime)))
			continue;
		r.kind = "history_emptied";
		r.from = st.st_mtime;
		r.detail = text;
		(void)snprintf(text, sizeof(text), "0 / %lld",
		    (long long)logins_of(wtmp, who->name));
		rc = zc_gap_put(g, &r);
	}
	return rc;
}

static int
account(struct zc_gaps *g, const struct zc_user *who, struct zc_str wtmp)
{
	static const char *const files[] = { ".bashrc", ".bash_profile",
		".bash_login", ".profile", ".zshrc", ".bash_logout" };
	struct start s = { .g = g, .subject = who->name };
	int rc = history_file(g, who, wtmp);

	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(files); i++) {
		const char *path = zc_fs_join(g->l->a, who->home, files[i]);

		if (path == NULL)
			return ZC_FAIL(g->e, ZC_ENOMEM, "histories: no room");
		rc = zc_conffile_read(g->l, g->t, path, start_line, &s);
	}
	return rc;
}

int
zc_gaps_history(struct zc_gaps *g)
{
	static const char *const files[] = { "/etc/profile", "/etc/bash.bashrc",
		"/etc/bashrc", "/etc/environment", "/etc/zsh/zshrc",
		"/etc/zshrc" };
	struct start s = { .g = g, .subject = "" };
	const struct zc_user *who;
	struct zc_str wtmp = ZC_S("");
	size_t i = 0;
	int rc = ZC_OK;

	for (size_t k = 0; rc == ZC_OK && k < ZC_LEN(files); k++)
		rc = zc_conffile_read(g->l, g->t, files[k], start_line, &s);
	if (rc == ZC_OK)
		rc = zc_conffile_dir(
		    g->l, g->t, "/etc/profile.d", ".sh", start_line, &s);
	/* Without login records an empty history says nothing. */
	if (zc_fs_read(g->l->root, "/var/log/wtmp", WTMP_MAX, g->l->a, &wtmp,
		NULL) != ZC_OK)
		wtmp = ZC_S("");
	while (rc == ZC_OK && zc_users_home(g->l, g->t, &g->users, &i, &who))
		rc = account(g, who, wtmp);
	return rc;
}
