#include "probe/unitfail.h"

#include "probe/journal.h"

enum {
	BOOTS_MAX = 5000,
	UNITS_MAX = 4096,
	SLACK = 600 /* seconds between a start and the first entry, at most */
};

/* Messages of systemd (sd-messages.h). */
static const char started[] = "MESSAGE_ID=39f53479d3a045ac8e11786248231fbf";
static const char result[] = "MESSAGE_ID=d9b373ed55a64feb8242e02dbe79a49c";
static const char job[] = "MESSAGE_ID=be02cf6855d2428ba40df7e9d022f03d";

/* Take the unit out of the list, or put it in. */
static void
set(struct zc_unitfail *f, struct zc_arena *a, struct zc_str unit, bool failed)
{
	size_t i = 0;
	char *copy;

	while (i < f->n && !zc_str_eq(f->names[i], unit))
		i++;
	if (!failed && i < f->n) {
		f->names[i] = f->names[--f->n];
	} else if (failed && i == f->n && unit.n > 0) {
		copy = i < UNITS_MAX ? zc_arena_dup(a, unit.p, unit.n) : NULL;
		if (copy == NULL)
			f->known = false;
		else
			f->names[f->n++] = (struct zc_str){ copy, unit.n };
	}
}

/* Is all of the boot there that is asked for? Its id goes to `match`. */
static bool
last_boot(const struct zc_look *l, struct zc_journal *j, int64_t boot,
    char match[48], struct zc_err *e)
{
	struct zc_journal_boot *b;
	size_t n;

	if (zc_journal_boots(j, l->a, BOOTS_MAX, &b, &n, e) != ZC_OK ||
	    n == 0 || (n == 1 && j->first_seq != 1))
		return false;
	b += n - 1;
	(void)snprintf(match, 48, "_BOOT_ID=%s", b->id);
	return boot == 0 ||
	    (b->from >= boot - SLACK && b->from <= boot + SLACK);
}

static void
read_all(struct zc_unitfail *f, const struct zc_look *l, struct zc_journal *j,
    const char *boot)
{
	/* Nobody but the manager has this process id. */
	const char *const match[] = { started, result, job, "_PID=1", boot };
	struct zc_str id;

	zc_journal_rewind(j);
	for (size_t i = 0; i < ZC_LEN(match); i++)
		if (zc_journal_match(j, match[i], NULL) != ZC_OK)
			return;
	f->known = true;
	while (zc_journal_next(j)) {
		char unit[256];
		struct zc_str u = zc_journal_field(j, "UNIT");
		bool bad;

		if (u.n == 0 || u.n > sizeof(unit))
			continue;
		memcpy(unit, u.p, u.n);
		id = zc_journal_field(j, "MESSAGE_ID");
		bad = zc_str_is(id, result + 11);
		if (zc_str_is(id, job + 11)) {
			id = zc_journal_field(j, "JOB_RESULT");
			if (id.n == 0) /* before systemd 242 */
				id = zc_journal_field(j, "RESULT");
			if (!zc_str_is(id, "failed"))
				continue; /* it was not tried at all */
			bad = true;
		}
		set(f, l->a, (struct zc_str){ unit, u.n }, bad);
	}
	if (j->broken)
		f->known = false;
}

int
zc_unitfail_load(const struct zc_look *l, int64_t boot, struct zc_unitfail *out,
    struct zc_err *e)
{
	struct zc_journal j;
	char match[48];
	int rc;

	*out = (struct zc_unitfail){ 0 };
	out->names = zc_arena_array(l->a, UNITS_MAX, sizeof(*out->names));
	if (out->names == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "units: no room");
	rc = zc_journal_open(l, &j, NULL);
	if (rc == ZC_ENOMEM)
		return ZC_FAIL(e, rc, "units: no room");
	if (rc != ZC_OK)
		return ZC_OK;
	if (last_boot(l, &j, boot, match, NULL))
		read_all(out, l, &j, match);
	if (zc_journal_partial(&j))
		out->known = false;
	zc_journal_close(&j);
	return ZC_OK;
}

bool
zc_unitfail_has(const struct zc_unitfail *f, struct zc_str unit)
{
	for (size_t i = 0; i < f->n; i++)
		if (zc_str_eq(f->names[i], unit))
			return true;
	return false;
}
