#!/bin/sh
# Names the longest functions (over 60 lines) and files (over 600). It is no
# finding: there may be a reason.
ctags -x --c-kinds=f --fields=+e --_xformat='%F %n %{end} %N' $FILES |
	awk '$3 - $2 >= 60 { print $3 - $2 + 1, $1 ":" $2 ": " $4 }' |
	sort -rn | head -n 10 |
	while read -r lines where name; do
		echo "note: $where $name has $lines lines"
	done
wc -l $FILES | awk '$1 > 600 && $2 != "total" {
	print "note: " $2 " has " $1 " lines" }'
