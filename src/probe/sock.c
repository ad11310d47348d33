#include "probe/sock.h"

#include "base/fs.h"

enum {
	TABLE_MAX = 64 << 20,
	SOCKS_MAX = 400000
};

/* include/net/tcp_states.h */
static const char *const states[] = { "unknown", "established", "syn_sent",
	"syn_recv", "fin_wait1", "fin_wait2", "time_wait", "close",
	"close_wait", "last_ack", "listen", "closing", "new_syn_recv" };

/*
 * "0100007F:0016": groups of 32 bits in the byte order of the machine, then
 * the port as a number.
 */
static bool
end_point(struct zc_str s, size_t bytes, struct zc_ipaddr *a, int64_t *port)
{
	unsigned char b[16];
	size_t colon = zc_str_find(s, ':');

	if (colon != bytes * 2 ||
	    !zc_str_int(zc_str_sub(s, colon + 1, 8), 16, port))
		return false;
	for (size_t i = 0; i < bytes; i += 4) {
		int64_t v;
		uint32_t w;

		if (!zc_str_int(zc_str_sub(s, i * 2, 8), 16, &v) || v < 0)
			return false;
		w = (uint32_t)v;
		memcpy(b + i, &w, 4);
	}
	*a = zc_ipaddr_of(b, bytes);
	return *port >= 0 && *port <= 65535;
}

static bool
any_address(const struct zc_ipaddr *a)
{
	return strcmp(zc_ipaddr_scope(a), "any") == 0;
}

bool
zc_sock_parse(struct zc_str line, const char *protocol, struct zc_sock *out)
{
	struct zc_sock s = { .protocol = protocol };
	size_t bytes = protocol[3] == '6' ? 16 : 4;
	struct zc_str w[10];
	int64_t state, inode;

	for (size_t i = 0; i < ZC_LEN(w); i++) {
		if (!zc_str_word(&line, &w[i]))
			return false;
	}
	if (!zc_str_ends(w[0], ":") ||
	    !end_point(w[1], bytes, &s.local, &s.local_port) ||
	    !end_point(w[2], bytes, &s.remote, &s.remote_port) ||
	    !zc_str_int(w[3], 16, &state) || !zc_str_int(w[7], 10, &s.uid) ||
	    !zc_str_int(w[9], 10, &inode) || state < 0)
		return false;
	s.inode = (uint64_t)inode;
	s.state = states[(size_t)state < ZC_LEN(states) ? state : 0];
	if (protocol[0] == 't')
		s.listens = strcmp(s.state, "listen") == 0;
	else
		s.listens = s.remote_port == 0 && any_address(&s.remote);
	*out = s;
	return true;
}

/* Bytes of a line of /proc/net/tcp at least, to size the array. */
enum {
	LINE_MIN = 80
};

static int
load_table(const struct zc_look *l, const char *protocol, struct zc_sock **v,
    size_t *n, struct zc_err *e)
{
	char path[32];
	struct zc_str text, line;
	struct zc_sock *w;
	size_t room;
	int rc;

	(void)snprintf(path, sizeof(path), "proc/net/%s", protocol);
	rc = zc_fs_read(l->root, path, TABLE_MAX, l->a, &text, e);
	if (rc != ZC_OK)
		return rc;
	room = text.n / LINE_MIN + 1;
	if (room > SOCKS_MAX)
		return ZC_FAIL(e, ZC_ELIMIT, "%s: too many sockets", path);
	w = zc_arena_array(l->a, *n + room, sizeof(*w));
	if (w == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "%s: no room", path);
	if (*n > 0)
		memcpy(w, *v, *n * sizeof(*w));
	*v = w;
	(void)zc_str_line(&text, &line); /* the heading */
	while (zc_str_line(&text, &line) && room-- > 0) {
		if (!zc_sock_parse(line, protocol, &w[*n]))
			return ZC_FAIL(e, ZC_EINPUT, "%s: bad line", path);
		(*n)++;
	}
	return ZC_OK;
}

int
zc_sock_load(const struct zc_look *l, struct zc_table *t, struct zc_sock **out,
    size_t *n, struct zc_err *e)
{
	static const char *const tables[] = { "tcp", "tcp6", "udp", "udp6" };
	struct zc_sock *v = NULL;
	size_t got = 0, count = 0;

	for (size_t i = 0; i < ZC_LEN(tables); i++) {
		char path[32];
		int rc = load_table(l, tables[i], &v, &count, e);

		if (rc != ZC_ENOENT)
			got++;
		(void)snprintf(path, sizeof(path), "/proc/net/%s", tables[i]);
		zc_miss_rc(t, path, rc);
	}
	if (got == 0)
		return ZC_FAIL(e, ZC_ENOENT, "/proc/net has no sockets");
	*out = v;
	*n = count;
	return ZC_OK;
}

void
zc_sock_owners(
    const struct zc_look *l, struct zc_table *t, struct zc_proc_socks *out)
{
	int rc;

	*out = (struct zc_proc_socks){ 0 };
	rc = zc_proc_socks(l->root, l->a, out, NULL);
	zc_miss_rc(t, "/proc", rc);
	if (out->denied > 0)
		zc_miss(t, "/proc/*/fd",
		    l->is_root
			? ZC_N("the kernel shows the open files of some "
			       "processes not even to the administrator")
			: ZC_N("the owners of other accounts' connections "
			       "are visible only to the administrator"));
}
