#!/bin/sh
# A clerk's day on the command line: a hazard from found to checked off, with
# every refusal, users and handing over, and JSON that fits its schema.
. tests/e2e/lib
. tests/e2e/office
need jq
office "$T/d"

# Nobody is a user yet: the owner of the data may do everything.
status 0 z ledger add t_person full_name=赵某 >"$T/out" 2>"$T/err"
people >"$T/out" 2>"$T/err" || fail 'no users'
# … and now he may not any more.
status 5 z ledger add t_person full_name=钱某 >"$T/out" 2>"$T/err"
has "$T/err" 'your roles do not allow this'
status 5 z --as nobody-here ledger list >"$T/out" 2>"$T/err"

li() { z --as li "$@"; }
status 0 li ledger add t_hazard 描述=未设口令 >"$T/out" 2>"$T/err"
has "$T/out" 'YH-2[0-9]*-0001'
no=$(cut -f2 "$T/out")
status 4 li ledger add t_hazard owner=王某 >"$T/out" 2>"$T/err"
has "$T/err" '"description" must be given'
status 2 li ledger add no_such a=b >"$T/out" 2>"$T/err"
status 4 li ledger add t_computer network=internet mac=zz >"$T/out" 2>"$T/err"
has "$T/err" '"MAC address" is not right'
status 5 li ledger add t_computer network=internet remark='机密★10年' \
	>"$T/out" 2>"$T/err"
has "$T/err" 'form of a mark of a state secret'
hasnot "$T/err" '机密'
hasnot "$T/d/zicha.db" '机密★10年'
if [ -e "$T/d/zicha.db-wal" ]; then
	hasnot "$T/d/zicha.db-wal" '机密★10年'
fi
status 5 li ledger add t_computer network=internet remark='密级：机密' \
	>"$T/out" 2>"$T/err"
has "$T/err" '\-\-confirmed'
status 0 li ledger add t_computer network=internet remark='密级：机密' \
	--confirmed >"$T/out" 2>"$T/err"

# The steps, and who may not take them.
status 5 li ledger step t_hazard "$no" assign >"$T/out" 2>"$T/err"
has "$T/err" 'the step "assign" needs "owner"'
status 0 li ledger step t_hazard "$no" 派单 责任人=王某 due_at=2099-01-01 \
	>"$T/out" 2>"$T/err"
has "$T/out" 'assigned'
status 5 z --as aud ledger step t_hazard "$no" fix >"$T/out" 2>"$T/err"
has "$T/err" 'is not yours'
status 0 z --as wang ledger todo >"$T/out" 2>"$T/err"
has "$T/out" 'RW-00001'
status 0 z --as wang ledger step t_hazard "$no" fix --note 已设口令 \
	>"$T/out" 2>"$T/err"
status 0 li ledger may t_hazard "$no" >"$T/out" 2>"$T/err"
has "$T/out" '^check_off	check off$'
has "$T/out" '^send_back	send back	not yours$'
status 0 z --as ju --lang zh ledger step t_hazard "$no" check_off \
	>"$T/out" 2>"$T/err"
has "$T/out" '已销号'
status 5 li ledger step t_hazard "$no" check_off >"$T/out" 2>"$T/err"
has "$T/err" 'is "checked off" now'
status 0 li --lang zh ledger show t_hazard "$no" --history >"$T/out" 2>"$T/err"
has "$T/out" '派单：责任人为“王某”；整改期限为“2099-01-01”'
has "$T/out" '已设口令'
has "$T/out" '销号人: 局长'

# Lists.
status 0 li ledger list t_hazard --where state=closed >"$T/out" 2>"$T/err"
has "$T/out" "$no"
status 0 li ledger list t_hazard --where 责任人=赵某 >"$T/out" 2>"$T/err"
hasnot "$T/out" "$no"
status 0 li ledger list t_hazard --search 口令 >"$T/out" 2>"$T/err"
has "$T/out" "$no"
status 0 li ledger list t_hazard --format csv >"$T/out" 2>"$T/err"
has "$T/out" '^"id","state","number"'
status 0 li ledger list t_hazard --format json >"$T/list.json" 2>"$T/err"
status 0 li ledger show t_hazard "$no" --history --format json \
	>"$T/show.json" 2>"$T/err"
li ledger may t_hazard "$no" --format json >"$T/may.json" 2>"$T/err"
li ledger todo --format json >"$T/todo.json" 2>"$T/err"
li ledger add t_hazard description=二 --format json >"$T/row.json" 2>"$T/err"
for n in list show may todo row; do
	fits "ledger-$n" "$T/$n.json"
done
same "$(jq -r '.rows[0].fields.owner' "$T/list.json")" 王某

# Nothing is gone: bin, restore, numbers.
status 0 li ledger add t_computer network=office >"$T/out" 2>"$T/err"
id=$(cut -f1 "$T/out")
status 0 li ledger delete t_computer "$id"
status 0 li ledger list t_computer --deleted >"$T/out" 2>"$T/err"
has "$T/out" "$id"
status 0 li ledger restore t_computer "$id"
status 0 li ledger show t_computer "$id" >"$T/out" 2>"$T/err"

# Handing over.
status 0 li ledger set t_computer "$id" responsible=李某
status 0 z --as xi user add sun --full-name 孙某
status 0 z --as xi user handover li sun >"$T/out" 2>"$T/err"
has "$T/out" 't_officer'
has "$T/out" 'test computers.*PC-'
status 5 li ledger set t_computer "$id" room=101 >"$T/out" 2>"$T/err"
status 0 z --as sun ledger list t_computer --where responsible=孙某 \
	>"$T/out" 2>"$T/err"
has "$T/out" "$id"
status 0 z --as xi user disable li
status 5 li ledger list t_computer >"$T/out" 2>"$T/err"
status 0 z --as xi user list --format json >"$T/users.json" 2>"$T/err"
fits user-list "$T/users.json"
same "$(jq -r '.users[] | select(.name == "sun") | .roles[0]' \
	"$T/users.json")" t_officer
# A paper that the head signed, entered by the officer, with its scan.
printf '%%PDF scan' >"$T/scan.pdf"
status 0 z --as sun ledger add t_hazard description=三 >"$T/out" 2>"$T/err"
h=$(cut -f2 "$T/out")
status 0 z --as sun ledger step t_hazard "$h" assign owner=孙某 \
	due_at=2099-01-01 >"$T/out" 2>"$T/err"
status 0 z --as sun ledger step t_hazard "$h" fix >"$T/out" 2>"$T/err"
status 5 z --as sun ledger step t_hazard "$h" check_off >"$T/out" 2>"$T/err"
has "$T/err" 'must be done by somebody else'
status 5 z --as sun ledger step t_hazard "$h" check_off --signer 局长 \
	--scan "$T/scan.pdf" --confirmed >"$T/out" 2>"$T/err"
has "$T/err" 'needs its date'
status 4 z --as sun ledger step t_hazard "$h" check_off --signer 局长 \
	--signed 2026-01-05 --scan "$T/no-such" >"$T/out" 2>"$T/err"
status 0 z --as sun ledger step t_hazard "$h" check_off --signer 局长 \
	--signed 2026-01-05 --scan "$T/scan.pdf" --confirmed \
	>"$T/out" 2>"$T/err"
same "$(sqlite3 "$T/d/zicha.db" "SELECT person || ' ' || actor || ' ' || scan
	FROM flow_step WHERE signed_at IS NOT NULL")" \
	"局长 sun $(sha256sum "$T/scan.pdf" | cut -d' ' -f1)"

# Imported rows have their flow, numbers and rules; who imported them counts
# as who registered them.
printf 'subject\n通知\n公告\n' >"$T/pub.csv"
status 0 z --as sun ledger import t_pub "$T/pub.csv" >"$T/out" 2>"$T/err"
has "$T/out" 'added 2'
status 0 z --as sun ledger list t_pub --where state=草稿 >"$T/out" 2>"$T/err"
has "$T/out" 'FB-2[0-9]*-002'
pub=$(sed -n 's/.*\(FB-2[0-9]*-002\).*/\1/p' "$T/out")
status 5 z --as sun ledger step t_pub "$pub" review >"$T/out" 2>"$T/err"
has "$T/err" 'the same person did'
status 0 z --as ju ledger step t_pub "$pub" review >"$T/out" 2>"$T/err"
printf 'description,found_at,due_at\n一,2026-05-01,2026-05-02\n%s\n' \
	'二,2026-05-02,2026-05-01' >"$T/hazard.csv"
status 5 z --as sun ledger import t_hazard "$T/hazard.csv" \
	>"$T/out" 2>"$T/err"
has "$T/err" '^row 3: the deadline is before'
before=$(sqlite3 "$T/d/zicha.db" 'SELECT count(*) FROM t_hazard')
sed -i 3d "$T/hazard.csv"
status 0 z --as sun ledger import t_hazard "$T/hazard.csv" --format json \
	>"$T/import.json" 2>"$T/err"
fits ledger-import "$T/import.json"
same "$(sqlite3 "$T/d/zicha.db" 'SELECT count(*) FROM t_hazard')" \
	"$((before + 1))"

# The unit's own layer adds a field: the table grows, the rows stay.
cp -R tests/office "$T/cat"
sed -i 's/^list: \[full_name/  - {name: room_no, type: text, label: {zh: 房号, en: room number}}\n&/' \
	"$T/cat/ledgers/t_person.yaml"
own() { "$Z" --db "$T/d" --catalog "$T/cat" --as sun "$@"; }
status 0 own ledger add t_person full_name=周某 room_no=305 \
	>"$T/out" 2>"$T/err"
status 0 own ledger set t_person 赵某 房号=101 >"$T/out" 2>"$T/err"
status 0 own ledger show t_person 赵某 >"$T/out" 2>"$T/err"
has "$T/out" '^room number: 101'
# A definition that does not fit the data is refused, and changes nothing.
sed -i 's/name: in_service, type: boolean, default: .1.,/name: in_service, type: text,/' \
	"$T/cat/ledgers/t_person.yaml"
sed -i 's/in_service: true/in_service: a/' "$T/cat/ledgers/t_person.yaml"
status 5 own ledger list t_person >"$T/out" 2>"$T/err"
has "$T/err" 't_person'
status 0 z --as sun ledger show t_person 赵某 >"$T/out" 2>"$T/err"

status 0 z ledger tick >"$T/out" 2>"$T/err"
status 0 z ledger test >"$T/out" 2>"$T/err"
has "$T/out" ', 0 failed'
