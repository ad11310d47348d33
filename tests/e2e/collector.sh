# The portable collector: what it needs, what it makes, how it ends, and that
# it sees the same on a kernel without the newer system calls.
. tests/e2e/lib
need sqlite3 readelf objdump

make -s build/zicha-collect build/tools/deny >&3 2>&1 ||
	fail 'it does not build'
C=$top/build/zicha-collect
extra=$(readelf -d "$C" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
	grep -v -E '^(libc|libz|libsqlite3|libdl|libm|ld-linux[-a-z0-9_]*)\.so\.')
same "$extra" ''
# It runs where glibc is as old as 2.28.
case $(uname -m) in
x86_64 | aarch64)
	newest=$(objdump -T "$C" | grep -o 'GLIBC_2\.[0-9]*' | sed 's/.*\.//' |
		sort -n | tail -n 1)
	[ "$newest" -le 28 ] || fail "it needs glibc 2.$newest"
	;;
esac
# No definition is inside, only the lists that probes look for.
hasnot "$C" 'host.account.uid_zero'
has "$C" 'zicha-items 1'

make_root "$T/root"
# The password 123456, so that a library loaded at run time is used, too.
sed -i 's|^li:[^:]*|li:$6$saltsalt$1exCt/dOPxcYhFKNrpFEJZM3XdbauNE1U6SSfdUbaG/VkuiiZ9y002RSRJzuNQ03V0IN9WSP0CpiOXuoSRVIU0|' \
	"$T/root/etc/shadow"
cd "$T" || exit 1
status 0 "$C" --root "$T/root" >"$T/out" 2>"$T/err"
has "$T/err" 'non-classified'
made=$(find . -maxdepth 1 -name 'office-1-*.case')
[ -n "$made" ] || fail 'no case of the expected name'
same "$(sqlite3 -readonly "$made" 'PRAGMA integrity_check')" ok
same "$(sql "$made" "SELECT value FROM zc_meta WHERE key = 'sealed'")" 1
same "$(sql "$made" 'SELECT count(*) FROM zc_result')" 0
same "$(sql "$made" "SELECT group_concat(name) FROM account
	WHERE uid >= 1000 AND uid < 60000")" li
same "$(sql "$made" 'SELECT count(*) FROM weak_password')" 1
has "$T/out" "$(sha256sum "$made" | cut -c 1-64)"

# Wrong calls, places that cannot be written, a sealed case.
status 2 "$C" --nonsense >"$T/out" 2>"$T/err"
status 2 "$C" --skip nonsense >"$T/out" 2>"$T/err"
has "$T/err" nonsense
status 4 "$C" --root "$T/root" -o "$T/no/such/a.case" >"$T/out" 2>"$T/err"
has "$T/err" "$T/no/such/a.case"
status 5 "$C" --root "$T/root" -o "$made" >"$T/out" 2>"$T/err"
has "$T/err" sealed
status 0 "$C" --root "$T/root" --skip account,password -o "$T/s.case" \
	>"$T/out" 2>"$T/err"
same "$(sql "$T/s.case" "SELECT group_concat(name) FROM zc_table WHERE
	reason = 'left out as asked'")" account,password

# Ctrl-C: a valid case, and the next run goes on with it.
i=0
while [ $i -lt 300 ]; do
	mkdir -p "$T/root/home/u$i/.ssh" "$T/root/home/u$i/a/b"
	printf 'u%d:x:%d:%d::/home/u%d:/bin/bash\n' $i $((2000 + i)) \
		$((2000 + i)) $i >>"$T/root/etc/passwd"
	i=$((i + 1))
done
got=0
try=0
while [ $got != 6 ] && [ $try -lt 10 ]; do
	try=$((try + 1))
	rm -f "$T/i.case"*
	"$C" --root "$T/root" -o "$T/i.case" >"$T/out" 2>"$T/err" &
	pid=$!
	n=0
	while [ $n -lt 2000 ]; do
		n=$((n + 1))
		some=$(sqlite3 -readonly "$T/i.case" 'SELECT count(*) FROM
			zc_table WHERE status IS NOT NULL' 2>/dev/null) || some=0
		[ "${some:-0}" -lt $((25 + try)) ] || break
		kill -0 $pid 2>/dev/null || break
	done
	kill -INT $pid 2>/dev/null
	got=0
	wait $pid || got=$?
done
same $got 6
has "$T/err" 'zicha-collect -o'
same "$(sqlite3 "$T/i.case" 'PRAGMA integrity_check')" ok
status 0 "$C" --root "$T/root" -o "$T/i.case" >"$T/out" 2>"$T/err"
same "$(sql "$T/i.case" "SELECT value FROM zc_meta WHERE key = 'sealed'")" 1

# An old kernel: openat2, Landlock and close_range are not there.
covers='SELECT name, status, reason, row_count FROM zc_table ORDER BY name'
live='SELECT name, status, reason FROM zc_table ORDER BY name'
status '0|77' "$top/build/tools/deny" "$C" --root "$T/root" -o "$T/old.case" \
	>"$T/out" 2>"$T/err"
[ "$got" != 77 ] || cannot 'no filter of system calls can be set here'
status 0 "$C" --root "$T/root" -o "$T/new.case" >"$T/out" 2>"$T/err"
same "$(sql "$T/old.case" "$covers")" "$(sql "$T/new.case" "$covers")"
same "$(sql "$T/old.case" "SELECT value FROM zc_meta WHERE key = 'jail'")" \
	seccomp
same "$(sql "$T/old.case" 'SELECT * FROM account')" \
	"$(sql "$T/new.case" 'SELECT * FROM account')"
# And this computer itself.
skip=integrity,malware_hit,file_walk
status 0 "$top/build/tools/deny" "$C" --skip $skip -o "$T/old2.case" \
	>"$T/out" 2>"$T/err"
status 0 "$C" --skip $skip -o "$T/new2.case" >"$T/out" 2>"$T/err"
same "$(sql "$T/old2.case" "$live")" "$(sql "$T/new2.case" "$live")"
# Links out of the root are not followed without openat2 either.
printf 'outside:x:0:0:ZC-CANARY:/:/bin/sh\n' >"$T/outside"
ln -sf "$T/outside" "$T/root/etc/passwd"
ln -sf "../../../../../../../../../..$T/outside" "$T/root/etc/group"
status 0 "$top/build/tools/deny" "$C" --root "$T/root" -o "$T/l.case" \
	>"$T/out" 2>"$T/err"
hasnot "$T/l.case" 'ZC-CANARY'
exit 0
