/* printer: printers known to CUPS. */
#include "base/base.h"

#include "base/fs.h"
#include "probe/kv.h"
#include "probe/mask.h"
#include "probe/probe.h"

static const struct zc_col cols[] = {
	{ "name", ZC_TEXT, "name", "名称", "queue" },
	{ "uri", ZC_TEXT, "address", "地址",
	    "device address with secrets masked" },
	{ "kind", ZC_TEXT, "kind", "类别", "usb, network, file, virtual" },
	{ "shared", ZC_BOOL, "shared", "共享", "1 = offered to the network" },
	{ "model", ZC_TEXT, "model", "型号", "make and model" },
	{ "last_used", ZC_TIME, "last used", "最近使用",
	    "newest job or state time" },
	{ "file", ZC_TEXT, "file", "文件", "file" },

};

enum {
	JOB_MAX = 256 * 1024,
	JOBS_MAX = 5000
};

struct printer {
	struct zc_str name, uri, model;
	int shared; /* -1 = not said */
	int64_t state_time;
	bool open; /* between <Printer> and </Printer> */
};

/* By the scheme of the device address (CUPS backends). */
static const char *
kind_of(struct zc_str uri)
{
	static const char *const v[][2] = { { "usb:", "usb" },
		{ "hp:/usb", "usb" }, { "parallel:", "usb" },
		{ "serial:", "usb" }, { "file:", "file" },
		{ "cups-pdf:", "virtual" }, { "cups-brf:", "virtual" },
		{ "/dev/null", "file" } };

	for (size_t i = 0; i < ZC_LEN(v); i++)
		if (zc_str_starts(uri, v[i][0]))
			return v[i][1];
	return zc_str_find(uri, ':') < uri.n ? "network" : "virtual";
}

/* True when the job's control file (IPP) names the queue. */
static bool
is_job_of(const struct zc_look *l, const char *path, struct zc_str queue)
{
	struct zc_arena a;
	struct zc_str s;
	char uri[256];
	bool yes = false;
	size_t n;

	(void)snprintf(
	    uri, sizeof(uri), "/printers/%.*s", (int)queue.n, queue.p);
	zc_arena_init(&a, 2 * JOB_MAX);
	if (zc_fs_read(l->root, path, JOB_MAX, &a, &s, NULL) == ZC_OK) {
		n = zc_str_search(s, uri);
		/* The next byte is the tag or length of another attribute. */
		yes = n < s.n &&
		    (n + strlen(uri) == s.n ||
			(unsigned char)s.p[n + strlen(uri)] <= ' ' ||
			(unsigned char)s.p[n + strlen(uri)] > '~');
	}
	zc_arena_fini(&a);
	return yes;
}

/* When the newest job that is still in the spool was printed. */
static int64_t
newest_job(const struct zc_look *l, struct zc_table *t, struct zc_str queue)
{
	static const char spool[] = "/var/spool/cups";
	struct zc_fs_list list;
	struct stat st;
	int64_t newest = 0;
	const char *p;
	int rc = zc_fs_dir(l->root, spool, 200000, l->a, &list, NULL);

	zc_miss_rc(t, spool, rc);
	for (size_t i = 0; rc == ZC_OK && i < list.n && i < JOBS_MAX; i++) {
		if (list.names[i][0] != 'c')
			continue;
		p = zc_fs_join(l->a, spool, list.names[i]);
		if (p != NULL && zc_fs_lstat(l->root, p, &st, NULL) == ZC_OK &&
		    S_ISREG(st.st_mode) && st.st_mtime > newest &&
		    is_job_of(l, p, queue))
			newest = st.st_mtime;
	}
	return newest;
}

/* Does cupsd listen to others and offer its queues? */
static bool
offers(const struct zc_look *l, struct zc_table *t)
{
	struct zc_str text;
	struct zc_kv_rd r;
	struct zc_kv kv;
	bool listens = false;

	if (zc_look_read(l, t, "/etc/cups/cupsd.conf", &text) != ZC_OK)
		return false;
	zc_kv_init(&r, text, ZC_KV_BLANK, l->a);
	while (zc_kv_next(&r, &kv)) {
		if (zc_str_isi(kv.key, "Port"))
			listens = true;
		else if (zc_str_isi(kv.key, "Listen"))
			listens |= !zc_str_starts(kv.value, "localhost") &&
			    !zc_str_starts(kv.value, "127.") &&
			    !zc_str_starts(kv.value, "[::1]") &&
			    !zc_str_starts(kv.value, "/");
	}
	return listens;
}

static int
emit(const struct zc_look *l, struct zc_table *t, const struct printer *p,
    bool offered, struct zc_err *e)
{
	struct zc_buf b;
	int64_t job = newest_job(l, t, p->name);
	int rc;

	zc_buf_init(&b, 4096);
	zc_mask_url(&b, p->uri);
	zc_put(t, "name", p->name);
	zc_put(t, "uri", zc_buf_get(&b));
	zc_put_cstr(t, "kind", kind_of(p->uri));
	zc_put_int(t, "shared", p->shared == 1 && offered);
	zc_put(t, "model", p->model);
	zc_put_int(t, "last_used", p->state_time > job ? p->state_time : job);
	zc_put_cstr(t, "file", "/etc/cups/printers.conf");
	rc = zc_row(t, e);
	zc_buf_fini(&b);
	return rc;
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct printer p = { .open = false };
	struct zc_str text;
	struct zc_kv_rd r;
	struct zc_kv kv;
	bool offered;
	int rc = zc_look_read(l, t, "/etc/cups/printers.conf", &text);

	if (rc == ZC_EACCES)
		return zc_cover(t, ZC_COVER_DENIED,
		    ZC_N("only the administrator may read the printer list"),
		    NULL);
	if (rc != ZC_OK && rc != ZC_ENOENT)
		return ZC_FAIL(e, rc, "/etc/cups/printers.conf");
	if (rc == ZC_ENOENT)
		return zc_cover(t, ZC_COVER_OK, NULL, NULL);
	offered = offers(l, t);
	zc_kv_init(&r, text, ZC_KV_BLANK, l->a);
	rc = ZC_OK;
	while (rc == ZC_OK && zc_kv_next(&r, &kv)) {
		if (zc_str_isi(kv.key, "<Printer") ||
		    zc_str_isi(kv.key, "<DefaultPrinter")) {
			p = (struct printer){ .open = true, .shared = 1 };
			p.name =
			    zc_str_sub(kv.value, 0, zc_str_find(kv.value, '>'));
		} else if (zc_str_isi(kv.key, "DeviceURI")) {
			p.uri = kv.value;
		} else if (zc_str_isi(kv.key, "MakeModel")) {
			p.model = kv.value;
		} else if (zc_str_isi(kv.key, "Shared")) {
			p.shared = zc_kv_bool(kv.value);
		} else if (zc_str_isi(kv.key, "StateTime")) {
			(void)zc_str_int(kv.value, 10, &p.state_time);
		} else if (p.open &&
		    (zc_str_isi(kv.key, "</Printer>") ||
			zc_str_isi(kv.key, "</DefaultPrinter>"))) {
			rc = emit(l, t, &p, offered, e);
			p.open = false;
		}
	}
	return rc != ZC_OK ? rc : zc_cover(t, ZC_COVER_OK, NULL, NULL);
}

const struct zc_probe zc_probe_host_printer = {
	.table = "printer",
	.en = "printers",
	.zh = "打印机",
	.mean = "printers known to CUPS",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_LOW,
	.needs = ZC_PRIV_NONE,
	.looks = ZC_LIVE | ZC_ROOT,
	.run = run,
};
