# A rule put into the kernel by auditctl is seen with its parts, and goes again.
. tests/e2e/lib
need auditctl
[ "$(id -u)" = 0 ] || cannot 'audit rules need the rights of root'
mark=zicha_test_$$
auditctl -a always,exit -F arch=b64 -S settimeofday -F 'auid>=1000' \
	-k "$mark" >"$T/out" 2>&1 || cannot 'this kernel takes no audit rules'
got=0
"$Z" --db "$T/db" query --format csv "SELECT kind, syscalls, origin, text
	FROM audit_rule WHERE key = '$mark'" >"$T/out" 2>"$T/err" || got=$?
auditctl -d always,exit -F arch=b64 -S settimeofday -F 'auid>=1000' \
	-k "$mark" >"$T/gone" 2>&1 || fail 'the rule is still there'
same "$got" 0
has "$T/out" '^syscall,settimeofday,live,.*auid>=1000'
exit 0
