#include "core/system.h"

#include "base/fs.h"

static bool
any(int root, const char *const *paths, size_t n)
{
	struct stat st;

	for (size_t i = 0; i < n; i++)
		if (zc_fs_stat(root, paths[i], &st, NULL) == ZC_OK)
			return true;
	return false;
}

bool
zc_system_known(int root)
{
	static const char *const names[] = { "/etc/os-release",
		"/usr/lib/os-release", "/etc/kylin-release",
		"/etc/neokylin-release", "/etc/openEuler-release",
		"/etc/os-version" };
	static const char *const packages[] = { "/var/lib/dpkg/status",
		"/var/lib/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages",
		"/var/lib/rpm/Packages.db",
		"/usr/lib/sysimage/rpm/rpmdb.sqlite",
		"/usr/lib/sysimage/rpm/Packages.db" };
	static const char *const accounts[] = { "/etc/passwd" };

	return any(root, names, ZC_LEN(names)) &&
	    any(root, packages, ZC_LEN(packages)) &&
	    any(root, accounts, ZC_LEN(accounts));
}
