#include "text/docno.h"

#include "text/fold.h"
#include "text/idtext.h"

enum {
	CODE_MAX = 20 /* characters of a code */
};

struct docno {
	struct zc_str code;
	unsigned year;
	unsigned serial;
	size_t used; /* bytes from the bracket on */
};

static bool
take_any(struct zc_str *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (zc_str_starts(*s, words[i])) {
			*s = zc_str_sub(*s, strlen(words[i]), s->n);
			return true;
		}
	return false;
}

static size_t
digits(struct zc_str *s, size_t max, unsigned *out)
{
	size_t n = 0;

	while (n < s->n && n <= max && s->p[n] >= '0' && s->p[n] <= '9')
		n++;
	*out = zc_idtext_value(zc_str_sub(*s, 0, n));
	*s = zc_str_sub(*s, n, s->n);
	return n;
}

static void
blanks(struct zc_str *s)
{
	while (s->n > 0 && s->p[0] == ' ')
		*s = zc_str_sub(*s, 1, s->n);
}

/* 〔2026〕3号 at the start of plain text. */
static bool
read_tail(struct zc_str in, struct docno *d)
{
	static const char *const open[] = { "〔", "[", "(", "【", "〖", "﹝",
		"〈", "{" };
	static const char *const shut[] = { "〕", "]", ")", "】", "〗", "﹞",
		"〉", "}" };
	static const char *const no[] = { "第" }, *const end[] = { "号" };
	struct zc_str s = in;
	size_t n;

	if (!take_any(&s, open, ZC_LEN(open)))
		return false;
	blanks(&s);
	n = digits(&s, 4, &d->year);
	blanks(&s);
	if (n != 4 || d->year < 1900 || d->year > 2199 ||
	    !take_any(&s, shut, ZC_LEN(shut)))
		return false;
	blanks(&s);
	(void)take_any(&s, no, 1);
	blanks(&s);
	n = digits(&s, 6, &d->serial);
	blanks(&s);
	if (n == 0 || n > 6 || d->serial == 0 || !take_any(&s, end, 1))
		return false;
	d->used = in.n - s.n;
	return true;
}

static bool
is_han(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF);
}

/* Chinese characters right in front of byte `at`, blanks between passed. */
static struct zc_str
code_before(struct zc_str s, size_t at)
{
	size_t from = at, k, n = 0;

	while (from > 0 && s.p[from - 1] == ' ' && from + 4 > at)
		from--;
	at = from;
	while (from >= 3 && n < CODE_MAX &&
	    is_han(zc_fold_point(zc_str_sub(s, from - 3, 3), &k)) && k == 3) {
		from -= 3;
		n++;
	}
	return zc_str_sub(s, from, at - from);
}

static int
show(const struct docno *d, struct zc_arena *a, struct zc_str *out,
    struct zc_err *e)
{
	return zc_idtext_fmt(a, out, e, "%.*s〔%u〕%u号", (int)d->code.n,
	    d->code.p, d->year, d->serial);
}

int
zc_docno_check(struct zc_str t, struct zc_arena *a, struct zc_str *normal,
    struct zc_err *e)
{
	struct docno d = { .year = 0 };
	struct zc_str s;
	int rc = zc_idtext_pack(t, " ", a, &s, e);

	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i < s.n; i++) {
		if (!read_tail(zc_str_sub(s, i, s.n), &d))
			continue;
		d.code = code_before(s, i);
		if (d.code.n > 0 && d.code.n == i && i + d.used == s.n)
			return show(&d, a, normal, e);
	}
	return ZC_ID_REFUSE(e,
	    ZC_N(
		"a document number looks like 国办发〔2026〕3号: code, year in "
		"brackets, number, 号"));
}

int
zc_docno_find(
    struct zc_str in, struct zc_arena *a, struct zc_str *out, struct zc_err *e)
{
	struct docno d = { .year = 0 };
	struct zc_str s;
	int rc = zc_idtext_plain(in, a, &s, e);

	if (rc != ZC_OK)
		return rc;
	for (size_t i = 0; i < s.n; i++) {
		if (!read_tail(zc_str_sub(s, i, s.n), &d))
			continue;
		d.code = code_before(s, i);
		if (d.code.n > 0)
			return show(&d, a, out, e);
	}
	*out = (struct zc_str){ "", 0 };
	return ZC_OK;
}
