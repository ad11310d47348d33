# Rules of iptables-legacy in a network of their own, set by the program itself:
# what zicha shows is what iptables-save shows.
. tests/e2e/lib
need unshare iptables-legacy ip6tables-legacy iptables-legacy-save
[ "$(id -u)" = 0 ] || cannot 'rules need the rights of root'
unshare -n iptables-legacy -L -n >"$T/out" 2>&1 ||
	cannot 'this kernel has no old tables'

cat >"$T/inside" <<'X'
set -e
iptables-legacy -P INPUT DROP
iptables-legacy -A INPUT -i lo -j ACCEPT
iptables-legacy -A INPUT ! -s 10.0.0.0/8 -p tcp --dport 22 -j DROP
iptables-legacy -A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT
iptables-legacy -N OFFICE
iptables-legacy -A INPUT -i eth+ -j OFFICE
iptables-legacy -A OFFICE -d 192.0.2.1 -p udp --dport 53:60 -j ACCEPT
ip6tables-legacy -P FORWARD DROP
ip6tables-legacy -A INPUT -s fd00::/8 -p tcp --dport 22 -j ACCEPT
{ iptables-legacy-save; ip6tables-legacy-save; } | grep '^-A' >"$T/saved"
"$Z" --db "$T/db" query --format csv 'SELECT text FROM firewall_rule' >"$T/rules"
"$Z" --db "$T/db" query --format csv "SELECT program, input_policy,
	forward_policy, rules, default_deny FROM firewall
	WHERE program LIKE 'ip%' ORDER BY program" >"$T/firewall"
X
export T Z
status 0 unshare -n sh "$T/inside" >"$T/out" 2>"$T/err"
# Text that begins with a sign is quoted for spreadsheets.
sed -e 1d -e "s/^\"'//" -e 's/"\{0,1\}\r$//' "$T/rules" >"$T/shown"
cmp "$T/saved" "$T/shown" || {
	diff "$T/saved" "$T/shown" >&3
	fail 'not the rules that are set'
}
same "$(sed -e 1d -e 's/\r$//' "$T/firewall")" 'ip6tables,accept,drop,1,0
iptables,drop,accept,5,1'
hasnot "$T/err" 'firewall_rule:'
exit 0
