/* system: is there a system below the root that zicha knows how to read? */
#ifndef ZC_SYSTEM_H
#define ZC_SYSTEM_H

#include "base/base.h"

/*
 * True when the root holds accounts, names itself in os-release (or a release
 * file of the domestic systems) and has a dpkg or rpm database. On anything
 * else "no such file" proves nothing: an empty disk has no weak password.
 */
bool zc_system_known(int root);

#endif
