/* place: whether a path or address lies on removable media or on a network. */
#ifndef ZC_PLACE_H
#define ZC_PLACE_H

#include "probe/users.h"

/* "removable", "network", or NULL when it is neither. */
const char *zc_place_of(struct zc_str path);

/*
 * The directory that stands for a medium in a path below /media or
 * /run/media: /media/LABEL, /media/ACCOUNT/LABEL, /run/media/ACCOUNT/LABEL.
 */
bool zc_place_volume(
    const struct zc_users *u, struct zc_str path, struct zc_str *label);

#endif
