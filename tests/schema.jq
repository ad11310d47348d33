# A small JSON Schema checker: the keywords that our schemas use and no others.
#   jq -n --slurpfile s SCHEMA --slurpfile v VALUE -f tests/schema.jq
# Prints one line for each fault; an unknown keyword is a fault as well.
def known: ["$schema", "$id", "title", "description", "type", "required",
	"properties", "additionalProperties", "items", "enum", "const",
	"pattern", "minimum", "maxItems", "anyOf"];

def is($t):
	if $t == "integer" then type == "number" and . == floor
	else type == $t end;

def check($s; $at):
	. as $v
	| (((($s | keys) - known)[]) | "\($at): the checker knows no \(.)")
	, (if $s | has("const") then
		if $v == $s.const then empty else "\($at): is not \($s.const)" end
	   else empty end)
	, (if $s.enum then
		if $s.enum | index([$v]) then empty
		else "\($at): \($v) is none of \($s.enum)" end
	   else empty end)
	, (if $s.type then
		if [[$s.type] | flatten[] as $t | $v | is($t)] | any then empty
		else "\($at): is \($v | type), not \($s.type)" end
	   else empty end)
	, (if $s.pattern and ($v | type) == "string" then
		if ($v | test($s.pattern)) then empty
		else "\($at): \($v) is not like \($s.pattern)" end
	   else empty end)
	, (if ($s | has("minimum")) and ($v | type) == "number" and
		$v < $s.minimum then "\($at): \($v) is too small" else empty end)
	, (if ($s | has("maxItems")) and ($v | type) == "array" and
		($v | length) > $s.maxItems then "\($at): too long" else empty end)
	, (if $s.anyOf then
		if [$s.anyOf[] as $one | [$v | check($one; $at)] == []] | any
		then empty else "\($at): is of none of the forms" end
	   else empty end)
	, (if $s.required and ($v | type) == "object" then
		($s.required - ($v | keys))[] | "\($at): lacks \(.)"
	   else empty end)
	, (if ($v | type) == "object" then
		($v | keys[]) as $k
		| (($s.properties // {})[$k] // $s.additionalProperties // null)
			as $sub
		| if $sub == null then empty
		  else $v[$k] | check($sub; "\($at).\($k)") end
	   else empty end)
	, (if ($v | type) == "array" and $s.items then
		range($v | length) as $i
		| $v[$i] | check($s.items; "\($at)[\($i)]")
	   else empty end);

$v[0] | check($s[0]; "$")
