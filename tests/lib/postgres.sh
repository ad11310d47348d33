#!/bin/sh
# A PostgreSQL server of the tests' own: in a scratch directory, on a unix
# socket only, without fsync, as an ordinary user.
#   tests/lib/postgres.sh start        prints ZC_TEST_PG=postgresql://…
#   tests/lib/postgres.sh stop URL     ends it and removes its directory
# The server belongs to `postgres` (or `nobody`) when root asks; its directory
# is made in /tmp, since that user must get there and a socket's path is short.
set -eu

bin=
for d in /usr/lib/postgresql/15/bin /usr/lib/postgresql/*/bin; do
	[ -x "$d/initdb" ] && bin=$d && break
done
[ -n "$bin" ] || {
	echo 'PostgreSQL is not installed: apt-get install postgresql-15' >&2
	exit 77
}

as_user() {
	if [ "$(id -u)" != 0 ]; then
		"$@"
	elif id postgres >/dev/null 2>&1; then
		setpriv --reuid postgres --regid postgres --clear-groups "$@"
	else
		setpriv --reuid nobody --regid nogroup --clear-groups "$@"
	fi
}

owner() {
	if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi
}

case $1 in
start)
	dir=$(mktemp -d /tmp/zicha-pg.XXXXXX)
	if [ "$(id -u)" = 0 ]; then
		chown "$(owner)" "$dir"
	fi
	chmod 755 "$dir"
	cd "$dir"
	as_user "$bin/initdb" -D "$dir/data" -A trust -U zicha -E UTF8 \
		--locale=C --no-sync >"$dir/initdb.log" 2>&1 || {
		cat "$dir/initdb.log" >&2
		exit 1
	}
	as_user "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/data/log" \
		-o "-k $dir -c listen_addresses= -c fsync=off \
-c full_page_writes=off -c max_connections=60 -c shared_buffers=128MB" \
		start >/dev/null || {
		cat "$dir/data/log" >&2
		exit 1
	}
	echo "ZC_TEST_PG=postgresql://zicha@/postgres?host=$dir"
	;;
stop)
	dir=${2##*host=}
	case $dir in
	/tmp/zicha-pg.*) ;;
	*)
		echo "$2: not a server of mine" >&2
		exit 2
		;;
	esac
	cd "$dir"
	as_user "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null
	cd /
	rm -rf "$dir"
	;;
*)
	echo "usage: $0 start | stop URL" >&2
	exit 2
	;;
esac
