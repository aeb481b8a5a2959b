#!/bin/sh
# tidy.sh FILE FLAG...: clang-tidy of one file, findings alone.
file=$1
shift
found=$(clang-tidy-14 --quiet "$file" -- "$@" 2>/dev/null |
	sed -n "s|^$PWD/||; /^[^/].*: \(warning\|error\): /p" | sort -u)
[ -z "$found" ] && exit 0
echo "$found"
exit 1
