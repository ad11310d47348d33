# One inspection of a root, and how its outcome is read.

# inspect_root NAME: T/NAME.found (as inspected) and T/NAME.kept (judged again
# as on an isolated computer whose unit keeps its ledgers): one line per
# check that failed or asks a person: check, verdict, evidence as JSON.
inspect_root() {
	# A slow or busy machine must not run out of time for guessing.
	mkdir -p "$T/office.$1/settings" "$T/isolated.$1/settings"
	sed 's/^value: .*/value: 45/' \
		catalog/settings/host.weak_password.seconds.yaml \
		>"$T/office.$1/settings/host.weak_password.seconds.yaml"
	"$zicha" --lang en --db "$T/$1.db" --catalog "$T/office.$1" inspect --root "$T/$1" \
		--case "$T/$1.case" --format json -o "$T/$1.json" \
		2>"$T/$1.err" || :
	jq -r '.results[] | select(.verdict == "fail" or .verdict == "manual")
		| [.check, .verdict, (.evidence | tostring)] | join("\t")' \
		"$T/$1.json" >"$T/$1.found"
	jq -r '.results[] | select(.verdict == "fail")
		| [.check, (.evidence | tostring | .[0:300])] | join("\t")' \
		"$T/$1.json" >"$T/$1.found.fails"
	jq -r '.results[] | [.check, .verdict, .reason] | join("\t")' \
		"$T/$1.json" >"$T/$1.found.all"

	sed 's/^value: false/value: true/' \
		catalog/settings/host.network.isolated.yaml \
		>"$T/isolated.$1/settings/host.network.isolated.yaml"
	cp "$T/$1.case" "$T/$1.work"
	chmod u+w "$T/$1.work"
	sqlite3 "$T/$1.work" "UPDATE zc_table SET status = 'ok', reason = ''
		WHERE kind = 'ledger';
		INSERT INTO person(account, full_name, in_service)
		VALUES('zhanggong', 'Zhang Gong', 1)"
	# The ledgers of a case that somebody else made would not be believed.
	sqlite3 "$T/$1.db/zicha.db" "UPDATE case_file
		SET digest = '$(sha256sum "$T/$1.work" | cut -d' ' -f1)'"
	"$zicha" --lang en --db "$T/$1.db" --catalog "$T/isolated.$1" case judge "$T/$1.work" \
		-o "$T/$1.judged" >>"$T/$1.err" 2>&1
	sqlite3 -separator '	' "$T/$1.judged" "SELECT r.check_id, r.verdict,
		group_concat(coalesce(e.cells, ''), ' ')
		FROM zc_result r LEFT JOIN zc_evidence e USING (check_id)
		WHERE r.verdict IN ('fail', 'manual') GROUP BY 1, 2" \
		>"$T/$1.kept"
	sqlite3 -separator '	' "$T/$1.judged" \
		'SELECT check_id, verdict, reason FROM zc_result' \
		>"$T/$1.kept.all"
	rm -rf "$T/$1.db" "$T/$1.work"
}

# seen FILE CHECK EVIDENCE: is CHECK raised with EVIDENCE in it?
seen() {
	awk -F'\t' -v c="$2" '$1 == c { print $3 }' "$1" | grep -qF -- "$3"
}

# told FILE CHECK: what was said of CHECK instead.
told() {
	awk -F'\t' -v c="$2" '$1 == c { print $2, $3 }' "$1.all"
	awk -F'\t' -v c="$2" '$1 == c { print $3 }' "$1" | cut -c1-300
}

# raised FILE CHECK: is CHECK raised at all?
raised() {
	awk -F'\t' -v c="$2" '$1 == c { found = 1 } END { exit !found }' "$1"
}
