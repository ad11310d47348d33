/* superior_map: which column of a superior's list is what; superior_*.c. */
#ifndef ZC_SUPERIOR_MAP_H
#define ZC_SUPERIOR_MAP_H

#include "core/listfile.h"
#include "core/superior.h"

struct zc_superior_map {
	uint32_t cols[ZC_SUP_COLS]; /* column, 0 = not there */
	uint32_t table;             /* that has the headings */
	struct zc_str head;         /* folded heading of the requirements */
	struct zc_cells pairs;      /* heading → field */
	const char **aside;
	size_t naside;
	const char *becomes;
};

struct zc_superior_map_use {
	const struct zc_ledger_use *use;
	const struct zc_cells *map; /* of the user; may be NULL */
	const char *sender, *becomes;
	const char *sheet;
	int fd;
};

/*
 * Open the file and find its columns; *out stands behind the headings.
 * ZC_EINPUT: no column is the requirement: e->msg says what to do.
 */
ZC_MUST int zc_superior_map_find(const struct zc_superior_map_use *u,
    struct zc_arena *a, struct zc_listfile **out, struct zc_superior_map *m,
    struct zc_err *e);
/* Is the row the headings once more, as on every page of some lists? */
bool zc_superior_map_again(
    const struct zc_superior_map *m, const struct zc_listfile_row *r);
/* Keep it for the sender. */
ZC_MUST int zc_superior_map_save(const struct zc_ledger_use *use,
    const struct zc_superior_map *m, const char *sender, const char *becomes,
    struct zc_err *e);

#endif
