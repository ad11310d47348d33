#include "probe/team.h"

#include <sched.h>
#include <time.h>

enum {
	PAUSE_NS = 100000 /* between two looks for work */
};

void *
zc_team_memory(const struct zc_look *l, size_t n)
{
	return l->shared != NULL ? l->shared : zc_arena_get(l->a, n);
}

bool
zc_team_last(const struct zc_look *l, atomic_uint *ended)
{
	return atomic_fetch_add(ended, 1) + 1 >= l->workers;
}

/* Held for the time of copying one path. */
static void
lock(struct zc_team_walk *w)
{
	while (
	    atomic_flag_test_and_set_explicit(&w->lock, memory_order_acquire))
		(void)sched_yield();
}

static void
unlock(struct zc_team_walk *w)
{
	atomic_flag_clear_explicit(&w->lock, memory_order_release);
}

static void
put(struct zc_team_walk *w, unsigned depth, const char *path, size_t n)
{
	w->depth[w->n] = depth;
	memcpy(w->path[w->n], path, n + 1);
	w->n++;
}

void
zc_team_begin(struct zc_team_walk *w, const char *top, int64_t end_ms)
{
	size_t n = strlen(top);

	assert(n < ZC_FS_PATH_MAX);
	lock(w);
	if (!w->begun) {
		w->begun = true;
		w->end_ms = end_ms;
		put(w, 0, top, n);
	}
	unlock(w);
}

bool
zc_team_offer(struct zc_team_walk *w, unsigned depth, const char *path)
{
	size_t n = strlen(path);
	bool done = false;

	if (n >= ZC_FS_PATH_MAX ||
	    atomic_load_explicit(&w->n, memory_order_relaxed) >= ZC_TEAM_DIRS)
		return false;
	lock(w);
	if (w->n < ZC_TEAM_DIRS) {
		put(w, depth, path, n);
		done = true;
	}
	unlock(w);
	return done;
}

bool
zc_team_take(struct zc_team_walk *w, bool *busy, unsigned *depth,
    char path[ZC_FS_PATH_MAX])
{
	const struct timespec t = { .tv_nsec = PAUSE_NS };
	bool over, got = false;

	for (;;) {
		lock(w);
		w->busy -= *busy;
		*busy = false;
		if (w->n > 0 && !w->cut) {
			w->n--;
			*depth = w->depth[w->n];
			memcpy(path, w->path[w->n], strlen(w->path[w->n]) + 1);
			w->busy++;
			*busy = got = true;
		}
		over = w->busy == 0;
		unlock(w);
		if (got || over)
			return got;
		(void)nanosleep(&t, NULL);
	}
}

void
zc_team_leave(struct zc_team_walk *w, bool *busy)
{
	lock(w);
	w->busy -= *busy;
	*busy = false;
	unlock(w);
}
