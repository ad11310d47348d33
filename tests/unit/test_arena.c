#include "unit/zt.h"

#include <stdalign.h>

ZT(arena_memory_is_zeroed_and_aligned)
{
	struct zc_arena a;

	zc_arena_init(&a, 1 << 20);
	for (size_t n = 1; n < 5000; n += 37) {
		unsigned char *p = zc_arena_get(&a, n);
		unsigned char all = 0;

		ZT_TRUE(p != NULL);
		if (p == NULL)
			break;
		ZT_EQ((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			all |= p[i];
		ZT_EQ(all, 0);
		memset(p, 0xFF, n);
	}
	zc_arena_fini(&a);
}

ZT(arena_gives_up_to_its_limit_and_not_beyond)
{
	struct zc_arena a;

	zc_arena_init(&a, 4096);
	ZT_TRUE(zc_arena_get(&a, 4096) != NULL);
	ZT_TRUE(zc_arena_get(&a, 1) == NULL);
	zc_arena_fini(&a);
	ZT_TRUE(zc_arena_get(&a, 4097) == NULL);
	ZT_TRUE(zc_arena_get(&a, 4000) != NULL);
	zc_arena_fini(&a);
	zc_arena_fini(NULL);
}

ZT(arena_sizes_that_overflow_are_refused)
{
	struct zc_arena a;

	zc_arena_init(&a, SIZE_MAX);
	ZT_TRUE(zc_arena_get(&a, SIZE_MAX) == NULL);
	ZT_TRUE(zc_arena_get(&a, SIZE_MAX - 8) == NULL);
	ZT_TRUE(zc_arena_array(&a, SIZE_MAX / 2, 16) == NULL);
	ZT_TRUE(zc_arena_dup(&a, "", SIZE_MAX) == NULL);
	ZT_EQ(a.used, 0);
	zc_arena_fini(&a);
}

ZT(arena_dup_ends_in_zero)
{
	struct zc_arena a;
	char *s;

	zc_arena_init(&a, 4096);
	s = zc_arena_dup(&a, "abc", 2);
	ZT_TRUE(s != NULL && strcmp(s, "ab") == 0);
	s = zc_arena_dup(&a, NULL, 0);
	ZT_TRUE(s != NULL && s[0] == '\0');
	zc_arena_fini(&a);
}

ZT(arena_big_objects_do_not_hide_the_room_that_is_left)
{
	struct zc_arena a;
	char *small, *next;

	zc_arena_init(&a, 1 << 20);
	small = zc_arena_get(&a, 16);
	ZT_TRUE(zc_arena_get(&a, 100000) != NULL);
	next = zc_arena_get(&a, 16);
	ZT_TRUE(next == small + 16);
	zc_arena_fini(&a);
}

ZT(arena_fault_fails_the_nth_allocation_once)
{
	struct zc_arena a;

	zc_arena_init(&a, 4096);
	zc_fault_arm(2);
	ZT_TRUE(zc_arena_get(&a, 8) != NULL);
	ZT_TRUE(zc_arena_get(&a, 8) == NULL);
	ZT_TRUE(zc_arena_get(&a, 8) != NULL);
	zc_fault_arm(0);
	ZT_EQ(a.used, 32);
	zc_arena_fini(&a);
}
