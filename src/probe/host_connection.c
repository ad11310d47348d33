/* connection: one row per connected socket. */
#include "probe/probe.h"

#include "probe/sock.h"
#include "probe/users.h"

#include <linux/capability.h>

static const struct zc_col cols[] = {
	{ "protocol", ZC_TEXT, "protocol", "协议", "tcp, tcp6, udp, udp6" },
	{ "local_address", ZC_TEXT, "local address", "本机地址",
	    "local address" },
	{ "local_port", ZC_INT, "local port", "本机端口", "local port" },
	{ "remote_address", ZC_TEXT, "remote address", "对端地址",
	    "remote address" },
	{ "remote_port", ZC_INT, "remote port", "对端端口", "remote port" },
	{ "remote_scope", ZC_TEXT, "remote scope", "对端范围",
	    "loopback, link, private, public" },
	{ "state", ZC_TEXT, "state", "状态", "established, syn_sent …" },
	{ "pid", ZC_INT, "process id", "进程号", "owner" },
	{ "process", ZC_TEXT, "process", "进程", "name of the owner" },
	{ "account", ZC_TEXT, "account", "账户", "owner's user" },
};

static int
emit(const struct zc_look *l, struct zc_table *t, const struct zc_sock *s,
    int64_t pid, const struct zc_users *u, struct zc_err *e)
{
	const char *name = zc_users_name(u, s->uid);
	struct zc_proc p;
	char text[48];

	zc_put_cstr(t, "protocol", s->protocol);
	zc_put_cstr(t, "local_address", zc_ipaddr_text(&s->local, text));
	zc_put_int(t, "local_port", s->local_port);
	zc_put_cstr(t, "remote_address", zc_ipaddr_text(&s->remote, text));
	zc_put_int(t, "remote_port", s->remote_port);
	zc_put_cstr(t, "remote_scope", zc_ipaddr_scope(&s->remote));
	zc_put_cstr(t, "state", s->state);
	if (pid != 0)
		zc_put_int(t, "pid", pid);
	if (pid != 0 && zc_proc_get(l->root, pid, l->a, &p, NULL) == ZC_OK)
		zc_put(t, "process", p.name);
	/* A socket in time_wait belongs to nobody and says uid 0. */
	if (name != NULL && s->inode != 0)
		zc_put_cstr(t, "account", name);
	return zc_row(t, e);
}

/* Bound to a remote end; an unbound TCP socket in "close" is nothing yet. */
static bool
connected(const struct zc_sock *s)
{
	return !s->listens &&
	    (s->remote_port != 0 ||
		strcmp(zc_ipaddr_scope(&s->remote), "any") != 0);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct zc_proc_socks owners;
	struct zc_users users;
	struct zc_sock *v;
	size_t n;
	int rc;

	rc = zc_sock_load(l, t, &v, &n, e);
	if (rc != ZC_OK)
		return rc;
	if (zc_users_load(l, NULL, &users) != ZC_OK)
		users = (struct zc_users){ 0 };
	zc_sock_owners(l, t, &owners);
	for (size_t i = 0; i < n && rc == ZC_OK; i++) {
		if (connected(&v[i]))
			rc = emit(l, t, &v[i],
			    zc_proc_sock_pid(&owners, v[i].inode), &users, e);
	}
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_connection = {
	.table = "connection",
	.en = "connections",
	.zh = "网络连接",
	.mean = "one row per connected socket",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE,
	/* Programs and descriptors of processes are shown to nobody else. */
	.caps = UINT64_C(1) << CAP_SYS_PTRACE,
	.run = run,
};
