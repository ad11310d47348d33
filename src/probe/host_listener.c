/* listener: one row per listening socket. */
#include "probe/probe.h"

#include "probe/sock.h"
#include "probe/users.h"

#include <linux/capability.h>

static const struct zc_col cols[] = {
	{ "protocol", ZC_TEXT, "protocol", "协议", "tcp, tcp6, udp, udp6" },
	{ "address", ZC_TEXT, "address", "地址", "local address" },
	{ "port", ZC_INT, "port", "端口", "local port" },
	{ "scope", ZC_TEXT, "scope", "可达范围",
	    "loopback, link, private, public, any" },
	{ "exposed", ZC_BOOL, "reachable", "对外可达",
	    "1 = not loopback only" },
	{ "pid", ZC_INT, "process id", "进程号", "owner" },
	{ "process", ZC_TEXT, "process", "进程",
	    "name of the owner; empty when not permitted" },
	{ "program", ZC_TEXT, "program", "程序路径",
	    "executable of the owner" },
	{ "account", ZC_TEXT, "account", "账户", "owner's user" },
	{ "service", ZC_TEXT, "service", "服务", "systemd unit" },
};

static void
put_owner(const struct zc_look *l, struct zc_table *t, int64_t pid)
{
	struct zc_proc p;

	if (pid == 0)
		return;
	zc_put_int(t, "pid", pid);
	if (zc_proc_get(l->root, pid, l->a, &p, NULL) != ZC_OK)
		return;
	zc_put(t, "process", p.name);
	if (p.exe.n > 0)
		zc_put(t, "program", p.exe);
	if (p.unit.n > 0)
		zc_put(t, "service", p.unit);
}

static int
emit(const struct zc_look *l, struct zc_table *t, const struct zc_sock *s,
    int64_t pid, const struct zc_users *u, struct zc_err *e)
{
	const char *scope = zc_ipaddr_scope(&s->local);
	const char *name = zc_users_name(u, s->uid);
	char text[48];

	zc_put_cstr(t, "protocol", s->protocol);
	zc_put_cstr(t, "address", zc_ipaddr_text(&s->local, text));
	zc_put_int(t, "port", s->local_port);
	zc_put_cstr(t, "scope", scope);
	zc_put_int(t, "exposed", strcmp(scope, "loopback") != 0);
	if (name != NULL)
		zc_put_cstr(t, "account", name);
	put_owner(l, t, pid);
	return zc_row(t, e);
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
		if (v[i].listens)
			rc = emit(l, t, &v[i],
			    zc_proc_sock_pid(&owners, v[i].inode), &users, e);
	}
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_listener = {
	.table = "listener",
	.en = "listeners",
	.zh = "监听端口",
	.mean = "one row per listening socket",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE,
	/* Programs and descriptors of processes are shown to nobody else. */
	.caps = UINT64_C(1) << CAP_SYS_PTRACE,
	.run = run,
};
