#include "probe/place.h"

static bool
any(struct zc_str s, const char *const *prefixes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (zc_str_starts(s, prefixes[i]))
			return true;
	return false;
}

const char *
zc_place_of(struct zc_str path)
{
	static const char *const media[] = { "/media/", "/run/media/", "mtp://",
		"gphoto2://", "afc://", "mtp:", "gphoto2:", "afc:" };
	static const char *const net[] = { "smb://", "sftp://", "ssh://",
		"ftp://", "ftps://", "dav://", "davs://", "nfs://", "afp://",
		"fish://", "smb-share:", "sftp:", "ftp:", "dav:", "nfs:" };
	static const char gvfs[] = "/gvfs/";
	size_t at;

	/* /run/user/1000/gvfs/smb-share:server=… is a mounted address. */
	if (zc_str_starts(path, "/run/user/") &&
	    (at = zc_str_search(path, gvfs)) < path.n)
		path = zc_str_sub(path, at + sizeof(gvfs) - 1, path.n);
	if (any(path, media, ZC_LEN(media)))
		return "removable";
	if (any(path, net, ZC_LEN(net)))
		return "network";
	return NULL;
}

/* Is it an account or the last part of a home directory? */
static bool
is_account(const struct zc_users *u, struct zc_str s)
{
	for (size_t i = 0; i < u->n; i++)
		if (zc_str_is(s, u->v[i].name))
			return true;
	return false;
}

bool
zc_place_volume(
    const struct zc_users *u, struct zc_str path, struct zc_str *label)
{
	struct zc_str first, second;
	bool run = zc_str_starts(path, "/run/media/");

	if (!run && !zc_str_starts(path, "/media/"))
		return false;
	path = zc_str_sub(path, run ? 11 : 7, path.n);
	if (!zc_str_cut(&path, '/', &first) || first.n == 0)
		return false;
	if (zc_str_cut(&path, '/', &second) && second.n > 0 &&
	    (run || is_account(u, first)))
		first = second;
	else if (run || is_account(u, first))
		return false;
	*label = first;
	return true;
}
