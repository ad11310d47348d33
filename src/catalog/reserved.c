/*
 * Words that are reserved in SQLite 3.40 (refused as a table or column name)
 * or PostgreSQL 15 (SQL key words appendix, "reserved"), sorted: a ledger's
 * table must be writable without quotes on both.
 */
#include "catalog/reserved.h"

#include <stdlib.h>

static const char *const words[] = {
	"add", "all", "alter", "analyse", "analyze", "and", "any", "array",
	"as", "asc", "asymmetric", "authorization", "autoincrement", "between",
	"binary", "both", "case", "cast", "check", "collate", "collation",
	"column", "commit", "concurrently", "constraint", "create", "cross",
	"current_catalog", "current_date", "current_role", "current_schema",
	"current_time", "current_timestamp", "current_user", "default",
	"deferrable", "delete", "desc", "distinct", "do", "drop", "else",
	"end", "escape", "except", "exists", "false", "fetch", "for",
	"foreign", "freeze", "from", "full", "grant", "group", "having", "if",
	"ilike", "in", "index", "initially", "inner", "insert", "intersect",
	"into", "is", "isnull", "join", "lateral", "leading", "left", "like",
	"limit", "localtime", "localtimestamp", "natural", "not", "nothing",
	"notnull", "null", "offset", "on", "only", "or", "order", "outer",
	"overlaps", "placing", "primary", "references", "returning", "right",
	"select", "session_user", "set", "similar", "some", "symmetric",
	"system_user", "table", "tablesample", "then", "to", "trailing",
	"transaction", "true", "union", "unique", "update", "user", "using",
	"values", "variadic", "verbose", "when", "where", "window", "with",
};

static int
by_word(const void *key, const void *elem)
{
	return strcmp(key, *(const char *const *)elem);
}

bool
zc_reserved_sql(const char *word)
{
	return bsearch(word, words, ZC_LEN(words), sizeof(words[0]), by_word) !=
	    NULL;
}
