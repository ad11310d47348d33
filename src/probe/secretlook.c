#include "probe/secretlook.h"

struct classes {
	size_t upper, lower, digit, other;
};

static struct classes
classes_of(struct zc_str s)
{
	struct classes c = { 0 };

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= 'A' && s.p[i] <= 'Z')
			c.upper++;
		else if (s.p[i] >= 'a' && s.p[i] <= 'z')
			c.lower++;
		else if (s.p[i] >= '0' && s.p[i] <= '9')
			c.digit++;
		else
			c.other++;
	}
	return c;
}

static bool
one_of(struct zc_str s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (zc_str_is(s, words[i]))
			return true;
	return false;
}

static bool
only(struct zc_str s, const char *bytes)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || strchr(bytes, s.p[i]) == NULL)
			return false;
	return true;
}

/* A path, a list of options, a variable: known by its first bytes. */
static bool
is_plain(struct zc_str s)
{
	return s.n == 0 || s.p[0] == '/' || s.p[0] == '.' || s.p[0] == '~' ||
	    s.p[0] == '$' || s.p[0] == '%' || s.p[0] == '*' || s.p[0] == '@' ||
	    only(s, "*") || only(s, "0123456789.:-/,tcpud");
}

bool
zc_secretlook_token(struct zc_str s)
{
	static const char *const marks[] = { "ghp_", "gho_", "ghs_", "ghu_",
		"github_pat_", "glpat-", "xoxb-", "xoxp-", "xoxa-", "AKIA",
		"ASIA", "AIza", "ya29.", "eyJ", "hf_", "npm_", "dckr_pat_",
		"sk-", "LTAI" };
	struct classes c;

	for (size_t i = 0; i < ZC_LEN(marks); i++)
		if (zc_str_starts(s, marks[i]) && s.n >= 16)
			return true;
	if (s.n < 24 ||
	    !only(s,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"
		"uvwxyz0123456789+_-="))
		return false;
	c = classes_of(s);
	return s.p[0] != '-' && c.upper >= 3 && c.lower >= 3 && c.digit >= 2;
}

bool
zc_secretlook_glued(struct zc_str word)
{
	static const char *const long_options[] = { "-print", "-print0",
		"-printf", "-prune", "-path", "-perm", "-pthread", "-pipe",
		"-pedantic", "-port", "-ports", "-prefix", "-plugin",
		"-plugins", "-profile", "-pidfile", "-policy", "-protocol",
		"-proto", "-process", "-program", "-project", "-properties",
		"-progress", "-priority", "-preset", "-preload", "-proxy",
		"-public", "-pretty", "-parents", "-partial", "-parallel",
		"-platform", "-package", "-packages", "-page", "-params",
		"-patch", "-persist", "-ping", "-poll", "-position", "-post",
		"-pool", "-portable", "-power", "-preserve", "-prompt",
		"-protect", "-provider", "-push", "-passive", "-peer", "-peers",
		"-wait", "-watch", "-width", "-window", "-windowed", "-workers",
		"-write", "-warn", "-web", "-workdir", "-workspace",
		"-writable", "-wholename", "-pass", "-password", "-passwd",
		"-passphrase", "-pidfile", "-private", "-primary", "-parent",
		"-panel", "-pixdepth", "-print_format" };
	struct zc_str value;

	if (word.n < 5 || word.p[0] != '-' || strchr("pPwW", word.p[1]) == NULL)
		return false;
	value = zc_str_sub(word, 2, word.n);
	/* -p=x and -Dx=y are assignments; -Wl,… and -Wall are compilers'. */
	if (is_plain(value) || zc_str_find(value, '=') < value.n ||
	    zc_str_find(value, '/') < value.n ||
	    (word.p[1] == 'W' && word.p[2] >= 'a' && word.p[2] <= 'z' &&
		classes_of(value).digit == 0))
		return false;
	return !one_of(word, long_options, ZC_LEN(long_options));
}

bool
zc_secretlook_apart(struct zc_str program, struct zc_str word)
{
	/* Their -p is a port, a parent, a pid, a profile, a pattern. */
	static const char *const harmless[] = { "mkdir", "cp", "ssh", "scp",
		"install", "ps", "tar", "docker", "podman", "systemctl",
		"rsync", "nc", "ncat", "nmap", "touch", "chmod", "make", "tmux",
		"kill", "pgrep", "top", "renice", "ionice", "taskset", "nginx",
		"journalctl", "udevadm", "sysctl", "sshd", "dpkg", "rpm",
		"grep", "gdb", "strace", "perf", "git", "patch", "flock",
		"unzip", "ip", "ss", "netstat", "lsof", "date", "read" };
	struct classes c = classes_of(word);

	if (is_plain(word) || word.n < 6 || word.p[0] == '-' ||
	    zc_str_find(word, '/') < word.n ||
	    one_of(program, harmless, ZC_LEN(harmless)))
		return false;
	return (c.upper > 0) + (c.lower > 0) + (c.digit > 0) + (c.other > 0) >=
	    2;
}

size_t
zc_secretlook_user(struct zc_str s)
{
	size_t at = zc_str_find(s, ':');
	struct zc_str user = zc_str_sub(s, 0, at), word;

	if (at == 0 || at + 1 >= s.n || at > 64)
		return 0;
	word = zc_str_sub(s, at + 1, s.n);
	if (is_plain(word) || zc_str_starts(word, "//") ||
	    zc_str_eq(user, word) || zc_str_is(word, "x") ||
	    zc_str_find(user, '/') < user.n)
		return 0;
	return at + 1;
}
