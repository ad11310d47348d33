#!/bin/sh
# The live network probes against a kernel that we set up: a network name
# space of our own with known links, addresses, routes, sockets and rules.
set -u
zicha=${ZICHA:-build/zicha}
tmp=$(mktemp -d)

if [ -z "${ZC_INSIDE:-}" ]; then
	if ! unshare -n true 2>/dev/null; then
		echo "no right to make a network name space"
		exit 77
	fi
	for tool in ip nft python3; do
		if ! command -v "$tool" >/dev/null; then
			echo "$tool is not installed"
			exit 77
		fi
	done
	ZC_INSIDE=1 exec unshare -n sh "$0"
fi

bad=0
# want SQL TEXT: the query's one value must be TEXT.
want() {
	got=$("$zicha" query "$1" --format csv 2>"$tmp/err" | tail -n +2 |
		tr -d '\r"')
	if [ "$got" != "$2" ]; then
		echo "FAILED $1"
		echo "  got:  $got"
		echo "  want: $2"
		cat "$tmp/err"
		bad=1
	fi
}

# Nothing is set up: that has to be seen as nothing, not as unknown.
want "SELECT active FROM firewall WHERE program='nftables'" 0
want "SELECT count(*) FROM firewall_rule" 0
want "SELECT count(*) FROM route" 0
want "SELECT count(*) FROM connection" 0

ip link set lo up
ip link add br0 type bridge
ip link add dum0 type veth peer name dum1
ip link set dum1 up
ip link set dum0 address 02:00:00:00:00:07 up
ip address add 192.168.77.2/24 dev dum0
ip address add 2400:3200::77/64 dev dum0 nodad
ip address add 100.64.1.2/10 dev dum0 valid_lft 3600 preferred_lft 3600
ip route add default via 192.168.77.1 dev dum0 metric 55
ip neighbour add 192.168.77.1 lladdr 02:00:00:00:00:01 dev dum0

want "SELECT kind FROM interface WHERE name='lo'" loopback
want "SELECT kind FROM interface WHERE name='br0'" bridge
want "SELECT kind FROM interface WHERE name='dum0'" virtual
want "SELECT mac FROM interface WHERE name='dum0'" 02:00:00:00:00:07
want "SELECT up||has_address FROM interface WHERE name='dum0'" 11
want "SELECT up||has_address FROM interface WHERE name='br0'" 00
want "SELECT scope||prefix FROM address WHERE address='192.168.77.2'" private24
want "SELECT scope FROM address WHERE address='2400:3200::77'" public
want "SELECT method FROM address WHERE address='192.168.77.2'" static
want "SELECT method||scope FROM address WHERE address='100.64.1.2'" dhcpprivate
want "SELECT gateway||interface||metric FROM route WHERE is_default" \
	192.168.77.1dum055
want "SELECT mac||state FROM neighbour WHERE address='192.168.77.1'" \
	02:00:00:00:00:01permanent

# A socket that listens, and one that is connected, with their owner.
python3 -c '
import socket, time
s = socket.socket(); s.bind(("127.0.0.1", 4711)); s.listen()
t = socket.socket(socket.AF_INET6); t.bind(("::", 4712)); t.listen()
u = socket.socket(type=socket.SOCK_DGRAM); u.bind(("192.168.77.2", 4713))
c = socket.create_connection(("127.0.0.1", 4711))
open("'"$tmp"'/ready", "w").close()
time.sleep(600)
' &
owner=$!
tries=0
while [ ! -e "$tmp/ready" ] && [ "$tries" -lt 240 ]; do
	tries=$((tries + 1))
	sleep 0.25
done
want "SELECT exposed||scope FROM listener WHERE port=4711" 0loopback
want "SELECT exposed||scope||protocol FROM listener WHERE port=4712" 1anytcp6
want "SELECT exposed||protocol FROM listener WHERE port=4713" 1udp
want "SELECT pid FROM listener WHERE port=4711" "$owner"
want "SELECT pid FROM connection WHERE remote_port=4711" "$owner"
want "SELECT process FROM listener WHERE port=4713" python3
want "SELECT path LIKE '%python3%' FROM process WHERE pid=$owner" 1
want "SELECT count(*) FROM process WHERE pid=$owner AND hidden=0" 1
# Its threads and all others are no hidden processes.
want "SELECT count(*) FROM process WHERE hidden=1" 0
kill "$owner"

# Rules: the order, words and sets of nftables.
nft -f - <<'EOF'
table inet filter {
	set bad { type ipv4_addr; flags interval; elements = { 10.1.0.0/16, 203.0.113.7 } }
	chain input {
		type filter hook input priority 0; policy accept;
		ct state established,related accept
		iifname "lo" accept
		ip saddr 10.0.0.0/8 tcp dport 22 accept
		ip saddr @bad drop
		tcp dport { 80, 443, 8000-8100 } accept
		ip6 saddr fd00::/8 udp dport 5000-5010 accept
		jump last
	}
	chain last {
		counter reject
	}
}
EOF
want "SELECT active||default_deny||input_policy FROM firewall
	WHERE program='nftables'" 11reject
want "SELECT port||source_address||protocol FROM firewall_rule
	WHERE position=3" 2210.0.0.0/8tcp
want "SELECT source_address FROM firewall_rule WHERE position=4" \
	"10.1.0.0/16, 203.0.113.7"
want "SELECT port FROM firewall_rule WHERE position=5" "80, 443, 8000-8100"
want "SELECT port||source_address FROM firewall_rule WHERE position=6" \
	5000-5010fd00::/8
want "SELECT interface FROM firewall_rule WHERE position=2" lo
want "SELECT count(*) FROM firewall_rule" 8

# Only IPv4 is denied: IPv6 stays open.
nft flush ruleset
nft -f - <<'EOF'
table ip filter {
	chain input { type filter hook input priority 0; policy drop; }
}
EOF
want "SELECT active||default_deny||input_policy FROM firewall
	WHERE program='nftables'" 10drop

# Translation of addresses alone filters nothing.
nft flush ruleset
nft -f - <<'EOF'
table ip nat {
	chain post { type nat hook postrouting priority 100; masquerade; }
}
EOF
want "SELECT active||default_deny FROM firewall WHERE program='nftables'" 00

exit $bad
