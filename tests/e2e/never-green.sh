# Nothing is green because nothing was looked at: an empty directory, an all
# but empty system, each table denied in turn, and names nobody looks up.
. tests/e2e/lib
need sqlite3 awk
expected=tests/e2e/never-green.expected

passes() {
	sql "$1" "SELECT check_id FROM $2 WHERE verdict = 'pass'
		ORDER BY check_id"
}

# What is no known system passes nothing, and every fact says so.
mkdir "$T/empty"
status '0|1|3' "$Z" --db "$T/db" inspect --root "$T/empty" \
	--case "$T/empty.case" >"$T/out" 2>"$T/err"
has "$T/out" 'Not one point could be judged'
hasnot "$T/out" 'Nothing was found'
same "$(passes "$T/empty.case" zc_result)" ''
same "$(sql "$T/empty.case" "SELECT name FROM zc_table
	WHERE kind = 'fact' AND status <> 'unsupported'")" ''

# A system of which next to nothing is left passes what was reviewed, no more.
r=$T/root
mkdir -p "$r/etc" "$r/var/lib/dpkg"
printf 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n' \
	>"$r/etc/os-release"
printf 'root:x:0:0:root:/root:/bin/bash\n' >"$r/etc/passwd"
printf 'root:*:19000:0:99999:7:::\n' >"$r/etc/shadow"
printf 'root:x:0:\n' >"$r/etc/group"
: >"$r/var/lib/dpkg/status"
chmod 640 "$r/etc/shadow"
if [ "$(id -u)" = 0 ]; then
	status '0|1|3' "$Z" --db "$T/db" inspect --root "$r" \
		--case "$T/bare.case" >"$T/out" 2>"$T/err"
	passes "$T/bare.case" zc_result >"$T/bare"
	diff "$expected" "$T/bare" >&3 || fail "$expected: other passes"
fi

# Judge the same facts as if all had been seen, then with one table denied.
[ -e "$T/bare.case" ] || cp "$T/empty.case" "$T/bare.case"
cp "$T/bare.case" "$T/seen.case"
chmod 600 "$T/seen.case"
sqlite3 "$T/seen.case" "UPDATE zc_table SET status = 'ok', reason = ''" ||
	fail 'the case cannot be changed'

# id, key, table for every table that a check names, by its text alone.
for f in catalog/checks/host/*/*.yaml; do
	awk '
	/^id:/ { id = $2 }
	/^[a-z_]+:/ { key = $1 }
	key == "applies:" || key == "query:" || key == "unknown:" {
		n = split($0, w, /[^A-Za-z0-9_]+/)
		for (i = 1; i < n; i++)
			if (w[i] ~ /^(FROM|JOIN)$/)
				print id, key, w[i + 1]
	}' "$f"
done | sort -u >"$T/reads"
tables=$(sql "$T/seen.case" 'SELECT name FROM zc_table ORDER BY name')
same "$(echo "$tables" | awk 'END { print (NR >= 90) }')" 1
for t in $tables; do
	cp "$T/seen.case" "$T/t.case"
	sqlite3 "$T/t.case" "UPDATE zc_table SET status = 'denied'
		WHERE name = '$t'" || fail "$t cannot be changed"
	taken_in "$T/db" "$T/t.case"
	status 0 "$Z" --db "$T/db" case judge "$T/t.case" -o "$T/j" \
		>"$T/out" 2>"$T/err"
	passes "$T/j" zc_result >"$T/pass"
	sql "$T/j" "SELECT check_id FROM zc_result
		WHERE verdict = 'not_applicable'" >"$T/na"
	awk -v t="$t" -v pass="$T/pass" '
	FILENAME == pass { green[$1] = 1; next }
	FILENAME != pass && NF == 1 { na[$1] = 1; next }
	$3 == t && $1 in green { print $1, "passes without", t }
	$3 == t && $2 == "applies:" && $1 in na {
		print $1, "is not applicable without", t
	}' "$T/pass" "$T/na" "$T/reads" >"$T/wrong"
	if [ -s "$T/wrong" ]; then
		cat "$T/wrong" >&3
		fail "verdicts over the denied table $t"
	fi
	rm -f "$T/j" "$T/t.case"
done

# A name that a query asks for and no probe looks up would pass for ever.
lacking() {
	awk -v table="$1" -v form="$2" -v walk="$3" '
	function done_with() {
		if (reads && text !~ walk)
			printf "%s", names
		reads = 0; names = ""; text = ""
	}
	FNR == 1 { done_with(); key = "" }
	/^id:/ { id = $2 }
	/^[a-z_]+:/ { key = $1 }
	key == "query:" || key == "applies:" || key == "unknown:" {
		text = text $0
		if ($0 ~ "(FROM|JOIN) " table "[^a-z_]?")
			reads = 1
		s = $0
		while (match(s, /\047[^\047]*\047/)) {
			n = substr(s, RSTART + 1, RLENGTH - 2)
			if (n ~ form)
				names = names id " " n "\n"
			s = substr(s, RSTART + RLENGTH)
		}
	}
	END { done_with() }' catalog/checks/host/*/*.yaml | sort -u |
	while read -r id n; do
		tr -d '"' <"$4" | tr ' ,[]{}' '\n' | grep -qxF -- "$n" ||
			echo "$id: $n is not in $4"
	done
}
{
	lacking file_mode '^/' '^$' \
		catalog/rules/key_file.yaml
	lacking kernel_setting '^(fs|kernel|net|vm|dev|user)[.]' 'l.name = f.name' \
		catalog/rules/kernel_setting.yaml
} >"$T/lacking"
for s in unused_filesystems unused_protocols; do
	f=$(ls catalog/settings/*"$s".yaml)
	awk '/^value:/ { on = 1; sub(/^value:/, "") }
		on && /^[a-z]+:/ { on = 0 } on' "$f" |
		tr -c 'a-z0-9_' '\n' | grep . | while read -r n; do
		grep -q "name: $n}" catalog/rules/kernel_module.yaml ||
			echo "$f: $n is no module that is looked up"
	done
done >>"$T/lacking"
grep -l 'FROM kernel_module' catalog/checks/host/*/*.yaml |
	xargs grep -ho 'name IN ([^)]*)' | tr -c 'a-z0-9_' '\n' |
	grep -vx -e name -e '' | while read -r n; do
	grep -q "name: $n}" catalog/rules/kernel_module.yaml ||
		echo "$n is no module that is looked up"
done >>"$T/lacking"
if [ -s "$T/lacking" ]; then
	cat "$T/lacking" >&3
	fail 'names that nobody looks up'
fi
exit 0
