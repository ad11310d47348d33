#include "probe/usbtrace.h"

#include "probe/usbclass.h"

void
zc_usbtrace_init(struct zc_usbtrace *u, struct zc_arena *a)
{
	memset(u, 0, sizeof(*u));
	u->a = a;
	u->source = "";
}

static const char *
keep(struct zc_usbtrace *u, const char *s)
{
	const char *p = s[0] == '\0' ? "" : zc_arena_dup(u->a, s, strlen(s));

	if (p == NULL)
		u->full = true;
	return p == NULL ? "" : p;
}

static bool
same(const struct zc_usbseen *a, const struct zc_usbseen *b)
{
	return strcmp(a->serial, b->serial) == 0 &&
	    strcmp(a->vid, b->vid) == 0 && strcmp(a->pid, b->pid) == 0 &&
	    strcmp(a->source, b->source) == 0 &&
	    strcmp(a->account, b->account) == 0 &&
	    strcmp(a->volume, b->volume) == 0;
}

static void
merge(struct zc_usbseen *x, const struct zc_usbseen *d)
{
	x->times += d->times;
	if (d->first != 0 && (x->first == 0 || d->first < x->first))
		x->first = d->first;
	if (d->last > x->last)
		x->last = d->last;
	x->guessed = x->guessed || d->guessed;
	if (x->kind == NULL)
		x->kind = d->kind;
}

void
zc_usbtrace_add(struct zc_usbtrace *u, const struct zc_usbseen *d)
{
	struct zc_usbseen *x;

	for (x = u->list; x != NULL; x = x->next)
		if (same(x, d)) {
			merge(x, d);
			return;
		}
	if (u->n == ZC_USBTRACE_MAX) {
		u->full = true;
		return;
	}
	x = zc_arena_get(u->a, sizeof(*x));
	if (x == NULL) {
		u->full = true;
		return;
	}
	*x = *d;
	x->serial = keep(u, d->serial);
	x->vid = keep(u, d->vid);
	x->pid = keep(u, d->pid);
	x->vendor = keep(u, d->vendor);
	x->product = keep(u, d->product);
	x->source = keep(u, d->source);
	x->account = keep(u, d->account);
	x->volume = keep(u, d->volume);
	x->next = u->list;
	u->list = x;
	u->n++;
}

static void
flush(struct zc_usbtrace *u, struct zc_usbport *p)
{
	struct zc_usbseen d = { .serial = p->serial,
		.vid = p->vid,
		.pid = p->pid,
		.vendor = p->vendor,
		.product = p->product,
		.kind = p->kind,
		.source = u->source,
		.account = "",
		.volume = "",
		.first = p->first,
		.last = p->last,
		.times = 1,
		.guessed = p->guessed };

	/* 1d6b is the Linux Foundation: root hubs, not things plugged in. */
	if (p->busy && strcmp(p->vid, "1d6b") != 0)
		zc_usbtrace_add(u, &d);
	memset(p, 0, sizeof(*p));
}

void
zc_usbtrace_end(struct zc_usbtrace *u)
{
	for (size_t i = 0; i < ZC_USBTRACE_PORTS; i++)
		flush(u, &u->ports[i]);
}

void
zc_usbtrace_source(struct zc_usbtrace *u, const char *source)
{
	zc_usbtrace_end(u);
	u->source = source;
}

/* "1-2", "1-2.4.1": digits, a hyphen, digits and dots. */
static bool
is_port(struct zc_str s)
{
	size_t dash = zc_str_find(s, '-');

	if (dash == 0 || dash + 1 >= s.n || s.n >= 24)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (i != dash && (s.p[i] < '0' || s.p[i] > '9') &&
		    !(i > dash && s.p[i] == '.'))
			return false;
	return true;
}

static void
set(char *to, size_t cap, struct zc_str s)
{
	if (s.n >= cap)
		s.n = cap - 1;
	if (s.n > 0)
		memcpy(to, s.p, s.n);
	to[s.n] = '\0';
}

/* The slot of a bus position; `make` a free one when there is none. */
static struct zc_usbport *
port(struct zc_usbtrace *u, struct zc_str path, bool make)
{
	struct zc_usbport *idle = NULL;

	for (size_t i = 0; i < ZC_USBTRACE_PORTS; i++) {
		struct zc_usbport *p = &u->ports[i];

		if (p->busy && zc_str_is(path, p->path))
			return p;
		if (!p->busy && idle == NULL)
			idle = p;
	}
	if (!make)
		return NULL;
	if (idle == NULL) {
		u->full = true;
		return NULL;
	}
	set(idle->path, sizeof(idle->path), path);
	return idle;
}

/* Four hex digits behind `key`, in lower case; false when there are none. */
static bool
hex4(struct zc_str s, const char *key, char out[5])
{
	struct zc_str v;
	size_t at = zc_str_search(s, key);
	int64_t n;

	if (at == s.n)
		return false;
	v = zc_str_sub(s, at + strlen(key), 4);
	if (v.n != 4 || !zc_str_int(v, 16, &n) || n < 0)
		return false;
	(void)snprintf(out, 5, "%04x", (unsigned)n & 0xffff);
	return true;
}

/* Messages "usb 1-2: …". */
static void
usb_line(struct zc_usbtrace *u, struct zc_str path, struct zc_str what,
    int64_t at, bool guessed)
{
	char vid[5], pid[5];
	struct zc_usbport *p;

	if (zc_str_starts(what, "New USB device found") &&
	    hex4(what, "idVendor=", vid) && hex4(what, "idProduct=", pid)) {
		p = port(u, path, true);
		if (p == NULL)
			return;
		if (p->busy) /* its removal was not logged */
			flush(u, p);
		set(p->path, sizeof(p->path), path);
		memcpy(p->vid, vid, 5);
		memcpy(p->pid, pid, 5);
		p->first = p->last = at;
		p->guessed = guessed;
		p->busy = true;
		return;
	}
	p = port(u, path, false);
	if (p == NULL)
		return;
	if (zc_str_starts(what, "USB disconnect")) {
		if (at > p->last)
			p->last = at;
		flush(u, p);
	} else if (zc_str_starts(what, "Product: ")) {
		set(p->product, sizeof(p->product), zc_str_sub(what, 9, 127));
	} else if (zc_str_starts(what, "Manufacturer: ")) {
		set(p->vendor, sizeof(p->vendor), zc_str_sub(what, 14, 127));
	} else if (zc_str_starts(what, "SerialNumber: ")) {
		set(p->serial, sizeof(p->serial),
		    zc_str_trim(zc_str_sub(what, 14, 127)));
	}
}

void
zc_usbtrace_line(
    struct zc_usbtrace *u, struct zc_str msg, int64_t at, bool guessed)
{
	struct zc_str rest = msg, driver, where;
	struct zc_usbport *p;
	const char *kind;
	size_t colon;

	if (!zc_str_word(&rest, &driver) || !zc_str_word(&rest, &where) ||
	    where.n < 4 || where.p[where.n - 1] != ':')
		return;
	where.n--;
	if (zc_str_is(driver, "usb") && is_port(where)) {
		usb_line(u, where, zc_str_trim(rest), at, guessed);
		return;
	}
	/* "DRIVER 1-2:1.0: …": the driver tells what it is. */
	colon = zc_str_find(where, ':');
	if (colon == where.n || !is_port(zc_str_sub(where, 0, colon)))
		return;
	p = port(u, zc_str_sub(where, 0, colon), false);
	kind = zc_usbclass_driver(driver);
	if (p != NULL && kind != NULL && p->kind == NULL)
		p->kind = kind;
}
