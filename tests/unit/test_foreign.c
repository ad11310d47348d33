/* Cases in JSON lines that are not what they should be. */
#include "unit/zt.h"

#include "core/foreign.h"

#include <unistd.h>

#define HEAD \
	"{\"zicha_case\":1,\"meta\":{\"target\":\"t1\",\"started\":" \
	"\"1700000000\"}}\n"

static int
take(const char *text, struct zc_case **out)
{
	struct zt_file f = { "in.jsonl", text, 0 };
	char from[512], to[512];
	int dir = zt_dir(&f, 1);

	(void)close(dir);
	(void)snprintf(from, sizeof(from), "%s/in.jsonl", zt_dir_path());
	(void)snprintf(to, sizeof(to), "%s/out.case", zt_dir_path());
	return zc_foreign_read(from, to, out, NULL);
}

struct found {
	const char *table;
	struct zc_outcome o;
	int64_t misses;
};

static int
on_status(void *ctx, const struct zc_case_status *s)
{
	struct found *f = ctx;

	if (strcmp(s->table, f->table) == 0) {
		f->o = s->o;
		f->misses = s->misses;
	}
	return ZC_OK;
}

static struct found
status(struct zc_case *c, const char *table)
{
	struct found f = { .table = table };

	ZT_EQ(zc_case_statuses(c, on_status, &f, NULL), ZC_OK);
	return f;
}

ZT(foreign_table_with_misses_is_not_ok)
{
	struct zc_case *c = NULL;

	ZT_EQ(take(HEAD "{\"table\":\"account\",\"status\":\"ok\"}\n"
			"{\"row\":{\"name\":\"li\",\"uid\":1000}}\n"
			"{\"miss\":\"/etc/x\",\"reason\":\"too large\"}\n",
		  &c),
	    ZC_OK);
	ZT_EQ(status(c, "account").o.cover, ZC_COVER_PARTIAL);
	ZT_EQ(status(c, "account").o.rows, 1);
	ZT_EQ(status(c, "account").misses, 1);
	zc_case_close(c);
}

ZT(foreign_table_that_is_not_there_is_absent)
{
	struct zc_case *c = NULL;

	ZT_EQ(take(HEAD "{\"table\":\"nowhere\",\"status\":\"ok\"}\n"
			"{\"row\":{\"x\":1}}\n",
		  &c),
	    ZC_OK);
	ZT_EQ(status(c, "account").o.cover, ZC_COVER_ABSENT);
	zc_case_close(c);
}

ZT(foreign_status_we_do_not_know_is_an_error)
{
	struct zc_case *c = NULL;

	ZT_EQ(take(HEAD "{\"table\":\"account\",\"status\":\"fine\"}\n", &c),
	    ZC_OK);
	ZT_EQ(status(c, "account").o.cover, ZC_COVER_ERROR);
	zc_case_close(c);
}

ZT(foreign_window_with_only_an_end_is_kept)
{
	struct zc_case *c = NULL;

	ZT_EQ(take(HEAD "{\"table\":\"log_source\",\"status\":\"ok\","
			"\"from\":0,\"to\":1700000000}\n",
		  &c),
	    ZC_OK);
	ZT_EQ(status(c, "log_source").o.window_to, 1700000000);
	zc_case_close(c);
}

ZT(foreign_lines_that_are_no_case_are_refused)
{
	static const char *const bad[] = { "", "{}\n", "x\n",
		"{\"zicha_case\":2,\"meta\":{}}\n",
		/* neither computer nor time */
		"{\"zicha_case\":1,\"meta\":{}}\n",
		/* a text in a number */
		HEAD "{\"table\":\"account\",\"status\":\"ok\"}\n"
		     "{\"row\":{\"uid\":\"x\"}}\n",
		/* the same table twice */
		HEAD "{\"table\":\"account\",\"status\":\"ok\"}\n"
		     "{\"table\":\"os\",\"status\":\"ok\"}\n"
		     "{\"table\":\"account\",\"status\":\"ok\"}\n",
		HEAD "{\"what\":1}\n", HEAD "[1]\n",
		HEAD "{\"table\":\"account\",\"table\":\"os\"}\n",
		/* a terminal must not obey a host name */
		"{\"zicha_case\":1,\"meta\":{\"target\":\"t\","
		"\"started\":\"1\",\"hostname\":\"\\u001b[2J\"}}\n" };
	struct zc_case *c = NULL;

	for (size_t i = 0; i < ZC_LEN(bad); i++) {
		ZT_EQ(take(bad[i], &c), ZC_EINPUT);
		ZT_TRUE(c == NULL);
	}
}

ZT(foreign_case_of_a_classified_computer_is_refused)
{
	struct zc_case *c = NULL;

	ZT_EQ(take("{\"zicha_case\":1,\"meta\":{\"target\":\"t\","
		   "\"started\":\"1\",\"classified\":\"1\"}}\n",
		  &c),
	    ZC_EREFUSED);
	ZT_TRUE(c == NULL);
}
