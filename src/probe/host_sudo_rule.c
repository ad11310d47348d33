/* sudo_rule: sudoers with its includes, also doas and polkit administrators. */
#include "probe/ini.h"
#include "probe/mask.h"
#include "probe/sudoers.h"

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "program", "程序", "sudo, doas, polkit" },
	{ "kind", ZC_TEXT, "kind", "类别", "rule or default" },
	{ "who", ZC_TEXT, "who", "对象",
	    "user, %group, +netgroup, alias expanded; for defaults its scope" },
	{ "hosts", ZC_TEXT, "hosts", "主机", "host list" },
	{ "runas", ZC_TEXT, "run as", "目标身份",
	    "run-as list; empty means root" },
	{ "command", ZC_TEXT, "command", "命令", "command list" },
	{ "nopasswd", ZC_BOOL, "no password", "免密", "1 = NOPASSWD" },
	{ "unlimited", ZC_BOOL, "unlimited", "不受限",
	    "1 = any command as root" },
	{ "option", ZC_TEXT, "option", "选项", "name of a Defaults option" },
	{ "value", ZC_TEXT, "value", "取值", "value of the option" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	struct zc_sudoers s;
	bool denied; /* /etc/sudoers itself */
	int rc;
};

/* One row; strings with .p NULL are not put. */
struct rule {
	const char *program, *kind;
	struct zc_str who, hosts, runas, command, option, value;
	bool nopasswd, unlimited;
	const char *file;
	int line;
};

static void
put_if(struct zc_table *t, const char *col, struct zc_str s)
{
	if (s.p != NULL)
		zc_put(t, col, s);
}

static void
put(struct ctx *c, const struct rule *r)
{
	if (c->rc != ZC_OK)
		return;
	zc_put_cstr(c->t, "program", r->program);
	zc_put_cstr(c->t, "kind", r->kind);
	zc_put(c->t, "who", r->who.p == NULL ? ZC_S("") : r->who);
	put_if(c->t, "hosts", r->hosts);
	put_if(c->t, "runas", r->runas);
	if (r->command.p != NULL)
		zc_mask_put(c->t, "command", r->command);
	if (strcmp(r->kind, "rule") == 0) {
		zc_put_int(c->t, "nopasswd", r->nopasswd);
		zc_put_int(c->t, "unlimited", r->unlimited);
	}
	put_if(c->t, "option", r->option);
	put_if(c->t, "value", r->value);
	zc_put_cstr(c->t, "file", r->file);
	zc_put_int(c->t, "line", r->line);
	c->rc = zc_row(c->t, c->e);
}

static void
bad_line(struct ctx *c, const struct zc_sudo_line *ln)
{
	zc_lines_miss(c->t, ln->file, ln->line,
	    ZC_N("this line is malformed and was left out"));
}

static bool
has(struct zc_str list, const char *word)
{
	struct zc_str one;

	while (zc_sudoers_cut(&list, ',', &one))
		if (zc_str_is(one, word))
			return true;
	return false;
}

/* "Defaults:alice !lecture, timestamp_timeout=5": one row an option. */
static bool
defaults(struct ctx *c, const struct zc_sudo_line *ln)
{
	struct rule r = { .program = "sudo",
		.kind = "default",
		.file = ln->file,
		.line = ln->line };
	struct zc_str rest, one;
	size_t n = 8;

	if (!zc_str_starts(ln->text, "Defaults"))
		return false;
	if (ln->text.n > n && strchr("@:!>", ln->text.p[n]) != NULL) {
		while (n < ln->text.n && ln->text.p[n] != ' ' &&
		    ln->text.p[n] != '\t')
			n++;
		r.who = zc_str_sub(ln->text, 8, n - 8);
	} else if (ln->text.n == n ||
	    (ln->text.p[n] != ' ' && ln->text.p[n] != '\t')) {
		return false;
	}
	rest = zc_str_trim(zc_str_sub(ln->text, n, ln->text.n));
	while (zc_sudoers_cut(&rest, ',', &one)) {
		if (one.n == 0)
			continue;
		if (zc_lines_pair(one, '=', &r.option, &r.value)) {
			if (r.option.p[r.option.n - 1] == '+' ||
			    r.option.p[r.option.n - 1] == '-')
				r.option = zc_str_trim(
				    zc_str_sub(r.option, 0, r.option.n - 1));
			r.value = zc_lines_unquote(r.value);
		} else {
			r.value = one.p[0] == '!' ? ZC_S("0") : ZC_S("1");
			r.option = one.p[0] == '!'
			    ? zc_str_trim(zc_str_sub(one, 1, one.n))
			    : one;
		}
		put(c, &r);
	}
	return true;
}

/* State that one command hands to the next of the same list. */
struct inherit {
	struct zc_str runas;
	bool nopasswd;
};

/* "(root) NOPASSWD: NOEXEC:" off the front of a command. */
static void
prefix(struct ctx *c, struct zc_str *cmd, struct inherit *in)
{
	struct zc_str users;
	size_t n;

	if (cmd->n > 0 && cmd->p[0] == '(') {
		n = zc_str_find(*cmd, ')');
		users = zc_str_sub(*cmd, 1, n - 1);
		in->runas = zc_sudoers_list(&c->s, "Runas_Alias",
		    zc_str_trim(zc_str_sub(users, 0, zc_str_find(users, ':'))),
		    c->l->a);
		*cmd = zc_str_trim(zc_str_sub(*cmd, n + 1, cmd->n));
	}
	for (;;) {
		n = 0;
		while (n < cmd->n &&
		    ((cmd->p[n] >= 'A' && cmd->p[n] <= 'Z') ||
			cmd->p[n] == '_'))
			n++;
		while (n < cmd->n && (cmd->p[n] == ' ' || cmd->p[n] == '\t'))
			n++;
		if (n == 0 || n == cmd->n || cmd->p[n] != ':')
			break;
		if (zc_str_starts(*cmd, "NOPASSWD"))
			in->nopasswd = true;
		else if (zc_str_starts(*cmd, "PASSWD"))
			in->nopasswd = false;
		*cmd = zc_str_trim(zc_str_sub(*cmd, n + 1, cmd->n));
	}
	/* Options such as ROLE=…, TIMEOUT=…, CWD=… */
	while (cmd->n > 0 && cmd->p[0] >= 'A' && cmd->p[0] <= 'Z') {
		struct zc_str rest = *cmd, word;

		if (!zc_str_word(&rest, &word) ||
		    zc_str_find(word, '=') == word.n)
			break;
		*cmd = zc_str_trim(rest);
	}
}

static void
commands(struct ctx *c, const struct zc_sudo_line *ln, struct zc_str users,
    struct zc_str hosts, struct zc_str list)
{
	struct inherit in = { .runas = { NULL, 0 } };
	struct zc_str one, all, who;

	while (zc_sudoers_cut(&list, ',', &one)) {
		struct rule r = { .program = "sudo",
			.kind = "rule",
			.hosts = hosts,
			.file = ln->file,
			.line = ln->line };

		prefix(c, &one, &in);
		r.runas = in.runas.p == NULL ? ZC_S("") : in.runas;
		r.command = zc_sudoers_list(&c->s, "Cmnd_Alias", one, c->l->a);
		r.nopasswd = in.nopasswd;
		r.unlimited = has(r.command, "ALL") &&
		    (in.runas.p == NULL || has(r.runas, "ALL") ||
			has(r.runas, "root") || has(r.runas, "#0"));
		all = zc_sudoers_list(&c->s, "User_Alias", users, c->l->a);
		while (zc_sudoers_cut(&all, ',', &who)) {
			r.who = who;
			put(c, &r);
		}
	}
}

/* Blanks end the user list unless they follow a comma. */
static struct zc_str
take_users(struct zc_str *rest)
{
	bool quoted = false, comma = false;
	size_t i;

	for (i = 0; i < rest->n; i++) {
		char k = rest->p[i];

		if (k == '\\' && i + 1 < rest->n)
			i++;
		else if (k == '"')
			quoted = !quoted;
		else if (!quoted && (k == ' ' || k == '\t') && !comma) {
			struct zc_str next =
			    zc_str_trim(zc_str_sub(*rest, i, rest->n));

			if (next.n == 0 || next.p[0] != ',')
				break;
		}
		if (k != ' ' && k != '\t')
			comma = k == ',';
	}
	return zc_str_sub(*rest, 0, i);
}

/* True when the text ends in a tag, whose ':' parts no specification. */
static bool
ends_in_tag(struct zc_str s)
{
	static const char *const tags[] = { "PASSWD", "EXEC", "SETENV",
		"LOG_INPUT", "LOG_OUTPUT", "MAIL", "FOLLOW", "INTERCEPT" };

	s = zc_str_trim(s);
	for (size_t i = 0; i < ZC_LEN(tags); i++)
		if (zc_str_ends(s, tags[i]))
			return true;
	return false;
}

/* "HOSTS = COMMANDS" off the front of "… : HOSTS = COMMANDS : …". */
static bool
take_spec(struct zc_str *rest, struct zc_str *spec)
{
	struct zc_str piece, from = zc_str_trim(*rest);

	*rest = from;
	while (zc_sudoers_cut(rest, ':', &piece)) {
		*spec =
		    zc_str_sub(from, 0, (size_t)(piece.p + piece.n - from.p));
		if (!ends_in_tag(piece))
			return true;
	}
	return false;
}

static bool
user_spec(struct ctx *c, const struct zc_sudo_line *ln)
{
	struct zc_str rest = ln->text, users, spec, hosts, list;
	size_t seen = 0;

	users = take_users(&rest);
	rest = zc_str_sub(rest, users.n, rest.n);
	while (take_spec(&rest, &spec)) {
		if (!zc_lines_pair(spec, '=', &hosts, &list) || list.n == 0)
			return false;
		hosts = zc_sudoers_list(&c->s, "Host_Alias", hosts, c->l->a);
		commands(c, ln, users, hosts, list);
		seen++;
	}
	return users.n > 0 && seen > 0;
}

static void
sudo(struct ctx *c)
{
	static const char path[] = "/etc/sudoers";
	int rc = zc_sudoers_load(c->l, c->t, path, &c->s);

	c->denied = rc == ZC_EACCES;
	if (rc != ZC_OK)
		return;
	for (size_t i = 0; i < c->s.n && c->rc == ZC_OK; i++)
		if (!defaults(c, &c->s.v[i]) && !user_spec(c, &c->s.v[i]))
			bad_line(c, &c->s.v[i]);
}

/* doas.conf(5): permit|deny [options] who [as target] [cmd command …] */
static bool
doas_line(struct ctx *c, struct zc_str line, struct rule *r)
{
	struct zc_str w;
	bool deny, ok;

	ok = zc_str_word(&line, &w) &&
	    (zc_str_is(w, "permit") || zc_str_is(w, "deny"));
	if (!ok)
		return false;
	deny = zc_str_is(w, "deny");
	while ((ok = zc_str_word(&line, &w))) {
		if (zc_str_is(w, "nopass"))
			r->nopasswd = true;
		else if (zc_str_starts(w, "setenv"))
			line = zc_str_sub(
			    line, zc_str_find(line, '}') + 1, line.n);
		else if (!zc_str_is(w, "persist") && !zc_str_is(w, "keepenv") &&
		    !zc_str_is(w, "nolog"))
			break;
	}
	if (!ok)
		return false;
	if (w.p[0] == ':') /* a group; written as sudo writes it */
		w = zc_lines_cat(
		    c->l->a, ZC_S("%"), zc_str_sub(w, 1, w.n), ZC_S(""));
	r->who = w;
	r->runas = ZC_S("");
	r->command = ZC_S("ALL");
	while (zc_str_word(&line, &w)) {
		if (zc_str_is(w, "as") && zc_str_word(&line, &w)) {
			r->runas = w;
		} else if (zc_str_is(w, "cmd")) {
			r->command = zc_str_trim(line);
			break;
		} else {
			return false;
		}
	}
	r->unlimited = !deny && zc_str_is(r->command, "ALL") &&
	    (r->runas.n == 0 || zc_str_is(r->runas, "root"));
	if (deny)
		r->command =
		    zc_lines_cat(c->l->a, ZC_S("!"), r->command, ZC_S(""));
	return true;
}

static void
doas(struct ctx *c)
{
	static const char path[] = "/etc/doas.conf";
	struct zc_lines ln;
	struct zc_str text, line;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_lines_init(&ln, text, true, c->l->a);
	while (zc_lines_real(&ln, &line)) {
		struct rule r = { .program = "doas",
			.kind = "rule",
			.file = path,
			.line = ln.at };

		line = zc_lines_before(line, '#');
		if (doas_line(c, line, &r))
			put(c, &r);
		else
			zc_lines_miss(c->t, path, ln.at,
			    ZC_N("this line is malformed and was left out"));
	}
}

/* Identities in a text: unix-user:NAME, unix-group:NAME. */
static void
identities(struct ctx *c, const char *file, int line, struct zc_str text)
{
	static const char *const keys[] = { "unix-user:", "unix-group:" };

	for (size_t k = 0; k < ZC_LEN(keys); k++) {
		struct zc_str rest = text;
		size_t at;

		while ((at = zc_str_search(rest, keys[k])) < rest.n) {
			struct rule r = { .program = "polkit",
				.kind = "rule",
				.unlimited = true,
				.runas = ZC_S("root"),
				.command = ZC_S("ALL"),
				.file = file,
				.line = line };
			size_t n = 0;

			rest = zc_str_sub(rest, at + strlen(keys[k]), rest.n);
			while (n < rest.n &&
			    strchr("\"';, \t])", rest.p[n]) == NULL)
				n++;
			r.who = zc_str_sub(rest, 0, n);
			if (k == 1)
				r.who = zc_lines_cat(
				    c->l->a, ZC_S("%"), r.who, ZC_S(""));
			if (n > 0)
				put(c, &r);
		}
	}
}

/* The text of addAdminRule(…) of one file; false when it has none. */
static bool
admin_rule(struct ctx *c, const char *path)
{
	struct zc_lines r;
	struct zc_str text, line;
	bool in = false, found = false;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return false;
	zc_lines_init(&r, text, false, NULL);
	while (zc_lines_next(&r, &line)) {
		if (zc_str_starts(line, "//"))
			continue;
		if (zc_str_search(line, "addAdminRule") < line.n)
			in = found = true;
		else if (zc_str_search(line, "addRule") < line.n)
			in = false;
		if (in)
			identities(c, path, r.at, line);
	}
	return found;
}

/* The first rule file that names administrators counts, polkit(8). */
static void
polkit(struct ctx *c)
{
	static const char *const dirs[] = { "/etc/polkit-1/rules.d/*.rules",
		"/usr/share/polkit-1/rules.d/*.rules" };
	struct zc_fs_list f[2] = { { 0 } };
	size_t i = 0, k = 0;

	for (size_t d = 0; d < 2; d++)
		if (zc_lines_glob(c->l, c->t, dirs[d], &f[d]) != ZC_OK)
			return;
	/* Both lists are merged by the names of the files. */
	while (i < f[0].n || k < f[1].n) {
		bool first = k == f[1].n ||
		    (i < f[0].n &&
			strcmp(strrchr(f[0].names[i], '/'),
			    strrchr(f[1].names[k], '/')) <= 0);

		if (admin_rule(c, first ? f[0].names[i++] : f[1].names[k++]))
			return;
	}
}

/* The text between the first pair of quotes behind `key`. */
static struct zc_str
quoted_after(struct zc_str line, const char *key)
{
	size_t at = zc_str_search(line, key);
	struct zc_str s = zc_str_sub(line, at + strlen(key), line.n);
	size_t i = 0;

	if (at == line.n)
		return (struct zc_str){ "", 0 };
	while (i < s.n && s.p[i] != '"' && s.p[i] != '\'')
		i++;
	if (i == s.n)
		return (struct zc_str){ "", 0 };
	at = zc_str_find(zc_str_sub(s, i + 1, s.n), s.p[i]);
	return zc_str_sub(s, i + 1, at);
}

/*
 * Rules the administrator wrote that answer YES without asking anybody. It
 * is JavaScript: who and what are the last names met before the answer.
 */
static void
yes_rules(struct ctx *c, const char *path)
{
	struct zc_str text, line, who = { "", 0 }, what = { "", 0 }, s;
	struct zc_lines r;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_lines_init(&r, text, false, NULL);
	while (zc_lines_next(&r, &line)) {
		struct rule rule = { .program = "polkit",
			.kind = "rule",
			.nopasswd = true,
			.runas = ZC_S("root"),
			.file = path,
			.line = r.at };

		if (zc_str_starts(line, "//"))
			continue;
		if (zc_str_search(line, "addRule") < line.n)
			who = what = ZC_S("");
		s = quoted_after(line, "isInGroup");
		if (s.n > 0)
			who = zc_lines_cat(c->l->a, ZC_S("%"), s, ZC_S(""));
		s = quoted_after(line, "subject.user");
		who = s.n > 0 ? s : who;
		s = quoted_after(line, "action.id");
		what = s.n > 0 ? s : what;
		if (zc_str_search(line, "Result.YES") == line.n)
			continue;
		rule.who = who;
		rule.command = what.n == 0 ? ZC_S("ALL") : what;
		rule.unlimited = what.n == 0;
		put(c, &rule);
	}
}

/* The older form, pklocalauthority(8): Identity, Action, Result… = yes. */
static void
yes_pkla(struct ctx *c, const char *path)
{
	struct zc_str text, who = { "", 0 }, what = { "", 0 };
	struct zc_ini ini;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_ini_init(&ini, text);
	while (zc_ini_next(&ini)) {
		struct rule rule = { .program = "polkit",
			.kind = "rule",
			.nopasswd = true,
			.runas = ZC_S("root"),
			.file = path,
			.line = ini.line };

		if (zc_str_is(ini.key, "Identity"))
			who = ini.value;
		else if (zc_str_is(ini.key, "Action"))
			what = ini.value;
		if (!zc_str_starts(ini.key, "Result") ||
		    !zc_str_is(ini.value, "yes"))
			continue;
		rule.who = who;
		rule.command = what;
		rule.unlimited = zc_str_is(what, "*");
		put(c, &rule);
	}
}

static void
polkit_open(struct ctx *c)
{
	static const char *const patterns[] = { "/etc/polkit-1/rules.d/*.rules",
		"/etc/polkit-1/localauthority/*/*.pkla",
		"/var/lib/polkit-1/localauthority/*/*.pkla" };
	struct zc_fs_list f;

	for (size_t i = 0; i < ZC_LEN(patterns); i++) {
		if (zc_lines_glob(c->l, c->t, patterns[i], &f) != ZC_OK)
			continue;
		for (size_t k = 0; k < f.n; k++)
			if (i == 0)
				yes_rules(c, f.names[k]);
			else
				yes_pkla(c, f.names[k]);
	}
}

/* Before polkit 0.106: AdminIdentities, the last file counts. */
static void
polkit_old(struct ctx *c)
{
	struct zc_fs_list f;
	struct zc_ini ini;
	struct zc_str text, value = { "", 0 };
	const char *file = NULL;
	int line = 0;

	if (zc_lines_glob(c->l, c->t,
		"/etc/polkit-1/localauthority.conf.d/*.conf", &f) != ZC_OK)
		return;
	for (size_t i = 0; i < f.n; i++) {
		if (zc_look_read(c->l, c->t, f.names[i], &text) != ZC_OK)
			continue;
		zc_ini_init(&ini, text);
		while (zc_ini_next(&ini))
			if (zc_str_is(ini.key, "AdminIdentities")) {
				value = ini.value;
				file = f.names[i];
				line = ini.line;
			}
	}
	if (file != NULL)
		identities(c, file, line, value);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e, .rc = ZC_OK };

	if (!zc_fs_exists(l->root, "/etc"))
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("no /etc directory: not a Linux system"), NULL);
	sudo(&c);
	doas(&c);
	polkit(&c);
	polkit_old(&c);
	polkit_open(&c);
	if (c.rc != ZC_OK)
		return c.rc;
	if (c.denied)
		return zc_cover(t, ZC_COVER_DENIED,
		    ZC_N("the rules may be read by the administrator only"),
		    "/etc/sudoers");
	return zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_sudo_rule = {
	.table = "sudo_rule",
	.en = "sudo rules",
	.zh = "提权规则",
	.mean =
	    "sudoers with its includes, also doas and polkit administrators",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
