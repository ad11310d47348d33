/*
 * arena: memory that belongs to one job, with a byte limit, freed at once.
 */
#ifndef ZC_ARENA_H
#define ZC_ARENA_H

#include <stddef.h>

struct zc_arena_block;

struct zc_arena {
	struct zc_arena_block *head;
	size_t used;  /* bytes handed out */
	size_t limit; /* most bytes that may be handed out */
};

/* Prepare an arena of at most `limit` bytes. Nothing is allocated yet. */
void zc_arena_init(struct zc_arena *a, size_t limit);

/* Free everything. The arena may be used again. NULL is accepted. */
void zc_arena_fini(struct zc_arena *a);

/*
 * `n` zeroed bytes aligned for any object, or NULL when the limit or the
 * machine's memory is spent. They live until zc_arena_fini.
 */
void *zc_arena_get(struct zc_arena *a, size_t n);

/* `count` × `size` zeroed bytes; NULL also on overflow. */
void *zc_arena_array(struct zc_arena *a, size_t count, size_t size);

/* Copy of `n` bytes at `p` with a '\0' behind, or NULL. */
char *zc_arena_dup(struct zc_arena *a, const char *p, size_t n);

/*
 * Tests: the n-th allocation of any arena or buffer from now on fails once;
 * 0 disarms. Not thread-safe; zicha has no threads.
 */
void zc_fault_arm(unsigned n);

/* 1 when this allocation must fail (consumes the armed fault). */
int zc_fault_hit(void);

#endif
