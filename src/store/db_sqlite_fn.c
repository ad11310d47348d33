/* db_sqlite_fn: the functions of definitions on SQLite; see db.h. */
#include "store/db_priv.h"

#include "base/clock.h"

#include <time.h>

enum {
	DAY = 86400
};

static struct zc_db *
db_of(sqlite3_context *c)
{
	return sqlite3_user_data(c);
}

/* The day of a time, as its midnight UTC; a date is its own day. */
static int64_t
day_of(const struct zc_db *db, int64_t t)
{
	int64_t x = t + db->zone, rest;

	if (t % DAY == 0)
		return t;
	rest = x % DAY;
	return x - (rest < 0 ? rest + DAY : rest);
}

#define NUMBER(name, value) \
	static void name(sqlite3_context *c, int n, sqlite3_value **v) \
	{ \
		struct zc_db *db = db_of(c); \
\
		(void)n; \
		(void)v; \
		sqlite3_result_int64(c, value); \
	}
NUMBER(fn_now, db->now.now)
NUMBER(fn_today, day_of(db, db->now.now))
NUMBER(fn_row, db->now.row)
NUMBER(fn_unit, db->now.unit)
NUMBER(fn_from, db->now.from)
NUMBER(fn_to, db->now.to)

static void
fn_actor(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	(void)v;
	sqlite3_result_text(c, db_of(c)->actor, -1, SQLITE_TRANSIENT);
}

static bool
civil(struct zc_db *db, sqlite3_value *v, struct tm *tm)
{
	time_t t;

	if (sqlite3_value_type(v) == SQLITE_NULL)
		return false;
	t = (time_t)day_of(db, sqlite3_value_int64(v));
	return gmtime_r(&t, tm) != NULL;
}

static void
fn_year(sqlite3_context *c, int n, sqlite3_value **v)
{
	struct tm tm;

	(void)n;
	if (civil(db_of(c), v[0], &tm))
		sqlite3_result_int64(c, tm.tm_year + 1900);
}

static void
fn_ymd(sqlite3_context *c, int n, sqlite3_value **v)
{
	struct tm tm;
	char out[32];

	(void)n;
	if (!civil(db_of(c), v[0], &tm))
		return;
	(void)snprintf(out, sizeof(out), "%04d-%02d-%02d", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday);
	sqlite3_result_text(c, out, -1, SQLITE_TRANSIENT);
}

static bool
digits(const char *s, size_t n, int *out)
{
	*out = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*out = *out * 10 + (s[i] - '0');
	}
	return true;
}

/* Null for what is no day of the calendar. */
static void
fn_date(sqlite3_context *c, int n, sqlite3_value **v)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	const char *s = (const char *)sqlite3_value_text(v[0]);
	int y, m, d, last;

	(void)n;
	if (s == NULL || strlen(s) != 10 || s[4] != '-' || s[7] != '-' ||
	    !digits(s, 4, &y) || !digits(s + 5, 2, &m) ||
	    !digits(s + 8, 2, &d) || m < 1 || m > 12 || d < 1)
		return;
	last = days[m - 1];
	if (m == 2 && ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0))
		last = 29;
	if (d <= last)
		sqlite3_result_int64(c, zc_clock_utc(y, m, d, 0, 0, 0));
}

/* Weekdays among the `n` days after day number `d` (0 = 1970-01-01, Thu). */
static int64_t
weekdays(int64_t d, int64_t n)
{
	int64_t count = n / 7 * 5;

	for (int64_t i = d + 1; i <= d + n % 7; i++)
		count += ((i + 3) % 7 + 7) % 7 < 5; /* 0 = Monday */
	return count;
}

/* What the calendar says otherwise than the rule of the weekend. */
static int64_t
exceptions(struct zc_db *db, int64_t from, int64_t to)
{
	struct zc_rows *r = NULL;
	int64_t sum = 0;

	if (zc_db_ask(db,
		"SELECT sum(CASE WHEN working<>0 THEN 1 ELSE 0 END"
		" - CASE WHEN (day/86400+3)%7<5 THEN 1 ELSE 0 END)"
		" FROM calendar WHERE day>$1 AND day<=$2",
		&r, NULL, "ii", from, to) == ZC_OK &&
	    zc_rows_next(r, NULL) > 0)
		sum = zc_rows_int(r, 0);
	zc_rows_close(r);
	return sum;
}

static void
fn_workdays(sqlite3_context *c, int n, sqlite3_value **v)
{
	struct zc_db *db = db_of(c);
	int64_t a, b, sign = 1, t;

	(void)n;
	if (sqlite3_value_type(v[0]) == SQLITE_NULL ||
	    sqlite3_value_type(v[1]) == SQLITE_NULL)
		return;
	a = day_of(db, sqlite3_value_int64(v[0]));
	b = day_of(db, sqlite3_value_int64(v[1]));
	if (a > b) {
		t = a;
		a = b;
		b = t;
		sign = -1;
	}
	t = weekdays(a / DAY, (b - a) / DAY) + exceptions(db, a, b);
	sqlite3_result_int64(c, sign * t);
}

static char
low(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* `*` any run, `?` one character; the rest as it is, ASCII case aside. */
static bool
glob(struct zc_str p, struct zc_str s)
{
	size_t i = 0, k = 0, star = SIZE_MAX, back = 0;

	while (k < s.n) {
		if (i < p.n && p.p[i] == '*') {
			star = i++;
			back = k;
		} else if (i < p.n && p.p[i] == '?') {
			i++;
			for (k++; k < s.n && (s.p[k] & 0xc0) == 0x80;)
				k++;
		} else if (i < p.n && low(p.p[i]) == low(s.p[k])) {
			i++;
			k++;
		} else if (star != SIZE_MAX) {
			i = star + 1;
			k = ++back;
		} else {
			return false;
		}
	}
	while (i < p.n && p.p[i] == '*')
		i++;
	return i == p.n;
}

static void
fn_glob(sqlite3_context *c, int n, sqlite3_value **v)
{
	const char *s = (const char *)sqlite3_value_text(v[0]);
	const char *p = (const char *)sqlite3_value_text(v[1]);

	(void)n;
	if (s != NULL && p != NULL)
		sqlite3_result_int(c, glob(zc_str_of(p), zc_str_of(s)));
}

static void
fn_in(sqlite3_context *c, int n, sqlite3_value **v)
{
	const char *s = (const char *)sqlite3_value_text(v[0]);
	const char *p = (const char *)sqlite3_value_text(v[1]);
	struct zc_str rest = zc_str_of(p), line, item;
	bool hit = false;

	(void)n;
	if (s == NULL || p == NULL)
		return;
	while (!hit && zc_str_cut(&rest, '\n', &line))
		while (!hit && zc_str_cut(&line, ',', &item)) {
			item = zc_str_trim(item);
			hit = item.n > 0 && glob(item, zc_str_of(s));
		}
	sqlite3_result_int(c, hit);
}

int
zc_db_fn_sqlite(struct zc_db *db, struct zc_err *e)
{
	static const struct {
		const char *name;
		int args;
		void (*fn)(sqlite3_context *, int, sqlite3_value **);
	} fns[] = { { "zc_now", 0, fn_now }, { "zc_today", 0, fn_today },
		{ "zc_row", 0, fn_row }, { "zc_unit", 0, fn_unit },
		{ "zc_actor", 0, fn_actor }, { "zc_from", 0, fn_from },
		{ "zc_to", 0, fn_to }, { "zc_year", 1, fn_year },
		{ "zc_ymd", 1, fn_ymd }, { "zc_date", 1, fn_date },
		{ "zc_workdays", 2, fn_workdays }, { "zc_glob", 2, fn_glob },
		{ "zc_in", 2, fn_in } };

	for (size_t i = 0; i < ZC_LEN(fns); i++)
		if (sqlite3_create_function(db->lite, fns[i].name, fns[i].args,
			SQLITE_UTF8 | SQLITE_INNOCUOUS, db, fns[i].fn, NULL,
			NULL) != SQLITE_OK)
			return zc_db_sqlite_fail(db, e);
	return ZC_OK;
}
