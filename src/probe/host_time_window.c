/* time_window: hosts.allow, hosts.deny, access.conf, time.conf. */
#include "probe/lines.h"

static const struct zc_col cols[] = {
	{ "program", ZC_TEXT, "program", "程序",
	    "tcpwrappers, pam_access, pam_time" },
	{ "action", ZC_TEXT, "action", "动作", "allow, deny" },
	{ "subject", ZC_TEXT, "subject", "对象", "daemon or account list" },
	{ "clients", ZC_TEXT, "clients", "来源", "clients or times" },
	{ "file", ZC_TEXT, "file", "文件", "file" },
	{ "line", ZC_INT, "line", "行号", "line" },
};

struct ctx {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_err *e;
	int rc;
};

static void
put(struct ctx *c, const char *program, const char *action,
    struct zc_str subject, struct zc_str clients, const char *file, int line)
{
	if (c->rc != ZC_OK)
		return;
	zc_put_cstr(c->t, "program", program);
	zc_put_cstr(c->t, "action", action);
	zc_put(c->t, "subject", zc_str_trim(subject));
	zc_put(c->t, "clients", zc_str_trim(clients));
	zc_put_cstr(c->t, "file", file);
	zc_put_int(c->t, "line", line);
	c->rc = zc_row(c->t, c->e);
}

/* hosts_access(5) and hosts_options(5): daemons : clients [: option …] */
static bool
wrapper(struct ctx *c, struct zc_str line, const char *file, int no)
{
	const char *action =
	    strcmp(file, "/etc/hosts.allow") == 0 ? "allow" : "deny";
	struct zc_str daemons, clients, option;

	if (!zc_str_cut(&line, ':', &daemons) || line.p == NULL)
		return false;
	/* IPv6 addresses stand in [ ] and hold colons of their own. */
	clients = line;
	for (size_t i = 0, depth = 0; i < line.n; i++) {
		depth += line.p[i] == '[';
		depth -= line.p[i] == ']' && depth > 0;
		if (line.p[i] == ':' && depth == 0) {
			clients = zc_str_sub(line, 0, i);
			line = zc_str_sub(line, i + 1, line.n);
			while (zc_str_cut(&line, ':', &option)) {
				option = zc_str_trim(option);
				if (zc_str_isi(option, "allow"))
					action = "allow";
				else if (zc_str_isi(option, "deny"))
					action = "deny";
			}
			break;
		}
	}
	put(c, "tcpwrappers", action, daemons, clients, file, no);
	return true;
}

/* access.conf(5): +|- : users : origins */
static bool
access_line(struct ctx *c, struct zc_str line, const char *file, int no)
{
	struct zc_str sign, users;

	if (!zc_str_cut(&line, ':', &sign) || !zc_str_cut(&line, ':', &users) ||
	    line.p == NULL)
		return false;
	sign = zc_str_trim(sign);
	if (!zc_str_is(sign, "+") && !zc_str_is(sign, "-"))
		return false;
	put(c, "pam_access", sign.p[0] == '+' ? "allow" : "deny", users, line,
	    file, no);
	return true;
}

/* time.conf(5): services ; ttys ; users ; times */
static bool
time_line(struct ctx *c, struct zc_str line, const char *file, int no)
{
	struct zc_str f[4], who;

	for (size_t i = 0; i < 4; i++)
		if (!zc_str_cut(&line, ';', &f[i]))
			return false;
	who = zc_lines_cat(
	    c->l->a, zc_str_trim(f[0]), ZC_S(";"), zc_str_trim(f[2]));
	put(c, "pam_time", "allow", who, f[3], file, no);
	return true;
}

static void
read_file(struct ctx *c, const char *path,
    bool (*parse)(struct ctx *, struct zc_str, const char *, int))
{
	struct zc_lines r;
	struct zc_str text, line;

	if (zc_look_read(c->l, c->t, path, &text) != ZC_OK)
		return;
	zc_lines_init(&r, text, true, c->l->a);
	while (zc_lines_real(&r, &line)) {
		line = zc_lines_before(line, '#');
		if (!parse(c, line, path, r.at))
			zc_lines_miss(c->t, path, r.at,
			    ZC_N("this line is malformed and was left out"));
	}
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct ctx c = { .l = l, .t = t, .e = e, .rc = ZC_OK };
	struct zc_fs_list f;

	if (!zc_fs_exists(l->root, "/etc"))
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("no /etc directory: not a Linux system"), NULL);
	read_file(&c, "/etc/hosts.allow", wrapper);
	read_file(&c, "/etc/hosts.deny", wrapper);
	read_file(&c, "/etc/security/access.conf", access_line);
	if (zc_lines_glob(l, t, "/etc/security/access.d/*.conf", &f) == ZC_OK)
		for (size_t i = 0; i < f.n; i++)
			read_file(&c, f.names[i], access_line);
	read_file(&c, "/etc/security/time.conf", time_line);
	return c.rc == ZC_OK ? zc_cover(t, ZC_COVER_OK, NULL, NULL) : c.rc;
}

const struct zc_probe zc_probe_host_time_window = {
	.table = "time_window",
	.en = "access limits",
	.zh = "接入限制",
	.mean = "hosts.allow, hosts.deny, access.conf, time.conf",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
