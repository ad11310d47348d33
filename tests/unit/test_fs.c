#include "unit/zt.h"

#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const struct zt_file tree[] = {
	{ "motd", "hello\n", 0 },
	{ "etc/passwd", "root:x:0:0::/root:/bin/sh\n", 0 },
	{ "a/b/c/deep", "deep\n", 0 },
	{ "empty", "", 0 },
	{ "dir", NULL, 0 },
};

/* Every fact below holds with openat2 and with the walk that replaces it. */
#define BOTH_WAYS(id) \
	static void id(void); \
	ZT(id##_openat2) \
	{ \
		id(); \
	} \
	ZT(id##_walk) \
	{ \
		zc_fs_deny_openat2(true); \
		id(); \
		zc_fs_deny_openat2(false); \
	} \
	static void id(void)

/* Read `path`: the code, and the text in `out` (static). */
static int
get(int root, const char *path, size_t max, struct zc_str *out)
{
	static char text[4096];
	struct zc_arena a;
	struct zc_str s = { "", 0 };
	int rc;

	zc_arena_init(&a, 1 << 20);
	rc = zc_fs_read(root, path, max, &a, &s, NULL);
	if (s.n > sizeof(text))
		s.n = sizeof(text);
	memcpy(text, s.p, s.n);
	*out = (struct zc_str){ text, s.n };
	zc_arena_fini(&a);
	return rc;
}

static void
reads(int root, const char *path, const char *want)
{
	struct zc_str s;

	ZT_EQ(get(root, path, 4096, &s), ZC_OK);
	ZT_STR(s, want);
}

static int
fails(int root, const char *path)
{
	struct zc_str s;
	int rc = get(root, path, 4096, &s);

	ZT_EQ(s.n, 0);
	return rc;
}

BOTH_WAYS(fs_reads_files_of_the_root)
{
	int root = zt_dir(tree, ZC_LEN(tree));

	reads(root, "motd", "hello\n");
	reads(root, "/motd", "hello\n");
	reads(root, "//a/./b//c/deep", "deep\n");
	reads(root, "a/b/../b/c/deep", "deep\n");
	reads(root, "empty", "");
	ZT_EQ(fails(root, "none"), ZC_ENOENT);
	ZT_EQ(fails(root, "motd/none"), ZC_ENOENT);
	ZT_EQ(fails(root, "motd/.."), ZC_ENOENT);
	ZT_EQ(fails(root, "dir"), ZC_EINPUT);
	close(root);
}

BOTH_WAYS(fs_dots_stop_at_the_root)
{
	int root = zt_dir(tree, ZC_LEN(tree));

	reads(root, "../motd", "hello\n");
	reads(root, "../../../../../../motd", "hello\n");
	reads(root, "a/../../../motd", "hello\n");
	ZT_EQ(fails(root, "../../../../../../bin/sh"), ZC_ENOENT);
	close(root);
}

BOTH_WAYS(fs_links_stay_below_the_root)
{
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(symlinkat("/motd", root, "absolute"), 0);
	ZT_EQ(symlinkat("../../../../../../../etc/hostname", root, "out"), 0);
	ZT_EQ(symlinkat("/proc/self/root/etc/hostname", root, "magic"), 0);
	ZT_EQ(symlinkat("../../motd", root, "a/up"), 0);
	ZT_EQ(symlinkat("/a/b", root, "todir"), 0);
	ZT_EQ(symlinkat("nowhere", root, "dangling"), 0);
	reads(root, "absolute", "hello\n");
	reads(root, "a/up", "hello\n");
	reads(root, "todir/c/deep", "deep\n");
	reads(root, "todir/../../motd", "hello\n");
	ZT_EQ(fails(root, "out"), ZC_ENOENT);
	ZT_EQ(fails(root, "magic"), ZC_ENOENT);
	ZT_EQ(fails(root, "dangling"), ZC_ENOENT);
	close(root);
}

BOTH_WAYS(fs_link_loops_end)
{
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(symlinkat("loop", root, "loop"), 0);
	ZT_EQ(symlinkat("two", root, "one"), 0);
	ZT_EQ(symlinkat("/one", root, "two"), 0);
	ZT_EQ(symlinkat("grow/x", root, "grow"), 0);
	ZT_EQ(fails(root, "loop"), ZC_EINPUT);
	ZT_EQ(fails(root, "one"), ZC_EINPUT);
	ZT_EQ(fails(root, "grow"), ZC_EINPUT);
	close(root);
}

BOTH_WAYS(fs_long_names_are_refused_not_cut)
{
	static char path[6000];
	char exact[256];
	int root = zt_dir(tree, ZC_LEN(tree)), fd;

	memset(exact, 'n', 255);
	exact[255] = '\0';
	fd = openat(root, exact, O_CREAT | O_WRONLY, 0644);
	ZT_TRUE(fd != -1);
	close(fd);
	reads(root, exact, "");
	/* One byte more is another name, and none that can exist. */
	memset(path, 'n', 256);
	path[256] = '\0';
	ZT_EQ(fails(root, path), ZC_EINPUT);
	memset(path, 'n', sizeof(path) - 1);
	ZT_EQ(fails(root, path), ZC_EINPUT);
	for (size_t i = 0; i + 2 < sizeof(path); i += 2)
		memcpy(path + i, "./", 2);
	ZT_EQ(fails(root, path), ZC_EINPUT);
	close(root);
}

BOTH_WAYS(fs_fifos_sockets_and_devices_are_not_opened)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int root = zt_dir(tree, ZC_LEN(tree)), fd = -1, s;

	ZT_EQ(mkfifoat(root, "fifo", 0644), 0);
	/* A FIFO without a writer would hang a careless reader for ever. */
	ZT_EQ(fails(root, "fifo"), ZC_EINPUT);
	ZT_EQ(zc_fs_open(root, "fifo", &fd, NULL), ZC_EINPUT);
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	(void)snprintf(
	    un.sun_path, sizeof(un.sun_path), "%s/socket", zt_dir_path());
	ZT_EQ(bind(s, (struct sockaddr *)&un, sizeof(un)), 0);
	ZT_EQ(fails(root, "socket"), ZC_EINPUT);
	close(s);
	if (mknodat(root, "zero", S_IFCHR | 0666, 0x105) == 0)
		ZT_EQ(fails(root, "zero"), ZC_EINPUT);
	ZT_EQ(fd, -1);
	close(root);
}

BOTH_WAYS(fs_limits_are_limits)
{
	struct zc_arena a;
	struct zc_str s = { "", 0 };
	int root = zt_dir(tree, ZC_LEN(tree)), fd;

	ZT_EQ(get(root, "motd", 6, &s), ZC_OK);
	ZT_EQ(get(root, "motd", 5, &s), ZC_ELIMIT);
	zc_arena_init(&a, 4);
	ZT_EQ(zc_fs_read(root, "motd", 64, &a, &s, NULL), ZC_ENOMEM);
	zc_arena_fini(&a);
	/* 10 GB that are not there cost nothing. */
	fd = openat(root, "huge", O_CREAT | O_WRONLY, 0644);
	ZT_EQ(ftruncate(fd, (off_t)10 << 30), 0);
	close(fd);
	ZT_EQ(get(root, "huge", 16 << 20, &s), ZC_ELIMIT);
	close(root);
}

BOTH_WAYS(fs_stat_follows_and_lstat_does_not)
{
	struct stat st;
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(symlinkat("/motd", root, "link"), 0);
	ZT_EQ(symlinkat("/none", root, "dangling"), 0);
	ZT_EQ(zc_fs_stat(root, "link", &st, NULL), ZC_OK);
	ZT_TRUE(S_ISREG(st.st_mode));
	ZT_EQ(zc_fs_lstat(root, "link", &st, NULL), ZC_OK);
	ZT_TRUE(S_ISLNK(st.st_mode));
	ZT_EQ(zc_fs_stat(root, "dangling", &st, NULL), ZC_ENOENT);
	ZT_TRUE(zc_fs_exists(root, "dangling"));
	ZT_TRUE(!zc_fs_exists(root, "none"));
	ZT_EQ(zc_fs_stat(root, "/", &st, NULL), ZC_OK);
	ZT_TRUE(S_ISDIR(st.st_mode));
	ZT_EQ(zc_fs_stat(root, "", &st, NULL), ZC_OK);
	ZT_EQ(zc_fs_stat(root, "..", &st, NULL), ZC_OK);
	close(root);
}

BOTH_WAYS(fs_link_text_is_given_as_it_stands)
{
	struct zc_arena a;
	struct zc_str s = { "", 0 };
	int root = zt_dir(tree, ZC_LEN(tree));

	zc_arena_init(&a, 4096);
	ZT_EQ(symlinkat("../x//y", root, "link"), 0);
	ZT_EQ(zc_fs_link(root, "link", &a, &s, NULL), ZC_OK);
	ZT_STR(s, "../x//y");
	ZT_EQ(zc_fs_link(root, "motd", &a, &s, NULL), ZC_EINPUT);
	ZT_EQ(zc_fs_link(root, "none", &a, &s, NULL), ZC_ENOENT);
	zc_arena_fini(&a);
	close(root);
}

BOTH_WAYS(fs_dir_lists_sorted_and_bounded)
{
	struct zc_arena a;
	struct zc_fs_list l = { 0 };
	int root = zt_dir(tree, ZC_LEN(tree));

	zc_arena_init(&a, 1 << 20);
	ZT_EQ(zc_fs_dir(root, "/", 5, &a, &l, NULL), ZC_OK);
	ZT_EQ(l.n, 5);
	ZT_STR(zc_str_of(l.names[0]), "a");
	ZT_STR(zc_str_of(l.names[4]), "motd");
	l.n = 0;
	ZT_EQ(zc_fs_dir(root, "/", 4, &a, &l, NULL), ZC_ELIMIT);
	ZT_EQ(l.n, 0);
	ZT_EQ(zc_fs_dir(root, "dir", 4, &a, &l, NULL), ZC_OK);
	ZT_EQ(l.n, 0);
	ZT_EQ(zc_fs_dir(root, "motd", 4, &a, &l, NULL), ZC_ENOENT);
	ZT_EQ(zc_fs_dir(root, "none", 4, &a, &l, NULL), ZC_ENOENT);
	zc_arena_fini(&a);
	close(root);
}

BOTH_WAYS(fs_unreadable_is_denied_to_an_ordinary_user)
{
	static const struct zt_file secret[] = { { "s", "x", 0 },
		{ "d/in", "x", 0 } };
	int root = zt_dir(secret, ZC_LEN(secret));

	if (geteuid() == 0) {
		/* Root without its powers is an ordinary user to the files. */
		ZT_EQ(fchownat(root, "s", 12345, 12345, 0), 0);
		ZT_EQ(fchownat(root, "d", 12345, 12345, 0), 0);
		ZT_EQ(chmod(zt_dir_path(), 0755), 0);
	}
	ZT_EQ(fchmodat(root, "s", 0, 0), 0);
	ZT_EQ(fchmodat(root, "d", 0, 0), 0);
	if (geteuid() == 0)
		ZT_EQ(seteuid(65534), 0);
	ZT_EQ(fails(root, "s"), ZC_EACCES);
	ZT_EQ(fails(root, "d/in"), ZC_EACCES);
	if (getuid() == 0)
		ZT_EQ(seteuid(0), 0);
	ZT_EQ(fchmodat(root, "d", 0755, 0), 0);
	close(root);
}

/* Fail the first allocation, then the second, … until none is left. */
BOTH_WAYS(fs_survives_every_failed_allocation)
{
	struct zc_arena a;
	struct zc_str s = { "", 0 };
	struct zc_fs_list l = { 0 };
	int root = zt_dir(tree, ZC_LEN(tree)), rc = ZC_ENOMEM;
	unsigned n;

	for (n = 1; rc == ZC_ENOMEM && n < 100; n++) {
		zc_arena_init(&a, 1 << 20);
		zc_fault_arm(n);
		rc = zc_fs_read(root, "motd", 64, &a, &s, NULL);
		if (rc == ZC_OK)
			rc = zc_fs_read(root, "empty", 64, &a, &s, NULL);
		if (rc == ZC_OK)
			rc = zc_fs_dir(root, "/", 64, &a, &l, NULL);
		if (rc == ZC_OK && zc_fs_join(&a, "a", "b") == NULL)
			rc = ZC_ENOMEM;
		zc_fault_arm(0);
		zc_arena_fini(&a);
	}
	ZT_EQ(rc, ZC_OK);
	ZT_TRUE(n > 8);
	close(root);
}

ZT(fs_join_puts_one_slash_between)
{
	struct zc_arena a;

	zc_arena_init(&a, 4096);
	ZT_STR(zc_str_of(zc_fs_join(&a, "/etc", "x")), "/etc/x");
	ZT_STR(zc_str_of(zc_fs_join(&a, "/etc/", "x")), "/etc/x");
	ZT_STR(zc_str_of(zc_fs_join(&a, "", "x")), "x");
	zc_arena_fini(&a);
}

ZT(fs_reading_leaves_the_access_time_alone)
{
	struct stat before, after;
	struct timespec old[2] = { { 1000000, 0 }, { 2000000, 0 } };
	struct zc_str s;
	int root = zt_dir(tree, ZC_LEN(tree));

	ZT_EQ(utimensat(root, "motd", old, 0), 0);
	ZT_EQ(fstatat(root, "motd", &before, 0), 0);
	ZT_EQ(get(root, "motd", 64, &s), ZC_OK);
	ZT_EQ(fstatat(root, "motd", &after, 0), 0);
	ZT_EQ(after.st_atim.tv_sec, before.st_atim.tv_sec);
	close(root);
}

ZT(fs_root_must_be_a_directory)
{
	int fd = -1;

	ZT_EQ(zc_fs_root("/dev/null", &fd, NULL), ZC_ENOENT);
	ZT_EQ(zc_fs_root("/no/such/place", &fd, NULL), ZC_ENOENT);
	ZT_EQ(fd, -1);
}
