#!/bin/sh
# engines: both
# The ledgers of a unit and what its computers show: host checks get their
# ledgers, differences are told and taken over, findings become hazards that
# the next inspection checks off or returns, figures are kept for good.
. tests/e2e/lib
need jq
z() { "$Z" --db "$T/d" "$@"; }
r=$T/root
make_root "$r"
echo 00112233445566778899aabbccddeeff >"$r/etc/machine-id"
echo bangong-01 >"$r/etc/hostname"
sed -i 's|^li:\*|li:$6$saltsalt$abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ./abcdefghijklmnopqrstuv|' \
	"$r/etc/shadow"
serial=AA00112233445566
now() { date -u -d "$1" +%Y-%m-%dT%H:%M:%S+00:00; }
plug() {
	for l in 'usb 1-2: new high-speed USB device number 5 using xhci_hcd' \
		'usb 1-2: New USB device found, idVendor=0951, idProduct=1666, bcdDevice= 1.00' \
		'usb 1-2: New USB device strings: Mfr=1, Product=2, SerialNumber=3' \
		'usb 1-2: Product: DataTraveler 3.0' \
		'usb 1-2: Manufacturer: Kingston' \
		"usb 1-2: SerialNumber: $serial" \
		'usb-storage 1-2:1.0: USB Mass Storage device detected' \
		'sd 3:0:0:0: [sdb] Attached SCSI removable disk'; do
		echo "$(now '40 days ago') bangong-01 kernel: [  100.0] $l"
	done
}
plug >"$r/var/log/kern.log"
inspect() {
	sleep 1 # inspections are told apart by their second
	status '0|1|3' z inspect --root "$r" --skip weak_password --format json \
		>"$T/out.json" 2>"$T/err"
}
verdict() {
	jq -r --arg c "$1" '.results[] | select(.check == $c) | .verdict' \
		"$T/out.json"
}

# A store without a unit: everything as before, no ledger is there.
inspect
same "$(verdict host.usb.unregistered)" unknown
same "$(verdict host.account.departed)" unknown

# The unit begins; twice is refused.
status 0 z db init --unit 某县某局 >"$T/out" 2>"$T/err"
status 5 z db init --unit 某县某局二 >"$T/out" 2>"$T/err"
has "$T/err" 'there is a unit in this store already'
status 2 z db init </dev/null >"$T/out" 2>"$T/err"

# Ledgers that nobody filled are absent, not empty.
inspect
same "$(verdict host.usb.unregistered)" unknown
# A nil return says that there is nothing: then an unknown stick is a fault.
today=$(date +%Y-%m-%d)
status 0 z ledger add person full_name=李某 in_service=true account=li \
	>"$T/out" 2>"$T/err"
status 0 z ledger add nil_return subject=medium period_from=2020-01-01 \
	period_to=2099-12-31 statement=没有移动介质 basis=逐人询问 confirmer=李某 \
	>"$T/out" 2>"$T/err"
inspect
same "$(verdict host.usb.unregistered)" fail
jq -e --arg s $serial '.results[] | select(.check == "host.usb.unregistered")
	| .evidence[] | select(.serial == $s)' "$T/out.json" >/dev/null ||
	fail 'the serial is not in the evidence'
# Registered: it passes.
fits() {
	jq -n -r --slurpfile s "docs/formats/$1.schema.json" \
		--slurpfile v "$T/$1.json" -f tests/schema.jq >"$T/faults" ||
		fail "$1: cannot be checked"
	[ ! -s "$T/faults" ] || fail "$1: $(head -5 "$T/faults")"
}
status 0 z ledger diff --format json >"$T/ledger-diff.json" 2>"$T/err"
fits ledger-diff
z finding list --format json >"$T/finding.json" 2>"$T/err"
fits finding
z db verify --format json >"$T/db-verify.json" 2>"$T/err"
fits db-verify
status 0 z ledger diff medium >"$T/out" 2>"$T/err"
has "$T/out" "$serial"
key=$(cut -f2 "$T/out" | sed -n 2p)
status 0 z finding list >"$T/out" 2>"$T/err"
has "$T/out" "^$key.*removable media: unregistered"
status 4 z ledger accept medium 1 >"$T/out" 2>"$T/err"
has "$T/err" 'must be given'
status 2 z ledger accept medium >"$T/out" 2>"$T/err"
status 4 z ledger accept medium 99 medium_no=U-1 >"$T/out" 2>"$T/err"
status 0 z ledger accept medium "$key" medium_no=U-001 medium_kind=usb_disk \
	network_class=intranet keeper=李某 >"$T/out" 2>"$T/err"
status 0 z ledger show medium U-001 --history >"$T/out" 2>"$T/err"
has "$T/out" "$serial"
status 0 z ledger diff medium >"$T/out" 2>"$T/err"
hasnot "$T/out" "$serial"
status 0 z finding list >"$T/out" 2>"$T/err"
hasnot "$T/out" "^$key"
inspect
same "$(verdict host.usb.unregistered)" pass
# Only the serial of a classified medium is told to an inspection.
status 0 z ledger set medium U-001 network_class=classified \
	>"$T/out" 2>"$T/err"
inspect
same "$(verdict host.usb.classified_medium)" fail
last=$(find "$T/d/cases" -name '*.case' | sort | tail -1)
same "$(sqlite3 -readonly "$last" 'SELECT medium_no, serial, network_class,
	keeper, medium_kind FROM medium')" "U-001|$serial|classified||"

# A person who left still has an account.
same "$(verdict host.account.departed)" pass
li=$(z ledger list person --where full_name=李某 | tail -1 | cut -d' ' -f1)
status 0 z ledger set person "$li" in_service=false left_at=2026-01-31 \
	>"$T/out" 2>"$T/err"
inspect
same "$(verdict host.account.departed)" fail

# The same case again, late or twice, changes nothing.
dump() {
	sql "$T/d/zicha.db" "SELECT * FROM fact_account ORDER BY row_sum"
	sql "$T/d/zicha.db" "SELECT * FROM fact_cover ORDER BY target_id, tbl"
}
dump >"$T/facts"
for f in "$T"/d/cases/*.case; do
	cp "$f" "$T/again.case"
	z case import "$T/again.case" >"$T/out" 2>"$T/err" || :
done
dump | cmp - "$T/facts" || fail 'a case that came again changed the facts'
sed -i '/^li:/d' "$r/etc/passwd"
inspect
same "$(sql "$T/d/zicha.db" "SELECT gone FROM fact_account
	WHERE name = 'li' AND gone = 0")" ''
same "$(verdict host.account.departed)" pass

# A hazard from a finding: fixed and inspected again, it is checked off.
finding() {
	"$Z" --db "$T/d" finding list --format json 2>"$T/err" |
		jq -r '[.findings[] | select(.check == "host.usb.classified_medium")
			| .key][0] // ""'
}
key=$(finding)
status 0 z finding hazard "$key" >"$T/out" 2>"$T/err"
has "$T/out" '^YH-.*-0001'
no=$(cut -f1 "$T/out")
status 4 z finding hazard "$key" >"$T/out" 2>"$T/err"
has "$T/err" 'already'
z finding list >"$T/out" 2>"$T/err"
has "$T/out" "$no"
fix() {
	status 0 z ledger step hazard "$no" fixed measure=收回 fixed_at="$today" \
		>"$T/out" 2>"$T/err"
}
status 0 z ledger add department department_name=办公室 >"$T/out" 2>"$T/err"
status 0 z ledger add person full_name=王某 in_service=true \
	>"$T/out" 2>"$T/err"
status 0 z ledger step hazard "$no" assign department=办公室 owner=王某 \
	due_at=2099-01-01 >"$T/out" 2>"$T/err"
fix
inspect
z ledger show hazard "$no" >"$T/out" 2>"$T/err"
has "$T/out" 'assigned' # it was still there: returned
sleep 1
fix
status 0 z ledger set medium U-001 network_class=intranet \
	>"$T/out" 2>"$T/err"
inspect
z ledger show hazard "$no" --history >"$T/out" 2>"$T/err"
has "$T/out" 'checked off'
has "$T/out" 'machine'

# An exception needs its paper and ends by itself.
key=$("$Z" --db "$T/d" finding list | head -1 | cut -f1)
status 2 z finding step "$key" exception >"$T/out" 2>"$T/err"
status 4 z finding step "$key" exception --until 2020-01-01 --approver 局长 \
	--reason 旧 >"$T/out" 2>"$T/err"
status 0 z finding step "$key" exception --until "$today" --approver 局长 \
	--reason 采购中 >"$T/out" 2>"$T/err"
z finding show "$key" >"$T/out" 2>"$T/err"
has "$T/out" "excepted until $today, approved by 局长: 采购中"
status 0 z finding step "$key" lift >"$T/out" 2>"$T/err"

# A computer that the ledger marks classified is not inspected, nor taken in.
status 0 z ledger add computer asset_no=PC-9 hostname=bangong-01 \
	network_class=classified >"$T/out" 2>"$T/err"
n=$(find "$T/d/cases" -name '*.case' | wc -l)
status 5 z inspect --root "$r" --skip weak_password >"$T/out" 2>"$T/err"
has "$T/err" 'marked classified'
same "$(find "$T/d/cases" -name '*.case' | wc -l)" "$n"
rm -rf "$T/e"
"$Z" --db "$T/e" inspect --root "$r" --skip weak_password >/dev/null 2>&1 || :
status 5 z case import "$T"/e/cases/*.case >"$T/out" 2>"$T/err"
status 0 z db verify >"$T/out" 2>"$T/err"
sound "$T/d"
