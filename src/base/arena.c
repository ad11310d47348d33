#include "base/base.h"

#include <stdalign.h>

enum {
	BLOCK = 16 * 1024
};

struct zc_arena_block {
	struct zc_arena_block *next;
	size_t size;
	size_t used;
	alignas(max_align_t) unsigned char bytes[];
};

static unsigned fault_in;

void
zc_fault_arm(unsigned n)
{
	fault_in = n;
}

int
zc_fault_hit(void)
{
	if (fault_in == 0)
		return 0;
	return --fault_in == 0;
}

void
zc_arena_init(struct zc_arena *a, size_t limit)
{
	*a = (struct zc_arena){ .limit = limit };
}

void
zc_arena_fini(struct zc_arena *a)
{
	struct zc_arena_block *b, *next;

	if (a == NULL)
		return;
	for (b = a->head; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	a->head = NULL;
	a->used = 0;
}

static struct zc_arena_block *
add_block(struct zc_arena *a, size_t n)
{
	size_t size = n > BLOCK / 4 ? n : BLOCK;
	struct zc_arena_block *b = malloc(sizeof(*b) + size);

	if (b == NULL)
		return NULL;
	b->size = size;
	b->used = 0;
	if (size != BLOCK && a->head != NULL) {
		/* A big object must not hide the room left in the head. */
		b->next = a->head->next;
		a->head->next = b;
	} else {
		b->next = a->head;
		a->head = b;
	}
	return b;
}

void *
zc_arena_get(struct zc_arena *a, size_t n)
{
	struct zc_arena_block *b = a->head;
	void *p;

	if (n > SIZE_MAX / 2 || zc_fault_hit())
		return NULL;
	n = (n + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	if (n > a->limit - a->used)
		return NULL;
	if (b == NULL || b->size - b->used < n)
		b = add_block(a, n);
	if (b == NULL)
		return NULL;
	p = b->bytes + b->used;
	b->used += n;
	a->used += n;
	return memset(p, 0, n);
}

void *
zc_arena_array(struct zc_arena *a, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / 2 / size)
		return NULL;
	return zc_arena_get(a, count * size);
}

char *
zc_arena_dup(struct zc_arena *a, const char *p, size_t n)
{
	char *q = n < SIZE_MAX / 2 ? zc_arena_get(a, n + 1) : NULL;

	if (q != NULL && n > 0)
		memcpy(q, p, n);
	return q;
}
