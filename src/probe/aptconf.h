/*
 * aptconf: values of apt's configuration (apt.conf(5)): /etc/apt/apt.conf.d
 * in order, then /etc/apt/apt.conf; the last one counts.
 */
#ifndef ZC_APTCONF_H
#define ZC_APTCONF_H

#include "probe/probe.h"

/*
 * The value of a scalar such as "APT::Periodic::Unattended-Upgrade", case
 * ignored, in l->a. False when nothing sets it.
 */
bool zc_aptconf_get(const struct zc_look *l, struct zc_table *t,
    const char *name, struct zc_str *out);

#endif
