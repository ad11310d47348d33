# Text that others chose is text in a spreadsheet, too, and numbers are numbers.
. tests/e2e/lib

make_root "$T/root"
printf 'wang:x:1001:1001:=cmd|calc:/home/wang:/bin/sh\n' >>"$T/root/etc/passwd"
printf 'zhao:x:1002:1002:@SUM(1):/home/zhao:/bin/sh\n' >>"$T/root/etc/passwd"
printf 'chen:x:1003:1003:-2+3:/home/chen:/bin/sh\n' >>"$T/root/etc/passwd"
status 0 "$Z" query --root "$T/root" --format csv \
	"SELECT comment, -uid AS n FROM account ORDER BY uid" >"$T/out" 2>"$T/err"
has "$T/out" "^\"'=cmd|calc\",-1001"
has "$T/out" "^\"'@SUM(1)\",-1002"
has "$T/out" "^\"'-2+3\",-1003"
has "$T/out" '^Li,-1000'
