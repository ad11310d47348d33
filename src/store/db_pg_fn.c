/*
 * db_pg_fn: the functions of definitions on PostgreSQL, in plain SQL. They
 * compute what db_sqlite_fn.c computes; tests/unit/test_db.c holds both to the
 * same answers.
 */
#include "store/db_priv.h"

#define SETTING(name, key) \
	"CREATE FUNCTION zicha_fn." name "() RETURNS bigint LANGUAGE sql" \
	" STABLE AS $f$ SELECT coalesce(nullif(" \
	"current_setting('zicha." key "', true),''),'0')::bigint $f$;"

const char zc_db_fn_pg[] = "DROP SCHEMA IF EXISTS zicha_fn CASCADE;"
			   "CREATE SCHEMA zicha_fn;"
			   "GRANT USAGE ON SCHEMA zicha_fn TO PUBLIC;"
			   "SET LOCAL check_function_bodies=off;"
    /* clang-format off */
    SETTING("zc_now", "now") SETTING("zc_row", "row")
    SETTING("zc_unit", "unit") SETTING("zc_from", "from")
    SETTING("zc_to", "to") SETTING("zc_zone", "zone")
    /* clang-format on */
    "CREATE FUNCTION zicha_fn.zc_actor() RETURNS text LANGUAGE sql STABLE AS"
    " $f$ SELECT coalesce(current_setting('zicha.actor', true),'') $f$;"
    /* the day of a time as its midnight UTC; a date is its own day */
    "CREATE FUNCTION zicha_fn.zc_day(t bigint) RETURNS bigint LANGUAGE sql"
    " STABLE AS $f$ SELECT CASE WHEN t%86400=0 THEN t ELSE"
    " t+zicha_fn.zc_zone()-((t+zicha_fn.zc_zone())%86400+86400)%86400 END"
    " $f$;"
    "CREATE FUNCTION zicha_fn.zc_today() RETURNS bigint LANGUAGE sql STABLE"
    " AS $f$ SELECT zicha_fn.zc_day(zicha_fn.zc_now()) $f$;"
    "CREATE FUNCTION zicha_fn.zc_ymd(t bigint) RETURNS text LANGUAGE sql"
    " STABLE AS $f$ SELECT to_char(to_timestamp(zicha_fn.zc_day(t))"
    " AT TIME ZONE 'UTC','YYYY-MM-DD') $f$;"
    "CREATE FUNCTION zicha_fn.zc_year(t bigint) RETURNS bigint LANGUAGE sql"
    " STABLE AS $f$ SELECT extract(year FROM to_timestamp(zicha_fn.zc_day(t))"
    " AT TIME ZONE 'UTC')::bigint $f$;"
    /* days since 1970 of a civil date, by arithmetic: nothing to fail */
    "CREATE FUNCTION zicha_fn.zc_civil(y bigint, m bigint, d bigint)"
    " RETURNS bigint LANGUAGE sql IMMUTABLE AS $f$"
    " SELECT 365*z+z/4-z/100+z/400+(153*(m+CASE WHEN m>2 THEN -3 ELSE 9 END)"
    "+2)/5+d-719469 FROM (SELECT CASE WHEN m<=2 THEN y-1 ELSE y END) AS x(z)"
    " $f$;"
    "CREATE FUNCTION zicha_fn.zc_last(y bigint, m bigint) RETURNS bigint"
    " LANGUAGE sql IMMUTABLE AS $f$ SELECT CASE WHEN m IN (4,6,9,11) THEN 30"
    " WHEN m<>2 THEN 31 WHEN (y%4=0 AND y%100<>0) OR y%400=0 THEN 29"
    " ELSE 28 END $f$;"
    "CREATE FUNCTION zicha_fn.zc_date(s text) RETURNS bigint LANGUAGE sql"
    " IMMUTABLE AS $f$ SELECT CASE WHEN"
    " s~'^[0-9]{4}-(0[1-9]|1[0-2])-[0-9]{2}$' THEN CASE WHEN"
    " substr(s,9,2)::bigint BETWEEN 1 AND"
    " zicha_fn.zc_last(substr(s,1,4)::bigint,substr(s,6,2)::bigint) THEN"
    " 86400*zicha_fn.zc_civil(substr(s,1,4)::bigint,substr(s,6,2)::bigint,"
    "substr(s,9,2)::bigint) END END $f$;"
    "CREATE FUNCTION zicha_fn.zc_week(a bigint, b bigint) RETURNS bigint"
    " LANGUAGE sql IMMUTABLE AS $f$ SELECT (b-a)/86400/7*5+(SELECT count(*)"
    " FROM generate_series(a/86400+1,a/86400+(b-a)/86400%7) AS d"
    " WHERE ((d+3)%7+7)%7<5) $f$;"
    "CREATE FUNCTION zicha_fn.zc_span(a bigint, b bigint) RETURNS bigint"
    " LANGUAGE sql STABLE AS $f$ SELECT zicha_fn.zc_week(a,b)+coalesce(("
    "SELECT sum(CASE WHEN working<>0 THEN 1 ELSE 0 END-CASE WHEN"
    " (day/86400+3)%7<5 THEN 1 ELSE 0 END) FROM calendar WHERE day>a AND"
    " day<=b),0)::bigint $f$;"
    "CREATE FUNCTION zicha_fn.zc_workdays(a bigint, b bigint) RETURNS bigint"
    " LANGUAGE sql STABLE AS $f$ SELECT CASE WHEN a IS NULL OR b IS NULL THEN"
    " NULL WHEN zicha_fn.zc_day(a)<=zicha_fn.zc_day(b) THEN"
    " zicha_fn.zc_span(zicha_fn.zc_day(a),zicha_fn.zc_day(b)) ELSE"
    " -zicha_fn.zc_span(zicha_fn.zc_day(b),zicha_fn.zc_day(a)) END $f$;"
    /* * and ? of the pattern; all else stands for itself, ASCII case aside */
    "CREATE FUNCTION zicha_fn.zc_low(s text) RETURNS text LANGUAGE sql"
    " IMMUTABLE AS $f$ SELECT translate(s,'ABCDEFGHIJKLMNOPQRSTUVWXYZ',"
    "'abcdefghijklmnopqrstuvwxyz') $f$;"
    "CREATE FUNCTION zicha_fn.zc_glob(s text, p text) RETURNS bigint LANGUAGE"
    " sql IMMUTABLE AS $f$ SELECT (zicha_fn.zc_low(s)~('^'||replace(replace("
    "regexp_replace(zicha_fn.zc_low(p),'([]^$.+(){}|\\\\[])','\\\\\\1','g'),"
    "'*','.*'),'?','.')||'$'))::int::bigint $f$;"
    "CREATE FUNCTION zicha_fn.zc_in(s text, l text) RETURNS bigint LANGUAGE"
    " sql IMMUTABLE AS $f$ SELECT CASE WHEN s IS NULL OR l IS NULL THEN NULL"
    " ELSE (SELECT coalesce(max(zicha_fn.zc_glob(s,i)),0) FROM (SELECT"
    " btrim(x,E' \\t\\r\\n') AS i FROM regexp_split_to_table(l,"
    "'[,\\n]') AS x) AS y WHERE i<>'') END $f$;"
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA zicha_fn TO PUBLIC";
