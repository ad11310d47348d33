/*
 * netconf: the network connections that programs keep in their files:
 * NetworkManager, ifupdown, systemd-networkd, netplan, ifcfg, wpa_supplicant
 * and iwd. Passwords and keys are passed over.
 */
#ifndef ZC_NETCONF_H
#define ZC_NETCONF_H

#include "probe/probe.h"

struct zc_netconf {
	const char *program; /* networkmanager, ifupdown … */
	const char *file;
	const char *kind;   /* "" unknown, else wired, wireless, vpn … */
	const char *method; /* "" unknown, dhcp, static, shared, disabled */
	int shared;         /* 1, 0, -1 unknown */
	int autoconnect;    /* 1, 0, -1 unknown */
	int64_t last_used;  /* 0 unknown */
	struct zc_str name, interface, account, id;
	struct zc_str ssid;      /* of a wireless network this computer joins */
	const char *security;    /* open, wep, wpa, wpa2, wpa3, unknown */
	struct zc_str addresses; /* "192.0.2.2/24 …": blanks, commas, ';' */
	struct zc_str servers;   /* name servers, separated in the same way */
};

struct zc_netconfs {
	const struct zc_look *l;
	struct zc_table *t;
	struct zc_netconf *v;
	size_t n, cap;
};

/*
 * Read all of them below the root into l->a; what cannot be read or understood
 * is noted with zc_miss. ZC_ENOMEM only.
 */
ZC_MUST int zc_netconf_load(const struct zc_look *l, struct zc_table *t,
    struct zc_netconfs *out, struct zc_err *e);

/* Next item of a list separated by blanks, commas or semicolons. */
bool zc_netconf_item(struct zc_str *rest, struct zc_str *item);

/*
 * The readers; each appends what it finds. For zc_netconf_load and the tests.
 */
ZC_MUST int zc_netconf_nm(struct zc_netconfs *c);
ZC_MUST int zc_netconf_ifupdown(struct zc_netconfs *c);
ZC_MUST int zc_netconf_ifcfg(struct zc_netconfs *c);
ZC_MUST int zc_netconf_networkd(struct zc_netconfs *c);
ZC_MUST int zc_netconf_netplan(struct zc_netconfs *c);
ZC_MUST int zc_netconf_wpa(struct zc_netconfs *c);
ZC_MUST int zc_netconf_iwd(struct zc_netconfs *c);

/* One file's text, for the same. */
ZC_MUST int zc_netconf_netplan_text(
    struct zc_netconfs *c, const char *file, struct zc_str text);
ZC_MUST int zc_netconf_wpa_text(
    struct zc_netconfs *c, const char *file, struct zc_str text);

/* A new entry with all unknown, or NULL when memory is spent. */
struct zc_netconf *zc_netconf_add(
    struct zc_netconfs *c, const char *program, const char *file);

/* Two lists in one, with a blank between; "" when memory is spent. */
struct zc_str zc_netconf_join(
    struct zc_netconfs *c, struct zc_str a, struct zc_str b);

/* Bytes of hex digits, in the arena. False: not hex. */
bool zc_netconf_unhex(
    struct zc_netconfs *c, struct zc_str hex, struct zc_str *out);

/* Names of the regular files of a directory; a failure is noted. */
struct zc_fs_list;
void zc_netconf_dir(
    struct zc_netconfs *c, const char *dir, struct zc_fs_list *out);

#endif
