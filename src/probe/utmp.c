#include "probe/utmp.h"

#include "base/clock.h"
#include "base/fs.h"

#include <arpa/inet.h>
#include <time.h>
#include <unistd.h>

enum {
	SMALL = 384,
	WIDE = 400,
	LL_SMALL = 292,
	LL_WIDE = 296
};

/* Fixed field: up to the first NUL. */
static struct zc_str
field(struct zc_rd *r, size_t n)
{
	struct zc_str s = zc_rd_bytes(r, n);

	return zc_str_sub(s, 0, zc_str_find(s, '\0'));
}

bool
zc_utmp_next(struct zc_rd *r, size_t size, struct zc_utmp *out)
{
	struct zc_rd q;
	struct zc_str rec;

	if (size == 0 || zc_rd_left(r) < size)
		return false;
	rec = zc_rd_bytes(r, size);
	zc_rd_init(&q, rec.p, rec.n);
	out->type = zc_rd_le16(&q);
	zc_rd_skip(&q, 6); /* padding, pid */
	out->line = field(&q, 32);
	zc_rd_skip(&q, 4);
	out->user = field(&q, 32);
	out->host = field(&q, 256);
	zc_rd_skip(&q, 4);                    /* exit status */
	zc_rd_skip(&q, size == WIDE ? 8 : 4); /* session */
	out->at =
	    size == WIDE ? (int64_t)zc_rd_le64(&q) : (int64_t)zc_rd_le32(&q);
	return !q.bad;
}

/* How many of the first records look like records. */
static size_t
plausible(struct zc_str file, size_t size)
{
	struct zc_rd r;
	struct zc_utmp u;
	size_t good = 0;

	zc_rd_init(&r, file.p, file.n);
	for (int i = 0; i < 64 && zc_utmp_next(&r, size, &u); i++)
		good += u.type <= 9 && u.at >= 0 && u.at < (int64_t)1 << 33 &&
		    (u.type == 0 || u.at > 0);
	return good;
}

size_t
zc_utmp_size(struct zc_str file)
{
	size_t small = plausible(file, SMALL), wide = plausible(file, WIDE);

	if (small == 0 && wide == 0)
		return 0;
	return small >= wide ? SMALL : WIDE;
}

int
zc_lastlog_open(const struct zc_look *l, struct zc_lastlog *out)
{
	struct stat st;
	int fd = -1;
	int rc = zc_fs_open(l->root, "/var/log/lastlog", &fd, NULL);

	*out = (struct zc_lastlog){ .fd = -1 };
	if (rc == ZC_ENOENT)
		return ZC_OK;
	if (rc != ZC_OK)
		return rc;
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return ZC_EINPUT;
	}
	out->fd = fd;
	out->size = st.st_size % LL_SMALL == 0 ? LL_SMALL : LL_WIDE;
	return ZC_OK;
}

void
zc_lastlog_close(struct zc_lastlog *ll)
{
	if (ll->fd != -1)
		(void)close(ll->fd);
	ll->fd = -1;
}

bool
zc_lastlog_get(const struct zc_lastlog *ll, int64_t uid, struct zc_arena *a,
    int64_t *at, struct zc_str *from)
{
	char rec[LL_WIDE];
	struct zc_rd r;
	struct zc_str line, host;
	int64_t when;
	char *p;

	if (ll->fd == -1 || uid < 0 || uid > UINT32_MAX ||
	    pread(ll->fd, rec, ll->size, (off_t)uid * (off_t)ll->size) !=
		(ssize_t)ll->size)
		return false;
	zc_rd_init(&r, rec, ll->size);
	when = ll->size == LL_WIDE ? (int64_t)zc_rd_le64(&r)
				   : (int64_t)zc_rd_le32(&r);
	line = field(&r, 32);
	host = field(&r, 256);
	if (when <= 0 || when >= (int64_t)1 << 33)
		return false;
	if (host.n > 0)
		line = host;
	p = zc_arena_dup(a, line.p, line.n);
	if (p == NULL)
		return false;
	*at = when;
	*from = (struct zc_str){ p, line.n };
	return true;
}

static int
month_of(struct zc_str s)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12 && s.n == 3; i++)
		if (memcmp(names + 3 * i, s.p, 3) == 0)
			return i;
	return -1;
}

static int
two(struct zc_str s, size_t at)
{
	int64_t v;

	return zc_str_int(zc_str_trim(zc_str_sub(s, at, 2)), 10, &v) ? (int)v
								     : -1;
}

/* "Nov  3 08:05:09 ": the year is the last that is not after `ref`. */
static bool
old_stamp(struct zc_str line, int64_t ref, int64_t *out)
{
	struct tm now, tm = { .tm_isdst = -1 };
	time_t t = (time_t)ref;
	int month = month_of(zc_str_sub(line, 0, 3));

	if (month == -1 || line.n < 16 || line.p[3] != ' ' ||
	    line.p[9] != ':' || localtime_r(&t, &now) == NULL)
		return false;
	tm.tm_mon = month;
	tm.tm_mday = two(line, 4);
	tm.tm_hour = two(line, 7);
	tm.tm_min = two(line, 10);
	tm.tm_sec = two(line, 13);
	if (tm.tm_mday < 1 || tm.tm_hour < 0 || tm.tm_min < 0 || tm.tm_sec < 0)
		return false;
	tm.tm_year = now.tm_year;
	*out = (int64_t)mktime(&tm);
	if (*out > ref + 86400) { /* one day of grace for a wrong clock */
		tm.tm_year = now.tm_year - 1;
		tm.tm_isdst = -1;
		*out = (int64_t)mktime(&tm);
	}
	return true;
}

bool
zc_syslog_parse(struct zc_str line, int64_t ref, struct zc_syslog *out)
{
	struct zc_str word, rest = line;
	size_t colon;

	*out = (struct zc_syslog){ 0 };
	if (line.n < 16)
		return false;
	if (line.p[0] >= '0' && line.p[0] <= '9') {
		if (!zc_str_word(&rest, &word) ||
		    !zc_clock_parse(word, &out->at))
			return false;
	} else if (old_stamp(line, ref, &out->at)) {
		rest = zc_str_sub(line, 16, line.n);
	} else {
		return false;
	}
	if (!zc_str_word(&rest, &word)) /* host */
		return false;
	rest = zc_str_trim(rest);
	colon = zc_str_search(rest, ": ");
	if (colon == rest.n)
		return false;
	out->prog = zc_str_sub(rest, 0, colon);
	out->prog = zc_str_sub(out->prog, 0, zc_str_find(out->prog, '['));
	out->text = zc_str_trim(zc_str_sub(rest, colon + 2, rest.n));
	return true;
}

struct zc_str
zc_syslog_after(struct zc_str text, const char *key)
{
	size_t at = zc_str_search(text, key), n = 0;
	struct zc_str s;

	if (at == text.n)
		return (struct zc_str){ "", 0 };
	s = zc_str_sub(text, at + strlen(key), text.n);
	while (n < s.n && strchr(" ,;\t", s.p[n]) == NULL)
		n++;
	return zc_str_sub(s, 0, n);
}

static const char *
scope4(uint32_t a)
{
	if (a >> 24 == 127)
		return "loopback";
	/* RFC 1918, RFC 3927 link-local, RFC 6598 carrier space. */
	if (a >> 24 == 10 || a >> 20 == 0xac1 || a >> 16 == 0xc0a8 ||
	    a >> 16 == 0xa9fe || a >> 22 == 0x191)
		return "private";
	return "public";
}

const char *
zc_scope_of(struct zc_str host)
{
	char text[64];
	unsigned char b[16];
	uint32_t v4;
	size_t n;

	n = zc_str_find(host, '%');
	if (n == 0 || host.p[0] == ':' || n >= sizeof(text))
		return "local"; /* none, or an X display */
	memcpy(text, host.p, n);
	text[n] = '\0';
	if (inet_pton(AF_INET, text, b) == 1) {
		memcpy(&v4, b, 4);
		return scope4(ntohl(v4));
	}
	if (inet_pton(AF_INET6, text, b) != 1)
		return zc_str_is(host, "localhost") ? "loopback" : "local";
	if (memcmp(b, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) == 0) {
		memcpy(&v4, b + 12, 4);
		return scope4(ntohl(v4));
	}
	if (memcmp(b, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16) == 0)
		return "loopback";
	if ((b[0] & 0xfe) == 0xfc || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80))
		return "private";
	return "public";
}
