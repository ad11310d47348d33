#include "catalog/lint_mark.h"

#include "base/item.h"
#include "catalog/say.h"
#include "text/mark_example.h"

struct lint {
	struct zc_say say;
	const struct zc_at *at;
	size_t faults;
};

static void
otherwise(void *ctx, const char *entry, const char *found)
{
	struct lint *l = ctx;
	char name[80];

	l->faults++;
	zc_say_show(zc_str_of(entry), name);
	zc_say(&l->say, l->at->line, l->at->col,
	    "密级标志示例“%s”的结果不符，实际为：%s。请修改词语或示例",
	    "example of a mark \"%s\" comes out as: %s; change the words or "
	    "the example",
	    name, found);
}

size_t
zc_lint_marks(const struct zc_catalog *c, zc_complain fn, void *ctx)
{
	const struct zc_rule *rule = zc_catalog_rule(c, "rule.mark_example");
	struct zc_mark_rules *r = NULL;
	struct zc_items items = { NULL, 0 };
	struct zc_err e = { 0 };
	struct zc_arena a;
	struct lint l;
	size_t n;
	int rc;

	if (rule == NULL)
		return 0;
	l = (struct lint){ { fn, ctx, rule->at.file, 0 }, &rule->at, 0 };
	zc_arena_init(&a, 32 << 20);
	rc = zc_catalog_items(c, &a, &items, &e);
	if (rc == ZC_OK)
		rc = zc_mark_rules_new(&items, &a, &r, &e);
	if (rc == ZC_OK)
		rc = zc_mark_example_run(&items, r, otherwise, &l, &n, &e);
	if (rc != ZC_OK) {
		l.faults++;
		zc_say(&l.say, rule->at.line, rule->at.col,
		    "密级标志的规则不能使用：%s",
		    "the rules of secrecy marks cannot be used: %s", e.msg);
	}
	zc_arena_fini(&a);
	return l.faults;
}
