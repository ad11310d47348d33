#include "store/table.h"

int
zc_table_migrate(struct zc_db *db, struct zc_err *e)
{
	return zc_db_exec(db,
	    "CREATE TABLE IF NOT EXISTS calendar(day BIGINT PRIMARY KEY NOT"
	    " NULL, working BIGINT NOT NULL)",
	    e);
}
