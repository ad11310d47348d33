/*
 * contact: mail programs, one row for an account's public server, with the
 * time of the newest change in the store of its mail. No address and nothing
 * of a message is read.
 */
#include "probe/contact.h"

#include "base/fs.h"
#include "probe/conffile.h"
#include "probe/tree.h"

/* Where mail programs name their servers, and where the mail lies. */
static const struct kept {
	const char *program;
	const char *file;   /* pattern below the home */
	const char *keys;   /* what stands before a server's name */
	const char *stores; /* below the folder of the file, or the home */
	bool beside;
} programs[] = {
	{ "thunderbird", ".thunderbird/*/prefs.js", ".hostname\",",
	    "ImapMail|Mail", true },
	{ "thunderbird", "snap/thunderbird/common/.thunderbird/*/prefs.js",
	    ".hostname\",", "ImapMail|Mail", true },
	{ "thunderbird",
	    ".var/app/org.mozilla.Thunderbird/.thunderbird/*/prefs.js",
	    ".hostname\",", "ImapMail|Mail", true },
	{ "evolution", ".config/evolution/sources/*.source", "Host=",
	    ".local/share/evolution/mail|.cache/evolution/mail", false },
	{ "claws-mail", ".claws-mail/accountrc", "receive_server=|smtp_server=",
	    "Mail|.claws-mail/imapcache", false },
	{ "kmail", ".config/akonadi_imap_resource_*rc", "ImapServer=",
	    ".local/share/local-mail|.local/share/akonadi/file_db_data",
	    false },
	{ "kmail", ".config/mailtransports", "host=", ".local/share/local-mail",
	    false },
	{ "geary", ".config/geary/*/geary.ini", "host=", ".local/share/geary",
	    false },
	{ "fetchmail", ".fetchmailrc", "poll |server ", "mail|Mail|Maildir",
	    false },
	{ "getmail", ".getmail/getmailrc",
	    "server =|server=", "mail|Mail|Maildir", false },
	{ "mbsync", ".mbsyncrc", "Host ", "mail|Mail|Maildir", false },
};

struct ctx {
	struct zc_contacts *c;
	const struct zc_user *who;
	const struct kept *k;
	int64_t newest; /* change of the store; 0 = none */
	const char *source;
};

/* The name at the front of `"imap.qq.com");` or ` imap.qq.com user x`. */
static struct zc_str
server_of(struct zc_str s)
{
	size_t n = 0;

	while (s.n > 0 && (s.p[0] == '"' || s.p[0] == ' ' || s.p[0] == '\''))
		s = zc_str_sub(s, 1, s.n);
	while (n < s.n && strchr("\"' ;:),\t", s.p[n]) == NULL)
		n++;
	return zc_str_sub(s, 0, n);
}

static int
line(void *ctx, const struct zc_confline *conf)
{
	struct ctx *x = ctx;
	struct zc_str keys = zc_str_of(x->k->keys), key;

	while (zc_str_cut(&keys, '|', &key)) {
		char text[64];
		size_t at;

		(void)snprintf(text, sizeof(text), "%.*s", (int)key.n, key.p);
		at = zc_str_search(conf->text, text);
		/* A word of its own, except behind the dot of a preference. */
		if (at == conf->text.n ||
		    (at > 0 && key.p[0] != '.' && conf->text.p[at - 1] != ' '))
			continue;
		(void)zc_contact_add(x->c, "mail",
		    server_of(zc_str_sub(conf->text, at + key.n, 300)),
		    zc_str_of(x->who->name), x->k->program, x->source,
		    x->newest);
		break;
	}
	return ZC_OK;
}

/* The newest change in the places where this program keeps mail. */
static int64_t
newest_of(struct ctx *x, const char *file)
{
	struct zc_look const *l = x->c->l;
	struct zc_str stores = zc_str_of(x->k->stores), one;
	const char *slash = strrchr(file, '/');
	const char *top = x->k->beside
	    ? zc_arena_dup(l->a, file, (size_t)(slash - file))
	    : x->who->home;
	int64_t newest = 0;

	while (top != NULL && zc_str_cut(&stores, '|', &one)) {
		char *name = zc_arena_dup(l->a, one.p, one.n);
		char *dir = name == NULL ? NULL : zc_fs_join(l->a, top, name);
		struct zc_tree_sum s = { 0 };
		int rc =
		    dir == NULL ? ZC_ENOMEM : zc_tree_sum(l, x->c->t, dir, &s);

		if (rc == ZC_ENOMEM)
			x->c->spent = true;
		else if (rc != ZC_OK)
			zc_miss_rc(x->c->t, dir, rc);
		else if (s.newest > newest)
			newest = s.newest;
	}
	return newest;
}

static int
config(void *ctx, const char *path)
{
	struct ctx *x = ctx;

	x->source = path;
	x->newest = newest_of(x, path);
	return zc_conffile_read(x->c->l, x->c->t, path, line, x);
}

void
zc_contact_mailers(struct zc_contacts *c)
{
	struct ctx x = { .c = c };
	size_t i = 0;

	while (zc_users_home(c->l, c->t, &c->users, &i, &x.who))
		for (size_t k = 0; k < ZC_LEN(programs); k++) {
			x.k = &programs[k];
			if (zc_tree_glob(c->l, c->t, x.who->home, x.k->file,
				config, &x) != ZC_OK)
				c->spent = true;
		}
}
