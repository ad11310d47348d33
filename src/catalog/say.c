#include "catalog/say.h"

#include "base/utf8.h"

#include <stdarg.h>

enum {
	SHOW_MAX = 60,
	SENTENCE_MAX = 1000
};

/* A cut in the middle of a character would not be UTF-8 any more. */
static void
trim_cut(char *s)
{
	size_t n = strlen(s), at = 0, step;

	while (at < n &&
	    (step = zc_utf8_step((struct zc_str){ s + at, n - at })) > 0)
		at += step;
	s[at] = '\0';
}

void
zc_say(struct zc_say *s, int line, int col, const char *zh, const char *en, ...)
{
	char a[SENTENCE_MAX], b[SENTENCE_MAX];
	struct zc_at at = { s->file, line, col };
	va_list ap;

	s->faults++;
	if (s->fn == NULL)
		return;
	va_start(ap, en);
	(void)vsnprintf(a, sizeof(a), zh, ap);
	va_end(ap);
	va_start(ap, en);
	(void)vsnprintf(b, sizeof(b), en, ap);
	va_end(ap);
	trim_cut(a);
	trim_cut(b);
	s->fn(s->ctx, &at, a, b);
}

const char *
zc_say_show(struct zc_str s, char out[80])
{
	size_t at = 0, n = 0;

	while (at < s.n) {
		size_t step = zc_utf8_step(zc_str_sub(s, at, s.n));
		unsigned char c = (unsigned char)s.p[at];
		bool c1 =
		    step == 2 && c == 0xc2 && (unsigned char)s.p[at + 1] < 0xa0;

		if (n + (step > 0 ? step : 1) > SHOW_MAX) {
			memcpy(out + n, "…", sizeof("…") - 1);
			n += sizeof("…") - 1;
			break;
		}
		if (step == 0 || c < ' ' || c == 0x7f || c1) {
			out[n++] = '?';
			at += step > 0 ? step : 1;
			continue;
		}
		memcpy(out + n, s.p + at, step);
		n += step;
		at += step;
	}
	out[n] = '\0';
	return out;
}
