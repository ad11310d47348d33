# A real clamd with two signatures of our own, asked over its socket.
. tests/e2e/lib
need clamd md5sum od
[ "$(id -u)" = 0 ] || cannot 'clamd is started as root'
socket=/run/clamav/clamd.ctl
[ ! -e "$socket" ] || cannot 'a clamd runs here'

mkdir -p "$T/sig" /run/clamav
place=$(mktemp -d /var/tmp/zicha-clamd.XXXXXX)
printf 'zicha test file %s\n' $$ >"$place/one.sh"
printf 'aaa zicha-second-signature bbb\n' >"$place/two.sh"
printf 'nothing\n' >"$place/three.sh"
chmod +x "$place"/*.sh
printf '%s:%s:Zicha.Test.One\n' "$(md5sum <"$place/one.sh" | cut -d' ' -f1)" \
	"$(wc -c <"$place/one.sh" | tr -d ' ')" >"$T/sig/own.hdb"
printf 'Zicha.Test.Two:0:*:%s\n' "$(printf zicha-second-signature |
	od -An -tx1 | tr -d ' \n')" >"$T/sig/own.ndb"
cat >"$T/conf" <<X
DatabaseDirectory $T/sig
LocalSocket $socket
PidFile $T/pid
LogFile $T/log
User root
X
clamd -c "$T/conf" >"$T/out" 2>&1 || {
	rm -rf "$place"
	cannot 'clamd does not start'
}
n=0
while [ ! -S "$socket" ] && [ $n -lt 100 ]; do
	n=$((n + 1))
	sleep 0.1
done
got=0
"$Z" --db "$T/db" query --format csv "SELECT path, signature, engine
	FROM malware_hit WHERE path LIKE '$place/%' ORDER BY path" \
	>"$T/out" 2>"$T/err" || got=$?
kill "$(cat "$T/pid")"
rm -rf "$place" "$socket"
same "$got" 0
same "$(sed -e 1d -e 's/\r$//' "$T/out")" \
	"$place/one.sh,Zicha.Test.One.UNOFFICIAL,clamd
$place/two.sh,Zicha.Test.Two.UNOFFICIAL,clamd"
exit 0
