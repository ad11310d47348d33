#include "probe/power.h"

#include "base/fs.h"
#include "probe/logfile.h"
#include "probe/utmp.h"

enum {
	EVENTS_MAX = 50000,
	WTMP_MAX = 64 << 20,
	RUN_LVL = 1,
	BOOTS_MAX = 2000
};

static int
add(struct zc_powers *p, enum zc_power_kind kind, int64_t at,
    const char *kernel, const char *source)
{
	if (p->n == EVENTS_MAX) {
		p->full = true;
		return ZC_ELIMIT;
	}
	p->v[p->n++] = (struct zc_power){
		.kind = kind, .at = at, .kernel = kernel, .source = source
	};
	return ZC_OK;
}

static void
records(const struct zc_look *l, struct zc_str file, struct zc_powers *p,
    int64_t *alive, bool *on)
{
	struct zc_utmp u;
	struct zc_rd r;
	size_t size = zc_utmp_size(file);

	if (size == 0)
		return;
	zc_rd_init(&r, file.p, file.n);
	while (zc_utmp_next(&r, size, &u)) {
		if (u.at <= 0)
			continue;
		if (u.type == ZC_UTMP_BOOT) {
			const char *k = zc_arena_dup(l->a, u.host.p, u.host.n);

			if (*on && *alive != 0 && u.at > *alive)
				(void)add(
				    p, ZC_POWER_CRASH, *alive, "", "wtmp");
			(void)add(
			    p, ZC_POWER_BOOT, u.at, k == NULL ? "" : k, "wtmp");
			*on = true;
		} else if (u.type == RUN_LVL && zc_str_is(u.user, "shutdown")) {
			(void)add(p, ZC_POWER_SHUTDOWN, u.at, "", "wtmp");
			*on = false;
		}
		*alive = u.at;
	}
}

static int
read_wtmp(const struct zc_look *l, struct zc_table *t, struct zc_powers *p,
    struct zc_err *e)
{
	struct zc_logset set;
	struct zc_str s;
	int64_t alive = 0;
	bool on = false;
	int rc = zc_logset_find(l, "/var/log/wtmp", &set, e);

	if (rc != ZC_OK) {
		zc_miss_rc(t, "/var/log/wtmp", rc);
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	}
	for (size_t i = 0; i < set.n; i++) {
		if (set.v[i].gzip || set.v[i].unread) {
			zc_miss(t, set.v[i].path,
			    ZC_N("packed by a method that is not read"));
			continue;
		}
		rc = zc_fs_read(
		    l->root, set.v[i].path, WTMP_MAX, l->a, &s, NULL);
		if (rc != ZC_OK) {
			zc_miss_rc(t, set.v[i].path, rc);
			continue;
		}
		p->wtmp = true;
		records(l, s, p, &alive, &on);
	}
	return ZC_OK;
}

/* Message ids of systemd's catalogue (sd-messages.h). */
static const char stopped[] = "d93fb3c9c24d451a97cea615ce59c00b";
static const char sleeping[] = "6bbd95ee977941e497c48be27c254128";
static const char woken[] = "8811e6df2a8e40f58a94cea26f8ebf14";

/* Did the journal of this boot end because it was told to? */
static bool
ended_well(struct zc_journal *j, const char *boot)
{
	char text[48];

	(void)snprintf(text, sizeof(text), "_BOOT_ID=%s", boot);
	zc_journal_rewind(j);
	return zc_journal_match(j, text, NULL) == ZC_OK && zc_journal_last(j) &&
	    zc_str_is(zc_journal_field(j, "MESSAGE_ID"), stopped);
}

static void
sleeps(struct zc_journal *j, struct zc_powers *p)
{
	char text[64];

	zc_journal_rewind(j);
	(void)snprintf(text, sizeof(text), "MESSAGE_ID=%s", sleeping);
	if (zc_journal_match(j, text, NULL) != ZC_OK)
		return;
	(void)snprintf(text, sizeof(text), "MESSAGE_ID=%s", woken);
	if (zc_journal_match(j, text, NULL) != ZC_OK)
		return;
	while (zc_journal_next(j))
		(void)add(p,
		    zc_str_is(zc_journal_field(j, "MESSAGE_ID"), woken)
			? ZC_POWER_RESUME
			: ZC_POWER_SUSPEND,
		    zc_journal_time(j), "", "journal");
}

static int
read_journal(const struct zc_look *l, struct zc_journal *j, struct zc_powers *p,
    struct zc_err *e)
{
	struct zc_journal_boot *b;
	size_t n;
	int rc = zc_journal_boots(j, l->a, BOOTS_MAX, &b, &n, e);

	if (rc != ZC_OK)
		return rc == ZC_ENOMEM ? rc : ZC_OK;
	for (size_t i = 0; i < n; i++) {
		(void)add(p, ZC_POWER_BOOT, b[i].from, "", "journal");
		if (ended_well(j, b[i].id))
			(void)add(p, ZC_POWER_SHUTDOWN, b[i].to, "", "journal");
		else if (i + 1 < n)
			(void)add(p, ZC_POWER_CRASH, b[i].to, "", "journal");
	}
	sleeps(j, p);
	zc_journal_rewind(j);
	return ZC_OK;
}

int
zc_power_read(const struct zc_look *l, struct zc_table *t, struct zc_journal *j,
    struct zc_powers *out, struct zc_err *e)
{
	struct zc_powers p = { 0 };
	int rc;

	p.v = zc_arena_array(l->a, EVENTS_MAX, sizeof(*p.v));
	if (p.v == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "power events: no room");
	rc = read_wtmp(l, t, &p, e);
	if (rc == ZC_OK && j != NULL)
		rc = read_journal(l, j, &p, e);
	if (rc == ZC_OK)
		*out = p;
	return rc;
}

/* Time the machine was on by the events of one source. */
static int64_t
on_by(const struct zc_powers *p, const char *source, int64_t from, int64_t to)
{
	int64_t up = 0, sum = 0;

	for (size_t i = 0; i <= p->n; i++) {
		const struct zc_power *v = i < p->n ? &p->v[i] : NULL;
		int64_t at = v == NULL ? to : v->at;

		if (v != NULL &&
		    (strcmp(v->source, source) != 0 ||
			v->kind >= ZC_POWER_SUSPEND))
			continue;
		if (up != 0) {
			int64_t a = up > from ? up : from;
			int64_t b = at < to ? at : to;

			sum += b > a ? b - a : 0;
		}
		up = v != NULL && v->kind == ZC_POWER_BOOT ? at : 0;
	}
	return sum;
}

/* Time spent asleep, as the journal tells. */
static int64_t
asleep(const struct zc_powers *p, int64_t from, int64_t to)
{
	int64_t down = 0, sum = 0;

	for (size_t i = 0; i < p->n; i++) {
		if (p->v[i].kind == ZC_POWER_SUSPEND) {
			down = p->v[i].at;
		} else if (p->v[i].kind == ZC_POWER_RESUME && down != 0) {
			int64_t a = down > from ? down : from;
			int64_t b = p->v[i].at < to ? p->v[i].at : to;

			sum += b > a ? b - a : 0;
			down = 0;
		}
	}
	return sum;
}

int64_t
zc_power_on(const struct zc_powers *p, int64_t from, int64_t to)
{
	int64_t a = on_by(p, "wtmp", from, to);
	int64_t b = on_by(p, "journal", from, to), off;

	/* The journal cannot know of the silence that it is asked about. */
	off = asleep(p, from, to);
	a = a > b ? a : b;
	return a > off ? a - off : 0;
}
