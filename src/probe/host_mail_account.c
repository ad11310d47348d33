/* mail_account: mail programs set up for an account. */
#include "probe/browser.h"
#include "probe/conffile.h"
#include "probe/probe.h"
#include "probe/tree.h"
#include "probe/users.h"

static const struct zc_col cols[] = {
	{ "account", ZC_TEXT, "account", "账户", "account" },
	{ "program", ZC_TEXT, "program", "程序",
	    "thunderbird, evolution, foxmail …" },
	{ "domain", ZC_TEXT, "domain", "域名",
	    "mail domain, never the whole address" },
	{ "internet", ZC_BOOL, "public provider", "公共邮箱",
	    "1 = by the list of public providers" },
	{ "path", ZC_TEXT, "path", "路径", "store directory" },
	{ "files", ZC_INT, "files", "文件数", "files in the store" },
	{ "newest", ZC_TIME, "newest", "最新时间", "newest change" },
};

enum {
	DOMAINS_MAX = 64
};

/* Where mail programs keep their accounts and their mail. */
static const struct kept {
	const char *program;
	const char *file;  /* pattern below the home */
	const char *keys;  /* parts of lines that hold an address or server */
	const char *store; /* below the home; NULL = beside the file */
} programs[] = {
	{ "thunderbird", ".thunderbird/*/prefs.js", "useremail\",|.hostname\",",
	    NULL },
	{ "thunderbird", "snap/thunderbird/common/.thunderbird/*/prefs.js",
	    "useremail\",|.hostname\",", NULL },
	{ "thunderbird",
	    ".var/app/org.mozilla.Thunderbird/.thunderbird/*/prefs.js",
	    "useremail\",|.hostname\",", NULL },
	{ "evolution", ".config/evolution/sources/*.source",
	    "Address=", ".local/share/evolution/mail" },
	{ "claws-mail", ".claws-mail/accountrc", "address=", "Mail" },
	{ "kmail", ".config/emailidentities",
	    "Email Address=", ".local/share/local-mail" },
	{ "geary", ".config/geary/*/geary.ini",
	    "sender_mailboxes=", ".local/share/geary" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	const struct zc_user *who;
	const struct kept *k;
	char domains[DOMAINS_MAX][128];
	size_t n;
};

/* The domain of an address, or a server's name without its first label. */
static struct zc_str
domain_of(struct zc_str s, bool server)
{
	size_t at = zc_str_find(s, '@'), n = 0;

	if (at < s.n) {
		s = zc_str_sub(s, at + 1, s.n);
	} else if (server) {
		while (s.n > 0 && (s.p[0] == '"' || s.p[0] == ' '))
			s = zc_str_sub(s, 1, s.n);
		at = zc_str_find(s, '.');
		/* imap.qq.com belongs to qq.com; "mail" alone is nothing. */
		if (at + 1 >= s.n ||
		    zc_str_search(zc_str_sub(s, at + 1, s.n), ".") ==
			s.n - at - 1)
			return ZC_S("");
		s = zc_str_sub(s, at + 1, s.n);
	} else {
		return ZC_S("");
	}
	while (n < s.n &&
	    ((s.p[n] >= 'a' && s.p[n] <= 'z') ||
		(s.p[n] >= 'A' && s.p[n] <= 'Z') ||
		(s.p[n] >= '0' && s.p[n] <= '9') || s.p[n] == '.' ||
		s.p[n] == '-' || (unsigned char)s.p[n] >= 0x80))
		n++;
	return zc_str_sub(s, 0, n);
}

static void
remember(struct ctx *c, struct zc_str domain)
{
	if (domain.n == 0 || domain.n >= sizeof(c->domains[0]))
		return;
	for (size_t i = 0; i < c->n; i++)
		if (zc_str_isi(domain, c->domains[i]))
			return;
	if (c->n == DOMAINS_MAX)
		return;
	memcpy(c->domains[c->n], domain.p, domain.n);
	c->domains[c->n++][domain.n] = '\0';
}

static int
line(void *ctx, const struct zc_confline *conf)
{
	struct ctx *c = ctx;
	struct zc_str keys = zc_str_of(c->k->keys), key;

	while (zc_str_cut(&keys, '|', &key)) {
		char text[64];
		size_t at;

		(void)snprintf(text, sizeof(text), "%.*s", (int)key.n, key.p);
		at = zc_str_search(conf->text, text);
		/* A local folder's server is called "Local Folders". */
		if (at < conf->text.n)
			remember(c,
			    domain_of(zc_str_sub(conf->text, at + key.n, 300),
				zc_str_starts(key, ".hostname")));
	}
	return ZC_OK;
}

/* Folder of `file`, or the store below the home. */
static const char *
store_of(const struct ctx *c, const char *file)
{
	const char *slash = strrchr(file, '/');
	size_t n = strlen(c->who->home);
	char path[1024];

	if (c->k->store == NULL)
		return zc_arena_dup(c->l->a, file, (size_t)(slash - file));
	(void)snprintf(path, sizeof(path), "%.*s/%s", (int)(n < 512 ? n : 512),
	    c->who->home, c->k->store);
	return zc_arena_dup(c->l->a, path, strlen(path));
}

static int
put(struct ctx *c, const char *domain, const char *store,
    const struct zc_tree_sum *s)
{
	const char *entry, *category;
	struct zc_item it;
	size_t i = 0;

	zc_put_cstr(c->t, "account", c->who->name);
	zc_put_cstr(c->t, "program", c->k->program);
	zc_put_cstr(c->t, "domain", domain);
	if (zc_item_next(&c->l->items, "rule.public_mail", &i, &it))
		zc_put_int(c->t, "internet",
		    zc_browser_rule(&c->l->items, "rule.public_mail",
			zc_str_of(domain), &entry, &category));
	zc_put_cstr(c->t, "path", store);
	zc_put_int(c->t, "files", s->files);
	zc_put_int(c->t, "newest", s->newest);
	return zc_row(c->t, c->e);
}

static int
config(void *ctx, const char *path)
{
	struct ctx *c = ctx;
	struct zc_tree_sum s = { 0 };
	const char *store = store_of(c, path);
	int rc;

	c->n = 0;
	if (store == NULL)
		return ZC_FAIL(c->e, ZC_ENOMEM, "mail: no room");
	rc = zc_conffile_read(c->l, c->t, path, line, c);
	if (rc != ZC_OK || c->n == 0)
		return rc;
	rc = zc_tree_sum(c->l, c->t, store, &s);
	if (rc != ZC_OK)
		zc_miss_rc(c->t, store, rc);
	rc = ZC_OK;
	for (size_t i = 0; rc == ZC_OK && i < c->n; i++)
		rc = put(c, c->domains[i], store, &s);
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx *c = zc_arena_get(l->a, sizeof(*c));
	struct zc_users users;
	size_t i = 0;
	int rc = zc_users_load(l, t, &users);

	if (c == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "mail: no room");
	c->l = l;
	c->t = t;
	c->e = e;
	while (rc == ZC_OK && zc_users_home(l, t, &users, &i, &c->who))
		for (size_t k = 0; rc == ZC_OK && k < ZC_LEN(programs); k++) {
			c->k = &programs[k];
			rc = zc_tree_glob(
			    l, t, c->who->home, c->k->file, config, c);
		}
	return rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : rc;
}

const struct zc_probe zc_probe_host_mail_account = {
	.table = "mail_account",
	.en = "mail accounts",
	.zh = "邮件账户",
	.mean = "mail programs set up for an account",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
