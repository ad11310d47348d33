#include "text/ac.h"

enum {
	NONE = UINT16_MAX
};

struct zc_ac {
	uint8_t class_of[256]; /* 0 = in no word */
	unsigned nclasses;
	unsigned nstates;
	size_t most;
	uint16_t *next;  /* nstates × nclasses */
	uint16_t *fail;  /* longest proper suffix that is a state */
	uint16_t *out;   /* nearest state on the fail path that ends a word */
	uint32_t *first; /* first word that ends in the state, or UINT32_MAX */
	uint32_t *same;  /* next equal word, or UINT32_MAX */
};

static int
count(struct zc_ac *ac, const struct zc_str *words, size_t n, size_t *states,
    struct zc_err *e)
{
	*states = 1;
	for (size_t i = 0; i < n; i++) {
		if (words[i].n == 0)
			return ZC_FAIL(e, ZC_EINPUT, "word %zu is empty", i);
		if (words[i].n > ZC_AC_WORD_MAX)
			return ZC_FAIL(e, ZC_ELIMIT,
			    "word %zu is over %d bytes", i, ZC_AC_WORD_MAX);
		*states += words[i].n;
		for (size_t k = 0; k < words[i].n; k++)
			ac->class_of[(unsigned char)words[i].p[k]] = 1;
	}
	if (*states > ZC_AC_STATES_MAX)
		return ZC_FAIL(e, ZC_ELIMIT, "the words are over %d bytes",
		    ZC_AC_STATES_MAX);
	ac->nclasses = 1;
	for (size_t i = 0; i < 256; i++)
		if (ac->class_of[i] != 0)
			/* At most 255: 0xFF never is in text of words. */
			ac->class_of[i] = (uint8_t)ac->nclasses++;
	if (ac->nclasses > 256)
		return ZC_FAIL(e, ZC_ELIMIT, "the words use every byte");
	return ZC_OK;
}

static void
insert(struct zc_ac *ac, struct zc_str w, uint32_t index)
{
	unsigned s = 0;

	for (size_t i = 0; i < w.n; i++) {
		uint16_t *to = &ac->next[s * ac->nclasses +
		    ac->class_of[(unsigned char)w.p[i]]];

		if (*to == NONE)
			*to = (uint16_t)ac->nstates++;
		s = *to;
	}
	ac->same[index] = ac->first[s];
	ac->first[s] = index;
}

/* Words that end in state s itself. */
static size_t
ends(const struct zc_ac *ac, unsigned s)
{
	size_t n = 0;

	for (uint32_t w = ac->first[s]; w != UINT32_MAX; w = ac->same[w])
		n++;
	return n;
}

/* Breadth first: where to go on when the next byte does not fit. */
static void
link_states(struct zc_ac *ac, uint16_t *queue, size_t *total)
{
	size_t head = 0, tail = 0;

	for (unsigned c = 0; c < ac->nclasses; c++) {
		uint16_t *to = &ac->next[c];

		if (*to == NONE)
			*to = 0;
		else
			queue[tail++] = *to;
	}
	while (head < tail) {
		unsigned s = queue[head++], f = ac->fail[s];

		ac->out[s] =
		    ac->first[f] != UINT32_MAX ? (uint16_t)f : ac->out[f];
		total[s] = ends(ac, s) + (f == 0 ? 0 : total[f]);
		if (total[s] > ac->most)
			ac->most = total[s];
		for (unsigned c = 0; c < ac->nclasses; c++) {
			uint16_t *to = &ac->next[s * ac->nclasses + c];
			uint16_t back = ac->next[f * ac->nclasses + c];

			if (*to == NONE) {
				*to = back;
			} else {
				ac->fail[*to] = back;
				queue[tail++] = *to;
			}
		}
	}
}

int
zc_ac_new(const struct zc_str *words, size_t n, struct zc_arena *a,
    struct zc_ac **out, struct zc_err *e)
{
	struct zc_ac *ac = zc_arena_get(a, sizeof(*ac));
	uint16_t *queue;
	size_t states, *total;
	int rc;

	if (ac == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for the words");
	rc = count(ac, words, n, &states, e);
	if (rc != ZC_OK)
		return rc;
	ac->next = zc_arena_array(a, states * ac->nclasses, sizeof(*ac->next));
	ac->fail = zc_arena_array(a, states, sizeof(*ac->fail));
	ac->out = zc_arena_array(a, states, sizeof(*ac->out));
	ac->first = zc_arena_array(a, states, sizeof(*ac->first));
	ac->same = zc_arena_array(a, n + 1, sizeof(*ac->same));
	queue = zc_arena_array(a, states, sizeof(*queue));
	total = zc_arena_array(a, states, sizeof(*total));
	if (ac->next == NULL || ac->fail == NULL || ac->out == NULL ||
	    ac->first == NULL || ac->same == NULL || queue == NULL ||
	    total == NULL)
		return ZC_FAIL(e, ZC_ENOMEM, "no room for the words");
	memset(ac->next, 0xFF, states * ac->nclasses * sizeof(*ac->next));
	memset(ac->first, 0xFF, states * sizeof(*ac->first));
	ac->nstates = 1;
	for (size_t i = 0; i < n; i++)
		insert(ac, words[i], (uint32_t)i);
	link_states(ac, queue, total);
	*out = ac;
	return ZC_OK;
}

size_t
zc_ac_most(const struct zc_ac *ac)
{
	return ac->most;
}

size_t
zc_ac_run(
    const struct zc_ac *ac, struct zc_str s, struct zc_ac_hit *hits, size_t max)
{
	size_t n = 0;
	unsigned st = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned o;

		st = ac->next[st * ac->nclasses +
		    ac->class_of[(unsigned char)s.p[i]]];
		if (st == 0)
			continue;
		o = ac->first[st] != UINT32_MAX ? st : ac->out[st];
		for (; o != 0; o = ac->out[o])
			for (uint32_t w = ac->first[o]; w != UINT32_MAX;
			     w = ac->same[w]) {
				if (n < max)
					hits[n] = (struct zc_ac_hit){
						(uint32_t)(i + 1), w
					};
				n++;
			}
	}
	return n;
}
