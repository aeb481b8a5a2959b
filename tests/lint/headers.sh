#!/bin/sh
# headers.sh FLAG...: every header compiles alone and has an include guard.
for header in $(printf '%s\n' $FILES | grep '\.h$'); do
	guard=$(printf %s "$header" | tr 'a-z/.-' 'A-Z___')
	grep -q "^#ifndef $guard$" "$header" ||
		echo "$header:1: include guard is not $guard"
	${CC:-cc} "$@" -Wno-error -fsyntax-only -x c "$header" 2>&1 | grep -m 1 'error:'
done
exit 0
