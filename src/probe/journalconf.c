#include "probe/journalconf.h"

#include "base/fs.h"

int
zc_journalconf_each(
    const struct zc_look *l, struct zc_table *t, zc_confline_fn fn, void *ctx)
{
	static const char *const dirs[] = { "/usr/lib/systemd/journald.conf.d",
		"/run/systemd/journald.conf.d",
		"/etc/systemd/journald.conf.d" };
	int rc =
	    zc_conffile_read(l, t, "/usr/lib/systemd/journald.conf", fn, ctx);

	if (rc == ZC_OK)
		rc = zc_conffile_read(
		    l, t, "/etc/systemd/journald.conf", fn, ctx);
	for (size_t i = 0; rc == ZC_OK && i < ZC_LEN(dirs); i++)
		rc = zc_conffile_dir(l, t, dirs[i], ".conf", fn, ctx);
	return rc;
}

/* systemd.time(7): spans. A month is 30.44 days, a year 365.25. */
int64_t
zc_journalconf_span(struct zc_str s)
{
	static const struct {
		const char *unit;
		int64_t seconds;
	} units[] = { { "seconds", 1 }, { "second", 1 }, { "sec", 1 },
		{ "s", 1 }, { "minutes", 60 }, { "minute", 60 }, { "min", 60 },
		{ "m", 60 }, { "hours", 3600 }, { "hour", 3600 },
		{ "hr", 3600 }, { "h", 3600 }, { "days", 86400 },
		{ "day", 86400 }, { "d", 86400 }, { "weeks", 604800 },
		{ "week", 604800 }, { "w", 604800 }, { "months", 2629800 },
		{ "month", 2629800 }, { "M", 2629800 }, { "years", 31557600 },
		{ "year", 31557600 }, { "y", 31557600 } };
	int64_t sum = 0, v;

	s = zc_str_trim(s);
	while (s.n > 0) {
		int64_t factor = 0;
		size_t n = 0, u;

		while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
			n++;
		if (n == 0 || n > 9 || !zc_str_int(zc_str_sub(s, 0, n), 10, &v))
			return 0;
		s = zc_str_trim(zc_str_sub(s, n, s.n));
		for (u = 0; u < s.n && (s.p[u] < '0' || s.p[u] > '9') &&
		     s.p[u] != ' ';)
			u++;
		for (size_t i = 0; i < ZC_LEN(units); i++)
			if (zc_str_is(zc_str_sub(s, 0, u), units[i].unit))
				factor = units[i].seconds;
		if (u == 0)
			factor = 1;
		if (factor == 0)
			return 0;
		sum += v * factor;
		s = zc_str_trim(zc_str_sub(s, u, s.n));
	}
	return sum;
}

struct read {
	char storage[16];
	int64_t retention;
};

static int
line(void *ctx, const struct zc_confline *c)
{
	struct read *r = ctx;
	struct zc_str key, value;

	if (!zc_conffile_pair(c->text, &key, &value))
		return ZC_OK;
	if (zc_str_is(key, "Storage") && value.n < sizeof(r->storage))
		(void)snprintf(r->storage, sizeof(r->storage), "%.*s",
		    (int)value.n, value.p);
	else if (zc_str_is(key, "MaxRetentionSec"))
		r->retention = zc_journalconf_span(value);
	return ZC_OK;
}

int
zc_journalconf_read(
    const struct zc_look *l, struct zc_table *t, struct zc_journalconf *out)
{
	struct read r = { .storage = "auto" };
	int rc = zc_journalconf_each(l, t, line, &r);

	if (rc != ZC_OK)
		return rc;
	out->retention = r.retention / 86400;
	out->persistent = strcmp(r.storage, "persistent") == 0 ||
	    (strcmp(r.storage, "auto") == 0 &&
		zc_fs_exists(l->root, "/var/log/journal"));
	return ZC_OK;
}
