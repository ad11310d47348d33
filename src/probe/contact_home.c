/* contact: what programs leave in home directories. */
#include "probe/contact.h"

#include "base/fs.h"
#include "probe/ipaddr.h"

/* Commands whose arguments are remote ends without "://". */
static bool
takes_host(struct zc_str program)
{
	static const char *const names[] = { "ssh", "scp", "sftp", "rsync",
		"ping", "ping6", "telnet", "ftp", "nc", "ncat", "curl", "wget",
		"traceroute", "nslookup", "dig", "host", "ntpdate", "mtr",
		"ssh-copy-id" };
	size_t n = program.n;

	while (n > 0 && program.p[n - 1] != '/')
		n--;
	program = zc_str_sub(program, n, program.n);
	for (size_t i = 0; i < ZC_LEN(names); i++) {
		if (zc_str_is(program, names[i]))
			return true;
	}
	return false;
}

/*
 * "user@host:path", "host:port", "host/path" → host. A plain word must look
 * like an address or end like a domain: "notes.txt" is no host.
 */
static struct zc_str
host_of(struct zc_str word)
{
	struct zc_ipaddr ip;

	if (zc_ipaddr_parse(word, &ip))
		return word;
	while (zc_str_find(word, '@') < word.n)
		word = zc_str_sub(word, zc_str_find(word, '@') + 1, word.n);
	word = zc_str_sub(word, 0, zc_str_find(word, '/'));
	return zc_str_sub(word, 0, zc_str_find(word, ':'));
}

/* Endings of file names that would pass for a domain. */
static bool
file_name(struct zc_str s)
{
	static const char *const ends[] = { ".txt", ".sh", ".gz", ".zip",
		".tar", ".deb", ".rpm", ".iso", ".py", ".c", ".h", ".pdf",
		".doc", ".docx", ".xls", ".xlsx", ".log", ".conf", ".json",
		".xml", ".html", ".jpg", ".png", ".pem", ".key", ".pub", ".bin",
		".run", ".tgz", ".xz", ".bz2", ".sql", ".md", ".yml", ".yaml",
		".crt", ".img", ".ofd", ".wps" };

	for (size_t i = 0; i < ZC_LEN(ends); i++) {
		if (zc_str_ends(s, ends[i]))
			return true;
	}
	return false;
}

static void
command_line(struct zc_contacts *c, struct zc_str line, struct zc_str account,
    const char *source, int64_t at)
{
	struct zc_str rest = line, word, host;
	bool takes = false;

	zc_contact_urls(c, "history", line, account, "shell", source, at);
	for (int i = 0; zc_str_word(&rest, &word) && i < 64; i++) {
		if (zc_str_is(word, "sudo") || zc_str_is(word, "|") ||
		    zc_str_is(word, "&&") || zc_str_is(word, ";"))
			continue;
		if (takes_host(word)) {
			takes = true;
			continue;
		}
		if (!takes || word.p[0] == '-' ||
		    zc_str_search(word, "://") < word.n)
			continue;
		host = host_of(word);
		if (!file_name(host))
			(void)zc_contact_add(
			    c, "history", host, account, "shell", source, at);
	}
}

/* bash(1): "#EPOCH" before a command; zsh: ": EPOCH:0;command". */
void
zc_contact_history(struct zc_contacts *c, struct zc_str text,
    struct zc_str account, const char *source)
{
	struct zc_str line;
	int64_t at = 0, v;

	while (zc_str_line(&text, &line)) {
		size_t semi = zc_str_find(line, ';');

		if (zc_str_starts(line, "#") &&
		    zc_str_int(zc_str_sub(line, 1, line.n), 10, &v)) {
			at = v;
			continue;
		}
		if (zc_str_starts(line, ": ") && semi < line.n &&
		    zc_str_int(
			zc_str_sub(line, 2,
			    zc_str_find(zc_str_sub(line, 2, line.n), ':')),
			10, &v)) {
			at = v;
			line = zc_str_sub(line, semi + 1, line.n);
		}
		command_line(c, line, account, source, at);
	}
}

/* "host port include-subdomains created max-age" (wget's own comment). */
static void
wget_hsts(struct zc_contacts *c, struct zc_str text, struct zc_str account,
    const char *source)
{
	struct zc_str line, host, word;
	int64_t at;

	while (zc_str_line(&text, &line)) {
		if (!zc_str_word(&line, &host) || host.p[0] == '#')
			continue;
		at = 0;
		(void)zc_str_word(&line, &word);
		(void)zc_str_word(&line, &word);
		if (zc_str_word(&line, &word) && !zc_str_int(word, 10, &at))
			at = 0;
		(void)zc_contact_add(
		    c, "history", host, account, "wget", source, at);
	}
}

/* sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT": hashed names start with '|'. */
static void
known_hosts(struct zc_contacts *c, struct zc_str text, struct zc_str account,
    const char *source)
{
	struct zc_str line, names, name;

	while (zc_str_line(&text, &line)) {
		if (!zc_str_word(&line, &names) || names.p[0] == '#' ||
		    names.p[0] == '|')
			continue;
		if (names.p[0] == '@' && !zc_str_word(&line, &names))
			continue;
		while (zc_str_cut(&names, ',', &name)) {
			if (zc_str_starts(name, "["))
				name = zc_str_sub(
				    name, 1, zc_str_find(name, ']') - 1);
			(void)zc_contact_add(
			    c, "history", name, account, "ssh", source, 0);
		}
	}
}

void
zc_contact_homes(struct zc_contacts *c)
{
	static const struct {
		const char *file;
		void (*read)(struct zc_contacts *, struct zc_str, struct zc_str,
		    const char *);
	} traces[] = {
		{ ".bash_history", zc_contact_history },
		{ ".zsh_history", zc_contact_history },
		{ ".ash_history", zc_contact_history },
		{ ".sh_history", zc_contact_history },
		{ ".wget-hsts", wget_hsts },
		{ ".ssh/known_hosts", known_hosts },
		{ ".ssh/known_hosts.old", known_hosts },
	};
	const struct zc_user *u;
	struct zc_str text;
	size_t i = 0;

	while (zc_users_home(c->l, c->t, &c->users, &i, &u)) {
		for (size_t k = 0; k < ZC_LEN(traces); k++) {
			const char *path =
			    zc_fs_join(c->l->a, u->home, traces[k].file);

			if (path == NULL) {
				c->spent = true;
				return;
			}
			if (zc_look_read(c->l, c->t, path, &text) == ZC_OK)
				traces[k].read(
				    c, text, zc_str_of(u->name), path);
		}
	}
}
