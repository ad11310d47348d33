#include "probe/usbhome.h"

#include "base/clock.h"
#include "base/fs.h"
#include "probe/pngtext.h"
#include "probe/sysattr.h"
#include "probe/xmlattr.h"

#include <unistd.h>

enum {
	UDEV_FILES_MAX = 20000,
	TEXT_MAX = 256
};

static const struct zc_usbseen nothing = { .serial = "",
	.vid = "",
	.pid = "",
	.vendor = "",
	.product = "",
	.source = "",
	.account = "",
	.volume = "",
	.times = 1 };

static const char *
keep(const struct zc_look *l, struct zc_str s)
{
	const char *p =
	    zc_arena_dup(l->a, s.p, s.n < TEXT_MAX ? s.n : TEXT_MAX);

	return p == NULL ? "" : p;
}

/* Time of the last start from /proc/stat; 0 when offline. */
static int64_t
boot_time(const struct zc_look *l)
{
	struct zc_str s, line;
	int64_t v;

	if (!l->live ||
	    zc_fs_read(l->root, "/proc/stat", 1 << 20, l->a, &s, NULL) != ZC_OK)
		return 0;
	while (zc_str_line(&s, &line))
		if (zc_str_starts(line, "btime ") &&
		    zc_str_int(zc_str_trim(zc_str_sub(line, 6, 20)), 10, &v))
			return v;
	return 0;
}

/* "E:KEY=value" lines; format of udev's database, systemd's udev. */
static void
udev_entry(const struct zc_look *l, struct zc_str s, int64_t booted,
    struct zc_usbtrace *u)
{
	struct zc_usbseen d = nothing;
	struct zc_str line, type = ZC_S("");
	bool usb = false;
	int64_t us;

	d.source = "udev";
	while (zc_str_line(&s, &line)) {
		struct zc_str key, v = zc_str_sub(line, 2, line.n);

		if (zc_str_starts(line, "I:") && booted != 0 &&
		    zc_str_int(v, 10, &us))
			d.first = d.last = booted + us / 1000000;
		if (!zc_str_starts(line, "E:") || !zc_str_cut(&v, '=', &key))
			continue;
		if (zc_str_is(key, "ID_BUS"))
			usb = zc_str_is(v, "usb");
		else if (zc_str_is(key, "ID_SERIAL_SHORT"))
			d.serial = keep(l, v);
		else if (zc_str_is(key, "ID_VENDOR_ID"))
			d.vid = keep(l, v);
		else if (zc_str_is(key, "ID_MODEL_ID"))
			d.pid = keep(l, v);
		else if (zc_str_is(key, "ID_VENDOR"))
			d.vendor = keep(l, v);
		else if (zc_str_is(key, "ID_MODEL"))
			d.product = keep(l, v);
		else if (zc_str_is(key, "ID_FS_LABEL"))
			d.volume = keep(l, v);
		else if (zc_str_is(key, "ID_TYPE"))
			type = v;
	}
	if (!usb || strlen(d.vid) != 4 || strcmp(d.vid, "1d6b") == 0)
		return;
	if (zc_str_is(type, "disk"))
		d.kind = "storage";
	else if (zc_str_is(type, "cd"))
		d.kind = "burner";
	zc_usbtrace_add(u, &d);
}

int
zc_usb_udev(const struct zc_look *l, struct zc_table *t, struct zc_usbtrace *u,
    struct zc_err *e)
{
	static const char dir[] = "/run/udev/data";
	struct zc_fs_list names;
	int64_t booted = boot_time(l);
	int rc = zc_fs_dir(l->root, dir, UDEV_FILES_MAX, l->a, &names, e);

	if (rc == ZC_ENOMEM)
		return rc;
	if (rc != ZC_OK) {
		zc_miss_rc(t, dir, rc);
		return ZC_OK;
	}
	for (size_t i = 0; i < names.n; i++) {
		const char *path = zc_fs_join(l->a, dir, names.names[i]);
		struct zc_str s;

		if (path == NULL)
			return ZC_FAIL(e, ZC_ENOMEM, "udev: no room");
		/* Block devices, and character devices of the USB bus. */
		if (names.names[i][0] != 'b' &&
		    strncmp(names.names[i], "c189:", 5) != 0)
			continue;
		rc = zc_fs_read(l->root, path, 64 * 1024, l->a, &s, NULL);
		if (rc == ZC_OK)
			udev_entry(l, s, booted, u);
		else
			zc_miss_rc(t, path, rc);
	}
	return ZC_OK;
}

/* "\040" of mount tables. */
static const char *
unescape(const struct zc_look *l, struct zc_str s)
{
	char *p = zc_arena_dup(l->a, s.p, s.n);
	size_t n = 0;
	int64_t v;

	for (size_t i = 0; p != NULL && i < s.n; i++) {
		struct zc_str oct = zc_str_sub(s, i + 1, 3);

		if (s.p[i] == '\\' && oct.n == 3 && zc_str_int(oct, 8, &v) &&
		    v > 0 && v < 256) {
			p[n++] = (char)v;
			i += 3;
		} else {
			p[n++] = s.p[i];
		}
	}
	if (p != NULL)
		p[n] = '\0';
	return p == NULL ? "" : p;
}

/* The mount point is the second word, or stands between quotes. */
static void
mount_lines(const struct zc_look *l, const struct zc_users *users,
    struct zc_str s, const char *source, int64_t at, struct zc_usbtrace *u)
{
	struct zc_str line, dev, dir, label;

	while (zc_str_line(&s, &line)) {
		struct zc_usbseen d = nothing;
		const char *path;

		if (zc_str_starts(zc_str_trim(line), "#") ||
		    !zc_str_word(&line, &dev) || !zc_str_word(&line, &dir))
			continue;
		path = unescape(l, dir);
		if (!zc_place_volume(users, zc_str_of(path), &label))
			continue;
		/* /media/cdrom0 of an installer is not a stick. */
		if (zc_str_starts(label, "cdrom") ||
		    zc_str_starts(label, "floppy"))
			continue;
		d.source = source;
		d.volume = keep(l, label);
		d.first = d.last = at;
		d.kind = "storage";
		zc_usbtrace_add(u, &d);
	}
}

/* udisks writes a GVariant text: <'/media/user/LABEL'>: {…}. */
static void
udisks_text(const struct zc_look *l, const struct zc_users *users,
    struct zc_str s, int64_t at, struct zc_usbtrace *u)
{
	struct zc_str piece, label;

	while (zc_str_cut(&s, '\'', &piece)) {
		struct zc_usbseen d = nothing;

		if (!zc_place_volume(users, piece, &label))
			continue;
		d.source = "udisks";
		d.volume = keep(l, label);
		d.first = d.last = at;
		d.kind = "storage";
		zc_usbtrace_add(u, &d);
	}
}

int
zc_usb_mounts(const struct zc_look *l, struct zc_table *t,
    const struct zc_users *users, struct zc_usbtrace *u,
    struct zc_err *e ZC_UNUSED)
{
	static const char udisks[] = "/var/lib/udisks2/mounted-fs";
	const char *mtab = l->live ? "/proc/mounts" : "/etc/mtab";
	struct stat st;
	struct zc_str s;

	if (zc_look_read(l, t, mtab, &s) == ZC_OK)
		mount_lines(l, users, s, "mtab", l->live ? l->now : 0, u);
	if (zc_look_read(l, t, "/etc/fstab", &s) == ZC_OK)
		mount_lines(l, users, s, "fstab", 0, u);
	if (zc_fs_stat(l->root, udisks, &st, NULL) == ZC_OK &&
	    zc_look_read(l, t, udisks, &s) == ZC_OK)
		udisks_text(l, users, s, st.st_mtime, u);
	return ZC_OK;
}

static void
home_trace(const struct zc_look *l, const struct zc_users *users,
    struct zc_str path, const char *source, const char *account, int64_t at,
    struct zc_usbtrace *u)
{
	struct zc_usbseen d = nothing;
	struct zc_str label;

	if (!zc_place_volume(users, path, &label))
		return;
	d.source = source;
	d.account = account;
	d.volume = keep(l, label);
	d.first = d.last = at;
	d.kind = "storage";
	zc_usbtrace_add(u, &d);
}

static void
recent(const struct zc_look *l, const struct zc_users *users, struct zc_str s,
    const char *account, struct zc_usbtrace *u)
{
	struct zc_xmltag tag;
	struct zc_buf uri, path;
	int64_t at;

	zc_buf_init(&uri, 8192);
	zc_buf_init(&path, 8192);
	while (zc_xmltag_next(&s, &tag)) {
		if (!zc_str_is(tag.name, "bookmark"))
			continue;
		at = 0;
		if (zc_xmltag_attr(&tag, "modified", &uri))
			(void)zc_clock_parse(zc_buf_get(&uri), &at);
		if (!zc_xmltag_attr(&tag, "href", &uri))
			continue;
		zc_uri_text(zc_buf_get(&uri), &path);
		home_trace(
		    l, users, zc_buf_get(&path), "recent", account, at, u);
	}
	zc_buf_fini(&uri);
	zc_buf_fini(&path);
}

static void
thumbnail(const struct zc_look *l, const struct zc_users *users,
    const char *path, const char *account, struct zc_usbtrace *u)
{
	char head[4096];
	struct stat st;
	struct zc_str uri;
	struct zc_buf text;
	ssize_t n;
	int fd;

	if (zc_fs_open(l->root, path, &fd, NULL) != ZC_OK)
		return;
	n = fstat(fd, &st) == 0 ? pread(fd, head, sizeof(head), 0) : -1;
	(void)close(fd);
	if (n <= 0 ||
	    !zc_pngtext((struct zc_str){ head, (size_t)n }, "Thumb::URI", &uri))
		return;
	zc_buf_init(&text, 8192);
	zc_uri_text(uri, &text);
	home_trace(
	    l, users, zc_buf_get(&text), "thumbnail", account, st.st_mtime, u);
	zc_buf_fini(&text);
}

static int
thumbnails(const struct zc_look *l, struct zc_table *t,
    const struct zc_users *users, const char *home, const char *account,
    struct zc_usbtrace *u)
{
	static const char *const dirs[] = { ".cache/thumbnails/normal",
		".cache/thumbnails/large", ".cache/thumbnails/x-large",
		".cache/thumbnails/xx-large", ".thumbnails/normal",
		".thumbnails/large" };
	size_t left = ZC_THUMBS_MAX;

	for (size_t i = 0; i < ZC_LEN(dirs); i++) {
		struct zc_fs_list names;
		const char *dir = zc_fs_join(l->a, home, dirs[i]), *path;
		int rc;

		if (dir == NULL)
			return ZC_ENOMEM;
		rc = zc_fs_dir(l->root, dir, left, l->a, &names, NULL);
		if (rc == ZC_ENOMEM)
			return rc;
		if (rc != ZC_OK) {
			zc_miss_rc(t, dir, rc);
			continue;
		}
		left -= names.n;
		for (size_t k = 0; k < names.n; k++) {
			path = zc_fs_join(l->a, dir, names.names[k]);
			if (path == NULL)
				return ZC_ENOMEM;
			thumbnail(l, users, path, account, u);
		}
	}
	return ZC_OK;
}

int
zc_usb_homes(const struct zc_look *l, struct zc_table *t,
    const struct zc_users *users, struct zc_usbtrace *u, struct zc_err *e)
{
	static const char *const lists[] = { ".local/share/recently-used.xbel",
		".recently-used.xbel", ".local/share/user-places.xbel" };
	const struct zc_user *who;
	size_t i = 0;

	while (zc_users_home(l, t, users, &i, &who)) {
		for (size_t k = 0; k < ZC_LEN(lists); k++) {
			const char *path =
			    zc_fs_join(l->a, who->home, lists[k]);
			struct zc_str s;

			if (path == NULL)
				return ZC_FAIL(e, ZC_ENOMEM, "homes: no room");
			if (zc_look_read(l, t, path, &s) == ZC_OK)
				recent(l, users, s, who->name, u);
		}
		if (thumbnails(l, t, users, who->home, who->name, u) != ZC_OK)
			return ZC_FAIL(e, ZC_ENOMEM, "homes: no room");
	}
	return ZC_OK;
}
