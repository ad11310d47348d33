/* usb_history: one row per device and source of evidence. */
#include "base/fs.h"
#include "probe/journal.h"
#include "probe/kernlog.h"
#include "probe/probe.h"
#include "probe/sysattr.h"
#include "probe/usbclass.h"
#include "probe/usbhome.h"
#include "probe/usbtrace.h"

static const struct zc_col cols[] = {
	{ "serial", ZC_TEXT, "serial number", "序列号",
	    "serial; empty when the device has none" },
	{ "vid", ZC_TEXT, "vendor id", "厂商号",
	    "four hex digits; empty when the source does not tell" },
	{ "pid", ZC_TEXT, "product id", "产品号", "four hex digits" },
	{ "vendor", ZC_TEXT, "vendor", "厂商", "vendor string" },
	{ "product", ZC_TEXT, "product", "产品", "product string" },
	{ "class", ZC_TEXT, "class", "类别", "as in usb_device" },
	{ "first_seen", ZC_TIME, "first seen", "首次接入",
	    "first time in that source" },
	{ "last_seen", ZC_TIME, "last seen", "最近接入",
	    "last time in that source" },
	{ "times", ZC_INT, "times", "接入次数", "times seen in that source" },
	{ "source", ZC_TEXT, "source", "来源",
	    "sysfs, journal, log file, udev, recent, thumbnail, mtab, fstab" },
	{ "sources", ZC_INT, "agreeing sources", "印证来源数",
	    "number of independent sources that know this device" },
	{ "year_guessed", ZC_BOOL, "year guessed", "年份为推定",
	    "1 = the log has no year" },
	{ "account", ZC_TEXT, "account", "账户",
	    "account, for traces in homes" },
	{ "volume", ZC_TEXT, "volume", "卷标",
	    "volume label or mount directory" },
};

struct history {
	const struct zc_look *l;
	struct zc_usbtrace *u;
};

static int
kernel_line(void *ctx, const struct zc_kernline *k)
{
	struct history *h = ctx;

	if (strcmp(h->u->source, k->source) != 0)
		zc_usbtrace_source(h->u, k->source);
	zc_usbtrace_line(h->u, k->msg, k->at, k->guessed);
	return ZC_OK;
}

static const char *
text(const struct zc_look *l, struct zc_str s)
{
	const char *p = zc_arena_dup(l->a, s.p, s.n);

	return p == NULL ? "" : p;
}

/* What is plugged in now. */
static int
read_sysfs(const struct zc_look *l, struct zc_table *t, struct zc_usbtrace *u)
{
	static const char bus[] = "/sys/bus/usb/devices";
	struct zc_fs_list all;
	int rc;

	if (!l->live)
		return ZC_OK;
	rc = zc_fs_dir(l->root, bus, 4096, l->a, &all, NULL);
	if (rc != ZC_OK) {
		zc_miss_rc(t, bus, rc);
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	}
	for (size_t i = 0; i < all.n; i++) {
		const char *dir = zc_fs_join(l->a, bus, all.names[i]);
		struct zc_usbseen d = { .source = "sysfs",
			.account = "",
			.volume = "",
			.first = l->now,
			.last = l->now,
			.times = 1 };

		if (dir == NULL)
			return ZC_ENOMEM;
		d.vid = text(l, zc_sysattr(l, dir, "idVendor"));
		if (d.vid[0] == '\0' || strcmp(d.vid, "1d6b") == 0)
			continue;
		d.pid = text(l, zc_sysattr(l, dir, "idProduct"));
		d.serial = text(l, zc_sysattr(l, dir, "serial"));
		d.vendor = text(l, zc_sysattr(l, dir, "manufacturer"));
		d.product = text(l, zc_sysattr(l, dir, "product"));
		zc_usbtrace_add(u, &d);
	}
	return ZC_OK;
}

/* Sources that stem from one observer count once when they agree. */
static unsigned
observer(const char *source)
{
	static const char *const alone[] = { "journal", "recent", "thumbnail",
		"udisks", "fstab" };

	if (source[0] == '/')
		return 1; /* text logs, mostly written by one daemon */
	for (unsigned i = 0; i < ZC_LEN(alone); i++)
		if (strcmp(source, alone[i]) == 0)
			return 2U << i;
	return 128; /* sysfs, udev, mtab: the running kernel */
}

static bool
same_device(const struct zc_usbseen *a, const struct zc_usbseen *b)
{
	if (a->volume[0] != '\0' && strcmp(a->volume, b->volume) == 0)
		return true;
	if (a->vid[0] == '\0' || strcmp(a->vid, b->vid) != 0 ||
	    strcmp(a->pid, b->pid) != 0)
		return false;
	return strcmp(a->serial, b->serial) == 0;
}

static int
put(const struct history *h, struct zc_table *t, const struct zc_usbseen *d,
    struct zc_err *e)
{
	struct zc_usbid id = { .vid = zc_str_of(d->vid),
		.pid = zc_str_of(d->pid),
		.product = zc_str_of(d->product) };
	const char *kind = d->kind, *other = zc_usbclass(&h->l->items, &id);
	unsigned who = 0;

	for (const struct zc_usbseen *x = h->u->list; x != NULL; x = x->next)
		if (same_device(d, x)) {
			who |= observer(x->source);
			if (kind == NULL)
				kind = x->kind;
		}
	/* The rule list and plain names know more than "storage" does. */
	if (kind == NULL ||
	    (strcmp(kind, "storage") == 0 && strcmp(other, "other") != 0))
		kind = other;
	zc_put_cstr(t, "serial", d->serial);
	zc_put_cstr(t, "vid", d->vid);
	zc_put_cstr(t, "pid", d->pid);
	zc_put_cstr(t, "vendor", d->vendor);
	zc_put_cstr(t, "product", d->product);
	zc_put_cstr(t, "class", kind);
	zc_put_int(t, "first_seen", d->first);
	zc_put_int(t, "last_seen", d->last);
	zc_put_int(t, "times", d->times);
	zc_put_cstr(t, "source", d->source);
	zc_put_int(t, "sources", __builtin_popcount(who));
	zc_put_int(t, "year_guessed", d->guessed);
	zc_put_cstr(t, "account", d->account);
	zc_put_cstr(t, "volume", d->volume);
	return zc_row(t, e);
}

/* Nothing may look clean because no log was there to tell. */
static int
judge(struct zc_table *t, const struct zc_kernspan *s,
    const struct zc_usbtrace *u)
{
	zc_window(t, s->from, s->to);
	if (u->full)
		zc_miss(t, "", ZC_N("more devices than are kept"));
	if (s->sources > 0)
		return zc_cover(t, ZC_COVER_OK, NULL, NULL);
	if (u->n > 0)
		return zc_cover(t, ZC_COVER_PARTIAL,
		    ZC_N(
			"no kernel log was read; only other traces are listed"),
		    NULL);
	if (s->denied)
		return zc_cover(
		    t, ZC_COVER_DENIED, ZC_N("not permitted"), NULL);
	if (s->unsupported)
		return zc_cover(t, ZC_COVER_UNSUPPORTED,
		    ZC_N("the journal cannot be read on this computer"), NULL);
	return zc_cover(t, ZC_COVER_ABSENT,
	    ZC_N("no log keeps kernel messages, so devices used before "
		 "cannot be told"),
	    NULL);
}

static int
run(const struct zc_look *l, struct zc_table *t, struct zc_err *e)
{
	struct history h = { .l = l };
	struct zc_kernspan span;
	struct zc_users users = { 0 };
	int rc;

	h.u = zc_arena_get(l->a, sizeof(*h.u));
	if (h.u == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "usb history: no room");
	zc_usbtrace_init(h.u, l->a);
	rc = zc_kernlog_each(l, t, kernel_line, &h, &span, e);
	if (rc != ZC_OK)
		return rc;
	zc_usbtrace_end(h.u);
	rc = zc_users_load(l, t, &users);
	if (rc == ZC_ENOMEM)
		return rc;
	rc = read_sysfs(l, t, h.u);
	if (rc == ZC_OK)
		rc = zc_usb_udev(l, t, h.u, e);
	if (rc == ZC_OK)
		rc = zc_usb_mounts(l, t, &users, h.u, e);
	if (rc == ZC_OK)
		rc = zc_usb_homes(l, t, &users, h.u, e);
	for (const struct zc_usbseen *d = h.u->list; rc == ZC_OK && d != NULL;
	     d = d->next)
		rc = put(&h, t, d, e);
	return rc == ZC_OK ? judge(t, &span, h.u) : rc;
}

const struct zc_probe zc_probe_host_usb_history = {
	.table = "usb_history",
	.en = "USB history",
	.zh = "USB 使用痕迹",
	.mean = "one row per device and source of evidence",
	.cols = cols,
	.ncols = ZC_LEN(cols),
	.cost = ZC_COST_MEDIUM,
	.needs = ZC_PRIV_ROOT,
	.looks = ZC_LIVE | ZC_ROOT,
	.load = zc_journal_load,
	.run = run,
};
