/* Digests, patterns, masks, streams and JSON of the package probes. */
#include "base/fs.h"
#include "probe/json.h"
#include "probe/mask.h"
#include "probe/match.h"
#include "probe/md5.h"
#include "probe/unlz4.h"
#include "unit/zt.h"

#include <unistd.h>
#include <zlib.h>

static const char *
md5(const char *s, size_t n)
{
	static char hex[33];
	unsigned char d[16];

	zc_md5_one((struct zc_str){ s, n }, d);
	for (size_t i = 0; i < 16; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", d[i]);
	return hex;
}

/* RFC 1321, appendix A.5 */
ZT(md5_gives_the_digests_of_the_rfc)
{
	static const char *const t[][2] = {
		{ "", "d41d8cd98f00b204e9800998ecf8427e" },
		{ "a", "0cc175b9c0f1b6a831c399e269772661" },
		{ "message digest", "f96b697d7cb7938d525a2f31aaf161d0" },
		{ "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01234567"
		  "89",
		    "d174ab98d277d9f5a5611c2c9f419d9f" },
		{ "1234567890123456789012345678901234567890123456789012345678"
		  "9012345678901234567890",
		    "57edf4a22be3c955ac49da2e2107b67a" },
	};

	for (size_t i = 0; i < ZC_LEN(t); i++)
		ZT_STR(zc_str_of(md5(t[i][0], strlen(t[i][0]))), t[i][1]);
}

/* Each lane is its own: eight inputs at once give eight right digests. */
ZT(md5_lanes_do_not_mix)
{
	unsigned char block[8][128], out[16], want[16];
	const unsigned char *p[8];
	struct zc_md5 m;

	for (size_t i = 0; i < 8; i++) {
		memset(block[i], (int)('a' + i), 40);
		ZT_EQ(zc_md5_pad(block[i], 40, 40), 1);
		p[i] = block[i];
		zc_md5_start(&m, i);
	}
	zc_md5_blocks(&m, p, 1);
	for (size_t i = 0; i < 8; i++) {
		zc_md5_get(&m, i, out);
		zc_md5_one((struct zc_str){ (char *)block[i], 40 }, want);
		ZT_EQ(memcmp(out, want, 16), 0);
	}
}

ZT(match_patterns_fit_whole_names)
{
	ZT_TRUE(zc_match("libreoffice*", ZC_S("libreoffice-core"), false));
	ZT_TRUE(!zc_match("office*", ZC_S("libreoffice"), false));
	ZT_TRUE(zc_match("*desk*top", ZC_S("anydesk-desktop"), false));
	ZT_TRUE(zc_match("ToDesk", ZC_S("todesk"), true));
	ZT_TRUE(!zc_match("ToDesk", ZC_S("todesk"), false));
	ZT_TRUE(zc_match("a?c", ZC_S("abc"), false));
	ZT_TRUE(!zc_match("a?c", ZC_S("ac"), false));
	ZT_TRUE(zc_match("*", ZC_S(""), false));
}

static const char *
scope(const char *s)
{
	return zc_match_scope(zc_str_of(s));
}

ZT(match_scope_tells_near_from_far)
{
	ZT_STR(zc_str_of(scope("http://10.1.2.3/x")), "private");
	ZT_STR(zc_str_of(scope("http://172.32.0.1/x")), "public");
	ZT_STR(zc_str_of(scope("https://[fd00::1]:8080/")), "private");
	ZT_STR(zc_str_of(scope("https://[2001:db8::1]/")), "public");
	ZT_STR(zc_str_of(scope("http://mirror.lan/")), "private");
	ZT_STR(zc_str_of(scope("http://mirror/")), "private");
	ZT_STR(zc_str_of(scope("http://u@pools.uniontech.com/")), "public");
	ZT_STR(zc_str_of(scope("cdrom:[UOS]/")), "local");
	ZT_STR(zc_str_of(scope("http://127.0.0.1:80/")), "local");
}

static const char *
mask(struct zc_arena *a, const char *s)
{
	return zc_mask_dup(a, zc_str_of(s));
}

ZT(mask_takes_secrets_out_and_leaves_the_rest)
{
	static const char *const t[][2] = {
		{ "mysqldump -uroot -pS3 db", "mysqldump -uroot -p*** db" },
		{ "sshpass -p S3 ssh h", "sshpass -p *** ssh h" },
		{ "PGPASSWORD=S3 pg_dump x", "PGPASSWORD=*** pg_dump x" },
		{ "x --password=S3 --token S3 y",
		    "x --password=*** --token *** y" },
		{ "curl -u me:S3 https://a:S3@h/p?token=S3&z=1",
		    "curl -u *** https://a:***@h/p?token=***&z=1" },
		{ "sh -c 'mysql -pS3'", "sh -c 'mysql -p***'" },
		{ "rsync -a /a user@host:/b", "rsync -a /a user@host:/b" },
		{ "x --password-file /etc/f", "x --password-file /etc/f" },
		{ "curl -H 'Authorization: Bearer S3' h",
		    "curl -H 'Authorization:*** h" },
	};
	struct zc_arena a;

	zc_arena_init(&a, 1 << 20);
	for (size_t i = 0; i < ZC_LEN(t); i++) {
		const char *got = mask(&a, t[i][0]);

		ZT_STR(zc_str_of(got), t[i][1]);
		ZT_TRUE(strstr(got, "S3") == NULL);
	}
	zc_arena_fini(&a);
}

/* Nothing is known of these programs, only of how secrets look. */
ZT(mask_takes_out_what_looks_like_a_secret)
{
	static const char *const t[][2] = {
		{ "/opt/agent -pGeheim123 -v", "/opt/agent -p*** -v" },
		{ "agent -Pgeheim", "agent -P***" },
		{ "agent -w'Ge heim'", "agent -w'***'" },
		{ "agent -p Geheim123 -v", "agent -p *** -v" },
		{ "agent -p \"ge heim\"", "agent -p \"***\"" },
		{ "agent -u li:geheim x", "agent -u li:*** x" },
		{ "agent --user admin:Geheim1", "agent --user admin:***" },
		{ "agent ghp_0123456789abcdefABCDEF", "agent ***" },
		{ "agent --id=AKIAIOSFODNN7EXAMPLE", "agent --id=***" },
		{ "agent eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.x", "agent ***" },
		{ "agent -k 8fJq2LmZ0aXc9RtYwQe4UbN1", "agent -k ***" },
	};
	static const char *const same[] = { "mkdir -p /srv/data2026",
		"mkdir -p data2026", "ssh -p 2222 host", "agent -p 8080:80",
		"agent -p8080", "agent -p127.0.0.1:80:80", "find / -print0",
		"find . -perm 600 -path x", "gcc -pthread -Wall -Wextra x.c",
		"docker run -u 1000:1000 -p 80:80 nginx", "ps -p 1234",
		"chown -R www-data:www-data /srv", "agent -p/etc/agent.conf",
		"agent -u li", "sudo -u postgres psql", "agent -port 80",
		"/usr/sbin/sshd -D", "sleep 10000000",
		"/usr/lib/systemd/systemd-logind",
		"containerd-shim -id "
		"0123456789abcdef0123456789abcdef0123456789abcdef" };
	struct zc_arena a;

	zc_arena_init(&a, 1 << 20);
	for (size_t i = 0; i < ZC_LEN(t); i++)
		ZT_STR(zc_str_of(mask(&a, t[i][0])), t[i][1]);
	for (size_t i = 0; i < ZC_LEN(same); i++)
		ZT_STR(zc_str_of(mask(&a, same[i])), same[i]);
	zc_arena_fini(&a);
}

static struct zc_unpack *
stream(int root, const char *path)
{
	struct zc_unpack *u = NULL;

	ZT_EQ(zc_unpack_open(root, path, &u, NULL), ZC_OK);
	return u;
}

ZT(unpack_cuts_gzip_into_pieces)
{
	static const struct zt_file dir[] = { { "d", NULL, 0 } };
	int root = zt_dir(dir, 1);
	struct zc_pieces ps;
	struct zc_str piece;
	struct zc_unpack *u;
	char path[256];
	size_t n = 0;
	gzFile g;

	(void)snprintf(path, sizeof(path), "%s/d/x", zt_dir_path());
	g = gzopen(path, "wb");
	for (int i = 0; i < 50000; i++)
		ZT_TRUE(gzprintf(g, "Package: p%d\nVersion: 1\n\n", i) > 0);
	ZT_EQ(gzclose(g), Z_OK);
	u = stream(root, "d/x");
	zc_pieces_init(&ps, u, "\n\n");
	while (zc_pieces_next(&ps, &piece)) {
		ZT_TRUE(zc_str_starts(piece, "Package: p"));
		n++;
	}
	ZT_EQ(n, 50000);
	ZT_EQ(ps.rc, ZC_OK);
	zc_pieces_fini(&ps);
	zc_unpack_close(u);
	/* Cut short, it must not look like the end. */
	ZT_EQ(truncate(path, 5000), 0);
	u = stream(root, "d/x");
	zc_pieces_init(&ps, u, "\n\n");
	while (zc_pieces_next(&ps, &piece))
		continue;
	ZT_EQ(ps.rc, ZC_EINPUT);
	zc_pieces_fini(&ps);
	zc_unpack_close(u);
	close(root);
}

ZT(unlz4_unpacks_overlapping_matches_and_refuses_bad_ones)
{
	unsigned char out[64];
	size_t end = 0;

	/* "ab", then 8 bytes from 2 back, then "!" */
	ZT_EQ(zc_unlz4_block((struct zc_str){ "\x24"
					      "ab\x02\x00\x10!",
				 7 },
		  out, 0, sizeof(out), &end),
	    ZC_OK);
	ZT_STR(((struct zc_str){ (char *)out, end }), "ababababab!");
	/* A match from before the beginning. */
	ZT_EQ(zc_unlz4_block((struct zc_str){ "\x14"
					      "a\x05\x00",
				 4 },
		  out, 0, sizeof(out), &end),
	    ZC_EINPUT);
	/* More than there is room for. */
	ZT_EQ(zc_unlz4_block((struct zc_str){ "\x24"
					      "ab\x02\x00\x10!",
				 7 },
		  out, 0, 8, &end),
	    ZC_EINPUT);
}

static enum zc_json_token
last_token(const char *text, char *seen, size_t max)
{
	struct zt_file f = { "j", text, 0 };
	int root = zt_dir(&f, 1);
	struct zc_unpack *u = stream(root, "j");
	struct zc_json j;
	enum zc_json_token k;
	size_t n = 0;

	zc_json_init(&j, u);
	while ((k = zc_json_next(&j)) != ZC_JSON_END && k != ZC_JSON_ERROR)
		if (n + 1 < max)
			seen[n++] = "..{}ksn"[k];
	seen[n] = '\0';
	zc_unpack_close(u);
	close(root);
	return k;
}

ZT(json_gives_its_tokens_in_order)
{
	char seen[64];

	ZT_EQ(last_token("{\"a\": [1, \"x\", {}], \"b\": null}", seen, 64),
	    ZC_JSON_END);
	ZT_STR(zc_str_of(seen), "{k{ns{}}kn}");
	ZT_EQ(last_token("[]", seen, 64), ZC_JSON_END);
	ZT_EQ(last_token("\"\\ud83d\\ude00\"", seen, 64), ZC_JSON_END);
}

ZT(json_refuses_what_is_none)
{
	static const char *const bad[] = { "", "{", "[1,]", "{\"a\"}",
		"{\"a\":1,}", "[1 2]", "{\"a\":1}}", "\"x", "\"\\q\"", "nul",
		"{1:2}", "[1}", "{\"a\":}" };
	char seen[64];

	for (size_t i = 0; i < ZC_LEN(bad); i++)
		ZT_EQ(last_token(bad[i], seen, 64), ZC_JSON_ERROR);
}
